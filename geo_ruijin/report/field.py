"""Lists to take into the field: a table's rows as waypoints (GPX) and as a map for telephones (KML), in WGS 84.

Written by hand rather than by GDAL, whose drivers take neither styles nor a remark for the whole file from a table.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.figures import NOTHING, show_cell, with_unit
from geo_ruijin.record import AnalysisRecord, RunRecord
from geo_ruijin.report.view import layers_behind
from geo_ruijin.report.words import words_in
from geo_ruijin.results import Table
from geo_ruijin.text import Language
from geo_ruijin.verdicts import VERDICTS

#: The folder of the lists, and the kinds of file written of each.
FOLDER, KINDS = "field", ("gpx", "kml")

_WGS84 = "EPSG:4326"

#: How many columns name a place, and how many decimals its degrees have: a tenth of a metre.
_NAMING, _DECIMALS = 3, 6

#: What a cell shows of which nothing is to be said.
_UNSAID = (NOTHING, "")

#: Lines and fillings as KML has them: opacity, blue, green, red.
_LINE, _FILL, _WIDTH = "ff5c1f7a", "80a779cc", "2"

#: Characters that no XML file may hold.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def field_files(analysis: AnalysisRecord, name: str) -> dict[str, str]:
    """Return the files of a table by their kind, relative to the outputs; none of a table that is no such list."""
    table = analysis.tables[name]
    if not table.field or not isinstance(table.data, gpd.GeoDataFrame) or not _placed(table.data).any():
        return {}
    return {kind: f"{FOLDER}/{analysis.name}.{name}.{kind}" for kind in KINDS}


def field_links(analysis: AnalysisRecord, name: str) -> dict[str, str]:
    """Return the same as addresses beside the page, by what a link says."""
    return {kind.upper(): quote(file) for kind, file in field_files(analysis, name).items()}


def write_field(record: RunRecord, folder: Path, *, language: Language) -> None:
    """Write the lists of a run below `folder`; the same run gives the same bytes.

    Parameters
    ----------
    record
        The run, its tables in one language.
    folder
        Where the outputs are written.
    """
    for analysis in record.analyses:
        for name, table in analysis.tables.items():
            for kind, file in field_files(analysis, name).items():
                path = folder / file
                path.parent.mkdir(exist_ok=True)
                modelled, aside = _modelled(record, analysis, name, language=language)
                rows = _rows(table, demonstration=bool(modelled), aside=aside, language=language)
                title = f"{record.place.say(language)} · {table.title.say(language)}"
                about = "\n".join(filter(None, (modelled, aside, words_in(language)["internal"])))
                made = _gpx(rows, title, about, record.version) if kind == "gpx" else _kml(rows, title, about)
                ET.indent(made, space=" ")
                path.write_bytes(ET.tostring(made, encoding="utf-8", xml_declaration=True) + b"\n")


def _modelled(record: RunRecord, analysis: AnalysisRecord, name: str, *, language: Language) -> tuple[str, str]:
    """Return what must be said of the modelled layers that make a list, and of those that only name what is in it."""
    inputs = analysis.input_layers
    naming = {layer for key in analysis.tables[name].beside for layer in inputs.get(key, ())}
    naming -= {layer for key, layers in inputs.items() if key not in analysis.tables[name].beside for layer in layers}
    behind = set(layers_behind(analysis, table=name)) & set(analysis.modelled)
    words = words_in(language)

    def said(key: str, names: set[str]) -> str:
        titles = [layer.title.say(language) for layer in record.layers if layer.name in names]
        return f"{words[key]}{words['listing'].join(titles)}" if titles else ""

    return said("field_modelled", behind - naming), said("field_aside", behind & naming)


def _placed(data: gpd.GeoDataFrame) -> pd.Series[bool]:
    placed: pd.Series[bool] = ~(data.geometry.isna() | data.geometry.is_empty)
    return placed


def _rows(table: Table, *, demonstration: bool, aside: str, language: Language) -> gpd.GeoDataFrame:
    """Return name, about, in WGS 84, of each row that has a place."""
    assert isinstance(table.data, gpd.GeoDataFrame)  # noqa: S101 - a list has places
    data = table.data[_placed(table.data)]
    colon = words_in(language)["colon"]
    titles = [column.title.say(language) for column in table.columns.values()]
    cells = [
        [
            with_unit(show_cell(value, column.unit, language=language), column.unit, language=language)
            for value in data[name]
        ]
        for name, column in table.columns.items()
    ]
    said = []
    for row in zip(*cells, strict=True):
        known = [f"{title}{colon}{cell}" for title, cell in zip(titles, row, strict=True) if cell not in _UNSAID]
        mark = [VERDICTS["demonstration"].say(language)] if demonstration else []
        name = " ".join(cell for cell in row[:_NAMING] if cell not in _UNSAID)
        said.append((name, "\n".join(filter(None, [*mark, *known, aside]))))
    names, about = zip(*said, strict=True)
    return gpd.GeoDataFrame({"name": names, "about": about}, geometry=data.geometry.to_numpy(), crs=data.crs)


def _gpx(rows: gpd.GeoDataFrame, title: str, about: str, version: str) -> ET.Element:
    """Return a waypoint a row, at a point inside it; of a line, halfway along its longest part."""
    root = ET.Element(
        "gpx", {"version": "1.1", "creator": f"Geo Ruijin {version}", "xmlns": "http://www.topografix.com/GPX/1/1"}
    )
    head = ET.SubElement(root, "metadata")
    _say(head, "name", title)
    _say(head, "desc", about)
    points = _middles(rows.geometry).to_crs(_WGS84)
    for name, said, x, y in zip(rows["name"], rows["about"], points.x, points.y, strict=True):
        point = ET.SubElement(root, "wpt", {"lat": f"{y:.{_DECIMALS}f}", "lon": f"{x:.{_DECIMALS}f}"})
        _say(point, "name", name)
        _say(point, "desc", said)
    return root


def _middles(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return a point on each shape: of a line the middle of its longest part, else any inside."""
    points = shapes.representative_point().to_numpy()
    own = np.flatnonzero(shapes.geom_type.isin(["LineString", "MultiLineString"]))
    parts, which = shapely.get_parts(shapes.to_numpy()[own], return_index=True)
    order = np.lexsort((-shapely.length(parts), which))  # the longest part of each first
    longest = parts[order[np.unique(which[order], return_index=True)[1]]]
    points[own] = shapely.line_interpolate_point(longest, 0.5, normalized=True)
    return gpd.GeoSeries(points, crs=shapes.crs)


def _kml(rows: gpd.GeoDataFrame, title: str, about: str) -> ET.Element:
    """Return a placemark a row, with its shape."""
    root = ET.Element("kml", {"xmlns": "http://www.opengis.net/kml/2.2"})
    document = ET.SubElement(root, "Document")
    _say(document, "name", title)
    _say(document, "description", about)
    style = ET.SubElement(document, "Style", {"id": "place"})
    line, fill = ET.SubElement(style, "LineStyle"), ET.SubElement(style, "PolyStyle")
    _say(line, "color", _LINE)
    _say(line, "width", _WIDTH)
    _say(fill, "color", _FILL)
    shapes = shapely.orient_polygons(rows.geometry.to_crs(_WGS84).to_numpy())
    for name, said, shape in zip(rows["name"], rows["about"], shapes, strict=True):
        mark = ET.SubElement(document, "Placemark")
        _say(mark, "name", name)
        _say(mark, "description", html.escape(said, quote=False))  # Google Earth takes it for HTML
        _say(mark, "styleUrl", "#place")
        parts = shapely.get_parts(shape)
        holder = mark if len(parts) == 1 else ET.SubElement(mark, "MultiGeometry")
        for part in parts:
            _draw(holder, part)
    return root


def _draw(holder: ET.Element, part: BaseGeometry) -> None:
    """Add a point, line or polygon."""
    drawn = ET.SubElement(holder, "LineString" if part.geom_type == "LinearRing" else part.geom_type)
    if not isinstance(part, shapely.Polygon):
        _say(drawn, "coordinates", _written(part))
        return
    for index, ring in enumerate(shapely.get_rings(part)):
        border = ET.SubElement(drawn, "innerBoundaryIs" if index else "outerBoundaryIs")
        _say(ET.SubElement(border, "LinearRing"), "coordinates", _written(ring))


def _written(shape: BaseGeometry) -> str:
    return " ".join(f"{x:.{_DECIMALS}f},{y:.{_DECIMALS}f}" for x, y in shapely.get_coordinates(shape))


def _say(parent: ET.Element, tag: str, words: str) -> None:
    ET.SubElement(parent, tag).text = _ILLEGAL.sub("", words)
