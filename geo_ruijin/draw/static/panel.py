"""What stands beside the map: legend, what is said of it, where the data are from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from matplotlib.patches import Circle, Rectangle

from geo_ruijin.draw.features import class_ranks, field_title
from geo_ruijin.draw.palettes import Shade
from geo_ruijin.draw.shown import Shown, ShownRaster
from geo_ruijin.draw.static.page import ACCENT, INK, PIXEL, QUIET, Box, Page, leading, millimetres
from geo_ruijin.draw.static.scene import look_of
from geo_ruijin.draw.static.typeface import CUT
from geo_ruijin.draw.static.words import ABOUT, LACKING, MORE
from geo_ruijin.draw.styles import Style
from geo_ruijin.draw.words import NO_FIGURE, class_words, coarser, words_in
from geo_ruijin.record import LayerRecord
from geo_ruijin.text import Language, Text

#: Sizes of type [pt]: headings, titles in the legend, all else.
_HEADING, _ENTRY, _SMALL = 9.0, 7.6, 6.6

#: By how much type is made smaller until all has room.
_SCALES = (1.0, 0.94, 0.88, 0.82, 0.77)

#: A swatch is that of the page, 22 by 16 pixels; beside it stand the words [mm].
_SWATCH = (millimetres(22 * PIXEL), millimetres(16 * PIXEL))
_BESIDE = _SWATCH[0] + 1.6

#: The most characters of a title in the legend.
_LONGEST = 200

#: How many characters that no font has are named.
_NAMED = 12

#: What is said of a map has this many lines at least, however long the legend is.
_SAID = 3


@dataclass(frozen=True)
class Swatch:
    """A small picture of a look; `geometry` is "cell" for a class of a raster."""

    style: Style
    geometry: str


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
        return self.above + max(leading(self.size), _SWATCH[1] * 0.82 if self.swatch else 0)


@dataclass(frozen=True)
class SeenRaster:
    """A raster as it is in the picture: the classes seen, and the width of a pixel if it is coarser than a cell [m]."""

    shades: Sequence[Shade]
    coarser: float | None


@dataclass(frozen=True)
class Contents:
    """What the panel says.

    Attributes
    ----------
    shown
        From the bottom up.
    rasters
        How each raster is seen, by its id.
    about
        What is said of the map.
    sources
        The layers everything rests on.
    facts
        Said under the legend: remarks on how it is drawn.
    """

    shown: Sequence[Shown | ShownRaster]
    rasters: Mapping[int, SeenRaster]
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
            _draw_swatch(page, line.swatch, box.left, top + high / 2)
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
    modelled = {layer.name for layer in contents.sources if layer.nature == "modelled"}
    listed = _listed_once(contents)
    for one in reversed(contents.shown):
        chip = f" ◇{words['modelled']}" if not modelled.isdisjoint(one.layers) else ""
        if isinstance(one, ShownRaster):
            lines = _raster_entry(one, listed.get(id(one)), chip, language=language)
        else:
            lines = _entry(one, chip, language=language)
        for said, size, swatch in lines:
            for at, line in enumerate(page.wrap(said, size * scale, width - _BESIDE)):
                yield Line(
                    line,
                    size * scale,
                    INK if size == _ENTRY else QUIET,
                    indent=_BESIDE if swatch or not isinstance(one, ShownRaster) else 0.0,
                    above=0.7 * scale if size == _ENTRY and at == 0 else 0.0,
                    swatch=swatch if at == 0 else None,
                )


def _titled(title: Text, *, language: Language) -> str:
    """Return a title no longer than a legend can have; what follows it is never cut off."""
    words = title.say(language)
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + CUT


def _listed_once(contents: Contents) -> dict[int, SeenRaster]:
    """Return the rasters whose classes are listed: of neighbours with the same ones the last in the legend."""
    ids = [id(one) if isinstance(one, ShownRaster) else 0 for one in contents.shown]
    return {
        one: contents.rasters[one]
        for below, one in zip([0, *ids], ids, strict=False)
        if one and not (below and contents.rasters[below] == contents.rasters[one])
    }


def _entry(one: Shown, chip: str, *, language: Language) -> Iterator[tuple[str, float, Swatch | None]]:
    """Return the lines of features as on the page: words, size of type, swatch."""
    style, geometry = look_of(one)
    ranks = Counter(class_ranks(one.data, one.columns, style).tolist())
    count = f" ({len(one.data):,})" if len(one.data) != 1 else ""
    looks = style.looks
    yield _titled(one.title, language=language) + count + chip, _ENTRY, Swatch(looks[len(looks) // 2], geometry)
    ranked = next((column for column in one.columns.values() if column.unit == style.by), None)
    if not style.classes or ranked is None:
        return
    yield field_title(ranked, language=language), _SMALL, None
    for rank, look in enumerate(looks):
        if ranks[rank]:
            yield f"{class_words(style.bounds, rank)} ({ranks[rank]:,})", _SMALL, Swatch(look, geometry)
    if missing := ranks[len(looks)]:
        yield f"{NO_FIGURE.say(language)} ({missing:,})", _SMALL, Swatch(style.unsaid, geometry)


def _raster_entry(
    one: ShownRaster, seen: SeenRaster | None, chip: str, *, language: Language
) -> Iterator[tuple[str, float, Swatch | None]]:
    yield _titled(one.title, language=language) + chip, _ENTRY, None
    if seen is None:
        return
    for shade in seen.shades:
        look = Style(stroke="#7a7a7a", weight=0.5, fill=shade.colour, fill_opacity=1.0)
        yield shade.title.say(language), _SMALL, Swatch(look, "cell")
    if not seen.shades:
        yield words_in(language)["nothing"], _SMALL, None
    if seen.coarser is not None:
        yield coarser(seen.coarser, language=language), _SMALL, None


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


def _draw_swatch(page: Page, swatch: Swatch, left: float, middle: float) -> None:
    """Draw a swatch as the page does, a little smaller."""
    style, (wide, high) = swatch.style, _SWATCH
    edge = style.stroke or "none"
    fill = "none" if style.fill is None else (style.fill, style.fill_opacity)
    dash = "solid" if style.dash is None else (0, [float(length) * PIXEL for length in style.dash.split()])
    weight = style.weight * PIXEL if style.stroke else 0.0
    if "Point" in swatch.geometry:
        radius = millimetres(style.radius * PIXEL)
        page.add(Circle((left + wide / 2, middle), radius, facecolor=fill, edgecolor=edge, lw=weight, zorder=3))
    elif "Line" in swatch.geometry:
        corners = [(left, middle + high / 5), (left + wide / 3, middle - high / 5)]
        corners += [(left + 0.57 * wide, middle + high / 8), (left + wide, middle - high / 3)]
        page.line(corners, edge, weight, linestyle=dash, zorder=3)
    else:
        tall = high * (0.55 if swatch.geometry == "cell" else 0.7)
        page.add(
            Rectangle(
                (left, middle - tall / 2), wide, tall, facecolor=fill, edgecolor=edge, lw=weight, ls=dash, zorder=3
            )
        )
