"""`geo-ruijin compare` on Tiny Town, run twice: what it leaves, says and refuses."""

from __future__ import annotations

import json
import math
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import openpyxl
import pyogrio
import pytest

from geo_ruijin.methods.facilities import QUARTER
from geo_ruijin.report.runjson import FORMAT
from tests.command import Said, geo_ruijin
from tests.towns import copy_town, edit

pytestmark = pytest.mark.usefixtures("no_pictures")

STOPS = "layers/data/bus_stops.geojson"
_EAST = (
    '{"type": "Feature", "properties": {"name": "东站"}, '
    '"geometry": {"type": "Point", "coordinates": [402300, 2860500]}}'
)
#: 东站 moves west by 100 m, to x=2200, and 新站 appears at x=1500: its circle lies within the built-up area.
_LATER = _EAST.replace("402300", "402200") + ",\n" + _EAST.replace("402300", "401500").replace("东站", "<b>新站</b>")

#: A circle of 500 m as the polygon the methods take it for [m²].
CIRCLE = 2 * QUARTER * math.sin(math.tau / (4 * QUARTER)) * 500**2


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the outputs of the town, and of the town a year later with a new stop."""
    town = copy_town(tmp_path_factory.mktemp("runs"))
    geo_ruijin("run", town, "--out", town / "2025", lang="zh")
    edit(town / STOPS, _EAST, _LATER)
    edit(town / "layers/bus_stops.toml", "date = 2025", "date = 2026")
    geo_ruijin("run", town, "--out", town / "2026", lang="zh")
    return town / "2025", town / "2026"


@pytest.fixture
def copies(runs: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """Return copies of both outputs, to be spoiled."""
    return Path(shutil.copytree(runs[0], tmp_path / "a")), Path(shutil.copytree(runs[1], tmp_path / "b"))


def compare(before: Path, after: Path, to: Path, *, lang: str = "zh") -> tuple[Said, dict[str, Any]]:
    said = geo_ruijin("compare", before, after, "--to", to, lang=lang)
    assert said.status == 0, said.words
    values: dict[str, Any] = json.loads((to / "compare.json").read_text(encoding="utf-8"))
    return said, values


def respell(outputs: Path, **values: object) -> None:
    """Change keys of a `run.json`; None takes a key out."""
    path = outputs / "run.json"
    there = json.loads(path.read_text(encoding="utf-8")) | values
    kept = {key: value for key, value in there.items() if value is not None}
    path.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


# -- what changed ------------------------------------------------------------------------------------------------------


def test_a_stop_that_appeared_and_one_that_moved(runs: tuple[Path, Path], tmp_path: Path) -> None:
    said, values = compare(*runs, tmp_path / "c")
    stops = values["layers"]["bus_stops"]
    assert {kind: count for kind, count in stops["counts"].items() if count} == {
        "appeared": 1,
        "moved": 1,
        "unchanged": 1,
    }
    new, moved = stops["changes"]
    assert (new["kind"], new["name"], new["at"], new["division"]) == (
        "appeared",
        "<b>新站</b>",
        [401500, 2860500],
        "东区",
    )
    assert (moved["kind"], moved["name"], moved["distance"]) == ("moved", "东站", pytest.approx(100))
    bus = values["targets"][0]
    assert (bus["id"], bus["word"], bus["comparable"], bus["cautions"]) == ("bus_area", "better", True, [])
    # afterwards there are two whole circles in 2 km², and what 东站 at x=2200 reaches, which the one at 1500 overlaps
    assert bus["after"]["value"] > 100 * 2 * CIRCLE / 2e6 > bus["before"]["value"]
    assert bus["change"] == pytest.approx(bus["after"]["value"] - bus["before"]["value"])
    assert bus["before"]["short_by"] == pytest.approx(100 - bus["before"]["value"])
    assert "变好" in said.words
    assert "新增 1" in said.words


def test_a_figure_over_what_the_stops_leave_out_cannot_be_compared(runs: tuple[Path, Path], tmp_path: Path) -> None:
    values = compare(*runs, tmp_path / "c")[1]
    beyond = [one for one in values["measures"] if one["analysis"] == "clinic_beyond_bus"]
    share = next(one for one in beyond if one["measure"] == "area_share")
    assert not share["comparable"]
    assert share["breaks"] == ["“公交站点”的数据变了,它是分母、统计范围或量算的依据"]
    clinics = next(one for one in values["targets"] if one["id"] == "clinics")
    assert (clinics["word"], clinics["change"], clinics["comparable"]) == ("same", 0, True)


def test_divisions_then_and_now(runs: tuple[Path, Path], tmp_path: Path) -> None:
    [zones] = compare(*runs, tmp_path / "c")[1]["divisions"]
    rows = {row["name"]: row for row in zones["rows"]}
    assert (zones["analysis"], zones["table"], zones["comparable"]) == ("bus_stop_coverage", "zones", True)
    # of the western square kilometre 中心站 at x=500 reaches its circle, then and now; that of 新站 touches x=1000
    assert rows["西区"]["area_share_before"] == pytest.approx(100 * CIRCLE / 1e6)
    assert rows["西区"]["area_share_change"] == pytest.approx(0, abs=1e-9)
    assert rows["东区"]["area_share_after"] > 100 * CIRCLE / 1e6


def test_another_radius_or_region_is_no_change_of_the_town(runs: tuple[Path, Path], tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    edit(town / "analyses/bus_stop_coverage.toml", "value = 500", "value = 800")
    edit(
        town / "layers/data/built_up_area.geojson",
        "[402000, 2860000], [402000, 2861000]",
        "[401500, 2860000], [401500, 2861000]",
    )
    geo_ruijin("run", town, lang="zh")
    said, values = compare(runs[0], town / "outputs", tmp_path / "c")
    bus = values["targets"][0]
    assert bus["word"] == "not comparable"
    assert bus["breaks"] == ["参数“服务半径”:500米 → 800米", "“建成区”的数据变了,它是分母、统计范围或量算的依据"]
    assert "口径变化,不可比" in said.words
    assert "变好" not in said.words


def test_the_same_run_twice_changed_nothing(runs: tuple[Path, Path], tmp_path: Path) -> None:
    said, values = compare(runs[0], runs[0], tmp_path / "c")
    assert {one["word"] for one in values["targets"]} <= {"same", "no data"}
    assert not any(layer["differs"] for layer in values["layers"].values())
    assert "同一次运行" in said.words


def test_the_wrong_way_round_is_said(runs: tuple[Path, Path], tmp_path: Path) -> None:
    said, _ = compare(runs[1], runs[0], tmp_path / "c")
    assert "公交站点 (2026 → 2025)" in said.words
    assert "写反" in said.words
    assert "写反" not in compare(*runs, tmp_path / "c")[0].words


# -- what it leaves ----------------------------------------------------------------------------------------------------


def test_the_page_needs_nothing_and_nothing_hostile_runs(runs: tuple[Path, Path], tmp_path: Path) -> None:
    for lang in ("zh", "en"):
        compare(*runs, tmp_path / lang, lang=lang)
        page = (tmp_path / lang / "compare.html").read_text(encoding="utf-8")
        assert "default-src 'none'" in page
        assert not re.findall(r"<(?:script|img|link|iframe|b>新站)", page)
        assert "&lt;b&gt;新站" in page
        assert ("两次评估对比" in page) == (lang == "zh")
        assert 'class="banner"' not in page  # nothing is modelled in Tiny Town


def test_modelled_layers_keep_their_banner(copies: tuple[Path, Path], tmp_path: Path) -> None:
    for outputs in copies:
        layers = json.loads((outputs / "run.json").read_text(encoding="utf-8"))["layers"]
        layers["bus_stops"]["nature"] = "modelled"
        respell(outputs, layers=layers)
    said, values = compare(*copies, tmp_path / "c")
    assert values["targets"][0]["word"] == "demonstration"
    assert values["modelled"] == ["公交站点"]
    assert "示例数据" in said.words
    assert 'class="banner"' in (tmp_path / "c" / "compare.html").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(tmp_path / "c" / "compare.xlsx")
    assert any("示例数据" in str(row[0].value) for row in book.worksheets[0].iter_rows(max_row=6))


def test_the_geopackage_opens_styled_by_kind_of_change(runs: tuple[Path, Path], tmp_path: Path) -> None:
    compare(*runs, tmp_path / "c")
    path = tmp_path / "c" / "compare.gpkg"
    layers = {name: kind for name, kind in pyogrio.list_layers(path)}  # noqa: C416 - an array of pairs
    assert layers == {
        "bus_stops__changes": "Point",
        "bus_stops__moves": "LineString",
        "bus_stop_coverage__zones": "Polygon",
        "targets": None,
        "layer_styles": None,
    }
    changes = gpd.read_file(path, layer="bus_stops__changes")
    assert changes[["change", "name"]].to_numpy().tolist() == [["新增", "<b>新站</b>"], ["移动", "东站"]]
    [line] = gpd.read_file(path, layer="bus_stops__moves").geometry
    assert list(line.coords) == [(402300, 2860500), (402200, 2860500)]
    styles = pyogrio.read_dataframe(path, layer="layer_styles").set_index("f_table_name")["styleQML"]
    renderer = ET.fromstring(styles["bus_stops__changes"]).find("renderer-v2")  # noqa: S314 - our own
    assert renderer is not None
    assert renderer.get("attr") == "change"
    values = [one.get("value") for one in renderer.iter("category")]
    assert set(changes["change"]) <= set(values)
    assert len(list(renderer.iter("symbol"))) == len(values)


def test_the_workbook_holds_targets_divisions_features_and_data(runs: tuple[Path, Path], tmp_path: Path) -> None:
    _, values = compare(*runs, tmp_path / "c")
    book = openpyxl.load_workbook(tmp_path / "c" / "compare.xlsx")
    assert book.sheetnames == [
        "计分板",
        "公交站点500米覆盖率 · 建成区的覆盖情况(按区划)"[:31],
        "变化 公交站点",
        "各项指标",
        "数据来源",
    ]
    board = book["计分板"]
    top = next(row for row in range(1, 9) if board.cell(row, 1).value == "条款")
    heads = [cell.value for cell in board[top]]
    first = dict(zip(heads, (cell.value for cell in board[top + 1]), strict=True))
    assert first["前"] == pytest.approx(values["targets"][0]["before"]["value"], rel=1e-15)  # Excel keeps 16 digits
    assert first["后"] == pytest.approx(values["targets"][0]["after"]["value"], rel=1e-15)
    assert board.max_row == top + len(values["targets"])


def test_the_same_comparison_is_the_same_bytes_and_stays_whole(runs: tuple[Path, Path], tmp_path: Path) -> None:
    contents = []
    for _ in range(2):  # the second takes the place of the first
        compare(*runs, tmp_path / "c")
        contents.append({path.name: path.read_bytes() for path in sorted((tmp_path / "c").iterdir())})
    assert contents[0] == contents[1]
    assert sorted(contents[0]) == ["compare.gpkg", "compare.html", "compare.json", "compare.xlsx"]
    assert str(tmp_path).encode() not in contents[0]["compare.json"] + contents[0]["compare.html"]


def test_it_goes_beside_the_second_outputs(copies: tuple[Path, Path]) -> None:
    said = geo_ruijin("compare", copies[0] / "run.json", copies[1] / "run.json")
    assert said.status == 0
    assert (copies[1].parent / "compare" / "compare.html").is_file()


# -- older, damaged, foreign -------------------------------------------------------------------------------------------


def make_old(outputs: Path) -> None:
    """Make outputs those of the first format: no inputs, no columns, no layers."""
    values = json.loads((outputs / "run.json").read_text(encoding="utf-8"))
    for answer in values["analyses"].values():
        del answer["inputs"]
        for table in answer["tables"].values():
            del table["columns"]
    respell(outputs, format=None, kept=None, analyses=values["analyses"])


def test_outputs_of_an_older_version_compare_without_features(copies: tuple[Path, Path], tmp_path: Path) -> None:
    make_old(copies[0])
    said, values = compare(*copies, tmp_path / "c")
    assert values["targets"][0]["word"] == "better"  # the later run says what is counted
    assert "counts" not in values["layers"]["bus_stops"]
    assert "前一次由旧版" in said.words
    assert len(values["divisions"]) == 1
    make_old(copies[1])
    _, values = compare(*copies, tmp_path / "c")
    assert values["targets"][0]["word"] == "not comparable"  # nobody says what is counted
    assert len(values["divisions"]) == 1


def test_without_the_geopackage_targets_are_still_compared(copies: tuple[Path, Path], tmp_path: Path) -> None:
    (copies[0] / "results.gpkg").unlink()
    said, values = compare(*copies, tmp_path / "c")
    assert values["targets"][0]["word"] == "better"
    assert values["divisions"] == []
    assert "没有 results.gpkg" in said.words


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _drop_a_row(outputs: Path) -> None:
    with sqlite3.connect(outputs / "results.gpkg") as database:
        database.execute('delete from "scoreboard" where fid = 1')
        database.execute("drop table layer__bus_stops")
        database.execute("delete from gpkg_contents where table_name = 'layer__bus_stops'")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda outputs: (outputs / "run.json").unlink(), "no outputs of a run"),
        (shutil.rmtree, "no outputs of a run"),
        (lambda outputs: _cut(outputs / "run.json"), "damaged, or not written by geo-ruijin"),
        (
            lambda outputs: (outputs / "run.json").write_text('{"name": "x", "version": "1"}'),
            "not written by geo-ruijin",
        ),
        (lambda outputs: (outputs / "run.json").write_text("[]"), "not written by geo-ruijin"),
        (lambda outputs: (outputs / "run.json").write_bytes(b"\xff\xfe"), "not written by geo-ruijin"),
        (lambda outputs: respell(outputs, crs=None), "not written by geo-ruijin (crs"),
        (lambda outputs: respell(outputs, format=FORMAT + 1, targets=None), "written by the later version"),
        (lambda outputs: _cut(outputs / "results.gpkg"), "results.gpkg"),
        (lambda outputs: (outputs / "results.gpkg").write_bytes(b"x"), "damaged and cannot be read"),
        (_drop_a_row, "not of the same run ('layer__bus_stops'"),
    ],
)
def test_damaged_and_foreign_outputs_are_refused(
    copies: tuple[Path, Path],
    tmp_path: Path,
    spoil: Callable[[Path], object],
    said: str,
) -> None:
    spoil(copies[0])
    for given in (copies, copies[::-1]):
        answer = geo_ruijin("compare", *given, "--to", tmp_path / "c")
        assert answer.status == 1
        assert said in answer.words.replace("\n", "")
        assert not (tmp_path / "c").exists()


def test_outputs_of_another_place_are_refused(copies: tuple[Path, Path], tmp_path: Path) -> None:
    with sqlite3.connect(copies[1] / "results.gpkg") as database:
        database.execute("drop table layer__boundary")
        database.execute("delete from gpkg_contents where table_name = 'layer__boundary'")
    kept = json.loads((copies[1] / "run.json").read_text(encoding="utf-8"))["kept"]
    kept.pop("boundary")
    respell(copies[1], kept=kept, place="大城")
    answer = geo_ruijin("compare", *copies, "--to", tmp_path / "c")
    assert answer.status == 1
    assert "different places: 小镇, 大城" in answer.words


def test_a_place_is_known_by_its_boundary_whatever_it_is_called(copies: tuple[Path, Path], tmp_path: Path) -> None:
    respell(copies[1], place="Tiny Town", language="en")
    assert "不比较文字" in compare(*copies, tmp_path / "c")[0].words
    boundary = gpd.read_file(copies[1] / "results.gpkg", layer="layer__boundary")
    boundary.geometry = boundary.translate(50_000)
    with sqlite3.connect(copies[1] / "results.gpkg") as database:
        database.execute("delete from layer_styles where f_table_name = 'layer__boundary'")
    pyogrio.write_dataframe(boundary, copies[1] / "results.gpkg", layer="layer__boundary", append=False)
    answer = geo_ruijin("compare", *copies, "--to", tmp_path / "c")
    assert answer.status == 1
    assert "less than half of them is common" in answer.words.replace("\n", "")


def test_somebody_elses_folder_is_not_overwritten(runs: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "chapter1.docx").write_bytes(b"years of work")
    answer = geo_ruijin("compare", *runs, "--to", tmp_path)
    assert answer.status == 1
    assert "--to" in answer.words
    assert [path.name for path in tmp_path.iterdir()] == ["chapter1.docx"]
    assert geo_ruijin("compare", *runs, "--to", runs[1]).status == 1  # nor the outputs themselves
