"""What the legend of a picture says: groups, entries and their classes, as on the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from geo_ruijin.draw.choropleth_words import choropleth_words
from geo_ruijin.draw.features import class_ranks, field_title
from geo_ruijin.draw.groups import GROUPS, counted, legend_order
from geo_ruijin.draw.palettes import RELIEF, Shade
from geo_ruijin.draw.shown import Shown, ShownChoropleth, ShownRaster
from geo_ruijin.draw.static.divisions import AREA, LESS, MORE, UNKNOWN, Divisions
from geo_ruijin.draw.static.parts import Still
from geo_ruijin.draw.static.scene import look_of
from geo_ruijin.draw.static.swatches import Swatch
from geo_ruijin.draw.static.typeface import CUT
from geo_ruijin.draw.styles import Style
from geo_ruijin.draw.words import NO_FIGURE, class_words, coarser, words_in
from geo_ruijin.figures import show_unit
from geo_ruijin.text import Language, Text

#: The most characters of a title in the legend.
_LONGEST = 200


@dataclass(frozen=True)
class SeenRaster:
    """A raster as it is in the picture: the classes seen, and the width of a pixel if it is coarser than a cell [m]."""

    shades: Sequence[Shade]
    coarser: float | None


@dataclass(frozen=True)
class Said:
    """A line of the legend: the title of a group or of an entry, or what is said below it."""

    words: str
    kind: Literal["group", "title", "below"]
    swatch: Swatch | None = None
    indented: bool = True


@dataclass(frozen=True)
class Key:
    """What the legend is of.

    Attributes
    ----------
    shown
        From the bottom up.
    rasters, divisions
        How each of them is seen, by its id.
    modelled
        The layers that are modelled.
    """

    shown: Sequence[Still]
    rasters: Mapping[int, SeenRaster]
    divisions: Mapping[int, Divisions]
    modelled: frozenset[str]


def key_lines(key: Key, *, language: Language) -> Iterator[Said]:
    """Return the lines of the legend: group by group, what lies on top first."""
    groups = [_group(one) for one in key.shown]
    order = legend_order(groups)
    listed = _listed_once(key)
    for title in order:
        if len(order) > 1:
            yield Said(_titled(title, language=language), "group", indented=False)
        for one, group in reversed(list(zip(key.shown, groups, strict=True))):
            if group == title:
                chip = f" ◇{words_in(language)['modelled']}" if not key.modelled.isdisjoint(one.layers) else ""
                yield from _entry(one, key, listed, chip, language=language)


def _group(one: Still) -> Text:
    if one.group is not None:
        return one.group
    if isinstance(one, Shown):
        return GROUPS[look_of(one)[0].group]
    return GROUPS["ground" if isinstance(one, ShownRaster) and one.style == RELIEF else "themes"]


def _entry(one: Still, key: Key, listed: Mapping[int, SeenRaster], chip: str, *, language: Language) -> Iterator[Said]:
    if isinstance(one, ShownRaster):
        return _raster_entry(one, listed.get(id(one)), chip, language=language)
    if isinstance(one, ShownChoropleth):
        return _divisions_entry(one, key.divisions[id(one)], chip, language=language)
    return _features_entry(one, chip, language=language)


def _titled(title: Text, *, language: Language) -> str:
    """Return a title no longer than a legend can have; what follows it is never cut off."""
    words = title.say(language)
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + CUT


def _listed_once(key: Key) -> dict[int, SeenRaster]:
    """Return the rasters whose classes are listed: of neighbours with the same ones the last in the legend."""
    ids = [id(one) if isinstance(one, ShownRaster) else 0 for one in key.shown]
    return {
        one: key.rasters[one]
        for below, one in zip([0, *ids], ids, strict=False)
        if one and not (below and key.rasters[below] == key.rasters[one])
    }


def _features_entry(one: Shown, chip: str, *, language: Language) -> Iterator[Said]:
    style, geometry = look_of(one)
    ranks = Counter(class_ranks(one.data, one.columns, style).tolist())

    def number(rows: int) -> str:
        return f" ({counted(rows, geometry=geometry, counter=style.counter, language=language)})"

    looks = style.looks
    count = number(len(one.data)) if style.details else ""
    yield Said(_titled(one.title, language=language) + count + chip, "title", Swatch(looks[len(looks) // 2], geometry))
    ranked = next((column for column in one.columns.values() if column.unit == style.by), None)
    if not style.classes or ranked is None:
        return
    yield Said(field_title(ranked, language=language), "below")
    for rank, look in enumerate(looks):
        if ranks[rank]:
            yield Said(class_words(style.bounds, rank) + number(ranks[rank]), "below", Swatch(look, geometry))
    if missing := ranks[len(looks)]:
        yield Said(NO_FIGURE.say(language) + number(missing), "below", Swatch(style.unsaid, geometry))


def _divisions_entry(one: ShownChoropleth, these: Divisions, chip: str, *, language: Language) -> Iterator[Said]:
    """Return the lines of divisions: what they are coloured by, how the whole stands to its target, and the classes."""
    column, words = these.column, choropleth_words(language)
    yield Said(f"{_titled(one.title, language=language)} ({len(one.data):,}){chip}", "title", indented=False)
    for said in (column["title"], column["whole"], column["note"]):
        if said:
            yield Said(said, "below", indented=False)
    for shade in column["legend"]:
        if column["kind"] == "rate":
            told = " ".join(filter(None, (shade["label"], f"({shade['count']})", shade["mark"])))
            yield Said(told, "below", Swatch(replace(AREA, fill=shade["colour"]), "cell"))
        else:
            yield Said(shade["label"], "below", Swatch(replace(MORE, radius=shade["radius"]), "Point"))
    if any(column.get("below", ())):
        yield Said(words["fewer"], "below", Swatch(LESS, "Point"))
    if column["missing"]:
        yield Said(f"{words['noData']} ({column['missing']})", "below", Swatch(UNKNOWN, "cell"))
    yield Said(column["rule"], "below", indented=False)


def _raster_entry(one: ShownRaster, seen: SeenRaster | None, chip: str, *, language: Language) -> Iterator[Said]:
    words, title = words_in(language), _titled(one.title, language=language)
    if one.style == RELIEF:
        yield Said(title + chip, "title", Swatch(AREA, "hill"))
        yield Said(words["relief"], "below")
        return
    unit = one.raster.bands[one.column].unit
    counted_in = f" ({show_unit(unit, language=language)})" if unit else ""
    yield Said(title + counted_in + chip, "title", indented=False)
    if seen is None:
        return
    for shade in seen.shades:
        look = Style(stroke="#7a7a7a", weight=0.5, fill=shade.colour, fill_opacity=1.0)
        yield Said(shade.title.say(language), "below", Swatch(look, "cell"))
    if not seen.shades:
        yield Said(words["nothing"], "below", indented=False)
    if seen.coarser is not None:
        yield Said(coarser(seen.coarser, language=language), "below", indented=False)
