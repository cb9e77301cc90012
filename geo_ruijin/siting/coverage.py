"""Covering problems: most of the demand with so many sites, or a share of it with the fewest."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo_ruijin.errors import MethodError
from geo_ruijin.siting.answer import Answer
from geo_ruijin.siting.conditions import FREE, Conditions
from geo_ruijin.siting.given import Cost, read
from geo_ruijin.siting.highs import Program, Solved, solve
from geo_ruijin.siting.pairs import within
from geo_ruijin.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

#: When a search is broken off and its bound given instead of a proof [s].
TIME_LIMIT = 60.0
#: By so much of themselves sums may miss one another: the last bits of adding.
_ROUNDING = 1e-9


def mclp(
    cost: Cost,
    weight: ArrayLike,
    *,
    new: int,
    radius: float,
    existing: ArrayLike = (),
    conditions: Conditions = FREE,
    time_limit: float = TIME_LIMIT,
) -> Answer:
    """Return the `new` sites that cover most weight within `radius`: the maximal covering location problem.

    Parameters
    ----------
    cost
        Between each demand and each site: (n_demand, n_sites), dense or the sparse pairs in reach.
    weight
        Of each demand, 0 or more: (n_demand,).
    new
        How many sites may be added.
    radius
        What counts as covered, itself included, in the unit of `cost`.
    existing
        Sites that stand already and count first.

    Raises
    ------
    MethodError
        If shapes disagree or a value may not be; if no choice keeps the conditions.

    Examples
    --------
    Three homes on a line and two sites; one site can cover two of them:

    >>> mclp([[0, 900], [400, 500], [900, 0]], [1, 1, 5], new=1, radius=500).chosen
    (1,)
    """
    given = read(cost, weight=weight, existing=existing, conditions=conditions, new=new, radius=radius)
    near = within(given.cost, radius)
    return _most(near, given.weight, near.shape[1], new, given.existing, conditions, time_limit)


def lscp(
    cost: Cost,
    *,
    radius: float,
    weight: ArrayLike | None = None,
    share: float = 1.0,
    existing: ArrayLike = (),
    conditions: Conditions = FREE,
    time_limit: float = TIME_LIMIT,
) -> Answer:
    """Return the fewest, or cheapest, new sites that cover `share` of the weight: the location set covering problem.

    Parameters
    ----------
    cost, radius, existing
        As of `mclp`.
    weight
        Of each demand: (n_demand,); without it all count alike.
    share
        Of the whole weight [1].

    Raises
    ------
    MethodError
        If shapes disagree or a value may not be; if no choice of sites covers as much.

    Examples
    --------
    >>> lscp([[0, 900], [400, 500], [900, 0]], radius=400).chosen
    (0, 1)
    """
    given = read(cost, weight=weight, existing=existing, conditions=conditions, radius=radius, share=share)
    near, weights = within(given.cost, radius), given.weight
    sites = near.shape[1]
    open_ = np.isin(np.arange(sites), given.existing)
    price = np.ones(sites) if conditions.price is None else np.asarray(conditions.price, dtype=np.float64)
    program = _program(
        near, weights, given.existing, conditions, price=np.where(open_, 0.0, price), wanted=share * weights.sum()
    )
    solved = solve(program, time_limit=time_limit)
    return _answer(solved, open_, objective=lambda opened: float(price[opened & ~open_].sum()))


def _most(
    near: sparse.csr_array,
    weights: Floats,
    sites: int,
    new: int,
    existing: Ints,
    conditions: Conditions,
    time_limit: float,
) -> Answer:
    open_ = np.isin(np.arange(sites), existing)
    solved = solve(_program(near, weights, existing, conditions, new=new), time_limit=time_limit)
    return _answer(
        solved,
        open_,
        objective=lambda opened: float(weights[(near @ opened.astype(np.float64)) > 0].sum()),
        most=True,
    )


def _program(
    near: sparse.csr_array,
    weights: Floats,
    existing: Ints,
    conditions: Conditions,
    *,
    new: int | None = None,
    price: Floats | None = None,
    wanted: float | None = None,
) -> Program:
    demands, sites = near.shape
    least, most = conditions.bounds(sites, existing)
    bound = conditions.rows(sites, existing, new=new)
    blocks = [[near, -sparse.eye_array(demands)], [bound.matrix, sparse.csr_array((len(bound.lower), demands))]]
    lower, upper = [np.zeros(demands), bound.lower], [np.full(demands, np.inf), bound.upper]
    if wanted is not None:
        blocks.append([sparse.csr_array((1, sites)), sparse.csr_array(weights[None, :])])
        lower.append(np.array([wanted * (1 - _ROUNDING)]))
        upper.append(np.array([np.inf]))
    return Program(
        cost=np.concatenate([np.zeros(sites) if price is None else price, -weights if price is None else 0 * weights]),
        least=np.concatenate([least, np.zeros(demands)]),
        most=np.concatenate([most, np.ones(demands)]),
        whole=np.arange(sites + demands) < sites,
        rows=sparse.csr_array(sparse.block_array(blocks)),
        lower=np.concatenate(lower),
        upper=np.concatenate(upper),
    )


def _answer(
    solved: Solved, open_: NDArray[np.bool_], *, objective: Callable[[NDArray[np.bool_]], float], most: bool = False
) -> Answer:
    if solved.columns is None:
        raise MethodError(Text(zh="没有满足条件的选址", en="no choice of sites keeps the conditions"))
    opened = solved.columns[: len(open_)] > 0.5  # noqa: PLR2004
    value = objective(opened)
    bound = -solved.bound if most else solved.bound
    return Answer(
        chosen=tuple(np.flatnonzero(opened & ~open_).tolist()),
        objective=value,
        bound=bound,
        proven=bool(np.isclose(value, bound, rtol=_ROUNDING, atol=_ROUNDING)),
        closed=tuple(np.flatnonzero(~opened & open_).tolist()),
    )
