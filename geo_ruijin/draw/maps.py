"""One map: what is shown, from the bottom up, on a page that opens anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import folium
from jinja2 import Environment, PackageLoader

from geo_ruijin.draw.elements import Furniture, Swipe
from geo_ruijin.draw.layers import Drawn, drawn_layer, panes_of
from geo_ruijin.draw.offline import OfflineFigure, OfflineMap
from geo_ruijin.draw.packed import Stack
from geo_ruijin.draw.safe import safe_text
from geo_ruijin.draw.shown import Shown, ShownChoice, ShownRaster
from geo_ruijin.draw.whatif import WhatIfPanel
from geo_ruijin.draw.words import words_in
from geo_ruijin.record import LayerRecord, RunRecord
from geo_ruijin.spec import Side
from geo_ruijin.text import Language, Text

#: What a map without anything to show opens on: west, south, east, north [degree].
WORLD = (-180.0, -60.0, 180.0, 75.0)


def draw_map(
    shown: Sequence[Shown | ShownRaster],
    path: Path,
    *,
    title: Text,
    record: RunRecord,
    language: Language,
    about: Text | None = None,
    choice: ShownChoice | None = None,
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

    Raises
    ------
    GeoRuijinError
        For an unknown style, if a raster cannot be read, or if the page would load anything from the network.
    """
    used = {name for one in (*shown, *([choice] if choice else [])) for name in one.layers}
    sources = tuple(layer for layer in record.layers if layer.name in used)
    modelled = {layer.name for layer in sources if layer.nature == "modelled"}
    map_ = OfflineMap()
    panes = panes_of(shown)
    if any(panes):
        map_.add_child(Stack({pane: pane.startswith("packed") for pane in panes if pane}))
    drawn = [
        drawn_layer(one, modelled=not modelled.isdisjoint(one.layers), language=language, pane=pane)
        for one, pane in zip(shown, panes, strict=True)
    ]
    for one in drawn:
        map_.add_child(one.layer)
    control = folium.LayerControl(collapsed=False, autoZIndex=False)
    map_.add_child(control)
    map_.add_child(Furniture([one.layer for one in drawn], control, words_in(language)))
    if swipe := _swipe(shown, drawn, language=language):
        map_.add_child(swipe)
    if choice is not None:
        map_.add_child(WhatIfPanel(choice, modelled=not modelled.isdisjoint(choice.layers), language=language))
    map_.fit_bounds(_frame(drawn), padding=(24, 24))
    chrome = _chrome(title, about, sources, record=record, language=language)
    figure = OfflineFigure(
        title=safe_text(f"{title.say(language)} - {record.place.say(language)}"),
        language=language,
        **chrome,
    )
    figure.add_child(map_)
    path.write_text(figure.whole_page(), encoding="utf-8", newline="\n")


def _swipe(shown: Sequence[Shown | ShownRaster], drawn: Sequence[Drawn], *, language: Language) -> Swipe | None:
    """Return the divider between the two rasters with a side, None where there are not two."""
    sides = {
        one.side: (one, there.layer)
        for one, there in zip(shown, drawn, strict=True)
        if isinstance(one, ShownRaster) and one.side is not None
    }
    if len(sides) != len(get_args(Side)):
        return None
    (left, under_left), (right, under_right) = sides["left"], sides["right"]
    titles = [left.title, right.title]
    if left.raster.year and right.raster.year and left.raster.year != right.raster.year:
        titles = [Text(zh=f"{year}年", en=f"{year}") for year in (left.raster.year, right.raster.year)]
    return Swipe((under_left, under_right), [title.say(language) for title in titles], words_in(language))


def _frame(layers: Sequence[Drawn]) -> list[list[float]]:
    """Return the corners of what the map opens on: the areas in question, else what is asked about, else all."""
    visible = [one for one in layers if one.bounds is not None]
    weight = max((one.weight for one in visible), default=0)
    boxes = [one.bounds for one in visible if one.weight == weight and one.bounds is not None] or [WORLD]
    west, south, east, north = zip(*boxes, strict=True)
    return [[min(south), min(west)], [max(north), max(east)]]


def _chrome(
    title: Text, about: Text | None, sources: Sequence[LayerRecord], *, record: RunRecord, language: Language
) -> dict[str, str]:
    """Return what stands above and below the map on its page, as HTML."""
    environment = Environment(
        loader=PackageLoader("geo_ruijin.draw"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["say"] = lambda text: text.say(language)
    values = {"title": title, "about": about, "sources": sources, "record": record, "words": words_in(language)}
    return {part: environment.get_template(f"{part}.html").render(values) for part in ("above", "below")}
