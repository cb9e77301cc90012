"""Two tiers of sites, each demand served over the shortest chain of both: chosen together, on whole chains.

`hierarchy` sends flows from tier to tier and can limit what sites take. Where nothing does, every demand goes over one
site of either tier, and a column for each chain that may be the shortest makes a program whose relaxation is all but
whole: it is solved in a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo_ruijin.errors import MethodError
from geo_ruijin.siting.conditions import ROUNDING
from geo_ruijin.siting.highs import TIME_LIMIT, Program, solve
from geo_ruijin.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
#: More columns than this take minutes.
MOST_CHAINS = 1_000_000


@dataclass(frozen=True)
class Chains:
    """The new sites of both tiers.

    Attributes
    ----------
    lower, upper
        The numbers of the new sites of the tier that demands go to first, and of the one above it.
    objective
        Weight x cost over both legs.
    bound
        No choice comes to less.
    proven
        Whether none is better.
    """

    lower: tuple[int, ...]
    upper: tuple[int, ...]
    objective: float
    bound: float
    proven: bool


def chain_median(
    first: ArrayLike,
    second: ArrayLike,
    weight: ArrayLike,
    *,
    new: tuple[int, int],
    existing: tuple[Sequence[int], Sequence[int]] = ((), ()),
    time_limit: float = TIME_LIMIT,
) -> Chains:
    """Return the new sites of two tiers with the least weight x cost over the shortest chains.

    Parameters
    ----------
    first
        What lies between each demand and each site of the lower tier, infinite where there is no way: (n, t).
    second
        Between each of these and each site of the upper tier: (t, s).
    weight
        Of each demand, 0 or more: (n,).
    new
        How many sites may be added to either tier.
    existing
        The sites of either that stand, and stay.
    time_limit
        When to stop and give the best found with its bound [s].

    Raises
    ------
    MethodError
        If some demand has no chain, there are too many of them, or none was found in time.

    Examples
    --------
    Two homes with a station at each, one of which may be built. The way on decides for the first:

    >>> chain_median([[0, 4], [4, 0]], [[1], [9]], [1, 1], new=(1, 1))
    Chains(lower=(0,), upper=(0,), objective=6.0, bound=6.0, proven=True)

    References
    ----------
    G. Şahin and H. Süral (2007), A review of hierarchical facility location models, doi:10.1016/j.cor.2005.09.005.
    L. Kaufman, M. Vanden Eede and P. Hansen (1977), A plant and warehouse location problem,
    doi:10.1057/jors.1977.104, whose columns these are.
    """
    legs, rise = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    weights = np.asarray(weight, dtype=np.float64)
    columns, program, unit = _read(legs, rise, weights, new, existing)
    solved = solve(program, time_limit=time_limit)
    if solved.columns is None:
        raise MethodError(
            Text(zh="在限定时间内没有找到可行的选址", en="no choice of sites was found in the time given")
        )
    begin = len(columns.demand)
    opened = solved.columns[begin:] > 0.5  # noqa: PLR2004 - whole but for rounding
    low, high = (np.flatnonzero(part) for part in np.split(opened, [rise.shape[0]]))
    objective = float(weights @ _shortest(legs, rise, low, high, weights))
    bound = solved.bound * unit
    proven = objective - bound <= ROUNDING * max(objective, 1.0)
    return Chains(
        tuple(np.setdiff1d(low, np.array(existing[0], dtype=np.intp)).tolist()),
        tuple(np.setdiff1d(high, np.array(existing[1], dtype=np.intp)).tolist()),
        objective,
        objective if proven else min(bound, objective),
        proven=bool(proven),
    )


def chain_bound(
    first: ArrayLike,
    second: ArrayLike,
    weight: ArrayLike,
    *,
    new: tuple[int, int],
    existing: tuple[Sequence[int], Sequence[int]] = ((), ()),
) -> float:
    """Return what no choice of `chain_median` comes below, by its relaxation: sites may be open in part.

    Examples
    --------
    >>> chain_bound([[0, 4], [4, 0]], [[1], [9]], [1, 1], new=(1, 1))
    6.0
    """
    legs, rise = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    _, program, unit = _read(legs, rise, np.asarray(weight, dtype=np.float64), new, existing)
    whole = np.zeros(len(program.whole), dtype=bool)
    return max(solve(replace(program, whole=whole), time_limit=TIME_LIMIT).bound * unit, 0.0)


def _read(
    legs: Floats,
    rise: Floats,
    weights: Floats,
    new: tuple[int, int],
    existing: tuple[Sequence[int], Sequence[int]],
) -> tuple[_Columns, Program, float]:
    """Return the chains, the program in shares of the weight and of the longest chain, and what 1 is in it."""
    columns = _columns(legs, rise, existing)
    if count := len(np.setdiff1d(np.flatnonzero(weights > 0), columns.demand)):
        raise MethodError(
            Text(zh=f"有 {count} 个需求点没有可以逐级送达的路", en=f"{count} demands have no way over both tiers")
        )
    total = float(weights.sum()) or 1.0
    scale = float(columns.cost.max(initial=0.0)) or 1.0
    program = _program(columns, weights / total, legs.shape[0], rise.shape, new, existing, scale)
    return columns, program, scale * total


@dataclass(frozen=True)
class _Columns:
    """Chains that may be the shortest of a demand: its number, those of both sites, and the cost; shape (k,) each."""

    demand: Ints
    lower: Ints
    upper: Ints
    cost: Floats


def _columns(legs: Floats, rise: Floats, existing: tuple[Sequence[int], Sequence[int]]) -> _Columns:
    """Return the chains that may be the shortest while the existing sites stay.

    A site goes on to the nearest that stands above it, or to one that is nearer still; a demand goes by no chain longer
    than it has already.
    """
    standing = [np.array(one, dtype=np.intp) for one in existing]
    above = rise[:, standing[1]].min(axis=1, initial=np.inf)
    useful = np.isfinite(rise) & (rise <= above[:, None])
    least = np.where(useful, rise, np.inf).min(axis=1, initial=np.inf)
    today = (legs[:, standing[0]] + above[standing[0]]).min(axis=1, initial=np.inf)
    reached = np.isfinite(legs) & np.isfinite(least) & (legs + least <= today[:, None])
    demand, lower = np.nonzero(reached)
    if (count := int(useful.sum(axis=1)[lower].sum())) > MOST_CHAINS:
        raise MethodError(
            Text(
                zh=f"逐级送达的走法太多:约 {count:,},上限 {MOST_CHAINS:,}。请减少上级设施的备选点。",
                en=f"some {count:,} chains are more than {MOST_CHAINS:,}: give fewer candidates of the upper tier",
            )
        )
    chain, upper = np.nonzero(useful[lower])
    demand, lower = demand[chain], lower[chain]
    cost = legs[demand, lower] + rise[lower, upper]
    keep = cost <= today[demand]
    return _Columns(demand[keep], lower[keep], upper[keep], cost[keep])


def _program(
    columns: _Columns,
    weights: Floats,
    demands: int,
    shape: tuple[int, int],
    new: tuple[int, int],
    existing: tuple[Sequence[int], Sequence[int]],
    scale: float,
) -> Program:
    """Return the program: chains first, then the sites of the lower and of the upper tier."""
    count = len(columns.demand)
    some = weights > 0
    one_each = sparse.csr_array((np.ones(count), (columns.demand, np.arange(count))), shape=(demands, count))[some]
    blocks = [[one_each, sparse.csr_array((int(some.sum()), sum(shape)))]]
    lower, upper = [np.ones(int(some.sum()))], [np.ones(int(some.sum()))]
    stands = np.zeros(sum(shape))
    begin = 0
    for site, sites, number, there in zip((columns.lower, columns.upper), shape, new, existing, strict=True):
        fresh = np.ones(sites)
        fresh[list(there)] = 0.0
        stands[begin : begin + sites] = 1.0 - fresh
        # of each demand, no more over a site than is open of it
        bound = np.flatnonzero(fresh[site] > 0)
        pair, row = np.unique(columns.demand[bound] * sites + site[bound], return_inverse=True)
        opens = np.concatenate([np.arange(len(pair)), np.full(sites, len(pair))])
        over = np.concatenate([begin + pair % sites, begin + np.arange(sites)])
        value = np.concatenate([-np.ones(len(pair)), fresh])
        through = sparse.csr_array((np.ones(len(bound)), (row, bound)), shape=(len(pair) + 1, count))
        open_ = sparse.csr_array((value, (opens, over)), shape=(len(pair) + 1, sum(shape)))
        blocks.append([through, open_])
        lower.append(np.full(len(pair) + 1, -np.inf))
        upper.append(np.concatenate([np.zeros(len(pair)), [float(number)]]))
        begin += sites
    return Program(
        cost=np.concatenate([weights[columns.demand] * columns.cost / scale, np.zeros(sum(shape))]),
        least=np.concatenate([np.zeros(count), stands]),
        most=np.ones(count + sum(shape)),
        whole=np.arange(count + sum(shape)) >= count,
        rows=sparse.csr_array(sparse.block_array(blocks)),
        lower=np.concatenate(lower),
        upper=np.concatenate(upper),
    )


def _shortest(legs: Floats, rise: Floats, low: Ints, high: Ints, weights: Floats) -> Floats:
    """Return the shortest chain of each demand over open sites; 0 for those of no weight."""
    up = rise[np.ix_(low, high)].min(axis=1, initial=np.inf)
    whole = (legs[:, low] + up).min(axis=1, initial=np.inf)
    return np.where(weights > 0, whole, 0.0)
