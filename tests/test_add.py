"""Somebody's data taken into a layer: understood, checked, kept, declared; refused, nothing is changed."""

from __future__ import annotations

import hashlib
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from geo_ruijin.project import open_project
from geo_ruijin.reading import read_layers
from tests.command import Said, geo_ruijin
from tests.county import CRS, SOUTH, WEST, off, shifted, stops


def add(county: Path, *arguments: object) -> Said:
    return geo_ruijin("add", *arguments, "--project", county)


def there(county: Path, name: str = "bus_stops") -> gpd.GeoDataFrame:
    """Return a layer as the project reads it now."""
    read = read_layers(open_project(county), [name])
    assert name in read.layers, read.missing
    return read.layers[name].features


def state(folder: Path) -> dict[str, str]:
    """Return what every file of a project holds, but for its cache."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "cache" not in path.parts)
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def first_source(county: Path, name: str = "bus_stops") -> dict[str, object]:
    source: dict[str, object] = tomllib.loads((county / f"layers/{name}.toml").read_text(encoding="utf-8"))["sources"][
        0
    ]
    return source


# in whatever shape they come


def _shapefile(folder: Path) -> Path:
    path = folder / "公交站点.shp"
    stops().to_crs("EPSG:4527").to_file(path, encoding="gb18030")
    path.with_suffix(".cpg").unlink()
    return path


def _zip(folder: Path) -> Path:
    path = folder / "站点.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in _shapefile(folder).parent.glob("公交站点.*"):
            archive.write(part, part.name)
    return path


def _as(name: str, **options: Any) -> Callable[[Path], Path]:  # noqa: ANN401 - pyogrio's own
    def write(folder: Path) -> Path:
        stops().to_crs("EPSG:4490").to_file(folder / name, **options)
        return folder / name

    return write


def _parquet(folder: Path) -> Path:
    stops().to_parquet(folder / "stops.parquet")
    return folder / "stops.parquet"


def _kml(folder: Path) -> Path:
    named = stops().rename(columns={"站名": "Name"}).to_crs("EPSG:4490")
    named.to_file(folder / "stops.kml", driver="KML")
    return folder / "stops.kml"


FORMATS: dict[str, tuple[Callable[[Path], Path], tuple[str, ...]]] = {
    "shapefile in GBK": (_shapefile, ()),
    "zip": (_zip, ()),
    "GeoPackage": (_as("stops.gpkg"), ()),
    "GeoJSON": (_as("stops.geojson", driver="GeoJSON"), ("--datum", "cgcs2000")),
    "GeoParquet": (_parquet, ()),
    "FlatGeobuf": (_as("stops.fgb"), ()),
    "KML": (_kml, ("--datum", "cgcs2000")),
    "FileGDB": (_as("stops.gdb", driver="OpenFileGDB", layer="stops"), ()),
}


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_of_any_format_lands_where_it_is(kind: str, county: Path, tmp_path: Path) -> None:
    write, options = FORMATS[kind]
    path = write(tmp_path)
    before = state(tmp_path)
    said = add(county, "bus_stops", path, *options)
    assert said.status == 0, said.words
    assert "60 features" in said.words
    assert off(there(county)) < 0.01  # degrees are written to 1e-7 or better
    assert {name: digest for name, digest in state(tmp_path).items() if not name.startswith("county")} == {
        name: digest for name, digest in before.items() if not name.startswith("county")
    }
    assert str(first_source(county)["path"]).startswith("data/own/bus_stops/")


def _table(coordinates: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([stops()["站名"], coordinates], axis=1)


@pytest.mark.parametrize("datum", ["gcj02", "bd09", "wgs84"])
def test_an_excel_list_in_degrees_lands_on_the_truth(datum: str, county: Path, tmp_path: Path) -> None:
    points = shifted(stops(), datum).geometry  # type: ignore[arg-type]
    path = tmp_path / "站点.xlsx"
    _table(pd.DataFrame({"经度": points.x.round(6), "纬度": points.y.round(6)})).to_excel(path, index=False)
    said = add(county, "bus_stops", path, "--datum", datum)
    assert said.status == 0, said.words
    assert off(there(county)) < 0.15  # six decimals are some 0.1 m
    assert "Datum check: Bus stops lie to Streets as they should" in said.words


def test_a_surveyors_table_with_the_northing_first_and_the_zone_in_front(county: Path, tmp_path: Path) -> None:
    points = stops().to_crs("EPSG:4527").geometry
    assert points.x.min() > 39_000_000
    path = tmp_path / "测量.csv"
    _table(pd.DataFrame({"X": points.y.round(3), "Y": points.x.round(3)})).to_csv(path, index=False, encoding="gb18030")
    said = add(county, "bus_stops", path, "--datum", "cgcs2000")
    assert said.status == 0, said.words
    assert off(there(county)) < 0.01
    source = first_source(county)
    assert (source["crs"], source["x"], source["y"]) == ("EPSG:4527", "Y", "X")


def test_swapped_degrees_are_turned_and_it_is_said(county: Path, tmp_path: Path) -> None:
    points = stops().to_crs("EPSG:4490")
    turned = points.set_geometry(gpd.points_from_xy(points.geometry.y, points.geometry.x, crs="EPSG:4490"))
    turned.to_file(tmp_path / "stops.gpkg")
    said = add(county, "bus_stops", tmp_path / "stops.gpkg")
    assert said.status == 0, said.words
    assert first_source(county)["axes"] == "yx"
    assert "northing (latitude) first" in said.words
    assert off(there(county)) < 0.01


# what cannot be known is refused


@pytest.mark.parametrize(
    ("columns", "options", "en"),
    [
        (("经度", "纬度"), (), "may be GCJ-02 (Amap, Tencent), which lies 58"),
        (("东", "北"), (), "may be CGCS2000, or Xian 1980 or Beijing 1954"),
    ],
)
def test_bare_coordinates_of_no_declared_datum(
    columns: tuple[str, str], options: tuple[str, ...], en: str, county: Path, tmp_path: Path
) -> None:
    degrees = columns[0] == "经度"
    points = stops().to_crs("EPSG:4326" if degrees else CRS).geometry
    path = tmp_path / "stops.csv"
    _table(pd.DataFrame({columns[0]: points.x, columns[1]: points.y})).to_csv(path, index=False)
    before = state(county)
    said = add(county, "bus_stops", path, "--x", columns[0], "--y", columns[1], *options)
    assert said.status == 1
    assert en in said.words.replace("\n", " ")
    assert state(county) == before


def test_a_table_said_to_be_wgs84_that_is_gcj02_is_caught_with_its_shift(county: Path, tmp_path: Path) -> None:
    points = shifted(stops(), "gcj02")
    path = tmp_path / "poi.csv"
    _table(pd.DataFrame({"lon": points.geometry.x, "lat": points.geometry.y})).to_csv(path, index=False)
    before = state(county)
    said = add(county, "bus_stops", path, "--datum", "wgs84")
    assert said.status == 1
    assert "in gcj02 the median distance is" in said.words
    east, south = (float(said.words.split(word)[0].split()[-2]) for word in (" east", " south"))
    by = points.to_crs(CRS).geometry.union_all().centroid, stops().geometry.union_all().centroid
    assert east == pytest.approx(by[0].x - by[1].x, abs=25)
    assert south == pytest.approx(by[1].y - by[0].y, abs=25)
    assert state(county) == before
    said = add(county, "bus_stops", path, "--datum", "wgs84", "--datum-confirmed", "张三,实地核对")
    assert said.status == 0
    assert "Confirmed: 张三,实地核对" in said.words


def test_a_table_without_coordinates_lists_its_columns(county: Path, tmp_path: Path) -> None:
    pd.DataFrame({"站名": ["a"], "地址": ["b"]}).to_csv(tmp_path / "a.csv", index=False)
    said = add(county, "bus_stops", tmp_path / "a.csv")
    assert said.status == 1
    assert "--x and --y" in said.words
    assert "站名, 地址" in said.words


# columns and words


def test_columns_and_words_of_ones_own(county: Path, tmp_path: Path) -> None:
    points = (
        stops(4).drop(columns="站名").assign(点名=list("甲乙丙丁"), 通车=["通", "通", "不通", "通"], 线路=[3, 2, 0, 1])
    )
    points.to_file(tmp_path / "a.gpkg")
    words = ("--column", "name=点名", "--column", "served=通车", "--column", "routes=线路")
    said = add(county, "bus_stops", tmp_path / "a.gpkg", *words)
    assert said.status == 1
    assert "通" in said.words
    said = add(
        county, "bus_stops", tmp_path / "a.gpkg", *words, "--values", "served:通=是", "--values", "served:不通=否"
    )
    assert said.status == 0, said.words
    rows = there(county)
    assert rows["name"].tolist() == list("甲乙丙丁")
    assert rows["served"].tolist() == [True, True, False, True]
    assert rows["routes"].tolist() == [3, 2, 0, 1]


@pytest.mark.parametrize(
    ("options", "en"),
    [
        (("--column", "nam=站名"), "Did you mean 'name'?"),
        (("--column", "name=站點"), "has no column '站點'"),
        (("--column", "name"), "should be ours=theirs"),
        (("--values", "served=1"), "should be column:theirs=ours"),
        (("--date", "2024-13-01"), "should be 2024-05-01 or 2024"),
        (("--layer", "b"), "b"),
        (("--crs", "EPSG:1"), "EPSG:1"),
    ],
)
def test_an_option_that_does_not_fit(options: tuple[str, ...], en: str, county: Path, tmp_path: Path) -> None:
    stops(3).to_file(tmp_path / "a.gpkg", layer="a")
    before = state(county)
    said = add(county, "bus_stops", tmp_path / "a.gpkg", *options)
    assert said.status == 1
    assert en in said.words
    assert state(county) == before


def test_a_layer_or_a_file_that_is_not_there(county: Path, tmp_path: Path) -> None:
    stops(3).to_file(tmp_path / "stops.gpkg")
    assert "Did you mean 'bus_stops'?" in add(county, "bus_stop", tmp_path / "stops.gpkg").words
    assert "Did you mean 'stops.gpkg'?" in add(county, "bus_stops", tmp_path / "stop.gpkg").words


# taken once, whole, and again


def test_only_looked_at_nothing_is_written(county: Path, tmp_path: Path) -> None:
    stops().to_file(tmp_path / "a.gpkg")
    before = state(county)
    said = add(county, "bus_stops", tmp_path / "a.gpkg", "--dry-run")
    assert said.status == 0
    assert "站000" in said.words
    assert state(county) == before


def test_taken_twice_it_is_there_once(county: Path, tmp_path: Path) -> None:
    stops().to_file(tmp_path / "a.gpkg")
    assert add(county, "bus_stops", tmp_path / "a.gpkg").status == 0
    once = state(county)
    assert add(county, "bus_stops", tmp_path / "a.gpkg").status == 0
    assert state(county) == once
    assert add(county, "bus_stops", tmp_path / "a.gpkg", "--date", 2024).status == 0
    assert first_source(county)["date"] == 2024
    (toml,) = {name for name, digest in state(county).items() if once.get(name) != digest}
    assert toml == "layers/bus_stops.toml"


def test_a_later_file_goes_before_the_earlier_one(county: Path, tmp_path: Path) -> None:
    for count in (5, 7):
        stops(count).to_file(tmp_path / "a.gpkg")
        assert add(county, "bus_stops", tmp_path / "a.gpkg").status == 0
    assert len(there(county)) == 7
    sources = tomllib.loads((county / "layers/bus_stops.toml").read_text(encoding="utf-8"))["sources"]
    assert [source["kind"] for source in sources] == ["file", "file", "osm"]


# an earlier survey


def test_earlier_wetlands_are_picked_from_an_earlier_land_survey(county: Path, tmp_path: Path) -> None:
    # a river, paddy and a marsh, side by side
    parcels = [box(WEST + 1000 * n, SOUTH, WEST + 1000 * (n + 1), SOUTH + 1000) for n in range(3)]
    survey = gpd.GeoDataFrame(
        {"DLBM": ["1101", "0101", "1108"], "DLMC": ["河流", "水田", "沼泽地"]}, geometry=parcels, crs=CRS
    )
    survey.to_file(tmp_path / "DLTB.shp", encoding="utf-8")
    said = add(county, "land_use_earlier", tmp_path / "DLTB.shp", "--date", "2019-12-31")
    assert said.status == 0, said.words
    earlier = there(county, "wetlands_earlier")
    assert earlier[["code", "kind"]].to_numpy().tolist() == [["1101", "河流"], ["1108", "沼泽地"]]
    own = survey.iloc[[2]]
    own.to_file(tmp_path / "湿地.shp", encoding="utf-8")
    assert add(county, "wetlands_earlier", tmp_path / "湿地.shp").status == 0
    assert there(county, "wetlands_earlier")["code"].tolist() == ["1108"]  # one of its own goes first
