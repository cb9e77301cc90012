"""Good choices fast, to begin a proof from: the best next site, exchanges, and a shake where exchanges end."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo_ruijin.siting.conditions import ROUNDING
from geo_ruijin.siting.covering.reduction import runs
from geo_ruijin.siting.covering.task import Task

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

_SHAKEN = (2, 6)  # how many neighbouring sites a shake takes away: from, below
_DIMMED = 0.8  # of its gain a site keeps at least while a shake is made good


class Search:
    """A choice of sites that changes site by site, and what every other site would add to it.

    Attributes
    ----------
    opened
        Which sites are open: (n_sites,).
    gain
        What each site would cover more, were it opened: (n_sites,).
    covered
        The weight covered.
    """

    def __init__(self, task: Task, opened: Bools | None = None) -> None:
        self._near, self._weight, self._rows, self._base = task.near, task.weight, task.rows, task.base
        self._nothing = ROUNDING * float(task.weight.sum())  # what adding and taking away leaves of a gain of 0
        self._sites = sparse.csr_array(task.near.T)
        self._columns = task.rows.matrix.tocsc()
        self._row = np.repeat(np.arange(len(task.rows.lower)), np.diff(task.rows.matrix.indptr))
        self._chance = np.random.default_rng(0)
        self.start(task.stands if opened is None else opened)

    def start(self, opened: Bools) -> None:
        """Begin anew from this choice."""
        self.opened = opened.copy()
        self._often = np.rint(self._near @ opened.astype(np.float64)).astype(np.intp)
        self._total = self._rows.matrix @ opened.astype(np.float64)
        bare = self._often == 0
        self.gain = self._sites @ np.where(bare, self._weight, 0.0)
        self.covered = self._base + float(self._weight[~bare].sum())

    def fill(self, stop: float = np.inf, dim: Floats | float = 1.0, most: int | None = None) -> list[int]:
        """Open the site that adds most, as long as one adds anything, is allowed, and less than `stop` is covered.

        Parameters
        ----------
        stop
            The weight that is enough.
        dim
            A factor on the gain of each site.
        most
            How many sites at most.

        Returns
        -------
        list
            The sites in the order they were opened.
        """
        added: list[int] = []
        while self.covered < stop and (most is None or len(added) < most):
            missing = self._missing(self._total)  # a quota first
            gain = self.gain * dim
            gain[self.opened | self._barred(self._total) | missing] = -np.inf
            best = int(np.argmax(gain)) if len(gain) else -1
            if best < 0 or gain[best] == -np.inf or (gain[best] <= self._nothing and not missing.any()):
                break
            self.open(best)
            added.append(best)
        return added

    def swap(self) -> None:
        """Exchange one open site for one that adds more, until no exchange helps."""
        queue = np.flatnonzero(self.opened).tolist()
        while queue:
            site = queue.pop()
            own = self._alone(site)
            gain = self.gain + self._spread(own)
            total = self._moved(site, -1.0)
            gain[self.opened | self._barred(total) | self._missing(total)] = -np.inf
            best = int(np.argmax(gain))
            if gain[best] > float(self._weight[own].sum()) + self._nothing:
                self.close(site)
                self.open(best)
                queue = np.flatnonzero(self.opened).tolist()

    def shake(self, times: int, *, enough: float) -> None:
        """Take neighbouring sites away, put others there, exchange; keep what is no worse; the same every time.

        Shaken again, a search goes on where it stopped.

        Parameters
        ----------
        times
            How often.
        enough
            The weight at which to stop.
        """
        best, covered = self.opened.copy(), self.covered
        for _ in range(times):
            chosen = np.flatnonzero(best)
            if covered >= enough or not len(chosen):
                break
            beside = self._beside(self._chance.choice(chosen))
            near = chosen[np.argsort(-beside[chosen], kind="stable")][: self._chance.integers(*_SHAKEN)]
            for site in near:
                self.close(int(site))
            self.fill(dim=self._chance.uniform(_DIMMED, 1.0, len(best)), most=len(near))
            self.swap()
            if self.covered >= covered and self._rows.kept(self.opened):
                best, covered = self.opened.copy(), self.covered
            else:
                self.start(best)
        self.start(best)

    def chase(self, steps: int, *, stop: float) -> None:
        """Cover every demand with ever fewer sites: one goes, one comes where a demand is bare, and that weighs more.

        Row weighting (C. Gao, X. Yao, T. Weise and J. Li 2015, doi:10.1016/j.ejor.2015.05.038). All are covered when it
        begins, and when it ends.

        Parameters
        ----------
        steps
            How many exchanges.
        stop
            How many sites no choice is below.
        """
        chance = np.random.default_rng(0)
        given, self._weight = self._weight, self._weight.copy()
        best, last = self.opened.copy(), np.zeros(len(self.opened))
        came = -1
        for step in range(1, steps + 1):
            while (self._often > 0).all() and self._rows.kept(self.opened):
                best = self.opened.copy()
                if best.sum() <= stop:
                    break
                self.close(self.least())
            if best.sum() <= stop or not self.opened.any():
                break
            opened = np.flatnonzero(self.opened)
            lost = self._sites[opened] @ np.where(self._often == 1, self._weight, 0.0)
            lost[opened == came] = np.inf
            goes = int(opened[np.lexsort((last[opened], lost))[0]])
            self.close(goes)
            bare = np.flatnonzero(self._often == 0)
            own = self._near[[chance.choice(bare)]].indices if len(bare) else opened[:0]
            own = own[(own != goes) & ~self._barred(self._total)[own]]
            if len(own):
                came = int(own[np.lexsort((last[own], -self.gain[own]))[0]])
                self.open(came)
                last[came] = step
            last[goes] = step
            bare = np.flatnonzero(self._often == 0)
            self._weight[bare] += 1
            self.gain += self._spread(bare, np.ones(len(bare)))
        self._weight = given
        self.start(best)

    def thin(self, sites: Ints, *, least: float) -> None:
        """Close those of `sites` that can be spared, in this order: `least` stays covered and the rows are kept."""
        for site in sites.tolist():
            if self.opened[site] and self.covered - self._lost(site) >= least:
                total = self._moved(site, -1.0)
                if (total >= self._rows.lower - ROUNDING).all():
                    self.close(site)

    def least(self) -> int:
        """Return the open site that would be missed least."""
        return min(np.flatnonzero(self.opened).tolist(), key=self._lost)

    def open(self, site: int) -> None:
        """Open a site."""
        own = self._own(site)
        bare = own[self._often[own] == 0]
        self._often[own] += 1
        self.opened[site] = True
        self._total = self._moved(site, 1.0)
        self.gain -= self._spread(bare)
        self.covered += float(self._weight[bare].sum())

    def close(self, site: int) -> None:
        """Close a site."""
        alone = self._alone(site)
        self._often[self._own(site)] -= 1
        self.opened[site] = False
        self._total = self._moved(site, -1.0)
        self.gain += self._spread(alone)
        self.covered -= float(self._weight[alone].sum())

    def _moved(self, site: int, by: float) -> Floats:
        """Return what the rows come to with this site opened (1) or closed (-1)."""
        total: Floats = self._total.copy()
        own = slice(self._columns.indptr[site], self._columns.indptr[site + 1])
        total[self._columns.indices[own]] += by * self._columns.data[own]
        return total

    def _barred(self, total: Floats) -> Bools:
        """Return which sites cannot be opened where the rows come to `total`: too much of one, still too little."""
        barred = np.zeros(len(self.opened), dtype=bool)
        room = self._rows.upper - total + ROUNDING * np.maximum(1.0, total)
        matrix = self._rows.matrix
        barred[matrix.indices[matrix.data > room[self._row]]] = True
        return barred

    def _missing(self, total: Floats) -> Bools:
        """Return which sites do not help where a row comes to too little: all that are in none of those rows."""
        short = np.flatnonzero(total < self._rows.lower - ROUNDING)
        missing = np.zeros(len(self.opened), dtype=bool)
        if len(short):
            missing[:] = True
            missing[self._rows.matrix[short].indices] = False
        return missing

    def _own(self, site: int) -> Ints:
        own: Ints = self._sites.indices[self._sites.indptr[site] : self._sites.indptr[site + 1]]
        return own

    def _lost(self, site: int) -> float:
        return float(self._weight[self._alone(site)].sum())

    def _alone(self, site: int) -> Ints:
        """Return the demands that this open site alone covers."""
        own = self._own(site)
        alone: Ints = own[self._often[own] == 1]
        return alone

    def _spread(self, demands: Ints, weight: Floats | None = None) -> Floats:
        """Return the weight of these demands that each site covers; theirs where none is given."""
        start, count = self._near.indptr[demands], np.diff(self._near.indptr)[demands]
        sites = self._near.indices[runs(start, count)]
        spread = np.bincount(
            sites,
            weights=np.repeat(self._weight[demands] if weight is None else weight, count),
            minlength=self._near.shape[1],
        )
        return spread.astype(np.float64, copy=False)

    def _beside(self, site: int) -> Floats:
        """Return how much each site overlaps with those that overlap with this one."""
        first = self._sites @ (self._near[:, [site]].toarray().ravel())
        beside: Floats = self._sites @ (self._near @ (first > 0).astype(np.float64))
        return beside
