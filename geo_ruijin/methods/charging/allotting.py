"""How many piles each site gets: kind after kind in an order, each where it serves most, or by shares of the kinds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_ruijin.methods.charging.demand import Demand, of_itself
from geo_ruijin.methods.charging.kinds import Served, served_by
from geo_ruijin.siting import Modules

Floats = NDArray[np.float64]

#: By so many piles sums of vehicles may miss a whole number.
_ROUNDING = 1e-6


@dataclass(frozen=True, eq=False)
class Sites:
    """Candidates, and the stations there are, as arrays: (sites,) each, the candidates first.

    Attributes
    ----------
    kinds
        The kind of each candidate, "" of stations.
    rates
        The vehicles that a pile serves.
    room
        How many piles can be added; none at stations.
    piles
        How many stand; none at candidates.
    demands
        The cars that stations and candidates of several kinds serve together.
    """

    kinds: NDArray[np.object_]
    rates: Floats
    room: Floats
    piles: Floats
    demands: Mapping[Served, Demand]

    def of(self, kind: str) -> NDArray[np.bool_]:
        """Return which sites are of a kind."""
        return np.asarray(self.kinds == kind, dtype=bool)

    def served(self, given: Floats) -> Floats:
        """Return how many cars each site serves with so many piles more; NaN of what serves its own alone."""
        cars = np.full(len(self.kinds), np.nan)
        for demand in self.demands.values():
            cars[demand.sites] = self.allot(demand, given, room=np.zeros(len(self.kinds)), units=0, least=0).served
        return cars

    def allot(self, demand: Demand, given: Floats, *, room: Floats, units: int, least: int) -> Modules:
        """Return what more piles are best, where so many were given already."""
        return demand.allot(units=units, rates=self.rates, room=room, piles=self.piles + given, least=least)


@dataclass(frozen=True, eq=False)
class Allotment:
    """The piles of each site.

    Attributes
    ----------
    given
        New piles: (sites,).
    beyond
        Of these, those for which no car was counted: (sites,).
    wanted
        By kind, how many more piles would be full if all cars in reach were served, as far as there is room.
    worst
        The step that is furthest from proven; None where there was nothing to choose.
    """

    given: Floats
    beyond: Floats
    wanted: Mapping[str, int]
    worst: Modules | None


def allot(sites: Sites, order: Sequence[str], *, gap: int, shares: Mapping[str, float] | None, least: int) -> Allotment:
    """Return the piles of each site, `gap` in all as far as there is room.

    Each kind gets piles as long as they serve cars that no other pile does, in the order of the kinds; then, where the
    gap is not filled, as long as there is room, in the same order.

    Parameters
    ----------
    order
        The kinds, first things first.
    gap
        How many piles are lacking.
    shares
        How many of them each kind gets at most [%]; without it, as many as it can.
    least
        The fewest piles of a new site.
    """
    quotas = None if shares is None else quotas_of(gap, shares, order)
    given, beyond = np.zeros(len(sites.kinds)), np.zeros(len(sites.kinds))
    wanted: dict[str, int] = {}
    solved: list[Modules] = []

    def left(kind: str) -> int:
        if quotas is None:
            return gap - int(given.sum())
        return quotas[kind] - int(given[sites.of(kind)].sum())

    for kind in order:
        room = np.where(sites.of(kind), sites.room, 0.0)
        demand = sites.demands.get(served_by(kind)) or of_itself(np.flatnonzero(room), (sites.rates * room)[room > 0])
        now, full = (sites.allot(demand, given + more, room=room, units=0, least=0).objective for more in (0.0, room))
        wanted[kind] = math.ceil((full - now) / sites.rates[sites.of(kind)].max(initial=1.0) - _ROUNDING)
        if units := min(left(kind), int(room.sum())):
            solved.append(sites.allot(demand, given, room=room, units=units, least=least))
            given[demand.sites] += solved[-1].units
    for kind in order:
        rest = np.where(sites.of(kind), sites.room - given, 0.0)
        some = np.flatnonzero(rest)
        if left(kind) > 0 and len(some):
            demand = of_itself(some, (sites.rates * (given + rest))[some])
            more = sites.allot(demand, given, room=rest, units=left(kind), least=least)
            given[some] += more.units
            beyond[some] += more.units
    worst = min(solved, key=lambda one: (one.proven, -one.gap), default=None)
    return Allotment(given, beyond, wanted, worst)


def quotas_of(gap: int, shares: Mapping[str, float], order: Sequence[str]) -> dict[str, int]:
    """Return whole numbers in proportion to shares that sum to the gap: largest remainders first, then the order.

    Examples
    --------
    >>> quotas_of(10, {"housing": 2, "park": 1}, ["housing", "depot", "park"])
    {'housing': 7, 'depot': 0, 'park': 3}
    """
    exact = np.array([shares.get(kind, 0.0) for kind in order]) * gap / sum(shares.values())
    whole = np.floor(exact)
    extra = np.argsort(whole - exact, kind="stable")[: gap - int(whole.sum())]
    whole[extra] += 1
    return dict(zip(order, whole.astype(int).tolist(), strict=True))
