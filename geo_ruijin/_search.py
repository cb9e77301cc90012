"""The search for the nearest facility from every point of a network, on bare arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo_ruijin._snap import Floats, Indices, Snapped


@dataclass(frozen=True, eq=False)
class Reach:
    """What a search found.

    Attributes
    ----------
    cuts
        Where edges begin, end, or a facility enters: `Snapped.key`, sorted. Two neighbours of one edge bound a piece.
    node
        The node at each cut: one of the network, or one added for a facility.
    distance
        By node, the cost of the way to the nearest facility, its access leg included; infinite where none leads there.
    facility
        By node, the row of that facility; -1 where there is none.
    ahead, behind
        By edge, the pace in drawing direction and against it [cost per metre]; infinite where closed.
    """

    cuts: NDArray[np.complex128]
    node: Indices
    distance: Floats
    facility: Indices
    ahead: Floats
    behind: Floats

    def ways_from(self, points: Snapped) -> tuple[Floats, Indices]:
        """Return the cost of the way from where each point enters, infinite if none, and the facility's row."""
        before = np.searchsorted(self.cuts, points.key, side="right") - 1
        after = np.minimum(before + 1, len(self.cuts) - 1)
        back = points.offset - self.cuts[before].imag
        on = self.cuts[after].imag - points.offset
        backward, forward = self.distance[self.node[before]], np.full(len(back), np.inf)
        # on a cut its node knows every way; the next cut may be another edge's, and paces hold only between cuts
        [between] = np.nonzero(back > 0)
        edge = points.edge[between]
        backward[between] += back[between] * self.behind[edge]
        forward[between] = on[between] * self.ahead[edge] + self.distance[self.node[after[between]]]
        end = np.where(forward < backward, after, before)
        return np.minimum(backward, forward), self.facility[self.node[end]]


def search(
    facilities: Snapped,
    *,
    u: Indices,
    v: Indices,
    length: Floats,
    ahead: Floats,
    behind: Floats,
    level: float = 1.0,
    limit: float,
) -> Reach:
    """Return the way to the nearest facility from every node of the edges, cut where facilities enter.

    Each facility's entry is a node, reached from one added source at the cost of its access leg, so that a single
    search serves all. It runs against the direction of travel, which is from the points to the facilities.

    Parameters
    ----------
    facilities
        Where they enter.
    u, v, length
        The edges: their nodes and length [m].
    ahead, behind
        Their pace from `u` to `v` and from `v` to `u` [cost per metre]; infinite where closed.
    level
        The pace of the straight access legs [cost per metre].
    limit
        How far to search [cost].
    """
    count, known = len(u), int(max(u.max(), v.max())) + 1
    every = np.arange(count)
    keys = np.concatenate([every + 0j, every + 1j * length, facilities.key])
    cuts, first, place = np.unique(keys, return_index=True, return_inverse=True)
    added = first >= 2 * count  # the cuts that are no edge's end
    node = np.concatenate([u, v])[np.where(added, 0, first)]
    node[added] = known + np.arange(added.sum())
    source = known + int(added.sum())

    piece = np.flatnonzero(np.diff(cuts.real) == 0)
    low, high, span = node[piece], node[piece + 1], np.diff(cuts.imag)[piece]
    edge = cuts.real[piece].astype(np.intp)
    entry = node[place[2 * count :]]
    tail = np.concatenate([high, low, np.full(len(entry), source)])
    head = np.concatenate([low, high, entry])
    cost = np.concatenate([span * ahead[edge], span * behind[edge], facilities.access * level])
    # a sparse matrix would add up parallel arcs: the cheapest of them stays
    order = np.lexsort((cost, head, tail))
    order = order[np.isfinite(cost[order])]
    kept = order[(np.diff(tail[order], prepend=-1) != 0) | (np.diff(head[order], prepend=-1) != 0)]
    arcs = csr_array((cost[kept], (tail[kept], head[kept])), shape=(source + 1, source + 1))
    distance, parent = dijkstra(arcs, indices=source, return_predecessors=True, limit=limit)

    entering = kept[kept >= len(cost) - len(entry)] - (len(cost) - len(entry))
    facility = np.full(source + 1, -1)
    facility[entry[entering]] = entering
    # every node points to the one before it on its way, those where a facility enters to themselves
    root = np.where((parent < 0) | (parent == source), np.arange(source + 1), parent)
    while not np.array_equal(further := root[root], root):  # each round doubles the steps taken
        root = further
    return Reach(cuts, node, distance, np.where(np.isfinite(distance), facility[root], -1), ahead, behind)
