"""The median problem as a small program: of each demand how far the nearest open site is, level by level."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo_ruijin.siting.blocks import Blocks
from geo_ruijin.siting.highs import Solved, solve
from geo_ruijin.siting.medians.reach import Reach
from geo_ruijin.siting.rules import Rules

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def solve_levels(reach: Reach, price: Floats, rules: Rules, *, must: Bools, time_limit: float) -> Solved:
    """Return the best choice as the columns of the sites alone, and what it comes to.

    The levels of a demand are the different values of its pairs. A column a level says that no site up to it is open,
    and costs what lies between it and the next: a pair makes one entry, however many sites are as far.

    Parameters
    ----------
    reach
        The pairs that may matter.
    must
        Which demands may not go without one of these pairs: (n_demand,). The others then come to `beyond`.

    References
    ----------
    S. Elloumi (2010), A tighter formulation of the p-median problem, doi:10.1007/s10878-008-9162-0.
    """
    order = np.lexsort((reach.value, reach.demand))
    demand, value, site = reach.demand[order], reach.value[order], reach.site[order]
    begins = np.diff(demand, prepend=-1) != 0
    new_level = begins | (np.diff(value, prepend=-1.0) != 0)
    level = np.cumsum(new_level) - 1
    first = np.flatnonzero(new_level)
    whose, at, lowest = demand[first], value[first], begins[first]
    highest = np.append(lowest[1:], True)[: len(lowest)]
    following = np.where(highest, reach.beyond[whose], np.append(at[1:], 0.0)[: len(at)])
    last = highest & must[whose]
    rise = np.where(last, 0.0, following - at)
    base = float(at[lowest].sum() + np.delete(reach.beyond, whose).sum())
    scale = max(float(rise.max(initial=0.0)), float(np.abs(price).max(initial=0.0)), 1e-300)
    count = len(at)
    blocks = Blocks()
    opens = blocks.columns(reach.sites, cost=price / scale, least=rules.least, most=rules.most, whole=True)
    none = blocks.columns(count, cost=rise / scale, most=np.where(last, 0.0, 1.0))
    up = np.flatnonzero(~lowest)
    before = sparse.csr_array((-np.ones(len(up)), (up, up - 1)), shape=(count, count))
    at_level = sparse.csr_array((np.ones(len(level)), (level, site)), shape=(count, reach.sites))
    blocks.rows({opens: at_level, none: sparse.eye_array(count, format="csr") + before}, lower=lowest.astype(float))
    blocks.rows({opens: rules.rows.matrix}, lower=rules.rows.lower, upper=rules.rows.upper)
    blocks.rows({opens: sparse.csr_array(np.ones((1, reach.sites)))}, upper=float(rules.room))
    solved = solve(blocks.program(), time_limit=time_limit)
    return Solved(
        columns=None if solved.columns is None else solved.columns[: reach.sites],
        value=solved.value * scale + base,
        bound=solved.bound * scale + base,
        infeasible=solved.infeasible,
    )
