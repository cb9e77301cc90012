"""What is said where no choice of sites does what is asked."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import sparse

from geo_ruijin.siting import Conditions, InfeasibleError, lscp, mclp, unreachable

# Homes at 0, 400, 900 and 2,000 m on a line; sites at 0 and 900 m: the last home is 1,100 m from the nearest.
LINE = np.array([[0.0, 900.0], [400.0, 500.0], [900.0, 0.0], [2000.0, 1100.0]])
PEOPLE = [1, 1, 5, 3]


def stored(most: float) -> sparse.csr_array:
    row, column = np.nonzero(most >= LINE)
    return sparse.csr_array((LINE[row, column], (row, column)), shape=LINE.shape)


def test_who_is_out_of_reach_and_by_how_far() -> None:
    with pytest.raises(
        InfeasibleError, match="1 of the demands, 3 of the weight; their nearest ones are 1100 to 1100 away"
    ) as raised:
        lscp(LINE, weight=PEOPLE, radius=500)
    assert (raised.value.unreachable, raised.value.distance) == ((3,), (1100,))


def test_what_is_not_stored_is_not_known() -> None:
    with pytest.raises(InfeasibleError, match="of 1 no way to one is given") as raised:
        lscp(stored(600), radius=500)
    assert (raised.value.unreachable, raised.value.distance) == ((3,), (math.inf,))


def test_stored_further_than_the_radius_is_known() -> None:
    with pytest.raises(InfeasibleError) as raised:
        lscp(stored(1500), radius=500)
    assert raised.value.distance == (1100,)


def test_forbidden_sites_reach_nobody() -> None:
    positions, distance = unreachable(LINE, radius=500, conditions=Conditions(forbidden=[1]))
    assert (positions.tolist(), distance.tolist()) == ([2, 3], [900, 2000])


def test_sites_too_near_to_what_stands_reach_nobody() -> None:
    apart = Conditions(apart=np.array([[0, 1]]))
    assert unreachable(LINE, radius=500, existing=[0], conditions=apart)[0].tolist() == [2, 3]
    assert unreachable(LINE, radius=500, existing=[0, 1], conditions=apart)[0].tolist() == [3]


def test_a_share_beyond_reach() -> None:
    # of 10 the second site covers 1 + 5, both cover 7
    assert lscp(LINE, weight=PEOPLE, share=0.6, radius=500).chosen == (1,)
    assert lscp(LINE, weight=PEOPLE, share=0.7, radius=500).chosen == (0, 1)
    with pytest.raises(InfeasibleError, match="together cover 7, less than the 8") as raised:
        lscp(LINE, weight=PEOPLE, share=0.8, radius=500)
    assert raised.value.unreachable == (3,)


def test_weights_of_0_need_not_be_reached() -> None:
    assert lscp(LINE, weight=[1, 1, 1, 0], radius=500).objective == 2


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        (Conditions(budget=1.0), "there is one: the budget"),
        (Conditions(apart=np.array([[0, 1]])), "there is one: the spacing"),
        (Conditions(group=np.array([0, 0]), most={0: 1}), "there is one: the most in each group"),
        (
            Conditions(group=np.array([0, 0]), most={0: 1}, budget=1.0),
            "nor without any one of them alone: the most in each group, the budget",
        ),
    ],
)
def test_which_conditions_are_in_the_way(conditions: Conditions, words: str) -> None:
    with pytest.raises(InfeasibleError, match=words):
        lscp(LINE[:3], radius=400, conditions=conditions)


def test_a_quota_that_no_number_of_new_sites_meets() -> None:
    quota = Conditions(group=np.array([0, 1]), least={0: 1, 1: 1})
    with pytest.raises(InfeasibleError, match="the least in each group"):
        mclp(LINE, PEOPLE, new=1, radius=500, conditions=quota)
    assert mclp(LINE, PEOPLE, new=2, radius=500, conditions=quota).chosen == (0, 1)


def test_it_is_said_in_chinese_too() -> None:
    with pytest.raises(InfeasibleError) as raised:
        lscp(LINE, weight=PEOPLE, radius=500)
    assert raised.value.say("zh") == "有 1 个需求点(权重共 3)在 500 以内没有可用的场址;离最近的可用场址 1100 至 1100"
