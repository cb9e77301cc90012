"""Windows of north-up grids: which cells touch bounds, and how to go through them a piece at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator

import geopandas as gpd
from affine import Affine
from pyproj import CRS
from rasterio.windows import Window

#: How many cells are held at once unless said otherwise; a band of WorldCover takes 4 MB then, one of heights 16 MB.
PIECE = 2**22

#: The part of a cell that must lie in bounds for it to be touched: less comes from the rounding of coordinates.
_GRAZED = 1e-6

#: In how many pieces the longer side of a place is cut when it is brought to another coordinate system.
_SEGMENTS = 100

#: West, south, east, north.
Bounds = tuple[float, float, float, float]


def window_of(transform: Affine, bounds: Bounds, *, margin: int = 0) -> Window:
    """Return the whole cells of a north-up grid that touch `bounds`; the grid has no end.

    Examples
    --------
    >>> window_of(Affine(10, 0, 100, 0, -10, 200), (115, 175, 130, 195))
    Window(col_off=1, row_off=0, width=2, height=3)
    """
    west, south, east, north = bounds
    left = math.floor((west - transform.c) / transform.a + _GRAZED) - margin
    right = math.ceil((east - transform.c) / transform.a - _GRAZED) + margin
    top = math.floor((north - transform.f) / transform.e + _GRAZED) - margin
    bottom = math.ceil((south - transform.f) / transform.e - _GRAZED) + margin
    return Window(left, top, max(right - left, 0), max(bottom - top, 0))


def bounds_of(transform: Affine, window: Window) -> Bounds:
    """Return west, south, east and north of a window of a north-up grid."""
    west, north = transform.c + window.col_off * transform.a, transform.f + window.row_off * transform.e
    return west, north + window.height * transform.e, west + window.width * transform.a, north


def bent_into(shapes: gpd.GeoSeries, crs: CRS) -> gpd.GeoSeries:
    """Return shapes in another coordinate system, where sides that are straight in their own one are bent."""
    west, south, east, north = shapes.total_bounds
    return shapes.segmentize(max(east - west, north - south) / _SEGMENTS).to_crs(crs)


def clipped(window: Window, to: Window) -> Window:
    """Return the part of a window that lies in another; it has no cells where they are apart."""
    left, top = max(window.col_off, to.col_off), max(window.row_off, to.row_off)
    right = min(window.col_off + window.width, to.col_off + to.width)
    bottom = min(window.row_off + window.height, to.row_off + to.height)
    return Window(left, top, max(right - left, 0), max(bottom - top, 0))


def pieces(within: Window, *, block: tuple[int, int], cells: int = PIECE) -> Iterator[Window]:
    """Return windows that cover `within` once, row by row, cut along blocks of (rows, columns).

    Each is of at most `cells`, unless a single block is larger: to be read it must be unpacked whole anyway.
    """
    rows, columns = block
    across = max(1, min(cells // (rows * columns), math.ceil(within.width / columns) + 1))
    down = max(1, cells // (rows * columns * across))
    for top, height in _cuts(within.row_off, within.height, rows * down):
        for left, width in _cuts(within.col_off, within.width, columns * across):
            yield Window(left, top, width, height)


def _cuts(start: int, length: int, step: int) -> Iterator[tuple[int, int]]:
    """Return the parts of a stretch between multiples of `step`, each as start and length."""
    end = start + length
    while start < end:
        stop = min((start // step + 1) * step, end)
        yield start, stop - start
        start = stop
