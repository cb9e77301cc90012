"""Two or three tiers of facilities, each served by the next: recycling from drop-offs over transfer to sorting.

What each site takes may be limited, and there may be three tiers. Where neither is so, `chains` is faster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo_ruijin.errors import InfeasibleError, MethodError
from geo_ruijin.siting.capacities.allocation import ROUNDING, most_of
from geo_ruijin.siting.each import WEIGHTS, each
from geo_ruijin.siting.highs import TIME_LIMIT, solve
from geo_ruijin.siting.rules import rules_of
from geo_ruijin.siting.tiers.flows import flows
from geo_ruijin.siting.tiers.paths import all_paths, by_paths, nearest_top
from geo_ruijin.siting.tiers.tier import Level, Tier, read_tier
from geo_ruijin.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
#: A share of the whole weight below this is none [1].
_NOTHING = 1e-9


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
    levels = [read_tier(tier) for tier in tiers]
    weights = each(weight, levels[0].ways.shape[0], WEIGHTS, one=False)
    for below, above in pairwise(levels):
        if above.ways.shape[0] != below.sites:
            raise MethodError(
                Text(
                    zh=f"下一级有 {below.sites} 个站点，上一级的距离却有 {above.ways.shape[0]} 行",
                    en=f"a tier has {below.sites} sites, and the cost of the next one {above.ways.shape[0]} rows",
                )
            )
    _demand_a_way(levels, weights)
    split = split or all(np.isinf(level.capacity).all() for level in levels)
    carried, opened, bound = _solved(levels, weights, split=split, time_limit=time_limit)
    answers = []
    served = np.ones(len(weights), dtype=bool)
    for level, flow, found in zip(levels, carried, opened, strict=True):
        used = np.bincount(level.ways.site, flow, minlength=level.sites) > 0
        rules = rules_of(level.tier.conditions, level.sites, np.flatnonzero(level.stands), level.tier.new)
        answers.append(_tier_answer(level, flow, settled := rules.settled(found, level.stands, used), served))
        served = settled
    value = sum(answer.transport for answer in answers)
    proven = bool(abs(value - bound) <= ROUNDING * max(abs(value), 1.0))
    return Hierarchy(tiers=tuple(answers), objective=value, bound=value if proven else min(bound, value), proven=proven)


def _demand_a_way(levels: Sequence[Level], weights: Floats) -> None:
    """Demand that there be a way from every demand with a weight to the top."""
    far = nearest_top(levels, [np.ones(level.sites, dtype=bool) for level in levels])[0]
    if len(missing := np.flatnonzero(np.isinf(far) & (weights > 0))):
        raise InfeasibleError(
            Text(
                zh=f"{len(missing)} 个需求点无法逐级到达最高一级的任何可选站点",
                en=f"{len(missing)} of the demands have no way up to any allowed site of the highest tier",
            ),
            unreachable=tuple(missing.tolist()),
            distance=(np.inf,) * len(missing),
        )


def _solved(
    levels: Sequence[Level], weights: Floats, *, split: bool, time_limit: float
) -> tuple[list[Floats], list[Bools], float]:
    """Return the weight on the ways and the open sites of every level, and the bound."""
    total = float(weights.sum()) or 1.0
    limited = any(np.isfinite(level.capacity).any() for level in levels)
    paths = all_paths(levels, weights, limited=limited) if split else None
    if paths is None:
        tiered = flows(levels, weights / total, total, split=split)
    else:
        tiered = by_paths(levels, weights / total, total, paths)
    scale = float(tiered.program.cost.max(initial=0.0)) or 1.0
    program = replace(tiered.program, cost=tiered.program.cost / scale)
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
    shares = np.where(columns > _NOTHING, columns, 0.0)
    carried = [carry @ shares * total for carry in tiered.carries]
    return carried, [columns[part] > 0.5 for part in tiered.opens], solved.bound * scale * total  # noqa: PLR2004


def _tier_answer(level: Level, flow: Floats, opened: Bools, below: Bools) -> TierAnswer:
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
