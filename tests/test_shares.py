"""Shares in percent."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo_ruijin.methods.shares import percent, percents


@given(st.floats(1e-12, 1e12))
def test_all_is_a_hundred_to_the_last_bit(whole: float) -> None:
    assert percent(whole, whole) == 100
    assert percents([whole, 0], [whole, whole]).tolist() == [100, 0]


def test_a_share_of_nothing_is_none() -> None:
    assert percent(0, 0) is None
    assert np.isnan(percents([0, 0], [0, np.nan])).all()
