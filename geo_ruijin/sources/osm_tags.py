"""From OpenStreetMap's tags to our columns, the same for an extract and for what Overpass answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

Geometry = Literal["point", "line", "polygon"]
Tags = Mapping[str, str | bool | list[str]]

#: Tags by which a closed way is an area, unless it says area=no; area=yes always makes it one.
#: https://wiki.openstreetmap.org/wiki/Overpass_turbo/Polygon_Features, as osmnx reads it; the few linear values of
#: keys that else mean areas (natural=cliff, aeroway=taxiway ...) are not asked for as areas.
AREA_TAGS: tuple[str, ...] = (
    *("aeroway", "amenity", "area:highway", "boundary", "building", "building:part", "craft", "golf", "historic"),
    *("indoor", "landuse", "leisure", "man_made", "military", "natural", "office", "place", "public_transport"),
    *("ruins", "shop", "tourism"),
    *("barrier=city_wall", "barrier=ditch", "barrier=hedge", "barrier=retaining_wall", "barrier=spikes"),
    *("highway=elevator", "highway=escape", "highway=rest_area", "highway=services"),
    *("power=generator", "power=plant", "power=substation", "power=transformer"),
    *("railway=platform", "railway=roundhouse", "railway=station", "railway=turntable"),
    *("waterway=boatyard", "waterway=dam", "waterway=dock", "waterway=riverbank"),
)

_LINE, _POLYGON, _MULTIPOLYGON = 1, 3, 6  # shapely's type ids


def features(
    raw: gpd.GeoDataFrame,
    *,
    tags: Tags,
    geometry: Geometry,
    columns: Mapping[str, str],
    crs: str | CRS | None,
) -> gpd.GeoDataFrame:
    """Return the features that match any of `tags`, once each, in our columns.

    Parameters
    ----------
    raw
        `osm_id` and OSM's keys as columns, in WGS 84; a key nothing has may be missing.
    tags
        A key with True (any value), one value, or a list of values.
    geometry
        The geometry wanted. A line or an area asked for as a point is given by a point on it; asked for as lines, only
        ways count, closed ones too unless they are areas by ``area=yes``.
    columns
        Our name of a column -> OSM's key.
    crs
        The CRS to deliver in; WGS 84 where None.

    Returns
    -------
    GeoDataFrame
        `osm_id`, `name` and `columns`, all text or missing.
    """
    known = raw.reindex(columns=list(dict.fromkeys(["osm_id", "name", "area", *tags, *columns.values(), "geometry"])))
    wanted = pd.Series(data=False, index=raw.index)
    for key, values in tags.items():
        wanted |= known[key].notna() if values is True else known[key].isin(_listed(values))
    if geometry == "line":
        wanted &= known["osm_id"].str.startswith("way/") & (known["area"] != "yes")
    chosen = known[wanted].drop_duplicates("osm_id").reset_index(drop=True)
    names = {"osm_id": "osm_id", "name": "name", **columns}
    rows = pd.DataFrame({ours: chosen[theirs].astype("str") for ours, theirs in names.items()})
    shaped = gpd.GeoDataFrame(rows, geometry=_shaped(chosen.geometry, geometry), crs=raw.crs)
    shapes = shaped.geometry.to_numpy()
    kept: gpd.GeoDataFrame = shaped[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))].reset_index(drop=True)
    return kept if crs is None else kept.to_crs(crs)


def where(tags: Tags) -> str:
    r"""Return the SQL condition that a feature matches any of `tags`.

    Examples
    --------
    >>> where({"building": True, "landuse": ["residential", "retail"]})
    '"building" IS NOT NULL OR "landuse" IN (\'residential\', \'retail\')'
    """
    return " OR ".join(
        f'"{key}" IS NOT NULL' if values is True else f'"{key}" IN ({", ".join(map(_quoted, _listed(values)))})'
        for key, values in tags.items()
    )


def _listed(values: str | bool | list[str]) -> list[str]:  # noqa: FBT001
    return values if isinstance(values, list) else [str(values)]


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _shaped(geometry: gpd.GeoSeries, kind: Geometry) -> NDArray[np.object_]:
    """Return each feature as the geometry wanted, None where it is of another kind."""
    shapes = np.array(geometry, dtype=object)
    if kind == "line":
        areas = shapely.get_type_id(shapes) == _POLYGON
        shapes[areas] = shapely.boundary(shapes[areas])
        shapes[shapely.get_type_id(shapes) != _LINE] = None
        return shapes
    crossing = ~shapely.is_valid(shapes)
    shapes[crossing] = shapely.make_valid(shapes[crossing], method="structure", keep_collapsed=False)
    if kind == "point":
        return np.array(shapely.point_on_surface(shapes), dtype=object)
    single = shapely.get_num_geometries(shapes) == 1
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    shapes[~np.isin(shapely.get_type_id(shapes), (_POLYGON, _MULTIPOLYGON)) | shapely.is_empty(shapes)] = None
    return shapes
