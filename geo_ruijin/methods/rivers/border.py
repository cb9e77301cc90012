"""Rivers at the border of the place: what of them is inside, and what is said of the rest."""

from __future__ import annotations

from collections.abc import Collection

import geopandas as gpd
import numpy as np
import shapely

from geo_ruijin.methods.counting.rows import counts, words
from geo_ruijin.units import Metres


def beside(rivers: gpd.GeoDataFrame, *, near: Metres, default: Metres) -> Metres:
    """Return how far outside the place the line of a river may run whose water can be inside [m]."""
    return float(np.nanmax([default, *counts(rivers, "width")])) / 2 + near


def outside(rivers: gpd.GeoDataFrame, place: shapely.Geometry, names: Collection[str]) -> dict[str, Metres]:
    """Return what of the lines of some rivers runs outside the place [m], by name."""
    name = words(rivers, "name").fillna("").str.strip().to_numpy(dtype=object)
    beyond = shapely.length(shapely.difference(rivers.geometry.to_numpy(), place))
    return {one: float(beyond[name == one].sum()) for one in sorted(names) if one}
