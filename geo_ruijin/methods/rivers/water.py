"""The water of a course between its banks: what polygons show around its line, and where they do not its width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import polygonal
from geo_ruijin.methods.rivers.courses import Course, Shapes, Streams
from geo_ruijin.units import Metres

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

#: Over what length of a river its usual half width is taken [m], and which share of points may be wider [%].
_STRETCH, _USUAL = 500.0, 80

#: How far from its line, in half widths, water is still the river's own: beyond begin the arms of tributaries.
_REACH, _CORE = 2.0, 1.2

#: Half the width of what joins up the water of a course where polygons leave hairs between them [m].
_THREAD = 0.5

#: By how much shared borders may miss each other [m].
_HAIR = 0.01

#: Over how many points the direction of a river's end is taken.
_END = 5


@dataclass(frozen=True)
class Banks:
    """The water of one course, without its islands.

    Attributes
    ----------
    course
        The course.
    water
        Between the banks, cut straight across at both ends.
    beyond
        What lies before and behind the ends: no bank of it counts.
    by_width
        The length of the line that no polygon shows water at, where a width stands in [m].
    assumed
        Of that the length where no width is said either [m].
    """

    course: Course
    water: BaseGeometry
    beyond: BaseGeometry
    by_width: Metres
    assumed: Metres


def banks_of(
    courses: Sequence[Course],
    streams: Streams,
    polygons: Shapes,
    *,
    near: Metres,
    default: Metres,
    step: Metres,
    widest: Metres,
) -> list[Banks]:
    """Return the water of courses.

    Parameters
    ----------
    courses
        The courses.
    streams
        All rivers: the arms of the others are none of a course's water.
    polygons
        Of rivers; islands and banks are their borders.
    near
        How far from a line its polygon may be [m].
    default
        How wide a river is where neither polygons nor its line say so [m].
    step
        How far apart points along a line stand, at most [m].
    widest
        The widest strip that is laid along the banks [m].
    """
    tree, others = shapely.STRtree(polygons), shapely.STRtree(streams.lines)
    found = []
    for course in courses:
        xy = shapely.get_coordinates(shapely.segmentize(course.line, step))
        width = _widths(xy, course, streams)
        silent = np.isnan(width)
        said = np.where(silent, default, width) / 2
        shown = shapely.union_all(polygons[np.sort(tree.query(course.line, predicate="dwithin", distance=near))])
        half, away = _half_widths(xy, shown, said, near)
        whole = _without_islands(shown, 2 * float(np.median(half)))
        if whole is not shown:
            shown = whole
            half, away = _half_widths(xy, shown, said, near)
        corridor = _along(xy, half * _REACH)
        arms = shapely.difference(_arms(course, streams, others, corridor, default), _along(xy, half * _CORE))
        polygonal_water = shapely.difference(shapely.intersection(shown, corridor), arms)
        ends = _beyond(xy, half * _REACH + widest)
        water = [polygonal_water, shapely.buffer(course.line, _THREAD), _drawn(xy, away, half)]
        length = np.hypot(*np.diff(xy, axis=0).T)
        gone = away[:-1] & away[1:]
        found.append(
            Banks(
                course,
                _filled(shapely.difference(shapely.union_all(water), ends), course.line),
                ends,
                float(length[gone].sum()),
                float(length[gone & silent[:-1] & silent[1:]].sum()),
            )
        )
    return found


def _widths(xy: Floats, course: Course, streams: Streams) -> Floats:
    """Return the width that the row of the nearest line says at points along a course [m]: (n,)."""
    rows = np.array(course.lines)
    length = shapely.length(streams.lines[rows])
    ends = np.cumsum(length)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    width: Floats = streams.width[rows[np.minimum(np.searchsorted(ends, along, side="left"), len(rows) - 1)]]
    return width


def _half_widths(xy: Floats, shown: BaseGeometry, said: Floats, near: Metres) -> tuple[Floats, Truths]:
    """Return half the usual width around points [m], and which of them no polygon shows water at."""
    if shapely.is_empty(shown):
        return said, np.ones(len(xy), dtype=bool)
    shapely.prepare(shown)
    points: Shapes = np.asarray(shapely.points(xy), dtype=object)
    within = shapely.contains_xy(shown, xy)
    run = np.cumsum(np.r_[0, within[1:] != within[:-1]])
    far = ~np.asarray(shapely.dwithin(shown, points, near))
    away: Truths = ~within & (np.bincount(run, weights=far) > 0)[run]  # all the way from polygon to polygon
    half = said.copy()
    if within.any():
        half[within] = _to_border(points[within], shown)
    apart = float(np.hypot(*np.diff(xy, axis=0).T).mean())
    size = max(1, round(_STRETCH / apart))
    usual = half.copy()
    known = within if within.any() else ~away
    if known.any():  # points beside their polygon take the width of those in it
        place = np.arange(len(xy))
        usual[~away] = np.interp(place, place[known], half[known])[~away]
    smooth = ndimage.percentile_filter(usual, _USUAL, size=size, mode="nearest")
    return np.where(away, half, smooth), away


def _to_border(points: Shapes, shown: BaseGeometry) -> Floats:
    rings = shapely.get_rings(shapely.get_parts(shown))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    sides = np.asarray(shapely.linestrings(np.stack([xy[:-1][same], xy[1:][same]], axis=1)), dtype=object)
    _, distance = shapely.STRtree(sides).query_nearest(points, all_matches=False, return_distance=True)
    return np.asarray(distance, dtype=np.float64)


def _along(xy: Floats, reach: Floats, *, chunk: int = 10) -> BaseGeometry:
    """Return all that is within `reach` of a line; of a chunk of points the farthest holds."""
    first = np.arange(0, len(xy) - 1, chunk)
    parts = [shapely.LineString(xy[at : at + chunk + 1]) for at in first]
    far = np.array([reach[at : at + chunk + 1].max() for at in first])
    return shapely.union_all(shapely.buffer(parts, far, quad_segs=4))


def _drawn(xy: Floats, away: Truths, half: Floats) -> BaseGeometry:
    """Return the water by width where no polygon shows it."""
    drawn = []
    key = np.where(away, half, -1.0)
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    for start, stop in zip(starts, np.r_[starts[1:], len(xy)], strict=True):
        if key[start] <= 0:
            continue
        first = start - 1 if start and key[start - 1] < 0 else start  # from the last point at the polygon on
        piece = xy[first : stop + 1]
        if len(piece) > 1:
            drawn.append(shapely.buffer(shapely.LineString(piece), key[start], cap_style="flat", join_style="mitre"))
    return shapely.union_all(drawn)


def _without_islands(shown: BaseGeometry, width: Metres) -> BaseGeometry:
    """Return water without its holes that are no broader than it: islands are no banks of the river."""
    parts = shapely.get_parts(shown)
    holes = np.array([shapely.Polygon(ring) for part in parts for ring in part.interiors], dtype=object)
    islands = holes[2 * shapely.area(holes) <= width * shapely.length(holes)]
    return shapely.union_all([shown, *islands]) if len(islands) else shown


def _beyond(xy: Floats, reach: Floats) -> BaseGeometry:
    """Return squares before and behind the ends of a line, as wide to either side as they are long."""
    last = min(_END, len(xy) - 1)
    ends = np.array([xy[0], xy[-1]])
    out = np.array([xy[0] - xy[last], xy[-1] - xy[-1 - last]])
    out = out / np.maximum(np.hypot(*out.T), _HAIR)[:, None] * reach[[0, -1], None]
    across = out[:, ::-1] * [1, -1]
    corners = np.stack([ends - across, ends + across, ends + across + out, ends - across + out], axis=1)
    return shapely.union_all(shapely.polygons(corners))


def _arms(
    course: Course, streams: Streams, tree: shapely.STRtree, corridor: BaseGeometry, default: Metres
) -> BaseGeometry:
    """Return the water around other lines, and other courses of the same river, that reach into a corridor."""
    near = np.setdiff1d(tree.query(corridor, predicate="intersects"), course.lines)
    width = np.where(np.isnan(streams.width[near]), default, streams.width[near])
    return shapely.union_all(shapely.buffer(streams.lines[near], width / 2 * _REACH))


def _filled(water: BaseGeometry, line: shapely.LineString) -> BaseGeometry:
    """Return what a line runs through, without holes: islands are no banks."""
    parts = shapely.get_parts(polygonal(water))
    parts = parts[shapely.intersects(parts, line)]
    return shapely.union_all(shapely.polygons(shapely.get_exterior_ring(parts)))


def other_water(banks: Sequence[Banks], polygons: Shapes, *, within: Metres) -> list[BaseGeometry]:
    """Return for each course the open water near it that is not between its banks."""
    waters = np.array([one.water for one in banks], dtype=object)
    shapes = np.concatenate([polygons, waters])
    tree = shapely.STRtree(shapes)
    found = []
    for water in waters:
        near = shapes[tree.query(water, predicate="dwithin", distance=within)]
        found.append(shapely.difference(shapely.union_all(near), water))
    return found
