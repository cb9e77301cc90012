"""Whether radiation is in the unit it should be in, told by what the sun sends above the atmosphere."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.errors import Fault
from geo_ruijin.solar.sun import Sun
from geo_ruijin.text import Text

Floats = NDArray[np.float64]

#: What of the extraterrestrial irradiation of a year reaches the ground [1]: from 0.25 in the Sichuan basin to 0.75 in
#: Tibet and the Atacama; a little more either way is let pass.
CLEARNESS = (0.18, 0.85)

#: What a usual place has of it; of two units that fit, the nearer one is named first.
_USUAL = 0.45

#: What the brightest hours of a year have of the highest extraterrestrial irradiance, bounds and usual value [1].
_BRIGHT, _USUALLY_BRIGHT = (0.35, 1.3), 0.78
_BRIGHTEST_SHARE = 0.999

_W = "W/m²"

#: Units that hourly radiation comes in, and what one of them is [W/m², mean of the hour].
_HOURLY: Mapping[str, float] = {
    _W: 1.0,
    "kWh/m²": 1000.0,
    "MJ/m²": 1e6 / 3600,
    "0.01 MJ/m²": 1e4 / 3600,
    "kJ/m²": 1e3 / 3600,
    "J/m²": 1 / 3600,
    "cal/cm²": 41840 / 3600,
}

_MONTHLY = "kWh/m²/d"

_DAY = 24

#: Share of a day's hours after which a running total cannot fall [1].
_RISING = 0.98


def running_totals(ghi: pd.Series, *, file: str) -> list[Fault]:
    """Return a fault where values only rise within each day, and stand at their highest when it ends.

    Parameters
    ----------
    ghi
        Of a whole year in order of time, days by the clock of the table: (8760,).
    file
        The layer's TOML file, for readers.
    """
    days = ghi.to_numpy(dtype=float).reshape(-1, _DAY)
    rising = float((np.diff(days, axis=1) >= 0).mean())
    if rising < _RISING or not np.median(days[:, -1]) > 0:
        return []
    what = Text(zh="总辐射是当日累计值,不是每小时的值", en="ghi runs up over each day: these are no hours")
    cure = Text(zh="请用相邻两行的差", en="Take the differences from row to row")
    return [Fault(file, "columns.ghi", what, cure)]


def hourly_unit(ghi: pd.Series, sun: Sun, *, file: str) -> list[Fault]:
    """Return a fault where hourly global irradiance is in no W/m², with the unit it seems to be in.

    Parameters
    ----------
    ghi
        Of a whole year in order of time: (8760,).
    sun
        The sun in its hours.
    file
        The layer's TOML file, for readers.
    """
    values = ghi.to_numpy(dtype=float)
    total, above = float(values.sum()), float(sun.horizontal.sum())
    bright, brightest = float(np.quantile(values, _BRIGHTEST_SHARE)), float(sun.horizontal.max())
    clearness, brightness = total / above, bright / brightest
    if CLEARNESS[0] <= clearness <= CLEARNESS[1] and _BRIGHT[0] <= brightness <= _BRIGHT[1]:
        return []
    fits = [
        unit
        for unit, watts in _HOURLY.items()
        if CLEARNESS[0] <= clearness * watts <= CLEARNESS[1] and _BRIGHT[0] <= brightness * watts <= _BRIGHT[1]
    ]
    fits.sort(key=lambda unit: abs(math.log(brightness * _HOURLY[unit] / _USUALLY_BRIGHT)))
    seen = Text(
        zh=f"总辐射全年合计 {total:,.4g}、最大 {float(values.max()):.4g},不像 W/m²(大气层外合计 {above:,.4g})",
        en=f"ghi adds up to {total:,.4g} and reaches {float(values.max()):.4g}, which is no W/m² (above the "
        f"atmosphere: {above:,.4g})",
    )
    return [_mistaken(seen, fits, _W, _HOURLY, file=file)]


def monthly_unit(ghi: pd.Series, above: Floats, days: Floats, *, file: str) -> list[Fault]:
    """Return a fault where monthly global irradiation is in no kWh/m² a day, with the units it may be in.

    Parameters
    ----------
    ghi
        Of each month: (12,).
    above
        What the sun sends above the atmosphere [kWh/m²/d]: (12,).
    days
        Of each month: (12,).
    file
        The layer's TOML file, for readers.
    """
    units: Mapping[str, Floats] = {
        _MONTHLY: np.ones(12),
        "MJ/m²/d": np.full(12, 1 / 3.6),
        "Wh/m²/d": np.full(12, 1e-3),
        "kWh/m² (month)": 1 / days,
        "MJ/m² (month)": 1 / 3.6 / days,
        "W/m²": np.full(12, 0.024),
        "cal/cm²/d": np.full(12, 0.01163),
    }
    values = ghi.to_numpy(dtype=float)
    ratios = {unit: float((values * factor * days).sum() / (above * days).sum()) for unit, factor in units.items()}
    if CLEARNESS[0] <= ratios[_MONTHLY] <= CLEARNESS[1]:
        return []
    fits = [unit for unit, ratio in ratios.items() if CLEARNESS[0] <= ratio <= CLEARNESS[1]]
    fits.sort(key=lambda unit: abs(math.log(ratios[unit] / _USUAL)))
    seen = Text(
        zh=f"各月总辐射平均 {values.mean():.4g},不像每天 kWh/m²(大气层外 {above.mean():.3g})",
        en=f"monthly ghi is {values.mean():.4g} on average, which is no kWh/m² a day (above the atmosphere: "
        f"{above.mean():.3g})",
    )
    return [_mistaken(seen, fits, _MONTHLY, {unit: float(factor.mean()) for unit, factor in units.items()}, file=file)]


def _mistaken(seen: Text, fits: Sequence[str], ours: str, units: Mapping[str, float], *, file: str) -> Fault:
    """Return the fault that radiation is in another unit: the likeliest, others that fit too, and what to do."""
    if not fits:
        cure = Text(zh="请核对这一列的含义和单位", en="Look what this column is, and in which unit")
        return Fault(file, "columns.ghi", seen, cure)
    others = "".join(f"、{unit}" for unit in fits[1:])
    factor = units[fits[0]]
    what = Text(
        zh=f"{seen.zh};像是 {fits[0]}" + (f"(或 {others[1:]})" if others else ""),
        en=f"{seen.en}; it looks like {fits[0]}" + (f" (or {others[1:].replace('、', ', ')})" if others else ""),
    )
    cure = Text(
        zh=f"请换算成 {ours}:若是 {fits[0]},乘以 {factor:.4g}",
        en=f"Convert it to {ours}: from {fits[0]} multiply by {factor:.4g}",
    )
    return Fault(file, "columns.ghi", what, cure)
