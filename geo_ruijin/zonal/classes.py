"""Areas of the classes of a grid in zones, exactly and a piece at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod
from rasterio.windows import Window

from geo_ruijin.raster import bent_into, clipped, window_of
from geo_ruijin.zonal.cells import cell_areas
from geo_ruijin.zonal.coded import Coded, Numbers
from geo_ruijin.zonal.cover import Cover, cover_of

#: The most keys of two bytes.
_MOST_16 = 2**16

#: By what share [1] the areas of cells of neighbouring rows may differ and be taken for one.
_ALIKE = 1e-8

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


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

    Memory does not grow with the grid, only with the length of the zones' borders.

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
    shapes = bent_into(zones, grid.crs).to_numpy() if zones.crs != grid.crs else zones.to_numpy()
    count, codes = len(shapes), len(grid.table)
    sums = np.zeros((count, codes))
    there = ~(shapely.is_empty(shapes) | shapely.is_missing(shapes))
    if there.any():
        within = clipped(window_of(grid.transform, tuple(shapely.total_bounds(shapes[there]))), grid.window)
        cover = cover_of(shapes, grid.transform, within)
        sheets = _sheets(cover)
        for window, cells in grid.blocks(within):
            area = cell_areas(grid.crs, grid.transform, window) if ellipsoidal else np.ones(window.height)
            _add_parts(sums, cover, window, cells, area)
            for sheet in sheets:
                _add_runs(sums, cover, sheet, window, cells, area)
    table = np.zeros((count, len(grid.classes) + 1))
    np.add.at(table.T, grid.table, sums.T)
    whole = _areas_on_ellipsoid(zones) if ellipsoidal else shapely.area(shapes) / abs(grid.transform.determinant)
    beyond = np.maximum(whole - table.sum(axis=1), 0.0)
    beyond[beyond <= 1e-6 * whole] = 0.0
    return ClassAreas(grid.classes, table[:, :-1], table[:, -1], beyond)


def _areas_on_ellipsoid(zones: gpd.GeoSeries) -> Floats:
    crs = CRS(zones.crs)
    geographic = zones if crs.is_geographic else bent_into(zones, CRS(crs.geodetic_crs))
    geod = crs.get_geod() or Geod(ellps="WGS84")
    return np.array([abs(geod.geometry_area_perimeter(shapely.orient_polygons(one))[0]) for one in geographic])


def _sheets(cover: Cover) -> list[NDArray[np.intp]]:
    """Return the runs in lots within which none overlaps another, each in the order of cells."""
    left = np.lexsort((cover.run_start, cover.run_row))
    lots: list[NDArray[np.intp]] = []
    while len(left):
        row, start, stop = cover.run_row[left], cover.run_start[left], cover.run_stop[left]
        # furthest stop so far in the same row: rows are kept apart by adding what no column reaches
        far = np.int64(stop.max() + 1)
        reach = np.maximum.accumulate(row * far + stop)
        clear = np.r_[True, row[1:] * far + start[1:] >= reach[:-1]]
        if clear.all():
            return [*lots, left]
        clear = _greedy(row * far + start, row * far + stop)
        lots.append(left[clear])
        left = left[~clear]
    return lots


def _greedy(start: Whole, stop: Whole) -> NDArray[np.bool_]:
    """Return which of stretches in order are taken when each that begins before the last taken ends is left."""
    taken = np.zeros(len(start), dtype=np.bool_)
    end = -1
    for index, (first, last) in enumerate(zip(start.tolist(), stop.tolist(), strict=True)):
        if first >= end:
            taken[index], end = True, last
    return taken


def _add_parts(sums: Floats, cover: Cover, window: Window, cells: Numbers, area: Floats) -> None:
    """Add what the zones cover of a window in cells that their borders cross."""
    first, last = np.searchsorted(cover.row, [window.row_off, window.row_off + window.height])
    column = cover.column[first:last] - window.col_off
    inside = (column >= 0) & (column < window.width)
    row, column = cover.row[first:last][inside] - window.row_off, column[inside]
    codes = sums.shape[1]
    key = cover.zone[first:last][inside] * codes + cells[row, column]
    counted = np.bincount(key, weights=cover.part[first:last][inside] * area[row], minlength=sums.size)
    sums += counted.reshape(sums.shape)


def _add_runs(
    sums: Floats, cover: Cover, sheet: NDArray[np.intp], window: Window, cells: Numbers, area: Floats
) -> None:
    """Add what the zones cover of a window in cells wholly inside them."""
    first, last = np.searchsorted(cover.run_row[sheet], [window.row_off, window.row_off + window.height])
    runs = sheet[first:last]
    start = np.clip(cover.run_start[runs] - window.col_off, 0, window.width)
    stop = np.clip(cover.run_stop[runs] - window.col_off, 0, window.width)
    some = stop > start
    if not some.any():
        return
    runs, start, stop = runs[some], start[some], stop[some]
    row = cover.run_row[runs] - window.row_off
    zones, local = np.unique(cover.run_zone[runs], return_inverse=True)
    codes = sums.shape[1]
    size = (len(zones) + 1) * codes
    # stretches of no zone and of zones take turns along the cells of the window
    ends = np.zeros(2 * len(runs) + 2, dtype=np.int64)
    ends[1:-1:2], ends[2:-1:2], ends[-1] = row * window.width + start, row * window.width + stop, cells.size
    owner = np.zeros(2 * len(runs) + 1, dtype=np.uint16 if size <= _MOST_16 else np.uint32)
    owner[1::2] = (local + 1) * codes
    keys = np.repeat(owner, np.diff(ends)).reshape(cells.shape)
    keys += cells
    counted = np.zeros(size)
    for top, bottom in _alike(area):
        counted += area[top] * np.bincount(keys[top:bottom].ravel(), minlength=size)
    sums[zones] += counted.reshape(-1, codes)[1:]


def _alike(area: Floats) -> Iterator[tuple[int, int]]:
    """Return stretches of rows whose cells are of one area: where projected nearly all, in degrees each its own."""
    start = 0
    while start < len(area):
        alike = np.abs(area[start:] / area[start] - 1) <= _ALIKE
        stop = start + (len(alike) if alike.all() else int(np.argmin(alike)))
        yield start, stop
        start = stop
