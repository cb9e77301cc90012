"""Shapes in few bytes: Web Mercator in decimetres, near ones beside one another, each corner told by its step."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType

from geo_ruijin.draw.varints import steps, varints

#: Leaflet's own projection, and how many steps a metre of it has: no corner moves by more than 5 cm.
PACKED_CRS = "EPSG:3857"
SCALE = 10

#: Beyond this Web Mercator has no places [m]; the poles lie at infinity.
_EDGE = 20_037_508.34

#: Kinds of shapes, and how many there are; a page is told the same.
POINT, LINE, POLYGON = 0, 1, 2
_KINDS = 3

#: Bits an axis of a Morton number has: 42 of both are exact in a double too.
_MORTON_BITS = 21


@dataclass(frozen=True)
class Shapes:
    """Points, lines and polygons of rows, one after the other.

    Attributes
    ----------
    kinds, paths, rows
        Of each shape: which kind it is, how many paths it has (rings of a polygon, the outer one first and
        counter-clockwise, the holes clockwise) and which row it belongs to.
    corners
        How many each path has; rings close by themselves.
    x, y
        Of each corner [0.1 m], Web Mercator.
    """

    kinds: NDArray[np.int64]
    paths: NDArray[np.int64]
    rows: NDArray[np.int64]
    corners: NDArray[np.int64]
    x: NDArray[np.int64]
    y: NDArray[np.int64]

    def packed(self) -> dict[str, bytes]:
        """Return the streams a page unpacks."""
        return {
            "shapes": varints(self.paths * _KINDS + self.kinds),
            "rows": varints(steps(self.rows)),
            "corners": varints(self.corners),
            "x": varints(steps(self.x)),
            "y": varints(steps(self.y)),
        }


def shapes_of(geometry: gpd.GeoSeries) -> Shapes:
    """Return the parts of rows as shapes, in the order of a Z over the land (Morton).

    Parameters
    ----------
    geometry
        Of any kinds, mixed, in any CRS; none of it missing.
    """
    parts, rows = _parts(np.asarray(geometry.to_crs(PACKED_CRS).to_numpy(), dtype=object))
    middles = shapely.bounds(parts).reshape(-1, 2, 2).mean(axis=1)
    order = np.argsort(_morton(middles), kind="stable")
    parts, rows = shapely.orient_polygons(parts[order]), rows[order]
    kinds = np.full(len(parts), LINE, dtype=np.int64)
    for type_id, kind in ((GeometryType.POINT, POINT), (GeometryType.POLYGON, POLYGON)):
        kinds[shapely.get_type_id(parts) == type_id] = kind
    lines, owners = _lines(parts, kinds)
    places, of_line = shapely.get_coordinates(lines, return_index=True)
    closed = kinds[owners] == POLYGON
    last = np.diff(of_line, append=len(lines)) != 0
    kept = ~(last & closed[of_line])
    whole = np.rint(np.clip(places[kept], -_EDGE, _EDGE) * SCALE).astype(np.int64)
    return Shapes(
        kinds=kinds,
        paths=np.bincount(owners, minlength=len(parts)),
        rows=rows,
        corners=np.bincount(of_line[kept], minlength=len(lines)),
        x=whole[:, 0],
        y=whole[:, 1],
    )


def _parts(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return the single shapes in all, collections in collections too, and which of `shapes` each is of."""
    rows = np.arange(len(shapes))
    while (shapely.get_type_id(shapes) >= GeometryType.MULTIPOINT).any():
        shapes, of = shapely.get_parts(shapes, return_index=True)
        rows = rows[of]
    there = ~shapely.is_empty(shapes)
    return shapes[there], rows[there]


def _lines(parts: NDArray[np.object_], kinds: NDArray[np.int64]) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return the rings of polygons and all else as it is, in the order of `parts`, and of which each is."""
    (areas,), (others,) = (kinds == POLYGON).nonzero(), (kinds != POLYGON).nonzero()
    rings, of = shapely.get_rings(parts[areas], return_index=True)
    owners = np.concatenate([areas[of], others])
    order = np.argsort(owners, kind="stable")
    return np.concatenate([rings, parts[others]])[order], owners[order]


def _morton(places: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return numbers in whose order neighbours mostly stand beside one another."""
    if not len(places):
        return np.zeros(0, dtype=np.int64)
    low = places.min(axis=0)
    width = max(float((places.max(axis=0) - low).max()), 1.0)
    cells = ((places - low) * ((1 << _MORTON_BITS) - 1) / width).astype(np.int64)
    numbers = np.zeros(len(places), dtype=np.int64)
    for bit in range(_MORTON_BITS):
        numbers |= ((cells[:, 0] >> bit) & 1) << (2 * bit)
        numbers |= ((cells[:, 1] >> bit) & 1) << (2 * bit + 1)
    return numbers
