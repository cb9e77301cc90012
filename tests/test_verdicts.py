"""What targets say in a line each."""

from __future__ import annotations

from geo_ruijin.text import same
from geo_ruijin.verdicts import target_lines
from tests.records import verdict

BUS = {"text": same("公交覆盖"), "bound": "at_least", "target": 100.0, "unit": "%", "year": 2025}


def test_a_target_is_said_with_verdict_bound_year_and_figure() -> None:
    short = verdict("bus", "short", **BUS, value=44.9)
    assert target_lines([short], language="zh") == ["▲ 差距  公交覆盖:目标 ≥ 100%(2025年),现状值 44.9%"]
    assert target_lines([short], language="en") == ["▲ Short  公交覆盖: target ≥ 100% in 2025, now 44.9%"]


def test_a_target_without_a_figure_has_none_in_its_line() -> None:
    unknown = verdict("bus", "no data", **BUS | {"year": None}, value=None)
    assert target_lines([unknown], language="zh") == ["— 无数据  公交覆盖:目标 ≥ 100%"]


def test_of_many_targets_those_with_a_figure_are_said_and_the_others_counted() -> None:
    unknown = [verdict(f"u{at}", "no data", **BUS, value=None) for at in range(3)]
    lines = target_lines([*unknown, verdict("bus", "met", **BUS, value=100.0)], language="zh")
    assert [line[0] for line in lines] == ["✔", "—", "—", "另"]
    assert lines[-1] == "另有 1 项目标,见计分板"
