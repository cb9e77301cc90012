"""What a choice of sites must keep to besides the number of sites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csr_array

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


class Rows(NamedTuple):
    """Linear rows over the columns of the sites, 1 where one is open: ``lower <= matrix @ y <= upper``."""

    matrix: csr_array
    lower: Floats
    upper: Floats


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
        What each site costs to build, above 0: shape (n_sites,); what exists costs nothing. Without it, 1 each.
    budget
        What the new sites may cost together.
    closable
        Existing facilities that may be given up. Each that is makes room for one new site more; where sites are to be
        few, it is one less.
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
        pairs = np.zeros((0, 2), dtype=np.intp) if self.apart is None else np.asarray(self.apart)
        entries += [(pair, np.ones(2), -np.inf, 1.0) for pair in pairs[~stands[pairs].all(axis=1)]]
        row = np.repeat(np.arange(len(entries)), [len(columns) for columns, *_ in entries])
        column = np.concatenate([columns for columns, *_ in entries]) if entries else np.zeros(0, dtype=np.intp)
        value = np.concatenate([values for _, values, *_ in entries]) if entries else np.zeros(0)
        return Rows(
            csr_array(coo_array((value, (row, column)), shape=(len(entries), sites))),
            np.array([low for *_, low, _ in entries]),
            np.array([high for *_, high in entries]),
        )


def numbers(sites: ArrayLike) -> Ints:
    """Return numbers of sites as an index; no number is one too."""
    return np.asarray(sites, dtype=np.intp).ravel()


FREE = Conditions()
