"""Read a raster of people, by the window of the place alone."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from rasterio.errors import RasterioError, WindowError
from rasterio.features import geometry_window
from rasterio.transform import xy

from geo_ruijin.errors import SourceError
from geo_ruijin.text import Text


def read_population(path: Path, *, boundary: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the cells of a population raster that lie in a place, as points with the people of each.

    Parameters
    ----------
    path
        A raster whose cells hold people, as WorldPop's "population count" does; not people per km².
    boundary
        The place; cells whose centre lies in it count.

    Returns
    -------
    GeoDataFrame
        Cell centres in the raster's CRS with `people`; cells without any are left out.

    Raises
    ------
    SourceError
        If the raster cannot be read, has no CRS or holds nobody in the place.
    """
    try:
        with rasterio.open(path) as raster:
            if raster.crs is None:
                raise _unusable(path, Text(zh="没有坐标系", en="states no coordinate system"))
            place = shapely.union_all(boundary.to_crs(raster.crs).geometry.to_numpy())
            window = geometry_window(raster, [place])
            cells = raster.read(1, window=window, masked=True).filled(0).astype(np.float64)
            rows, columns = np.nonzero(np.isfinite(cells) & (cells > 0))
            easting, northing = xy(raster.window_transform(window), rows, columns)
            points = gpd.points_from_xy(easting, northing, crs=raster.crs)
    except (RasterioError, WindowError) as error:
        raise _unusable(path, Text(zh=f"无法读取或不覆盖此地:{error}", en=f"cannot be read here: {error}")) from error
    people = gpd.GeoDataFrame({"people": cells[rows, columns]}, geometry=points)
    shapely.prepare(place)
    inside = people[shapely.intersects(place, people.geometry.to_numpy())].reset_index(drop=True)
    if inside.empty:
        raise _unusable(path, Text(zh="边界内没有人口", en="holds nobody inside the boundary"))
    return inside


def _unusable(path: Path, why: Text) -> SourceError:
    return SourceError(Text(zh=f"人口栅格 {path.name} {why.zh}。", en=f"the population raster {path.name} {why.en}."))
