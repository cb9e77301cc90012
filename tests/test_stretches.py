"""Where parts of edges run."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from hypothesis import given, settings

from geo_ruijin._stretches import Stretches, corners, lines, places
from geo_ruijin.network import Network
from tests.test_network import streets, towns

#: one edge of 100 + 50 + 100 m and, apart from it, one of 200 m
BENT = Network.from_streets(streets([(0, 0), (100, 0), (100, 50), (200, 50)], [(0, 90), (200, 90)])).segments


def stretches(*parts: tuple[int, float, float]) -> Stretches:
    edge, begin, end = zip(*parts, strict=True)
    return Stretches(np.array(edge), np.array(begin, dtype=float), np.array(end, dtype=float))


def test_parts_bend_with_their_edge() -> None:
    found = lines(stretches((0, 40, 60), (0, 90, 160), (1, 0, 200), (0, 200, 250)), BENT)
    assert [line.wkt for line in found] == [
        "LINESTRING (40 0, 60 0)",
        "LINESTRING (90 0, 100 0, 100 50, 110 50)",
        "LINESTRING (0 90, 200 90)",
        "LINESTRING (150 50, 200 50)",
    ]


def test_a_part_from_vertex_to_vertex_has_each_once() -> None:
    found = corners(stretches((0, 100, 150), (0, 0, 250)), BENT)
    assert found.place.tolist() == [[100, 0], [100, 50], [0, 0], [100, 0], [100, 50], [200, 50]]
    assert found.stretch.tolist() == [0, 0, 1, 1, 1, 1]
    assert found.offset.tolist() == [100, 150, 0, 100, 150, 250]


def test_places_along_edges() -> None:
    where = places(np.array([0, 0, 0, 1]), np.array([0.0, 125, 250, 50]), BENT)
    assert where.tolist() == [[0, 0], [100, 25], [200, 50], [50, 90]]


@settings(max_examples=50, deadline=None)
@given(towns())
def test_a_whole_edge_is_its_line(town: gpd.GeoDataFrame) -> None:
    network = Network.from_streets(town)
    every = Stretches(np.arange(len(network.u)), np.zeros(len(network.u)), network.length)
    assert [line.wkb for line in lines(every, network.segments)] == [line.wkb for line in network.edges.geometry]
