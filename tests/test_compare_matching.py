"""Which feature is which: one to one, nearest first, the cases exactly at the limit, and against plain loops."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_ruijin.compare.matching import (
    MOVED,
    SAME_PLACE,
    Features,
    common_share,
    match_points,
    match_polygons,
    same_outline,
)


def points(*rows: tuple[float, float, int, int]) -> Features:
    """Return points of (x, y, name, attributes)."""
    x, y, names, attributes = np.array(rows, dtype=float).reshape(-1, 4).T
    return Features(np.asarray(shapely.points(x, y)), names.astype(int), attributes.astype(int))


def squares(*rows: tuple[float, float, float, int]) -> Features:
    """Return squares of (x, y of the lower left corner, side, name); each name has attributes of its own."""
    x, y, side, names = np.array(rows, dtype=float).reshape(-1, 4).T
    return Features(shapely.box(x, y, x + side, y + side), names.astype(int), names.astype(int))


@pytest.mark.parametrize(
    ("away", "name", "partner"),
    [
        (0.0, 1, 0),
        (SAME_PLACE, 2, 0),  # at the same place, whatever the name
        (SAME_PLACE + 0.01, 2, -1),
        (MOVED, 1, 0),  # of the same name
        (MOVED + 0.01, 1, -1),
        (50.0, 2, -1),
    ],
)
def test_a_point_is_found_by_place_or_by_name(away: float, name: int, partner: int) -> None:
    assert match_points(points((0, 0, 1, 1)), points((away, 0, name, name))).tolist() == [partner]


def test_a_point_without_a_name_is_found_at_its_place_only() -> None:
    assert match_points(points((0, 0, -1, 0)), points((2, 0, -1, 0))).tolist() == [-1]
    assert match_points(points((0, 0, -1, 0)), points((0.5, 0, -1, 7))).tolist() == [0]


def test_the_nearest_is_taken_first_and_nobody_twice() -> None:
    # three of one name at 0, 60, 100; now at 50, 110: 60-50 and 100-110 are 10 apart, 0-50 is 50 apart and too late
    before = points((0, 0, 1, 1), (60, 0, 1, 1), (100, 0, 1, 1))
    after = points((50, 0, 1, 1), (110, 0, 1, 1))
    assert match_points(before, after).tolist() == [-1, 0, 1]


def test_one_that_moved_to_where_another_went_keeps_its_name() -> None:
    before = points((0, 0, 1, 1), (50, 0, 2, 2))
    after = points((50, 0, 1, 1))  # 1 moved by 50 m; 2 went
    assert match_points(before, after).tolist() == [0, -1]


def test_a_stack_is_matched_one_to_one() -> None:
    before = points(*((0, 0, 1, row) for row in range(30)))
    after = points(*((0.5, 0, 1, row + 100) for row in range(20)))
    found = match_points(before, after)
    assert sorted(found[found >= 0]) == list(range(20))


def test_those_alike_are_matched_before_those_nearer() -> None:
    before = points((0, 0, 1, 1), (0.9, 0, 1, 2))
    after = points((0, 0, 1, 2), (0.9, 0, 1, 1))  # swapped by 0.9 m
    assert match_points(before, after).tolist() == [1, 0]


def slowly(before: Features, after: Features) -> list[int]:
    """Return the partners by plain loops over all pairs."""
    here, there = (shapely.get_coordinates(side.shapes).tolist() for side in (before, after))
    found: dict[int, int] = {}
    for same, reach in (("attributes", SAME_PLACE), ("names", SAME_PLACE), ("names", MOVED), (None, SAME_PLACE)):
        pairs = []
        for i, j in itertools.product(range(len(here)), range(len(there))):
            apart = np.hypot(here[i][0] - there[j][0], here[i][1] - there[j][1])
            label = None if same is None else (getattr(before, same)[i], getattr(after, same)[j])
            if apart <= reach and (label is None or (label[0] == label[1] and label[0] >= 0)):
                pairs.append((apart, i, j))
        for _, i, j in sorted(pairs):
            if i not in found and j not in found.values():
                found[i] = j
    return [found.get(i, -1) for i in range(len(here))]


@given(st.integers(0, 10_000), st.integers(1, 40), st.sampled_from([3.0, 60.0, 400.0]))
def test_the_same_is_found_by_plain_loops(seed: int, size: int, extent: float) -> None:
    # no two pairs are equally far apart but with probability 0, so the order of ties does not matter
    chance = np.random.default_rng(seed)
    sides = [
        Features(np.asarray(shapely.points(chance.uniform(0, extent, (count, 2)))), names, names)
        for count in (size, int(chance.integers(1, 40)))
        for names in (chance.integers(-1, 4, count),)
    ]
    assert match_points(*sides).tolist() == slowly(*sides)


@given(st.integers(0, 10_000))
def test_what_is_there_is_its_own_partner_in_any_order(seed: int) -> None:
    chance = np.random.default_rng(seed)
    here = Features(
        np.asarray(shapely.points(chance.uniform(0, 50, (25, 2)))), chance.integers(-1, 3, 25), np.arange(25)
    )
    order = chance.permutation(25)
    there = Features(here.shapes[order], here.names[order], here.attributes[order])
    assert order[match_points(here, there)].tolist() == list(range(25))
    solid, solid_there = (Features(shapely.buffer(s.shapes, 9), s.names, s.attributes) for s in (here, there))
    assert order[match_polygons(solid, solid_there)].tolist() == list(range(25))


def test_the_common_share_is_the_overlap_over_the_union() -> None:
    one, other = squares((0, 0, 10, 1)).shapes, squares((5, 0, 10, 1)).shapes
    assert common_share(one, other).tolist() == [pytest.approx(50 / 150)]
    assert common_share(one, one).tolist() == [1]
    assert common_share(one, shapely.points([[0.0, 0.0]])).tolist() == [0]


@pytest.mark.parametrize(("by", "same"), [(0.0, True), (1.0, True), (1.01, False)])
def test_outlines_are_the_same_up_to_a_metre(by: float, same: bool) -> None:  # noqa: FBT001
    assert same_outline(squares((0, 0, 100, 1)).shapes, squares((by, 0, 100, 1)).shapes).tolist() == [same]


def test_a_dent_inside_the_same_bounds_is_another_outline() -> None:
    whole = shapely.box(0, 0, 1000, 1000)
    dented = shapely.difference(whole, shapely.box(400, 900, 410, 1000))
    assert same_outline(np.array([whole]), np.array([dented])).tolist() == [False]


@pytest.mark.parametrize(
    ("after", "partner"),
    [
        ((0, 0, 100, 2), 0),  # the same outline by another name
        ((33, 0, 100, 2), 0),  # 67 / 133 of the union: just above a half
        ((34, 0, 100, 2), -1),  # 66 / 134: just below
        ((90, 0, 100, 1), 0),  # hardly any overlap, but the name
        ((200, 0, 100, 1), 0),  # 100 m away, of the name
        ((200.1, 0, 100, 1), -1),
        ((150, 0, 100, 2), -1),
    ],
)
def test_a_polygon_is_found_by_its_outline_or_by_its_name(after: tuple[float, float, float, int], partner: int) -> None:
    assert match_polygons(squares((0, 0, 100, 1)), squares(after)).tolist() == [partner]


def test_of_a_park_cut_in_two_the_larger_part_is_the_park() -> None:
    before = squares((0, 0, 100, 1))
    after = Features(
        np.array([shapely.box(0, 0, 30, 100), shapely.box(30, 0, 100, 100)]), np.ones(2, int), np.ones(2, int)
    )
    assert match_polygons(before, after).tolist() == [1]


def test_nothing_matches_nothing() -> None:
    for match, none, one in (
        (match_points, points(), points((0, 0, 1, 1))),
        (match_polygons, squares(), squares((0, 0, 1, 1))),
    ):
        assert match(none, one).tolist() == []
        assert match(one, none).tolist() == [-1]
