"""The middle of a river between its two banks, wherever in the water its line is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.rivers.courses import Course, Shapes, Streams
from geo_ruijin.units import Metres

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]

#: The two sides, looking downstream; and where the direction of the flow is not known.
LEFT, RIGHT, UNSIDED = 0, 1, 2

#: How far inside the water a station is put that lies outside it [m].
_INSIDE = 0.5


@dataclass(frozen=True)
class Stations:
    """Points along the courses of a river, from the upper end of each.

    Attributes
    ----------
    xy
        (n, 2).
    course
        The position of the course each is on: (n,).
    along
        How far from its upper end, along the line as it is drawn [m]: (n,).
    said
        The width that the line says there [m], NaN where it says none: (n,).
    half
        Half the width of the water there [m], NaN before it is known: (n,).
    """

    xy: Floats
    course: Whole
    along: Floats
    said: Floats
    half: Floats

    @property
    def points(self) -> Shapes:
        """As points: (n,)."""
        return np.asarray(shapely.points(self.xy), dtype=object)

    @property
    def steps(self) -> Whole:
        """The stations that another one of the same course follows: (m,)."""
        return np.flatnonzero(self.course[1:] == self.course[:-1])

    @property
    def runs(self) -> list[slice]:
        """The stations of each course."""
        starts = np.flatnonzero(np.r_[True, self.course[1:] != self.course[:-1]]).tolist()
        return [slice(*ends) for ends in zip(starts, [*starts[1:], len(self.course)], strict=True)]


@dataclass(frozen=True)
class Way:
    """The steps from station to station, to tell where beside them something lies."""

    stations: Stations
    tree: shapely.STRtree

    def beside(self, points: Shapes) -> tuple[Whole, Whole, Floats]:
        """Return the side of points, the course they are nearest to and how far along it that is [m]."""
        begin = self.stations.steps[self.tree.nearest(points)]
        start, along = self.stations.xy[begin], self.stations.along[begin]
        step = self.stations.xy[begin + 1] - start
        offset = shapely.get_coordinates(points) - start
        side = np.where(step[:, 0] * offset[:, 1] - step[:, 1] * offset[:, 0] >= 0, LEFT, RIGHT)
        share = np.clip((step * offset).sum(axis=1) / np.maximum((step**2).sum(axis=1), np.finfo(float).tiny), 0, 1)
        return side, self.stations.course[begin], along + share * (self.stations.along[begin + 1] - along)


def stations_of(courses: Sequence[tuple[int, Course]], streams: Streams, step: Metres) -> Stations:
    """Return stations along courses, given with their positions, no farther than `step` apart."""
    found = []
    for at, course in courses:
        xy = shapely.get_coordinates(shapely.segmentize(course.line, step))
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
        rows = np.array(course.lines)
        ends = np.cumsum(shapely.length(streams.lines[rows]))
        said = streams.width[rows[np.minimum(np.searchsorted(ends, along, side="left"), len(rows) - 1)]]
        found.append((xy, np.full(len(xy), at), along, said))
    xy, owner, along, said = (np.concatenate(arrays) for arrays in zip(*found, strict=True))
    return Stations(xy, owner, along, said, np.full(len(xy), np.nan))


def way_of(stations: Stations) -> Way:
    """Return the steps between stations."""
    steps = stations.steps
    lines = np.asarray(
        shapely.linestrings(np.stack([stations.xy[steps], stations.xy[steps + 1]], axis=1)), dtype=object
    )
    return Way(stations, shapely.STRtree(lines))


def middle_of(stations: Stations, water: BaseGeometry) -> Stations:
    """Return stations moved to the middle between the nearest places of the left and of the right bank.

    Half their distance is half the width. What is drawn off the middle, or beside the water, is so put right; at the
    mouth of an arm its corners are the nearest, so that the middle stays in the river.

    Parameters
    ----------
    stations
        Where the water is looked for; those beside it are first moved into it.
    water
        Polygons.
    """
    return _between(_into(stations, water), water)


def sides_of(shape: BaseGeometry) -> Shapes:
    """Return the straight sides of the borders of polygons."""
    xy, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(shape)), return_index=True)
    same = ring[1:] == ring[:-1]
    return np.asarray(shapely.linestrings(np.stack([xy[:-1][same], xy[1:][same]], axis=1)), dtype=object)


def feet(points: Shapes, sides: Shapes) -> Floats:
    """Return the place of the nearest of some sides that is the nearest to each point: (n, 2)."""
    nearest = sides[shapely.STRtree(sides).nearest(points)]
    return shapely.get_coordinates(shapely.shortest_line(nearest, points)).reshape(-1, 2, 2)[:, 0]


def _into(stations: Stations, water: BaseGeometry) -> Stations:
    shapely.prepare(water)
    outside = ~shapely.intersects(water, stations.points)
    if not outside.any() or shapely.is_empty(water):
        return stations
    xy = stations.xy.copy()
    foot = feet(stations.points[outside], sides_of(water))
    way = foot - xy[outside]
    xy[outside] = foot + way / np.maximum(np.hypot(*way.T), np.finfo(float).tiny)[:, None] * _INSIDE
    return replace(stations, xy=xy)


def _between(stations: Stations, water: BaseGeometry) -> Stations:
    apart = float(np.hypot(*(stations.xy[stations.steps + 1] - stations.xy[stations.steps]).T).mean())
    sides = sides_of(shapely.segmentize(water, apart))
    side = way_of(stations).beside(shapely.line_interpolate_point(sides, 0.5, normalized=True))[0]
    banks = [feet(stations.points, sides[side == one]) for one in (LEFT, RIGHT) if (side == one).any()]
    if not banks:
        return stations
    left, right = banks[0], banks[-1]
    if len(banks) == 1:  # a ring without an island in it
        return replace(stations, half=np.hypot(*(left - stations.xy).T))
    half = np.hypot(*(left - right).T) / 2
    move = (left + right) / 2 - stations.xy
    for run in stations.runs:  # no faster than the width changes, so that it never runs back
        size = max(1, round(2 * float(np.median(half[run])) / apart))
        move[run] = ndimage.uniform_filter1d(move[run], size, axis=0, mode="nearest")
    return replace(stations, xy=stations.xy + move, half=half)
