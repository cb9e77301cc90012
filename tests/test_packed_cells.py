"""Cells packed: each reads to the letter as a table shows it."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ruijin.draw.packed_cells import Cells, cells_of, written
from geo_ruijin.figures import DECIMALS, show_cell
from geo_ruijin.text import Language
from tests.records import HOSTILE

UNITS = sorted({*DECIMALS, "m²", "kWh", "people"})


def read(cells: Cells) -> list[str]:
    """Return the cells as a page reads them."""
    count = len(cells.numbers)
    return [
        written(int(cells.numbers[code]), decimals=cells.decimals, grouped=cells.grouped)
        if code < count
        else cells.words[code - count]
        for code in cells.codes
    ]


def demand_same(column: pd.Series, unit: str, language: Language = "zh") -> Cells:
    found = cells_of(column, unit, language=language)
    assert read(found) == [show_cell(value, unit, language=language) for value in column]
    return found


NEAR = st.sampled_from([0.0, 0.05, 0.5, 99.95, 100.0, 1e15]).flatmap(
    lambda middle: st.floats(middle - 0.06, middle + 0.06)
)


@given(
    unit=st.sampled_from(UNITS),
    values=st.lists(st.one_of(NEAR, st.floats(-1e6, 1e6), st.just(math.nan)), max_size=30),
)
def test_figures_read_as_in_a_table(unit: str, values: list[float]) -> None:
    demand_same(pd.Series(values, dtype=float), unit)


@pytest.mark.parametrize("unit", UNITS)
def test_figures_at_the_edge_of_rounding_read_as_in_a_table(unit: str) -> None:
    halves = [0.25, 0.35, 0.45, -0.25, 0.005, 0.015, 1.005, 2.5, 3.5]  # half to even, and what doubles are of it
    ends = [0.04, 0.0, -0.0, 1e-12, 99.97, 100.0, 99.99999999999997, 100.04]  # only nothing reads 0, and all 100
    demand_same(pd.Series([*halves, *ends, 1234.5, 999.999, 1e15, -1e15, 2.0**53]), unit)


@given(
    st.lists(
        st.one_of(st.text(), st.none(), st.booleans(), st.integers(-(10**15), 10**15), st.floats(-1e15, 1e15)),
        max_size=20,
    )
)
def test_anything_reads_as_in_a_table(values: list[object]) -> None:
    demand_same(pd.Series(values, dtype=object), "1")
    demand_same(pd.Series(values, dtype=object), "%", "en")


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([2019, 12345, -7, 2019]),
        pd.Series([True, False, True]),
        pd.Series([pd.Timestamp("2019-11-15"), pd.NaT, pd.Timestamp("2019-11-15 08:30")]),
        pd.Series(["甲", "乙", "甲"], dtype="category"),
        pd.Series(["甲", None, "甲"], dtype=pd.ArrowDtype(pa.dictionary(pa.int32(), pa.string()))),
        pd.Series([1.25, None, 3], dtype="Float32"),
        pd.Series([1, None, 3], dtype="Int64"),
        pd.Series(["007", "1,234", "1234", "-0", "1.50", "1.5", "", "12a"]),
    ],
)
def test_columns_of_every_type_read_as_in_a_table(column: pd.Series) -> None:
    demand_same(column, "1")


def test_hostile_words_are_words() -> None:
    assert demand_same(pd.Series(HOSTILE), "1").words == HOSTILE


def test_figures_are_packed_as_numbers_and_the_rest_as_words() -> None:
    found = demand_same(pd.Series([8136.53, 9272.75, math.nan, 8136.49]), "kWh")
    assert (found.decimals, found.grouped) == (0, True)
    assert found.numbers.tolist() == [8136, 8137, 9273]
    assert found.words == ("—",)
    assert found.codes.tolist() == [1, 2, 3, 0]


@pytest.mark.parametrize(("distinct", "width"), [(1, 1), (256, 1), (257, 2), (65_536, 2), (65_537, 3)])
def test_a_code_takes_the_bytes_it_needs(distinct: int, width: int) -> None:
    found = cells_of(pd.Series(np.arange(distinct)), "1", language="zh")
    _, codes = found.packed()
    assert len(codes) == distinct * width
    assert sum(codes[plane * distinct + distinct - 1] << (8 * plane) for plane in range(width)) == distinct - 1
