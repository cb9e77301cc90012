"""In which order roofs are taken, and how much has been taken after each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.methods.parameter import Range
from geo_ruijin.text import Text

Floats = NDArray[np.float64]

#: In which order roofs are taken.
ORDERS: Mapping[str, Text] = {
    "yield": Text(zh="单位容量发电量高的在先", en="highest specific yield first"),
    "size": Text(zh="容量大的在先(栋数最少)", en="largest first, the fewest roofs"),
    "class": Text(zh="按类别先后,同类中容量大的在先", en="class by class, in each the largest first"),
    "cost": Text(zh="每度电投资低的在先", en="least investment per kWh first"),
}

#: By so much of itself a sum may miss what it should reach: the last bits of adding.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Order:
    """Roofs one after the other.

    Attributes
    ----------
    rows
        The positions of the roofs, the first taken first: (n,).
    mw, gwh
        What has been taken after each, alternating current [MW], energy of the first year [GWh]: (n,).
    """

    rows: NDArray[np.intp]
    mw: Floats
    gwh: Floats

    def needed(self, gap: float) -> int | None:
        """Return how many roofs fill a gap [MW]; None where all together do not.

        Examples
        --------
        >>> order = Order(np.arange(3), np.array([1.0, 3.0, 4.0]), np.array([1.0, 3.0, 4.0]))
        >>> order.needed(3.0), order.needed(3.1), order.needed(0.0), order.needed(4.5)
        (2, 3, 0, None)
        """
        if gap <= 0:
            return 0
        reached = int(np.searchsorted(self.mw, gap * (1 - _ROUNDING)))
        return reached + 1 if reached < len(self.mw) else None

    def taken(self, gap: float | None) -> int:
        """Return how many roofs are taken: those that fill a gap [MW], or all."""
        needed = None if gap is None else self.needed(gap)
        return len(self.rows) if needed is None else needed

    def energy(self, gap: float | None) -> float:
        """Return what those yield in the first year that are taken [GWh]."""
        count = self.taken(gap)
        return float(self.gwh[count - 1]) if count else 0.0


def orders_of(
    roofs: pd.DataFrame, *, classes: Sequence[str], investment: Mapping[str, Range] | None
) -> Iterator[tuple[str, Order]]:
    """Return the orders there are: by yield, by size, by class and, where it is known, by cost.

    Parameters
    ----------
    roofs
        With `class`, `specific_yield` [kWh/kWp], `mw` [MW] and `gwh` [GWh]: (n,).
    classes
        The first taken first; where no yield is known, there are orders by size and by class only.
    investment
        By class [yuan/W]; without it, or where it lacks a class of the roofs, there is no order by cost.

    Notes
    -----
    With one lifetime, one discount rate, one ageing and operation as a share of the investment for all, the levelised
    cost of a roof is proportional to its investment per kWh of the first year: both give the same order.
    """
    good, size = roofs["specific_yield"].to_numpy(dtype=np.float64), roofs["mw"].to_numpy(dtype=np.float64)
    rank = _by_class(roofs, {name: float(place) for place, name in enumerate(classes)})
    sunny = bool(roofs["specific_yield"].notna().all())
    if sunny:
        yield "yield", _order(roofs, -size, -good)
    yield "size", _order(roofs, -good, -size)
    yield "class", _order(roofs, -good, -size, rank)
    price = investment_per_kwh(roofs, investment)
    if sunny and price is not None:
        yield "cost", _order(roofs, -size, price)


def investment_per_kwh(roofs: pd.DataFrame, investment: Mapping[str, Range] | None) -> Floats | None:
    """Return the investment per kWh of the first year [yuan/kWh]; None where it is not known of every class."""
    if investment is None or not set(roofs["class"]) <= set(investment):
        return None
    price = _by_class(roofs, {name: one.mid for name, one in investment.items()})
    good = roofs["specific_yield"].to_numpy(dtype=np.float64)
    return price * _WATTS / np.where(good > 0, good, np.nan)  # what yields nothing sorts last


#: W in a kW.
_WATTS = 1000.0


def _by_class(roofs: pd.DataFrame, numbers: Mapping[str, float]) -> Floats:
    return np.asarray(roofs["class"].map(dict(numbers)), dtype=np.float64)


def _order(roofs: pd.DataFrame, *keys: Floats) -> Order:
    """Return the order by the last key, where it is equal by the one before, and so on; at last by row."""
    rows = np.lexsort(keys).astype(np.intp)
    return Order(rows, *(np.cumsum(roofs[column].to_numpy(dtype=np.float64)[rows]) for column in ("mw", "gwh")))
