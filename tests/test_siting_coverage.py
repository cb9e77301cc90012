"""Covering problems beside every choice there is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_ruijin.errors import InfeasibleError
from geo_ruijin.siting import Answer, lscp, mclp
from tests.sitings import RADIUS, Small, smalls

MANY = settings(max_examples=60, deadline=None)


def checked(problem: Small, answer: Answer) -> tuple[int, ...]:
    """Return the open sites of a proven answer, which name what is new and what is given up as it is."""
    assert answer.proven
    assert answer.bound == pytest.approx(answer.objective)
    assert not set(answer.chosen) & set(problem.existing)
    assert set(answer.closed) <= set(np.asarray(problem.conditions.closable, dtype=int).tolist())
    return problem.opened(answer.chosen, answer.closed)


@MANY
@given(problem=smalls(), sparse=st.booleans())
def test_most_is_covered(problem: Small, sparse: bool) -> None:  # noqa: FBT001 drawn
    every = list(problem.choices(counted=True))
    cost = problem.stored() if sparse else problem.cost

    def ask() -> Answer:
        return mclp(
            cost,
            problem.weight,
            new=problem.new,
            radius=RADIUS,
            existing=problem.existing,
            conditions=problem.conditions,
            ties=True,
        )

    if not every:
        with pytest.raises(InfeasibleError):
            ask()
        return
    answer = ask()
    opened = checked(problem, answer)
    best = max(map(problem.covered, every))
    assert opened in every
    assert answer.objective == pytest.approx(best) == problem.covered(opened)
    others = [one for one in every if problem.covered(one) == pytest.approx(best) and not set(opened) <= set(one)]
    assert answer.tied == bool(others)


@MANY
@given(problem=smalls(), share=st.sampled_from([1.0, 1.0, 0.9, 0.6, 0.25, 0.0]), sparse=st.booleans())
def test_fewest_cover_the_share(problem: Small, share: float, sparse: bool) -> None:  # noqa: FBT001 drawn
    wanted = share * problem.weight.sum() * (1 - 1e-9)
    every = [one for one in problem.choices(counted=False) if problem.covered(one) >= wanted]

    def ask() -> Answer:
        return lscp(
            problem.stored() if sparse else problem.cost,
            radius=RADIUS,
            weight=problem.weight,
            share=share,
            existing=problem.existing,
            conditions=problem.conditions,
            ties=True,
        )

    if not every:
        with pytest.raises(InfeasibleError):
            ask()
        return
    answer = ask()
    opened = checked(problem, answer)
    least = min(map(problem.spent, every))
    assert opened in every
    assert answer.objective == pytest.approx(least) == problem.spent(opened)
    others = [one for one in every if problem.spent(one) == pytest.approx(least) and not set(opened) <= set(one)]
    assert answer.tied == bool(others)
