"""Whether another choice is as good as the one that was found."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from geo_ruijin.siting.answer import Answer
from geo_ruijin.siting.conditions import ROUNDING
from geo_ruijin.siting.covering.proof import Clock, Found, most
from geo_ruijin.siting.covering.task import Task

Bools = NDArray[np.bool_]


def tied_most(task: Task, answer: Answer, clock: Clock) -> bool | None:
    """Tell whether other sites cover as much; None where that stayed open.

    Another choice is one without a site of this one: with the same and a few more that add nothing it is no other.

    Parameters
    ----------
    task
        What was asked, nothing left out.
    answer
        What was found.
    clock
        When to stop.
    """
    opened = _opened(task, answer)
    if not answer.proven or not opened.any():
        return False if answer.proven else None
    other = task.without(opened)
    found = most(other.reduced(), clock, known=answer.objective)
    if found.opened is not None and _same(other.covered(found.among(other.sites)), answer.objective):
        return True
    return False if found.infeasible or found.bound < answer.objective * (1 - ROUNDING) else None


def tied_least(task: Task, answer: Answer, solved: Callable[[Task, float], Found]) -> bool | None:
    """Tell whether other sites do what is asked at the same price; None where that stayed open.

    Parameters
    ----------
    task
        What was asked, nothing left out.
    answer
        What was found.
    solved
        How a task is solved, where no price is below a known one.
    """
    opened = _opened(task, answer)
    if not answer.proven or not opened.any():
        return False if answer.proven else None
    price = float(task.price[opened].sum())
    found = solved(task.without(opened), price)
    if found.opened is not None and _same(float(task.price[found.among(task.sites)].sum()), price):
        return True
    return False if found.infeasible or found.bound > price * (1 + ROUNDING) else None


def _opened(task: Task, answer: Answer) -> Bools:
    """Return which sites of a task an answer has open."""
    kept = task.stands & ~np.isin(task.sites, answer.closed)
    return kept | np.isin(task.sites, answer.chosen)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= ROUNDING * max(1.0, abs(other))
