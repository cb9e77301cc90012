"""What is left out of a covering problem changes none of its best answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse

from geo_ruijin.siting.conditions import FREE
from geo_ruijin.siting.covering import reduction
from geo_ruijin.siting.covering.bounds import weighed
from geo_ruijin.siting.covering.programs import covering
from geo_ruijin.siting.covering.proof import Clock, most
from geo_ruijin.siting.covering.reduction import implied, inside, merged, parts
from geo_ruijin.siting.covering.task import Task, begin
from geo_ruijin.siting.given import read
from geo_ruijin.siting.pairs import within
from tests.sitings import RADIUS, Small, smalls

SOME = settings(max_examples=40, deadline=None)
TABLES = st.integers(1, 6).flatmap(
    lambda wide: st.lists(st.lists(st.booleans(), min_size=wide, max_size=wide), min_size=1, max_size=7)
)


def ones(table: list[list[bool]]) -> sparse.csr_array:
    return sparse.csr_array(np.array(table, dtype=np.float64))


def asked(problem: Small, **bound: NDArray[np.float64]) -> Task:
    read_ = read(problem.cost, weight=problem.weight, existing=problem.existing)
    near = within(read_.cost, RADIUS)
    return begin(near, read_.weight, read_.existing, problem.conditions, **bound).limited(problem.new)


@SOME
@given(table=TABLES)
def test_every_subset_is_found(table: list[list[bool]]) -> None:
    sets = [set(np.flatnonzero(row)) for row in table]
    inner, outer = inside(ones(table))
    pairs = {(i, j) for i, one in enumerate(sets) for j, other in enumerate(sets) if i != j and one and one <= other}
    assert set(zip(inner.tolist(), outer.tolist(), strict=True)) == pairs
    assert len(inner) == len(pairs)


def test_subsets_are_found_a_few_rows_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    table = ones(np.random.default_rng(5).integers(0, 2, (30, 6), dtype=bool).tolist())
    at_once = np.stack(inside(table))
    monkeypatch.setattr(reduction, "_PAIRS", 40)
    in_turn = np.stack(inside(table))
    assert at_once.shape[1] > 40
    assert sorted(in_turn.T.tolist()) == sorted(at_once.T.tolist())


@SOME
@given(table=TABLES)
def test_alike_demands_become_one(table: list[list[bool]]) -> None:
    near, weight = merged(ones(table), np.arange(1.0, len(table) + 1))
    rows = [tuple(row) for row in near.toarray().tolist()]
    assert len(set(rows)) == len(rows)
    for row, own in zip(rows, weight, strict=True):
        assert own == sum(place for place, one in enumerate(table, start=1) if tuple(map(float, one)) == row)


def test_a_demand_covered_whenever_another_is() -> None:
    # the second is covered whenever the first is; of the two alike the latter goes
    assert implied(ones([[True, False], [True, True], [True, False]])).tolist() == [False, True, True]


def test_parts() -> None:
    demand, site = parts(ones([[True, False, False], [False, True, False]]), np.array([[1, 2]]))
    assert demand[0] == site[0] != demand[1] == site[1] == site[2]


@SOME
@given(problem=smalls())
def test_the_best_stays(problem: Small) -> None:
    task = asked(problem)
    small = task.reduced()
    assert small.near.shape[1] <= task.near.shape[1]
    whole, less = most(task, Clock(60)), most(small, Clock(60))
    assert whole.infeasible == less.infeasible
    if not whole.infeasible:
        assert task.covered(whole.among(task.sites)) == pytest.approx(task.covered(less.among(task.sites)))


def test_a_site_that_does_less_at_a_lower_price_stays() -> None:
    near, people = ones([[True, True], [False, True]]), np.ones(2)
    nothing = np.zeros(0, dtype=np.intp)
    assert begin(near, people, nothing, FREE, price=np.array([1.0, 2.0])).reduced().sites.tolist() == [0, 1]
    assert begin(near, people, nothing, FREE, price=np.array([2.0, 2.0])).reduced().sites.tolist() == [1]


@SOME
@given(problem=smalls(bound=False), prices=st.lists(st.floats(-9, 9), min_size=20, max_size=20))
def test_any_prices_bound_every_choice(problem: Small, prices: list[float]) -> None:
    task = asked(problem)
    bound, _ = weighed(covering(task), np.resize(prices, len(covering(task).lower)))
    best = max(map(problem.covered, problem.choices(counted=True)))
    assert task.base - bound >= best - 1e-9
