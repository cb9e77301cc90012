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
    """

    first: Floats
    second: Floats | None

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
            return Ways(_limited(self.first, first), None)
        upper = _limited(self.second, second)
        if second is not None:
            far = np.asarray((self.second > second + ROUNDING).all(axis=1))
            far[:standing] = False
            upper[far] = np.inf
        idle = np.isinf(upper).all(axis=1)
        return Ways(_limited(np.where(idle, np.inf, self.first), first), upper)

    def routes(self, transfer: Sequence[int], sorting: Sequence[int]) -> Routes:
        """Return the shortest way of each drop-off point over open sites."""
        up = np.zeros(self.first.shape[1])
        above = np.full(len(up), _NONE, dtype=np.intp)
        if self.second is not None:
            open_ = np.full(self.second.shape[1], np.inf)
            open_[list(sorting)] = 0.0
            reach = self.second + open_
            above, up = np.argmin(reach, axis=1).astype(np.intp), reach.min(axis=1)
            above[np.isinf(up)] = _NONE
        shut = np.full(len(up), np.inf)
        shut[list(transfer)] = 0.0
        whole = self.first + (up + shut)
        station = np.argmin(whole, axis=1).astype(np.intp)
        lost = np.isinf(whole.min(axis=1))
        first = np.where(lost, np.nan, self.first[np.arange(len(station)), station])
        station[lost] = _NONE
        centre = np.where(lost, _NONE, above[station])
        second = np.where(lost | (self.second is None), np.nan, up[station])
        return Routes(station, first, centre, second)


@dataclass(frozen=True)
class Routes:
    """Where what is brought to each drop-off point goes: shape (n,) each.

    Attributes
    ----------
    transfer, sorting
        The positions of the transfer station and of the sorting centre; -1 where no way leads or there is none.
    first, second
        The way to the one [m], and from there to the other; NaN likewise.
    """

    transfer: Ints
    first: Floats
    sorting: Ints
    second: Floats

    @property
    def whole(self) -> Floats:
        """The way to the end [m]."""
        return self.first + np.where(self.sorting == _NONE, 0.0, self.second)


def ways_between(points: gpd.GeoDataFrame, transfer: Tier, sorting: Tier, roads: Network | None) -> Ways:
    """Return the ways between the tiers: driven along the roads where these are given, else straight [m]."""
    first = _distances(points, transfer.rows, roads)
    second = None if sorting.rows.empty else _distances(transfer.rows, sorting.rows, roads)
    return Ways(first, second)


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
