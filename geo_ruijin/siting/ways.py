"""The ways between demands and sites, read from what a caller has of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo_ruijin.errors import InfeasibleError
from geo_ruijin.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
#: Cells of a dense array that are looked at in one go: 64 MB.
_CHUNK = 8_000_000


@dataclass(frozen=True, eq=False)
class Ways:
    """The pairs of a demand and a site with a way between them, by demand, then by site.

    Attributes
    ----------
    demand, site, length
        Of each way: shape (k,); the length in the unit of the cost.
    shape
        How many demands and how many sites.
    """

    demand: Ints
    site: Ints
    length: Floats
    shape: tuple[int, int]

    def __len__(self) -> int:
        """Return how many ways there are."""
        return len(self.demand)

    def where(self, keep: NDArray[np.bool_]) -> Ways:
        """Return the ways where `keep`, shape (k,), is true."""
        return Ways(self.demand[keep], self.site[keep], self.length[keep], self.shape)

    def incidence(self) -> tuple[sparse.csr_array, sparse.csr_array]:
        """Return which ways leave each demand, (n_demand, k), and which end at each site, (n_sites, k): 1 where so."""
        order, ones = np.arange(len(self)), np.ones(len(self))
        demands, sites = self.shape
        leaves = sparse.csr_array((ones, (self.demand, order)), shape=(demands, len(self)))
        return leaves, sparse.csr_array((ones, (self.site, order)), shape=(sites, len(self)))


def ways_of(cost: NDArray[Any] | sparse.coo_array, limit: float | Floats = np.inf) -> Ways:
    """Return the ways in a cost that are no longer than `limit`.

    Parameters
    ----------
    cost
        As `given.read` gives it: shape (n_demand, n_sites); infinite, NaN or, where sparse, not stored: no way. Of a
        pair stored twice the shorter counts.
    limit
        One, or one a demand: (n_demand,), in the unit of `cost`.

    Examples
    --------
    >>> ways_of(np.array([[0, np.inf], [5, 2]]), limit=4).site.tolist()
    [0, 1]
    """
    demands, sites = cost.shape
    furthest = np.broadcast_to(limit, demands)
    if not isinstance(cost, np.ndarray):
        row, column = cost.coords
        order = np.lexsort((cost.data, column, row))
        demand, site, length = row[order].astype(np.intp), column[order].astype(np.intp), cost.data[order].astype(float)
        again = (np.diff(demand, prepend=-1) == 0) & (np.diff(site, prepend=-1) == 0)
        return Ways(demand, site, length, (demands, sites)).where(
            np.isfinite(length) & (length <= furthest[demand]) & ~again
        )
    step = max(1, _CHUNK // max(1, sites))
    parts = []
    for start in range(0, demands, step):
        part = cost[start : start + step]
        rows, columns = np.nonzero(np.isfinite(part) & (part <= furthest[start : start + step, None]))
        parts.append((rows + start, columns, part[rows, columns].astype(np.float64)))
    demand, site, length = (np.concatenate(found) for found in zip(*parts, strict=True)) if parts else [np.zeros(0)] * 3
    return Ways(demand.astype(np.intp), site.astype(np.intp), length, (demands, sites))


def demand_reached(ways: Ways, weights: Floats) -> None:
    """Demand that every demand with a weight has a way.

    Raises
    ------
    InfeasibleError
        Naming those without.
    """
    missing = np.flatnonzero((np.bincount(ways.demand, minlength=len(weights)) == 0) & (weights > 0))
    if len(missing):
        raise InfeasibleError(
            Text(
                zh=f"{len(missing)} 个需求点到不了任何可选站点",
                en=f"{len(missing)} of the demands cannot reach any site that may be chosen",
            ),
            unreachable=tuple(missing.tolist()),
            distance=(np.inf,) * len(missing),
        )
