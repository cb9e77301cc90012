"""Neighbours' roofs against the sky: by hand, and against one ray after another."""

from __future__ import annotations

from collections.abc import Sequence
from math import atan, atan2, cos, degrees, radians, sin, sqrt
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Point, Polygon, box
from shapely.affinity import rotate, scale, translate
from shapely.geometry.base import BaseGeometry

from geo_ruijin.solar import neighbours
from geo_ruijin.solar.horizon import neighbour_horizon, sky_view_factor
from geo_ruijin.solar.neighbours import viewpoints

Floats = NDArray[np.float64]

SAMPLE = Path(__file__).parents[1] / "layers/data/sample/buildings.parquet"
SUZHOU = Path(__file__).parents[2] / "shared/cases/buildings/suzhou.geojson"

STOREY = 3.0  # [m]
NOTHING = 1e-6  # [degree]
GRAZED = 1e-7  # [m]

#: A roof 10 m wide around the origin.
ROOF = box(-5, -5, 5, 5)


def around(
    *others: tuple[BaseGeometry, float], own: float = 3, roof: BaseGeometry = ROOF, radius: float = 100
) -> Floats:
    """Return the horizon north, east, south and west of the middle of a roof 3 m high."""
    shapes, heights = [roof, *(shape for shape, _ in others)], [own, *(height for _, height in others)]
    found: Floats = neighbour_horizon(shapes, np.array(heights), radius=radius, sectors=4, across=1)[0]
    return found


def ray_by_ray(shapes: NDArray[np.object_], heights: Floats, viewer: int, radius: float, width: float) -> Floats:
    """Return the horizon of the middle of one roof, cut by shapely along each ray, of a width [m]."""
    sectors = 72
    x, y = viewpoints(shapes[[viewer]], across=1)[0][0, 0]
    eye, found = Point(x, y), np.zeros(sectors)
    near = shapely.distance(shapes, eye) <= radius
    higher = np.flatnonzero(near & (heights > heights[viewer]) & ~shapely.intersects(shapes, eye))
    for sector in range(sectors):
        azimuth = radians(360 * sector / sectors)
        ray: BaseGeometry = LineString([(x, y), (x + radius * sin(azimuth), y + radius * cos(azimuth))])
        ray = ray.buffer(width) if width else ray
        for other in higher:
            met = ray.intersection(shapes[other])
            if not met.is_empty:
                rise = heights[other] - heights[viewer]
                found[sector] = max(found[sector], degrees(atan2(rise, met.distance(eye))))
    return found


def demand_same(shapes: Sequence[BaseGeometry], heights: Floats, viewers: Sequence[int], radius: float) -> None:
    footprints = np.array(shapes, dtype=object)
    found = neighbour_horizon(footprints, heights, radius=radius, across=1)
    assert found.max() > 0
    for viewer in viewers:
        # a ray that just touches a corner may meet it or not
        assert (found[viewer] >= ray_by_ray(footprints, heights, viewer, radius, 0) - NOTHING).all()
        assert (found[viewer] <= ray_by_ray(footprints, heights, viewer, radius, GRAZED) + NOTHING).all()


# -- by hand -----------------------------------------------------------------------------------------------------------


def test_a_wall_to_the_east() -> None:
    # 10 m higher, 10 m away: 45°; seen back from the wall the roof is lower
    wall = box(10, -50, 12, 50)
    found = neighbour_horizon([ROOF, wall], np.array([3.0, 13.0]), radius=100, sectors=4, across=1)
    assert found == pytest.approx(np.array([[0, 45, 0, 0], [0, 0, 0, 0]]))


def test_sectors_turn_clockwise_from_north() -> None:
    tower = box(-1, 10, 1, 12)  # 10 m to the north
    for sector, corner in enumerate((0, 90, 180, 270)):
        turned = rotate(tower, -corner, origin=(0, 0))
        assert around((turned, 13)) == pytest.approx([45 if at == sector else 0 for at in range(4)])


def test_the_higher_of_two_angles_counts() -> None:
    # 5 m at 10 m: 26.6°; 30 m at 30 m behind it: 45°; 20 m at 40 m: 26.6°
    assert around((box(10, -5, 12, 5), 8), (box(30, -5, 35, 5), 33), (box(40, -5, 45, 5), 23))[1] == pytest.approx(45)


def test_no_higher_no_shade() -> None:
    assert (around((box(10, -5, 12, 5), 3), (box(20, -5, 22, 5), 2)) == 0).all()


def test_unknown_heights_cast_no_shade_and_get_none() -> None:
    wall = box(10, -50, 12, 50)
    assert (around((wall, np.nan)) == 0).all()
    assert (around((wall, 13), own=np.nan) == 0).all()
    assert (neighbour_horizon([ROOF, wall], np.full(2, np.nan), radius=100) == 0).all()
    assert neighbour_horizon([], np.empty(0), radius=100).shape == (0, 72)


def test_up_to_the_radius_and_no_further() -> None:
    tower = (box(10, -5, 12, 5), 13)
    assert around(tower, radius=10)[1] == pytest.approx(45)
    assert around(tower, radius=9.999)[1] == 0
    # along the ray, not by the building's nearest corner: that is 10 m away, the wall 20 m
    bent = (Polygon([(20, -1), (20, 1), (6, 8), (30, 8)]), 23)
    assert around(bent, radius=15)[1] == 0
    assert around(bent, radius=20)[1] == pytest.approx(45)


def test_how_a_block_is_divided_changes_nothing() -> None:
    block, halves = box(10, -40, 30, 40), (box(10, -40, 30, 3), box(10, 3, 30, 40))
    whole = neighbour_horizon([ROOF, block], np.array([3.0, 20.0]), radius=35)[0]
    divided = neighbour_horizon([ROOF, *halves], np.array([3.0, 20.0, 20.0]), radius=35)[0]
    assert whole == pytest.approx(divided)
    assert whole.max() > 0


def test_parts_of_a_building() -> None:
    parts = MultiPolygon([box(10, -5, 12, 5), box(-5, 20, 5, 22)])
    assert around((parts, 13)) == pytest.approx([degrees(atan(0.5)), 45, 0, 0])


def test_a_courtyard_shades_what_stands_in_it() -> None:
    # walls 10 m away all round, 10 m higher
    ring = box(-20, -20, 20, 20).difference(box(-10, -10, 10, 10))
    assert around((ring, 13)) == pytest.approx([45, 45, 45, 45])
    # and not itself: looked from its own roof nothing is higher
    assert (neighbour_horizon([ring, ROOF], np.array([13.0, 3.0]), radius=100)[0] == 0).all()


def test_a_footprint_drawn_twice_does_not_black_it_out() -> None:
    assert (around((ROOF, 30), (box(-6, -6, 6, 6), 20)) == 0).all()
    # nor does one whose edge passes through the very middle
    assert (around((box(0, -5, 5, 5), 30)) == 0).all()


def test_touching_and_overlapping_walls_stand_upright_and_are_numbers() -> None:
    # the wall begins 5 m from the middle, on the roof's edge; and 1 m from it, over the roof
    assert around((box(5, -5, 9, 5), 8))[1] == pytest.approx(45)
    assert around((box(1, -5, 9, 5), 4))[1] == pytest.approx(45)
    found = neighbour_horizon([ROOF, box(1e-300, -5, 9, 5)], np.array([3.0, 8.0]), radius=50, across=1)
    assert not np.isnan(found).any()
    assert found[0, 18] == pytest.approx(90)


def test_no_ray_slips_through_a_corner() -> None:
    # rays run exactly at corners: north-east, and along the sides of a box that begins on the axis
    found = neighbour_horizon([ROOF, box(10, 10, 20, 20)], np.array([3.0, 13.0]), radius=100, sectors=8, across=1)[0]
    assert found[1] == pytest.approx(degrees(atan(1 / sqrt(2))))
    assert around((box(10, 0, 20, 5), 13))[1] == pytest.approx(45)


def test_whichever_way_a_ring_runs() -> None:
    wall = box(10, -50, 12, 50)
    assert around((wall.reverse(), 13)) == pytest.approx(around((wall, 13)))


def test_the_quadratic_mean_of_two_by_two_points() -> None:
    # a wall without end, 5 m higher, 5 m from the edge: the points lie 5 (1 -+ 1/sqrt 3) m from the edge
    wall = box(10, -1e6, 11, 1e6)
    near, far = (degrees(atan(5 / (5 + 5 * (1 + sign / sqrt(3))))) for sign in (-1, 1))
    found = neighbour_horizon([ROOF, wall], np.array([3.0, 8.0]), radius=1e5, sectors=4)[0]
    assert found[1] == pytest.approx(sqrt((near**2 + far**2) / 2))
    assert found[[0, 3]] == pytest.approx(0, abs=0)


def test_where_a_roof_is_looked_from() -> None:
    slanted = rotate(box(0, 0, 20, 10), 30, origin=(0, 0))
    points, weights = viewpoints([slanted], across=2)
    assert shapely.contains_xy(slanted, points[0]).all()
    assert weights == pytest.approx([0.25] * 4)
    assert points.mean(axis=(0, 1)) == pytest.approx(shapely.get_coordinates(slanted.centroid)[0])
    # a courtyard's middle and an L's far corner lie outside
    ring, bent = box(0, 0, 30, 30).difference(box(1, 1, 29, 29)), box(0, 0, 30, 30).difference(box(3, 3, 30, 30))
    for shape in (ring, bent):
        assert shapely.covers(shape, shapely.points(viewpoints([shape], across=2)[0])).all()


def test_heights_above_one_level_stand_for_the_ground() -> None:
    # a house of 3 m on a terrace 10 m higher, 10 m to the north
    assert around((box(-5, 10, 5, 20), 100 + 10 + 3), own=100 + 3)[0] == pytest.approx(45)


# -- against one ray after another -------------------------------------------------------------------------------------


def test_a_made_up_town_ray_by_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(11)
    shapes: list[BaseGeometry] = []
    for _ in range(80):
        shape: BaseGeometry = Point(0, 0).buffer(chance.uniform(3, 15), quad_segs=int(chance.integers(1, 4)))
        if chance.random() < 0.3:
            shape = shape.difference(scale(shape, 0.5, 0.5))
        if chance.random() < 0.3:
            shape = shapely.union_all([shape, translate(shape, 40, 3)])
        shapes.append(translate(rotate(shape, chance.uniform(0, 360)), *chance.uniform(0, 250, 2)))
    heights = chance.uniform(3, 60, len(shapes))
    demand_same(shapes, heights, range(len(shapes)), 60)
    # and in small pieces the same
    whole = neighbour_horizon(shapes, heights, radius=60)
    monkeypatch.setattr(neighbours, "_HELD", 50)
    monkeypatch.setattr(neighbours, "_EYES", 7)
    assert neighbour_horizon(shapes, heights, radius=60) == pytest.approx(whole, abs=1e-12)


def test_the_sample_ray_by_ray() -> None:
    rows = gpd.read_parquet(SAMPLE)
    tallest = rows.geometry.iloc[int(rows["floors"].to_numpy().argmax())].centroid
    near = rows.iloc[np.argsort(rows.distance(tallest).to_numpy())[:2000]]
    chance = np.random.default_rng(4)
    heights = near["floors"].to_numpy(np.float64) * STOREY
    demand_same(list(near.geometry), heights, chance.choice(len(near), 50, replace=False).tolist(), 150)


@pytest.mark.skipif(not SUZHOU.is_file(), reason="the real data are not here")
def test_suzhou_ray_by_ray() -> None:
    rows = gpd.read_file(SUZHOU).to_crs("EPSG:32651")
    chance = np.random.default_rng(4)
    heights = rows["Floor"].to_numpy(np.float64) * STOREY
    demand_same(list(rows.geometry.make_valid()), heights, chance.choice(len(rows), 50, replace=False).tolist(), 150)


# -- what must hold ----------------------------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(1, 9)), min_size=2, max_size=12))
def test_higher_neighbours_never_lower_a_horizon(town: list[tuple[int, int, int]]) -> None:
    shapes = [box(x, y, x + 9, y + 9) for x, y, _ in town]
    heights = np.array([floors for *_, floors in town]) * STOREY
    before = neighbour_horizon(shapes, heights, radius=50)[0]
    raised = np.concatenate([heights[:1], heights[1:] + 5])
    after = neighbour_horizon(shapes, raised, radius=50)[0]
    assert (after >= before - 1e-9).all()
    assert ((before >= 0) & (after <= 90)).all()


def test_sky_view_of_a_level_roof() -> None:
    # cos² of 0°, 60°, 90°; half of it open: the mean of 1 and 0
    horizon = np.array([[0.0] * 4, [60.0] * 4, [90.0] * 4, [0, 0, 90, 90]])
    assert sky_view_factor(horizon) == pytest.approx([1, 0.25, 0, 0.5])
