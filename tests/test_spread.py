"""Gini and Palma by arithmetic, and what must hold of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ruijin.methods.spread import gini, palma, quantile

AMOUNTS = st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 50)), min_size=1, max_size=20)


def test_all_the_same_is_least() -> None:
    assert gini([700, 700, 700], [1, 5, 2]) == pytest.approx(0)
    assert palma([700] * 3, [1, 5, 2]) == pytest.approx(0.1 / 0.4)


def test_one_has_all() -> None:
    # of n people one has everything: 1 - 1/n
    assert gini([0, 0, 0, 900], [1] * 4) == pytest.approx(1 - 1 / 4)
    assert palma([0, 0, 0, 900], [1] * 4) is None  # the four tenths with the least have nothing


def test_three_people_by_hand() -> None:
    # 100, 200, 600: differences 100, 500, 400, each twice, over 9 pairs = 222.2; half of it over the mean of 300
    assert gini([100, 200, 600], [1] * 3) == pytest.approx(2 * (100 + 500 + 400) / 9 / 2 / 300)


def test_palma_cuts_through_a_person() -> None:
    # five people: the furthest tenth is half of the last (400 / 2), the nearest four tenths are the first two
    assert palma([100, 100, 200, 300, 400], [1] * 5) == pytest.approx((400 / 2) / (100 + 100))


def test_nobody_has_no_spread() -> None:
    assert gini([], []) is palma([], []) is quantile([], [], 0.5) is None
    assert gini([0, 0], [3, 4]) is None


def test_quantiles_count_people() -> None:
    assert quantile([10, 20, 30], [1, 8, 1], 0.5) == 20
    assert quantile([10, 20, 30], [1, 8, 1], 0.95) == 30
    assert quantile([30, 10, 20], [1, 1, 8], 0.05) == 10


@given(AMOUNTS)
def test_a_row_of_many_is_many_rows_of_one(rows: list[tuple[int, int]]) -> None:
    amounts, people = np.array(rows).T
    each = np.repeat(amounts, people)
    differences = np.abs(each[:, None] - each[None, :]).mean()
    expected = None if each.sum() == 0 else differences / 2 / each.mean()
    found = gini(amounts, people)
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-9))
    assert found is None or 0 <= found + 1e-9 <= 1 + 1e-9
    assert palma(amounts, people) == pytest.approx(palma(each, np.ones(len(each))))


@given(AMOUNTS, st.integers(2, 9))
def test_the_unit_does_not_matter(rows: list[tuple[int, int]], factor: int) -> None:
    amounts, people = np.array(rows).T
    for spread in (gini, palma):
        once, again = spread(amounts, people), spread(amounts * factor, people)
        assert (once is None) == (again is None)
        assert once is None or once == pytest.approx(again)
