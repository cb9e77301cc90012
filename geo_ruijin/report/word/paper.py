"""A report being written: headings, paragraphs, tables and pictures, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from geo_ruijin.report.word.cells import NewRow, frame, rule, shade
from geo_ruijin.report.word.clean import clean, in_chinese, one_line
from geo_ruijin.report.word.fields import Entry, add_contents, add_page_number, mark
from geo_ruijin.report.word.look import BANNER, GAP, NOTE, PICTURE, TABLE, WARNING, dress
from geo_ruijin.text import Language, Text

#: No picture is taller [mm]: its caption and some words are to stay on its page.
TALLEST = 125.0

_NUMERALS = "〇一二三四五六七八九十"

_TABLE, _FIGURE = Text(zh="表", en="Table "), Text(zh="图", en="Figure ")


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its share of the width, and whether its cells are numbers."""

    heading: str
    share: float
    number: bool = False


class Paper:
    """A report being written, in one language."""

    def __init__(self, *, language: Language) -> None:
        self.language: Language = language
        self.document = docx.Document()
        self._look = dress(self.document, language=language)
        self._styles = {style.name: style.style_id for style in self.document.styles}
        self._level = [0, 0, 0]
        self._entries: list[Entry] = []
        self._tables = self._figures = 0
        self._contents: Paragraph | None = None

    # -- words ---------------------------------------------------------------------------------------------------------

    def title(self, words: str) -> None:
        """Write the title of the report."""
        self._paragraph(one_line(words), "Title")

    def banner(self, words: str) -> None:
        """Write a box that nobody overlooks."""
        frame(self._paragraph(clean(words), BANNER))

    def body(self, words: str) -> None:
        """Write a paragraph."""
        self._paragraph(clean(words), "Body Text")

    def note(self, words: str) -> None:
        """Write a small paragraph."""
        self._paragraph(clean(words), NOTE)

    def right(self, words: str) -> None:
        """Write a line that ends at the right: who signs, and when."""
        self._paragraph(clean(words), "Body Text").alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def heading(self, level: int, words: str) -> None:
        """Write a heading with its number: 一、 (一) 1. in Chinese, 1 1.1 1.1.1 in English."""
        self._level[level - 1] += 1
        self._level[level:] = [0] * (len(self._level) - level)
        numbered = one_line(self._number(level) + " ".join(words.split()))
        numbered = numbered if self.language == "en" else in_chinese(numbered)
        paragraph = self._paragraph(numbered, f"Heading {level}")
        if not self._entries:  # the contents have a page of their own
            paragraph.paragraph_format.page_break_before = True
        entry = Entry(level, numbered, f"_Toc{len(self._entries) + 1:06d}")
        self._entries.append(entry)
        mark(paragraph, entry, number=len(self._entries))

    def _number(self, level: int) -> str:
        if self.language == "en":
            return ".".join(str(number) for number in self._level[:level]) + " "
        number = self._level[level - 1]
        return (f"{numeral(number)}、", f"({numeral(number)})", f"{number}.")[level - 1]

    def _paragraph(self, words: str, style: str) -> Paragraph:
        paragraph = self._wear(self.document.add_paragraph(), style)
        if words:
            self._write(paragraph, words)
        return paragraph

    def _wear(self, paragraph: Paragraph, style: str) -> Paragraph:
        """Give a paragraph a style; python-docx would look through all styles for each of thousands of cells."""
        paragraph._p.style = self._styles[style]  # noqa: SLF001 - see above
        return paragraph

    def _write(self, paragraph: Paragraph, words: str, *, bold: bool = False, verbatim: bool = False) -> None:
        run = paragraph.add_run(words if verbatim or self.language == "en" else in_chinese(words))
        if bold:
            run.bold = True
        if self.language == "zh":  # or quotation marks and dashes come out in the Latin font, and half as wide
            run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")

    # -- what is counted -----------------------------------------------------------------------------------------------

    @property
    def next_table(self) -> int:
        """The number the next table will have."""
        return self._tables + 1

    def table(
        self, caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, verbatim: bool = False
    ) -> int:
        """Write a table and return its number; its heading stands on each of its pages.

        Parameters
        ----------
        rows
            The cells; a row of one cell goes right across the table.
        verbatim
            Whether the cells are names from data, which stay as they are typed.
        """
        table, widths = self._table(caption, [column.share for column in columns])
        head = NewRow(table, widths)
        head.repeat()
        for cell, column in zip(head.cells, columns, strict=True):
            self._cell(cell, column.heading, bold=True, centred=True)
            shade(cell)
        for words in rows:
            row = NewRow(table, widths)
            if len(words) == 1:
                across = row.cells[0].merge(row.cells[-1])
                self._cell(across, words[0], bold=True)
                shade(across)
                across.paragraphs[0].paragraph_format.keep_with_next = True
                continue
            for cell, column, word in zip(row.cells, columns, words, strict=True):
                self._cell(cell, word, right=column.number, verbatim=verbatim)
        self._paragraph("", GAP)  # or the table would grow together with one that follows
        return self._tables

    def card(self, caption: str, rows: Sequence[tuple[str, str]]) -> None:
        """Write a table of two columns: what, and what it is."""
        table, widths = self._table(caption, (0.17, 0.83))
        for name, words in rows:
            first, second = NewRow(table, widths).cells
            self._cell(first, name, bold=True)
            shade(first)
            self._cell(second, words)
            first.paragraphs[0].paragraph_format.keep_with_next = name != rows[-1][0]
        self._paragraph("", GAP)

    def _table(self, caption: str, shares: Sequence[float]) -> tuple[Table, list[Mm]]:
        """Return a table without rows below its caption, and the widths of its columns."""
        self._tables += 1
        self._caption(_TABLE, self._tables, caption, with_next=True)
        table = self.document.add_table(0, len(shares))
        table.style = "Table Grid"
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        rule(table)
        widths = [Mm(self._look.width * share / sum(shares)) for share in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        return table, widths

    def picture(self, path: Path, caption: str, *, about: str) -> int:
        """Write a picture as wide as the text with its caption, and return its number; `about` is read out for it."""
        self._figures += 1
        paragraph = self._paragraph("", PICTURE)
        run = paragraph.add_run()
        shape = run.add_picture(str(path), width=Mm(self._look.width))
        if (height := shape.height) > Mm(TALLEST):
            shape.width, shape.height = round(shape.width * Mm(TALLEST) / height), Mm(TALLEST)
        for properties in run.element.iter(qn("wp:docPr")):
            properties.set("descr", clean(about))
            properties.set("name", f"{_FIGURE.say('en')}{self._figures}")
        self._caption(_FIGURE, self._figures, caption, with_next=False)
        return self._figures

    def _caption(self, kind: Text, number: int, words: str, *, with_next: bool) -> None:
        after = "\u3000" if self.language == "zh" else ": "
        paragraph = self._paragraph(f"{kind.say(self.language)}{number}{after}{one_line(words)}", "Caption")
        paragraph.paragraph_format.keep_with_next = with_next

    def _cell(
        self,
        cell: _Cell,
        words: str,
        *,
        bold: bool = False,
        right: bool = False,
        centred: bool = False,
        verbatim: bool = False,
    ) -> None:
        paragraph = self._wear(cell.paragraphs[0], TABLE)
        self._write(paragraph, clean(words), bold=bold, verbatim=verbatim)
        if right or centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.CENTER

    # -- around them ---------------------------------------------------------------------------------------------------

    def contents_here(self, words: str) -> None:
        """Keep a place for the contents."""
        self._paragraph(words, "TOC Heading")
        self._contents = self._paragraph("", "Body Text")

    def finish(self, *, header: str, warning: bool) -> None:
        """Fill in the contents, and write what stands on every page, in the colour of a warning if it is one."""
        if self._contents is not None:
            add_contents(self._contents, [entry for entry in self._entries if entry.level < len(self._level)])
        section = self.document.sections[0]
        if self.language == "zh":
            self.document.settings.odd_and_even_pages_header_footer = True
        for head in (section.header, section.even_page_header):
            self._write(head.paragraphs[0], clean(header))
            if warning:
                head.paragraphs[0].runs[0].font.color.rgb = RGBColor.from_string(WARNING)
        for foot, side in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            paragraph = foot.paragraphs[0]
            paragraph.alignment = side if self.language == "zh" else WD_ALIGN_PARAGRAPH.CENTER
            if self.language == "zh":  # a character away from the edge of the text
                paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
            add_page_number(paragraph, dashes=self.language == "zh")


def numeral(number: int) -> str:
    """Return a number up to 99 in Chinese, as headings count.

    Examples
    --------
    >>> [numeral(number) for number in (1, 10, 11, 20, 42)]
    ['一', '十', '十一', '二十', '四十二']
    """
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    return (_NUMERALS[tens] if tens > 1 else "") + "十" + (_NUMERALS[ones] if ones else "")
