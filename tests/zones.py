"""Small rasters and zones for the tests of what zones hold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from pyproj import CRS

from geo_ruijin.raster import Band, Raster

#: Cells of 10 m; 40 by 40 m from (400000, 2800040) down.
CORNER = (400_000.0, 2_800_040.0)
GRID = Affine(10, 0, CORNER[0], 0, -10, CORNER[1])
WORDS = {1: "tree", 2: "crop", 3: "water"}
#: Trees in the west, crops in the east, water in the south-east corner, and nothing (0) north of it.
CODES = np.array([[1, 1, 2, 2], [1, 1, 2, 2], [1, 1, 2, 0], [1, 1, 2, 3]], dtype=np.uint8)


def made(  # noqa: PLR0913 - of a file
    folder: Path,
    cells: np.ndarray,
    *,
    classes: Mapping[int, Any] | None = WORDS,
    nodata: float | None = 0,
    crs: object = "EPSG:4548",
    transform: Affine = GRID,
    name: str = "made",
    scale: float = 1,
    offset: float = 0,
    alpha: np.ndarray | None = None,
    mask: np.ndarray | None = None,
    **profile: Any,  # noqa: ANN401 - of a file, of any type
) -> Raster:
    """Write cells to a file and return it as a raster with the band `v`."""
    path, (height, width) = folder / f"{name}.tif", cells.shape
    count = 1 if alpha is None else 2
    with (
        rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True),
        rasterio.open(
            path,
            "w",
            driver="GTiff",
            width=width,
            height=height,
            count=count,
            dtype=cells.dtype,
            crs=crs,
            transform=transform,
            nodata=nodata,
            **profile,
        ) as file,
    ):
        file.write(cells, 1)
        if alpha is not None:
            file.colorinterp = [rasterio.enums.ColorInterp.gray, rasterio.enums.ColorInterp.alpha]
            file.write(alpha, 2)
        if mask is not None:
            file.write_mask(mask)
    band = Band(1, nodata, str(cells.dtype), classes, None, scale, offset)
    return Raster(path, 2020, CRS.from_user_input(crs), transform, width, height, {"v": band})
