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


def horizons(
    rows: gpd.GeoDataFrame,
    points: NDArray[np.object_],
    others: gpd.GeoDataFrame,
    raster: Raster | None,
    shading: Shading,
) -> Horizons:
    """Return what hides the sky from each roof.

    Where the heights of the ground are known, a house up the slope stands higher than its floors alone tell.

    Parameters
    ----------
    rows
        Footprints with `floors`, missing where not known.
    points
        A point of each.
    others
        What else is drawn, with `floors`: it has no roof here, but casts shade; not on a roof that it is drawn over.
    raster
        Heights of the ground; without them there is no shade of the terrain, and all buildings stand on one level.
    shading
        Which shade is reckoned.
    """
    height = _height(rows, shading)
    places, crs = shapely.get_coordinates(points), CRS(rows.crs)
    neighbours = terrain = None
    beyond = 0
    if shading.buildings:
        near = others[_near(others, rows, shading.building_radius)]
        shapes = np.concatenate([rows.geometry.to_numpy(), near.geometry.to_numpy()])
        tops = np.concatenate([height, _height(near, shading)])
        if np.isfinite(tops).any():
            if raster is not None:
                beside = shapely.get_coordinates(near.geometry.representative_point().to_numpy())
                tops += bilinear(raster, "elevation", np.concatenate([places, beside]), crs=crs)
            neighbours = neighbour_horizon(shapes, tops, radius=shading.building_radius)[: len(rows)]
    if shading.terrain and raster is not None:
        radius = shading.terrain_radius
        terrain = terrain_horizon(raster, places, crs=crs, height_above=height, radius=radius)
        beyond = int(cut_off(raster, places, crs=crs, radius=radius).sum())
    return Horizons(neighbours, terrain, int(np.isnan(height).sum()), beyond)


def _height(rows: gpd.GeoDataFrame, shading: Shading) -> Floats:
    """Return the heights of buildings [m], NaN where not known: (n,)."""
    height: Floats = rows["floors"].to_numpy(dtype=np.float64) * shading.storey_height
    return height


def _near(others: gpd.GeoDataFrame, rows: gpd.GeoDataFrame, radius: float) -> NDArray[np.bool_]:
    """Return what can cast shade on the roofs, by the rectangle around them: (n,)."""
    west, south, east, north = rows.total_bounds
    reach = shapely.box(west - radius, south - radius, east + radius, north + radius)
    return np.asarray(shapely.intersects(reach, others.geometry.to_numpy()), dtype=bool)
