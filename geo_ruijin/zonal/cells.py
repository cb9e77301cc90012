"""The true area of the cells of a grid: on the ellipsoid, whatever coordinates the grid is in."""

from __future__ import annotations

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS, Geod, Proj, Transformer
from rasterio.windows import Window

Floats = NDArray[np.float64]


def cell_areas(crs: CRS, transform: Affine, window: Window) -> Floats:
    """Return the area of a cell of each row of a window, on the ellipsoid of the grid [m²].

    In degrees it is exact: the zone of the ellipsoid between two parallels, cut by two meridians. Projected, it is the
    cell's own area over the areal scale of the projection in the middle of the row, so that windows should be narrow
    where scale changes from west to east: over 10 km of a transverse Mercator it changes by 0.01 % at most.

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
    >>> round(360 * areas.sum() / 1e12, 3)  # all of the WGS 84 ellipsoid: 510.066 million km²
    510.066
    """
    rows = np.arange(window.height + 1) + window.row_off
    edges = transform.f + rows * transform.e
    unit = crs.axis_info[0].unit_conversion_factor
    if crs.is_geographic:
        return _between_parallels(edges * unit, crs) * transform.a * unit
    middle = transform.c + (window.col_off + window.width / 2) * transform.a
    heights = (edges[1:] + edges[:-1]) / 2
    to_degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    longitude, latitude = to_degrees.transform(np.full(window.height, middle), heights)
    scale = Proj(crs).get_factors(longitude, latitude).areal_scale
    areas: Floats = transform.a * -transform.e * unit**2 / np.asarray(scale)
    return areas


def _between_parallels(latitudes: Floats, crs: CRS) -> Floats:
    """Return the area between neighbouring latitudes [radian] a radian wide, from the first to the last [m²]."""
    geod = crs.get_geod() or Geod(ellps="WGS84")
    a, b = geod.a, geod.b
    sine = np.sin(latitudes)
    if a == b:
        upto = a**2 * sine
    else:
        e2 = 1 - (b / a) ** 2
        e = np.sqrt(e2)
        upto = b**2 / 2 * (sine / (1 - e2 * sine**2) + np.arctanh(e * sine) / e)
    return upto[:-1] - upto[1:]
