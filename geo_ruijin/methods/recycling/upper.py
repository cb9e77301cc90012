"""New transfer stations and sorting centres: the fewest that keep hauls within limits, or so many, with least haul."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.recycling.hauls import Routes, Ways
from geo_ruijin.methods.recycling.tiers import Tier
from geo_ruijin.siting import Chains, chain_median
from geo_ruijin.siting.conditions import ROUNDING
from geo_ruijin.siting.highs import TIME_LIMIT, Program, solve
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """How many sites may be added to the upper tiers, and how far hauls may be.

    Attributes
    ----------
    new_transfer, new_sorting
        How many; None: the fewest that keep the limit, or none where there is no limit.
    transfer_within, sorting_within
        The longest hauls to a transfer station, and from there to a sorting centre [m]; None: any.
    """

    new_transfer: int | None
    new_sorting: int | None
    transfer_within: Metres | None
    sorting_within: Metres | None

    def binding(self) -> tuple[Metres | None, Metres | None]:
        """Return the limits of the tiers whose number is not given."""
        return (
            self.transfer_within if self.new_transfer is None else None,
            self.sorting_within if self.new_sorting is None else None,
        )

    def numbers(self) -> tuple[int | None, int | None]:
        """Return how many may be added at most, None where a limit decides."""
        first, second = self.binding()
        return (
            None if first is not None else self.new_transfer or 0,
            None if second is not None else self.new_sorting or 0,
        )


@dataclass(frozen=True)
class Upper:
    """The new sites of the upper tiers, and the ways over them.

    Attributes
    ----------
    transfer, sorting
        Their positions in the tiers.
    numbers
        How many of either there could be.
    fewest
        How many in all it takes at least to keep the limits; None where the numbers were given.
    objective, bound
        People x metres to the end at their cost, and what no choice of as many sites comes below.
    proven
        Whether none is better.
    routes
        The way of each drop-off point.
    """

    transfer: tuple[int, ...]
    sorting: tuple[int, ...]
    numbers: tuple[int, int]
    fewest: float | None
    objective: float
    bound: float
    proven: bool
    routes: Routes

    @property
    def gap(self) -> float:
        """How far the bound lies below the objective, over the objective [1]."""
        return (self.objective - self.bound) / self.objective if self.objective > 0 and not self.proven else 0.0


def upper(weights: Floats, ways: Ways, transfer: Tier, sorting: Tier, asked: Asked) -> Upper:
    """Return the sites of both upper tiers with the least people x metres at their cost, chosen together.

    The numbers are those asked for, or the fewest that keep every haul within its limit that can be; among these one
    more transfer station rather than one more sorting centre. Then the hauls over so many are made least.

    Parameters
    ----------
    weights
        The people of each drop-off point: (n,). One of nobody has no say.
    ways
        From each of them up.

    Raises
    ------
    MethodError
        If no choice was found.
    """
    near = ways.within(*asked.binding(), standing=transfer.standing)
    can = np.isfinite(near.first).any(axis=1) & (weights > 0)
    some = Ways(near.first[can], near.second, near.trunk)
    most, fewest = asked.numbers(), None
    laid: tuple[tuple[int, ...], tuple[int, ...]] | None = None
    if None in most:
        laid, fewest = _fewest(some, transfer, sorting, most)
        first, second = len(laid[0]), len(laid[1])
    else:
        first, second = (number or 0 for number in most)
    stand = (0,) if near.second is None else sorting.existing
    standing = (transfer.existing, stand)
    try:
        found = chain_median(some.first, near.rise, weights[can], new=(first, second), existing=standing)
    except MethodError:  # too large to be solved: the layout that keeps the limits is an answer all the same
        if laid is None:
            raise
        found = _laid_out(some, weights[can], laid, transfer, sorting)
    routes = near.routes((*transfer.existing, *found.lower), (*sorting.existing, *found.upper))
    return Upper(
        transfer=_used(found.lower, routes.transfer),
        sorting=_used(found.upper, routes.sorting),
        numbers=(first, second),
        fewest=fewest,
        objective=found.objective,
        bound=found.bound,
        proven=found.proven,
        routes=routes,
    )


def _used(chosen: tuple[int, ...], on: NDArray[np.intp]) -> tuple[int, ...]:
    """Return those of the chosen that some way leads over: there may be more than help."""
    return tuple(np.intersect1d(np.array(chosen, dtype=np.intp), on).tolist())


def _fewest(
    near: Ways, transfer: Tier, sorting: Tier, most: tuple[int | None, int | None]
) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], float]:
    """Return new sites of either tier that are as few as it takes, and what no choice can do with less in all.

    Every drop-off point has an open station among those near it, every open station an open centre among those near.
    """
    stations, standing = near.first.shape[1], transfer.standing
    centres = 0 if near.second is None else near.second.shape[1]
    fresh = [np.arange(stations) >= standing, np.arange(centres) >= sorting.standing]
    # a centre costs a hair more, so that of equally few sites the fewest are centres
    price = np.concatenate([1.0 * fresh[0], (1 + 1 / (centres + 1)) * fresh[1]])
    some = np.isfinite(near.first)
    covered = sparse.csr_array(some[some.any(axis=1)].astype(np.float64))
    blocks = [[covered, sparse.csr_array((covered.shape[0], centres))]]
    lower = [np.ones(covered.shape[0])]
    if near.second is not None:
        above = np.isfinite(near.second)
        own = np.flatnonzero(above.any(axis=1))
        blocks.append([-sparse.eye_array(stations, format="csr")[own], sparse.csr_array(above[own].astype(np.float64))])
        lower.append(np.zeros(len(own)))
    rows = sparse.csr_array(sparse.block_array(blocks))
    limits = [
        (np.concatenate([fresh[0] * (tier == 0), fresh[1] * (tier == 1)]).astype(np.float64), number)
        for tier, number in enumerate(most)
        if number is not None
    ]
    extra = sparse.csr_array(np.array([row for row, _ in limits]).reshape(-1, stations + centres))
    opened = ~np.concatenate(fresh)
    idle = np.isinf(near.first).all(axis=0) & fresh[0]
    solved = solve(
        Program(
            cost=price,
            least=opened.astype(np.float64),
            most=np.where(np.concatenate([idle, np.zeros(centres, dtype=bool)]), 0.0, 1.0),
            whole=np.ones(stations + centres, dtype=bool),
            rows=sparse.csr_array(sparse.vstack([rows, extra])),
            lower=np.concatenate([*lower, np.full(len(limits), -np.inf)]),
            upper=np.concatenate([np.full(rows.shape[0], np.inf), [float(number) for _, number in limits]]),
        ),
        time_limit=TIME_LIMIT,
    )
    if solved.columns is None:
        raise MethodError(
            Text(
                zh="没有选址能使运距都在上限之内。请放宽 transfer_within、sorting_within,或增加备选点。",
                en="no choice of sites keeps all hauls within their limits: widen 'transfer_within' and "
                "'sorting_within', or give more candidates",
            )
        )
    new = solved.columns > 0.5  # noqa: PLR2004 - whole but for rounding
    lower_new, upper_new = np.flatnonzero(new[:stations] & fresh[0]), np.flatnonzero(new[stations:] & fresh[1])
    count = len(lower_new) + len(upper_new)
    proven = solved.bound >= solved.value - ROUNDING
    bound = float(count) if proven else float(np.ceil(solved.bound * (1 - 1 / (centres + 2)) - ROUNDING))
    return (tuple(lower_new.tolist()), tuple(upper_new.tolist())), bound


def _laid_out(
    near: Ways, weights: Floats, laid: tuple[tuple[int, ...], tuple[int, ...]], transfer: Tier, sorting: Tier
) -> Chains:
    """Return a layout as the choice; with every site open, hauls come to the bound."""
    routes = near.routes((*transfer.existing, *laid[0]), (*sorting.existing, *laid[1]))
    objective = float(weights @ routes.cost)
    bound = float(weights @ (near.first + near.rise.min(axis=1)).min(axis=1))
    return Chains(*laid, objective, bound, proven=objective - bound <= ROUNDING * objective)
