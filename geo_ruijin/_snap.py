"""Points entered into a network: the nearest point on any of its segments.

The slow part of a distance along streets, kept apart: a search needs no more of a point than `Snapped` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from geo_ruijin._grid import Grid
from geo_ruijin._runs import Floats, Indices

__all__ = ["Floats", "Indices", "Segments", "Snapped", "snap"]

_CHUNK = 32_768  # candidates at a time: what a processor holds at hand
_STRETCHES = 262_144  # rows of cells at a time
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
        point = np.concatenate([near.point, far[further.point]])
        segment = np.concatenate([near.segment, further.segment])
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
    rows = np.minimum(2 * radius / segments.grid.cell + 2, segments.grid.rows)
    bounds = np.searchsorted(np.cumsum(rows), np.arange(0, rows.sum(), _STRETCHES))
    blocks = [_Near(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp), np.empty(0))]
    blocks += [
        _near_of_some(places[low:high], radius[low:high], segments, low)
        for low, high in pairwise(np.unique(np.append(bounds, len(places))).tolist())
    ]
    point, segment, least = (np.concatenate(column) for column in zip(*blocks, strict=True))
    return _Near(point, segment, least)


def _near_of_some(places: Floats, radius: Floats, segments: Segments, number: int) -> _Near:
    """Return the same of points counted from `number`, so few that what is looked at can be held at once."""
    grid = segments.grid
    # as complex numbers, which numpy gathers ten times faster than rows of two
    place, start, stop = (_plane(points) for points in (places, segments.start, segments.stop))
    owner, begin, end = grid.around(places, radius + _SLACK)
    count = end - begin
    before = np.append(0, np.cumsum(count))
    opens = _opens(owner)
    bounds = np.append(opens, len(owner))
    least = np.full(len(places), np.inf)
    pairs = [(owner[:0], owner[:0])]
    # all candidates of a point together, so many points at a time
    chunks = np.unique(np.append(np.searchsorted(before[opens], np.arange(0, before[-1], _CHUNK)), len(opens)))
    for low, high in pairwise(chunks.tolist()):
        some, points = slice(bounds[low], bounds[high]), owner[opens[low:high]]
        first = before[opens[low:high]] - before[some.start]
        each = np.diff(before[bounds[low : high + 1]])
        at = np.repeat(begin[some] - before[some], count[some])
        at += np.arange(before[some.start], before[some.stop])
        segment = grid.segment.take(at).astype(np.intp)
        origin = start.take(segment)
        away, run = np.repeat(place.take(points), each) - origin, stop.take(segment) - origin
        share = _dot(away, run)
        share /= _dot(run, run)
        run *= np.clip(share, 0, 1, out=share)
        away -= run
        square = _dot(away, away)
        nearest = np.sqrt(np.minimum.reduceat(square, first))
        least[points] = nearest
        [kept] = np.nonzero(square <= np.repeat((nearest + _SLACK) ** 2, each))
        pairs.append((np.repeat(points, each).take(kept), segment.take(kept)))
    point, segment = (np.concatenate(column) for column in zip(*pairs, strict=True))
    return _Near(point + number, segment, least)


def _feet(places: Floats, near: _Near, segments: Segments) -> Snapped:
    """Find the feet of points on segments in double precision, and choose."""
    point, segment = _without_repeats(near.point, near.segment)
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
    best = _least(point, access, foot.real, foot.imag, edge, offset)
    return Snapped(edge[best], offset[best], access[best])


def _without_repeats(point: Indices, segment: Indices) -> tuple[Indices, Indices]:
    """Return pairs, by point, without most of those that are there twice, as a segment in two cells is."""
    opens = _opens(point)
    kept = np.repeat(
        np.minimum.reduceat(segment, opens) < np.maximum.reduceat(segment, opens), np.diff(opens, append=len(point))
    )
    kept[opens] = True
    return point[kept], segment[kept]


def _least(point: Indices, *keys: Floats | Indices) -> Indices:
    """Return, point by point, where the first key is least, of equal ones the second, and so on."""
    opens = _opens(point)
    each = np.diff(opens, append=len(point))
    several = np.repeat(each > 1, each)
    rest = np.flatnonzero(several)
    for key in keys:
        if len(rest):
            opens, values = _opens(point[rest]), key[rest]
            least = np.minimum.reduceat(values, opens)
            rest = rest[values == np.repeat(least, np.diff(opens, append=len(rest)))]
    return np.sort(np.concatenate([np.flatnonzero(~several), rest[_opens(point[rest])]]))


def _opens(key: Indices) -> Indices:
    """Return where each run of equal keys begins."""
    fresh = np.ones(len(key), dtype=bool)
    np.not_equal(key[1:], key[:-1], out=fresh[1:])
    return np.flatnonzero(fresh)


def _plane(points: Floats) -> NDArray[np.complex128]:
    """Return (n, 2) coordinates as numbers x + yi."""
    return np.ascontiguousarray(points).view(np.complex128).ravel()


def _dot(one: NDArray[np.complex128], other: NDArray[np.complex128]) -> Floats:
    return one.real * other.real + one.imag * other.imag
