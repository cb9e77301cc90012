"""What of the streets and of the land is within reach: by hand, against `nearest`, and against brute force."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_ruijin._service_area import QUARTER
from geo_ruijin.errors import MethodError
from geo_ruijin.network import Mode, Network
from geo_ruijin.walking_time import LEVEL, by_slope
from tests.extracts import ANDORRA, helsinki, needs_andorra
from tests.test_network import BLOCK, CRS, STREET, Line, Place, modes, places, points, read_town, streets, towns
from tests.walking_peer import EXACT, brute_force_lengths


def parts(lines: gpd.GeoDataFrame, *stops: Place, radius: float, mode: Mode = "walk") -> list[list[float]]:
    """Return edge, begin and end of what is within reach of the stops."""
    found = Network.from_streets(lines, mode=mode).service_area(points(*stops), radius=radius)
    assert found["length"].equals(found["end"] - found["begin"])
    assert np.allclose(found["length"], found.geometry.length, rtol=0, atol=EXACT)
    return found[["edge", "begin", "end"]].to_numpy().tolist()


# --- streets, by hand -------------------------------------------------------------------------------------------------


def test_a_stop_beside_the_middle_of_a_street() -> None:
    # of 120 m, 20 m are the leg to the stop: 100 m are left either way, one part across its entry at 200
    assert parts(streets(STREET), (200, -20), radius=120) == [[0, 100, 300]]
    # the street ends 50 m on
    assert parts(streets(STREET), (350, -20), radius=120) == [[0, 250, 400]]
    # the whole street, and no more than that
    assert parts(streets(STREET), (200, -20), radius=220) == [[0, 0, 400]]
    assert parts(streets(STREET), (200, -20), radius=1000) == [[0, 0, 400]]


def test_nothing_is_reached_from_where_only_the_leg_is_left() -> None:
    assert parts(streets(STREET), (200, -20), radius=20) == []
    assert parts(streets(STREET), (200, -20), radius=19) == []
    assert parts(streets(STREET), (200, 0), radius=0) == []
    assert parts(streets(STREET), radius=100) == []


def test_an_edge_is_cut_from_both_sides() -> None:
    ends = (0, 0), (400, 0)
    assert parts(streets(STREET), *ends, radius=100) == [[0, 0, 100], [0, 300, 400]]
    # where they meet in the middle they are one
    assert parts(streets(STREET), *ends, radius=200) == [[0, 0, 400]]
    # a stop in the middle as well: 30 m either way of it
    assert parts(streets(STREET), *ends, (200, 70), radius=100) == [[0, 0, 100], [0, 170, 230], [0, 300, 400]]


def test_what_is_within_reach_bends_with_the_street() -> None:
    # 100 m east, 100 m north, 100 m east; the stop at the far end reaches back over one corner, to 50 m before it
    bent = streets([(0, 0), (100, 0), (100, 100), (200, 100)])
    found = Network.from_streets(bent).service_area(points((200, 100)), radius=150)
    assert found.geometry.to_wkt().tolist() == ["LINESTRING (100 50, 100 100, 200 100)"]
    # exactly to a corner there is no vertex twice
    found = Network.from_streets(bent).service_area(points((200, 100)), radius=100)
    assert found.geometry.to_wkt().tolist() == ["LINESTRING (100 100, 200 100)"]
    assert found.crs == CRS


def test_one_way_streets_bind_driving_only() -> None:
    # the stop enters the south side, one-way eastwards, at 40; 30 m are driven
    assert parts(BLOCK, (40, 0), radius=30) == [[0, 10, 70]]
    assert parts(BLOCK, (40, 0), radius=30, mode="drive") == [[0, 10, 40]]
    # 60 m: 40 m back to the corner, and 20 m down the west side, which is the end of the other edge (200 m)
    assert parts(BLOCK, (40, 0), radius=60, mode="drive") == [[0, 0, 40], [1, 180, 200]]


def test_a_loop_is_reached_from_both_sides() -> None:
    # the stop at 50 of 400 m round: 100 m either way go to 150, and over the corner to 350
    square = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
    assert parts(streets(square), (50, 0), radius=100) == [[0, 0, 150], [0, 350, 400]]
    # driving round it one way: only from behind
    driven = streets(square, oneway=[True])
    assert parts(driven, (50, 0), radius=100, mode="drive") == [[0, 0, 50], [0, 350, 400]]


def test_what_cannot_be_asked_is_refused() -> None:
    network = Network.from_streets(streets(STREET))
    for radius in (-1, math.nan):
        with pytest.raises(MethodError, match="must be 0 m or more"):
            network.service_area(points((0, 0)), radius=radius)
    with pytest.raises(MethodError, match="to_crs first"):
        network.service_area(points((0, 0)).to_crs(4490), radius=1)
    with pytest.raises(MethodError, match="must be 0 m or more"):
        network.service_polygon(points((0, 0)), radius=100, access=-1)
    with pytest.raises(MethodError, match="finite"):
        network.service_area(points((0, 0)), radius=math.inf)
    with pytest.raises(MethodError, match="finite"):
        network.service_polygon(points((0, 0)), radius=math.inf, access=50)


# --- streets, in general ----------------------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(towns(), places, modes, st.integers(0, 900))
def test_small_towns_agree_with_brute_force(town: gpd.GeoDataFrame, stops: Line, mode: Mode, radius: int) -> None:
    found = Network.from_streets(town, mode=mode).service_area(points(*stops), radius=radius)
    [expected] = brute_force_lengths(town, points(*stops), radii=[radius], mode=mode)
    assert found["length"].sum() == pytest.approx(expected, rel=0, abs=EXACT)


@settings(max_examples=100, deadline=None)
@given(towns(), places, modes, st.integers(0, 900))
def test_who_stands_on_a_part_is_within_reach(town: gpd.GeoDataFrame, stops: Line, mode: Mode, radius: int) -> None:
    network = Network.from_streets(town, mode=mode)
    found = network.service_area(points(*stops), radius=radius)
    within = network.nearest(gpd.GeoSeries(found.geometry.interpolate(0.5, normalized=True)), points(*stops))
    assert (within <= radius + EXACT).all()
    # what is left over is not, unless by less than a part that is left out is long
    near = shapely.buffer(found.geometry.union_all(), 1e-3)
    beyond = shapely.get_parts(shapely.difference(network.edges.geometry.to_numpy(), near))
    middles = shapely.line_interpolate_point(beyond[shapely.length(beyond) > 0.01], 0.5, normalized=True)
    further = network.nearest(gpd.GeoSeries(middles, crs=CRS), points(*stops))
    assert not (further <= radius - EXACT).any()


@settings(max_examples=100, deadline=None)
@given(towns(), places, places, modes, st.integers(0, 900), st.integers(0, 100))
def test_more_stops_and_a_longer_way_reach_no_less(
    town: gpd.GeoDataFrame, stops: Line, more: Line, mode: Mode, radius: int, further: int
) -> None:
    network = Network.from_streets(town, mode=mode)
    length = network.service_area(points(*stops), radius=radius)["length"].sum()
    assert network.service_area(points(*stops, *more), radius=radius)["length"].sum() >= length - EXACT
    assert network.service_area(points(*stops), radius=radius + further)["length"].sum() >= length - EXACT
    whole = network.service_area(points(*stops, *network.nodes), radius=1e6)
    assert whole["length"].tolist() == pytest.approx(network.length.tolist())


@pytest.mark.parametrize(
    ("extract", "mode"),
    [
        (helsinki, "walk"),
        (helsinki, "drive"),
        pytest.param(lambda: ANDORRA, "walk", marks=needs_andorra),
        pytest.param(lambda: ANDORRA, "drive", marks=needs_andorra),
    ],
)
def test_real_towns_agree_with_brute_force(extract: Callable[[], Path], mode: Mode) -> None:
    lines, _, halts = read_town(extract(), 1)
    network = Network.from_streets(lines, mode=mode)
    radii = (61.5, 200, 1000)
    for radius, expected in zip(radii, brute_force_lengths(lines, halts, radii=radii, mode=mode), strict=True):
        found = network.service_area(halts, radius=radius)
        assert 0.01 * network.length.sum() < expected < 0.99 * network.length.sum()
        assert found["length"].sum() == pytest.approx(expected, rel=0, abs=EXACT)
        assert found.geometry.length.sum() == pytest.approx(expected, rel=0, abs=EXACT)


# --- land -------------------------------------------------------------------------------------------------------------

#: the area of a circle of 4 * QUARTER corners, of radius 1
ROUND = 2 * QUARTER * math.sin(math.pi / 2 / QUARTER)


def test_the_land_beside_a_street() -> None:
    # 50 m of 100 are walked to the street at most, so the land is what lies within 50 m of 150..250
    network = Network.from_streets(streets(STREET))
    land = network.service_polygon(points((200, 0)), radius=100, access=50)
    assert land.area == pytest.approx(100 * 100 + ROUND * 50**2)
    # from (280, 30) straight to 250 it is 42 m, and 50 on; by the nearest point of the street it were 30 + 80
    assert land.contains(shapely.Point(280, 30))
    assert not land.intersects(shapely.Point(280, 41))
    # a longer leg than the way allows: only straight to the stop
    assert network.service_polygon(points((200, 0)), radius=100, access=500).area == pytest.approx(ROUND * 100**2)
    assert network.service_polygon(points((200, 0)), radius=100, access=math.inf).area == pytest.approx(ROUND * 100**2)


def test_a_stop_off_the_street_leaves_less() -> None:
    # 70 of 100 m are the stop's own leg: 30 m are left, be it straight or along the street
    network = Network.from_streets(streets(STREET))
    land = network.service_polygon(points((200, 70)), radius=100, access=50)
    assert land.equals(shapely.Point(200, 0).buffer(30, quad_segs=QUARTER))
    assert network.service_polygon(points((200, 100)), radius=100, access=50).is_empty
    assert network.service_polygon(points((200, 70)), radius=100, access=0).is_empty
    assert network.service_polygon(points(), radius=100, access=50).is_empty


def test_downhill_land_is_reached_beyond_the_street_that_leads_there() -> None:
    # falling by 5 % westwards the street is walked at 0.6 s a metre, quicker than the legs at 0.7147 s: the 120 s are
    # 200 m along it. At 160 m, 40 m before their end, 24 s are left, or 33.6 m. From there straight away from where
    # the land of the next metres ends, at an angle whose sine is 0.6 / 0.7147, nothing but this one disc reaches.
    timed = by_slope(Network.from_streets(streets(STREET)), lambda place: place[:, 0] / 20, over=400).network
    land = timed.service_polygon(points((0, 0)), radius=120, access=100)
    disc, sine = 24 / LEVEL, 0.6 / LEVEL
    within, beyond = (
        shapely.Point(160 + share * disc * sine, share * disc * math.sqrt(1 - sine**2)) for share in (0.995, 1.005)
    )
    assert land.contains(within)
    assert not land.intersects(beyond)
    # up to the last metre of the street, but no further
    assert land.contains(shapely.Point(199.999, 0))
    assert not land.intersects(shapely.Point(200.001, 0))


@settings(max_examples=80, deadline=None)
@given(
    towns(), places, modes, st.integers(0, 400), st.integers(0, 150), st.sampled_from([0, 6]), st.integers(0, 2**32 - 1)
)
def test_the_land_is_where_a_leg_and_a_way_are_within_reach(
    town: gpd.GeoDataFrame, stops: Line, mode: Mode, radius: int, access: int, hills: int, seed: int
) -> None:
    network = Network.from_streets(town, mode=mode)
    if hills:
        network = by_slope(network, lambda place: hills * np.sin(place[:, 0] / 70), over=40).network
    land = network.service_polygon(points(*stops), radius=radius, access=access)
    # the way from every 2 m of street, and from each of many places the cheapest leg and way together
    every = shapely.segmentize(network.edges.geometry.to_numpy(), 2)
    street = np.unique(shapely.get_coordinates(every), axis=0)
    way = network.nearest(gpd.GeoSeries(gpd.points_from_xy(*street.T), crs=CRS), points(*stops)).fillna(np.inf)
    west, south, east, north = network.edges.total_bounds
    anywhere = np.random.default_rng(seed).uniform([west - 150, south - 150], [east + 150, north + 150], (300, 2))
    leg = np.hypot(*(anywhere[:, None] - street).T).T
    whole = leg * network.level + way.to_numpy()
    # the chords of its arcs lie up to 0.12 % of 150 m within
    sure = np.where(leg <= access, whole, np.inf).min(axis=1) <= radius
    assert not (shapely.distance(land, shapely.points(anywhere[sure])) > 0.2).any()
    # the nearest of every 2 m is 1 m from any place of the street at most, which costs no more than 2 s
    possible = np.where(leg <= access + 1, whole, np.inf).min(axis=1) <= radius + 3
    assert not shapely.intersects_xy(land, anywhere[~possible]).any()
