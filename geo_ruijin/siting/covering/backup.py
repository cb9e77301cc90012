"""Backup coverage: what is covered twice, so that one site may fail or be full."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo_ruijin.siting.answer import Answer
from geo_ruijin.siting.conditions import FREE, ROUNDING, Conditions, Rows
from geo_ruijin.siting.covering.coverage import mclp
from geo_ruijin.siting.covering.reduction import merged
from geo_ruijin.siting.covering.task import standing
from geo_ruijin.siting.given import Cost, read
from geo_ruijin.siting.highs import TIME_LIMIT, Program, solve
from geo_ruijin.siting.pairs import within

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_TWICE = 2


def backup(
    cost: Cost,
    weight: ArrayLike,
    *,
    new: int | None,
    radius: float,
    existing: ArrayLike = (),
    conditions: Conditions = FREE,
    time_limit: float = TIME_LIMIT,
) -> Answer:
    """Return, among the choices that cover most weight once, the one that covers most of it twice or more.

    Hogan and ReVelle's backup coverage with the first cover before the second, whatever the second would gain: nobody
    loses a stop so that another has two. Existing facilities count, for both.

    Parameters
    ----------
    cost, weight, new, radius, existing, conditions
        As of `mclp`.
    time_limit
        For each of the two questions [s].

    Returns
    -------
    Answer
        Its objective is the weight covered twice or more. It is proven where both questions are.

    Raises
    ------
    MethodError
        If shapes disagree or a value may not be.
    InfeasibleError
        If no choice keeps the conditions.

    References
    ----------
    K. Hogan and C. ReVelle (1986), Concepts and applications of backup coverage, doi:10.1287/mnsc.32.11.1434.

    Examples
    --------
    Two sites cover the second home both; with one of them and another everybody is covered, but nobody twice:

    >>> near = [[0, 9, 9], [0, 0, 9], [9, 9, 0]]
    >>> backup(near, [1, 1, 1], new=2, radius=1).objective, backup(near, [1, 1, 1], new=3, radius=1).objective
    (0.0, 1.0)
    """
    first = mclp(cost, weight, new=new, radius=radius, existing=existing, conditions=conditions, time_limit=time_limit)
    given = read(cost, weight=weight, existing=existing)
    near = within(given.cost, radius)
    stays, allowed = standing(given.shape[1], given.existing, conditions)
    free = allowed & ~stays
    rows = conditions.rows(given.shape[1], given.existing, new=new).of(free, stays)
    demands, often, weights = _kinds(near, free, stays, given.weight)
    opened = np.isin(np.arange(given.shape[1]), [*np.setdiff1d(given.existing, first.closed), *first.chosen])
    covers = demands @ opened[free].astype(np.float64) + often
    solved = solve(
        _program(demands, often, weights, rows, once=first.objective * (1 - ROUNDING)),
        time_limit=time_limit,
        start=np.concatenate([opened[free], covers >= 1, covers >= _TWICE]).astype(np.float64),
    )
    if solved.columns is not None:
        found = stays.copy()
        found[free] = solved.columns[: int(free.sum())] > 1 / 2
        if given.weight[near @ found.astype(np.float64) >= 1].sum() >= first.objective * (1 - ROUNDING):
            opened = found
    twice = float(given.weight[near @ opened.astype(np.float64) >= _TWICE].sum())
    met = -solved.bound <= twice + _TWICE * ROUNDING * float(given.weight.sum())
    stood = np.isin(np.arange(given.shape[1]), given.existing)
    return Answer(
        tuple(np.flatnonzero(opened & ~stood).tolist()),
        twice,
        twice if met else -solved.bound,
        proven=first.proven and met,
        closed=tuple(np.flatnonzero(stood & ~opened).tolist()),
    )


def _kinds(
    near: sparse.csr_array, free: Bools, stays: Bools, weight: Floats
) -> tuple[sparse.csr_array, Floats, Floats]:
    """Return the demands over the free sites, alike ones merged, how often each is covered already, their weights."""
    before = np.minimum(near @ stays.astype(np.float64), _TWICE)
    coded = sparse.hstack([near[:, np.flatnonzero(free)], before[:, None] >= [1, _TWICE]], dtype=np.float64)
    kinds, weights = merged(sparse.csr_array(coded), weight)
    sites = int(free.sum())
    return kinds[:, :sites], np.asarray(kinds[:, sites:].sum(axis=1)).ravel(), weights


def _program(near: sparse.csr_array, often: Floats, weights: Floats, rows: Rows, *, once: float) -> Program:
    """Return the program: columns of the sites, of the first cover of each demand, of its second."""
    demands, sites = near.shape
    one = sparse.eye_array(demands)
    blocks = [[near, -one, -one], [None, one, -one], [None, weights[None, :], None], [rows.matrix, None, None]]
    return Program(
        cost=np.concatenate([np.zeros(sites + demands), -weights]),
        least=np.zeros(sites + 2 * demands),
        most=np.ones(sites + 2 * demands),
        whole=np.arange(sites + 2 * demands) < sites,
        rows=sparse.csr_array(
            sparse.block_array([[part if part is None else sparse.csr_array(part) for part in line] for line in blocks])
        ),
        lower=np.concatenate([-often, np.zeros(demands), [once], rows.lower]),
        upper=np.concatenate([np.full(2 * demands + 1, np.inf), rows.upper]),
    )
