"""From what is shown to layers of folium, each with its entry of the legend."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import folium
import geopandas as gpd
from folium.map import Layer
from folium.utilities import JsCode, remove_empty

from geo_ruijin.draw.elements import Classes, Details, PictureLayer
from geo_ruijin.draw.features import SHOWN_CRS, class_ranks, feature_collection, field_title
from geo_ruijin.draw.legend import legend_entry, picture_entry
from geo_ruijin.draw.packed import PackedLayer, is_packed, pack
from geo_ruijin.draw.picture import picture_of
from geo_ruijin.draw.shown import Shown, ShownRaster
from geo_ruijin.draw.styles import Style, style_of
from geo_ruijin.text import Language
from geo_ruijin.windows import Bounds


@dataclass(frozen=True)
class Drawn:
    """A layer as it is on the map.

    Attributes
    ----------
    bounds
        West, south, east and north of what there is to be seen from the beginning [degree]; None for nothing.
    weight
        The map opens on the layers of the greatest: 2 for areas in question, 0 for the ground.
    """

    layer: Layer
    bounds: Bounds | None
    weight: int


def panes_of(shown: Sequence[Shown | ShownRaster]) -> tuple[str | None, ...]:
    """Return the pane of each layer of features up to the highest packed one; None for what needs none of its own.

    A packed layer has a pane to itself, and features between two share one. Without packed layers, and above them,
    features share Leaflet's own; rasters see to theirs.
    """
    packed = [isinstance(one, Shown) and is_packed(one.data) for one in shown]
    highest = max((place for place, there in enumerate(packed) if there), default=-1)
    panes: list[str | None] = []
    for place, (one, there) in enumerate(zip(shown, packed, strict=True)):
        name = f"packed-{place}" if there else f"features-{sum(packed[:place])}"
        panes.append(name if place <= highest and isinstance(one, Shown) else None)
    return tuple(panes)


def drawn_layer(one: Shown | ShownRaster, *, modelled: bool, language: Language, pane: str | None = None) -> Drawn:
    """Return the layer of one thing on a map.

    Parameters
    ----------
    modelled
        Whether it rests on anything modelled.
    pane
        As of `panes_of`.

    Raises
    ------
    GeoRuijinError
        For an unknown style.
    """
    if isinstance(one, ShownRaster):
        return _raster(one, modelled=modelled, language=language)
    return _features(one, modelled=modelled, language=language, pane=pane)


def _raster(one: ShownRaster, *, modelled: bool, language: Language) -> Drawn:
    picture = picture_of(one.raster, one.column, one.style, within=one.within)
    name = picture_entry(one.title, picture, modelled=modelled, language=language)
    layer = PictureLayer(
        picture,
        title=one.title.say(language),
        language=language,
        name=name,
        show=not one.hidden,
        pane=one.side or "rasters",
    )
    if one.hidden or not picture.tiles:
        return Drawn(layer, None, 1)
    west, south, east, north = zip(*(tile.bounds for tile in picture.tiles), strict=True)
    return Drawn(layer, (min(west), min(south), max(east), max(north)), 1)


def _features(one: Shown, *, modelled: bool, language: Language, pane: str | None) -> Drawn:
    geometry = _geometry(one.data)
    style = style_of(one.style, geometry=geometry)
    looks = [_path_options(look) for look in (*style.looks, *([style.unsaid] if style.classes else []))]
    entry = partial(
        legend_entry,
        one.title,
        style,
        geometry=geometry,
        ranks=class_ranks(one.data, one.columns, style).tolist(),
        columns=one.columns,
        modelled=modelled,
        language=language,
    )
    layer: Layer
    if pane is not None and is_packed(one.data):
        packed = pack(one.data, one.columns, style, language=language)
        layer = PackedLayer(
            packed,
            looks,
            title=one.title.say(language),
            name=entry(cells=packed.grid.swatches),
            show=not one.hidden,
            pane=pane,
            language=language,
        )
    else:
        in_pane = {"pane": pane} if pane else {}
        layer = _geojson(
            one, style, geometry, looks=[look | in_pane for look in looks], name=entry(), language=language
        )
    weight = 2 if style.frames else int(not style.ground)
    if one.hidden or not len(one.data):
        return Drawn(layer, None, weight)
    west, south, east, north = one.data.to_crs(SHOWN_CRS).total_bounds.tolist()
    return Drawn(layer, (west, south, east, north), weight)


def _geojson(
    one: Shown, style: Style, geometry: str, *, looks: Sequence[dict[str, Any]], name: str, language: Language
) -> folium.GeoJson:
    answers = style.details and bool(one.columns)
    points = "Point" in geometry or style.labels
    layer = folium.GeoJson(
        feature_collection(one.data, one.columns, style, language=language),
        name=name,
        show=not one.hidden,
        interactive=answers,
        # One look a layer: a style function a feature takes folium a time that grows with the square of the features.
        style=None if "Point" in geometry else looks[0],
        point_to_layer=JsCode(f"geoRuijin.pointToLayer({json.dumps(looks)})") if points else None,
        **{key: value for key, value in looks[0].items() if key == "pane"},
    )
    if "Point" not in geometry and len(looks) > 1:
        layer.add_child(Classes(looks))
    if answers:
        fields = [field_title(column, language=language) for column in one.columns.values()]
        layer.add_child(Details(one.title.say(language), fields))
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
