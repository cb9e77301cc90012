"""What python-docx has no word for: rows that stay whole, headings on each page, lines and shades."""

from __future__ import annotations

from collections.abc import Sequence

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from geo_ruijin.report.word.look import WARNING

_SHADE, _LINE = "EDF0F3", "7A8794"


class NewRow:
    """A row at the end of a table, to be filled; it is never torn apart by the end of a page."""

    def __init__(self, table: Table, widths: Sequence[Mm]) -> None:
        row: _Row = table.add_row()  # type: ignore[no-untyped-call] # python-docx's
        self._properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - see the module
        self._properties.append(OxmlElement("w:cantSplit"))
        self.cells = row.cells
        for cell, width in zip(self.cells, widths, strict=True):
            cell.width = width

    def repeat(self) -> None:
        """Let the row stand on top of each page the table is on."""
        self._properties.append(OxmlElement("w:tblHeader"))


def shade(cell: _Cell) -> None:
    """Give a cell the shade of a heading."""
    made = OxmlElement("w:shd", {qn("w:val"): "clear", qn("w:color"): "auto", qn("w:fill"): _SHADE})
    cell._tc.get_or_add_tcPr().append(made)  # noqa: SLF001 - see the module


def rule(table: Table) -> None:
    """Give a table whose widths are fixed thin lines, and little room around its words."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_line(side, width=4))
    properties = table._tbl.tblPr  # noqa: SLF001 - see the module
    layout = properties.find(qn("w:tblLayout"))
    assert layout is not None  # noqa: S101 - widths are fixed
    layout.addprevious(borders)
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 20), ("left", 60), ("bottom", 20), ("right", 60)):  # twentieths of a point
        margins.append(OxmlElement(f"w:{side}", {qn("w:w"): str(width), qn("w:type"): "dxa"}))
    layout.addnext(margins)


def frame(paragraph: Paragraph) -> None:
    """Draw a box round a paragraph that has a style."""
    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        borders.append(_line(side, width=8, space=6, colour=WARNING))
    style = paragraph.paragraph_format.element.get_or_add_pPr().find(qn("w:pStyle"))
    style.addnext(borders)


def _line(side: str, *, width: int, space: int = 0, colour: str = _LINE) -> BaseOxmlElement:
    values = {"val": "single", "sz": str(width), "space": str(space), "color": colour}
    return OxmlElement(f"w:{side}", {qn(f"w:{key}"): value for key, value in values.items()})
