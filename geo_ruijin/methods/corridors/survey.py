"""Main roads as they are driven: what any choice of stations along them is measured by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.corridors.gaps import Driving, Stretches, Trips, trips
from geo_ruijin.methods.corridors.roads import KILOMETRE, Floats, Roads, Truths
from geo_ruijin.methods.parameter import demand_above_0
from geo_ruijin.network import Network
from geo_ruijin.text import Text
from geo_ruijin.units import Kilometres, Metres


@dataclass(frozen=True, eq=False)
class Survey:
    """Roads with points along them, the streets they are driven on, and how far stations may be apart.

    Attributes
    ----------
    roads
        Their part inside the place.
    whole
        All of them: beside it stations serve, where roads run on outside the place too.
    driving
        The streets.
    border
        Of the place; None where none is given.
    limit
        The longest trip that is no gap [m].
    access
        How far off the roads a station may lie and serve them [m].
    open_within
        An end of a road no further than this from the border leads on beyond it [m].
    """

    roads: Roads
    whole: Roads
    driving: Driving
    border: BaseGeometry | None
    limit: Metres
    access: Metres
    open_within: Metres

    @classmethod
    def of(
        cls,
        corridors: gpd.GeoDataFrame,
        network: Network,
        *,
        within: gpd.GeoDataFrame | None,
        spacing: Kilometres,
        access: Metres,
        step: Metres,
        open_within: Metres,
    ) -> Self:
        """Return the survey of `corridors`, their part inside `within`.

        Raises
        ------
        MethodError
            If spacing, access or step is not above 0, the step is longer than half the spacing, or no road is left.
        """
        demand_above_0(spacing, Text(zh="间距(spacing)", en="spacing"))
        demand_above_0(access, Text(zh="驶离距离(access)", en="access"))
        if step > spacing * KILOMETRE / 2:
            raise MethodError(
                Text(
                    zh=f"取点间距 {step:g} 米太大,应不超过间距的一半",
                    en=f"a step of {step:g} m is too long: no more than half the spacing",
                )
            )
        area = None if within is None else shapely.union_all(within.geometry.to_numpy())
        roads = Roads.of(corridors, step=step, within=area)
        return cls(
            roads=roads,
            whole=roads if area is None else Roads.of(corridors, step=step, within=None),
            driving=Driving.on(network),
            border=None if area is None else shapely.boundary(area),
            limit=spacing * KILOMETRE,
            access=access,
            open_within=open_within,
        )

    @cached_property
    def open_ends(self) -> gpd.GeoSeries:
        """The points where the roads lead on beyond what is known."""
        ends = self.roads.open_ends(border=self.border, within=self.open_within)
        return gpd.GeoSeries(self.roads.points[ends], crs=self.roads.crs)

    def serving(self, stations: gpd.GeoSeries) -> Truths:
        """Return which stations lie near enough to the roads to serve them."""
        return self.driving.detour(stations, self.whole.all_points) <= 2 * self.access

    def trips(self, stations: gpd.GeoSeries) -> Trips:
        """Return the trips along the roads to the stations that serve them."""
        return trips(
            self.roads,
            stations,
            self.driving,
            serving=self.serving(stations),
            border=self.border,
            open_within=self.open_within,
        )

    def stretches(self, trip: Floats) -> Stretches:
        """Return the stretches that are too far off by these trips, of each point [m]."""
        return Stretches(self.roads, trip, self.limit)
