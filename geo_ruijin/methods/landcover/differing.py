"""Where an inventory and an image differ, as polygons large and wide enough to be looked at."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
from rasterio.windows import Window

from geo_ruijin.methods.counting.rows import division_of
from geo_ruijin.windows import bent_into, clipped, window_of
from geo_ruijin.zonal.coded import Coded
from geo_ruijin.zonal.middles import zone_numbers
from geo_ruijin.zonal.patches import large, patches_of, polygons, with_core

#: What a cell is.
INVENTORY_ONLY, SATELLITE_ONLY = 1, 2

#: Of more cells than this no polygons are drawn: they are held at once, some ten bytes each.
MOST_CELLS = 2**26


def too_many(cover: Coded, place: gpd.GeoSeries) -> bool:
    """Return whether a place has too many cells to draw polygons of."""
    within = _window(cover, place)
    return bool(within.width * within.height > MOST_CELLS)


def _window(cover: Coded, place: gpd.GeoSeries) -> Window:
    west, south, east, north = bent_into(place, cover.crs).total_bounds
    return clipped(window_of(cover.transform, (west, south, east, north)), cover.window)


def differing(
    cover: Coded,
    classes: tuple[str, ...],
    forest: gpd.GeoSeries,
    place: gpd.GeoSeries,
    *,
    least_area: float,
    core: int,
) -> gpd.GeoDataFrame:
    """Return patches of cells that one of the two alone has, the largest first.

    Each cell is taken whole, by what the inventory says at its middle; their areas are therefore not those of
    `confusion`, which cuts cells.

    Parameters
    ----------
    cover
        Classes of land cover.
    classes
        Those that are trees.
    forest
        The forest of the inventory, in whatever shapes.
    place
        The place, one polygon.
    least_area
        The least area of a patch [m²].
    core
        How many cells wide and high a square must be that every patch holds.

    Returns
    -------
    geopandas.GeoDataFrame
        `number`, one of `INVENTORY_ONLY` and `SATELLITE_ONLY`, `area` on the ellipsoid [m²], polygons in the
        coordinate system of `forest`.
    """
    window = _window(cover, place)
    kinds = cover.read(window)
    wanted = np.array([*(name in classes for name in cover.classes), False])
    grid: dict[str, Any] = {"crs": cover.crs, "transform": cover.transform, "window": window}
    inside = (zone_numbers(place, **grid) > 0) & (kinds < len(cover.classes))
    wooded = zone_numbers(forest, **grid) > 0
    trees = wanted[kinds]
    cells = np.where(inside & wooded & ~trees, INVENTORY_ONLY, 0).astype(np.uint8)
    cells[inside & ~wooded & trees] = SATELLITE_ONLY
    found = patches_of(cells, among=(INVENTORY_ONLY, SATELLITE_ONLY), connectivity=4, **grid)
    drawn = polygons(with_core(large(found, least_area), core), forest.crs)
    return drawn.sort_values("area", ascending=False, kind="stable", ignore_index=True)


def with_places(rows: gpd.GeoDataFrame, by: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """Return the rows with `division`, where a point inside each lies."""
    if by is None or rows.empty:
        return rows
    return rows.assign(division=division_of(rows.geometry.representative_point(), by))
