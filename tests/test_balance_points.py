"""Two-step catchments on points: by hand, as on a grid, and from whatever table of distances."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from shapely import LineString, Point

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.balance.catchment import DECAYS
from geo_ruijin.methods.balance.sharing import pairs_within, two_step, two_step_points
from geo_ruijin.network import Network


def table(*rows: tuple[int, int, float], shape: tuple[int, int]) -> csr_array:
    home, park, way = zip(*rows, strict=True)
    return csr_array((np.array(way, dtype=float), (home, park)), shape=shape)


# Homes of 10, 20 and 40 people; parks of 600 and 300 m². The first home lies in the first park, the second is 300 m
# from both, the third 500 m from the second park; radius 500.
WAYS = table((0, 0, 0), (1, 0, 300), (1, 1, 300), (2, 1, 500), shape=(3, 2))
HOMES, PARKS = [10, 20, 40], [600, 300]


def test_dichotomy_by_hand() -> None:
    # R = 600 / (10 + 20) = 20 and 300 / (20 + 40) = 5
    found = two_step_points(WAYS, HOMES, PARKS, radius=500, decay="dichotomy", need=25)
    assert found.accessible.tolist() == [20, 25, 5]
    assert found.ratio.tolist() == [20, 5]
    assert (found.people_in_deficit, found.people_in_balance, found.people_in_surplus) == (50, 20, 0)
    assert found.deficit == 10 * 5 + 40 * 20
    assert found.used == 900


def test_density_by_hand() -> None:
    # f(0) = 0.75, f(300) = 0.75 · 0.64 = 0.48, f(500) = 0.
    # R = 600 / (7.5 + 9.6) and 300 / 9.6; the third home has nothing of the park at exactly 500 m
    found = two_step_points(WAYS, HOMES, PARKS, radius=500, decay="density", need=25)
    first = 600 / 17.1
    assert found.accessible.tolist() == pytest.approx([first * 0.75, first * 0.48 + 15, 0])
    assert found.accessible[2] == 0


def test_pairs_further_than_the_radius_are_out_of_reach() -> None:
    found = two_step_points(WAYS, HOMES, PARKS, radius=299.9, decay="dichotomy", need=25)
    assert found.accessible.tolist() == [60, 0, 0]
    assert found.unreached_supply == 300


def test_nobody_lives_there() -> None:
    found = two_step_points(WAYS, [0, 20, 0], PARKS, radius=500, decay="dichotomy", need=25)
    assert np.isnan(found.accessible).tolist() == [True, False, True]
    assert found.accessible[1] == 45


def test_the_order_of_pairs_changes_nothing() -> None:
    swapped = csr_array((np.array([0.0, 300, 300, 500]), np.array([0, 1, 0, 1]), np.array([0, 1, 3, 4])), shape=(3, 2))
    assert not swapped.has_sorted_indices
    usual = two_step_points(WAYS, HOMES, PARKS, radius=500, decay="density", need=25)
    found = two_step_points(swapped, HOMES, PARKS, radius=500, decay="density", need=25)
    assert found.accessible.tolist() == usual.accessible.tolist()
    assert swapped.data.tolist() == [0, 300, 300, 500]  # what was given stays as it was


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(DECAYS), st.integers(1, 6), st.sampled_from([0.1, 7, 100, 1e4 / 3]))
def test_on_a_grid_both_say_the_same(seed: int, decay: str, steps: int, cell: float) -> None:
    random = np.random.default_rng(seed)
    shape = tuple(random.integers(1, 9, 2))
    people = random.integers(0, 50, shape) * (random.random(shape) < 0.7) / 7
    supply = random.uniform(0, 1000, shape) * (random.random(shape) < 0.4)
    exponent = 0.7 if decay == "power" else None
    grid = two_step(people, supply, cell_size=cell, radius=steps * cell, decay=decay, need=3, exponent=exponent)
    row, column = np.indices(shape)
    # as if in the projected coordinates of a place: their rounding must not change who is at the radius
    centres = np.column_stack([5e5 + cell * column.ravel(), 2.8e6 - cell * row.ravel()])
    pairs = pairs_within(centres, centres, radius=steps * cell)
    points = two_step_points(
        pairs, people.ravel(), supply.ravel(), radius=steps * cell, decay=decay, need=3, exponent=exponent
    )
    np.testing.assert_allclose(points.accessible, grid.accessible.ravel(), rtol=1e-7 if cell < 1 else 1e-9)
    np.testing.assert_array_equal(np.isnan(points.ratio), np.isnan(grid.ratio.ravel()))
    assert points.people_in_deficit == pytest.approx(grid.people_in_deficit)
    assert points.unreached_supply == pytest.approx(grid.unreached_supply)
    assert points.used + points.unreached_supply == pytest.approx(supply.sum(), rel=1e-9)


def test_pairs_in_a_straight_line() -> None:
    # 3-4-5: exactly at the radius; a home in the very place of a park is a pair too, stored with its 0
    people, parks = np.array([[0.0, 0], [3, 4], [30, 40]]), np.array([[300.0, 400], [3, 4]])
    found = pairs_within(people, parks, radius=5)
    assert found.shape == (3, 2)
    assert found.nnz == 2
    assert sorted(zip(*found.nonzero(), strict=True)) == [(0, 1)]
    assert found.tocoo().coords[0].tolist() == [0, 1]
    assert found.data.tolist() == [5, 0]
    assert pairs_within(people, parks, radius=4.99).nnz == 1
    assert pairs_within(people[:0], parks, radius=5).shape == (0, 2)


def test_pairs_along_streets() -> None:
    # one street of 1000 m; homes at 0 and 300 m, parks at 0 and 500 m, and 400 m of way at most: the first home lies in
    # the first park, the second is 300 m from it and 200 m from the other
    street = gpd.GeoDataFrame({"walk": [True]}, geometry=[LineString([(0, 0), (1000, 0)])], crs="EPSG:4548")
    places, parks = (gpd.GeoSeries([Point(x, 0) for x in xs], crs="EPSG:4548") for xs in ((0, 300), (0, 500)))
    pairs = Network.from_streets(street, mode="walk").pairs(places, parks, limit=400)
    found = two_step_points(pairs, [10, 20], [600, 300], radius=400, decay="dichotomy", need=25)
    assert found.accessible.tolist() == [20, 20 + 15]


def test_what_is_refused() -> None:
    def ask(pairs: csr_array) -> None:
        two_step_points(pairs, HOMES, PARKS, radius=500, decay="density", need=25)

    with pytest.raises(MethodError, match="pairs are 1 x 2 for 3 places of people and 2 of supply"):
        ask(table((0, 0, 1), shape=(1, 2)))
    twice = csr_array((np.array([5.0, 6.0]), np.array([1, 1]), np.array([0, 2, 2, 2])), shape=(3, 2))
    with pytest.raises(MethodError, match="stored twice"):
        ask(twice)
    for ill in (-1.0, float("nan")):
        with pytest.raises(MethodError, match="distances are no numbers or below 0"):
            ask(table((0, 0, ill), shape=(3, 2)))
    with pytest.raises(MethodError, match="'people' has 1 values"):
        two_step_points(WAYS, [1, 2, -3], PARKS, radius=500, decay="density", need=25)
    with pytest.raises(MethodError, match="need should be above 0"):
        two_step_points(WAYS, HOMES, PARKS, radius=500, decay="density", need=0)
