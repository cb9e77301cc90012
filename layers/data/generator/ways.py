"""Ways for vehicles along the streets that are laid: what a numbered road or a bus line follows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from grid import Floats, Ints
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree
from streets import Streets

#: How a metre of each kind counts for whoever drives through.
COST = {
    "trunk": 0.75, "primary": 0.8, "secondary": 0.85, "tertiary": 0.95, "unclassified": 1.05, "residential": 1.5,
    "service": 5.0, "track": 5.0,
}  # fmt: skip


@dataclass(frozen=True)
class Ways:
    """Streets open to vehicles, as a graph.

    Attributes
    ----------
    lines, names
        Of each street.
    ends
        The nodes at both its ends.
    cost
        Of driving it.
    xy
        Of each node [m].
    """

    lines: np.ndarray
    names: np.ndarray
    ends: Ints
    cost: Floats
    xy: Floats

    def node(self, xy: Floats) -> int:
        """Return the node nearest to a point, of those nodes that two streets or more meet at."""
        busy = np.flatnonzero(np.bincount(self.ends.ravel(), minlength=len(self.xy)) > 1)
        return int(busy[cKDTree(self.xy[busy]).query(xy)[1]])

    def tree(self, source: int, *, favour: str | None = None) -> tuple[Floats, Ints]:
        """Return what each node costs from `source`, and the street that leads to it, -1 where none does.

        Streets of the name `favour` cost a third.
        """
        cost = np.where(self.names == favour, self.cost / 3, self.cost) if favour else self.cost
        # Of parallel streets the cheapest; a matrix would add them up.
        tail, head = np.concatenate([self.ends, self.ends[:, ::-1]]).T
        street, both = np.tile(np.arange(len(cost)), 2), np.tile(cost, 2)
        order = np.lexsort((street, both, head, tail))
        first = np.ones(len(order), dtype=bool)
        first[1:] = (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0)
        kept = order[first]
        count = len(self.xy)
        graph = sparse.csr_matrix((both[kept], (tail[kept], head[kept])), shape=(count, count))
        spent, before = csgraph.dijkstra(graph, indices=source, return_predecessors=True)
        graph.data = street[kept] + 1.0
        reached = np.flatnonzero(before >= 0)
        lead = np.full(count, -1, dtype=np.int64)
        lead[reached] = np.asarray(graph[before[reached], reached]).ravel().astype(np.int64) - 1
        return spent, lead

    def path(self, lead: Ints, end: int) -> list[int]:
        """Return the streets from the source of a tree to the node `end`, in order."""
        streets = []
        while lead[end] >= 0:
            street = int(lead[end])
            streets.append(street)
            a, b = self.ends[street]
            end = int(a if b == end else b)
        return streets[::-1]

    def drawn(self, streets: list[int]) -> shapely.LineString:
        """Return streets that follow one another as one line."""
        parts = [shapely.get_coordinates(self.lines[street]) for street in streets]
        for k in range(1, len(parts)):
            if k == 1 and (parts[0][0] == parts[1][[0, -1]]).all(axis=1).any():
                parts[0] = parts[0][::-1]
            if not (parts[k][0] == parts[k - 1][-1]).all():
                parts[k] = parts[k][::-1]
        return shapely.LineString(np.concatenate([parts[0], *(part[1:] for part in parts[1:])]))


def build(streets: Streets) -> Ways:
    """Return the streets open to vehicles as a graph."""
    driven = streets.lines[streets.lines["drive"]]
    lines = driven.geometry.to_numpy()
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(lines, end)) for end in (0, -1)])
    xy, number = np.unique(ends, axis=0, return_inverse=True)
    return Ways(
        lines=lines,
        names=driven["name"].fillna("").to_numpy().astype(str),
        ends=number.reshape(2, -1).T.astype(np.int64),
        cost=shapely.length(lines) * driven["highway"].map(COST).to_numpy(),
        xy=xy,
    )
