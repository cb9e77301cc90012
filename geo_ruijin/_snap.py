"""Points entered into a network: the nearest point on any of its segments.

The slow part of a distance along streets, kept apart: a search needs no more of a point than `Snapped` says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from geo_ruijin._grid import Grid
from geo_ruijin._runs import Floats, Indices, spread

__all__ = ["Floats", "Indices", "Segments", "Snapped", "snap"]

_CHUNK = 32_768  # candidates at a time: what a processor holds at hand
_KNOWN = 65_536  # vertices that points far off know of
_SLACK = 1e-6  # [m] how far beyond the nearest segment candidates for the nearest foot are gathered


@dataclass(frozen=True, eq=False)
class Snapped:
    """Points entered into a network.

    Attributes
    ----------
    edge
        The edge each point enters.
    offset
        How far along the edge, in drawing direction [m].
    access
        The straight leg between the point and the edge [m].
    """

    edge: Indices
    offset: Floats
    access: Floats

    @property
    def key(self) -> NDArray[np.complex128]:
        """One number a point that sorts by edge, then offset: numpy orders complex numbers so, exactly."""
        return self.edge + 1j * self.offset


@dataclass(frozen=True, eq=False)
class Segments:
    """The straight pieces between vertices, sorted by edge, then along it.

    Attributes
    ----------
    start, stop
        The vertices: (n, 2) [m].
    edge
        The edge each is a piece of.
    begin, end
        How far along the edge its vertices lie [m].
    """

    start: Floats
    stop: Floats
    edge: Indices
    begin: Floats
    end: Floats

    @cached_property
    def grid(self) -> Grid:
        """The segments as they are searched."""
        return Grid.over(self.start, self.stop)


def snap(points: Floats, segments: Segments) -> Snapped:
    """Return where each point enters: the nearest point on an edge.

    Of feet equally near the westernmost counts, then the southernmost, then the lowest edge and offset: an order that
    hangs on the ground, not on how the streets are cut up or numbered.

    Every segment that crosses a cell within a cell's side is looked at. Points that find none so near, which are few,
    look again as far as they know of one: as a tree of some of the vertices tells.

    Parameters
    ----------
    points
        (n, 2), finite [m].
    segments
        At least one.
    """
    grid = segments.grid
    # neighbours one after the other find at hand what they look at
    column, row = ((points - grid.corner) // grid.cell).T
    order = np.argsort(row * grid.columns + column)
    places = points.take(order, axis=0)
    near = _near(places, np.full(len(places), grid.cell), segments)
    [far] = np.nonzero(near.least > grid.cell)
    if len(far):
        some = segments.start[grid.segment[:: 1 + len(grid.segment) // _KNOWN]]
        bound = np.minimum(KDTree(some).query(places[far])[0], near.least[far])
        further = _near(places[far], bound, segments)
        [kept] = np.nonzero(near.least[near.point] <= grid.cell)
        point = np.concatenate([near.point[kept], far[further.point]])
        segment = np.concatenate([near.segment[kept], further.segment])
        by_point = np.argsort(point, kind="stable")
        near = _Near(point[by_point], segment[by_point], near.least)
    found = _feet(places, near, segments)
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return Snapped(found.edge[back], found.offset[back], found.access[back])


class _Near(NamedTuple):
    """Points and the segments that are nearest to them, or almost.

    Attributes
    ----------
    point, segment
        Pairs, by point; a pair may be there twice.
    least
        By point, how near the nearest segment is, infinite where there is none [m].
    """

    point: Indices
    segment: Indices
    least: Floats


def _near(places: Floats, radius: Floats, segments: Segments) -> _Near:
    """Return the nearest segments of those in cells within a radius of each point."""
    grid = segments.grid
    # as complex numbers, which numpy gathers ten times faster than rows of two
    place, start, stop = (_plane(points) for points in (places, segments.start, segments.stop))
    owner, begin, end = grid.around(places, radius)
    count = end - begin
    least = np.full(len(places), np.inf)
    pairs = [(owner[:0], owner[:0])]
    for some in _chunks(owner, count):
        stretch, step = spread(count[some])
        point = owner[some].take(stretch)
        segment = grid.segment.take(begin[some].take(stretch) + step).astype(np.intp)
        origin = start.take(segment)
        away, run = place.take(point) - origin, stop.take(segment) - origin
        share = _dot(away, run)
        share /= _dot(run, run)
        run *= np.clip(share, 0, 1, out=share)
        away -= run
        square = _dot(away, away)
        first = np.flatnonzero(np.diff(point, prepend=-1))
        nearest = np.sqrt(np.minimum.reduceat(square, first))
        least[point[first]] = nearest
        [kept] = np.nonzero(square <= np.repeat((nearest + _SLACK) ** 2, np.diff(first, append=len(point))))
        pairs.append((point.take(kept), segment.take(kept)))
    point, segment = (np.concatenate(column) for column in zip(*pairs, strict=True))
    return _Near(point, segment, least)


def _chunks(owner: Indices, count: Indices) -> Iterator[slice]:
    """Yield stretches some at a time, all those of one point together."""
    before = np.cumsum(count) - count
    [opens] = np.nonzero(np.diff(owner, prepend=-1))
    total = int(count.sum())
    bounds = np.searchsorted(before[opens], np.arange(_CHUNK, total, _CHUNK))
    bounds = np.unique(np.concatenate([[0], np.append(opens, len(owner))[bounds], [len(owner)]]))
    for low, high in pairwise(bounds.tolist()):
        yield slice(low, high)


def _feet(places: Floats, near: _Near, segments: Segments) -> Snapped:
    """Find the feet of points on segments in double precision, and choose."""
    point, segment = near.point, near.segment
    place, start, stop = (
        _plane(points).take(of) for points, of in ((places, point), (segments.start, segment), (segments.stop, segment))
    )
    begin, end, edge = segments.begin.take(segment), segments.end.take(segment), segments.edge.take(segment)
    run = stop - start
    share = _dot(place - start, run) / _dot(run, run)
    before, beyond = share <= 0, share >= 1
    # a foot at a vertex is that vertex to the last bit, from whichever segment it is seen
    foot = np.where(before, start, np.where(beyond, stop, start + share * run))
    offset = np.where(before, begin, np.where(beyond, end, np.minimum(begin + share * (end - begin), end)))
    gap = place - foot
    access = np.hypot(gap.real, gap.imag)
    best = np.arange(len(point))
    for key in (access, foot.real, foot.imag, edge, offset):
        first = np.flatnonzero(np.diff(point.take(best), prepend=-1))
        if len(first) == len(best):
            break
        values = key.take(best)
        least = np.repeat(np.minimum.reduceat(values, first), np.diff(first, append=len(best)))
        best = best[values == least]
    best = best[np.diff(point.take(best), prepend=-1) != 0]
    return Snapped(edge[best], offset[best], access[best])


def _plane(points: Floats) -> NDArray[np.complex128]:
    """Return (n, 2) coordinates as numbers x + yi."""
    return np.ascontiguousarray(points).view(np.complex128).ravel()


def _dot(one: NDArray[np.complex128], other: NDArray[np.complex128]) -> Floats:
    return one.real * other.real + one.imag * other.imag
