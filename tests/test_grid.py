"""Cells over segments: which a segment is in, and that none within a radius is missed."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_ruijin._grid import Grid
from geo_ruijin._runs import spread


def grid_of(*segments: tuple[float, float, float, float]) -> Grid:
    ends = np.array(segments, dtype=float)
    return Grid.over(ends[:, :2], ends[:, 2:])


def found(grid: Grid, place: tuple[float, float], radius: float) -> set[int]:
    """Return the segments that are looked at around a place."""
    _, begin, end = grid.around(np.array([place]), np.array([radius]))
    stretch, step = spread(end - begin)
    return set(grid.segment[begin[stretch] + step].tolist())


def test_only_what_is_near_is_looked_at() -> None:
    # a hundred pieces of 10 m in a row, cells of at least 5 m: around 505 m along, 10 m off, a few
    row = grid_of(*[(10 * i, 0, 10 * i + 10, 0) for i in range(100)])
    assert {49, 50, 51} <= found(row, (505, 10), 15) < set(range(40, 62))
    assert found(row, (505, 300), 15) == set()
    assert found(row, (-400, 0), 399) == set()
    assert 0 in found(row, (-400, 0), 400)


def test_cells_are_no_more_than_segments_warrant() -> None:
    # one segment; two that cross; 1000 on one spot and one 1000 km off
    assert grid_of((0, 0, 5, 7)).rows == 1
    cross = grid_of((0, 0, 1e6, 1e6), (0, 1e6, 1e6, 0))
    assert cross.rows * cross.columns <= 16
    crowd = grid_of(*[(0, i / 1000, 1, i / 1000) for i in range(1000)], (1e6, 1e6, 1e6 + 1, 1e6))
    assert crowd.rows * crowd.columns <= 16 * 1001
    assert len(crowd.segment) <= 4 * 1001


coordinate = st.integers(-20, 20).map(float) | st.floats(-20, 20, width=16)
segments = st.lists(
    st.tuples(coordinate, coordinate, coordinate, coordinate).filter(lambda ends: ends[:2] != ends[2:]),
    min_size=1,
    max_size=40,
)


@settings(max_examples=300, deadline=None)
@given(segments, st.tuples(coordinate, coordinate), st.sampled_from([0.0, 0.5, 3.0, 10.0, 60.0]))
def test_no_segment_within_the_radius_is_missed(
    ends: list[tuple[float, float, float, float]], place: tuple[float, float], radius: float
) -> None:
    lines = shapely.linestrings(np.array(ends).reshape(-1, 2, 2))
    near = np.flatnonzero(shapely.distance(lines, shapely.Point(place)) <= radius)
    assert set(near.tolist()) <= found(grid_of(*ends), place, radius)


@pytest.mark.parametrize("tilt", [0.0, 1e-9, -1e-9, 0.5, 1.0])
def test_a_long_segment_is_in_every_cell_it_runs_through(tilt: float) -> None:
    # thousands of short ones make the cells small; the long one is found from any place on it
    dust = [(float(i % 60), float(i // 60), i % 60 + 0.5, float(i // 60)) for i in range(3600)]
    grid = grid_of((0.0, 30.0, 59.0, 30 + 29 * tilt), *dust)
    for share in np.linspace(0, 1, 201):
        assert 0 in found(grid, (59 * share, 30 + 29 * tilt * share), 0.0)
