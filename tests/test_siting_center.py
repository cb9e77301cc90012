"""The p-center against every choice of small problems."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from geo_ruijin.errors import InfeasibleError, MethodError
from geo_ruijin.siting import Conditions, p_center
from tests.sitings import Small, smalls


def furthest(small: Small, opened: tuple[int, ...]) -> float:
    return float(small.cost[:, list(opened)].min(axis=1, initial=np.inf).max())


@given(small=smalls())
@settings(max_examples=50, deadline=None)
def test_none_of_all_choices_is_better(small: Small) -> None:
    conditions = replace(small.conditions, budget=None, price=None)
    small = replace(small, conditions=conditions)
    best = min((furthest(small, opened) for opened in small.choices(counted=True)), default=np.inf)
    for cost in (small.cost, small.stored()):
        if np.isinf(best):
            with pytest.raises(MethodError):
                p_center(cost, new=small.new, existing=small.existing, conditions=conditions)
            continue
        answer = p_center(cost, new=small.new, existing=small.existing, conditions=conditions)
        opened = small.opened(answer.chosen, answer.closed)
        assert opened in set(small.choices(counted=True))
        assert (answer.objective, answer.bound, answer.proven) == (best, best, True)
        assert small.cost[np.arange(len(small.weight)), answer.assigned].max() == best


def test_on_a_line() -> None:
    # sites at 0, 400 and 1000 m where the homes are: one alone is best at 400, two leave 400 m
    places = np.array([0, 400, 1000])
    cost = abs(places[:, None] - places[None, :])
    assert (p_center(cost, new=1).chosen, p_center(cost, new=1).objective) == ((1,), 600)
    assert p_center(cost, new=2).objective == 400
    assert p_center(cost, new=1, existing=[0]).chosen == (2,)


def test_a_budget_is_refused() -> None:
    with pytest.raises(MethodError, match="takes no budget"):
        p_center([[0.0]], new=1, conditions=Conditions(budget=3))


def test_two_islands_are_not_served_by_one_site() -> None:
    with pytest.raises(InfeasibleError, match="in reach of every demand"):
        p_center([[0, np.inf], [np.inf, 0]], new=1)
