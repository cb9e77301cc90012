"""The sample's files: GeoParquet, compressed, the same bytes for the same seed."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd


def write(layers: dict[str, gpd.GeoDataFrame], folder: Path) -> None:
    """Write each layer to `folder` under its name, all of them or, should one fail, none after it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, layer in layers.items():
        layer.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd", compression_level=19)
