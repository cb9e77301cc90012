"""Square cells: where they lie, who is in them, and the exact area in each."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon, box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.balance.cells import MOST, Cells

# six cells of 10 m, their corners from (100, 200) to (130, 220); row 0 is the northern one
SIX = Cells.over((100, 200, 129, 219), size=10)


def test_where_cells_lie() -> None:
    assert (SIX.west, SIX.north, SIX.shape) == (10, 22, (2, 3))
    assert Cells.over((95, 195, 101, 205), size=10) == Cells(9, 21, 2, 2, 10)  # corners at whole multiples of 10 m
    # 4 is the middle of the southern row
    assert shapely.equals(SIX.boxes(np.array([0, 4])), [box(100, 210, 110, 220), box(110, 200, 120, 210)]).all()
    assert shapely.get_coordinates(SIX.centres(np.array([0, 4]))).tolist() == [[105, 215], [115, 205]]


def test_a_point_is_in_one_cell() -> None:
    points = [(105, 215), (115, 205), (110, 210), (100, 200), (129.9, 200.1), (130, 205), (99.9, 205), (105, 220)]
    # on a corner or border it is with the cell to the north-east; the last three lie outside
    assert SIX.position(np.array(points)).tolist() == [0, 4, 1, 3, 5, -1, -1, -1]


def test_sums_of_cells() -> None:
    found = SIX.sums(np.array([0, 4, 4, -1]), np.array([1.0, 2, 3, 100]))
    assert found.tolist() == [[1, 0, 0], [0, 5, 0]]
    assert SIX.sums(np.array([], dtype=int), np.array([])).tolist() == [[0, 0, 0], [0, 0, 0]]


def test_the_area_in_each_cell() -> None:
    # a square of 10 m about the corner of four cells, a quarter in each; a triangle of half a cell
    assert SIX.areas(box(105, 205, 115, 215)).tolist() == [[25, 25, 0], [25, 25, 0]]
    triangle = Polygon([(120, 200), (130, 200), (130, 210)])
    assert SIX.areas(shapely.union_all([triangle, box(100, 210, 110, 220)])).tolist() == [[100, 0, 0], [0, 0, 50]]
    # with a hole of 4 m², and what reaches beyond the cells left out
    holed = shapely.difference(box(90, 210, 120, 240), box(104, 214, 106, 216))
    assert SIX.areas(holed).tolist() == [[96, 100, 0], [0, 0, 0]]


def test_a_few_squares_at_once_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    shape = shapely.buffer(Point(115, 208), 14)
    usual = SIX.areas(shape)
    monkeypatch.setattr("geo_ruijin.methods.balance.cells.AT_ONCE", 4)
    assert SIX.areas(shape).tolist() == usual.tolist()
    assert usual.all()


def test_no_area() -> None:
    for nothing in (Polygon(), Point(105, 205), box(0, 0, 10, 10), shapely.GeometryCollection([])):
        assert not SIX.areas(nothing).any()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.5, 20))
def test_areas_sum_to_the_area(seed: int, size: float) -> None:
    random = np.random.default_rng(seed)
    shape = shapely.union_all(shapely.buffer(shapely.points(random.uniform(0, 40, (4, 2))), random.uniform(0.1, 9, 4)))
    cells = Cells.over(shape.bounds, size=size)
    found = cells.areas(shape)
    assert found.sum() == pytest.approx(shape.area, rel=1e-12)
    assert found.min() >= 0
    assert found.max() <= size**2 * (1 + 1e-12)
    everywhere = shapely.intersection(shape, cells.boxes(np.arange(found.size)))
    np.testing.assert_allclose(found.ravel(), shapely.area(everywhere), rtol=1e-9, atol=1e-9)


def test_too_many_cells() -> None:
    with pytest.raises(MethodError, match="more than 10 million; make them about 20 m or wider"):
        Cells.over((0, 0, 63_000, 63_000), size=10)
    # as many as there may be: the bounds themselves and one cell each way
    side = 10 * (int(np.sqrt(MOST)) - 1)
    assert Cells.over((0, 0, side, side), size=10).rows == side // 10 + 1
    for size in (0, -1, float("nan"), float("inf")):
        with pytest.raises(MethodError, match="cell size should be above 0"):
            Cells.over((0, 0, 1, 1), size=size)
