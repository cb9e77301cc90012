"""What is known of each site: how steep, how near forest, what it joins, where it is, what else is planned there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geo_ruijin.methods.counting.rows import words
from geo_ruijin.methods.eligibility.grid import Grid
from geo_ruijin.methods.eligibility.ranking import score
from geo_ruijin.methods.eligibility.terrain import terrain_of
from geo_ruijin.methods.overlays import add_places, listed, overlaps, paired_words
from geo_ruijin.methods.restoration.ground import HECTARE, KINDS, Ground
from geo_ruijin.methods.restoration.links import Forest, gains_of
from geo_ruijin.raster import Raster
from geo_ruijin.text import Text
from geo_ruijin.units import Degrees, Metres

#: What sites may be ranked by, and whether more of it is better.
CRITERIA: Mapping[str, bool] = {"area": True, "slope": False, "forest_m": False, "gain": True, "joined": True}


def site_rows(
    sites: gpd.GeoDataFrame,
    ground: Ground,
    forest: Forest | None,
    elevation: Raster | None,
    *,
    cell: Metres,
    steep: Degrees,
    named: Sequence[str],
    weights: Mapping[str, float],
) -> gpd.GeoDataFrame:
    """Return a row a site: those of the kinds that the plan names before the others, of either the best first.

    Returns
    -------
    GeoDataFrame
        rank, kind_rank (among its kind), score [%], kind (a key of `KINDS`), what a reader calls it (`said`), named
        (whether the plan names its kind; where it names any), area [ha]; as far as layers say it slope [degree],
        steep_area and unmeasured [ha], forest_m [m], patches, joined and gain [ha], mines, land_use, forest_inventory,
        division, village, conflicts, solar and red_line [ha]; and the polygons.

    Raises
    ------
    MethodError
        If a criterion is not known, a weight is below 0, or cells are too small or too large.
    SourceError
        If the file of heights is damaged.
    """
    rows = sites.copy()
    rows["said"] = pd.Series([KINDS[kind] for kind in rows["kind"]], index=rows.index, dtype=object)
    rows["area"] = rows.geometry.area / HECTARE
    if elevation is not None:
        _slopes(rows, ground, elevation, cell=cell, steep=steep)
    if forest is not None:
        gains = gains_of(rows.geometry.to_numpy(), forest)
        rows["forest_m"], rows["patches"] = gains.distance, gains.patches
        rows["joined"], rows["gain"] = gains.joined / HECTARE, gains.mesh / HECTARE
    add_places(rows, ground.layers)
    _kinds(rows, ground)
    _conflicts(rows, ground)
    rows["score"] = score(rows, weights, better=CRITERIA)
    if named:
        rows["named"] = rows["kind"].isin(named)
    order = [*(["named"] if named else []), "score", "area"]
    rows = rows.sort_values(order, ascending=False, kind="stable", ignore_index=True)
    rows["rank"] = np.arange(1, len(rows) + 1)
    rows["kind_rank"] = rows.groupby("kind").cumcount() + 1
    return rows


def _slopes(rows: gpd.GeoDataFrame, ground: Ground, elevation: Raster, *, cell: Metres, steep: Degrees) -> None:
    """Add the mean slope [degree], and how much of each site is steeper than a limit or has no height [ha]."""
    rows["slope"], rows["steep_area"], rows["unmeasured"] = np.nan, 0.0, rows["area"]
    if rows.empty:
        return
    grid = Grid.over(ground.whole, cell=cell)
    slope = terrain_of(elevation, grid, crs=CRS(ground.place.crs)).slope
    site = grid.position(rows.geometry.to_numpy())
    known = (site >= 0) & ~np.isnan(slope)
    cells = np.bincount(site[site >= 0], minlength=len(rows))
    seen = np.bincount(site[known], minlength=len(rows))
    total = np.bincount(site[known], weights=slope[known], minlength=len(rows))
    above = np.bincount(site[known & (slope > steep)], minlength=len(rows))
    rows["slope"] = total / np.where(seen > 0, seen, np.nan)
    some = np.where(cells > 0, cells, 1)
    rows["steep_area"] = above / some * rows["area"]
    rows["unmeasured"] = np.where(cells > 0, (cells - seen) / some, 1.0) * rows["area"]


def _kinds(rows: gpd.GeoDataFrame, ground: Ground) -> None:
    """Add the mines, the land use and the stands each site lies on."""
    asked = {"mines": ("name", "status"), "land_use": ("code", "name"), "forest_inventory": ("land_type", "species")}
    shapes, area = rows.geometry.to_numpy(), np.asarray(rows.geometry.area, dtype=np.float64)
    for layer, (first, second) in asked.items():
        if layer in ground.layers and len(ground.layers[layer]):
            there = ground.layers[layer]
            names = paired_words(words(there, first), words(there, second))
            rows[layer] = listed(overlaps(shapes, there.geometry.to_numpy(), names), area)


def _conflicts(rows: gpd.GeoDataFrame, ground: Ground) -> None:
    """Add what else is planned or ruled for each site, with its share of it."""
    shapes, area = rows.geometry.to_numpy(), np.asarray(rows.geometry.area, dtype=np.float64)
    found = []
    if "solar_sites" in ground.layers and len(ground.layers["solar_sites"]):
        plants = ground.layers["solar_sites"]
        there = overlaps(shapes, plants.geometry.to_numpy(), _solar(plants))
        rows["solar"] = _by_site(there, len(rows))
        found.append(there)
    if "ecological_red_line" in ground.layers and len(ground.layers["ecological_red_line"]):
        line = ground.layers["ecological_red_line"]
        within = Text(zh="生态保护红线内", en="within the ecological red line")
        whole = np.array([shapely.union_all(line.geometry.to_numpy())])
        there = overlaps(shapes, whole, pd.Series([within], dtype=object))
        rows["red_line"] = _by_site(there, len(rows))
        found.append(there)
    if found:
        rows["conflicts"] = listed(pd.concat(found, ignore_index=True), area)


def _by_site(pairs: pd.DataFrame, sites: int) -> pd.Series[float]:
    """Return what each site shares with anything [ha]."""
    return pairs.groupby("site")["area"].sum().reindex(range(sites), fill_value=0.0) / HECTARE


def _solar(plants: gpd.GeoDataFrame) -> pd.Series[Any]:
    numbers = plants["rank"] if "rank" in plants else range(1, len(plants) + 1)
    return pd.Series(
        [Text(zh=f"光伏备选地块 {number} 号", en=f"site {number} for photovoltaics") for number in numbers],
        dtype=object,
    )
