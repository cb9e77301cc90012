"""The maps as QGIS is to show them: which layers of `results.gpkg` stand on each, in which order, and how they look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import geopandas as gpd
import shapely

from geo_ruijin.draw import STYLES, ShownChoropleth, Style, style_of
from geo_ruijin.draw.choropleth import classes_of
from geo_ruijin.draw.classing import class_range
from geo_ruijin.draw.words import NO_FIGURE, class_words
from geo_ruijin.mapped import thing_shown
from geo_ruijin.report.geopackage import GROUND, LAYER
from geo_ruijin.report.gpkg import kind_in, stored_names
from geo_ruijin.report.qgs import MapGroup, MapLayer
from geo_ruijin.report.qml import Look, Painted, Range
from geo_ruijin.report.words import column_title
from geo_ruijin.results import Table
from geo_ruijin.run import Run
from geo_ruijin.spec import MapSpec, ShowSpec
from geo_ruijin.text import Language, Text

#: How much wider a map opens than what it opens on, on each side.
_MARGIN = 0.05

#: Of a ground of more corners than this nothing is written.
_MOST_CORNERS = 1_000_000

#: What makes one shape of many.
_WHOLE: Mapping[shapely.GeometryType, Callable[..., shapely.Geometry]] = {
    shapely.GeometryType.POINT: shapely.multipoints,
    shapely.GeometryType.LINESTRING: shapely.multilinestrings,
    shapely.GeometryType.POLYGON: shapely.multipolygons,
}

#: How strong divisions are filled, as in `draw/assets/choropleth.js`.
_FILLED = 0.65

#: How divisions without a figure look, as there.
_UNKNOWN = Look("#8c8c8c", "#f3f3f3", fill_opacity=_FILLED, hatch=True)

_SIMPLIFIED = Text(zh="{title}(底图,已按 {metres} 米容差简化)", en="{title} (ground, simplified by up to {metres} m)")
_DISSOLVED = Text(zh="{title}(底图)", en="{title} (ground)")


def ground_of(maps: Mapping[str, MapSpec], run: Run, kept: Mapping[str, Table]) -> dict[str, Table]:
    """Return what maps show of layers that are not kept, as they show it: lines, mostly, which results do without.

    What answers to no pointer is one shape without columns.

    Parameters
    ----------
    kept
        Layers that are written whole.
    """
    ground: dict[str, Table] = {}
    for entry in (entry for spec in maps.values() for entry in spec.show):
        layer = run.layers.get(entry.data)
        if layer is None or entry.data in {*kept, *ground} or not isinstance(layer.data, gpd.GeoDataFrame):
            continue
        table = Table(layer.record.title, layer.features, layer.columns)
        shapes = table.data.geometry.to_numpy()
        if len(shapes) and int(shapely.get_num_coordinates(shapes).sum()) <= _MOST_CORNERS:
            ground[entry.data] = _drawn(table, _style(entry, table))
    return ground


def map_groups(
    maps: Mapping[str, MapSpec], run: Run, kept: Mapping[str, Table], ground: Mapping[str, Table], *, language: Language
) -> list[MapGroup]:
    """Return the maps that have anything in the GeoPackage to show; rasters are not in it.

    Parameters
    ----------
    kept, ground
        The layers that are written whole, and those as they are drawn.
    """
    tables = {f"{one.name}__{key}": table for one in run.record.analyses for key, table in one.tables.items()}
    tables |= {LAYER + name: table for name, table in kept.items()}
    tables |= {GROUND + name: table for name, table in ground.items()}
    groups = []
    for name, spec in maps.items():
        layers: list[MapLayer] = []
        framed: dict[bool, list[tuple[float, ...]]] = {True: [], False: []}
        for entry in spec.show:
            key = entry.data.replace(".", "__") if "." in entry.data else _name_of(entry.data, kept)
            table = tables.get(key)
            if table is None or not isinstance(table.data, gpd.GeoDataFrame) or table.data.empty:
                continue
            if any(one.layer == key for one in layers):
                continue
            style = _style(entry, table)
            title = entry.title or table.title
            thing = thing_shown(entry, run)
            look = (
                divided(thing, style, language=language)
                if isinstance(thing, ShownChoropleth)
                else painted(table, style, language=language)
            )
            layers.append(MapLayer(key, title, look, entry.hidden))
            if not entry.hidden:
                framed[style.frames].append(tuple(table.data.to_crs(run.record.crs).total_bounds.tolist()))
        if layers:
            groups.append(MapGroup(name, spec.title, tuple(layers), _around(framed[True] or framed[False])))
    return groups


def painted(table: Table, style: Style, *, language: Language) -> Painted:
    """Return how a table looks in a style of the maps."""
    stored = stored_names(table.columns)
    by = next((name for name, column in table.columns.items() if column.unit == style.by), None)
    label = stored[next(iter(table.columns))] if style.labels and table.columns else ""
    if not style.classes or by is None:
        return Painted(_look(style.looks[0]), label=label)
    lows, highs = (None, *style.bounds), (*style.bounds, None)
    ranges = [
        Range(class_words(style.bounds, rank), _look(look), low, high)
        for rank, (look, low, high) in enumerate(zip(style.looks, lows, highs, strict=True))
    ]
    if table.data[by].isna().any():
        ranges.append(Range(NO_FIGURE.say(language), _look(style.unsaid)))
    title = column_title(table.columns[by], language=language)
    return Painted(_look(style.looks[0]), tuple(ranges), stored[by], title, label)


def divided(one: ShownChoropleth, style: Style, *, language: Language) -> Painted:
    """Return how divisions look that are coloured by their figures; totals fill none, here as on the map."""
    classes = classes_of(one, one.column)
    plain = _look(style)
    if classes is None or not classes.bounds:
        return Painted(plain)
    lows, highs = (None, *classes.bounds), (*classes.bounds, None)
    ranges = [
        Range(class_range(classes, rank), replace(plain, fill=colour, fill_opacity=_FILLED), low, high, classes.upper)
        for rank, (colour, low, high) in enumerate(zip(classes.colours, lows, highs, strict=True))
    ]
    if one.data[one.column].isna().any():
        ranges.append(Range(NO_FIGURE.say(language), _UNKNOWN))
    title = column_title(one.columns[one.column], language=language)
    return Painted(plain, tuple(ranges), stored_names(one.columns)[one.column], title)


def _look(style: Style) -> Look:
    return Look(
        style.stroke,
        style.fill,
        style.weight,
        style.opacity,
        style.fill_opacity,
        style.radius,
        style.dash,
        style.shape,
        style.hatch,
    )


def _style(entry: ShowSpec, table: Table) -> Style:
    """Return the style of an entry; the plain one where it is no style of features."""
    return style_of(entry.style if entry.style in STYLES else None, geometry=kind_in(table))


def _name_of(layer: str, kept: Mapping[str, Table]) -> str:
    return (LAYER if layer in kept else GROUND) + layer


def _drawn(table: Table, style: Style) -> Table:
    """Return a table as a map draws it."""
    if style.details:
        return table
    shapes = table.data.geometry.simplify(style.simplify) if style.simplify else table.data.geometry
    words = _SIMPLIFIED if style.simplify else _DISSOLVED
    title = words.fill(title=table.title, metres=Text(zh=f"{style.simplify:g}", en=f"{style.simplify:g}"))
    parts = shapely.get_parts(shapes[~(shapes.isna() | shapes.is_empty)].to_numpy())
    kinds = {shapely.GeometryType(int(kind)) for kind in shapely.get_type_id(parts)}
    make = _WHOLE.get(next(iter(kinds))) if len(kinds) == 1 else None
    whole = gpd.GeoDataFrame(geometry=parts if make is None else [make(parts)], crs=shapes.crs)
    return replace(table, title=title, data=whole, columns={})


def _around(bounds: list[tuple[float, ...]]) -> tuple[float, float, float, float] | None:
    """Return what is around all of several bounds, and a margin; None for none."""
    if not bounds:
        return None
    wests, souths, easts, norths = zip(*bounds, strict=True)
    west, south, east, north = min(wests), min(souths), max(easts), max(norths)
    margin = _MARGIN * max(east - west, north - south)
    return west - margin, south - margin, east + margin, north + margin
