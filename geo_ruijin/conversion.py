"""Units that somebody's data come in: named in the head of a column, or told by how large the numbers are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

#: Units that are one another's multiples, each with what one of it is; the words they are written in come after.
_FAMILIES: tuple[Mapping[str, float], ...] = (
    {"W": 1.0, "kW": 1e3, "MW": 1e6, "万千瓦": 1e7, "GW": 1e9},
    {"Wp": 1.0, "kWp": 1e3, "MWp": 1e6, "GWp": 1e9},
    {"kWh": 1.0, "MWh": 1e3, "万千瓦时": 1e4, "GWh": 1e6},
    {"m²": 1.0, "mu": 2000 / 3, "ha": 1e4, "万平方米": 1e4, "km²": 1e6},
    {"m": 1.0, "km": 1e3},
    {"W/m²": 1.0, "kW/m²": 1e3},
    {"°C": 1.0},
    {"m/s": 1.0},
    {"kV": 1.0},
    {"people": 1.0, "万人": 1e4},
    {"1": 1.0, "%": 0.01},
)

_WORDS: Mapping[str, str] = {
    # a number alone, as in canopy_1, is no unit in a head
    **{symbol: symbol for family in _FAMILIES for symbol in family if not symbol.isdecimal()},
    "百分数": "%",
    "百分比": "%",
    "小数": "1",
    "瓦": "W",
    "千瓦": "kW",
    "兆瓦": "MW",
    "万kW": "万千瓦",
    "吉瓦": "GW",
    "百万千瓦": "GW",
    "瓦峰": "Wp",
    "千瓦峰值": "kWp",
    "千瓦峰": "kWp",
    "兆瓦峰值": "MWp",
    "兆瓦峰": "MWp",
    "千瓦时": "kWh",
    "度": "kWh",
    "兆瓦时": "MWh",
    "万kWh": "万千瓦时",
    "平方米": "m²",
    "平米": "m²",
    "亩": "mu",
    "公顷": "ha",
    "平方公里": "km²",
    "平方千米": "km²",
    "米": "m",
    "公里": "km",
    "千米": "km",
    "W/m^2": "W/m²",
    "瓦/平方米": "W/m²",
    "摄氏度": "°C",
    "米/秒": "m/s",
    "千伏": "kV",
    "人": "people",
}


def _plain(words: str) -> str:
    """Return words with full-width letters and signs in half width, without spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", words))


#: As people write them; case matters only where it tells mW from MW, which nobody builds plants in.
_KNOWN: Mapping[str, str] = {_plain(words).casefold(): symbol for words, symbol in _WORDS.items()}

_BRACKETED = re.compile(r"(.+?)[/_]?[(\[【〔](?:单位:?|unit:?)?(.+?)[)\]】〕]", re.IGNORECASE)
_BEHIND = re.compile(r"(.+?)[/_,](.+)")


def symbol_of(words: str) -> str | None:
    """Return the unit that words name, None where they name none.

    Examples
    --------
    >>> symbol_of("千瓦"), symbol_of("ＭＷ"), symbol_of("m2"), symbol_of("规划")
    ('kW', 'MW', 'm²', None)
    """
    return _KNOWN.get(_plain(words).casefold())


def unit_in_head(head: str) -> tuple[str, str] | None:
    """Return the name in the head of a column without its unit, and the unit; None where it names none.

    Examples
    --------
    >>> unit_in_head("装机容量(万千瓦)"), unit_in_head("Capacity [kW]"), unit_in_head("容量(规划)")
    (('装机容量', '万千瓦'), ('Capacity', 'kW'), None)
    """
    plain = _plain(head)
    for shape in (_BRACKETED, _BEHIND):
        if (found := shape.fullmatch(plain)) and (symbol := symbol_of(found[2])):
            return found[1], symbol
    return None


def factor(given: str, ours: str) -> float | None:
    """Return what a number in one unit is multiplied by to be in another, None where they measure different things.

    Examples
    --------
    >>> factor("万千瓦", "MW"), factor("kW", "MW"), factor("kWp", "kW")
    (10.0, 0.001, None)
    """
    for family in _FAMILIES:
        if given in family and ours in family:
            return family[given] / family[ours]
    return given == ours or None


def is_per_hectare(unit: str) -> bool:
    """Return whether a unit is that of an amount per hectare.

    Examples
    --------
    >>> is_per_hectare("m3/ha"), is_per_hectare("立方米/公顷"), is_per_hectare("ha")
    (True, True, False)
    """
    return _plain(unit).casefold().endswith(("/ha", "/hm2", "/公顷"))


def likely(amount: float, ours: str | None, *, low: float, high: float) -> str | None:
    """Return the unit in which an amount that is too small or too large in ours would be a usual one.

    Of several the one nearest to ours, by which the amount changes least.

    Examples
    --------
    >>> likely(40_000, "MW", low=0.05, high=300)
    'kW'
    >>> likely(0.02, "kW", low=1, high=3000), likely(4.0, "MW", low=0.05, high=300), likely(7.0, None, low=0, high=1)
    ('MW', None, None)
    """
    if ours is None or low <= amount <= high:
        return None
    fits = [unit for unit in others(ours) if low <= amount * (factor(unit, ours) or 0.0) <= high]
    return next(iter(sorted(fits, key=lambda unit: _distance(unit, ours))), None)


def others(ours: str) -> Iterable[str]:
    """Return the units that can be converted to ours."""
    return [unit for family in _FAMILIES if ours in family for unit in family if unit != ours]


def _distance(unit: str, ours: str) -> float:
    by = factor(unit, ours) or 1.0
    return max(by, 1 / by)
