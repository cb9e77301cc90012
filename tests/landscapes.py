"""Land covers drawn with letters, in cells that are squares on the ellipsoid too, for tests seen by eye."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import rasterio
from affine import Affine
from shapely import box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.raster import Band, Raster

#: An equal-area projection near its middle: a cell of 100 m is a hectare.
EQUAL = "EPSG:3035"
WEST, NORTH = 4_321_000.0, 3_210_000.0

#: What a letter stands for, and the code of it in the file; 0 is nothing.
CODES = {"#": 1, ".": 2, "b": 3, "?": 0}
CLASSES = {1: "tree", 2: "crop", 3: "bare"}


def cover(
    folder: Path,
    *rows: str,
    year: int | None = 2023,
    cell: float = 100.0,
    crs: str = EQUAL,
    corner: tuple[float, float] = (WEST, NORTH),
    classes: dict[int, str] | None = None,
) -> Raster:
    """Return a land cover: # tree, . crop, b bare, ? nothing."""
    cells = np.array([[CODES[letter] for letter in row] for row in rows], dtype=np.uint8)
    grid, path = Affine(cell, 0, corner[0], 0, -cell, corner[1]), folder / f"cover_{year}.tif"
    height, width = cells.shape
    with rasterio.open(
        path, "w", driver="GTiff", width=width, height=height, count=1, dtype="uint8", crs=crs, transform=grid, nodata=0
    ) as file:
        file.write(cells, 1)
    band = Band(1, 0, "uint8", dict(CLASSES if classes is None else classes))
    return Raster(path, year, pyproj.CRS(crs), grid, width, height, {"cover": band})


def part(left: float, top: float, right: float, bottom: float, *, cell: float = 100.0) -> BaseGeometry:
    """Return a rectangle in cells from the north-western corner of `cover`."""
    return box(WEST + left * cell, NORTH - bottom * cell, WEST + right * cell, NORTH - top * cell)


def shapes(*parts: BaseGeometry, **columns: list[object]) -> gpd.GeoDataFrame:
    """Return polygons in the system of `cover`."""
    return gpd.GeoDataFrame(columns, geometry=list(parts), crs=EQUAL)
