"""From the sources of a layer to one checked layer in the project's coordinate system."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import prcoords
import pytest
from shapely import MultiPolygon, Point, box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import Fault, FaultsError, NoDataError, SourceError
from geo_ruijin.layers import Layer, read_layer
from geo_ruijin.sources.store import Origin, fetched_path, write_fetched
from geo_ruijin.spec import LayerSpec
from geo_ruijin.text import Text, same

CRS = "EPSG:4548"
HERE = Point(116.0188, 25.89426)  # Xianghu, the town seat
SOURCE = {"kind": "file", "path": "data/x.gpkg"}
SPEC = {"title": {"zh": "站点", "en": "Stops"}, "geometry": "point", "sources": [SOURCE]}


def read(folder: Path, spec: dict[str, Any], **options: Any) -> Layer:  # noqa: ANN401 - values of a TOML file
    return read_layer("x", LayerSpec.model_validate(SPEC | spec), folder=folder, crs=CRS, **options)


def refused(folder: Path, spec: dict[str, Any], **options: Any) -> tuple[Fault, ...]:  # noqa: ANN401
    with pytest.raises(FaultsError) as raised:
        read(folder, spec, **options)
    assert all(fault.file == "layers/x.toml" for fault in raised.value.faults)
    return raised.value.faults


def write(folder: Path, *shapes: BaseGeometry, crs: str | None = CRS, name: str = "x.gpkg", **columns: Any) -> Path:  # noqa: ANN401
    path = folder / "data" / name
    path.parent.mkdir(exist_ok=True)
    frame = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path)
    return path


# where data come from


def test_the_first_source_that_is_there_is_used_and_the_missing_one_is_said(tmp_path: Path) -> None:
    path = write(tmp_path, Point(1, 2), name="own.gpkg")
    sources = [
        {"kind": "file", "path": "data/best.gpkg"},
        {"kind": "osm", "tags": {"highway": "bus_stop"}},
        {"kind": "file", "path": "data/own.gpkg", "origin": "交通局", "date": 2024, "licence": "内部"},
    ]
    layer = read(tmp_path, {"sources": sources, "steward": "市交通局"})
    record = layer.record
    assert (record.name, record.source, record.date) == ("x", same("交通局"), "2024")
    assert (record.licence, record.steward, record.nature, record.features) == ("内部", "市交通局", "real", 1)
    assert record.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    (fault,) = record.faults
    assert not fault.serious
    assert "data/best.gpkg" in fault.say("en")
    assert "data/best.gpkg" in fault.say("zh")


def test_no_source_is_there(tmp_path: Path) -> None:
    with pytest.raises(NoDataError) as raised:
        read(tmp_path, {"sources": [SOURCE, {"kind": "osm_streets"}]})
    assert raised.value.say("en") == (
        "layer 'Stops' (x) has no data: none of the sources in layers/x.toml is there (data/x.gpkg, data/osm/x.parquet)"
    )
    assert "图层“站点”(x)没有数据" in raised.value.say("zh")
    with pytest.raises(NoDataError):
        read(tmp_path, {"sources": []})


def test_a_damaged_file_is_not_passed_over(tmp_path: Path) -> None:
    write(tmp_path, Point(1, 2), name="y.gpkg")
    (tmp_path / "data/x.gpkg").write_bytes(b"damaged")
    with pytest.raises(SourceError):
        read(tmp_path, {"sources": [SOURCE, {"kind": "file", "path": "data/y.gpkg"}]})


def test_what_was_fetched_brings_its_origin(tmp_path: Path) -> None:
    features = gpd.GeoDataFrame({"name": ["站"]}, geometry=[HERE], crs="EPSG:4326")
    origin = Origin("开放街图", "OpenStreetMap", "2026-11-01", "ODbL-1.0")
    write_fetched(features, fetched_path(tmp_path, "x"), origin=origin)
    layer = read(tmp_path, {"sources": [{"kind": "osm", "tags": {"highway": "bus_stop"}}]})
    assert layer.record.source == Text("开放街图", "OpenStreetMap")
    assert (layer.record.date, layer.record.licence, layer.record.nature) == ("2026-11-01", "ODbL-1.0", "real")
    assert layer.features.crs == CRS


def test_a_layer_is_called_by_its_source_only_where_it_is_of_that_source(tmp_path: Path) -> None:
    osm = {"kind": "osm", "tags": {"highway": "bus_stop"}, "title": {"zh": "站点(开放街图)", "en": "Stops of OSM"}}
    features = gpd.GeoDataFrame({"name": ["站"]}, geometry=[HERE], crs="EPSG:4326")
    write_fetched(features, fetched_path(tmp_path, "x"), origin=Origin("开放街图", "OpenStreetMap", None, "ODbL-1.0"))
    assert read(tmp_path, {"sources": [SOURCE, osm]}).record.title.en == "Stops of OSM"
    write(tmp_path, Point(1, 2))
    assert read(tmp_path, {"sources": [SOURCE, osm]}).record.title.en == "Stops"


# real or modelled


def test_a_modelled_source_makes_every_row_modelled(tmp_path: Path) -> None:
    write(tmp_path, Point(1, 2))
    layer = read(tmp_path, {"sources": [SOURCE | {"nature": "modelled"}]})
    assert layer.record.nature == "modelled"
    assert layer.data["nature"].tolist() == ["modelled"]  # which reported figures are judged by


def test_one_modelled_row_makes_a_modelled_layer(tmp_path: Path) -> None:
    write(tmp_path, Point(1, 2), Point(3, 4), nature=["real", "modelled"])
    assert read(tmp_path, {}).record.nature == "modelled"


def test_rows_that_say_nothing_are_as_their_source(tmp_path: Path) -> None:
    write(tmp_path, Point(1, 2), Point(3, 4), nature=["real", None])
    assert read(tmp_path, {}).record.nature == "real"
    layer = read(tmp_path, {"sources": [SOURCE | {"nature": "modelled"}]})
    assert layer.data["nature"].tolist() == ["real", "modelled"]


# columns


def test_columns_in_our_names(tmp_path: Path) -> None:
    write(tmp_path, Point(1, 2), 名称=["站"], RS=["12"])
    spec = {
        "columns": {"name": {"type": "text"}, "people": {"type": "number", "unit": "people"}},
        "sources": [SOURCE | {"columns": {"name": "名称", "people": "RS"}}],
    }
    layer = read(tmp_path, spec)
    assert layer.data[["name", "people"]].to_dict("list") == {"name": ["站"], "people": [12.0]}
    assert {key: (column.title.zh, column.unit) for key, column in layer.columns.items()} == {
        "name": ("name", "1"),
        "people": ("people", "people"),
    }


def test_a_mapped_column_takes_the_place_of_one_that_has_its_name(tmp_path: Path) -> None:
    write(tmp_path, Point(1, 2), people=[1.0], pop=[99.0])
    spec = {"columns": {"people": {"type": "number"}}, "sources": [SOURCE | {"columns": {"people": "pop"}}]}
    assert read(tmp_path, spec).data["people"].tolist() == [99]


def test_two_columns_may_change_names(tmp_path: Path) -> None:
    write(tmp_path, Point(1, 2), a=[1.0], b=[2.0])
    columns = {"a": {"type": "number"}, "b": {"type": "number"}}
    data = read(tmp_path, {"columns": columns, "sources": [SOURCE | {"columns": {"a": "b", "b": "a"}}]}).data
    assert data[["a", "b"]].to_numpy().tolist() == [[2, 1]]


@pytest.mark.parametrize("required", [True, False])
def test_a_mapping_to_a_column_that_is_not_there(tmp_path: Path, required: bool) -> None:  # noqa: FBT001
    write(tmp_path, Point(1, 2), routes=[1])
    spec = {
        "columns": {"n": {"type": "integer", "required": required}},
        "sources": [SOURCE | {"columns": {"n": "route"}}],
    }
    fault = next(fault for fault in refused(tmp_path, spec) if fault.where == "sources[0].columns.n")
    assert "data/x.gpkg has no column 'route'. Did you mean 'routes'?" in fault.say("en")
    assert "“routes”" in fault.say("zh")


def test_true_and_false_of_a_csv_table(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/x.csv").write_text("id,open\n007,TRUE\n008,false\n", encoding="gb18030")
    spec = {
        "geometry": "table",
        "columns": {"id": {"type": "text"}, "open": {"type": "boolean"}},
        "sources": [{"kind": "file", "path": "data/x.csv"}],
    }
    layer = read(tmp_path, spec)
    assert layer.data.to_dict("list") == {"id": ["007", "008"], "open": [True, False]}
    with pytest.raises(TypeError, match="is a table"):
        _ = layer.features


def test_faults_of_columns_and_places_come_together(tmp_path: Path) -> None:
    write(tmp_path, Point(1, 2), box(0, 0, 1, 1), people=[-1.0, 5.0])
    faults = refused(tmp_path, {"columns": {"people": {"type": "number", "min": 0}, "name": {"type": "text"}}})
    assert [fault.where for fault in faults] == ["columns.name", "columns.people", "geometry"]


# places


def moved(layer: Layer) -> float:
    """Return how far the first feature lies from `HERE` [m]."""
    true = gpd.GeoSeries([HERE], crs="EPSG:4326").to_crs(CRS).iloc[0]
    return float(layer.features.geometry.iloc[0].distance(true))


def test_gcj02_lands_on_the_truth(tmp_path: Path) -> None:
    shifted = prcoords.wgs_gcj((HERE.y, HERE.x))
    write(tmp_path, Point(shifted.lon, shifted.lat), crs="EPSG:4326")
    assert moved(read(tmp_path, {"sources": [SOURCE | {"datum": "gcj02"}]})) < 1e-4
    assert moved(read(tmp_path, {"sources": [SOURCE | {"datum": "wgs84"}]})) > 580


def test_bd09_lands_on_the_truth(tmp_path: Path) -> None:
    shifted = prcoords.wgs_bd((HERE.y, HERE.x))
    write(tmp_path, Point(shifted.lon, shifted.lat), crs="EPSG:4326")
    assert moved(read(tmp_path, {"sources": [SOURCE | {"datum": "bd09"}]})) < 1e-4


@pytest.mark.parametrize(
    ("crs", "name", "datum"),
    [
        ("EPSG:4490", "x.parquet", None),  # northing first in the registry, easting first in files
        ("EPSG:4490", "x.gpkg", None),
        ("EPSG:4490", "x.shp", None),
        ("EPSG:4527", "x.gpkg", None),  # zone 39 in front of the easting
        ("EPSG:4326", "x.gpkg", "wgs84"),
        ("EPSG:4326", "x.geojson", "wgs84"),
        ("EPSG:32650", "x.shp", "wgs84"),
    ],
)
def test_easting_comes_first_whatever_the_system(tmp_path: Path, crs: str, name: str, datum: str | None) -> None:
    write(tmp_path, gpd.GeoSeries([HERE], crs="EPSG:4326").to_crs(crs).iloc[0], crs=crs, name=name)
    layer = read(tmp_path, {"sources": [{"kind": "file", "path": f"data/{name}", "datum": datum}]})
    assert moved(layer) < 1e-3
    assert layer.features.crs == CRS


def test_a_system_written_in_the_source_outdoes_the_label(tmp_path: Path) -> None:
    place = gpd.GeoSeries([HERE], crs="EPSG:4326").to_crs("EPSG:4527").iloc[0]
    write(tmp_path, place, crs=CRS)
    assert moved(read(tmp_path, {"sources": [SOURCE | {"crs": "EPSG:4527"}]})) < 1e-3


@pytest.mark.parametrize(
    ("crs", "source", "where", "en", "zh"),
    [
        ("EPSG:4326", {}, "datum", "does not declare its datum", '写 datum = "wgs84"、"gcj02"'),
        (None, {"datum": "wgs84"}, "crs", "states no coordinate system", "没有坐标系"),
        ("EPSG:4490", {"crs": "EPSG:44900"}, "crs", "unknown coordinate reference system 'EPSG:44900'", "“EPSG:44900”"),
        ("EPSG:4610", {"datum": "cgcs2000"}, "crs", "'Xian 1980'", "转换参数不公开"),
        ("EPSG:4214", {"datum": "wgs84"}, "crs", "'Beijing 1954'", "转换参数不公开"),
    ],
)
def test_a_place_that_is_not_declared_is_refused(
    tmp_path: Path, crs: str | None, source: dict[str, str], where: str, en: str, zh: str
) -> None:
    write(tmp_path, HERE, crs=crs, name="x.parquet")
    spec = {"sources": [{"kind": "file", "path": "data/x.parquet", **source}]}
    (fault,) = refused(tmp_path, spec)
    assert fault.where == f"sources[0].{where}"
    assert en in fault.say("en")
    assert zh in fault.say("zh")


def test_swapped_longitude_and_latitude(tmp_path: Path) -> None:
    write(tmp_path, Point(HERE.y, HERE.x), crs="EPSG:4326")
    (fault,) = refused(tmp_path, {"sources": [SOURCE | {"datum": "wgs84"}]})
    assert "order of longitude and latitude" in fault.say("en")
    with pytest.raises(SourceError, match="order of longitude and latitude"):
        read(tmp_path, {"sources": [SOURCE | {"datum": "gcj02"}]})


def test_another_city(tmp_path: Path) -> None:
    write(tmp_path, Point(1, 1), Point(2, 2), Point(50, 50))
    place = box(0, 0, 10, 10)
    (fault,) = read(tmp_path, {}, place=place).record.faults  # one of three outside: a remark
    assert (fault.where, fault.serious) == ("geometry", False)
    (fault,) = refused(tmp_path, {}, place=box(40, 40, 60, 60))  # two of three outside: another place
    assert "2 of 3 values outside the boundary of the place (rows 1, 2," in fault.say("en")


def test_rows_are_named_as_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "data/x.geojson"
    path.parent.mkdir()
    shapes: list[dict[str, Any] | None] = [
        None,
        {"type": "Point", "coordinates": [116.0, 25.9]},
        {"type": "Point", "coordinates": [116.1, 25.9]},
        {"type": "Point", "coordinates": [114.0, 25.9]},
    ]
    rows = [{"type": "Feature", "properties": {"id": i}, "geometry": shape} for i, shape in enumerate(shapes)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), encoding="utf-8")
    place = gpd.GeoSeries([box(115, 25, 117, 27)], crs="EPSG:4326").to_crs(CRS).iloc[0]
    layer = read(tmp_path, {"sources": [{"kind": "file", "path": "data/x.geojson", "datum": "wgs84"}]}, place=place)
    assert layer.data["id"].tolist() == [1, 2, 3]
    assert list(layer.data.index) == [0, 1, 2]
    assert [fault.what.en for fault in layer.record.faults] == [
        "1 of 4 values without a place, left out (rows 1, not counting the header)",
        "1 of 3 values outside the boundary of the place (rows 4, not counting the header)",
    ]


def test_an_index_in_the_file_does_no_harm(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"people": [-1.0]}, geometry=[Point(1, 2)], crs=CRS, index=pd.Index(["node/7"], name="osm")
    )
    (tmp_path / "data").mkdir()
    frame.rename_geometry("geom").to_parquet(tmp_path / "data/x.parquet")
    spec = {
        "columns": {"people": {"type": "number", "min": 0}},
        "sources": [{"kind": "file", "path": "data/x.parquet"}],
    }
    (fault,) = refused(tmp_path, spec)
    assert "(rows 1," in fault.what.en


def test_mixed_polygons_with_a_hole(tmp_path: Path) -> None:
    ring = box(0, 0, 10, 10) - box(4, 4, 6, 6)  # 100 - 4
    pair = MultiPolygon([box(20, 0, 21, 1), box(30, 0, 31, 1)])  # 1 + 1
    write(tmp_path, ring, pair, name="x.geojson")
    layer = read(tmp_path, {"geometry": "polygon", "sources": [{"kind": "file", "path": "data/x.geojson"}]})
    assert layer.features.area.tolist() == pytest.approx([96, 2], abs=1e-6)
    assert layer.record.faults == ()


def test_a_repair_is_told_in_square_metres_though_the_file_is_in_degrees(tmp_path: Path) -> None:
    metres = gpd.GeoSeries.from_wkt(
        ["POLYGON ((400000 2860000, 400100 2860100, 400100 2860000, 400000 2860100, 400000 2860000))"], crs=CRS
    )
    assert not metres.is_valid[0]
    write(tmp_path, metres.to_crs("EPSG:4490")[0], crs="EPSG:4490")
    (fault,) = refused(tmp_path, {"geometry": "polygon"})  # all of the layer: nobody's figure rests on it
    # two triangles of 50 m × 100 m / 2
    assert "areas changed by 5000.0 m²" in fault.what.en


@pytest.mark.parametrize("geometry", ["point", "line", "polygon"])
def test_a_layer_without_features(tmp_path: Path, geometry: str) -> None:
    path = tmp_path / "data/x.parquet"
    path.parent.mkdir()
    gpd.GeoDataFrame({"name": pd.Series([], dtype="str")}, geometry=[], crs=CRS).to_parquet(path)
    spec = {
        "geometry": geometry,
        "columns": {"name": {"type": "text"}},
        "sources": [{"kind": "file", "path": "data/x.parquet"}],
    }
    (fault,) = refused(tmp_path, spec, place=box(0, 0, 1, 1))
    assert "data/x.parquet has no features to use" in fault.say("en")


def test_a_table_where_features_are_wanted(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/x.csv").write_text("lon,lat\n116,25.9\n", encoding="utf-8")
    faults = refused(tmp_path, {"sources": [{"kind": "file", "path": "data/x.csv"}]})
    assert "data/x.csv has no geometries" in faults[0].say("en")


def test_an_empty_table_is_a_table(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/x.csv").write_text("id,value\n", encoding="utf-8")
    spec = {
        "geometry": "table",
        "columns": {"id": {"type": "text"}, "value": {"type": "number"}},
        "sources": [{"kind": "file", "path": "data/x.csv"}],
    }
    layer = read(tmp_path, spec)
    assert (layer.record.features, layer.record.faults) == (0, ())
