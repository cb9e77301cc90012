"""The middle of a river, wherever in the water its line is drawn; and the water around it as it is shown."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import LineString, box

from geo_ruijin.methods.rivers.courses import Course, streams_of
from geo_ruijin.methods.rivers.ends import free_ends
from geo_ruijin.methods.rivers.middle import LEFT, RIGHT, Stations, middle_of, stations_of, way_of
from geo_ruijin.methods.rivers.raw import Raw, raw_water
from tests.planes import frame

#: 60 m wide, 1 km long.
WATER = box(0, -30, 1000, 30)


def stations(line: LineString, width: float = np.nan) -> tuple[Course, Stations]:
    course = Course("甲河", 0, 1, (0,), line)
    streams = streams_of(frame(line, name=["甲河"], width=[width]), shapely.box(-1e6, -1e6, 1e6, 1e6))
    return course, stations_of([(0, course)], streams, 10.0)


def raw(line: LineString, *polygons: shapely.Geometry, width: float = np.nan, **changed: float) -> Raw:
    course, own = stations(line, width)
    given = {"near": 20.0, "default": 8.0, "bridge": 60.0, "island": 30.0, **changed}
    return raw_water(own, [course], np.array(polygons, dtype=object), **given)


@pytest.mark.parametrize("off", [-40, -29, -10, 0, 25, 35])
def test_stations_move_to_the_middle(off: float) -> None:
    _, own = stations(LineString([(0, off), (1000, off)]))
    found = middle_of(own, WATER)
    inner = (own.along > 150) & (own.along < 850)  # nearer to the ends than half a width these are the nearest border
    assert found.xy[inner, 1] == pytest.approx(0, abs=0.5)
    assert found.half[inner] == pytest.approx(30, abs=0.5)
    assert found.along.tolist() == own.along.tolist()  # chainage is that of the line


def test_the_middle_stays_in_the_river_at_a_mouth() -> None:
    # the arm is 20 m wide: its corners are 10 m to either side and 30 m up, sqrt(10² + 30²) = 31.6 m
    _, own = stations(LineString([(0, 0), (1000, 0)]))
    found = middle_of(own, shapely.union(WATER, box(490, 30, 510, 400)))
    assert np.abs(found.xy[20:-20, 1]).max() < 1
    assert found.half[20:-20].max() < 31.7


def test_beside_tells_side_course_and_chainage() -> None:
    _, own = stations(LineString([(0, 0), (1000, 0)]))
    side, course, along = way_of(own).beside(shapely.points([[503.0, 8.0], [20.0, -4.0]]))
    assert side.tolist() == [LEFT, RIGHT]
    assert course.tolist() == [0, 0]
    assert along == pytest.approx([503, 20])


def test_ends_look_out_of_the_river() -> None:
    course, own = stations(LineString([(0, 10), (1000, 10)]))
    upper, lower = free_ends([course], own, middle_of(own, WATER), WATER, gap=0.0)
    assert (upper.out.tolist(), lower.out.tolist()) == ([-1, 0], [1, 0])
    assert (upper.place[0], lower.place[0]) == (0, 1000)
    assert lower.half == pytest.approx(30, abs=0.5)


@pytest.mark.parametrize(("island", "holes"), [(9.9, 1), (10.1, 0)])
def test_islands_narrower_than_that_are_water(island: float, holes: int) -> None:
    hole = shapely.Point(500, 0).buffer(10, quad_segs=64)  # of a disc, twice the area over the border is its radius
    found = raw(LineString([(0, 20), (1000, 20)]), shapely.difference(WATER, hole), island=island)
    assert shapely.get_num_interior_rings(found.shape) == holes


def test_polygons_that_touch_are_one_water_and_others_are_left() -> None:
    halves = box(0, -30, 1000, 25), box(0, 25, 1000, 30)
    found = raw(LineString([(0, 0), (1000, 0)]), *halves, box(0, 40, 1000, 50))
    assert found.shape.area == pytest.approx(60_000)
    assert shapely.area(found.left).tolist() == [10_000]
    assert (found.in_polygons, found.by_width) == (1000, 0)


def test_without_polygons_the_line_is_as_wide_as_it_says() -> None:
    half = box(0, -30, 500, 30)
    found = raw(LineString([(0, 0), (1000, 0)]), half, width=20.0)
    assert (found.in_polygons, found.by_width, found.assumed) == (500, 500, 0)
    assert found.shape.area == pytest.approx(500 * 60 + 500 * 20)
    assert raw(LineString([(0, 0), (1000, 0)]), half).assumed == 500


@pytest.mark.parametrize(("near", "drawn"), [(15.0, 0), (14.9, 1000)])
def test_exactly_so_far_from_the_line_a_polygon_is_its_own(near: float, drawn: float) -> None:
    assert raw(LineString([(0, 45), (1000, 45)]), WATER, near=near).by_width == drawn


def test_the_water_under_a_bridge_closes_the_gap() -> None:
    parts = box(0, -30, 400, 30), box(412, -30, 1000, 30)
    found = raw(LineString([(0, 0), (1000, 0)]), *parts)
    (under,) = found.bridges
    # 12 m x 60 m; a disc of 12 m rolls over the gap and sags in it by 12 - sqrt(12² - 6²) = 1.6 m at either bank
    assert 12 * (60 - 2 * 1.7) < under.area < 12 * 60
    assert found.shape.geom_type == "Polygon"
    assert not len(raw(LineString([(0, 0), (1000, 0)]), *parts, bridge=11.9).bridges)
