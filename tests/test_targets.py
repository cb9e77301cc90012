"""A figure beside its target: at the bound, above, below, unknown, modelled."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ruijin.record import Bound, Completeness
from geo_ruijin.spec import TargetSpec
from geo_ruijin.targets import Figure, chosen, judge, misses_by, reported
from geo_ruijin.text import Text, same
from tests.records import ENOUGH_STREETS, FEW_STOPS, layer

WHY = same("because")


@pytest.mark.parametrize(
    ("value", "bound", "target", "missing"),
    [
        (88.5, "at_least", 100, 11.5),
        (100, "at_least", 100, None),
        (100.1, "at_least", 100, None),
        (40, "at_most", 35, 5),
        (35, "at_most", 35, None),
        (30, "at_most", 35, None),
        (27.4, "more_than", 27.4, 0.0),  # exactly at the limit is not more
        (27.5, "more_than", 27.4, None),
        (27, "more_than", 27.4, 27.4 - 27),
        (5, "less_than", 5, 0.0),
        (4.9, "less_than", 5, None),
        (6, "less_than", 5, 1),
        (0, "at_least", 0, None),
        (0, "at_most", 0, None),
        (1, "at_most", 0, 1),
        (-2, "at_least", -1, 1),
        (0.1 + 0.2, "at_most", 0.3, None),  # 0.30000000000000004
        (100 * (0.1 + 0.7) / 0.8, "at_least", 100, None),  # 99.99999999999999
        (99.99999, "at_least", 100, 100 - 99.99999),  # but this is short
    ],
)
def test_how_much_is_missing(value: float, bound: Bound, target: float, missing: float | None) -> None:
    assert misses_by(value, bound, target) == missing


NUMBERS = st.floats(-1e9, 1e9)


@given(NUMBERS, NUMBERS)
def test_a_value_keeps_a_bound_or_its_contrary(value: float, target: float) -> None:
    assert (misses_by(value, "at_least", target) is None) != (misses_by(value, "less_than", target) is None)
    assert (misses_by(value, "at_most", target) is None) != (misses_by(value, "more_than", target) is None)


@given(NUMBERS, NUMBERS, st.floats(0, 1e6))
def test_more_is_never_further_from_at_least(value: float, target: float, more: float) -> None:
    assert (misses_by(value + more, "at_least", target) or 0.0) <= (misses_by(value, "at_least", target) or 0.0)


def target(**changes: Any) -> TargetSpec:  # noqa: ANN401 - values of a TOML file
    sound = {"clause": "三(四)2", "text": "t", "unit": "%", "at_least": 100, "reported": "x"}
    return TargetSpec.model_validate(sound | changes)


def test_a_verdict_on_poor_data_says_so() -> None:
    stops = layer("bus_stops", "公交站点", "Bus stops", completeness=(FEW_STOPS,))
    verdict = judge("x", target(), Figure(100.0, WHY, weakest=stops))
    assert verdict.verdict == "met"
    assert verdict.why.en == f"because. Not to be relied on, the data are too little: {FEW_STOPS.statement.en}"
    assert verdict.why.zh == f"because。数据太少,结论不可靠——{FEW_STOPS.statement.zh}"


@pytest.mark.parametrize("completeness", [(), (ENOUGH_STREETS,)])
def test_a_verdict_on_sound_data_says_nothing(completeness: tuple[Completeness, ...]) -> None:
    streets = layer("streets", "道路", "Streets", completeness=completeness)
    assert judge("x", target(), Figure(100.0, WHY, weakest=streets)).why == WHY
    assert judge("x", target(), Figure(None, WHY, weakest=streets)).why == WHY


@pytest.mark.parametrize(
    ("figure", "verdict", "short_by"),
    [
        (Figure(100.0, WHY), "met", None),
        (Figure(88.5, WHY), "short", 11.5),
        (Figure(100.0, WHY, modelled=True), "demonstration", None),  # never "met"
        (Figure(88.5, WHY, modelled=True), "demonstration", 11.5),
        (Figure(None, WHY), "no data", None),
        (Figure(None, WHY, modelled=True), "no data", None),
        (Figure(0.0, WHY), "short", 100),  # nought is a figure
    ],
)
def test_the_verdict(figure: Figure, verdict: str, short_by: float | None) -> None:
    found = judge("bus", target(), figure)
    assert (found.verdict, found.short_by, found.value, found.why) == (verdict, short_by, figure.value, WHY)


@pytest.mark.parametrize(
    ("value", "low", "high", "verdict"),
    [
        (23.0, 7.6, 74.7, "open"),  # 15 lies between
        (23.0, 15.0, 74.7, "met"),  # whatever the rest is
        (7.6, 7.6, 14.9, "short"),
        (12.0, 12.0, math.inf, "open"),  # at least 12
        (15.0, 15.0, math.inf, "met"),
        (23.0, None, None, "met"),
    ],
)
def test_where_the_data_leave_it_open_there_is_no_verdict(
    value: float, low: float | None, high: float | None, verdict: str
) -> None:
    found = judge("hubs", target(at_least=15.0), Figure(value, WHY, low=low, high=high))
    assert (found.value, found.verdict) == (value, verdict)
    assert ("No verdict" in found.why.en) is (verdict == "open")
    shown = judge("hubs", target(at_least=15.0), Figure(value, WHY, modelled=True, low=low, high=high))
    assert shown.verdict == "demonstration"
    assert (shown.short_by, shown.short_least) == (found.short_by, found.short_least)
    assert (found.short_by is None) == (verdict != "short")
    assert (shown.low, shown.high) == (low, high)


@pytest.mark.parametrize(
    ("bound", "low", "high", "least"),
    [
        ({"at_least": 900.0}, 520.0, 700.0, 200.0),  # with 700 piles 200 are missing
        ({"at_least": 900.0}, None, None, None),  # known: it is what is missing
        ({"at_least": 900.0}, 520.0, 520.0, None),  # known too
        ({"at_least": None, "at_most": 100.0}, 520.0, math.inf, 420.0),
        ({"at_least": 900.0}, 520.0, math.inf, None),  # nothing may be missing
    ],
)
def test_of_a_figure_that_is_not_known_the_least_that_is_missing_is_said(
    bound: dict[str, float | None], low: float | None, high: float | None, least: float | None
) -> None:
    assert judge("piles", target(**bound), Figure(520.0, WHY, low=low, high=high)).short_least == least


def test_an_open_figure_says_between_what_it_lies() -> None:
    said = judge("x", target(at_least=15.0), Figure(23.0, WHY, low=7.6, high=74.7)).why
    assert said.en == "No verdict, the data do not say all: the truth is between 7.6 and 74.7. because"
    said = judge("x", target(at_least=900, unit="piles"), Figure(184.0, WHY, low=184.0, high=math.inf)).why
    assert said.zh == "数据不全,不能下结论:实际不低于 184。because"
    said = judge("x", target(at_least=90.0), Figure(90.0, WHY, low=89.97, high=94.0)).why
    assert "89.97 与 94.0 之间" in said.zh  # 90.0 would leave nothing open
    below = target(at_least=None, less_than=15.0)
    assert judge("x", below, Figure(3.0, WHY, low=3.0, high=math.inf)).verdict == "open"
    assert judge("x", below, Figure(16.0, WHY, low=16.0, high=math.inf)).verdict == "short"


def test_a_verdict_keeps_what_the_plan_says() -> None:
    cited = {"text": {"zh": "标准", "en": "standard"}, "status": "secondary"}
    spec = target(at_least=None, more_than=30.0, year=2025, lead="交通局", strive=True, bound_source=cited)
    found = judge("bus", spec, Figure(30.0, WHY))
    assert (found.id, found.clause, found.bound, found.target, found.unit) == ("bus", "三(四)2", "more_than", 30.0, "%")
    assert (found.year, found.lead, found.strive) == (2025, same("交通局"), True)
    assert found.bound_source == Text(zh="标准(二手引用)", en="standard (quoted elsewhere)")
    assert (found.verdict, found.short_by) == ("short", 0.0)


# reported figures

PILES = target(unit="piles", at_least=900, year=2025)
ROW = {"id": "piles", "value": 850.0, "unit": "piles", "year": 2025, "source": "发改委月报"}


def statistics(*rows: dict[str, object], **types: str) -> pd.DataFrame:
    table = pd.DataFrame([ROW | row for row in rows])
    kinds = {"id": "string", "value": "float64", "unit": "string", "year": "Int64", "source": "string"} | types
    return table.astype({name: kind for name, kind in kinds.items() if name in table})


def test_a_reported_figure() -> None:
    figure = reported(statistics({}), "piles", PILES)
    assert figure == Figure(850.0, Text("填报数据:2025 年,发改委月报", "Reported for 2025: 发改委月报"))


def test_nought_is_reported() -> None:
    assert reported(statistics({"value": 0.0}), "piles", PILES).value == 0


@pytest.mark.parametrize(
    ("nature", "modelled"), [(None, False), ("", False), ("real", False), ("modelled", True), ("模拟", True)]
)
def test_only_what_is_real_or_says_nothing_is_real(nature: str | None, modelled: bool) -> None:  # noqa: FBT001
    rows = statistics({"nature": nature}, nature="string")
    assert reported(rows, "piles", PILES).modelled is modelled


@pytest.mark.parametrize(
    ("rows", "en", "zh"),
    [
        ([{"id": "pile"}], "no row 'piles' is reported. Did you mean 'pile'?", "是否想写“pile”"),
        ([{"id": None}], "no row 'piles' is reported.", "没有“piles”这一行"),
        ([{}, {}], "reported in 2 rows, should be in one", "有 2 行"),
        ([{"value": None}], "nothing is reported yet", "尚未填报"),
        ([{"unit": "stops"}], "is in 'stops', should be in 'piles'; the figure is not used", "未采用"),
        ([{"unit": None}], "is in '', should be in 'piles'; the figure is not used", "未采用"),
        ([{"year": None}], "states no year or source", "没有写年份或来源"),
        ([{"source": None}], "states no year or source", "没有写年份或来源"),
        ([{"value": -5.0}], "says -5, below 0", "填了负数 -5"),
    ],
)
def test_what_cannot_be_used_says_why(rows: list[dict[str, object]], en: str, zh: str) -> None:
    figure = reported(statistics(*rows), "piles", PILES)
    assert figure.value is None
    assert en in figure.why.en
    assert zh in figure.why.zh


def test_a_refused_figure_is_told_from_an_empty_row() -> None:
    assert reported(statistics({"unit": "stops"}), "piles", PILES).refused
    assert not reported(statistics({"value": None}), "piles", PILES).refused


@pytest.mark.parametrize(("value", "used"), [(100.0, True), (-14.0, True), (100.5, False), (2800.0, False)])
def test_a_share_lies_within_a_hundred_percent(value: float, used: bool) -> None:  # noqa: FBT001
    figure = reported(statistics({"unit": "%", "value": value}), "piles", target(unit="%"))
    assert (figure.value is not None) is used


@pytest.mark.parametrize("unit", ["m³", "m3", "立方米", "m?"])  # GBK has no ³: a table saved in it says m?
def test_a_unit_as_a_table_can_write_it(unit: str) -> None:
    assert reported(statistics({"unit": unit}), "piles", target(unit="m³")).value == 850


def test_a_figure_older_than_its_target_says_so() -> None:
    figure = reported(statistics({"year": 2015}), "piles", PILES)
    assert figure.why.en == "Reported for 2015 (before the target's 2025): 发改委月报"


@pytest.mark.parametrize("column", ["id", "value", "unit", "year", "source"])
def test_a_column_that_is_not_there_is_no_traceback(column: str) -> None:
    assert reported(statistics({}).drop(columns=column), "piles", PILES).value is None


@pytest.mark.parametrize(("text", "value"), [("850", 850.0), ("约850", None), ("", None)])
def test_a_number_as_text(text: str, value: float | None) -> None:
    figure = reported(statistics({"value": text}, value="string"), "piles", PILES)
    assert figure.value == value
    assert not math.isnan(figure.value or 0.0)


# -- measured and reported ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measured", "modelled", "reported_value", "counts"),
    [
        (74.0, False, 76.0, "measured"),
        (74.0, False, None, "measured"),
        (None, False, 76.0, "reported"),
        (74.0, True, 76.0, "reported"),  # somebody's figure is better than a demonstration
        (74.0, True, None, "measured"),
        (None, False, None, "neither"),
    ],
)
def test_which_of_two_figures_counts(
    *, measured: float | None, modelled: bool, reported_value: float | None, counts: str
) -> None:
    both = target(at_least=75, measured_by="forest.share")
    figure = chosen(
        Figure(measured, same("by map"), modelled=modelled, measured=True),
        Figure(reported_value, same("by report")),
        "%",
    )
    verdict = judge("x", both, figure)
    values = {"measured": measured, "reported": reported_value, "neither": None}
    assert verdict.value == values[counts]
    assert verdict.measured_by == ("forest.share" if counts == "measured" else None)
    assert (verdict.verdict == "demonstration") is (counts == "measured" and modelled)
    assert verdict.why.en.startswith("by report" if counts == "reported" else "by map")


def test_the_figure_that_does_not_count_is_told_too() -> None:
    real = chosen(Figure(74.0, same("by map"), measured=True), Figure(76.0, same("by report")), "%")
    assert real.why == Text(zh="by map(另有填报数 76.0%)", en="by map (reported beside it: 76.0%)")
    shown = chosen(Figure(74.0, same("m"), modelled=True, measured=True), Figure(76.0, same("r")), "%")
    assert shown.why == Text(zh="r(量算的示例为 74.0%)", en="r (measured as a demonstration: 74.0%)")
    gone = chosen(Figure(None, same("no layer"), measured=True), Figure(76.0, same("r")), "%")
    assert gone.why.en == "r. Not measured: no layer"


def test_of_two_demonstrations_the_measured_counts() -> None:
    figure = chosen(Figure(1.0, WHY, modelled=True, measured=True), Figure(2.0, WHY, modelled=True), "%")
    assert figure.value == 1.0
