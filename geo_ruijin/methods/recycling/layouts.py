"""What another layout of drop-off points could save on the way up: the price of choosing them first."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from geo_ruijin.methods.recycling.hauls import Ways
from geo_ruijin.siting.conditions import ROUNDING
from geo_ruijin.siting.highs import TIME_LIMIT, Program, solve

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Layouts:
    """Demands whose haulage, less what candidates save, no layout of drop-off points comes below.

    Attributes
    ----------
    weights
        The people of each demand: of a point that stands, those no candidate is nearer to, then the others: (2 n,).
    ways
        From each of them up.
    savings
        What each candidate saves at most, in people x metres, whatever stations and centres there are: (candidates,).
    """

    weights: Floats
    ways: Ways
    savings: Floats

    def save(self, count: int, near: csr_array, people: Floats, wanted: float) -> float:
        """Return what so many candidates save together at most, if they reach as many as the drop-off points shall.

        Candidates may be built in part here, so that it is no less than what whole ones save.

        Parameters
        ----------
        count
            How many.
        near
            Which of the people that nothing reaches today each candidate reaches, as stored ones: (m, candidates).
        people
            These people: (m,).
        wanted
            How many of them are to be reached.
        """
        homes, sites = near.shape
        some = np.ones((1, sites))
        solved = solve(
            Program(
                cost=np.concatenate([-self.savings, np.zeros(homes)]),
                least=np.zeros(sites + homes),
                most=np.ones(sites + homes),
                whole=np.zeros(sites + homes, dtype=bool),
                rows=sparse.csr_array(
                    sparse.block_array([[some, None], [near, -sparse.eye_array(homes)], [None, people[None, :]]])
                ),
                lower=np.concatenate([[-np.inf], np.zeros(homes), [wanted * (1 - ROUNDING)]]),
                upper=np.concatenate([[float(count)], np.full(homes + 1, np.inf)]),
            ),
            time_limit=TIME_LIMIT,
        )
        return -solved.bound


def layouts_of(points: gpd.GeoDataFrame, standing: int, people: gpd.GeoDataFrame, ways: Ways, near: Ways) -> Layouts:
    """Return what bounds the haulage of every layout that keeps the points that stand and adds candidates.

    Somebody goes to the nearest point: to that which stands nearest today, or to a candidate that is nearer. The way up
    from the candidate is shorter than that from the other by no more than it is at the station where they differ most.
    So the people that some candidate is nearer to are hauled from where they go today, to any station in reach of that
    or of such a candidate, and what the candidates built save at most is taken off.

    Parameters
    ----------
    points
        The points that stand, then all candidates: (n,).
    standing
        How many stand, one at least.
    people
        Points with `people`.
    ways, near
        From each of the points up, all of them and those within limits.
    """
    places, homes = (shapely.get_coordinates(one.geometry.to_numpy()) for one in (points, people))
    weights = people["people"].to_numpy(dtype=np.float64)
    far, own = cKDTree(places[:standing]).query(homes)
    home, candidate = _nearer(places[standing:], homes, far)
    free = np.isin(np.arange(len(homes)), home)
    first, savings = np.where(np.isfinite(near.first[:standing]), ways.first[:standing], np.inf), np.zeros(len(places))
    pair, which = np.unique(own[home] * len(places) + candidate + standing, return_inverse=True)
    load = np.bincount(which, weights=weights[home], minlength=len(pair))
    for at, people_there in zip(pair, load, strict=True):
        point, site = divmod(int(at), len(places))
        open_ = np.isfinite(near.first[site])
        first[point, open_] = ways.first[point, open_]
        most = (ways.first[point, open_] - ways.first[site, open_]).max(initial=0.0)
        savings[site] += people_there * most
    loose = np.bincount(own, weights=weights * free, minlength=standing)
    fixed = np.bincount(own, weights=weights * ~free, minlength=standing)
    same = (np.isfinite(first) == np.isfinite(near.first[:standing])).all(axis=1)
    return Layouts(
        np.concatenate([np.where(same, fixed + loose, fixed), np.where(same, 0.0, loose)]),
        Ways(np.vstack([near.first[:standing], first]), near.second, near.trunk),
        savings[standing:],
    )


def _nearer(sites: Floats, homes: Floats, far: Floats) -> tuple[Ints, Ints]:
    """Return the pairs of a home and a site nearer to it than it has one already."""
    if not len(sites):
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    found = cKDTree(sites).query_ball_point(homes, np.nextafter(far, 0.0), return_sorted=True)
    home = np.repeat(np.arange(len(homes)), [len(one) for one in found])
    return home.astype(np.intp), np.array([site for one in found for site in one], dtype=np.intp)
