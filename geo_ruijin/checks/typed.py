"""Cells in the type their column declares; what is beyond doubt is read, what is not is told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo_ruijin.spec import ColumnType
from geo_ruijin.text import TURNING, closed

#: From here on double arithmetic leaves out whole numbers.
_EXACT_INTEGER = 2**53

#: Digits, signs, points and commas as a Chinese keyboard writes them in full width; exponents stay what they are.
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，＋－", "0123456789.,+-")
_THOUSANDS = re.compile(r"\s*[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?\s*")

#: The days Excel counts from, and those it counts to in years a city writes down: 1954 to 2099.
_EXCEL_ZERO = pd.Timestamp(1899, 12, 30)
_EXCEL_DAYS = (20_000, 73_050)

_BOOLEANS = {
    "true": True,
    "1": True,
    "1.0": True,
    "是": True,
    "yes": True,
    "false": False,
    "0": False,
    "0.0": False,
    "否": False,
    "no": False,
}


@dataclass(frozen=True)
class Typed:
    """A column in its type.

    Attributes
    ----------
    values
        The cells in their type, missing where they are not of it.
    ill
        Which of the cells that are there are not of the type.
    mended
        Which are read though they are written in full-width digits or with thousands separators.
    """

    values: pd.Series
    ill: pd.Series
    mended: pd.Series


def typed(cells: pd.Series, kind: ColumnType) -> Typed:
    """Return cells in their type."""
    none = pd.Series(data=False, index=cells.index)
    if kind in ("number", "integer"):
        return _numbers(cells, whole=kind == "integer")
    if kind == "boolean":
        found = cells.map(lambda value: _BOOLEANS.get(str(value).strip().lower()), na_action="ignore")
        return Typed(found.astype("boolean"), found.isna() & cells.notna(), none)
    if kind == "date":
        # the day that is written counts, wherever on earth it was
        written = as_text(cells).str.replace(r"(:\d\d(?:\.\d+)?)(?:Z|[+-]\d\d:?\d\d)$", r"\1", regex=True)
        dates = pd.to_datetime(written, errors="coerce", format="ISO8601")
        return Typed(dates, dates.isna() & cells.notna(), none)
    return Typed(_closed(as_text(cells)), none, none)


def _closed(words: pd.Series) -> pd.Series:
    """Return words that turn the direction of writing for themselves alone."""
    turning = words.str.contains(TURNING).fillna(value=False).astype(bool)
    return words.mask(turning, words[turning].map(closed)) if turning.any() else words


def without_blanks(cells: pd.Series) -> pd.Series:
    """Return cells with those of nothing but spaces missing."""
    if not (cells.dtype == object or isinstance(cells.dtype, pd.StringDtype)):
        return cells
    blank = [isinstance(cell, str) and not cell.strip() for cell in cells]
    return cells.mask(pd.Series(blank, index=cells.index, dtype=bool))


def as_text(cells: pd.Series) -> pd.Series:
    """Return cells as text; codes that an empty cell beside them made decimal are whole again."""
    there = cells.dropna()
    whole = cells.dtype.kind == "f" and bool(((there % 1 == 0) & (there.abs() < _EXACT_INTEGER)).all())
    return (cells.astype("Int64") if whole else cells).astype("string")


def excel_days(cells: pd.Series) -> pd.Series:
    """Return the days that cells stand for as Excel counts them, missing for cells that are no such number.

    Excel counts days from 1899-12-30 and shows the count where a cell lost its format: 44197 is 2021-01-01.
    """
    numbers = pd.to_numeric(as_text(cells), errors="coerce").astype("float64")
    low, high = _EXCEL_DAYS
    return _EXCEL_ZERO + pd.to_timedelta(numbers.where(numbers.between(low, high)), unit="D")


def _numbers(cells: pd.Series, *, whole: bool) -> Typed:
    # pandas would read dates as nanoseconds and true as 1; as text they are no numbers
    kinds = {"i": pd.Int64Dtype(), "u": pd.UInt64Dtype(), "f": pd.Float64Dtype()}
    readable = cells.astype(kinds.get(cells.dtype.kind, pd.StringDtype()))
    numbers, ill = _read(readable)
    mended = pd.Series(data=False, index=cells.index)
    if ill.any():
        numbers, still = _read(readable.where(~ill, readable[ill].astype("string").map(_plain)))
        mended, ill = ill & ~still, still
    if not whole:
        return Typed(numbers.astype("float64"), ill, mended)
    if numbers.dtype != "Int64":
        ill |= ~((numbers % 1 == 0) & (numbers.abs() < _EXACT_INTEGER)).fillna(value=True)
    return Typed(numbers if ill.any() else numbers.astype("Int64"), ill, mended & ~ill)


def _read(readable: pd.Series) -> tuple[pd.Series, pd.Series]:
    numbers = pd.to_numeric(readable, errors="coerce", dtype_backend="numpy_nullable")
    return numbers, numbers.isna() & readable.notna()


def _plain(written: str) -> str:
    """Return a number as programs write it."""
    plain = written.translate(_FULL_WIDTH)
    return plain.replace(",", "") if _THOUSANDS.fullmatch(plain) else plain


def not_finite(values: pd.Series) -> pd.Series:
    """Return which numbers are infinite."""
    return values.isin([np.inf, -np.inf])
