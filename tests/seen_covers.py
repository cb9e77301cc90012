"""Made-up rasters of land cover in an equal-area projection: cells of 100 m x 100 m are a hectare each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import rasterio
from affine import Affine
from shapely import box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.raster import Band, Raster

#: Lambert's azimuthal equal-area projection of Europe, at its centre: plane and ellipsoid agree to a millionth.
CRS = "EPSG:3035"
WEST, NORTH = 4_321_000.0, 3_210_000.0
CELL = 100.0

CODES = {1: "tree", 2: "crop", 3: "shrub"}
T, C, S = 1, 2, 3


def grid(
    folder: Path,
    cells: Sequence[Sequence[float]],
    band: str = "cover",
    *,
    year: int | None = None,
    size: float = CELL,
    classes: Mapping[int, Any] | None = None,
    amounts: bool = False,
    crs: str = CRS,
) -> Raster:
    """Return a raster of these cells, 0 of classes and 255 of amounts standing for nothing."""
    values = np.array(cells, dtype=np.uint8)
    height, width = values.shape
    transform = Affine(size, 0, WEST, 0, -size, NORTH)
    nodata = 255 if amounts else 0
    path = folder / f"{band}_{year}_{size:g}.tif"
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=width,
        height=height,
        count=1,
        dtype="uint8",
        crs=crs,
        transform=transform,
        nodata=nodata,
    ) as file:
        file.write(values, 1)
    words = None if amounts else (CODES if classes is None else classes)
    bands = {band: Band(1, nodata, "uint8", classes=words)}
    return Raster(path, year, pyproj.CRS(crs), transform, width, height, bands)


def square(left: float, top: float, right: float, bottom: float) -> BaseGeometry:
    """Return a rectangle from and to columns and rows of the grid."""
    return box(WEST + left * CELL, NORTH - bottom * CELL, WEST + right * CELL, NORTH - top * CELL)


def zones(*shapes: BaseGeometry, **columns: Sequence[object]) -> gpd.GeoDataFrame:
    """Return features with these columns."""
    return gpd.GeoDataFrame({name: list(column) for name, column in columns.items()}, geometry=list(shapes), crs=CRS)
