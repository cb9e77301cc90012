"""One map: what is shown, from the bottom up, on a page that opens anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
from branca.element import MacroElement
from folium.template import Template
from folium.utilities import JsCode, remove_empty
from jinja2 import Environment, PackageLoader

from geo_ruijin.draw.features import SHOWN_CRS, class_ranks, feature_collection, field_title
from geo_ruijin.draw.legend import legend_entry
from geo_ruijin.draw.offline import OfflineFigure, OfflineMap
from geo_ruijin.draw.safe import safe_text
from geo_ruijin.draw.styles import Style, style_of
from geo_ruijin.draw.words import words_in
from geo_ruijin.record import LayerRecord, RunRecord
from geo_ruijin.results import Column
from geo_ruijin.text import Language, Text

#: What a map without anything to show opens on: west, south, east, north [degree].
WORLD = [-180.0, -60.0, 180.0, 75.0]


@dataclass(frozen=True)
class Shown:
    """One thing on a map.

    Attributes
    ----------
    data
        Rows with a geometry, in the project's CRS.
    columns
        What a reader sees of a row when pointing at it, in order.
    layers
        Names of the layers it rests on, in `RunRecord.layers`: the sources the page names, and whether any is
        modelled.
    style
        A key of `STYLES`; None for the plain look of the geometry.
    hidden
        Whether it waits to be switched on.
    """

    title: Text
    data: gpd.GeoDataFrame
    columns: Mapping[str, Column]
    layers: tuple[str, ...]
    style: str | None = None
    hidden: bool = False


def draw_map(
    shown: Sequence[Shown], path: Path, *, title: Text, record: RunRecord, language: Language, about: Text | None = None
) -> None:
    """Write one self-contained Folium map to `path`.

    Leaflet is inlined; nothing is loaded from the network, and the same content gives the same bytes.

    Parameters
    ----------
    shown
        From the bottom up.
    title, about
        Of the map.
    record
        Where the data are from.

    Raises
    ------
    GeoRuijinError
        For an unknown style, or if the page would load anything from the network.
    """
    used = {name for one in shown for name in one.layers}
    sources = tuple(layer for layer in record.layers if layer.name in used)
    modelled = {layer.name for layer in sources if layer.nature == "modelled"}
    map_ = OfflineMap()
    styles = [style_of(one.style, geometry=_geometry(one.data)) for one in shown]
    layers = [
        _add_layer(map_, one, style, modelled=not modelled.isdisjoint(one.layers), language=language)
        for one, style in zip(shown, styles, strict=True)
    ]
    control = folium.LayerControl(collapsed=False, autoZIndex=False)
    map_.add_child(control)
    map_.add_child(_Furniture(layers, control, words_in(language)))
    map_.fit_bounds(_frame(shown, styles), padding=(24, 24))
    chrome = _chrome(title, about, sources, record=record, language=language)
    figure = OfflineFigure(
        title=safe_text(f"{title.say(language)} - {record.place.say(language)}"), language=language, **chrome
    )
    figure.add_child(map_)
    path.write_text(figure.whole_page(), encoding="utf-8", newline="\n")


class _Details(MacroElement):
    """Lets the features of a layer answer to the pointer."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geoRuijin.details({{ this._parent.get_name() }}, {{ this.title|tojson }}, {{ this.fields|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, title: str, fields: Sequence[str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        self.title, self.fields = title, list(fields)


class _Furniture(MacroElement):
    """Zoom buttons, scale bar, and the legend beside the map."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            geoRuijin.furniture({{ this._parent.get_name() }}, {{ this.words|tojson }},
                [{% for layer in this.layers %}{{ layer.get_name() }},{% endfor %}], {{ this.control.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, layers: Sequence[folium.GeoJson], control: folium.LayerControl, words: dict[str, str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's
        self.layers, self.control, self.words = layers, control, words


def _add_layer(map_: OfflineMap, one: Shown, style: Style, *, modelled: bool, language: Language) -> folium.GeoJson:
    geometry = _geometry(one.data)
    name = legend_entry(
        one.title,
        style,
        geometry=geometry,
        ranks=class_ranks(one.data, one.columns, style).tolist(),
        columns=one.columns,
        modelled=modelled,
        language=language,
    )
    answers = style.details and bool(one.columns)
    looks = [_path_options(look) for look in style.looks]
    points = "Point" in geometry or style.labels
    layer = folium.GeoJson(
        feature_collection(one.data, one.columns, style, language=language),
        name=name,
        show=not one.hidden,
        interactive=answers,
        # One look a layer: a style function a feature takes folium a time that grows with the square of the features.
        style=None if "Point" in geometry else looks[0],
        point_to_layer=JsCode(f"geoRuijin.pointToLayer({json.dumps(looks)})") if points else None,
    )
    if answers:
        fields = [field_title(column, language=language) for column in one.columns.values()]
        layer.add_child(_Details(one.title.say(language), fields))
    map_.add_child(layer)
    return layer


def _path_options(style: Style) -> dict[str, Any]:
    options: dict[str, Any] = remove_empty(
        stroke=style.stroke is not None,
        color=style.stroke,
        weight=style.weight,
        opacity=style.opacity,
        fill=style.fill is not None,
        fillColor=style.fill,
        fillOpacity=style.fill_opacity,
        radius=style.radius,
        dashArray=style.dash,
    )
    return options


def _geometry(data: gpd.GeoDataFrame) -> str:
    return next((str(kind) for kind in data.geom_type if kind), "Polygon")


def _frame(shown: Sequence[Shown], styles: Sequence[Style]) -> list[list[float]]:
    """Return the corners of what the map opens on: the areas in question, else what is asked about, else all."""
    visible = [(one, style) for one, style in zip(shown, styles, strict=True) if len(one.data) and not one.hidden]
    chosen = (
        [one for one, style in visible if style.frames]
        or [one for one, style in visible if not style.ground]
        or [one for one, _ in visible]
    )
    boxes = [one.data.to_crs(SHOWN_CRS).total_bounds.tolist() for one in chosen] or [WORLD]
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
