"""The ground that roofs cover, their form, and where modules lie on them."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import Polygon, box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.parameter import Range
from geo_ruijin.methods.rooftops.footprints import footprints
from geo_ruijin.methods.rooftops.roofs import (
    Faces,
    faces,
    forms,
    ridge_azimuth,
    row_horizon,
    row_packing,
    second_part,
    usable_shares,
)
from tests.roofs import fixed, house

YES, NO = np.array([True]), np.array([False])


def covered(*shapes: Polygon) -> tuple[list[float], list[bool]]:
    found = footprints(np.array(shapes), same_from=0.5)
    return found.area.round(6).tolist(), found.repeats.tolist()


def test_a_roof_drawn_twice_counts_once() -> None:
    one = box(0, 0, 10, 10)
    assert covered(one, one, one) == ([100, 0, 0], [False, True, True])
    # 96 m² in common, of the larger one's 115.2: the later is kept, since it is larger
    assert covered(box(0, 0, 10, 10), box(0, 0, 12, 9.6)) == ([0, 115.2], [True, False])


def test_a_part_inside_a_much_larger_outline_is_a_roof_of_its_own() -> None:
    assert covered(box(2, 2, 5, 5), box(0, 0, 10, 10)) == ([9, 91], [False, False])
    # a compound of 400 m² with a house of 80 m², on which a tower of 30 m² stands: 400 - 80, 80 - 30, 30
    compound, block, tower = box(0, 0, 20, 20), box(1, 1, 11, 9), box(1, 1, 7, 6)
    assert covered(compound, block, tower) == ([320, 50, 30], [False] * 3)


def test_half_of_the_larger_is_the_same_building_and_less_is_a_neighbour() -> None:
    assert covered(box(0, 0, 10, 10), box(5, 0, 13, 10)) == ([100, 0], [False, True])  # 50 of 100 m²
    assert covered(box(0, 0, 10, 10), box(5.1, 0, 13.1, 10)) == ([51, 80], [False, False])  # 49 of 100 m²


def test_what_is_dropped_drops_no_other() -> None:
    # the middle one repeats the first (120 of 200 m²), the last only the middle one (100 of 160 m²): it stands
    area, repeats = covered(box(0, 0, 20, 10), box(8, 0, 24, 10), box(14, 0, 24, 10))
    assert repeats == [False, True, False]
    assert area == [140, 0, 100]  # 60 m² of the first are the last one's too


def test_a_repeat_goes_with_the_one_it_shares_most_with() -> None:
    # two of 120 m²; the third, of 100 m², shares 40 with the western and 60 with the eastern
    west, east, third = box(0, 0, 12, 10), box(12, 0, 24, 10), box(8, 0, 18, 10)
    assert footprints(np.array([west, east, third]), same_from=1 / 3).drawn_as.tolist() == [0, 1, 1]


def test_ground_under_three_counts_once() -> None:
    # the last shares its west with the first, its middle with both, its east with none
    one, two, three = box(0, 0, 20, 10), box(15, 5, 35, 15), box(12, 0, 22, 8)
    found = footprints(np.array([one, two, three]), same_from=0.99)
    assert found.area.sum() == pytest.approx(one.union(two).union(three).area)
    assert found.overlapping == 2
    assert found.common == pytest.approx(25 + 64 + 21 - 15)
    # the smallest has all of its own; of two as large the one in the east has the common 25 m², and the first lacks
    # these and 64 - 15 more; the second lacks 21
    assert found.area == pytest.approx([126, 179, 80])


@given(st.permutations(range(6)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    shapes = np.array(
        [
            box(0, 0, 20, 20),
            box(0, 0, 20, 19),
            box(20, 20, 0.5, 0.5),
            box(3, 3, 6, 6),
            box(4, 4, 8, 7),
            box(15, 15, 35, 35),
        ]
    )
    straight, turned = footprints(shapes, same_from=0.5), footprints(shapes[order], same_from=0.5)
    assert turned.area == pytest.approx(straight.area[order])
    assert turned.repeats.tolist() == straight.repeats[order].tolist()
    assert np.array(order)[turned.drawn_as].tolist() == straight.drawn_as[order].tolist()


def test_neighbours_wall_to_wall_share_nothing() -> None:
    assert covered(box(0, 0, 10, 10), box(10, 0, 20, 10)) == ([100, 100], [False, False])


@pytest.mark.parametrize("turned", [0, 30, 90, 119, 150])
def test_a_ridge_runs_along_the_long_side(turned: float) -> None:
    # 20 m from west to east, which is azimuth 90; turned counter-clockwise by so many degrees
    found = ridge_azimuth(np.array([house(0, 0, wide=20, deep=8, turned=turned)]))
    assert found[0] == pytest.approx((90 - turned) % 180, abs=1e-3)


def test_a_square_has_a_ridge_all_the_same_whichever_corner_comes_first() -> None:
    corners = [(0, 0), (10, 0), (10, 10), (0, 10)]
    turns = [Polygon([*corners[n:], *corners[:n]]) for n in range(4)]
    assert ridge_azimuth(np.array(turns)) == pytest.approx([90] * 4)


def test_a_sliver_has_a_ridge_too() -> None:
    sliver = Polygon([(0, 0), (10, 0), (20, 1e-13)])
    assert np.isfinite(ridge_azimuth(np.array([sliver, box(0, 0, 1, 9)]))).all()


def test_racks_face_the_equator_and_pitched_roofs_look_across_their_ridge() -> None:
    along = np.array([house(0, 0, wide=20, deep=8, turned=-20)])  # its ridge runs along 110

    def laid(pitched: NDArray[np.bool_], latitude: float) -> Faces:
        return faces(along, pitched, rack_tilt=15, roof_tilt=np.array([25.0]), latitude=latitude)

    north = laid(YES, 26)
    assert (north.tilt[0], north.azimuth[0], north.opposite[0]) == pytest.approx((25, 200, 20), abs=1e-3)
    south = laid(YES, -26)
    assert (south.azimuth[0], south.opposite[0]) == pytest.approx((20, 200), abs=1e-3)
    assert laid(NO, 26).azimuth[0] == 180
    assert laid(NO, -26).azimuth[0] == 0
    assert laid(NO, 26).tilt[0] == 15


def test_rows_stand_further_apart_the_further_from_the_equator() -> None:
    packing = [row_packing(15, latitude, hours_from_noon=3, least_elevation=10) for latitude in (0, 26, 40, 50)]
    assert packing == sorted(packing, reverse=True)
    mirrored = row_packing(15, -26, hours_from_noon=3, least_elevation=10)
    assert mirrored == packing[1]
    assert row_packing(0, 26, hours_from_noon=3, least_elevation=10) == 1


def test_rows_of_the_far_north_are_spaced_for_the_least_sun() -> None:
    # in the polar night, straight south: 1 / (cos 15 + sin 15 / tan 10) = 1 / (0.966 + 0.259 x 5.671) = 0.411
    assert row_packing(15, 80, hours_from_noon=0, least_elevation=10) == pytest.approx(0.411, abs=5e-4)


def test_rows_hide_as_much_of_the_sky_as_all_their_points_see_less() -> None:
    # a point at t of a row of width 1 sees the row before it end at the edge (p - cos 15, sin 15), of an even sky
    # (1 + cos(15° + angle)) / 2; the mean over the row is that above the one angle
    tilt, packing = math.radians(15), 0.73
    t = (np.arange(10_000) + 0.5) / 10_000
    away = 1 / packing - math.cos(tilt) + t * math.cos(tilt)
    angle = np.arctan2(math.sin(tilt) * (1 - t), away)
    seen = (1 + np.cos(tilt + angle)).mean() / 2
    assert (1 + math.cos(tilt + math.radians(row_horizon(15, packing)))) / 2 == pytest.approx(seen, abs=1e-6)
    assert row_horizon(0, 1) == 0
    assert row_horizon(15, 0.01) == pytest.approx(0, abs=0.2)  # far apart


@pytest.mark.parametrize(("tilt", "least"), [(-1, 10), (90, 10), (15, 0)])
def test_rows_that_cannot_be_are_refused(tilt: float, least: float) -> None:
    with pytest.raises(MethodError, match="tilt of racks"):
        row_packing(tilt, 26, hours_from_noon=3, least_elevation=least)


def test_what_finds_no_room_on_a_face_goes_to_the_other() -> None:
    share = np.array([0.5, 0.75, 0.75, 0.0])
    # 25 of 75 % of the pitched roof
    assert second_part(share, np.array([True, True, False, True])) == pytest.approx([0, 1 / 3, 0, 0])


def test_the_form_is_taken_as_said_and_else_by_class() -> None:
    rows = pd.DataFrame({"class": ["school", "school", "other", "other"], "roof": ["pitched", None, "flat", "onion"]})
    pitched, assumed = forms(rows, ("school",))
    assert pitched.tolist() == [True, False, False, True]
    assert assumed.tolist() == [False, True, False, True]
    pitched, assumed = forms(rows[["class"]], ("school",))
    assert pitched.tolist() == [False, False, True, True]
    assert assumed.all()


def test_a_class_without_a_share_is_refused() -> None:
    with pytest.raises(MethodError, match="lacks: hospital"):
        usable_shares(pd.Series(["school", "hospital"]), {"school": fixed(0.5)})
    with pytest.raises(MethodError, match="should be 0 to 1: school"):
        usable_shares(pd.Series(["school"]), {"school": Range(0.5, 0.6, 1.1)})
