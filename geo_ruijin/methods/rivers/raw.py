"""The open water that a river's lines run in, before its arms are told apart: polygons, whole across bridges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import ops
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.rivers.courses import Course, Shapes
from geo_ruijin.methods.rivers.middle import Floats, Stations
from geo_ruijin.units import Metres

#: Polygons farther from a line than this are never of its river [m]: half of the widest a river may say to be.
_FARTHEST = 1000.0

#: By how much shared borders may miss each other [m].
HAIR = 0.01

#: What ends of parts of one line may miss each other by [m].
_TOUCH = 1e-6


@dataclass(frozen=True)
class Raw:
    """The water around the lines of a river.

    Attributes
    ----------
    shape
        All of it, arms and all.
    left
        Polygons of rivers in the neighbourhood that neither are near the lines nor touch what is.
    bridges
        The water under each bridge.
    in_polygons
        The length of the lines where polygons show the water [m].
    by_width
        The length where none does and a width stands in [m].
    assumed
        Of that the length where no width is said either [m].
    """

    shape: BaseGeometry
    left: Shapes
    bridges: Shapes
    in_polygons: Metres
    by_width: Metres
    assumed: Metres


def raw_water(
    stations: Stations,
    courses: Sequence[Course],
    polygons: Shapes,
    *,
    near: Metres,
    default: Metres,
    bridge: Metres,
    island: Metres,
) -> Raw:
    """Return the water around the lines of a river.

    All polygons count that are near a line, and those that touch them, whatever borders part the water. Between two
    of them a line may run over a bridge; elsewhere it is as wide as it says.

    Parameters
    ----------
    stations, courses
        Of the river.
    polygons
        Of all rivers.
    near
        How far from a line its polygon may be [m].
    default
        The width where nobody says one [m].
    bridge
        What length of a line at most lies outside polygons at a bridge [m].
    island
        Islands narrower than this are water [m].
    """
    lines = shapely.multilinestrings([course.line for course in courses])
    around = polygons[shapely.STRtree(polygons).query(lines, predicate="dwithin", distance=_FARTHEST)]
    parts = shapely.get_parts(shapely.union_all(around))
    shapely.prepare(lines)
    own = shapely.dwithin(parts, lines, near)
    shown = shapely.union_all(parts[own])
    bridges: list[BaseGeometry] = []
    drawn: list[BaseGeometry] = []
    by_width = assumed = 0.0
    for run, course in zip(stations.runs, courses, strict=True):
        said = stations.said[run]
        width = np.where(np.isnan(said), default, said)
        for start, stop in _outside(course.line, shown):
            piece = cast("shapely.LineString", ops.substring(course.line, start, stop))
            if start > 0 and stop < course.line.length and stop - start <= bridge:
                crossed = _under(piece, shown)
                bridges += crossed
                if crossed:
                    continue
            if shapely.is_empty(shown) or _farthest(piece, shown) > near:
                along = stations.along[run]
                drawn.append(_ribbon(course.line, along, width, start, stop))
                by_width += stop - start
                assumed += _silent(along, said, start, stop)
    total = float(shapely.length(lines))
    whole = _without_islands(shapely.union_all([shown, *bridges, *drawn]), island)
    return Raw(whole, parts[~own], np.array(bridges, dtype=object), total - by_width, by_width, assumed)


def broad(shapes: Shapes) -> NDArray[np.bool_]:
    """Return which shapes are broader than shared borders may miss each other: (n,)."""
    wide: NDArray[np.bool_] = 2 * shapely.area(shapes) > HAIR * shapely.length(shapes)
    return wide


def _outside(line: shapely.LineString, shown: BaseGeometry) -> Floats:
    """Return where parts of a line that no polygon holds begin and end along it [m]: (n, 2)."""
    xy = shapely.get_coordinates(line)
    along = np.r_[0.0, np.cumsum(np.hypot(*np.diff(xy, axis=0).T))]
    sides = np.asarray(shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1)), dtype=object)
    shapely.prepare(shown)
    apart = ~shapely.covers(shown, sides)
    rest, side = shapely.get_parts(shapely.difference(sides[apart], shown), return_index=True)
    side = np.flatnonzero(apart)[side]
    ends = [along[side] + shapely.line_locate_point(sides[side], shapely.get_point(rest, at)) for at in (0, -1)]
    spans = np.column_stack([np.minimum(*ends), np.maximum(*ends)])
    spans = spans[np.argsort(spans[:, 0], kind="stable")]
    spans = spans[spans[:, 1] > spans[:, 0]]
    new = np.r_[True, spans[1:, 0] > spans[:-1, 1] + _TOUCH][: len(spans)]
    last = np.r_[new[1:], True][: len(spans)]
    return np.column_stack([spans[new, 0], spans[last, 1]])


def _under(piece: shapely.LineString, shown: BaseGeometry) -> list[BaseGeometry]:
    """Return the water under a bridge: what closes up when the banks of the gap are brought together over it."""
    reach = piece.length
    west, south, east, north = shapely.bounds(piece)
    local = shapely.clip_by_rect(shown, west - _FARTHEST, south - _FARTHEST, east + _FARTHEST, north + _FARTHEST)
    closed = shapely.buffer(shapely.buffer(local, reach), -reach)
    gaps = shapely.get_parts(shapely.difference(closed, local))
    return list(gaps[shapely.intersects(gaps, piece) & broad(gaps)])


def _farthest(piece: shapely.LineString, shown: BaseGeometry) -> Metres:
    """Return how far from polygons a line gets, ends and bends and halves of sides seen [m]."""
    xy = shapely.get_coordinates(shapely.segmentize(piece, piece.length / 8))
    return float(shapely.distance(shapely.points(xy), shown).max())


def _ribbon(line: shapely.LineString, along: Floats, width: Floats, start: Metres, stop: Metres) -> BaseGeometry:
    """Return a part of a line as wide as its stations say, and a step into the polygons at either end of it."""
    first = max(int(np.searchsorted(along, start, side="right")) - 1, 0)
    last = min(int(np.searchsorted(along, stop, side="left")), len(along) - 1)
    cuts = [first, *(np.flatnonzero(np.diff(width[first:last])) + first + 1).tolist(), last]
    pieces = [ops.substring(line, along[one], along[other]) for one, other in pairwise(cuts)]
    halves = [width[at] / 2 for at in cuts[:-1]]
    return shapely.union_all(shapely.buffer(pieces, halves, cap_style="flat", join_style="mitre"))


def _silent(along: Floats, said: Floats, start: Metres, stop: Metres) -> Metres:
    """Return the length of a part of a line where it says no width [m]."""
    parts = np.clip(along[1:], start, stop) - np.clip(along[:-1], start, stop)
    return float(parts[np.isnan(said[:-1])].sum())


def _without_islands(water: BaseGeometry, width: Metres) -> BaseGeometry:
    """Return water without its holes that are narrower than a width: twice the area over the border."""
    holes = np.array([shapely.Polygon(ring) for part in shapely.get_parts(water) for ring in part.interiors], object)
    islands = holes[2 * shapely.area(holes) < width * shapely.length(holes)] if len(holes) else holes
    return shapely.union_all([water, *islands]) if len(islands) else water
