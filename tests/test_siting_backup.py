"""Backup coverage beside every choice there is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from geo_ruijin.siting import InfeasibleError, backup
from tests.sitings import RADIUS, Small, smalls


def test_the_first_cover_goes_before_the_second() -> None:
    # Sites 0 and 1 cover the home of 9 both, site 2 covers the home of 1: nobody is covered twice while one is not once
    near = [[0, 0, 9], [9, 9, 0]]
    found = backup(near, [9, 1], new=2, radius=1)
    assert (set(found.chosen) >= {2}, found.objective, found.proven) == (True, 0, True)
    assert backup(near, [9, 1], new=3, radius=1).objective == 9


def test_what_stands_is_backed_up() -> None:
    assert backup([[0, 0]], [5], new=1, radius=1, existing=[0]).chosen == (1,)
    assert backup([[0, 0]], [5], new=0, radius=1, existing=[0, 1]).objective == 5


@settings(max_examples=50, deadline=None)
@given(problem=smalls())
def test_most_is_covered_twice(problem: Small) -> None:
    every = list(problem.choices(counted=True))

    def ask() -> tuple[float, bool, tuple[int, ...]]:
        found = backup(
            problem.stored(),
            problem.weight,
            new=problem.new,
            radius=RADIUS,
            existing=problem.existing,
            conditions=problem.conditions,
        )
        return found.objective, found.proven, problem.opened(found.chosen, found.closed)

    if not every:
        with pytest.raises(InfeasibleError):
            ask()
        return
    once = max(map(problem.covered, every))
    twice = max(problem.covered(one, times=2) for one in every if problem.covered(one) == pytest.approx(once))
    objective, proven, opened = ask()
    assert proven
    assert opened in every
    assert problem.covered(opened) == pytest.approx(once)
    assert objective == pytest.approx(twice) == problem.covered(opened, times=2)
