"""What stands beside the map: legend, what is said of it, where the data are from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from geo_ruijin.draw.static.key import Key, key_lines
from geo_ruijin.draw.static.page import ACCENT, INK, QUIET, Box, Page, leading
from geo_ruijin.draw.static.swatches import WIDE, Swatch, draw_swatch
from geo_ruijin.draw.static.words import ABOUT, LACKING, MORE
from geo_ruijin.draw.words import words_in
from geo_ruijin.record import LayerRecord
from geo_ruijin.text import Language, Text

#: Sizes of type [pt]: headings, groups and titles in the legend, all else.
_HEADING, _GROUP, _ENTRY, _SMALL = 9.0, 7.0, 7.6, 6.6

#: By how much type is made smaller until all has room: none is less than 6 points high.
_SCALES = (1.0, 0.96, 0.92)

#: Between a swatch and the words beside it [mm].
_APART = 1.6

#: How many characters that no font has are named.
_NAMED = 12

#: What is said of a map has this many lines at least, however long the list of sources is: what it must not be taken
#: for comes last.
_SAID = 16


@dataclass(frozen=True)
class Line:
    """A line of the panel, with the room above it [mm] and what stands before it."""

    words: str
    size: float
    colour: str = INK
    bold: bool = False
    indent: float = 0.0
    above: float = 0.0
    swatch: Swatch | None = None

    @property
    def height(self) -> float:
        """How much of the panel it takes [mm]."""
        return self.above + max(leading(self.size), self.swatch.size[1] * 0.82 if self.swatch else 0)


@dataclass(frozen=True)
class Contents:
    """What the panel says.

    Attributes
    ----------
    key
        What the legend is of.
    about
        What is said of the map.
    sources
        The layers everything rests on.
    facts
        Said under the legend: remarks on how it is drawn.
    """

    key: Key
    about: Text | None
    sources: Sequence[LayerRecord]
    facts: Sequence[str]


def draw_panel(page: Page, contents: Contents, box: Box, *, language: Language) -> None:
    """Put the panel on the sheet, in type as large as there is room for."""
    for scale in _SCALES:
        before = list(_legend(page, contents, box.width, scale, language=language))
        behind = list(_behind(page, contents, box.width, scale, language=language))
        said = list(_about(page, contents, box.width, scale, most=1_000, language=language))
        before += _facts(page, contents, box.width, scale, language=language)
        room = box.height - sum(line.height for line in (*before, *behind))
        if room >= sum(line.height for line in said):
            break
    else:
        fitting = int((room - leading(_HEADING)) / leading(_SMALL * scale))
        said = list(_about(page, contents, box.width, scale, most=max(fitting, _SAID), language=language))
    lines = [*before, *said, *behind]
    lines = _cut(page, lines, box, scale, language=language)
    top = box.top
    for line in lines:
        top += line.above
        high = line.height - line.above
        if line.swatch:
            draw_swatch(page, line.swatch, box.left, top + high / 2)
        page.say(
            line.words,
            box.left + line.indent,
            top + (high - leading(line.size)) / 2,
            line.size,
            colour=line.colour,
            bold=line.bold,
        )
        top += high


def _cut(page: Page, lines: list[Line], box: Box, scale: float, *, language: Language) -> list[Line]:
    """Return the lines there is room for; the last says how many more there are."""
    if sum(line.height for line in lines) <= box.height:
        return lines
    more = leading(_SMALL * scale)
    kept, top = 0, 0.0
    while top + lines[kept].height + more <= box.height:
        top += lines[kept].height
        kept += 1
    left = MORE.say(language).format(count=len(lines) - kept)
    return [*lines[:kept], Line(page.fit(left, _SMALL * scale, box.width), _SMALL * scale, QUIET)]


def _heading(words: str, scale: float, *, above: float) -> Line:
    return Line(words, _HEADING * scale, ACCENT, bold=True, above=above)


def _legend(page: Page, contents: Contents, width: float, scale: float, *, language: Language) -> Iterator[Line]:
    """Return the legend, what lies on top first."""
    words = words_in(language)
    brackets = f"({words['legend_about']})" if language == "zh" else f" ({words['legend_about']})"
    yield _heading(page.fit(words["legend"] + brackets, _HEADING * scale, width), scale, above=0)
    sizes = {"group": _GROUP, "title": _ENTRY, "below": _SMALL}
    above = {"group": 1.0, "title": 0.7, "below": 0.0}
    said = list(key_lines(contents.key, language=language))
    beside = max([WIDE, *(one.swatch.size[0] for one in said if one.swatch)]) + _APART
    for one in said:
        size, indent = sizes[one.kind] * scale, beside if one.indented else 0.0
        for at, line in enumerate(page.wrap(one.words, size, width - indent)):
            yield Line(
                line,
                size,
                {"group": ACCENT, "title": INK, "below": QUIET}[one.kind],
                bold=one.kind == "group",
                indent=indent,
                above=0.0 if at else above[one.kind] * scale,
                swatch=None if at else one.swatch,
            )


def _about(
    page: Page, contents: Contents, width: float, scale: float, *, most: int, language: Language
) -> Iterator[Line]:
    if contents.about is None:
        return
    yield _heading(ABOUT.say(language), scale, above=2)
    for line in page.wrap(contents.about.say(language), _SMALL * scale, width, most=most):
        yield Line(line, _SMALL * scale, QUIET)


def _facts(page: Page, contents: Contents, width: float, scale: float, *, language: Language) -> Iterator[Line]:
    """Return how the picture is drawn; and, last of all that is laid out, which characters no font has."""
    facts = list(contents.facts)
    if page.lacking:
        named = " ".join(f"U+{ord(one):04X}" for one in sorted(page.lacking)[:_NAMED])
        facts.append(LACKING.say(language).format(characters=named))
    above = 1.4
    for fact in facts:
        for line in page.wrap(fact, _SMALL * scale, width):
            yield Line(line, _SMALL * scale, QUIET, above=above)
            above = 0.0


def _behind(page: Page, contents: Contents, width: float, scale: float, *, language: Language) -> Iterator[Line]:
    """Return where the data are from."""
    words = words_in(language)
    if contents.sources:
        yield _heading(words["sources"], scale, above=2)
    size = _SMALL * scale
    for layers in _alike(contents.sources):
        for line in page.wrap(_source(layers, words, language=language), size, width):
            yield Line(line, size, QUIET)


def _alike(layers: Sequence[LayerRecord]) -> list[list[LayerRecord]]:
    """Return the layers in groups of which the same is to be said."""
    groups: dict[object, list[LayerRecord]] = {}
    for layer in layers:
        grade = layer.worst.word if layer.worst else None
        groups.setdefault((layer.nature, grade, layer.source, layer.date, layer.licence), []).append(layer)
    return list(groups.values())


def _source(layers: Sequence[LayerRecord], words: Mapping[str, str], *, language: Language) -> str:
    one = layers[0]
    stop = ";" if language == "zh" else "; "
    nature = f"◇{words[one.nature]}" if one.nature == "modelled" else words[one.nature]
    grade = [] if one.worst is None else [f"{words['grade']}{one.worst.word.say(language)}"]
    dated = f"{words['dated']} {one.date}" if one.date else words["undated"]
    titles = words["listing"].join(layer.title.say(language) for layer in layers)
    said = [one.source.say(language), dated, *([one.licence] if one.licence else [])]
    return f"{titles} [{stop.join([nature, *grade])}] {stop.join(said)}"
