"""Text tables: comma, tab or semicolon between the cells, in the encodings of Excel and WPS."""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path

import pandas as pd

from geo_ruijin.sources.encodings import decode
from geo_ruijin.sources.formats import unreadable
from geo_ruijin.sources.tables import BLANKS, HEADER_WITHIN, blank, header_row, table
from geo_ruijin.text import Text

#: What may stand between cells, the likelier first.
_DELIMITERS = (",", "\t", ";", "|")

#: How many rows the delimiter is told from.
_LOOKED_AT = 50

#: The longest cell, for WKT of large outlines [characters].
_LONGEST = 2**27

_RAGGED = Text(
    zh="文件可能不完整,或单元格里的分隔符没有加引号;请在 Excel 或 WPS 中打开检查后重新保存。",
    en="It may be cut off, or cells with a delimiter lack quotes: open it in Excel or WPS, look and save it again.",
)


def read_delimited(path: Path, *, encoding: str | None = None) -> pd.DataFrame:
    """Return the rows of a text table; cells are text as it is written: "001" stays what it is.

    Raises
    ------
    SourceError
        If its encoding cannot be told, a quote is not closed, or rows are not as wide as the header.
    """
    text, remarks = decode(path.read_bytes(), path, encoding=encoding)
    if text and not text.endswith(("\n", "\r")):
        zh = f"{path.name} 的末行没有换行:如果文件被截断,最后一格可能不全"
        remarks.append(Text(zh=zh, en=f"the last line of {path.name} has no end: if it was cut off, its last cell is"))
    limit = csv.field_size_limit(_LONGEST)
    try:
        rows = _rows(path, text, remarks)
    finally:
        csv.field_size_limit(limit)
    return rows


def _rows(path: Path, text: str, remarks: list[Text]) -> pd.DataFrame:
    """Return the rows, read by pandas once the csv module, which is strict, has been through them."""
    delimiter = _delimiter(text)
    buffer = io.StringIO(text, newline="")
    reader = csv.reader(buffer, delimiter=delimiter, strict=True)
    begun = 1
    try:
        first: list[list[str | None]] = []
        ends: list[tuple[int, int]] = []  # of each row: in the text, and its line
        for row in reader:
            begun = reader.line_num + 1
            if row and (first or any(cell.strip() for cell in row)):
                first.append([None if blank(cell) is None else cell for cell in row])
                ends.append((buffer.tell(), reader.line_num))
            if len(first) == HEADER_WITHIN:
                break
        top = header_row(first, path)
        start, line = ends[top]
        width = widest = len(first[top])
        buffer.seek(start)
        reader = csv.reader(buffer, delimiter=delimiter, strict=True)
        count = 0
        for row in reader:
            begun = line + reader.line_num + 1
            count += bool(row)
            if row and len(row) != width:
                _check_width(path, row, width, line + reader.line_num)
                widest = max(widest, len(row))
    except csv.Error as error:
        what = Text(
            zh=f"第 {begun} 行起的引号没有配对", en=f"a quote in line {begun} or below is not closed or not doubled"
        )
        raise unreadable(path, what, _RAGGED) from error
    buffer.seek(start)
    body = (
        pd.read_csv(buffer, sep=delimiter, header=None, names=range(widest), index_col=False, dtype="string",
                    keep_default_na=False, na_values=["", *BLANKS], skip_blank_lines=True)
        if count
        else pd.DataFrame(columns=range(widest), dtype="string")
    )  # fmt: skip
    if len(body) != count:
        what = Text(zh=f"有 {count} 行,只读到 {len(body)} 行", en=f"it has {count} rows and {len(body)} were read")
        raise unreadable(path, what, _RAGGED)
    body = body.mask(body.apply(lambda cells: cells.str.isspace().fillna(value=False).astype(bool)))
    return table(first[: top + 1], body, path, remarks=remarks)


def _delimiter(text: str) -> str:
    """Return what cuts the first rows into the most cells, all of them into as many."""
    lines = "".join(itertools.islice((line for line in io.StringIO(text) if line.strip()), _LOOKED_AT))

    def evenness(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(lines), delimiter=delimiter)]
        except csv.Error:
            return 0.0, 0
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        return (widths.count(usual) / len(widths) if usual > 1 else 0.0), usual

    return max(_DELIMITERS, key=evenness)


def _check_width(path: Path, row: list[str], width: int, line: int) -> None:
    """Raise a SourceError if a row that says something has more cells than the header above it, or fewer."""
    if any(cell.strip() for cell in row) and (len(row) < width or any(cell.strip() for cell in row[width:])):
        what = Text(
            zh=f"第 {line} 行有 {len(row)} 格,表头有 {width} 格",
            en=f"line {line} has {len(row)} cells and the header {width}",
        )
        raise unreadable(path, what, _RAGGED)
