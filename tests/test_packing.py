"""Shapes packed: every corner where it was, every part of its row, and no more bytes than needed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from geo_ruijin.draw.packing import LINE, PACKED_CRS, POLYGON, SCALE, Shapes, shapes_of
from geo_ruijin.draw.varints import steps, unsigned, varints

WHOLE = st.integers(-(2**40), 2**40)


def unpacked(content: bytes) -> Iterator[int]:
    """Yield the numbers of a stream, as its format is described (LEB128)."""
    number, shift = 0, 0
    for byte in content:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield number
            number, shift = 0, 0


def signed(number: int) -> int:
    """Return what a number of no sign stands for: 0, 1, 2, 3 for 0, -1, 1, -2."""
    return -(number + 1) // 2 if number % 2 else number // 2


@given(st.lists(st.integers(0, 2**50)))
def test_numbers_come_back(numbers: list[int]) -> None:
    assert list(unpacked(varints(np.array(numbers, dtype=np.int64)))) == numbers


@given(st.lists(WHOLE))
def test_numbers_of_either_sign_come_back(numbers: list[int]) -> None:
    assert [signed(one) for one in unsigned(np.array(numbers, dtype=np.int64)).tolist()] == numbers


@given(st.lists(WHOLE))
def test_steps_add_up_to_what_they_were_made_of(numbers: list[int]) -> None:
    found = [signed(one) for one in steps(np.array(numbers, dtype=np.int64)).tolist()]
    assert np.cumsum(np.array(found, dtype=np.int64)).tolist() == numbers


def series(*shapes: shapely.Geometry) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(shapes), crs=PACKED_CRS)


def rebuilt(found: Shapes) -> list[tuple[int, Any]]:
    """Return each shape with its row, built again from its corners [m]."""
    places = np.column_stack([found.x, found.y]) / SCALE
    paths = iter(np.split(places, np.cumsum(found.corners)[:-1]))
    shapes = []
    for kind, count, row in zip(found.kinds, found.paths, found.rows, strict=True):
        own = [next(paths) for _ in range(count)]
        if kind == POLYGON:
            built: Any = Polygon(own[0], own[1:])
        else:
            built = LineString(own[0]) if kind == LINE else Point(own[0][0])
        shapes.append((int(row), built))
    return shapes


COORDINATE = st.floats(-2e7, 2e7)


@given(st.lists(st.tuples(COORDINATE, COORDINATE), min_size=1, max_size=30))
def test_no_place_moves_by_more_than_five_centimetres(places: list[tuple[float, float]]) -> None:
    found = dict(rebuilt(shapes_of(series(*map(Point, places)))))
    assert sorted(found) == list(range(len(places)))  # each row once
    for row, (x, y) in enumerate(places):
        assert abs(found[row].x - x) <= 0.05 + 1e-8
        assert abs(found[row].y - y) <= 0.05 + 1e-8


def test_every_kind_comes_back_whole() -> None:
    pond = Polygon([(0, 0), (0, 10), (10, 10), (10, 0)], [[(2, 2), (4, 2), (4, 4), (2, 4)]])
    street = LineString([(50.04, 0), (60, 5), (70.1, 0)])
    mixed = GeometryCollection([Point(1, 2), MultiPoint([(3, 4), (5, 6)]), GeometryCollection([street])])
    rows: list[Any] = [pond, street, mixed, MultiPolygon([box(100, 0, 110, 10), box(200, 0, 210, 10)]), Point(7, 8)]
    found = rebuilt(shapes_of(series(*rows)))
    for row, shape in enumerate(rows):
        parts = [one for of, one in found if of == row]
        built = parts[0] if len(parts) == 1 else GeometryCollection(parts)
        assert built.hausdorff_distance(shape) <= 0.05
        assert built.area == shape.area
        assert len(parts) == (4 if shape is mixed else shapely.get_num_geometries(shape))


def test_outlines_turn_left_and_holes_right_however_they_were_drawn() -> None:
    clockwise = Polygon([(0, 0), (0, 9), (9, 9), (9, 0)], [[(2, 2), (4, 2), (4, 4), (2, 4)]])
    ((_, found),) = rebuilt(shapes_of(series(clockwise)))
    assert found.exterior.is_ccw
    assert not found.interiors[0].is_ccw


def test_a_ring_is_told_without_the_corner_that_closes_it() -> None:
    found = shapes_of(series(box(0, 0, 1, 1), LineString([(0, 0), (1, 1), (0, 0)])))
    assert sorted(found.corners.tolist()) == [3, 4]


def test_neighbours_stand_beside_one_another() -> None:
    """Of the quarters of a square, one is told in whole before the next begins."""
    places = [Point(x, y) for x in (0, 1, 100, 101) for y in (0, 1, 100, 101)]
    found = shapes_of(series(*places))
    quarters = [(places[row].x > 50, places[row].y > 50) for row in found.rows]
    assert sum(one != other for one, other in pairwise(quarters)) == 3


def test_places_are_of_web_mercator() -> None:
    """One degree of longitude is 6,378,137 π / 180 = 111,319.49 m of it."""
    found = shapes_of(gpd.GeoSeries([Point(1, 0)], crs="EPSG:4326"))
    assert (found.x.tolist(), found.y.tolist()) == ([1_113_195], [0])


@pytest.mark.parametrize("latitude", [90.0, -90.0])
def test_a_pole_lies_at_the_edge(latitude: float) -> None:
    found = shapes_of(gpd.GeoSeries([Point(0, latitude)], crs="EPSG:4326"))
    assert found.y.tolist() == [round(np.sign(latitude) * 200_375_083.4)]


def test_nothing_is_no_shape() -> None:
    found = shapes_of(gpd.GeoSeries([], crs=PACKED_CRS))
    assert len(found.rows) == len(found.x) == len(found.corners) == 0
    assert all(not stream for stream in found.packed().values())
