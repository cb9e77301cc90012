"""The report: digits, `run.json`, page, workbook, GeoPackage and terminal show what is in the record, and only that."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image
from rich.console import Console
from shapely import LineString

from geo_ruijin.figures import show_cell, show_figure, show_number, show_target, with_unit
from geo_ruijin.record import Completeness, ParameterRecord, RunRecord
from geo_ruijin.report import (
    MapLink,
    print_scoreboard,
    to_json,
    write_geopackage,
    write_index,
    write_questions,
    write_workbook,
)
from geo_ruijin.report.cells import figure_cell
from geo_ruijin.report.environment import FIRST_ROWS, WHOLE_ROWS
from geo_ruijin.report.places import place_columns
from geo_ruijin.report.question_sheets import MOST_ROWS
from geo_ruijin.report.sheets import sheet_name
from geo_ruijin.report.view import by_action, score_rows, verdict_counts
from geo_ruijin.results import Column, Measure, Table
from geo_ruijin.text import Language, Text, same
from geo_ruijin.units import UNITS
from tests.records import (
    ACTIONS,
    BUS,
    CRS,
    ENOUGH_STREETS,
    FEW_STOPS,
    HOSTILE,
    PARKS,
    RUN,
    graded,
    layer,
    plain_table,
    point_table,
    verdict,
)

LANGUAGES: tuple[Language, ...] = ("zh", "en")


def sheet_of(book: Workbook, title: str) -> Worksheet:
    """Return the sheet of a question or a table, which is named by its number and its title."""
    [found] = [book[name] for name in book.sheetnames if name.partition(" ")[2] == title]
    return found


# --- digits ---


@pytest.mark.parametrize(
    ("value", "unit", "beside", "shown"),
    [
        (88.2137, "%", [], "88.2"),
        (99.96, "%", [100.0], "99.96"),  # one decimal would say 100.0
        (99.96, "%", [], "99.96"),  # all of a share is never a rounding
        (100.0, "%", [100.0], "100.0"),
        (100.04, "%", [100.0], "100.04"),
        (0.04, "%", [], "0.04"),
        (0.0, "%", [], "0.0"),
        (-0.0, "%", [], "0.0"),
        (99.9341, "%", [99.93], "99.934"),  # two decimals, as the target has, would say the target is just reached
        (99.93, "%", [99.93], "99.93"),
        (34.999, "%", [35.0], "34.999"),
        (27.43, "%", [27.4], "27.43"),  # "more than 27.4" is met: 27.4 would not show it
        (613894.2, "people", [], "613,894"),
        (0.3, "people", [], "0.3"),  # not nobody
        (63412.5, "people", [63412.0], "63,412.5"),
        (0.1 + 0.2, "km", [], "0.30"),
        (261.0, "1", [], "261"),
        (2.5, "1", [], "2.50"),
        (1e-12, "%", [], "0.000000000001"),
        (13_000_000.0, "m³", [13_000_000.0], "13,000,000"),
        (-1234.56, "MW", [], "-1,234.6"),
        (None, "%", [100.0], "—"),
        (float("nan"), "%", [], "—"),
        (float("inf"), "%", [], "—"),
    ],
)
def test_figures_get_the_digits_they_need(value: float | None, unit: str, beside: list[float], shown: str) -> None:
    assert show_figure(value, unit, beside=beside) == shown


NUMBERS = st.floats(min_value=-1e9, max_value=1e9, allow_subnormal=False)


@given(NUMBERS, st.sampled_from(sorted(UNITS)), NUMBERS)
def test_no_figure_is_rounded_to_or_over_its_bound(value: float, unit: str, target: float) -> None:
    shown = Decimal(show_figure(value, unit, beside=[target]).replace(",", ""))
    exact, bound = Decimal(repr(value)), Decimal(repr(target))
    assert shown.compare(bound) == exact.compare(bound)
    assert (shown == 0) == (exact == 0)
    places = -int(shown.as_tuple().exponent)
    assert abs(shown - exact) <= Decimal("0.5").scaleb(-places)


@given(st.floats(min_value=90, max_value=110))
def test_a_shown_value_meets_its_target_just_when_it_does(value: float) -> None:
    row = score_rows(replace(RUN, targets=(verdict("x", "met", value=value, target=100.0),)))[0]
    assert (float(row.value) >= 100.0) == (value >= 100.0)


def test_targets_read_as_the_plan_has_them() -> None:
    assert [show_number(number) for number in (100, 99.93, 13_000_000.0, 1e-7)] == [
        "100",
        "99.93",
        "13,000,000",
        "0.0000001",
    ]
    assert [show_target(bound, 14.5) for bound in ("at_least", "at_most", "more_than", "less_than")] == [
        "≥ 14.5",
        "≤ 14.5",
        "> 14.5",
        "< 14.5",
    ]


def test_units_stand_where_the_language_puts_them() -> None:
    assert with_unit("88.2", "%", language="zh") == "88.2%"
    assert with_unit("500", "m", language="zh") == "500米"
    assert with_unit("500", "m", language="en") == "500 m"
    assert with_unit("—", "m", language="en") == "—"
    assert with_unit("3", "1", language="en") == with_unit("3", None, language="en") == "3"


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (2025, "1", "2025"),
        (np.int64(360781), "1", "360781"),
        (1234, "people", "1,234"),
        (1234.5, "1", "1,234.50"),
        (9.313225746154786e-14, "ha", "0.00"),  # left of 807.01 - 807.01
        (-1e-12, "ha", "0.00"),
        (2e-9, "ha", "0.000000002"),
        (100.00000000000003, "%", "100.0"),
        (99.99999, "%", "99.99999"),
        (True, "1", "yes"),
        (np.float64("nan"), "m", "—"),
        (pd.NA, "m", "—"),
        (pd.NaT, "1", "—"),
        (pd.Timestamp("2020-11-01"), "1", "2020-11-01"),
        (np.datetime64("2020-11-01"), "1", "2020-11-01"),
        (np.datetime64("NaT"), "1", "—"),
        (dt.date(2020, 11, 1), "1", "2020-11-01"),
        (pd.Timestamp("2020-11-01 08:30"), "1", "2020-11-01 08:30:00"),
        ("=1+1", "1", "=1+1"),
    ],
)
def test_cells(value: object, unit: str, shown: str) -> None:
    assert show_cell(value, unit, language="en") == shown


# --- the record, laid out ---


def test_targets_stay_in_order_under_their_action() -> None:
    groups = by_action(score_rows(RUN))
    assert [row.verdict for rows in groups.values() for row in rows] == list(RUN.targets)
    assert len(groups) == 4
    assert verdict_counts(RUN) == {"met": 5, "short": 5, "demonstration": 5, "open": 0, "no data": 5}


def test_a_target_knows_its_analysis_and_layers() -> None:
    rows = {row.verdict.id: row for row in score_rows(RUN)}
    row = rows["bus_stop_coverage_2025"]
    assert row.analysis is BUS
    assert row.measure is BUS.measures["area_share"]
    assert tuple(layer.name for layer in row.layers) == BUS.layers
    assert rows["piles"].analysis is None
    assert rows["piles"].layers == ()


def test_a_measure_may_rest_on_fewer_layers_than_its_analysis() -> None:
    behind = {"area_share": ("boundary",)}
    record = replace(RUN, analyses=(replace(BUS, measure_layers=behind, table_layers={"villages": ("boundary",)}),))
    row = next(row for row in score_rows(record) if row.verdict.id == "bus_stop_coverage_2025")
    assert [layer.name for layer in row.layers] == ["boundary"]
    values = to_json(record, language="zh")
    assert values["targets"][9]["rests_on"] == ["boundary"]
    analysis = values["analyses"]["bus_stop_coverage"]
    assert analysis["measures"]["area_share"]["rests_on"] == ["boundary"]
    assert analysis["measures"]["people_share"]["rests_on"] == list(BUS.layers)
    assert analysis["tables"]["villages"]["rests_on"] == ["boundary"]


def test_a_sheet_of_real_rows_is_no_demonstration(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    analysis = replace(BUS, table_layers={"villages": ("boundary",)})
    write_workbook(replace(RUN, analyses=(analysis,)), path, language="zh")
    book = openpyxl.load_workbook(path)
    banners = {title: [cell.value for cell in sheet_of(book, title)["A"][:6]] for title in ("行政村名单", "未覆盖人口")}
    assert [sum(str(cell).startswith("◇示例") for cell in cells) for cells in banners.values()] == [0, 1]


# --- how complete the data are ---

NOT_GRADED = graded("not graded", None, "未评", "not graded", status="unverified")


@pytest.mark.parametrize(
    ("rules", "grade", "word"),
    [
        ((), None, None),
        ((ENOUGH_STREETS,), "good", "complete"),
        ((ENOUGH_STREETS, FEW_STOPS), "poor", "too little"),
        ((ENOUGH_STREETS, NOT_GRADED), "not graded", "not graded"),  # nobody knows whether it is complete
        ((NOT_GRADED, FEW_STOPS), "poor", "too little"),
        ((replace(FEW_STOPS, amount=60.5),), "poor", "too much"),
    ],
)
def test_a_layer_is_as_complete_as_its_worst_rule(
    rules: tuple[Completeness, ...], grade: str | None, word: str | None
) -> None:
    record = layer("x", "图层", "Layer", completeness=rules)
    assert record.grade == grade
    assert (record.worst and record.worst.word.en) == word


def test_a_figure_is_as_good_as_the_weakest_layer_behind_it() -> None:
    rows = {row.verdict.id: row for row in score_rows(RUN)}
    weakest = rows["bus_stop_coverage_2025"].weakest
    assert weakest is not None
    assert weakest.name == "bus_stops"
    assert rows["piles"].weakest is None
    good = RUN.weakest(["streets", "population"])
    assert good is not None
    assert good.name == "streets"
    assert RUN.weakest(["population"]) is None
    unknown = replace(RUN, targets=(verdict("x", "no data", measured_by="bus_stop_coverage.area_share"),))
    assert score_rows(unknown)[0].weakest is None  # no figure, no grade


def test_the_grade_stands_beside_the_figure_in_run_json() -> None:
    values = to_json(replace(RUN, analyses=(replace(BUS, measure_layers={"area_share": ("streets",)}),)), language="en")
    measures = values["analyses"]["bus_stop_coverage"]["measures"]
    assert measures["area_share"]["data"] == {"layer": "streets", "grade": "good"}
    assert measures["people_share"]["data"] == {"layer": "bus_stops", "grade": "poor"}
    assert values["targets"][9]["data"] == {"layer": "streets", "grade": "good"}
    assert values["targets"][0]["data"] is None
    assert values["layers"]["population"]["grade"] is None
    stops = values["layers"]["bus_stops"]
    assert stops["grade"] == "poor"
    assert stops["completeness"][0]["statement"] == FEW_STOPS.statement.en


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_grade_stands_beside_the_figure_on_the_page(tmp_path: Path, language: Language) -> None:
    page = page_of(RUN, tmp_path, language=language)
    word = "数据:太少" if language == "zh" else "Data: too little"
    goal = page.split('id="target-bus_stop_coverage_2025"')[1].split("</details>")[0]
    closed, opened = goal.split("</summary>")[:2]
    assert word in words_of(closed)
    assert FEW_STOPS.statement.say(language) in words_of(opened).replace("&#39;", "'")
    assert "GB 50220-95" in words_of(opened)
    assert word not in page.split('id="target-piles"')[1].split("</details>")[0]
    answers = question_of(RUN, tmp_path, language=language).split('id="figures"')[1].split("</section>")[0]
    assert words_of(answers).count(word) == 4  # of five measures one has no figure


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_grade_has_its_columns_in_the_workbook(tmp_path: Path, language: Language) -> None:
    path = tmp_path / "results.xlsx"
    write_workbook(RUN, path, language=language)
    board = openpyxl.load_workbook(path).worksheets[0]
    rows = [[cell.value for cell in row] for row in board.iter_rows()]
    head = next(row for row in rows if row[0] in ("条款", "Clause"))
    row = rows[rows.index(head) + 10]
    assert row[head.index("数据" if language == "zh" else "Data")] == FEW_STOPS.word.say(language)
    why = row[head.index("数据是否齐全" if language == "zh" else "Completeness of the data")]
    assert str(why).startswith(FEW_STOPS.statement.say(language))


def test_the_grade_stands_in_the_geopackage_and_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "results.gpkg"
    write_geopackage(RUN, path, language="zh")
    board = pyogrio.read_dataframe(path, layer="scoreboard").set_index("id")
    assert board.loc["bus_stop_coverage_2025", "data"] == "太少"
    assert str(board.loc["bus_stop_coverage_2025", "data_why"]).startswith(FEW_STOPS.statement.zh)
    assert pd.isna(board.loc["piles", "data"])
    for record, told in ((RUN, True), (replace(RUN, layers=()), False)):
        console = Console(file=io.StringIO(), width=80)
        print_scoreboard(record, console=console, language="zh")
        assert isinstance(console.file, io.StringIO)
        assert ("太少" in console.file.getvalue()) == told


# --- run.json ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_run_json_has_the_agreed_shape(language: Language) -> None:
    values = to_json(RUN, language=language)
    assert {"place", "version", "started", "seconds", "layers", "analyses", "targets"} <= set(values)
    assert values["place"] == RUN.place.say(language)
    assert values["started"] == "2026-11-23T17:30:00+00:00"
    layer = values["layers"]["streets"]
    assert {"source", "nature", "date", "licence", "features", "sha256", "faults"} <= set(layer)
    assert layer["faults"] == [RUN.layers[4].faults[0].say(language)]
    analysis = values["analyses"]["bus_stop_coverage"]
    assert {"status", "why", "seconds", "measures"} <= set(analysis)
    assert {"value", "unit", "about"} <= set(analysis["measures"]["area_share"])
    assert values["analyses"]["park_coverage"]["status"] == "no data"
    keys = {"id", "clause", "text", "target", "unit", "year", "lead", "value", "verdict", "short_by", "why"}
    assert all(keys <= set(target) for target in values["targets"])
    assert [target["id"] for target in values["targets"]] == [target.id for target in RUN.targets]
    assert values["targets"][9]["rests_on"] == list(BUS.layers)


def test_run_json_keeps_every_digit_and_has_no_nan() -> None:
    odd = replace(
        BUS,
        measures={
            "third": Measure(1 / 3, "%", same("")),
            "nothing": Measure(float("nan"), "%", same("")),
            "counted": Measure(float(np.float32(2)), "1", same("")),
        },
        parameters=(ParameterRecord("widths", (15, np.int64(30)), "m", same(""), "unverified"),),
    )
    text = json.dumps(to_json(replace(RUN, analyses=(odd,)), language="zh"), allow_nan=False)
    analysis = json.loads(text)["analyses"]["bus_stop_coverage"]
    assert analysis["measures"]["third"]["value"] == 1 / 3
    assert analysis["measures"]["nothing"]["value"] is None
    assert analysis["parameters"]["widths"]["value"] == [15, 30]


# --- the pages ---

SHOWS = frozenset({BUS.name})


def page_of(record: RunRecord, folder: Path, *, language: Language = "zh") -> str:
    path = folder / "index.html"
    write_index(record, path, language=language, maps=[MapLink(Text(zh="公交图", en="Bus map"), "maps/bus.html")])
    return path.read_text(encoding="utf-8")


def question_of(record: RunRecord, folder: Path, *, language: Language = "zh") -> str:
    write_questions(record, folder, language=language, maps=[MapLink(same("Bus"), "maps/bus.html", shows=SHOWS)])
    return (folder / "analyses" / f"{BUS.name}.html").read_text(encoding="utf-8")


def words_of(page: str) -> str:
    """Return the text of a page without its markup, blanks run together."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_every_target_measure_and_source(tmp_path: Path, language: Language) -> None:
    page = page_of(replace(RUN, targets=RUN.targets[:13]), tmp_path, language=language)  # without the hostile one
    words = words_of(page).replace("&#39;", "'")
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in page
    for row in score_rows(replace(RUN, targets=RUN.targets[:13])):
        assert row.verdict.text.say(language) in words
        assert row.verdict.why.say(language) in words
    for source in RUN.layers:
        assert source.source.say(language) in words
    question = words_of(question_of(RUN, tmp_path, language=language)).replace("&#39;", "'")
    for measure in BUS.measures.values():
        assert measure.about.say(language) in question
    for status in ("已核对原文", "二手引用", "未核对") if language == "zh" else ("original read", "not checked"):
        assert status in words
    assert BUS.notes[0].say(language) in words
    assert 'href="maps/bus.html"' in page
    assert RUN.faults[0].cure.say(language) in words
    assert ("内部工作用图" if language == "zh" else "Internal working maps") in words


def test_a_target_links_the_maps_it_is_on(tmp_path: Path) -> None:
    """The one its file names comes first, then those that show what measures it; a map that was not drawn is none."""
    maps = [
        MapLink(same("Buses"), "maps/bus.html", "bus", frozenset({"bus_stop_coverage"})),
        MapLink(same("Parks"), "maps/parks.html", "parks", frozenset({"parks"})),
        MapLink(same("Power"), "maps/power.html", "power"),
    ]
    targets = {
        "measured": (verdict("measured", "met", measured_by="bus_stop_coverage.area_share"), ["bus"]),
        "named": (verdict("named", "no data", map="power"), ["power"]),
        "both": (verdict("both", "met", measured_by="bus_stop_coverage.area_share", map="power"), ["power", "bus"]),
        "same": (verdict("same", "met", measured_by="bus_stop_coverage.area_share", map="bus"), ["bus"]),
        "undrawn": (verdict("undrawn", "no data", map="gone"), []),
        "neither": (verdict("neither", "no data"), []),
    }
    path = tmp_path / "index.html"
    record = replace(RUN, targets=tuple(target for target, _ in targets.values()))
    write_index(record, path, language="en", maps=maps)
    page = path.read_text(encoding="utf-8")
    for name, (_, expected) in targets.items():
        row = page.split(f'id="target-{name}"')[1].split("</details>")[0]
        assert re.findall(r'href="maps/(\w+)\.html"', row) == expected, name
    assert to_json(record, language="en")["targets"][1]["map"] == "power"


def test_the_page_says_demonstration_just_when_it_is_one(tmp_path: Path) -> None:
    assert 'class="banner"' in page_of(RUN, tmp_path)
    assert 'class="banner"' not in page_of(replace(RUN, analyses=(replace(BUS, modelled=()),)), tmp_path)


def test_the_pages_run_their_own_script_and_load_nothing(tmp_path: Path) -> None:
    pages = {"index": page_of(RUN, tmp_path), "question": question_of(RUN, tmp_path)}
    for page in pages.values():
        assert "default-src 'none'" in page
        assert not re.findall(r"<(?:img|link|iframe)\b", page)
        assert not re.findall(r"(?:src|href)\s*=\s*['\"]?(?:https?:)?//", page)
        assert page.count("&lt;img src=x onerror=alert(1)&gt;") > 1
    (script,) = re.findall(r"<script>(.*?)</script>", pages["index"], flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in pages["index"]
    assert "<script" not in pages["question"]


def test_a_question_leads_to_its_targets_maps_and_neighbours(tmp_path: Path) -> None:
    """What reads its table, and what seeks new sites of the same facilities in the same region."""
    sites = replace(point_table(["a"]), field=True)
    same_stops = {"facilities": "bus_stops", "region": "built_up_area"}
    bus = replace(BUS, inputs=same_stops)
    reader = replace(PARKS, name="reader", inputs={"roofs": f"{BUS.name}.villages"})
    siting = replace(PARKS, name="siting", inputs=same_stops, tables={"sites": sites})
    elsewhere = replace(siting, name="elsewhere", inputs={**same_stops, "region": "boundary"})
    record = replace(RUN, analyses=(bus, PARKS, reader, siting, elsewhere))
    page = question_of(record, tmp_path)
    assert set(re.findall(r'href="\.\./analyses/(\w+)\.html"', page)) == {"reader", "siting"}
    assert set(re.findall(r'href="\.\./index\.html#target-(\w+)"', page)) == {
        target.id for target in RUN.targets if target.measured_by
    }
    assert 'href="../maps/bus.html"' in page
    goal = page_of(record, tmp_path).split('id="target-bus_stop_coverage_2025"')[1].split('class="goal"')[0]
    assert set(re.findall(r'href="analyses/(\w+)\.html"', goal)) == {BUS.name, "siting"}


def test_maps_and_questions_stand_under_the_actions_they_serve(tmp_path: Path) -> None:
    """By the target an analysis measures, else by its clause; a map by what is on it."""
    grid = replace(PARKS, name="grid", title=same("grid"), clause="三(一)9")
    record = replace(RUN, analyses=(BUS, grid, PARKS))
    maps = [
        MapLink(same("bare"), "maps/bare.html", "bare"),
        MapLink(same("wires"), "maps/wires.html", "wires", frozenset({"grid"})),
        MapLink(same("stops"), "maps/stops.html", "stops", SHOWS),
    ]
    write_index(record, tmp_path / "index.html", language="zh", maps=maps)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    for part, names in (("maps", ["wires", "stops", "bare"]), ("questions", ["grid", BUS.name, PARKS.name])):
        section = page.split(f'<section id="{part}">')[1].split("</section>")[0]
        assert re.findall(r"<h3>([^<]*)</h3>", section) == [ACTIONS[1].zh, ACTIONS[3].zh, "其他"]
        assert re.findall(r'href="\w+/(\w+)\.html"', section) == names


def test_a_map_has_its_picture_on_the_card(tmp_path: Path) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (1600, 1200), "#336699").save(drawn, "PNG")
    write_index(
        RUN, tmp_path / "i.html", language="zh", maps=[MapLink(same("a"), "maps/a.html", picture=drawn.getvalue())]
    )
    found = re.findall(r'<img src="data:image/png;base64,([^"]*)"', (tmp_path / "i.html").read_text(encoding="utf-8"))
    with Image.open(io.BytesIO(base64.b64decode(found[0]))) as small:
        assert small.size == (400, 300)


def test_what_is_missing_reads_in_points_and_the_least_as_such(tmp_path: Path) -> None:
    targets = (
        verdict("share", "short", value=88.5, short_by=11.5),
        verdict(
            "piles", "short", value=520.0, target=900.0, unit="piles", short_by=380.0, short_least=200.0, high=700.0
        ),
        verdict("least", "demonstration", value=74.9, target=75.6, low=74.7, high=math.inf),
    )
    page = words_of(page_of(replace(RUN, targets=targets), tmp_path))
    assert "差 11.5个百分点" in page
    assert "至少差 200根" in page
    assert "范围 ≥ 74.7%" in page
    assert page.count("差 ") == 2


def test_a_long_table_is_cut_and_says_so(tmp_path: Path) -> None:
    for rows, shown in ((WHOLE_ROWS, WHOLE_ROWS), (WHOLE_ROWS + 1, FIRST_ROWS)):
        table = plain_table(rows)
        page = question_of(replace(RUN, analyses=(replace(BUS, tables={"villages": table}),)), tmp_path)
        assert len(re.findall(r"\d+ 号村", page)) == shown
        assert ("全部见 results.xlsx" in page) == (shown < rows)


def test_a_table_too_long_for_the_workbook_is_cut_there_and_whole_in_the_geopackage(tmp_path: Path) -> None:
    run = replace(RUN, analyses=(replace(BUS, tables={"villages": plain_table(MOST_ROWS + 1)}),))
    assert "全部见 results.gpkg" in question_of(run, tmp_path)
    write_workbook(run, tmp_path / "r.xlsx", language="en")
    sheet = sheet_of(openpyxl.load_workbook(tmp_path / "r.xlsx"), "Villages")
    cells = [row[0].value for row in sheet.iter_rows(max_col=1)]
    assert sum(str(cell).endswith("号村") for cell in cells) == MOST_ROWS
    assert any("5,001 rows, here the first 5,000" in str(cell) for cell in cells)
    write_geopackage(run, tmp_path / "r.gpkg", language="en")
    assert len(pyogrio.read_dataframe(tmp_path / "r.gpkg", layer=f"{BUS.name}__villages")) == MOST_ROWS + 1


def test_a_figure_stands_with_what_it_lies_between(tmp_path: Path) -> None:
    open_ = {
        "share": Measure(41.3, "%", same("share"), low=37.9, high=46.2),
        "piles": Measure(413.0, "piles", same("piles"), low=413.0, high=math.inf),
        "known": Measure(12.0, "%", same("known")),
    }
    run = replace(RUN, analyses=(replace(BUS, measures=open_, parameters=()),))
    between = re.findall(r'class="between">([^<]*)<', question_of(run, tmp_path))
    assert between == ["37.9–46.2%", "≥ 413根"]
    write_workbook(run, tmp_path / "r.xlsx", language="zh")
    sheet = sheet_of(openpyxl.load_workbook(tmp_path / "r.xlsx"), BUS.title.zh)
    rows = {row[0].value: row[2].value for row in sheet.iter_rows(max_col=3)}
    assert (rows["share"], rows["piles"], rows["known"]) == ("37.9–46.2", "≥ 413", "")


def test_no_end_of_a_range_is_rounded_over_a_bound(tmp_path: Path) -> None:
    """At best 89.97 % of the 90 % demanded: with one decimal it would read 90.0, as if it could be reached."""
    share = Measure(85.0, "%", same("share"), low=80.0, high=89.97)
    judged = verdict("x", "short", value=85.0, target=90.0, low=80.0, high=89.97, measured_by=f"{BUS.name}.share")
    run = replace(RUN, analyses=(replace(BUS, measures={"share": share}, parameters=()),), targets=(judged,))
    assert score_rows(run)[0].between == "80.0–89.97"
    assert re.findall(r'class="between">([^<]*)<', question_of(run, tmp_path)) == ["80.0–89.97%"]
    write_workbook(run, tmp_path / "r.xlsx", language="zh")
    sheet = sheet_of(openpyxl.load_workbook(tmp_path / "r.xlsx"), BUS.title.zh)
    assert "80.0–89.97" in [row[2].value for row in sheet.iter_rows(max_col=3)]


def test_a_parameter_by_name_reads_in_the_workbook(tmp_path: Path) -> None:
    ranged = ParameterRecord("usable", {"school": {"low": 0.4, "mid": 0.45, "high": 0.5}}, "1", same("s"), "secondary")
    run = replace(RUN, analyses=(replace(BUS, parameters=(ranged,)),))
    write_workbook(run, tmp_path / "r.xlsx", language="zh")
    sheet = sheet_of(openpyxl.load_workbook(tmp_path / "r.xlsx"), BUS.title.zh)
    assert "学校: 0.45(0.4—0.5)" in [row[1].value for row in sheet.iter_rows(max_col=2)]


def test_a_run_without_anything_is_still_a_page(tmp_path: Path) -> None:
    empty = replace(RUN, targets=(), analyses=(), layers=(), faults=(), issued=None)
    assert "计分板" in page_of(empty, tmp_path)
    console = Console(file=io.StringIO(), width=80)
    print_scoreboard(empty, console=console, language="zh")
    write_workbook(empty, tmp_path / "r.xlsx", language="zh")
    write_geopackage(empty, tmp_path / "r.gpkg", language="zh")
    assert to_json(empty, language="zh")["targets"] == []


# --- the workbook ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_holds_the_figures_unrounded(tmp_path: Path, language: Language) -> None:
    path = tmp_path / "results.xlsx"
    write_workbook(RUN, path, language=language)
    book = openpyxl.load_workbook(path)
    board = book.worksheets[0]
    top = next(row for row in range(1, 9) if board.cell(row, 1).value in ("条款", "Clause"))
    assert board.freeze_panes == f"A{top + 1}"
    assert board.cell(top, 1).font.bold
    values = [board.cell(top + 1 + i, 4).value for i in range(len(RUN.targets))]
    assert values == [target.value for target in RUN.targets]
    assert board.cell(top + 10, 4).number_format == "#,##0.00"  # 99.96: one decimal would read 100.0
    assert RUN.demonstration
    assert str(board.cell(2, 1).value).startswith("◇")
    titles = [sheet.title for sheet in book.worksheets]
    assert f"1 {BUS.title.say(language)}"[:31] in titles
    assert all(len(title) <= 31 for title in titles)


def test_no_text_becomes_a_formula_or_a_link(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    write_workbook(RUN, path, language="zh")
    book = openpyxl.load_workbook(path)
    names = [cell.value for cell in sheet_of(book, "未覆盖人口")["A"]]
    start = names.index("名称") + 1
    assert names[start : start + len(HOSTILE)] == list(HOSTILE)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or (cell.hyperlink and cell.hyperlink.target)]


def test_points_have_degrees_and_metres_and_shapes_an_area(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    write_workbook(RUN, path, language="zh")
    book = openpyxl.load_workbook(path)
    rows = [[cell.value for cell in row] for row in sheet_of(book, "未覆盖人口").iter_rows(max_col=6)]
    start = next(number for number, row in enumerate(rows) if row[0] == "名称")
    assert rows[start] == [
        "名称",
        "人口 [人]",
        "经度 [°, EPSG:4490]",
        "纬度 [°, EPSG:4490]",
        "东坐标 [m, EPSG:4548]",
        "北坐标 [m, EPSG:4548]",
    ]
    longitude, latitude, east, north = rows[start + 1][2:]
    assert (east, north) == (400_000, 2_864_000)
    assert 115.9 < longitude < 116.1
    assert 25.8 < latitude < 26.0
    rows = [[cell.value for cell in row] for row in sheet_of(book, "各乡镇覆盖情况").iter_rows(max_col=8)]
    start = next(number for number, row in enumerate(rows) if row[7] == "图形面积 [m²]")
    # squares of 1 km side; the last has an island of 100 m side
    assert [row[7] for row in rows[start + 1 : start + 4]] == [1e6, 1e6, 1e6 + 1e4]


def test_lines_have_a_length_and_missing_places_are_empty() -> None:
    lines = gpd.GeoSeries.from_wkt(np.array(["LINESTRING (500000 0, 500030 40)", None], dtype=object), crs=CRS)
    columns = place_columns(gpd.GeoDataFrame(geometry=lines), crs=CRS, language="en")
    assert {column.heading: column.cells for column in columns}["Length of the shape [m]"] == [50.0, None]
    assert columns[0].cells[1] is None


def test_places_follow_the_datum_of_the_project() -> None:
    line = gpd.GeoDataFrame(geometry=[LineString([(5e5, 0), (5e5, 9)])], crs="EPSG:32631")
    assert place_columns(line, crs="EPSG:32631", language="en")[0].heading == "Longitude [°, EPSG:4326]"


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        ("公交/站点: [一]?", [], "公交 站点 一"),
        ("'引号'", [], "引号"),
        ("", [], "Sheet"),
        ("History", [], "History 2"),
        ("x" * 40, [], "x" * 31),
        ("x" * 40, ["X" * 31], "x" * 29 + " 2"),
        ("a", ["A", "a 2"], "a 3"),
        ("9 Length of every street and path in town", [], "9 Length of every street"),
        ("9.1 " + "长" * 25 + "12.5 公里", [], "9.1 " + "长" * 25),
        ("1 屋顶(前 2000 栋,共 6994 栋,按类别先后补足缺口的屋顶)", [], "1 屋顶"),
    ],
)
def test_sheet_names(wanted: str, taken: list[str], name: str) -> None:
    assert sheet_name(wanted, taken) == name


@given(st.lists(st.text(), max_size=8))
def test_sheet_names_are_legal_and_unlike(wanted: list[str]) -> None:
    names: list[str] = []
    for one in wanted:
        names.append(sheet_name(one, names, of="".join(wanted)))
    assert len({name.lower() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set("[]:*?/\\") & set(name) and name[0] != "'" for name in names)


def test_days_are_days_in_the_workbook_and_like_tables_are_told_apart(tmp_path: Path) -> None:
    days = pd.Series([pd.Timestamp("2019-11-15"), pd.NaT, pd.Timestamp("1899-12-31")], dtype="datetime64[us]")
    data = pd.DataFrame({"day": days})
    table = Table(Text(zh="备选地块", en="Sites"), data, {"day": Column(Text(zh="投产日期", en="Commissioned"))})
    mines = replace(BUS, name="mines", title=Text(zh="矿山光伏", en="PV on mines"), tables={"sites": table})
    write_workbook(
        replace(RUN, analyses=(replace(BUS, tables={"sites": table}), mines)), tmp_path / "r.xlsx", language="zh"
    )
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert [name for name in book.sheetnames if "备选地块" in name] == ["1.1 备选地块", "2.1 备选地块"]
    cells = [row[0] for row in book["1.1 备选地块"].iter_rows()]
    start = next(number for number, cell in enumerate(cells) if cell.value == "投产日期")
    first, missing, old = cells[start + 1 : start + 4]
    assert (first.value, first.number_format) == (dt.datetime(2019, 11, 15), "yyyy-mm-dd")  # noqa: DTZ001 - Excel has no zones
    assert missing.value is None
    assert old.value == "1899-12-31"


def test_number_formats_show_what_the_page_shows() -> None:
    assert figure_cell(1234567.0, "people").pattern == "#,##0"
    assert figure_cell(99.9999, "%").pattern == "#,##0.0000"
    crumb = figure_cell(99.99999999999997, "%")
    assert (crumb.value, crumb.pattern) == (100.0, "#,##0.0")
    assert figure_cell(99.99999999999997, "%", beside=[100.0]).value == 99.99999999999997  # a target: to the last bit
    assert figure_cell("12", "people").value == "12"
    assert figure_cell(None, "people").value is None


# --- the GeoPackage ---


def test_every_table_is_a_layer_and_opens_styled(tmp_path: Path) -> None:
    path = tmp_path / "results.gpkg"
    write_geopackage(RUN, path, language="zh")
    layers = {name: kind for name, kind in pyogrio.list_layers(path)}  # noqa: C416 - an array of pairs
    assert layers == {
        "bus_stop_coverage__unreached": "Point",
        "bus_stop_coverage__by_township": "MultiPolygon",
        "bus_stop_coverage__villages": None,
        "scoreboard": None,
        "layer_styles": None,
    }
    points = pyogrio.read_dataframe(path, layer="bus_stop_coverage__unreached")
    assert list(points.columns) == ["name", "people", "geometry"]
    assert points.crs == CRS
    assert list(points["name"]) == list(HOSTILE)
    assert list(points["people"]) == [5.0, 15.0, 25.0, 35.0, 45.0, 55.0, 65.0]
    board = pyogrio.read_dataframe(path, layer="scoreboard")
    assert list(board["id"]) == [target.id for target in RUN.targets]
    assert board["value"].isna().sum() == 5
    styles = pyogrio.read_dataframe(path, layer="layer_styles")
    assert list(styles["f_table_name"]) == list(layers)[:2]
    for qml in styles["styleQML"]:
        root = ET.fromstring(qml)  # noqa: S314 - our own
        assert root.find("renderer-v2/symbols/symbol/layer") is not None
    assert [alias.get("name") for alias in ET.fromstring(styles["styleQML"][0]).iter("alias")] == [  # noqa: S314
        "名称",
        "人口 [人]",
    ]


def test_odd_columns_and_no_rows_can_be_stored(tmp_path: Path) -> None:
    path = tmp_path / "results.gpkg"
    data = gpd.GeoDataFrame({"ids": [(1, 2), None], "yes": [True, False]}, geometry=gpd.points_from_xy([0, 1], [0, 1]))
    columns = {"ids": Column(same("ids")), "yes": Column(same("yes"))}
    tables = {
        "odd": Table(same("odd"), data.set_crs(CRS), columns),
        "none": Table(same("none"), data.set_crs(CRS).head(0), columns),
    }
    write_geopackage(replace(RUN, analyses=(replace(BUS, tables=tables),)), path, language="en")
    assert pyogrio.read_dataframe(path, layer="bus_stop_coverage__odd")["ids"].iloc[0] == "(1, 2)"
    assert len(pyogrio.read_dataframe(path, layer="bus_stop_coverage__none")) == 0


def test_the_date_gdal_writes_is_put_back(tmp_path: Path) -> None:
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2001-02-03T00:00:00Z"})
    try:
        write_geopackage(RUN, tmp_path / "results.gpkg", language="en")
        assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") == "2001-02-03T00:00:00Z"
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


@pytest.mark.parametrize(
    ("write", "name"), [(write_workbook, "r.xlsx"), (write_geopackage, "r.gpkg"), (write_index, "index.html")]
)
def test_the_same_run_is_the_same_bytes(tmp_path: Path, write: Callable[..., None], name: str) -> None:
    contents = []
    for folder in (tmp_path / "first", tmp_path / "second"):
        folder.mkdir()
        write(RUN, folder / name, language="zh")
        contents.append((folder / name).read_bytes())
    assert contents[0] == contents[1]


# --- the terminal ---


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [80, 100, 160])
def test_the_terminal_shows_every_target_in_the_columns_that_fit(width: int, language: Language) -> None:
    console = Console(file=io.StringIO(), width=width)
    record = replace(RUN, targets=(*RUN.targets, verdict("brackets", "met", text=same("[red]x[/red]"))))
    print_scoreboard(record, console=console, language=language)
    assert isinstance(console.file, io.StringIO)
    printed = console.file.getvalue()
    assert max(len(line) for line in printed.splitlines()) <= width
    assert printed.count("99.96") >= 2
    assert "[red]x[/red]" in printed  # no markup
    assert ("牵头单位" in printed or "Lead" in printed) == (width == 160)
    assert ("✔ 达标 6" if language == "zh" else "✔ Met 6") in printed
    assert "◇" in printed
