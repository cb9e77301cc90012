"""What a set of facilities comes to, by every reading of coverage: before and after new ones are added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.facilities import Facilities, facilities_of
from geo_ruijin.methods.parameter import Steps
from geo_ruijin.methods.reach import Homes, counted_in, homes_of, land_in, reached_of, zones_of
from geo_ruijin.network import Network
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

Bools = NDArray[np.bool_]

AREA, CIRCLES, WALKING = "area", "people_circles", "people_walking"

#: The readings sites may be chosen by.
READINGS: Mapping[str, Text] = {
    AREA: Text(zh="面积(圆)", en="area, circles"),
    CIRCLES: Text(zh="居民(圆)", en="residents, circles"),
    WALKING: Text(zh="居民(步行)", en="residents, walking"),
}


@dataclass(frozen=True, eq=False)
class Place:
    """Where coverage is measured, whose people count, and how far facilities reach.

    Attributes
    ----------
    area, inhabited
        As of `counted_in`.
    zones, land
        Divisions, and the part of each whose area counts.
    people, network
        As the method is given them.
    radius, entrances, entrance_within, border_spacing
        As of `facilities_of`.
    """

    area: BaseGeometry
    inhabited: BaseGeometry
    zones: gpd.GeoDataFrame
    land: NDArray[np.object_]
    people: gpd.GeoDataFrame | None
    network: Network | None
    radius: Metres | Steps
    entrances: gpd.GeoDataFrame | None
    entrance_within: Metres | None
    border_spacing: Metres | None

    @classmethod
    def of(
        cls,
        region: gpd.GeoDataFrame,
        within: gpd.GeoDataFrame | None,
        by: gpd.GeoDataFrame | None,
        *,
        people: gpd.GeoDataFrame | None,
        network: Network | None,
        radius: Metres | Steps,
        entrances: gpd.GeoDataFrame | None,
        entrance_within: Metres | None,
        border_spacing: Metres | None,
    ) -> Self:
        """Return the place of these inputs."""
        area, inhabited = counted_in(region, within)
        zones = zones_of(inhabited, by, region)
        land = land_in(area, zones, within)
        return cls(area, inhabited, zones, land, people, network, radius, entrances, entrance_within, border_spacing)

    def situation(self, places: gpd.GeoDataFrame) -> Situation:
        """Return what places that serve come to, measured as `service_coverage` does."""
        served = facilities_of(
            places,
            self.radius,
            entrances=self.entrances,
            entrance_within=self.entrance_within,
            border_spacing=self.border_spacing,
        )
        circles = served.circles()
        homes = None
        if self.people is not None:
            homes = homes_of(self.people, self.inhabited, self.zones, served, self.network)
        return Situation(served, circles, reached_of(self.area, circles), homes)


@dataclass(frozen=True, eq=False)
class Situation:
    """Who and what is reached.

    Attributes
    ----------
    served
        What serves.
    circles
        All within reach in a straight line.
    reached
        How much of the area that counts lies in it [m²].
    homes
        The people, where they are known.
    """

    served: Facilities
    circles: BaseGeometry
    reached: float
    homes: Homes | None

    def near(self, reading: str) -> pd.Series[bool] | None:
        """Return whose home is reached, by one of the readings of people; None where that is not known."""
        if self.homes is None:
            return None
        return self.homes.near if reading == CIRCLES else self.homes.walking


def with_new(present: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return what stands and what is added as one layer, the name and the place of each."""
    both = [rows[[name for name in ("name", "geometry") if name in rows]] for rows in (present, new)]
    return gpd.GeoDataFrame(pd.concat(both, ignore_index=True), crs=present.crs)
