"""Which part of a region, and whom of its people, facilities reach: the numbers of coverage."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import polygonal
from geo_ruijin.errors import MethodError
from geo_ruijin.methods.facilities import Facilities
from geo_ruijin.network import Network
from geo_ruijin.results import OUTSIDE
from geo_ruijin.text import Text

#: What is left between divisions that meet after they were converted is no part of its own [m²].
SLIVER = 1.0


@dataclass(frozen=True)
class Homes:
    """The people of an area and their way to a facility.

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
        The people outside the area.
    """

    rows: gpd.GeoDataFrame
    near: pd.Series[bool]
    walking: pd.Series[bool] | None
    elsewhere: float

    def count(self, within: pd.Series[bool] | None = None) -> float:
        """Return the people, all or those `within` is true for."""
        people = self.rows["people"]
        return float((people if within is None else people[within]).sum())

    def by_zone(self, zones: int, within: pd.Series[bool] | None = None) -> NDArray[np.float64]:
        """Return the people of each zone, shape (zones,)."""
        rows = self.rows if within is None else self.rows[within]
        return np.bincount(rows["zone"], weights=rows["people"], minlength=zones).astype(np.float64)


def counted_in(region: gpd.GeoDataFrame, within: gpd.GeoDataFrame | None) -> tuple[BaseGeometry, BaseGeometry]:
    """Return the area that counts, and the one whose people do: what of `region` lies inside `within`, and `within`.

    Without `within` both are the region.

    Raises
    ------
    MethodError
        If no area counts.
    """
    area = shapely.union_all(region.geometry.to_numpy())
    inhabited = area if within is None else shapely.union_all(within.geometry.to_numpy())
    area = area if within is None else shapely.intersection(area, inhabited)
    if not area.area:
        raise MethodError(
            Text(zh="区域没有面积", en="the region has no area")
            if within is None
            else Text(zh="{within}内没有{region}", en="there is no {region} inside {within}")
        )
    return area, inhabited


def land_in(area: BaseGeometry, zones: gpd.GeoDataFrame, within: gpd.GeoDataFrame | None) -> NDArray[np.object_]:
    """Return the part of each zone whose area counts; see `counted_in`."""
    shapes: NDArray[np.object_] = zones.geometry.to_numpy()
    return shapes if within is None else shapely.intersection(shapes, area)


def reached_of(area: BaseGeometry, circles: BaseGeometry) -> float:
    """Return how much of an area lies inside circles [m²]: without a gap it is all, to the last bit."""
    return float(area.area - shapely.difference(area, circles).area)


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


def residents(people: gpd.GeoDataFrame, area: BaseGeometry, zones: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, float]:
    """Return the people inside `area`, on its border included, with their zone, and how many live elsewhere.

    Parameters
    ----------
    people
        Points with `people`.
    area
        Where people count.
    zones
        Name and geometry, as of `zones_of`; on a border, the division whose name sorts first.

    Returns
    -------
    GeoDataFrame
        `people`, geometry and `zone`, the position among the zones; the rest of the index of `people` reset.

    Raises
    ------
    MethodError
        If the people of a row are no number or below 0.
    """
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
    shapely.prepare(area)
    inside = shapely.intersects(area, everybody.geometry.to_numpy())
    rows = everybody[inside].copy()
    rows["zone"] = zone_of(rows.geometry, zones)
    return rows, float(counts[~inside].sum())


def zone_of(points: gpd.GeoSeries, zones: gpd.GeoDataFrame) -> NDArray[np.intp]:
    """Return the position of the zone each point lies in or next to; on a border, the one that comes first."""
    point, zone = shapely.STRtree(zones.geometry.to_numpy()).query_nearest(points.to_numpy())
    return pd.Series(zone).groupby(point).min().to_numpy()


def homes_of(
    people: gpd.GeoDataFrame,
    area: BaseGeometry,
    zones: gpd.GeoDataFrame,
    facilities: Facilities,
    network: Network | None,
) -> Homes:
    """Return the people inside `area` with their zone and their way to a facility; see `residents`."""
    rows, elsewhere = residents(people, area, zones)
    distance, near = facilities.straight(rows.geometry.to_numpy())
    rows["straight"] = distance
    within = pd.Series(near, index=rows.index)
    if network is None:
        return Homes(rows, within, None, elsewhere)
    ways, walking = facilities.ways(network, rows.geometry)
    return Homes(rows.join(ways), within, pd.Series(walking, index=rows.index), elsewhere)


def gaps_of(
    zones: gpd.GeoDataFrame, land: NDArray[np.object_], circles: BaseGeometry, homes: Homes | None
) -> gpd.GeoDataFrame:
    """Return the connected parts of `land` outside `circles`: division, area [m²], people; most people first.

    The people of all gaps together are the people no circle reaches: a home that lies in none, on land that does not
    count or between the arc of a circle and its polygon, is counted with the nearest gap of its division.
    """
    rest = shapely.difference(land, circles)
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
