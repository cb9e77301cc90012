"""The water of a river between its banks: whole across bridges, without the arms that leave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import polygonal
from geo_ruijin.methods.rivers.courses import Course, Shapes, Streams
from geo_ruijin.methods.rivers.ends import behind, free_ends, joined_water
from geo_ruijin.methods.rivers.middle import Floats, Stations, Way, middle_of, sides_of, stations_of, way_of
from geo_ruijin.methods.rivers.raw import HAIR, Raw, broad, raw_water
from geo_ruijin.units import Metres, Percent

#: Along how many stations the body of a river is as wide as at the widest of them.
_CHUNK = 5


@dataclass(frozen=True)
class Water:
    """The water of one river.

    Attributes
    ----------
    river
        Its number.
    raw
        What polygons and lines show, arms and all.
    middle
        Its middle, and half its width, along all courses.
    shape
        What lies between its banks, cut straight across at the ends of courses.
    beyond
        What lies before and behind these ends: no bank of it counts.
    left_out
        The area of river polygons no farther than a width from the middle that do not touch the river [m²].
    """

    river: int
    raw: Raw
    middle: Stations
    shape: BaseGeometry
    beyond: BaseGeometry
    left_out: float

    @cached_property
    def way(self) -> Way:
        """To tell where along the river something lies."""
        return way_of(self.middle)

    @property
    def length(self) -> Metres:
        """Of its lines [m]."""
        return self.raw.in_polygons + self.raw.by_width

    @property
    def width(self) -> Metres:
        """The mean width: the area over the length [m]."""
        return float(self.shape.area) / self.length


def waters_of(
    courses: Sequence[Course],
    streams: Streams,
    polygons: Shapes,
    *,
    near: Metres,
    default: Metres,
    bridge: Metres,
    island: Metres,
    uneven: Percent,
    step: Metres,
    widest: Metres,
) -> list[Water]:
    """Return the water of every river that courses belong to, in their order; no place is water of two.

    Lines tell which polygons are the river's, and where its middle is to be looked for; they need not run in it.

    Parameters
    ----------
    courses
        The courses.
    streams
        All rivers: where one ends in another, the water is the other's.
    polygons
        Of rivers; their borders are banks.
    near, default, bridge, island
        See `raw_water`.
    uneven
        How much wider than elsewhere a river may be before what lies farther out can be an arm [% of the width].
    step
        How far apart stations along a line are, at most [m].
    widest
        The widest strip that is laid along the banks [m].
    """
    found: list[Water] = []
    for river in dict.fromkeys(course.number for course in courses):
        own = [(at, course) for at, course in enumerate(courses) if course.number == river]
        stations = stations_of(own, streams, step)
        raw = raw_water(
            stations, [one for _, one in own], polygons, near=near, default=default, bridge=bridge, island=island
        )
        first = middle_of(stations, raw.shape)
        ends = free_ends([one for _, one in own], stations, first, raw.shape, gap=bridge)
        beyond = behind(ends, widest)
        inflow = joined_water(ends, streams.lines[streams.river != river])
        whole = shapely.difference(_without(raw.shape, [inflow, *(one.shape for one in found)]), beyond)
        middle = middle_of(first, whole)
        found.append(Water(river, raw, middle, _own(whole, middle, uneven), beyond, _left_out(raw, middle)))
    return found


def other_water(waters: Sequence[Water], polygons: Shapes, *, within: Metres) -> list[BaseGeometry]:
    """Return for each river the open water near it that is not between its banks, other rivers' among it."""
    shapes = np.concatenate([polygons, np.array([one.shape for one in waters], dtype=object)])
    tree = shapely.STRtree(shapes)
    found = []
    for one in waters:
        near = shapes[tree.query(one.shape, predicate="dwithin", distance=within)]
        parts = shapely.get_parts(shapely.difference(shapely.union_all(near), one.shape))
        found.append(shapely.union_all(parts[broad(parts)]))  # rounding leaves threads along shared borders
    return found


def _own(water: BaseGeometry, middle: Stations, uneven: Percent) -> BaseGeometry:
    """Return water without arms, where the middle runs in it.

    The body of a river is swept by discs from bank to bank. What lies beside it is an arm if it has more area than a
    square on its mouth, so is deeper than its mouth is wide; else it is a bay, and the river's own.
    """
    body = _swept(middle, 1 + uneven / 100)
    beside = shapely.get_parts(polygonal(shapely.difference(water, body)))
    arms = beside[shapely.area(beside) > _mouths(beside, body) ** 2]
    parts = shapely.get_parts(polygonal(_without(water, arms)))
    held = shapely.STRtree(parts).query(middle.points, predicate="intersects")[1]
    return shapely.union_all(parts[np.unique(held)])


def _without(water: BaseGeometry, taken: Sequence[BaseGeometry] | Shapes) -> BaseGeometry:
    """Return water without others and a hair more: of borders they share, rounding would leave threads."""
    return shapely.difference(water, shapely.union_all(shapely.buffer(taken, HAIR, join_style="mitre")))


def _swept(middle: Stations, factor: float) -> BaseGeometry:
    """Return what discs of half the width times a factor sweep along the middle; of a few stations the widest holds."""
    half = np.nan_to_num(middle.half)
    chunks = [
        slice(at, min(at + _CHUNK + 1, run.stop))
        for run in middle.runs
        for at in range(run.start, run.stop - 1, _CHUNK)
    ]
    lines = np.array([shapely.LineString(middle.xy[chunk]) for chunk in chunks], dtype=object)
    return shapely.union_all(shapely.buffer(lines, [half[chunk].max() * factor for chunk in chunks]))


def _mouths(shapes: Shapes, body: BaseGeometry) -> Floats:
    """Return what length of the border of each shape lies on that of a body [m]."""
    rings, owner = shapely.get_rings(shapes, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    begin = np.flatnonzero(ring[1:] == ring[:-1])
    length = np.hypot(*(xy[begin + 1] - xy[begin]).T)
    middles = np.asarray(shapely.points((xy[begin + 1] + xy[begin]) / 2), dtype=object)
    on = np.unique(shapely.STRtree(sides_of(body)).query(middles, predicate="dwithin", distance=HAIR)[0])
    return np.bincount(owner[ring[begin[on]]], weights=length[on], minlength=len(shapes)).astype(np.float64)


def _left_out(raw: Raw, middle: Stations) -> float:
    """Return the area of polygons of rivers beside the water, no farther from its middle than a width [m²]."""
    if not len(raw.left):
        return 0.0
    return float(shapely.area(shapely.intersection(shapely.union_all(raw.left), _swept(middle, 2.0))))
