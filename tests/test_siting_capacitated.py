"""Sites with capacities against every choice of small problems, whose flows another program finds."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from geo_ruijin.errors import InfeasibleError, MethodError
from geo_ruijin.siting import Answer, Conditions, capacitated_mclp, capacitated_p_median, fixed_charge
from tests.sitings import RADIUS, Small, smalls

Floats = NDArray[np.float64]

capacities = st.lists(st.sampled_from([0.0, 2.0, 4.5, 9.0, np.inf]), min_size=6, max_size=6)


def divided(each: Floats, weight: Floats, room: Floats, *, must: bool) -> float:
    """Return the least of a transport: `each` per unit of weight, infinite where it may not go; a dense program."""
    demands, sites = each.shape
    if not sites:
        return np.inf if must and weight.any() else 0.0
    whole = np.kron(np.eye(demands), np.ones(sites))
    load = np.kron(np.ones(demands), np.eye(sites))
    limited = np.isfinite(room)
    some = np.isfinite(each).ravel()
    found = linprog(
        np.where(some, each.ravel(), 0.0),
        A_ub=np.vstack([load[limited], whole]),
        b_ub=np.append(room[limited], weight),
        A_eq=whole if must else None,
        b_eq=weight if must else None,
        bounds=[(0, None if way else 0) for way in some],
    )
    return float(found.fun) if found.status == 0 else np.inf


def undivided(each: Floats, weight: Floats, room: Floats, *, must: bool) -> float:
    """Return the least of all ways to send each demand to one site, or to none where it need not be served."""
    demands, sites = each.shape
    best = np.inf
    for chosen in product(range(-1, sites), repeat=demands):
        if must and any(site < 0 and weight[demand] > 0 for demand, site in enumerate(chosen)):
            continue
        load = np.zeros(sites)
        total = 0.0
        for demand, site in enumerate(chosen):
            if site >= 0 and weight[demand] > 0:
                load[site] += weight[demand]
                total += weight[demand] * each[demand, site]
        if (load <= room).all():
            best = min(best, total)
    return best


def least(small: Small, each: Floats, room: Floats, *, must: bool, split: bool) -> float:
    """Return the least over all choices of sites."""
    inner = divided if split else undivided
    return min(
        (
            inner(each[:, list(opened)], small.weight, room[list(opened)], must=must)
            for opened in small.choices(counted=True)
        ),
        default=np.inf,
    )


def demand_kept(small: Small, answer: Answer, room: Floats, *, split: bool) -> None:
    """Demand that the flows go to open sites, no more than they can take and no more than there is."""
    assert answer.flows is not None
    flows = answer.flows.toarray()
    opened = small.opened(answer.chosen, answer.closed)
    assert opened in set(small.choices(counted=True))
    assert not np.delete(flows, list(opened), axis=1).any()
    assert (flows.sum(axis=0) <= room + 1e-6).all()
    assert (flows.sum(axis=1) <= small.weight + 1e-6).all()
    if not split:
        assert ((flows > 0).sum(axis=1) <= 1).all()
    served = flows.any(axis=1)
    assert (answer.assigned[~served] == -1).all()
    assert (flows[served, answer.assigned[served]] == flows[served].max(axis=1)).all()


@given(small=smalls(), capacity=capacities, split=st.booleans())
@settings(max_examples=40, deadline=None)
def test_no_choice_serves_more(small: Small, capacity: list[float], *, split: bool) -> None:
    if not split:
        small = Small(small.cost[:4], small.weight[:4], small.existing, small.conditions, small.new)
    room = np.array(capacity[: small.sites])
    best = least(small, np.where(small.cost <= RADIUS, -1.0, np.inf), room, must=False, split=split)
    for cost in (small.cost, small.stored()):
        options: dict[str, Any] = {"existing": small.existing, "conditions": small.conditions, "split": split}
        if np.isinf(best):
            with pytest.raises(MethodError):
                capacitated_mclp(cost, small.weight, new=small.new, radius=RADIUS, capacity=room, **options)
            continue
        answer = capacitated_mclp(cost, small.weight, new=small.new, radius=RADIUS, capacity=room, **options)
        assert answer.objective == pytest.approx(-best, abs=1e-6)
        assert answer.bound == pytest.approx(-best, abs=1e-5)
        assert answer.proven
        demand_kept(small, answer, room, split=split)


@given(small=smalls(), capacity=capacities, split=st.booleans())
@settings(max_examples=40, deadline=None)
def test_no_choice_serves_all_nearer(small: Small, capacity: list[float], *, split: bool) -> None:
    if not split:
        small = Small(small.cost[:4], small.weight[:4], small.existing, small.conditions, small.new)
    room = np.array(capacity[: small.sites])
    best = least(small, small.cost, room, must=True, split=split)
    options: dict[str, Any] = {"existing": small.existing, "conditions": small.conditions, "split": split}
    if np.isinf(best):
        with pytest.raises(MethodError):
            capacitated_p_median(small.cost, small.weight, new=small.new, capacity=room, **options)
        return
    answer = capacitated_p_median(small.cost, small.weight, new=small.new, capacity=room, **options)
    assert answer.objective == pytest.approx(best, abs=1e-6)
    assert answer.bound == pytest.approx(best, abs=1e-5)
    assert answer.proven
    if np.isfinite(room).any():
        demand_kept(small, answer, room, split=split)


@given(small=smalls(bound=False), capacity=capacities)
@settings(max_examples=40, deadline=None)
def test_no_choice_costs_less_with_its_ways(small: Small, capacity: list[float]) -> None:
    # each new site costs 2 more than the one before it in the list
    room, price = np.array(capacity[: small.sites]), 2.0 * np.arange(1, small.sites + 1)
    best = min(
        divided(small.cost[:, list(opened)], small.weight, room[list(opened)], must=True)
        + price[sorted(set(opened) - set(small.existing))].sum()
        for opened in small.choices(counted=False)
    )
    if np.isinf(best):
        with pytest.raises(InfeasibleError):
            fixed_charge(small.cost, small.weight, price=price, capacity=room, existing=small.existing)
        return
    answer = fixed_charge(small.cost, small.weight, price=price, capacity=room, existing=small.existing)
    assert answer.objective == pytest.approx(best, abs=1e-6)
    assert answer.proven


def test_a_demand_is_shared_where_it_may_be() -> None:
    # two sites for 3 beside two homes of 4 and 2: all 6 are served where the 4 is shared, the 2 alone where not
    options: dict[str, Any] = {"new": 2, "radius": 1.0, "capacity": 3}
    shared = capacitated_mclp(np.zeros((2, 2)), [4, 2], **options)
    assert (shared.objective, shared.proven) == (6, True)
    whole = capacitated_mclp(np.zeros((2, 2)), [4, 2], split=False, **options)
    assert (whole.objective, whole.proven) == (2, True)
    assert whole.assigned.tolist()[0] == -1
    assert len(whole.chosen) == 1  # the other would stand empty


def test_exactly_full_is_enough() -> None:
    answer = capacitated_p_median([[1.0], [2.0]], [2, 3], new=1, capacity=5)
    assert (answer.objective, answer.proven) == (2 * 1 + 3 * 2, True)


def test_too_little_capacity_says_how_much_there_is() -> None:
    with pytest.raises(InfeasibleError, match="serve 4 at most, of 5"):
        capacitated_p_median([[1.0], [2.0]], [2, 3], new=1, capacity=4)


def test_a_budget_is_for_the_prices_of_the_sites() -> None:
    # either site is at one of the homes; 3 buys one of them
    answer = fixed_charge([[0, 9], [9, 0]], [1, 2], price=[2, 2], conditions=Conditions(budget=3.0))
    assert (answer.chosen, answer.objective) == ((1,), 2 + 9)
    free = fixed_charge([[0, 9], [9, 0]], [1, 2], price=[2, 2])
    assert (free.chosen, free.objective) == ((0, 1), 4)


def test_a_budget_without_prices_counts_sites() -> None:
    # 1 buys one site and none of the others, as of the median without capacities
    options: dict[str, Any] = {"new": 2, "conditions": Conditions(budget=1.0)}
    for capacity in (5.0, np.inf):
        answer = capacitated_p_median([[0, 9], [9, 0]], [1, 2], capacity=capacity, **options)
        assert (answer.chosen, answer.objective) == ((1,), 9)


@pytest.mark.parametrize(
    ("capacity", "words"), [([1, 2], "there must be 1 capacities"), ([-1], "may not be below 0"), ([np.nan], "missing")]
)
def test_capacities_that_cannot_be_are_refused(capacity: list[float], words: str) -> None:
    with pytest.raises(MethodError, match=words):
        capacitated_mclp([[0.0]], [1], new=1, radius=1, capacity=capacity)


def test_a_budget_counts_sites_where_no_price_is_given() -> None:
    with pytest.raises(MethodError):
        capacitated_p_median([[0]], [1], new=1, capacity=2, conditions=Conditions(budget=0.0))
    assert capacitated_p_median([[0]], [1], new=1, capacity=2, conditions=Conditions(budget=1.0)).chosen == (0,)
