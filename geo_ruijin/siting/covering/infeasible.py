"""Why no choice of sites does what is asked, and what no allowed site reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo_ruijin.errors import InfeasibleError
from geo_ruijin.siting.conditions import FREE, Conditions
from geo_ruijin.siting.covering.task import standing
from geo_ruijin.siting.given import Cost, read
from geo_ruijin.siting.pairs import within
from geo_ruijin.text import Text, listed

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]


def unreachable(
    cost: Cost, *, radius: float, existing: ArrayLike = (), conditions: Conditions = FREE
) -> tuple[Ints, Floats]:
    """Return the demands that no allowed site covers, and how far each is from the nearest allowed site.

    Parameters
    ----------
    cost, radius, existing, conditions
        As of `mclp`. Allowed is what stands and what may be chosen.

    Returns
    -------
    tuple
        Positions, ascending, and distances in the unit of `cost`: infinite where there is no way, or none is stored.

    Raises
    ------
    MethodError
        If shapes disagree or a value may not be.

    Examples
    --------
    >>> unreachable([[0, 900], [400, 500]], radius=300, conditions=Conditions(forbidden=[0]))
    (array([0, 1]), array([900., 500.]))
    """
    given = read(cost, existing=existing, conditions=conditions, radius=radius)
    stays, allowed = standing(given.shape[1], given.existing, conditions)
    near = within(given.cost, radius)
    return beyond(given.cost, near, stays | allowed)


def beyond(cost: NDArray[Any] | sparse.coo_array, near: sparse.csr_array, allowed: Bools) -> tuple[Ints, Floats]:
    """Return the demands that none of the `allowed` sites covers, and how far the nearest of these is."""
    left = np.flatnonzero(near @ allowed.astype(np.float64) == 0)
    nearest = np.full(cost.shape[0], np.inf)
    if isinstance(cost, np.ndarray):
        ways = cost[np.ix_(left, np.flatnonzero(allowed))].astype(np.float64)
        nearest[left] = np.where(np.isnan(ways), np.inf, ways).min(axis=1, initial=np.inf)
    else:
        row, column = cost.coords
        some = allowed[column] & ~np.isnan(cost.data)
        np.minimum.at(nearest, row[some], cost.data[some])
    return left, nearest[left]


def out_of_reach(positions: Ints, distance: Floats, weight: Floats, radius: float) -> InfeasibleError:
    """Return the error that says which demands no allowed site reaches, and by how far."""
    known = distance[np.isfinite(distance)]
    zh = f"有 {len(positions)} 个需求点(权重共 {weight.sum():g})在 {radius:g} 以内没有可用的场址"
    en = f"no allowed site lies within {radius:g} of {len(positions)} of the demands, {weight.sum():g} of the weight"
    if len(known):
        zh += f";离最近的可用场址 {known.min():g} 至 {known.max():g}"
        en += f"; their nearest ones are {known.min():g} to {known.max():g} away"
    if missing := len(distance) - len(known):
        zh += f";其中 {missing} 个的最近距离未知或没有路"
        en += f"; of {missing} no way to one is given"
    return InfeasibleError(Text(zh=zh, en=en), tuple(positions.tolist()), tuple(distance.tolist()))


def too_little(reachable: float, wanted: float, positions: Ints, distance: Floats) -> InfeasibleError:
    """Return the error that says how much the allowed sites cover together, and that it is less than is wanted."""
    return InfeasibleError(
        Text(
            zh=f"全部可用场址合起来只覆盖 {reachable:g},达不到 {wanted:g};有 {len(positions)} 个需求点没有可用的场址",
            en=f"all allowed sites together cover {reachable:g}, less than the {wanted:g} wanted; "
            f"{len(positions)} of the demands have none",
        ),
        tuple(positions.tolist()),
        tuple(distance.tolist()),
    )


def _without(conditions: Conditions) -> Iterator[tuple[Text, Conditions]]:
    """Yield each kind of condition by name, and the conditions without it."""
    if np.size(conditions.forbidden):
        yield Text(zh="禁用场址", en="forbidden sites"), replace(conditions, forbidden=())
    if conditions.apart is not None and len(conditions.apart):
        yield Text(zh="最小间距", en="the spacing"), replace(conditions, apart=None)
    if conditions.least:
        yield Text(zh="各组最少名额", en="the least in each group"), replace(conditions, least={})
    if conditions.most:
        yield Text(zh="各组最多名额", en="the most in each group"), replace(conditions, most={})
    if conditions.budget is not None:
        yield Text(zh="预算", en="the budget"), replace(conditions, budget=None)


def bound_by(conditions: Conditions, possible: Callable[[Conditions], bool]) -> InfeasibleError:
    """Return the error that says which conditions are in the way of every choice.

    Parameters
    ----------
    conditions
        All of them.
    possible
        Whether any choice keeps fewer of them.
    """
    kinds = list(_without(conditions))
    alone = [name for name, fewer in kinds if possible(fewer)]
    if alone:
        one = listed(alone)
        return InfeasibleError(
            Text(
                zh=f"没有满足条件的选址;放开其中任一项即可:{one.zh}",
                en=f"no choice of sites keeps the conditions; without any one of these there is one: {one.en}",
            )
        )
    every = listed(name for name, _ in kinds)
    return InfeasibleError(
        Text(
            zh=f"没有同时满足各项条件的选址,只放开一项也不行:{every.zh}",
            en=f"no choice of sites keeps the conditions, nor without any one of them alone: {every.en}",
        )
    )
