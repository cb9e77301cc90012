"""How high the land stands above a roof, all round it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from rasterio.windows import Window

from geo_ruijin.raster import Raster, clipped

Floats = NDArray[np.float64]
Heights = NDArray[np.float32]
Indices = NDArray[np.intp]

#: Mean radius of the earth [m], and by which part of its curvature light bends along with it, as surveyors take it.
EARTH_RADIUS = 6_371_000
REFRACTION = 0.13

#: A ray steps by one cell this many cells far, twice as far by two of them, and so on: a step is at most a fiftieth
#: of the distance, 1.1° wide as it is seen.
_FINE = 50

#: How large the parts are in which a raster is read [m]; within one, a metre is as many cells everywhere.
_PART = 50_000

#: And how many cells long at most, without what is seen from it.
_LONGEST = 2048

#: How many heights are held at once.
_HELD = 2**18

#: Elevation of what nothing is known about [m]: below any horizon.
_ABYSS = np.float32(-1e6)


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
    of each 2 x 2, 4 x 4 cells, so that no ridge is stepped over; a horizon far away is thus seen slightly too high
    rather than too low. The earth's curvature and the usual bending of light are taken off.

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
    size = _size_of_cell(raster, back, sights)
    reach = math.ceil(radius / size) + 1
    for some in _parts(sights, min(_LONGEST, max(1, round(_PART / size)))):
        part = sights[some]
        land = _Land.around(raster, column, part, reach)
        cells_per_metre = _cells_per_metre(raster, to_raster, back, part)
        eye = land.at(part) + (part[:, 2] * level).astype(np.float32)
        for sector in range(sectors):
            azimuth = 2 * math.pi * sector / sectors
            direction = cells_per_metre @ np.array([math.sin(azimuth), math.cos(azimuth)])
            seen[some, sector] = _sight(land, part, eye, direction, radius)
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


def _size_of_cell(raster: Raster, back: Transformer, sights: Indices) -> float:
    """Return the shorter side of a cell in the middle of what is looked from [m]."""
    if not len(sights):
        return 1.0
    x, y = _middle(raster, *sights[:, :2].mean(axis=0))
    width, height = raster.pixel_size
    here = np.array(back.transform(x, y))
    sides = [np.linalg.norm(np.array(back.transform(*at)) - here) for at in ((x + width, y), (x, y + height))]
    return float(min(sides))


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


@dataclass(frozen=True, eq=False)
class _Land:
    """The heights around a part, and the highest of every 2 x 2, 4 x 4 … of them.

    Attributes
    ----------
    levels
        Heights [m], each level half as wide and high as the one before.
    row, column
        Of the first cell, among those of the raster.
    """

    levels: tuple[Heights, ...]
    row: int
    column: int

    @classmethod
    def around(cls, raster: Raster, column: str, part: Indices, reach: int) -> _Land:
        """Read the land `reach` cells around; what lies outside of the raster is there, and unknown."""
        (top, left), (bottom, right) = part[:, :2].min(axis=0) - reach, part[:, :2].max(axis=0) + reach + 1
        window = clipped(Window(left, top, right - left, bottom - top), raster.window())
        coarsest = max(0, math.ceil(math.log2(max(1, reach / _FINE))))
        block = 2**coarsest
        rows, columns = (block * (math.ceil(length / block) + 1) for length in (bottom - top, right - left))
        heights = np.full((rows, columns), _ABYSS, dtype=np.float32)
        down, across = window.row_off - top, window.col_off - left
        read = np.ma.filled(raster.read(column, window).astype(np.float32), _ABYSS)
        heights[down : down + window.height, across : across + window.width] = read
        levels = [heights]
        for _ in range(coarsest):
            last = levels[-1]
            paired = np.maximum(last[::2], last[1::2])
            levels.append(np.maximum(paired[:, ::2], paired[:, 1::2]))
        return cls(tuple(levels), int(top), int(left))

    def at(self, part: Indices) -> Heights:
        """Return the heights of cells [m]."""
        return self.levels[0][part[:, 0] - self.row, part[:, 1] - self.column]


def _sight(land: _Land, part: Indices, eye: Heights, direction: Floats, radius: float) -> Heights:
    """Return the tangents of the elevations of the horizon in one direction: 0 at least."""
    step = 1 / float(np.hypot(*direction))  # [m] a cell's length along the ray
    row, column = part[:, 0] - land.row, part[:, 1] - land.column
    tangent = np.zeros(len(part), dtype=np.float32)
    for number, heights in enumerate(land.levels):
        cells = 2**number
        first = 1 if number == 0 else _FINE
        distance = step * cells * np.arange(first, 2 * _FINE)
        distance = distance[distance <= radius]
        if not len(distance):
            break
        bend = (distance**2 * (1 - REFRACTION) / (2 * EARTH_RADIUS)).astype(np.float32)
        down, across, near = distance * direction[0], distance * direction[1], (1 / distance).astype(np.float32)
        for begin in range(0, len(part), max(1, _HELD // len(distance))):
            some = slice(begin, begin + max(1, _HELD // len(distance)))
            look = _between if number == 0 else _highest
            met = look(heights, number, row[some], column[some], down, across)
            met -= bend
            met -= eye[some, None]
            met *= near
            np.maximum(tangent[some], met.max(axis=1), out=tangent[some])
    # a cell that holds nothing sees nothing
    return np.where(eye > _ABYSS / 2, tangent, 0)


def _highest(heights: Heights, number: int, row: Indices, column: Indices, down: Floats, across: Floats) -> Heights:
    """Return the highest land around places, counted in cells from the middles of others: (others, places)."""
    at_row = (row[:, None] + np.rint(down).astype(np.intp)) >> number
    at_column = (column[:, None] + np.rint(across).astype(np.intp)) >> number
    at_row *= heights.shape[1]
    at_row += at_column
    met: Heights = heights.reshape(-1).take(at_row)
    return met


def _between(heights: Heights, _: int, row: Indices, column: Indices, down: Floats, across: Floats) -> Heights:
    """Return the height of the land at such places, between the middles of the four cells around each."""
    above, left = np.floor(down), np.floor(across)
    low, right = (down - above).astype(np.float32), (across - left).astype(np.float32)
    width = heights.shape[1]
    corner = (row * width + column)[:, None] + (above * width + left).astype(np.intp)
    flat = heights.reshape(-1)
    met: Heights = flat.take(corner) * ((1 - low) * (1 - right))
    for offset, weight in ((1, (1 - low) * right), (width, low * (1 - right)), (width + 1, low * right)):
        met += flat.take(corner + offset) * weight
    return met
