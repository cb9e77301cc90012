"""What a raster says at points: interpolated between the middles of its cells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from rasterio.windows import Window

from geo_ruijin.errors import MethodError
from geo_ruijin.raster import Raster
from geo_ruijin.text import Text
from geo_ruijin.windows import clipped

Floats = NDArray[np.float64]


def bilinear(raster: Raster, column: str, points: Floats, *, crs: CRS) -> Floats:
    """Return the amounts at points, interpolated linearly between the middles of the four cells around each.

    Parameters
    ----------
    raster
        Amounts that change evenly, such as heights.
    column
        Our name of the band.
    points
        Easting and northing, or longitude and latitude: (n, 2), in `crs`.
    crs
        The coordinate system of the points; the raster keeps its own.

    Returns
    -------
    numpy.ndarray
        (n,), in the band's unit. NaN outside the raster and where a cell that counts holds nothing; within half a cell
        of the raster's edge the outermost middles count alone.

    Raises
    ------
    MethodError
        If the band holds codes.
    SourceError
        If the file is damaged.
    """
    if raster.bands[column].classes is not None:
        raise MethodError(
            Text(
                zh=f"“{column}”是类别代码, 代码之间不能插值。",
                en=f"'{column}' holds codes of classes; between codes there is nothing to interpolate.",
            )
        )
    x, y = Transformer.from_crs(crs, raster.crs, always_xy=True).transform(points[:, 0], points[:, 1])
    found = np.full(len(points), np.nan)
    west, south, east, north = raster.bounds
    inside = np.flatnonzero((west <= x) & (x <= east) & (south <= y) & (y <= north))
    if len(inside):
        grid = raster.transform
        across = np.clip((x[inside] - grid.c) / grid.a - 0.5, 0, raster.width - 1)
        down = np.clip((y[inside] - grid.f) / grid.e - 0.5, 0, raster.height - 1)
        found[inside] = _between(raster, column, across, down)
    return found


def _between(raster: Raster, column: str, across: Floats, down: Floats) -> Floats:
    """Return the amounts at places counted in cells from the middle of the first."""
    found = np.full(len(across), np.nan)
    left, top = np.floor(across).astype(np.intp), np.floor(down).astype(np.intp)
    for piece in raster.pieces(Window(left.min(), top.min(), np.ptp(left) + 1, np.ptp(top) + 1)):
        column_in, row_in = left - piece.col_off, top - piece.row_off
        some = np.flatnonzero((column_in >= 0) & (column_in < piece.width) & (row_in >= 0) & (row_in < piece.height))
        if not len(some):
            continue
        # one cell more to the right and below, for the places beyond the last middles of the piece
        wider = Window(piece.col_off, piece.row_off, piece.width + 1, piece.height + 1)
        cells = np.ma.filled(raster.read(column, clipped(wider, raster.window())).astype(np.float64), np.nan)
        row, col = row_in[some], column_in[some]
        below, right = np.minimum(row + 1, cells.shape[0] - 1), np.minimum(col + 1, cells.shape[1] - 1)
        y, x = down[some] - top[some], across[some] - left[some]
        corners = [
            (row, col, (1 - y) * (1 - x)),
            (row, right, (1 - y) * x),
            (below, col, y * (1 - x)),
            (below, right, y * x),
        ]
        # a cell of no weight may hold nothing
        found[some] = sum(np.where(weight > 0, cells[at, along] * weight, 0.0) for at, along, weight in corners)
    return found
