"""From a covering task to a choice and a bound: search, prices, what is decided by them, and the rest by branching."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_ruijin.siting.conditions import ROUNDING
from geo_ruijin.siting.covering.bounds import decided, weighed
from geo_ruijin.siting.covering.programs import covering, sharing
from geo_ruijin.siting.covering.search import Search
from geo_ruijin.siting.covering.task import Task
from geo_ruijin.siting.highs import Program, priced, solve

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

#: How often a search is shaken before branching begins: where prices leave few sites open to doubt, and where many.
_SHAKES = (10, 300)

#: So many sites are few: branching is faster than shaking on.
_FEW = 700


@dataclass(frozen=True, eq=False)
class Found:
    """The numbers of the sites opened, None where none were found; and what no choice passes.

    `infeasible` only where it is proven that no choice keeps the rows.
    """

    opened: Ints | None
    bound: float
    infeasible: bool = False

    def among(self, sites: Ints) -> Bools:
        """Return which of these numbers of sites are opened."""
        return np.isin(sites, () if self.opened is None else self.opened)


class Clock:
    """What is left of the time for a search."""

    def __init__(self, limit: float) -> None:
        self._end = time.monotonic() + limit

    def left(self) -> float:
        """Return what is left [s]."""
        return max(0.0, self._end - time.monotonic())


def most(task: Task, clock: Clock, *, start: Ints | None = None, known: float = np.inf) -> Found:
    """Return the sites that cover most, and the weight that no choice passes.

    Parameters
    ----------
    task
        What is to be covered.
    clock
        When to stop.
    start
        The numbers of sites to begin the search from.
    known
        A weight that no choice passes, as far as is known before.
    """
    search = Search(task, task.stands if start is None else np.isin(task.sites, start))
    search.fill()
    search.swap()
    program = covering(task)
    if not task.rows.kept(search.opened):
        found = _branched(task, program, clock)
        return Found(found.opened, min(known, _top(task, found.bound)), found.infeasible)
    prices = priced(program, time_limit=clock.left())
    bound = min(known, _top(task, weighed(program, prices)[0]))
    for times in np.diff(_SHAKES, prepend=0):
        search.shake(int(times), enough=bound * (1 - ROUNDING))
        if search.covered >= bound * (1 - ROUNDING):
            return Found(task.sites[search.opened], bound)
        shut, sure = (columns[: len(task.sites)] for columns in decided(program, prices, task.base - search.covered))
        if np.count_nonzero(~shut & ~sure) <= _FEW:
            break
    rest = task.kept(~shut & ~sure, sure)
    found = _branched(rest, covering(rest), clock, start=search.opened[~shut & ~sure])
    opened = found.among(task.sites) | sure
    if found.opened is None or task.covered(opened) < search.covered:
        opened = search.opened
    return Found(task.sites[opened], min(bound, max(_top(rest, found.bound), search.covered)))


def fewest(task: Task, clock: Clock, *, wanted: float, known: float = -np.inf) -> Found:
    """Return the cheapest sites that cover `wanted`, and the price that no choice is below.

    Parameters
    ----------
    task
        What is to be covered.
    clock
        When to stop.
    wanted
        The weight to be covered, what stays included.
    known
        A price that no choice is below, as far as is known before.
    """
    search = Search(task, task.stands)
    search.fill(wanted, dim=1 / task.price)
    search.thin(np.argsort(-task.price, kind="stable"), least=wanted)
    program = sharing(task, wanted)
    if search.covered < wanted or not task.rows.kept(search.opened):
        found = _branched(task, program, clock)
        return Found(found.opened, max(known, bottom(task, found.bound)), found.infeasible)
    prices = priced(program, time_limit=clock.left())
    bound = max(known, bottom(task, weighed(program, prices)[0]))
    best = search.opened.copy()
    for times in np.diff(_SHAKES, prepend=0):
        best = _fewer(search, task, best, wanted=wanted, bound=bound, times=int(times))
        value = float(task.price[best].sum())
        if value <= bound * (1 + ROUNDING):
            return Found(task.sites[best], bound)
        shut, sure = (columns[: len(task.sites)] for columns in decided(program, prices, value))
        if np.count_nonzero(~shut & ~sure) <= _FEW:
            break
    rest = task.kept(~shut & ~sure, sure)
    found = _branched(rest, sharing(rest, wanted), clock, start=best[~shut & ~sure])
    opened = found.among(task.sites) | sure
    short = found.opened is None or task.covered(opened) < wanted * (1 - ROUNDING)
    if short or task.price[opened].sum() > value:
        opened = best
    spent = float(task.price[sure].sum())
    return Found(task.sites[opened], max(bound, min(bottom(task, found.bound + spent), value)))


def _fewer(search: Search, task: Task, best: Bools, *, wanted: float, bound: float, times: int) -> Bools:
    """Return a choice that covers as much with fewer sites, as far as a search finds one; all cost the same."""
    search.start(best)
    while (task.price == 1).all() and best.sum() > bound:
        search.close(search.least())
        search.swap()
        search.shake(times, enough=wanted)
        if search.covered < wanted or not task.rows.kept(search.opened):
            break
        best = search.opened.copy()
    return best


def _branched(task: Task, program: Program, clock: Clock, *, start: Bools | None = None) -> Found:
    """Return what branching finds; the bound is that of the program."""
    begin = None
    if start is not None:
        begin = np.append(start, task.near @ start.astype(np.float64) > 0).astype(np.float64)[: len(program.cost)]
    solved = solve(program, time_limit=clock.left(), start=begin)
    if solved.columns is None:
        return Found(None, solved.bound, solved.infeasible)
    return Found(task.sites[solved.columns[: len(task.sites)] > 1 / 2], solved.bound)


def _top(task: Task, bound: float) -> float:
    """Return the weight that no choice passes, told by the least that minus its part can be."""
    top = task.base + min(-bound, float(task.weight.sum()))
    whole = (task.weight == np.round(task.weight)).all() and task.base == round(task.base)
    return float(np.floor(top * (1 + ROUNDING))) if whole else top


def bottom(task: Task, bound: float) -> float:
    """Return the price that no choice is below: a whole number where all prices are."""
    whole = (task.price == np.round(task.price)).all()
    return float(np.ceil(bound - ROUNDING * max(1.0, abs(bound)))) if whole and np.isfinite(bound) else bound
