"""Sheets of workbooks as bureaus write them: titles above the header, merged cells, formulas."""

from __future__ import annotations

import itertools
import re
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.reader.workbook import WorkbookParser
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from python_calamine import CalamineError

from geo_ruijin.errors import closest
from geo_ruijin.sources.archives import check_archive
from geo_ruijin.sources.formats import SAVE_AS_XLSX, several, unreadable
from geo_ruijin.sources.tables import HEADER_WITHIN, blank, header_row, table
from geo_ruijin.text import Text

_UNREADABLE = (
    InvalidFileException, OSError, KeyError, IndexError, ValueError, TypeError, AttributeError, EOFError, SyntaxError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip

#: What Excel writes into a cell that it cannot calculate.
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"})

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]+)"')
_UNCALCULATED = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]+[0-9]+)"[^>]*>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*(?:/>|></(?:\w+:)?v>)\s*)?</(?:\w+:)?c>'
)

#: How many cells a message names.
_NAMED = 5

Cells = list[list[object]]


def sheets_in(path: Path) -> list[str]:
    """Return the sheets of a workbook that are not empty; hidden ones only where there are no others."""
    return list(_sheets(path))


def read_sheet(path: Path, *, sheet: str | None = None) -> pd.DataFrame:
    """Return the rows of a sheet below its header; cells are what they are there.

    Text in merged cells stands in each of them; numbers only in the first, since they would count several times.

    Raises
    ------
    SourceError
        If it cannot be read, has several sheets and none is named, or formulas nobody has calculated.
    """
    sheets = _sheets(path, named=sheet)
    if sheet is None and len(sheets) > 1:
        raise several(path, list(sheets))
    if not sheets:
        raise unreadable(path, Text(zh="工作簿是空的", en="the workbook is empty"))
    name = sheet or next(iter(sheets))
    cells, xml = sheets[name], _xml(path, name)
    remarks: list[Text] = []
    if uncalculated := [ref.decode() for ref in _UNCALCULATED.findall(xml)]:
        shown = ", ".join(uncalculated[:_NAMED])
        what = Text(
            zh=f"有 {len(uncalculated)} 个公式没有计算结果({shown})",
            en=f"{len(uncalculated)} formulas were never calculated ({shown})",
        )
        raise unreadable(path, what, Text(zh="请用 Excel 或 WPS 打开并保存。", en="Open and save it in Excel or WPS."))
    _unmerge(path, cells, xml, remarks)
    _without_errors(path, cells, remarks)
    return _table(path, cells, remarks)


def read_old_workbook(path: Path, *, sheet: str | None = None) -> pd.DataFrame:
    """Return the rows of a sheet of an .xls, .ods or .xlsb."""
    if zipfile.is_zipfile(path):
        check_archive(path)
    try:
        found: dict[str, pd.DataFrame] = pd.read_excel(
            path, sheet_name=None, header=None, dtype=object, engine="calamine"
        )
    except (CalamineError, *_UNREADABLE) as error:
        what = Text(zh="旧版或其他格式的工作簿读不了", en="a workbook of this kind cannot be read")
        raise unreadable(path, what, SAVE_AS_XLSX) from error
    sheets = {str(name): rows for name, rows in found.items() if not rows.empty}
    if sheet is not None and sheet not in sheets:
        raise _no_sheet(path, sheet, list(sheets))
    if sheet is None and len(sheets) > 1:
        raise several(path, list(sheets))
    rows = sheets[sheet] if sheet else next(iter(sheets.values()), pd.DataFrame())
    cells = [[None if pd.isna(cell) else blank(cell) for cell in row] for row in rows.to_numpy(dtype=object)]
    return _table(path, cells, [])


def _table(path: Path, cells: Cells, remarks: list[Text]) -> pd.DataFrame:
    top = 1 + next((row for row, line in enumerate(cells) if any(cell is not None for cell in line)), 0)
    header = header_row(cells[: top + HEADER_WITHIN], path)
    columns = dict(enumerate(itertools.zip_longest(*cells[header + 1 :])))
    return table(cells[: header + 1], pd.DataFrame(columns, dtype=object), path, remarks=remarks)


def _sheets(path: Path, named: str | None = None) -> dict[str, Cells]:
    """Return the cells of the sheets that are not empty, or of the one named."""
    check_archive(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            if named is not None and named not in book.sheetnames:
                raise _no_sheet(path, named, book.sheetnames)
            kept: dict[str, Cells] = {}
            hidden: dict[str, Cells] = {}
            for sheet in book.worksheets:
                if named is None or sheet.title == named:
                    sheet.reset_dimensions()  # what other programs write there is often wrong
                    cells = [[blank(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
                    (kept if sheet.sheet_state == "visible" else hidden)[sheet.title] = cells
        finally:
            book.close()
    except _UNREADABLE as error:
        what = Text(zh=f"工作簿已损坏({type(error).__name__})", en=f"the workbook is damaged ({type(error).__name__})")
        raise unreadable(path, what, SAVE_AS_XLSX) from error
    for found in (kept, hidden):
        if full := {name: cells for name, cells in found.items() if any(cell is not None for r in cells for cell in r)}:
            return full
    return {}


def _xml(path: Path, name: str) -> bytes:
    """Return a sheet as it is in the archive: openpyxl does not tell merged cells and formulas while it streams."""
    with zipfile.ZipFile(path) as archive:
        parser = WorkbookParser(archive, "xl/workbook.xml")
        parser.parse()
        part = next(link.target for sheet, link in parser.find_sheets() if sheet.name == name)
        return archive.read(part)


def _unmerge(path: Path, cells: Cells, xml: bytes, remarks: list[Text]) -> None:
    """Write the text of a merged cell into all rows it is merged over, and make one row of a header of two."""
    spans = [range_boundaries(ref.decode()) for ref in _MERGED.findall(xml)]
    filled = 0
    for left, top, right, bottom in spans:
        if top <= len(cells) and left <= len(cells[top - 1]) and isinstance(text := cells[top - 1][left - 1], str):
            for number in range(top, min(bottom, len(cells))):
                cells[number] += [None] * (left - len(cells[number]))
                cells[number][left - 1] = text
                filled += right == left
    for top in sorted({top for left, top, right, bottom in spans if top == bottom < len(cells) and right > left}):
        wide = [(left, right) for left, first, right, last in spans if first == last == top and right > left]
        _join_headers(cells[top - 1], cells[top], wide)
    if filled:
        zh = f"{path.name} 有合并的单元格,其中的文字填入了每一格;合并的数字只留在第一格"
        en = f"{path.name} has merged cells; their text stands in each of them, their numbers in the first alone"
        remarks.append(Text(zh=zh, en=en))


def _join_headers(upper: list[object], lower: list[object], wide: list[tuple[int, int]]) -> None:
    """Put headings over several columns before the names below them: 坐标 over 经度 and 纬度 is 坐标 经度, 坐标 纬度.

    Where every other column has one name over both rows, they are a header; a title above a table is not.
    """
    over = {column: left for left, right in wide for column in range(left - 1, right)}
    others = [column for column in range(len(lower)) if column not in over]
    alike = all(column < len(upper) and upper[column] == lower[column] is not None for column in others)
    named = all(column < len(lower) and isinstance(lower[column], str) for column in over)
    if others and alike and named:
        for column, left in over.items():
            lower[column] = f"{upper[left - 1]} {lower[column]}"
        upper[:] = [None] * len(upper)


def _without_errors(path: Path, cells: Cells, remarks: list[Text]) -> None:
    """Empty the cells that Excel could not calculate."""
    found = []
    for number, row in enumerate(cells):
        for position, cell in enumerate(row):
            if isinstance(cell, str) and cell in _ERRORS:
                found.append(f"{get_column_letter(position + 1)}{number + 1} {cell}")
                row[position] = None
    if found:
        shown = ", ".join(found[:_NAMED])
        zh = f"{path.name} 有 {len(found)} 格是 Excel 的错误值({shown}),按空白处理"
        remarks.append(
            Text(zh=zh, en=f"{len(found)} cells of {path.name} are errors of Excel ({shown}), taken as blank")
        )


def _no_sheet(path: Path, sheet: str, sheets: list[str]) -> Exception:
    what = Text(zh=f"没有工作表“{sheet}”", en=f"it has no sheet '{sheet}'")
    return unreadable(path, what, closest(sheet, sheets))
