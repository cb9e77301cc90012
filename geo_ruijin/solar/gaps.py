"""Hours and months with less light than any weather leaves: gaps that somebody filled with zeros."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.checks.rows import in_rows
from geo_ruijin.errors import Fault
from geo_ruijin.solar.sun import Sun
from geo_ruijin.text import Text

Floats = NDArray[np.float64]

#: From which stand of the sun on an hour must have light [degree], and what the darkest storm leaves of what the sun
#: sends [1]: some W/m² come through any cloud.
_HIGH, _DARKEST = 15.0, 0.002

#: How many hours of a year without light are refused: some three winter days of them.
_FEW = 20

#: What any month has of the sun above the atmosphere at the least [1]: the dullest of the Sichuan basin have 0.15.
_LEAST = 0.05

#: What a year has of it at the least [1]: 0.25 in the Sichuan basin, the dullest part of China; where it has less, the
#: instrument or the unit may be wrong by half.
_DULL = 0.25

#: Below this the sun hardly rises in a month, and clouds of one day decide [kWh/m²/d].
_POLAR = 0.5

_CURE = Text(
    zh="请换一个没有缺测的文件,或用相邻的日子插补,不要用 0 填",
    en="Take a file without gaps or fill them from neighbouring days, and fill no gap with zeros",
)


def dark_hours(rows: pd.DataFrame, sun: Sun, *, file: str) -> list[Fault]:
    """Return hours without light while the sun is up: a remark where there are few, else a fault.

    Parameters
    ----------
    rows
        With ghi [W/m²].
    sun
        The sun in its hours.
    file
        The layer's TOML file, for readers.
    """
    ghi = rows["ghi"].to_numpy(dtype=float)
    dark = pd.Series((sun.elevation > _HIGH) & (ghi < _DARKEST * sun.horizontal), index=rows.index)
    if not dark.any():
        return []
    problem = Text(zh="在白天没有辐射,像是用 0 填的缺测", en="without light by day, like gaps filled with zeros")
    return [in_rows(file, "columns.ghi", problem, dark, cure=_CURE, serious=bool(dark.sum() >= _FEW))]


def dull_months(light: Floats, above: Floats, days: Floats, *, file: str) -> list[Fault]:
    """Return months with less light than any has, and a remark on a year that is duller than any in China.

    Parameters
    ----------
    light
        Global irradiation of the months, mean of a day [kWh/m²/d]: (12,).
    above
        That above the atmosphere [kWh/m²/d]: (12,).
    days
        The days of the months: (12,).
    file
        The layer's TOML file, for readers.

    Examples
    --------
    >>> above, days = np.full(12, 8.0), np.full(12, 30.0)
    >>> dull_months(np.full(12, 2.0), above, days, file="f")  # a quarter comes through
    []
    >>> print(dull_months(np.full(12, 1.9), above, days, file="f")[0].what.en)
    24% of what the sun sends in a year comes through: less than in the dullest parts of China (25%)
    """
    faults = []
    if (short := (light < _LEAST * above) & (above > _POLAR)).any():
        listed = ", ".join(str(month) for month in np.flatnonzero(short) + 1)
        what = Text(
            zh=f"{listed} 月的总辐射不到大气层外的 {_LEAST:.0%},像是缺测",
            en=f"month {listed} has less than {_LEAST:.0%} of what the sun sends, like gaps",
        )
        faults.append(Fault(file, "columns.ghi", what, _CURE))
    share = float((light * days).sum() / (above * days).sum())
    if not faults and share < _DULL:
        what = Text(
            zh=f"全年总辐射是大气层外的 {share:.0%},比国内最阴的地方({_DULL:.0%})还少",
            en=f"{share:.0%} of what the sun sends in a year comes through: less than in the dullest parts of China "
            f"({_DULL:.0%})",
        )
        cure = Text(zh="请核对单位和仪器", en="Look at the unit and the instrument")
        faults.append(Fault(file, "columns.ghi", what, cure, serious=False))
    return faults
