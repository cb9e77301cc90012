"""Land looked over from its cells: heights near by, and the highest of ever more cells far away."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from geo_ruijin.raster import Raster
from geo_ruijin.windows import clipped

Floats = NDArray[np.float64]
Heights = NDArray[np.float32]
Indices = NDArray[np.intp]

#: Mean radius of the earth [m], and by which part of its curvature light bends along with it, as surveyors take it.
EARTH_RADIUS = 6_371_000
REFRACTION = 0.13

#: A ray goes by single cells as far as twice this many of them are long, by two as far as four times, and so on:
#: beyond, what is looked at together is a fiftieth of its distance wide, 1.1° as it is seen.
FINE = 50

#: How many heights are held at once.
_HELD = 2**18

#: Elevation of what nothing is known about [m]: below any horizon.
_ABYSS = np.float32(-1e6)

#: The part of the radius by which it is widened: what lies exactly there counts.
_SEAM = 1e-9


@dataclass(frozen=True, eq=False)
class Land:
    """The heights around some cells, and the highest of every 2 x 2, 4 x 4 … of them.

    Attributes
    ----------
    levels
        Heights [m], each level half as wide and high as the one before.
    row, column
        Of the first cell, among those of the raster.
    longest
        The longer side of a cell [m].
    radius
        How far it is looked over [m].
    """

    levels: tuple[Heights, ...]
    row: int
    column: int
    longest: float
    radius: float

    @classmethod
    def around(cls, raster: Raster, column: str, part: Indices, *, sides: tuple[float, float], radius: float) -> Self:
        """Read the land around cells; what lies outside of the raster is there, and unknown.

        Parameters
        ----------
        raster, column
            The heights.
        part
            Rows and columns of the cells: (n, 2 or more).
        sides
            Of a cell, the shorter and the longer one [m].
        radius
            How far to look [m].
        """
        shortest, longest = sides
        coarsest = max(0, math.ceil(math.log2(radius / (2 * FINE * longest)))) if radius > 0 else 0
        block, reach = 2**coarsest, math.ceil(radius / shortest) + 1
        # whole blocks, counted from the raster's own first cell: in whichever part a block lies, it is the same
        top, left = (part[:, :2].min(axis=0) - reach) // block * block
        bottom, right = ((part[:, :2].max(axis=0) + reach) // block + 1) * block
        window = clipped(Window(left, top, right - left, bottom - top), raster.window())
        heights = np.full((bottom - top, right - left), _ABYSS, dtype=np.float32)
        down, across = window.row_off - top, window.col_off - left
        read = np.ma.filled(raster.read(column, window).astype(np.float32), _ABYSS)
        heights[down : down + window.height, across : across + window.width] = read
        levels = [heights]
        for _ in range(coarsest):
            last = levels[-1]
            paired = np.maximum(last[::2], last[1::2])
            levels.append(np.maximum(paired[:, ::2], paired[:, 1::2]))
        return cls(tuple(levels), int(top), int(left), longest, radius)

    def at(self, part: Indices) -> Heights:
        """Return the heights of cells [m]."""
        return self.levels[0][part[:, 0] - self.row, part[:, 1] - self.column]

    def sight(self, part: Indices, eye: Heights, direction: Floats) -> Heights:
        """Return the tangents of the elevations of the horizon in one direction: 0 at least.

        Parameters
        ----------
        part
            Rows and columns of the cells looked from: (n, 2 or more).
        eye
            Heights of the eyes, above the level of the land's [m]: (n,).
        direction
            How many rows and columns a metre is along the ray: (2,).
        """
        step = 1 / float(np.hypot(*direction))  # [m] a cell's length along the ray
        row, column = part[:, 0] - self.row, part[:, 1] - self.column
        tangent = np.zeros(len(part), dtype=np.float32)
        end = self.radius * (1 + _SEAM)
        for number in range(len(self.levels)):
            width = 2**number * FINE * self.longest
            distance = np.arange(width if number else step, min(2 * width, end), step * 2**number)
            bend = (distance**2 * (1 - REFRACTION) / (2 * EARTH_RADIUS)).astype(np.float32)
            down, across, near = distance * direction[0], distance * direction[1], (1 / distance).astype(np.float32)
            rows = max(1, _HELD // max(1, len(distance)))
            for begin in range(0, len(part) if len(distance) else 0, rows):
                some = slice(begin, begin + rows)
                met = self._met(number, row[some, None], column[some, None], down, across)
                met -= bend
                met -= eye[some, None]
                met *= near
                np.maximum(tangent[some], met.max(axis=1), out=tangent[some])
        # a cell that holds nothing sees nothing
        return np.where(eye > _ABYSS / 2, tangent, 0)

    def _met(self, number: int, row: Indices, column: Indices, down: Floats, across: Floats) -> Heights:
        """Return the land at places, counted in cells from the middles of others: (others, places)."""
        heights = self.levels[number]
        flat, width = heights.reshape(-1), heights.shape[1]
        if number:
            at_row = (row + np.rint(down).astype(np.intp)) >> number
            at_column = (column + np.rint(across).astype(np.intp)) >> number
            at_row *= width
            at_row += at_column
            highest: Heights = flat.take(at_row)
            return highest
        above, left = np.floor(down), np.floor(across)
        low, right = (down - above).astype(np.float32), (across - left).astype(np.float32)
        corner = row * width + column + (above * width + left).astype(np.intp)
        met: Heights = flat.take(corner) * ((1 - low) * (1 - right))
        for offset, weight in ((1, (1 - low) * right), (width, low * (1 - right)), (width + 1, low * right)):
            met += flat.take(corner + offset) * weight
        return met
