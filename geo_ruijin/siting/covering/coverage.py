"""Covering problems: most of the demand with so many sites, or a share of it with the fewest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from geo_ruijin.errors import MethodError
from geo_ruijin.siting.answer import Answer
from geo_ruijin.siting.conditions import FREE, ROUNDING, Conditions
from geo_ruijin.siting.covering.infeasible import beyond, bound_by, out_of_reach, too_little
from geo_ruijin.siting.covering.programs import all_covering
from geo_ruijin.siting.covering.proof import Clock, Found, fewest, most
from geo_ruijin.siting.covering.search import Search
from geo_ruijin.siting.covering.task import Task, begin, standing
from geo_ruijin.siting.covering.ties import tied_least, tied_most
from geo_ruijin.siting.covering.whole import cover_all
from geo_ruijin.siting.given import Cost, Given, read
from geo_ruijin.siting.highs import TIME_LIMIT, solve
from geo_ruijin.siting.pairs import within
from geo_ruijin.text import Text


def mclp(
    cost: Cost,
    weight: ArrayLike,
    *,
    new: int | None,
    radius: float,
    existing: ArrayLike = (),
    conditions: Conditions = FREE,
    time_limit: float = TIME_LIMIT,
    ties: bool = False,
) -> Answer:
    """Return the `new` sites that cover most weight within `radius`: the maximal covering location problem.

    Parameters
    ----------
    cost
        Between each demand and each site: (n_demand, n_sites), dense or the sparse pairs in reach.
    weight
        Of each demand, 0 or more: (n_demand,).
    new
        How many sites may be added; those that would add nothing are not. None where the budget alone limits them.
    radius
        What counts as covered, itself included, in the unit of `cost`.
    existing
        Sites that stand already and count first.
    conditions
        What binds the choice besides.
    time_limit
        When to stop and give the best with its bound [s].
    ties
        Whether to look for another choice that is as good, once this one is proven.

    Raises
    ------
    MethodError
        If shapes disagree or a value may not be.
    InfeasibleError
        If no choice keeps the conditions.

    Examples
    --------
    Three homes on a line and two sites; one site can cover two of them:

    >>> mclp([[0, 900], [400, 500], [900, 0]], [1, 1, 5], new=1, radius=500).chosen
    (1,)
    """
    given = read(cost, weight=weight, existing=existing, conditions=conditions, new=new, radius=radius)
    if new is None and conditions.budget is None:
        raise MethodError(Text(zh="需给出新增数量或预算", en="new: a number is needed where there is no budget"))
    near, clock = within(given.cost, radius), Clock(time_limit)
    task = begin(near, given.weight, given.existing, conditions).limited(new)
    found = most(task.reduced(), clock)
    if found.opened is None:
        raise failed(
            found,
            conditions,
            lambda fewer: possible(begin(near, given.weight, given.existing, fewer).limited(new)),
        )
    answer = most_answer(given, near, task, found)
    return replace(answer, tied=tied_most(task, answer, clock)) if ties else answer


def lscp(
    cost: Cost,
    *,
    radius: float,
    weight: ArrayLike | None = None,
    share: float = 1.0,
    existing: ArrayLike = (),
    conditions: Conditions = FREE,
    time_limit: float = TIME_LIMIT,
    ties: bool = False,
) -> Answer:
    """Return the fewest, or cheapest, new sites that cover `share` of the weight: the location set covering problem.

    Parameters
    ----------
    cost, radius, existing, conditions, time_limit, ties
        As of `mclp`.
    weight
        Of each demand: (n_demand,); without it all count alike. What has a weight of 0 need not be covered.
    share
        Of the whole weight [1].

    Returns
    -------
    Answer
        Its objective is the number of new sites, or their price, less that of the facilities given up.

    Raises
    ------
    MethodError
        If shapes disagree or a value may not be.
    InfeasibleError
        If no choice of sites covers as much: it says which demands no allowed site reaches and by how far, or which
        conditions are in the way.

    Examples
    --------
    >>> lscp([[0, 900], [400, 500], [900, 0]], radius=400).chosen
    (0, 1)
    """
    given = read(cost, weight=weight, existing=existing, conditions=conditions, radius=radius, share=share)
    near, clock = within(given.cost, radius), Clock(time_limit)
    wanted = share * float(given.weight.sum()) * (1 - ROUNDING)
    _reachable(given, near, conditions, radius=radius, share=share, wanted=wanted)
    price = np.ones(given.shape[1]) if conditions.price is None else np.asarray(conditions.price, dtype=np.float64)

    def solved(task: Task, known: float = -np.inf) -> Found:
        if share == 1:
            return cover_all(task, clock)
        return fewest(task.reduced(), clock, wanted=wanted, known=known)

    task = begin(near, given.weight, given.existing, conditions, price=price)
    found = solved(task)
    if found.opened is None:
        raise failed(
            found,
            conditions,
            lambda fewer: solved(begin(near, given.weight, given.existing, fewer, price=price)).opened is not None,
        )
    answer = _least_answer(task, found)
    return replace(answer, tied=tied_least(task, answer, solved)) if ties else answer


def most_answer(given: Given, near: sparse.csr_array, task: Task, found: Found) -> Answer:
    """Return the answer to a question for the most weight; new sites that add nothing are left out of it."""
    search = Search(task, found.among(task.sites))
    search.thin(np.flatnonzero(~task.stands), least=search.covered)
    chosen, closed = task.named(search.opened)
    opened = np.isin(np.arange(near.shape[1]), [*np.setdiff1d(given.existing, closed), *chosen])
    covered = float(given.weight[near @ opened.astype(np.float64) > 0].sum())
    met = found.bound <= covered * (1 + ROUNDING)
    return Answer(chosen, covered, covered if met else found.bound, proven=met, closed=closed)


def failed(found: Found, conditions: Conditions, possible: Callable[[Conditions], bool]) -> MethodError:
    """Return the error for a search that found nothing: none keeps the conditions, or time ran out."""
    if not found.infeasible:
        return MethodError(
            Text(zh="限时内没有找到满足条件的选址", en="no choice of sites that keeps the conditions was found in time")
        )
    return bound_by(conditions, possible)


def _least_answer(task: Task, found: Found) -> Answer:
    opened = found.among(task.sites)
    chosen, closed = task.named(opened)
    saved = float(task.price[task.stands].sum())
    price = float(task.price[opened].sum()) - saved
    met = price - (found.bound - saved) <= ROUNDING * max(1.0, abs(price))
    return Answer(chosen, price, price if met else found.bound - saved, proven=met, closed=closed)


def _reachable(
    given: Given, near: sparse.csr_array, conditions: Conditions, *, radius: float, share: float, wanted: float
) -> None:
    """Refuse what all allowed sites together do not cover."""
    stays, allowed = standing(given.shape[1], given.existing, conditions)
    left, distance = beyond(given.cost, near, stays | allowed)
    some = given.weight[left] > 0
    left, distance = left[some], distance[some]
    if share == 1 and len(left):
        raise out_of_reach(left, distance, given.weight[left], radius)
    reachable = float(given.weight.sum() - given.weight[left].sum())
    if reachable < wanted:
        raise too_little(reachable, wanted, left, distance)


def possible(task: Task) -> bool:
    """Tell whether any choice keeps the rows of a task."""
    return solve(all_covering(replace(task, near=task.near[:0])), time_limit=TIME_LIMIT).columns is not None
