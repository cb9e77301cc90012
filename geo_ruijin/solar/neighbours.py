"""How high neighbours' roofs stand above a roof, all round it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Shapes = NDArray[np.object_] | list[BaseGeometry]

#: How many roofs are looked from at once.
_ROOFS = 4096

#: How many sides, and then crossings of rays and sides, are held at once; some ten numbers each.
_HELD = 2**20

#: The part of a sector by which a side is widened: no ray slips between two sides that share a corner.
_SEAM = 1e-9


def neighbour_horizon(shapes: Shapes, heights: Floats, *, radius: float, sectors: int = 72) -> Floats:
    """Return the elevation above which no neighbour's roof hides the sky, in even directions around each roof.

    It is seen from one point of each roof, at the height of the roof: its centroid, or a point inside where the
    centroid lies outside or in a courtyard. In each direction it is the largest angle to where the ray meets the wall
    of another building; a courtyard's own walls do not count, what stands in it does. Walls beyond the radius do not
    count, even of a building that begins within it: how a block is divided into shapes changes nothing.

    A shape that holds the point itself casts no shade on it. It is the same roof drawn a second time, and would black
    it out; the price is that a tower over the middle of its own podium, drawn as two shapes, does not shade the podium.
    Where the ground is not level, give heights above one level, such as of the sea, instead of above the ground.

    Parameters
    ----------
    shapes
        Footprints, valid (multi)polygons on a plane [m]: (n,).
    heights
        Of the roofs [m]: (n,). One of unknown height (NaN) neither casts shade nor receives any.
    radius
        How far to look [m].
    sectors
        How many directions: direction k looks along azimuth ``k * 360 / sectors``, clockwise from grid north.

    Returns
    -------
    numpy.ndarray
        Elevation above the horizontal, 0 to 90 [degree]: (n, sectors).

    References
    ----------
    Horizon angles instead of a single sky-view factor: J. Dozier and J. Frew (1990), "Rapid calculation of terrain
    parameters for radiation modeling from digital elevation data", https://doi.org/10.1109/36.58986

    Examples
    --------
    A wall 10 m higher, 10 m east of the middle of a roof:

    >>> roof, wall = shapely.box(-5, -5, 5, 5), shapely.box(10, -50, 12, 50)
    >>> neighbour_horizon([roof, wall], np.array([3.0, 13.0]), radius=100, sectors=4).round(6)
    array([[ 0., 45.,  0.,  0.],
           [ 0.,  0.,  0.,  0.]])
    """
    footprints = np.asarray(shapes, dtype=object)
    tangent = np.zeros((len(footprints), sectors))
    known = np.flatnonzero(~np.isnan(heights))
    if len(known):
        own, own_heights = footprints[known], heights[known]
        eyes, sides, tree = middles(own), _Sides.of(own), shapely.STRtree(own)
        for first in range(0, len(known), _ROOFS):
            some = slice(first, first + _ROOFS)
            part = np.zeros((len(eyes[some]), sectors))
            for viewer, other in _higher(tree, eyes[some], own_heights, first, radius, sides.count):
                _raise(part, eyes[some], viewer, other, own_heights[other] - own_heights[first + viewer], sides, radius)
            tangent[known[some]] = part
    return np.degrees(np.arctan(tangent, out=tangent), out=tangent)


def middles(shapes: Shapes) -> Floats:
    """Return the point that stands for each shape: its centroid, or a point inside where that is not.

    Returns
    -------
    numpy.ndarray
        (n, 2).
    """
    found = shapely.centroid(shapes)
    beside = ~shapely.contains(shapes, found)
    found[beside] = shapely.point_on_surface(np.asarray(shapes, dtype=object)[beside])
    return shapely.get_coordinates(found)


@dataclass(frozen=True, eq=False)
class _Sides:
    """The sides of shapes, those of a shape one after another, with the shape on their left.

    Attributes
    ----------
    start, end
        Their ends [m]: (m, 2).
    first, count
        Of each shape, where its sides begin and how many they are: (n,).
    """

    start: Floats
    end: Floats
    first: Indices
    count: Indices

    @classmethod
    def of(cls, shapes: Shapes) -> _Sides:
        oriented = shapely.orient_polygons(shapes)
        parts, shape_of_part = shapely.get_parts(oriented, return_index=True)
        rings, part_of_ring = shapely.get_rings(parts, return_index=True)
        corners, ring = shapely.get_coordinates(rings, return_index=True)
        joined = ring[1:] == ring[:-1]
        shape = shape_of_part[part_of_ring[ring[:-1][joined]]]
        count = np.bincount(shape, minlength=len(shapes))
        return cls(corners[:-1][joined], corners[1:][joined], np.cumsum(count) - count, count)


def _higher(
    tree: shapely.STRtree, eyes: Floats, heights: Floats, first: int, radius: float, sides: Indices
) -> Iterator[tuple[Indices, Indices]]:
    """Return pairs of eyes, and of shapes that stand higher within the radius; so many that their sides are few."""
    points = shapely.points(eyes)
    viewer, other = tree.query(points, predicate="dwithin", distance=radius)
    under = np.stack(tree.query(points, predicate="intersects"))
    count = len(heights)
    free = ~np.isin(viewer * count + other, under[0] * count + under[1])
    some = free & (heights[other] > heights[first + viewer])
    viewer, other = viewer[some], other[some]
    for piece in _runs(sides[other]):
        yield viewer[piece], other[piece]


def _runs(sizes: Indices) -> Iterator[slice]:
    """Return slices, each of about as much as is held at once, and of one at least."""
    total = np.cumsum(sizes)
    begin = 0
    while begin < len(sizes):
        before = int(total[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(total, before + _HELD, side="right")))
        yield slice(begin, end)
        begin = end


def _raise(
    tangent: Floats, eyes: Floats, viewer: Indices, other: Indices, rise: Floats, sides: _Sides, radius: float
) -> None:
    """Lift the horizons of viewers to where their rays meet the walls of others: the tangents of the elevations."""
    pair, side = _each(sides.first[other], sides.count[other])
    eye = eyes[viewer[pair]]
    start, end = sides.start[side] - eye, sides.end[side] - eye
    # a ray meets a wall first at a side that turns its outer face to the eye
    facing = np.flatnonzero(_cross(start, end) < 0)
    start, end, pair = start[facing], end[facing], pair[facing]
    sectors = tangent.shape[1]
    width = 2 * np.pi / sectors
    # seen from inside the angle a side runs clockwise, by less than half a turn
    begin = np.arctan2(start[:, 0], start[:, 1]) / width
    span = np.mod(np.arctan2(end[:, 0], end[:, 1]) / width - begin, sectors)
    lowest = np.ceil(begin - _SEAM).astype(np.intp)
    rays = np.floor(begin + span + _SEAM).astype(np.intp) - lowest + 1
    for piece in _runs(rays):
        own, ray = _each(lowest[piece], rays[piece])
        here = own + piece.start
        distance = _distance(start[here], end[here], ray * width)
        at, height = viewer[pair[here]], rise[pair[here]]
        seen = distance <= radius
        index = at[seen] * sectors + ray[seen] % sectors
        with np.errstate(divide="ignore"):  # a wall at the very eye stands upright before it
            np.maximum.at(tangent.reshape(-1), index, height[seen] / distance[seen])


def _each(first: Indices, count: Indices) -> tuple[Indices, Indices]:
    """Return, of runs of whole numbers, for each number the place of its run and the number."""
    run = np.repeat(np.arange(len(count)), count)
    return run, np.arange(len(run)) - (np.cumsum(count) - count - first)[run]


def _cross(one: Floats, other: Floats) -> Floats:
    return one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]


def _distance(start: Floats, end: Floats, azimuth: Floats) -> Floats:
    """Return how far from the origin rays meet sides that they are known to meet."""
    east, north = np.sin(azimuth), np.cos(azimuth)
    left, right = start[:, 0] * north - start[:, 1] * east, end[:, 0] * north - end[:, 1] * east
    with np.errstate(divide="ignore", invalid="ignore"):
        part = left / (left - right)
    # along a ray every part of a side is met, its ends by the next sides too
    part = np.clip(np.nan_to_num(part, nan=0.0, posinf=1.0, neginf=0.0), 0, 1)
    met = start + part[:, None] * (end - start)
    return np.hypot(met[:, 0], met[:, 1])
