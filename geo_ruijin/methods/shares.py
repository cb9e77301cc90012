"""Shares in percent: all of something is 100, to the last bit, and a share of nothing is none."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: By what share [1] sums of areas may differ by their rounding and be one.
_ROUNDING = 1e-6


def percent(part: float, whole: float) -> float | None:
    """Return a share [%], None where there is nothing to divide by.

    Divided first: 100 times a number over itself may miss 100 by its last bit.

    Examples
    --------
    >>> percent(1, 8), percent(0.07, 0.07), percent(0, 0)
    (12.5, 100.0, None)
    """
    return part / whole * 100 if whole else None


def percents(part: ArrayLike, whole: ArrayLike) -> NDArray[np.float64]:
    """Return shares row by row [%], NaN where there is nothing to divide by."""
    parts, wholes = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    return parts / np.where(wholes > 0, wholes, np.nan) * 100


def reach(part: ArrayLike, whole: ArrayLike, least: float) -> NDArray[np.bool_]:
    """Return whether each part is at least some share of its whole [%]; no part of nothing is.

    Examples
    --------
    >>> reach([95, 94, 0], [100, 100, 0], 95)
    array([ True, False, False])
    """
    found: NDArray[np.bool_] = percents(part, whole) >= least * (1 - _ROUNDING)
    return found
