"""QGIS layer styles: one symbol a layer, and the readers' names of its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

#: QGIS symbol type and layer class by geometry, with the properties that make its look.
_SYMBOLS = {
    "Point": (
        "marker",
        "SimpleMarker",
        {"name": "circle", "color": "11,79,158,230", "outline_color": "255,255,255,255", "size": "2"},
    ),
    "Line": ("line", "SimpleLine", {"line_color": "85,113,143,255", "line_width": "0.4"}),
    "Polygon": (
        "fill",
        "SimpleFill",
        {"color": "232,118,44,110", "style": "solid", "outline_color": "120,60,10,255", "outline_width": "0.26"},
    ),
}

#: The property of each symbol that a class colours.
_COLOURED = {"Point": "color", "Line": "line_color", "Polygon": "color"}


@dataclass(frozen=True)
class Class:
    """The look of the features with one value: its name in the legend, and a colour as QGIS has it: "11,79,158,230"."""

    value: str
    title: str
    colour: str


def layer_qml(geometry: str, titles: Mapping[str, str], *, classes: Sequence[Class] = (), by: str = "") -> str:
    """Return a style as QGIS writes it.

    Parameters
    ----------
    geometry
        A geometry type of Shapely: "Point", "MultiPolygon".
    titles
        The readers' name of each column, in the order of the layer.
    classes, by
        Where the look depends on a column: the look of each of its values, and the column.
    """
    key = next((kind for kind in _SYMBOLS if kind in geometry), "Polygon")
    root = ET.Element("qgis", {"version": "3.34", "styleCategories": "Symbology|Fields"})
    if classes:
        given = {"type": "categorizedSymbol", "attr": by, "symbollevels": "0"}
        renderer = ET.SubElement(root, "renderer-v2", given)
        categories = ET.SubElement(renderer, "categories")
        symbols = ET.SubElement(renderer, "symbols")
        for index, one in enumerate(classes):
            said = {"symbol": str(index), "value": one.value, "label": one.title, "type": "string", "render": "true"}
            ET.SubElement(categories, "category", said)
            _add_symbol(symbols, key, str(index), {_COLOURED[key]: one.colour})
    else:
        renderer = ET.SubElement(root, "renderer-v2", {"type": "singleSymbol", "symbollevels": "0"})
        _add_symbol(ET.SubElement(renderer, "symbols"), key, "0", {})
    aliases = ET.SubElement(root, "aliases")
    for index, (field, title) in enumerate(titles.items(), start=1):
        ET.SubElement(aliases, "alias", {"index": str(index), "field": field, "name": title})
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ET.tostring(root, encoding="unicode")


def _add_symbol(symbols: ET.Element, key: str, name: str, other: dict[str, str]) -> None:
    """Add the symbol of a geometry, with properties `other` than usual."""
    kind, layer_class, properties = _SYMBOLS[key]
    symbol = ET.SubElement(symbols, "symbol", {"type": kind, "name": name, "alpha": "1"})
    look = ET.SubElement(symbol, "layer", {"class": layer_class, "enabled": "1", "pass": "0", "locked": "0"})
    options = ET.SubElement(look, "Option", {"type": "Map"})
    for one, value in (properties | other).items():
        ET.SubElement(options, "Option", {"type": "QString", "name": one, "value": value})
