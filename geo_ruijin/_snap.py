"""Points entered into a network: the nearest point on any of its segments.

The slow part of a distance along streets, kept apart: a search needs no more of a point than `Snapped` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

_CHUNK = 65_536  # points at a time: some 20 MB of candidates
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
    def tree(self) -> shapely.STRtree:
        """The segments as shapely searches them."""
        lines: NDArray[np.object_] = np.asarray(shapely.linestrings(np.stack([self.start, self.stop], axis=1)))
        return shapely.STRtree(lines)


def snap(points: NDArray[np.object_], segments: Segments) -> Snapped:
    """Return where each point enters: the nearest point on an edge.

    Of feet equally near the westernmost counts, then the southernmost, then the lowest edge and offset: an order that
    hangs on the ground, not on how the streets are cut up or numbered.

    Parameters
    ----------
    points
        shapely Points, none of them empty.
    segments
        At least one.
    """
    chunks = [_feet(points[i : i + _CHUNK], segments) for i in range(0, max(len(points), 1), _CHUNK)]
    return Snapped(
        edge=np.concatenate([chunk.edge for chunk in chunks]),
        offset=np.concatenate([chunk.offset for chunk in chunks]),
        access=np.concatenate([chunk.access for chunk in chunks]),
    )


def _feet(points: NDArray[np.object_], segments: Segments) -> Snapped:
    """Gather every segment as near as the nearest, then find the feet in double precision and choose."""
    near = segments.tree.query_nearest(points, all_matches=False, return_distance=True)[1]
    point, candidate = segments.tree.query(points, predicate="dwithin", distance=near + _SLACK)
    place = shapely.get_coordinates(points)[point]
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
    order = np.lexsort((offset, edge, foot[:, 1], foot[:, 0], access, point))
    best = order[np.diff(point[order], prepend=-1) != 0]
    return Snapped(edge[best], offset[best], access[best])
