"""What the land is like, by cells of 50 m: what everything that grows or is dug on it chooses its place by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from grid import Bools, Floats, Grid, Ints
from rasterio import features
from rasterio.transform import Affine
from real import Known
from scipy import ndimage
from settlements import Settlements
from terrain import Terrain

CELL = 50.0  # m


@dataclass(frozen=True)
class Site:
    """What the land is like: slope [rise over run], height, height above the valley and way to a hamlet [m]."""

    grid: Grid
    inside: Bools
    slope: Floats
    height: Floats
    above: Floats
    home: Floats


def build(known: Known, terrain: Terrain, settlements: Settlements) -> Site:
    """Return what the land is like around the boundary."""
    coarse = terrain.grid
    grid = Grid(coarse.west, coarse.south, CELL, (coarse.shape[0] * 2, coarse.shape[1] * 2))
    xy = np.column_stack([c.ravel() for c in grid.centres()])
    height = coarse.at(terrain.height, xy).reshape(grid.shape)
    homes = np.ones(grid.shape, dtype=bool)
    homes.ravel()[grid.cell(shapely.get_coordinates(settlements.hamlets.geometry))] = False
    return Site(
        grid=grid,
        inside=burnt(grid, [known.boundary]) > 0,
        slope=coarse.at(terrain.slope, xy).reshape(grid.shape),
        height=height,
        above=height - ndimage.minimum_filter(height, 21),
        home=np.asarray(ndimage.distance_transform_edt(homes)) * CELL,
    )


def best(score: Floats, free: Bools, site: Site, area: float) -> Bools:
    """Return the cells of `free` with the highest `score`, `area` km² of them inside the boundary."""
    count = int(area * 1e6 / CELL**2)
    limit = np.sort(score[free & site.inside])[::-1][count]
    return free & (score > limit)


def burnt(grid: Grid, shapes: list[shapely.Geometry] | np.ndarray, *, touched: bool = False) -> Ints:
    """Return for each cell 1 + the position of the last of `shapes` its centre lies in (or that touches it), else 0."""
    numbered = ((shape, k + 1) for k, shape in enumerate(shapes))
    image = features.rasterize(
        numbered, out_shape=grid.shape, transform=north_up(grid), dtype="int32", all_touched=touched
    )
    return image[::-1].astype(np.int64)


def north_up(grid: Grid) -> Affine:
    """Return how the cells of `grid`, turned upside down, lie: files have the north first."""
    return Affine(grid.size, 0, grid.west, 0, -grid.size, grid.south + grid.shape[0] * grid.size)
