"""How high buildings and the terrain stand around each roof."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from geo_ruijin.raster import Raster
from geo_ruijin.sampling import bilinear
from geo_ruijin.solar.neighbours import neighbour_horizon
from geo_ruijin.solar.terrain import cut_off, terrain_horizon

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Shading:
    """Which shade is reckoned, and how far it is looked for.

    Attributes
    ----------
    buildings, terrain
        Whether that of buildings, of the terrain is.
    storey_height
        Of a building's floor [m].
    building_radius, terrain_radius
        How far to look [m].
    """

    buildings: bool
    terrain: bool
    storey_height: float
    building_radius: float
    terrain_radius: float


@dataclass(frozen=True)
class Horizons:
    """What hides the sky from roofs.

    Attributes
    ----------
    neighbours, terrain
        Elevation of what hides it, by direction [degree]: (n, sectors); None where that shade is not reckoned.
    unknown
        Of how many buildings the height is not known: they cast no shade and receive none of other buildings.
    cut_off
        Within the radius of how many roofs the heights of the terrain end.
    """

    neighbours: Floats | None
    terrain: Floats | None
    unknown: int = 0
    cut_off: int = 0


def horizons(rows: gpd.GeoDataFrame, points: NDArray[np.object_], raster: Raster | None, shading: Shading) -> Horizons:
    """Return what hides the sky from each roof.

    Where the heights of the ground are known, a house up the slope stands higher than its floors alone tell.

    Parameters
    ----------
    rows
        Footprints with `floors`, missing where not known.
    points
        A point of each.
    raster
        Heights of the ground; without them there is no shade of the terrain, and all buildings stand on one level.
    shading
        Which shade is reckoned.
    """
    height = rows["floors"].to_numpy(dtype=np.float64) * shading.storey_height
    known = bool(np.isfinite(height).any())
    places, crs = shapely.get_coordinates(points), CRS(rows.crs)
    neighbours = terrain = None
    beyond = 0
    if shading.buildings and known:
        ground = np.zeros(len(rows)) if raster is None else bilinear(raster, "elevation", places, crs=crs)
        shapes = np.asarray(rows.geometry.to_numpy())
        neighbours = neighbour_horizon(shapes, ground + height, radius=shading.building_radius)
    if shading.terrain and raster is not None:
        radius = shading.terrain_radius
        terrain = terrain_horizon(raster, places, crs=crs, height_above=height, radius=radius)
        beyond = int(cut_off(raster, places, crs=crs, radius=radius).sum())
    return Horizons(neighbours, terrain, int(np.isnan(height).sum()), beyond)
