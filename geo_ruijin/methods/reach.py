"""Which part of a region, and whom of its people, facilities reach within a radius: the numbers of coverage."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import polygonal
from geo_ruijin.errors import MethodError
from geo_ruijin.network import Network
from geo_ruijin.text import Text

#: Segments a quarter circle is drawn with, and the share of a circle's area that its polygon lacks [1e-4].
QUARTER = 64
POLYGON_DEFICIT = 1 - np.sinc(1 / (2 * QUARTER))

#: What double arithmetic may add to a sum of lengths; exactly at the radius is within reach [m].
ROUNDING = 1e-6

#: What is left between divisions that meet after they were converted is no part of its own [m²].
SLIVER = 1.0

#: The part of a region that lies in no division.
OUTSIDE = Text(zh="(区划之外)", en="(outside all divisions)")


@dataclass(frozen=True)
class Homes:
    """The people of a region and their way to a facility.

    Attributes
    ----------
    rows
        People, zone (position among the zones), straight [m] and, where streets are known,
        the columns of `Network.journeys`.
    near
        True where the straight line is within the radius.
    walking
        True where the walk is within the radius; None where no streets are known.
    elsewhere
        The people outside the region.
    """

    rows: gpd.GeoDataFrame
    near: pd.Series[bool]
    walking: pd.Series[bool] | None
    elsewhere: float

    def count(self, within: pd.Series[bool] | None = None) -> float:
        """Return the people, all or those `within` is true for."""
        people = self.rows["people"]
        return float((people if within is None else people[within]).sum())

    def by_zone(self, zones: int, within: pd.Series[bool] | None = None) -> np.ndarray:
        """Return the people of each zone, shape (zones,)."""
        rows = self.rows if within is None else self.rows[within]
        return np.bincount(rows["zone"], weights=rows["people"], minlength=zones).astype(np.float64)


def circles_around(facilities: gpd.GeoDataFrame, radius: float) -> BaseGeometry:
    """Return the union of circles of `radius` [m] around points, each a polygon of 4 * `QUARTER` sides."""
    return shapely.buffer(shapely.union_all(facilities.geometry.to_numpy()), radius, quad_segs=QUARTER)


def zones_of(area: BaseGeometry, by: gpd.GeoDataFrame | None, region: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the parts of `area` by division: name and geometry; what lies in none is a part of its own.

    Where divisions overlap, the one whose name sorts first has the part.
    """
    if by is None:
        return gpd.GeoDataFrame({"name": [None]}, geometry=[area], crs=region.crs)
    divisions = by[["name", "geometry"]].dissolve("name", as_index=False)
    shapes = divisions.geometry.to_numpy()
    names = [*divisions["name"], OUTSIDE.zh]
    if overlap(by) > SLIVER:
        shapes = np.array([shapely.difference(s, shapely.union_all(shapes[:i])) for i, s in enumerate(shapes)])
    parts = [*shapely.intersection(shapes, area), shapely.difference(area, shapely.union_all(shapes))]
    zones = gpd.GeoDataFrame({"name": names}, geometry=[polygonal(part) for part in parts], crs=region.crs)
    return zones[zones.area > min(SLIVER, area.area / 1e6)].reset_index(drop=True)


def overlap(divisions: gpd.GeoDataFrame) -> float:
    """Return by how much divisions of different names overlap [m²]."""
    named = divisions[["name", "geometry"]].dissolve("name")
    return float(named.area.sum() - named.union_all().area)


def homes_of(
    people: gpd.GeoDataFrame,
    area: BaseGeometry,
    zones: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    network: gpd.GeoDataFrame | None,
    *,
    radius: float,
) -> Homes:
    """Return the people inside `area`, on its border included, with their zone and their way to a facility."""
    everybody = counted(people)
    shapely.prepare(area)
    inside = shapely.intersects(area, everybody.geometry.to_numpy())
    elsewhere = float(everybody.loc[~inside, "people"].sum())
    rows = everybody[inside].copy()
    points = rows.geometry.to_numpy()
    rows["zone"] = zone_of(points, zones)
    stops = KDTree(shapely.get_coordinates(facilities.geometry.to_numpy()))
    rows["straight"] = stops.query(shapely.get_coordinates(points))[0]
    near = rows["straight"] <= radius + ROUNDING
    if network is None:
        return Homes(rows, near, None, elsewhere)
    ways = Network.from_streets(network, mode="walk").journeys(rows.geometry, facilities.geometry)
    rows = rows.join(ways)
    return Homes(rows, near, rows["distance"] <= radius + ROUNDING, elsewhere)


def counted(people: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return people and geometry, numbered from 0; refuse people who are no number or below 0."""
    everybody = people[["people", "geometry"]].reset_index(drop=True)
    counts = pd.to_numeric(everybody["people"], errors="coerce").astype(np.float64)
    everybody["people"] = counts
    if ill := int((counts.isna() | (counts < 0)).sum()):
        raise MethodError(
            Text(
                zh=f"“{{people}}”有 {ill} 行的人数(people)缺失、不是数或小于 0",
                en=f"'{{people}}' has {ill} rows whose people are missing, no number or below 0",
            )
        )
    return everybody


def zone_of(points: np.ndarray, zones: gpd.GeoDataFrame) -> np.ndarray:
    """Return the position of the zone each point is in, on a border the one whose name sorts first, shape (n,)."""
    point, zone = shapely.STRtree(zones.geometry.to_numpy()).query_nearest(points)
    return pd.Series(zone).groupby(point).min().to_numpy()


def gaps_of(zones: gpd.GeoDataFrame, circles: BaseGeometry, homes: Homes | None) -> gpd.GeoDataFrame:
    """Return the connected areas outside `circles`: name of the division, area [m²], people; most people first.

    The people of all gaps together are the people no circle reaches: a home between the arc of a circle and its
    polygon is counted with the nearest gap of its division.
    """
    rest = shapely.difference(zones.geometry.to_numpy(), circles)
    parts = gpd.GeoDataFrame({"name": zones["name"], "zone": zones.index}, geometry=rest, crs=zones.crs)
    gaps = parts.explode(ignore_index=True)
    gaps = gaps[gaps.area > 0].reset_index(drop=True)
    gaps["area"] = gaps.area
    gaps["people"] = 0.0
    if homes is not None and len(gaps):
        for zone, outside in homes.rows[~homes.near].groupby("zone"):
            own = gaps.index[gaps["zone"] == zone]
            near = own if len(own) else gaps.index
            nearest = shapely.STRtree(gaps.loc[near].geometry.to_numpy()).nearest(outside.geometry.to_numpy())
            gaps.loc[near, "people"] += np.bincount(nearest, weights=outside["people"], minlength=len(near))
    return gaps.drop(columns="zone").sort_values(["people", "area"], ascending=False, kind="stable", ignore_index=True)
