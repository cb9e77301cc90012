"""The street network as arrays, and exact distances along it.

Both ends of a way enter the network at the nearest point *on an edge*, never at the nearest node, and the straight
access legs count. The ends of the edges that facilities enter are reached at the cost of the access leg and the way to
the end; one search from all of them at once gives the cost of every node. An origin takes the better end of the piece
it stands on: of its edge, or of what lies between where facilities enter it. That is exact.

References
----------
E. W. Dijkstra (1959), A note on two problems in connexion with graphs, doi:10.1007/BF01386390, as run by
`scipy.sparse.csgraph.dijkstra`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from shapely.geometry.base import BaseGeometry

from geo_ruijin._graph import Graph, Mode
from geo_ruijin._pairs import pairs
from geo_ruijin._search import Reach, search
from geo_ruijin._service_area import QUARTER, land_within, stretches_within
from geo_ruijin._snap import Snapped, snap
from geo_ruijin._stretches import lines
from geo_ruijin.errors import MethodError
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

__all__ = ["ARC_GAP", "Mode", "Network", "Points"]

Points = gpd.GeoSeries | gpd.GeoDataFrame

#: How far inside the true arcs those of `Network.service_polygon` may lie, as a share of its longest leg [1]: chords
#: of a quarter of a circle, of which the last may be half as long again.
ARC_GAP = 1 - math.cos(1.5 * math.pi / (4 * QUARTER))

_POINT = 0  # shapely's type id


@dataclass(frozen=True, eq=False)
class Network(Graph):
    """Streets that can be walked or driven, and what is reached along them.

    Where costs are seconds, as `geo_ruijin.walking_time.by_slope` makes them, so is every distance, limit and radius
    here. The offsets and lengths of `service_area`, `access`, and the longest leg of `service_polygon` stay metres.

    Attributes
    ----------
    crs, nodes, u, v, length, ahead, behind, segments, level
        As `geo_ruijin._graph.Graph` describes them.
    """

    def nearest(self, origins: Points, facilities: Points, *, limit: Metres | None = None) -> pd.Series[float]:
        """Return the distance from each origin to the nearest facility along the streets [m].

        The straight leg to the nearest point on an edge, the way along the streets, and the straight leg to the
        facility, added up: the column ``distance`` of `journeys`, whose parameters and faults these are.

        Examples
        --------
        A home 30 m off the street, a stop 20 m off it, 300 m apart along it:

        >>> streets = gpd.GeoDataFrame(geometry=gpd.GeoSeries.from_wkt(["LINESTRING (0 0, 400 0)"], crs=4548))
        >>> home, stop = (gpd.GeoSeries.from_wkt([p], crs=4548) for p in ("POINT (50 30)", "POINT (350 -20)"))
        >>> Network.from_streets(streets).nearest(home, stop).tolist()
        [350.0]
        """
        far = _far(limit)
        here, there = self._enter(origins), self._enter(facilities)
        distance = here.access * self.level + self._search(there, limit=far).ways_from(here)[0]
        reached = np.isfinite(distance) & (distance <= far)
        return pd.Series(np.where(reached, distance, np.nan), index=origins.index, name="distance")

    def journeys(self, origins: Points, facilities: Points, *, limit: Metres | None = None) -> pd.DataFrame:
        """Return the way from each origin to the nearest facility, leg by leg.

        Of edges equally near, a point enters the one whose nearest point lies westernmost, then southernmost.

        Parameters
        ----------
        origins, facilities
            Points in the network's CRS.
        limit
            The longest distance that counts as reached, itself included [m]; without it, any.

        Returns
        -------
        pandas.DataFrame
            With the origins' index. ``distance`` and the legs it adds up from: ``access`` (straight, from the origin
            to its edge), ``along`` and ``egress`` (straight, to the facility), all [m]; ``facility``, the index label
            of the one reached, any one of several equally near. All but ``access`` are missing beyond `limit` and
            where no way leads. ``island``: whether no facility enters the component of the origin's edge, however far.

        Raises
        ------
        MethodError
            If points are not in the network's CRS or no sound points, or the limit is below 0.
        """
        far = _far(limit)
        here, there = self._enter(origins), self._enter(facilities)
        way, facility = self._search(there, limit=far).ways_from(here)
        access = here.access * self.level
        distance = access + way
        reached = np.isfinite(distance) & (distance <= far)
        egress = np.full(len(way), np.nan)
        egress[reached] = there.access[facility[reached]] * self.level
        return pd.DataFrame(
            {
                "distance": np.where(reached, distance, np.nan),
                "access": access,
                "along": np.maximum(way - egress, 0.0),
                "egress": egress,
                "facility": pd.array(facilities.index.to_numpy()).take(
                    np.where(reached, facility, -1), allow_fill=True
                ),
                "island": ~np.isin(self.component[self.u[here.edge]], self.component[self.u[there.edge]]),
            },
            index=origins.index,
        )

    def access(self, points: Points) -> pd.Series[float]:
        """Return the straight leg from each point to the nearest point on an edge [m], the index kept.

        Raises
        ------
        MethodError
            If points are not in the network's CRS or no sound points.
        """
        return pd.Series(self._enter(points).access, index=points.index, name="access")

    def pairs(self, origins: Points, facilities: Points, *, limit: Metres | None = None) -> csr_array:
        """Return the distance from each origin to each facility along the streets [m], all pairs within a limit.

        Measured as `nearest` does, which is the least of each row: how many facilities reach somebody, and how far
        each is, not only the nearest.

        Parameters
        ----------
        origins, facilities
            Points in the network's CRS.
        limit
            The longest distance that counts as reached, itself included [m]; without it, any.

        Returns
        -------
        scipy.sparse.csr_array
            (origins, facilities), by position. Pairs out of reach are not stored, and a distance of 0 is: count what is
            reached by ``numpy.diff(….indptr)``, not by values above 0.

        Raises
        ------
        MethodError
            If points are not in the network's CRS or no sound points, or the limit is below 0.

        Examples
        --------
        A home and two stops on a street, the second beyond 300 m:

        >>> streets = gpd.GeoDataFrame(geometry=gpd.GeoSeries.from_wkt(["LINESTRING (0 0, 900 0)"], crs=4548))
        >>> home = gpd.GeoSeries.from_wkt(["POINT (100 30)"], crs=4548)
        >>> stops = gpd.GeoSeries.from_wkt(["POINT (300 0)", "POINT (500 0)"], crs=4548)
        >>> reached = Network.from_streets(streets).pairs(home, stops, limit=300)
        >>> reached.indices.tolist(), reached.data.tolist()
        ([0], [230.0])
        """
        here, there = self._enter(origins), self._enter(facilities)
        return pairs(here, there, self.topology, arcs=self.arcs, level=self.level, limit=_far(limit))

    def service_area(self, facilities: Points, *, radius: Metres) -> gpd.GeoDataFrame:
        """Return the parts of edges from which a facility is within reach, cut exactly at the radius.

        Whoever asks stands on the street: the way along it and the straight leg to the facility count, and are driven
        in the direction towards it.

        Parameters
        ----------
        facilities
            Points in the network's CRS.
        radius
            The longest distance that counts as reached, itself included [m].

        Returns
        -------
        geopandas.GeoDataFrame
            By `edge` and along it, in drawing direction: ``begin`` and ``end``, the offsets the part runs between,
            ``length``, all [m], and geometry. Parts of one edge do not touch, and parts of no length are left out.

        Raises
        ------
        MethodError
            If points are not in the network's CRS or no sound points, or the radius is below 0 or infinite.

        Examples
        --------
        A stop 20 m off the street; what is left of 120 m goes 100 m either way:

        >>> streets = gpd.GeoDataFrame(geometry=gpd.GeoSeries.from_wkt(["LINESTRING (0 0, 400 0)"], crs=4548))
        >>> stop = gpd.GeoSeries.from_wkt(["POINT (350 -20)"], crs=4548)
        >>> Network.from_streets(streets).service_area(stop, radius=120)[["begin", "end", "length"]].to_numpy().tolist()
        [[250.0, 400.0, 150.0]]
        """
        far = _radius(radius)
        found = stretches_within(self._search(self._enter(facilities), limit=far), limit=far)
        return gpd.GeoDataFrame(
            {"edge": found.edge, "begin": found.begin, "end": found.end, "length": found.end - found.begin},
            geometry=lines(found, self.segments),
            crs=self.crs,
        )

    def service_polygon(self, facilities: Points, *, radius: Metres, access: Metres) -> BaseGeometry:
        """Return the land from which a facility is within reach: where a straight leg to *a* street leads to one.

        The leg, the way along the streets and the straight leg to the facility together are within the radius. Unlike
        an origin of `nearest`, which enters the edge nearest to it, one may walk to whichever street serves best.

        Parameters
        ----------
        facilities
            Points in the network's CRS.
        radius
            The longest distance that counts as reached [m].
        access
            The longest leg between a place and a street [m].

        Returns
        -------
        shapely.Polygon or shapely.MultiPolygon
            Exact but for its arcs, which are drawn as chords: it lies within the true one, by at most `ARC_GAP`
            of `access`.

        Raises
        ------
        MethodError
            If points are not in the network's CRS or no sound points, the radius is below 0 or infinite, or the leg is
            below 0.
        """
        far = _radius(radius)
        leg = min(_far(access), far / self.level)
        there = self._enter(facilities)
        reach = self._search(there, limit=far)
        return land_within(reach, there, self.segments, radius=far, access=leg, level=self.level)

    def _search(self, facilities: Snapped, *, limit: float) -> Reach:
        """Return the way to the nearest facility from everywhere."""
        return search(facilities, streets=self.topology, arcs=self.arcs, level=self.level, limit=limit)

    def _enter(self, points: Points) -> Snapped:
        """Return where points enter the network, or refuse what cannot."""
        if points.crs != self.crs:
            raise MethodError(
                Text(
                    zh=f"点的坐标系({points.crs})与路网的({self.crs})不同。请先用 to_crs 转换。",
                    en=f"The points are in {points.crs}, the network in {self.crs}. Convert with to_crs first.",
                )
            )
        shapes = points.geometry.to_numpy()
        places = shapely.get_coordinates(shapes)
        # what is missing or empty has no coordinates
        if (shapely.get_type_id(shapes) != _POINT).any() or len(places) < len(shapes) or not np.isfinite(places).all():
            raise MethodError(
                Text(
                    zh="起点和设施必须是点, 且不能为空。面可先取 representative_point()。",
                    en="Origins and facilities must be points, none empty. Of areas take representative_point().",
                )
            )
        return snap(places, self.segments)


def _far(limit: Metres | None) -> float:
    """Return how far counts as reached, or refuse a limit below 0."""
    far = np.inf if limit is None else float(limit)
    if not far >= 0:
        raise MethodError(
            Text(zh=f"距离上限不能小于 0, 现为 {limit}。", en=f"The limit must be 0 m or more, not {limit}.")
        )
    return far


def _radius(radius: Metres) -> float:
    """Return the radius of an area, or refuse one below 0 or without an end."""
    far = _far(radius)
    if not np.isfinite(far):
        raise MethodError(Text(zh="半径必须有限。", en="The radius must be finite."))
    return far
