"""The curve of what each further site adds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from geo_ruijin.siting import Conditions, InfeasibleError, curve, mclp
from tests.sitings import RADIUS, Small, smalls

# One site covers both homes of 3 and the one of 1, each of two others a home of 3 and one of 2.
NEAR = np.array([[0, 0, 9], [0, 9, 0], [0, 9, 9], [9, 0, 9], [9, 9, 0]])
PEOPLE = [3, 3, 1, 2, 2]


def test_the_best_two_need_not_hold_the_best_one() -> None:
    found = curve(NEAR, PEOPLE, radius=1, most=2)
    assert [answer.chosen for answer in found.answers] == [(), (0,), (1, 2)]
    assert [answer.objective for answer in found.answers] == [0, 7, 10]
    assert (found.built, found.gains) == ((0, 1), (7, 2))


def test_it_ends_where_nothing_is_left() -> None:
    found = curve(NEAR, PEOPLE, radius=1, most=99)
    assert [answer.objective for answer in found.answers] == [0, 7, 10, 11]
    assert len(curve(NEAR, PEOPLE, radius=1, most=99, existing=[0, 1, 2]).answers) == 1


def test_it_ends_where_one_more_adds_too_little() -> None:
    ended = [len(curve(NEAR, PEOPLE, radius=1, most=99, worth=worth).answers) for worth in (8, 7, 4, 1)]
    assert ended == [2, 3, 3, 4]  # adds 7, 3, 1: the first that adds less is still told


def test_where_a_site_is_no_longer_worth_it() -> None:
    found = curve(NEAR, PEOPLE, radius=1, most=99)  # adds 7, 3, 1
    assert [found.enough(worth) for worth in (8, 7, 3, 1.5, 1, 0)] == [0, 1, 2, 2, 3, 3]


def test_quotas_put_its_beginning_off() -> None:
    quota = Conditions(group=np.array([0, 1, 1]), least={1: 2})
    found = curve(NEAR, PEOPLE, radius=1, most=3, conditions=quota)
    assert (found.first, [answer.chosen for answer in found.answers]) == (2, [(1, 2), (0, 1, 2)])
    assert found.built[:2] == (1, 2)
    with pytest.raises(InfeasibleError, match="the least in each group"):
        curve(NEAR, PEOPLE, radius=1, most=1, conditions=quota)


@settings(max_examples=30, deadline=None)
@given(problem=smalls())
def test_it_is_mclp_at_each_number(problem: Small) -> None:
    try:
        found = curve(
            problem.cost,
            problem.weight,
            radius=RADIUS,
            most=4,
            existing=problem.existing,
            conditions=problem.conditions,
        )
    except InfeasibleError:
        return
    values = [answer.objective for answer in found.answers]
    assert values == sorted(values)
    for new, answer in enumerate(found.answers, start=found.first):
        alone = mclp(
            problem.cost,
            problem.weight,
            new=new,
            radius=RADIUS,
            existing=problem.existing,
            conditions=problem.conditions,
        )
        assert answer.objective == alone.objective
        assert answer.proven
    gains = np.cumsum(found.gains)
    assert all(gain <= value - values[0] + 1e-9 for gain, value in zip(gains, values[1:], strict=False)) or found.first
