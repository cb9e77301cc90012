"""Distances of all pairs against arithmetic by hand, against brute force, and against the nearest of each row."""

from __future__ import annotations

import math
import random

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo_ruijin import _pairs
from geo_ruijin.errors import MethodError
from geo_ruijin.network import Mode, Network
from tests.extracts import helsinki
from tests.test_network import BLOCK, STREET, Line, modes, places, points, read_town, streets, towns
from tests.walking_peer import EXACT, brute_force


def whole(found: csr_array) -> NDArray[np.float64]:
    """Return all pairs, infinite where out of reach."""
    everywhere: NDArray[np.float64] = np.full(found.shape, np.inf)
    rows = np.repeat(np.arange(found.shape[0]), np.diff(found.indptr))
    everywhere[rows, found.indices] = found.data
    return everywhere


def same(one: object, other: object) -> bool:
    return np.allclose(np.asarray(one, float), np.asarray(other, float), rtol=0, atol=EXACT)


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_every_pair_on_one_street() -> None:
    # homes at 50 and 350 m along, 30 and 0 m off; stops at 100 and 300 m along, 0 and 20 m off
    network = Network.from_streets(streets(STREET))
    homes, stops = points((50, 30), (350, 0)), points((100, 0), (300, -20))
    assert whole(network.pairs(homes, stops)).tolist() == [[30 + 50, 30 + 250 + 20], [250, 50 + 20]]


def test_exactly_at_the_limit_counts_and_what_is_beyond_is_not_stored() -> None:
    network = Network.from_streets(streets(STREET, [(400, 0), (400, 300)]))
    homes, stops = points((0, 0), (200, 10)), points((400, 300), (400, 40), (200, 0))
    # 700, 440 and 200 m from the one, 510, 250 and 10 m from the other
    near = network.pairs(homes, stops, limit=440)
    assert whole(near).tolist() == [[math.inf, 440, 200], [math.inf, 250, 10]]
    assert near.nnz == 4
    assert network.pairs(homes, stops, limit=float(np.nextafter(440, 0))).nnz == 3
    assert network.pairs(homes, stops, limit=9).nnz == 0


def test_a_distance_of_nothing_is_stored() -> None:
    network = Network.from_streets(streets(STREET))
    for limit in (0, 10, None):
        found = network.pairs(points((200, 0)), points((200, 0)), limit=limit)
        assert (found.data.tolist(), found.indices.tolist()) == ([0], [0])


def test_one_way_streets_bind_driving_only() -> None:
    # as test_network.py derives them: on the south side, one-way eastwards, from 60 to 20 and from 20 to 60
    homes = points((60, -5), (20, -5))
    walked = whole(Network.from_streets(BLOCK).pairs(homes, homes)).tolist()
    assert walked == [[10, 50], [50, 10]]
    driven = whole(Network.from_streets(BLOCK, mode="drive").pairs(homes, homes)).tolist()
    assert driven == [[10, 5 + (40 + 200 + 20) + 5], [50, 10]]


def test_a_loop_is_walked_the_shorter_way_round() -> None:
    square = streets([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)], oneway=[True])
    ends = points((50, 0), (0, 50))
    assert whole(Network.from_streets(square).pairs(ends, ends)).tolist() == [[0, 100], [100, 0]]
    assert whole(Network.from_streets(square, mode="drive").pairs(ends, ends)).tolist() == [[0, 300], [100, 0]]


def test_of_parallel_edges_the_shorter_is_walked() -> None:
    lines = streets([(0, 0), (300, 0)], [(0, 0), (0, 400), (300, 400), (300, 0)])
    assert whole(Network.from_streets(lines).pairs(points((-10, 0)), points((310, 0), (150, 410)))).tolist() == [
        [320, 570]
    ]


def test_nobody_and_nothing() -> None:
    network = Network.from_streets(streets(STREET))
    assert network.pairs(points(), points((0, 0))).shape == (0, 1)
    assert network.pairs(points((0, 0)), points()).shape == (1, 0)


def test_islands_do_not_reach_one_another() -> None:
    network = Network.from_streets(streets([(0, 0), (100, 0)], [(0, 50), (100, 50)]))
    ends = points((0, 0), (0, 50))
    assert whole(network.pairs(ends, ends)).tolist() == [[0, math.inf], [math.inf, 0]]


def test_what_cannot_be_asked_is_refused() -> None:
    network = Network.from_streets(streets(STREET))
    with pytest.raises(MethodError, match="The limit must be 0 m or more, not -1"):
        network.pairs(points((0, 0)), points((0, 0)), limit=-1)
    with pytest.raises(MethodError, match="Convert with to_crs first"):
        network.pairs(points((0, 0)).to_crs(4490), points((0, 0)))


# --- properties -------------------------------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(towns(), places, places, modes, st.one_of(st.none(), st.integers(0, 900)))
def test_the_least_of_a_row_is_the_nearest(
    town: gpd.GeoDataFrame, homes: Line, stops: Line, mode: Mode, limit: int | None
) -> None:
    network = Network.from_streets(town, mode=mode)
    # half a millimetre more, which no distance in these towns is: sums in another order differ in their last bit
    far = None if limit is None else limit + 0.0005
    found = whole(network.pairs(points(*homes), points(*stops), limit=far))
    nearest = network.nearest(points(*homes), points(*stops), limit=far).fillna(math.inf)
    assert same(np.min(found, axis=1, initial=math.inf), nearest)


@settings(max_examples=100, deadline=None)
@given(towns(), places, places, modes)
def test_each_column_is_that_facility_alone(town: gpd.GeoDataFrame, homes: Line, stops: Line, mode: Mode) -> None:
    found = whole(Network.from_streets(town, mode=mode).pairs(points(*homes), points(*stops)))
    for number, stop in enumerate(stops):
        alone = brute_force(town, points(*homes), points(stop), mode=mode)
        assert same(found[:, number], np.nan_to_num(alone, nan=np.inf))


@settings(max_examples=50, deadline=None)
@given(towns(), places, places, modes, st.integers(0, 900), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_how_many_are_held_change_nothing(
    town: gpd.GeoDataFrame, homes: Line, stops: Line, mode: Mode, limit: int, chance: random.Random
) -> None:
    network = Network.from_streets(town, mode=mode)
    found = whole(network.pairs(points(*homes), points(*stops), limit=limit))
    people, halts = (chance.sample(range(len(of)), len(of)) for of in (homes, stops))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_pairs, "_TOGETHER", 2)
        patch.setattr(_pairs, "_HELD", 1)
        mixed = network.pairs(points(*[homes[i] for i in people]), points(*[stops[i] for i in halts]), limit=limit)
    assert whole(mixed).tolist() == found[people][:, halts].tolist()


# --- a real extract ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["walk", "drive"])
def test_a_real_town_agrees_with_brute_force(mode: Mode) -> None:
    lines, homes, halts = read_town(helsinki(), 200)
    network = Network.from_streets(lines, mode=mode)
    found = network.pairs(homes, halts, limit=1500)
    assert found.nnz > 200 * 10
    everywhere = whole(found)
    for number in range(0, len(halts), 13):
        alone = brute_force(lines, homes, gpd.GeoSeries(halts.iloc[[number]]), mode=mode)
        assert same(everywhere[:, number], [way if way <= 1500 else math.inf for way in alone])
    assert same(everywhere.min(axis=1), network.nearest(homes, halts, limit=1500).fillna(np.inf))
