"""The names of parameters: planners read Chinese, and every parameter of the project has a name in it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from geo_ruijin.report.parameter_names import parameter_label, parameter_name

ANALYSES = sorted((Path(__file__).parents[1] / "analyses").glob("*.toml"))


@pytest.mark.parametrize("path", ANALYSES, ids=lambda path: path.stem)
def test_every_parameter_of_a_question_has_a_chinese_name(path: Path) -> None:
    keys = tomllib.loads(path.read_text(encoding="utf-8")).get("parameters", {})
    assert [key for key in keys if not parameter_name(key, language="zh")] == []


def test_a_name_stands_before_the_key_that_planners_write() -> None:
    assert parameter_label("radius", language="zh") == "半径 radius"
    assert parameter_label("radius", language="en") == "radius"
    assert parameter_label("of_another_method", language="zh") == "of_another_method"
