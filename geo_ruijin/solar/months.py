"""Monthly normals of the sun: twelve months, as means of a day, of a place near by."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.checks.rows import in_rows
from geo_ruijin.errors import Fault
from geo_ruijin.solar.amounts import CLEARNESS, monthly_unit
from geo_ruijin.solar.gaps import dull_months
from geo_ruijin.solar.readings import checked_values
from geo_ruijin.solar.sun import sun_of
from geo_ruijin.solar.sunlight import other_hemisphere
from geo_ruijin.solar.weather import HOURS
from geo_ruijin.solar.year import DAYS
from geo_ruijin.text import Text

Floats = NDArray[np.float64]

_MONTHS = range(1, 13)
_WH_PER_KWH = 1000.0

#: Below this the sun hardly rises in a month, and clouds of one day decide [kWh/m²/d].
_POLAR = 0.5
_TROPICS = 15.0


def above_atmosphere(latitude: float) -> Floats:
    """Return what the sun sends on the horizontal outside the atmosphere, mean of a day of each month: (12,).

    Parameters
    ----------
    latitude
        Of the place [degree].

    Returns
    -------
    ndarray
        [kWh/m²/d].

    Examples
    --------
    >>> above_atmosphere(0.0).round(1)[[2, 5]].tolist()  # most at the equinox, least in June
    [10.5, 9.3]
    """
    middles = np.arange(0.5, HOURS, dtype=np.float64)
    sun = sun_of(middles, utc_offset=0.0, latitude=latitude, longitude=0.0)
    total = np.bincount(sun.middles.month, weights=sun.horizontal, minlength=13)[1:]
    found: Floats = total / DAYS / _WH_PER_KWH
    return found


def check_months(rows: pd.DataFrame, *, latitude: float | None, file: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Return monthly normals in the order of the months, and everything wrong with them.

    Parameters
    ----------
    rows
        With month, ghi [kWh/m²/d] and temperature [°C].
    latitude
        Of where they were observed [degree]; None where that is not known.
    file
        The layer's TOML file, for readers.
    """
    month = rows["month"].astype(float)
    faults = []
    if (again := month.duplicated() & month.notna()).any():
        problem = Text(zh="与前面某一行是同一个月", en="of the same month as an earlier row")
        faults.append(in_rows(file, "columns.month", problem, again))
    if missing := sorted(set(_MONTHS) - set(month.dropna())):
        listed = ", ".join(map(str, missing))
        what = Text(zh=f"缺 {listed} 月", en=f"month {listed} is missing")
        cure = Text(zh="应有 12 行,每月一行", en="There should be 12 rows, one a month")
        faults.append(Fault(file, "columns.month", what, cure))
    if (other := ~month.isin(_MONTHS)).any():
        problem = Text(zh="不是 1 至 12 月(全年一行请删去)", en="no month from 1 to 12 (take out a row of the year)")
        faults.append(in_rows(file, "columns.month", problem, other))
    rows, found = checked_values(rows, file=file)
    faults += found
    if any(fault.serious for fault in faults) and (missing or again.any() or other.any()):
        return rows, faults
    rows = rows.loc[month.sort_values().index]
    if latitude is not None and not rows["ghi"].isna().any():
        faults += _amounts(rows, latitude, file=file)
    return rows, faults


def _amounts(rows: pd.DataFrame, latitude: float, *, file: str) -> list[Fault]:
    above = above_atmosphere(latitude)
    if faults := monthly_unit(rows["ghi"], above, DAYS, file=file):
        return faults
    light = rows["ghi"].to_numpy(dtype=float)
    if abs(latitude) >= _TROPICS and (faults := other_hemisphere(light, above, file=file)):
        return faults
    over = pd.Series((light > CLEARNESS[1] * above) & (above > _POLAR), index=rows.index)
    if over.any():
        problem = Text(
            zh=f"超过大气层外辐射的 {CLEARNESS[1]:.0%}", en=f"above {CLEARNESS[1]:.0%} of what the sun sends there"
        )
        return [in_rows(file, "columns.ghi", problem, over)]
    return dull_months(light, above, DAYS, file=file)
