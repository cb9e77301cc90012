"""What is out of reach as things stand, and the fewest of the candidates that reach enough of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo_ruijin.errors import InfeasibleError
from geo_ruijin.siting import Answer, Conditions, lscp, mclp
from geo_ruijin.siting.conditions import ROUNDING
from geo_ruijin.units import Percent

Floats = NDArray[np.float64]

#: Within reach, where the pairs of a relation hold 1.
WITHIN = 1.0


@dataclass(frozen=True, eq=False)
class Demand:
    """What no facility reaches yet.

    Attributes
    ----------
    weight
        What each row stands for, above 0 [people or m²]: shape (n,).
    reached
        Which candidates would reach it: (n, candidates), 1 where one would.
    whole, already
        All there is, and what of it is reached as things stand, in the unit of `weight`.
    """

    weight: Floats
    reached: csr_array
    whole: float
    already: float

    @property
    def reachable(self) -> NDArray[np.bool_]:
        """Which rows some candidate reaches."""
        return np.asarray(np.diff(self.reached.indptr) > 0)

    @property
    def possible(self) -> float:
        """What all candidates together would come to, with what is reached already."""
        return self.already + float(self.weight[self.reachable].sum())

    def with_sites(self, chosen: tuple[int, ...]) -> float:
        """Return what the `chosen` come to, with what is reached already."""
        rows = np.asarray(self.reached[:, list(chosen)].sum(axis=1)).ravel() > 0
        return self.already + float(self.weight[rows].sum())

    def goal(self, share: Percent) -> float:
        """Return how much is to be reached: the share of the whole, or all that can be where that is less."""
        return min(share / 100 * self.whole, self.possible)


@dataclass(frozen=True, eq=False)
class Fewest:
    """The fewest sites that reach a goal, as far as is known.

    Attributes
    ----------
    chosen
        Sites that reach it, by number.
    least
        No fewer do.
    tied
        Whether other sites, as few, reach it too; None where nobody looked.
    left
        What of the goal the chosen miss after all: dust of drawing [m²].
    rounds
        How often points were added until nothing was left out; 1 where people are told one by one.
    most
        What the conditions were found to let within reach, where that is less than the goal; None where it is not.
    """

    chosen: tuple[int, ...]
    least: int
    tied: bool | None = None
    left: float = 0.0
    rounds: int = 1
    most: float | None = None

    @property
    def proven(self) -> bool:
        """Whether no fewer would do."""
        return self.least >= len(self.chosen)


NOTHING_TO_DO = Fewest((), 0, tied=False)


def enough(reached: float, goal: float) -> bool:
    """Return whether a sum reaches a goal, but for the rounding of adding.

    Examples
    --------
    >>> enough(0.1 + 0.2, 0.3), enough(0.2, 0.3)
    (True, False)
    """
    return reached >= goal * (1 - ROUNDING)


def least_number(answer: Answer) -> int:
    """Return how many sites no plan does with less than: a bound on a count, rounded up."""
    return max(0, math.ceil(answer.bound - ROUNDING * max(1.0, abs(answer.bound))))


def fewest(demand: Demand, share: Percent, *, conditions: Conditions, time_limit: float) -> Fewest:
    """Return the fewest candidates that bring what is reached to a share of the whole, or to all that can be.

    Where the conditions are in the way of that: to the most that a choice which keeps them reaches.

    Parameters
    ----------
    share
        Of the whole [%].
    conditions
        What the choice must keep.
    time_limit
        When a search is broken off [s].

    Raises
    ------
    MethodError
        If no choice was found in time.
    """
    goal = demand.goal(share)
    if enough(demand.already, goal):
        return NOTHING_TO_DO
    some = np.flatnonzero(demand.reachable)
    reached, weight = demand.reached[some], demand.weight[some]
    part = 1.0 if enough(goal, demand.possible) else (goal - demand.already) / float(weight.sum())

    def least(part: float) -> Answer:
        return lscp(
            reached, radius=WITHIN, weight=weight, share=part, conditions=conditions, time_limit=time_limit, ties=True
        )

    most = None
    try:
        answer = least(part)
    except InfeasibleError:
        count = reached.shape[1]
        best = mclp(reached, weight, radius=WITHIN, new=count, conditions=conditions, time_limit=time_limit).objective
        most = demand.already + best
        answer = least(best / float(weight.sum()))
    return Fewest(answer.chosen, least_number(answer), answer.tied, most=most)


def build_order(demand: Demand, chosen: tuple[int, ...]) -> tuple[int, ...]:
    """Return the chosen in the order in which each adds most to those before it; of equals the lower number first."""
    columns = demand.reached[:, list(chosen)].toarray() > 0
    missing, order, rest = np.ones(len(demand.weight), dtype=bool), [], list(range(len(chosen)))
    while rest:
        gains = demand.weight[missing] @ columns[missing][:, rest]
        best = rest[int(np.argmax(gains))]
        order.append(chosen[best])
        missing &= ~columns[:, best]
        rest.remove(best)
    return tuple(order)


def spaced(
    others: list[NDArray[np.intp]], chosen: tuple[int, ...], apart: NDArray[np.intp] | None
) -> list[NDArray[np.intp]]:
    """Return, of what could stand in the place of each of the chosen, what is far enough from the rest of them.

    Parameters
    ----------
    apart
        Pairs of which no more than one may stand: (k, 2).

    Examples
    --------
    >>> spaced([np.array([2, 3]), np.array([3])], (0, 1), np.array([[1, 2]]))
    [array([3]), array([3])]
    """
    if apart is None:
        return others
    either = np.concatenate([apart, apart[:, ::-1]])
    near = [either[np.isin(either[:, 0], [one for one in chosen if one != site]), 1] for site in chosen]
    return [np.setdiff1d(some, close) for some, close in zip(others, near, strict=True)]


def alternatives(demand: Demand, chosen: tuple[int, ...]) -> list[NDArray[np.intp]]:
    """Return, of each of the chosen, which other candidates could stand in its place and nothing would be lost."""
    columns = demand.reached[:, list(chosen)].toarray() > 0
    alone = columns.sum(axis=1) == 1
    others = np.ones(demand.reached.shape[1], dtype=bool)
    others[list(chosen)] = False
    found = []
    for number in range(len(chosen)):
        rows = np.flatnonzero(alone & columns[:, number])
        shared = np.bincount(demand.reached[rows].indices, minlength=len(others))
        found.append(np.flatnonzero(others & (shared == len(rows))))
    return found
