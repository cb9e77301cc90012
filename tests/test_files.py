"""Files read whatever their format, and told apart where they cannot be."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely import Point

from geo_ruijin.errors import SourceError
from geo_ruijin.sources.files import read_file

STOPS = gpd.GeoDataFrame({"id": ["001", "002"]}, geometry=[Point(1, 2), Point(3, 4)], crs="EPSG:4548")


@pytest.mark.parametrize("name", ["a.parquet", "a.geoparquet", "a.gpkg", "a.shp", "a.geojson", "a.fgb"])
def test_features_with_their_place(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if path.suffix.endswith("parquet"):
        STOPS.to_parquet(path)
    else:
        STOPS.to_file(path)
    rows = read_file(path)
    assert isinstance(rows, gpd.GeoDataFrame)
    assert rows.crs == STOPS.crs
    assert sorted(zip(rows["id"], rows.geometry, strict=True)) == [("001", Point(1, 2)), ("002", Point(3, 4))]


@pytest.mark.parametrize("name", ["a.parquet", "a.gpkg"])
def test_the_place_is_called_geometry(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    renamed = STOPS.rename_geometry("geom")
    if name.endswith("parquet"):
        renamed.to_parquet(path)
    else:
        renamed.to_file(path)
    assert list(read_file(path).columns) == ["id", "geometry"]


def test_rows_without_a_place(tmp_path: Path) -> None:
    table = pd.DataFrame({"id": ["001"], "value": [2.5]})
    table.to_parquet(tmp_path / "a.parquet")
    table.to_excel(tmp_path / "a.xlsx", index=False)
    for name in ("a.parquet", "a.xlsx"):
        rows = read_file(tmp_path / name)
        assert not isinstance(rows, gpd.GeoDataFrame)
        assert rows.to_dict("list") == {"id": ["001"], "value": [2.5]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_file_is_text_in_the_encodings_of_excel_and_wps(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_text("编号,名称,数值\n001,充电桩,850\n,,\n", encoding=encoding)
    rows = read_file(tmp_path / "a.csv")
    assert list(rows.columns) == ["编号", "名称", "数值"]
    assert rows.iloc[0].tolist() == ["001", "充电桩", "850"]  # the code keeps its noughts
    assert rows.iloc[1].isna().all()


def test_the_layer_named_else_the_only_one_the_sheet_named_else_the_first(tmp_path: Path) -> None:
    for position, layer in enumerate(("one", "two")):
        STOPS.iloc[[position]].to_file(tmp_path / "a.gpkg", layer=layer)
    with pd.ExcelWriter(tmp_path / "a.xlsx") as book:
        for sheet in ("one", "two"):
            pd.DataFrame({"id": [sheet]}).to_excel(book, sheet_name=sheet, index=False)
    with pytest.raises(SourceError, match=r"several layers \(one, two\)"):
        read_file(tmp_path / "a.gpkg")
    assert read_file(tmp_path / "a.gpkg", layer="two")["id"].tolist() == ["002"]
    assert read_file(tmp_path / "a.xlsx")["id"].tolist() == ["one"]
    assert read_file(tmp_path / "a.xlsx", layer="two")["id"].tolist() == ["two"]


@pytest.mark.parametrize("name", ["a.gpkg", "a.xlsx"])
def test_a_layer_that_is_not_there(tmp_path: Path, name: str) -> None:
    STOPS.to_file(tmp_path / "a.gpkg", layer="one")
    pd.DataFrame({"id": [1]}).to_excel(tmp_path / "a.xlsx")
    with pytest.raises(SourceError, match="thre"):
        read_file(tmp_path / name, layer="thre")


DAMAGED = (b"", b"\x00\xff\xfe", b"PK\x03\x04 half a workbook")
FORMATS = ("parquet", "gpkg", "shp", "geojson", "fgb", "kml", "csv", "xlsx", "xls", "ods", "txt")


@pytest.mark.parametrize(
    ("name", "content"),
    # letters are no damage to a table of letters
    [(f"a.{kind}", content) for kind in FORMATS for content in (DAMAGED[:2] if kind == "csv" else DAMAGED)],
)
def test_a_damaged_file_is_a_message(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError) as raised:
        read_file(tmp_path / name)
    assert raised.value.say("en").startswith(f"{name} cannot be read")
    assert raised.value.say("zh").startswith(f"无法读取 {name}")


@pytest.mark.parametrize("name", ["a.parquet", "a.gpkg", "a.xlsx"])
def test_a_file_cut_off_is_a_message(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "a.parquet":
        STOPS.to_parquet(path)
    elif name == "a.gpkg":
        STOPS.to_file(path)
    else:
        pd.DataFrame({"id": [1]}).to_excel(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(SourceError, match="cannot be read"):
        read_file(path)


def test_a_shapefile_of_chinese_windows(tmp_path: Path) -> None:
    pyogrio.write_dataframe(STOPS.assign(name=["中心站", "东站"]), tmp_path / "a.shp", encoding="GBK")
    (tmp_path / "a.cpg").unlink(missing_ok=True)  # nothing says so
    assert read_file(tmp_path / "a.shp")["name"].tolist() == ["中心站", "东站"]
