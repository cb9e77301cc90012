"""`results.qgs`: a QGIS project in which `results.gpkg` opens as the maps show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
from pyproj import CRS

from geo_ruijin.record import RunRecord
from geo_ruijin.report.gpkg import alias_titles, kind_in
from geo_ruijin.report.qml import VERSION, Painted, add_style, kind_of
from geo_ruijin.results import Table
from geo_ruijin.text import Language, Text

#: The file.
PROJECT = "results.qgs"

_REST = Text(zh="其他结果", en="Other results")


@dataclass(frozen=True)
class MapLayer:
    """A layer as it is on a map.

    Attributes
    ----------
    layer
        Its name in the GeoPackage.
    hidden
        Whether it waits to be switched on.
    """

    layer: str
    title: Text
    painted: Painted
    hidden: bool = False


@dataclass(frozen=True)
class MapGroup:
    """A map: its layers from the bottom up, and the west, south, east and north it opens on, in the project's CRS."""

    name: str
    title: Text
    layers: tuple[MapLayer, ...]
    bounds: tuple[float, float, float, float] | None = None


def write_project(
    record: RunRecord,
    path: Path,
    data: str,
    tables: Mapping[str, Table],
    maps: Sequence[MapGroup],
    *,
    marks: Mapping[str, str],
    language: Language,
) -> None:
    """Write the project to `path`; the same run gives the same bytes.

    A map is a group of layers, and one group is seen at a time; what stands on no map is in a group of its own.

    Parameters
    ----------
    data
        The GeoPackage, which lies beside it.
    tables
        What is in the GeoPackage, by layer.
    maps
        The maps; the first is the one it opens with.
    marks
        What stands before the name of each layer.
    """
    root = ET.Element("qgis", {"version": VERSION, "projectname": record.plan.say(language)})
    ET.SubElement(root, "title").text = f"{record.place.say(language)} · {record.plan.say(language)}"
    _add_crs(ET.SubElement(root, "projectCrs"), record.crs)
    one_at_a_time = {"mutually-exclusive": "1", "mutually-exclusive-child": "0"}
    tree = ET.SubElement(root, "layer-tree-group", one_at_a_time)
    canvas = ET.SubElement(root, "mapcanvas", {"name": "theMapCanvas"})
    layers = ET.SubElement(root, "projectlayers")
    shown = set()
    for index, one in enumerate(maps):
        group = _group(tree, one.title.say(language), checked=index == 0)
        for entry in reversed(one.layers):  # QGIS has the topmost first
            shown.add(entry.layer)
            key, title = f"{one.name}__{entry.layer}", marks[entry.layer] + entry.title.say(language)
            _leaf(group, key, title, data, entry.layer, checked=not entry.hidden)
            _add_layer(layers, key, title, data, entry.layer, tables[entry.layer], entry.painted, record.crs, language)
    rest = _group(tree, _REST.say(language), checked=not maps)
    for layer, table in tables.items():
        if layer not in shown:
            title = marks[layer] + table.title.say(language)
            _leaf(rest, layer, title, data, layer, checked=False)
            _add_layer(layers, layer, title, data, layer, table, None, record.crs, language)
    bounds = next((one.bounds for one in maps if one.bounds is not None), None)
    ET.SubElement(canvas, "units").text = "meters"
    if bounds is not None:
        extent = ET.SubElement(canvas, "extent")
        for name, value in zip(("xmin", "ymin", "xmax", "ymax"), bounds, strict=True):
            ET.SubElement(extent, name).text = repr(value)
    _add_crs(ET.SubElement(canvas, "destinationsrs"), record.crs)
    paths = ET.SubElement(ET.SubElement(root, "properties"), "Paths")
    ET.SubElement(paths, "Absolute", {"type": "bool"}).text = "false"
    ET.indent(root)
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    path.write_text(head + ET.tostring(root, encoding="unicode") + "\n", encoding="utf-8")


def _group(tree: ET.Element, title: str, *, checked: bool) -> ET.Element:
    said = {"name": title, "checked": _checked(checked), "expanded": str(int(checked))}
    return ET.SubElement(tree, "layer-tree-group", said)


def _leaf(group: ET.Element, key: str, title: str, data: str, layer: str, *, checked: bool) -> None:
    said = {"id": key, "name": title, "source": _source(data, layer), "providerKey": "ogr"}
    ET.SubElement(group, "layer-tree-layer", said | {"checked": _checked(checked), "expanded": "0"})


def _add_layer(  # noqa: PLR0913, PLR0917 - what a layer of a project is
    layers: ET.Element,
    key: str,
    title: str,
    data: str,
    layer: str,
    table: Table,
    painted: Painted | None,
    crs: str,
    language: Language,
) -> None:
    placed = isinstance(table.data, gpd.GeoDataFrame)
    geometry = kind_of(kind_in(table)) if placed else "No geometry"
    made = ET.SubElement(layers, "maplayer", {"type": "vector", "geometry": geometry})
    ET.SubElement(made, "id").text = key
    ET.SubElement(made, "datasource").text = _source(data, layer)
    ET.SubElement(made, "layername").text = title
    if placed:
        _add_crs(ET.SubElement(made, "srs"), crs)
    ET.SubElement(made, "provider", {"encoding": "UTF-8"}).text = "ogr"
    if placed:
        add_style(made, geometry, alias_titles(table, language=language), painted=painted)


def _add_crs(parent: ET.Element, crs: str) -> None:
    """Add a CRS by its code, and by its definition where it has none."""
    known = CRS(crs)
    authority = known.to_authority()
    made = ET.SubElement(parent, "spatialrefsys", {"nativeFormat": "Wkt"})
    ET.SubElement(made, "wkt").text = known.to_wkt()
    if authority is not None:
        ET.SubElement(made, "authid").text = ":".join(authority)


def _source(data: str, layer: str) -> str:
    return f"./{data}|layername={layer}"


def _checked(checked: bool) -> str:  # noqa: FBT001 - QGIS's word for it
    return "Qt::Checked" if checked else "Qt::Unchecked"
