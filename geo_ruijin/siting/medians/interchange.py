"""Good choices of sites fast: one after the other the best, then one for another as long as that helps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo_ruijin.siting.medians.reach import Reach
from geo_ruijin.siting.rules import Rules

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: What a move must save at least, of all there is [1]: less is rounding.
_SAVING = 1e-9


def value_of(reach: Reach, price: Floats, opened: Bools) -> float:
    """Return what a choice comes to: its prices, and every demand at the nearest site."""
    return float(reach.nearest(np.flatnonzero(opened)).sum() + price @ opened)


def greedy(reach: Reach, price: Floats, rules: Rules, opened: Bools) -> Bools:
    """Open one site after the other beside those open, that which saves most, while any saves."""
    opened = opened.copy()
    now = reach.nearest(np.flatnonzero(opened))
    while True:
        may = rules.may_enter(opened)
        saved = np.where(may, reach.saved(now) - price, -np.inf)
        best = int(saved.argmax())
        if not saved[best] > _SAVING * now.sum():
            return opened
        opened[best] = True
        own = slice(reach.start[best], reach.start[best + 1])
        now[reach.demand[own]] = np.minimum(now[reach.demand[own]], reach.value[own])


def interchange(reach: Reach, price: Floats, rules: Rules, opened: Bools) -> Bools:
    """Return a choice that no single site opened, closed or exchanged for another betters.

    A pass finds for each site that may leave the best to enter, exactly, from the nearest and the second nearest open
    site of each demand; then it makes these moves from the best down, each that still helps.

    References
    ----------
    M. G. C. Resende and R. F. Werneck (2004), A hybrid heuristic for the p-median problem,
    doi:10.1023/B:HEUR.0000019986.96257.50.
    """
    opened = opened.copy()
    while _pass(reach, price, rules, opened):
        pass
    return opened


def _pass(reach: Reach, price: Floats, rules: Rules, opened: Bools) -> bool:
    """Make the moves of one pass in place, and tell whether there was any."""
    value = value_of(reach, price, opened)
    helped = False
    for saved, leaves, enters in sorted(_moves(reach, price, rules, opened), reverse=True):
        if saved <= _SAVING * value:
            break
        tried = opened.copy()
        tried[[site for site in (leaves,) if site >= 0]] = False
        if enters >= 0 and not (not opened[enters] and rules.may_enter(tried)[enters]):
            continue
        tried[[site for site in (enters,) if site >= 0]] = True
        if not rules.keeps(tried) or (leaves >= 0 and not opened[leaves]):
            continue
        if (then := value_of(reach, price, tried)) < value - _SAVING * value:
            opened[:], value, helped = tried, then, True
    return helped


def _moves(reach: Reach, price: Floats, rules: Rules, opened: Bools) -> list[tuple[float, int, int]]:
    """Return for each open site, and for none, the best move in which it leaves: what is saved, who leaves and enters.

    -1 for nobody.
    """
    sites = np.flatnonzero(opened)
    nearest, second, who = reach.two(sites)
    pairs = np.flatnonzero(reach.value < second[reach.demand])
    demand, value, site = reach.demand[pairs], reach.value[pairs], reach.site[pairs]
    gain = np.bincount(site, np.maximum(nearest[demand] - value, 0.0), minlength=reach.sites) - price
    served = who >= 0
    loss = np.bincount(who[served], (second - nearest)[served], minlength=len(sites)) - price[sites]
    own = served[demand]
    place = site[own].astype(np.intp) * len(sites) + who[demand[own]]
    kept = second[demand[own]] - np.maximum(value[own], nearest[demand[own]])
    mends = np.bincount(place, kept, minlength=reach.sites * len(sites)).reshape(reach.sites, len(sites))
    moves = []
    may = rules.may_enter(opened)
    if may.any():
        enters = int(np.where(may, gain, -np.inf).argmax())
        moves.append((float(gain[enters]), -1, enters))
    for order, leaves in enumerate(sites.tolist()):
        if rules.least[leaves]:
            continue
        without = opened.copy()
        without[leaves] = False
        if loss[order] < 0 and rules.keeps(without):
            moves.append((float(-loss[order]), leaves, -1))
        saved = gain - loss[order] + mends[:, order]
        if saved.max(initial=-np.inf) > 0:
            allowed = rules.may_enter(without)
            allowed[leaves] = False
            saved = np.where(allowed, saved, -np.inf)
            enters = int(saved.argmax())
            moves.append((float(saved[enters]), leaves, enters))
    return moves
