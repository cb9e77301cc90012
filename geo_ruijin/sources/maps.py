"""OpenStreetMap by one set of questions, whether it lies on disk as an extract or is asked of Overpass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import geopandas as gpd
from shapely.geometry import MultiPolygon, Polygon

from geo_ruijin.errors import NoDataError
from geo_ruijin.sources import osm, overpass
from geo_ruijin.sources.osm_places import divisions_among
from geo_ruijin.sources.osm_tags import Geometry, Tags
from geo_ruijin.sources.overpass_answers import Server
from geo_ruijin.sources.store import Origin
from geo_ruijin.text import Text

LICENCE = "ODbL-1.0, © OpenStreetMap contributors"

Area = Polygon | MultiPolygon

#: Administrative levels that may make up a place: not those of states and provinces, whose borders are long.
DIVIDING = ["6", "7", "8", "9", "10"]


def polygonal(shapes: gpd.GeoSeries) -> Area:
    """Return shapes as one area in WGS 84.

    Raises
    ------
    NoDataError
        If they have no area.
    """
    area = shapes.to_crs("EPSG:4326").union_all()
    if not isinstance(area, Polygon | MultiPolygon):
        raise NoDataError(Text(zh="行政区边界没有面积", en="the boundary has no area"))
    return area


class OpenStreetMap(Protocol):
    """What can be asked of OpenStreetMap; areas and answers are in WGS 84."""

    def origin(self) -> Origin:
        """Return what a page says of where the answers are from."""

    def features(self, area: Area, *, tags: Tags, geometry: Geometry, columns: Mapping[str, str]) -> gpd.GeoDataFrame:
        """Return the features that touch `area` and match any of `tags`."""

    def streets(self, area: Area) -> gpd.GeoDataFrame:
        """Return the streets that touch `area`."""

    def boundary(self, name: str) -> gpd.GeoDataFrame | None:
        """Return the boundary of the place called `name`; None where only an extract can tell."""

    def divisions(self, boundary: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
        """Return the divisions that make up a place; None where the map has none."""


@dataclass(frozen=True)
class Extract:
    """An `.osm.pbf` file."""

    path: Path

    def origin(self) -> Origin:
        """Return the file's name and its date."""
        day, name = osm.extract_date(self.path), self.path.name
        date = None if day is None else day.isoformat()
        return Origin(f"OpenStreetMap,{name}", f"OpenStreetMap, {name}", date, LICENCE)

    def features(self, area: Area, *, tags: Tags, geometry: Geometry, columns: Mapping[str, str]) -> gpd.GeoDataFrame:
        """Return the features of the file that touch `area`."""
        found = osm.read_features(self.path, tags=tags, geometry=geometry, columns=columns)
        return found[found.intersects(area)].reset_index(drop=True)

    def streets(self, area: Area) -> gpd.GeoDataFrame:
        """Return the streets of the file that touch `area`."""
        found = osm.read_streets(self.path)
        return found[found.intersects(area)].reset_index(drop=True)

    def boundary(self, name: str) -> gpd.GeoDataFrame | None:
        """Return the boundary of the file's administrative relation called `name`."""
        return osm.read_boundary(self.path, name=name)

    def divisions(self, boundary: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
        """Return the divisions of the place that are whole in the file."""
        return osm.read_divisions(self.path, boundary)


@dataclass(frozen=True)
class Online:
    """An Overpass server."""

    server: Server

    def origin(self) -> Origin:
        """Return the server and today's date."""
        today = datetime.now(tz=UTC).date().isoformat()
        return Origin("OpenStreetMap(Overpass)", "OpenStreetMap, by Overpass", today, LICENCE)

    def features(self, area: Area, *, tags: Tags, geometry: Geometry, columns: Mapping[str, str]) -> gpd.GeoDataFrame:
        """Return the features the server has that touch `area`."""
        return overpass.fetch_features(area, server=self.server, tags=tags, geometry=geometry, columns=columns)

    def streets(self, area: Area) -> gpd.GeoDataFrame:
        """Return the streets the server has that touch `area`."""
        return overpass.fetch_streets(area, server=self.server)

    def boundary(self, name: str) -> gpd.GeoDataFrame | None:  # noqa: ARG002 - asked of any map
        """Return nothing: a place is found by its name in an extract; online its boundary must be there already."""
        return None

    def divisions(self, boundary: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
        """Return the divisions of the place the server has."""
        areas = overpass.fetch_features(
            polygonal(boundary.geometry),
            server=self.server,
            tags={"admin_level": DIVIDING},
            geometry="polygon",
            columns={"admin_level": "admin_level"},
        )
        return divisions_among(areas, boundary)
