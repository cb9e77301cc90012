"""In which division each roof lies, and which village is nearest to it there."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo_ruijin.methods.counting.rows import division_of
from geo_ruijin.results import OUTSIDE


def inside_of(points: NDArray[np.object_], within: gpd.GeoDataFrame | None) -> NDArray[np.bool_]:
    """Return which points lie in an area or on its border; all do where none is given."""
    if within is None:
        return np.ones(len(points), dtype=bool)
    area = shapely.union_all(within.geometry.to_numpy())
    shapely.prepare(area)
    return np.asarray(shapely.intersects(area, points), dtype=bool)


def villages_of(
    points: NDArray[np.object_],
    villages: gpd.GeoDataFrame,
    *,
    divisions: pd.Series[str] | None,
    by: gpd.GeoDataFrame | None,
) -> tuple[gpd.GeoDataFrame, NDArray[np.intp]]:
    """Return the villages with the division each lies in, and for each point the nearest village of its division.

    Parameters
    ----------
    points
        Points: (n,).
    villages
        Points with `name`.
    divisions
        The division of each point; None: the nearest of all villages.
    by
        The divisions.

    Returns
    -------
    villages
        The index reset, with `division` where divisions are given.
    numpy.ndarray
        Position of a village, -1 where the division has none or there is no division: (n,).
    """
    rows = villages[["name", "geometry"]].reset_index(drop=True)
    found = np.full(len(points), -1, dtype=np.intp)
    places = shapely.get_coordinates(points)
    centres = shapely.get_coordinates(rows.geometry.to_numpy())
    if rows.empty:
        return rows.assign(division=""), found
    if divisions is None or by is None:
        return rows, cKDTree(centres).query(places)[1].astype(np.intp)
    rows["division"] = division_of(rows.geometry, by)
    for name, own in rows.groupby("division").groups.items():
        at = np.flatnonzero(divisions.to_numpy() == name)
        if name != OUTSIDE.zh and len(at):
            found[at] = own.to_numpy()[cKDTree(centres[own]).query(places[at])[1]]
    return rows, found
