"""The ways between demands and sites, read from what a caller has of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo_ruijin.errors import InfeasibleError, MethodError
from geo_ruijin.siting.given import Cost
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


def read_ways(cost: Cost, limit: float | Floats = np.inf) -> Ways:
    """Return the ways in a cost array, dense or sparse, that are no longer than `limit`.

    Parameters
    ----------
    cost
        Shape (n_demand, n_sites); infinite, NaN or, where sparse, not stored: no way.
    limit
        One, or one a demand: (n_demand,), in the unit of `cost`.

    Raises
    ------
    MethodError
        If a length is below 0, or the array has not two dimensions.

    Examples
    --------
    >>> read_ways([[0, np.inf], [5, 2]], limit=4).site.tolist()
    [0, 1]
    """
    if sparse.issparse(cost):
        pairs = sparse.csr_array(cost)
        demand = np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))
        found = Ways(demand, pairs.indices.astype(np.intp), pairs.data.astype(np.float64), pairs.shape)
        ways = found.where(np.isfinite(found.length) & (found.length <= np.broadcast_to(limit, pairs.shape[0])[demand]))
    else:
        ways = _dense(np.asarray(cost), limit)
    if len(ways) and ways.length.min() < 0:
        raise MethodError(Text(zh="距离不能小于 0", en="a distance may not be below 0"))
    return ways


def _dense(cost: NDArray[np.floating], limit: float | Floats) -> Ways:
    if cost.ndim != 2:  # noqa: PLR2004
        raise MethodError(
            Text(zh="距离须为二维数组（需求点 × 站点）", en="a cost is an array of two dimensions: demands x sites")
        )
    furthest = np.broadcast_to(limit, cost.shape[0])[:, None]
    step = max(1, _CHUNK // max(1, cost.shape[1]))
    parts = []
    for start in range(0, cost.shape[0], step):
        part = cost[start : start + step]
        rows, columns = np.nonzero(np.isfinite(part) & (part <= furthest[start : start + step]))
        parts.append((rows + start, columns, part[rows, columns].astype(np.float64)))
    demand, site, length = (np.concatenate(values) if parts else np.zeros(0) for values in zip(*parts, strict=True))
    return Ways(demand.astype(np.intp), site.astype(np.intp), length, cost.shape)


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
