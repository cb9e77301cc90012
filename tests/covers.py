"""Made-up land cover for tests whose answer is seen by eye: drawn in letters, a hectare a letter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import rasterio
from affine import Affine
from numpy.typing import ArrayLike
from shapely import box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.raster import Band, Raster
from tests.planes import CRS

#: Where the north-west corner lies: beside the middle meridian, where a hectare is one on the ellipsoid too.
WEST, NORTH, CELL = 499_800.0, 2_860_000.0, 100.0

#: The letters of a drawing; a dot is nothing. In the file they are numbered from 1.
LETTERS: Mapping[str, str] = {"T": "tree", "c": "crop", "s": "shrub", "g": "grass", "b": "bare", "w": "water"}

#: Of cells that are given by numbers.
T, C, S = 1, 2, 3
NUMBERS: Mapping[int, str] = {T: "tree", C: "crop", S: "shrub"}


def cover(
    folder: Path,
    year: int | None,
    *rows: str,
    letters: Mapping[str, str] = LETTERS,
    **given: Any,  # noqa: ANN401 - of several kinds
) -> Raster:
    """Return a raster of land cover as a drawing has it; `given` as for `raster_of`."""
    code = {letter: number for number, letter in enumerate(letters, start=1)}
    cells = [[code.get(letter, 0) for letter in row] for row in rows]
    return raster_of(
        folder, cells, year=year, classes={number: letters[letter] for letter, number in code.items()}, **given
    )


def raster_of(  # noqa: PLR0913 - all that a raster may differ in
    folder: Path,
    cells: ArrayLike,
    band: str = "cover",
    *,
    year: int | None = None,
    cell: float = CELL,
    classes: Mapping[int, Any] = NUMBERS,
    amounts: bool = False,
    crs: str = CRS,
    grid: Affine | None = None,
    edition: str | None = None,
) -> Raster:
    """Return a raster of these cells, 0 of classes and 255 of amounts standing for nothing."""
    values = np.array(cells, dtype=np.uint8)
    height, width = values.shape
    transform = Affine(cell, 0, WEST, 0, -cell, NORTH) if grid is None else grid
    nodata = 255 if amounts else 0
    path = folder / f"{band}_{year}_{len(list(folder.iterdir()))}.tif"
    shape = {"width": width, "height": height, "count": 1, "dtype": "uint8"}
    with rasterio.open(path, "w", driver="GTiff", crs=crs, transform=transform, nodata=nodata, **shape) as file:
        file.write(values, 1)
    bands = {band: Band(1, nodata, "uint8", classes=None if amounts else dict(classes))}
    return Raster(path, year, pyproj.CRS(crs), transform, width, height, bands, edition=edition)


def square(left: float, top: float, right: float, bottom: float) -> BaseGeometry:
    """Return a rectangle from and to columns and rows of a drawing."""
    return box(WEST + left * CELL, NORTH - bottom * CELL, WEST + right * CELL, NORTH - top * CELL)
