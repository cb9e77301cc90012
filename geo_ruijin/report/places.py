"""Where rows are, as columns of a workbook: degrees, metres in the project's CRS, and the size of a shape."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
from pyproj import CRS

from geo_ruijin.figures import plain_value
from geo_ruijin.report.words import words_in
from geo_ruijin.text import Language

DEGREES, METRES, SQUARE_METRES = "0.000000", "0.00", "#,##0"


@dataclass(frozen=True)
class PlaceColumn:
    """A column of coordinates or sizes, with its number format."""

    heading: str
    cells: list[object]
    pattern: str


def place_columns(data: gpd.GeoDataFrame, *, crs: str, language: Language) -> list[PlaceColumn]:
    """Return longitude and latitude [degree] and easting and northing [m] of each row, and the size of its shape.

    A line or polygon is placed at a point inside it. The degrees are those of the project's own datum: CGCS2000
    (EPSG:4490) in China. A row without a geometry has None.

    Parameters
    ----------
    data
        Rows with a geometry.
    crs
        The project's projected CRS.
    """
    words = words_in(language)
    datum = CRS(crs).geodetic_crs
    code = f"EPSG:{datum.to_epsg()}" if datum is not None and datum.to_epsg() else "EPSG:4326"
    there = ~(data.geometry.isna() | data.geometry.is_empty)
    shapes = data.loc[there].geometry.to_crs(crs)
    kinds = set(shapes.geom_type)
    points = shapes if kinds <= {"Point"} else shapes.representative_point()
    degrees = points.to_crs(code)
    columns = {
        f"{words['longitude']} [°, {code}]": (degrees.x.round(6), DEGREES),
        f"{words['latitude']} [°, {code}]": (degrees.y.round(6), DEGREES),
        f"{words['easting']} [m, {crs}]": (points.x, METRES),
        f"{words['northing']} [m, {crs}]": (points.y, METRES),
    }
    if kinds & {"Polygon", "MultiPolygon"}:
        columns[f"{words['shape_area']} [m²]"] = (shapes.area, SQUARE_METRES)
    if kinds & {"LineString", "MultiLineString"}:
        columns[f"{words['shape_length']} [m]"] = (shapes.length, METRES)
    return [
        PlaceColumn(heading, [plain_value(value) for value in series.reindex(data.index)], pattern)
        for heading, (series, pattern) in columns.items()
    ]
