"""What electricity costs over the life of a plant, and when the plant has paid for itself: cash flows by year.

All is before tax, without loans and subsidies, in prices of the first year. A plant costs its investment at the
beginning of the first year, its operation and its energy fall at the end of each year.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def levelised_cost(investment: float, operation: ArrayLike, energy: ArrayLike, *, discount: float) -> float | None:
    """Return the levelised cost of electricity [yuan/kWh]; None where there is no energy, or it is not known.

    ``(I + sum O_t / (1 + r)^t) / sum (E_t / (1 + r)^t)`` over the years t = 1, 2, ...

    Parameters
    ----------
    investment
        At the beginning of the first year [yuan].
    operation
        Costs of each year [yuan]: (years,).
    energy
        Of each year [kWh]: (years,).
    discount
        Rate a year [1].

    Examples
    --------
    Without a discount it is all costs over all energy, (100 + 2 x 10) / (2 x 60):

    >>> levelised_cost(100.0, [10.0, 10.0], [60.0, 60.0], discount=0.0)
    1.0

    References
    ----------
    W. Short, D. J. Packey and T. Holt (1995), A manual for the economic evaluation of energy efficiency and renewable
    energy technologies, NREL/TP-462-5173, doi:10.2172/35391.
    """
    costs, kwh = np.asarray(operation, dtype=np.float64), np.asarray(energy, dtype=np.float64)
    worth = (1 + discount) ** -np.arange(1.0, len(kwh) + 1)
    produced = float((kwh * worth).sum())
    return (investment + float((costs * worth).sum())) / produced if produced > 0 else None


def simple_payback(investment: float, income: ArrayLike) -> float | None:
    """Return after how many years the income has paid back the investment [a]; None where it never does.

    Nothing is discounted. The income of a year comes evenly over it, so the answer may be part of a year.

    Parameters
    ----------
    investment
        At the beginning of the first year [yuan].
    income
        Of each year, less the costs of operation [yuan]: (years,).

    Examples
    --------
    A tenth each year, then what two years bring in and half of the third:

    >>> simple_payback(100.0, [10.0] * 25)
    10.0
    >>> simple_payback(50.0, [20.0, 20.0, 20.0])
    2.5

    References
    ----------
    W. Short, D. J. Packey and T. Holt (1995), A manual for the economic evaluation of energy efficiency and renewable
    energy technologies, NREL/TP-462-5173, doi:10.2172/35391.
    """
    paid = np.concatenate([[0.0], np.cumsum(np.asarray(income, dtype=np.float64))])
    reached = np.flatnonzero(paid >= investment * (1 - _ROUNDING))
    if not len(reached):
        return None
    year = int(reached[0])
    if year == 0:
        return 0.0
    return year - 1 + min(1.0, float((investment - paid[year - 1]) / (paid[year] - paid[year - 1])))


#: By so much of itself a sum may miss what it should reach: the last bits of adding.
_ROUNDING = 1e-12


def mean_price(share: float, own: float, fed: float) -> float:
    """Return what a kWh brings in [yuan/kWh]: the share used on the spot saves one price, the rest is sold at another.

    Parameters
    ----------
    share
        Used on the spot [1].
    own
        The price of a kWh bought otherwise [yuan/kWh].
    fed
        The price of a kWh fed in [yuan/kWh].

    Examples
    --------
    >>> mean_price(0.5, 0.75, 0.25)
    0.5
    """
    return share * own + (1 - share) * fed
