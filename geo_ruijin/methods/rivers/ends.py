"""The ends of courses: what lies behind them, and the water of the river one ends in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.rivers.courses import JOINED, Course, Shapes
from geo_ruijin.methods.rivers.middle import Floats, Stations
from geo_ruijin.units import Metres

#: How far up and down a river, in its own half widths, its water is told from that of one that ends in it.
_FAR = 4.0


def free_ends(courses: Sequence[Course], middle: Stations, water: BaseGeometry) -> Floats:
    """Return where a river ends, but where its courses meet: the last stations in its water.

    Returns
    -------
    numpy.ndarray
        Of each end its station, and the station half a width farther inside: (n, 2).
    """
    lines = np.array([course.line for course in courses], dtype=object)
    corners = shapely.get_point(lines[:, None], [[0, -1]])
    shapely.prepare(water)
    wet = shapely.intersects(water, middle.points)
    found = []
    for at, run in enumerate(middle.runs):
        stations = np.arange(run.start, run.stop)[wet[run]]
        if not len(stations) or shapely.dwithin(*corners[at], JOINED):  # a ring
            continue
        others = shapely.union_all(np.delete(lines, at))
        for corner, inward in zip(corners[at], (stations, stations[::-1]), strict=True):
            if shapely.dwithin(corner, others, JOINED):
                continue
            apart = np.hypot(*(middle.xy[inward] - middle.xy[inward[0]]).T)
            far = apart >= middle.half[inward[0]]
            found.append((inward[0], inward[np.argmax(far) if far.any() else -1]))
    return np.array(found, dtype=np.intp).reshape(-1, 2)


def behind(ends: Floats, middle: Stations, widest: Metres) -> BaseGeometry:
    """Return squares behind the ends of a river, as wide to either side as they are long."""
    end, inside = middle.xy[ends[:, 0]], middle.xy[ends[:, 1]]
    reach = _FAR * middle.half[ends[:, 0]] + widest
    out = end - inside
    out = out / np.maximum(np.hypot(*out.T), np.finfo(float).tiny)[:, None] * reach[:, None]
    across = out[:, ::-1] * [1, -1]
    corners = np.stack([end - across, end + across, end + across + out, end - across + out], axis=1)
    return shapely.union_all(shapely.polygons(corners))


def joined_water(ends: Floats, stations: Stations, middle: Stations, others: Shapes) -> BaseGeometry:
    """Return the water around the ends of a river that is that of the rivers it ends in.

    Parameters
    ----------
    ends
        See `free_ends`.
    stations, middle
        Of the river, as its line is drawn and in the middle of the water.
    others
        The lines of other rivers.
    """
    tree = shapely.STRtree(others)
    found = []
    for end in ends[:, 0]:
        point, half = shapely.points(stations.xy[end]), middle.half[end]
        near = others[tree.query(point, predicate="dwithin", distance=JOINED)]
        reach = shapely.intersection(near, shapely.buffer(point, _FAR * half))
        found.append(shapely.buffer(reach, half, cap_style="flat"))
    return shapely.union_all(np.concatenate([np.zeros(0, dtype=object), *found]))
