"""What a report looks like: page, fonts and styles.

In Chinese as GB/T 9704-2012 has official documents, as far as that fits a report; in English plain.
"""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document as Document_
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from geo_ruijin.text import Language

#: The faces of an official document and what stands in where they are not installed: Word and WPS read it from the
#: table of fonts, so that nobody gets a face at random.
FALLBACKS = {
    "方正小标宋简体": "宋体",
    "仿宋_GB2312": "仿宋",
    "楷体_GB2312": "楷体",
    "黑体": "SimHei",
    "宋体": "SimSun",
}

#: Our own styles: of tables, of what is said below them, of the box on top.
TABLE, NOTE, GAP, BANNER, PICTURE = "Table Text", "Table Note", "Table Gap", "Banner", "Picture"


@dataclass(frozen=True)
class Face:
    """How a style is set.

    Attributes
    ----------
    latin, han
        The fonts of Latin and of Chinese characters.
    size
        In points.
    line
        The height of a line in points; None for one that fits what is in it.
    indent
        Of the first line, in characters.
    before, after
        Room above and below, in points.
    """

    latin: str
    han: str
    size: float
    line: float | None = None
    indent: int = 0
    before: float = 0
    after: float = 0
    bold: bool = False
    centred: bool = False
    colour: str | None = None
    with_next: bool = False


@dataclass(frozen=True)
class Look:
    """A page and its faces, by the names of their styles; margins in millimetres: top, bottom, left, right."""

    margins: tuple[float, float, float, float]
    faces: dict[str, Face]

    @property
    def width(self) -> float:
        """The width of the text [mm]."""
        return PAGE[0] - self.margins[2] - self.margins[3]


#: A4 [mm].
PAGE = (210.0, 297.0)

_TIMES, _ARIAL = "Times New Roman", "Arial"
_SONG, _FANG, _HEI, _KAI = "宋体", "仿宋_GB2312", "黑体", "楷体_GB2312"

#: The colour of what nobody is to overlook.
WARNING = "9C2A10"

LOOKS: dict[Language, Look] = {
    "zh": Look(
        (37, 35, 28, 26),
        {
            "Normal": Face(_TIMES, _FANG, 16, 28),
            "Title": Face(_TIMES, "方正小标宋简体", 22, 36, centred=True, before=14, after=14),
            "Body Text": Face(_TIMES, _FANG, 16, 28, indent=2),
            "Heading 1": Face(_TIMES, _HEI, 16, 28, indent=2, with_next=True),
            "Heading 2": Face(_TIMES, _KAI, 16, 28, indent=2, with_next=True),
            "Heading 3": Face(_TIMES, _FANG, 16, 28, indent=2, bold=True, with_next=True),
            "TOC Heading": Face(_TIMES, _HEI, 16, 28, centred=True, with_next=True),
            "toc 1": Face(_TIMES, _HEI, 14, 26),
            "toc 2": Face(_TIMES, _FANG, 14, 26, indent=2),
            "Caption": Face(_TIMES, _HEI, 12, None, centred=True, before=6, after=3),
            TABLE: Face(_TIMES, _SONG, 9),
            NOTE: Face(_TIMES, _SONG, 10.5, 18),
            GAP: Face(_TIMES, _SONG, 6, 10),
            BANNER: Face(_TIMES, _HEI, 12, 20, colour=WARNING, after=6),
            PICTURE: Face(_TIMES, _SONG, 10.5, centred=True, before=6, with_next=True),
            "Header": Face(_TIMES, _SONG, 9, centred=True, colour="595959"),
            "Footer": Face(_SONG, _SONG, 14),
        },
    ),
    "en": Look(
        (25, 25, 25, 25),
        {
            "Normal": Face(_TIMES, _SONG, 11),
            "Title": Face(_ARIAL, _HEI, 20, centred=True, bold=True, before=12, after=12),
            "Body Text": Face(_TIMES, _SONG, 11, 15, after=6),
            "Heading 1": Face(_ARIAL, _HEI, 15, bold=True, before=14, after=6, with_next=True),
            "Heading 2": Face(_ARIAL, _HEI, 12.5, bold=True, before=12, after=4, with_next=True),
            "Heading 3": Face(_ARIAL, _HEI, 11, bold=True, before=10, after=4, with_next=True),
            "TOC Heading": Face(_ARIAL, _HEI, 13, bold=True, before=6, after=6, with_next=True),
            "toc 1": Face(_ARIAL, _HEI, 10, 15),
            "toc 2": Face(_TIMES, _SONG, 11, 15, indent=2),
            "Caption": Face(_ARIAL, _HEI, 9, bold=True, centred=True, before=6, after=3),
            TABLE: Face(_TIMES, _SONG, 9),
            NOTE: Face(_TIMES, _SONG, 9.5, 13, after=3),
            GAP: Face(_TIMES, _SONG, 5, 8),
            BANNER: Face(_ARIAL, _HEI, 10, 14, colour=WARNING, after=6),
            PICTURE: Face(_TIMES, _SONG, 10, centred=True, before=6, with_next=True),
            "Header": Face(_ARIAL, _HEI, 8, centred=True, colour="595959"),
            "Footer": Face(_TIMES, _SONG, 10),
        },
    ),
}


def dress(document: Document_, *, language: Language) -> Look:
    """Give an empty document the page and the styles of a report, and return them."""
    look = LOOKS[language]
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE[0]), Mm(PAGE[1])
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Mm, look.margins)
    section.header_distance, section.footer_distance = Mm(look.margins[0] * 0.6), Mm(look.margins[1] * 0.6)
    for name, face in look.faces.items():
        _set(_style(document, name), face)
    _speak(document, language)
    _name_fallbacks(document)
    return look


def _style(document: Document_, name: str) -> ParagraphStyle:
    """Return a style of paragraphs, made where the template has none of that name."""
    for style in document.styles:
        if style.name == name and isinstance(style, ParagraphStyle):
            return style
    builtin = name.lower().startswith("toc")
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=builtin)
    assert isinstance(made, ParagraphStyle)  # noqa: S101 - that is what was asked for
    made.base_style = _style(document, "Normal")
    return made


def _set(style: ParagraphStyle, face: Face) -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(face.size), face.bold, False
    style.font.color.rgb = RGBColor.from_string(face.colour or "000000")
    properties = style.element.get_or_add_rPr()
    _replace(properties, "w:rFonts", ascii=face.latin, hAnsi=face.latin, cs=face.latin, eastAsia=face.han)
    for tag in ("w:spacing", "w:kern"):  # the template stretches its title
        for odd in properties.findall(qn(tag)):
            properties.remove(odd)
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(face.before), Pt(face.after)
    layout.keep_with_next, layout.widow_control = face.with_next, True
    if face.line is None:
        layout.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(face.line)
    layout.alignment = WD_ALIGN_PARAGRAPH.CENTER if face.centred else None
    block = style.element.get_or_add_pPr()
    for odd in block.findall(qn("w:pBdr")):  # the template underlines its title
        block.remove(odd)
    layout.first_line_indent = Pt(face.indent * face.size)
    if face.indent:  # in characters too, so that it follows the size when the style is edited
        block.find(qn("w:ind")).set(qn("w:firstLineChars"), str(100 * face.indent))


def _speak(document: Document_, language: Language) -> None:
    """Say which language the document is in: Latin words in a Chinese one are English, and digits break nowhere."""
    defaults = document.styles.element.find(".//" + qn("w:rPrDefault") + "/" + qn("w:rPr"))
    assert defaults is not None  # noqa: S101 - the template has it
    theme = document.settings.element.find(qn("w:themeFontLang"))
    assert theme is not None  # noqa: S101 - the template has it
    theme.set(qn("w:eastAsia"), "zh-CN")
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":  # or Word calls the document an old one
            setting.set(qn("w:val"), "15")
    _replace(defaults, "w:lang", val="en-US" if language == "zh" else "en-GB", eastAsia="zh-CN", bidi="ar-SA")


def _replace(parent: BaseOxmlElement, tag: str, **attributes: str) -> None:
    """Put an element with these attributes in the place of one of its kind, or where such properties begin."""
    olds = parent.findall(qn(tag))
    place = parent.index(olds[0]) if olds else (0 if tag == "w:rFonts" else len(parent))
    for old in olds:
        parent.remove(old)
    made = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    parent.insert(place, made)


def _name_fallbacks(document: Document_) -> None:
    """Name in the table of fonts what stands in for each face."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name, other in FALLBACKS.items()
    )
    blob = f"<?xml version='1.0' encoding='UTF-8'?><w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    part._blob = blob  # noqa: SLF001 - a part of plain bytes has no other way
