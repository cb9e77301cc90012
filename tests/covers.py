"""Made-up land cover for tests whose answer is seen by eye: drawn in letters, a cell of 100 m a letter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from pyproj import CRS

from geo_ruijin.raster import Band, Raster

#: Where the north-west corner of the drawings lies: on the middle meridian, where a hectare is one on the ellipsoid.
WEST, NORTH, CELL = 500_000.0, 2_860_000.0, 100.0

#: The letters of a drawing: tree, grass, bare, water; a dot is nothing.
LETTERS: Mapping[str, str] = {"T": "tree", "g": "grass", "b": "bare", "w": "water"}


def cover(
    folder: Path,
    year: int | None,
    *rows: str,
    letters: Mapping[str, str] = LETTERS,
    crs: str = "EPSG:4548",
    grid: Affine | None = None,
    edition: str | None = None,
) -> Raster:
    """Return a raster of land cover as a drawing has it."""
    grid = Affine(CELL, 0, WEST, 0, -CELL, NORTH) if grid is None else grid
    code = {letter: number for number, letter in enumerate(letters, start=1)}
    cells = np.array([[code.get(letter, 0) for letter in row] for row in rows], dtype=np.uint8)
    path = folder / f"cover_{year}_{len(list(folder.iterdir()))}.tif"
    height, width = cells.shape
    shape = {"width": width, "height": height, "count": 1, "dtype": "uint8"}
    with rasterio.open(path, "w", driver="GTiff", crs=crs, transform=grid, nodata=0, **shape) as file:
        file.write(cells, 1)
    band = Band(1, 0, "uint8", {number: letters[letter] for letter, number in code.items()})
    return Raster(path, year, CRS(crs), grid, width, height, {"cover": band}, edition=edition)
