"""Where people live: the census total spread over the floors of dwellings, by cells of 100 m."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from grid import around
from real import CRS, RESIDENTS, URBAN_SHARE
from settlements import Settlements

DWELLINGS = {"house": 1.0, "residential": 0.9, "apartments": 0.95, "commercial": 0.12}
VACANT = 0.16  # of houses in villages; 0.22 of homes in town stand empty, a floor at a time
CELL = 100.0  # m
PARTS = 16  # people are counted in sixteenths, so that their sum is exact in floating point


def build(
    boundary: shapely.Polygon, buildings: gpd.GeoDataFrame, settlements: Settlements, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Return the cells where somebody lives: people, nature; their sum is the census total."""
    homes = buildings[buildings["use"].isin(list(DWELLINGS))]
    centre = shapely.get_coordinates(shapely.centroid(homes.geometry.to_numpy()))
    towns = shapely.union_all([settlements.city, *settlements.towns.geometry])
    shapely.prepare(towns)
    urban = shapely.contains_xy(towns, centre[:, 0], centre[:, 1])
    room = homes.geometry.area.to_numpy() * homes["floors"].to_numpy() * homes["use"].map(DWELLINGS).to_numpy()
    lived_in = np.where(
        urban,
        rng.binomial(10, 0.78, len(homes)) / 10,
        (rng.random(len(homes)) > VACANT) * rng.uniform(0.5, 1.5, len(homes)),
    )
    weight = room * lived_in
    people = np.where(
        urban,
        weight / weight[urban].sum() * RESIDENTS * URBAN_SHARE,
        weight / weight[~urban].sum() * RESIDENTS * (1 - URBAN_SHARE),
    )
    grid = around(boundary, size=CELL, margin=0)
    total = np.bincount(grid.cell(centre), weights=people, minlength=grid.cells)
    cells = np.flatnonzero(total)
    sixteenths = _whole(total[cells] * PARTS, RESIDENTS * PARTS)
    cells, sixteenths = cells[sixteenths > 0], sixteenths[sixteenths > 0]
    xy = grid.xy(cells)
    return gpd.GeoDataFrame(
        {"people": sixteenths / PARTS, "nature": "modelled"}, geometry=gpd.points_from_xy(*xy.T), crs=CRS
    )


def _whole(shares: np.ndarray, total: int) -> np.ndarray:
    """Return whole numbers near `shares` that sum to `total`: the largest remainders are rounded up."""
    low = np.floor(shares)
    left = round(total - low.sum())
    low[np.argsort(low - shares, kind="stable")[:left]] += 1
    return low


def by_township(population: gpd.GeoDataFrame, townships: gpd.GeoDataFrame) -> pd.Series:
    """Return the township of each cell, by its centre."""
    tree = shapely.STRtree(townships.geometry.to_numpy())
    at, which = tree.query(population.geometry.to_numpy(), predicate="intersects")
    first = pd.Series(which, index=at).groupby(level=0).first()
    return pd.Series(townships["name"].to_numpy()[first.reindex(range(len(population))).to_numpy()])


def by_village(population: gpd.GeoDataFrame, township: pd.Series, villages: gpd.GeoDataFrame) -> pd.Series:
    """Return the people of each unit of `villages`: those of the cells nearest to it in its own township."""
    people = pd.Series(0.0, index=villages.index)
    for name, own in villages.groupby("township"):
        cells = population[(township == name).to_numpy()]
        nearest = shapely.STRtree(own.geometry.to_numpy()).nearest(cells.geometry.to_numpy())
        people.loc[own.index] = np.bincount(nearest, weights=cells["people"], minlength=len(own))
    return people
