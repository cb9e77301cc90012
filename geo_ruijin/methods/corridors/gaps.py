"""Gaps along roads: stretches from which the way from a station and on to one is too long."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from geo_ruijin.methods.corridors.roads import ROUNDING, Floats, Indices, Roads, Truths
from geo_ruijin.network import Network
from geo_ruijin.units import Metres


def turned(network: Network) -> Network:
    """Return the network with every one-way turned round: ways to a place are then ways from it."""
    if not network.oneway.any():
        return network
    lines = gpd.GeoDataFrame({"oneway": network.oneway}, geometry=network.edges.geometry.reverse(), crs=network.crs)
    return Network.from_streets(lines, mode="drive")


@dataclass(frozen=True, eq=False)
class Driving:
    """The network, and the same turned round."""

    onward: Network
    back: Network

    @classmethod
    def on(cls, network: Network) -> Self:
        """Return both ways of a network."""
        return cls(network, turned(network))

    def round_trip(self, places: gpd.GeoSeries, stations: gpd.GeoSeries) -> Floats:
        """Return the way from the nearest station to each place plus the way on to the nearest [m]; infinite if none.

        The straight leg from the place to the street is no part of it: the place is on its road, however drawn.
        """
        if not len(stations):
            return np.full(len(places), np.inf)
        total = np.zeros(len(places))
        for network in (self.onward, self.back):
            ways = network.journeys(places, stations)
            total += (ways["distance"] - ways["access"]).fillna(np.inf).to_numpy()
        return total

    def ways(self, places: gpd.GeoSeries, stations: gpd.GeoSeries, *, limit: Metres) -> tuple[Floats, Floats]:
        """Return the way from each station to each place, and from each place on to each station [m].

        Both of shape (places, stations), infinite beyond the limit; legs as of `round_trip`.
        """
        leg = self.onward.access(places).to_numpy()

        def of(network: Network) -> Floats:
            found = network.pairs(places, stations, limit=limit + leg.max(initial=0.0))
            row = np.repeat(np.arange(len(places)), np.diff(found.indptr))
            ways = np.full(found.shape, np.inf)
            ways[row, found.indices] = found.data - leg[row]
            return ways

        leave = of(self.onward)
        return (leave if self.back is self.onward else of(self.back)), leave

    def detour(self, stations: gpd.GeoSeries, places: gpd.GeoSeries) -> Floats:
        """Return the way from the nearest of the places to each station and back to one [m]; infinite if none."""
        total = np.zeros(len(stations))
        for network in (self.onward, self.back):
            ways = network.journeys(stations, places)
            total += (ways["distance"] - ways["egress"]).fillna(np.inf).to_numpy()
        return total


@dataclass(frozen=True, eq=False)
class Trips:
    """What a car must drive to pass each point of the roads.

    Attributes
    ----------
    known
        From a station over the point to a station [m], by the stations that are known.
    least
        The same if a station stood at every open end: what it is at least, whatever stands beyond.
    open_end
        The points where a road leads on beyond what is known.
    serving
        Which stations serve any of the roads.
    """

    known: Floats
    least: Floats
    open_end: Indices
    serving: Truths


def trips(
    roads: Roads,
    stations: gpd.GeoSeries,
    driving: Driving,
    *,
    serving: Truths,
    border: BaseGeometry | None,
    open_within: Metres,
) -> Trips:
    """Return the trips along the roads to the stations that are `serving`."""
    points = roads.all_points
    serve = stations.to_numpy()[serving]
    known = driving.round_trip(points, gpd.GeoSeries(serve, crs=roads.crs))
    ends = roads.open_ends(border=border, within=open_within)
    beyond = gpd.GeoSeries(np.concatenate([serve, roads.points[ends]]), crs=roads.crs)
    least = np.minimum(known, driving.round_trip(points, beyond)) if len(ends) else known
    return Trips(known, least, ends, serving)


@dataclass(frozen=True, eq=False)
class Gap:
    """A gap of a road.

    Attributes
    ----------
    points
        The points of the roads in it.
    parts
        The lines it is made of, or points where they have no length.
    """

    points: Indices
    parts: NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Stretches:
    """Stretches of lines where a trip is longer than a limit.

    Between two points the trip changes by 2 m a metre at most on a street open both ways, one more from the station and
    one more to it: there it crosses the limit, and the stretch begins.

    Attributes
    ----------
    roads
        The roads.
    trip
        Of each point [m].
    limit
        The longest that is no gap [m].
    """

    roads: Roads
    trip: Floats
    limit: Metres

    @cached_property
    def over(self) -> Truths:
        """Which points lie in a stretch."""
        return self.trip > self.limit + ROUNDING

    @cached_property
    def beyond(self) -> Floats:
        """How much of the piece from each point to the next of its line is over the limit [m]; 0 after the last."""
        span = np.append(np.diff(self.roads.offset), 0.0)
        span[np.append(np.diff(self.roads.line) != 0, True)] = 0.0
        trip, after = self.trip, np.append(self.trip[1:], np.inf)
        over, over_after = self.over, np.append(self.over[1:], False)
        with np.errstate(invalid="ignore"):  # what is infinite is over
            short = np.where(over, np.where(over_after, 0.0, self.limit - after), self.limit - trip) / 2
        return np.where(over | over_after, np.clip(span - np.where(span > 0, short, 0.0), 0.0, None), 0.0)

    @property
    def share(self) -> float:
        """How much of the roads is in no stretch [%]."""
        length = float(self.roads.length.sum())
        return 100 * max((length - float(self.beyond.sum())) / length, 0.0)

    @cached_property
    def run(self) -> Indices:
        """The number of the stretch of each point, -1 in none; it does not lead from one line to another."""
        before = np.append(False, self.over[:-1]) & (np.diff(self.roads.line, prepend=-1) == 0)
        return np.where(self.over, np.cumsum(self.over & ~before) - 1, -1)

    def shape(self, run: int) -> BaseGeometry:
        """Return the line of a stretch; a point where it has no length."""
        points = np.flatnonzero(self.run == run)
        first, last = points[0], points[-1]
        line = self.roads.line[first]
        into = self.beyond[first - 1] if first and self.roads.line[first - 1] == line else 0.0
        return substring(
            self.roads.lines[line], self.roads.offset[first] - into, self.roads.offset[last] + self.beyond[last]
        )

    def gaps(self, ref: str) -> list[Gap]:
        """Return the gaps of a road: stretches less than a step apart are one, for nothing stands between.

        So a gap runs on from line to line, over a roundabout without a number, and holds both carriageways.
        """
        own = np.flatnonzero(self.over & self.roads.lines_of(ref)[self.roads.line])
        runs, run = np.unique(self.run[own], return_inverse=True)
        shapes = np.array([self.shape(int(one)) for one in runs], dtype=object)
        pairs = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=self.roads.step)
        links = csr_array((np.ones(pairs.shape[1]), (pairs[0], pairs[1])), shape=(len(runs), len(runs)))
        part = connected_components(links, directed=False)[1] if len(runs) else np.zeros(0, dtype=int)
        return [Gap(own[part[run] == one], shapes[part == one]) for one in pd.unique(part)]
