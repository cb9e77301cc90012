"""The values of an hourly table by themselves: missing ones, other units."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo_ruijin.checks.rows import in_rows
from geo_ruijin.errors import Fault
from geo_ruijin.text import Text

#: What weather files write where nothing was observed, besides 999 and 9999 and their negatives.
_MARKERS = (99.9, 999.9, 9999.9, 32766.0, 32767.0)
_NINES = (99, 999, 9999, 99999, 999999, 9900)

#: Below this radiation is no drift of an instrument at night [W/m²].
_DRIFT = -20.0

#: No hour is brighter than this, beam or global: above it there are but wrong values [W/m²].
_BRIGHTEST = 1500.0

#: The air temperatures there are [°C]; a median of a year above the third is no degrees Celsius,
#: above the fourth it may be kelvins.
_COLDEST, _WARMEST, _MEDIAN, _KELVIN = -90.0, 60.0, 40.0, 150.0

#: Nine hours in ten of a year lie closer together than this [K]; tenths of a degree do not.
_SPREAD = 100.0

_RADIATION = ("ghi", "dni", "dhi")

_GAP_CURE = Text(
    zh="请换一个没有缺测的文件,或先插补", en="Take a file without gaps, or fill them from neighbouring hours first"
)


def checked_values(rows: pd.DataFrame, *, file: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Return rows without markers of missing values and the drift of night, and what is wrong with their values.

    Beam, diffuse, wind and altitude can be done without: where hours of them are missing, they are left out as a whole,
    wind by the hour.

    Parameters
    ----------
    rows
        With ghi [W/m²], temperature [°C], and where known dni, dhi [W/m²], wind [m/s], altitude [m].
    file
        The layer's TOML file, for readers.
    """
    rows = rows.copy()
    faults = _other_scale(rows["temperature"].astype("float64"), file=file)
    certain = _RADIATION if faults else (*_RADIATION, "temperature")
    for name in (*certain, "wind", "altitude"):
        if name not in rows:
            continue
        rows[name] = rows[name].astype("float64")
        marked = _markers(rows[name], name)
        if marked.any():
            first = float(rows.loc[marked, name].iloc[0])
            rows.loc[marked, name] = np.nan
            if name in ("ghi", "temperature"):
                problem = Text(zh=f"缺测(如 {first:g})", en=f"marked as missing (such as {first:g})")
                faults.append(in_rows(file, f"columns.{name}", problem, marked, cure=_GAP_CURE))
    for name in ("dni", "dhi", "wind"):
        if name in rows and (gone := rows[name].isna()).any():
            faults += _without(name, gone, file=file)
    rows = rows.drop(columns=[name for name in ("dni", "dhi") if name in rows and rows[name].isna().any()])
    for name in _RADIATION:
        if name in rows:
            rows[name], found = _without_drift(rows[name], file=file, where=f"columns.{name}")
            faults += found
    if "temperature" in certain:
        faults += _beyond(rows["temperature"], file=file)
    return rows, faults


def too_bright(rows: pd.DataFrame, *, file: str) -> list[Fault]:
    """Return hours that are brighter than any; of a table whose units are right."""
    return [
        in_rows(file, f"columns.{name}", Text(zh=f"高于 {_BRIGHTEST:g} W/m²", en=f"above {_BRIGHTEST:g} W/m²"), bright)
        for name in _RADIATION
        if name in rows
        for bright in [rows[name] > _BRIGHTEST]
        if bright.any()
    ]


def _markers(values: pd.Series, name: str) -> pd.Series:
    """Return which values mark that nothing was observed; 99 °F, 999 W/m² and 999 m are values like others."""
    least: Mapping[str, float] = {"temperature": 99.5, "wind": 99.0, "altitude": 9999.0}
    nines = [number for number in _NINES if number >= least.get(name, 9999.0)]
    below = [-number for number in _NINES]
    odd = [number for number in _MARKERS if number >= least.get(name, 9999.0)]
    return values.isin([*nines, *below, *odd])


def _without(name: str, gone: pd.Series, *, file: str) -> list[Fault]:
    """Return a remark that values are missing which can be done without."""
    if gone.all():
        what = Text(zh=f"{name} 全是空的,不用", en=f"{name} is empty throughout and left out")
        return [Fault(file, f"columns.{name}", what, serious=False)]
    problem = Text(zh=f"没有 {name},整列不用", en=f"without {name}; the whole column is left out")
    if name == "wind":
        problem = Text(zh="没有风速,这些小时用假定值", en="without wind; those hours take the assumed one")
    return [in_rows(file, f"columns.{name}", problem, gone, serious=False)]


def _without_drift(values: pd.Series, *, file: str, where: str) -> tuple[pd.Series, list[Fault]]:
    faults = []
    if (negative := values < _DRIFT).any():
        problem = Text(zh="是负的辐射", en="negative radiation")
        faults.append(in_rows(file, where, problem, negative))
    if (drift := values.lt(-1.0) & ~negative).any():
        problem = Text(zh="略低于 0(仪器零点漂移),按 0 计", en="a little below 0 (drift at night), taken as 0")
        faults.append(in_rows(file, where, problem, drift, serious=False))
    return values.clip(lower=0.0), faults


def _other_scale(values: pd.Series, *, file: str) -> list[Fault]:
    """Return a fault where temperatures are in another unit, which makes every row wrong."""
    median = float(values.median())
    if not median > _MEDIAN:
        return []
    unit, cure = Text(zh="开尔文(K)", en="kelvins"), Text(zh="请减去 273.15", en="Subtract 273.15")
    spread = float(values.quantile(0.95) - values.quantile(0.05))
    if median < _KELVIN or spread > _SPREAD:
        unit = Text(zh="华氏度或 0.1 °C", en="degrees Fahrenheit or tenths of a degree")
        cure = Text(zh="请换算成 °C", en="Convert them to °C")
    what = Text(
        zh=f"气温中位数 {median:.1f},不是 °C,像是{unit.zh}",
        en=f"the median temperature is {median:.1f}, which is no °C: these look like {unit.en}",
    )
    return [Fault(file, "columns.temperature", what, cure)]


def _beyond(values: pd.Series, *, file: str) -> list[Fault]:
    """Return the temperatures that no air has."""
    odd = values.notna() & ~values.between(_COLDEST, _WARMEST)
    if not odd.any():
        return []
    first = float(values[odd].iloc[0])
    problem = Text(zh=f"不是气温(如 {first:g})", en=f"no air temperatures (such as {first:g})")
    return [in_rows(file, "columns.temperature", problem, odd)]
