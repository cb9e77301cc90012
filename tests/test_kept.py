"""Earlier runs a project keeps: copied on purpose, read with what is wrong with them, joined where they may be."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from geo_ruijin.compare.kept import histories, keep_run, read_kept
from geo_ruijin.errors import NoDataError, SourceError
from geo_ruijin.record import RunRecord, VerdictWord
from geo_ruijin.report import to_json, write_index
from geo_ruijin.report.history import sparkline
from tests.command import geo_ruijin
from tests.records import BUS, RUN, layer, verdict

REAL = (layer("boundary", "界", "Boundary", nature="real"), layer("bus_stops", "站点", "Stops", nature="real"))
ANSWER = replace(
    BUS,
    layers=("boundary", "bus_stops"),
    modelled=(),
    inputs={"facilities": "bus_stops", "region": "boundary"},
    input_layers={"facilities": ("bus_stops",), "region": ("boundary",)},
    parameters=BUS.parameters[:1],
    tables={},
)


def run(year: int, value: float | None, **more: Any) -> RunRecord:  # noqa: ANN401 - what the record has
    """Return a run of a year with one target that is measured, on real layers."""
    word: VerdictWord = "no data" if value is None else "short"
    measured = verdict("bus", word, value=value, measured_by="bus_stop_coverage.area_share")
    made = replace(
        RUN,
        started=dt.datetime(year, 11, 20, tzinfo=dt.UTC),
        layers=REAL,
        analyses=(ANSWER,),
        targets=(measured,),
        faults=(),
    )
    return replace(made, **more)


def kept(folder: Path, *records: RunRecord) -> Path:
    """Return a project with these runs kept under their years."""
    (folder / "runs").mkdir()
    for record in records:
        said = json.dumps(to_json(record, language="zh"), ensure_ascii=False)
        (folder / "runs" / f"{record.started.year}.json").write_text(said, encoding="utf-8")
    return folder


def course(folder: Path, now: RunRecord) -> list[tuple[str, float, bool]]:
    """Return of each point its run, its value, and whether it measures the same as the one before."""
    found = histories(read_kept(folder, RUN.place)[0], now, language="zh")
    return [(point.run, point.value, not point.breaks) for point in found["bus"].points]


def test_earlier_figures_stand_before_the_present_one(tmp_path: Path) -> None:
    folder = kept(tmp_path, run(2025, 80.0), run(2024, 70.0), run(2023, None))
    assert course(folder, run(2026, 88.5)) == [("2024", 70.0, True), ("2025", 80.0, True), ("", 88.5, True)]
    assert course(folder, run(2025, 88.5)) == [("2024", 70.0, True), ("", 88.5, True)]  # not after the present


def test_what_measures_something_else_is_not_joined(tmp_path: Path) -> None:
    """The radius is another one; then the region; and of a modelled layer nothing joins what is real."""
    farther = replace(ANSWER, parameters=(replace(ANSWER.parameters[0], value=800),))
    folder = kept(tmp_path, run(2024, 95.0, analyses=(farther,)), run(2025, 80.0))
    assert course(folder, run(2026, 88.5)) == [("2024", 95.0, True), ("2025", 80.0, False), ("", 88.5, True)]
    larger = (replace(REAL[0], sha256="00" * 32), REAL[1])
    assert course(folder, run(2026, 88.5, layers=larger))[-1] == ("", 88.5, False)
    more_stops = (REAL[0], replace(REAL[1], sha256="00" * 32))
    assert course(folder, run(2026, 88.5, layers=more_stops))[-1] == ("", 88.5, True)  # that is the change asked for
    made_up = (REAL[0], replace(REAL[1], nature="modelled"))
    shown = replace(run(2026, 88.5).targets[0], verdict="demonstration")
    assert course(folder, run(2026, 88.5, layers=made_up, targets=(shown,)))[-1] == ("", 88.5, False)


def test_the_line_joins_only_what_measures_the_same(tmp_path: Path) -> None:
    farther = replace(ANSWER, parameters=(replace(ANSWER.parameters[0], value=800),))
    folder = kept(tmp_path, run(2024, 95.0, analyses=(farther,)), run(2025, 80.0))
    found = histories(read_kept(folder, RUN.place)[0], run(2026, 88.5), language="zh")["bus"]
    svg = ET.fromstring(sparkline(found))  # noqa: S314 - our own
    lines, places = svg.findall("line"), svg.findall("circle")
    assert len(places) == 3
    assert len(lines) == 1 + 1  # the level of the target, and from 2025 to 2026
    assert (lines[1].get("x1"), lines[1].get("x2")) == (places[1].get("cx"), places[2].get("cx"))
    demonstrations = tuple(replace(point, demonstration=True, breaks=()) for point in found.points)
    broken = ET.fromstring(sparkline(replace(found, points=demonstrations))).findall("line")[1:]  # noqa: S314
    assert [line.get("stroke-dasharray") for line in broken] == ["4 3", "4 3"]
    mixed = (*demonstrations[:2], replace(found.points[2], breaks=()))
    assert sparkline(replace(found, points=mixed)).count("<line") == 1 + 1
    assert sparkline(replace(found, points=found.points[:1])) == ""


def test_the_page_shows_the_course_with_dates_and_reasons(tmp_path: Path) -> None:
    farther = replace(ANSWER, parameters=(replace(ANSWER.parameters[0], value=800),))
    folder = kept(tmp_path, run(2025, 95.0, analyses=(farther,)))
    now = run(2026, 88.5)
    past = histories(read_kept(folder, RUN.place)[0], now, language="zh")
    write_index(now, tmp_path / "index.html", language="zh", past=past)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert page.count('class="spark"') == 1
    assert "2025-11-20" in page
    assert "不可比:参数“服务半径”:800米 → 500米" in page


def test_no_figure_of_a_course_is_rounded_over_its_bound(tmp_path: Path) -> None:
    """89.96 % and 89.98 % miss 90 % in either year: with one decimal both would read 90.0."""
    folder = kept(tmp_path, run(2025, 89.96, analyses=(ANSWER,)))
    now = run(2026, 89.98)
    now = replace(now, targets=(replace(now.targets[0], target=90.0),))
    past = histories(read_kept(folder, RUN.place)[0], now, language="zh")
    assert [past["bus"].say(point, "zh") for point in past["bus"].points] == ["89.96%", "89.98%"]
    write_index(now, tmp_path / "index.html", language="zh", past=past)
    assert "90.0%" not in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_what_is_no_run_of_this_place_is_told_and_stops_nothing(tmp_path: Path) -> None:
    folder = kept(tmp_path, run(2024, 70.0))
    (folder / "runs" / "broken.json").write_text("{", encoding="utf-8")
    (folder / "runs" / "notes.txt").write_text("not looked at", encoding="utf-8")
    later = to_json(run(2025, 1.0), language="zh") | {"format": 99}
    (folder / "runs" / "later.json").write_text(json.dumps(later), encoding="utf-8")
    other = to_json(run(2025, 1.0), language="zh") | {"place": "于都县"}
    (folder / "runs" / "other.json").write_text(json.dumps(other), encoding="utf-8")
    runs, faults = read_kept(folder, RUN.place)
    assert [one.name for one in runs] == ["2024"]
    assert [fault.file for fault in faults] == ["runs/broken.json", "runs/later.json", "runs/other.json"]
    assert not any(fault.serious or str(tmp_path) in fault.say("zh") + fault.say("en") for fault in faults)
    assert "于都县" in faults[2].what.zh
    assert read_kept(tmp_path / "nowhere", RUN.place) == ((), ())


def test_a_run_is_kept_once_under_a_name(tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    outputs.mkdir()
    with pytest.raises(NoDataError):
        keep_run(tmp_path, outputs)
    said = json.dumps(to_json(run(2025, 80.0), language="zh"))
    (outputs / "run.json").write_text(said, encoding="utf-8")
    assert keep_run(tmp_path, outputs) == tmp_path / "runs" / "2025.json"
    assert (tmp_path / "runs" / "2025.json").read_text(encoding="utf-8") == said
    with pytest.raises(SourceError, match="is there and stays as it is"):
        keep_run(tmp_path, outputs)
    assert geo_ruijin("keep", "--project", tmp_path).status == 1
    assert "2025-2.json" in geo_ruijin("keep", "2025-2", "--project", tmp_path).words.replace("\n", "")
    assert keep_run(tmp_path, outputs, "年中").name == "年中.json"
    for name in ("../x", "a/b", ".hidden", "", "x.", "c:x"):
        with pytest.raises(SourceError, match="is no name for a file"):
            keep_run(tmp_path, outputs, name)
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == ["2025-2.json", "2025.json", "年中.json"]
