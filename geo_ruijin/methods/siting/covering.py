"""The fewest circles that cover land, exactly: points are added until nothing is left out (cutting planes).

Whoever covers land covers every point of it, so the fewest that cover some points are no more than the fewest that
cover it all. Where these few leave a piece uncovered, a point of it is added, and one chooses again. Once nothing is
left the number is proven for the land, not for a grid.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import InfeasibleError
from geo_ruijin.methods.facilities import ROUNDING
from geo_ruijin.methods.siting.demand import (
    NOTHING_TO_DO,
    WITHIN,
    Demand,
    Fewest,
    alternatives,
    enough,
    fewest,
    least_number,
)
from geo_ruijin.methods.siting.land import Plots, corners_of, plots_of
from geo_ruijin.methods.siting.sites import Sites
from geo_ruijin.siting import Conditions, lscp
from geo_ruijin.units import Metres, Percent, SquareMetres

#: Smaller pieces are dust: circles are drawn with corners known to a ten-thousandth of a millimetre [m²].
DUST: SquareMetres = 0.01

#: How often points are added, or a grid's error made good, at most.
_ROUNDS = 50

_Shapes = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Land:
    """Land that no circle reaches yet, and the candidates for it.

    Attributes
    ----------
    whole
        All land that counts [m²].
    rest
        What of it is out of reach as things stand.
    sites
        The candidates.
    plots
        The parts of `rest` in the cells of a grid.
    reached
        In whose circles their points lie: (plots, candidates).
    within
        What all candidates reach in a straight line.
    """

    whole: SquareMetres
    rest: BaseGeometry
    sites: Sites
    plots: Plots
    reached: csr_array
    within: BaseGeometry

    @property
    def demand(self) -> Demand:
        """The land by the points of the plots."""
        return Demand(self.plots.area, self.reached, self.whole, self.whole - self.rest.area)

    @property
    def touched(self) -> Demand:
        """The land by plots that count whole for whoever touches them: more than any circle reaches."""
        disc, plot = shapely.STRtree(self.plots.shapes).query(self.sites.discs(ROUNDING), predicate="intersects")
        relation = self.sites.relation(plot, disc, len(self.plots.shapes))
        return Demand(self.plots.area, relation, self.whole, self.whole - self.rest.area)

    @property
    def possible(self) -> SquareMetres:
        """How much would be within reach with all candidates, exactly [m²]."""
        return self.whole - float(shapely.difference(self.rest, self.within).area)

    def circles(self, chosen: tuple[int, ...]) -> BaseGeometry:
        """Return what the chosen reach in a straight line."""
        served = self.sites.served
        own = np.isin(served.place, list(chosen))
        return replace(served, shapes=served.shapes[own], radius=served.radius[own]).circles()

    def with_sites(self, chosen: tuple[int, ...]) -> SquareMetres:
        """Return how much is within reach with the chosen, exactly [m²]."""
        return self.whole - float(shapely.difference(self.rest, self.circles(chosen)).area)


def land_of(whole: SquareMetres, rest: BaseGeometry, sites: Sites, *, cell: Metres) -> Land:
    """Return land to be reached, told by a grid of cells."""
    plots = plots_of(rest, cell)
    return Land(whole, rest, sites, plots, sites.holding(plots.points), sites.served.circles())


def fewest_over(land: Land, share: Percent, *, conditions: Conditions, time_limit: float) -> Fewest:
    """Return the fewest candidates whose circles bring the land within reach to a share, or to all that can be.

    What they reach is measured by their circles, not by the grid. `Fewest.least` holds for the land: where all is
    asked for by points of it, else by plots that count whole as soon as a circle touches them. Where the conditions
    are in the way, they reach the most that was found by the grid.

    Parameters
    ----------
    share
        Of the whole land [%].
    conditions, time_limit
        As of `fewest`.

    Raises
    ------
    MethodError
        If no choice was found in time.
    """
    reachable = shapely.intersection(land.rest, land.within)
    goal = min(share / 100 * land.whole, land.possible)
    if reachable.area <= DUST or enough(land.whole - land.rest.area, goal):
        return NOTHING_TO_DO
    if enough(goal, land.possible):
        try:
            return _all(reachable, land, conditions, time_limit)
        except InfeasibleError:
            return _most(goal, land, conditions, time_limit)
    return _some(goal, reachable, land, conditions, time_limit)


def _all(reachable: BaseGeometry, land: Land, conditions: Conditions, time_limit: float) -> Fewest:
    """Return the fewest that reach all that any candidate does."""
    relation = _points_of(np.concatenate([land.plots.points, corners_of(reachable)]), land.sites)
    least, rounds, left = 0, 0, reachable
    while True:
        rounds += 1
        answer = lscp(relation, radius=WITHIN, conditions=conditions, time_limit=time_limit)
        least = max(least, least_number(answer))
        left = shapely.difference(reachable, land.circles(answer.chosen))
        parts = shapely.get_parts(left)
        more = _points_of(shapely.point_on_surface(parts[shapely.area(parts) > DUST]), land.sites)
        missed = np.asarray(more[:, list(answer.chosen)].sum(axis=1)).ravel() == 0
        if not missed.any() or rounds == _ROUNDS:
            return Fewest(answer.chosen, least, None, float(left.area), rounds)
        relation = csr_array(vstack([relation, more[missed]]))


def _some(goal: SquareMetres, reachable: BaseGeometry, land: Land, conditions: Conditions, time_limit: float) -> Fewest:
    """Return the fewest that reach so much, the error of the grid made good by asking for as much more."""
    demand, asked, rounds = land.demand, goal, 0
    share = 100 * goal / demand.whole
    least = fewest(land.touched, share, conditions=conditions, time_limit=time_limit).least
    while rounds < _ROUNDS and asked < demand.possible:
        rounds += 1
        found = fewest(demand, 100 * asked / demand.whole, conditions=conditions, time_limit=time_limit)
        missing = goal - land.with_sites(found.chosen)
        if enough(goal - missing, goal):
            return replace(found, least=least, rounds=rounds, tied=None, most=None)
        asked += max(missing, DUST)
    try:
        return replace(_all(reachable, land, conditions, time_limit), least=least)
    except InfeasibleError:
        return _most(goal, land, conditions, time_limit)


def _most(goal: float, land: Land, conditions: Conditions, time_limit: float) -> Fewest:
    """Return the fewest that reach the most that the conditions let, by the grid."""
    found = fewest(land.demand, 100 * land.demand.possible / land.whole, conditions=conditions, time_limit=time_limit)
    most = land.with_sites(found.chosen)
    asked = 100 * min(goal, most) / land.whole
    least = fewest(land.touched, asked, conditions=conditions, time_limit=time_limit).least
    return Fewest(found.chosen, least, most=None if enough(most, goal) else most)


def build_order_over(land: Land, chosen: tuple[int, ...]) -> tuple[int, ...]:
    """Return the chosen in the order in which the circles of each add most; of equals the one named first."""
    rest, order = land.rest, []
    gains = {site: float(shapely.intersection(rest, land.circles((site,))).area) for site in chosen}
    fresh: set[int] = set(chosen)
    while gains:
        best = max(gains, key=lambda site: gains[site])
        if best not in fresh:  # no site adds more to more: what it added before is the most
            gains[best] = float(shapely.intersection(rest, land.circles((best,))).area)
            fresh.add(best)
            continue
        order.append(best)
        rest = shapely.difference(rest, land.circles((best,)))
        del gains[best]
        fresh.clear()
    return tuple(order)


def alternatives_over(land: Land, chosen: tuple[int, ...]) -> list[NDArray[np.intp]]:
    """Return, of each of the chosen, which other candidates' circles could stand in for its own and lose no land."""
    found = []
    for number, some in enumerate(alternatives(land.demand, chosen)):
        others = chosen[:number] + chosen[number + 1 :]
        own = shapely.intersection(shapely.difference(land.rest, land.circles(others)), land.circles((chosen[number],)))
        lost = [shapely.difference(own, land.circles((int(site),))).area for site in some]
        found.append(some[np.array(lost) <= DUST])
    return found


def _points_of(points: _Shapes, sites: Sites) -> csr_array:
    """Return in whose circles points lie, without those that lie in none."""
    relation = sites.holding(points)
    return relation[np.flatnonzero(np.diff(relation.indptr) > 0)]
