"""What each further site adds: the best coverage with 0, 1, 2, … new sites, and an order to build them in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from geo_ruijin.siting.answer import Answer
from geo_ruijin.siting.conditions import FREE, ROUNDING, Conditions
from geo_ruijin.siting.covering.coverage import failed, most_answer, possible
from geo_ruijin.siting.covering.proof import Clock
from geo_ruijin.siting.covering.proof import most as most_covered
from geo_ruijin.siting.covering.search import Search
from geo_ruijin.siting.covering.task import begin
from geo_ruijin.siting.given import Cost, read
from geo_ruijin.siting.highs import TIME_LIMIT
from geo_ruijin.siting.pairs import within


@dataclass(frozen=True, eq=False)
class Curve:
    """The best coverage by the number of new sites, and an order to build in.

    Attributes
    ----------
    first
        The least number of new sites that the conditions allow: 0, but for quotas.
    answers
        The best with `first` new sites at most, with one more, and so on. The sites of one need not be among those of
        the next. The last covers all that can be covered, adds too little, or has as many sites as were asked for.
    built
        Numbers of new sites in the order in which each adds most to those before it: a plan that can be built step by
        step, and covers no more than the best of as many.
    gains
        The weight that each of these adds.
    """

    first: int
    answers: tuple[Answer, ...]
    built: tuple[int, ...]
    gains: tuple[float, ...]

    def enough(self, worth: float) -> int:
        """Return how many new sites there are before the first that adds less than `worth` to the best coverage.

        Examples
        --------
        One more site adds 7, then 4, then 1; a site is worth it for 2 or more:

        >>> best = [Answer(chosen=(), objective=value, bound=value, proven=True) for value in (0.0, 7.0, 11.0, 12.0)]
        >>> Curve(first=0, answers=tuple(best), built=(), gains=()).enough(2)
        2
        """
        steps = np.diff([answer.objective for answer in self.answers])
        short = np.flatnonzero(steps < worth)
        return self.first + int(short[0] if len(short) else len(steps))


def curve(
    cost: Cost,
    weight: ArrayLike,
    *,
    radius: float,
    most: int,
    worth: float = 0.0,
    existing: ArrayLike = (),
    conditions: Conditions = FREE,
    time_limit: float = TIME_LIMIT,
) -> Curve:
    """Return the best coverage with 0, 1, 2, … up to `most` new sites, and a greedy order to build in.

    It ends before `most` where everything is covered that can be, and where one more adds less than `worth`.

    Parameters
    ----------
    cost, weight, radius, existing, conditions
        As of `mclp`.
    most
        How many new sites at most.
    worth
        The first site that adds less to the best coverage is the last.
    time_limit
        For each number of sites [s].

    Raises
    ------
    MethodError
        If shapes disagree or a value may not be.
    InfeasibleError
        If no choice of up to `most` sites keeps the conditions.

    Examples
    --------
    Three homes on a line and two sites, of which the second covers most:

    >>> found = curve([[0, 900], [400, 500], [900, 0]], [1, 1, 5], radius=500, most=9)
    >>> [answer.objective for answer in found.answers], found.built, found.gains
    ([0.0, 6.0, 7.0], (1, 0), (6.0, 1.0))
    """
    given = read(cost, weight=weight, existing=existing, conditions=conditions, radius=radius, new=most)
    near = within(given.cost, radius)
    task = begin(near, given.weight, given.existing, conditions)
    small = task.reduced()
    every = task.base + float(task.weight.sum())
    answers: list[Answer] = []
    best = small.sites[small.stands]
    for new in range(most + 1):
        found = most_covered(small.limited(new), Clock(time_limit), start=best)
        if found.opened is None:
            if answers or not found.infeasible or new == most:
                raise failed(
                    found,
                    conditions,
                    lambda less: possible(begin(near, given.weight, given.existing, less).limited(most)),
                )
            continue
        best = found.opened
        answers.append(most_answer(given, near, task.limited(new), found))
        gained = answers[-1].objective - answers[-2].objective if len(answers) > 1 else np.inf
        if answers[-1].objective >= every * (1 - ROUNDING) or gained < worth:
            break
    search = Search(task.limited(most), task.stands)
    gains: list[float] = []
    built: list[int] = []
    while step := search.fill(most=1):
        built.append(int(task.sites[step[0]]))
        gains.append(search.covered - task.base - sum(gains))
    return Curve(new + 1 - len(answers), tuple(answers), tuple(built), tuple(gains))
