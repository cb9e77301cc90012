"""Sites that are worth most together, against every choice there is."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from geo_ruijin.errors import MethodError
from geo_ruijin.siting import Conditions, select

WHOLE = st.integers(1, 9)


@settings(max_examples=40)
@given(
    rows=st.lists(st.tuples(WHOLE, WHOLE, WHOLE, st.integers(0, 1)), min_size=1, max_size=7),
    budget=st.integers(0, 30),
    limit=st.integers(0, 20),
    quota=st.integers(0, 2),
    new=st.integers(0, 7),
)
def test_no_choice_is_worth_more(
    rows: list[tuple[int, int, int, int]], budget: int, limit: int, quota: int, new: int
) -> None:
    value, price, load, group = np.array(rows, dtype=float).T

    def keeps(choice: tuple[int, ...]) -> bool:
        own = list(choice)
        return bool(
            len(own) <= new
            and price[own].sum() <= budget
            and load[own].sum() <= limit
            and (group[own] == 1).sum() >= quota
        )

    every = (choice for size in range(len(rows) + 1) for choice in itertools.combinations(range(len(rows)), size))
    worth = [float(value[list(choice)].sum()) for choice in every if keeps(choice)]
    asked = Conditions(price=price, budget=float(budget), group=group.astype(np.intp), least={1: quota})
    if not worth:
        with pytest.raises(MethodError):
            select(value, new=new, load=csr_array(load[None, :]), limit=[float(limit)], conditions=asked)
        return
    found = select(value, new=new, load=csr_array(load[None, :]), limit=[float(limit)], conditions=asked)
    assert found.proven
    assert found.objective == max(worth)
    assert keeps(found.chosen)


def test_exactly_the_budget_and_exactly_the_limit() -> None:
    # 2 + 3 = 5 and 1 + 1 = 2
    found = select(
        [1.0, 1.0],
        load=csr_array([[1.0, 1.0]]),
        limit=[2.0],
        conditions=Conditions(price=np.array([2.0, 3.0]), budget=5.0),
    )
    assert found.chosen == (0, 1)


def test_good_enough_says_how_good() -> None:
    rng = np.random.default_rng(1)
    value, price = rng.uniform(1, 2, 40), rng.uniform(1, 2, 40)
    rough = select(value, conditions=Conditions(price=price, budget=20.0), gap=0.05)
    exact = select(value, conditions=Conditions(price=price, budget=20.0))
    assert exact.proven
    assert rough.objective <= exact.objective <= rough.bound * (1 + 1e-9)
    assert rough.gap <= 0.06  # over its own value, no more than 5 % of the bound
