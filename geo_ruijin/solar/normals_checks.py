"""What twelve monthly means of sun and temperature cannot be: all that is wrong with them, at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError
from geo_ruijin.solar.year import DAYS
from geo_ruijin.text import Text

Floats = NDArray[np.float64]

#: Global irradiation of a month over that outside the air: the dullest months known are near 0.15, the clearest 0.8.
DULLEST, CLEAREST = 0.05, 0.85

#: A sun so low outside the air tells nothing about units [kWh/m²/d].
LOW_SUN = 0.5

#: What twilight may leave to a month in which the sun does not rise [kWh/m²/d].
TWILIGHT = 0.05

#: Monthly means of the air's temperature on earth lie within these [°C].
COLDEST, HOTTEST = -70.0, 45.0

KELVIN = 273.15

#: What a kilowatt-hour a square metre a day is in other units, by their name.
OTHER_UNITS: Mapping[str, float | Floats] = {
    "MJ/m²/d": 3.6,
    "kWh/m² a month": DAYS,
    "MJ/m² a month": 3.6 * DAYS,
    "W/m²": 1000 / 24,
    "Wh/m²/d": 1000.0,
    "kWh/m² a year": 365.0,
}


def demand_normals(rows: pd.DataFrame, *, outside: Floats) -> None:
    """Refuse monthly means that are not whole or not possible.

    Parameters
    ----------
    rows
        Columns `month`, `ghi` [kWh/m²/d] and `temperature` [°C].
    outside
        Irradiation on the level outside the air by month [kWh/m²/d]: (12,).

    Raises
    ------
    MethodError
        With everything that is wrong.
    """
    faults = list(_months(rows)) or [*_irradiation(rows, outside), *_temperature(rows)]
    if faults:
        raise MethodError(Text(zh="\n".join(one.zh for one in faults), en="\n".join(one.en for one in faults)))


def _months(rows: pd.DataFrame) -> Iterator[Text]:
    """Yield what is wrong with the months; without them no value has its place."""
    month = rows["month"]
    strange = month[~month.isin(range(1, 13))]
    missing = sorted(set(range(1, 13)) - set(month))
    double = sorted(set(month[month.duplicated() & month.isin(range(1, 13))]))
    if len(strange):
        listing = _listed(strange.tolist())
        yield Text(
            zh=f"月份应为 1 至 12 的整数,现有 {listing}", en=f"months are whole numbers from 1 to 12, not {listing}"
        )
    if missing:
        yield Text(zh=f"缺少月份 {_listed(missing)}", en=f"months are missing: {_listed(missing)}")
    if double:
        yield Text(zh=f"月份重复:{_listed(double)}", en=f"months are there more than once: {_listed(double)}")


def _irradiation(rows: pd.DataFrame, outside: Floats) -> Iterator[Text]:
    """Yield what is wrong with the sun."""
    ghi = rows.sort_values("month")["ghi"].to_numpy(np.float64, na_value=np.nan)
    if (unknown := ~np.isfinite(ghi)).any():
        yield Text(
            zh=f"这些月份没有总辐照量:{_numbers(unknown)}", en=f"months without irradiation: {_numbers(unknown)}"
        )
    if (negative := ghi < 0).any():
        yield Text(
            zh=f"这些月份的总辐照量为负:{_numbers(negative)}", en=f"irradiation below 0: months {_numbers(negative)}"
        )
    above = ghi > np.maximum(CLEAREST * outside, TWILIGHT)
    if above.any():
        units = _likely(ghi, outside)
        yield Text(
            zh=f"这些月份的总辐照量高于可能值(大气外的 {CLEAREST:g} 倍):{_numbers(above)};单位应为 kWh/m²/d"
            + (f",数值像是 {units}" if units else ""),
            en=f"more irradiation than is possible ({CLEAREST:g} of that outside the air): months {_numbers(above)}; "
            f"the unit is kWh/m²/d" + (f", the values look like {units}" if units else ""),
        )
    below = (ghi >= 0) & (ghi < DULLEST * outside) & (outside > LOW_SUN)
    if below.any():
        yield Text(
            zh=f"这些月份的总辐照量低得不可能(大气外的 {DULLEST:g} 倍以下):{_numbers(below)};单位应为 kWh/m²/d",
            en=f"less irradiation than is possible (under {DULLEST:g} of that outside the air): months "
            f"{_numbers(below)}; the unit is kWh/m²/d",
        )


def _temperature(rows: pd.DataFrame) -> Iterator[Text]:
    """Yield what is wrong with the air's temperature."""
    air = rows.sort_values("month")["temperature"].to_numpy(np.float64, na_value=np.nan)
    if (unknown := ~np.isfinite(air)).any():
        yield Text(zh=f"这些月份没有气温:{_numbers(unknown)}", en=f"months without temperature: {_numbers(unknown)}")
    strange = (air < COLDEST) | (air > HOTTEST)
    if strange.any():
        kelvin = bool(((air - KELVIN > COLDEST) & (air - KELVIN < HOTTEST) | unknown).all())
        yield Text(
            zh=f"这些月份的气温不可能:{_numbers(strange)};单位应为 ℃" + (",数值像是开尔文" if kelvin else ""),
            en=f"impossible temperatures: months {_numbers(strange)}; the unit is °C"
            + (", the values look like kelvin" if kelvin else ""),
        )


def _likely(ghi: Floats, outside: Floats) -> str:
    """Return the units in which all the values were possible, the most likely first; "" where there is none."""
    known = np.isfinite(ghi) & (outside > LOW_SUN)
    if not known.any():
        return ""
    middle = (DULLEST + CLEAREST) / 2
    fit = []
    for unit, factor in OTHER_UNITS.items():
        clearness = (ghi / factor)[known] / outside[known]
        if ((clearness > DULLEST) & (clearness < CLEAREST)).all():
            fit.append((abs(float(np.median(clearness)) - middle), unit))
    return _listed(unit for _, unit in sorted(fit))


def _numbers(which: NDArray[np.bool_]) -> str:
    return _listed((np.flatnonzero(which) + 1).tolist())


def _listed(values: Iterable[object]) -> str:
    return ", ".join(map(str, values))
