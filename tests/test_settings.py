"""Parameters read in the field's own words, each value with its unit."""

from __future__ import annotations

import tomllib
from importlib import resources

from geo_ruijin.methods import METHODS
from geo_ruijin.settings import parameter_title, show_parameter
from geo_ruijin.text import same

WORDS = tomllib.loads((resources.files("geo_ruijin") / "settings.toml").read_text(encoding="utf-8"))


def test_every_parameter_of_every_method_has_a_name_and_no_name_is_of_none() -> None:
    asked = {(name, parameter) for name, method in METHODS.items() for parameter in method.parameters}
    unnamed = {(method, name) for method, name in asked if parameter_title(method, name) == same(name)}
    assert unnamed == set()
    named = {(method, name) for method, names in WORDS["of"].items() for name in names}
    assert named <= asked
    assert set(WORDS["names"]) <= {name for _, name in asked - named}


def test_a_parameter_of_a_method_of_ones_own_keeps_its_name() -> None:
    assert parameter_title("own_method", "own_parameter") == same("own_parameter")


def test_plain_values_read_as_in_their_file() -> None:
    shown = [show_parameter(value, language="zh") for value in (250.0, 0.067, 2025, True, "zone", [15, 30], ["a"])]
    assert shown == ["250", "0.067", "2025", "是", "zone", "15、30", "a"]
    assert show_parameter(1000, language="zh", unit="m") == "1,000米"  # without a unit it is a year
    assert show_parameter(["a", "b"], language="en") == "a, b"


def test_every_amount_of_a_value_has_its_unit() -> None:
    steps = [{"area_from": 5000, "value": 500}, {"area_from": 400, "value": 300.0}]
    assert show_parameter(steps, language="zh", unit="m") == "≥ 5,000平方米: 500米、≥ 400平方米: 300米"
    shares = {"hub": 15, "own": {"low": 1, "mid": 2, "high": 3}}
    assert show_parameter(shares, language="zh", unit="%") == "交通枢纽: 15%;自有备选点: 2(1—3)%"


def test_codes_read_as_words_and_other_words_as_typed() -> None:
    assert show_parameter(["village", "Ⅰ", "九堡河"], language="zh") == "村(居)委会、Ⅰ、九堡河"
    assert show_parameter("tree", language="en") == "trees"
