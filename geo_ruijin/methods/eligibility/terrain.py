"""How steep the ground is and where it faces, from heights."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from rasterio.warp import Resampling, reproject, transform_bounds
from rasterio.windows import Window
from rasterio.windows import transform as transform_of

from geo_ruijin.methods.eligibility.grid import Bools, Floats, Grid
from geo_ruijin.raster import Raster
from geo_ruijin.units import Degrees
from geo_ruijin.windows import bounds_of, clipped, window_of

#: Cells read beside a piece: one for the rise, one for the interpolation.
_MARGIN = 2

#: A cell and its neighbours on either side.
_AROUND = 3


@dataclass(frozen=True)
class Terrain:
    """The rise of the ground in each cell; NaN where no height is known.

    Attributes
    ----------
    east, north
        Rise towards the east and towards the north [m per m]: (n,).
    equator
        The sign of the northing towards the equator: -1 in the north of the Earth, 1 in the south.
    """

    east: Floats
    north: Floats
    equator: float

    @functools.cached_property
    def slope(self) -> Floats:
        """Inclination [degree]: (n,).

        Examples
        --------
        A rise of 1 m a metre is 45°:

        >>> Terrain(np.array([0.0]), np.array([1.0]), -1).slope
        array([45.])
        """
        return np.degrees(np.arctan(np.hypot(self.east, self.north)))

    @functools.cached_property
    def from_pole(self) -> Floats:
        """The angle between where the ground faces and the nearer pole [degree], 0 to 180: (n,); NaN where flat.

        Examples
        --------
        What rises towards the south faces north, which is away from the sun in the north of the Earth:

        >>> Terrain(np.array([0.0]), np.array([-1.0]), -1).from_pole
        array([0.])
        """
        steep = np.hypot(self.east, self.north)
        with np.errstate(invalid="ignore", divide="ignore"):
            cosine = self.equator * self.north / np.where(steep > 0, steep, np.nan)
        return np.degrees(np.arccos(np.clip(cosine, -1, 1)))

    def sunny(self, flat: Degrees) -> Bools:
        """Return whether each cell faces the equator's side, or is no steeper than `flat`: (n,)."""
        quarter = 90
        found: Bools = (self.slope <= flat) | (self.from_pole >= quarter)
        return found


def terrain_of(raster: Raster, grid: Grid, *, crs: CRS) -> Terrain:
    """Return the rise of the ground by Horn's method on the raster's own cells, brought to the grid bilinearly.

    The sides of the raster's cells are taken on the ellipsoid, so that degrees and stretched projections serve too.

    Parameters
    ----------
    raster
        Heights [m], in any coordinate system.
    grid
        The cells to give the rise for.
    crs
        The coordinate system of the grid.

    Raises
    ------
    SourceError
        If the file is damaged.

    References
    ----------
    B. K. P. Horn (1981), Hill shading and the reflectance map, doi:10.1109/PROC.1981.11918.
    """
    height, width = grid.inside.shape
    rows_and_columns = Window(0, 0, width, height)
    there = transform_bounds(crs, raster.crs, *bounds_of(grid.transform, rows_and_columns))
    out = np.full((2, height, width), np.nan, dtype=np.float32)
    wanted = raster.window(there)
    # where the raster's cells are the smaller ones, so many of them are in a mean
    margin = _MARGIN + math.ceil(max(wanted.width / width, wanted.height / height))
    for piece in raster.pieces(raster.window(there, margin=margin)):
        wide = clipped(_widened(piece, margin), raster.window())
        bounds = transform_bounds(raster.crs, crs, *bounds_of(raster.transform, piece))
        to = clipped(window_of(grid.transform, bounds, margin=1), rows_and_columns)
        if not to.width * to.height:
            continue
        heights = np.ma.filled(raster.read("elevation", wide).astype(np.float32), np.nan)
        own = np.zeros(heights.shape, dtype=np.float32)
        top, left = piece.row_off - wide.row_off, piece.col_off - wide.col_off
        own[top : top + piece.height, left : left + piece.width] = 1
        source, target = transform_of(wide, raster.transform), transform_of(to, grid.transform)
        rise = _rise(heights, *_sides(raster, wide))
        found = _brought(rise, source, raster.crs, target, crs, (to.height, to.width), Resampling.bilinear)
        mine = _brought(own[np.newaxis], source, raster.crs, target, crs, (to.height, to.width), Resampling.nearest)
        part = out[:, to.row_off : to.row_off + to.height, to.col_off : to.col_off + to.width]
        np.copyto(part, found, where=mine == 1)
    east, north = (out[i][grid.inside].astype(np.float64) for i in range(2))
    return Terrain(east, north, equator=-1.0 if _latitude(grid, crs) >= 0 else 1.0)


def _widened(window: Window, margin: int) -> Window:
    return Window(
        window.col_off - margin, window.row_off - margin, window.width + 2 * margin, window.height + 2 * margin
    )


def _brought(
    bands: NDArray[np.float32],
    source: Affine,
    source_crs: CRS,
    target: Affine,
    target_crs: CRS,
    size: tuple[int, int],
    resampling: Resampling,
) -> NDArray[np.float32]:
    """Return bands on another grid, NaN where there is nothing."""
    found = np.full((len(bands), *size), np.nan, dtype=np.float32)
    reproject(
        bands,
        found,
        src_transform=source,
        src_crs=source_crs,
        src_nodata=np.nan,
        dst_transform=target,
        dst_crs=target_crs,
        dst_nodata=np.nan,
        resampling=resampling,
    )
    return found


def _rise(heights: NDArray[np.float32], across: Floats, down: Floats) -> NDArray[np.float32]:
    """Return the rise to the east and to the north [m per m] by Horn: (2, rows, columns), NaN at the rim."""
    out = np.full((2, *heights.shape), np.nan, dtype=np.float32)
    if min(heights.shape) < _AROUND:
        return out
    smooth = heights[:-2] + 2 * heights[1:-1] + heights[2:]
    out[0, 1:-1, 1:-1] = (smooth[:, 2:] - smooth[:, :-2]) / (8 * across[1:-1, np.newaxis])
    smooth = heights[:, :-2] + 2 * heights[:, 1:-1] + heights[:, 2:]
    out[1, 1:-1, 1:-1] = (smooth[:-2] - smooth[2:]) / (8 * down[1:-1, np.newaxis])
    return out


def _sides(raster: Raster, window: Window) -> tuple[Floats, Floats]:
    """Return width and height of the cells of each row of a window [m], taken on the ellipsoid at its middle column."""
    grid = transform_of(window, raster.transform)
    to_degrees = Transformer.from_crs(raster.crs, raster.crs.geodetic_crs, always_xy=True)
    ellipsoid = raster.crs.get_geod()
    assert ellipsoid is not None  # noqa: S101 - a raster that lies on the Earth has one
    x = np.full(window.height, grid.c + grid.a * window.width / 2)
    y = grid.f + grid.e * (np.arange(window.height) + 0.5)
    middle = to_degrees.transform(x, y)
    across = ellipsoid.inv(*middle, *to_degrees.transform(x + grid.a, y))[2]
    down = ellipsoid.inv(*middle, *to_degrees.transform(x, y + grid.e))[2]
    return np.asarray(across), np.asarray(down)


def _latitude(grid: Grid, crs: CRS) -> float:
    middle = grid.place.centroid
    to_degrees = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    return float(to_degrees.transform(middle.x, middle.y)[1])
