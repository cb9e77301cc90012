"""Sites of least weighted distance: the p-median problem."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo_ruijin.errors import InfeasibleError
from geo_ruijin.siting.answer import Answer
from geo_ruijin.siting.conditions import FREE, ROUNDING, Conditions
from geo_ruijin.siting.given import Cost, Given, read
from geo_ruijin.siting.highs import TIME_LIMIT
from geo_ruijin.siting.medians.interchange import greedy, interchange
from geo_ruijin.siting.medians.reach import reach_of
from geo_ruijin.siting.medians.search import Median, search
from geo_ruijin.siting.rules import Rules, rules_of
from geo_ruijin.siting.ways import Ways, demand_reached, ways_of
from geo_ruijin.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

#: Pairs that are all looked at; of more, the nearest sites of each demand: so many times those that fall to one site.
_ALL, _NEAREST = 2_000_000, 4
_CHUNK = 1_000  # demands looked at in one go


def p_median(
    cost: Cost,
    weight: ArrayLike,
    *,
    new: int | None,
    existing: ArrayLike = (),
    conditions: Conditions = FREE,
    time_limit: float = TIME_LIMIT,
) -> Answer:
    """Return the `new` sites with which weight x distance to the nearest open site comes to least.

    Every demand with a weight must reach an open site. Where the answer cannot be proven in the steps there are, `gap`
    says how near it is.

    Parameters
    ----------
    cost
        Between each demand and each site: (n_demand, n_sites), dense or the sparse pairs in reach.
    weight
        Of each demand, 0 or more: (n_demand,).
    new
        How many sites may be added; None where `conditions` alone limit them.
    existing
        Sites that stand already and serve too.
    time_limit
        When the search is broken off at the latest [s of the processor]; it ends by itself after a set number of steps.

    Returns
    -------
    Answer
        `assigned` is the nearest open site of each demand, the first of several.

    Raises
    ------
    InfeasibleError
        If some demand reaches no allowed site, or not all reach one with so few.
    MethodError
        If shapes disagree or a value may not be.

    Examples
    --------
    Homes at 0, 100 and 300 m; the one in the middle is nearest to all:

    >>> p_median([[0, 100, 300], [100, 0, 200], [300, 200, 0]], [1, 1, 1], new=1).objective
    300.0

    References
    ----------
    S. L. Hakimi (1964), doi:10.1287/opre.12.3.450; M. L. Fisher (1981), The Lagrangian relaxation method for solving
    integer programming problems, doi:10.1287/mnsc.27.1.1.
    """
    given = read(cost, weight=weight, existing=existing, conditions=conditions, new=new)
    return least(given, np.zeros(given.shape[1]), new=new, conditions=conditions, time_limit=time_limit)


def least(given: Given, price: Floats, *, new: int | None, conditions: Conditions, time_limit: float) -> Answer:
    """Return the sites whose prices and weighted distances come to least together.

    Parameters
    ----------
    given
        The problem, read.
    price
        What each site costs to open, 0 for what exists: (n_sites,).
    """
    pairs, sites = given.cost, given.shape[1]
    stands = np.isin(np.arange(sites), given.existing)
    rules = rules_of(conditions, sites, given.existing, new)
    problem = _problem(given, price, rules)
    found = search(problem, _first(problem, given.weight), time_limit=time_limit)
    used = np.isin(np.arange(sites), nearest(pairs, found.opened)[1][given.weight > 0])
    opened = rules.settled(found.opened, stands, used)
    return Answer(
        chosen=tuple(np.flatnonzero(opened & ~stands).tolist()),
        objective=found.value,
        bound=found.bound,
        proven=found.bound >= found.value * (1 - ROUNDING),
        closed=tuple(np.flatnonzero(stands & ~opened).tolist()),
        assigned=nearest(pairs, opened)[1],
    )


def _listed(pairs: Any, room: int) -> tuple[Ways, Floats]:  # noqa: ANN401 - dense or sparse
    """Return the ways that are listed, and how long any other is at least: (n_demand,), infinite if there is none."""
    demands, sites = pairs.shape
    most = max(64, _NEAREST * sites // max(1, room))
    if sparse.issparse(pairs) or demands * sites <= _ALL or most >= sites:
        return ways_of(pairs), np.full(demands, np.inf)
    limit = np.concatenate(
        [np.partition(pairs[at : at + _CHUNK], most, axis=1)[:, most] for at in range(0, demands, _CHUNK)]
    ).astype(np.float64)
    limit[np.isnan(limit)] = np.inf
    return ways_of(pairs, limit), limit


def _problem(given: Given, price: Floats, rules: Rules) -> Median:
    pairs, weights = given.cost, given.weight
    ways, limit = _listed(pairs, rules.room)
    ways = ways.where((rules.most > 0)[ways.site])
    served = weights > 0
    beyond = np.minimum(nearest(pairs, rules.least > 0)[0], limit)
    demand_reached(ways, np.where(np.isfinite(beyond), 0.0, weights))
    must = served & ~np.isfinite(beyond)
    furthest = np.zeros(len(weights))
    np.maximum.at(furthest, ways.demand, ways.length)
    none = 2 * (weights @ furthest + price.sum()) + 1  # more than any choice that serves all
    reach = reach_of(ways, weights, np.where(must, none, weights * np.where(np.isfinite(beyond), beyond, 0.0)))

    def exact(opened: Bools) -> float:
        length = nearest(pairs, opened)[0][served]
        return float(weights[served] @ length + price[opened].sum())

    complete = not np.isfinite(limit).any()
    whole = complete and all(bool((values % 1 == 0).all()) for values in (price, weights, ways.length))
    return Median(reach, price, rules, must, exact, whole)


def _first(problem: Median, weights: Floats) -> Bools:
    """Return an allowed choice that serves all, as good as exchange makes it."""
    reach, price, rules = problem.reach, problem.price, problem.rules
    opened = greedy(reach, price, rules, rules.least > 0)
    if rules.keeps(opened):
        opened = interchange(reach, price, rules, opened)
    if rules.keeps(opened) and np.isfinite(problem.exact(opened)):
        return opened
    demands = np.flatnonzero(problem.must)
    near = sparse.csr_array((np.ones(len(reach.demand)), (reach.demand, reach.site)), shape=(len(weights), reach.sites))
    alone = price - reach.saved(reach.beyond)
    choice = rules.least_choice(alone, near[demands], time_limit=TIME_LIMIT)
    if choice is None:
        raise InfeasibleError(
            Text(
                zh="在所给数量和条件下，没有能让每个需求点都有站点可达的选址",
                en="no choice of so many sites that keeps the conditions is in reach of every demand",
            )
        )
    return interchange(reach, price, rules, choice)


def nearest(pairs: Any, opened: Bools) -> tuple[Floats, Ints]:  # noqa: ANN401 - dense or sparse
    """Return how far the nearest open site of each demand is, and which it is: infinite, and -1 for none."""
    demands = pairs.shape[0]
    sites = np.flatnonzero(opened)
    length, site = np.full(demands, np.inf), np.full(demands, -1, dtype=np.intp)
    if not len(sites):
        return length, site
    if sparse.issparse(pairs):
        ways = ways_of(pairs)
        ways = ways.where(opened[ways.site])
        order = np.lexsort((ways.site, ways.length, ways.demand))
        first = order[np.flatnonzero(np.diff(ways.demand[order], prepend=-1))]
        length[ways.demand[first]], site[ways.demand[first]] = ways.length[first], ways.site[first]
        return length, site
    part = np.where(np.isnan(pairs[:, sites]), np.inf, pairs[:, sites]).astype(np.float64)
    nearest = part.argmin(axis=1)
    length = part[np.arange(demands), nearest]
    return length, np.where(np.isfinite(length), sites[nearest], -1)
