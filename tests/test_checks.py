"""Every fault of a layer's values and shapes, by count and by the number of the row in the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPoint, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import check_columns, check_geometry, check_place, check_placed
from geo_ruijin.errors import Fault
from geo_ruijin.spec import ColumnSpec, ColumnType, Geometry

FILE = "layers/x.toml"
CRS = "EPSG:4548"
BOW_TIE = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])  # two triangles of 1 m² that run against each other: area 0


def column(
    values: Sequence[object] | pd.Series,
    kind: ColumnType,
    *,
    required: bool = False,
    low: float | None = None,
    high: float | None = None,
) -> tuple[pd.Series, list[str]]:
    """Return a column as it is typed, and what is wrong with it, in English."""
    rows = pd.DataFrame({"c": values})
    spec = ColumnSpec(type=kind, required=required, min=low, max=high)
    typed, faults = check_columns(rows, {"c": spec}, file=FILE, path="data/x.csv")
    assert all((fault.file, fault.where) == (FILE, "columns.c") for fault in faults)
    return typed["c"], [fault.what.en for fault in faults]


def features(*shapes: BaseGeometry | None) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"row": range(1, len(shapes) + 1)}, geometry=np.array(shapes, dtype=object), crs=CRS)


def shaped(geometry: Geometry, *shapes: BaseGeometry | None) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    return check_geometry(features(*shapes), geometry, file=FILE)


# values


@pytest.mark.parametrize(
    ("kind", "values", "typed"),
    [
        ("number", ["1", " 2.5 ", None], [1.0, 2.5, None]),
        ("number", [1, 2], [1.0, 2.0]),
        ("number", pd.array([1, None], dtype="Int64"), [1.0, None]),
        ("number", pd.array([1.5, None], dtype="Float64"), [1.5, None]),
        ("number", pd.Series([1.5, None], dtype="double[pyarrow]"), [1.5, None]),
        ("number", [Decimal("1.50"), None], [1.5, None]),
        ("number", pd.Categorical(["1", "0"]), [1.0, 0.0]),
        ("number", [np.nan, np.nan], [None, None]),
        ("number", pd.Series([None, None], dtype=object), [None, None]),
        ("number", [], []),
        ("integer", ["1", "2", None], [1, 2, None]),
        ("integer", [1.0, np.nan], [1, None]),  # what a gap makes of whole numbers
        # 2^53 + 1 is no double
        ("integer", [9007199254740993, 1], [9007199254740993, 1]),
        ("integer", ["9007199254740993", None], [9007199254740993, None]),
        ("integer", [], []),
        ("boolean", ["true", "FALSE", " True ", None], [True, False, True, None]),  # as a CSV file has them
        ("boolean", ["1", "0", "是", "否"], [True, False, True, False]),
        ("boolean", [1.0, 0.0, np.nan], [True, False, None]),  # as a shapefile has them
        ("boolean", pd.array([True, None], dtype="boolean"), [True, None]),
        ("boolean", pd.Series([None, None], dtype=object), [None, None]),
        ("boolean", [], []),
        ("text", ["001", None], ["001", None]),
        ("text", [360781.0, np.nan], ["360781", None]),  # a code that a gap made decimal
        ("text", [0.5, np.nan], ["0.5", None]),
        ("text", [1e300, np.inf], ["1e+300", "inf"]),
        ("text", [True, False], ["True", "False"]),
        ("text", [], []),
        ("date", ["2020-11-01", "2020/11/01", "20201101", None], [dt.date(2020, 11, 1)] * 3 + [None]),
        ("date", [2020, 2021], [dt.date(2020, 1, 1), dt.date(2021, 1, 1)]),  # years, not nanoseconds since 1970
        ("date", [2020.0, np.nan], [dt.date(2020, 1, 1), None]),
        ("date", [dt.date(2020, 11, 1), None], [dt.date(2020, 11, 1), None]),
        # the day as written, wherever on earth
        ("date", ["2020-11-01T02:00:00+08:00", "2020-11-01T02:00:00Z"], [dt.date(2020, 11, 1)] * 2),
    ],
)
def test_values_are_read_in_their_type(kind: ColumnType, values: Any, typed: list[object]) -> None:  # noqa: ANN401
    found, wrong = column(values, kind)
    assert wrong == []
    plain = [None if pd.isna(value) else value for value in found]
    assert [value.date() if isinstance(value, pd.Timestamp) else value for value in plain] == typed


@pytest.mark.parametrize(
    ("kind", "values", "ill"),
    [
        ("number", ["1", "1,234", "约5", "76%", None], 3),
        ("number", [dt.date(2020, 1, 1), None], 1),
        ("number", pd.to_datetime(["2020-01-01", "2021-01-01"]), 2),  # no nanoseconds since 1970
        ("number", [True, False], 2),
        ("number", [[1], [2]], 2),
        ("integer", [1, 1.5, 2], 1),
        ("integer", ["1", "x"], 1),
        ("integer", [np.inf, 1], 1),
        ("integer", [1e300, 1], 1),
        ("integer", np.array([2**63 + 5, 1], dtype="uint64"), 1),
        ("boolean", ["true", "maybe", None], 1),
        ("boolean", [2, 1], 1),
        ("date", ["2020-13-01", "昨天", None], 2),
        ("date", [True, False], 2),
    ],
)
def test_values_of_another_type_are_counted(kind: ColumnType, values: Any, ill: int) -> None:  # noqa: ANN401
    _, (told,) = column(values, kind)
    assert told.startswith(f"{ill} of {len(values)} values not ")


def test_a_fault_names_the_rows_as_the_file_counts_them() -> None:
    # rows 4, 17 and 90 below 0, as the design has it
    people = np.ones(100)
    people[[3, 16, 89]] = -1
    _, faults = column(pd.Series(people), "number", low=0)
    assert faults == ["3 of 100 values below 0 (rows 4, 17, 90, not counting the header)"]


def test_many_rows_are_counted_and_the_first_named() -> None:
    rows = pd.DataFrame({"c": [-1.0] * 7})
    _, (fault,) = check_columns(rows, {"c": ColumnSpec(type="number", min=0)}, file=FILE, path="x")
    assert fault.say("en").endswith("7 of 7 values below 0 (rows 1, 2, 3, 4, 5 and 2 more, not counting the header)")
    assert fault.say("zh").endswith("7 行中有 7 行小于 0(第 1, 2, 3, 4, 5 行 等,另有 2 行,不计表头)")


def test_rows_are_counted_whatever_the_index() -> None:
    rows = pd.DataFrame({"c": [1.0, -1.0]}, index=["way/7", "way/9"])
    typed, (fault,) = check_columns(rows, {"c": ColumnSpec(type="number", min=0)}, file=FILE, path="x")
    assert "(rows 2," in fault.what.en
    assert list(typed.index) == [0, 1]


@pytest.mark.parametrize(("value", "faults"), [(0.0, 0), (100.0, 0), (-1e-9, 1), (100.0000001, 1)])
def test_the_limits_themselves_are_allowed(value: float, faults: int) -> None:
    assert len(column([value], "number", low=0, high=100)[1]) == faults


def test_every_fault_of_a_column_at_once() -> None:
    _, faults = column([-1, 101, np.nan, np.inf], "number", required=True, low=0, high=100)
    assert [fault.split(" values ")[1].split(" (")[0] for fault in faults] == [
        "missing",
        "not finite",
        "below 0",
        "above 100",
    ]
    assert "(rows 2, 4," in faults[3]  # endless is above 100 as well


@pytest.mark.parametrize("kind", ["number", "integer", "boolean", "date", "text"])
def test_a_required_column_without_any_value(kind: ColumnType) -> None:
    assert column([None, None], kind, required=True)[1] == [
        "2 of 2 values missing (rows 1, 2, not counting the header)"
    ]


def test_a_missing_column_with_the_nearest_name_and_how_to_map_it() -> None:
    rows = gpd.GeoDataFrame({"poeple": [1]}, geometry=[Point(0, 0)])
    _, (fault,) = check_columns(rows, {"people": ColumnSpec(type="number")}, file=FILE, path="data/x.gpkg")
    assert fault.where == "columns.people"
    assert fault.say("en") == (
        "layers/x.toml: 'columns.people': data/x.gpkg has no column 'people'. Did you mean 'poeple'? "
        'If it has another name there, write columns = { people = "its name there" } in [[sources]].'
    )
    assert "data/x.gpkg 里没有“people”这一列。是否想写“poeple”?" in fault.say("zh")


def test_an_optional_column_may_be_missing() -> None:
    rows = pd.DataFrame({"a": [1]})
    assert check_columns(rows, {"c": ColumnSpec(type="text", required=False)}, file=FILE, path="x")[1] == []


def test_what_is_checked_is_left_as_it_was() -> None:
    rows = pd.DataFrame({"c": ["1", "2"]})
    check_columns(rows, {"c": ColumnSpec(type="integer")}, file=FILE, path="x")
    assert rows["c"].tolist() == ["1", "2"]


@given(st.lists(st.none() | st.integers(-(2**62), 2**62), max_size=8), st.booleans())
def test_whole_numbers_come_back_whole(values: list[int | None], as_text: bool) -> None:  # noqa: FBT001
    written = (
        [None if value is None else str(value) for value in values] if as_text else pd.array(values, dtype="Int64")
    )
    found, faults = column(pd.Series(written), "integer")
    assert faults == []
    assert [None if pd.isna(value) else value for value in found] == values


# shapes


@pytest.mark.parametrize(
    ("geometry", "shapes"),
    [
        ("point", [Point(0, 0), Point(1, 1, 5)]),
        ("line", [LineString([(0, 0), (1, 1)]), shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]])]),
        ("polygon", [box(0, 0, 1, 1), MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)])]),  # mixed, as GeoJSON has it
    ],
)
def test_sound_shapes(geometry: Geometry, shapes: list[BaseGeometry]) -> None:
    found, faults = shaped(geometry, *shapes)
    assert faults == []
    assert found.geometry.tolist() == shapes


def test_features_without_a_place_are_left_out_and_said() -> None:
    found, (fault,) = shaped("point", Point(0, 0), None, Point(), Point(1, 1))
    assert found["row"].tolist() == [1, 4]
    assert not fault.serious
    assert fault.what.en == "2 of 4 values without a place, left out (rows 2, 3, not counting the header)"


def test_rows_are_counted_as_in_the_file_though_some_were_left_out() -> None:
    _, faults = shaped("point", None, MultiPoint([(0, 0)]), Point(1, 1), LineString([(0, 0), (1, 1)]))
    assert "of shape LineString, should be point (rows 4," in faults[1].what.en
    _, faults = shaped("line", None, LineString([(0, 0), (1, 1)]), LineString([(0, 0), (np.inf, 1)]))
    assert "not finite (rows 3," in faults[1].what.en
    assert faults[1].serious


def test_rows_are_counted_as_in_the_file_after_they_were_placed() -> None:
    found, _ = shaped("polygon", None, box(0, 0, 1, 1), BOW_TIE, box(50, 50, 60, 60))
    placed, (fault,) = check_placed(found, "polygon", file=FILE)
    assert "(rows 3," in fault.what.en
    (outside,) = check_place(placed, box(0, 0, 10, 10), file=FILE)
    assert "(rows 4," in outside.what.en


def test_a_group_of_one_point_is_a_point() -> None:
    found, faults = shaped("point", MultiPoint([(3, 4)]), Point(1, 1))
    assert faults == []
    assert found.geometry.tolist() == [Point(3, 4), Point(1, 1)]


def test_a_group_of_points_would_count_its_people_twice() -> None:
    _, (fault,) = shaped("point", Point(0, 0), MultiPoint([(0, 0), (1, 1)]))
    assert fault.serious
    assert "1 of 2 values of more than one point (rows 2," in fault.what.en


@pytest.mark.parametrize("geometry", ["point", "line", "polygon"])
def test_a_collection_is_no_shape(geometry: Geometry) -> None:
    _, faults = shaped(geometry, GeometryCollection([Point(0, 0), LineString([(0, 0), (1, 1)])]))
    assert all(fault.serious for fault in faults)
    assert faults


@pytest.mark.parametrize("geometry", ["point", "line", "polygon"])
def test_no_features_are_no_fault_of_shape(geometry: Geometry) -> None:
    found, faults = shaped(geometry)
    assert (len(found), faults) == (0, [])
    assert check_placed(found, geometry, file=FILE)[1] == []


def test_a_polygon_that_crosses_itself_is_repaired_and_the_change_is_said() -> None:
    found, (fault,) = check_placed(features(box(0, 0, 20, 10), BOW_TIE), "polygon", file=FILE)
    assert found.area.tolist() == [200.0, 2.0]
    assert not fault.serious  # 2 of 202 m²: less than a hundredth
    assert "1 of 2 values crossing themselves, repaired, areas changed by 2.0 m² in all (rows 2," in fault.what.en
    assert "面积合计变化 2.0 平方米" in fault.what.zh


def test_a_repair_that_changes_the_layer_is_for_its_owner() -> None:
    _, (fault,) = check_placed(features(box(0, 0, 19, 10), BOW_TIE), "polygon", file=FILE)
    assert fault.serious  # 2 of 192 m²


def test_a_polygon_without_area_is_left_out() -> None:
    found, (fault,) = check_placed(features(Polygon([(0, 0), (1, 1), (0, 0)]), box(0, 0, 1, 1)), "polygon", file=FILE)
    assert found["row"].tolist() == [2]
    assert "1 of them have no area" in fault.what.en


def test_holes_stay_holes() -> None:
    ring = box(0, 0, 10, 10) - box(4, 4, 6, 6)
    found, faults = check_placed(features(ring), "polygon", file=FILE)
    assert faults == []
    assert found.area.tolist() == [96.0]


def test_points_that_are_the_same_in_all_are_remarked_on() -> None:
    points = features(Point(0, 0), Point(0, 0), Point(0, 0))
    found, faults = check_placed(points, "point", file=FILE)  # two stops may share a place
    assert (len(found), faults) == (3, [])
    points["row"] = [1, 1, 2]
    found, (fault,) = check_placed(points, "point", file=FILE)
    assert len(found) == 3
    assert not fault.serious
    assert "1 of 3 values the same as an earlier row in all, counted again (rows 2," in fault.what.en


def test_coordinates_the_system_cannot_hold() -> None:
    # latitude 116: longitude and latitude are swapped
    placed = gpd.GeoDataFrame(geometry=[Point(116, 25.9), Point(25.9, 116)], crs=4326).to_crs(CRS)
    _, (fault,) = check_placed(placed, "point", file=FILE)
    assert fault.serious
    assert "(rows 2," in fault.what.en
    assert "longitude and latitude" in fault.cure.en


@pytest.mark.parametrize(("outside", "serious"), [(1, False), (2, False), (3, True)])
def test_more_out_than_in_is_another_place(outside: int, serious: bool) -> None:  # noqa: FBT001
    points = features(*[Point(50, 50)] * outside, *[Point(5, 5)] * (4 - outside))  # of four; half is not more
    (fault,) = check_place(points, box(0, 0, 10, 10), file=FILE)
    assert fault.serious == serious
    assert f"{outside} of 4 values outside" in fault.what.en
    assert bool(fault.cure.en) == serious


def test_on_the_border_is_inside() -> None:
    assert check_place(features(Point(10, 5), box(10, 0, 20, 10)), box(0, 0, 10, 10), file=FILE) == []
