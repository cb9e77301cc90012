"""Facilities that grow by units: how many units each site gets, so that together they serve most demand."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo_ruijin.errors import MethodError
from geo_ruijin.siting.each import CAPACITIES, each
from geo_ruijin.siting.given import Cost, read
from geo_ruijin.siting.highs import TIME_LIMIT, Program, solve
from geo_ruijin.siting.pairs import within
from geo_ruijin.text import Text

Floats = NDArray[np.float64]

_RATES = Text(zh="每单位的服务量", en="weights that a unit serves")
_UNITS = Text(zh="现有单位数", en="units that stand")

#: By so much of themselves sums of weights may miss one another: what the solver takes as kept.
_ROUNDING = 1e-7
#: A unit that serves less than so much of what it can is idle [1].
_IDLE = 1e-6
#: How often prices are told anew, and how near to the fewest units is few enough [1]: no more is served by more of it.
_PASSES, _ENOUGH = 4, 0.01


@dataclass(frozen=True, eq=False)
class Modules:
    """How many units sites get, and what they serve.

    Attributes
    ----------
    units
        New units of each site: (n_sites,).
    served
        The weight each site serves, with what stood there: (n_sites,).
    objective
        The weight served by all.
    bound
        No other choice serves more.
    proven
        Whether none does: the bound meets the objective but for rounding.
    """

    units: NDArray[np.intp]
    served: Floats
    objective: float
    bound: float
    proven: bool

    @property
    def gap(self) -> float:
        """How far the bound lies from the objective, over the objective [1]: 0 where the answer is proven."""
        if self.proven:
            return 0.0
        return (self.bound - self.objective) / self.objective if self.objective else np.inf


def modular_mclp(
    cost: Cost,
    weight: ArrayLike,
    *,
    units: int,
    radius: float,
    per_unit: ArrayLike,
    most: ArrayLike,
    least: int = 1,
    present: ArrayLike = 0.0,
) -> Modules:
    """Return where `units` serve most weight: the modular capacitated maximal covering location problem.

    Weights are divisible, each part served within `radius` once. Of choices that serve as much one with few units
    at few new sites is sought, which is not proven: fewer units than there are may be given.

    Parameters
    ----------
    cost
        Between each demand and each site: (n_demand, n_sites), dense or the sparse pairs in reach.
    weight
        Of each demand, 0 or more: (n_demand,).
    units
        How many there are to give.
    radius
        What counts as in reach, itself included, in the unit of `cost`.
    per_unit
        The weight that a unit of each site serves, above 0: one number or (n_sites,).
    most
        The most new units of each site, whole: one number or (n_sites,).
    least
        The fewest new units of a site where nothing stands, unless it gets none.
    present
        The units that stand at each site already and serve first: one number or (n_sites,).

    Raises
    ------
    MethodError
        If shapes disagree or a number may not be.

    References
    ----------
    P. Yin and L. Mu (2012), Modular capacitated maximal covering location problem for the optimal siting of emergency
    vehicles, Applied Geography 34, 247-254; without their demand beyond the radius. D. Kim and P. M. Pardalos (1999),
    doi:10.1016/S0167-6377(99)00004-8 (slope scaling, for few units at few sites).

    Examples
    --------
    Two estates with 10 and 4 cars and a site in each, a pile a car. 12 piles, no fewer than 3 at a site:

    >>> modular_mclp([[0, 900], [900, 0]], [10, 4], units=12, radius=500, per_unit=1, most=8, least=3).units.tolist()
    [8, 4]
    """
    given = read(cost, weight=weight, radius=radius, new=units)
    sites = given.shape[1]
    rates, most_ = each(per_unit, sites, _RATES), each(most, sites, CAPACITIES)
    stands = each(present, sites, _UNITS)
    if not (rates > 0).all():
        raise MethodError(Text(zh="每单位的服务量应大于 0", en="what a unit serves should be above 0"))
    near, weights = _merged(within(given.cost, radius), given.weight)
    program = _program(near, weights, rates, np.floor(most_), stands, float(least), float(units))
    first = solve(program, time_limit=TIME_LIMIT)
    assert first.columns is not None  # noqa: S101 - no unit at all keeps the rows
    served = -first.value
    columns = _thrifty(program, sites, stands, served, first.columns) if units else first.columns
    serves = np.bincount(near.indices, weights=columns[2 * sites :], minlength=sites).astype(np.float64)
    idle = np.ceil(serves / rates - stands - _IDLE) <= 0
    needed = np.maximum(np.ceil(serves / rates - stands - _IDLE), np.where(stands == 0, least, 0))
    bound = max(-first.bound, served)
    return Modules(
        units=np.where(idle, 0, np.minimum(np.rint(columns[sites : 2 * sites]), needed)).astype(np.intp),
        served=serves,
        objective=served,
        bound=bound,
        proven=bool(np.isclose(served, bound, rtol=_ROUNDING, atol=_ROUNDING)),
    )


def _merged(near: sparse.csr_array, weights: Floats) -> tuple[sparse.csr_array, Floats]:
    """Return demands that the same sites reach as one; those that none reaches, or without weight, are left out."""
    some = np.flatnonzero((np.diff(near.indptr) > 0) & (weights > 0))
    keys = [near.indices[near.indptr[row] : near.indptr[row + 1]].tobytes() for row in some]
    number: dict[bytes, int] = {}
    which = np.array([number.setdefault(key, len(number)) for key in keys], dtype=np.intp)
    first = np.full(len(number), len(some), dtype=np.intp)
    np.minimum.at(first, which, np.arange(len(some)))
    merged = np.bincount(which, weights=weights[some], minlength=len(number)).astype(np.float64)
    return sparse.csr_array(near[some[first]]), merged


def _program(
    near: sparse.csr_array,
    weights: Floats,
    rates: Floats,
    most: Floats,
    stands: Floats,
    least: float,
    units: float,
) -> Program:
    """Return the program: columns are whether a site gets units, how many, and what flows over each pair."""
    demands, sites = near.shape
    pairs = near.nnz
    row = np.repeat(np.arange(demands), np.diff(near.indptr))
    pair, eye, none = np.arange(pairs), sparse.eye_array(sites), sparse.csr_array((sites, sites))
    by_demand = sparse.csr_array((np.ones(pairs), (row, pair)), shape=(demands, pairs))
    by_site = sparse.csr_array((np.ones(pairs), (near.indices, pair)), shape=(sites, pairs))
    without = sparse.csr_array((sites, pairs))
    new = stands == 0
    rows = sparse.block_array(
        [
            [sparse.csr_array((demands, 2 * sites)), by_demand],
            [sparse.hstack([none, -sparse.diags_array(rates)]), by_site],
            [sparse.hstack([-sparse.diags_array(most), eye]), without],
            [sparse.hstack([-sparse.diags_array(np.where(new, least, 0.0)), eye]), without],
            [sparse.csr_array(np.repeat([0.0, 1.0], sites)[None, :]), None],
        ]
    )
    return Program(
        cost=np.concatenate([np.zeros(2 * sites), -np.ones(pairs)]),
        least=np.zeros(2 * sites + pairs),
        most=np.concatenate([(most >= np.where(new, least, 0.0)).astype(np.float64), most, weights[row]]),
        whole=np.arange(2 * sites + pairs) < 2 * sites,
        rows=sparse.csr_array(rows),
        lower=np.concatenate([np.full(demands + 2 * sites, -np.inf), np.zeros(sites), [-np.inf]]),
        upper=np.concatenate([weights, rates * stands, np.zeros(sites), np.full(sites, np.inf), [units]]),
    )


def _thrifty(program: Program, sites: int, stands: Floats, served: float, first: Floats) -> Floats:
    """Return columns that serve as much with few units at few new sites; `first` where none are found.

    Broken units at a price that makes up for what a new site costs, were it to get as many as it got before, again and
    again; then whole ones at the sites that are left.
    """
    pairs = len(program.cost) - 2 * sites
    kept = sparse.csr_array(np.repeat([0.0, 1.0], [2 * sites, pairs])[None, :])
    new = (stands == 0).astype(np.float64)
    thrift = replace(
        program,
        cost=np.concatenate([new, np.ones(sites), np.zeros(pairs)]),
        rows=sparse.csr_array(sparse.vstack([program.rows, kept])),
        lower=np.append(program.lower, served - _ROUNDING * max(served, 1.0)),
        upper=np.append(program.upper, np.inf),
    )
    price, got = np.ones(sites), np.zeros(sites)
    for _ in range(_PASSES):
        cost = np.concatenate([np.zeros(sites), 1 + new * price, np.zeros(pairs)])
        broken = solve(replace(thrift, cost=cost, whole=np.zeros_like(thrift.whole)), time_limit=TIME_LIMIT)
        if broken.columns is None:
            return first
        got = broken.columns[sites : 2 * sites]
        price = np.where(got > _ROUNDING, 1 / np.maximum(got, _ROUNDING), price)
    used = np.concatenate([np.tile(got > _ROUNDING, 2), np.ones(pairs, dtype=bool)])
    fewest = solve(replace(thrift, most=np.where(used, thrift.most, 0.0)), time_limit=TIME_LIMIT, gap=_ENOUGH)
    return first if fewest.columns is None else fewest.columns
