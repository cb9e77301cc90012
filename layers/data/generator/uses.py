"""Uses of buildings: a survey leaves some out, sheds more often than houses."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

#: The share of buildings whose use nobody wrote down.
LEFT_OUT = {"house": 0.015, "residential": 0.02, "commercial": 0.03, "industrial": 0.03, "other": 0.2}


def said(buildings: gpd.GeoDataFrame, rng: np.random.Generator) -> pd.Series:
    """Return the use of each building as a survey has it; missing where it was left out."""
    left_out = buildings["use"].map(LEFT_OUT).fillna(0).to_numpy()
    # what is new was surveyed when it was built
    left_out = np.where(buildings["year_built"] >= 2021, 0, left_out)
    return buildings["use"].mask(rng.random(len(buildings)) < left_out)
