"""The ways between many points and many facilities, all pairs within a limit, on bare arrays.

Each facility is searched from by itself, on the part of the network that the limit can lead to from it and the ones
near it: what is held at once grows with that part, never with facilities times nodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import geopandas as gpd
import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra

from geo_ruijin._arcs import along
from geo_ruijin._runs import Floats, Indices
from geo_ruijin._snap import Snapped
from geo_ruijin._streets import Topology

_TOGETHER = 32  # facilities searched from on one part of the network
_HELD = 2**22  # costs held at once, 8 bytes each
_SLACK = 1e-3  # [m] a node exactly at the limit is not lost to rounding

#: Rows, columns and costs of pairs.
_Pairs = tuple[Indices, Indices, Floats]


def pairs(
    origins: Snapped, facilities: Snapped, streets: Topology, *, arcs: csr_array, level: float, limit: float
) -> csr_array:
    """Return the cost of the way from each origin to each facility within a limit, both access legs included.

    Parameters
    ----------
    origins, facilities
        Where they enter.
    streets
        The network.
    arcs
        `geo_ruijin._arcs.arcs_backwards` of it.
    level
        The pace of the straight access legs [cost per metre].
    limit
        The most that counts, itself included [cost].

    Returns
    -------
    scipy.sparse.csr_array
        (origins, facilities). A cost of 0 is stored; what is not stored lies beyond the limit, or no way leads there.
    """
    # on the way out an edge is walked back to u or ahead to v, on the way in ahead from u or back from v
    here = _Ends.of(origins, streets, pace_u=streets.behind, pace_v=streets.ahead, level=level)
    there = _Ends.of(facilities, streets, pace_u=streets.ahead, pace_v=streets.behind, level=level)
    found: list[_Pairs] = [(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp), np.empty(0))]
    for nearby in _neighbours(there, streets):
        nodes = _within(nearby, streets, limit)
        part = arcs[nodes][:, nodes]
        step = max(1, _HELD // max(1, len(nodes), len(here.row)))
        for first in range(0, len(nearby.row), step):
            some = nearby[first : first + step]
            costs = _costs(some, part, nodes, streets, limit)
            found.append(_ways(here, some, costs, nodes, streets, limit))
    row, column, cost = (np.concatenate(columns) for columns in zip(*found, strict=True))
    return csr_array(coo_array((cost, (row, column)), shape=(len(here.row), len(there.row))))


@dataclass(frozen=True, eq=False)
class _Ends:
    """Points, and what lies between them and the ends of the edges they stand on.

    Attributes
    ----------
    row
        The row of each among all.
    edge, offset
        Where each enters.
    access
        The cost of its access leg.
    by_u, by_v
        The cost between the point and the nodes of its edge; infinite where closed.
    """

    row: Indices
    edge: Indices
    offset: Floats
    access: Floats
    by_u: Floats
    by_v: Floats

    @classmethod
    def of(cls, points: Snapped, streets: Topology, *, pace_u: Floats, pace_v: Floats, level: float) -> Self:
        """Return the ends of points, given the paces of all edges between a point and `u`, and between it and `v`."""
        edge, offset, access = points.edge, points.offset, points.access * level
        by_u = access + along(offset, pace_u[edge])
        by_v = access + along(streets.length[edge] - offset, pace_v[edge])
        return cls(np.arange(len(edge)), edge, offset, access, by_u, by_v)

    def __getitem__(self, some: Indices | slice) -> Self:
        return type(self)(
            self.row[some],
            self.edge[some],
            self.offset[some],
            self.access[some],
            self.by_u[some],
            self.by_v[some],
        )


def _neighbours(facilities: _Ends, streets: Topology) -> Iterator[_Ends]:
    """Return the facilities a few at a time, those that lie near one another together."""
    if len(facilities.row):
        places = gpd.GeoSeries(gpd.points_from_xy(*streets.nodes[streets.u[facilities.edge]].T))
        order = np.argsort(places.hilbert_distance().to_numpy(), kind="stable")
        for first in range(0, len(order), _TOGETHER):
            yield facilities[order[first : first + _TOGETHER]]


def _within(facilities: _Ends, streets: Topology, limit: float) -> Indices:
    """Return the nodes in a box that no way to the facilities within the limit leaves."""
    node = np.concatenate([streets.u[facilities.edge], streets.v[facilities.edge]])
    cost = np.concatenate([facilities.by_u, facilities.by_v])
    leads = np.isfinite(cost) & (cost <= limit)
    # a way is no shorter than the straight line, at the quickest pace there is
    quickest = min(streets.ahead.min(), streets.behind.min())
    place, further = streets.nodes[node[leads]], (limit - cost[leads, None]) / quickest + _SLACK
    west, south = (place - further).min(axis=0, initial=np.inf)
    east, north = (place + further).max(axis=0, initial=-np.inf)
    x, y = streets.nodes.T
    return np.flatnonzero((west <= x) & (x <= east) & (south <= y) & (y <= north))


def _costs(facilities: _Ends, part: csr_array, nodes: Indices, streets: Topology, limit: float) -> Floats:
    """Return the cost from every node of a part to each facility: (facilities, nodes and a last one never reached)."""
    count, known = len(facilities.row), len(nodes)
    number = np.full(len(streets.nodes), -1)
    number[nodes] = np.arange(known)
    by_u, by_v = facilities.by_u, facilities.by_v
    node = number[np.stack([streets.u[facilities.edge], streets.v[facilities.edge]], axis=1)]
    cost = np.stack([by_u, by_v], axis=1)
    loop = node[:, 0] == node[:, 1]
    cost[loop, 0] = cost[loop].min(axis=1)
    cost[loop, 1] = np.inf
    leads = (node >= 0) & np.isfinite(cost) & (cost <= limit)
    # each facility is one more node, with arcs to the ends of its edge
    whole = csr_array(
        (
            np.concatenate([part.data, cost[leads]]),
            np.concatenate([part.indices, node[leads]]),
            np.concatenate([part.indptr, part.indptr[-1] + np.cumsum(leads.sum(axis=1))]),
        ),
        shape=(known + count, known + count),
    )
    costs = dijkstra(whole, indices=np.arange(known, known + count), limit=limit)[:, : known + 1]
    costs[:, known] = np.inf
    return np.asarray(costs)


def _ways(origins: _Ends, facilities: _Ends, costs: Floats, nodes: Indices, streets: Topology, limit: float) -> _Pairs:
    """Return row, column and cost of every pair within the limit."""
    number = np.full(len(streets.nodes), len(nodes))  # the last, which is never reached
    number[nodes] = np.arange(len(nodes))
    near = np.isfinite(costs.min(axis=0))
    u, v = number[streets.u[origins.edge]], number[streets.v[origins.edge]]
    some = np.flatnonzero(near[u] | near[v] | np.isin(origins.edge, facilities.edge))
    here = origins[some]
    cost = np.minimum(costs[:, u[some]] + here.by_u, costs[:, v[some]] + here.by_v)
    # on one edge there is also the way between the two
    facility, origin = np.nonzero(np.equal.outer(facilities.edge, here.edge))
    edge, on = here.edge[origin], facilities.offset[facility] - here.offset[origin]
    between = np.maximum(along(on, streets.ahead[edge]), along(-on, streets.behind[edge]))
    direct = here.access[origin] + between + facilities.access[facility]
    cost[facility, origin] = np.minimum(cost[facility, origin], direct)
    column, row = np.nonzero(np.isfinite(cost) & (cost <= limit))
    return here.row[row], facilities.row[column], cost[column, row]
