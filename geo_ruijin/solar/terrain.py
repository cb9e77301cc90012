"""How high the land stands above a roof, all round it."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from geo_ruijin.raster import Raster
from geo_ruijin.solar.land import Land

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: How large the parts are in which a raster is read [m]; within one, a metre is as many cells everywhere.
_PART = 50_000

#: And how many cells long at most, without what is seen from it.
_LONGEST = 2048


def terrain_horizon(
    raster: Raster,
    points: Floats,
    *,
    crs: CRS,
    height_above: Floats,
    radius: float,
    sectors: int = 72,
    column: str = "elevation",
    level: float = 1,
) -> Floats:
    """Return the elevation above which the land does not hide the sky, in even directions around each point.

    It is seen from the middle of the cell a point lies in, one sight for all points of a cell whose heights above the
    ground round to the same. A ray is followed in steps of a cell through heights interpolated between the middles of
    cells, beginning one cell away; further than 100 cells away in steps of two cells, then four, through the highest
    of each 2 x 2, 4 x 4 cells, so that no ridge is stepped over. Against a march in steps of 10 m the horizons of a
    county of hills differed by 0.02° on the mean, 0.7° at most. The earth's curvature and the usual bending of light
    are taken off.

    Cells without a value are ignored, and nothing stands beyond the raster's edge: see `cut_off`. What a cell hides is
    hidden here too: a raster of 60 m knows no embankment. A model of the surface, such as Copernicus GLO-30, holds
    buildings and trees: of those near a roof it makes hills, and where it holds the roof itself, `height_above` is
    added to it once more and the horizon comes out too low.

    Parameters
    ----------
    raster
        Heights of the ground [m], in any coordinate system.
    points
        Easting and northing [m]: (n, 2).
    crs
        The coordinate system of the points, in metres.
    height_above
        Of the eye above the ground [m]: (n,). Where it is unknown (NaN), the eye lies on the ground.
    radius
        How far to look [m].
    sectors
        How many directions: direction k looks along azimuth ``k * 360 / sectors``, clockwise from the points' grid
        north.
    column
        Our name of the band.
    level
        To what the heights above the ground are rounded [m].

    Returns
    -------
    numpy.ndarray
        Elevation above the horizontal, 0 to 90 [degree]: (n, sectors). 0 all round where the raster says nothing about
        the cell a point lies in.

    Raises
    ------
    SourceError
        If the file is damaged, or more cells lie within the radius than can be read at once.

    References
    ----------
    J. Dozier and J. Frew (1990), "Rapid calculation of terrain parameters for radiation modeling from digital elevation
    data", https://doi.org/10.1109/36.58986; curvature and refraction of sight lines as in surveying, coefficient 0.13
    (C. F. Gauss).
    """
    horizon = np.zeros((len(points), sectors))
    to_raster = Transformer.from_crs(crs, raster.crs, always_xy=True)
    column_at, row_at = _cells(raster, *to_raster.transform(*points.T))
    storey = np.rint(np.nan_to_num(height_above) / level)
    inside = (column_at >= 0) & (column_at < raster.width) & (row_at >= 0) & (row_at < raster.height)
    of_point = np.flatnonzero(inside)
    key = np.stack([row_at[inside], column_at[inside], storey[inside].astype(np.intp)], axis=1)
    sights, sight_of = np.unique(key, axis=0, return_inverse=True)
    seen = np.zeros((len(sights), sectors))
    back = Transformer.from_crs(raster.crs, crs, always_xy=True)
    for some in _parts(sights, _side(raster, to_raster, back, sights)):
        part = sights[some]
        cells_per_metre = _cells_per_metre(raster, to_raster, back, part)
        land = Land.around(raster, column, part, sides=_sides(cells_per_metre), radius=radius)
        eye = land.at(part) + (part[:, 2] * level).astype(np.float32)
        for sector in range(sectors):
            azimuth = 2 * math.pi * sector / sectors
            direction = cells_per_metre @ np.array([math.sin(azimuth), math.cos(azimuth)])
            seen[some, sector] = land.sight(part, eye, direction)
    horizon[of_point] = np.degrees(np.arctan(seen))[sight_of.reshape(-1)]
    return horizon


def cut_off(raster: Raster, points: Floats, *, crs: CRS, radius: float) -> NDArray[np.bool_]:
    """Return whether the raster ends within the radius of each point, so that its horizon is not known all round.

    Returns
    -------
    numpy.ndarray
        (n,), looked for in the four main directions of the points' grid.
    """
    to_raster = Transformer.from_crs(crs, raster.crs, always_xy=True)
    west, south, east, north = raster.bounds
    inside = np.ones(len(points), dtype=np.bool_)
    for step in ((radius, 0), (-radius, 0), (0, radius), (0, -radius)):
        x, y = to_raster.transform(*(points + step).T)
        inside &= (west <= x) & (x <= east) & (south <= y) & (y <= north)
    return ~inside


def _cells(raster: Raster, x: Floats, y: Floats) -> tuple[Indices, Indices]:
    """Return column and row of the cells that hold places, below 0 or too large outside; -1 where there is no place."""
    grid = raster.transform
    across, down = np.floor((x - grid.c) / grid.a), np.floor((y - grid.f) / grid.e)
    bounded = (np.where(np.isfinite(along), np.clip(along, -1, 2**31), -1) for along in (across, down))
    column, row = (along.astype(np.intp) for along in bounded)
    return column, row


def _middle(raster: Raster, row: float, column: float) -> tuple[float, float]:
    grid = raster.transform
    return grid.c + (column + 0.5) * grid.a, grid.f + (row + 0.5) * grid.e


def _cells_per_metre(raster: Raster, to_raster: Transformer, back: Transformer, part: Indices) -> Floats:
    """Return how many rows and columns a metre east and a metre north are: (row, column) x (east, north)."""
    # cells bend little within a part, and noticeably none within the length of one cell
    x, y = _middle(raster, *part[:, :2].mean(axis=0))
    east, north = back.transform(x, y)
    across, down = raster.transform.a, raster.transform.e
    length = max(abs(number) for number in np.subtract(back.transform(x + across, y + down), (east, north)))
    steps = []
    for step in ((length, 0.0), (0.0, length)):
        ahead_x, ahead_y = to_raster.transform(east + step[0], north + step[1])
        steps.append([(ahead_y - y) / down / length, (ahead_x - x) / across / length])
    return np.array(steps).T


def _parts(sights: Indices, side: int) -> Iterator[Indices]:
    """Return which sights lie in each square of so many cells."""
    square = sights[:, :2] // side
    _, of = np.unique(square, axis=0, return_inverse=True)
    order = np.argsort(of.reshape(-1), kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(of.reshape(-1)[order])) + 1) if len(order) else ()


def _sides(cells_per_metre: Floats) -> tuple[float, float]:
    """Return the shorter and the longer side of a cell [m]."""
    lengths = np.linalg.norm(np.linalg.inv(cells_per_metre), axis=0)
    return float(lengths.min()), float(lengths.max())


def _side(raster: Raster, to_raster: Transformer, back: Transformer, sights: Indices) -> int:
    """Return how many cells a part is long."""
    if not len(sights):
        return 1
    shortest, _ = _sides(_cells_per_metre(raster, to_raster, back, sights))
    return min(_LONGEST, max(1, round(_PART / shortest)))
