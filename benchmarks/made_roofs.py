"""Roofs as a county has them: the modelled buildings of the sample, and beyond their number the same again beside them.

So many are taken as lie nearest to the middle of the town: a thousand are a quarter, all are the county. Their energy
is made of their area alone, for its class to colour them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

SAMPLE = Path(__file__).parent.parent / "layers" / "data" / "sample"
BESIDE = 12.0  # [m] what stands a second time is moved by
YIELD = 95.0  # [kWh/m²] of a year
DEGREES = "EPSG:4326"
DECIMALS = 6


@dataclass(frozen=True)
class Roofs:
    """Roofs, and the frame a map of them opens on.

    Attributes
    ----------
    metres
        In the sample's CRS, with the cells a reader sees of each: use, floors, area [m²] and energy [kWh].
    frame
        West, south, east, north [degree], the middle of the town in its middle.
    """

    metres: gpd.GeoDataFrame
    frame: tuple[float, float, float, float]

    @property
    def degrees(self) -> gpd.GeoDataFrame:
        """The same in degrees of as many decimals as peers need to be as exact as ours."""
        there = self.metres.to_crs(DEGREES)
        return there.set_geometry(there.geometry.set_precision(10**-DECIMALS, mode="pointwise"))


def made_roofs(count: int) -> Roofs:
    """Return so many roofs, those nearest to the middle of the town."""
    buildings = gpd.read_parquet(SAMPLE / "buildings.parquet")[["use", "floors", "geometry"]]
    while len(buildings) < count:
        again = buildings.set_geometry(buildings.translate(BESIDE, BESIDE))
        buildings = gpd.GeoDataFrame(pd.concat([buildings, again], ignore_index=True), crs=buildings.crs)
    seats = gpd.read_parquet(SAMPLE / "town_seats.parquet").to_crs(buildings.crs)
    middle = _densest(buildings, seats)
    places = buildings.centroid
    away = np.hypot(places.x - middle[0], places.y - middle[1]).to_numpy()
    metres = buildings.iloc[np.argsort(away, kind="stable")[:count]].reset_index(drop=True)
    metres["area"] = metres.area
    metres["energy"] = YIELD * metres["area"]
    west, south, east, north = metres.total_bounds
    x, y = middle
    wide, high = max(east - x, x - west), max(north - y, y - south)
    corners = gpd.GeoSeries.from_xy([x - wide, x + wide], [y - high, y + high], crs=metres.crs).to_crs(DEGREES)
    return Roofs(metres[["use", "floors", "area", "energy", "geometry"]], tuple(corners.total_bounds.tolist()))


def _densest(buildings: gpd.GeoDataFrame, seats: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return the seat with most buildings within a kilometre."""
    near = gpd.sjoin(seats.set_geometry(seats.buffer(1_000)), buildings, predicate="intersects")
    return np.array(seats.geometry.loc[near.index.value_counts().idxmax()].coords[0])
