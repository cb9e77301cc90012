"""Polygons cut along others, and united in groups: whole ones, equal ones, those that only touch, and slivers."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS
from shapely import box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.landcover.overlay import gathered, pieces_of


def shapes(*given_: BaseGeometry) -> np.ndarray:
    made = np.empty(len(given_), dtype=object)
    made[:] = given_
    return made


def told(of: np.ndarray, zones: np.ndarray) -> list[tuple[int, int, float]]:
    found = pieces_of(of, zones)
    return list(zip(found["shape"], found["zone"], shapely.area(found["geometry"].to_numpy()), strict=True))


def test_what_only_touches_has_no_piece() -> None:
    assert told(shapes(box(0, 0, 1, 1)), shapes(box(1, 0, 2, 1), box(1, 1, 2, 2))) == []


def test_a_shape_inside_a_zone_a_zone_inside_a_shape_and_equals() -> None:
    one = shapes(box(0, 0, 2, 2))
    assert told(one, shapes(box(0, 0, 9, 9))) == [(0, 0, 4)]
    assert told(one, shapes(box(0, 0, 1, 1))) == [(0, 0, 1)]
    assert told(one, one) == [(0, 0, 4)]  # each covers the other, and it is one piece


def test_crumbs_are_no_land() -> None:
    assert told(shapes(box(0, 0, 1, 1)), shapes(box(1 - 0.009, 0, 2, 1))) == []
    ((_, _, area),) = told(shapes(box(0, 0, 1, 1)), shapes(box(1 - 0.011, 0, 2, 1)))
    assert area == pytest.approx(0.011)


def test_a_piece_may_hang_together_in_a_line_that_is_no_land() -> None:
    # an upside-down U whose bar runs along the top of the zone: two legs inside, and a line between them
    u = box(0, 0, 3, 2).difference(box(1, 0, 2, 1))
    found = pieces_of(shapes(u), shapes(box(0, 0, 3, 1)))
    assert shapely.area(found["geometry"].to_numpy()).tolist() == [2]
    assert found["geometry"].iloc[0].geom_type == "MultiPolygon"


def test_nothing_with_nothing() -> None:
    assert told(shapes(), shapes(box(0, 0, 1, 1))) == told(shapes(box(0, 0, 1, 1)), shapes()) == []
    assert gathered(shapes(), np.zeros(0, dtype=int), 2, None).area.tolist() == [0, 0]


def test_groups_are_united_whether_their_parts_match_or_overlap() -> None:
    parts = shapes(box(0, 0, 1, 1), box(1, 0, 2, 1), box(0, 0, 2, 1), box(1, 0, 3, 1))
    assert gathered(parts, np.array([0, 0, 1, 1]), 3, CRS(3035)).area.tolist() == [2, 3, 0]


edge = st.integers(0, 6)
rectangles = st.lists(st.tuples(edge, edge, edge, edge), max_size=5).map(
    lambda given_: [box(min(a, b), min(c, d), max(a, b), max(c, d)) for a, b, c, d in given_ if a != b and c != d]
)


@given(rectangles, rectangles)
def test_pieces_are_the_intersections(first: list[BaseGeometry], second: list[BaseGeometry]) -> None:
    areas = [
        (i, j, one.intersection(other).area)
        for i, one in enumerate(first)
        for j, other in enumerate(second)
        if one.intersection(other).area > 0
    ]
    assert told(shapes(*first), shapes(*second)) == areas


@given(st.integers(0, 2**31), st.floats(0.05, 1.5))
def test_what_was_cut_along_a_slanting_border_is_all_there(seed: int, slope: float) -> None:
    # parcels cut at the border of a place lie in it but for rounding: none may be lost, whatever predicates say
    random = np.random.default_rng(seed)
    corners = random.uniform(-1, 8, (12, 2))
    place = shapely.Polygon([(0, 0), (7.3, 7.3 * slope), (7.1, 11.9), (-0.3, 9.7)])
    parcels = [shapely.affinity.rotate(box(x, y, x + 2.1, y + 1.7), 360 * slope) for x, y in corners]
    cut = [one for one in (parcel.intersection(place) for parcel in parcels) if one.area > 0.1]
    found = pieces_of(shapes(*cut), shapes(place))
    assert found["shape"].tolist() == list(range(len(cut)))
    assert shapely.area(found["geometry"].to_numpy()) == pytest.approx([one.area for one in cut])
