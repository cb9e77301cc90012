"""A hierarchy as paths: what goes from each demand over a site of every tier; more columns, and a far better bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo_ruijin.siting.blocks import Blocks
from geo_ruijin.siting.tiers.tier import Level, Tiered
from geo_ruijin.siting.ways import Ways

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

#: Paths that a program may have.
_MOST = 250_000


@dataclass(frozen=True, eq=False)
class Paths:
    """Ways all the way up.

    Attributes
    ----------
    demand, length
        Of each path: (k,).
    ways
        By tier, the number of its way there: (k,).
    """

    demand: Ints
    length: Floats
    ways: list[Ints]


def nearest_top(levels: Sequence[Level], opened: Sequence[Bools]) -> list[Floats]:
    """Return of the demands and of the sites of each tier how far the top is over open sites, infinite for no way."""
    up = [np.zeros(levels[-1].sites)]
    for level, open_ in zip(reversed(levels), reversed(opened), strict=True):
        ways = level.ways
        found = np.full(ways.shape[0], np.inf)
        np.minimum.at(found, ways.demand, np.where(open_[ways.site], ways.length + up[0][ways.site], np.inf))
        up.insert(0, found)
    return up


def all_paths(levels: Sequence[Level], weights: Floats, *, limited: bool) -> Paths | None:
    """Return every path that may be used, None where they are too many.

    Parameters
    ----------
    limited
        Whether there are capacities. Without, no path is used that is longer than one over sites that stay.
    """
    least = nearest_top(levels, [np.ones(level.sites, dtype=bool) for level in levels])
    known = np.full(len(weights), np.inf)
    if not limited:
        stays = [level.tier.conditions.bounds(level.sites, level.tier.existing)[0] > 0 for level in levels]
        known = nearest_top(levels, stays)[0]
    demand = place = np.flatnonzero(weights > 0)
    length = np.zeros(len(demand))
    ways: list[Ints] = []
    for level, up in zip(levels, least[1:], strict=True):
        path, way = _joined(place, level.ways)
        if len(path) > 4 * _MOST:
            return None
        site, further = level.ways.site[way], length[path] + level.ways.length[way]
        keep = np.isfinite(up[site]) & (further + up[site] <= known[demand[path]])
        path, way = path[keep], way[keep]
        demand, length, place = demand[path], further[keep], site[keep]
        ways = [*(before[path] for before in ways), way]
    return Paths(demand, length, ways) if len(demand) <= _MOST else None


def _joined(place: Ints, ways: Ways) -> tuple[Ints, Ints]:
    """Return each path that ends at a place with each way that leaves it: the number of the path, and of the way."""
    start = np.searchsorted(ways.demand, np.arange(ways.shape[0] + 1))
    count = np.diff(start)[place]
    path = np.repeat(np.arange(len(place)), count)
    within = np.arange(len(path)) - np.repeat(np.cumsum(count) - count, count)
    return path, start[place][path] + within


def by_paths(levels: Sequence[Level], weights: Floats, total: float, paths: Paths) -> Tiered:
    """Return the program whose columns are the sites of each tier and the share of each demand on each path.

    Parameters
    ----------
    weights
        Shares of the whole weight, `total`: (n_demand,).
    """
    count = len(paths.demand)
    order = np.arange(count)
    weight = weights[paths.demand]
    blocks = Blocks()
    shares = blocks.columns(count, cost=weight * paths.length, most=1.0)
    served = np.flatnonzero(weights > 0)
    whole = sparse.csr_array((np.ones(count), (np.searchsorted(served, paths.demand), order)), (len(served), count))
    blocks.rows({shares: whole}, lower=1.0, upper=1.0)
    opens = []
    for level, way in zip(levels, paths.ways, strict=True):
        sites, site = level.sites, level.ways.site[way]
        least, most = level.tier.conditions.bounds(sites, level.tier.existing)
        opens.append(open_ := blocks.columns(sites, least=least, most=most, whole=True))
        both, row = np.unique(paths.demand * sites + site, return_inverse=True)
        over = sparse.csr_array((np.ones(count), (row, order)), shape=(len(both), count))
        to = sparse.csr_array((-np.ones(len(both)), (np.arange(len(both)), both % sites)), shape=(len(both), sites))
        blocks.rows({shares: over, open_: to}, upper=0.0)
        limited = np.flatnonzero(np.isfinite(level.capacity))
        load = sparse.csr_array((weight, (site, order)), shape=(sites, count))[limited]
        room = -sparse.diags_array(level.capacity[limited] / total).tocsr()
        of_limited = sparse.eye_array(sites, format="csr")[limited]
        blocks.rows({shares: load, open_: room @ of_limited}, upper=0.0)
        bound = level.tier.conditions.rows(sites, level.tier.existing, new=level.tier.new)
        blocks.rows({open_: bound.matrix}, lower=bound.lower, upper=bound.upper)
    program = blocks.program()
    first = blocks.part(shares).start
    carries = [
        sparse.csr_array((weight, (way, first + order)), shape=(len(level.ways), len(program.cost)))
        for level, way in zip(levels, paths.ways, strict=True)
    ]
    return Tiered(program, [blocks.part(open_) for open_ in opens], carries)
