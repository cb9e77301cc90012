"""Maps: what is on the page, what is safe about it, and that it is the same twice."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, box

from geo_ruijin.draw import STYLES, Shown, draw_map, style_of
from geo_ruijin.draw.elements import Furniture, SheetTools
from geo_ruijin.draw.features import class_ranks, feature_collection, field_title
from geo_ruijin.draw.finding import KeptView, Reach, RowsTable, Search
from geo_ruijin.draw.links import refuse_links
from geo_ruijin.draw.offline import OfflineMap
from geo_ruijin.draw.safe import safe_text
from geo_ruijin.errors import GeoRuijinError
from geo_ruijin.results import Column
from geo_ruijin.text import Language, Text, same
from tests.records import CRS, EAST, ENOUGH_STREETS, FEW_STOPS, HOSTILE, NORTH, PEOPLE, RUN, point_table, polygon_table

TITLE = Text(zh="公交站点覆盖", en="Bus stop coverage")

#: Leaflet, the page's own, those of what stands on every map, and the script that calls them.
SCRIPTS = 3 + len(
    {name for one in (Furniture, SheetTools, KeptView, Reach, RowsTable, Search) for name in one.scripts_used}
)


def shown_on_map() -> list[Shown]:
    """Return one thing of every kind of geometry, with hostile names."""
    polygons, points = polygon_table(), point_table()
    streets = gpd.GeoDataFrame(
        {"name": ["北街", "东街"]},
        geometry=[
            LineString([(EAST, NORTH), (EAST, NORTH + 900)]),
            LineString([(EAST, NORTH), (EAST + 900, NORTH)]),
        ],
        crs=CRS,
    )
    return [
        Shown(polygons.title, gpd.GeoDataFrame(polygons.data), polygons.columns, ("boundary",), "division"),
        Shown(same("道路"), streets, {}, ("streets",), "street"),
        Shown(same(HOSTILE[0]), gpd.GeoDataFrame(points.data), points.columns, ("population",), "unreached"),
        Shown(same(HOSTILE[1]), gpd.GeoDataFrame(points.data), points.columns, ("bus_stops",), hidden=True),
    ]


def drawn(folder: Path, *, language: Language = "zh") -> str:
    path = folder / "map.html"
    draw_map(shown_on_map(), path, title=TITLE, record=RUN, language=language)
    return path.read_text(encoding="utf-8")


@given(st.text())
def test_safe_text_reads_as_typed_and_holds_nothing_that_runs(words: str) -> None:
    safe = safe_text(words)
    assert html.unescape(safe) == words
    assert not set("<>`${}\\\"'") & set(safe)


def test_a_style_without_a_name_follows_the_geometry() -> None:
    assert style_of(None, geometry="MultiPolygon") is STYLES["polygon"]
    assert style_of(None, geometry="LineString") is STYLES["line"]
    assert style_of("gap", geometry="Point") is STYLES["gap"]


def test_an_unknown_style_names_the_nearest() -> None:
    with pytest.raises(GeoRuijinError, match=r"'faclity'.*'facility'"):
        style_of("faclity", geometry="Point")


def test_a_field_says_its_unit_once() -> None:
    assert field_title(PEOPLE, language="zh") == "人口(人)"
    assert field_title(PEOPLE, language="en") == "People"
    assert field_title(Column(same("d"), "m"), language="en") == "d (m)"


def test_coordinates_are_degrees_of_six_decimals() -> None:
    # the central meridian of EPSG:4548 is 117° E, at 500 km; its origin is the equator
    data = gpd.GeoDataFrame({"people": [1.0]}, geometry=[Point(500_000.0, 0.0)], crs=CRS)
    found = feature_collection(data, {"people": PEOPLE}, STYLES["point"], language="zh")
    assert found["features"][0]["geometry"] == {"type": "Point", "coordinates": [117.0, 0.0]}
    table = gpd.GeoDataFrame(polygon_table().data)
    text = json.dumps(feature_collection(table, {}, STYLES["polygon"], language="zh"))
    assert max(len(decimals) for decimals in re.findall(r"\d+\.(\d+)", text)) == 6


def test_rows_without_a_place_are_left_out() -> None:
    places = gpd.GeoSeries.from_wkt(np.array(["POINT (400000 2864000)", None, "POINT EMPTY"], dtype=object), crs=CRS)
    data = gpd.GeoDataFrame({"people": [1.0, 2.0, 3.0]}, geometry=places)
    found = feature_collection(data, {"people": PEOPLE}, STYLES["point"], language="zh")
    assert [feature["properties"]["cells"] for feature in found["features"]] == [["1"]]


def test_points_are_ranked_by_people_and_a_bound_belongs_to_the_class_above() -> None:
    data = gpd.GeoDataFrame({"people": [9.99, 10.0, 29.0, 30.0, 100.0]}, geometry=[Point(EAST, NORTH)] * 5, crs=CRS)
    assert class_ranks(data, {"people": PEOPLE}, STYLES["unreached"]).tolist() == [0, 1, 1, 2, 3]
    assert class_ranks(data, {}, STYLES["unreached"]).tolist() == [0] * 5
    assert class_ranks(data, {"people": PEOPLE}, STYLES["facility"]).tolist() == [0] * 5


def test_a_style_may_rank_by_another_unit() -> None:
    energy = Column(Text(zh="发电量", en="Energy"), unit="GWh")
    data = gpd.GeoDataFrame({"people": [1.0, 1], "e": [0.99, 5]}, geometry=[Point(EAST, NORTH)] * 2, crs=CRS)
    assert class_ranks(data, {"people": PEOPLE, "e": energy}, STYLES["generation"]).tolist() == [0, 3]


def test_streets_become_one_feature_and_lose_what_the_legend_says() -> None:
    # the middle point lies 1 m off the line: within the 2 m the style allows
    line = LineString([(EAST, NORTH), (EAST + 500, NORTH + 1), (EAST + 1000, NORTH)])
    data = gpd.GeoDataFrame(geometry=[line, line], crs=CRS)
    (feature,) = feature_collection(data, {}, STYLES["street"], language="zh")["features"]
    assert feature["geometry"]["type"] == "MultiLineString"
    assert [len(part) for part in feature["geometry"]["coordinates"]] == [2, 2]
    assert feature["properties"] == {}


def test_township_names_are_points_inside_them() -> None:
    table = polygon_table()
    data = gpd.GeoDataFrame(table.data)
    features = feature_collection(data, table.columns, STYLES["division"], language="zh")["features"]
    labels = [feature for feature in features if "label" in feature["properties"]]
    assert [label["properties"]["label"] for label in labels] == list(data["name"])
    places = gpd.GeoSeries([Point(label["geometry"]["coordinates"]) for label in labels], crs="EPSG:4326")
    assert data.geometry.contains(places.to_crs(CRS)).all()


def test_the_map_is_a_folium_map_and_needs_no_network(tmp_path: Path) -> None:
    assert isinstance(OfflineMap(), folium.Map)
    page = drawn(tmp_path)
    assert "sourceMappingURL" not in page
    refuse_links(page)


def test_only_the_scripts_of_the_page_may_run(tmp_path: Path) -> None:
    page = drawn(tmp_path)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert len(scripts) == SCRIPTS
    assert "script-src " + " ".join(f"'sha256-{digest}'" for digest in hashes) + ";" in policy
    assert "default-src 'none'" in policy
    assert "http" not in policy


def test_the_same_map_is_the_same_bytes(tmp_path: Path) -> None:
    assert drawn(tmp_path) == drawn(tmp_path)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_says_how_complete_its_data_are(tmp_path: Path, language: Language) -> None:
    page = html.unescape(drawn(tmp_path, language=language))
    for rule in (FEW_STOPS, ENOUGH_STREETS):
        word = rule.word.say(language)
        assert f'<span class="chip {rule.grade}">{"数据:" if language == "zh" else "Data: "}{word}</span>' in page
        assert rule.statement.say(language) in page
    assert page.count('class="chip poor"') == 1  # nothing is said of layers nobody graded


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_says_what_is_modelled_and_where_all_is_from(tmp_path: Path, language: Language) -> None:
    page = drawn(tmp_path, language=language)
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in page
    for layer in RUN.layers:
        assert (layer.title.say(language) in page) == (layer.name != "built_up_area")  # not on this map
    assert ("只演示方法" if language == "zh" else "demonstrates the method") in page
    assert ("审图号" if language == "zh" else "Map review no.") in page
    assert ("未经地图审核不得公开" if language == "zh" else "not to be published") in page


def test_a_map_of_real_layers_is_no_demonstration(tmp_path: Path) -> None:
    data = gpd.GeoDataFrame(geometry=[box(EAST, NORTH, EAST + 1, NORTH + 1)], crs=CRS)
    path = tmp_path / "map.html"
    draw_map([Shown(same("界"), data, {}, ("boundary",))], path, title=TITLE, record=RUN, language="zh")
    page = path.read_text(encoding="utf-8")
    assert "模拟" not in page
    assert "只演示方法" not in page


def test_no_hostile_name_is_markup_anywhere(tmp_path: Path) -> None:
    page = drawn(tmp_path)
    assert "<img" not in page
    assert "<script>alert" not in page
    assert "</title><script>" not in page
    assert page.count("</script>") == SCRIPTS


@pytest.mark.parametrize("name", ["{{ 6 * 7 }}", "{% set x = 1 %}", "{# #}", "{{", r"\{{{"])
def test_no_name_is_a_template(tmp_path: Path, name: str) -> None:
    points = point_table([name])
    path = tmp_path / "map.html"
    draw_map(
        [Shown(same(name), gpd.GeoDataFrame(points.data), points.columns, ("bus_stops",))],
        path,
        title=same(name),
        record=RUN,
        language="zh",
    )
    (cells,) = re.findall(r'"cells": (\[.*?\])', path.read_text(encoding="utf-8"))
    assert json.loads(cells) == [name, "5"]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_hostile_title_is_markup_either(tmp_path: Path, name: str) -> None:
    path = tmp_path / "map.html"
    draw_map(shown_on_map()[:1], path, title=same(name), about=same(name), record=RUN, language="zh")
    page = path.read_text(encoding="utf-8")
    (title,) = re.findall("<title>(.*?)</title>", page)
    assert html.unescape(title) == f"{name} - 瑞金市"
    assert page.count("</script>") == SCRIPTS
    assert "<img" not in page


def test_nothing_to_show_is_still_a_page(tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    empty = gpd.GeoDataFrame({"people": []}, geometry=[], crs=CRS)
    draw_map([Shown(TITLE, empty, {"people": PEOPLE}, ())], path, title=TITLE, record=RUN, language="zh")
    assert "公交站点覆盖" in path.read_text(encoding="utf-8")


def test_polygons_are_drawn_by_class(tmp_path: Path) -> None:
    data = gpd.GeoDataFrame({"mesh": [500.0, 1_000.0]}, geometry=[box(EAST, NORTH, EAST + 1, NORTH + 1)] * 2, crs=CRS)
    mesh = {"mesh": Column(same("mesh"), "ha")}
    for style, classed in (("mesh", True), ("division", False)):
        path = tmp_path / f"{style}.html"
        draw_map([Shown(same("a"), data, mesh, (), style)], path, title=TITLE, record=RUN, language="en")
        page = path.read_text(encoding="utf-8")
        assert ("geoRuijin.classes(geo_json_" in page) == classed
        assert ('"rank": 1' in page) == classed  # the second is in the class its amount begins


def test_what_has_no_figure_is_of_no_class_and_not_of_the_highest(tmp_path: Path) -> None:
    mesh = {"mesh": Column(same("mesh"), "ha")}
    towns = gpd.GeoDataFrame(
        {"mesh": [200_000.0, np.nan]}, geometry=[box(EAST, NORTH, EAST + 1, NORTH + 1)] * 2, crs=CRS
    )
    style, path = STYLES["mesh"], tmp_path / "map.html"
    assert class_ranks(towns, mesh, style).tolist() == [4, 5]
    draw_map([Shown(same("a"), towns, mesh, (), "mesh")], path, title=TITLE, record=RUN, language="en")
    page = path.read_text(encoding="utf-8")
    assert "no figure" in page
    assert str(style.unsaid.fill) in page
    assert style.unsaid.fill not in {look.fill for look in style.looks}
