"""What it comes to when a site serves a demand, site by site: the arrays that searches for medians run over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo_ruijin.siting.ways import Ways

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
#: Pairs of a demand and a site: half the memory of numpy's own numbers, and the searches wait for memory.
Places = NDArray[np.int32]

#: Pairs looked at in one go: they stay in the processor's cache.
_PIECE = 1 << 15


@dataclass(frozen=True, eq=False)
class Reach:
    """The weight x distance of every listed pair, by site.

    Attributes
    ----------
    demand, site, value
        Of each pair: shape (k,), by site.
    start
        Where the pairs of each site begin, and where the last ones end: (n_sites + 1,).
    beyond
        What each demand comes to where no listed site of its own is open: (n_demand,). No pair has as much.
    """

    demand: Places
    site: Places
    value: Floats
    start: Ints
    beyond: Floats

    @property
    def sites(self) -> int:
        """How many sites there are, listed or not."""
        return len(self.start) - 1

    def saved(self, pays: Floats) -> Floats:
        """Return what each site saves its demands together, over what they pay: (n_sites,)."""
        found = np.zeros(self.sites)
        edges = np.unique(np.append(np.searchsorted(self.start, np.arange(0, len(self.value), _PIECE)), self.sites))
        for first, last in pairwise(edges.tolist()):
            begin, end = self.start[first], self.start[last]
            saved = pays[self.demand[begin:end]]
            saved -= self.value[begin:end]
            np.maximum(saved, 0.0, out=saved)
            own = first + np.flatnonzero(np.diff(self.start[first : last + 1]))
            if len(own):
                found[own] = np.add.reduceat(saved, self.start[own] - begin)
        return found

    def of(self, sites: Sequence[int] | Ints) -> Ints:
        """Return the pairs of some sites, site by site."""
        chosen = np.asarray(sites, dtype=np.intp)
        first, count = self.start[chosen], self.start[chosen + 1] - self.start[chosen]
        return np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())

    def nearest(self, sites: Ints) -> Floats:
        """Return what each demand comes to at the nearest of some sites: (n_demand,)."""
        found = self.beyond.copy()
        for site in sites.tolist():
            own = slice(self.start[site], self.start[site + 1])
            demand = self.demand[own]
            found[demand] = np.minimum(found[demand], self.value[own])
        return found

    def two(self, sites: Ints) -> tuple[Floats, Floats, Ints]:
        """Return of each demand what the nearest of some sites and the second come to, and which is the nearest.

        Of the nearest the place in `sites`, the first of several, -1 where none is listed.
        """
        first, second = self.beyond.copy(), self.beyond.copy()
        who = np.full(len(first), -1, dtype=np.intp)
        for place, site in enumerate(sites.tolist()):
            own = slice(self.start[site], self.start[site + 1])
            demand, value = self.demand[own], self.value[own]
            before = first[demand]
            nearer = value < before
            second[demand] = np.where(nearer, before, np.minimum(second[demand], value))
            first[demand] = np.minimum(before, value)
            who[demand[nearer]] = place
        return first, second, who

    def where(self, keep: Bools, beyond: Floats | None = None) -> Reach:
        """Return the pairs where `keep`, shape (k,), is true; `beyond` is what is left out at least."""
        start = np.concatenate([[0], np.cumsum(keep)])[self.start]
        return replace(
            self,
            demand=self.demand[keep],
            site=self.site[keep],
            value=self.value[keep],
            start=start,
            beyond=self.beyond if beyond is None else beyond,
        )


def reach_of(ways: Ways, weights: Floats, beyond: Floats) -> Reach:
    """Return ways with a weight by site, those alone that come to less than `beyond`."""
    value = weights[ways.demand] * ways.length
    keep = np.flatnonzero((weights[ways.demand] > 0) & (value < beyond[ways.demand]))
    rows = np.concatenate([[0], np.cumsum(np.bincount(ways.demand[keep], minlength=ways.shape[0]))])
    pairs = sparse.csr_array((value[keep], ways.site[keep], rows), shape=ways.shape).tocsc()
    site = np.repeat(np.arange(ways.shape[1], dtype=np.int32), np.diff(pairs.indptr))
    return Reach(pairs.indices.astype(np.int32), site, pairs.data, pairs.indptr.astype(np.intp), beyond)
