"""How unequally something is spread over people."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def gini(amounts: ArrayLike, people: ArrayLike) -> float | None:
    """Return the Gini coefficient of an amount over people [1]: 0 where all have the same, towards 1 where one has all.

    Half the mean difference between two people, over the mean. None where there is nobody or nothing to share.

    Parameters
    ----------
    amounts
        Of each person of a row, 0 or more: (n,).
    people
        How many people each row stands for, 0 or more: (n,).

    Examples
    --------
    Two people who walk 100 m and 300 m: half their difference of 100 m on average, over 200 m:

    >>> gini([100, 300], [1, 1])
    0.25

    References
    ----------
    C. Gini (1912), Variabilità e mutabilità; for grouped data L. Ceriani and P. Verme (2012), The origins of the Gini
    index, doi:10.1007/s10888-011-9188-x.
    """
    amount, weight = _sorted(amounts, people)
    total = float((amount * weight).sum())
    if not total:
        return None
    rank = 2 * np.cumsum(weight) - weight
    return float((amount * weight * rank).sum() / (weight.sum() * total) - 1)


def palma(amounts: ArrayLike, people: ArrayLike, *, most: float = 0.1, least: float = 0.4) -> float | None:
    """Return the Palma ratio [1]: what the tenth with the most has in all, over what the last four tenths have.

    Where all have the same it is 0.25. None where those with the least have nothing.

    Parameters
    ----------
    amounts, people
        As for `gini`.
    most, least
        The shares of people compared [1].

    Examples
    --------
    Ten people, nine of whom walk 100 m and one 400 m: 400 over 4 times 100:

    >>> palma([100] * 9 + [400], [1] * 10)
    1.0

    References
    ----------
    A. Cobham and A. Sumner (2013), Is it all about the tails? The Palma measure of income inequality.
    """
    amount, weight = _sorted(amounts, people)
    if not weight.sum():
        return None
    share = np.concatenate([[0.0], np.cumsum(weight) / weight.sum()])
    held = np.concatenate([[0.0], np.cumsum(amount * weight)])
    low, high = np.interp([least, 1 - most], share, held)
    return float((held[-1] - high) / low) if low > 0 else None


def quantile(amounts: ArrayLike, people: ArrayLike, share: float) -> float | None:
    """Return the least amount that `share` of the people have no more than; None where there is nobody.

    Examples
    --------
    >>> quantile([100, 300], [3, 1], 0.75)
    100.0
    """
    amount, weight = _sorted(amounts, people)
    if not weight.sum():
        return None
    return float(np.quantile(amount, share, weights=weight, method="inverted_cdf"))


def _sorted(amounts: ArrayLike, people: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    amount, weight = np.asarray(amounts, dtype=np.float64), np.asarray(people, dtype=np.float64)
    order = np.argsort(amount, kind="stable")
    return amount[order], weight[order]
