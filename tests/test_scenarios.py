"""Scenarios on Tiny Town, from the file to what would come of them: every figure by arithmetic."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from geo_ruijin.project import Project, open_project, shipped_project
from geo_ruijin.results import Result
from geo_ruijin.run import Run, run_project
from geo_ruijin.scenarios.beside import beside_the_present
from geo_ruijin.scenarios.notes import notes_on
from geo_ruijin.scenarios.trial import affected, check_scenarios, run_scenarios
from tests.command import geo_ruijin, run_json
from tests.test_run import CIRCLE, timeless
from tests.tiny_scenarios import at, degrees, said, stops, tried, write
from tests.towns import TINY_TOWN, copy_town, edit

pytestmark = pytest.mark.usefixtures("no_pictures")

NO_EAST = '[[remove]]\nlayer = "bus_stops"\nwhere = { name = ["东站"] }'


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return copy_town(tmp_path)


def values(run: Run | None, analysis: str) -> dict[str, float | None]:
    assert run is not None
    return {name: one.value for name, one in run.inputs.answers[analysis].measures.items()}


def targets(run: Run | None) -> dict[str, tuple[str, float | None]]:
    assert run is not None
    return {one.id: (one.verdict, one.short_by) for one in run.record.targets}


# -- what would be -----------------------------------------------------------------------------------------------------


def test_a_stop_more_and_one_less(town: Path) -> None:
    write(town, "middle", stops(at(1500, 500, name="中站")), NO_EAST)
    _, run, trial = tried(town)
    then = values(trial.run, "bus_stop_coverage")
    # The circles around (500, 500) and (1500, 500) touch and lie in the built-up area of 2 km² whole.
    assert then["area_share"] == pytest.approx(100 * 2 * CIRCLE / 2e6)
    # A 100 m, B exactly 500, F 447 m from the first; D, 100 east and 390 north, 403 m from the second; C 510 from both.
    assert then["people_circles"] == 100 + 50 + 40 + 20
    # On foot A and B as before: D's street leads nowhere.
    assert then["people_walking"] == 150
    assert values(run, "bus_stop_coverage")["people_circles"] == 190
    [beside] = beside_the_present(run, (trial,), language="en")
    [zones] = beside.divisions
    east = zones.rows.set_index("name").loc["东区"]
    assert east["area_share_after"] == pytest.approx(100 * CIRCLE / 1e6)  # its square kilometre holds one circle
    west = zones.rows.set_index("name").loc["西区"]
    assert west["area_share_change"] == pytest.approx(0, abs=1e-9)
    assert [(one.target.id, one.word) for one in beside.targets] == [("bus_area", "better"), ("bus_people", "better")]
    assert beside.untouched == 4
    assert beside.features["bus_stops"][["change", "name", "division"]].to_numpy().tolist() == [
        ["added", "中站", "东区"],
        ["removed", "东站", "东区"],
    ]


def test_without_the_middle_stop_the_target_would_be_missed(town: Path) -> None:
    lon, lat = degrees(520, 500)  # 20 m off: within the 30 m that hold where nothing is said
    write(town, "closed", f'[[remove]]\nlayer = "bus_stops"\ndatum = "wgs84"\nnear = [{{ lon = {lon}, lat = {lat} }}]')
    _, run, trial = tried(town)
    # 东站 at x = 2300 is 700 m from D, the nearest, and more from the others.
    assert targets(run)["bus_people"] == ("met", None)
    assert targets(trial.run)["bus_people"] == ("short", 75.0)
    assert targets(trial.run)["clinics"] == targets(run)["clinics"]


def test_what_the_circles_are_taken_over_is_not_compared(town: Path) -> None:
    write(town, "middle", stops(at(1200, 500, name="中站")))
    _, run, trial = tried(town)
    [beside] = beside_the_present(run, (trial,), language="zh")
    beyond = [change for change in beside.measures if change.analysis == "clinic_beyond_bus"]
    assert beyond
    assert not any(change.basis.comparable for change in beyond if change.name in ("area_share", "region_area"))


def test_only_what_rests_on_the_layer_is_asked_again(town: Path) -> None:
    write(town, "clinic", '[[add]]\nlayer = "clinics"\ndatum = "wgs84"\npoints = [' + at(500, 500, name="西院") + "]")
    project, calls = counting(open_project(town))
    run = run_project(project)
    assert calls == Counter(service_coverage=3)
    [trial] = run_scenarios(project, run)
    assert calls == Counter(service_coverage=5)
    assert trial.asked == ("clinic_coverage", "clinic_beyond_bus")
    assert trial.run is not None
    assert trial.run.inputs.answers["bus_stop_coverage"] is run.inputs.answers["bus_stop_coverage"]
    assert trial.run.inputs.networks.keys() == run.inputs.networks.keys()


def counting(project: Project) -> tuple[Project, Counter[str]]:
    """Return a project whose methods count how often they are asked."""
    calls: Counter[str] = Counter()
    method = project.methods["service_coverage"]

    def compute(**given: Any) -> Result:  # noqa: ANN401 - as of any method
        calls["service_coverage"] += 1
        return method.compute(**given)

    counted = {**project.methods, "service_coverage": dataclasses.replace(method, compute=compute)}
    return dataclasses.replace(project, methods=counted), calls


def test_what_proposes_sites_is_spared_unless_a_target_rests_on_it(town: Path) -> None:
    project = open_project(town)
    proposing = dataclasses.replace(project.methods["service_coverage"], proposes=True)
    analyses = {
        name: spec.model_copy(update={"method": "siting"}) if name != "bus_stop_coverage" else spec
        for name, spec in project.analyses.items()
    }
    project = dataclasses.replace(project, analyses=analyses, methods={**project.methods, "siting": proposing})
    # a target is measured by clinic_coverage, none by clinic_beyond_bus
    assert affected(project, {"clinics"}) == (("clinic_coverage",), ("clinic_beyond_bus",))


def test_sites_an_analysis_names_are_those_of_the_present(town: Path) -> None:
    # C, D and F are not reached on foot; as stops they reach themselves, though the table would then be empty
    write(town, "sites", '[[add]]\nlayer = "bus_stops"\nfrom = "bus_stop_coverage.unreached_people"')
    _, run, trial = tried(town)
    assert len(trial.differences["bus_stops"].added) == 3
    assert values(trial.run, "bus_stop_coverage")["people_walking"] == 240
    assert values(run, "bus_stop_coverage")["people_walking"] == 150


def test_layers_selected_from_the_changed_one_follow(town: Path) -> None:
    (town / "layers/clinics.toml").write_text(
        'title = "卫生院"\ngeometry = "point"\n[columns.name]\ntype = "text"\n[[sources]]\nkind = "layer"\n'
        'layer = "bus_stops"\nwhere = { name = ["中心站", "新站"] }\n',
        encoding="utf-8",
    )
    write(town, "other", stops(at(1500, 500, name="别站")))
    _, _, trial = tried(town)
    assert trial.changed == {"bus_stops"}
    assert "clinic_coverage" not in trial.asked  # what is selected is as it was
    write(town, "other", stops(at(1500, 500, name="新站")))
    _, run, trial = tried(town)
    assert trial.changed == {"bus_stops", "clinics"}
    assert values(run, "clinic_coverage")["facilities"] == 1
    assert values(trial.run, "clinic_coverage")["facilities"] == 2
    write(town, "other", '[[add]]\nlayer = "clinics"\ndatum = "wgs84"\npoints = [' + at(1500, 500, name="x") + "]")
    _, _, trial = tried(town)
    [(where, _)] = said(trial)
    assert where == "add[0].layer"
    assert trial.faults[0].cure.en == 'Write layer = "bus_stops".'
    write(town, "other", '[[remove]]\nlayer = "bus_stops"\nwhere = { name = ["中心站"] }')
    _, _, trial = tried(town)
    assert trial.run is None  # nothing would be left of the clinics
    assert "made of it, can no longer be had" in said(trial)[0][1]


def test_what_rests_on_made_up_stops_is_a_demonstration(town: Path) -> None:
    write(town, "model", stops(at(1500, 500, name="中站")).replace("datum", 'nature = "modelled"\ndatum'))
    _, run, trial = tried(town)
    assert targets(run)["bus_area"][0] == "short"
    assert targets(trial.run)["bus_area"][0] == "demonstration"
    assert targets(trial.run)["clinics"][0] == "met"
    [beside] = beside_the_present(run, (trial,), language="zh")
    assert beside.targets[0].word == "not comparable"  # real on one side, modelled on the other
    assert beside.modelled == ("公交站点",)


def test_an_analysis_that_fails_only_in_the_scenario_is_told(town: Path) -> None:
    write(town, "streets", '[[remove]]\nlayer = "streets"\nwhere = { name = ["主街", "横街", "孤巷"] }')
    _, _, trial = tried(town)
    assert trial.run is None
    assert said(trial) == [("streets", "nothing is left of 'Streets'")]


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """Return what a town with a sound and a faulty scenario leaves, without them and with them, and what is said."""
    town = copy_town(tmp_path_factory.mktemp("scenarios"))
    write(town, "middle", 'about = "</p><script>x</script>"', stops(at(1500, 500, name="<b>中站</b>")), NO_EAST)
    write(town, "bad", stops(at(1500, 500, name="中站")).replace("bus_stops", "bus_stop"))
    without = geo_ruijin("run", town, "--no-scenarios", "--out", town / "a", lang="zh")
    words = geo_ruijin("run", town, "--out", town / "b", lang="zh")
    assert (without.status, words.status) == (0, 1)
    return town / "a", town / "b", words.words


def test_the_present_is_the_same_whatever_is_tried(outputs: tuple[Path, Path, str]) -> None:
    a, b, _ = outputs
    one, other = timeless(run_json(a)), timeless(run_json(b))
    assert one.pop("scenarios") == {}
    assert set(other.pop("scenarios")) == {"bad", "middle"}
    assert one == other
    for file in ("maps/transit.html", "results.gpkg"):
        assert (a / file).read_bytes() == (b / file).read_bytes()
    assert not (a / "scenarios").exists()


def test_run_json_says_what_would_be_and_of_the_faulty_one_why(outputs: tuple[Path, Path, str]) -> None:
    found = run_json(outputs[1])["scenarios"]
    assert found["middle"]["status"] == "done"
    assert found["middle"]["layers"] == {"bus_stops": {"added": 1, "removed": 1, "outside": 0}}
    area, people = found["middle"]["targets"]
    assert (area["before"]["verdict"], area["after"]["verdict"]) == ("short", "would be short")
    assert (people["before"]["verdict"], people["after"]["verdict"]) == ("met", "would be met")
    assert area["change"] == pytest.approx(area["after"]["value"] - area["before"]["value"])
    assert found["bad"]["status"] == "failed"
    assert "没有“bus_stop”这个图层。是否想写“bus_stops”?" in found["bad"]["faults"][0]
    assert found["bad"]["targets"] == []


def test_the_page_says_that_it_is_hypothetical_and_escapes_what_is_in_the_file(outputs: tuple[Path, Path, str]) -> None:
    page = (outputs[1] / "scenarios/middle.html").read_text(encoding="utf-8")
    assert "情景是假设" in page
    assert "若实施则达到" in page
    assert "若实施仍有差距" in page
    assert "✔ 达标" not in page  # no verdict of a scenario reads as one of the present
    assert "<script" not in page
    assert "&lt;b&gt;中站&lt;/b&gt;" in page
    assert '<a href="maps/middle.transit.html">' in page
    assert "<b>" not in (outputs[1] / "scenarios/maps/middle.transit.html").read_text(encoding="utf-8")
    index = (outputs[1] / "index.html").read_text(encoding="utf-8")
    assert '<a href="scenarios/middle.html">' in index
    assert "若实施" not in index
    assert "没有计算" not in page
    assert "bus_stops" in (outputs[1] / "scenarios/bad.html").read_text(encoding="utf-8")


def test_the_terminal_has_a_line_for_each_target_that_would_change(outputs: tuple[Path, Path, str]) -> None:
    words = outputs[2]
    assert "情景 · middle(公交站点:新增 1、去掉 1)" in words
    # 100 less 2 circles of 2 km² is 21.5
    assert "44.86% → 78.53%  +33.67个百分点  ▲ 若实施仍有差距(还差 21.5个百分点)" in words
    assert "79.17% → 87.50%  +8.33个百分点  ✔ 若实施则达到" in words
    assert "4 项目标不变" in words
    assert words.index("达标 3") < words.index("情景 · middle")


def test_the_workbook_has_figures_townships_and_features(outputs: tuple[Path, Path, str]) -> None:
    book = openpyxl.load_workbook(outputs[1] / "results.xlsx")
    sheets = {name: [list(row) for row in book[name].iter_rows(values_only=True)] for name in book.sheetnames}
    figures = sheets["情景 目标与指标"]
    assert "情景是假设" in str(figures[0][0])
    assert figures[1][0] == "bad:情景有错,没有计算"
    assert figures[4][:3] == ["middle", "目标", "一1 公交站点500米覆盖率达到100%"]
    assert figures[4][5] == pytest.approx(100 * 2 * CIRCLE / 2e6)
    [east] = [row for row in sheets["情景 分乡镇"] if row[2:4] == ["东区", "面积覆盖率(圆)"]]
    assert east[6] == pytest.approx(100 * CIRCLE / 1e6)
    added, removed = sheets["情景 增减的要素"][4:]
    assert added[1:5] == ["公交站点", "新增", "<b>中站</b>", "东区"]
    assert added[7:] == [pytest.approx(401500), pytest.approx(2860500)]
    assert removed[2:4] == ["去掉", "东站"]


def test_check_tells_what_is_wrong_with_the_data_of_a_scenario(town: Path) -> None:
    write(town, "a", '[[remove]]\nlayer = "bus_stops"\nwhere = { name = ["东战"] }')
    write(town, "b", '[[add]]\nlayer = "bus_stops"\nfrom = "bus_stop_coverage.unreached_people"')  # not known yet
    found = geo_ruijin("check", town)
    assert found.status == 1
    assert "scenarios/a.toml: 'remove[0].where.name': no feature is '东战'. Valid names: 东站, 中心站" in found.words
    assert "scenarios/b.toml" not in found.words


def test_a_page_goes_with_its_scenario(town: Path) -> None:
    write(town, "middle", stops(at(1500, 500, name="中站")))
    geo_ruijin("run", town)
    (town / "outputs/scenarios/mine.txt").write_text("keep", encoding="utf-8")
    (town / "scenarios/middle.toml").unlink()
    geo_ruijin("run", town)
    assert [path.name for path in (town / "outputs/scenarios").iterdir()] == ["mine.txt"]


def test_the_shipped_scenarios_are_sound_and_made_up() -> None:
    project = open_project(shipped_project())
    assert project.names["scenarios"]
    assert [fault for fault in project.faults if fault.file.startswith("scenarios/")] == []
    for spec in project.scenarios.values():
        assert all(entry.nature == "modelled" or entry.from_ for entry in spec.add)


def test_tiny_town_has_none() -> None:
    project = open_project(TINY_TOWN)
    assert project.scenarios == {}
    assert check_scenarios(project, {}) == []


def test_a_target_that_is_reported_stays_and_is_named(town: Path) -> None:
    # measured on modelled clinics and reported, it is judged by what is reported
    edit(
        town / "plan.toml",
        'reported = "forest_cover"',
        'reported = "forest_cover"\nmeasured_by = "clinic_coverage.area_share"',
    )
    edit(town / "layers/clinics.toml", 'kind = "file"', 'kind = "file"\nnature = "modelled"')
    write(town, "clinic", '[[add]]\nlayer = "clinics"\ndatum = "wgs84"\npoints = [' + at(500, 500, name="西院") + "]")
    _, run, trial = tried(town)
    [beside] = beside_the_present(run, (trial,), language="en")
    assert trial.reported == {"forest"}
    assert "forest" not in [change.target.id for change in beside.targets]
    assert "which a scenario does not change: Forest cover of 75.6 % or more" in notes_on(beside)[1].en
