"""Which cells of a grid lie in which zone, by their middles: each cell in one zone at most."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import rasterio.features
import rasterio.windows
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.windows import Window

from geo_ruijin.windows import bent_into


def zone_numbers(zones: gpd.GeoSeries, *, crs: CRS, transform: Affine, window: Window) -> NDArray[np.int32]:
    """Return the number of the zone that the middle of each cell lies in, from 1; 0 in none: (rows, columns).

    Where zones overlap, the first holds the cell.

    Parameters
    ----------
    zones
        Polygons in any coordinate system.
    crs, transform
        The grid.
    window
        The cells.

    Examples
    --------
    >>> import shapely
    >>> zones = gpd.GeoSeries([shapely.box(0, 0, 1.6, 2)], crs=3035)
    >>> zone_numbers(zones, crs=CRS(3035), transform=Affine(1, 0, 0, 0, -1, 2), window=Window(0, 0, 3, 2)).tolist()
    [[1, 1, 0], [1, 1, 0]]
    """
    placed = zones if zones.crs == crs else bent_into(zones, crs)
    drawn = [
        (shape, number)
        for number, shape in reversed(list(enumerate(placed, start=1)))
        if shape is not None and not shape.is_empty
    ]
    out = np.zeros((window.height, window.width), dtype=np.int32)
    if drawn and out.size:
        rasterio.features.rasterize(drawn, out=out, transform=rasterio.windows.transform(window, transform))
    return out
