"""What is left of an array's yield over the years."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo_ruijin.errors import MethodError
from geo_ruijin.text import Text

Floats = NDArray[np.float64]


def remaining(first: ArrayLike, yearly: ArrayLike, *, years: int) -> Floats:
    """Return the yield of each year as a share of that of modules as new [1].

    Power falls evenly within a year: by `first` in the first, by `yearly` in each of the others, both of the power as
    new. A year's share is that in its middle, so that the first year's is ``1 - first / 2``.

    Parameters
    ----------
    first
        Lost in the first year [1]: (...,).
    yearly
        Lost in each of the others [1]: (...,).
    years
        How many.

    Returns
    -------
    numpy.ndarray
        (..., years), at least 0.

    Raises
    ------
    MethodError
        If a loss is no share from 0 to below 1, or there is not a single year.

    Examples
    --------
    >>> remaining(0.02, 0.005, years=3).round(4)  # 1 - 0.02/2; 0.98 - 0.005/2; 0.975 - 0.005/2
    array([0.99  , 0.9775, 0.9725])
    """
    losses = np.broadcast_arrays(np.asarray(first, np.float64), np.asarray(yearly, np.float64))
    if years < 1 or not all(((loss >= 0) & (loss < 1)).all() for loss in losses):
        raise MethodError(
            Text(
                zh="年衰减应为 0 至 1 之间的比例,年数至少为 1",
                en="losses by ageing are shares from 0 to below 1, of at least one year",
            )
        )
    at_first, later = losses[0][..., None], losses[1][..., None]
    since = np.arange(years) - 0.5  # years since the end of the first, in the middle of each
    return np.maximum(np.where(since < 0, 1 - at_first / 2, 1 - at_first - later * since), 0)


def mean_remaining(first: ArrayLike, yearly: ArrayLike, *, years: int) -> Floats:
    """Return the mean yield over the years as a share of that of modules as new [1]: (...,).

    Examples
    --------
    >>> mean_remaining(0.02, 0.0, years=2).round(4)  # (0.99 + 0.98) / 2
    np.float64(0.985)
    """
    return np.asarray(remaining(first, yearly, years=years).mean(axis=-1))[()]
