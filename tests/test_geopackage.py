"""`results.gpkg` keeps the rules of OGC's standard and opens in QGIS as the maps show it, with no QGIS here to ask."""

from __future__ import annotations

import html
import re
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from geo_ruijin.draw import STYLES, ShownChoropleth, Whole
from geo_ruijin.painted import divided, painted
from geo_ruijin.report import write_geopackage
from geo_ruijin.report.gpkg import INDEXED
from geo_ruijin.report.qml import PIXEL, Look, Painted, Range, layer_qml
from geo_ruijin.results import Column, Table
from geo_ruijin.text import same
from tests.command import geo_ruijin
from tests.records import BUS, CRS, RUN
from tests.towns import copy_town

PEOPLE = Column(same("People"), "people")

#: What the standard demands of a file: its letters "GPKG", and 1.2.0 as its version.
APPLICATION, VERSION = 0x47504B47, 10200
REQUIRED = {"gpkg_spatial_ref_sys", "gpkg_contents", "gpkg_geometry_columns"}
STORED = {"INTEGER", "MEDIUMINT", "REAL", "TEXT", "BOOLEAN", "DATETIME"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    town = copy_town(tmp_path_factory.mktemp("geopackage"))
    assert geo_ruijin("run", town, lang="zh").status == 0
    return town / "outputs"


@pytest.fixture
def database(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{(folder / 'results.gpkg').as_uri()}?mode=ro", uri=True)) as opened:
        yield opened


def style_of(folder: Path, layer: str) -> ET.Element:
    styles = pyogrio.read_dataframe(folder / "results.gpkg", layer="layer_styles")
    [qml] = styles.loc[(styles["f_table_name"] == layer) & styles["useAsDefault"], "styleQML"]
    return ET.fromstring(qml)  # noqa: S314 - our own


def options(element: ET.Element) -> dict[str | None, str | None]:
    return {one.get("name"): one.get("value") for one in element.iter("Option") if one.get("name")}


# --- the standard ---


def test_the_file_is_sound(database: sqlite3.Connection) -> None:
    assert database.execute("pragma application_id").fetchone() == (APPLICATION,)
    assert database.execute("pragma user_version").fetchone() == (VERSION,)
    assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert database.execute("pragma foreign_key_check").fetchall() == []
    tables = {name for (name,) in database.execute("select name from sqlite_master where type = 'table'")}
    assert tables >= REQUIRED


def test_every_table_is_declared_with_types_of_the_standard(database: sqlite3.Connection) -> None:
    contents = database.execute("select table_name, data_type, identifier, last_change from gpkg_contents").fetchall()
    assert len({identifier for _, _, identifier, _ in contents}) == len(contents) > 10
    for name, kind, _, changed in contents:
        columns = database.execute(f'pragma table_info("{name}")').fetchall()
        assert [column[1] for column in columns if column[5]] == ["fid"]  # a key of whole numbers
        geometry = database.execute(
            "select column_name, geometry_type_name, z, m from gpkg_geometry_columns where table_name = ?", (name,)
        ).fetchall()
        assert (kind, len(geometry)) in {("features", 1), ("attributes", 0)}
        shapes = {column for column, *_ in geometry}
        assert {column[2] for column in columns if column[1] not in shapes} <= STORED
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", changed)
        for _, column, declared, *_ in columns:
            if declared == "DATETIME":
                for (moment,) in database.execute(f'select "{column}" from "{name}"'):  # noqa: S608
                    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", moment)


def test_every_shape_is_of_its_declared_type_in_a_declared_system(database: sqlite3.Connection, folder: Path) -> None:
    declared = database.execute("select table_name, column_name, geometry_type_name, srs_id from gpkg_geometry_columns")
    for name, column, kind, system in declared.fetchall():
        known = database.execute(
            "select organization, organization_coordsys_id from gpkg_spatial_ref_sys where srs_id = ?", (system,)
        ).fetchall()
        assert [":".join(map(str, row)) for row in known] == [CRS]
        for (blob,) in database.execute(f'select "{column}" from "{name}" where "{column}" is not null'):  # noqa: S608
            letters, version, _flags, of = struct.unpack_from("<2sBBi", blob)
            assert (letters, version, of) == (b"GP", 0, system)
        data = pyogrio.read_dataframe(folder / "results.gpkg", layer=name)
        assert {str(one).upper() for one in data.geom_type if one} <= {kind}
        assert data.geometry.dropna().is_valid.all()
        bounds = database.execute(
            "select min_x, min_y, max_x, max_y from gpkg_contents where table_name = ?", (name,)
        ).fetchone()
        if len(data):
            assert bounds == pytest.approx(data.total_bounds.tolist())


def test_what_has_many_rows_is_indexed_and_what_has_few_is_not(tmp_path: Path) -> None:
    def rows(count: int) -> Table:
        data = gpd.GeoDataFrame({"people": range(count)}, geometry=[shapely.Point(0, 0)] * count, crs=CRS)
        return Table(same("rows"), data, {"people": PEOPLE})

    tables = {"few": rows(INDEXED - 1), "many": rows(INDEXED)}
    write_geopackage(replace(RUN, analyses=(replace(BUS, tables=tables),)), tmp_path / "r.gpkg", language="en")
    with closing(sqlite3.connect(tmp_path / "r.gpkg")) as database:
        indexed = database.execute("select table_name from gpkg_extensions where extension_name = 'gpkg_rtree_index'")
        assert indexed.fetchall() == [(f"{BUS.name}__many",)]
        assert database.execute(f"select count(*) from rtree_{BUS.name}__many_geom").fetchone() == (INDEXED,)  # noqa: S608


def test_a_day_is_stored_as_a_reader_writes_it(tmp_path: Path) -> None:
    table = Table(same("t"), pd.DataFrame({"day": pd.to_datetime(["2019-11-15", ""])}), {"day": Column(same("Day"))})
    write_geopackage(replace(RUN, analyses=(replace(BUS, tables={"t": table}),)), tmp_path / "r.gpkg", language="en")
    assert pyogrio.read_dataframe(tmp_path / "r.gpkg", layer=f"{BUS.name}__t")["day"].dropna().tolist() == [
        "2019-11-15"
    ]


# --- looking like the maps ---


def test_a_layer_has_the_colours_and_sizes_of_its_map(folder: Path) -> None:
    look, style = STYLES["facility"], style_of(folder, "layer__bus_stops")
    marker = options(style.find("renderer-v2/symbols/symbol/layer") or style)
    assert look.fill == "#0b4f9e"
    assert marker["color"] == "11,79,158,255"
    assert marker["size"] == f"{2 * look.radius * PIXEL:.2f}" == "2.38"  # 9 pixels of 96 to the inch
    fill, hatch, line = style_of(folder, "bus_stop_coverage__unreached").findall("renderer-v2/symbols/symbol/layer")
    assert options(fill)["color"] == "232,118,44,115"  # 0.45 of 255
    assert (fill.get("class"), options(fill)["outline_style"]) == ("SimpleFill", "no")
    assert options(line)["customdash"] == "1.06;0.79"  # 4 and 3 pixels
    stripes = hatch.find("symbol/layer")
    assert stripes is not None
    assert (hatch.get("class"), options(hatch)["distance"]) == ("LinePatternFill", "1.50")  # 8 pixels along the edge
    assert options(stripes)["line_color"] == options(line)["line_color"].rpartition(",")[0] + ",153"  # type: ignore[union-attr] # 0.6 of 255


def test_what_is_missing_has_its_mark_beside_its_colour(folder: Path) -> None:
    marker = style_of(folder, "bus_stop_coverage__unreached_people").find("renderer-v2/symbols/symbol/layer")
    assert marker is not None
    assert options(marker)["name"] == STYLES["unreached"].shape == "triangle"


def test_a_figure_on_a_bound_is_in_the_upper_class_as_on_the_page(folder: Path) -> None:
    style = style_of(folder, "bus_stop_coverage__unreached_people")
    rules = style.findall("renderer-v2/rules/rule/rule")
    assert [(rule.get("label"), rule.get("filter")) for rule in rules] == [
        ("< 10", '"people" < 10'),
        ("10–30", '"people" >= 10 AND "people" < 30'),
        ("30–100", '"people" >= 30 AND "people" < 100'),
        ("≥ 100", '"people" >= 100'),
    ]
    names = {symbol.get("name") for symbol in style.findall("renderer-v2/symbols/symbol")}
    assert {rule.get("symbol") for rule in rules} == names


def test_what_has_no_figure_has_a_look_of_its_own_and_words_are_written_beside() -> None:
    data = gpd.GeoDataFrame({"a b": ["x", "y"], "p": [1.0, None]}, geometry=[shapely.Point(0, 0)] * 2, crs=CRS)
    table = Table(same("t"), data, {"a b": Column(same("Name")), "p": PEOPLE})
    found = painted(table, replace(STYLES["unreached"], labels=True), language="zh")
    assert (found.by, found.by_title, found.label) == ("p", "People [人]", "a b")
    assert [one.title for one in found.ranges] == ["< 10", "10–30", "30–100", "≥ 100", "没有数"]
    root = ET.fromstring(layer_qml("Point", {"a b": "Name"}, painted=found))  # noqa: S314 - our own
    assert root.findall("renderer-v2/rules/rule/rule")[-1].get("filter") == '"p" IS NULL'
    assert [text.get("fieldName") for text in root.iter("text-style")] == ["a b"]


def test_a_column_of_any_name_is_told_from_the_words_around_it() -> None:
    look = Painted(Look("#000000"), (Range("r", Look("#000000"), low=1.0),), by='a"b')
    root = ET.fromstring(layer_qml("Point", {'a"b': "<x>"}, painted=look))  # noqa: S314 - our own
    assert [rule.get("filter") for rule in root.iter("rule") if rule.get("filter")] == ['"a""b" >= 1.0']
    assert [alias.get("name") for alias in root.iter("alias")] == ["<x>"]


def test_every_style_names_columns_of_its_layer(folder: Path, database: sqlite3.Connection) -> None:
    styles = pyogrio.read_dataframe(folder / "results.gpkg", layer="layer_styles")
    spatial = {name for (name,) in database.execute("select table_name from gpkg_geometry_columns")}
    assert set(styles["f_table_name"]) == spatial
    for name, qml in zip(styles["f_table_name"], styles["styleQML"], strict=True):
        root = ET.fromstring(qml)  # noqa: S314 - our own
        columns = [row[1] for row in database.execute(f'pragma table_info("{name}")')]
        for alias in root.iter("alias"):
            assert columns.index(str(alias.get("field"))) - 1 == int(str(alias.get("index")))  # QGIS counts no geometry


def test_the_project_has_the_layers_of_each_map_from_the_top_down(folder: Path) -> None:
    root = ET.parse(folder / "results.qgs").getroot()  # noqa: S314 - our own
    transit, rest = root.findall("layer-tree-group/layer-tree-group")
    assert (transit.get("name"), transit.get("checked")) == ("公交站点覆盖", "Qt::Checked")
    assert [leaf.get("source") for leaf in transit] == [
        f"./results.gpkg|layername={layer}"
        for layer in (
            "layer__bus_stops",
            "bus_stop_coverage__unreached_people",
            "ground__streets",
            "bus_stop_coverage__unreached",
            "layer__built_up_area",
            "layer__boundary",
        )
    ]
    assert rest.get("checked") == "Qt::Unchecked"
    leaves = list(root.iter("layer-tree-layer"))
    made = {one.findtext("id"): one.findtext("datasource") for one in root.iter("maplayer")}
    assert made == {leaf.get("id"): leaf.get("source") for leaf in leaves}
    stored = {str(name) for name, _ in pyogrio.list_layers(folder / "results.gpkg")}
    named = {str(leaf.get("source")).partition("layername=")[2] for leaf in leaves}
    assert named == stored - {"scoreboard", "layer_styles"}
    assert {one.text for one in root.iter("authid")} == {CRS}


def test_the_ground_of_a_map_is_one_shape_as_the_page_draws_it(folder: Path) -> None:
    streets = pyogrio.read_dataframe(folder / "results.gpkg", layer="ground__streets")
    assert list(streets.columns) == ["geometry"]
    assert len(streets) == 1
    root = ET.parse(folder / "results.qgs").getroot()  # noqa: S314 - our own
    names = [leaf.get("name") for leaf in root.iter("layer-tree-layer") if "ground__streets" in str(leaf.get("source"))]
    assert names == ["街道(底图,已按 2 米容差简化)"]


def test_divisions_have_the_classes_of_the_map_and_a_figure_at_the_target_its_side() -> None:
    """At most 40: 40 itself keeps the target, so it is of the lower class."""
    data = gpd.GeoDataFrame(
        {"share": [40.0, 70.0, None]}, geometry=[shapely.box(i, 0, i + 1, 1) for i in range(3)], crs=CRS
    )
    columns = {"share": Column(same("share"), "%")}
    wholes = {"share": Whole(50.0, ("at_most", 40.0, 2025))}
    shown = ShownChoropleth(same("divisions"), data, columns, ("townships",), "share", bounds=(40.0,), wholes=wholes)
    look = divided(shown, STYLES["polygon"], language="en")
    filters = re.findall(r'filter="([^"]*)"', layer_qml("Polygon", {"share": "share"}, painted=look))
    assert [html.unescape(one) for one in filters] == ['"share" <= 40.0', '"share" > 40.0', '"share" IS NULL']
    assert [one.title for one in look.ranges[:2]] == ["≤ 40", "> 40"]
    assert len({one.look.fill for one in look.ranges}) == 3


def test_totals_fill_no_division() -> None:
    data = gpd.GeoDataFrame({"people": [4.0, 7.0]}, geometry=[shapely.box(i, 0, i + 1, 1) for i in range(2)], crs=CRS)
    shown = ShownChoropleth(same("d"), data, {"people": Column(same("people"), "people")}, ("townships",), "people")
    assert divided(shown, STYLES["polygon"], language="en").ranges == ()
