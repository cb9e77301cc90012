"""Which sites are worth most together, each for itself: a knapsack with quotas, and with limits that sites share."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo_ruijin.errors import MethodError
from geo_ruijin.siting.answer import Answer
from geo_ruijin.siting.conditions import FREE, ROUNDING, Conditions
from geo_ruijin.siting.highs import TIME_LIMIT, Program, solve
from geo_ruijin.text import Text


def select(
    value: ArrayLike,
    *,
    new: int | None = None,
    load: sparse.sparray | None = None,
    limit: ArrayLike | None = None,
    conditions: Conditions = FREE,
    gap: float = 0.0,
    time_limit: float = TIME_LIMIT,
) -> Answer:
    """Return the sites whose values add up to most.

    Parameters
    ----------
    value
        Of each site, whatever else is chosen: (n_sites,).
    new
        How many may be chosen; without it any number.
    load
        What each site puts on each of what sites share, a feeder or a fund: (n_shared, n_sites).
    limit
        What each of them can bear: (n_shared,); infinite where nothing binds.
    conditions
        The budget, the price of each site, quotas by group and so on; nothing exists yet.
    gap
        So far from the most there can be, over it, a choice is good enough [1].
    time_limit
        When to stop and give the best found with its bound [s].

    Returns
    -------
    Answer
        Its `objective` is the sum of the values, its `bound` what no choice exceeds.

    Raises
    ------
    MethodError
        If no choice keeps the conditions, or none was found in time.

    Examples
    --------
    For 5, the two of 3 + 2 are worth more than the one of 4; were there a limit of 1 on both, only one:

    >>> price = np.array([4.0, 3.0, 2.0])
    >>> select([10, 8, 7], conditions=Conditions(price=price, budget=5.0)).chosen
    (1, 2)
    >>> shared = sparse.csr_array([[0.0, 1.0, 1.0]])
    >>> select([10, 8, 7], load=shared, limit=[1.0], conditions=Conditions(price=price, budget=5.0)).chosen
    (0,)

    References
    ----------
    H. Kellerer, U. Pferschy and D. Pisinger (2004), Knapsack Problems, doi:10.1007/978-3-540-24777-7.
    """
    values = np.asarray(value, dtype=np.float64)
    sites = len(values)
    least, most = conditions.bounds(sites, ())
    own = conditions.rows(sites, (), new=new)
    shared = sparse.csr_array((0, sites)) if load is None else sparse.csr_array(load)
    bears = np.zeros(0) if limit is None else np.asarray(limit, dtype=np.float64)
    solved = solve(
        Program(
            cost=-values,
            least=least,
            most=most,
            whole=np.ones(sites, dtype=bool),
            rows=sparse.csr_array(sparse.vstack([own.matrix, shared])),
            lower=np.concatenate([own.lower, np.full(len(bears), -np.inf)]),
            upper=np.concatenate([own.upper, bears]),
        ),
        time_limit=time_limit,
        gap=gap,
    )
    if solved.columns is None:
        raise MethodError(_NONE if solved.infeasible else _LATE)
    taken: NDArray[np.intp] = np.flatnonzero(solved.columns > 0.5)  # noqa: PLR2004 - whole but for rounding
    objective = float(values[taken].sum())
    return Answer(
        chosen=tuple(taken.tolist()),
        objective=objective,
        bound=-solved.bound,
        proven=bool(np.isclose(objective, -solved.bound, rtol=ROUNDING, atol=ROUNDING)),
    )


_NONE = Text(zh="没有满足条件的选择", en="no choice keeps the conditions")
_LATE = Text(zh="在时限内没有找到满足条件的选择", en="no choice that keeps the conditions was found in time")
