"""Which choices of sites are allowed, as a search asks it move by move."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo_ruijin.siting.conditions import ROUNDING, Conditions, Rows
from geo_ruijin.siting.highs import Program, solve

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Rules:
    """What a choice must keep to.

    Attributes
    ----------
    least, most
        Of each site 1 where it must, and where it may be open: (n_sites,).
    room
        How many may be open, those included that must.
    rows
        What else binds.
    """

    least: Floats
    most: Floats
    room: int
    rows: Rows

    @property
    def free(self) -> Ints:
        """The sites that may be open or not."""
        return np.flatnonzero(self.most > self.least)

    @cached_property
    def limits(self) -> tuple[sparse.csr_array, Floats]:
        """What else binds as ``matrix @ y <= limit`` alone."""
        above, below = np.isfinite(self.rows.upper), np.isfinite(self.rows.lower)
        matrix = sparse.vstack([self.rows.matrix[above], -self.rows.matrix[below]], format="csr")
        return sparse.csr_array(matrix), np.concatenate([self.rows.upper[above], -self.rows.lower[below]])

    def may_enter(self, opened: Bools) -> Bools:
        """Return which closed sites may be opened beside those open."""
        rows = self.rows
        if opened.sum() >= self.room:
            return np.zeros(len(opened), dtype=bool)
        may = (self.most > 0) & ~opened
        if rows.matrix.shape[0]:
            now = rows.matrix @ opened.astype(np.float64)
            slack, lacking = _slack(rows.upper) - now, rows.lower - now
            entry = rows.matrix.tocoo()
            may[entry.col[entry.data > slack[entry.row]]] = False
            short = lacking > ROUNDING
            mends = short[entry.row] & (entry.data >= lacking[entry.row] - ROUNDING)
            may &= np.bincount(entry.col[mends], minlength=len(may)) == short.sum()
        return may

    def keeps(self, opened: Bools) -> bool:
        """Tell whether a choice is allowed."""
        now = self.rows.matrix @ opened.astype(np.float64)
        within = (now <= _slack(self.rows.upper)) & (now >= self.rows.lower - ROUNDING)
        return bool(opened.sum() <= self.room and (opened >= self.least).all() and within.all())

    def settled(self, opened: Bools, stands: Bools, used: Bools) -> Bools:
        """Return a choice without new sites that serve nobody, and with what exists left open where there is room."""
        opened = opened.copy()
        for site in np.flatnonzero(opened & ~stands & ~used).tolist():
            opened[site] = False
            opened[site] = not self.keeps(opened)
        for site in np.flatnonzero(stands & ~opened).tolist():
            opened[site] = self.may_enter(opened)[site]
        return opened

    def least_choice(self, value: Floats, near: sparse.csr_array | None, *, time_limit: float) -> Bools | None:
        """Return the allowed choice of the least sum of values, None where there is none.

        Parameters
        ----------
        near
            Rows of sites, of each of which one at least is to be open.
        """
        count = np.ones((1, len(value)))
        parts = [self.rows.matrix, sparse.csr_array(count)] + ([] if near is None else [near])
        more = 0 if near is None else near.shape[0]
        scale = float(np.abs(value).max(initial=0.0)) or 1.0
        columns = solve(
            Program(
                cost=value / scale,
                least=self.least,
                most=self.most,
                whole=np.ones(len(value), dtype=bool),
                rows=sparse.csr_array(sparse.vstack(parts)),
                lower=np.concatenate([self.rows.lower, [-np.inf], np.ones(more)]),
                upper=np.concatenate([self.rows.upper, [self.room], np.full(more, np.inf)]),
            ),
            time_limit=time_limit,
        ).columns
        return None if columns is None else columns > 0.5  # noqa: PLR2004


def rules_of(conditions: Conditions, sites: int, existing: Ints, new: int | None) -> Rules:
    """Return the rules that conditions, and `new` sites at most, are."""
    least, most = conditions.bounds(sites, existing)
    room = sites if new is None else min(sites, int(new) + len(existing))
    return Rules(least, most, room, conditions.rows(sites, existing))


def _slack(upper: Floats) -> Floats:
    return upper + ROUNDING * np.maximum(1.0, np.abs(upper))
