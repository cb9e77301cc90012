"""A covering problem with everything decided that needs no search: what stays is counted, what may not be is gone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo_ruijin.siting.conditions import Conditions, Rows, numbers
from geo_ruijin.siting.covering.reduction import inside, merged

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Task:
    """The demands that are still to be covered and the sites that may be open or not.

    Attributes
    ----------
    near
        Which sites cover each demand, as stored ones, sorted: (n_demand, n_sites).
    weight
        Of each demand, above 0: (n_demand,).
    sites
        The number of each site: (n_sites,).
    price
        Of each site, where what is open is to be cheap: (n_sites,).
    stands
        Which sites stand already and may be given up: (n_sites,).
    rows
        What binds the choice besides.
    base
        The weight that is covered by what stays.
    """

    near: sparse.csr_array
    weight: Floats
    sites: Ints
    price: Floats
    stands: Bools
    rows: Rows
    base: float

    def covered(self, opened: Bools) -> float:
        """Return the weight that these sites cover, with what stays."""
        return self.base + float(self.weight[(self.near @ opened.astype(np.float64)) > 0].sum())

    def named(self, opened: Bools) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the numbers of the new sites of a choice, and of the existing ones that it gives up."""
        return tuple(self.sites[opened & ~self.stands].tolist()), tuple(self.sites[~opened & self.stands].tolist())

    def limited(self, new: int | None) -> Task:
        """Return the task with `new` sites at most, and as many more as are given up; None limits nothing."""
        if new is None:
            return self
        return replace(self, rows=self.rows.plus(np.ones_like(self.stands), new + float(self.stands.sum())))

    def without(self, opened: Bools) -> Task:
        """Return the task in which not all of these sites are open together."""
        return replace(self, rows=self.rows.plus(opened, float(opened.sum()) - 1))

    def kept(self, sites: Bools, opened: Bools | None = None) -> Task:
        """Return the task with these sites alone, its demands merged; of the others `opened` are open for good."""
        done = np.zeros(len(self.weight), dtype=bool) if opened is None else self.near @ opened.astype(np.float64) > 0
        near = self.near[:, np.flatnonzero(sites)]
        some = np.flatnonzero((np.diff(near.indptr) > 0) & ~done)
        near, weight = merged(near[some], self.weight[some])
        return replace(
            self,
            near=near,
            weight=weight,
            sites=self.sites[sites],
            price=self.price[sites],
            stands=self.stands[sites],
            rows=self.rows.of(sites, opened),
            base=self.base + float(self.weight[done].sum()),
        )

    def reduced(self) -> Task:
        """Return the task without the sites that are not needed, and its demands merged."""
        task = self
        while (idle := task.idle()).any():
            task = task.kept(~idle)
        return task

    def idle(self) -> Bools:
        """Return which sites are not needed: they cover nothing, or another does as well and is bound no more.

        A site stands in for another if it covers as much and more, costs no more and takes no more of anything that is
        limited. A site that counts towards what there must be at least is always needed, and so is what stands.
        """
        covers = sparse.csr_array(self.near.T)
        covers.sort_indices()
        size = np.diff(covers.indptr)
        needed: Bools = self.stands.copy()
        needed[self.rows.matrix[np.flatnonzero(self.rows.lower > 0)].indices] = True
        limits = sparse.csr_array(self.rows.matrix[np.flatnonzero(self.rows.upper < np.inf)].T)
        inner, outer = inside(covers)
        more = limits[outer] - limits[inner]
        fits = ~needed[inner] & (self.price[outer] <= self.price[inner]) & _no_more(more)
        alike = (
            (size[inner] == size[outer]) & ~needed[outer] & (self.price[outer] == self.price[inner]) & _no_more(-more)
        )
        idle: Bools = ~needed & (size == 0)
        idle[inner[fits & (~alike | (outer < inner))]] = True
        return idle


def _no_more(rows: sparse.csr_array) -> Bools:
    """Return which rows have nothing above 0."""
    row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    none: Bools = np.bincount(row[rows.data > 0], minlength=rows.shape[0]) == 0
    return none


def begin(
    near: sparse.csr_array,
    weight: Floats,
    existing: Ints,
    conditions: Conditions,
    *,
    price: Floats | None = None,
) -> Task:
    """Return the task that is left once what stays is counted and what may not be open is taken away.

    Parameters
    ----------
    near, weight
        As of `Task`, over all demands and sites.
    existing
        The numbers of the facilities that stand.
    price
        Where the open sites are to be cheap: (n_sites,).
    """
    stays, allowed = standing(near.shape[1], existing, conditions)
    some = np.flatnonzero(weight > 0)
    everything = Task(
        near=near[some],
        weight=weight[some],
        sites=np.arange(near.shape[1]),
        price=np.zeros(near.shape[1]) if price is None else price,
        stands=np.isin(np.arange(near.shape[1]), existing),
        rows=conditions.rows(near.shape[1], existing),
        base=0.0,
    )
    return everything.kept(allowed & ~stays, stays)


def standing(sites: int, existing: Ints, conditions: Conditions) -> tuple[Bools, Bools]:
    """Return which sites stay open whatever is chosen, and which may be open: what lies too near to one may not."""
    least, most = conditions.bounds(sites, existing)
    stays, allowed = least > 0, most > 0
    if conditions.apart is not None:
        pairs = np.asarray(conditions.apart, dtype=np.intp).reshape(-1, 2)
        pairs = np.concatenate([pairs, pairs[:, ::-1]])
        blocked = pairs[stays[pairs[:, 0]], 1]
        allowed[np.setdiff1d(blocked, numbers(existing))] = False
    return stays, allowed
