"""Points along lines."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.along import along


def test_both_ends_and_evenly_between() -> None:
    # 250 m in steps of at most 100: three pieces of 83 1/3 m; 100 m exactly: one piece
    found = along(np.array([LineString([(0, 0), (250, 0)]), LineString([(0, 9), (100, 9)])]), step=100, name="step")
    assert found.line.tolist() == [0, 0, 0, 0, 1, 1]
    assert found.offset.tolist() == pytest.approx([0, 250 / 3, 500 / 3, 250, 0, 100])


@given(st.floats(1, 1e4), st.floats(0.5, 1e3))
def test_steps_are_no_longer_than_asked_and_ends_are_exact(length: float, step: float) -> None:
    line = LineString([(0.1, 0.2), (0.1 + length, 0.2)])
    found = along(np.array([line]), step=step, name="step")
    assert np.diff(found.offset).max() <= step * (1 + 1e-9)
    assert found.points[0] == shapely.get_point(line, 0)
    assert found.points[-1] == shapely.get_point(line, -1)


def test_too_many_points_are_refused() -> None:
    with pytest.raises(MethodError, match="the spacing is too short: some 1,000,000,000 points"):
        along(np.array([LineString([(0, 0), (1e6, 0)])]), step=1e-3, name="spacing")
