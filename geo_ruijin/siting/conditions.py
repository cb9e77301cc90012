"""What a choice of sites must keep to besides the number of sites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csr_array, vstack

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


#: By so much of themselves sums may miss one another: the last bits of adding.
ROUNDING = 1e-9


class Rows(NamedTuple):
    """Linear rows over the columns of the sites, 1 where one is open: ``lower <= matrix @ y <= upper``."""

    matrix: csr_array
    lower: Floats
    upper: Floats

    def of(self, sites: NDArray[np.bool_], opened: NDArray[np.bool_] | None = None) -> Rows:
        """Return the rows that still bind these sites, where of the others `opened` are open.

        Parameters
        ----------
        sites, opened
            Shape (n_sites,).
        """
        done = np.zeros(len(self.lower)) if opened is None else self.matrix @ opened.astype(np.float64)
        rows = Rows(self.matrix[:, np.flatnonzero(sites)], self.lower - done, self.upper - done)
        most = np.asarray(rows.matrix.sum(axis=1)).ravel()
        binds = np.flatnonzero((rows.lower > 0) | (rows.upper < most))
        return Rows(csr_array(rows.matrix[binds]), rows.lower[binds], rows.upper[binds])

    def plus(self, sites: NDArray[np.bool_], most: float) -> Rows:
        """Return the rows and one more: of `sites` no more than `most` are open."""
        more = csr_array(sites.astype(np.float64)[None, :])
        return Rows(csr_array(vstack([self.matrix, more])), np.append(self.lower, -np.inf), np.append(self.upper, most))

    def kept(self, opened: NDArray[np.bool_]) -> bool:
        """Tell whether a choice keeps them all."""
        total = self.matrix @ opened.astype(np.float64)
        slack = ROUNDING * np.maximum(1.0, total)
        return bool(((total >= self.lower - slack) & (total <= self.upper + slack)).all())


@dataclass(frozen=True, eq=False)
class Conditions:
    """What binds a choice; nothing does where nothing is said. Sites are told by their numbers.

    Attributes
    ----------
    forbidden
        Sites that may not be chosen.
    apart
        Pairs of sites of which no more than one may be open, existing ones that stay included: shape (k, 2). Two that
        exist are no pair.
    group
        The group of each site, its township say: shape (n_sites,); needed with `least` and `most`.
    least, most
        By group, how many new sites it must and may have.
    price
        What each site costs to build, above 0, and what giving it up saves where it is closable: shape (n_sites,).
        Without it, 1 each.
    budget
        What the new sites may cost together.
    closable
        Existing facilities that may be given up. Each that is makes room for one new site more; where sites are to be
        few or cheap, its price is taken off; a budget is for new sites alone.
    """

    forbidden: ArrayLike = ()
    apart: NDArray[np.intp] | None = None
    group: NDArray[np.intp] | None = None
    least: Mapping[int, int] = field(default_factory=dict)
    most: Mapping[int, int] = field(default_factory=dict)
    price: NDArray[np.float64] | None = None
    budget: float | None = None
    closable: ArrayLike = ()

    def bounds(self, sites: int, existing: ArrayLike) -> tuple[Floats, Floats]:
        """Return the least and the most of the column of each site: what stands is open, what is forbidden is not."""
        least, most = np.zeros(sites), np.ones(sites)
        most[numbers(self.forbidden)] = 0.0
        least[np.setdiff1d(numbers(existing), numbers(self.closable))] = 1.0
        return least, most

    def rows(self, sites: int, existing: ArrayLike, *, new: int | None = None) -> Rows:
        """Return the rows that these conditions, and `new` sites at most, are."""
        stands = np.isin(np.arange(sites), numbers(existing))
        ones = np.ones(sites)
        entries: list[tuple[NDArray[np.intp], Floats, float, float]] = []
        if new is not None:
            entries.append((np.arange(sites), ones, -np.inf, float(new + stands.sum())))
        if self.budget is not None:
            price = ones if self.price is None else np.asarray(self.price, dtype=np.float64)
            entries.append((np.flatnonzero(~stands), price[~stands], -np.inf, float(self.budget)))
        for group in {*self.least, *self.most}:
            own = np.flatnonzero((np.asarray(self.group) == group) & ~stands)
            entries.append((own, ones[own], self.least.get(group, -np.inf), self.most.get(group, np.inf)))
        row = np.repeat(np.arange(len(entries)), [len(columns) for columns, *_ in entries])
        column = np.concatenate([numbers(()), *(columns for columns, *_ in entries)])
        value = np.concatenate([np.zeros(0), *(values for _, values, *_ in entries)])
        pairs = np.zeros((0, 2), dtype=np.intp) if self.apart is None else np.asarray(self.apart).reshape(-1, 2)
        pairs = np.unique(np.sort(pairs[~stands[pairs].all(axis=1)], axis=1), axis=0)
        count = len(entries) + len(pairs)
        row = np.append(row, np.repeat(np.arange(len(entries), count), 2))
        column, value = np.append(column, pairs.ravel()), np.append(value, np.ones(pairs.size))
        return Rows(
            csr_array(coo_array((value, (row, column)), shape=(count, sites))),
            np.array([low for *_, low, _ in entries] + [-np.inf] * len(pairs)),
            np.array([high for *_, high in entries] + [1.0] * len(pairs)),
        )


def numbers(sites: ArrayLike) -> Ints:
    """Return numbers of sites as an index; no number is one too."""
    return np.asarray(sites, dtype=np.intp).ravel()


FREE = Conditions()
