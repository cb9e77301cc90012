"""Sheets of a workbook: legal names, text that stays text, numbers formatted to their unit, headings in sight."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from geo_ruijin.figures import date_of, plain_value, show_figure, without_crumbs

LONGEST_SHEET_NAME = 31
LONGEST_CELL = 32_767
WIDEST, NARROWEST = 60, 8
#: Excel knows no day before it; an older date is written as text.
FIRST_YEAR = 1901
FIRST_CJK = "\u2e80"


@dataclass(frozen=True)
class Cell:
    """A number with the pattern Excel shows it by."""

    value: object
    pattern: str = "General"


@dataclass(frozen=True)
class LineChart:
    """A chart of columns of a sheet, which stands to their right.

    Attributes
    ----------
    title
        Of the chart.
    x
        The number of the column of years, which are to scale.
    lines
        The numbers of the columns drawn with marks.
    levels
        The numbers of those drawn dashed.
    """

    title: str
    x: int
    lines: tuple[int, ...]
    levels: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A sheet to be written: words above, headings, rows."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[object]]
    above: Sequence[str] = ()


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


def sheet_name(wanted: str, taken: Collection[str], *, of: str = "") -> str:
    r"""Return a name Excel accepts: at most 31 characters, none of ``[]:*?/\``, unlike those `taken`.

    A name that is taken gets as much of what it is `of` before it as there is room for; then a number.

    Examples
    --------
    >>> sheet_name("a/b", []), sheet_name("A b", ["a b"])
    ('a b', 'A b 2')
    >>> sheet_name("Sites", ["Sites"], of="Mines"), sheet_name("Sites", ["Sites"], of="Ground-mounted photovoltaics")
    ('Mines Sites', 'Ground-mounted photovolta Sites')
    """
    legal = _legal(wanted) or "Sheet"
    lower = {name.lower() for name in taken} | {"history"}  # Excel keeps that name for itself
    room = LONGEST_SHEET_NAME - len(legal) - 1
    if legal[:LONGEST_SHEET_NAME].lower() in lower and room > 0 and (before := _legal(_legal(of)[:room])):
        legal = f"{before} {legal}"
    name, number = legal[:LONGEST_SHEET_NAME].rstrip(" '"), 2
    while name.lower() in lower:
        ending = f" {number}"
        name = legal[: LONGEST_SHEET_NAME - len(ending)].rstrip(" '") + ending
        number += 1
    return name


def _legal(words: str) -> str:
    return re.sub(r"[\[\]:*?/\\\x00-\x1f\s]+", " ", words).strip(" '")


class Sheets:
    """A workbook being written, one sheet after the other."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._names: list[str] = []
        self._patterns: dict[str, Any] = {}
        self._head = workbook.add_format(
            {"bold": True, "bg_color": "#1F4068", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}
        )
        self._bold = workbook.add_format({"bold": True})
        self._wrap = workbook.add_format({"text_wrap": True, "valign": "top"})

    def add(
        self,
        name: str,
        headings: Sequence[str],
        rows: Sequence[Sequence[object]],
        *,
        above: Sequence[str] = (),
        below: Sequence[str] = (),
        of: str = "",
        chart: LineChart | None = None,
    ) -> None:
        """Write a sheet: words above, bold headings that stay in sight, rows, words below; `of` parts like names."""
        chosen = sheet_name(name, self._names, of=of)
        self._names.append(chosen)
        sheet = self._workbook.add_worksheet(chosen)
        top = len(above)
        for line, words in enumerate(above):
            sheet.write_string(line, 0, words, self._bold)
        for column, heading in enumerate(headings):
            sheet.write_string(top, column, heading, self._head)
            widest = max([_width(heading), *(_width(row[column]) for row in rows)])
            sheet.set_column(column, column, min(max(widest + 2, NARROWEST), WIDEST))
        for line, row in enumerate(rows, start=top + 1):
            for column, value in enumerate(row):
                self._write(sheet, line, column, value if isinstance(value, Cell) else Cell(value))
        for line, words in enumerate(below, start=top + len(rows) + 2):
            sheet.write_string(line, 0, words[:LONGEST_CELL])
        sheet.freeze_panes(top + 1, 0)
        if rows:
            sheet.autofilter(top, 0, top + len(rows), len(headings) - 1)
        if chart is not None:
            sheet.insert_chart(top, len(headings) + 1, self._chart(chart, chosen, headings, top, top + len(rows)))

    def _chart(self, chart: LineChart, sheet: str, headings: Sequence[str], top: int, last: int) -> Any:  # noqa: ANN401 - xlsxwriter is untyped
        """Return a native chart of columns; of years as numbers, for as names they would be evenly spaced."""
        made = self._workbook.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
        for column in (*chart.lines, *chart.levels):
            series: dict[str, object] = {
                "name": [sheet, top, column],
                "categories": [sheet, top + 1, chart.x, last, chart.x],
                "values": [sheet, top + 1, column, last, column],
            }
            if column in chart.levels:
                series |= {"marker": {"type": "none"}, "line": {"color": "#1D2733", "dash_type": "dash"}}
            made.add_series(series)
        made.set_title({"name": chart.title, "name_font": {"size": 11}})
        made.set_x_axis({"name": headings[chart.x], "num_format": "0", "major_gridlines": {"visible": False}})
        made.set_y_axis({"name": headings[chart.lines[0]]})
        made.set_legend({"position": "bottom"})
        made.set_size({"width": 640, "height": 360})
        return made

    def _write(self, sheet: Any, line: int, column: int, cell: Cell) -> None:  # noqa: ANN401 - xlsxwriter is untyped
        plain = plain_value(cell.value)
        if isinstance(cell.value, dt.date):
            sheet.write_datetime(line, column, cell.value, self._pattern(cell.pattern))
        elif isinstance(plain, bool):
            sheet.write_boolean(line, column, plain, self._wrap)
        elif isinstance(plain, str):
            sheet.write_string(line, column, plain[:LONGEST_CELL], self._wrap)
        elif plain is not None:
            sheet.write_number(line, column, plain, self._pattern(cell.pattern))

    def _pattern(self, pattern: str) -> Any:  # noqa: ANN401 - xlsxwriter is untyped
        if pattern not in self._patterns:
            self._patterns[pattern] = self._workbook.add_format({"num_format": pattern, "valign": "top"})
        return self._patterns[pattern]


def _width(value: object) -> int:
    """Return about how many Latin letters wide a cell is; a Chinese character is two."""
    plain = plain_value(value.value if isinstance(value, Cell) else value)
    text = f"{plain:,.2f}" if isinstance(plain, float) else str(plain or "")
    return max((sum(1 + (letter >= FIRST_CJK) for letter in line) for line in text.splitlines()), default=0)
