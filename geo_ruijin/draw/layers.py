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

from geo_ruijin.draw.choropleth import ChoroplethLayer
from geo_ruijin.draw.elements import Classes, Details, PictureLayer, side_pane
from geo_ruijin.draw.features import SHOWN_CRS, class_ranks, feature_collection, field_title
from geo_ruijin.draw.groups import GROUPS
from geo_ruijin.draw.legend import legend_entry, picture_entry
from geo_ruijin.draw.once import Once
from geo_ruijin.draw.origin import origin_lines
from geo_ruijin.draw.packed import Packed, PackedLayer, is_packed, pack
from geo_ruijin.draw.palettes import RELIEF
from geo_ruijin.draw.picture import Picture, picture_of
from geo_ruijin.draw.shown import Shown, ShownChoropleth, ShownRaster, ShownYears, Thing
from geo_ruijin.draw.styles import Style, style_of
from geo_ruijin.draw.times import Dated, YearsLayer, all_years, pictures_of
from geo_ruijin.record import LayerRecord
from geo_ruijin.text import Language, Text
from geo_ruijin.windows import Bounds

#: What the names of the panes of packed layers begin with, and of those of features between them.
_PACKED, _BETWEEN = "packed-", "features-"


@dataclass(frozen=True)
class Drawn:
    """A layer as it is on the map.

    Attributes
    ----------
    bounds
        West, south, east and north of what there is to be seen from the beginning [degree]; None for nothing.
    weight
        The map opens on the layers of the greatest: 2 for areas in question, 0 for the ground.
    group
        Where it stands in the legend.
    """

    layer: Layer
    bounds: Bounds | None
    weight: int
    group: Text


def panes_of(shown: Sequence[Thing]) -> tuple[str | None, ...]:
    """Return the pane of each layer of features up to the highest packed one; None for what needs none of its own.

    A packed layer has a pane to itself, and features between two share one. Without packed layers, and above them,
    features share Leaflet's own; rasters see to theirs, and so does what lies on one side of a divider.
    """
    packed = [_is_packed(one) for one in shown]
    highest = max((place for place, there in enumerate(packed) if there), default=-1)
    panes: list[str | None] = []
    for place, (one, there) in enumerate(zip(shown, packed, strict=True)):
        if isinstance(one, Shown) and one.side:
            panes.append(side_pane(one.side))
            continue
        name = f"{_PACKED}{place}" if there else f"{_BETWEEN}{sum(packed[:place])}"
        panes.append(name if place <= highest and isinstance(one, Shown) else None)
    return tuple(panes)


def stacked(panes: Sequence[str | None]) -> dict[str, bool]:
    """Return the panes that lie in an order of their own, from the bottom up, and whether each is of a packed layer."""
    return {pane: pane.startswith(_PACKED) for pane in panes if pane and pane.startswith((_PACKED, _BETWEEN))}


def _is_packed(one: Thing) -> bool:
    """Return whether a layer is drawn packed; what a slider or a divider picks from is not."""
    return isinstance(one, Shown) and one.side is None and one.time is None and is_packed(one.data)


def drawn_layer(
    one: Thing, *, sources: Sequence[LayerRecord], language: Language, pane: str | None = None, once: Once | None = None
) -> Drawn:
    """Return the layer of one thing on a map.

    Parameters
    ----------
    sources
        The records of the layers behind what is on the map.
    pane
        As of `panes_of`.
    once
        What other maps have of the ground; it is made anew where it is None.

    Raises
    ------
    GeoRuijinError
        For an unknown style.
    """
    once = once or Once()
    behind = [layer for layer in sources if layer.name in one.layers]
    modelled = any(layer.nature == "modelled" for layer in behind)
    if isinstance(one, ShownChoropleth):
        layer = ChoroplethLayer(one, modelled=modelled, language=language)
        return Drawn(layer, None if one.hidden else _degrees(one.data), 1, one.group or GROUPS["themes"])
    if isinstance(one, ShownYears):
        return _years(one, modelled=modelled, language=language)
    if isinstance(one, ShownRaster):
        return _raster(one, modelled=modelled, language=language, once=once)
    return _features(one, behind, modelled=modelled, language=language, pane=pane, once=once)


def _raster(one: ShownRaster, *, modelled: bool, language: Language, once: Once) -> Drawn:
    def make() -> Picture:
        return picture_of(one.raster, one.column, one.style, within=one.within)

    relief = one.style == RELIEF
    picture = once(one.raster, one.column, tuple(one.within.to_wkb()), make=make) if relief else make()
    unit = one.raster.bands[one.column].unit
    name = picture_entry(one.title, picture, unit=unit, modelled=modelled, language=language, relief=relief)
    layer = PictureLayer(
        picture,
        title=one.title.say(language),
        language=language,
        name=name,
        show=not one.hidden,
        pane=one.side or "rasters",
        smooth=relief,
    )
    group, weight = one.group or GROUPS["ground" if relief else "themes"], int(not relief)
    return Drawn(layer, None if one.hidden else _around(picture), weight, group)


def _years(one: ShownYears, *, modelled: bool, language: Language) -> Drawn:
    pictures = pictures_of(one)
    whole = all_years(pictures)
    unit = one.rasters[-1].bands[one.column].unit
    name = picture_entry(one.title, whole, unit=unit, modelled=modelled, language=language)
    layer = YearsLayer(one, pictures, language=language, name=name)
    return Drawn(layer, None if one.hidden else _around(whole), 1, one.group or GROUPS["themes"])


def _around(picture: Picture) -> Bounds | None:
    if not picture.tiles:
        return None
    west, south, east, north = zip(*(tile.bounds for tile in picture.tiles), strict=True)
    return min(west), min(south), max(east), max(north)


def _features(
    one: Shown, behind: Sequence[LayerRecord], *, modelled: bool, language: Language, pane: str | None, once: Once
) -> Drawn:
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
    origin = origin_lines(one.analysis, behind, language=language)
    ground = style.ground and not (style.details or style.classes)  # which columns there are makes no difference
    layer: Layer
    if pane is not None and pane.startswith(_PACKED):

        def make() -> Packed:
            return pack(one.data, one.columns, style, language=language)

        packed = once(one.data, one.style, language, make=make) if ground else make()
        layer = PackedLayer(
            packed,
            looks,
            title=one.title.say(language),
            name=entry(cells=packed.grid.swatches),
            show=not one.hidden,
            pane=pane,
            origin=origin,
            language=language,
        )
    else:
        in_pane = {"pane": pane} if pane else {}
        layer = _geojson(one, style, [look | in_pane for look in looks], name=entry(), language=language)
        if style.details and one.columns:
            fields = [field_title(column, language=language) for column in one.columns.values()]
            layer.add_child(Details(one.title.say(language), fields, origin))
        if one.time is not None:
            layer.add_child(Dated(one.title.say(language)))
    weight, group = 2 if style.frames else int(not style.ground), one.group or GROUPS[style.group]
    if one.hidden or not len(one.data):
        return Drawn(layer, None, weight, group)
    bounds = once(one.data, "bounds", make=lambda: _degrees(one.data)) if ground else _degrees(one.data)
    return Drawn(layer, bounds, weight, group)


def _geojson(
    one: Shown, style: Style, looks: Sequence[dict[str, Any]], *, name: str, language: Language
) -> folium.GeoJson:
    geometry = _geometry(one.data)
    points = "Point" in geometry or style.labels
    layer = folium.GeoJson(
        feature_collection(one.data, one.columns, style, language=language, time=one.time),
        name=name,
        show=not one.hidden,
        interactive=style.details and bool(one.columns),
        # One look a layer: a style function a feature takes folium a time that grows with the square of the features.
        style=None if "Point" in geometry else looks[0],
        point_to_layer=JsCode(f"geoRuijin.pointToLayer({json.dumps(looks)})") if points else None,
        **{key: value for key, value in looks[0].items() if key == "pane"},
    )
    if "Point" not in geometry and len(looks) > 1:
        layer.add_child(Classes(looks))
    return layer


def _degrees(data: gpd.GeoDataFrame) -> Bounds:
    west, south, east, north = data.to_crs(SHOWN_CRS).total_bounds.tolist()
    return west, south, east, north


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
        shape=style.shape if style.shape != "circle" else None,
        hatch=style.hatch or None,
    )
    return options


def _geometry(data: gpd.GeoDataFrame) -> str:
    return next((str(kind) for kind in data.geom_type if kind), "Polygon")
