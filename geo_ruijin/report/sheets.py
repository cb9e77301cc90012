"""Sheets of a workbook: legal names, text that stays text, numbers formatted to their unit, headings in sight."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from geo_ruijin.figures import plain_value
from geo_ruijin.report.cells import LONGEST_CELL, NARROWEST, Cell, Link, is_number, lines_of, widths_of
from geo_ruijin.text import Language, Text

LONGEST_SHEET_NAME = 31
#: How many letters words above and below are wide.
ACROSS = 110
#: Heights of a line and of the highest row [point].
LINE, HIGHEST = 15, 400
#: Excel's numbers for sizes of paper; and how many letters a page of it takes across, at three fifths of their size.
A4, A3 = 9, 8
ON_A4, ON_A3 = 245, 355
#: The longest words of a link.
LONGEST_LINK = 255


_IN_A_WORD = re.compile(r"[A-Za-z0-9.,-][A-Za-z0-9.-]")

_FOOTER = Text(
    zh="&L内部工作用数据,未经审核不得公开&C&A&R第 &P 页,共 &N 页",
    en="&LInternal working data, not to be published&C&A&RPage &P of &N",
)


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


def sheet_name(wanted: str, taken: Collection[str], *, of: str = "") -> str:
    r"""Return a name Excel accepts: at most 31 characters, none of ``[]:*?/\``, unlike those `taken`.

    A longer one ends with a word, and before a bracket that would stay open: half a number is a wrong one. A name that
    is taken gets as much of what it is `of` before it as there is room for; then a number.

    Examples
    --------
    >>> sheet_name("a/b", []), sheet_name("A b", ["a b"])
    ('a b', 'A b 2')
    >>> sheet_name("Sites", ["Sites"], of="Mines"), sheet_name("Sites", ["Sites"], of="Ground-mounted photovoltaics")
    ('Mines Sites', 'Ground-mounted photovolta Sites')
    >>> sheet_name("52.6 按类别先后补足缺口的屋顶(前 2000 栋,共 6994 栋)", [])
    '52.6 按类别先后补足缺口的屋顶'
    >>> sheet_name("3.1 Coverage of Built-up area by division", [])
    '3.1 Coverage of Built-up area'
    """
    legal = _legal(wanted) or "Sheet"
    lower = {name.lower() for name in taken} | {"history"}  # Excel keeps that name for itself
    room = LONGEST_SHEET_NAME - len(legal) - 1
    if legal[:LONGEST_SHEET_NAME].lower() in lower and room > 0 and (before := _legal(_legal(of)[:room])):
        legal = f"{before} {legal}"
    name, number = _shortened(legal), 2
    while name.lower() in lower:
        ending = f" {number}"
        name = legal[: LONGEST_SHEET_NAME - len(ending)].rstrip(" '") + ending
        number += 1
    return name


def _shortened(words: str) -> str:
    """Return as much of a name as Excel takes: up to a word, and to a bracket that would stay open."""
    if len(words) <= LONGEST_SHEET_NAME:
        return words
    kept = words[:LONGEST_SHEET_NAME]
    if kept.rfind("(") > kept.rfind(")"):
        kept = kept[: kept.rfind("(")]
    elif _IN_A_WORD.match(words[LONGEST_SHEET_NAME - 1 : LONGEST_SHEET_NAME + 1]):
        kept = re.sub(r"[A-Za-z0-9.,-]+$", "", kept)
    kept = re.sub(r" (a|an|and|by|for|in|of|on|or|that|the|to|with)$", "", kept.rstrip(" ,;'"))
    return kept or words[:LONGEST_SHEET_NAME].rstrip(" '")


def _legal(words: str) -> str:
    return re.sub(r"[\[\]:*?/\\\x00-\x1f\s]+", " ", words).strip(" '")


class Sheets:
    """A workbook being written, one sheet after the other.

    Each prints across, as wide as the paper; wide ones on A3, or on several side by side.
    """

    def __init__(self, workbook: xlsxwriter.Workbook, *, language: Language = "zh") -> None:
        self._workbook = workbook
        self._names: list[str] = []
        self._reserved: set[str] = set()
        self._patterns: dict[str, Any] = {}
        self._footer = _FOOTER.say(language)
        head = {"bold": True, "bg_color": "#1F4068", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}
        self._head = workbook.add_format(head)
        self._head_of_numbers = workbook.add_format(head | {"align": "right"})
        self._bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
        link = {"font_color": "#0B4F9E", "underline": 1, "valign": "top"}
        self._way = workbook.add_format(link)  # above and below it runs on over the columns beside
        link |= {"text_wrap": True}
        self._link, self._strong_link = workbook.add_format(link), workbook.add_format(link | {"bold": True})

    def reserve(self, wanted: str, *, of: str = "") -> str:
        """Return the name a sheet will have that is to be added later, so that others can lead there."""
        name = sheet_name(wanted, self._names, of=of)
        self._names.append(name)
        self._reserved.add(name)
        return name

    def add(
        self,
        name: str,
        headings: Sequence[str],
        rows: Sequence[Sequence[object]],
        *,
        above: Sequence[object] = (),
        below: Sequence[object] = (),
        of: str = "",
        chart: LineChart | None = None,
        colour: str | None = None,
    ) -> None:
        """Write a sheet: words above, bold headings that stay in sight, rows, words below.

        Parameters
        ----------
        name, of
            A name that was reserved; another is made legal and unlike all others, by what it is `of`.
        above, below
            Words, and links.
        colour
            Of its tab.
        """
        chosen = name if name in self._reserved else self.reserve(name, of=of)
        self._reserved.discard(chosen)
        sheet = self._workbook.add_worksheet(chosen)
        widths = widths_of(headings, rows)
        top = len(above)
        for line, words in enumerate(above):
            self._write_across(sheet, line, words, widths, self._bold)
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            form = self._head_of_numbers if any(is_number(row[column]) for row in rows[:50]) else self._head
            sheet.write_string(top, column, heading, form)
            sheet.set_column(column, column, width)
        self._fit(sheet, top, headings, widths)
        for line, row in enumerate(rows, start=top + 1):
            for column, value in enumerate(row):
                self._write(sheet, line, column, value if isinstance(value, Cell) else Cell(value))
            self._fit(sheet, line, row, widths)
        for line, words in enumerate(below, start=top + len(rows) + 2):
            self._write_across(sheet, line, words, widths, self._wrap)
        sheet.freeze_panes(top + 1, 0)
        if rows:
            sheet.autofilter(top, 0, top + len(rows), len(headings) - 1)
        if chart is not None:
            sheet.insert_chart(top, len(headings) + 1, self._chart(chart, chosen, headings, top, top + len(rows)))
        if colour is not None:
            sheet.set_tab_color(colour)
        sheet.set_landscape()
        sheet.set_paper(A4 if sum(widths) <= ON_A4 else A3)
        across = math.ceil(sum(widths) / ON_A3)
        sheet.fit_to_pages(across, 0)
        sheet.repeat_rows(top)
        if across > 1:
            sheet.repeat_columns(0)
        sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
        sheet.set_footer(self._footer)

    def _write_across(self, sheet: Any, line: int, words: object, widths: Sequence[float], form: Any) -> None:  # noqa: ANN401 - xlsxwriter is untyped
        """Write words over as many columns as there are to be read across, in a row high enough for them all."""
        if isinstance(words, Link):
            self._write_link(sheet, line, 0, words, self._way)
            return
        text, across, columns = str(words)[:LONGEST_CELL], 0.0, 0
        while across < ACROSS:
            across += widths[columns] if columns < len(widths) else NARROWEST
            columns += 1
        if columns > 1:
            sheet.merge_range(line, 0, line, columns - 1, "", form)
        sheet.write_string(line, 0, text, form)
        self._fit(sheet, line, [text], [across])

    def _fit(self, sheet: Any, line: int, cells: Sequence[object], widths: Sequence[float]) -> None:  # noqa: ANN401 - xlsxwriter is untyped
        """Make a row high enough for its words: only Excel does of itself, and not for merged cells."""
        lines = max((lines_of(cell, width) for cell, width in zip(cells, widths, strict=True)), default=1)
        if lines > 1:
            sheet.set_row(line, min(LINE * lines, HIGHEST))

    def _write_link(self, sheet: Any, line: int, column: int, link: Link, form: Any) -> None:  # noqa: ANN401 - xlsxwriter is untyped
        place = "'" + link.sheet.replace("'", "''") + "'!A1"
        sheet.write_url(line, column, f"internal:{place}", form, string=link.words[:LONGEST_LINK])

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
        if isinstance(cell.value, Link):
            self._write_link(sheet, line, column, cell.value, self._strong_link if cell.value.strong else self._link)
        elif isinstance(cell.value, dt.date):
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
