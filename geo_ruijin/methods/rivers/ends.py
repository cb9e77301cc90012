"""The ends of courses: what lies behind them, and the water of the river one ends in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.rivers.courses import JOINED, Course, Shapes
from geo_ruijin.methods.rivers.middle import Floats, Stations
from geo_ruijin.units import Metres

#: How far up and down a river, in its own half widths, its water is told from that of one that ends in it.
_FAR = 4.0


@dataclass(frozen=True)
class End:
    """An end of a river.

    Attributes
    ----------
    drawn
        Where its line ends [m]: (2,).
    place
        The last of its middle in its water, abreast of `drawn` where that is in the water too [m]: (2,).
    out
        The direction out of the river, of length 1: (2,).
    half
        Half the width there [m].
    """

    drawn: Floats
    place: Floats
    out: Floats
    half: Metres


def free_ends(
    courses: Sequence[Course], stations: Stations, middle: Stations, water: BaseGeometry, *, gap: Metres
) -> list[End]:
    """Return the ends of a river, those left out that are no farther than a gap from another of its courses."""
    lines = np.array([course.line for course in courses], dtype=object)
    corners = np.asarray(shapely.get_point(lines[:, None], [[0, -1]]), dtype=object)
    shapely.prepare(water)
    wet, held = (shapely.intersects(water, some.points) for some in (middle, stations))
    found = []
    for at, run in enumerate(middle.runs):
        inside = np.arange(run.start, run.stop)[wet[run] | held[run]]
        if not len(inside) or shapely.distance(*corners[at]) <= JOINED:  # a ring
            continue
        others: BaseGeometry = shapely.union_all(np.delete(lines, at))
        for corner, inward in zip(corners[at], (inside, inside[::-1]), strict=True):
            if not shapely.distance(corner, others) <= max(gap, JOINED):  # there need be no other
                end = _end(corner, stations.xy[inward], middle.xy[inward[0]], middle.half[inward])
                found.append(_level(end, stations.xy[inward[0]]) if held[inward[0]] else end)
    return found


def _end(corner: shapely.Point, drawn: Floats, place: Floats, half: Floats) -> End:
    """Return an end from the stations inwards of it; those nearer than half a width have it for their bank."""
    apart = np.hypot(*(drawn - drawn[0]).T)
    widest = float(half[apart <= 2 * np.median(half)].max())
    out = drawn[0] - drawn[np.argmax(apart >= widest) if (apart >= widest).any() else -1]
    out = out / max(float(np.hypot(*out)), np.finfo(float).tiny)
    return End(shapely.get_coordinates(corner)[0], place, out, widest)


def _level(end: End, drawn: Floats) -> End:
    """Return an end abreast of where it is drawn."""
    return replace(end, place=end.place + ((drawn - end.place) @ end.out) * end.out)


def behind(ends: Sequence[End], widest: Metres) -> BaseGeometry:
    """Return squares behind the ends of a river, as wide to either side as they are long."""
    found = []
    for end in ends:
        out = end.out * (_FAR * end.half + widest)
        across = out[::-1] * [1, -1]
        found.append(
            shapely.Polygon(
                [end.place - across, end.place + across, end.place + across + out, end.place - across + out]
            )
        )
    return shapely.union_all(found)


def joined_water(ends: Sequence[End], others: Shapes) -> BaseGeometry:
    """Return the water around the ends of a river that is that of the rivers it ends in.

    Parameters
    ----------
    ends
        Of the river.
    others
        The lines of other rivers.
    """
    tree = shapely.STRtree(others)
    found: list[BaseGeometry] = []
    for end in ends:
        point = shapely.Point(end.drawn)
        near = others[tree.query(point, predicate="dwithin", distance=JOINED)]
        reach = shapely.intersection(near, shapely.buffer(point, _FAR * end.half))
        found += shapely.buffer(reach, end.half, cap_style="flat").tolist()
    return shapely.union_all(found)
