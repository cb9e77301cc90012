"""Numbers as readers see them: sensible digits, and never rounded over a bound."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal

import numpy as np
import pandas as pd

from geo_ruijin.record import Bound
from geo_ruijin.text import Language, Text
from geo_ruijin.units import UNITS

NOTHING = "—"
SYMBOLS: dict[Bound, str] = {"at_least": "≥", "at_most": "≤", "more_than": ">", "less_than": "<"}

#: Decimals of a figure by its unit; other units are counted in whole numbers.
DECIMALS = {
    "%": 1,
    "pp": 2,
    "pp/a": 2,
    "1": 2,
    "km": 2,
    "km²": 2,
    "ha": 2,
    "min": 1,
    "MW": 1,
    "kgce/t": 1,
    "m²/person": 2,
    "1/km²": 2,
    "vehicles/pile": 2,
    "GWh": 1,
    "MWp": 1,
    "kWp": 1,
    "kWh/m²/d": 2,
    "° WGS 84": 6,
    "°C": 1,
    "m/s": 1,
    "h": 1,
    "a": 1,
    "kg/kWh": 4,
    "m³/ha": 1,
    "t/m³": 2,
    "yuan/W": 2,
    "yuan/kWh": 3,
    "kWh/yuan": 3,
}
#: Digits enough for the largest double there is with all its decimals: the usual 28 end at 1e27.
_EXACT = Context(prec=330)

#: No figure gets more decimals than this, however close to its bound.
MOST_DECIMALS = 9

#: What no figure is rounded to unless it is that: nothing, and all of a share.
_NOTHING, _WHOLE = 0.0, 100.0

#: What sums and differences of doubles leave of nothing, and of all of a share, in any unit.
_CRUMB = 1e-9


def show_figure(value: float | None, unit: str, *, beside: Sequence[float] = (), least: int = 0) -> str:
    """Return a figure with the digits its unit needs, and more where rounding would carry it to or over a bound.

    99.96 % beside a target of 100 % reads 99.96, not 100.0: as shown, a figure is below, at or above every number it
    stands beside just as the figure itself is. Even alone, only zero reads 0 and only the whole of a share reads 100.

    Parameters
    ----------
    value
        The figure, in `unit`; None and NaN read "—".
    unit
        A symbol of `geo_ruijin.units.UNITS`.
    beside
        Numbers it is compared with. It gets at least their decimals.
    least
        At least so many decimals.

    Examples
    --------
    >>> show_figure(99.96, "%"), show_figure(88.21, "%", beside=[90.0])
    ('99.96', '88.2')
    >>> show_figure(1e27, "%")
    '1,000,000,000,000,000,000,000,000,000.0'
    >>> show_figure(613894.2, "people")
    '613,894'
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    exact = _exactly(value)
    others = [_exactly(number) for number in (*beside, _NOTHING, *([_WHOLE] if unit == "%" else []))]
    usual = 0 if unit == "1" and exact == int(exact) else DECIMALS.get(unit, 0)
    fewest = max([usual, least, *(_decimals(number) for number in beside)])
    for places in range(fewest, MOST_DECIMALS + 1):
        shown = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN, context=_EXACT)
        if all(shown.compare(other) == exact.compare(other) for other in others):
            return f"{abs(shown) if shown == 0 else shown:,f}"
    return show_number(value)


def show_range(low: float | None, high: float | None, unit: str, *, beside: Sequence[float] = ()) -> str:
    """Return between which a figure lies, with the digits of `show_figure`; empty where it is known to those digits.

    Parameters
    ----------
    beside
        Numbers the figure is compared with: neither end is rounded over one of them.

    Examples
    --------
    >>> show_range(37.9, 46.25, "%"), show_range(413.0, math.inf, "piles"), show_range(None, None, "%")
    ('37.9–46.2', '≥ 413', '')
    >>> show_range(0.41, 0.44, "MW")
    ''
    >>> show_range(-2.5, -1, "pp")  # so that no dash is taken for a sign
    '-2.50 – -1.00'
    >>> show_range(80.0, 89.97, "%", beside=[90.0])
    '80.0–89.97'
    """

    def shown(end: float) -> str:
        return show_figure(end, unit, beside=beside)

    least, most = -math.inf if low is None else low, math.inf if high is None else high
    if (math.isinf(least) and math.isinf(most)) or shown(least) == shown(most):
        return ""
    if math.isinf(most):
        return f"≥ {shown(least)}"
    if math.isinf(least):
        return f"≤ {shown(most)}"
    dash = " – " if least < 0 else "–"
    return f"{shown(least)}{dash}{shown(most)}"


def show_number(value: float) -> str:
    """Return a number as it was written: a target, a parameter.

    Examples
    --------
    >>> show_number(13000000.0), show_number(99.93)
    ('13,000,000', '99.93')
    """
    if not math.isfinite(value):
        return NOTHING
    exact = _exactly(value)
    return f"{int(exact):,}" if exact == int(exact) else f"{exact:,f}"


def show_target(bound: Bound, target: float) -> str:
    """Return a bound as a sign and a number: "≥ 100"."""
    return f"{SYMBOLS[bound]} {show_number(target)}"


def show_unit(unit: str | None, *, language: Language) -> str:
    """Return a unit's name; an unknown one reads as written."""
    if unit is None:
        return ""
    return UNITS[unit].say(language) if unit in UNITS else unit


def with_unit(figure: str, unit: str | None, *, language: Language) -> str:
    """Return a figure and its unit; no space before a Chinese unit or a percent sign.

    Examples
    --------
    >>> with_unit("88.2", "%", language="en"), with_unit("500", "m", language="en")
    ('88.2%', '500 m')
    """
    words = show_unit(unit, language=language)
    if figure == NOTHING or not words:
        return figure
    return f"{figure}{words}" if words == "%" or language == "zh" else f"{figure} {words}"


def date_of(value: object) -> dt.date | None:
    """Return the day of a cell that is a date, or a time at midnight: files and tables have no type for days alone.

    Examples
    --------
    >>> date_of(pd.Timestamp("2019-11-15")), date_of(pd.Timestamp("2019-11-15 08:30")), date_of(2019)
    (datetime.date(2019, 11, 15), None, None)
    """
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if value is pd.NaT:
        return None
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time() else None
    return value if isinstance(value, dt.date) else None


def plain_value(value: object) -> str | int | float | bool | None:
    """Return a cell as plain Python: None for what is missing, text for what is neither number nor truth value.

    Examples
    --------
    >>> plain_value(pd.Timestamp("2019-11-15")), plain_value(np.float64("nan"))
    ('2019-11-15', None)
    """
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if (day := date_of(value)) is not None:
        return day.isoformat()
    if isinstance(value, np.generic):
        value = value.item()
    if value is None:  # a numpy time that is none
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, str | bool | int) else str(value)


def without_crumbs(value: float, unit: str) -> float:
    """Return a sum as a table shows it: what the arithmetic of doubles leaves of nothing is 0, of all of a share 100.

    Examples
    --------
    >>> without_crumbs(9.3e-14, "ha"), without_crumbs(99.99999999999997, "%"), without_crumbs(99.96, "%")
    (0.0, 100.0, 99.96)
    """
    for exact in (_NOTHING, *([_WHOLE] if unit == "%" else [])):
        if abs(value - exact) < _CRUMB:
            return exact
    return value


def show_cell(value: object, unit: str, *, language: Language) -> str:
    """Return a cell of a table; whole numbers without a unit are names or years and get no separators."""
    if isinstance(value, Text):
        return value.say(language)
    plain = plain_value(value)
    if isinstance(plain, bool):
        return ("是" if plain else "否") if language == "zh" else ("yes" if plain else "no")
    if plain is None or isinstance(plain, str):
        return plain or NOTHING
    if isinstance(plain, int) and unit == "1":
        return str(plain)
    return show_figure(without_crumbs(plain, unit), unit)


def _exactly(value: float) -> Decimal:
    return Decimal(repr(float(value)))


def _decimals(value: float) -> int:
    exponent = _exactly(value).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
