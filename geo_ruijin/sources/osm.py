"""Read an OpenStreetMap extract: features, streets, and the place it is about.

Relations that are neither multipolygons nor boundaries (bus routes, sites) are left out, as Overpass' answers are read.
Ways join where their vertices are the same node, which here are equal coordinates to the last bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
from pyproj import CRS

from geo_ruijin.sources.osm_file import Layer, extract_date, read_layer
from geo_ruijin.sources.osm_places import data_extent, read_boundary, read_divisions
from geo_ruijin.sources.osm_streets import KEYS, streets
from geo_ruijin.sources.osm_tags import Geometry, Tags, features, where

__all__ = ["data_extent", "extract_date", "read_boundary", "read_divisions", "read_features", "read_streets"]

_LAYERS: dict[Geometry, tuple[Layer, ...]] = {
    "point": ("points", "lines", "multipolygons"),
    "line": ("lines",),
    "polygon": ("multipolygons",),
}


def read_features(
    path: str | Path,
    *,
    tags: Tags,
    geometry: Geometry,
    columns: Mapping[str, str] | None = None,
    crs: str | CRS | None = None,
) -> gpd.GeoDataFrame:
    """Return the features of an extract that match any of `tags`.

    Parameters
    ----------
    path
        An ``.osm.pbf`` or ``.osm`` file.
    tags
        A key with True (any value), one value, or a list of values.
    geometry
        ``"point"``: nodes, and a point on each line and area tagged alike (a bus station drawn as an area);
        ``"line"``: ways, rings too unless they are areas by ``area=yes``; ``"polygon"``: areas, of ways and relations.
    columns
        Our name of a column -> OSM's key.
    crs
        The CRS to deliver in; WGS 84 where None.

    Returns
    -------
    GeoDataFrame
        `osm_id` (``"node/1"``, ``"way/2"``, ``"relation/3"``), `name` and `columns`, all text or missing.

    Raises
    ------
    SourceError
        If the file is missing, is none of OpenStreetMap's, or is damaged or cut off.

    Examples
    --------
    >>> read_features(  # doctest: +SKIP
    ...     Path("andorra.osm.pbf"), tags={"building": True}, geometry="polygon", columns={"floors": "building:levels"}
    ... )
    """
    columns = columns or {}
    keys = {"name", "area", *tags, *columns.values()}
    found = [
        read_layer(Path(path), layer, keys=keys, where=where(tags), areas=geometry != "line")
        for layer in _LAYERS[geometry]
    ]
    raw: gpd.GeoDataFrame = pd.concat(found, ignore_index=True)
    return features(raw, tags=tags, geometry=geometry, columns=columns, crs=crs)


def read_streets(path: str | Path, *, crs: str | CRS | None = None) -> gpd.GeoDataFrame:
    """Return the streets of an extract and who may use them; see `geo_ruijin.sources.osm_streets` for the rules.

    Parameters
    ----------
    path
        An ``.osm.pbf`` or ``.osm`` file.
    crs
        The CRS to deliver in; WGS 84 where None.

    Returns
    -------
    GeoDataFrame
        Lines with `osm_id`, `name`, `highway`, and the booleans `walk`, `drive` and `oneway`.

    Raises
    ------
    SourceError
        If the file is missing, is none of OpenStreetMap's, or is damaged or cut off.
    """
    raw = read_layer(Path(path), "lines", keys=("name", "area", *KEYS), where='"highway" IS NOT NULL', areas=False)
    return streets(raw, crs=crs)
