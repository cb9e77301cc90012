"""Land to be reached, as cells of a grid that hold its area exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.balance.cells import Cells
from geo_ruijin.text import Text
from geo_ruijin.units import Metres


@dataclass(frozen=True, eq=False)
class Plots:
    """The parts of an area in the cells of a grid, one by one of its polygons.

    Attributes
    ----------
    shapes
        What of the area lies in each cell.
    area
        How much that is [m²]; together, all of it.
    points
        One inside each.
    """

    shapes: NDArray[np.object_]
    area: NDArray[np.float64]
    points: NDArray[np.object_]


def plots_of(area: BaseGeometry, cell: Metres) -> Plots:
    """Return the parts of an area in cells whose corners are whole multiples of `cell`.

    Raises
    ------
    MethodError
        If the cells would be too many, or their size is not above 0.

    Examples
    --------
    >>> plots_of(shapely.box(0, 0, 30, 10), 20).area.tolist()
    [200.0, 100.0]
    """
    if area.is_empty:
        none = np.empty(0, dtype=object)
        return Plots(none, np.zeros(0), none)
    Cells.over(area.bounds, size=cell)  # refuses what would be too many
    shapes = np.concatenate([_cut(part, cell) for part in shapely.get_parts(area)])
    size = shapely.area(shapes)
    shapes, size = shapes[size > 0], size[size > 0]
    return Plots(shapes, size, shapely.point_on_surface(shapes))


def _cut(part: BaseGeometry, cell: Metres) -> NDArray[np.object_]:
    """Return the parts of a polygon in the cells it lies in."""
    west, south, east, north = np.asarray(part.bounds) / cell
    x, y = np.meshgrid(
        np.arange(np.floor(west), np.ceil(east)) * cell, np.arange(np.floor(south), np.ceil(north)) * cell
    )
    squares = shapely.box(x, y, x + cell, y + cell).ravel()
    shapely.prepare(part)
    whole = shapely.contains_properly(part, squares)
    cut = squares[~whole & shapely.intersects(part, squares)]
    return np.concatenate([squares[whole], shapely.intersection(cut, part)])


def corners_of(area: BaseGeometry) -> NDArray[np.object_]:
    """Return the corners of an area, each once: whoever reaches all of it reaches these."""
    return np.asarray(shapely.points(np.unique(shapely.get_coordinates(area), axis=0)))


def demand_fine(cell: Metres, radius: Metres) -> None:
    """Refuse cells that are coarse beside the radius.

    Raises
    ------
    MethodError
        If a cell is wider than a fifth of the radius.
    """
    if not 0 < cell <= radius / 5:
        raise MethodError(
            Text(
                zh=f"格网 {cell:g} 米不合适:应大于 0,且不超过最小半径的五分之一({radius / 5:g} 米)",
                en=f"cells of {cell:g} m do not fit: above 0, and no more than a fifth of the least radius, "
                f"{radius / 5:g} m",
            )
        )
