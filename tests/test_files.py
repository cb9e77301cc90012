"""Files read whatever their format, whole or not at all, and told apart where they cannot be."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from geo_ruijin.errors import SourceError
from geo_ruijin.sources.files import digest, exists, layers_of, parts, read_file
from geo_ruijin.text import Text

STOPS = gpd.GeoDataFrame({"id": ["001", "002"]}, geometry=[Point(1, 2), Point(3, 4)], crs="EPSG:4548")

#: The extension of each format of features, and how it is written.
WRITTEN = {
    "parquet": "", "geoparquet": "", "gpkg": "GPKG", "shp": "ESRI Shapefile", "geojson": "GeoJSON",
    "geojsonl": "GeoJSONSeq", "fgb": "FlatGeobuf", "kml": "LIBKML", "kmz": "LIBKML", "gml": "GML", "gdb": "OpenFileGDB",
}  # fmt: skip

#: Those that are always in degrees.
IN_DEGREES = ("geojsonl", "kml", "kmz")


def _write(features: gpd.GeoDataFrame, path: Path) -> Path:
    if driver := WRITTEN[path.suffix[1:]]:
        features.to_file(path, driver=driver)
    else:
        features.to_parquet(path)
    return path


@pytest.mark.parametrize("kind", WRITTEN)
def test_features_with_their_place(tmp_path: Path, kind: str) -> None:
    crs = "EPSG:4326" if kind in IN_DEGREES else "EPSG:4548"
    path = _write(STOPS.set_crs(crs, allow_override=True), tmp_path / f"a.{kind}")
    before = sorted(tmp_path.iterdir())
    rows = read_file(path)
    assert isinstance(rows, gpd.GeoDataFrame)
    assert rows.crs == crs
    assert sorted(zip(rows["id"], rows.geometry, strict=True)) == [("001", Point(1, 2)), ("002", Point(3, 4))]
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", ["a.parquet", "a.gpkg"])
def test_the_place_is_called_geometry(tmp_path: Path, name: str) -> None:
    path = _write(STOPS.rename_geometry("geom"), tmp_path / name)
    assert list(read_file(path).columns) == ["id", "geometry"]


def test_rows_without_a_place(tmp_path: Path) -> None:
    table = pd.DataFrame({"id": ["001"], "value": [2.5]})
    table.to_parquet(tmp_path / "a.parquet")
    table.to_excel(tmp_path / "a.xlsx", index=False)
    pyogrio.write_dataframe(table, tmp_path / "a.gpkg")
    for name in ("a.parquet", "a.xlsx", "a.gpkg"):
        rows = read_file(tmp_path / name)
        assert not isinstance(rows, gpd.GeoDataFrame)
        assert rows.to_dict("list") == {"id": ["001"], "value": [2.5]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_file_is_text_in_the_encodings_of_excel_and_wps(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_text("编号,名称,数值\n001,充电桩,850\n002,,\n,,\n", encoding=encoding)
    rows = read_file(tmp_path / "a.csv")
    assert list(rows.columns) == ["编号", "名称", "数值"]
    assert rows.iloc[0].tolist() == ["001", "充电桩", "850"]  # the code keeps its noughts
    assert rows.iloc[1].isna().tolist() == [False, True, True]
    assert len(rows) == 2


def test_the_layer_named_else_the_only_one(tmp_path: Path) -> None:
    for position, layer in enumerate(("one", "two")):
        STOPS.iloc[[position]].to_file(tmp_path / "a.gpkg", layer=layer)
    with pd.ExcelWriter(tmp_path / "a.xlsx") as book:
        for sheet in ("one", "two"):
            pd.DataFrame({"id": [sheet]}).to_excel(book, sheet_name=sheet, index=False)
    for name in ("a.gpkg", "a.xlsx"):
        assert layers_of(tmp_path / name) == ["one", "two"]
        with pytest.raises(SourceError, match=r"several layers \(one, two\)"):
            read_file(tmp_path / name)
    assert read_file(tmp_path / "a.gpkg", layer="two")["id"].tolist() == ["002"]
    assert read_file(tmp_path / "a.xlsx", layer="two")["id"].tolist() == ["two"]
    assert layers_of(_write(STOPS, tmp_path / "a.geojson")) == []


@pytest.mark.parametrize("name", ["a.gpkg", "a.xlsx"])
def test_a_layer_that_is_not_there(tmp_path: Path, name: str) -> None:
    STOPS.to_file(tmp_path / "a.gpkg", layer="three")
    pd.DataFrame({"id": [1]}).to_excel(tmp_path / "a.xlsx", sheet_name="three")
    with pytest.raises(SourceError, match="Did you mean 'three'"):
        read_file(tmp_path / name, layer="thre")


DAMAGED = (b"", b"\x00\xff\xfe", b"PK\x03\x04 half a workbook")
FORMATS = ("parquet", "gpkg", "shp", "geojson", "fgb", "kml", "kmz", "gml", "csv", "xlsx", "xls", "ods", "zip", "txt")


@pytest.mark.parametrize(("name", "content"), [(f"a.{kind}", content) for kind in FORMATS for content in DAMAGED])
def test_a_damaged_file_is_a_message(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError) as raised:
        read_file(tmp_path / name)
    assert raised.value.say("en").startswith(f"{name} cannot be read")
    assert raised.value.say("zh").startswith(f"无法读取 {name}")


@pytest.mark.parametrize("suffix", FORMATS)
@settings(deadline=None, max_examples=50)
@given(content=st.binary(max_size=300))
def test_bytes_of_any_kind_are_rows_or_a_message(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / f"a.{suffix}"
    path.write_bytes(content)
    with contextlib.suppress(SourceError):
        assert isinstance(read_file(path), pd.DataFrame)


#: 500 stops, so that a file has more than a page and GDAL more than a batch.
MANY = gpd.GeoDataFrame(
    {"id": [f"{number:03}" for number in range(500)], "name": [f"站{number}" for number in range(500)]},
    geometry=[Point(116 + number / 1000, 25.9) for number in range(500)],
    crs="EPSG:4326",
)
CUT = [(kind, "") for kind in WRITTEN if kind != "gdb"] + [("shp", ".shx"), ("shp", ".dbf")]


@pytest.mark.parametrize(("kind", "part"), CUT)
def test_a_file_cut_off_is_never_fewer_rows(tmp_path: Path, kind: str, part: str) -> None:
    path = _write(MANY, tmp_path / f"a.{kind}")
    file = path.with_suffix(part) if part else path
    _cut_at_ten_places(path, file)


def test_a_filegdb_cut_off_is_never_fewer_rows(tmp_path: Path) -> None:
    path = _write(MANY, tmp_path / "a.gdb")
    for file in sorted(path.glob("a00000009.*")):  # the table of the layer, the first after the system's eight
        _cut_at_ten_places(path, file)


def _cut_at_ten_places(path: Path, file: Path) -> None:
    whole = file.read_bytes()
    for tenth in range(1, 11):
        file.write_bytes(whole[: len(whole) * tenth // 11])
        try:
            rows = read_file(path)
        except SourceError:
            continue
        assert rows["id"].tolist() == MANY["id"].tolist()  # what was cut off was an index
        assert rows.geometry.geom_equals_exact(MANY.geometry, 1e-6).all()
        assert file.suffix in (".gdbindexes", ".spx", ".atx")
    file.write_bytes(whole)


def test_a_shapefile_of_chinese_windows(tmp_path: Path) -> None:
    named = STOPS.assign(名称=["中心站", "东站"])
    for folder, label in (("none", None), ("lies", b"UTF-8"), ("latin", b"ISO-8859-1"), ("said", b"936")):
        path = tmp_path / folder / "a.shp"
        path.parent.mkdir()
        pyogrio.write_dataframe(named, path, encoding="GBK")
        path.with_suffix(".cpg").unlink() if label is None else path.with_suffix(".cpg").write_bytes(label)
        rows = read_file(path)
        assert rows["名称"].tolist() == ["中心站", "东站"]
        assert len(rows.attrs["remarks"]) == (label != b"936")
    assert read_file(path, encoding="gbk")["名称"].tolist() == ["中心站", "东站"]
    with pytest.raises(SourceError, match="its text is not in 'utf-8'"):
        read_file(path, encoding="utf-8")


def test_the_language_byte_of_a_dbf_speaks_where_there_is_no_cpg(tmp_path: Path) -> None:
    pyogrio.write_dataframe(STOPS.assign(name=["谢谢", ""]), tmp_path / "a.shp", encoding="GBK")
    (tmp_path / "a.cpg").unlink()
    content = bytearray((tmp_path / "a.dbf").read_bytes())
    content[29] = 0x4D  # GBK
    (tmp_path / "a.dbf").write_bytes(bytes(content))
    rows = read_file(tmp_path / "a.shp")
    assert rows["name"].tolist()[0] == "谢谢"
    assert rows.attrs["remarks"] == []


@pytest.mark.parametrize("suffix", [".DBF", ".Dbf"])
def test_parts_in_any_case_belong_to_a_shapefile(tmp_path: Path, suffix: str) -> None:
    path = _write(STOPS, tmp_path / "a.shp")
    (tmp_path / "a.dbf").rename(tmp_path / f"a{suffix}")
    (tmp_path / "a.shp.xml").write_text("<metadata/>")
    (tmp_path / "ab.prj").write_text("")
    (tmp_path / "a.txt").write_text("")
    expected = {"a.shp", "a.shx", f"a{suffix}", "a.prj", "a.cpg", "a.shp.xml"}
    assert {part.name for part in parts(path)} == expected
    assert read_file(path)["id"].tolist() == ["001", "002"]


def test_the_digest_of_a_file_is_that_of_its_bytes_and_of_several_that_of_all(tmp_path: Path) -> None:
    path = _write(STOPS, tmp_path / "a.geojson")
    assert parts(path) == [path]
    assert digest(path) == hashlib.sha256(path.read_bytes()).hexdigest()
    for name, part in (("a.shp", "a.dbf"), ("a.gdb", "a.gdb/a00000001.gdbtable")):
        path = _write(STOPS, tmp_path / name)
        before = digest(path)
        assert digest(path) == before
        with (tmp_path / part).open("ab") as file:
            file.write(b"\0")
        assert digest(path) != before


def test_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "b.gdb").mkdir()
    (tmp_path / "b.shp").mkdir()
    assert exists(_write(STOPS, tmp_path / "a.geojson"))
    assert exists(tmp_path / "b.gdb")
    assert not exists(tmp_path / "b.shp")
    assert not exists(tmp_path / "c.shp")


@pytest.mark.parametrize("name", ["a!b.shp", "a;b.gpkg", "瑞金 (1).geojson", "a?b.fgb", "-a.kml"])
def test_names_that_look_like_something_else(tmp_path: Path, name: str) -> None:
    features = STOPS.set_crs(4326, allow_override=True)
    path = _write(features, tmp_path / f"a{Path(name).suffix}")
    for part in parts(path):
        part.rename(tmp_path / f"{Path(name).stem}{part.suffix}")
    assert len(read_file(tmp_path / name)) == 2


def test_the_coordinate_system_geojson_names(tmp_path: Path) -> None:
    path = _write(STOPS, tmp_path / "a.geojson")
    content = json.loads(path.read_text())
    assert read_file(path).crs == "EPSG:4548"
    del content["crs"]
    path.write_text(json.dumps(content))
    assert read_file(path).crs == "EPSG:4326"
    content["crs"] = {"type": "name", "properties": {"name": "瑞金独立坐标系"}}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    rows = read_file(path)
    assert rows.crs is None  # not WGS 84, which GDAL takes it for
    assert len(rows) == 2


def test_three_dimensions_and_measures_are_two(tmp_path: Path) -> None:
    kml = "<kml xmlns='http://www.opengis.net/kml/2.2'><Placemark><Point><coordinates>1,2,3</coordinates></Point></Placemark></kml>"
    (tmp_path / "a.kml").write_text(kml)
    rows = read_file(tmp_path / "a.kml")
    assert not rows.geometry.has_z.any()
    assert rows.attrs["remarks"] == [
        Text(zh="a.kml 的高程(Z)或量测值(M)未使用", en="a.kml: heights (Z) and measures (M) are left out")
    ]


def test_a_file_is_read_as_it_is_while_another_reads_it(tmp_path: Path) -> None:
    """A GeoPackage that keeps a journal is read without one being left beside it."""
    path = _write(STOPS, tmp_path / "a.gpkg")
    with sqlite3.connect(path) as database:
        database.execute("pragma journal_mode = wal")
    database.close()
    before = path.read_bytes()
    assert len(read_file(path)) == 2
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.gpkg"]


def test_gml_asks_nobody_for_its_schema(tmp_path: Path) -> None:
    """A schema that is elsewhere is never fetched: what is read does not depend on the network."""
    asked: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *words: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        path = _write(STOPS, tmp_path / "a.gml")
        (tmp_path / "a.xsd").unlink()
        there = f"http://127.0.0.1:{server.server_port}/a.xsd?SERVICE=WFS&amp;REQUEST=DescribeFeatureType"
        path.write_text(path.read_text().replace(" a.xsd", f" {there}"))
        assert there in path.read_text()
        assert len(read_file(path)) == 2
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []
    assert [file.name for file in tmp_path.iterdir()] == ["a.gml"]


def test_numbers_and_days_keep_their_types(tmp_path: Path) -> None:
    day = pd.Timestamp("2023-08-23")
    typed = STOPS.assign(count=np.array([1, 2]), share=[0.5, np.nan], day=[day, day], yes=[True, False])
    for kind in ("gpkg", "fgb", "parquet"):
        rows = read_file(_write(typed, tmp_path / f"a.{kind}")).sort_values("id")
        assert rows["count"].tolist() == [1, 2]
        assert rows["share"].isna().tolist() == [False, True]
        assert rows["day"].tolist() == [day, day]
        assert rows["yes"].tolist() == [True, False]
