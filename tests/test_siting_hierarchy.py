"""Tiers of facilities against every choice of small problems, whose flows another program finds."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from geo_ruijin.errors import InfeasibleError, MethodError
from geo_ruijin.siting import Tier, hierarchy

Floats = NDArray[np.float64]

ways = st.sampled_from([0.0, 1.0, 2.0, 5.0, np.inf])


def table(rows: int, columns: int) -> st.SearchStrategy[Floats]:
    return st.lists(ways, min_size=rows * columns, max_size=rows * columns).map(
        lambda values: np.array(values).reshape(rows, columns)
    )


def transport(weight: Floats, low: Floats, high: Floats, rooms: tuple[Floats, Floats]) -> float:
    """Return the least transport up two tiers whose sites are all open; a dense program over paths."""
    homes, middle, top = len(weight), low.shape[1], high.shape[1]
    if not middle or not top:
        return np.inf if weight.any() else 0.0
    path = low[:, :, None] + high[None]  # from each home over each site of the middle to each at the top
    some = np.isfinite(path).ravel()
    count = homes * middle * top
    place = np.arange(count).reshape(homes, middle, top)

    def picked(groups: list[NDArray[np.intp]]) -> Floats:
        rows = np.zeros((len(groups), count))
        for row, group in enumerate(groups):
            rows[row, group.ravel()] = 1
        return rows

    loads = picked([*(place[:, site] for site in range(middle)), *(place[:, :, site] for site in range(top))])
    room = np.concatenate(rooms)
    limited = np.isfinite(room)
    found = linprog(
        np.where(some, path.ravel(), 0.0),
        A_ub=loads[limited] if limited.any() else None,
        b_ub=room[limited] if limited.any() else None,
        A_eq=picked([place[home] for home in range(homes)]),
        b_eq=weight,
        bounds=[(0, None if way else 0) for way in some],
    )
    return float(found.fun) if found.status == 0 else np.inf


def sets(sites: int, stands: tuple[int, ...], new: int) -> list[list[int]]:
    rest = [site for site in range(sites) if site not in stands]
    return [sorted([*stands, *more]) for count in range(new + 1) for more in combinations(rest, count)]


@given(data=st.data())
@settings(max_examples=50, deadline=None)
def test_no_choice_of_two_tiers_is_better(data: st.DataObject) -> None:
    homes, middle, top = (data.draw(st.integers(1, most)) for most in (4, 4, 3))
    weight = np.array(data.draw(st.lists(st.sampled_from([0.0, 1.0, 3.0]), min_size=homes, max_size=homes)))
    low, high = data.draw(table(homes, middle)), data.draw(table(middle, top))
    rooms = tuple(
        np.array(data.draw(st.lists(st.sampled_from([1.0, 4.0, np.inf, np.inf]), min_size=sites, max_size=sites)))
        for sites in (middle, top)
    )
    stands = tuple(data.draw(st.sampled_from([(), (0,)])) for _ in range(2))
    new = tuple(data.draw(st.integers(0, 2)) for _ in range(2))
    best = min(
        transport(weight, low[:, below], high[np.ix_(below, above)], (rooms[0][below], rooms[1][above]))
        for below, above in product(sets(middle, stands[0], new[0]), sets(top, stands[1], new[1]))
    )
    tiers = [
        Tier(low, new[0], existing=stands[0], capacity=rooms[0]),
        Tier(stored(high), new[1], existing=stands[1], capacity=rooms[1]),
    ]
    if np.isinf(best):
        with pytest.raises(InfeasibleError):
            hierarchy(weight, tiers)
        return
    found = hierarchy(weight, tiers)
    assert found.objective == pytest.approx(best, abs=1e-6)
    assert found.bound == pytest.approx(best, abs=1e-5)
    assert found.proven
    first, second = found.tiers
    assert first.flows.sum(axis=1) == pytest.approx(weight)
    assert second.flows.sum(axis=1) == pytest.approx(first.load)
    assert (first.load <= rooms[0] + 1e-6).all()
    assert (second.load <= rooms[1] + 1e-6).all()
    assert len(first.chosen) <= new[0]
    assert len(second.chosen) <= new[1]
    used = {*second.chosen, *stands[1]}
    assert set(np.flatnonzero(second.load).tolist()) <= used


def stored(cost: Floats) -> sparse.coo_array:
    """Return the finite pairs as stored ones, zeros too."""
    row, column = np.nonzero(np.isfinite(cost))
    return sparse.coo_array((cost[row, column], (row, column)), shape=cost.shape)


def test_the_way_up_decides_where_the_way_to_it_would_not() -> None:
    # a home with a site 0 m away and one 2 m away; from the first the station is 9 m off, from the other 1 m
    low, high = np.array([[0.0, 2.0]]), np.array([[9.0], [1.0]])
    found = hierarchy([1.0], [Tier(low, new=1), Tier(high, new=1)])
    assert found.objective == 2 + 1
    assert found.tiers[0].chosen == (1,)
    # one after the other the first tier would have been the nearest, and both 9
    assert found.tiers[0].transport == 2
    assert found.tiers[1].assigned.tolist() == [-1, 0]  # what is not open goes nowhere


def test_what_stands_without_weight_is_told_the_nearest_open_one() -> None:
    found = hierarchy(
        [1.0], [Tier(np.array([[0.0, 5.0]]), new=0, existing=[0, 1]), Tier(np.array([[1.0, 9.0], [8.0, 2.0]]), new=2)]
    )
    assert found.objective == 1
    assert found.tiers[1].assigned.tolist() == [0, 0]  # the second top site would serve nobody: it is not built
    assert found.tiers[1].chosen == (0,)


def test_nothing_is_split_where_it_may_not_be() -> None:
    # 3 and 3 into sites for 4 and 2 and 4: shared it all fits into the nearest two, at 0; else one goes to the third
    low = np.array([[0.0, 0.0, 7.0], [0.0, 0.0, 7.0]])
    options: dict[str, Any] = {"new": 3, "capacity": [4.0, 2.0, 4.0]}
    assert hierarchy([3, 3], [Tier(low, **options)]).objective == 0
    whole = hierarchy([3, 3], [Tier(low, **options)], split=False)
    assert whole.objective == 3 * 7
    assert ((whole.tiers[0].flows > 0).sum(axis=1) == 1).all()


def test_three_tiers_on_a_line() -> None:
    # homes at 0 and 10, middle sites at 0 and 10, upper at 0 and 10, the last at 10: 1 + 1 of weight, 10 of way for one
    places = np.array([0.0, 10.0])
    apart = abs(places[:, None] - places[None, :])
    tiers = [Tier(apart, new=2), Tier(apart, new=1), Tier(apart[:, 1:], new=1)]
    found = hierarchy([1.0, 1.0], tiers)
    assert (found.objective, found.proven) == (10, True)


def test_tiers_that_do_not_fit_are_refused() -> None:
    with pytest.raises(MethodError, match="a tier has 2 sites, and the cost of the next one 1 rows"):
        hierarchy([1.0], [Tier(np.zeros((1, 2)), new=1), Tier(np.zeros((1, 1)), new=1)])
    with pytest.raises(MethodError, match="one tier at least"):
        hierarchy([1.0], [])
