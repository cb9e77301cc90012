"""An analysis and the plan that say the same number twice."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from geo_ruijin.errors import Fault
from geo_ruijin.joints import Known, promise_faults
from geo_ruijin.methods import METHODS
from geo_ruijin.project import open_project, shipped_project
from geo_ruijin.spec import AnalysisSpec, PlanSpec

GIVEN = {"source": "s", "status": "confirmed"}
PLAN = {"place": {"zh": "x", "en": "x"}, "crs": "EPSG:4548", "plan": {"title": "t"}}


def faults(target: float, until: int, *promised: dict[str, Any]) -> list[Fault]:
    """Return the faults of an analysis with these numbers, beside a plan with these targets, t0 and so on."""
    asked = {"target": GIVEN | {"value": target, "unit": "MW"}, "until": GIVEN | {"value": until}}
    spec = AnalysisSpec.model_validate({"title": "t", "method": "installed_capacity", "parameters": asked})
    said = {"clause": "1", "text": "t", "unit": "MW", "measured_by": "power.capacity"}
    targets = {f"t{number}": said | one for number, one in enumerate(promised)}
    plan = PlanSpec.model_validate(PLAN | {"targets": targets})
    return promise_faults(plan, Known({}, [], {"power": spec}, ["power"], METHODS))


def test_the_same_numbers_are_no_fault() -> None:
    assert faults(300, 2025, {"at_least": 300, "year": 2025}) == []
    assert faults(300, 2025, {"at_least": 300}) == []  # the plan gives no year


def test_a_plan_that_asks_nothing_of_the_analysis_contradicts_nothing() -> None:
    assert faults(300, 2025) == []
    assert faults(300, 2025, {"at_least": 5, "unit": "%", "measured_by": "other.share", "year": 2030}) == []


def test_one_of_two_targets_will_do() -> None:
    duty, aim = {"at_least": 300, "year": 2025}, {"at_least": 350, "year": 2025, "strive": True}
    assert faults(300, 2025, duty, aim) == faults(350, 2025, duty, aim) == []
    assert len(faults(320, 2025, duty, aim)) == 1


def test_a_target_in_another_unit_is_not_compared() -> None:
    assert faults(300, 2025, {"at_least": 54, "unit": "%", "measured_by": "power.roof_share_of_gap"}) == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [(75.6, False), (75.0, True), ("75.6", False)],  # what is no number is a fault of its own
)
def test_a_line_drawn_for_the_plan_is_one_of_its_targets(line: object, *, wrong: bool) -> None:
    spec = AnalysisSpec.model_validate(
        {"title": "t", "method": "tree_cover", "parameters": {"plan_line": GIVEN | {"value": line, "unit": "%"}}}
    )
    target = {"clause": "1", "text": "t", "unit": "%", "measured_by": "forest.rate", "at_least": 75.6}
    other = target | {"unit": "MW", "at_least": 75.0}
    known = Known({}, [], {"trees": spec}, ["trees"], METHODS)
    plan = PlanSpec.model_validate(PLAN | {"targets": {"forest": target, "power": other}})
    found = promise_faults(plan, known)
    assert [fault.where for fault in found] == (["parameters.plan_line.value"] if wrong else [])
    # a plan that promises nothing in this unit has nothing to hold the line to
    assert promise_faults(PlanSpec.model_validate(PLAN | {"targets": {"power": other}}), known) == []


@pytest.mark.parametrize(
    ("promised", "where", "known_from", "cure"),
    [
        ({"at_least": 200, "year": 2025}, "parameters.target.value", "targets.t0.at_least", "value = 200"),
        ({"more_than": 1300, "year": 2025}, "parameters.target.value", "targets.t0.more_than", "value = 1300"),
        ({"at_least": 300, "year": 2026}, "parameters.until.value", "targets.t0.year", "value = 2026"),
    ],
)
def test_another_number_is_a_fault_that_names_both_files(
    promised: dict[str, Any], where: str, known_from: str, cure: str
) -> None:
    (fault,) = faults(300, 2025, promised)
    assert (fault.file, fault.where, fault.serious) == ("analyses/power.toml", where, True)
    assert "plan.toml" in fault.say("en")
    assert known_from in fault.say("en")
    assert cure in fault.say("en")
    assert cure in fault.say("zh")


def test_the_shipped_plan_changed_alone_stops_the_analysis(tmp_path: Path) -> None:
    for name in ("layers", "analyses", "maps"):
        shutil.copytree(shipped_project() / name, tmp_path / name, ignore=shutil.ignore_patterns("data"))
    text = (shipped_project() / "plan.toml").read_text(encoding="utf-8")
    (tmp_path / "plan.toml").write_text(text, encoding="utf-8")
    assert open_project(tmp_path).faults_of("analyses/new_energy.toml") == ()
    changed = text.replace("at_least = 300\n", "at_least = 200\n")
    assert changed != text
    (tmp_path / "plan.toml").write_text(changed, encoding="utf-8")
    (fault,) = open_project(tmp_path).faults_of("analyses/new_energy.toml")
    assert "is 300 here and 200 in plan.toml" in fault.say("en")
