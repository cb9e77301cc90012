"""One map: what is shown, from the bottom up, on a page that opens anywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import folium
from folium.map import Layer
from jinja2 import Environment, PackageLoader

from geo_ruijin.draw.elements import Furniture, SidePanes, Swipe
from geo_ruijin.draw.layers import Drawn, drawn_layer
from geo_ruijin.draw.offline import OfflineFigure, OfflineMap
from geo_ruijin.draw.safe import safe_text
from geo_ruijin.draw.shown import Shown, ShownChoice, ShownRaster, ShownYears, Thing
from geo_ruijin.draw.times import Slider, time_words
from geo_ruijin.draw.whatif import WhatIfPanel
from geo_ruijin.draw.words import words_in
from geo_ruijin.record import LayerRecord, RunRecord
from geo_ruijin.spec import Side
from geo_ruijin.text import Language, Text

#: What a map without anything to show opens on: west, south, east, north [degree].
WORLD = (-180.0, -60.0, 180.0, 75.0)


@dataclass(frozen=True)
class Comparison:
    """A page that sets two states beside one another.

    Attributes
    ----------
    titles
        What stands on either side of the divider.
    banner
        What must be read before the map.
    back
        The address of the page it belongs to, relative to its own, and what that is called.
    """

    titles: Mapping[Side, Text]
    banner: Text
    back: tuple[str, Text]


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
    comparison: Comparison | None = None,
) -> None:
    """Write one self-contained Folium map to `path`.

    Leaflet is inlined; nothing is loaded from the network, and the same content gives the same bytes.

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
    comparison
        What is said of two sides; None for what they show, or its years.

    Raises
    ------
    GeoRuijinError
        For an unknown style, if a raster cannot be read, or if the page would load anything from the network.
    """
    used = {name for one in (*shown, *([choice] if choice else [])) for name in one.layers}
    sources = tuple(layer for layer in record.layers if layer.name in used)
    modelled = {layer.name for layer in sources if layer.nature == "modelled"}
    map_ = OfflineMap()
    drawn = [drawn_layer(one, modelled=not modelled.isdisjoint(one.layers), language=language) for one in shown]
    if any(isinstance(one, Shown) and one.side for one in shown):
        map_.add_child(SidePanes())
    for one in drawn:
        map_.add_child(one.layer)
    control = folium.LayerControl(collapsed=False, autoZIndex=False)
    map_.add_child(control)
    map_.add_child(Furniture([one.layer for one in drawn], control, words_in(language)))
    if swipe := _swipe(shown, drawn, comparison.titles if comparison else {}, language=language):
        map_.add_child(swipe)
    dated = any(isinstance(one, ShownYears) or (isinstance(one, Shown) and one.time) for one in shown)
    if dated:
        map_.add_child(Slider(time_words(language)))
    if choice is not None:
        map_.add_child(WhatIfPanel(choice, modelled=not modelled.isdisjoint(choice.layers), language=language))
    below = _SLIDER if dated else _MARGIN
    map_.fit_bounds(_frame(drawn), padding_top_left=(_MARGIN, _MARGIN), padding_bottom_right=(_MARGIN, below))
    chrome = _chrome(
        title,
        sources,
        record=record,
        language=language,
        about=about,
        comparison=comparison,
        back=comparison.back if comparison else _SCOREBOARD,
    )
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
    on: dict[Side, list[tuple[Shown | ShownRaster, Layer]]] = {side: [] for side in get_args(Side)}
    for one, there in zip(shown, drawn, strict=True):
        if isinstance(one, Shown | ShownRaster) and one.side is not None:
            on[one.side].append((one, there.layer))
    if not any(on.values()) or not (titles or all(on.values())):
        return None
    said = dict(titles) or _titles(on["left"][0][0], on["right"][0][0])
    layers = [[layer for _, layer in on[side]] for side in get_args(Side)]
    return Swipe(layers, [said[side].say(language) for side in get_args(Side)], words_in(language))


def _titles(left: Shown | ShownRaster, right: Shown | ShownRaster) -> dict[Side, Text]:
    """Return what stands on either side of a divider: the years of rasters that differ in it, else what they are."""
    years = [one.raster.year if isinstance(one, ShownRaster) else None for one in (left, right)]
    if all(years) and years[0] != years[1]:
        return {side: Text(zh=f"{year}年", en=f"{year}") for side, year in zip(get_args(Side), years, strict=True)}
    return {"left": left.title, "right": right.title}


def _frame(layers: Sequence[Drawn]) -> list[list[float]]:
    """Return the corners of what the map opens on: the areas in question, else what is asked about, else all."""
    visible = [one for one in layers if one.bounds is not None]
    weight = max((one.weight for one in visible), default=0)
    boxes = [one.bounds for one in visible if one.weight == weight and one.bounds is not None] or [WORLD]
    west, south, east, north = zip(*boxes, strict=True)
    return [[min(south), min(west)], [max(north), max(east)]]


def _chrome(
    title: Text, sources: Sequence[LayerRecord], *, record: RunRecord, language: Language, **more: object
) -> dict[str, str]:
    """Return what stands above and below the map on its page, as HTML."""
    environment = Environment(
        loader=PackageLoader("geo_ruijin.draw"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["say"] = lambda text: text.say(language)
    values = {"title": title, "sources": sources, "record": record, "words": words_in(language)} | more
    return {part: environment.get_template(f"{part}.html").render(values) for part in ("above", "below")}
