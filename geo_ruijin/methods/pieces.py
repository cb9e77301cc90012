"""Polygons in pieces that are quick to lay over others, and what polygons share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import polygonal
from geo_ruijin.windows import Bounds

Shapes = NDArray[np.object_]
Whole = NDArray[np.intp]

#: How many corners a piece has at most, roughly.
_CORNERS = 150

#: What double arithmetic leaves where polygons meet, and no land [square units].
CRUMB = 0.01


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


def halves(shape: BaseGeometry) -> tuple[Bounds, Bounds]:
    """Return the western and the eastern half of the box around a shape, or the southern and the northern if longer."""
    west, south, east, north = shape.bounds
    x, y = (west + east) / 2, (south + north) / 2
    if east - west > north - south:
        return (west, south, x, north), (x, south, east, north)
    return (west, south, east, y), (west, y, east, north)


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
        for half in halves(one):
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


def common(shapes: Shapes, zone: BaseGeometry) -> tuple[Shapes, Whole]:
    """Return what polygons share with a zone in parts that do not overlap, and the position of the shape of each.

    Examples
    --------
    >>> parts, shape = common(np.array([shapely.box(5, 5, 6, 6), shapely.box(0, 0, 2, 1)]), shapely.box(1, 0, 4, 4))
    >>> shapely.area(parts).tolist(), shape.tolist()
    ([1.0], [1])
    """
    pieces = in_pieces(zone)
    shape, piece = shapely.STRtree(pieces).query(shapes, predicate="intersects")
    parts = shapely.intersection(shapes[shape], pieces[piece])
    some = shapely.area(parts) > 0
    # where edges meet, lines and points come along with the polygons
    return np.array([polygonal(part) for part in parts[some]], dtype=object), shape[some]


def apart(shapes: Shapes, rank: Whole | None = None) -> Shapes:
    """Return polygons of which each lacks what others before it cover too, so that areas add up.

    Only those with edges that do not match their neighbours' are looked at, and what they meet: in a sound survey
    there are none.

    Parameters
    ----------
    shapes
        Valid polygons: (n,).
    rank
        Which keeps the land that two hold: the lower, and the one that comes first among equals: (n,).

    Examples
    --------
    >>> left, right = shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)
    >>> shapely.area(apart(np.array([left, right]))).tolist()
    [2.0, 1.0]
    >>> shapely.area(apart(np.array([left, right]), np.array([1, 0]))).tolist()
    [1.0, 2.0]
    """
    result = shapes.copy()
    pairs = _overlapping(shapes)
    order = np.zeros(len(shapes), dtype=np.intp) if rank is None else rank
    place = np.argsort(np.argsort(order, kind="stable"))  # where each stands in the order in which they have land
    pairs = np.take_along_axis(pairs, np.argsort(place[pairs], axis=0), axis=0)
    later, earlier = np.unique(pairs[::-1], axis=1)  # sorted by the later
    rows, starts = np.unique(later, return_index=True)
    for row, others in zip(rows, np.split(earlier, starts[1:]), strict=False):  # no row, and yet one part
        result[row] = polygonal(shapely.difference(shapes[row], shapely.union_all(shapes[others])))
    return result


def _overlapping(shapes: Shapes) -> Whole:
    """Return the pairs of shapes that have land in common: (2, n), some of them twice."""
    suspects = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    found, other = shapely.STRtree(shapes).query(shapes[suspects], predicate="intersects")
    pairs = np.stack([suspects[found], other])
    pairs = pairs[:, pairs[0] != pairs[1]]
    return pairs[:, shapely.area(shapely.intersection(*shapes[pairs])) > CRUMB]
