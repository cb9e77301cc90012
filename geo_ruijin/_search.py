"""The search for the nearest facility from every point of a network, on bare arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo_ruijin._snap import Floats, Indices, Snapped
from geo_ruijin.units import Metres


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
        By node, the way to the nearest facility, its access leg included [m]; infinite where none leads there.
    facility
        By node, the row of that facility; -1 where there is none.
    oneway
        By edge, whether it is open in drawing direction only.
    """

    cuts: NDArray[np.complex128]
    node: Indices
    distance: Floats
    facility: Indices
    oneway: NDArray[np.bool_]

    def ways_from(self, points: Snapped) -> tuple[Floats, Indices]:
        """Return the way from where each point enters [m], infinite if there is none, and the facility's row."""
        before = np.searchsorted(self.cuts, points.key, side="right") - 1
        after = np.minimum(before + 1, len(self.cuts) - 1)
        back = points.offset - self.cuts[before].imag
        ahead = self.cuts[after].imag - points.offset
        # on a cut its node knows every way; the next cut may be another edge's, and one-ways bind only between cuts
        at_cut = back == 0
        backward = np.where(at_cut | ~self.oneway[points.edge], back + self.distance[self.node[before]], np.inf)
        forward = np.where(at_cut, np.inf, ahead + self.distance[self.node[after]])
        end = np.where(forward < backward, after, before)
        return np.minimum(backward, forward), self.facility[self.node[end]]


def search(
    facilities: Snapped, *, u: Indices, v: Indices, length: Floats, oneway: NDArray[np.bool_], limit: Metres
) -> Reach:
    """Return the way to the nearest facility from every node of the edges, cut where facilities enter.

    Each facility's entry is a node, reached from one added source at the cost of its access leg, so that a single
    search serves all. It runs against the direction of travel, which is from the points to the facilities.

    Parameters
    ----------
    facilities
        Where they enter.
    u, v, length, oneway
        The edges: their nodes, length [m], and whether they lead from `u` to `v` only.
    limit
        How far to search [m].
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
    behind, ahead, span = node[piece], node[piece + 1], np.diff(cuts.imag)[piece]
    twoway = ~oneway[cuts.real[piece].astype(np.intp)]
    entry = node[place[2 * count :]]
    tail = np.concatenate([ahead, behind[twoway], np.full(len(entry), source)])
    head = np.concatenate([behind, ahead[twoway], entry])
    cost = np.concatenate([span, span[twoway], facilities.access])
    # a sparse matrix would add up parallel arcs: the shortest of them stays
    order = np.lexsort((cost, head, tail))
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
    return Reach(cuts, node, distance, np.where(np.isfinite(distance), facility[root], -1), oneway)
