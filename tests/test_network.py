"""Distances along streets against arithmetic by hand and against a brute-force networkx peer."""

from __future__ import annotations

import math
import random
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_ruijin.errors import MethodError
from geo_ruijin.network import Mode, Network
from tests.extracts import ANDORRA, helsinki, needs_andorra
from tests.walking_peer import EXACT, brute_force

CRS = "EPSG:4548"

Place = tuple[float, float]
Line = Sequence[Place]


def streets(*lines: Line, oneway: Sequence[bool] | None = None) -> gpd.GeoDataFrame:
    """Return streets open to everybody, one-way where said."""
    flags = {} if oneway is None else {"oneway": list(oneway)}
    return gpd.GeoDataFrame(flags, geometry=[shapely.LineString(line) for line in lines], crs=CRS)


def points(*places: Place) -> gpd.GeoSeries:
    return gpd.GeoSeries([shapely.Point(place) for place in places], crs=CRS)


def nearest(lines: gpd.GeoDataFrame, home: Place, stop: Place, mode: Mode = "walk") -> float:
    """Return the one distance between one home and one stop [m]."""
    return float(Network.from_streets(lines, mode=mode).nearest(points(home), points(stop)).iloc[0])


# --- by hand ----------------------------------------------------------------------------------------------------------

STREET = [(0, 0), (400, 0)]
#: a block of 100 x 50 m: its south side one-way eastwards, the other three sides one street, both ways
BLOCK = streets([(0, 0), (100, 0)], [(100, 0), (100, 50), (0, 50), (0, 0)], oneway=[True, False])


def test_both_ends_on_one_edge() -> None:
    # 30 m to the street, from 50 to 350 along it, 20 m to the stop; the nearest nodes are 0 and 400
    assert nearest(streets(STREET), (50, 30), (350, -20)) == 30 + 300 + 20
    # the other way round, and both at the same spot on opposite sides
    assert nearest(streets(STREET), (350, -20), (50, 30)) == 350
    assert nearest(streets(STREET), (120, 30), (120, -20)) == 50


def test_a_home_beyond_the_end_of_a_street_enters_at_its_end() -> None:
    # 3-4-5 triangle: (-30, 40) is 50 m from (0, 0)
    assert nearest(streets(STREET), (-30, 40), (100, 0)) == 50 + 100


def test_exactly_at_the_limit_counts() -> None:
    network = Network.from_streets(streets(STREET))
    home, stop = points((50, 30)), points((350, -20))
    assert network.nearest(home, stop, limit=350).tolist() == [350]
    beyond = network.journeys(home, stop, limit=float(np.nextafter(350, 0)))
    assert beyond.loc[0, ["distance", "along", "egress", "facility"]].isna().all()
    assert beyond.loc[0, "access"] == 30
    assert not beyond.loc[0, "island"]  # a way leads there, only too long a one


def test_the_limit_counts_the_access_legs() -> None:
    # the way along the street is 300 m of 350; a stop is out of reach even for a home at its own entry
    network = Network.from_streets(streets(STREET))
    assert network.nearest(points((50, 30)), points((350, -20)), limit=349).isna().all()
    assert network.nearest(points((350, 0)), points((350, -20)), limit=19).isna().all()
    assert network.nearest(points((350, 0)), points((350, -20)), limit=20).tolist() == [20]
    assert network.nearest(points((350, 0)), points((350, 0)), limit=0).tolist() == [0]


def test_the_legs_add_up() -> None:
    network = Network.from_streets(streets(STREET))
    journey = network.journeys(points((50, 30)), points((350, -20)).set_axis(["West Gate"]))
    assert journey.to_dict("records") == [
        {"distance": 350, "access": 30, "along": 300, "egress": 20, "facility": "West Gate", "island": False}
    ]


def test_of_parallel_edges_the_shorter_is_walked_and_both_can_be_entered() -> None:
    # from (0, 0) to (300, 0): 300 m straight, 400 + 300 + 400 m round; added up they would be 1400 m
    lines = streets([(0, 0), (300, 0)], [(0, 0), (0, 400), (300, 400), (300, 0)])
    assert Network.from_streets(lines).length.tolist() == [300, 1100]
    assert nearest(lines, (-10, 0), (310, 0)) == 10 + 300 + 10
    assert nearest(lines, (-10, 0), (150, 410)) == 10 + (400 + 150) + 10
    # both on the long edge, at 350 and 750 along it, 400 m apart; by the short one it would be 350 + 300 + 350
    assert nearest(lines, (0, 350), (300, 350)) == 50 + 300 + 50


def test_a_stretch_drawn_twice_is_one_edge() -> None:
    # the second street runs back along the first; a home and a stop on it stay 50 m apart
    lines = streets([(0, 0), (300, 70)], [(300, 70), (0, 0), (0, 90)])
    assert Network.from_streets(lines).length.tolist() == pytest.approx([math.hypot(300, 70), 90])
    # one-way there and one-way back is both ways
    there_and_back = streets([(0, 0), (300, 0)], [(300, 0), (0, 0)], oneway=[True, True])
    assert nearest(there_and_back, (200, 0), (100, 0), "drive") == 100
    twice_there = streets([(0, 0), (300, 0)], [(0, 0), (300, 0)], oneway=[True, True])
    assert math.isnan(nearest(twice_there, (200, 0), (100, 0), "drive"))
    # a street open both ways beside a one-way stays open both ways
    both = streets([(0, 0), (300, 0)], [(300, 0), (0, 0)], oneway=[True, False])
    assert nearest(both, (200, 0), (100, 0), "drive") == 100


def test_a_loop_is_walked_the_shorter_way_round() -> None:
    # a square of 400 m; the home enters at 50, the stop at 350: 100 m over the corner, 300 m the other way
    square = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
    network = Network.from_streets(streets(square))
    assert (network.u.tolist(), network.v.tolist(), network.length.tolist()) == ([0], [0], [400])
    assert nearest(streets(square), (50, -10), (-5, 50)) == 10 + 100 + 5
    # with a street leading up to it in the same line, the corner is visited twice and parts two edges
    assert Network.from_streets(streets([(-70, 0), *square])).length.tolist() == [70, 400]
    # driving round it one way: from 350 over the corner to 50, and from 50 all the way to 350
    roundabout = streets(square, oneway=[True])
    assert nearest(roundabout, (-5, 50), (50, -10), "drive") == 5 + 100 + 10
    assert nearest(roundabout, (50, -10), (-5, 50), "drive") == 10 + 300 + 5


def test_a_bridge_does_not_join_what_it_crosses() -> None:
    under, over = [(0, 0), (400, 0)], [(200, -200), (200, 200)]
    assert math.isnan(nearest(streets(under, over), (100, 0), (200, 100)))
    # a vertex at the crossing of one of them is not enough, of both it is
    met = [(0, 0), (200, 0), (400, 0)]
    assert math.isnan(nearest(streets(met, over), (100, 0), (200, 100)))
    crossing = [(200, -200), (200, 0), (200, 200)]
    assert nearest(streets(met, crossing), (100, 0), (200, 100)) == 100 + 100


def test_a_junction_joins_where_the_vertex_is_shared() -> None:
    side = [(200, 0), (200, 300)]
    assert math.isnan(nearest(streets([(0, 0), (400, 0)], side), (0, 0), (200, 300)))
    assert nearest(streets([(0, 0), (200, 0), (400, 0)], side), (0, 0), (200, 300)) == 200 + 300


def test_heights_are_ignored() -> None:
    lines = gpd.GeoDataFrame(
        geometry=gpd.GeoSeries.from_wkt(["LINESTRING Z (0 0 5, 200 0 9)", "LINESTRING (200 0, 200 300)"], crs=CRS)
    )
    assert nearest(lines, (0, 0), (200, 300)) == 500


def test_islands_are_told_apart_from_what_is_too_far() -> None:
    lines = streets([(0, 0), (1000, 0)], [(0, 500), (1000, 500)])
    homes = points((100, 0), (900, 0), (100, 500))
    journeys = Network.from_streets(lines).journeys(homes, points((0, 0)), limit=300)
    assert journeys["distance"].fillna(-1).tolist() == [100, -1, -1]
    assert journeys["island"].tolist() == [False, False, True]
    # the same without a limit, and everybody on an island without facilities
    assert Network.from_streets(lines).nearest(homes, points((0, 0))).fillna(-1).tolist() == [100, 900, -1]
    nothing = Network.from_streets(lines).journeys(homes, points())
    assert nothing["island"].all()
    assert nothing["distance"].isna().all()


def test_a_home_between_two_streets_enters_the_western_then_the_southern_one() -> None:
    # 10 m from y = 0 and from y = 20, which join at x = 0; the stop is on the northern one.
    # South: 10 + 100 back + 20 up + 200 along; north would be 10 + 100. The order of the rows is nothing to it.
    south, north, link = [(0, 0), (400, 0)], [(0, 20), (400, 20)], [(0, 0), (0, 20)]
    for order in ([south, north, link], [link, north, south], [north[::-1], link, south[::-1]]):
        assert nearest(streets(*order), (100, 10), (200, 20)) == 10 + 100 + 20 + 200
    # in a corner, 10 m from (0, 10) and from (10, 0): west comes first, 190 m from the stop
    assert nearest(streets([(0, 0), (400, 0)], [(0, 0), (0, 400)]), (10, 10), (0, 200)) == 10 + 190


def test_the_nearest_of_several_stops_is_the_one_named() -> None:
    # homes at 100, 200, 300; stops at 0 and 400: the middle one is as near to either
    network = Network.from_streets(streets(STREET))
    journeys = network.journeys(points((100, 0), (200, 0), (300, 0)), points((0, 0), (400, 0)).set_axis([7, 9]))
    assert journeys["distance"].tolist() == [100, 200, 100]
    assert journeys["facility"].iloc[[0, 2]].tolist() == [7, 9]
    assert journeys["facility"].iloc[1] in {7, 9}
    # of two that enter at one spot the one nearer to the street
    both = network.journeys(points((100, 0)), points((250, 40), (250, -15)))
    assert both[["distance", "egress", "facility"]].to_numpy().tolist() == [[165, 15, 1]]
    # a stop far off the street yields to one further along it
    assert network.journeys(points((100, 0)), points((110, 90), (150, 0)))["facility"].tolist() == [1]


def test_the_facility_is_found_over_many_edges() -> None:
    # twenty streets of 10 m in a row, a stop at either end: the first ten homes go west, the rest east
    row = streets(*[[(10 * i, 0), (10 * i + 10, 0)] for i in range(20)])
    homes = points(*[(10 * i + 4, 0) for i in range(20)])
    journeys = Network.from_streets(row).journeys(homes, points((0, 0), (200, 0)).set_axis(["west", "east"]))
    assert journeys["facility"].tolist() == ["west"] * 10 + ["east"] * 10
    assert journeys["distance"].tolist() == [10 * i + 4 for i in range(10)] + [196 - 10 * i for i in range(10, 20)]


def test_a_stop_on_the_street_and_on_a_node() -> None:
    # access legs of exactly 0 are edges of length 0, not missing ones
    lines = streets([(0, 0), (200, 0)], [(200, 0), (200, 300)])
    network = Network.from_streets(lines)
    homes = points((0, 0), (50, 0), (200, 0), (200, 300), (200, 100))
    assert network.nearest(homes, points((50, 0))).tolist() == [50, 0, 150, 450, 250]
    assert network.nearest(homes, points((200, 0))).tolist() == [200, 150, 0, 300, 100]
    assert network.nearest(homes, points((200, 0), (50, 0))).tolist() == [50, 0, 0, 300, 100]


def test_one_way_streets_bind_driving_only() -> None:
    # from 60 to 20 on the south side: 40 m against the one-way on foot; by car on to the corner at 100 (40 m), round
    # the three other sides (50 + 100 + 50 m) and in again (20 m). From 20 to 60 both go straight.
    assert nearest(BLOCK, (60, -5), (20, -5)) == 5 + 40 + 5
    assert nearest(BLOCK, (60, -5), (20, -5), "drive") == 5 + (40 + 200 + 20) + 5
    assert nearest(BLOCK, (20, -5), (60, -5), "drive") == 5 + 40 + 5


def test_at_a_node_no_one_way_binds() -> None:
    # home and stop at both ends of the one-way: against it the other three sides are the way
    assert nearest(BLOCK, (0, 0), (100, 0), "drive") == 100
    assert nearest(BLOCK, (100, 0), (0, 0), "drive") == 200
    assert nearest(BLOCK, (0, 0), (0, 0), "drive") == 0
    # at the stop's own entry neither
    assert nearest(BLOCK, (60, -5), (60, 5), "drive") == 10


def test_no_way_back_is_no_island() -> None:
    lines = streets([(0, 0), (100, 0)], oneway=[True])
    journey = Network.from_streets(lines, mode="drive").journeys(points((60, 0)), points((20, 0)))
    assert journey["distance"].isna().all()
    assert not journey["island"].any()


def test_of_stops_along_one_street_each_home_has_its_own() -> None:
    # stops at 100, 200 (90 m off the street) and 300; at 200 one walks 100 m either way, or just into the stop's lane.
    # Driving eastwards only, at 250 there is the one at 300, beyond it none.
    network = Network.from_streets(streets(STREET, oneway=[True]), mode="drive")
    stops = points((300, 0), (200, 90), (100, 0))
    found = network.journeys(points((50, 0), (150, 0), (200, 0), (250, 0), (300, 0), (301, 0)), stops)
    assert found["distance"].fillna(-1).tolist() == [50, 50 + 90, 90, 50, 0, -1]
    assert found["facility"].fillna(-1).tolist() == [2, 1, 1, 0, 0, -1]
    walked = Network.from_streets(streets(STREET)).journeys(points((150, 0), (200, 0), (206, 0), (301, 0)), stops)
    assert walked["distance"].tolist() == [50, 90, 94, 1]
    assert walked["facility"].tolist() == [2, 1, 0, 0]


def test_a_pace_each_way_turns_metres_into_cost() -> None:
    # 2 a metre eastwards, 3 westwards, 5 on the straight legs; from 50 to 350 and from 350 to 50
    hill = replace(Network.from_streets(streets(STREET)), ahead=np.array([2.0]), behind=np.array([3.0]), level=5.0)
    low, high = (50, 30), (350, -20)
    assert hill.journeys(points(low), points(high)).to_dict("records") == [
        {"distance": 850, "access": 150, "along": 600, "egress": 100, "facility": 0, "island": False}
    ]
    assert hill.nearest(points(high), points(low)).tolist() == [20 * 5 + 300 * 3 + 30 * 5]
    # the limit is a cost: 850 is exactly enough
    assert hill.nearest(points(low), points(high), limit=850).tolist() == [850]
    assert hill.nearest(points(low), points(high), limit=849).isna().all()


def test_of_parallel_edges_the_cheaper_is_taken_each_way() -> None:
    # 300 m at 5 a metre there and 1 back, or 1100 m round at 1 there and 2 back: 1100 there, 300 back
    lines = streets([(0, 0), (300, 0)], [(0, 0), (0, 400), (300, 400), (300, 0)])
    network = replace(Network.from_streets(lines), ahead=np.array([5.0, 1.0]), behind=np.array([1.0, 2.0]))
    assert network.nearest(points((0, 0)), points((300, 0))).tolist() == [1100]
    assert network.nearest(points((300, 0)), points((0, 0))).tolist() == [300]


def test_a_street_closed_in_drawing_direction() -> None:
    network = replace(Network.from_streets(streets(STREET)), ahead=np.array([np.inf]))
    assert network.nearest(points((350, 0), (50, 0), (350, 0)), points((50, 0))).tolist() == [300, 0, 300]
    assert network.nearest(points((50, 0), (0, 0)), points((350, 0))).isna().all()


def test_nodes_edges_and_components() -> None:
    # a T of two streets and a third apart; repeated vertices and a street of no length count for nothing
    lines = streets(
        [(0, 0), (0, 0), (200, 0), (300, 0), (400, 0)],
        [(200, 0), (200, 300), (200, 300)],
        [(50, 50), (50, 50)],
        [(0, 900), (30, 940)],
    )
    network = Network.from_streets(lines)
    assert network.nodes.tolist() == [[0, 0], [0, 900], [30, 940], [200, 0], [200, 300], [400, 0]]
    assert network.edges[["u", "v", "length"]].to_numpy().tolist() == [
        [0, 3, 200],
        [3, 5, 200],
        [3, 4, 300],
        [1, 2, 50],
    ]
    assert network.edges.geometry.to_wkt().tolist()[1] == "LINESTRING (200 0, 300 0, 400 0)"
    assert network.edges.length.equals(network.edges.geometry.length)
    assert network.edges.crs == CRS
    a, b = network.component[[0, 1]]
    assert network.component.tolist() == [a, b, b, a, a, a]
    assert a != b


def test_parts_of_a_line_and_flags_of_a_mode() -> None:
    lines = gpd.GeoDataFrame(
        {"walk": [True, True, False], "drive": [False, True, True]},
        geometry=gpd.GeoSeries.from_wkt(
            ["MULTILINESTRING ((0 0, 10 0), (0 5, 20 5))", "LINESTRING (0 9, 30 9)", "LINESTRING (0 20, 40 20)"]
        ),
        crs=CRS,
    )
    assert Network.from_streets(lines).length.tolist() == [10, 20, 30]
    assert Network.from_streets(lines, mode="drive").length.tolist() == [30, 40]
    lines.loc[3] = {"walk": True, "drive": True, "geometry": None}
    assert Network.from_streets(lines).length.tolist() == [10, 20, 30]


def test_the_index_and_frames_are_kept() -> None:
    network = Network.from_streets(streets(STREET))
    homes = points((100, 0), (300, 10)).set_axis(["a", "b"])
    stops = gpd.GeoDataFrame(geometry=points((0, 0)))
    distance = network.nearest(gpd.GeoDataFrame(geometry=homes), stops)
    assert distance.name == "distance"
    assert distance.to_dict() == {"a": 100, "b": 310}
    assert network.nearest(points(), stops).empty


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (streets(STREET).set_crs(4326, allow_override=True), "projected"),
        (streets(STREET).set_crs(2277, allow_override=True), "metres"),  # US survey feet
        (gpd.GeoDataFrame(geometry=streets(STREET).geometry.to_numpy()), "projected"),
        (gpd.GeoDataFrame(geometry=points((0, 0))), "not lines"),
        (streets([(0, 0), (math.inf, 1)]), "not finite"),
        (streets(), "No street"),
        (streets([(1, 1), (1, 1)]), "No street"),
        (streets(STREET).assign(walk=False), "No street"),
        (streets(STREET).assign(walk="yes"), "'walk'"),
        (streets(STREET).assign(walk=pd.array([None], dtype="boolean")), "'walk'"),
    ],
)
def test_streets_that_cannot_be_walked_are_refused(lines: gpd.GeoDataFrame, says: str) -> None:
    with pytest.raises(MethodError, match=says):
        Network.from_streets(lines)


def test_an_unknown_mode_is_refused_with_the_nearest() -> None:
    with pytest.raises(MethodError, match="Did you mean 'drive'"):
        Network.from_streets(streets(STREET), mode="drove")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("homes", "limit", "says"),
    [
        (points((0, 0)).to_crs(4326), 500, "to_crs"),
        (gpd.GeoSeries(shapely.Point(0, 0)), 500, "to_crs"),
        (points((0, 0)).buffer(1), 500, "must be points"),
        (points((0, 0)).reindex([0, 1]), 500, "must be points"),
        (gpd.GeoSeries([shapely.Point()], crs=CRS), 500, "must be points"),
        (points((math.inf, 0)), 500, "must be points"),
        (points((0, 0)), -1, "limit"),
        (points((0, 0)), math.nan, "limit"),
    ],
)
def test_points_and_limits_that_make_no_sense_are_refused(homes: gpd.GeoSeries, limit: float, says: str) -> None:
    network = Network.from_streets(streets(STREET))
    with pytest.raises(MethodError, match=says):
        network.nearest(homes, points((0, 0)), limit=limit)


# --- small networks by chance -----------------------------------------------------------------------------------------

#: Blocks of 128 m: on the grid every length, share and foot is a short binary fraction, so that ties are ties.
SIDE, ACROSS = 128, 4
STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))
coordinate = st.integers(-SIDE, ACROSS * SIDE)
places = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=6)


@st.composite
def towns(draw: st.DrawFn) -> gpd.GeoDataFrame:
    """Return streets that wander over a grid, no stretch drawn twice; every other town has its grid bent."""
    bend = draw(st.none() | st.integers(0, 999))
    shift = np.zeros((ACROSS, ACROSS, 2))
    if bend is not None:
        shift = np.random.default_rng(bend).uniform(-50, 50, shift.shape)
    seen: set[frozenset[tuple[int, int]]] = set()
    lines = []
    for _ in range(draw(st.integers(1, 6))):
        here = draw(st.tuples(st.integers(0, ACROSS - 1), st.integers(0, ACROSS - 1)))
        line = [here]
        for turn in draw(st.lists(st.sampled_from(STEPS), min_size=1, max_size=8)):
            there = (here[0] + turn[0], here[1] + turn[1])
            if min(there) < 0 or max(there) >= ACROSS or frozenset((here, there)) in seen:
                continue
            seen.add(frozenset((here, there)))
            line.append(there)
            here = there
        if len(line) > 1:
            lines.append([(SIDE * x + shift[x, y, 0], SIDE * y + shift[x, y, 1]) for x, y in line])
    lines = lines or [[(0.0, 0.0), (128.0, 0.0)]]
    return streets(*lines, oneway=draw(st.lists(st.booleans(), min_size=len(lines), max_size=len(lines))))


modes: st.SearchStrategy[Mode] = st.sampled_from(["walk", "drive"])


def same(one: Sequence[float] | pd.Series[float], other: Sequence[float] | pd.Series[float]) -> bool:
    """Whether distances agree to a micrometre, and both are missing where one is."""
    return np.allclose(np.asarray(one), np.asarray(other), rtol=0, atol=EXACT, equal_nan=True)


@settings(max_examples=200, deadline=None)
@given(towns(), places, places, modes)
def test_small_towns_agree_with_brute_force(town: gpd.GeoDataFrame, homes: Line, stops: Line, mode: Mode) -> None:
    found = Network.from_streets(town, mode=mode).nearest(points(*homes), points(*stops))
    assert same(found, brute_force(town, points(*homes), points(*stops), mode=mode))


@settings(max_examples=100, deadline=None)
@given(towns(), places, places, modes, st.integers(0, 900))
def test_what_must_hold_of_every_journey(
    town: gpd.GeoDataFrame, homes: Line, stops: Line, mode: Mode, limit: int
) -> None:
    network = Network.from_streets(town, mode=mode)
    ways = network.journeys(points(*homes), points(*stops))
    assert same(ways["distance"], ways["access"] + ways["along"] + ways["egress"])
    # never shorter than the straight line to the facility reached
    for place, distance, stop in zip(homes, ways["distance"], ways["facility"], strict=True):
        assert math.isnan(distance) or distance >= math.dist(place, stops[stop]) - EXACT
    # a limit only takes away, and never makes an island
    near = network.journeys(points(*homes), points(*stops), limit=limit)
    assert near["distance"].equals(ways["distance"].where(ways["distance"] <= limit))
    assert near["island"].equals(ways["island"])
    assert network.nearest(points(*homes), points(*stops), limit=limit).equals(near["distance"])
    # each home alone to the facility it reached is as far, and to any other no nearer
    for number, stop in enumerate(stops):
        alone = network.nearest(points(*homes), points(stop))
        assert same(alone[ways["facility"] == number], ways["distance"][ways["facility"] == number])
        assert (alone.isna() | (alone >= ways["distance"] - EXACT)).all()


@settings(max_examples=100, deadline=None)
@given(towns(), places, places, places, modes)
def test_another_facility_never_lengthens_a_way(
    town: gpd.GeoDataFrame, homes: Line, stops: Line, more: Line, mode: Mode
) -> None:
    network = Network.from_streets(town, mode=mode)
    before = network.journeys(points(*homes), points(*stops))
    after = network.journeys(points(*homes), points(*stops, *more))
    assert (after["distance"].fillna(math.inf) <= before["distance"].fillna(math.inf) + EXACT).all()
    assert (after["island"] <= before["island"]).all()


@settings(max_examples=100, deadline=None)
@given(towns(), places, places, modes, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    town: gpd.GeoDataFrame, homes: Line, stops: Line, mode: Mode, chance: random.Random
) -> None:
    found = Network.from_streets(town, mode=mode).nearest(points(*homes), points(*stops))
    rows, people, halts = (chance.sample(range(len(of)), len(of)) for of in (town, homes, stops))
    mixed = Network.from_streets(town.iloc[rows], mode=mode).nearest(
        points(*[homes[i] for i in people]).set_axis(people), points(*[stops[i] for i in halts])
    )
    assert same(found, mixed.sort_index())


@settings(max_examples=100, deadline=None)
@given(towns(), places, places, modes, st.data())
def test_splitting_streets_at_vertices_changes_nothing(
    town: gpd.GeoDataFrame, homes: Line, stops: Line, mode: Mode, data: st.DataObject
) -> None:
    whole = Network.from_streets(town, mode=mode).nearest(points(*homes), points(*stops))
    halves: list[list[Place]] = []
    oneway: list[bool] = []
    for line, bound in zip(town.geometry, town["oneway"], strict=True):
        vertices = [(x, y) for x, y in line.coords]
        cut = data.draw(st.integers(0, len(vertices) - 1))
        parts = [part for part in (vertices[: cut + 1], vertices[cut:]) if len(part) > 1]
        halves += parts
        oneway += [bound] * len(parts)
    split = streets(*halves, oneway=oneway)
    assert same(whole, Network.from_streets(split, mode=mode).nearest(points(*homes), points(*stops)))


# --- real extracts ----------------------------------------------------------------------------------------------------


def read(extract: Path, layer: str, column: str, where: str) -> gpd.GeoDataFrame:
    """Return the rows of one layer of an extract."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL on buildings cut at the extract's edge
        rows = pyogrio.read_dataframe(
            extract, layer=layer, columns=[column, "other_tags"], where=where, use_arrow=True, on_invalid="ignore"
        )
    return gpd.GeoDataFrame(rows.dropna(subset="geometry"))


def read_town(extract: Path, homes: int) -> tuple[gpd.GeoDataFrame, gpd.GeoSeries, gpd.GeoSeries]:
    """Return every street, so many random buildings, and every bus stop of an extract, in metres."""
    lines = read(extract, "lines", "highway", "highway IS NOT NULL")
    lines["oneway"] = lines["other_tags"].str.contains('"oneway"=>"yes"', regex=False).fillna(value=False).astype(bool)
    crs = lines.estimate_utm_crs()
    buildings = read(extract, "multipolygons", "building", "building IS NOT NULL").to_crs(crs)
    chosen = np.random.default_rng(20230823).choice(len(buildings), homes, replace=homes > len(buildings))
    # a few metres off the middle, so that no two homes are the same where there are fewer buildings than homes
    aside = np.random.default_rng(4548).uniform(-5, 5, (2, homes))
    centres = buildings.centroid.iloc[chosen]
    people = gpd.GeoSeries(gpd.points_from_xy(centres.x + aside[0], centres.y + aside[1]), crs=crs)
    stops = read(extract, "points", "highway", "highway = 'bus_stop'")
    return lines.to_crs(crs), people, stops.geometry.to_crs(crs)


@pytest.mark.parametrize(
    ("extract", "stops", "mode"),
    [
        (helsinki, 92, "walk"),
        (helsinki, 92, "drive"),
        pytest.param(lambda: ANDORRA, 261, "drive", marks=needs_andorra),  # walking there: test_new.py
    ],
)
def test_real_towns_agree_with_brute_force(extract: Callable[[], Path], stops: int, mode: Mode) -> None:
    lines, homes, halts = read_town(extract(), 600)
    assert len(halts) == stops
    found = Network.from_streets(lines, mode=mode).journeys(homes, halts)
    assert found["distance"].notna().sum() >= 500
    assert same(found["distance"], brute_force(lines, homes, halts, mode=mode))
    # the straight leg is the distance to the nearest street, as shapely measures it
    assert same(found["access"][:60], homes.head(60).distance(lines.union_all()))
