"""Edges as a graph: parallel ones are never added up, closed ones left out, costs of 0 kept."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo_ruijin._arcs import along, arcs_backwards, graph
from geo_ruijin._runs import runs


def test_arcs_lead_against_travel() -> None:
    # 10 m from 0 to 1 at 2 a metre there and 3 back: whoever reaches 1 came from 0 for 20
    arcs = arcs_backwards(
        np.array([0]), np.array([1]), length=np.array([10.0]), ahead=np.array([2.0]), behind=np.array([3.0]), nodes=2
    )
    assert arcs.toarray().tolist() == [[0, 30], [20, 0]]


def test_a_closed_direction_is_no_arc() -> None:
    arcs = graph(np.array([0, 1]), np.array([1, 0]), np.array([np.inf, 4.0]), 2)
    assert (arcs.indices.tolist(), arcs.data.tolist(), arcs.indptr.tolist()) == ([0], [4], [0, 0, 1])


def test_a_closed_way_of_no_length_costs_nothing() -> None:
    assert along(np.array([0.0, 2.0, 2.0]), np.array([np.inf, np.inf, 1.5])).tolist() == [0, np.inf, 3]


many = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.sampled_from([0.0, 1.0, 2.5, np.inf])), max_size=30)


@given(many)
def test_of_parallel_arcs_the_cheapest_stays(arcs: list[tuple[int, int, float]]) -> None:
    cheapest: dict[tuple[int, int], float] = {}
    for tail, head, cost in arcs:
        cheapest[tail, head] = min(cost, cheapest.get((tail, head), np.inf))
    tails, heads, costs = (
        np.array([arc[i] for arc in arcs], dtype=kind) for i, kind in ((0, int), (1, int), (2, float))
    )
    found = graph(tails, heads, costs, 5).tocoo()
    stored = dict(zip(zip(found.row.tolist(), found.col.tolist(), strict=True), found.data.tolist(), strict=True))
    assert found.nnz == len(stored)
    assert stored == {pair: cost for pair, cost in cheapest.items() if cost < np.inf}


@given(st.lists(st.integers(0, 9)))
def test_runs_sort_by_key_and_keep_the_order_of_equals(keys: list[int]) -> None:
    by = np.array(keys, dtype=np.int32)
    items, first = runs(np.arange(len(keys), dtype=np.int32), by=by, size=10)
    assert items.tolist() == sorted(range(len(keys)), key=keys.__getitem__)
    assert first.tolist() == [sum(key < bound for key in keys) for bound in range(11)]
