"""Points entered into a network: the nearest point on any of its segments.

The slow part of a distance along streets, kept apart: a search needs no more of a point than `Snapped` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from geo_ruijin._grid import Floats, Grid, Indices, spread

_CHUNK = 65_536  # candidates at a time
_SAMPLE = 65_536
_SLACK = 1e-6  # [m] how far beyond GEOS's nearest distance candidates for the nearest foot are gathered


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

    Parameters
    ----------
    points
        (n, 2), finite [m].
    segments
        At least one.
    """
    grid = segments.grid
    # neighbours one after the other find what they look at already at hand
    column, row = ((points - grid.corner) // grid.cell).T
    order = np.argsort(row * grid.columns + column)
    places = points[order]
    near = _Near(places, np.full(len(places), grid.cell), segments)
    far = np.flatnonzero(near.least > grid.cell)
    point, segment = near.point, near.segment
    if len(far):
        some = segments.start[grid.segment[:: 1 + len(grid.segment) // _SAMPLE]]
        bound = np.minimum(KDTree(some).query(places[far])[0], near.least[far])
        further = _Near(places[far], bound, segments)
        close = near.least[point] <= grid.cell
        point = np.concatenate([point[close], far[further.point]])
        segment = np.concatenate([segment[close], further.segment])
        order_ = np.argsort(point, kind="stable")
        point, segment = point[order_], segment[order_]
    entered = _feet(places, point, segment, segments)
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return Snapped(entered.edge[back], entered.offset[back], entered.access[back])


class _Near:
    def __init__(self, places, radius, segments):
        grid = segments.grid
        owner, begin, end = grid.around(places, radius)
        counts = end - begin
        total = np.cumsum(counts)
        self.least = np.full(len(places), np.inf)
        P, S = [], []
        fresh = np.flatnonzero(np.diff(owner, prepend=-1))  # where a point's stretches begin
        bounds = [0]
        # chunk at point borders
        starts = np.append(0, total)[fresh]
        n_all = total[-1] if len(total) else 0
        cutpos = np.unique(np.searchsorted(starts, np.arange(0, n_all, _CHUNK), side="left"))
        cutpos = np.append(cutpos[cutpos < len(fresh)], len(fresh))
        edges_ = np.append(fresh, len(owner))
        for a, b in zip(edges_[cutpos[:-1]], edges_[cutpos[1:]]):
            stretch, step = spread(counts[a:b])
            segment = grid.segment[begin[a:b][stretch] + step]
            who = owner[a:b][stretch]
            sx, sy = segments.start[segment].T
            rx, ry = segments.stop[segment].T
            px, py = places[who].T
            rx=rx-sx; ry=ry-sy
            dx = px - sx
            dy = py - sy
            share = dx*rx
            share += dy*ry
            square=rx*rx
            square+=ry*ry
            share/=square
            np.clip(share,0,1,out=share)
            dx -= share * rx
            dy -= share * ry
            dx*=dx
            dy*=dy
            dx+=dy
            away=dx
            first = np.flatnonzero(np.diff(who, prepend=-1))
            least = np.sqrt(np.minimum.reduceat(away, first))
            self.least[who[first]] = least
            kept = away <= np.repeat((least + _SLACK) ** 2, np.diff(first, append=len(who)))
            P.append(who[kept]); S.append(segment[kept])
        self.point = np.concatenate(P) if P else np.zeros(0, np.intp)
        self.segment = np.concatenate(S) if S else np.zeros(0, np.intp)


def _feet(places, point, candidate, segments):
    place = places[point]
    start, stop = segments.start[candidate], segments.stop[candidate]
    begin, end = segments.begin[candidate], segments.end[candidate]
    run = stop - start
    share = ((place - start) * run).sum(axis=1) / (run * run).sum(axis=1)
    before, beyond = share <= 0, share >= 1
    # a foot at a vertex is that vertex to the last bit, from whichever segment it is seen
    foot = np.select([before[:, None], beyond[:, None]], [start, stop], start + share[:, None] * run)
    offset = np.select([before, beyond], [begin, end], np.minimum(begin + share * (end - begin), end))
    access = np.hypot(*(place - foot).T)
    edge = segments.edge[candidate]
    keep = np.arange(len(point))
    for key in (access, foot[:, 0], foot[:, 1], edge, offset):
        first = np.flatnonzero(np.diff(point[keep], prepend=-1))
        if len(first) == len(keep):
            break
        least = np.minimum.reduceat(key[keep], first)
        keep = keep[key[keep] == np.repeat(least, np.diff(first, append=len(keep)))]
    keep = keep[np.diff(point[keep], prepend=-1) != 0]
    return Snapped(edge[keep], offset[keep], access[keep])
