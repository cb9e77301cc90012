"""A year without a leap day: its months, its hours, and where on the clock a place begins it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.solar.weather import HOURS

#: The days of the months.
DAYS: NDArray[np.float64] = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.float64)

#: The month of each hour, from 0: (8760,).
MONTHS: NDArray[np.intp] = np.repeat(np.arange(12), 24 * DAYS.astype(np.intp))

#: The degrees the sun moves on in an hour.
DEGREES_AN_HOUR = 15

#: Two years after a leap year and two before the next: its days lie where they lie on average.
YEAR = 2022


def middles_of_hours(longitude: float, *, year: int = YEAR) -> pd.DatetimeIndex:
    """Return the middles of the hours of a local year, in UTC: (8760,).

    The clock is the whole hour nearest to the sun's own at the place, so that midnights part the days of the sun.

    Parameters
    ----------
    longitude
        Of the place [degree], east positive.
    year
        One without a leap day.

    Examples
    --------
    >>> middles_of_hours(116.03)[0]  # eight hours ahead of Greenwich
    Timestamp('2021-12-31 16:30:00+0000', tz='UTC')
    """
    first = pd.Timestamp(year, 1, 1, tz="UTC") + pd.Timedelta(minutes=30)
    return pd.date_range(first - pd.Timedelta(hours=round(longitude / DEGREES_AN_HOUR)), periods=HOURS, freq="h")


def month_sums(hourly: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum over each month of an hourly series that begins with a local year: (8760,) -> (12,).

    Examples
    --------
    >>> month_sums(np.ones(8760))[:2]  # 31 and 28 days of 24 hours
    array([744., 672.])
    """
    sums: NDArray[np.float64] = np.bincount(MONTHS, hourly, minlength=12).astype(np.float64)
    return sums
