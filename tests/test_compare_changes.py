"""A change is better or worse only where both figures are real and measure the same thing."""

from __future__ import annotations

from typing import Any

import pytest

from geo_ruijin.compare.basis import Basis, LayerData, basis_of_layers
from geo_ruijin.compare.changes import TargetChange, compare_measures, compare_targets
from geo_ruijin.compare.counted import COUNTED
from geo_ruijin.compare.words import show_pair, target_missing
from geo_ruijin.methods import METHODS
from tests.past_runs import run_file, target_change

HIGHER = {"targets.0.value": 80.0}
LOWER = {"targets.1.value": 100.0, "targets.1.why": "填报数据:2025 年,年报"}


def missing_of(change: TargetChange) -> tuple[float | None, float | None]:
    """Return what is missing to the bound in each run."""
    assert change.before is not None
    assert change.after is not None
    return change.before.missing, change.after.missing


@pytest.mark.parametrize(("value", "word", "missing"), [(80.0, "better", 20), (40.0, "worse", 60), (60.0, "same", 40)])
def test_more_is_better_where_the_bound_is_from_below(value: float, word: str, missing: float) -> None:
    change = target_change({"targets.0.value": value})
    assert change.word == word
    assert change.change == value - 60
    assert missing_of(change) == (40, missing)
    assert change.basis.cautions == ()


@pytest.mark.parametrize(
    ("value", "word", "missing"), [(100.0, "better", None), (104.5, "better", 0.5), (120.0, "worse", 16)]
)
def test_less_is_better_where_the_bound_is_from_above(value: float, word: str, missing: float | None) -> None:
    change = target_change(LOWER | {"targets.1.value": value}, target="clinker")
    assert (change.word, missing_of(change)) == (word, (6, missing))


def test_what_a_share_lacks_is_in_percentage_points() -> None:
    change = target_change(HIGHER)
    assert target_missing(change, language="zh") == ("40.0个百分点", "20.0个百分点")
    assert target_missing(change, language="en") == ("40.0 percentage points", "20.0 percentage points")


def test_what_a_demonstration_or_a_range_lacks_is_what_its_own_run_says() -> None:
    unknown = {"targets.0.verdict": "demonstration", "targets.0.short_by": None}
    least = {"targets.0.short_by": 40.0, "targets.0.short_least": 15.0}
    change = target_change(least, before=unknown)
    assert missing_of(change) == (None, 15)
    assert target_missing(change, language="zh") == ("", "至少 15.0个百分点")


def test_what_double_arithmetic_leaves_is_no_change() -> None:
    change = target_change({"targets.0.value": 60.0 + 1e-11})
    assert (change.word, change.change) == ("same", 0)


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [(None, 60.0, "first"), (60.0, None, "lost"), (None, None, "no data")],
)
def test_a_figure_on_one_side_is_no_change(before: float | None, after: float | None, word: str) -> None:
    change = target_change({"targets.0.value": after}, before={"targets.0.value": before})
    assert (change.word, change.change) == (word, None)


def test_a_target_of_one_plan_only() -> None:
    there, gone = run_file(), run_file({"targets": []})
    assert [change.word for change in compare_targets(gone, there, LayerData(frozenset()))] == ["new", "new"]
    assert [change.word for change in compare_targets(there, gone, LayerData(frozenset()))] == ["dropped", "dropped"]


BREAKS: list[tuple[dict[str, Any], str]] = [
    ({"targets.0.unit": "km²"}, "单位:% → 平方公里"),
    ({"targets.0.measured_by": None}, "指标来源:coverage.share → 填报"),
    ({"targets.0.bound": "at_most"}, "目标值:≥ 100 → ≤ 100"),
    ({"analyses.coverage.method": "other"}, "方法:service_coverage → other"),
    ({"analyses.coverage.parameters": {"radius": {"value": 300, "unit": "m"}}}, "参数“服务半径”:500米 → 300米"),
    ({"analyses.coverage.parameters": {"radius": {"value": 500, "unit": "km"}}}, "参数“服务半径”:500米 → 500公里"),
    ({"analyses.coverage.parameters": {}}, "参数“服务半径”:500米 → 未给出"),
    ({"analyses.coverage.inputs.region.data": "city"}, "输入 region:town → city"),
    ({"layers.stops.nature": "modelled"}, "“站点”由真实数据变为模拟数据"),
    ({"layers": {"town": run_file().layers["town"].model_dump(), "streets": run_file().layers["streets"].model_dump()}},
     "“站点”只在前一次用到"),
]  # fmt: skip


@pytest.mark.parametrize(("after", "said"), BREAKS)
def test_another_definition_is_no_improvement_and_says_why(after: dict[str, Any], said: str) -> None:
    change = target_change(HIGHER | after)
    assert change.word == "not comparable"
    assert [one.zh for one in change.basis.breaks] == [said]
    # nor the other way round
    assert target_change({}, before=HIGHER | after).word == "not comparable"


def test_another_denominator_is_no_improvement_and_says_why() -> None:
    change = target_change(HIGHER, changed=("stops", "town"))
    assert change.word == "not comparable"
    assert [one.zh for one in change.basis.breaks] == ["“建成区”的数据变了,它是分母、统计范围或量算的依据"]


def test_what_is_counted_may_change_and_streets_are_said() -> None:
    assert target_change(HIGHER, changed=("stops",)).basis.cautions == ()
    change = target_change(HIGHER, changed=("stops", "streets"))
    assert change.word == "better"
    assert [one.zh for one in change.basis.cautions] == ["“街道”的数据也变了"]


@pytest.mark.parametrize(
    ("role", "word"),
    [
        ("installed", "better"),
        ("plants", "better"),
        ("rooftops", "better"),
        ("roofs", "not comparable"),
        ("inventory", "better"),
        ("stock", "better"),
        ("reported", "better"),
    ],
)
def test_plants_and_forest_come_and_go_and_roofs_are_what_they_are_taken_over(role: str, word: str) -> None:
    inputs = {role: {"data": "stops", "layers": ["stops"]}, "region": {"data": "town", "layers": ["town"]}}
    changes = {"analyses.coverage.inputs": inputs}
    assert target_change(HIGHER | changes, before=changes, changed=("stops",)).word == word


@pytest.mark.parametrize(
    ("method", "role", "word"),
    [
        ("wetland_area", "wetlands", "better"),
        ("river_buffers", "land_use", "better"),
        ("land_eligibility", "wetlands", "not comparable"),
        ("land_eligibility", "land_use", "not comparable"),
    ],
)
def test_what_one_method_counts_rules_out_land_in_another(method: str, role: str, word: str) -> None:
    inputs = {role: {"data": "stops", "layers": ["stops"]}, "region": {"data": "town", "layers": ["town"]}}
    changes = {"analyses.coverage.inputs": inputs, "analyses.coverage.method": method}
    assert target_change(HIGHER | changes, before=changes, changed=("stops",)).word == word


def test_what_a_method_counts_is_an_input_of_it() -> None:
    for name in COUNTED:
        method, dot, role = name.partition(".")
        assert not dot or role in METHODS[method].inputs


def test_a_layer_in_both_places_is_a_denominator() -> None:
    both = {"analyses.coverage.inputs.region.layers": ["town", "stops"]}
    assert target_change(HIGHER | both, changed=("stops",)).word == "not comparable"


def test_facilities_from_another_analysis_bring_its_denominators_along() -> None:
    # what is counted is "first.found": stops counted within the town; the town is a denominator all the same
    inputs = {"facilities": {"data": "first.found", "layers": ["stops", "town"]}}
    first = dict(run_file().analyses["coverage"].model_dump())
    changes = {"analyses.coverage.inputs": inputs, "analyses.first": first}
    assert target_change(HIGHER | changes, before=changes, changed=("stops",)).word == "better"
    assert target_change(HIGHER | changes, before=changes, changed=("town",)).word == "not comparable"


def test_what_an_unchanged_layer_was_made_from_does_not_matter() -> None:
    made = {
        "analyses.coverage.inputs.region.layers": ["town", "land"],
        "analyses.coverage.measures.share.rests_on": ["stops", "town", "land"],
        "layers.land": run_file().layers["town"].model_dump() | {"title": "地类"},
    }
    assert target_change(HIGHER | made, before=made, changed=("land",)).word == "not comparable"
    assert target_change(HIGHER | made, before=made, changed=("land",), same=("town",)).word == "better"


def test_runs_that_do_not_say_what_is_counted() -> None:
    old = {"analyses.coverage.inputs": None}
    assert target_change(HIGHER, before=old).word == "better"  # one says it
    change = target_change(HIGHER | old, before=old)
    assert change.word == "not comparable"
    assert "都没有记录" in change.basis.breaks[0].zh
    assert target_change(HIGHER | old, before=old, changed=()).word == "better"


def test_modelled_on_both_sides_is_a_demonstration() -> None:
    modelled = {"layers.stops.nature": "modelled", "targets.0.verdict": "demonstration"}
    change = target_change(HIGHER | modelled, before=modelled)
    assert (change.word, change.change, change.basis.modelled) == ("demonstration", 20, ("站点",))


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ({"targets.0.target": 90.0}, "目标值:≥ 100 → ≥ 90"),
        ({"targets.0.year": 2030}, "目标年份:2025 → 2030"),
        ({"targets.0.text": "其他"}, "目标内容:覆盖率达到100% → 其他"),
        ({"version": "0.2.0"}, "软件版本:0.1.0 → 0.2.0"),
        ({"layers.stops.grade": "poor"}, "“站点”的数据是否齐全:齐全 → 太少"),
        ({"layers.stops.source": "高德"}, "“站点”的来源:普查 → 高德"),
        ({"analyses.coverage.measures.share.about": "500 米内"}, "指标定义:500 米以内 → 500 米内"),
    ],
)
def test_what_else_differs_is_said_beside_the_change(after: dict[str, Any], said: str) -> None:
    change = target_change(HIGHER | after)
    assert change.word == "better"
    assert [one.zh for one in change.basis.cautions] == [said]


def test_words_in_two_languages_are_not_compared() -> None:
    after = HIGHER | {"language": "en", "targets.0.text": "Coverage", "layers.stops.source": "Census"}
    assert target_change(after).basis.cautions == ()


def test_poor_data_on_both_sides_are_said() -> None:
    poor = {"layers.stops.grade": "poor"}
    assert "两次都不全" in target_change(HIGHER | poor, before=poor).basis.cautions[0].zh


def test_next_years_own_file_is_the_same_source() -> None:
    own = {"layers.stops.source": "data/own/stops/1f/站点2024.xlsx"}
    after = {"layers.stops.source": "data/own/stops/9c/站点2025.xlsx"}
    assert target_change(HIGHER | after, before=own).basis.cautions == ()


def test_a_verdict_that_only_the_bound_changed_says_so() -> None:
    change = target_change({"targets.0.target": 50.0, "targets.0.verdict": "met"})
    assert change.word == "same"
    assert change.verdict_changed
    assert "按原目标值,现在的数达不到" in [one.zh for one in change.basis.cautions]


def test_a_figure_reported_twice_for_one_year_may_be_a_correction() -> None:
    again = {"targets.1.value": 100.0}
    change = target_change(again, target="clinker")
    assert change.word == "not comparable"
    assert "更正" in change.basis.breaks[0].zh
    assert target_change(LOWER, target="clinker").basis == Basis()
    assert target_change({}, target="clinker").word == "same"
    other = target_change(again | {"language": "en"}, target="clinker")  # nobody can tell by the words
    assert other.word == "better"
    assert "没有核对" in other.basis.cautions[0].zh


def test_a_reported_figure_that_was_modelled() -> None:
    modelled = {"targets.1.verdict": "demonstration"}
    assert target_change(LOWER, before=modelled, target="clinker").word == "not comparable"
    assert target_change(LOWER | modelled, before=modelled, target="clinker").word == "demonstration"


def test_measures_have_no_better_or_worse_but_a_change_and_its_basis() -> None:
    after = {"analyses.coverage.measures.share.value": 80.0}
    [change] = compare_measures(run_file(), run_file(after), LayerData(frozenset(["town"])))
    assert change.change == 20
    assert not change.basis.comparable
    [lost] = compare_measures(run_file(), run_file({"analyses": {}}), LayerData(frozenset()))
    assert (lost.before is not None, lost.after, lost.change) == (True, None, None)


def test_a_circle_of_analyses_ends() -> None:
    circle = {"analyses.coverage.inputs": {"facilities": {"data": "coverage.found", "layers": ["stops"]}}}
    basis = basis_of_layers(run_file(circle), run_file(circle), "coverage", ["stops"], LayerData(frozenset(["stops"])))
    assert not basis.comparable


@pytest.mark.parametrize(
    ("before", "after", "unit", "shown"),
    [
        (87.347, 86.788, "%", ("87.35", "86.79", "−0.56")),
        (99.996, 100.0, "%", ("99.996", "100.00", "+0.004")),
        (60.0, 60.00004, "%", ("60.00000", "60.00004", "+0.00004")),
        (12345.2, 12400.0, "people", ("12,345", "12,400", "+55")),
        (4.0, 4.0, "stops", ("4", "4", "0")),
        (None, 4.0, "stops", ("—", "4", "—")),
    ],
)
def test_figures_read_apart_where_they_differ(
    before: float | None, after: float | None, unit: str, shown: tuple[str, str, str]
) -> None:
    assert show_pair(before, after, unit) == shown


def test_a_figure_that_the_data_leave_open_is_not_compared() -> None:
    change = target_change({"targets.0.value": 90.0}, before={"targets.0.verdict": "no data"})
    assert change.word == "not comparable"
    assert missing_of(change)[0] is None
    assert any("the range is known" in one.en for one in change.basis.breaks)


def test_figures_that_both_runs_leave_open_are_told_from_one_that_is() -> None:
    ends, open_ = "analyses.coverage.measures.share", {"targets.0.verdict": "open"}

    def why(before: dict[str, Any], after: dict[str, Any]) -> str:
        change = target_change(open_ | after, before=open_ | before)
        assert change.word == "not comparable"
        return change.basis.breaks[0].en

    least = {f"{ends}.low": 60.0, f"{ends}.high": None}
    between = {f"{ends}.low": 55.0, f"{ends}.high": 65.0}
    assert why(least, least).endswith("both figures are only lower bounds")
    assert why(least, between).endswith("of both figures only the range is known")
    assert why({}, least).endswith("of both figures only the range is known")  # an older run says no ends


def test_an_open_figure_reads_alike_in_runs_before_and_after_there_was_the_word() -> None:
    change = target_change({"targets.0.verdict": "open"}, before={"targets.0.verdict": "no data"})
    assert change.word == "not comparable"
    assert change.before is not None
    assert change.before.verdict == "open"
    assert not change.verdict_changed
