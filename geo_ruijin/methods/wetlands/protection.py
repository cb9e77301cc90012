"""Which wetland is protected: by what it lies in, or because its layer says so; and wetland parks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.counting.rows import counts, words
from geo_ruijin.methods.pieces import shared
from geo_ruijin.methods.shares import percents
from geo_ruijin.methods.wetlands.definitions import Wetlands
from geo_ruijin.methods.wetlands.survey import HECTARE


@dataclass(frozen=True)
class Protection:
    """What is protected.

    Attributes
    ----------
    areas
        By definition the protected part of each polygon [m²].
    missing
        The inputs that nobody gave, of those in which wetland is protected.
    """

    areas: Mapping[str, NDArray[np.float64]]
    missing: tuple[str, ...]

    @property
    def known(self) -> bool:
        """Whether anything says what is protected."""
        return bool(self.areas)


def protection_of(
    found: Wetlands,
    parks: gpd.GeoDataFrame | None,
    red_line: gpd.GeoDataFrame | None,
    reserves: gpd.GeoDataFrame | None,
    place: BaseGeometry,
) -> Protection:
    """Return the protected part of the wetlands; a layer with nothing inside the place is as good as none."""
    layers = {"parks": parks, "red_line": red_line, "reserves": reserves}
    there = {
        name: layer.geometry.to_numpy()
        for name, layer in layers.items()
        if layer is not None and shapely.intersects(place, layer.geometry.to_numpy()).any()
    }
    missing = tuple(name for name in layers if name not in there)
    if not there and not any(one.protected.any() for one in found.kept.values()):
        return Protection({}, missing)
    whole = shapely.union_all(np.concatenate([np.zeros(0, dtype=object), *there.values()]))
    areas = {}
    for key, one in found.kept.items():
        inside = shared(one.shapes, np.array([whole], dtype=object)).by_shape(len(one.shapes))
        areas[key] = np.where(one.protected, one.areas, np.minimum(inside, one.areas))
    return Protection(areas, missing)


def parks_of(
    parks: gpd.GeoDataFrame, found: Wetlands, place: BaseGeometry, reported: Mapping[str, float]
) -> gpd.GeoDataFrame:
    """Return a row for every park, its zones together, the largest first.

    Returns
    -------
    GeoDataFrame
        name, approved (as the layer says) and area (inside the place, as drawn) [ha], of each definition the wetland
        in it [ha] and its rate [%], reported [%] where somebody does, and the outlines.
    """
    named = parks.assign(name=words(parks, "name").fillna("").to_numpy(), approved=counts(parks, "area").to_numpy())
    # zones of one park either each say their own part or all say the whole
    rows = named[["name", "approved", "geometry"]].dissolve("name", aggfunc=_approved).reset_index()
    rows["geometry"] = rows.geometry.intersection(place)
    rows["area"] = rows.area / HECTARE
    rows = rows[rows["area"] > 0].sort_values("area", ascending=False, kind="stable", ignore_index=True)
    for key, one in found.kept.items():
        rows[key] = shared(one.shapes, rows.geometry.to_numpy()).by_zone(len(rows)) / HECTARE
        rows[f"{key}_rate"] = percents(rows[key], rows["area"])
    rows["reported"] = rows["name"].map(dict(reported)).astype(np.float64)
    return rows


def _approved(zones: pd.Series[float]) -> float:
    said = zones.dropna()
    if said.empty:
        return float("nan")
    return float(said.iloc[0]) if (said == said.iloc[0]).all() else float(said.sum())
