"""Sites that serve no more than they can: covering, median and fixed charge."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from geo_ruijin.siting.answer import Answer
from geo_ruijin.siting.capacities.allocation import Allocation, allocate
from geo_ruijin.siting.conditions import FREE, Conditions
from geo_ruijin.siting.each import CAPACITIES, PRICES, each
from geo_ruijin.siting.given import Cost, Given, read
from geo_ruijin.siting.highs import TIME_LIMIT
from geo_ruijin.siting.medians.median import least
from geo_ruijin.siting.ways import demand_reached, ways_of
from geo_ruijin.text import Text

Floats = NDArray[np.float64]

_PER = Text(zh="单位运费", en="costs of a unit of weight x distance")


def capacitated_mclp(  # noqa: PLR0913 - what the problem is made of
    cost: Cost,
    weight: ArrayLike,
    *,
    new: int | None,
    radius: float,
    capacity: ArrayLike,
    existing: ArrayLike = (),
    split: bool = True,
    conditions: Conditions = FREE,
    time_limit: float = TIME_LIMIT,
) -> Answer:
    """Return the `new` sites that can serve most weight within `radius`, each no more than its capacity.

    Parameters
    ----------
    cost
        Between each demand and each site: (n_demand, n_sites), dense or the sparse pairs in reach.
    weight
        Of each demand, 0 or more: (n_demand,).
    new
        How many sites may be added; None where `conditions` alone limit them.
    radius
        How far a demand may be from the site that serves it, in the unit of `cost`.
    capacity
        The weight that each site can serve, existing ones too: (n_sites,), or one for all; infinite: not limited.
    existing
        Sites that stand already.
    split
        Whether several sites may share a demand; else one serves it wholly or none does.

    Returns
    -------
    Answer
        `objective` is the weight served, `flows` who is served from where.

    Raises
    ------
    MethodError
        If shapes disagree or a value may not be; if no choice keeps the conditions.

    Examples
    --------
    Three homes of 2 people beside a site for 4:

    >>> capacitated_mclp([[0], [100], [200]], [2, 2, 2], new=1, radius=500, capacity=4).objective
    4.0

    References
    ----------
    J. R. Current and J. E. Storbeck (1988), Capacitated covering models, doi:10.1068/b150153.
    """
    given = read(cost, weight=weight, existing=existing, conditions=conditions, new=new, radius=radius)
    ways = ways_of(given.cost, radius)
    found = allocate(
        Allocation(
            ways=ways,
            each=-given.weight[ways.demand],
            weights=given.weight,
            price=np.zeros(ways.shape[1]),
            capacity=each(capacity, given.shape[1], CAPACITIES),
            must=False,
            split=split,
            new=new,
            existing=given.existing,
            conditions=conditions,
        ),
        time_limit=time_limit,
    )
    return replace(found, objective=0.0 - found.objective, bound=0.0 - found.bound)


def capacitated_p_median(
    cost: Cost,
    weight: ArrayLike,
    *,
    new: int | None,
    capacity: ArrayLike,
    existing: ArrayLike = (),
    split: bool = True,
    conditions: Conditions = FREE,
    time_limit: float = TIME_LIMIT,
) -> Answer:
    """Return the `new` sites that serve all with the least weight x distance, each no more than its capacity.

    Parameters
    ----------
    cost, weight, new, capacity, existing, split
        As of `capacitated_mclp`; where there is no way there is no service.

    Raises
    ------
    InfeasibleError
        If some demand reaches no site, or the capacities do not suffice.
    MethodError
        If shapes disagree or a value may not be.

    Examples
    --------
    The home at 100 m of the site for 2 goes to the one at 300 m:

    >>> capacitated_p_median([[0, 400], [100, 300]], [2, 2], new=2, capacity=2).objective
    600.0
    """
    given = read(cost, weight=weight, existing=existing, conditions=conditions, new=new)
    return _all_served(
        given,
        np.zeros(given.shape[1]),
        capacity=each(capacity, given.shape[1], CAPACITIES),
        new=new,
        split=split,
        conditions=conditions,
        time_limit=time_limit,
    )


def fixed_charge(  # noqa: PLR0913 - what the problem is made of
    cost: Cost,
    weight: ArrayLike,
    *,
    price: ArrayLike,
    per: float = 1.0,
    capacity: ArrayLike = np.inf,
    new: int | None = None,
    existing: ArrayLike = (),
    split: bool = True,
    conditions: Conditions = FREE,
    time_limit: float = TIME_LIMIT,
) -> Answer:
    """Return the sites whose prices and ways come to least: facility location with a fixed charge.

    Parameters
    ----------
    cost, weight, capacity, existing, split
        As of `capacitated_mclp`.
    price
        What each site costs to build, 0 or more: (n_sites,), or one for all; what exists costs nothing. A budget of
        `conditions` is for the prices of `conditions`, or for these where it has none.
    per
        What a unit of weight x distance costs, in the unit of `price`.
    new
        How many sites may be added; None: as many as pay.

    Raises
    ------
    InfeasibleError
        If some demand reaches no site, or the capacities do not suffice.
    MethodError
        If shapes disagree or a value may not be.

    Examples
    --------
    A second site for 100 saves 300 of ways, a third one 50:

    >>> fixed_charge([[0, 300, 350], [300, 0, 50], [350, 50, 0]], [1, 1, 1], price=100).objective
    250.0

    References
    ----------
    M. L. Balinski (1965), Integer programming: methods, uses, computation, doi:10.1287/mnsc.12.3.253.
    """
    given = read(cost, weight=weight, existing=existing, conditions=conditions, new=new)
    sites = given.shape[1]
    prices = each(price, sites, PRICES)
    if conditions.price is None and prices.any():  # a budget counts sites where they cost nothing
        conditions = replace(conditions, price=prices)
    return _all_served(
        given,
        np.where(np.isin(np.arange(sites), given.existing), 0.0, prices),
        per=float(each(per, 1, _PER)[0]),
        capacity=each(capacity, sites, CAPACITIES),
        new=new,
        split=split,
        conditions=conditions,
        time_limit=time_limit,
    )


def _all_served(
    given: Given,
    price: Floats,
    *,
    capacity: Floats,
    new: int | None,
    split: bool,
    conditions: Conditions,
    time_limit: float,
    per: float = 1.0,
) -> Answer:
    """Return the sites that serve all with the least of prices and `per` x weight x distance."""
    sites = given.shape[1]
    if np.isinf(capacity).all():
        weighed = replace(given, weight=per * given.weight)
        found = least(weighed, price, new=new, conditions=conditions, time_limit=time_limit)
        served = np.flatnonzero((given.weight > 0) & (found.assigned >= 0))
        flows = csr_array((given.weight[served], (served, found.assigned[served])), shape=given.shape)
        return replace(found, flows=flows)
    ways = ways_of(given.cost)
    _, most = conditions.bounds(sites, given.existing)
    demand_reached(ways.where(most[ways.site] > 0), given.weight)
    return allocate(
        Allocation(
            ways=ways,
            each=per * given.weight[ways.demand] * ways.length,
            weights=given.weight,
            price=price,
            capacity=capacity,
            must=True,
            split=split,
            new=new,
            existing=given.existing,
            conditions=conditions,
        ),
        time_limit=time_limit,
    )
