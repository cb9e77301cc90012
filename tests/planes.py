"""Made-up places on a plane in metres, for tests whose answer is seen by eye."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import rasterio
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from geo_ruijin.network import Mode, Network
from geo_ruijin.raster import Band, Raster
from geo_ruijin.results import Result

CRS = "EPSG:4548"

Place = tuple[float, float]


def frame(*shapes: BaseGeometry, **columns: Sequence[object]) -> gpd.GeoDataFrame:
    """Return features with these columns."""
    return gpd.GeoDataFrame({name: list(column) for name, column in columns.items()}, geometry=list(shapes), crs=CRS)


def points(*places: Place, **columns: Sequence[object]) -> gpd.GeoDataFrame:
    """Return points."""
    return frame(*map(Point, places), **columns)


def homes(*places: tuple[float, float, float]) -> gpd.GeoDataFrame:
    """Return homes: x, y, people."""
    return points(*((x, y) for x, y, _ in places), people=[float(people) for *_, people in places])


def network(*lines: Sequence[Place], mode: Mode = "walk", oneway: Sequence[bool] | None = None) -> Network:
    """Return the network of streets open to all."""
    flags = {} if oneway is None else {"oneway": list(oneway)}
    return Network.from_streets(frame(*map(LineString, lines), **flags), mode=mode)


def values(result: Result) -> dict[str, float | None]:
    """Return the figures by id."""
    return {name: measure.value for name, measure in result.measures.items()}


def hillside(folder: Path, rise: float) -> Raster:
    """Return heights that rise by `rise` a metre eastwards over 8 km around the origin, in cells of 100 m."""
    grid = rasterio.Affine(100, 0, -4000, 0, -100, 4000)
    east = np.arange(-3950, 4000, 100, dtype=np.float64) * rise
    cells = np.tile(east, (80, 1)).astype(np.float32)
    path = folder / "hillside.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=80, height=80, count=1, dtype="float32", crs=CRS, transform=grid
    ) as file:
        file.write(cells, 1)
    return Raster(path, None, pyproj.CRS(CRS), grid, 80, 80, {"elevation": Band(1, None, "float32", unit="m")})
