"""One map: what is shown, from the bottom up, on a page that opens anywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import folium
from jinja2 import Environment, PackageLoader

from geo_ruijin.draw.basemaps import BasemapLayer
from geo_ruijin.draw.elements import Furniture, SheetTools, SidePanes, Swipe
from geo_ruijin.draw.finding import KeptView, Reach, RowsTable, Search
from geo_ruijin.draw.groups import legend_order
from geo_ruijin.draw.layers import Drawn, drawn_layer, panes_of, stacked
from geo_ruijin.draw.offline import OfflineFigure, OfflineMap
from geo_ruijin.draw.packed import Stack
from geo_ruijin.draw.safe import safe_text
from geo_ruijin.draw.shown import Sheet, Shown, ShownChoice, ShownYears, Thing
from geo_ruijin.draw.sides import on_sides, side_titles
from geo_ruijin.draw.times import Slider, time_words
from geo_ruijin.draw.whatif import WhatIfPanel
from geo_ruijin.draw.words import words_in
from geo_ruijin.figures import with_unit
from geo_ruijin.record import LayerRecord, RunRecord
from geo_ruijin.spec import Side
from geo_ruijin.text import Language, Text
from geo_ruijin.verdicts import VERDICTS, verdict_target, verdict_value

#: What a map without anything to show opens on: west, south, east, north [degree].
WORLD = (-180.0, -60.0, 180.0, 75.0)

#: What is left free around what a map opens on, and below it where a slider stands there [pixel].
_MARGIN, _SLIDER = 24, 104

#: Where a map leads back to.
_SCOREBOARD = ("../index.html", Text(zh="返回计分板", en="Back to the scoreboard"))


def draw_map(
    shown: Sequence[Thing],
    path: Path,
    *,
    title: Text,
    record: RunRecord,
    language: Language,
    about: Text | None = None,
    choice: ShownChoice | None = None,
    sheet: Sheet | None = None,
) -> None:
    """Write one self-contained Folium map to `path`.

    Leaflet is inlined; nothing is loaded from the network but basemaps that a reader switches on, and the same content
    gives the same bytes.

    Parameters
    ----------
    shown
        From the bottom up; rasters lie under all features.
    title, about
        Of the map.
    record
        Where the data are from.
    choice
        Sites that a reader may try on the page; None for a map to look at.
    sheet
        The targets the map answers, its review number, and the basemaps a reader may switch on: the page then loads
        from their servers, and from no other.

    Raises
    ------
    GeoRuijinError
        For an unknown style, if a raster cannot be read, or if the page would load anything from the network.
    """
    used = {name for one in (*shown, *([choice] if choice else [])) for name in one.layers}
    sources = tuple(layer for layer in record.layers if layer.name in used)
    modelled = {layer.name for layer in sources if layer.nature == "modelled"}
    map_ = OfflineMap()
    sheet = sheet or Sheet()
    comparison = sheet.comparison
    for basemap in (None, *sheet.basemaps) if sheet.basemaps else ():
        map_.add_child(BasemapLayer(basemap, language=language))
    panes = panes_of(shown)
    if levels := stacked(panes):
        map_.add_child(Stack(levels))
    if any(isinstance(one, Shown) and one.side for one in shown):
        map_.add_child(SidePanes())
    drawn = [
        drawn_layer(one, sources=sources, language=language, pane=pane, once=sheet.once)
        for one, pane in zip(shown, panes, strict=True)
    ]
    on_models = [there.layer for one, there in zip(shown, drawn, strict=True) if not modelled.isdisjoint(one.layers)]
    for one in drawn:
        map_.add_child(one.layer)
    control = folium.LayerControl(collapsed=False, autoZIndex=False)
    map_.add_child(control)
    words = words_in(language)
    order = legend_order([one.group for one in drawn])
    groups = [(title.say(language), [one.layer for one in drawn if one.group == title]) for title in order]
    map_.add_child(Furniture([one.layer for one in drawn], groups, control, words))
    map_.add_child(SheetTools(f"{record.place.say(language)}-{title.say(language)}", words))
    if swipe := _swipe(shown, drawn, comparison.titles if comparison else {}, language=language):
        map_.add_child(swipe)
    dated = any(isinstance(one, ShownYears) or (isinstance(one, Shown) and one.time) for one in shown)
    if dated:
        map_.add_child(Slider(time_words(language)))
    if choice is not None:
        map_.add_child(WhatIfPanel(choice, modelled=not modelled.isdisjoint(choice.layers), language=language))
    below = _SLIDER if dated else _MARGIN
    map_.fit_bounds(_frame(drawn), padding_top_left=(_MARGIN, _MARGIN), padding_bottom_right=(_MARGIN, below))
    map_.add_child(Search(language))
    map_.add_child(RowsTable(on_models, language=language))
    map_.add_child(Reach(control, title=title, language=language))
    map_.add_child(KeptView(control, language=language))
    environment = _environment(language)
    said = {
        "title": title,
        "about": about,
        "sources": sources,
        "cited": cited(sources, language=language),
        "record": record,
        "sheet": sheet,
        "back": comparison.back if comparison else _SCOREBOARD,
        "keyed": any(one.keyed for one in sheet.basemaps),
        "marks": VERDICTS,
        "language": language,
        "words": words,
    }
    chrome = {part: environment.get_template(f"{part}.html").render(said) for part in ("above", "below")}
    figure = OfflineFigure(
        title=safe_text(f"{title.say(language)} - {record.place.say(language)}"),
        language=language,
        **chrome,
    )
    figure.add_child(map_)
    path.write_text(figure.whole_page(), encoding="utf-8", newline="\n")


def _swipe(
    shown: Sequence[Thing], drawn: Sequence[Drawn], titles: Mapping[Side, Text], *, language: Language
) -> Swipe | None:
    """Return the divider between what has a side; None where there are not two, unless `titles` say what either is.

    What is compared by its titles may be empty on one side: nothing there is an answer, too.
    """
    on = on_sides(shown)
    if not any(on.values()) or not (titles or all(on.values())):
        return None
    said = dict(titles) or side_titles(on)
    layer_of = {id(one): there.layer for one, there in zip(shown, drawn, strict=True)}
    layers = [[layer_of[id(one)] for one in on[side]] for side in on]
    return Swipe(layers, [said[side].say(language) for side in on], words_in(language))


def _frame(layers: Sequence[Drawn]) -> list[list[float]]:
    """Return the corners of what the map opens on: the areas in question, else what is asked about, else all."""
    visible = [one for one in layers if one.bounds is not None]
    weight = max((one.weight for one in visible), default=0)
    boxes = [one.bounds for one in visible if one.weight == weight and one.bounds is not None] or [WORLD]
    west, south, east, north = zip(*boxes, strict=True)
    return [[min(south), min(west)], [max(north), max(east)]]


def cited(sources: Sequence[LayerRecord], *, language: Language) -> list[str]:
    """Return where the data are from, in a line: each source once, with its licence and the dates of its layers."""
    dates: dict[str, list[str]] = {}
    for layer in sources:
        licence = f", {layer.licence}" if layer.licence else ""
        dates.setdefault(f"{layer.source.say(language)}{licence}", []).extend([layer.date] if layer.date else [])
    listing = ("、" if language == "zh" else ", ").join
    return [f"{source}, {listing(sorted(set(found)))}" if found else source for source, found in dates.items()]


@cache
def _environment(language: Language) -> Environment:
    """Return the templates of what stands above and below the map; whatever they print is escaped."""
    made = Environment(loader=PackageLoader("geo_ruijin.draw"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {
        "say": lambda text: text.say(language),
        "value": lambda verdict: with_unit(verdict_value(verdict), verdict.unit, language=language),
        "bound": lambda verdict: with_unit(verdict_target(verdict), verdict.unit, language=language),
    }
    return made
