"""Areas of the classes of a grid in zones, exactly and a piece at a time."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.windows import Window

from geo_ruijin.raster import bent_into, bounds_of, clipped, window_of
from geo_ruijin.zonal.cells import areas_of
from geo_ruijin.zonal.coded import Coded
from geo_ruijin.zonal.cover import Cover, Shapes, cover_of
from geo_ruijin.zonal.ellipsoid import areas_on_ellipsoid
from geo_ruijin.zonal.numbers import Numbers
from geo_ruijin.zonal.runs import add_runs, sheets_of

Floats = NDArray[np.float64]

#: The most rows and columns that are counted together: they stay in the cache, and areas hardly change across them.
_ROWS, _COLUMNS = 512, 1024

#: In how many pieces a side of the grid is cut, where what lies beyond it is brought on the ellipsoid.
_SEGMENTS = 1000


@dataclass(frozen=True)
class ClassAreas:
    """What zones hold of each class [m², on the ellipsoid].

    Attributes
    ----------
    classes
        As the grid has them.
    areas
        (zones, classes).
    nothing
        Where the grid lies but says nothing: (zones,).
    beyond
        What of the zones lies outside the grid: (zones,).
    """

    classes: tuple[object, ...]
    areas: Floats
    nothing: Floats
    beyond: Floats

    @property
    def known(self) -> Floats:
        """What the grid says anything about: (zones,)."""
        total: Floats = self.areas.sum(axis=1)
        return total

    def of(self, *classes: object) -> Floats:
        """Return the area of some classes together; those the grid does not have add nothing: (zones,)."""
        wanted = [index for index, name in enumerate(self.classes) if name in classes]
        found: Floats = self.areas[:, wanted].sum(axis=1)
        return found


def class_areas(grid: Coded, zones: gpd.GeoSeries, *, ellipsoidal: bool = True) -> ClassAreas:
    """Return the area of each class in each zone; of cells a border crosses, the exact part inside counts.

    Memory does not grow with the grid, only with the length of the zones' borders. What a zone holds in all is exact to
    1e-8; how it is shared among classes may be off by how much scale changes across a tile of 1024 cells from west to
    east (10 m cells in a transverse Mercator, 100 km from its meridian: 1e-5), and not at all in degrees.

    Parameters
    ----------
    grid
        The classes.
    zones
        Polygons in any coordinate system; they may overlap, and then each counts what it holds.
    ellipsoidal
        Whether areas are those on the ellipsoid [m²]; else they are cells of the grid, which makes sense where all
        cells are of one size, and to compare with other programs.

    Raises
    ------
    SourceError
        If a file is damaged.
    """
    shapes = _brought(zones, grid.crs)
    classes = len(grid.classes)
    sums = np.zeros((len(shapes), classes + 1))
    there = ~(shapely.is_empty(shapes) | shapely.is_missing(shapes))
    if there.any():
        within = clipped(window_of(grid.transform, tuple(shapely.total_bounds(shapes[there]).tolist())), grid.window)
        if within.width and within.height:
            _add(sums, grid, cover_of(shapes, grid.transform, within), within, ellipsoidal=ellipsoidal)
    return ClassAreas(grid.classes, sums[:, :-1], sums[:, -1], _beyond(grid, shapes, ellipsoidal=ellipsoidal))


def _brought(zones: gpd.GeoSeries, crs: CRS) -> Shapes:
    shapes: Shapes = np.asarray(zones.array, dtype=object)
    known = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    some = gpd.GeoSeries(shapes[known], crs=zones.crs)
    if len(some) and some.crs != crs:
        shapes = np.full(len(shapes), None)
        shapes[known] = np.asarray(bent_into(some, crs).array, dtype=object)
    return shapes


def _add(sums: Floats, grid: Coded, cover: Cover, within: Window, *, ellipsoidal: bool) -> None:
    """Add what zones hold of each class in a window of a grid."""
    sheets = sheets_of(cover)
    areas = areas_of(grid.crs, grid.transform)
    for piece, numbers in grid.blocks(within):
        rows, columns = areas(piece) if ellipsoidal else (np.ones(piece.height), np.ones(piece.width))
        _add_parts(sums, cover, piece, numbers, rows, columns)
        for top, left in itertools.product(range(0, piece.height, _ROWS), range(0, piece.width, _COLUMNS)):
            down, across = slice(top, top + _ROWS), slice(left, left + _COLUMNS)
            some = numbers[down, across]
            window = Window(piece.col_off + left, piece.row_off + top, some.shape[1], some.shape[0])
            for runs in sheets:
                add_runs(sums, runs.within(window), some, rows[down], columns[across])


def _add_parts(sums: Floats, cover: Cover, window: Window, numbers: Numbers, rows: Floats, columns: Floats) -> None:
    """Add what the zones cover of a window in cells that their borders cross."""
    some = slice(*np.searchsorted(cover.row, [window.row_off, window.row_off + window.height]))
    column = cover.column[some] - window.col_off
    inside = np.flatnonzero((column >= 0) & (column < window.width))
    row, column = cover.row[some][inside] - window.row_off, column[inside]
    area = cover.part[some][inside] * rows[row] * columns[column]
    np.add.at(sums, (cover.zone[some][inside], numbers[row, column]), area)


def _beyond(grid: Coded, shapes: Shapes, *, ellipsoidal: bool) -> Floats:
    """Return the area of what lies outside a grid of shapes in its coordinates; none where nothing does."""
    west, south, east, north = bounds_of(grid.transform, grid.window)
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        out = (bounds[:, :2] < (west, south)).any(axis=1) | (bounds[:, 2:] > (east, north)).any(axis=1)
    found = np.zeros(len(shapes))
    if not out.any():
        return found
    rest = shapely.difference(shapes[out], shapely.box(west, south, east, north))
    if not ellipsoidal:
        found[out] = shapely.area(rest) / abs(grid.transform.determinant)
        return found
    step = max(east - west, north - south) / _SEGMENTS
    found[out] = areas_on_ellipsoid(gpd.GeoSeries(rest, crs=grid.crs), step=step)
    return found
