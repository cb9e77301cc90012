"""Polygons in pieces that are quick to lay over others, and what polygons share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Shapes = NDArray[np.object_]
Whole = NDArray[np.intp]

#: How many corners a piece has at most, roughly.
_CORNERS = 150


class Shared(NamedTuple):
    """What shapes share with zones: the position of either, and the area [square units]; (n,) each."""

    shape: Whole
    zone: Whole
    area: NDArray[np.float64]

    def by_shape(self, count: int) -> NDArray[np.float64]:
        """Return what each of `count` shapes shares with all zones together: (count,)."""
        return np.bincount(self.shape, weights=self.area, minlength=count).astype(np.float64)

    def by_zone(self, count: int) -> NDArray[np.float64]:
        """Return what each of `count` zones shares with all shapes together: (count,)."""
        return np.bincount(self.zone, weights=self.area, minlength=count).astype(np.float64)


def in_pieces(shape: BaseGeometry) -> Shapes:
    """Return a polygon in pieces: halved across its longer side until each has few corners.

    Overlaying something with a shape takes time by all its corners, those far away included.

    Examples
    --------
    >>> circle = shapely.Point(0, 0).buffer(1, quad_segs=400)
    >>> pieces = in_pieces(circle)
    >>> len(pieces) > 1, bool(np.isclose(shapely.area(pieces).sum(), circle.area))
    (True, True)
    """
    todo, done = [part for part in shapely.get_parts(shape) if not part.is_empty], []
    while todo:
        one = todo.pop()
        if shapely.get_num_coordinates(one) <= _CORNERS:
            done.append(one)
            continue
        west, south, east, north = one.bounds
        x, y = (west + east) / 2, (south + north) / 2
        halves = (
            ((west, south, x, north), (x, south, east, north))
            if east - west > north - south
            else ((west, south, east, y), (west, y, east, north))
        )
        for half in halves:
            parts = shapely.get_parts(shapely.clip_by_rect(one, *half))
            todo += [part for part in parts if part.geom_type == "Polygon" and part.area > 0]
    return np.array(done, dtype=object)


def shared(shapes: Shapes, zones: Shapes) -> Shared:
    """Return what polygons share with zones; zones may be large and overlap.

    Examples
    --------
    >>> shared(np.array([shapely.box(0, 0, 2, 1)]), np.array([shapely.box(1, 0, 9, 9)])).area.tolist()
    [1.0]
    """
    cut = [in_pieces(zone) for zone in zones]
    owner = np.repeat(np.arange(len(zones)), [len(one) for one in cut])
    pieces = np.concatenate([np.zeros(0, dtype=object), *cut])
    shape, piece = shapely.STRtree(pieces).query(shapes, predicate="intersects")
    area = shapely.area(shapely.intersection(shapes[shape], pieces[piece]))
    some = area > 0
    return Shared(shape[some], owner[piece[some]], area[some])


def apart(shapes: Shapes) -> Shapes:
    """Return polygons of which each lacks what earlier ones cover too, so that areas add up.

    Examples
    --------
    >>> shapely.area(apart(np.array([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)]))).tolist()
    [2.0, 1.0]
    """
    later, earlier = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = later > earlier
    later, earlier = later[pairs], earlier[pairs]
    over = shapely.area(shapely.intersection(shapes[later], shapes[earlier])) > 0
    later, earlier = later[over], earlier[over]
    left = shapes.copy()
    for one in np.unique(later):
        left[one] = shapely.difference(shapes[one], shapely.union_all(shapes[earlier[later == one]]))
    return left
