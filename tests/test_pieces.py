"""Polygons in pieces, and what polygons share."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from geo_ruijin.methods.pieces import apart, common, in_pieces, shared


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 50), st.floats(0, 50), st.floats(1, 30)), min_size=1, max_size=5))
def test_pieces_are_all_of_a_shape_and_do_not_overlap(circles: list[tuple[float, float, float]]) -> None:
    shape = shapely.union_all([Point(x, y).buffer(r, quad_segs=100) for x, y, r in circles])
    pieces = in_pieces(shape)
    assert shapely.area(pieces).sum() == pytest.approx(shape.area)
    assert shapely.union_all(pieces).area == pytest.approx(shape.area)
    assert shapely.get_num_coordinates(pieces).max() <= 150


def test_nothing_has_no_pieces() -> None:
    assert len(in_pieces(shapely.Polygon())) == 0


def test_zones_that_overlap_each_have_what_they_share() -> None:
    shapes = np.array([box(0, 0, 2, 1), box(5, 0, 6, 1)])
    zones = np.array([box(1, 0, 9, 9), box(0, 0, 9, 9)])
    found = shared(shapes, zones)
    assert found.by_zone(2).tolist() == [2, 3]
    assert found.by_shape(2).tolist() == [3, 2]


def test_what_only_touches_shares_nothing() -> None:
    assert len(shared(np.array([box(0, 0, 1, 1)]), np.array([box(1, 0, 2, 1)])).area) == 0


def test_of_what_overlaps_the_first_holds() -> None:
    three = np.array([box(0, 0, 2, 1), box(1, 0, 3, 1), box(0, 0, 3, 1)])
    assert shapely.area(apart(three)).tolist() == [2, 1, 0]


def test_what_does_not_overlap_stays_as_it_is() -> None:
    two = np.array([box(0, 0, 1, 1), box(1, 0, 2, 1)])
    assert shapely.equals_exact(apart(two), two).all()


@pytest.mark.parametrize(("rank", "areas"), [((0, 0), [2, 1]), ((1, 0), [1, 2])])
def test_the_lower_rank_keeps_what_two_hold(rank: tuple[int, int], areas: list[float]) -> None:
    two = np.array([box(0, 0, 2, 1), box(1, 0, 3, 1)])
    assert shapely.area(apart(two, np.array(rank))).tolist() == areas


def test_what_lies_in_a_zone_comes_in_parts_of_their_shape() -> None:
    # the zone's edge runs along the second shape, which it shares no land with
    parts, shape = common(np.array([box(0, 0, 4, 1), box(2, 1, 3, 2)]), box(2, 0, 3, 1))
    assert (shapely.area(parts).tolist(), shape.tolist()) == ([1], [0])
    nothing, _ = common(np.array([box(0, 0, 4, 1)]), shapely.Polygon())
    assert len(nothing) == 0
