"""The true area of the cells of a grid: on the ellipsoid, whatever coordinates the grid is in."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer
from rasterio.windows import Window

Floats = NDArray[np.float64]

#: Area of the cells in the middle of a window's rows [m²], and over it that of its columns' in the middle row [1].
RowsColumns = tuple[Floats, Floats]

#: Over so many metres the scale of a map is smooth: five places say what it is between them, to 1e-10.
_SMOOTH = 100_000
_PLACES = 5


def cell_areas(crs: CRS, transform: Affine, window: Window) -> Floats:
    """Return the area of a cell of each row of a window, on the ellipsoid of the grid [m²].

    In degrees it is exact: the zone of the ellipsoid between two parallels, cut by two meridians. Projected, it is that
    of the cell in the middle of the row; how areas change from west to east `areas_of` says.

    Parameters
    ----------
    crs
        Geographic, or projected in metres or another unit of length.
    transform
        From column and row to coordinates; north up.
    window
        The cells.

    Returns
    -------
    numpy.ndarray
        One area a row, from the north: (rows,).

    References
    ----------
    J. P. Snyder (1987), Map Projections: A Working Manual, USGS Professional Paper 1395, eq. 3-12 (authalic latitude).

    Examples
    --------
    >>> areas = cell_areas(CRS(4326), Affine(1, 0, 0, 0, -1, 90), Window(0, 0, 1, 180))
    >>> float(round(360 * areas.sum() / 1e12, 3))  # all of the WGS 84 ellipsoid: 510.066 million km²
    510.066
    """
    return areas_of(crs, transform)(window)[0]


def areas_of(crs: CRS, transform: Affine) -> Callable[[Window], RowsColumns]:
    """Return a function from a window to the areas of its cells: of a row [m²] times of a column [1].

    In degrees the columns are alike. Projected, the area of a cell is that of a rectangle on the map, over the scale
    of the projection; the product leaves out how scale changes along both sides at once, less than 1e-7 over 10 km.
    """
    geod = crs.get_geod() or Geod(ellps="WGS84")
    if crs.is_geographic:
        unit = radians_of(crs)

        def in_degrees(window: Window) -> RowsColumns:
            edges = transform.f + (np.arange(window.height + 1) + window.row_off) * transform.e
            return _between_parallels(edges * unit, geod) * transform.a * unit, np.ones(window.width)

        return in_degrees
    to_degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    unit, radian = crs.axis_info[0].unit_conversion_factor, radians_of(crs)

    def at(columns: Floats, rows: Floats) -> Floats:
        """Return the area of the cells whose middles are at columns and rows."""
        x, y = transform.c + columns * transform.a, transform.f + rows * transform.e
        east, north = transform.a / 2, -transform.e / 2
        sides = np.array([[x - east, x + east, x, x], [y, y, y - north, y + north]])
        west, south = np.asarray(to_degrees.transform(*sides)) * radian
        turn = 2 * np.pi
        along = (west[1] - west[0] + np.pi) % turn - np.pi, (west[3] - west[2] + np.pi) % turn - np.pi
        across = south[1] - south[0], south[3] - south[2]
        latitude = south.mean(axis=0)
        found: Floats = np.abs(along[0] * across[1] - along[1] * across[0]) * _radian_squared(latitude, geod)
        return found

    def projected(window: Window) -> RowsColumns:
        rows = window.row_off + 0.5 + np.arange(window.height)
        columns = window.col_off + 0.5 + np.arange(window.width)
        row, column = window.row_off + window.height / 2, window.col_off + window.width / 2
        middle = at(np.array([column]), np.array([row]))
        by_row = _through(lambda some: at(np.full_like(some, column), some), rows, -transform.e * unit)
        by_column = _through(lambda some: at(some, np.full_like(some, row)), columns, transform.a * unit)
        return by_row, by_column / middle

    return projected


def radians_of(crs: CRS) -> float:
    """Return what the unit of longitude and latitude of a coordinate system is [radian]; most often a degree."""
    return float(CRS(crs.geodetic_crs).axis_info[0].unit_conversion_factor)


def _through(function: Callable[[Floats], Floats], places: Floats, step: float) -> Floats:
    """Return a smooth function at all places, `step` apart [m] all along, from a few where they are near together."""
    if len(places) <= _PLACES or len(places) * step > _SMOOTH:
        return function(places)
    few, every = (np.linspace(-1, 1, count) for count in (_PLACES, len(places)))
    middle, half = (places[0] + places[-1]) / 2, (places[-1] - places[0]) / 2
    found: Floats = np.polyval(np.linalg.solve(np.vander(few), function(middle + few * half)), every)
    return found


def _radian_squared(latitude: Floats, geod: Geod) -> Floats:
    """Return the area of a small square of a radian of longitude by one of latitude, at a latitude [radian] [m²]."""
    area: Floats = geod.a**2 * (1 - geod.es) * np.cos(latitude) / (1 - geod.es * np.sin(latitude) ** 2) ** 2
    return area


def _between_parallels(latitudes: Floats, geod: Geod) -> Floats:
    """Return the area between neighbouring latitudes [radian] a radian wide, from the first to the last [m²]."""
    sine = np.sin(latitudes)
    if geod.es == 0:
        upto = geod.a**2 * sine
    else:
        e = np.sqrt(geod.es)
        upto = geod.b**2 / 2 * (sine / (1 - geod.es * sine**2) + np.arctanh(e * sine) / e)
    return upto[:-1] - upto[1:]
