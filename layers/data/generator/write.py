"""The sample's files: GeoParquet and GeoTIFF, compressed, the same bytes for the same seed."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import rasters
from rasters import Raster


def write(layers: dict[str, gpd.GeoDataFrame | Raster], folder: Path) -> None:
    """Write each layer to `folder` under its name, all of them or, should one fail, none after it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, layer in layers.items():
        if isinstance(layer, Raster):
            rasters.write(layer, folder / f"{name}.tif")
        else:
            layer.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd", compression_level=19)
