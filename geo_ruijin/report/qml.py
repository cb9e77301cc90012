"""QGIS layer styles: how a layer looks, what is written on it, and the readers' names of its columns."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

#: Of QGIS: the oldest in which styles and project were looked at; later ones read it without a word.
VERSION = "3.22.16"

#: A pixel of a page [mm]: a web page has 96 to the inch, QGIS draws in millimetres.
PIXEL = 25.4 / 96

#: The property of each symbol that a class colours.
_COLOURED = {"Point": "color", "Line": "line_color", "Polygon": "color"}

_SYMBOL_TYPES = {"Point": "marker", "Line": "line", "Polygon": "fill"}

#: The shapes of points, and how many radii each is wide: as `draw/assets/marks.js` draws them, of about one area.
_WIDTHS = {"circle": 2.0, "square": 1.78, "diamond": 2.5, "triangle": 2.4}

#: What QGIS calls hatches.
_HATCH = "LinePatternFill"

#: Of hatches, as there: how far their lines are apart and how wide [pixel], and how strong.
_APART, _FINE, _CLEAR = 8 / math.sqrt(2), 1.0, 0.6


@dataclass(frozen=True)
class Look:
    """How a symbol looks, in the terms of a map page.

    Attributes
    ----------
    stroke, fill
        Colours as "#2f6fb3"; None for no line or no filling.
    weight, radius
        Width of lines and radius of points [pixel].
    dash
        Dashes of a line as in SVG: "6 4".
    shape
        Of points: "circle", "square", "diamond" or "triangle".
    hatch
        Whether polygons are hatched in the colour of the line.
    """

    stroke: str | None
    fill: str | None = None
    weight: float = 1.0
    opacity: float = 1.0
    fill_opacity: float = 0.0
    radius: float = 4.0
    dash: str | None = None
    shape: str = "circle"
    hatch: bool = False


@dataclass(frozen=True)
class Class:
    """The look of the features with one value: its name in the legend, and a colour as QGIS has it: "11,79,158,230"."""

    value: str
    title: str
    colour: str


@dataclass(frozen=True)
class Range:
    """The look of the features from `low` on and below `high`; both None for those that have no figure.

    With `upper` it is those above `low` and up to `high`.
    """

    title: str
    look: Look
    low: float | None = None
    high: float | None = None
    upper: bool = False


@dataclass(frozen=True)
class Painted:
    """How a layer looks on a map.

    Attributes
    ----------
    look
        Of every feature, where there are no ranges.
    ranges, by
        Where features are ranked: the look of each range of figures, and the column they are in.
    by_title
        What the legend says of the ranges.
    label
        The column whose words are written on the map; empty for none.
    """

    look: Look
    ranges: tuple[Range, ...] = ()
    by: str = ""
    by_title: str = ""
    label: str = ""


#: How layers look that stand on no map.
_PLAIN = {
    "Point": Look("#ffffff", "#0b4f9e", weight=0.8, fill_opacity=0.9, radius=3.8),
    "Line": Look("#55718f", weight=1.5),
    "Polygon": Look("#783c0a", "#e8762c", weight=1.0, fill_opacity=0.43),
}


def kind_of(geometry: str) -> str:
    """Return which of QGIS's kinds of layers a geometry type of Shapely makes.

    Examples
    --------
    >>> kind_of("MultiLineString"), kind_of("GeometryCollection")
    ('Line', 'Polygon')
    """
    return next((kind for kind in _PLAIN if kind in geometry), "Polygon")


def plain(geometry: str) -> Painted:
    """Return how a layer looks that stands on no map."""
    return Painted(_PLAIN[kind_of(geometry)])


def layer_qml(
    geometry: str,
    titles: Mapping[str, str],
    *,
    painted: Painted | None = None,
    classes: Sequence[Class] = (),
    by: str = "",
) -> str:
    """Return a style as QGIS writes it.

    Parameters
    ----------
    geometry
        A geometry type of Shapely: "Point", "MultiPolygon".
    titles
        The readers' name of each column, in the order of the layer.
    painted
        How it looks; None for the plain look.
    classes, by
        Where the look depends on the values of a column: the look of each, and the column.
    """
    root = ET.Element("qgis", {"version": VERSION, "styleCategories": "Symbology|Labeling|Fields"})
    add_style(root, geometry, titles, painted=painted, classes=classes, by=by)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ET.tostring(root, encoding="unicode")


def add_style(
    parent: ET.Element,
    geometry: str,
    titles: Mapping[str, str],
    *,
    painted: Painted | None = None,
    classes: Sequence[Class] = (),
    by: str = "",
) -> None:
    """Add to a style or to a layer of a project how it looks; as of `layer_qml`."""
    key = kind_of(geometry)
    painted = painted or plain(geometry)
    parent.set("labelsEnabled", str(int(bool(painted.label))))
    if classes:
        _add_categories(parent, key, painted.look, classes, by)
    elif painted.ranges:
        _add_ranges(parent, key, painted)
    else:
        renderer = ET.SubElement(parent, "renderer-v2", {"type": "singleSymbol", "symbollevels": "0"})
        _add_symbol(ET.SubElement(renderer, "symbols"), key, "0", painted.look)
    if painted.label:
        _add_labels(parent, key, painted.label)
    aliases = ET.SubElement(parent, "aliases")
    for index, (field, title) in enumerate(titles.items(), start=1):
        ET.SubElement(aliases, "alias", {"index": str(index), "field": field, "name": title})


def _add_categories(parent: ET.Element, key: str, look: Look, classes: Sequence[Class], by: str) -> None:
    given = {"type": "categorizedSymbol", "attr": by, "symbollevels": "0"}
    renderer = ET.SubElement(parent, "renderer-v2", given)
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for index, one in enumerate(classes):
        said = {"symbol": str(index), "value": one.value, "label": one.title, "type": "string", "render": "true"}
        ET.SubElement(categories, "category", said)
        _add_symbol(symbols, key, str(index), look, {_COLOURED[key]: one.colour})


def _add_ranges(parent: ET.Element, key: str, painted: Painted) -> None:
    """Add a rule a range.

    QGIS's graduated symbols have both bounds of a range in it, and give a bound to the lower range; here as on the
    pages it is in the upper one. And they leave out what has no figure.
    """
    renderer = ET.SubElement(parent, "renderer-v2", {"type": "RuleRenderer", "symbollevels": "0"})
    rules = ET.SubElement(renderer, "rules", {"key": "root"})
    heading = ET.SubElement(rules, "rule", {"key": "ranges", "label": painted.by_title})
    symbols = ET.SubElement(renderer, "symbols")
    column = '"' + painted.by.replace('"', '""') + '"'
    for index, one in enumerate(painted.ranges):
        above, below = (">", "<=") if one.upper else (">=", "<")
        ends = ((above, one.low), (below, one.high))
        bounds = [f"{column} {sign} {end!r}" for sign, end in ends if end is not None]
        said = {"key": f"range{index}", "symbol": str(index), "label": one.title}
        ET.SubElement(heading, "rule", said | {"filter": " AND ".join(bounds) or f"{column} IS NULL"})
        _add_symbol(symbols, key, str(index), one.look)


def _add_labels(parent: ET.Element, key: str, column: str) -> None:
    """Write a column on the map, in letters with a white rim; where there is no such font QGIS takes another."""
    labeling = ET.SubElement(parent, "labeling", {"type": "simple"})
    settings = ET.SubElement(labeling, "settings")
    style = {
        "fieldName": column,
        "isExpression": "0",
        "fontFamily": "Microsoft YaHei",
        "fontSize": "9",
        "fontSizeUnit": "Point",
        "textColor": "29,39,51,255",
        "textOpacity": "1",
    }
    text = ET.SubElement(settings, "text-style", style)
    rim = {"bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM", "bufferColor": "255,255,255,255"}
    ET.SubElement(text, "text-buffer", rim | {"bufferOpacity": "0.9"})
    placement = {"Point": "6", "Line": "2", "Polygon": "4"}[key]  # around the point, along the line, inside
    ET.SubElement(settings, "placement", {"placement": placement, "dist": "1", "distUnits": "MM"})
    ET.SubElement(settings, "rendering", {"obstacle": "1", "drawLabels": "1"})


def _add_symbol(symbols: ET.Element, key: str, name: str, look: Look, other: Mapping[str, str] | None = None) -> None:
    """Add the symbol of a look, with properties `other` than its own."""
    symbol = ET.SubElement(symbols, "symbol", {"type": _SYMBOL_TYPES[key], "name": name, "alpha": "1"})
    for index, (layer_class, properties) in enumerate(_symbol_layers(key, look)):
        layer = _add_symbol_layer(symbol, layer_class, properties | dict(other or {}))
        if layer_class == _HATCH:
            lines = ET.SubElement(layer, "symbol", {"type": "line", "name": f"@{name}@{index}", "alpha": "1"})
            line = {"line_color": _colour(look.stroke, _CLEAR), "line_width": _millimetres(_FINE)}
            _add_symbol_layer(lines, "SimpleLine", line | {"line_width_unit": "MM"})


def _add_symbol_layer(symbol: ET.Element, layer_class: str, properties: Mapping[str, str]) -> ET.Element:
    given = {"class": layer_class, "enabled": "1", "pass": "0", "locked": "0"}
    layer = ET.SubElement(symbol, "layer", given)
    options = ET.SubElement(layer, "Option", {"type": "Map"})
    for one, value in properties.items():
        ET.SubElement(options, "Option", {"type": "QString", "name": one, "value": value})
    return layer


def _symbol_layers(key: str, look: Look) -> list[tuple[str, dict[str, str]]]:
    """Return what a symbol is drawn of, from the bottom up."""
    stroke, fill = _colour(look.stroke, look.opacity), _colour(look.fill, look.fill_opacity)
    width = _millimetres(look.weight)
    line = {"line_color": stroke, "line_width": width, "line_width_unit": "MM", "joinstyle": "round"}
    if look.dash:
        dashes = ";".join(_millimetres(float(part)) for part in look.dash.split())
        line |= {"use_custom_dash": "1", "customdash": dashes, "customdash_unit": "MM"}
    if key == "Line":
        return [("SimpleLine", line)]
    if key == "Point":
        outline = {"outline_color": stroke, "outline_width": width, "outline_width_unit": "MM"}
        outline["outline_style"] = "solid" if look.stroke else "no"
        size = {"size": _millimetres(_WIDTHS[look.shape] * look.radius), "size_unit": "MM"}
        return [("SimpleMarker", {"name": look.shape, "color": fill, **outline, **size})]
    solid = {"color": fill, "style": "solid" if look.fill else "no", "outline_style": "no"}
    if look.stroke and not look.dash:
        solid |= {"outline_style": "solid", "outline_color": stroke, "outline_width": width, "outline_width_unit": "MM"}
    hatches = {"angle": "45", "distance": _millimetres(_APART), "distance_unit": "MM"}
    # the outline of a filling knows no dashes of one's own: it is drawn as a line
    return [
        ("SimpleFill", solid),
        *[(_HATCH, hatches)] * bool(look.stroke and look.hatch),
        *[("SimpleLine", line)] * bool(look.stroke and look.dash),
    ]


def _millimetres(pixels: float) -> str:
    return f"{pixels * PIXEL:.2f}"


def _colour(colour: str | None, opacity: float) -> str:
    """Return a colour as QGIS has it; a clear one for None."""
    if colour is None:
        return "0,0,0,0"
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"{red},{green},{blue},{round(255 * opacity)}"
