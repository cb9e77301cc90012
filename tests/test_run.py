"""Tiny Town from its files to the verdicts: every figure by arithmetic, and what becomes of it when data go missing."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo_ruijin.errors import FaultsError, NoDataError
from geo_ruijin.project import open_project
from geo_ruijin.results import Result
from geo_ruijin.run import Run, run_project
from geo_ruijin.text import Text
from tests.command import geo_ruijin, run_json
from tests.towns import copy_town, edit

R = 500.0
# A circle of 256 sides, as it is drawn: 256 triangles of sides R, R with an angle of 2 pi / 256 between them.
CIRCLE = 128 * R**2 * math.sin(2 * math.pi / 256)
# An arc lacks of its circle what its angle is of the whole turn.
LACK = (math.pi * R**2 - CIRCLE) / (2 * math.pi)


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return copy_town(tmp_path)


def ran(town: Path) -> Run:
    return run_project(open_project(town))


def verdicts(run: Run) -> dict[str, str]:
    return {verdict.id: verdict.verdict for verdict in run.record.targets}


def values(run: Run, analysis: str) -> dict[str, float | None]:
    [answer] = [answer for answer in run.record.analyses if answer.name == analysis]
    return {name: measure.value for name, measure in answer.measures.items()}


# -- figures -----------------------------------------------------------------------------------------------------------


def test_the_scoreboard_and_the_status(town: Path) -> None:
    said = geo_ruijin("run", town)
    assert said.status == 0
    assert "Bus stops within 500 m of all the built-up area" in said.words
    assert re.search(r"Met 3 +▲ Short 2 +◇ Demonstration 0 +◌ Open 0 +— No data 1", said.words)
    assert str(town / "outputs" / "index.html") in said.words
    files = {path.relative_to(town / "outputs").as_posix() for path in (town / "outputs").rglob("*") if path.is_file()}
    questions = {f"analyses/{path.stem}.html" for path in (town / "analyses").glob("*.toml")}
    maps = {"maps/transit.html", "maps/transit.png"}
    whole = {"index.html", "report.docx", "results.gpkg", "results.qgs", "results.xlsx", "run.json"}
    assert files == whole | maps | questions


def test_every_figure_of_bus_coverage(town: Path) -> None:
    found = values(ran(town), "bus_stop_coverage")
    # The circle around (500, 500) lies in the built-up area of 2000 m x 1000 m whole. Of the one around (2300, 500) the
    # part west of x = 2000 does: the segment beyond a chord 300 m from the middle, R2 acos(300/R) - 300 x 400, whose
    # arc is 2 acos(300/R).
    arc = 2 * math.acos(0.6)
    reached = CIRCLE + (R**2 * arc / 2 - 300 * 400) - LACK * arc
    assert found["region_area"] == pytest.approx(2.0)
    assert found["area_reached"] == pytest.approx(reached / 1e6, abs=1e-6)  # to a square metre
    assert found["area_share"] == pytest.approx(100 * reached / 2e6, abs=1e-4)
    # In a straight line to (500, 500): A 100 m; B exactly 500; F, 400 east and 200 north, 447. C is 510 m away, D 801
    # from the other stop; G lives outside.
    assert found["people"] == 100 + 50 + 30 + 20 + 40
    assert found["people_elsewhere"] == 10
    assert found["people_circles"] == 100 + 50 + 40
    assert found["people_share_circles"] == pytest.approx(100 * 190 / 240)
    # On foot: A 100 m straight to 主街, where the stop is; B exactly 500 along it. F to 横街 100, along it 200, along
    # 主街 500; C 100 + 500. D's nearest street is 孤巷, which leads nowhere.
    assert found["people_walking"] == 100 + 50
    assert found["people_share_walking"] == pytest.approx(100 * 150 / 240)
    assert found["people_on_islands"] == 20
    # Of A's 100 m all is straight, of B's 500 m nothing: 100 x 100 of 100 x 100 + 50 x 500.
    assert found["access_leg_share"] == pytest.approx(100 * 10_000 / 35_000)
    assert found["facilities"] == 2


def test_every_figure_of_the_clinic(town: Path) -> None:
    found = values(ran(town), "clinic_coverage")
    # Around (1500, 500) within the area whole: B exactly 500 m away, D 100 east and 390 north, 403 m.
    assert found["area_share"] == pytest.approx(100 * CIRCLE / 2e6)
    assert found["people_circles"] == 50 + 20
    # B along 主街; D's street leads nowhere.
    assert found["people_walking"] == 50
    assert found["people_share_walking"] == pytest.approx(100 * 50 / 240)
    assert found["people_on_islands"] == 20
    assert found["access_leg_share"] == 0


def test_an_analysis_of_what_another_left(town: Path) -> None:
    found = values(ran(town), "clinic_beyond_bus")
    # The area no stop reaches, and of the clinic's circle what the circle around (2300, 500), 800 m away, does not
    # take: the lens of two circles is 2 R2 acos(400/R) - 800/2 x 600.
    arc = 2 * math.acos(0.6)
    beyond = 2e6 - CIRCLE - (R**2 * arc / 2 - 300 * 400) + LACK * arc
    lens = 2 * R**2 * math.acos(0.8) - 400 * 600
    assert found["region_area"] == pytest.approx(beyond / 1e6, abs=1e-6)
    assert found["area_reached"] == pytest.approx((math.pi * R**2 - lens) / 1e6, abs=1e-4)  # to 100 m²: its polygon
    assert set(found) == {"area_share", "region_area", "area_reached", "facilities"}  # nobody was asked about


def test_every_verdict(town: Path) -> None:
    targets = {verdict.id: verdict for verdict in ran(town).record.targets}
    judged = {name: (verdict.verdict, verdict.value, verdict.short_by) for name, verdict in targets.items()}
    area = values(ran(town), "bus_stop_coverage")["area_share"]
    assert area is not None
    assert judged == {
        "bus_area": ("short", area, pytest.approx(100 - area)),
        "bus_people": ("met", pytest.approx(79.1667, abs=1e-4), None),  # at least 75
        "clinics": ("met", pytest.approx(39.27, abs=0.01), None),  # more than 30
        "forest": ("met", 76.0, None),  # 75.6, reported
        "piles": ("short", 850.0, 50.0),  # 900, reported
        "stock": ("no data", None, None),  # an empty cell
    }
    assert targets["piles"].why.zh == "填报数据:2025 年,发改委月报"
    assert "stock" in targets["stock"].why.zh


# -- run.json ----------------------------------------------------------------------------------------------------------

RUN = {"place", "version", "started", "seconds", "layers", "analyses", "targets"}
LAYER = {"source", "nature", "date", "licence", "features", "sha256", "faults"}
ANALYSIS = {"status", "why", "seconds", "measures"}
MEASURE = {"value", "unit", "about"}
TARGET = {"id", "clause", "text", "target", "unit", "year", "lead", "value", "verdict", "short_by", "why"}


def test_run_json_has_the_shape_programs_rely_on(town: Path) -> None:
    geo_ruijin("run", town)
    found = run_json(town / "outputs")
    assert set(found) >= RUN
    assert set(found["layers"]) == {
        "boundary", "built_up_area", "bus_stops", "clinics", "divisions", "population", "statistics", "streets"
    }  # fmt: skip
    assert all(set(layer) >= LAYER for layer in found["layers"].values())
    assert set(found["analyses"]) == {"bus_stop_coverage", "clinic_coverage", "clinic_beyond_bus"}
    assert all(set(analysis) >= ANALYSIS for analysis in found["analyses"].values())
    measures = [one for analysis in found["analyses"].values() for one in analysis["measures"].values()]
    assert all(set(measure) >= MEASURE for measure in measures)
    assert all(set(target) >= TARGET for target in found["targets"])
    assert [target["id"] for target in found["targets"]] == [
        "bus_area", "bus_people", "clinics", "forest", "piles", "stock"
    ]  # fmt: skip
    assert {target["verdict"] for target in found["targets"]} == {"met", "short", "no data"}
    assert found["layers"]["bus_stops"]["features"] == 2
    assert found["targets"][0]["lead"] == "交通局"


def timeless(found: dict[str, Any]) -> dict[str, Any]:
    analyses = {name: {**analysis, "seconds": None} for name, analysis in found["analyses"].items()}
    return {**found, "started": None, "seconds": None, "analyses": analyses}


def test_the_same_inputs_leave_the_same_bytes(town: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    geo_ruijin("run", town, "--out", first)
    geo_ruijin("run", town, "--out", second)
    for file in ("maps/transit.html", "results.gpkg", "results.xlsx"):
        assert (first / file).read_bytes() == (second / file).read_bytes(), file
    assert timeless(run_json(first)) == timeless(run_json(second))
    assert run_json(first)["started"] != run_json(second)["started"]


# -- what is missing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("removed", ["layers/data/bus_stops.geojson", "layers/bus_stops.toml"])
def test_without_the_stops_the_others_are_answered(town: Path, removed: str) -> None:
    (town / removed).unlink()
    said = geo_ruijin("run", town)
    assert said.status == 1
    found = run_json(town / "outputs")
    assert {name: analysis["status"] for name, analysis in found["analyses"].items()} == {
        "bus_stop_coverage": "no data",
        "clinic_coverage": "done",
        "clinic_beyond_bus": "no data",
    }
    assert "bus_stops" in found["analyses"]["bus_stop_coverage"]["why"]
    assert "Bus stops within 500 m" in found["analyses"]["clinic_beyond_bus"]["why"]
    targets = {target["id"]: target for target in found["targets"]}
    for name in ("bus_area", "bus_people"):
        assert (targets[name]["verdict"], targets[name]["value"]) == ("no data", None)
        assert "bus_stops" in targets[name]["why"]
    assert targets["clinics"]["verdict"] == "met"
    assert "bus_stops" in said.words
    assert (town / "outputs" / "index.html").is_file()
    assert (town / "outputs" / "results.xlsx").is_file()
    assert (town / "outputs" / "results.gpkg").is_file()


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("layers/data/bus_stops.geojson", "bus_stops.geojson cannot be read"),
        ("layers/bus_stops.toml", "layers/bus_stops.toml is at fault"),
        ("analyses/bus_stop_coverage.toml", "is not valid TOML"),
    ],
)
def test_a_spoilt_file_stops_what_rests_on_it_alone(town: Path, file: str, why: str) -> None:
    (town / file).write_text("{", encoding="utf-8")
    run = ran(town)
    status = {answer.name: answer.status for answer in run.record.analyses}
    assert status == {"bus_stop_coverage": "failed", "clinic_coverage": "done", "clinic_beyond_bus": "failed"}
    reasons = {verdict.id: verdict.why.en for verdict in run.record.targets}
    assert why in reasons["bus_area"]
    assert verdicts(run)["clinics"] == "met"
    assert not run.complete


def test_what_a_question_can_do_without_is_left_out(town: Path) -> None:
    (town / "layers/data/population.geojson").unlink()
    run = ran(town)
    answers = {answer.name: answer for answer in run.record.analyses}
    assert answers["bus_stop_coverage"].status == "done"
    assert answers["bus_stop_coverage"].why is not None
    assert answers["bus_stop_coverage"].why.en == "without Residents; only the rest is answered"
    assert verdicts(run) == {
        "bus_area": "short",
        "bus_people": "no data",
        "clinics": "met",
        "forest": "met",
        "piles": "short",
        "stock": "no data",
    }
    assert not run.complete  # a file of people was promised


def test_what_a_question_can_do_without_may_be_of_an_analysis_that_is_not_there(town: Path) -> None:
    edit(town / "analyses/bus_stop_coverage.toml", '"population"', '"gone.people"')
    run = ran(town)
    [answer] = [answer for answer in run.record.analyses if answer.name == "bus_stop_coverage"]
    assert answer.status == "done"
    assert answer.why is not None
    assert answer.why.en == "without gone.people; only the rest is answered"
    assert verdicts(run)["bus_area"] == "short"
    [fault] = run.record.faults
    assert not fault.serious
    assert "there is no analysis 'gone'" in fault.say("en")


def test_an_answer_without_the_table_another_question_reads_is_told_from_no_answer(town: Path) -> None:
    def without_it(**given: Any) -> Result:  # noqa: ANN401 - whatever the method takes
        found = whole.compute(**given)
        return replace(found, tables={key: table for key, table in found.tables.items() if key != "unreached"})

    project = open_project(town)
    whole = project.methods["service_coverage"]
    (town / "layers/data/population.geojson").unlink()
    run = run_project(
        replace(project, methods={**project.methods, "service_coverage": replace(whole, compute=without_it)})
    )
    answers = {answer.name: answer for answer in run.record.analyses}
    assert answers["bus_stop_coverage"].status == "done"
    beyond = answers["clinic_beyond_bus"]
    assert beyond.status == "no data"
    assert beyond.why is not None
    assert beyond.why.en == (
        "the analysis it reads from, 'Bus stops within 500 m', has an answer but no table 'unreached': see its notes "
        "(without Residents; only the rest is answered)"
    )


def test_statistics_that_cannot_be_read_take_their_targets_with_them(town: Path) -> None:
    (town / "layers/data/statistics.csv").unlink()
    run = ran(town)
    assert [verdicts(run)[name] for name in ("forest", "piles", "stock")] == ["no data"] * 3
    assert verdicts(run)["clinics"] == "met"
    assert not run.complete


def test_a_method_that_fails_fails_alone(town: Path) -> None:
    edit(town / "analyses/clinic_coverage.toml", "value = 500", "value = -1")
    run = ran(town)
    status = {answer.name: answer.status for answer in run.record.analyses}
    assert status == {"bus_stop_coverage": "done", "clinic_coverage": "failed", "clinic_beyond_bus": "done"}
    [verdict] = [verdict for verdict in run.record.targets if verdict.id == "clinics"]
    assert "-1" in verdict.why.en
    assert not run.complete
    assert not run.record.faults  # no file is at fault, yet not all is answered


def test_what_has_too_little_data_is_no_failure_unless_a_target_rests_on_it(town: Path) -> None:
    def lacking(**_: object) -> Result:
        raise NoDataError(Text(zh="没有另一年", en="no other year"))

    project = open_project(town)
    whole = project.methods["service_coverage"]
    methods = {**project.methods, "lacking": replace(whole, compute=lacking)}
    for name, complete in (("clinic_beyond_bus", True), ("clinic_coverage", False)):
        asked = project.analyses[name].model_copy(update={"method": "lacking"})
        run = run_project(replace(project, methods=methods, analyses={**project.analyses, name: asked}))
        [answer] = [answer for answer in run.record.analyses if answer.name == name]
        assert answer.status == "no data"
        assert answer.why is not None
        assert "no other year" in answer.why.en
        assert run.complete == complete


# -- what is modelled --------------------------------------------------------------------------------------------------


def test_modelled_people_leave_the_share_of_area_real(town: Path) -> None:
    edit(town / "layers/population.toml", 'kind = "file"', 'kind = "file"\nnature = "modelled"')
    run = ran(town)
    assert verdicts(run) == {
        "bus_area": "short",
        "bus_people": "demonstration",  # 79 % of at least 75
        "clinics": "met",
        "forest": "met",
        "piles": "short",
        "stock": "no data",
    }
    [people] = [verdict for verdict in run.record.targets if verdict.id == "bus_people"]
    assert "Residents" in people.why.en
    assert "居民" in people.why.zh
    assert run.record.demonstration


def test_one_modelled_row_makes_a_layer_modelled(town: Path) -> None:
    edit(town / "layers/data/bus_stops.geojson", '"name": "东站"', '"name": "东站", "nature": "modelled"')
    edit(town / "plan.toml", "at_least = 100", "at_least = 1")
    assert verdicts(ran(town))["bus_area"] == "demonstration"  # 45 % of 1 %, and still
    edit(town / "plan.toml", "at_least = 1\n", "at_least = 99\n")
    assert verdicts(ran(town))["bus_area"] == "demonstration"  # nor does it read "short"


def test_what_rests_on_a_modelled_answer_is_modelled(town: Path) -> None:
    edit(town / "layers/bus_stops.toml", 'kind = "file"', 'kind = "file"\nnature = "modelled"')
    edit(town / "plan.toml", "clinic_coverage.area_share", "clinic_beyond_bus.area_share")
    run = ran(town)
    assert verdicts(run)["clinics"] == "demonstration"  # no stop is an input of it: they drew its region
    [answer] = [answer for answer in run.record.analyses if answer.name == "clinic_beyond_bus"]
    assert "bus_stops" in answer.modelled


@pytest.mark.parametrize(
    ("rows", "nature", "verdict"),
    [
        ("forest_cover,森林覆盖率,76.0,%,2024,林业局年报,\n", "real", "met"),
        ("forest_cover,森林覆盖率,76.0,%,2024,林业局年报,real\n", "real", "met"),
        ("forest_cover,森林覆盖率,76.0,%,2024,林业局年报,modelled\n", "real", "demonstration"),
        ("forest_cover,森林覆盖率,76.0,%,2024,林业局年报,\n", "modelled", "demonstration"),
        ("forest_cover,森林覆盖率,76.0,%,2024,林业局年报,\npiles,桩,1,piles,2025,表,modelled\n", "real", "met"),
    ],
)
def test_a_modelled_report_is_a_demonstration(town: Path, rows: str, nature: str, verdict: str) -> None:
    header = "id,title,value,unit,year,source,nature\n"
    (town / "layers/data/statistics.csv").write_text(header + rows, encoding="utf-8")
    edit(town / "layers/statistics.toml", 'kind = "file"', f'kind = "file"\nnature = "{nature}"')
    assert verdicts(ran(town))["forest"] == verdict


def test_a_report_stands_in_for_a_layer_that_is_not_there(town: Path) -> None:
    edit(
        town / "plan.toml",
        'reported = "forest_cover"',
        'reported = "forest_cover"\nmeasured_by = "clinic_coverage.area_share"',
    )
    both = {verdict.id: verdict for verdict in ran(town).record.targets}["forest"]
    assert both.value == pytest.approx(39.27, abs=0.01)
    assert both.measured_by == "clinic_coverage.area_share"
    (town / "layers/data/clinics.geojson").unlink()
    run = ran(town)
    alone = {verdict.id: verdict for verdict in run.record.targets}["forest"]
    assert (alone.verdict, alone.value, alone.measured_by) == ("met", 76.0, None)


def test_a_row_in_the_statistics_is_missing(town: Path) -> None:
    edit(town / "plan.toml", 'reported = "piles"', 'reported = "pile"')
    run = ran(town)
    [verdict] = [verdict for verdict in run.record.targets if verdict.id == "piles"]
    assert verdict.verdict == "no data"
    assert "Did you mean 'piles'?" in verdict.why.en


@pytest.mark.parametrize("crs", ["EPSG:4545", "EPSG:3857"])
def test_a_coordinate_system_of_elsewhere_is_refused(tmp_path: Path, crs: str) -> None:
    town = copy_town(tmp_path)
    edit(town / "plan.toml", 'crs = "EPSG:4548"', f'crs = "{crs}"')
    with pytest.raises(FaultsError, match=r"plan.toml: 'crs'"):
        run_project(open_project(town))


@pytest.mark.parametrize("nature", ["real", "modelled"])
def test_a_page_names_modelled_statistics(tmp_path: Path, nature: str) -> None:
    town = copy_town(tmp_path)
    edit(town / "layers/statistics.toml", 'kind = "file"', f'kind = "file"\nnature = "{nature}"')
    geo_ruijin("run", town, lang="en")
    assert run_json(town / "outputs")["demonstration"] is (nature == "modelled")
    page = (town / "outputs/index.html").read_text(encoding="utf-8")
    assert ("Modelled layers: Statistics" in page) is (nature == "modelled")
