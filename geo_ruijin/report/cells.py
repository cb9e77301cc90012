"""Cells of a sheet: numbers that keep all digits and are formatted to their unit, links, and how wide they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from geo_ruijin.figures import date_of, plain_value, show_figure, without_crumbs

#: The longest words Excel takes in a cell.
LONGEST_CELL = 32_767
#: Widths in letters: of columns, and of a heading before it is broken into lines.
WIDEST, NARROWEST, HEADING = 44, 8, 14
WIDEST_LINK = 72
#: Of columns of words where they all together are wider than paper.
CROWDED, PAPER = 24, 170
#: Excel knows no day before it; an older date is written as text.
FIRST_YEAR = 1901
FIRST_CJK = "\u2e80"


@dataclass(frozen=True)
class Link:
    """Words that lead to another sheet."""

    words: str
    sheet: str
    strong: bool = False


@dataclass(frozen=True)
class Cell:
    """A number with the pattern Excel shows it by."""

    value: object
    pattern: str = "General"


def figure_cell(value: object, unit: str, *, beside: Sequence[float] = ()) -> Cell:
    """Return a cell that keeps all digits and shows those of `show_figure`: never rounded over a bound.

    Where it stands beside no bound, what the arithmetic of doubles leaves is cleared away.

    Examples
    --------
    >>> figure_cell(99.96, "%").pattern, figure_cell(2025, "1").pattern
    ('#,##0.00', '0')
    """
    if (day := date_of(value)) is not None and day.year >= FIRST_YEAR:
        return Cell(day, "yyyy-mm-dd")
    plain = plain_value(value)
    if isinstance(plain, bool | str) or plain is None:
        return Cell(plain)
    if isinstance(plain, int) and unit == "1":
        return Cell(plain, "0")
    plain = plain if beside else without_crumbs(plain, unit)
    places = len(show_figure(plain, unit, beside=beside).partition(".")[2])
    return Cell(plain, "#,##0" + ("." + "0" * places if places else ""))


def missing_cell(value: float | None, unit: str, *, least: bool) -> Cell:
    """Return what is missing to a bound; with a sign before what is only the `least` that is.

    Examples
    --------
    >>> missing_cell(12.3, "%", least=True).pattern
    '"≥ "#,##0.0'
    """
    cell = figure_cell(value, unit)
    return Cell(cell.value, f'"≥ "{cell.pattern}') if least else cell


def widths_of(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> list[float]:
    """Return how wide the columns are [letters]: what is in them fits; long words are broken into lines.

    Of many columns those of words are narrower, so that a sheet can be read on paper. Links are wide, for LibreOffice
    breaks none into lines.
    """
    widths: list[float] = []
    links = [any(isinstance(_held(row[column]), Link) for row in rows) for column in range(len(headings))]
    for column, heading in enumerate(headings):
        widest = max([min(_width(heading), HEADING), *(_width(row[column]) for row in rows)]) + 2
        widths.append(min(max(widest, NARROWEST), WIDEST_LINK if links[column] else WIDEST))
    if sum(widths) > PAPER:
        widths = [width if link else min(width, CROWDED) for width, link in zip(widths, links, strict=True)]
    return widths


def lines_of(value: object, width: float) -> int:
    """Return in how many lines a cell is written; numbers are in one."""
    held = _held(value)
    words = held.words if isinstance(held, Link) else held
    if not isinstance(words, str):
        return 1
    return sum(max(1, math.ceil((_width(part) + 1) / width)) for part in words.split("\n"))


def is_number(value: object) -> bool:
    """Return whether a cell holds a number: it stands to the right, and so does the heading above it."""
    plain = plain_value(value.value) if isinstance(value, Cell) else None
    return isinstance(plain, int | float) and not isinstance(plain, bool)


def _held(value: object) -> object:
    """Return what is in a cell, whether it has a pattern or not."""
    return value.value if isinstance(value, Cell) else value


def _width(value: object) -> int:
    """Return about how many Latin letters wide a cell is; a Chinese character is two."""
    held = _held(value)
    plain = held.words if isinstance(held, Link) else plain_value(held)
    text = f"{plain:,.2f}" if isinstance(plain, float) else str(plain or "")
    return max((sum(1 + (letter >= FIRST_CJK) for letter in line) for line in text.splitlines()), default=0)
