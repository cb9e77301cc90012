"""A year of weather at a place, from whichever of the two layers has it."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS, Transformer

from geo_ruijin.raster import Raster
from geo_ruijin.sampling import bilinear
from geo_ruijin.solar.hourly import weather_of_hours
from geo_ruijin.solar.normals import weather_of_normals
from geo_ruijin.solar.weather import Weather


@dataclass(frozen=True)
class Place:
    """Where a place lies.

    Attributes
    ----------
    latitude, longitude
        WGS 84 [degree].
    altitude
        [m]; 0 where it is not known.
    """

    latitude: float
    longitude: float
    altitude: float

    @classmethod
    def at(cls, x: float, y: float, *, crs: CRS, heights: Raster | None) -> Place:
        """Return the place of a point, and how high it lies."""
        longitude, latitude = Transformer.from_crs(crs, 4326, always_xy=True).transform(x, y)
        point = np.array([[x, y]])
        ground = np.nan if heights is None else float(bilinear(heights, "elevation", point, crs=crs)[0])
        return cls(float(latitude), float(longitude), ground if np.isfinite(ground) else 0.0)

    @classmethod
    def middle_of(cls, roofs: gpd.GeoSeries, heights: Raster | None) -> Place:
        """Return the middle of the rectangle around roofs."""
        west, south, east, north = roofs.total_bounds
        return cls.at((west + east) / 2, (south + north) / 2, crs=CRS(roofs.crs), heights=heights)


def year_over(place: Place, *, weather: pd.DataFrame | None, normals: pd.DataFrame | None) -> Weather | None:
    """Return a year over a place, from hours or else from monthly means; None without either.

    Raises
    ------
    MethodError
        If they are not what they should be.
    """
    if weather is not None:
        return weather_of_hours(weather)
    if normals is None:
        return None
    return weather_of_normals(normals, latitude=place.latitude, longitude=place.longitude, altitude=place.altitude)
