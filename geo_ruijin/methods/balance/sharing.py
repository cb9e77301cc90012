"""Supply shared among those who reach it: two-step floating catchment areas, on a grid and on points.

With S_j the supply at j, P_k the people at k, and f(d) the weight of a distance:

1. each place of supply is shared by all who reach it: R_j = S_j / sum_k P_k f(d_kj);
2. each person has the shares of all places within reach: A_i = sum_j R_j f(d_ij).

So supply is conserved: the people have together what reaches anybody, sum_i A_i P_i = sum_j S_j - unreached. InVEST's
urban nature access differs where less than one weighted person reaches a place: it takes R_j = S_j there, and nobody
has the rest of S_j; here the formula holds everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.spatial import KDTree

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.balance.catchment import gather, kernel, weights
from geo_ruijin.methods.facilities import ROUNDING
from geo_ruijin.methods.parameter import demand_above_0
from geo_ruijin.text import Text
from geo_ruijin.units import Metres, SquareMetresPerPerson

#: What rounding may add to a share of the need; within it, supply and need are in balance.
EVEN = 1e-9


@dataclass(frozen=True)
class Balance:
    """What each place's people can reach against what they need.

    Attributes
    ----------
    accessible
        Supply per person [m²/person, or the unit of the supply], shape of `people`; NaN where nobody lives, 0 where
        people reach no supply.
    people
        People of each place.
    need
        What a person needs, in the unit of `accessible`.
    supply
        Supply of each place.
    ratio
        R_j: supply per weighted person who reaches it, shape of `supply`; NaN where there is none or it reaches nobody.
    """

    accessible: np.ndarray[Any, Any]
    people: np.ndarray[Any, Any]
    need: float
    supply: np.ndarray[Any, Any]
    ratio: np.ndarray[Any, Any]

    @property
    def per_person(self) -> np.ndarray[Any, Any]:
        """The balance a person: accessible less need, exactly 0 where they are equal but for rounding."""
        over = self.accessible - self.need
        return np.where(np.abs(over) <= EVEN * self.need, 0.0, over)

    @property
    def in_all(self) -> np.ndarray[Any, Any]:
        """The balance of all people of a place: that of a person times people, 0 where nobody lives."""
        return np.where(self.people > 0, self.per_person * self.people, 0.0)

    @property
    def total_people(self) -> float:
        """All people."""
        return float(self.people.sum())

    @property
    def people_in_deficit(self) -> float:
        """The people who have less than they need."""
        return float(self.people[self.per_person < 0].sum())

    @property
    def people_in_surplus(self) -> float:
        """The people who have more than they need."""
        return float(self.people[self.per_person > 0].sum())

    @property
    def people_in_balance(self) -> float:
        """The people who have what they need, no more and no less."""
        return float(self.people[self.per_person == 0].sum())

    @property
    def deficit(self) -> float:
        """What those in deficit lack together; the surplus of others is not set against it."""
        return float(-np.minimum(self.in_all, 0).sum())

    @property
    def used(self) -> float:
        """The supply the people have together."""
        return float(np.where(self.people > 0, self.accessible * self.people, 0.0).sum())

    @property
    def total_supply(self) -> float:
        """All supply, reached or not."""
        return float(self.supply.sum())

    @property
    def unreached_supply(self) -> float:
        """The supply that reaches nobody: nobody has it, though it is there."""
        return float(self.supply[np.isnan(self.ratio)].sum())


def two_step(
    population: npt.ArrayLike,
    supply: npt.ArrayLike,
    *,
    cell_size: Metres,
    radius: Metres,
    decay: str,
    need: SquareMetresPerPerson,
    exponent: float | None = None,
) -> Balance:
    """Return what the people of each cell can reach of the supply, shared with all who reach it too.

    Distances are straight, from centre to centre; people of a cell reach its supply at distance 0. Nobody and nothing
    lies beyond the arrays: let them reach two radii beyond the people to be judged, for those beyond share the
    supply too (one radius to the supply, one more to those who share it).

    Parameters
    ----------
    population
        People of each cell, 0 where nobody lives, shape (rows, columns).
    supply
        Supply of each cell [m², or any amount], same shape.
    cell_size
        Side of a cell [m], at most the radius.
    radius
        The reach [m]: a cell whose centre lies exactly at it is within reach, one beyond it has no weight at all.
    decay, exponent
        How the weight falls with distance: see `geo_ruijin.methods.balance.catchment`.
    need
        What a person needs, in the unit of the supply.

    Raises
    ------
    MethodError
        If the arrays differ in shape or hold what is no finite number or below 0, the need is not positive, or for
        what `catchment.kernel` refuses.

    References
    ----------
    Luo & Wang (2003), doi:10.1068/b29120. Dai (2010), doi:10.1016/j.healthplace.2010.06.012. InVEST user's guide,
    Urban Nature Access.

    Examples
    --------
    Three cells of 100 m in a row. The 600 m² in the middle reach the 10 people west of them and the 20 east:

    >>> found = two_step([[10, 0, 20]], [[0, 600, 0]], cell_size=100, radius=100, decay="dichotomy", need=25)
    >>> found.accessible.tolist(), found.people_in_deficit
    ([[20.0, nan, 20.0]], 30.0)
    """
    people, amounts = _amounts(population, "population", 2), _amounts(supply, "supply", 2)
    if people.shape != amounts.shape:
        raise MethodError(
            Text(
                zh=f"人口格网 {people.shape} 与供给格网 {amounts.shape} 的行列数不同;先把两者对齐到同一格网",
                en=f"population {people.shape} and supply {amounts.shape} differ in rows and columns; align them to "
                "the same cells first",
            )
        )
    demand_above_0(need, Text(zh="人均需求", en="the need"))
    around = kernel(cell_size=cell_size, radius=radius, decay=decay, exponent=exponent)
    ratio = _ratio(amounts, gather(people, around, wanted=amounts > 0))
    accessible = gather(np.nan_to_num(ratio), around, wanted=people > 0)
    return Balance(np.where(people > 0, accessible, np.nan), people, need, amounts, ratio)


def two_step_points(
    pairs: csr_array,
    people: npt.ArrayLike,
    supply: npt.ArrayLike,
    *,
    radius: Metres,
    decay: str,
    need: SquareMetresPerPerson,
    exponent: float | None = None,
) -> Balance:
    """Return what the people of each point can reach of the supply, shared with all who reach it too.

    Parameters
    ----------
    pairs
        The distance [m] of every pair within reach, shape (people, supply), as `pairs_within` gives it in a straight
        line or a network along its streets. What is not stored is out of reach; a stored 0 is a distance of 0, so do
        not drop stored zeros.
    people
        People of each point, shape (people,).
    supply
        Supply of each place [m², or any amount], shape (supply,).
    radius, decay, exponent, need
        As for `two_step`; pairs further apart than the radius have no weight.

    Raises
    ------
    MethodError
        As `two_step`; and if a distance is no number or below 0, or a pair is stored twice.

    Examples
    --------
    >>> pairs = csr_array(([0.0, 300.0], ([0, 1], [0, 0])), shape=(2, 1))
    >>> found = two_step_points(pairs, [10, 20], [600], radius=300, decay="dichotomy", need=25)
    >>> found.accessible.tolist(), found.people_in_deficit
    ([20.0, 20.0], 30.0)
    """
    counts, amounts = _amounts(people, "people", 1), _amounts(supply, "supply", 1)
    if pairs.shape != (counts.size, amounts.size):
        raise MethodError(
            Text(
                zh=f"距离表是 {pairs.shape[0]} × {pairs.shape[1]},人口有 {counts.size} 处,供给有 {amounts.size} 处",
                en=f"pairs are {pairs.shape[0]} x {pairs.shape[1]} for {counts.size} places of people and "
                f"{amounts.size} of supply",
            )
        )
    demand_above_0(need, Text(zh="人均需求", en="the need"))
    near = csr_array(pairs, copy=True)
    near.sum_duplicates()
    if near.nnz != pairs.nnz:
        raise MethodError(
            Text(zh="距离表中有重复的组合,只应保留最短的一条", en="a pair is stored twice; keep its shortest way")
        )
    near.data = weights(near.data, radius=radius, decay=decay, exponent=exponent)
    ratio = _ratio(amounts, near.T @ counts)
    accessible = near @ np.nan_to_num(ratio)
    return Balance(np.where(counts > 0, accessible, np.nan), counts, need, amounts, ratio)


def pairs_within(people: np.ndarray, supply: np.ndarray, *, radius: Metres) -> csr_array:
    """Return the straight distance [m] of every pair within `radius`, shape (people, supply), for `two_step_points`.

    Parameters
    ----------
    people, supply
        Coordinates in a projected system in metres, shape (n, 2).

    Examples
    --------
    >>> pairs_within(np.array([[0, 0], [0, 9]]), np.array([[3, 4]]), radius=5).toarray().tolist()
    [[5.0], [0.0]]
    """
    shape = (len(people), len(supply))
    if not all(shape):
        return csr_array(shape)
    found = KDTree(people).sparse_distance_matrix(KDTree(supply), radius + ROUNDING, output_type="ndarray")
    return csr_array((found["v"], (found["i"], found["j"])), shape=shape)


def _ratio(supply: np.ndarray, sharers: np.ndarray) -> np.ndarray[Any, Any]:
    """Return the supply a sharer, NaN where there are no sharers or nothing to share."""
    found = np.full(supply.shape, np.nan)
    np.divide(supply, sharers, out=found, where=(sharers > 0) & (supply > 0))
    return found


def _amounts(given: npt.ArrayLike, name: str, dimensions: int) -> np.ndarray[Any, Any]:
    """Return an array of amounts, what is masked as NaN; refuse what is none."""
    try:
        amounts: np.ndarray[Any, Any] = np.ma.asarray(given, dtype=np.float64).filled(np.nan)
    except (TypeError, ValueError) as error:
        raise MethodError(Text(zh=f"“{name}”不是数:{error}", en=f"'{name}' does not hold numbers: {error}")) from error
    if amounts.ndim != dimensions:
        raise MethodError(
            Text(
                zh=f"“{name}”应为 {dimensions} 维数组,现为 {amounts.ndim} 维",
                en=f"'{name}' should have {dimensions} dimension(s), has {amounts.ndim}",
            )
        )
    if ill := int((~(np.isfinite(amounts) & (amounts >= 0))).sum()):
        raise MethodError(
            Text(
                zh=f"“{name}”有 {ill} 个值缺失、无穷或小于 0;没有的地方写 0",
                en=f"'{name}' has {ill} values that are missing, infinite or below 0; write 0 where there is nothing",
            )
        )
    return amounts
