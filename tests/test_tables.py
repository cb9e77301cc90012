"""Tables as people write them: headers, cells and where a row lies."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from geo_ruijin.errors import SourceError
from geo_ruijin.sources.encodings import codec, encoding_of
from geo_ruijin.sources.files import layers_of, read_file
from geo_ruijin.sources.tables import coordinate_columns, numbers, place_column, with_points

PATH = Path("a.csv")


def _csv(folder: Path, *lines: str, name: str = "a.csv", encoding: str = "utf-8") -> Path:
    (folder / name).write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return folder / name


def _book(folder: Path, rows: list[list[object]], *, merge: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cells in merge:
        sheet.merge_cells(cells)
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


@pytest.mark.parametrize(
    ("columns", "pair"),
    [
        (["名称", "纬度", "经度"], ("经度", "纬度")),
        (["name", "Lat", "LNG"], ("LNG", "Lat")),
        (["Longitude", "Latitude"], ("Longitude", "Latitude")),
        (["wgs84_lng", "wgs84_lat", "id"], ("wgs84_lng", "wgs84_lat")),
        (["东经(°)", "北纬(°)"], ("东经(°)", "北纬(°)")),
        (["X坐标", "Y坐标"], ("X坐标", "Y坐标")),
        (["纵坐标", "横坐标"], ("横坐标", "纵坐标")),
        (["POINT_X", "POINT_Y"], ("POINT_X", "POINT_Y")),
        (["站点经度", "站点纬度"], ("站点经度", "站点纬度")),
        (["坐标 经度", "坐标 纬度"], ("坐标 经度", "坐标 纬度")),
        (["x", "y", "lon", "lat"], ("lon", "lat")),
        (["lon", "lat", "lon_gcj02", "lat_gcj02"], ("lon", "lat")),
        (["lon_wgs84", "lat_wgs84", "lon_gcj02", "lat_gcj02"], None),  # which is meant is not plain
        (["lon", "name"], None),
        (["性质", "yes", "max", "platform"], None),
    ],
)
def test_coordinate_columns_by_their_usual_names(columns: list[str], pair: tuple[str, str] | None) -> None:
    assert coordinate_columns(columns) == pair


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("116.02", 116.02),
        (" 116.02 ", 116.02),
        ("１１６．０２", 116.02),
        ("501,234.5", 501234.5),
        ("116°30′", 116.5),
        ("116°30′36″", 116.51),  # 30/60 + 36/3600
        ("东经116度30分36秒", 116.51),
        ("25°30'36\"S", -25.51),
        ("116,02", None),
        ("inf", None),
        ("约116", None),
    ],
)
def test_coordinates_as_they_are_written(written: str, number: float | None) -> None:
    (found,) = numbers(pd.Series([written], dtype="string"))
    assert pd.isna(found) if number is None else found == pytest.approx(number, abs=1e-12)


@settings(deadline=None)
@given(st.floats(-180, 180), st.floats(-90, 90))
def test_a_place_comes_through_as_it_is(x: float, y: float) -> None:
    rows = pd.DataFrame({"lon": [repr(x)], "lat": [repr(y)]}, dtype="string")
    assert with_points(rows, "lon", "lat", PATH).geometry.tolist() == [Point(x, y)]


@pytest.mark.parametrize(
    "cell",
    [
        "116.02,25.89",
        "116.02 25.89",
        "[116.02, 25.89]",
        "POINT (116.02 25.89)",
        "SRID=4326;POINT(116.02 25.89)",
        "POINT Z (116.02 25.89 300)",
        Point(116.02, 25.89).wkb_hex,
    ],
)
def test_a_place_in_one_cell(cell: str) -> None:
    rows = pd.DataFrame({"name": ["甲", "乙"], "location": [cell, None]}, dtype="string")
    assert place_column(rows) == "location"
    features = with_points(rows, "location", None, PATH)
    assert features.geometry.tolist() == [Point(116.02, 25.89), None]
    assert features.crs is None
    assert not features.attrs["remarks"]


def test_a_column_of_places_holds_places() -> None:
    assert place_column(pd.DataFrame({"location": ["瑞金市象湖镇"], "name": ["1,2"]})) is None


def test_a_row_without_a_place_keeps_its_cells(tmp_path: Path) -> None:
    path = _csv(tmp_path, "name,lon,lat,geometry", "甲,116,25,g", "乙,,25,", "丙,东边,25,")
    rows = read_file(path, x="lon", y="lat")
    assert rows.geometry.tolist() == [Point(116, 25), None, None]
    assert rows["name"].tolist() == ["甲", "乙", "丙"]
    assert rows["geometry.1"].tolist()[0] == "g"
    (remark,) = rows.attrs["remarks"]  # a blank is no mistake, a word is
    assert remark.en == "1 rows of a.csv have no numbers for coordinates (first row 3, '东边, 25')"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_what_stands_between_cells_and_the_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [delimiter.join(row) for row in (("编号", "名称"), ("001", "充电桩"), ("", ""), ("002", '"a\r\nb,c;d"'))]
    rows = read_file(_csv(tmp_path, *lines, name="a.txt", encoding=encoding))
    assert rows.to_dict("list") == {"编号": ["001", "002"], "名称": ["充电桩", "a\r\nb,c;d"]}  # noughts stay


def test_a_row_in_the_middle_that_says_nothing_is_said(tmp_path: Path) -> None:
    rows = read_file(_csv(tmp_path, "id,name", "1,甲", ",", "2,乙", ",", ","))
    assert rows["id"].tolist() == ["1", "2"]
    assert [remark.en for remark in rows.attrs["remarks"]] == ["1 empty rows in a.csv are left out, and not counted"]


def test_every_cut_in_a_csv_is_refused_or_remarked_on(tmp_path: Path) -> None:
    whole = _csv(tmp_path, "id,name,lon", *(f"{number:03},站{number},116.0" for number in range(100))).read_bytes()
    for part in range(1, 11):
        path = tmp_path / "cut.csv"
        path.write_bytes(whole[: len(whole) * part // 11])
        try:
            remarks = read_file(path).attrs["remarks"]
        except SourceError:
            continue
        assert path.read_bytes().endswith(b"\n") or "has no end" in remarks[-1].en


def test_titles_above_the_header_and_units_below_them(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["瑞金市公园一览表", None, None],
        ["填报单位:", "城管局"],
        ["名称", "面积\n(公顷)", "类型"],
    ]
    table = read_file(_book(tmp_path, [*rows, ["甲", 1.5, "综合"], [None], ["乙", "３", "社区"]], merge=("A1:C1",)))
    assert table.to_dict("list") == {"名称": ["甲", "乙"], "面积 (公顷)": [1.5, "３"], "类型": ["综合", "社区"]}
    said = [remark.en for remark in table.attrs["remarks"]]
    assert said[0] == "the header of a.xlsx is its row 3; what is above it ('瑞金市公园一览表') is left out"


def test_years_are_names_of_columns_and_a_first_column_may_have_none(tmp_path: Path) -> None:
    rows = read_file(_book(tmp_path, [["乡镇", "村", 2020, 2021], ["叶坪", "甲", 5, 6]]))
    assert list(rows.columns) == ["乡镇", "村", "2020", "2021"]
    rows = read_file(_book(tmp_path, [[None, "人口"], [0, 5]]))
    assert rows.to_dict("list") == {"列1": [0], "人口": [5]}


def test_merged_text_stands_in_every_row_and_a_merged_number_once(tmp_path: Path) -> None:
    rows: list[list[object]] = [["乡镇", "村", "人口"], ["叶坪", "甲", 5], [None, "乙", None]]
    table = read_file(_book(tmp_path, rows, merge=("A2:A3", "C2:C3")))
    assert table["乡镇"].tolist() == ["叶坪", "叶坪"]
    assert table["人口"].tolist() == [5, None]  # 5 people, not 10


def test_a_header_of_two_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["表"],
        ["名称", "坐标", None, "人口"],
        [None, "经度", "纬度", None],
        ["甲", 116, 25, 5],
    ]
    table = read_file(_book(tmp_path, rows, merge=("A1:D1", "A2:A3", "B2:C2", "D2:D3")))
    assert table.to_dict("list") == {"名称": ["甲"], "坐标 经度": [116], "坐标 纬度": [25], "人口": [5]}
    assert coordinate_columns(table.columns) == ("坐标 经度", "坐标 纬度")


def test_sheets_that_are_empty_or_hidden_are_no_choice(tmp_path: Path) -> None:
    path = _book(tmp_path, [["id"], [1]])
    book = openpyxl.load_workbook(path)
    book.create_sheet("Sheet2")
    hidden = book.create_sheet("选项")
    hidden.append(["是", "否"])
    hidden.sheet_state = "hidden"
    book.save(path)
    assert layers_of(path) == ["Sheet"]
    assert read_file(path)["id"].tolist() == [1]
    assert list(read_file(path, layer="选项").columns) == ["是", "否"]


@settings(deadline=None)
@given(st.text(alphabet="瑞金市公交站点路口东西南北学校医院", min_size=1, max_size=20))
def test_everyday_chinese_is_read_in_the_encoding_it_is_in(words: str) -> None:
    other = "公交".encode("gb18030")  # no valid UTF-8, which 医 alone is by chance
    assert encoding_of([words.encode()], declared="latin-1") == "utf-8"
    assert encoding_of([words.encode()], declared="gb18030") == "utf-8"
    assert encoding_of([words.encode("gb18030")], declared="latin-1") == "gb18030"
    assert encoding_of([words.encode("gb18030"), other], declared="utf-8") == "gb18030"


def test_what_a_file_says_of_its_encoding_holds_where_it_can_be_so() -> None:
    assert encoding_of(["Café".encode()], declared="utf-8") == "utf-8"  # in GBK it would be Caf茅
    assert encoding_of(["Café".encode("latin-1")], declared="latin-1") == "latin-1"
    assert encoding_of(["谢谢".encode("gbk")]) == "gb18030"  # by chance "лл" in UTF-8
    assert encoding_of(["中心".encode()[:-1]]) == "utf-8"  # a field too narrow cut it off
    assert encoding_of([b"\xff\xff\xff"]) is None
    assert encoding_of([b"abc"]) == "utf-8"


@pytest.mark.parametrize(
    ("label", "name"),
    [("UTF-8", "utf-8"), ("GBK", "gb18030"), ("936", "gb18030"), ("ANSI 936", "gb18030"), ("GB2312", "gb18030"),
     ("ISO-8859-1", "iso8859-1"), ("ISO88591", "iso8859-1"), ("88591", "iso8859-1"), ("1252", "cp1252"),
     ("Big5", "big5"), ("65001", "utf-8"), ("OEM", None), ("国标", None)],
)  # fmt: skip
def test_encodings_as_files_call_them(label: str, name: str | None) -> None:
    assert codec(label) == name
