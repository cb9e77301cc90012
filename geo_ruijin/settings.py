"""Parameters as readers see them: a name in the field's own words, and a value with its unit."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from geo_ruijin.figures import show_cell, show_number, with_unit
from geo_ruijin.record import ParameterRecord
from geo_ruijin.text import Language, Text, same

_FILE = "settings.toml"
_RANGE, _STEP = {"low", "mid", "high"}, {"area_from", "value"}


def parameter_title(method: str, name: str) -> Text:
    """Return what readers call a parameter of a method; its own name where nobody gave it another.

    Examples
    --------
    >>> parameter_title("service_coverage", "radius").zh, parameter_title("pile_siting", "target").en
    ('服务半径', 'Piles wanted')
    """
    words = _words()
    said = words["of"].get(method, {}).get(name) or words["names"].get(name)
    return same(name) if said is None else _text(said)


def show_setting(parameter: ParameterRecord, *, language: Language) -> str:
    """Return what a parameter is set to, with its unit."""
    return show_parameter(parameter.value, language=language, unit=parameter.unit)


def show_parameter(value: object, *, language: Language, unit: str | None = None) -> str:
    """Return a value with its unit; of a step by area, from which area on it counts.

    Whole numbers without a unit are years or seeds and get no separators. What the project's files call by a code reads
    as readers call it.

    Examples
    --------
    >>> show_parameter([{"area_from": 5000, "value": 500}, {"area_from": 400, "value": 300}], language="en", unit="m")
    '≥ 5,000 m²: 500 m, ≥ 400 m²: 300 m'
    >>> show_parameter({"school": {"low": 0.6, "mid": 0.65, "high": 0.7}}, language="en")
    'school: 0.65 (0.6 to 0.7)'
    >>> show_parameter([15, 30], language="zh", unit="m")
    '15、30米'
    """

    def said(one: object, unit: str | None = unit) -> str:
        return show_parameter(one, language=language, unit=unit)

    if isinstance(value, list):
        each = unit if any(isinstance(one, Mapping) for one in value) else None
        listed = ("、" if language == "zh" else ", ").join(said(one, each) for one in value)
        return listed if each else with_unit(listed, unit, language=language)
    if not isinstance(value, Mapping):
        return with_unit(_plain(value, unit, language=language), unit, language=language)
    if set(value) == _RANGE:
        low, mid, high = (show_number(value[key]) for key in ("low", "mid", "high"))
        between = f"{mid}({low}—{high})" if language == "zh" else f"{mid} ({low} to {high})"
        return with_unit(between, unit, language=language)
    if set(value) == _STEP:
        return f"≥ {with_unit(show_number(value['area_from']), 'm²', language=language)}: {said(value['value'])}"
    listed = ";" if language == "zh" else "; "
    return listed.join(f"{_word(str(name), language=language)}: {said(one)}" for name, one in value.items())


def _plain(value: object, unit: str | None, *, language: Language) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value) if isinstance(value, int) and unit is None else show_number(value)
    return _word(value, language=language) if isinstance(value, str) else show_cell(value, "1", language=language)


def _word(code: str, *, language: Language) -> str:
    """Return what readers call what the project's files call by a code; all else as it is written there."""
    said = _words()["values"].get(code)
    return code if said is None else _text(said).say(language)


def _text(said: list[str]) -> Text:
    chinese, english = said
    return Text(zh=chinese, en=english)


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((resources.files("geo_ruijin") / _FILE).read_text(encoding="utf-8"))
