"""What Word and WPS work out themselves: the contents and the numbers of pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

#: Headings of the first two levels, as links and without page numbers: nobody knows those before the document is laid
#: out, and a wrong one is worse than none. Updated, the contents stay as they are.
_CONTENTS = r' TOC \o "1-2" \n \h \z '


@dataclass(frozen=True)
class Entry:
    """A heading, and the bookmark at which it is found."""

    level: int
    words: str
    bookmark: str


def mark(paragraph: Paragraph, entry: Entry, *, number: int) -> None:
    """Set the bookmark of a heading round its words."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), entry.bookmark)
    first = paragraph.runs[0].element
    first.addprevious(start)
    first.addnext(end)


def add_contents(place: Paragraph, entries: Sequence[Entry]) -> None:
    """Write the contents in the place of a paragraph, entries and all, as a field that can be updated."""
    paragraphs = []
    for entry in entries:
        paragraph = place.insert_paragraph_before(style=f"toc {entry.level}")
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), entry.bookmark)
        link.set(qn("w:history"), "1")
        run = paragraph.add_run(entry.words).element
        run.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
        run.addprevious(link)
        link.append(run)
        paragraphs.append(paragraph)
    if not paragraphs:
        return
    first = paragraphs[0].paragraph_format.element.find(qn("w:hyperlink"))
    assert first is not None  # noqa: S101 - made above
    for element in (_part("begin"), _instruction(_CONTENTS), _part("separate")):
        first.addprevious(element)
    place.paragraph_format.element.append(_part("end"))


def add_page_number(paragraph: Paragraph, *, dashes: bool) -> None:
    """Write the number of the page, in official documents between dashes."""
    parts = [_part("begin"), _instruction(" PAGE "), _part("separate"), _words("1"), _part("end")]
    around = [_words("— "), *parts, _words(" —")] if dashes else parts
    for element in around:
        paragraph.paragraph_format.element.append(element)


def _part(kind: str) -> BaseOxmlElement:
    run, part = OxmlElement("w:r"), OxmlElement("w:fldChar")
    part.set(qn("w:fldCharType"), kind)
    run.append(part)
    return run


def _instruction(words: str) -> BaseOxmlElement:
    return _words(words, tag="w:instrText")


def _words(words: str, *, tag: str = "w:t") -> BaseOxmlElement:
    run, text = OxmlElement("w:r"), OxmlElement(tag)
    text.set(qn("xml:space"), "preserve")
    text.text = words
    run.append(text)
    return run
