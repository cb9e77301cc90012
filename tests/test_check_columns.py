"""Every fault of a layer's values, by count and by the number of the row in the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from geo_ruijin.checks import check_columns
from geo_ruijin.errors import Fault
from geo_ruijin.spec import ColumnSpec, ColumnType

FILE = "layers/x.toml"
TODAY = dt.date(2026, 11, 23)


def checked(cells: Sequence[object] | pd.Series, **spec: Any) -> tuple[pd.Series, list[Fault]]:  # noqa: ANN401
    """Return a column as it is typed, and its faults."""
    rows = pd.DataFrame({"c": cells})
    column = ColumnSpec.model_validate({"required": False} | spec)
    typed, faults = check_columns(rows, {"c": column}, file=FILE, path="data/x.csv", today=TODAY)
    assert all((fault.file, fault.where) == (FILE, "columns.c") for fault in faults)
    return typed["c"], faults


def column(
    values: Sequence[object] | pd.Series,
    kind: ColumnType,
    *,
    required: bool = False,
    low: float | None = None,
    high: float | None = None,
) -> tuple[pd.Series, list[str]]:
    """Return a column as it is typed, and what is wrong with it, in English."""
    typed, faults = checked(values, type=kind, required=required, min=low, max=high)
    return typed, [fault.what.en for fault in faults]


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
        ("boolean", ["yes", "No"], [True, False]),  # as OpenStreetMap has them
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
        ("number", ["1", "1,23", "约5", "76%", None], 3),
        ("number", ["10²", "½"], 2),  # no 102
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


# what is beyond doubt is read


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1,234", 1234),
        ("-1,234,567", -1234567),
        ("１２３", 123),
        ("１，２３４", 1234),
        (" 12,000 ", 12000),
    ],
)
def test_numbers_as_people_write_them_are_read_and_said(written: str, number: int) -> None:
    for kind in ("number", "integer"):
        values, (fault,) = checked(["7", written], type=kind)
        assert values.tolist() == [7, number]
        assert not fault.serious
        assert f"(such as '{written}' as {number}) (rows 2," in fault.what.en


def test_a_decimal_with_separators() -> None:
    values, (fault,) = checked(["1,234.5"], type="number")
    assert values.tolist() == [1234.5]
    assert "读作 1234.5" in fault.what.zh
    _, faults = checked(["1,234.5"], type="integer")  # no whole number, however it is written
    assert [fault.serious for fault in faults] == [True]


def test_a_number_with_its_unit_names_the_cell_and_the_unit_to_write_in() -> None:
    _, (fault,) = checked(["3", "12 km"], type="number", unit="m")
    assert fault.serious
    assert "not numbers (such as '12 km') (rows 2," in fault.what.en
    assert fault.cure.en == "Write the number alone, in m."
    assert fault.cure.zh == "请只写数字,不带单位和文字(单位:米)。"


@given(st.integers(-(10**15), 10**15))
def test_separators_change_no_number(number: int) -> None:
    values, _ = checked([f"{number:,}"], type="integer")
    assert values.tolist() == [number]


# what is not there


@pytest.mark.parametrize("kind", ["text", "number", "integer", "boolean", "date"])
def test_nothing_but_spaces_is_missing(kind: ColumnType) -> None:
    values, faults = checked(["", " ", "\u3000\t", None], type=kind)
    assert values.isna().all()
    assert faults == []
    _, (fault,) = checked([" ", None], type=kind, required=True)
    assert "2 of 2 values missing" in fault.what.en


# dates


def test_days_as_excel_counts_them_are_recognised() -> None:
    # 1899-12-30 and 44,197 days are 2021-01-01
    _, faults = checked(["44197", "2021-01-01", "昨天"], type="date")
    assert [fault.serious for fault in faults] == [True, True]
    assert "1 of 3 values days as Excel counts them (such as '44197', 2021-01-01) (rows 1," in faults[0].what.en
    assert "not dates (such as '昨天') (rows 3," in faults[1].what.en
    assert "日期格式" in faults[0].cure.zh


@pytest.mark.parametrize("cells", [[44197], [44197.0, np.nan], ["44197.5"]])
def test_days_of_excel_in_any_type(cells: Sequence[object]) -> None:
    _, (fault,) = checked(cells, type="date")
    assert "2021-01-01" in fault.what.en


@pytest.mark.parametrize(("cell", "counted"), [("19999", False), ("20000", True), ("73050", True), ("73051", False)])
def test_other_numbers_are_no_days_of_excel(cell: str, counted: bool) -> None:  # noqa: FBT001
    _, (fault,) = checked([cell], type="date")
    assert ("Excel" in fault.what.en) == counted


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("1900-01-01", None),
        ("1899-12-31", "before 1900"),
        ("2026-11-23", None),
        ("2026-11-23T23:59:59", None),
        ("2026-11-24", "after 2026-11-23"),
    ],
)
def test_days_that_can_hardly_be_meant(day: str, told: str | None) -> None:
    _, faults = checked([day, None], type="date")
    assert [fault.serious for fault in faults] == ([False] if told else [])
    assert all(told is not None and told in fault.what.en for fault in faults)


# words and keys


def test_words_that_are_not_allowed_are_counted_with_how_to_map_them() -> None:
    kinds = ["public", "公用", "公用", "pubic", None]
    _, (fault,) = checked(kinds, type="text", values=["public", "dedicated", "private"])
    assert fault.serious
    assert "3 of 5 values unknown words: '公用' 2, 'pubic' 1 (rows 2, 3, 4," in fault.what.en
    assert "不认识的词:“公用” 2, “pubic” 1" in fault.what.zh
    assert "Valid words: public, dedicated, private." in fault.cure.en
    assert 'values = { c = { "公用" = "…" } }' in fault.cure.en
    _, (fault,) = checked(["pubic"], type="text", values=["public", "dedicated"])
    assert 'values = { c = { "pubic" = "public" } }' in fault.cure.zh


def test_as_many_words_are_named_as_a_table_of_codes_has() -> None:
    letters = "aabcdefghijklmnopqrstuv"  # 22 of them
    _, (fault,) = checked([*letters], type="text", values=["public"])
    assert "unknown words: 'a' 2, 'b' 1, 'c' 1, 'd' 1, 'e' 1, 'f' 1," in fault.what.en
    assert "'t' 1 and 2 more words" in fault.what.en
    assert "等 22 种" in fault.what.zh


def test_of_each_unknown_word_there_is_an_option_to_fill_in() -> None:
    _, (fault,) = checked(["1110", "1110", "1120", "pubic", "a b"], type="text", values=["public", "dedicated"])
    options = fault.as_option.cure
    assert options.en.splitlines()[1:] == [
        '--values c:1110=… --values c:1120=… --values c:pubic=public --values "c:a b=…"'
    ]
    assert "values = {" not in options.zh
    assert fault.as_option.what == fault.what


def test_whole_numbers_may_be_words() -> None:
    assert checked([1.0, 2.0, None], type="integer", values=["1", "2"])[1] == []
    assert len(checked([1.0, 3.0, None], type="integer", values=["1", "2"])[1]) == 1


def test_a_key_stands_once() -> None:
    _, (fault,) = checked(["a", "b", "a", "a", None, None], type="text", unique=True)
    assert fault.serious
    assert "2 of 6 values the same as in an earlier row (such as 'a') (rows 3, 4," in fault.what.en
    assert checked(["a", "b", None, None], type="text", unique=True)[1] == []


def test_words_of_which_none_is_known_are_remarked_on() -> None:
    _, (fault,) = checked(["厂房", "住宅", "厂房", None], type="text", required=False, known=["house", "industrial"])
    assert not fault.serious
    assert "“厂房” 2, “住宅” 1" in fault.what.zh
    assert fault.option is not None
    assert "--values c:厂房=" in fault.option.zh
    assert checked(["厂房", "house", None], type="text", required=False, known=["house", "industrial"])[1] == []


def test_rows_of_one_name_are_said_to_count_as_one() -> None:
    _, (fault,) = checked(["a", "b", "a", None, None], type="text", required=False, parts=True)
    assert not fault.serious
    assert "5 行中有 2 行与别的行同名" in fault.what.zh
    assert "第 1, 3 行" in fault.what.zh
    assert checked(["a", "b", None, None], type="text", required=False, parts=True)[1] == []


def test_a_number_that_stands_for_nothing_is_missing_and_it_is_said() -> None:
    floors, (fault,) = checked([0, 3, None, "0"], type="number", min=0, unstated=[0.0])
    assert floors.isna().tolist() == [True, False, True, True]
    assert not fault.serious
    assert "2 of 4 values of 0, taken as not stated (rows 1, 4" in fault.what.en
