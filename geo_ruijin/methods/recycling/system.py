"""The three tiers together, as they stand and with the new sites: who hauls how far to where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo_ruijin.methods.recycling.hauls import Routes, Ways, people_of, ways_between
from geo_ruijin.methods.recycling.layouts import layouts_of
from geo_ruijin.methods.recycling.tiers import DROP_OFF, SORTING, TRANSFER, Tier
from geo_ruijin.methods.recycling.upper import Asked, Upper, upper
from geo_ruijin.network import Network

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

    def mean(self) -> float | None:
        """Return the mean way to the end over the people who have one [m]; None where nobody has."""
        some = self.served & (self.people > 0)
        return float(np.average(self.routes.whole[some], weights=self.people[some])) if some.any() else None


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
        The mean way to the end that no other layout comes below with as many new sites of each tier [m]; None where no
        drop-off point stands today, or one has no way.
    """

    before: Hauled
    after: Hauled
    upper: Upper
    least: float | None


def system_of(
    tiers: Mapping[str, Tier],
    chosen: tuple[int, ...],
    people: gpd.GeoDataFrame,
    roads: Network | None,
    asked: Asked,
) -> System | None:
    """Return the system with new transfer stations and sorting centres for the drop-off points chosen.

    None where no transfer station stands and none may be added.

    Raises
    ------
    MethodError
        If no choice keeps the limits.
    """
    drops, transfer, sorting = tiers[DROP_OFF], tiers[TRANSFER], tiers[SORTING]
    if not _open(transfer, asked.numbers()[0]) or not len(drops.of(chosen)):
        return None
    if not _open(sorting, asked.numbers()[1]):
        sorting = Tier(sorting.rows[:0])
    ways = ways_between(drops.rows, transfer, sorting, roads)
    points, standing = drops.of(chosen), drops.of(())
    weights = people_of(points, people)
    found = upper(weights, _of(ways, points), transfer, sorting, asked)
    before = Hauled(
        standing,
        people_of(standing, people) if len(standing) else np.zeros(0),
        _of(ways, standing).routes(transfer.existing, sorting.existing),
    )
    after = Hauled(points, weights, found.routes)
    least = None
    if drops.standing and before.served.all() and after.served.all():
        near = ways.within(*asked.binding(), standing=transfer.standing)
        others = layouts_of(drops.rows, drops.standing, people, ways, near)
        same = Asked(*found.numbers, None, None)
        bound = upper(others.weights, others.ways, transfer, sorting, same).bound - others.save(len(chosen))
        least = max(bound / float(others.weights.sum()), 0.0)
    return System(before, after, found, least)


def _of(ways: Ways, points: gpd.GeoDataFrame) -> Ways:
    return Ways(ways.first[points.index.to_numpy()], ways.second)


def _open(tier: Tier, most: int | None) -> bool:
    """Return whether there is anything in a tier: something stands, or something may be added."""
    return bool(tier.standing or (len(tier.rows) and most != 0))
