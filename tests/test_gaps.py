"""Trips from station to station on streets with one-ways, against networkx; stretches over a limit on bare numbers."""

from __future__ import annotations

from itertools import product

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from geo_ruijin.methods.corridors.gaps import Driving, Stretches, turned
from geo_ruijin.methods.corridors.roads import Roads
from geo_ruijin.network import Network

CRS = "EPSG:4548"
SIZE, BLOCK = 4, 100.0
NODES = list(product(range(SIZE), range(SIZE)))
EDGES = [((x, y), (x + 1, y)) for x, y in NODES if x + 1 < SIZE] + [
    ((x, y), (x, y + 1)) for x, y in NODES if y + 1 < SIZE
]


def point(node: tuple[int, int]) -> Point:
    return Point(node[0] * BLOCK, node[1] * BLOCK)


def grid(oneway: list[bool]) -> Network:
    lines = [LineString([point(a), point(b)]) for a, b in EDGES]
    return Network.from_streets(gpd.GeoDataFrame({"oneway": oneway}, geometry=lines, crs=CRS), mode="drive")


ONEWAYS = st.lists(st.booleans(), min_size=len(EDGES), max_size=len(EDGES))


@settings(max_examples=60, deadline=None)
@given(ONEWAYS, st.lists(st.sampled_from(NODES), min_size=1, max_size=3))
def test_trips_are_those_of_networkx(oneway: list[bool], stations: list[tuple[int, int]]) -> None:
    graph: nx.DiGraph[tuple[int, int]] = nx.DiGraph()
    graph.add_nodes_from(NODES)
    graph.add_edges_from(EDGES, weight=BLOCK)
    graph.add_edges_from([(b, a) for (a, b), only in zip(EDGES, oneway, strict=True) if not only], weight=BLOCK)
    to = nx.multi_source_dijkstra_path_length(graph.reverse(), set(stations))
    back = nx.multi_source_dijkstra_path_length(graph, set(stations))
    expected = [to.get(node, np.inf) + back.get(node, np.inf) for node in NODES]
    driving = Driving.on(grid(oneway))
    places = gpd.GeoSeries([point(node) for node in NODES], crs=CRS)
    at = gpd.GeoSeries([point(node) for node in stations], crs=CRS)
    assert driving.round_trip(places, at).tolist() == pytest.approx(expected)
    # the detour from the places is the trip with both ends changed over
    assert driving.detour(places, at).tolist() == pytest.approx(expected)


def test_streets_open_both_ways_need_no_turning() -> None:
    network = grid([False] * len(EDGES))
    assert turned(network) is network


def test_without_a_station_no_trip_ends() -> None:
    places, none = gpd.GeoSeries([Point(0, 0)], crs=CRS), gpd.GeoSeries([], crs=CRS)
    assert Driving.on(grid([False] * len(EDGES))).round_trip(places, none).tolist() == [np.inf]


def stretches(trip: list[float], limit: float) -> Stretches:
    line = LineString([(0, 0), (100 * (len(trip) - 1), 0)])
    roads = Roads.of(gpd.GeoDataFrame(geometry=[line], crs=CRS), step=100.0, within=None)
    return Stretches(roads, np.array(trip), limit)


def test_a_stretch_begins_where_the_trip_crosses_the_limit() -> None:
    # points every 100 m; the trip rises by 2 m a metre: it passes 1100 m 50 m after 1000
    found = stretches([800, 1000, 1200, 1200, 1000], 1100)
    assert found.beyond.tolist() == [0, 50, 100, 50, 0]
    assert found.run.tolist() == [-1, -1, 0, 0, -1]
    assert found.shape(0).equals(LineString([(150, 0), (350, 0)]))


@pytest.mark.parametrize(
    ("trip", "beyond"),
    [
        ([1100, 1100], [0, 0]),  # exactly at the limit
        ([1100 + 1e-9, 1100 + 1e-9], [0, 0]),  # and but for what double arithmetic adds
        ([1102, 1102], [100, 0]),
        ([np.inf, np.inf], [100, 0]),
        ([1100, np.inf], [100, 0]),  # no way from the next point on: all of the piece
        ([0, 5000], [0, 0]),  # the trip cannot rise so fast on one street: where it jumps is not known to a step
    ],
)
def test_pieces_at_the_limit(trip: list[float], beyond: list[float]) -> None:
    assert stretches(trip, 1100).beyond.tolist() == beyond


def test_two_stretches_of_a_line_are_two_gaps() -> None:
    found = stretches([2000, 1000, 1000, 2000], 1100)
    assert [gap.points.tolist() for gap in found.gaps("(无编号)")] == [[0], [3]]
    assert found.shape(1).length == 50
    assert stretches([1000, 1000], 1100).gaps("(无编号)") == []
