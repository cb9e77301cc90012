"""The elevation raster: the modelled relief, its rivers cut in so that they run down."""

from __future__ import annotations

import numpy as np
import rivers
from grid import Grid, around
from rasters import Raster
from real import Known
from scipy.spatial import cKDTree
from terrain import Terrain

CELL = 60.0  # m, two cells of land cover
MARGIN = 1000.0  # m, beyond the boundary: a slope or a horizon needs what lies around
VALLEY, REACH = 0.5, 700.0  # rise over run: so steep are the sides of a valley cut into the relief; how far off [m]
NODATA = -32768


def build(known: Known, terrain: Terrain) -> Raster:
    """Return the height of the ground [m], by cells of 60 m."""
    wide = around(known.boundary, size=300.0, margin=MARGIN)
    shape = (round(wide.shape[0] * 300 / CELL), round(wide.shape[1] * 300 / CELL))
    grid = Grid(wide.west, wide.south, CELL, shape)
    xy = np.column_stack([c.ravel() for c in grid.centres()])
    height = terrain.grid.at(terrain.height, xy)
    bed = np.concatenate(rivers.beds(terrain))
    away, at = cKDTree(bed[:, :2]).query(xy, k=1)
    near = away < REACH
    height[near] = np.minimum(height[near], bed[at[near], 2] + VALLEY * np.maximum(away[near] - CELL, 0))
    banks = away < 1.5 * CELL
    height[banks] = np.maximum(height[banks], bed[at[banks], 2])
    # A cell a river runs through is as low as the river is in it.
    cell = grid.cell(bed[:, :2])
    lowest = np.full(grid.cells, np.inf)
    np.minimum.at(lowest, cell, bed[:, 2])
    height = np.where(np.isfinite(lowest), lowest, height)
    return Raster(
        grid=grid,
        values=np.round(height).astype(np.int16).reshape(grid.shape),
        nodata=NODATA,
        about="模拟高程(米),非实测 / modelled elevation [m], not measured",
        tags={"unit": "m"},
    )
