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

from geo_ruijin.windows import bent_into, bounds_of, clipped, pieces, window_of
from geo_ruijin.zonal.cells import RowsColumns, areas_of
from geo_ruijin.zonal.coded import Coded
from geo_ruijin.zonal.cover import Cover, Shapes, cover_of
from geo_ruijin.zonal.ellipsoid import areas_on_ellipsoid
from geo_ruijin.zonal.runs import add_runs, sheets_of

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

#: The most rows and columns that are counted together: they stay in the cache, and areas hardly change across them.
_ROWS, _COLUMNS = 512, 1024

#: Of how many rows borders are held at once: the more, the more memory; a multiple of how files are stored.
_STRIP = 4096

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

    Memory does not grow with the grid, only with how much of the zones' borders lies in some thousand rows of it. What
    a zone holds in all is exact to 1e-8; how it is shared among classes may be off by how much scale changes across a
    tile of 1024 cells from west to east (10 m cells in a transverse Mercator, 100 km from its meridian: 1e-5), and not
    at all in degrees.

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
        for strip in pieces(within, block=(_STRIP, within.col_off + within.width + 1), cells=0):
            _add(sums, grid, cover_of(shapes, grid.transform, strip), strip, ellipsoidal=ellipsoidal)
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
    areas = areas_of(grid.crs, grid.transform) if ellipsoidal else _alike
    key, area = cover.zone * sums.shape[1], cover.part.copy()
    windows = list(grid.pieces(within))
    stored, table = grid.stored(windows)
    class_of = np.arange(sums.shape[1]) if table is None else table.astype(np.int64)
    for piece, cells in zip(windows, stored, strict=True):
        rows, columns = areas(piece)
        crossed, row, column = _crossed(cover, piece)
        key[crossed] += class_of[cells[row, column]]
        area[crossed] *= rows[row] * columns[column]
        for top, left in itertools.product(range(0, piece.height, _ROWS), range(0, piece.width, _COLUMNS)):
            down, across = slice(top, top + _ROWS), slice(left, left + _COLUMNS)
            some = cells[down, across]
            window = Window(piece.col_off + left, piece.row_off + top, some.shape[1], some.shape[0])
            for runs in sheets:
                add_runs(sums, runs.within(window), some, class_of, rows[down], columns[across])
    sums += np.bincount(key, area, sums.size).reshape(sums.shape)


def _alike(window: Window) -> RowsColumns:
    return np.ones(window.height), np.ones(window.width)


def _crossed(cover: Cover, window: Window) -> tuple[Whole, Whole, Whole]:
    """Return which cells that borders cross lie in a window, and their rows and columns in it."""
    start, stop = np.searchsorted(cover.row, [window.row_off, window.row_off + window.height])
    column = cover.column[start:stop] - window.col_off
    inside = np.flatnonzero((column >= 0) & (column < window.width))
    crossed = inside + start
    return crossed, cover.row[crossed] - window.row_off, column[inside]


def _beyond(grid: Coded, shapes: Shapes, *, ellipsoidal: bool) -> Floats:
    """Return the area of what lies outside a grid of shapes in its coordinates; none where nothing does."""
    west, south, east, north = bounds_of(grid.transform, grid.window)
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        out = (bounds[:, :2] < (west, south)).any(axis=1) | (bounds[:, 2:] > (east, north)).any(axis=1)
    found = np.zeros(len(shapes))
    if not out.any():
        return found
    # in other coordinates fine shapes may touch themselves, which the parts of cells do not mind but a difference does
    sound = np.where(shapely.is_valid(shapes[out]), shapes[out], shapely.buffer(shapes[out], 0))
    rest = shapely.difference(sound, shapely.box(west, south, east, north))
    if not ellipsoidal:
        found[out] = shapely.area(rest) / abs(grid.transform.determinant)
        return found
    step = max(east - west, north - south) / _SEGMENTS
    found[out] = areas_on_ellipsoid(gpd.GeoSeries(rest, crs=grid.crs), step=step)
    return found
