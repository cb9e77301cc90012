"""Rows of a table as the GeoJSON a page carries: degrees, six decimals, cells ready to read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_ruijin.draw.steps import steps_of
from geo_ruijin.draw.styles import Style
from geo_ruijin.figures import show_cell
from geo_ruijin.results import Column
from geo_ruijin.text import Language
from geo_ruijin.units import UNITS

#: Leaflet's datum. Six decimals of a degree are a decimetre.
SHOWN_CRS = "EPSG:4326"
DECIMALS = 6


def field_title(column: Column, *, language: Language) -> str:
    """Return the title of a column with its unit."""
    unit = UNITS[column.unit].say(language) if column.unit in UNITS else column.unit
    title = column.title.say(language)
    if not unit or unit.casefold() == title.casefold():
        return title
    return f"{title}({unit})" if language == "zh" else f"{title} ({unit})"


def class_ranks(data: pd.DataFrame, columns: Mapping[str, Column], style: Style) -> np.ndarray[Any, Any]:
    """Return the class of each row, shape (n,): by the first column in the style's unit; 0 without classes.

    Rows without a figure are of none: the number after the last.
    """
    counted = next((name for name, column in columns.items() if column.unit == style.by), None)
    if not style.classes or counted is None:
        return np.zeros(len(data), dtype=int)
    figures = data[counted].to_numpy(dtype=float)
    return np.where(np.isnan(figures), len(style.classes), np.searchsorted(style.bounds, figures, side="right"))


def drawn_rows(data: gpd.GeoDataFrame, style: Style) -> gpd.GeoDataFrame:
    """Return the rows with a geometry, that as flat and as simple as it is drawn."""
    rows = data[~(data.geometry.isna() | data.geometry.is_empty)]
    shapes = rows.geometry.force_2d()
    return rows.set_geometry(shapes.simplify(style.simplify) if style.simplify else shapes)


def feature_collection(
    data: gpd.GeoDataFrame,
    columns: Mapping[str, Column],
    style: Style,
    *,
    language: Language,
    time: str | None = None,
) -> dict[str, Any]:
    """Return the rows as a GeoJSON FeatureCollection in WGS 84.

    A style without details gives one feature for all rows. A style with labels adds a point a row that carries the
    words of the first column.

    Parameters
    ----------
    data
        Rows with a geometry; those without are left out.
    columns
        The columns to show, in order.
    style
        Decides on simplification, classes and labels.
    time
        The column of years: rows that have one carry it as `step`.
    """
    rows = drawn_rows(data, style)
    shapes = rows.geometry
    shown = in_degrees(shapes)
    if not style.details and time is None:
        return _collection([_feature(_one(shown), {})] if len(shown) else [])
    ranks = class_ranks(rows, columns, style)
    cells = list(
        zip(
            *(
                [show_cell(value, column.unit, language=language) for value in rows[name]]
                for name, column in columns.items()
            ),
            strict=True,
        )
    ) or [()] * len(rows)
    steps = [None] * len(rows) if time is None else steps_of(rows[time])
    dated: list[dict[str, object]] = [{} if step is None else {"step": step} for step in steps]
    features = [
        _feature(shape, {"cells": list(row), **({"rank": int(rank)} if rank else {}), **step})
        for shape, row, rank, step in zip(shown, cells, ranks, dated, strict=True)
    ]
    if style.labels and columns:
        places = in_degrees(shapes.representative_point())
        features += [
            _feature(place, {"label": row[0], "cells": list(row), **step})
            for place, row, step in zip(places, cells, dated, strict=True)
        ]
    return _collection(features)


def in_degrees(shapes: gpd.GeoSeries) -> np.ndarray[Any, Any]:
    """Return shapes in WGS 84, with as many decimals as a page carries."""
    degrees = shapes.to_crs(SHOWN_CRS).to_numpy()
    return np.asarray(shapely.transform(degrees, lambda xy: np.round(xy, DECIMALS)), dtype=object)


def _one(shapes: np.ndarray[Any, Any]) -> shapely.Geometry:
    """Return all parts as one geometry: of their own kind where they are of one."""
    parts = shapely.get_parts(shapes)
    kinds = {int(kind) for kind in shapely.get_type_id(parts)}
    if kinds == {shapely.GeometryType.POINT}:
        return shapely.MultiPoint(list(parts))
    if kinds == {shapely.GeometryType.LINESTRING}:
        return shapely.MultiLineString(list(parts))
    if kinds == {shapely.GeometryType.POLYGON}:
        return shapely.MultiPolygon(list(parts))
    return shapely.GeometryCollection(list(parts))


def _feature(shape: shapely.Geometry, properties: Mapping[str, object]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": json.loads(shapely.to_geojson(shape)), "properties": dict(properties)}


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}
