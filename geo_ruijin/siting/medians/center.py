"""Sites with the least distance that anybody has to go: the p-center problem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo_ruijin.errors import InfeasibleError, MethodError
from geo_ruijin.siting.answer import Answer
from geo_ruijin.siting.conditions import FREE, Conditions
from geo_ruijin.siting.covering.coverage import lscp
from geo_ruijin.siting.given import Cost, Given, read
from geo_ruijin.siting.highs import TIME_LIMIT
from geo_ruijin.siting.medians.median import nearest
from geo_ruijin.siting.ways import Ways, demand_reached, ways_of
from geo_ruijin.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]


def p_center(
    cost: Cost,
    *,
    new: int,
    existing: ArrayLike = (),
    conditions: Conditions = FREE,
    time_limit: float = TIME_LIMIT,
) -> Answer:
    """Return the `new` sites with which the greatest distance to the nearest open site is least.

    Every distance that occurs is a candidate. Bisection asks of one whether so few sites bring everyone within it: the
    location set covering problem, answered with a proof.

    Parameters
    ----------
    cost
        Between each demand and each site: (n_demand, n_sites), dense or the sparse pairs in reach.
    new
        How many sites may be added.
    existing
        Sites that stand already and serve too.
    conditions
        Without a budget: sites are counted, not priced.
    time_limit
        Of each question that bisection asks [s].

    Returns
    -------
    Answer
        `objective` is the greatest distance, `assigned` the nearest open site of each demand.

    Raises
    ------
    InfeasibleError
        If some demand reaches no allowed site, or not all reach one with so few.
    MethodError
        If shapes disagree or a value may not be, or there is a budget.

    Examples
    --------
    Homes at 0, 100 and 300 m, a site at each:

    >>> p_center([[0, 100, 300], [100, 0, 200], [300, 200, 0]], new=1).objective
    200.0

    References
    ----------
    E. Minieka (1970), The m-center problem, doi:10.1137/1012016.
    """
    given = read(cost, existing=existing, conditions=conditions, new=new)
    if conditions.budget is not None:
        raise MethodError(
            Text(zh="最远距离最小化问题按站点数计算，不接受预算", en="p-center counts sites and takes no budget")
        )
    ways = ways_of(given.cost)
    _, most = conditions.bounds(given.shape[1], given.existing)
    ways = ways.where(most[ways.site] > 0)
    demand_reached(ways, np.ones(given.shape[0]))
    counted = replace(conditions, price=None)

    def chosen(radius: float) -> tuple[Answer | None, bool]:
        """Return the sites that bring everyone within a distance, and whether that there are none is proven."""
        try:
            found = lscp(cost, radius=radius, existing=existing, conditions=counted, time_limit=time_limit)
        except InfeasibleError:
            return None, True
        except MethodError:  # not in time
            return None, False
        return (found, True) if found.objective <= new else (None, found.bound > new)

    return _bisected(given, _radii(given, ways, new, conditions), chosen)


def _bisected(given: Given, radii: Floats, chosen: Callable[[float], tuple[Answer | None, bool]]) -> Answer:
    """Return the answer of the least radius that has one; proven where every lesser one was proven to have none."""
    low, high = 0, len(radii)
    best: Answer | None = None
    excluded = -1  # the last radius of which it is proven that no choice keeps it
    while low < high:
        middle = (low + high) // 2
        found, proven = chosen(float(radii[middle]))
        if found is not None:
            best, high = found, middle
        else:
            low = middle + 1
            excluded = max(excluded, middle) if proven else excluded
    if best is None:
        raise InfeasibleError(
            Text(
                zh="在所给数量和条件下，没有能让每个需求点都有站点可达的选址",
                en="no choice of so many sites that keeps the conditions is in reach of every demand",
            )
        )
    opened = np.zeros(given.shape[1], dtype=bool)
    opened[np.setdiff1d(np.append(given.existing, np.array(best.chosen, dtype=np.intp)), best.closed)] = True
    length, site = nearest(given.cost, opened)
    objective = float(length.max(initial=0.0))
    bound = float(radii[excluded + 1])
    return replace(best, objective=objective, bound=min(bound, objective), proven=bound >= objective, assigned=site)


def _radii(given: Given, ways: Ways, new: int, conditions: Conditions) -> Floats:
    """Return the distances that the answer may be, ascending.

    None is less than what the demand furthest from all sites has to go, and none more than what a quick choice comes
    to: the site nearest to whoever is furthest, again and again.
    """
    demands, sites = given.shape
    if not demands:
        return np.zeros(1)
    alone = np.full(demands, np.inf)
    np.minimum.at(alone, ways.demand, ways.length)
    most = np.inf
    if not conditions.least and not conditions.most and conditions.apart is None:
        opened = np.isin(np.arange(sites), given.existing)
        length, _ = nearest(given.cost, opened)
        for _ in range(new):
            own = ways.demand == length.argmax()
            opened[ways.site[own][ways.length[own].argmin()]] = True
            length, _ = nearest(given.cost, opened)
        most = float(length.max())
    return np.unique(ways.length[(ways.length >= alone.max()) & (ways.length <= most)])
