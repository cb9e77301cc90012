"""The place an OpenStreetMap extract is about: its boundary, and the divisions that make it up."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import Polygon

from geo_ruijin.errors import NOTHING, SourceError
from geo_ruijin.sources.osm_file import read_bounds, read_layer
from geo_ruijin.text import Text

#: How much of a place its divisions must cover, and at most may, to count as dividing it [1].
_TILED = (0.99, 1.01)
_SHOWN = 12  # candidates named in an error


def read_boundary(path: Path, *, name: str | None = None) -> gpd.GeoDataFrame:
    """Return the administrative boundary of the place an extract is about.

    Parameters
    ----------
    path
        An ``.osm.pbf`` or ``.osm`` file.
    name
        The place, in any language OpenStreetMap knows it by. A name as written on the map comes first, then its names
        in other languages; of several places so named the highest in rank is meant. Then any name it is part of
        (瑞金 for 瑞金市), if only one place has such a name.
        Without a name: the highest in rank that is whole in the file and holds more than half of its streets.

    Returns
    -------
    GeoDataFrame
        One row in WGS 84: `osm_id`, `name`, `name_zh`, `name_en`, `admin_level`, and `population` where the boundary
        says it, or the settlement's node that is the same place by its Wikidata number.

    Raises
    ------
    SourceError
        If no such boundary is whole in the file, or more than one could be meant; lists those that are there.
    """
    places = _places(path)
    chosen = _highest(places[_holding(places, path)]) if name is None else _named(places, name)
    if len(chosen) != 1:
        raise _unclear(path, name, found=chosen, among=places)
    return _described(chosen, path)


def read_divisions(path: Path, boundary: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
    """Return the next lower administrative level whose areas make up a place, or None if none does.

    Parameters
    ----------
    path
        The extract.
    boundary
        The place, as `read_boundary` returns it.

    Returns
    -------
    GeoDataFrame or None
        Rows as of `read_boundary`, which cover the place and do not overlap, within 1 % of its area.
    """
    parts = divisions_among(_places(path), boundary)
    return None if parts is None else _described(parts, path)


def divisions_among(areas: gpd.GeoDataFrame, boundary: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
    """Return those of `areas` that make up a place, of the highest administrative level that does, or None.

    Parameters
    ----------
    areas
        Polygons with `admin_level`.
    boundary
        The place; one row.
    """
    crs = boundary.estimate_utm_crs()
    place = boundary.to_crs(crs).geometry.iloc[0]
    lower = areas.to_crs(crs).assign(admin_level=pd.to_numeric(areas["admin_level"], errors="coerce"))
    inside = lower[lower.representative_point().within(place)]
    for level in sorted(inside["admin_level"].dropna().unique()):
        parts = inside[inside["admin_level"] == level]
        shares = parts.intersection(place).area.sum() / place.area, parts.union_all().area / place.area
        if len(parts) > 1 and all(_TILED[0] <= share <= _TILED[1] for share in shares):
            tiles: gpd.GeoDataFrame = parts.to_crs(boundary.crs)
            return tiles
    return None


def data_extent(path: Path) -> Polygon:
    """Return what an extract covers, in WGS 84: the hull of its streets inside the box it was cut to.

    For a place whose boundary is not in the file; streets that run on beyond the edge do not count.
    """
    streets = read_layer(path, "lines", keys=["highway"], where='"highway" IS NOT NULL')
    extent = shapely.intersection(shapely.convex_hull(shapely.multilinestrings(streets.geometry)), read_bounds(path))
    if isinstance(extent, Polygon) and not extent.is_empty:
        return extent
    raise SourceError(
        Text(
            zh=f"{path.name} 中道路太少,无法确定数据范围。请用 --boundary 提供边界文件。",
            en=f"{path.name} holds too few streets to tell what it covers. Give --boundary FILE.",
        )
    )


def _places(path: Path) -> gpd.GeoDataFrame:
    """Return the administrative areas whole in the file: `osm_id`, `tags`, `admin_level`."""
    areas = read_layer(
        path,
        "multipolygons",
        keys=["boundary", "admin_level"],
        where='"boundary" = \'administrative\' AND "admin_level" IS NOT NULL',
        all_tags=True,
    )
    level = pd.to_numeric(areas["admin_level"], errors="coerce")
    tags = [json.loads(found) if isinstance(found, str) else found for found in areas["all_tags"]]
    places = gpd.GeoDataFrame(
        {"osm_id": areas["osm_id"], "tags": pd.Series(tags, dtype=object), "admin_level": level},
        geometry=areas.geometry,
        crs=areas.crs,
    )
    return places[places["admin_level"].notna() & places.is_valid].astype({"admin_level": "int64"})


def _holding(places: gpd.GeoDataFrame, path: Path) -> pd.Series[bool]:
    """Return which places hold more than half of the streets of the file."""
    streets = read_layer(path, "lines", keys=["highway"], where='"highway" IS NOT NULL')
    points = streets.geometry.representative_point()
    held = [points.within(shape).sum() * 2 > len(points) for shape in places.geometry]
    return pd.Series(held, index=places.index, dtype=bool)


def _named(places: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Return the places that best answer to a name: by their own, by another, by part of one; else none."""
    wanted = _plain(name)
    names = places["tags"].map(_names)
    for answering in (
        places["tags"].map(lambda tags: _plain(tags.get("name", "")) == wanted),
        names.map(lambda known: wanted in known),
    ):
        if answering.any():
            return _highest(places[answering])
    return places[names.map(lambda known: any(wanted in one for one in known)).astype(bool)]


def _highest(places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the places of the highest rank."""
    highest: gpd.GeoDataFrame = places[places["admin_level"] == places["admin_level"].min()]
    return highest


def _names(tags: Mapping[str, str]) -> set[str]:
    """Return all names of a place; several may stand in one tag, as in 安道尔 / 安道爾."""
    keys = ("name", "alt_name", "official_name", "short_name", "int_name")
    said = [value for key, value in tags.items() if key.split(":")[0] in keys]
    return {_plain(one) for value in said for one in value.replace(";", "/").split("/")} - {""}


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _described(places: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    """Return the places as readers know them, ordered by name."""
    tags = places["tags"]
    chinese = [tag.get("name:zh-Hans") or tag.get("name:zh", "").split("/")[0].strip() or None for tag in tags]
    nodes = read_layer(
        path,
        "points",
        keys=["place", "wikidata", "population"],
        where='"place" IS NOT NULL AND "population" IS NOT NULL',
    )
    settled = dict(zip(nodes["wikidata"], nodes["population"], strict=True))
    people = [tag.get("population") or settled.get(tag.get("wikidata")) for tag in tags]
    return (
        gpd.GeoDataFrame(
            {
                "osm_id": places["osm_id"],
                "name": [tag.get("name") for tag in tags],
                "name_zh": chinese,
                "name_en": [tag.get("name:en") for tag in tags],
                "admin_level": places["admin_level"],
                "population": pd.to_numeric(pd.Series(people, index=places.index), errors="coerce").astype("Int64"),
            },
            geometry=places.geometry,
            crs=places.crs,
        )
        .sort_values("name")
        .reset_index(drop=True)
    )


def _unclear(path: Path, name: str | None, *, found: gpd.GeoDataFrame, among: gpd.GeoDataFrame) -> SourceError:
    """Return the error that no boundary, or more than one, is meant; names those in the file."""
    listed = found if len(found) else among.sort_values("admin_level")
    names = [f"{tag.get('name', '?')} ({osm_id})" for tag, osm_id in zip(listed["tags"], listed["osm_id"], strict=True)]
    some = ", ".join(names[:_SHOWN]) + (" ..." if len(names) > _SHOWN else "")
    place = NOTHING if name is None else Text(zh=f"“{name}”", en=f" of '{name}'")
    what = (
        Text(zh=f"有多个行政边界符合{place.zh}", en=f"has more than one boundary{place.en} to choose from")
        if len(found)
        else Text(zh=f"没有完整的行政边界{place.zh}", en=f"does not hold the whole administrative boundary{place.en}")
    )
    there = Text(zh=f":{some}", en=f": {some}") if names else NOTHING
    return SourceError(
        Text(
            zh=f"{path.name} 中{what.zh}{there.zh}。请用 --boundary 提供边界文件,或加 --extent 以数据范围为边界。",
            en=f"{path.name} {what.en}{there.en}. Give --boundary FILE, or --extent to take what the file covers.",
        )
    )
