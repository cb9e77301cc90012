"""The search for the nearest facility from every point of a network, on bare arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo_ruijin._arcs import along, graph
from geo_ruijin._runs import Floats, Indices
from geo_ruijin._snap import Snapped
from geo_ruijin._streets import Topology


@dataclass(frozen=True, eq=False)
class Reach:
    """What a search found.

    Attributes
    ----------
    streets
        The network searched.
    entries
        Where facilities enter between the ends of edges: `Snapped.key`, sorted, each once. They are nodes, numbered on
        from those of the network.
    distance
        By node, the cost of the way to the nearest facility, its access leg included; infinite where none leads there.
    facility
        By node, the row of that facility; -1 where there is none.
    """

    streets: Topology
    entries: NDArray[np.complex128]
    distance: Floats
    facility: Indices

    @property
    def ahead(self) -> Floats:
        """By edge, the pace in drawing direction [cost per metre]; infinite where closed."""
        return self.streets.ahead

    @property
    def behind(self) -> Floats:
        """By edge, the pace against drawing direction [cost per metre]; infinite where closed."""
        return self.streets.behind

    def ways_from(self, points: Snapped) -> tuple[Floats, Indices]:
        """Return the cost of the way from where each point enters, infinite if none, and the facility's row."""
        edge, offset, streets = points.edge, points.offset, self.streets
        low, high = streets.u[edge], streets.v[edge]
        back, on = offset.copy(), streets.length[edge] - offset
        # where facilities enter the same edge, they bound the piece a point stands on
        held = np.zeros(len(streets.u), dtype=bool)
        held[self.entries.real.astype(np.intp)] = True
        [beside] = np.nonzero(held[edge])
        for step, node, away in ((-1, low, back), (0, high, on)):
            at = np.searchsorted(self.entries, points.key[beside], side="right") + step
            bound = self.entries[np.clip(at, 0, len(self.entries) - 1)]
            same = (at >= 0) & (at < len(self.entries)) & (bound.real == edge[beside])
            node[beside[same]] = len(streets.nodes) + at[same]
            away[beside[same]] = np.abs(offset[beside[same]] - bound.imag[same])
        backward = self.distance[low] + along(back, streets.behind[edge])
        forward = self.distance[high] + along(on, streets.ahead[edge])
        return np.minimum(backward, forward), self.facility[np.where(forward < backward, high, low)]

    @property
    def cuts(self) -> NDArray[np.complex128]:
        """Where edges that are reached begin, end, or a facility enters: `Snapped.key`, sorted.

        Two neighbours of one edge bound a piece.
        """
        return self._pieces[0]

    @property
    def node(self) -> Indices:
        """The node at each of the cuts."""
        return self._pieces[1]

    @cached_property
    def _pieces(self) -> tuple[NDArray[np.complex128], Indices]:
        streets = self.streets
        reached = np.isfinite(self.distance)
        some = reached[streets.u] | reached[streets.v]
        some[self.entries.real.astype(np.intp)] = True
        edge = np.flatnonzero(some)
        keys = np.concatenate([edge + 0j, self.entries, edge + 1j * streets.length[edge]])
        node = np.concatenate([streets.u[edge], len(streets.nodes) + np.arange(len(self.entries)), streets.v[edge]])
        order = np.argsort(keys)
        return keys[order], node[order]


def search(facilities: Snapped, *, streets: Topology, arcs: csr_array, level: float = 1.0, limit: float) -> Reach:
    """Return the way to the nearest facility from every node, and from where facilities enter between them.

    The ends of an edge that a facility enters are reached from one added source at the cost of its access leg and the
    way to the end, so that a single search serves all, and no edge is cut. It runs against the direction of travel,
    which is from the points to the facilities. A second one, of the entries alone, follows.

    Parameters
    ----------
    facilities
        Where they enter.
    streets
        The network.
    arcs
        `arcs_backwards` of its edges.
    level
        The pace of the straight access legs [cost per metre].
    limit
        How far to search [cost].
    """
    edge, offset, access = facilities.edge, facilities.offset, facilities.access * level
    u, v, ahead, behind = streets.u[edge], streets.v[edge], streets.ahead[edge], streets.behind[edge]
    length = streets.length[edge]
    row = np.arange(len(edge))
    distance, facility = _nearest(
        arcs,
        np.concatenate([u, v]),
        np.concatenate([access + along(offset, ahead), access + along(length - offset, behind)]),
        np.concatenate([row, row]),
        limit,
    )

    # between the ends of an edge the nearest is the facility that enters there, the next along it, or one beyond an end
    [between] = np.nonzero((offset > 0) & (offset < length))
    entries, first, place = np.unique(facilities.key[between], return_index=True, return_inverse=True)
    at = between[first]
    entered, entrant = _nearest(
        _pieces(entries, ahead[at], behind[at]),
        np.concatenate([place, np.tile(np.arange(len(at)), 2)]),
        np.concatenate(
            [
                access[between],
                distance[u[at]] + along(offset[at], behind[at]),
                distance[v[at]] + along((length - offset)[at], ahead[at]),
            ]
        ),
        np.concatenate([between, facility[u[at]], facility[v[at]]]),
        limit,
    )
    return Reach(streets, entries, np.concatenate([distance, entered]), np.concatenate([facility, entrant]))


def _pieces(entries: NDArray[np.complex128], ahead: Floats, behind: Floats) -> csr_array:
    """Return the graph of what lies between neighbouring entries of one edge, given its paces at each."""
    [low] = np.nonzero(np.diff(entries.real) == 0)
    span = np.diff(entries.imag)[low]
    return graph(
        np.concatenate([low + 1, low]),
        np.concatenate([low, low + 1]),
        np.concatenate([span * ahead[low], span * behind[low]]),
        len(entries),
    )


def _nearest(arcs: csr_array, node: Indices, cost: Floats, facility: Indices, limit: float) -> tuple[Floats, Indices]:
    """Return, by node of a graph, the least cost of reaching it through nodes that cost something to begin with.

    And with it the facility that is reached so.
    """
    count = arcs.shape[0]
    [leads] = np.nonzero(np.isfinite(cost) & (cost <= limit))
    order = leads[np.lexsort((cost[leads], node[leads]))]
    order = order[np.diff(node[order], prepend=-1) != 0]
    node, cost, facility = node[order], cost[order], facility[order]
    whole = csr_array(
        (
            np.concatenate([arcs.data, cost]),
            np.concatenate([arcs.indices, node]),
            np.append(arcs.indptr, arcs.indptr[-1] + len(node)),
        ),
        shape=(count + 1, count + 1),
    )
    distance, parent = dijkstra(whole, indices=count, return_predecessors=True, limit=limit)
    found = np.full(count, -1)
    found[node] = facility
    # every node reached points to the one before it on its way, those reached from the source to themselves
    reached = np.flatnonzero(np.isfinite(distance[:count]))
    every = np.arange(len(reached))
    number = np.full(count + 1, -1)
    number[reached] = every
    before = number[parent[reached]]
    root = np.where(before < 0, every, before)
    while not np.array_equal(further := root[root], root):  # each round doubles the steps taken
        root = further
    nearest = np.full(count, -1)
    nearest[reached] = found[reached[root]]
    return distance[:count], nearest
