"""Which choices of stations keep a spacing, as rows of which each must hold a station that is open.

A point is reached where the way from an open station to it and the way on to an open station are no longer than the
limit together; with one-ways these may be two stations. With a(1) < a(2) < … the ways from the stations to the point,
that holds just where for every i a station no further than a(i) before it is open, or one no further than
limit - a(i + 1) behind it: a row. So the fewest stations are those of a covering problem, one-ways kept, and exact.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from scipy.sparse import csr_array

from geo_ruijin.methods.corridors.roads import ROUNDING, Floats, Indices, Truths
from geo_ruijin.siting import Answer, Conditions, lscp, mclp
from geo_ruijin.units import Metres


@dataclass(frozen=True, eq=False)
class Covers:
    """The rows of the points that no station reaches yet and some choice would.

    Attributes
    ----------
    rows
        Which new sites are in each row: (rows, new sites).
    point
        The point of each row, ascending.
    lost
        Which points no choice reaches: (points,).
    """

    rows: Truths
    point: Indices
    lost: Truths

    @classmethod
    def of(cls, arrive: Floats, leave: Floats, *, stands: Truths, limit: Metres) -> Self:
        """Return the rows of some points.

        Parameters
        ----------
        arrive, leave
            The way from each site to each point, and on to it [m]: (points, sites), infinite where none leads.
        stands
            Which of the sites stand already: (sites,).
        limit
            The longest of both ways together [m].

        Examples
        --------
        A point 2 km behind the first site and 5 km before the second, on a one-way: only both reach it.

        >>> arrive, leave = np.array([[2e3, np.inf]]), np.array([[np.inf, 5e3]])
        >>> covers = Covers.of(arrive, leave, stands=np.zeros(2, dtype=bool), limit=9e3)
        >>> covers.rows.tolist()
        [[False, True], [True, False]]
        """
        least = limit + ROUNDING / 2  # of what is measured again with `ROUNDING`, nothing is over
        here = arrive[:, stands].min(axis=1, initial=np.inf) + leave[:, stands].min(axis=1, initial=np.inf)
        lost = np.zeros(len(here), dtype=bool)
        found, points = [np.zeros((0, int((~stands).sum())), dtype=bool)], [np.zeros(0, dtype=np.intp)]
        for point in np.flatnonzero(here > least):
            rows = _rows(arrive[point], leave[point], least)
            rows = rows[~rows[:, stands].any(axis=1)][:, ~stands]
            lost[point] = not rows.any(axis=1).all()
            if not lost[point]:
                found.append(rows)
                points.append(np.full(len(rows), point))
        return cls(np.concatenate(found), np.concatenate(points), lost)

    def fewest(self, worse: Floats | None = None) -> Answer:
        """Return the fewest new sites by which all points are reached that can be.

        Parameters
        ----------
        worse
            Of choices of as many the one with the least of this is taken, from 0 to 1: (new sites,).
        """
        if not len(self.rows):
            return Answer((), 0.0, 0.0, proven=True)
        sites = self.rows.shape[1]
        price = np.ones(sites) if worse is None else 1 + worse / (2 * sites)  # less than half a site for all together
        rows = csr_array(np.unique(self.rows, axis=0).astype(np.float64))
        answer = lscp(rows, radius=1.0, conditions=Conditions(price=price))
        count = float(len(answer.chosen))
        bound = min(float(np.ceil(answer.bound - (0.5 if worse is not None else ROUNDING))), count)
        return replace(answer, objective=count, bound=bound, proven=bound == count)

    def most(self, weight: Floats, *, new: int) -> Answer:
        """Return the new sites by which most weight is reached, each point told by the shortest of its rows.

        Where points have one row each, as on roads open both ways, this is exact; else the bound still is one.

        Parameters
        ----------
        weight
            Of each point: (points,).
        """
        order = np.lexsort((self.rows.sum(axis=1), self.point))
        first = order[np.diff(self.point, prepend=-1) != 0]
        rows, which = np.unique(self.rows[first], axis=0, return_inverse=True)
        weights = np.bincount(which.ravel(), weights=weight[self.point[first]], minlength=len(rows))
        return mclp(csr_array(rows.astype(np.float64)), weights, new=new, radius=1.0)


def _rows(arrive: Floats, leave: Floats, limit: Metres) -> Truths:
    """Return the rows of a point, none of which holds another: (rows, sites)."""
    steps = np.unique(arrive[arrive <= limit])
    before, after = np.append(-np.inf, steps), np.append(steps, np.inf)
    rows = (arrive <= before[:, None]) | (leave <= limit - after[:, None])
    while True:  # those beside each other first, which leaves few
        common, count = (rows[1:] & rows[:-1]).sum(axis=1), rows.sum(axis=1)
        held = common == count[1:]
        drop = np.append(held, False) | np.append(False, (common == count[:-1]) & ~held)
        if not drop.any():
            break
        rows = rows[~drop]
    count = rows.sum(axis=1)
    common = rows.astype(np.float64) @ rows.T
    holds = common == count  # [i, j]: row i holds row j
    np.fill_diagonal(holds, val=False)
    earlier = np.tri(len(rows), k=-1, dtype=bool)
    return np.asarray(rows[~(holds & (~holds.T | earlier)).any(axis=1)])
