"""The ways of the upper tiers: from each drop-off point over a transfer station to a sorting centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from geo_ruijin.methods.facilities import ROUNDING
from geo_ruijin.methods.recycling.tiers import Tier
from geo_ruijin.network import Network
from geo_ruijin.units import Metres

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
_NONE = -1


@dataclass(frozen=True)
class Ways:
    """What lies between the tiers [m]; infinite where no way leads.

    Attributes
    ----------
    first
        From each drop-off point to each site of a transfer station: (n, t).
    second
        From each site of a transfer station to each of a sorting centre: (t, s); None where there is none of these.
    trunk
        What a kilometre costs on the way from a station to a centre, over what it costs on the way there [1].
    """

    first: Floats
    second: Floats | None
    trunk: float

    @property
    def rise(self) -> Floats:
        """The ways from stations to centres at their cost; one of nothing where there are no centres."""
        return np.zeros((self.first.shape[1], 1)) if self.second is None else self.trunk * self.second

    def over(self, transfer: Sequence[int], sorting: Sequence[int]) -> Ways:
        """Return the ways over some sites alone, the others being where no way leads."""
        first = np.full_like(self.first, np.inf)
        first[:, list(transfer)] = self.first[:, list(transfer)]
        if self.second is None:
            return Ways(first, None, self.trunk)
        second = np.full_like(self.second, np.inf)
        second[:, list(sorting)] = self.second[:, list(sorting)]
        return Ways(first, second, self.trunk)

    def within(self, first: Metres | None, second: Metres | None, *, standing: int) -> Ways:
        """Return the ways within limits alone; of a drop-off point or a station that stands with none of them, all.

        Parameters
        ----------
        first, second
            The limits [m]; None: none.
        standing
            How many transfer stations stand; those that may be added must keep the limit.
        """
        if self.second is None:
            return Ways(_limited(self.first, first), None, self.trunk)
        upper = _limited(self.second, second)
        if second is not None:
            far = np.asarray((self.second > second + ROUNDING).all(axis=1))
            far[:standing] = False
            upper[far] = np.inf
        idle = np.isinf(upper).all(axis=1)
        return Ways(_limited(np.where(idle, np.inf, self.first), first), upper, self.trunk)

    def routes(self, transfer: Sequence[int], sorting: Sequence[int]) -> Routes:
        """Return the cheapest way of each drop-off point over open sites."""
        near = self.over(transfer, sorting)
        above = np.argmin(near.rise, axis=1).astype(np.intp)
        whole = near.first + near.rise.min(axis=1)
        station = np.argmin(whole, axis=1).astype(np.intp)
        cost = whole[np.arange(len(station)), station]
        lost = np.isinf(cost)
        first = np.where(lost, np.nan, self.first[np.arange(len(station)), station])
        centre = above[station]
        ends = lost | (self.second is None)
        second = np.full(len(station), np.nan) if self.second is None else self.second[station, centre]
        return Routes(
            np.where(lost, _NONE, station),
            first,
            np.where(ends, _NONE, centre),
            np.where(ends, np.nan, second),
            np.where(lost, np.nan, cost),
        )


@dataclass(frozen=True)
class Routes:
    """Where what is brought to each drop-off point goes: shape (n,) each.

    Attributes
    ----------
    transfer, sorting
        The positions of the transfer station and of the sorting centre; -1 where no way leads or there is none.
    first, second
        The way to the one [m], and from there to the other; NaN likewise.
    cost
        Of the whole way, in metres to the station; NaN where no way leads.
    """

    transfer: Ints
    first: Floats
    sorting: Ints
    second: Floats
    cost: Floats


def ways_between(
    points: gpd.GeoDataFrame, transfer: Tier, sorting: Tier, roads: Network | None, *, trunk: float
) -> Ways:
    """Return the ways between the tiers: driven along the roads where these are given, else straight [m]."""
    first = _distances(points, transfer.rows, roads)
    second = None if sorting.rows.empty else _distances(transfer.rows, sorting.rows, roads)
    return Ways(first, second, trunk)


def _distances(origins: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, roads: Network | None) -> Floats:
    if roads is None:
        return np.asarray(
            cdist(shapely.get_coordinates(origins.geometry), shapely.get_coordinates(sites.geometry)), dtype=np.float64
        )
    pairs = roads.pairs(origins.geometry, sites.geometry)
    found = np.full(pairs.shape, np.inf)
    rows = np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))
    found[rows, pairs.indices] = pairs.data
    return found


def _limited(ways: Floats, limit: Metres | None) -> Floats:
    if limit is None:
        return ways
    near = np.less_equal(ways, limit + ROUNDING)  # exactly at the limit is within
    some = np.any(near, axis=1, keepdims=True)
    return np.where(near | ~some, ways, np.inf)


def people_of(points: gpd.GeoDataFrame, people: gpd.GeoDataFrame) -> Floats:
    """Return how many people have each point nearest, in a straight line, the first of those equally near."""
    _, which = cKDTree(shapely.get_coordinates(points.geometry)).query(shapely.get_coordinates(people.geometry))
    weights = people["people"].to_numpy(dtype=np.float64)
    return np.bincount(which, weights=weights, minlength=len(points)).astype(np.float64)
