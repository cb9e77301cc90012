"""The search for the sites of least weighted distance, and its proof: exchange, relaxation, and what is left solved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import process_time

import numpy as np
from numpy.typing import NDArray

from geo_ruijin.siting.conditions import ROUNDING
from geo_ruijin.siting.medians.interchange import greedy, interchange
from geo_ruijin.siting.medians.lagrange import Dual, Relaxation, never
from geo_ruijin.siting.medians.levels import solve_levels
from geo_ruijin.siting.medians.reach import Reach
from geo_ruijin.siting.rules import Rules

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Steps between two looks at what is left, and looks.
STEPS, ROUNDS = 60, 20
#: How often a round begins from the best choice without some of its sites, and the share of them that leaves.
SHAKEN, LEAVE = 2, 0.2
#: With steps shorter than this nothing is gained any more.
_SHORTEST = 0.01
#: Pairs that the program of what is left may have.
_PAIRS = 60_000


@dataclass(frozen=True, eq=False)
class Median:
    """A problem whose every demand goes to its nearest open site.

    Attributes
    ----------
    reach
        The pairs; `beyond` of it may be less than what a demand truly comes to.
    price
        Of each site that is opened: (n_sites,).
    rules
        Which choices are allowed.
    must
        Which demands come to nothing finite without one of their pairs: (n_demand,).
    exact
        What a choice truly comes to.
    whole
        Whether every choice comes to a whole number.
    """

    reach: Reach
    price: Floats
    rules: Rules
    must: Bools
    exact: Callable[[Bools], float]
    whole: bool


@dataclass(frozen=True, eq=False)
class Found:
    """A choice, what it comes to and what none comes below."""

    opened: Bools
    value: float
    bound: float


def search(problem: Median, opened: Bools, *, time_limit: float) -> Found:
    """Return the best choice found, and the highest bound.

    Parameters
    ----------
    opened
        An allowed choice to begin from.
    time_limit
        When no further round is begun [s of the processor].
    """
    end = process_time() + time_limit
    best = problem.exact(opened)
    reach, rules = problem.reach, problem.rules
    dual, scale = _beginning(reach, rules, opened)
    for _ in range(ROUNDS):
        work = _near(reach, dual.pays, scale)
        dual = Relaxation(work, problem.price, rules, scale).climb(dual, best=best, steps=STEPS)
        opened, best = _better(problem, reach, dual, opened, best)
        goal = _goal(problem, best)
        gone = never(dual, rules, goal)
        if dual.bound >= goal or dual.step < _SHORTEST or process_time() > end:
            break
        if gone.any():
            rules = replace(rules, most=np.where(gone, 0.0, rules.most))
            reach = reach.where(~gone[reach.site] | opened[reach.site])
    return _solved(problem, reach, rules, Found(opened, best, dual.bound), dual, end - process_time())


def _beginning(reach: Reach, rules: Rules, opened: Bools) -> tuple[Dual, Floats]:
    """Return the multipliers that a choice suggests, half-way to the second nearest site, and their scale."""
    first, second, _ = reach.two(np.flatnonzero(opened))
    mean = float(first.mean()) if len(first) else 0.0
    second = np.minimum(second, 2 * first + mean)
    scale = np.maximum(first + second, 1e-3 * mean)
    rows = int(np.isfinite(rules.rows.upper).sum() + np.isfinite(rules.rows.lower).sum())
    pays = np.minimum((first + second) / 2, reach.beyond)
    return Dual(pays, np.zeros(rows), 0.0, np.zeros(reach.sites), opened, opened), scale


def _near(reach: Reach, pays: Floats, scale: Floats) -> Reach:
    """Return the pairs alone that may soon be paid for."""
    limit = np.minimum(reach.beyond, 1.3 * pays + scale / 20)
    return reach.where(reach.value < limit[reach.demand], limit)


def _better(problem: Median, reach: Reach, dual: Dual, opened: Bools, best: float) -> tuple[Bools, float]:
    """Return the best choice known, or a better one among the sites that the relaxation came by."""
    few = reach.where((dual.core | opened)[reach.site])
    price, rules = problem.price, problem.rules
    hint: Bools | None = dual.chosen
    if not rules.keeps(dual.chosen):
        hint = rules.least_choice(dual.value, None, time_limit=1.0)
    chance = np.random.default_rng(0)
    for start in (opened, hint, *[None] * SHAKEN):
        begun = start if start is not None else opened & ((chance.random(len(opened)) > LEAVE) | (rules.least > 0))
        tried = interchange(few, price, rules, greedy(few, price, rules, begun))
        if (value := problem.exact(tried)) < best * (1 - ROUNDING):
            opened, best = tried, value
    return opened, best


def _goal(problem: Median, best: float) -> float:
    """Return the bound that proves a choice of value `best`."""
    return best - 1 + 1e-6 if problem.whole else best * (1 - ROUNDING)


def _solved(problem: Median, reach: Reach, rules: Rules, found: Found, dual: Dual, time: float) -> Found:
    """Return what the program of all that is left comes to, where it is small; a bound that proves is the value."""
    goal = _goal(problem, found.value)
    bound = found.bound
    if bound < goal:
        limit = np.minimum(reach.beyond, dual.pays + (found.value - bound) * (1 + ROUNDING))
        left = reach.where((reach.value < limit[reach.demand]) & (rules.most[reach.site] > 0), limit)
        if len(left.value) <= _PAIRS and time > 0:
            must = problem.must | (limit < reach.beyond)  # no better choice serves a demand from further
            solved = solve_levels(left, problem.price, rules, must=must, time_limit=time)
            if solved.columns is not None:
                opened = solved.columns > 0.5  # noqa: PLR2004
                value = problem.exact(opened)
                if value < found.value:
                    found = Found(opened, value, bound)
            bound = max(bound, min(solved.bound, found.value) if not solved.infeasible else found.value)
    proven = bound >= _goal(problem, found.value)
    return Found(found.opened, found.value, found.value if proven else min(bound, found.value))
