"""What serves people: where it is, how far it reaches, and where one enters it."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.parameter import Steps, demand_above_0, needed
from geo_ruijin.network import Network
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

#: Segments a quarter circle is drawn with, and the share of a circle's area that its polygon lacks [1e-4].
QUARTER = 64
POLYGON_DEFICIT = 1 - np.sinc(1 / (2 * QUARTER))

#: What double arithmetic may add to a sum of lengths; exactly at the radius is within reach [m].
ROUNDING = 1e-6

#: How far apart pieces of one area may be drawn that bear its name, and those without any [m].
_BESIDE, _TOUCHING = 1.0, 0.01

#: More points than this to measure from take minutes.
MOST_POINTS = 5_000_000

_POINT = 0  # shapely's type id


@dataclass(frozen=True)
class Facilities:
    """Places that serve.

    Attributes
    ----------
    shapes
        Points, or areas that serve from their border on.
    radius
        How far each reaches [m].
    doors
        Where one enters them: the points themselves, entrances, or points along the border of areas without one.
    door_radius
        How far the place behind each door reaches [m].
    place, door_place
        Of each shape and each door, the row of the place it belongs to; of a place in pieces, that of the first.
    joined
        How many areas are pieces of one that is drawn in several, over and above it.
    small
        How many areas are too small for any step of the radius, and left out.
    strays
        How many entrances lie at none of the places, and are left out.
    unfenced
        How many areas have no entrance, and are entered anywhere along their border.
    """

    shapes: NDArray[np.object_]
    radius: NDArray[np.float64]
    doors: gpd.GeoSeries
    door_radius: NDArray[np.float64]
    place: NDArray[np.intp]
    door_place: NDArray[np.intp]
    joined: int = 0
    small: int = 0
    strays: int = 0
    unfenced: int = 0

    @property
    def areas(self) -> bool:
        """Whether they are areas."""
        return not _points(self.shapes).all()

    @property
    def deficit(self) -> float:
        """The most that circles lack of their area [1]; at a corner a segment may be half as long again."""
        return POLYGON_DEFICIT * (1.5**2 if self.areas else 1)

    def circles(self) -> BaseGeometry:
        """Return all within reach in a straight line; each quarter of a circle is drawn with `QUARTER` segments.

        Of points, one buffer around all of a radius at once: half the time of uniting the circles.
        """
        parts = []
        for radius in np.unique(self.radius):
            shapes = self.shapes[self.radius == radius]
            together = shapely.union_all(shapes)
            parts.append(shapely.buffer(together, radius, quad_segs=QUARTER))
        return shapely.union_all(parts)

    def walked(self, network: Network, leg: Metres) -> BaseGeometry:
        """Return the land from which one is within reach along the streets, no more than `leg` [m] from one of them."""
        parts = [
            network.service_polygon(self.doors[self.door_radius == radius], radius=radius, access=leg)
            for radius in np.unique(self.door_radius)
        ]
        return shapely.union_all(parts)

    def straight(self, points: NDArray[np.object_]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return the straight distance of each point to the nearest [m], and whether one reaches it."""
        nearest, near = np.full(len(points), np.inf), np.zeros(len(points), dtype=bool)
        for radius in np.unique(self.radius):
            distance = straight_distance(points, self.shapes[self.radius == radius])
            nearest = np.minimum(nearest, distance)
            near |= distance <= radius + ROUNDING
        return nearest, near

    def ways(self, network: Network, points: gpd.GeoSeries) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
        """Return the way of each point to the nearest door, as `Network.journeys` does, and whether one reaches it.

        Where radii differ, the way is the one that exceeds its radius least.
        """
        first, *others = np.unique(self.door_radius) if len(self.door_radius) else [0.0]
        best = network.journeys(points, self.doors[self.door_radius == first])
        excess = best["distance"].fillna(np.inf).to_numpy() - first
        for radius in others:
            ways = network.journeys(points, self.doors[self.door_radius == radius])
            over = ways["distance"].fillna(np.inf).to_numpy() - radius
            closer = over < excess
            island = best["island"] & ways["island"]
            best, excess = best.where(pd.Series(~closer, index=best.index), ways, axis=0), np.minimum(excess, over)
            best["island"] = island
        return best, excess <= ROUNDING


def facilities_of(
    places: gpd.GeoDataFrame,
    radius: Metres | Steps,
    *,
    entrances: gpd.GeoDataFrame | None = None,
    entrance_within: Metres | None = None,
    border_spacing: Metres | None = None,
) -> Facilities:
    """Return places that serve, with their reach and their doors.

    Parameters
    ----------
    places
        Points or areas. Areas that meet or overlap and have the same `name`, or none, are pieces of one.
    radius
        How far all reach [m], or each by its area.
    entrances
        Points; each belongs to the nearest place.
    entrance_within
        How far an entrance may lie from the place it belongs to [m].
    border_spacing
        How far apart the points are that stand for the border of areas without an entrance, at most [m].

    Raises
    ------
    MethodError
        If all places are too small, a radius is not above 0, or something needed is not given.
    """
    shapes = places.geometry.to_numpy()
    owns = pieces_of(places) if isinstance(radius, tuple) else np.arange(len(shapes))
    reach = _reach(shapes, radius, owns)
    counted = reach > 0
    if len(shapes) and not counted.any():
        raise MethodError(
            Text(
                zh="{facilities}没有可用的要素(都小于最小一级的面积)",
                en="'{facilities}' has none to use: all are smaller than the smallest step",
            )
        )
    doors, owner, strays = _doors(shapes, entrances, entrance_within)
    served = counted[owner] if len(owner) else np.zeros(0, dtype=bool)
    without = np.flatnonzero(counted & ~np.isin(owns, owns[owner]))  # an entrance to a piece is one to all of it
    points, of = _borders(shapes[without], border_spacing)
    place = np.unique(owns, return_index=True)[1][owns]
    return Facilities(
        shapes=shapes[counted],
        radius=reach[counted],
        doors=gpd.GeoSeries(np.concatenate([doors[served], points]), crs=places.crs),
        door_radius=np.concatenate([reach[owner[served]], reach[without[of]]]),
        place=place[counted],
        door_place=np.concatenate([place[owner[served]], place[without[of]]]),
        joined=len(shapes) - len(np.unique(owns)),
        small=len(np.unique(owns[~counted])),
        strays=strays,
        unfenced=len(without) - int(_points(shapes[without]).sum()),
    )


def _points(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which shapes are points."""
    return np.asarray(shapely.get_type_id(shapes) == _POINT)


def straight_distance(points: NDArray[np.object_], shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the straight distance of each point to the nearest shape [m], infinite where there is none."""
    if _points(shapes).all():
        return np.asarray(KDTree(shapely.get_coordinates(shapes)).query(shapely.get_coordinates(points))[0])
    _, distance = shapely.STRtree(shapes).query_nearest(points, all_matches=False, return_distance=True)
    return np.asarray(distance)


def pieces_of(places: gpd.GeoDataFrame) -> NDArray[np.intp]:
    """Return the number of the area each row is a piece of: beside one of the same name, or touching, both nameless."""
    shapes = places.geometry.to_numpy()
    names = np.full(len(shapes), "", dtype=object)
    if "name" in places:
        names = places["name"].astype("string").fillna("").to_numpy(dtype=object)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=_BESIDE)
    touching = shapely.distance(shapes[one], shapes[other]) <= _TOUCHING
    alike = (names[one] == names[other]) & (touching | (names[one] != ""))
    one, other = one[alike], other[alike]
    return chained(one, other, len(shapes))


def chained(one: NDArray[np.intp], other: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """Return, of each of `count` things, the number of the chain it is in, which pairs of neighbours link."""
    links = coo_array((np.ones(len(one)), (one, other)), shape=(count, count))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.intp)


def whole_areas(shapes: NDArray[np.object_], owner: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return, of each piece, the area of all it is a piece of [m²]; what pieces have in common counts once."""
    whole = gpd.GeoSeries(shapes).groupby(owner).agg(lambda pieces: shapely.union_all(pieces.to_numpy()).area)
    return np.asarray(whole.to_numpy(dtype=np.float64)[owner], dtype=np.float64)


def _reach(shapes: NDArray[np.object_], radius: Metres | Steps, owner: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the radius of each place, 0 where it has none; pieces of one area have that of the whole."""
    given = [step.value for step in radius] if isinstance(radius, tuple) else [radius]
    for one in given:
        demand_above_0(one)
    if not isinstance(radius, tuple):
        return np.full(len(shapes), float(radius))
    if _points(shapes).any():
        raise MethodError(
            Text(
                zh="“{facilities}”是点,没有面积,不能按面积分级定半径。请用面,或只写一个半径。",
                en="'{facilities}' are points without an area to take a radius by. Give areas, or one radius.",
            )
        )
    area = whole_areas(shapes, owner)
    fits = [area >= step.area_from for step in radius]  # the largest step comes first
    return np.select(fits, [float(step.value) for step in radius], 0.0)


def _doors(
    shapes: NDArray[np.object_], entrances: gpd.GeoDataFrame | None, within: Metres | None
) -> tuple[NDArray[np.object_], NDArray[np.intp], int]:
    """Return the entrances that lie at a place, that place's position, and how many lie at none."""
    if entrances is None:
        return np.empty(0, dtype=object), np.empty(0, dtype=np.intp), 0
    if within is None:
        raise needed(Text(zh="出入口归属距离 entrance_within", en="entrance_within"))
    demand_above_0(within, Text(zh="出入口归属距离(entrance_within)", en="entrance_within"))
    points = entrances.geometry.to_numpy()
    door, owner = shapely.STRtree(shapes).query_nearest(points, max_distance=within, all_matches=True)
    return points[door], owner, len(points) - len(np.unique(door))


def _borders(shapes: NDArray[np.object_], spacing: Metres | None) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """Return the points of places without an entrance, and of each the position of its place."""
    every = np.arange(len(shapes))
    points = _points(shapes)
    if points.all():
        return shapes, every
    if spacing is None:
        raise needed(Text(zh="边界取点间距 border_spacing", en="border_spacing"))
    demand_above_0(spacing, Text(zh="边界取点间距(border_spacing)", en="border_spacing"))
    borders = shapely.boundary(shapes[~points])
    if (count := shapely.length(borders).sum() / spacing) > MOST_POINTS:
        raise MethodError(
            Text(
                zh=f"边界取点太密:约 {count:,.0f} 点,上限 {MOST_POINTS:,}。请加大 border_spacing。",
                en=f"some {count:,.0f} points along borders, of at most {MOST_POINTS:,}: make border_spacing longer",
            )
        )
    places, of = shapely.get_coordinates(shapely.segmentize(borders, spacing), return_index=True)
    corners = np.concatenate([shapes[points], shapely.points(places)])
    return corners, np.concatenate([every[points], every[~points][of]])
