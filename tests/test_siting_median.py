"""The p-median: against every choice of small problems, and the published optima of OR-Library."""

from __future__ import annotations

import csv

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray
from scipy.sparse.csgraph import shortest_path

from geo_ruijin.errors import InfeasibleError, MethodError
from geo_ruijin.siting import Answer, Conditions, fixed_charge, p_median
from tests.extracts import ANDORRA
from tests.sitings import Small, smalls

PMED = ANDORRA.parents[1] / "siting"


def comes_to(small: Small, opened: tuple[int, ...]) -> float:
    """Return the weight x distance to the nearest open site, infinite where somebody with a weight has none."""
    served = small.weight > 0
    nearest = small.cost[:, list(opened)].min(axis=1, initial=np.inf)[served]
    return float(small.weight[served] @ nearest)


def demand_honest(small: Small, answer: Answer, value: float) -> None:
    """Demand that an answer is allowed, comes to what it says, and is proven to be the best by its bound."""
    opened = small.opened(answer.chosen, answer.closed)
    assert opened in set(small.choices(counted=True))
    assert answer.objective == pytest.approx(value, abs=1e-9)
    assert answer.proven
    assert answer.bound == pytest.approx(value, abs=1e-6)
    for demand, site in enumerate(answer.assigned.tolist()):
        nearest = small.cost[demand, list(opened)].min(initial=np.inf)
        assert (site == -1 and nearest == np.inf) or (site in opened and small.cost[demand, site] == nearest)


@given(small=smalls())
@settings(max_examples=80, deadline=None)
def test_none_of_all_choices_is_better(small: Small) -> None:
    best = min((comes_to(small, opened) for opened in small.choices(counted=True)), default=np.inf)
    for cost in (small.cost, small.stored()):
        if np.isinf(best):
            with pytest.raises(MethodError):
                p_median(cost, small.weight, new=small.new, existing=small.existing, conditions=small.conditions)
            continue
        answer = p_median(cost, small.weight, new=small.new, existing=small.existing, conditions=small.conditions)
        demand_honest(small, answer, best)


@given(small=smalls(bound=False))
@settings(max_examples=40, deadline=None)
def test_a_site_is_built_where_it_saves_more_than_it_costs(small: Small) -> None:
    # each of the new sites costs 3, and a unit of weight x distance a half
    def spent(opened: tuple[int, ...]) -> float:
        return 0.5 * comes_to(small, opened) + 3 * len(set(opened) - set(small.existing))

    best = min(spent(opened) for opened in small.choices(counted=False))
    if np.isinf(best):
        with pytest.raises(InfeasibleError):
            fixed_charge(small.cost, small.weight, price=3, per=0.5, existing=small.existing)
        return
    answer = fixed_charge(small.cost, small.weight, price=3, per=0.5, existing=small.existing)
    assert answer.objective == pytest.approx(best)
    assert answer.bound == pytest.approx(best)
    assert spent(small.opened(answer.chosen, answer.closed)) == pytest.approx(best)
    assert answer.flows is not None
    assert answer.flows.sum(axis=1) == pytest.approx(small.weight)


def test_on_a_line() -> None:
    # homes at 0, 100, 300 and 1000 m; 5 people live at the last, so it has its own site; of the others 100 is nearest
    places = np.array([0, 100, 300, 1000])
    cost = abs(places[:, None] - places[None, :])
    answer = p_median(cost, [1, 1, 1, 5], new=2)
    assert answer.chosen == (1, 3)
    assert answer.objective == 100 + 0 + 200 + 0
    assert answer.assigned.tolist() == [1, 1, 1, 3]


def test_site_0_that_exists_serves_first() -> None:
    # with a site at 0 a second one is worth most at 300: 100 + 0 + 0
    places = np.array([0, 100, 300])
    answer = p_median(abs(places[:, None] - places[None, :]), [1, 1, 1], new=1, existing=[0])
    assert (answer.chosen, answer.objective) == ((2,), 100)


def test_no_site_is_built_that_serves_nobody() -> None:
    answer = p_median([[0, 5, 5], [0, 5, 5]], [1, 1], new=3)
    assert (answer.chosen, answer.objective) == ((0,), 0)


def test_what_exists_is_given_up_only_for_a_better_one() -> None:
    # sites at 0 and 10, homes at 10 alone; site 0 may go
    answer = p_median([[10, 0], [10, 0]], [1, 1], new=0, existing=[0], conditions=Conditions(closable=[0]))
    assert (answer.chosen, answer.closed, answer.objective) == ((1,), (0,), 0)
    kept = p_median([[10, 0], [10, 0]], [1, 1], new=1, existing=[0], conditions=Conditions(closable=[0]))
    assert (kept.chosen, kept.closed) == ((1,), ())


def test_a_demand_that_reaches_no_site_is_named() -> None:
    with pytest.raises(InfeasibleError, match="1 of the demands cannot reach") as caught:
        p_median([[0, np.inf], [np.inf, np.inf], [np.inf, np.inf]], [1, 1, 0], new=1)
    assert caught.value.unreachable == (1,)  # nobody lives at the last


def test_two_islands_are_not_served_by_one_site() -> None:
    cost = [[0, np.inf], [np.inf, 0]]
    with pytest.raises(InfeasibleError, match="in reach of every demand"):
        p_median(cost, [1, 1], new=1)
    assert p_median(cost, [1, 1], new=2).chosen == (0, 1)


def made_graph(nodes: int, seed: int) -> NDArray[np.float64]:
    """Return the ways between all nodes of a graph by chance, whole numbers."""
    graph = nx.gnm_random_graph(nodes, 4 * nodes, seed=seed)
    chance = np.random.default_rng(seed)
    weights = np.full((nodes, nodes), np.inf)
    for a, b in [*graph.edges, *((node, node + 1) for node in range(nodes - 1))]:
        weights[a, b] = weights[b, a] = chance.integers(1, 100)
    ways: NDArray[np.float64] = shortest_path(weights, method="D")
    return ways


def test_a_graph_of_60_nodes_against_every_choice_of_three() -> None:
    # 34,220 choices
    ways = made_graph(60, seed=1)
    weight = np.random.default_rng(2).integers(1, 20, 60).astype(float)
    best = np.inf
    for first in range(60):
        for second in range(first + 1, 60):
            two = np.minimum(ways[:, first], ways[:, second])
            three = np.minimum(two[:, None], ways[:, second + 1 :])
            best = min(best, float((weight @ three).min(initial=np.inf)))
    answer = p_median(ways, weight, new=3)
    assert answer.proven
    assert answer.objective == answer.bound == best


def test_the_bound_of_a_search_that_lists_the_nearest_sites_alone_holds() -> None:
    # 2,500 x 900 pairs are more than are all looked at; the published answer is found with every pair listed
    chance = np.random.default_rng(3)
    homes, places = chance.uniform(0, 1000, (2500, 2)), chance.uniform(0, 1000, (900, 2))
    cost = np.hypot(*(homes[:, None] - places[None]).transpose(2, 0, 1))
    weight = chance.integers(1, 9, 2500).astype(float)
    answer = p_median(cost, weight, new=20)
    opened = list(answer.chosen)
    assert len(opened) == 20
    assert answer.objective == pytest.approx(weight @ cost[:, opened].min(axis=1))
    assert answer.bound <= answer.objective
    assert answer.gap < 0.005
    again = p_median(cost, weight, new=20)
    assert (again.chosen, again.bound) == (answer.chosen, answer.bound)


@pytest.mark.skipif(not PMED.is_dir(), reason="the instances of OR-Library are not here")
@pytest.mark.parametrize("name", [f"pmed{number}" for number in range(1, 11)])
def test_published_optima_are_proven(name: str) -> None:
    with (PMED / "optima.csv").open() as file:
        optimum = {row["instance"]: float(row["p_median_optimum"]) for row in csv.DictReader(file)}[name]
    (nodes, _, new), *edges = np.array((PMED / f"{name}.txt").read_text().split(), dtype=int).reshape(-1, 3).tolist()
    weights = np.full((nodes, nodes), np.inf)
    for a, b, length in edges:  # a repeated edge: the last counts
        weights[a - 1, b - 1] = weights[b - 1, a - 1] = length
    answer = p_median(shortest_path(weights, method="D"), np.ones(nodes), new=new)
    assert answer.proven
    assert answer.objective == answer.bound == optimum
