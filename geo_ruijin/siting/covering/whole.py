"""Every demand covered with the fewest sites: reductions until nothing gives, then part by part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from geo_ruijin.siting.conditions import ROUNDING, Rows
from geo_ruijin.siting.covering.bounds import weighed
from geo_ruijin.siting.covering.programs import all_covering
from geo_ruijin.siting.covering.proof import Clock, Found, bottom
from geo_ruijin.siting.covering.reduction import implied, parts
from geo_ruijin.siting.covering.search import Search
from geo_ruijin.siting.covering.task import Task
from geo_ruijin.siting.highs import priced, solve

Ints = NDArray[np.intp]

#: Exchanges before branching begins, a site.
_STEPS = 5


def cover_all(task: Task, clock: Clock) -> Found:
    """Return the cheapest sites that cover every demand, and the price that no choice is below.

    Parameters
    ----------
    task
        Every demand has a site that covers it.
    clock
        When to stop.
    """
    small, sure = _essential(task)
    opened, bound = [sure], float(task.price[np.isin(task.sites, sure)].sum())
    if not len(small.sites) and not small.rows.kept(np.zeros(0, dtype=bool)):
        return Found(None, np.inf, infeasible=True)
    for part in _parts(small):
        found = _least(part, clock)
        if found.opened is None:
            return Found(None, -np.inf, found.infeasible)
        opened.append(found.opened)
        bound += found.bound
    return Found(np.sort(np.concatenate(opened)), bound)


def _essential(task: Task) -> tuple[Task, Ints]:
    """Return what is left of a task, and the numbers of the sites that are needed for a demand no other covers."""
    sure = np.zeros(0, dtype=np.intp)
    while True:
        before = task.near.shape
        task = task.reduced()
        task = replace(task, near=task.near[~(drop := implied(task.near))], weight=task.weight[~drop])
        alone = task.near.indices[task.near.indptr[:-1][np.diff(task.near.indptr) == 1]]
        needed = np.isin(np.arange(task.near.shape[1]), alone)
        sure = np.append(sure, task.sites[needed])
        task = task.kept(~needed, needed)
        if task.near.shape == before:
            return task, sure


def _parts(task: Task) -> list[Task]:
    """Return the parts of a task that have nothing to do with one another."""
    if not len(task.sites):
        return []
    matrix = task.rows.matrix
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    beside = np.flatnonzero(row[1:] == row[:-1])
    tied = np.stack([matrix.indices[beside], matrix.indices[beside + 1]], axis=1)
    demand, site = parts(task.near, tied)
    lone = np.flatnonzero(np.diff(matrix.indptr) == 0)
    owner = np.full(matrix.shape[0], -1)
    owner[row] = site[matrix.indices]
    owner[lone] = site[0]
    found = []
    for label in np.unique(site):
        own, columns, rows = (
            np.flatnonzero(demand == label),
            np.flatnonzero(site == label),
            np.flatnonzero(owner == label),
        )
        bound = Rows(matrix[rows][:, columns], task.rows.lower[rows], task.rows.upper[rows])
        found.append(
            replace(
                task,
                near=task.near[own][:, columns],
                weight=task.weight[own],
                sites=task.sites[columns],
                price=task.price[columns],
                stands=task.stands[columns],
                rows=bound,
            )
        )
    return found


def _least(task: Task, clock: Clock) -> Found:
    counted = replace(task, weight=np.ones(len(task.weight)), base=0.0)
    every = float(len(task.weight))
    search = Search(counted, task.stands)
    search.fill(dim=1 / task.price)
    search.thin(np.argsort(-task.price, kind="stable"), least=search.covered)
    program = all_covering(task)
    if search.covered < every or not task.rows.kept(search.opened):
        solved = solve(program, time_limit=clock.left())
        opened = None if solved.columns is None else task.sites[solved.columns > 1 / 2]
        return Found(opened, bottom(task, solved.bound), solved.infeasible)
    bound = bottom(task, weighed(program, priced(program, time_limit=clock.left()))[0])
    if (task.price == 1).all():
        search.chase(_STEPS * len(task.sites), stop=bound)
    best = search.opened
    if task.price[best].sum() > bound * (1 + ROUNDING):
        solved = solve(program, time_limit=clock.left(), start=best.astype(np.float64))
        if solved.columns is not None and task.price @ solved.columns < task.price[best].sum():
            best = solved.columns > 1 / 2
        bound = max(bound, bottom(task, solved.bound))
    return Found(task.sites[best], bound)
