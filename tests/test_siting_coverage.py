"""Covering problems beside every choice there is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_ruijin.errors import InfeasibleError, MethodError
from geo_ruijin.siting import Answer, Conditions, lscp, mclp
from geo_ruijin.siting.covering.search import Search
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


def test_broken_off_it_has_a_choice_and_a_true_bound() -> None:
    # three homes in a ring, each site covers two of them: any site covers 2, half of each of two would cover 3
    ring = [[0, 9, 0], [0, 0, 9], [9, 0, 0]]
    found = mclp(ring, [1, 1, 1], new=1, radius=1, time_limit=0)
    assert (found.objective, found.bound, found.proven, found.gap) == (2, 3, False, 0.5)
    fewest = lscp(ring, radius=1, time_limit=0)
    assert (fewest.objective, fewest.proven) == (2, False)
    assert fewest.bound <= 2


def test_the_same_sites_every_time() -> None:
    chance = np.random.default_rng(3)
    cost = np.hypot(*(chance.uniform(0, 3000, (200, 1, 2)) - chance.uniform(0, 3000, (1, 60, 2))).transpose(2, 0, 1))
    people = chance.integers(1, 50, 200)
    answers = [mclp(cost, people, new=8, radius=400) for _ in range(2)]
    assert answers[0].proven
    assert answers[0].chosen == answers[1].chosen


def test_one_of_two_alike_is_a_tie() -> None:
    assert mclp([[0, 0]], [1], new=1, radius=1, ties=True).tied
    assert mclp([[0, 9], [9, 0]], [1, 2], new=1, radius=1, ties=True).tied is False
    assert lscp([[0, 0]], radius=1, ties=True).tied
    assert lscp([[0, 0]], radius=1, ties=True, existing=[0]).tied is False
    assert lscp([[0, 0]], radius=1).tied is None


def test_money_instead_of_a_number() -> None:
    # the first site alone covers 3 for 4; the other two cover 2 and 2 for 2 each
    prices = Conditions(price=np.array([4.0, 2.0, 2.0]), budget=4.0)
    found = mclp([[0, 9, 9], [9, 0, 9], [9, 9, 0]], [3, 2, 2], new=None, radius=1, conditions=prices)
    assert (found.chosen, found.objective) == ((1, 2), 4)
    with pytest.raises(MethodError, match="a number is needed where there is no budget"):
        mclp([[0]], [1], new=None, radius=1)


def test_what_is_given_up_makes_room() -> None:
    # the present site covers 1, the other two cover 5 each: given up, two new ones take its place and the one allowed
    near = [[0, 9, 9], [9, 0, 9], [9, 9, 0]]
    found = mclp(near, [1, 5, 5], new=1, radius=1, existing=[0], conditions=Conditions(closable=[0]))
    assert (found.chosen, found.closed, found.objective) == ((1, 2), (0,), 10)
    fewest = lscp([[0, 0], [9, 0]], radius=1, existing=[0], conditions=Conditions(closable=[0]))
    assert (fewest.chosen, fewest.closed, fewest.objective) == ((1,), (0,), 0)


def test_a_site_that_adds_nothing_is_not_chosen() -> None:
    assert mclp([[0, 0, 0]], [1], new=3, radius=1).chosen in {(0,), (1,), (2,)}


@pytest.mark.parametrize("seed", [0, 1])
def test_more_sites_than_cover_everything(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # every one of 60 sites can be spared for others: what sums of float weights leave of nothing is no reason to swap
    chance, closed = np.random.default_rng(seed), []
    close = Search.close

    def counted(search: Search, site: int) -> None:
        closed.append(site)
        assert len(closed) < 10_000, "exchanged without end"
        close(search, site)

    monkeypatch.setattr(Search, "close", counted)
    homes, places = chance.uniform(0, 1000, (400, 2)), chance.uniform(0, 1000, (120, 2))
    cost = np.hypot(*(homes[:, None] - places[None]).transpose(2, 0, 1))
    weight = chance.uniform(0, 1e6, 400)
    answer = mclp(cost, weight, new=60, radius=220)
    assert answer.proven
    assert answer.objective == pytest.approx(weight[(cost <= 220).any(axis=1)].sum(), rel=1e-12)
