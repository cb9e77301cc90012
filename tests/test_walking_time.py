"""Walking time by slope: Tobler's function, and the slopes it is given."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError
from geo_ruijin.network import Mode, Network
from geo_ruijin.walking_time import LEVEL, Heights, by_slope, pace
from tests.test_network import BLOCK, STREET, Line, Place, modes, places, points, streets, towns
from tests.walking_peer import EXACT

Floats = NDArray[np.float64]


def tobler(slope: float) -> float:
    """Return the seconds that a metre takes, from the speed in km/h as it is published."""
    return 3.6 / (6 * math.exp(-3.5 * abs(slope + 0.05)))


def tilted(share: float) -> Heights:
    """Return ground that rises eastwards."""
    return lambda place: share * place[:, 0]


def flat(place: Floats) -> Floats:
    return np.zeros(len(place))


def seconds(lines: gpd.GeoDataFrame, heights: Heights, home: Place, stop: Place, *, over: float) -> float:
    timed = by_slope(Network.from_streets(lines), heights, over=over)
    return float(timed.network.nearest(points(home), points(stop)).iloc[0])


# --- Tobler's function ------------------------------------------------------------------------------------------------


def test_speeds_as_published() -> None:
    # 5.04 km/h on the level, 6 km/h down 5 %, as fast up 0 as down 10 %
    assert pytest.approx(5.0367, abs=1e-4) == 3.6 / LEVEL
    assert 3.6 / pace(np.array([-0.05])) == pytest.approx([6])
    assert pace(np.array([-0.1])) == pytest.approx([LEVEL])
    assert pace(np.array([0.3, -0.3])) == pytest.approx([tobler(0.3), tobler(-0.3)])


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_up_and_down_a_hill() -> None:
    # 300 m along a street that rises by 10 %; legs of 30 and 20 m, which are level
    home, stop = (50, 30), (350, -20)
    up, down = 300 * tobler(0.1), 300 * tobler(-0.1)
    assert seconds(streets(STREET), tilted(0.1), home, stop, over=30) == pytest.approx(50 * LEVEL + up)
    assert seconds(streets(STREET), tilted(0.1), stop, home, over=30) == pytest.approx(50 * LEVEL + down)
    # the street drawn the other way round is the same street
    assert seconds(streets(STREET[::-1]), tilted(0.1), home, stop, over=30) == pytest.approx(50 * LEVEL + up)


def test_an_edge_is_cut_where_its_slope_changes() -> None:
    # level up to 200, then up 20 %: 400 m are two parts of 200 m, or four of 100, or one that rises by 10 %
    def bent(place: Floats) -> Floats:
        return np.maximum(place[:, 0] - 200, 0) / 5

    apart = 200 * LEVEL + 200 * tobler(0.2)
    for over, whole in ((200, apart), (150, apart), (100, apart), (201, 400 * tobler(0.1)), (400, 400 * tobler(0.1))):
        assert seconds(streets(STREET), bent, (0, 0), (400, 0), over=over) == pytest.approx(whole)
    timed = by_slope(Network.from_streets(streets(STREET)), bent, over=150).network
    assert timed.nodes.tolist() == [[0, 0], [400, 0], [200, 0]]
    assert timed.edges[["u", "v", "length"]].to_numpy().tolist() == [[0, 2, 200], [2, 1, 200]]


def test_the_shape_of_what_is_cut_stays() -> None:
    # 100 m east, 100 m north, 90 m east: three parts of 290 / 3 m; the vertices stay, two more are added
    bent = Network.from_streets(streets([(0, 0), (100, 0), (100, 100), (190, 100)]))
    timed = by_slope(bent, flat, over=90).network
    assert len(timed.length) == 3
    assert timed.length.tolist() == pytest.approx([290 / 3] * 3)
    assert timed.edges.geometry.length.tolist() == pytest.approx([290 / 3] * 3)
    assert timed.edges.union_all().normalize().simplify(0).equals(bent.edges.union_all().normalize())


def test_a_short_edge_takes_the_slope_around_it() -> None:
    # the second of two streets is 10 m long, from 100 to 110; over 30 m its slope is taken from 90 to 120
    asked: list[Place] = []

    def ground(place: Floats) -> Floats:
        asked.extend((x, y) for x, y in place.tolist())
        return np.where(place[:, 0] > 115, 6.0, 0.0)

    lines = streets([(0, 0), (100, 0)], [(100, 0), (110, 0)])
    time = seconds(lines, ground, (100, 0), (110, 0), over=30)
    assert {(90, 0), (120, 0)} <= set(asked)
    assert time == pytest.approx(10 * tobler(6 / 30))


def test_a_short_edge_that_winds_is_less_steep() -> None:
    # 6 m east and 8 m north are 14 m, 10 m as the crow flies: at 3-4-5 the ground rises by 0.6 x 10 % = 0.6 m
    time = seconds(streets([(0, 0), (6, 0), (6, 8)]), tilted(0.1), (0, 0), (6, 8), over=20)
    assert time == pytest.approx(14 * tobler(0.6 / 14))
    # round in itself it is level
    loop = streets([(0, 0), (6, 0), (6, 8), (0, 0)], [(0, 0), (-50, 0)])
    assert seconds(loop, tilted(0.1), (6, 0), (6, 8), over=25) == pytest.approx(8 * LEVEL)


def test_where_the_ground_is_not_known_it_is_level_and_counted() -> None:
    def west_only(place: Floats) -> Floats:
        return np.where(place[:, 0] <= 200, place[:, 0] / 10, np.nan)

    network = Network.from_streets(streets(STREET))
    timed = by_slope(network, west_only, over=100)
    assert timed.unknown == 200
    found = timed.network.nearest(points((0, 0)), points((400, 0)))
    assert found.tolist() == pytest.approx([200 * tobler(0.1) + 200 * LEVEL])
    assert by_slope(network, tilted(0.1), over=100).unknown == 0


def test_what_is_closed_stays_closed() -> None:
    # as test_network.py drives round the block: 260 m on the level, and legs of 5 m
    timed = by_slope(Network.from_streets(BLOCK, mode="drive"), flat, over=30).network
    assert timed.nearest(points((60, -5)), points((20, -5))).tolist() == pytest.approx([270 * LEVEL])


def test_limits_and_radii_are_seconds() -> None:
    timed = by_slope(Network.from_streets(streets(STREET)), tilted(0.1), over=500).network
    # in 100 s one comes up from the west and down from the east
    area = timed.service_area(points((200, 0)), radius=100)
    west, east = 200 - 100 / tobler(0.1), 200 + 100 / tobler(-0.1)
    assert area[["begin", "end"]].to_numpy().tolist() == [pytest.approx([west, east])]
    within = timed.pairs(
        points((west + 0.01, 0), (west - 0.01, 0), (east - 0.01, 0), (east + 0.01, 0)), points((200, 0)), limit=100
    )
    assert np.diff(within.indptr).tolist() == [1, 0, 1, 0]


@pytest.mark.parametrize("over", [0, -1, math.nan, math.inf])
def test_a_length_that_is_none_is_refused(over: float) -> None:
    with pytest.raises(MethodError, match="above 0 and finite"):
        by_slope(Network.from_streets(streets(STREET)), flat, over=over)


def test_times_are_not_timed_again() -> None:
    timed = by_slope(Network.from_streets(streets(STREET)), flat, over=30)
    with pytest.raises(MethodError, match="not metres"):
        by_slope(timed.network, flat, over=30)


def test_heights_are_one_a_place() -> None:
    with pytest.raises(MethodError, match="one number for each place"):
        by_slope(Network.from_streets(streets(STREET)), lambda place: place, over=30)


# --- properties -------------------------------------------------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(towns(), places, places, modes, st.integers(5, 300))
def test_on_the_level_time_is_distance(town: gpd.GeoDataFrame, homes: Line, stops: Line, mode: Mode, over: int) -> None:
    network = Network.from_streets(town, mode=mode)
    timed = by_slope(network, flat, over=over).network
    for name in ("distance", "access", "along", "egress"):
        metres = network.journeys(points(*homes), points(*stops))[name]
        found = timed.journeys(points(*homes), points(*stops))[name]
        assert np.allclose(found, metres * LEVEL, rtol=0, atol=EXACT, equal_nan=True)
    area = network.service_area(points(*stops), radius=200)["length"].sum()
    assert timed.service_area(points(*stops), radius=200 * LEVEL)["length"].sum() == pytest.approx(area, abs=EXACT)


@settings(max_examples=50, deadline=None)
@given(towns(), places, places, st.integers(5, 300), st.integers(1, 300))
def test_there_over_hills_is_back_over_valleys(
    town: gpd.GeoDataFrame, homes: Line, stops: Line, over: int, wave: int
) -> None:
    def hills(place: Floats) -> Floats:
        return 8 * np.sin(place[:, 0] / wave) * np.cos(place[:, 1] / wave)

    network = Network.from_streets(town)
    there = by_slope(network, hills, over=over).network.pairs(points(*homes), points(*stops))
    back = by_slope(network, lambda place: -hills(place), over=over).network.pairs(points(*stops), points(*homes))
    assert np.allclose(there.toarray(), back.toarray().T, rtol=0, atol=EXACT)
    # and the least of a row is the nearest
    timed = by_slope(network, hills, over=over).network
    rows = timed.pairs(points(*homes), points(*stops))
    nearest = timed.nearest(points(*homes), points(*stops))
    for row, way in enumerate(nearest):
        found = rows.data[rows.indptr[row] : rows.indptr[row + 1]]
        assert (math.isnan(way) and not len(found)) or found.min() == pytest.approx(way, abs=EXACT)
