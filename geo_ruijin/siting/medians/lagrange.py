"""What no choice of sites can come below, and which sites no better choice opens: Lagrangian relaxation."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo_ruijin.siting.medians.reach import Reach
from geo_ruijin.siting.rules import Rules

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

#: The length of a step over that to the best value known, at first; shortened where this many steps bring nothing.
STEP, SHORTER, PATIENCE = 1.5, 0.8, 20
#: A step brings nothing where the bound rises by less, over the best value known [1].
_RISE = 1e-5


@dataclass(frozen=True, eq=False)
class Dual:
    """Multipliers, and the bound they give.

    Attributes
    ----------
    pays
        What each demand pays for being served, at most what it comes to when it is not: (n_demand,).
    fines
        What each row of the rules that is not kept costs a unit: (n_rows,).
    bound
        No allowed choice comes to less.
    value
        What each site comes to when it is open, with what the demands pay: (n_sites,).
    chosen
        The choice that comes to least so: it may break rows.
    core
        The sites that were chosen on the way there: (n_sites,).
    step
        Over that to the best value known [1].
    """

    pays: Floats
    fines: Floats
    bound: float
    value: Floats
    chosen: Bools
    core: Bools
    step: float = STEP


@dataclass(frozen=True, eq=False)
class Relaxation:
    """The problem without the demand that each be served once, and without rows; both are paid for.

    Attributes
    ----------
    reach, price, rules
        The problem.
    scale
        How far the pay of each demand may be off: (n_demand,). Steps are taken in proportion.
    """

    reach: Reach
    price: Floats
    rules: Rules
    scale: Floats

    def evaluated(self, pays: Floats, fines: Floats) -> tuple[Dual, Floats]:
        """Return the bound of multipliers, and by how much each demand is served too little there: (n_demand,)."""
        reach, rules = self.reach, self.rules
        rows, limit = rules.limits
        value = self.price - reach.saved(pays) + rows.T @ fines
        chosen = _best(value, rules)
        bound = float(pays.sum() + value[chosen].sum() - fines @ limit)
        pairs = reach.of(np.flatnonzero(chosen))
        demand = reach.demand[pairs]
        served = np.bincount(demand[reach.value[pairs] < pays[demand]], minlength=len(pays))
        return Dual(pays, fines, bound, value, chosen, chosen), 1.0 - served.astype(np.float64)

    def climb(self, dual: Dual, *, best: float, steps: int) -> Dual:
        """Return the multipliers of the highest bound that subgradient steps lead to.

        Parameters
        ----------
        dual
            Where to begin; its `step` is kept up.
        best
            What the best choice known comes to.
        """
        rows, limit = self.rules.limits
        size = np.asarray(abs(rows).max(axis=1).todense()).ravel() if len(limit) else limit
        mean = best / max(1, self.rules.room)
        weigh = mean / np.maximum(size, 1e-12) ** 2 / max(1, len(limit))
        pays, fines, step, waited = dual.pays, dual.fines, dual.step, 0
        core = np.zeros(self.reach.sites, dtype=bool)
        for _ in range(steps):
            here, short = self.evaluated(pays, fines)
            core |= here.chosen
            waited = 0 if here.bound > dual.bound + _RISE * best else waited + 1
            if here.bound > dual.bound:
                dual = here
            if waited >= PATIENCE:
                step, waited, pays, fines = step * SHORTER, 0, dual.pays, dual.fines
            over = rows @ here.chosen.astype(np.float64) - limit
            norm = float(self.scale @ short**2 + weigh @ over**2)
            if best - here.bound <= 0 or not norm:
                break
            length = step * (best - here.bound) / norm
            pays = np.clip(pays + length * self.scale * short, 0.0, self.reach.beyond)
            fines = np.maximum(fines + length * weigh * over, 0.0)
        return replace(dual, core=core, step=step)


def never(dual: Dual, rules: Rules, best: float) -> Bools:
    """Return the free sites that no allowed choice opens which comes to less than `best`: (n_sites,)."""
    free = rules.free
    room = rules.room - int((rules.least > 0).sum())
    last = np.sort(dual.value[free])[:room].max(initial=-np.inf) if len(free) > room else 0.0
    found = np.zeros(len(dual.value), dtype=bool)
    found[free] = dual.bound + dual.value[free] - min(last, 0.0) >= best
    return found & ~dual.chosen


def _best(value: Floats, rules: Rules) -> Bools:
    """Return the choice of least value with no more sites than there is room for: the first of equal ones."""
    chosen = rules.least > 0
    free = rules.free
    room = rules.room - int(chosen.sum())
    order = free[np.argsort(value[free], kind="stable")[: max(0, room)]]
    chosen[order[value[order] < 0]] = True
    return chosen
