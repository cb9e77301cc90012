"""Square cells of a place in a projected system: which cell a point is in, how much of an area each cell has."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.parameter import demand_above_0
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

#: The most cells there may be: ten arrays of them fit into a gigabyte.
MOST = 10**7

#: How many squares are drawn at once: a square takes some 200 bytes.
AT_ONCE = 2**18


@dataclass(frozen=True)
class Cells:
    """Square cells in rows from north to south; a cell has its northern and western border.

    Their corners are whole multiples of `size`, wherever the place begins: the same cell for every year and region.

    Attributes
    ----------
    west, north
        The outer corner, in cells from the origin of the coordinate system.
    rows, columns
        How many.
    size
        Side of a cell [m].
    """

    west: int
    north: int
    rows: int
    columns: int
    size: Metres

    @classmethod
    def over(cls, bounds: tuple[float, float, float, float], *, size: Metres) -> Cells:
        """Return the cells that hold `bounds` (west, south, east, north) [m].

        Raises
        ------
        MethodError
            If the size is not positive and finite, or the cells would be too many.
        """
        demand_above_0(size, Text(zh="格网边长", en="the cell size"))
        extent = bounds[2] - bounds[0] + size, bounds[3] - bounds[1] + size
        if extent[0] * extent[1] > MOST * size**2:
            least = math.sqrt(extent[0] * extent[1] / MOST)
            raise MethodError(
                Text(
                    zh=f"边长 {size:g} 米的格网超过 {MOST / 1e6:g} 百万格;请把边长加大到约 {least:.0f} 米以上",
                    en=f"cells of {size:g} m would be more than {MOST / 1e6:g} million; make them about {least:.0f} m "
                    "or wider",
                )
            )
        west, south, east, north = (
            math.floor(bounds[0] / size),
            math.floor(bounds[1] / size),
            math.floor(bounds[2] / size) + 1,
            math.floor(bounds[3] / size) + 1,
        )
        return cls(west, north, north - south, east - west, size)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns

    def position(self, points: np.ndarray) -> np.ndarray[Any, Any]:
        """Return the position of the cell each point is in, counted row by row, shape (n,); -1 outside all.

        Parameters
        ----------
        points
            Coordinates [m], shape (n, 2).
        """
        column = np.floor(points[:, 0] / self.size).astype(np.int64) - self.west
        row = self.north - 1 - np.floor(points[:, 1] / self.size).astype(np.int64)
        inside = (row >= 0) & (row < self.rows) & (column >= 0) & (column < self.columns)
        return np.where(inside, row * self.columns + column, -1)

    def sums(self, positions: np.ndarray, amounts: np.ndarray) -> np.ndarray[Any, Any]:
        """Return the sum of the amounts in each cell, shape of the cells; those at position -1 are left out."""
        inside = positions >= 0
        found = np.bincount(positions[inside], weights=amounts[inside], minlength=self.rows * self.columns)
        return found.astype(np.float64).reshape(self.shape)

    def boxes(self, positions: np.ndarray) -> np.ndarray[Any, Any]:
        """Return the squares of cells, shape (n,)."""
        row, column = np.divmod(np.asarray(positions), self.columns)
        west, north = (self.west + column) * self.size, (self.north - row) * self.size
        return np.asarray(shapely.box(west, north - self.size, west + self.size, north), dtype=object)

    def centres(self, positions: np.ndarray) -> np.ndarray[Any, Any]:
        """Return the centres of cells as points, shape (n,)."""
        row, column = np.divmod(np.asarray(positions), self.columns)
        east, north = (self.west + column + 0.5) * self.size, (self.north - row - 0.5) * self.size
        return np.asarray(shapely.points(east, north), dtype=object)

    def areas(self, shape: BaseGeometry) -> np.ndarray[Any, Any]:
        """Return the area of `shape` in each cell [m²], shape of the cells: exact, so that they sum to its area.

        What lies outside the cells is left out.
        """
        found = np.zeros(self.rows * self.columns)
        parts = shapely.get_parts(shape)
        for part in parts[(shapely.get_dimensions(parts) == 2) & ~shapely.is_empty(parts)]:  # noqa: PLR2004 - polygons
            shapely.prepare(part)
            around = self._around(part)
            for near in np.split(around, range(AT_ONCE, around.size, AT_ONCE)):
                squares = self.boxes(near)
                whole = shapely.contains_properly(part, squares)
                found[near[whole]] += self.size**2
                edge = ~whole & shapely.intersects(part, squares)
                found[near[edge]] += shapely.area(shapely.intersection(part, squares[edge]))
        return found.reshape(self.shape)

    def _around(self, shape: BaseGeometry) -> np.ndarray[Any, Any]:
        """Return the positions of the cells in the bounds of a shape."""
        west, south, east, north = (math.floor(bound / self.size) for bound in shape.bounds)
        columns = np.arange(max(west - self.west, 0), min(east - self.west + 1, self.columns))
        rows = np.arange(max(self.north - 1 - north, 0), min(self.north - south, self.rows))
        return (rows[:, None] * self.columns + columns).ravel()
