"""The cash flows of roofs in three cases: everything at its most favourable, its most likely, its least favourable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_ruijin.methods.parameter import Range, Ranges
from geo_ruijin.methods.rollout.ends import End
from geo_ruijin.methods.rollout.finance import levelised_cost, mean_price, simple_payback
from geo_ruijin.solar.lifetime import remaining
from geo_ruijin.text import Text

Floats = NDArray[np.float64]
#: Named by what electricity costs.
Case = End

#: In the order of what electricity costs.
CASES: Mapping[Case, Text] = {
    "low": Text(zh="最有利", en="most favourable"),
    "mid": Text(zh="最可能", en="most likely"),
    "high": Text(zh="最不利", en="least favourable"),
}

#: The whole of a share [%].
_WHOLE = 100.0
#: W in a kW.
_WATTS = 1000.0
#: The end of a range that makes things cheap where more of it makes them so.
_OTHER_END: Mapping[Case, Case] = {"low": "high", "mid": "mid", "high": "low"}


@dataclass(frozen=True)
class Prices:
    """What roofs cost and what their energy brings in, as `geo_ruijin.methods.rollout.costs.pv_costs` is given it."""

    investment: Ranges
    operation: Range
    own_use: Ranges
    own_tariff: Ranges
    feed_in_tariff: Range
    discount: Range
    ageing_first: Range
    ageing_yearly: Range
    lifetime: int


@dataclass(frozen=True)
class Flows:
    """What some roofs cost and bring in.

    Attributes
    ----------
    investment
        At the beginning of the first year [yuan].
    operation, energy, income
        Costs [yuan], energy [kWh] and what it brings in [yuan] of each year: (years,).
    discount
        Rate a year [1].
    """

    investment: float
    operation: Floats
    energy: Floats
    income: Floats
    discount: float

    @property
    def levelised_cost(self) -> float | None:
        """Levelised cost of electricity [yuan/kWh]."""
        return levelised_cost(self.investment, self.operation, self.energy, discount=self.discount)

    @property
    def payback(self) -> float | None:
        """Simple payback [a]; None where it is longer than the plant lives."""
        return simple_payback(self.investment, self.income - self.operation)


def flows_of(name: str, capacity: float, energy: Mapping[End, float], prices: Prices, case: Case) -> Flows:
    """Return the cash flows of the roofs of a class.

    Parameters
    ----------
    name
        The class.
    capacity
        Of its modules [kWp].
    energy
        Of a year, its modules as new [kWh], at either end of what they yield; the most goes with the low cost.
    prices
        What they cost.
    case
        Which end of each range to take. The share used on the spot is taken at the end that brings in more in the
        favourable case and less in the unfavourable one, by the tariffs of the case.
    """
    dear: Case = _OTHER_END[case]
    investment = capacity * _WATTS * getattr(prices.investment[name], case)
    kwh = energy[dear] * remaining(
        getattr(prices.ageing_first, case) / _WHOLE, getattr(prices.ageing_yearly, case) / _WHOLE, years=prices.lifetime
    )
    own, fed = getattr(prices.own_tariff[name], dear), getattr(prices.feed_in_tariff, dear)
    shares = prices.own_use[name]
    worth = {end: mean_price(share / _WHOLE, own, fed) for end, share in zip(CASES, shares, strict=True)}
    price = {"low": max(worth.values()), "mid": worth["mid"], "high": min(worth.values())}[case]
    return Flows(
        investment=investment,
        operation=np.full(prices.lifetime, investment * getattr(prices.operation, case) / _WHOLE),
        energy=kwh,
        income=kwh * price,
        discount=getattr(prices.discount, case) / _WHOLE,
    )


def together(flows: Iterable[Flows], *, lifetime: int, discount: float) -> Flows:
    """Return the flows of several in one, of nothing where there are none."""
    every, nothing = tuple(flows), np.zeros(lifetime)
    return Flows(
        investment=float(sum(one.investment for one in every)),
        operation=sum((one.operation for one in every), nothing),
        energy=sum((one.energy for one in every), nothing),
        income=sum((one.income for one in every), nothing),
        discount=discount,
    )
