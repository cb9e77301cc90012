"""Who is served from where: the program that every problem with capacities is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo_ruijin.errors import InfeasibleError
from geo_ruijin.siting.answer import Answer
from geo_ruijin.siting.blocks import Blocks
from geo_ruijin.siting.conditions import Conditions
from geo_ruijin.siting.highs import TIME_LIMIT, Program, solve
from geo_ruijin.siting.rules import rules_of
from geo_ruijin.siting.ways import Ways, demand_reached
from geo_ruijin.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

#: By so much of itself a value may miss its bound: the tolerances of the solver.
ROUNDING = 1e-6
#: A share below this is none [1].
_NOTHING = 1e-7


@dataclass(frozen=True, eq=False)
class Allocation:
    """A problem of sites and of who is served from where.

    Attributes
    ----------
    ways
        Between demands and sites, those alone that may be used.
    each
        What it comes to when a demand is served over a way wholly: shape (k,).
    weights
        Of the demands: (n_demand,), 0 or more.
    price
        What it comes to when a site is open: (n_sites,).
    capacity
        The weight that each site can serve, infinite where it is not limited: (n_sites,).
    must
        Whether every demand is to be served wholly.
    split
        Whether a demand may be served from several sites.
    new, existing, conditions
        Which choices there are.
    """

    ways: Ways
    each: Floats
    weights: Floats
    price: Floats
    capacity: Floats
    must: bool
    split: bool
    new: int | None
    existing: Ints
    conditions: Conditions


def allocate(problem: Allocation, *, time_limit: float = TIME_LIMIT) -> Answer:
    """Return the choice that comes to least.

    Raises
    ------
    InfeasibleError
        If there is none.
    """
    problem = _usable(problem)
    if problem.must:
        demand_reached(problem.ways, problem.weights)
    program = _program(problem)
    scale = float(np.abs(program.cost).max(initial=0.0)) or 1.0
    program = replace(program, cost=program.cost / scale)
    solved = solve(program, time_limit=time_limit)
    if solved.columns is None:
        raise _impossible(problem, proven=solved.infeasible)
    sites = problem.ways.shape[1]
    opened = solved.columns[:sites] > 0.5  # noqa: PLR2004
    share = _shares(problem, program, opened, solved.columns[sites:], time_limit=time_limit)
    stands = np.isin(np.arange(sites), problem.existing)
    used = np.bincount(problem.ways.site, share, minlength=sites) > 0
    opened = rules_of(problem.conditions, sites, problem.existing, problem.new).settled(opened, stands, used)
    value = float(problem.each @ share + problem.price @ opened)
    bound = solved.bound * scale
    proven = bool(abs(value - bound) <= ROUNDING * max(abs(value), 1.0))
    flows = _flows(problem.ways, share, problem.weights)
    return Answer(
        chosen=tuple(np.flatnonzero(opened & ~stands).tolist()),
        objective=value,
        bound=value if proven else min(bound, value),
        proven=proven,
        closed=tuple(np.flatnonzero(~opened & stands).tolist()),
        assigned=most_of(flows),
        flows=flows,
    )


def _usable(problem: Allocation) -> Allocation:
    """Return the same without the ways of no weight, to forbidden sites, and of more weight than one site serves."""
    _, most = problem.conditions.bounds(problem.ways.shape[1], problem.existing)
    weight = problem.weights[problem.ways.demand]
    keep = (weight > 0) & (most[problem.ways.site] > 0)
    if not problem.split:
        keep &= weight <= problem.capacity[problem.ways.site]
    return replace(problem, ways=problem.ways.where(keep), each=problem.each[keep])


def _program(problem: Allocation) -> Program:
    ways, (demands, sites), count = problem.ways, problem.ways.shape, len(problem.ways)
    weight = problem.weights[ways.demand]
    reach = np.bincount(ways.site, weight, minlength=sites)
    limited = np.flatnonzero(problem.capacity < reach)
    part = np.minimum(1.0, problem.capacity[ways.site] / weight)  # the most of a demand that a site can serve
    served = np.flatnonzero(np.bincount(ways.demand, minlength=demands) > 0)
    least, most = problem.conditions.bounds(sites, problem.existing)
    bound = problem.conditions.rows(sites, problem.existing, new=problem.new)
    blocks = Blocks()
    opens = blocks.columns(sites, cost=problem.price, least=least, most=most, whole=True)
    shares = blocks.columns(count, cost=problem.each, most=part, whole=not problem.split)
    of_demand, of_site = ways.incidence()
    blocks.rows({shares: of_demand[served]}, lower=float(problem.must), upper=1.0)
    blocks.rows({opens: -sparse.diags_array(part) @ of_site.T, shares: sparse.eye_array(count)}, upper=0.0)
    load = (of_site @ sparse.diags_array(weight))[limited]
    room = sparse.diags_array(problem.capacity).tocsr()[limited]
    blocks.rows({opens: -room, shares: load}, upper=0.0)
    blocks.rows({opens: bound.matrix}, lower=bound.lower, upper=bound.upper)
    return blocks.program()


def _shares(problem: Allocation, program: Program, opened: Bools, found: Floats, *, time_limit: float) -> Floats:
    """Return what is served over each way with these sites open, exactly: what is whole is not nearly so."""
    if not problem.split:
        return np.round(found)
    sites = len(opened)
    fixed = replace(
        program,
        least=np.concatenate([opened.astype(np.float64), program.least[sites:]]),
        most=np.concatenate([opened.astype(np.float64), program.most[sites:]]),
        whole=np.zeros(len(program.cost), dtype=bool),
    )
    again = solve(fixed, time_limit=time_limit).columns
    share = found if again is None else again[sites:]
    return np.where(share > _NOTHING, share, 0.0)


def _impossible(problem: Allocation, *, proven: bool) -> InfeasibleError:
    if not proven:
        return InfeasibleError(
            Text(zh="在限定时间内没有找到可行的选址", en="no choice of sites was found in the time given")
        )
    wanted, best = float(problem.weights.sum()), _most_capacity(problem)
    if problem.must and best < wanted:
        return InfeasibleError(
            Text(
                zh=f"容量不足：允许的站点最多可服务 {best:g}，需求合计 {wanted:g}",
                en=f"too little capacity: the sites allowed serve {best:g} at most, of {wanted:g}",
            )
        )
    return InfeasibleError(
        Text(zh="没有满足条件和容量的选址", en="no choice of sites keeps the conditions and the capacities")
    )


def _most_capacity(problem: Allocation) -> float:
    """Return the weight that the largest sites allowed can serve."""
    _, most = problem.conditions.bounds(problem.ways.shape[1], problem.existing)
    stands = np.isin(np.arange(len(most)), problem.existing)
    free = np.sort(problem.capacity[(most > 0) & ~stands])[::-1]
    return float(problem.capacity[stands].sum() + free[: problem.new].sum())


def _flows(ways: Ways, share: Floats, weights: Floats) -> sparse.csr_array:
    used = share > 0
    return sparse.csr_array(
        (share[used] * weights[ways.demand[used]], (ways.demand[used], ways.site[used])), shape=ways.shape
    )


def most_of(flows: sparse.csr_array) -> Ints:
    """Return of each demand the site with most of it, the first of several, -1 where there is none."""
    demand = np.repeat(np.arange(flows.shape[0]), np.diff(flows.indptr))
    order = np.lexsort((flows.indices, -flows.data, demand))
    first = order[np.flatnonzero(np.diff(demand[order], prepend=-1))]
    assigned = np.full(flows.shape[0], -1, dtype=np.intp)
    assigned[demand[first]] = flows.indices[first]
    return assigned
