"""The sites chosen by one reading, in the order to build them, and what each adds by every reading."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo_ruijin.methods.siting.covering import (
    DUST,
    Land,
    alternatives_over,
    build_order_over,
    fewest_over,
    land_of,
)
from geo_ruijin.methods.siting.demand import (
    WITHIN,
    Demand,
    Fewest,
    alternatives,
    build_order,
    fewest,
    spaced,
)
from geo_ruijin.methods.siting.sites import Sites
from geo_ruijin.methods.siting.situation import AREA, CIRCLES, WALKING, Place, Situation
from geo_ruijin.siting import Answer, Conditions, curve, mclp
from geo_ruijin.units import Metres, Percent

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Prospect:
    """A place as it stands, and the candidates that could be added.

    Attributes
    ----------
    before
        What is reached as things stand.
    rows, sites
        The candidates, and whom each reaches.
    land
        The land that no circle reaches.
    homes
        By the readings of people that are known, which candidates reach each home: (homes, candidates).
    """

    place: Place
    before: Situation
    rows: gpd.GeoDataFrame
    sites: Sites
    land: Land
    homes: dict[str, csr_array]

    @classmethod
    def of(cls, place: Place, before: Situation, rows: gpd.GeoDataFrame, sites: Sites, *, cell: Metres) -> Prospect:
        """Return what candidates would reach; `cell` is the width of the grid that land is told by [m]."""
        rest = shapely.difference(place.area, before.circles)
        land = land_of(place.area.area, rest, sites, cell=cell)
        homes = {}
        if before.homes is not None:
            points = before.homes.rows.geometry
            homes[CIRCLES] = sites.near(points.to_numpy())
            if place.network is not None:
                homes[WALKING] = sites.walked(place.network, points)
        return cls(place, before, rows, sites, land, homes)

    def missed(self, reading: str) -> NDArray[np.intp]:
        """Return the positions of the homes with people that are out of reach as things stand."""
        homes, near = self.before.homes, self.before.near(reading)
        if homes is None or near is None:
            return np.zeros(0, dtype=np.intp)
        return np.flatnonzero(~near.to_numpy() & (homes.rows["people"] > 0).to_numpy())

    def demand(self, reading: str) -> Demand:
        """Return what is out of reach by a reading: people home by home, or land by the points of a grid."""
        homes, near = self.before.homes, self.before.near(reading)
        if reading == AREA or homes is None:
            return self.land.demand
        some = self.missed(reading)
        people = homes.rows["people"].to_numpy(dtype=np.float64)[some]
        return Demand(people, self.homes[reading][some], homes.count(), homes.count(near))


@dataclass(frozen=True, eq=False)
class Plan:
    """An answer.

    Attributes
    ----------
    reading
        What the sites were chosen by.
    demand
        What was out of reach by it.
    needed
        The fewest sites that reach the goal.
    chosen
        The sites to build, by number, each adding most to those before it.
    alternatives
        Of each, how many other candidates could stand in its place, as far from the rest as is asked.
    curve
        Of 0, 1, 2 … sites the best, by `demand`; no further than to where one more adds too little.
    """

    reading: str
    demand: Demand
    needed: Fewest
    chosen: tuple[int, ...]
    alternatives: NDArray[np.intp]
    curve: tuple[Answer, ...]


def plan_of(
    prospect: Prospect,
    reading: str,
    *,
    share: Percent,
    new: int | None,
    worth: float,
    conditions: Conditions,
    time_limit: float,
) -> Plan:
    """Return the fewest sites that reach a share; no more than `new` where that is given, and then the best of them.

    Parameters
    ----------
    worth
        The curve ends where one more site adds less than this [people or m²], and where nothing is left to reach.

    Raises
    ------
    MethodError
        If no choice was found in time.
    """
    demand = prospect.demand(reading)
    if reading == AREA:
        needed = fewest_over(prospect.land, share, conditions=conditions, time_limit=time_limit)
    else:
        needed = fewest(demand, share, conditions=conditions, time_limit=time_limit)
    most = len(needed.chosen) if new is None else min(new, len(needed.chosen))
    near, weight = demand.reached, demand.weight
    best = curve(
        near,
        weight,
        radius=WITHIN,
        most=most,
        worth=worth,
        conditions=conditions,
        time_limit=time_limit,
    ).answers
    chosen = needed.chosen
    if most < len(chosen):
        chosen = mclp(near, weight, radius=WITHIN, new=most, conditions=conditions, time_limit=time_limit).chosen
    chosen = build_order_over(prospect.land, chosen) if reading == AREA else build_order(demand, chosen)
    others = alternatives_over(prospect.land, chosen) if reading == AREA else alternatives(demand, chosen)
    others = spaced(others, chosen, conditions.apart)
    if reading == AREA and len(chosen) == len(needed.chosen) and any(len(some) for some in others):
        needed = replace(needed, tied=True)
    return Plan(reading, demand, needed, chosen, np.array([len(some) for some in others], dtype=np.intp), best)


def added(prospect: Prospect, chosen: tuple[int, ...]) -> dict[str, Floats]:
    """Return what each of the chosen adds to those before it, by every reading: people, or land [m²] by its circle."""
    rest, sizes = prospect.land.rest, [prospect.land.rest.area]
    for site in chosen:
        rest = shapely.difference(rest, prospect.land.circles((site,)))
        sizes.append(rest.area)
    gains = -np.diff(np.array(sizes))
    found = {AREA: np.where(gains > DUST, gains, 0.0)}
    for reading in prospect.homes:
        demand = prospect.demand(reading)
        columns = demand.reached[:, list(chosen)].toarray() > 0
        first = columns.argmax(axis=1)[columns.any(axis=1)] if len(chosen) else np.zeros(0, dtype=np.intp)
        weight = demand.weight[columns.any(axis=1)] if len(chosen) else np.zeros(0)
        found[reading] = np.bincount(first, weights=weight, minlength=len(chosen)).astype(np.float64)
    return found


def standing(gains: Floats, before: float, whole: float) -> Floats:
    """Return the share of the whole within reach after each of the sites [%]."""
    shares: Floats = 100 * (before + np.cumsum(gains)) / whole if whole else np.full(len(gains), np.nan)
    return shares
