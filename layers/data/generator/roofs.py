"""Roofs: which are flat and which are pitched, by what the building is."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from settlements import Settlements

#: The share of pitched roofs; sheds and works have sheets of metal on a low ridge.
PITCHED = {
    "house": 0.62, "residential": 0.15, "apartments": 0.04, "commercial": 0.12, "industrial": 0.66, "school": 0.22,
    "hospital": 0.05, "government": 0.10, "village_committee": 0.40, "other": 0.85,
}  # fmt: skip
HOUSES_IN_TOWN = 0.35


def build(buildings: gpd.GeoDataFrame, settlements: Settlements, rng: np.random.Generator) -> pd.Series:
    """Return "flat" or "pitched" for each building."""
    towns = shapely.union_all([settlements.city, *settlements.towns.geometry])
    shapely.prepare(towns)
    x, y = shapely.get_coordinates(shapely.centroid(buildings.geometry.to_numpy())).T
    share = buildings["use"].map(PITCHED).to_numpy()
    share = np.where((buildings["use"] == "house") & shapely.contains_xy(towns, x, y), HOUSES_IN_TOWN, share)
    share = np.where(buildings["floors"] > 6, np.minimum(share, 0.04), share)
    return pd.Series(np.where(rng.random(len(share)) < share, "pitched", "flat"), index=buildings.index)
