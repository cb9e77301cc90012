"""The water of rivers: whichever way line and polygons are drawn, both banks are found."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, box
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from geo_ruijin.results import Result
from tests.planes import frame, values
from tests.riverside import LINE, RIVER, WATER, buffers, land, rows

#: A river 100 m wide, fields left of it and forest right of it.
WIDE = box(0, -50, 1000, 50)


def sides(*water: tuple[BaseGeometry, str]) -> gpd.GeoDataFrame:
    """Return this water in fields (north of the axis) and forest (south of it)."""
    wet = shapely.union_all([shape for shape, _ in water])
    north, south = box(-500, 0, 1500, 500), box(-500, -500, 1500, 0)
    return frame(
        *(shape for shape, _ in water),
        shapely.difference(north, wet),
        shapely.difference(south, wet),
        code=[*(code for _, code in water), "0101", "0301"],
    )


def river(*lines: LineString, name: str = "甲河", width: float = 20.0) -> gpd.GeoDataFrame:
    return frame(*lines, name=[name] * len(lines), width=[width] * len(lines))


def said(result: Result, words: str) -> bool:
    return any(words in note.en for note in result.notes)


def both_banks(result: Result) -> None:
    """1 km of either bank with its strip: 2 km, 6 ha, fields left of it and forest right of it."""
    found = values(result)
    assert found["bank_length"] == pytest.approx(2.0, rel=0.02)
    assert found["strip_area"] == pytest.approx(6.0, rel=0.02)
    assert found["natural_share_left"] == pytest.approx(0, abs=0.5)
    assert found["natural_share_right"] == pytest.approx(100, abs=0.5)


@pytest.mark.parametrize("off", [-45, -18, 0, 18, 40, 49])
def test_a_line_off_the_middle_keeps_both_banks(off: float) -> None:
    both_banks(buffers(rivers=river(translate(LINE, 0, off)), land_use=sides((WIDE, "1101"))))


@pytest.mark.parametrize(("off", "near"), [(12, 10.0), (-14, 10.0), (20, 10.0), (29, 20.0)])
def test_a_line_beside_its_polygon_but_near_it_keeps_both_banks(off: float, near: float) -> None:
    both_banks(buffers(rivers=river(translate(LINE, 0, off)), land_use=sides((WATER, "1101")), near=near))


@settings(max_examples=8, deadline=None)
@given(swing=st.integers(0, 18), period=st.sampled_from([200.0, 400.0, 1600.0]))
def test_a_line_that_weaves_keeps_both_banks(swing: int, period: float) -> None:
    x = np.arange(0, 1001, 10.0)
    line = LineString(np.column_stack([x, swing * np.sin(2 * np.pi * x / period)]))
    both_banks(buffers(rivers=river(line), land_use=sides((WATER, "1101"))))


def test_a_line_off_for_a_while_makes_no_gap() -> None:
    line = LineString([(0, 0), (200, 0), (250, 14), (700, 14), (750, 0), (1000, 0)])
    result = buffers(rivers=river(line), land_use=sides((WATER, "1101")))
    both_banks(result)
    assert values(result)["gaps"] == 1  # all of the left bank


@pytest.mark.parametrize("cut", [-30, 0, 15, 40])
def test_water_parted_lengthwise_by_a_border_is_one(cut: float) -> None:
    both_banks(buffers(land_use=sides((box(0, -50, 1000, cut), "1101"), (box(0, cut, 1000, 50), "1101"))))


def test_slivers_far_from_the_line_belong_to_what_they_touch() -> None:
    slivers = [(box(x, 30, x + 90, 50), "1101") for x in range(0, 1000, 90)]
    wide = shapely.intersection(WIDE, box(0, -50, 1000, 30))
    both_banks(buffers(land_use=sides((wide, "1101"), *((shapely.intersection(one, WIDE), c) for one, c in slivers))))


def test_river_polygons_that_do_not_touch_are_told() -> None:
    # a channel of 4 m beyond a levee of 2 m; from 20 m off the middle on it is not in the way
    result = buffers(land_use=sides((WATER, "1101"), (box(100, 12, 900, 16), "1101")), near=5.0)
    assert said(result, "0.3 ha of river polygons within a width")  # 800 m x 4 m
    far = buffers(land_use=sides((WATER, "1101"), (box(100, 21, 900, 25), "1101")), near=5.0)
    assert not said(far, "were left out")
    assert not said(buffers(), "were left out")


def crossed(*bridges: tuple[float, float]) -> gpd.GeoDataFrame:
    """Return the wide river crossed by roads from one place along it to another, forest on both banks."""
    roads = [box(start, -500, stop, 500) for start, stop in bridges]
    water = shapely.difference(WIDE, shapely.union_all(roads))
    bank = shapely.difference(box(-500, -500, 1500, 500), shapely.union_all([WIDE, *roads]))
    return frame(water, bank, *roads, code=["1101", "0301", *["1003"] * len(roads)])


def test_bridges_are_neither_banks_nor_gaps() -> None:
    result = buffers(rivers=river(LINE, width=100.0), land_use=crossed((200, 215), (600, 615)))
    found = values(result)
    assert found["bank_length"] == pytest.approx(2 * (1.0 - 2 * 0.015), rel=0.02)  # without what is under bridges
    assert found["gaps"] == 0
    assert found["broken_share"] == pytest.approx(0, abs=3)
    assert found["strip_area"] == pytest.approx(6.0, rel=0.02)  # roads on the banks are in it
    assert said(result, "2 bridges")
    (course,) = rows(result, "courses")
    assert course["bridges"] == 2


@pytest.mark.parametrize(("bridge", "bridges"), [(15.0, 1), (14.9, 0)])
def test_exactly_the_length_of_a_bridge_is_one(bridge: float, bridges: int) -> None:
    result = buffers(rivers=river(LINE, width=100.0), land_use=crossed((200, 215)), bridge=bridge)
    assert rows(result, "courses")[0]["bridges"] == bridges


#: Two lines round an island of 400 m.
def arms(apart: float) -> list[LineString]:
    over, under = ([(300, 0), (500, side * apart), (700, 0)] for side in (1, -1))
    return [LineString([(0, 0), (300, 0)]), LineString(over), LineString(under), LineString([(700, 0), (1000, 0)])]


def test_a_narrow_island_between_two_lines_is_water() -> None:
    lines = arms(15)
    water = shapely.union_all(shapely.buffer(lines, 8, cap_style="flat", join_style="mitre"))
    result = buffers(rivers=river(*lines, width=16.0), land_use=sides((water, "1101")))
    both_banks(result)
    # the left bank changes from one part to the other, and no gap lies on the island
    assert all(row["side"] == "左岸" and row["y"] > 0 for row in rows(result))


def test_a_broad_island_has_banks() -> None:
    lines = arms(100)
    water = shapely.union_all(shapely.buffer(lines, 8, cap_style="flat", join_style="mitre"))
    found = values(buffers(rivers=river(*lines, width=16.0), land_use=sides((water, "1101"))))
    arm = 2 * shapely.length(lines[1])
    assert found["bank_length"] == pytest.approx((2 * arm + 2 * 600) / 1000, rel=0.03)


def test_a_ring_has_an_inner_and_an_outer_bank() -> None:
    ring = shapely.Point(0, 0).buffer(200, quad_segs=32).exterior
    use = sides((shapely.buffer(ring, 10), "1101"))
    found = values(buffers(rivers=river(LineString(ring.coords)), land_use=use))
    assert found["bank_length"] == pytest.approx(2 * np.pi * (190 + 210) / 1000, rel=0.02)
    assert found["strip_area"] == pytest.approx(np.pi * (240**2 - 210**2 + 190**2 - 160**2) / 10_000, rel=0.02)


@pytest.mark.parametrize("line", [True, False])
def test_the_arm_of_a_tributary_is_cut_at_its_mouth(line: bool) -> None:  # noqa: FBT001
    both = shapely.union(WATER, box(495, 0, 505, 400))
    lines = frame(LINE, LineString([(500, 400), (500, 0)]), name=["甲河", "乙溪"], width=[20.0, 10.0])
    result = buffers(rivers=lines if line else RIVER, land_use=sides((both, "1101")))
    assert values(result)["bank_length"] == pytest.approx(2.0 - 0.01, abs=0.01)
    (water,) = result.tables["water"].data.geometry
    assert water.bounds[3] < 10 * 1.25  # some 20 % of the half width into the arm


def test_a_river_that_ends_in_another_leaves_it_its_water() -> None:
    # 乙河 comes from the north into 甲河, both 20 m wide: its banks end where those of 甲河 are
    both = shapely.union(WATER, box(490, 0, 510, 400))
    lines = frame(LINE, LineString([(500, 400), (500, 0)]), name=["甲河", "乙河"], width=[20.0, 20.0])
    result = buffers(rivers=lines, land_use=sides((both, "1101")), names=("乙河",))
    assert values(result)["bank_length"] == pytest.approx(2 * 0.39, abs=0.02)


def test_rivers_close_by_share_land_once() -> None:
    # 30 m apart: the strips of 30 m between them are the same 3 ha
    other = box(0, 40, 1000, 60)
    lines = frame(LINE, LineString([(0, 50), (999, 50)]), name=["甲河", "乙河"], width=[20.0, 20.0])
    result = buffers(rivers=lines, land_use=sides((WATER, "1101"), (other, "1101")), names=("甲河", "乙河"))
    assert values(result)["strip_area"] == pytest.approx(9.0, rel=0.02)
    assert said(result, "share 3.0 ha")


def test_lines_with_a_gap_between_them_are_not_cut_there() -> None:
    both_banks(
        buffers(
            rivers=river(LineString([(0, 0), (400, 0)]), LineString([(405, 0), (1000, 0)])),
            land_use=sides((WATER, "1101")),
        )
    )


def test_a_width_of_nothing_is_none_said() -> None:
    result = buffers(rivers=river(LINE, width=0.0), land_use=land((box(-500, -500, 1500, 500), "0301"), river=False))
    assert said(result, "say no width: 8 m is taken")


@pytest.mark.parametrize(("width", "told"), [(60.1, True), (59.9, False), (6.6, True), (6.7, False)])
def test_a_width_that_polygons_belie_is_told(width: float, told: bool) -> None:  # noqa: FBT001
    # polygons show 20 m
    result = buffers(rivers=river(LINE, width=width), width_factor=3.0)
    assert said(result, "is said to be") == told


def test_a_line_outside_the_place_with_water_inside_is_measured() -> None:
    place = frame(box(-500, -500, 1500, -3))
    result = buffers(place=place, land_use=sides((WATER, "1101")))
    assert values(result)["bank_length"] == pytest.approx(1.0, rel=0.01)  # the right bank
    assert said(result, "1.0 km of the line of 甲河 run outside")


def test_how_much_of_a_river_is_outside_is_told() -> None:
    assert said(buffers(place=frame(box(-500, -500, 600, 500))), "0.4 km of the line of 甲河 run outside")
    assert not said(buffers(), "run outside")


def test_water_is_shown_as_it_was_taken() -> None:
    result = buffers(rivers=river(translate(LINE, 0, 18)), land_use=sides((WIDE, "1101")))
    (water,) = rows(result, "water")
    assert water["area"] == pytest.approx(10.0, rel=0.01)  # 1000 m x 100 m
    strip = {row["side"]: row for row in rows(result, "strip")}
    assert strip["右岸"]["natural"] == pytest.approx(3.0, rel=0.02)
    (course,) = rows(result, "courses")
    assert [course["left"], course["right"]] == pytest.approx([100, 100], abs=2)
    assert (course["length"], course["shown"], course["said"]) == (1.0, 100.0, 20.0)


def test_gaps_are_places_to_go_to() -> None:
    table = buffers().tables["gaps"]
    assert table.field
    assert list(table.columns)[:3] == ["river", "side", "low"]


def test_shifted_lines_change_little() -> None:
    """A river of bends and widths, two tributaries: whichever way its line is moved, figures move by less than 1 %."""
    x = np.arange(0, 6001, 20.0)
    line = LineString(np.column_stack([x, 120 * np.sin(x / 250)]))
    arm = LineString([(700, 500), (line.coords[35])])
    wide = shapely.union_all([shapely.buffer(line, 30, cap_style="flat"), shapely.buffer(arm, 9, cap_style="flat")])
    place = frame(box(-500, -800, 6500, 800))
    use = frame(wide, shapely.difference(place.geometry.iloc[0], wide), code=["1101", "0301"])
    found = []
    for east, north in ((0, 0), (10, 0), (0, -10), (7, 7)):
        lines = frame(
            translate(line, east, north), translate(arm, east, north), name=["甲河", "乙溪"], width=[60.0, 18.0]
        )
        found.append(values(buffers(place=place, rivers=lines, land_use=use)))
    for name in ("bank_length", "strip_area"):
        amounts = [one[name] or 0 for one in found]
        assert max(amounts) == pytest.approx(min(amounts), rel=0.01)


def test_land_of_unknown_cover_leaves_gaps_open() -> None:
    # nobody knows the left bank, forest right of it: no gap, or one of 1 km
    result = buffers(land_use=land((box(-500, -500, 1500, -10), "0301")))
    gaps, length, longest = (result.measures[name] for name in ("gaps", "gaps_length", "longest_gap"))
    assert (gaps.low, gaps.high) == (0, 1)
    assert [length.low, length.high] == pytest.approx([0, 1], abs=0.01)
    assert [longest.low, longest.high] == pytest.approx([0, 1000], abs=10)
    known = buffers()
    assert all(known.measures[name].low is None for name in ("gaps", "gaps_length", "longest_gap"))
