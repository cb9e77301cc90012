"""Two or three tiers of facilities, each served by the next: recycling from drop-offs over transfer to sorting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo_ruijin.errors import InfeasibleError, MethodError
from geo_ruijin.siting.allocation import ROUNDING, most_of
from geo_ruijin.siting.blocks import Blocks
from geo_ruijin.siting.conditions import FREE, Conditions
from geo_ruijin.siting.coverage import TIME_LIMIT
from geo_ruijin.siting.each import CAPACITIES, WEIGHTS, each
from geo_ruijin.siting.given import Cost, read
from geo_ruijin.siting.highs import Program, solve
from geo_ruijin.siting.rules import rules_of
from geo_ruijin.siting.ways import Ways, demand_reached, ways_of
from geo_ruijin.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
#: A share of the whole weight below this is none [1].
_NOTHING = 1e-9


@dataclass(frozen=True, eq=False)
class Tier:
    """One tier of facilities and the ways up to it.

    Attributes
    ----------
    cost
        Between each site of the tier below, or each demand, and each site of this one: dense or the sparse pairs in
        reach. What a unit of weight costs here: a tier of larger lorries has the smaller figures.
    new
        How many sites may be added; None where `conditions` alone limit them.
    existing
        Sites that stand already.
    capacity
        The weight that each site can take: (n_sites,), or one for all.
    conditions
        What else binds the choice in this tier.
    """

    cost: Cost
    new: int | None
    existing: ArrayLike = ()
    capacity: ArrayLike = np.inf
    conditions: Conditions = field(default=FREE)


@dataclass(frozen=True, eq=False)
class TierAnswer:
    """What is chosen in one tier.

    Attributes
    ----------
    chosen, closed
        As of `Answer`.
    transport
        Weight x cost on the ways up to this tier.
    assigned
        Of each site of the tier below, or each demand, the site that takes its weight, or most of it; where it has
        none, the nearest open one; -1 for a site that is not open, and where there is no way.
    flows
        The weight on each way up: (n_below, n_sites).
    load
        The weight that each site takes: (n_sites,).
    """

    chosen: tuple[int, ...]
    closed: tuple[int, ...]
    transport: float
    assigned: Ints
    flows: sparse.csr_array
    load: Floats


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """The sites of all tiers, chosen together.

    Attributes
    ----------
    tiers
        From the lowest up.
    objective
        Weight x cost over all tiers.
    bound
        No choice comes to less.
    proven
        Whether none is better.
    """

    tiers: tuple[TierAnswer, ...]
    objective: float
    bound: float
    proven: bool

    @property
    def gap(self) -> float:
        """How far the bound lies from the objective, over the objective [1]: 0 where the answer is proven."""
        if self.proven:
            return 0.0
        return abs(self.bound - self.objective) / abs(self.objective) if self.objective else np.inf


@dataclass(frozen=True, eq=False)
class _Level:
    """A tier as it was read."""

    tier: Tier
    ways: Ways
    capacity: Floats

    @property
    def sites(self) -> int:
        return self.ways.shape[1]

    @property
    def stands(self) -> Bools:
        return np.isin(np.arange(self.sites), np.asarray(self.tier.existing))


def hierarchy(
    weight: ArrayLike, tiers: Sequence[Tier], *, split: bool = True, time_limit: float = TIME_LIMIT
) -> Hierarchy:
    """Return the new sites of every tier with the least transport of all weight up to the highest one.

    All weight goes from its demand to an open site of the first tier, from there to one of the second, and so on: one
    flow through all tiers, none passed by, no site of two tiers (one that is, is listed in both, 0 apart). The tiers
    are chosen together, in one program; choosing them one after the other may come to more.

    Parameters
    ----------
    weight
        Of each demand, 0 or more: (n_demand,).
    tiers
        From the lowest up, one at least.
    split
        Whether the weight of a demand or a site may go to several sites; without capacities it never does.

    Raises
    ------
    InfeasibleError
        If some demand reaches no site of the first tier, or the weight cannot all get to the highest.
    MethodError
        If shapes disagree or a value may not be.

    Examples
    --------
    Two homes and a station at either; the way up decides for the first:

    >>> up = Tier([[1], [9]], new=1)
    >>> found = hierarchy([1, 1], [Tier([[0, 4], [4, 0]], new=1), up])
    >>> found.tiers[0].chosen, found.objective
    ((0,), 6.0)

    References
    ----------
    G. Şahin and H. Süral (2007), A review of hierarchical facility location models, doi:10.1016/j.cor.2005.09.005:
    single-flow, non-nested, min-sum.
    """
    if not tiers:
        raise MethodError(Text(zh="至少需要一级设施", en="there must be one tier at least"))
    levels = [_read(tier) for tier in tiers]
    weights = each(weight, levels[0].ways.shape[0], WEIGHTS, one=False)
    for below, above in pairwise(levels):
        if above.ways.shape[0] != below.sites:
            raise MethodError(
                Text(
                    zh=f"下一级有 {below.sites} 个站点，上一级的距离却有 {above.ways.shape[0]} 行",
                    en=f"a tier has {below.sites} sites, and the cost of the next one {above.ways.shape[0]} rows",
                )
            )
    demand_reached(levels[0].ways, weights)
    split = split or all(np.isinf(level.capacity).all() for level in levels)
    flows, opened, bound = _solved(levels, weights, split=split, time_limit=time_limit)
    answers = []
    served = np.ones(len(weights), dtype=bool)
    for level, flow, found in zip(levels, flows, opened, strict=True):
        used = np.bincount(level.ways.site, flow, minlength=level.sites) > 0
        rules = rules_of(level.tier.conditions, level.sites, np.flatnonzero(level.stands), level.tier.new)
        answers.append(_tier_answer(level, flow, settled := rules.settled(found, level.stands, used), served))
        served = settled
    value = sum(answer.transport for answer in answers)
    proven = bool(abs(value - bound) <= ROUNDING * max(abs(value), 1.0))
    return Hierarchy(tiers=tuple(answers), objective=value, bound=value if proven else min(bound, value), proven=proven)


def _read(tier: Tier) -> _Level:
    given = read(tier.cost, existing=tier.existing, conditions=tier.conditions, new=tier.new)
    ways = ways_of(given.cost)
    _, most = tier.conditions.bounds(ways.shape[1], tier.existing)
    return _Level(tier, ways.where(most[ways.site] > 0), each(tier.capacity, ways.shape[1], CAPACITIES))


def _solved(
    levels: Sequence[_Level], weights: Floats, *, split: bool, time_limit: float
) -> tuple[list[Floats], list[Bools], float]:
    """Return the weight on the ways and the open sites of every level, and the bound."""
    total = float(weights.sum()) or 1.0
    program, opens, carries = _program(levels, weights / total, total, split=split)
    scale = float(program.cost.max(initial=0.0)) or 1.0
    program = replace(program, cost=program.cost / scale)
    solved = solve(program, time_limit=time_limit)
    if solved.columns is None:
        raise InfeasibleError(
            Text(
                zh="没有满足条件和容量、能把全部需求逐级送达的选址",
                en="no choice of sites keeps the conditions and takes all the weight up to the highest tier",
            )
            if solved.infeasible
            else Text(zh="在限定时间内没有找到可行的选址", en="no choice of sites was found in the time given")
        )
    least, most = program.least.copy(), program.most.copy()
    least[program.whole] = most[program.whole] = np.round(solved.columns[program.whole])
    fixed = replace(program, least=least, most=most, whole=np.zeros(len(least), dtype=bool))
    exact = solve(fixed, time_limit=time_limit).columns
    columns = solved.columns if exact is None else exact
    flows = [np.where(columns[part] > _NOTHING, columns[part], 0.0) * total for part in carries]
    return flows, [columns[part] > 0.5 for part in opens], solved.bound * scale * total  # noqa: PLR2004


def _program(
    levels: Sequence[_Level], weights: Floats, total: float, *, split: bool
) -> tuple[Program, list[slice], list[slice]]:
    """Return the program, in shares of the whole weight, and its columns of the sites and of the ways of each level."""
    blocks = Blocks()
    opens: list[int] = []
    carries: list[int] = []
    supply, arriving = weights, None  # the most that leaves each place below, and what arrives there
    for level in levels:
        ways, sites, count = level.ways, level.sites, len(level.ways)
        conditions, existing = level.tier.conditions, level.tier.existing
        leaves, arrives = ways.incidence()
        can = np.minimum(np.bincount(ways.site, supply[ways.demand], minlength=sites), 1.0)
        can = np.minimum(can, level.capacity / total)
        along = np.minimum(supply[ways.demand], can[ways.site])
        least, most = conditions.bounds(sites, existing)
        open_ = blocks.columns(sites, least=least, most=most, whole=True)
        carry = blocks.columns(count, cost=ways.length, most=along)
        if arriving is None:
            blocks.rows({carry: leaves}, lower=weights, upper=weights)
        else:
            blocks.rows({carry: leaves, carries[-1]: -arriving}, lower=0.0, upper=0.0)
        blocks.rows({open_: -sparse.diags_array(can), carry: arrives}, upper=0.0)
        blocks.rows({open_: -sparse.diags_array(along) @ arrives.T, carry: sparse.eye_array(count)}, upper=0.0)
        if not split:
            taken = blocks.columns(count, most=1.0, whole=True)
            blocks.rows({carry: sparse.eye_array(count), taken: -sparse.diags_array(along)}, upper=0.0)
            blocks.rows({taken: leaves}, upper=1.0)
        bound = conditions.rows(sites, existing, new=level.tier.new)
        blocks.rows({open_: bound.matrix}, lower=bound.lower, upper=bound.upper)
        opens.append(open_)
        carries.append(carry)
        supply, arriving = can, arrives
    return blocks.program(), [blocks.part(block) for block in opens], [blocks.part(block) for block in carries]


def _tier_answer(level: _Level, flow: Floats, opened: Bools, below: Bools) -> TierAnswer:
    ways = level.ways
    used = flow > 0
    flows = sparse.csr_array((flow[used], (ways.demand[used], ways.site[used])), shape=ways.shape)
    assigned = most_of(flows)
    idle = below & (assigned < 0)
    free = ways.where(opened[ways.site] & idle[ways.demand])
    order = np.lexsort((free.site, free.length, free.demand))
    first = order[np.flatnonzero(np.diff(free.demand[order], prepend=-1))]
    assigned[free.demand[first]] = free.site[first]
    return TierAnswer(
        chosen=tuple(np.flatnonzero(opened & ~level.stands).tolist()),
        closed=tuple(np.flatnonzero(~opened & level.stands).tolist()),
        transport=float(flow @ ways.length),
        assigned=assigned,
        flows=flows,
        load=np.bincount(ways.site, flow, minlength=level.sites).astype(np.float64),
    )
