"""A place as square cells of a land cover, of which some are of the classes looked at."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import geopandas as gpd
import numpy as np
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.windows import Window

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.parameter import demand_above_0
from geo_ruijin.raster import Raster
from geo_ruijin.text import Text
from geo_ruijin.units import Metres
from geo_ruijin.windows import Bounds, bent_into, bounds_of, clipped, window_of
from geo_ruijin.zonal.cells import cell_areas
from geo_ruijin.zonal.coded import Coded, coded
from geo_ruijin.zonal.middles import zone_numbers

Bools = NDArray[np.bool_]

#: Rows and columns of a window, and which of the cells there lie in something.
Around = tuple[slice, slice, Bools]

#: The most cells of a place: a county in cells of 10 m, which takes some 500 MB.
MOST_CELLS = 2**26

#: By what share [1] cells may differ from squares of their nominal side, and be taken as they are.
_SQUARE = 0.01

_UNKNOWN, _OTHER, _WANTED = range(3)


@dataclass(frozen=True)
class Squares:
    """Square cells around a place.

    Attributes
    ----------
    grid
        The grid the cells are of.
    window
        Those around the place and a margin; it may reach beyond the raster.
    side
        The side of a cell in the middle of the place, on the ellipsoid [m].
    own
        Whether they are the raster's own cells; else others, of which each is what the raster says at its middle.
    """

    grid: Coded
    window: Window
    side: Metres
    own: bool

    @property
    def area(self) -> float:
        """The area of a cell [m²]."""
        return self.side**2

    def inside(self, shape: gpd.GeoSeries) -> Around:
        """Return rows and columns of the window around polygons, and which middles of their cells lie in them."""
        placed = shape if shape.crs == self.grid.crs else bent_into(shape, self.grid.crs)
        around = clipped(window_of(self.grid.transform, _around(placed)), self.window)
        within = zone_numbers(placed, crs=self.grid.crs, transform=self.grid.transform, window=around) > 0
        top, left = around.row_off - self.window.row_off, around.col_off - self.window.col_off
        return slice(top, top + around.height), slice(left, left + around.width), within


@dataclass(frozen=True)
class Mosaic:
    """What is known of the cells of a window: (rows, columns).

    Attributes
    ----------
    wanted
        Whether each is of the classes looked at.
    known
        Whether anything is known of it.
    """

    wanted: Bools
    known: Bools

    def only(self, cells: Bools) -> Mosaic:
        """Return the same with nothing known of all but some cells: (rows, columns)."""
        return Mosaic(self.wanted & cells, self.known & cells)


def squares_over(raster: Raster, place: gpd.GeoSeries, *, cell: Metres | None, margin: Metres) -> Squares:
    """Return square cells around a place: the raster's own where they are squares in metres, else others in its stead.

    Cells in degrees, or of a projection that stretches them by more than 1 %, are replaced by squares of the same area
    in the system of the place.

    Parameters
    ----------
    raster
        The cover.
    place
        Polygons in a projected system in metres.
    cell
        The side the cells should have; as the raster where None.
    margin
        How far around the place cells are looked at too [m].

    Raises
    ------
    MethodError
        If the side is not above 0, or there would be more than `MOST_CELLS` cells.
    """
    if cell is not None:
        demand_above_0(cell, Text(zh="像元边长(cell)", en="the side of a cell"))
    own = bent_into(place, raster.crs) if place.crs != raster.crs else place
    side = side_of(raster, place)
    if cell is None and _is_square(raster, side):
        grid = coded(raster, "cover")
        window = window_of(raster.transform, _around(own), margin=math.ceil(margin / side) + 1)
        return Squares(grid, _bearable(window, side), side, own=True)
    side = side if cell is None else cell
    wide = math.ceil(margin / side) + 1
    window = window_of(Affine(side, 0, 0, 0, -side, 0), _around(place), margin=wide)
    window = _bearable(window, side)
    west, _, _, north = bounds_of(Affine(side, 0, 0, 0, -side, 0), window)
    window, transform = Window(0, 0, window.width, window.height), Affine(side, 0, west, 0, -side, north)
    crs = CRS(place.crs)
    middle = Window(window.width // 2, window.height // 2, 1, 1)
    true = math.sqrt(float(cell_areas(crs, transform, middle)[0]))
    nothing = Coded(crs, transform, window.width, window.height, (), _unread, _unread)
    return Squares(nothing, window, true, own=False)


def mosaic_of(raster: Raster, squares: Squares, classes: Sequence[str]) -> Mosaic:
    """Return which of the cells a raster finds of some classes, and of which it says anything.

    Raises
    ------
    MethodError
        If the raster tells none of the classes apart.
    SourceError
        If the file is damaged.
    """
    cover = coded(raster, "cover", grid=squares.grid)
    chosen = [number for number, name in enumerate(cover.classes) if name in classes]
    if not chosen:
        there = ", ".join(str(name) for name in cover.classes)
        raise MethodError(
            Text(
                zh=f"“{{cover}}”没有 {'、'.join(classes)} 这一类,只有 {there}。请改参数 classes。",
                en=f"'{{cover}}' has no class {', '.join(classes)}, only {there}. Change the parameter 'classes'.",
            )
        )
    meaning = np.full(len(cover.classes) + 1, _OTHER, dtype=np.uint8)
    meaning[chosen], meaning[-1] = _WANTED, _UNKNOWN
    window = squares.window
    found = np.full((window.height, window.width), _UNKNOWN, dtype=np.uint8)
    there = clipped(window, cover.window)
    if there.width * there.height:
        for piece, numbers in cover.blocks(there):
            top, left = piece.row_off - window.row_off, piece.col_off - window.col_off
            found[top : top + piece.height, left : left + piece.width] = meaning[numbers]
    return Mosaic(found == _WANTED, found != _UNKNOWN)


def _around(shapes: gpd.GeoSeries) -> Bounds:
    west, south, east, north = (float(one) for one in shapes.total_bounds)
    return west, south, east, north


def side_of(raster: Raster, place: gpd.GeoSeries) -> Metres:
    """Return the side of a square as large as a cell of the raster in the middle of a place, on the ellipsoid [m]."""
    west, south, east, north = _around(bent_into(place, raster.crs) if place.crs != raster.crs else place)
    middle = window_of(raster.transform, ((west + east) / 2, (south + north) / 2) * 2)
    one = Window(middle.col_off, middle.row_off, 1, 1)
    return math.sqrt(float(cell_areas(raster.crs, raster.transform, one)[0]))


def same_size(side: Metres, other: Metres) -> bool:
    """Return whether cells of two sides are of one size, but for what a projection makes of them."""
    return abs(side / other - 1) <= _SQUARE


def _is_square(raster: Raster, side: Metres) -> bool:
    if raster.crs.is_geographic:
        return False
    unit = raster.crs.axis_info[0].unit_conversion_factor
    return all(same_size(length * unit, side) for length in raster.pixel_size)


def _bearable(window: Window, side: Metres) -> Window:
    if (count := window.width * window.height) > MOST_CELLS:
        wider = side * math.sqrt(count / MOST_CELLS)
        raise MethodError(
            Text(
                zh=f"像元太多:{count:,} 个,上限 {MOST_CELLS:,}。请把参数 cell(像元边长)设为 {wider:.0f} 米以上。",
                en=f"{count:,} cells are too many, the most is {MOST_CELLS:,}. Set the parameter 'cell', the side of a "
                f"cell, to {wider:.0f} m or more.",
            )
        )
    return window


def _unread(windows: object) -> NoReturn:
    message = f"a grid without classes has none in {windows}"
    raise AssertionError(message)
