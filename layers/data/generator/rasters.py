"""The sample's rasters: GeoTIFF in tiles, compressed, that say of themselves that they are modelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import rasterio
from grid import Grid
from landsite import north_up
from real import CRS


@dataclass(frozen=True)
class Raster:
    """One band on a grid.

    Attributes
    ----------
    grid
        Its cells.
    values
        In the grid's shape, row 0 the southernmost.
    nodata
        What stands where nothing is known.
    about
        What it is, for the file's own description.
    colours
        Red, green, blue of each value, of a raster of classes.
    tags
        Whatever else it says of itself.
    """

    grid: Grid
    values: np.ndarray
    nodata: int
    about: str
    colours: Mapping[int, tuple[int, int, int]] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)


def write(raster: Raster, path: Path) -> None:
    """Write the raster."""
    rows, columns = raster.grid.shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=columns,
        height=rows,
        count=1,
        dtype=raster.values.dtype,
        crs=CRS,
        transform=north_up(raster.grid),
        nodata=raster.nodata,
        tiled=True,
        blockxsize=256,
        blockysize=256,
        compress="deflate",
        zlevel=9,
        predictor=1 if raster.colours else 2,
    ) as file:
        file.write(raster.values[::-1], 1)
        file.set_band_description(1, raster.about)
        if raster.colours:
            file.write_colormap(1, dict(raster.colours))
        file.update_tags(nature="modelled", licence="Apache-2.0", **raster.tags)
