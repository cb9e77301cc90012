"""The three tiers together, as they stand and with the new sites: who hauls how far to where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.recycling.dropoffs import DropOffs
from geo_ruijin.methods.recycling.hauls import Routes, Ways, people_of, ways_between
from geo_ruijin.methods.recycling.layouts import layouts_of
from geo_ruijin.methods.recycling.tiers import DROP_OFF, SORTING, TRANSFER, Tier
from geo_ruijin.methods.recycling.upper import Asked, Upper, upper
from geo_ruijin.network import Network
from geo_ruijin.siting import chain_bound

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Hauled:
    """The drop-off points of one state of the system.

    Attributes
    ----------
    points
        As of `Tier`; the index are their positions in the tier.
    people
        Who bring things there: (n,).
    routes
        Where these go.
    """

    points: gpd.GeoDataFrame
    people: Floats
    routes: Routes

    @property
    def served(self) -> NDArray[np.bool_]:
        """Which have a way up."""
        return ~np.isnan(self.routes.first)

    def mean(self, ways: Floats) -> float | None:
        """Return the mean of ways over the people who have one [m]; None where nobody has."""
        some = ~np.isnan(ways) & (self.people > 0)
        return float(np.average(ways[some], weights=self.people[some])) if some.any() else None

    @property
    def cost(self) -> float | None:
        """The mean cost of the way to the end, in metres to a station; None where nobody has one."""
        return self.mean(self.routes.cost)


@dataclass(frozen=True)
class System:
    """The system today and with the new sites.

    Attributes
    ----------
    before, after
        Today's drop-off points over what stands; with the new ones, over the new sites too.
    upper
        The new sites of the upper tiers.
    least
        The mean cost that no other layout comes below with as many new sites of each tier, in metres to a station; None
        where no drop-off point stands today, or one has no way, or there are too many ways.
    """

    before: Hauled
    after: Hauled
    upper: Upper
    least: float | None


def system_of(
    tiers: Mapping[str, Tier],
    near_by: DropOffs,
    people: gpd.GeoDataFrame,
    roads: Network | None,
    asked: Asked,
    *,
    trunk: float,
) -> System | None:
    """Return the system with new transfer stations and sorting centres for the drop-off points chosen.

    None where no transfer station stands and none may be added.

    Raises
    ------
    MethodError
        If no choice keeps the limits.
    """
    drops, transfer, sorting = tiers[DROP_OFF], tiers[TRANSFER], tiers[SORTING]
    if not _open(transfer, asked.numbers()[0]) or not len(drops.of(near_by.chosen)):
        return None
    if not _open(sorting, asked.numbers()[1]):
        sorting = Tier(sorting.rows[:0])
    ways = ways_between(drops.rows, transfer, sorting, roads, trunk=trunk)
    points, standing = drops.of(near_by.chosen), drops.of(())
    weights = people_of(points, people)
    found = upper(weights, _of(ways, points), transfer, sorting, asked)
    # a haul keeps its limit where it can, today over what stands
    today = _of(ways, standing).over(transfer.existing, sorting.existing)
    today = today.within(*asked.binding(), standing=transfer.standing)
    before = Hauled(
        standing,
        people_of(standing, people) if len(standing) else np.zeros(0),
        today.routes(transfer.existing, sorting.existing),
    )
    after = Hauled(points, weights, found.routes)
    least = None
    if drops.standing and before.served.all() and after.served.all():
        near = ways.within(*asked.binding(), standing=transfer.standing)
        try:
            least = _least(near_by, drops, people, (ways, near), (transfer, sorting), found)
        except MethodError:  # too many ways for a bound
            least = None
    return System(before, after, found, least)


def _least(
    near_by: DropOffs,
    drops: Tier,
    people: gpd.GeoDataFrame,
    ways: tuple[Ways, Ways],
    upper_tiers: tuple[Tier, Tier],
    found: Upper,
) -> float | None:
    """Return the mean cost that no layout of all tiers comes below with as many new sites of each."""
    others = layouts_of(drops.rows, drops.standing, people, *ways)
    can = others.weights > 0
    if not np.isfinite(others.ways.first[can]).any(axis=1).all():
        return None
    transfer, sorting = upper_tiers
    stand = (0,) if others.ways.second is None else sorting.existing
    haulage = chain_bound(
        others.ways.first[can],
        others.ways.rise,
        others.weights[can],
        new=found.numbers,
        existing=(transfer.existing, stand),
    )
    chief, weights = near_by.reached[near_by.reading], near_by.before.rows["people"].to_numpy(dtype=np.float64)
    left = np.diff(csr_array(chief[:, : drops.standing]).indptr) == 0
    wanted = max(near_by.wanted - float(weights[~left].sum()), 0.0)
    saved = others.save(len(near_by.chosen), csr_array(chief[left][:, drops.standing :]), weights[left], wanted)
    return max((haulage - saved) / float(others.weights.sum()), 0.0)


def _of(ways: Ways, points: gpd.GeoDataFrame) -> Ways:
    return Ways(ways.first[points.index.to_numpy()], ways.second, ways.trunk)


def _open(tier: Tier, most: int | None) -> bool:
    """Return whether there is anything in a tier: something stands, or something may be added."""
    return bool(tier.standing or (len(tier.rows) and most != 0))
