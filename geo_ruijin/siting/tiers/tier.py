"""Tiers of facilities as they are given, and as the programs of a hierarchy read them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo_ruijin.siting.conditions import FREE, Conditions
from geo_ruijin.siting.each import CAPACITIES, each
from geo_ruijin.siting.given import Cost, read
from geo_ruijin.siting.highs import Program
from geo_ruijin.siting.ways import Ways, ways_of

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Tier:
    """One tier of facilities and the ways up to it.

    Attributes
    ----------
    cost
        Between each site of the tier below, or each demand, and each site of this one: dense or the sparse pairs in
        reach. What a unit of weight costs here: a tier of larger lorries has the smaller figures.
    new
        How many sites may be added; None where `conditions` alone limit them.
    existing
        Sites that stand already.
    capacity
        The weight that each site can take: (n_sites,), or one for all.
    conditions
        What else binds the choice in this tier.
    """

    cost: Cost
    new: int | None
    existing: ArrayLike = ()
    capacity: ArrayLike = np.inf
    conditions: Conditions = field(default=FREE)


@dataclass(frozen=True, eq=False)
class Level:
    """A tier as it was read."""

    tier: Tier
    ways: Ways
    capacity: Floats

    @property
    def sites(self) -> int:
        """How many sites it has."""
        return self.ways.shape[1]

    @property
    def stands(self) -> Bools:
        """Which sites stand: (n_sites,)."""
        return np.isin(np.arange(self.sites), np.asarray(self.tier.existing))


@dataclass(frozen=True, eq=False)
class Tiered:
    """The program of a hierarchy, in shares of the whole weight.

    Attributes
    ----------
    program
        To be solved.
    opens
        By tier, the columns of the sites.
    carries
        By tier, what of the columns is on each way: (n_ways, n_columns).
    """

    program: Program
    opens: list[slice]
    carries: list[sparse.csr_array]


def read_tier(tier: Tier) -> Level:
    """Return a tier read and checked, without the ways to sites that may not be open."""
    given = read(tier.cost, existing=tier.existing, conditions=tier.conditions, new=tier.new)
    ways = ways_of(given.cost)
    _, most = tier.conditions.bounds(ways.shape[1], tier.existing)
    return Level(tier, ways.where(most[ways.site] > 0), each(tier.capacity, ways.shape[1], CAPACITIES))
