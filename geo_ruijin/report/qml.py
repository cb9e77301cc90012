"""QGIS layer styles: one symbol a layer, and the readers' names of its columns."""

from __future__ import annotations

from collections.abc import Mapping
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


def layer_qml(geometry: str, titles: Mapping[str, str]) -> str:
    """Return a style as QGIS writes it.

    Parameters
    ----------
    geometry
        A geometry type of Shapely: "Point", "MultiPolygon".
    titles
        The readers' name of each column, in the order of the layer.
    """
    key = next((kind for kind in _SYMBOLS if kind in geometry), "Polygon")
    kind, layer_class, properties = _SYMBOLS[key]
    root = ET.Element("qgis", {"version": "3.34", "styleCategories": "Symbology|Fields"})
    renderer = ET.SubElement(root, "renderer-v2", {"type": "singleSymbol", "symbollevels": "0"})
    symbol = ET.SubElement(ET.SubElement(renderer, "symbols"), "symbol", {"type": kind, "name": "0", "alpha": "1"})
    look = ET.SubElement(symbol, "layer", {"class": layer_class, "enabled": "1", "pass": "0", "locked": "0"})
    options = ET.SubElement(look, "Option", {"type": "Map"})
    for name, value in properties.items():
        ET.SubElement(options, "Option", {"type": "QString", "name": name, "value": value})
    aliases = ET.SubElement(root, "aliases")
    for index, (field, title) in enumerate(titles.items(), start=1):
        ET.SubElement(aliases, "alias", {"index": str(index), "field": field, "name": title})
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ET.tostring(root, encoding="unicode")
