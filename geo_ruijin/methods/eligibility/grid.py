"""The cells of a place: which lie inside, and what covers their middles."""

from __future__ import annotations

import functools
import itertools
import math
from dataclasses import dataclass

import numpy as np
import rasterio
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.features import rasterize
from scipy.ndimage import distance_transform_edt
from scipy.spatial import KDTree
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.parameter import demand_above_0
from geo_ruijin.raster import MOST_AT_ONCE
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]

#: What GDAL may hold of a grid while it burns [bytes]. With less it goes through all shapes again for every few rows.
_HELD = 2**28


@dataclass(frozen=True)
class Grid:
    """Square cells over a place, north up; a cell is inside where its middle is.

    Figures of cells are given for those inside alone, row by row from the north-west: (n,).

    Attributes
    ----------
    place
        The place, in a coordinate system in metres.
    cell
        The side of a cell [m].
    transform
        From column and row to coordinates; corners of cells are multiples of `cell`.
    inside
        Whether each cell of the rectangle is inside: (rows, columns).
    """

    place: BaseGeometry
    cell: Metres
    transform: Affine
    inside: Bools

    @classmethod
    def over(cls, place: BaseGeometry, *, cell: Metres) -> Grid:
        """Return the grid over a place.

        Raises
        ------
        MethodError
            If the side of a cell is not above 0, there would be too many cells, or none has its middle inside.

        Examples
        --------
        >>> grid = Grid.over(shapely.box(10, 10, 30, 40), cell=10.0)
        >>> grid.cells, grid.area
        (6, 600.0)
        """
        demand_above_0(cell, Text(zh="像元边长(cell)", en="the side of a cell"))
        west, south, east, north = place.bounds
        left, top = math.floor(west / cell), math.ceil(north / cell)
        width, height = math.ceil(east / cell) - left, top - math.floor(south / cell)
        if width * height > MOST_AT_ONCE:
            raise MethodError(
                Text(
                    zh=f"像元边长 {cell:g} 米太小:要 {width * height:,} 个像元,超过上限 {MOST_AT_ONCE:,}",
                    en=f"cells of {cell:g} m are too small: {width * height:,} of them, more than {MOST_AT_ONCE:,}",
                )
            )
        transform = Affine(cell, 0, left * cell, 0, -cell, top * cell)
        inside = _burnt(np.array([place]), transform, (height, width))
        if not inside.any():
            raise MethodError(
                Text(
                    zh=f"像元边长 {cell:g} 米太大:没有一个像元的中心在{{place}}以内",
                    en=f"cells of {cell:g} m are too large: none has its middle inside {{place}}",
                )
            )
        return cls(place, cell, transform, inside)

    @property
    def cells(self) -> int:
        """How many cells are inside."""
        return int(self.inside.sum())

    @property
    def cell_area(self) -> float:
        """The area of a cell [m²]."""
        return self.cell**2

    @property
    def area(self) -> float:
        """The area of the cells inside [m²]."""
        return self.cells * self.cell_area

    @functools.cached_property
    def middles(self) -> Floats:
        """Easting and northing of the middles of the cells inside [m]: (n, 2)."""
        row, column = np.nonzero(self.inside)
        east = self.transform.c + (column + 0.5) * self.cell
        north = self.transform.f - (row + 0.5) * self.cell
        return np.column_stack([east, north])

    def burnt(self, shapes: Shapes) -> Bools:
        """Return whether the middle of each cell lies in one of some polygons."""
        return _burnt(shapes, self.transform, self.inside.shape)[self.inside]

    def position(self, shapes: Shapes) -> NDArray[np.int32]:
        """Return which of some polygons the middle of each cell lies in, the last of several, -1 where in none."""
        found: NDArray[np.int32] = _burned(shapes, self.transform, self.inside.shape, dtype="int32")[self.inside]
        return found - 1

    def near(self, shapes: Shapes, limit: Metres) -> Bools:
        """Return whether each cell lies within `limit` of lines or polygons, those beside the place included.

        Measured from middle to middle of the cells they touch: off by less than a cell.
        """
        pad = math.ceil(limit / self.cell) + 1
        height, width = self.inside.shape
        wider = self.transform * Affine.translation(-pad, -pad)
        there = _burnt(shapes, wider, (height + 2 * pad, width + 2 * pad), touched=True)
        if not there.any():
            return np.zeros(self.cells, dtype=np.bool_)
        distance = distance_transform_edt(~there, sampling=self.cell)[pad : pad + height, pad : pad + width]
        found: Bools = distance[self.inside] <= limit
        return found

    def near_points(self, points: Shapes, limit: Metres) -> Bools:
        """Return whether the middle of each cell lies within `limit` of one of some points, exactly at it included."""
        if not len(points):
            return np.zeros(self.cells, dtype=np.bool_)
        distance, _ = KDTree(shapely.get_coordinates(points)).query(self.middles, workers=-1)
        found: Bools = distance <= limit
        return found

    def laid_out(self, values: NDArray[np.generic], *, fill: object) -> NDArray[np.generic]:
        """Return values of the cells inside in rows and columns, `fill` elsewhere."""
        out = np.full(self.inside.shape, fill, dtype=values.dtype)
        out[self.inside] = values
        return out


def _burnt(shapes: Shapes, transform: Affine, size: tuple[int, ...], *, touched: bool = False) -> Bools:
    """Return whether shapes cover the middle of each cell, or touch it."""
    return _burned(shapes, transform, size, dtype="uint8", touched=touched).astype(np.bool_)


def _burned(
    shapes: Shapes, transform: Affine, size: tuple[int, ...], *, dtype: str, touched: bool = False
) -> NDArray[np.int32]:
    """Return the number, from 1, of the last shape that covers each cell, 0 where none; as bytes only whether."""
    parts, which = shapely.get_parts(shapes, return_index=True)
    there = ~shapely.is_empty(parts)
    outlines = _outlines(parts[there])
    if not outlines:
        return np.zeros(size, dtype=dtype)
    numbers = (which[there] + 1).tolist() if dtype == "int32" else [1] * len(outlines)
    with rasterio.Env(GDAL_CACHEMAX=_HELD):
        burned: NDArray[np.int32] = rasterize(
            zip(outlines, numbers, strict=True),
            out_shape=size,
            transform=transform,
            all_touched=touched,
            dtype=dtype,
        )
    return burned


def _outlines(parts: Shapes) -> list[dict[str, object]]:
    """Return polygons or lines, single ones, as GeoJSON: taken apart all at once, which is far quicker than singly."""
    if not len(parts):
        return []
    kind, coordinates, offsets = shapely.to_ragged_array(parts)
    places = coordinates[:, :2].tolist()
    lines = [places[start:end] for start, end in itertools.pairwise(offsets[0])]
    if kind == shapely.GeometryType.LINESTRING:
        return [{"type": "LineString", "coordinates": line} for line in lines]
    rings = itertools.pairwise(offsets[1])
    return [{"type": "Polygon", "coordinates": lines[start:end]} for start, end in rings]
