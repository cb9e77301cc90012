"""Patches of cells."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from pyproj import CRS, Geod
from rasterio.windows import Window

from geo_ruijin.zonal.cells import cell_areas
from geo_ruijin.zonal.middles import zone_numbers
from geo_ruijin.zonal.patches import Patches, large, patches_of, polygons, with_core

#: An equal-area projection near its middle, so that a cell of 30 m is 900 m².
CRS_ = CRS(3035)
GRID = Affine(30, 0, 4_321_000, 0, -30, 3_210_000)


def drawn(*rows: str) -> NDArray[np.bool_]:
    """Return cells from a drawing: # belongs."""
    return np.array([[cell == "#" for cell in row] for row in rows])


def found(*rows: str, connectivity: int = 8) -> Patches:
    return patches_of(drawn(*rows), crs=CRS_, transform=GRID, connectivity=connectivity)


def test_cells_that_meet_in_a_corner_are_of_one_patch_only_by_eight() -> None:
    rows = ("##.", "..#", "..#")
    assert found(*rows, connectivity=4).cells.tolist() == [2, 2]
    assert found(*rows, connectivity=8).cells.tolist() == [4]
    with pytest.raises(ValueError, match="4 or 8"):
        found(*rows, connectivity=6)


def test_area_is_that_of_the_cells() -> None:
    one = found("##.", "...", "###")
    assert one.area == pytest.approx([1800, 2700], rel=1e-6)
    assert one.cells.tolist() == [2, 3]


def test_patch_exactly_at_the_least_area_is_kept() -> None:
    one = found("##.", "...", "###")
    two, three = one.area
    assert large(one, two).cells.tolist() == [2, 3]
    assert large(one, two + 1).cells.tolist() == [3]
    assert large(one, three).labels.tolist() == [[0, 0, 0], [0, 0, 0], [1, 1, 1]]  # numbered anew


def test_strip_a_cell_wide_holds_no_square_of_two_however_long() -> None:
    # a strip, a staircase of single steps, a block of 2 x 2, one of 3 x 3 with a tail
    one = found(
        "######.....#..",
        "..........#...",
        "##.......#....",
        "##............",
        "......###.....",
        "......###.....",
        "......#######.",
    )
    assert one.cells.tolist() == [6, 3, 4, 13]
    assert with_core(one, 1) is one
    assert with_core(one, 2).cells.tolist() == [4, 13]  # the tail stays with its block
    assert with_core(one, 3).cells.tolist() == [13]
    assert len(with_core(one, 4)) == 0


def test_square_that_runs_beyond_the_window_is_none() -> None:
    assert len(with_core(found("##"), 2)) == 0
    assert len(with_core(found("##", "##"), 2)) == 1
    assert len(with_core(found("##", "##"), 3)) == 0


def test_square_of_two_patches_is_none() -> None:
    assert len(with_core(found("#.", ".#", connectivity=4), 2)) == 0


def test_classes_make_patches_of_their_own() -> None:
    cells = np.array([[1, 1, 2], [3, 2, 2], [1, 0, 0]], dtype=np.uint16)
    one = patches_of(cells, crs=CRS_, transform=GRID, among=(1, 2), connectivity=4)
    assert (one.number.tolist(), one.cells.tolist()) == ([1, 1, 2], [2, 1, 3])
    assert one.labels.tolist() == [[1, 1, 3], [0, 3, 3], [2, 0, 0]]


def test_nothing_makes_no_patch() -> None:
    none = found("..", "..")
    shapes = polygons(large(with_core(none, 2), 5000), "EPSG:4326")
    assert len(shapes) == 0
    assert list(shapes.columns) == ["number", "cells", "area", "geometry"]
    assert shapes.crs == CRS(4326)


def test_polygons_lie_where_their_cells_are() -> None:
    window = Window(10, 20, 3, 2)
    cells = drawn(".##", "...")
    one = polygons(patches_of(cells, crs=CRS_, transform=GRID, window=window))
    # columns 11 and 12 and row 20 of the grid
    assert one.total_bounds.tolist() == [4_321_330, 3_209_370, 4_321_390, 3_209_400]
    assert one.geometry.area.tolist() == [1800]


def test_patch_in_corners_is_of_several_parts_and_ring_about_a_hole_is_valid() -> None:
    corners = polygons(found("#..", ".#.", "..#"))
    assert corners.geom_type.tolist() == ["MultiPolygon"]
    assert corners.geometry.is_valid.all()
    # the hole meets what lies outside in a corner, where the ring would touch itself
    ring = polygons(found(".##", "#.#", "###"))
    assert ring.geometry.is_valid.all()
    assert ring.geometry.area.tolist() == [7 * 900]


def test_area_in_degrees_is_that_on_the_ellipsoid() -> None:
    grid = Affine(1 / 1200, 0, 116, 0, -1 / 1200, 26)
    one = polygons(patches_of(drawn("##.", "##.", "..."), crs=CRS(4326), transform=grid), "EPSG:4548")
    there = one.geometry.to_crs(4326).iloc[0]
    assert one["area"][0] == pytest.approx(abs(Geod(ellps="WGS84").geometry_area_perimeter(there)[0]), rel=1e-6)
    assert one.crs == CRS(4548)


def test_scale_of_a_wide_projection_is_followed_from_west_to_east() -> None:
    # two cells 60 km apart in a zone of 3 degrees: each its own area
    cells = np.zeros((1, 2000), dtype=np.bool_)
    cells[0, [0, 1999]] = True
    grid = Affine(30, 0, 500_000, 0, -30, 2_860_000)
    area = patches_of(cells, crs=CRS(4548), transform=grid).area
    each = [cell_areas(CRS(4548), grid, Window(column, 0, 1, 1))[0] for column in (0, 1999)]
    assert area == pytest.approx(each, rel=2e-5)
    assert each[0] - each[1] > 5e-5 * 900


@given(
    cells=arrays.arrays(np.bool_, arrays.array_shapes(min_dims=2, max_dims=2, max_side=9)),
    connectivity=st.sampled_from((4, 8)),
)
@settings(max_examples=60, deadline=None)
def test_polygons_are_valid_cover_the_cells_once_and_no_others(cells: NDArray[np.bool_], connectivity: int) -> None:
    one = patches_of(cells, crs=CRS_, transform=GRID, connectivity=connectivity)
    shapes = polygons(one)
    assert shapes.geometry.is_valid.all()
    assert shapes.geometry.area.to_numpy() == pytest.approx(900 * one.cells, rel=1e-9)
    assert one.cells.sum() == cells.sum()
    window = Window(0, 0, cells.shape[1], cells.shape[0])
    assert np.array_equal(zone_numbers(shapes.geometry, crs=CRS_, transform=GRID, window=window), one.labels)


def test_cell_lies_where_its_middle_does_and_in_the_first_of_two_zones() -> None:
    window = Window(0, 0, 3, 1)
    unit = {"crs": CRS_, "transform": Affine(1, 0, 0, 0, -1, 1), "window": window}
    first, second = shapely.box(0, 0, 1.4, 1), shapely.box(0.6, 0, 2.6, 1)
    zones = gpd.GeoSeries([first, shapely.Polygon(), second], crs=CRS_)
    assert zone_numbers(zones, **unit).tolist() == [[1, 3, 3]]
    assert zone_numbers(gpd.GeoSeries([second, first], crs=CRS_), **unit).tolist() == [[2, 1, 1]]
    assert zone_numbers(gpd.GeoSeries([], crs=CRS_), **unit).tolist() == [[0, 0, 0]]
