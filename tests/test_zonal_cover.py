"""What polygons cover of cells, against shapely's intersections and against areas told by eye."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from rasterio.windows import Window
from shapely.geometry.base import BaseGeometry

from geo_ruijin.zonal.cover import cover_of

GRID = Affine(1, 0, 0, 0, -1, 4)  # cells of 1, from (0, 4) down
ALL = Window(0, 0, 4, 4)


def parts(*zones: BaseGeometry | None, within: Window = ALL, grid: Affine = GRID) -> NDArray[np.float64]:
    """Return the part of each cell that each zone covers: (zones, rows, columns)."""
    found = np.zeros((len(zones), within.height, within.width))
    cover = cover_of(np.array(zones, dtype=object), grid, within)
    assert (np.diff(cover.row) >= 0).all()
    row, column = cover.row - within.row_off, cover.column - within.col_off
    assert len({*zip(cover.zone.tolist(), row.tolist(), column.tolist(), strict=True)}) == len(row)  # each once
    found[cover.zone, row, column] = cover.part
    for zone, line, start, stop in zip(cover.run_zone, cover.run_row, cover.run_start, cover.run_stop, strict=True):
        run = found[zone, line - within.row_off, start - within.col_off : stop - within.col_off]
        assert len(run) == stop - start > 0
        assert not run.any()  # no cell is told of twice
        run[:] = 1
    return found


def intersections(*zones: BaseGeometry) -> NDArray[np.float64]:
    """Return the same by shapely, cell by cell."""
    rows, columns = np.indices((4, 4))
    cells = shapely.box(columns, 3 - rows, columns + 1, 4 - rows)
    return np.array([shapely.area(shapely.intersection(cells, zone)) for zone in zones])


def test_half_covered_cells() -> None:
    # from the middle of the first column to the middle of the third, rows 1 and 2 whole
    (found,) = parts(shapely.box(0.5, 1, 2.5, 3))
    assert found.tolist() == [[0, 0, 0, 0], [0.5, 1, 0.5, 0], [0.5, 1, 0.5, 0], [0, 0, 0, 0]]


def test_sides_on_the_lines_of_the_grid() -> None:
    (found,) = parts(shapely.box(1, 1, 3, 3))
    assert found.tolist() == [[0, 0, 0, 0], [0, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 0]]
    (whole,) = parts(shapely.box(0, 0, 4, 4))
    assert (whole == 1).all()


def test_smaller_than_a_cell() -> None:
    (found,) = parts(shapely.box(1.25, 2.5, 1.5, 3.0))
    assert found[1, 1] == pytest.approx(0.125)  # 1/4 by 1/2
    assert found.sum() == pytest.approx(0.125)


def test_a_hole_in_one_cell_and_a_hole_over_several() -> None:
    small = shapely.box(0, 0, 4, 4).difference(shapely.box(1.25, 1.25, 1.75, 1.75))
    (found,) = parts(small)
    assert found[2, 1] == pytest.approx(0.75)
    assert found.sum() == pytest.approx(15.75)
    (ring,) = parts(shapely.box(0, 0, 4, 4).difference(shapely.box(1, 1, 3, 3)))
    assert ring.tolist() == [[1, 1, 1, 1], [1, 0, 0, 1], [1, 0, 0, 1], [1, 1, 1, 1]]


def test_parts_that_meet_in_one_cell_add_up() -> None:
    both = shapely.MultiPolygon([shapely.box(0, 3, 0.25, 4), shapely.box(0.5, 3, 0.75, 4)])
    (found,) = parts(both)
    assert found[0, 0] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("zone", "inside"),
    [
        (shapely.box(-9, -9, 9, 9), 16),  # all around
        (shapely.box(-9, 1, 1.5, 2), 1.5),  # west
        (shapely.box(2.5, 1, 90, 2), 1.5),  # east
        (shapely.box(1, 2.5, 2, 90), 1.5),  # north
        (shapely.box(1, -90, 2, 1.5), 1.5),  # south
        (shapely.Polygon([(-4, 2), (2, 8), (8, 2), (2, -4)]), 16),  # all corners just touch the slanted sides
        (shapely.box(-9, -9, -1, 9), 0),
        (shapely.box(5, -9, 9, 9), 0),
        (shapely.box(-9, 5, 9, 9), 0),
        (shapely.box(-9, -9, 9, -5), 0),
        (shapely.box(4, 0, 5, 4), 0),  # touches the edge from without
        (shapely.box(0, 4, 4, 5), 0),
    ],
)
def test_beyond_the_window_nothing_is_told(zone: BaseGeometry, inside: float) -> None:
    (found,) = parts(zone)
    assert found.sum() == pytest.approx(inside)
    assert found == pytest.approx(intersections(zone)[0], abs=1e-12)


def test_a_window_within_the_grid_tells_the_grids_rows_and_columns() -> None:
    (found,) = parts(shapely.box(0.5, 0.5, 3.5, 3.5), within=Window(1, 1, 2, 3))
    assert found.tolist() == [[1, 1], [1, 1], [0.5, 0.5]]


@pytest.mark.parametrize(
    "zone", [None, shapely.Polygon(), shapely.Point(1, 1), shapely.LineString([(0, 0), (3, 3)]), shapely.MultiPolygon()]
)
def test_what_is_no_polygon_covers_nothing(zone: BaseGeometry | None) -> None:
    square = shapely.box(0, 0, 1, 1)
    found = parts(zone, square)
    assert not found[0].any()
    assert found[1].sum() == 1


def test_no_zones() -> None:
    assert len(cover_of(np.array([], dtype=object), GRID, ALL).zone) == 0


def test_polygons_in_a_collection_count() -> None:
    mixed = shapely.GeometryCollection(
        [shapely.Point(0, 0), shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 2, 3, 3)])]
    )
    assert parts(mixed).sum() == 2


def test_zones_may_overlap() -> None:
    found = parts(shapely.box(0, 0, 3, 3), shapely.box(1, 1, 4, 4), shapely.box(1, 1, 4, 4))
    assert found.sum(axis=(1, 2)).tolist() == [9, 9, 9]


def test_rings_may_turn_either_way() -> None:
    square = [(0.5, 0.5), (3.5, 0.5), (3.5, 3.5), (0.5, 3.5)]
    assert (parts(shapely.Polygon(square)) == parts(shapely.Polygon(square[::-1]))).all()


places = st.tuples(st.floats(-2, 6), st.floats(-2, 6)) | st.tuples(st.integers(-1, 5), st.integers(-1, 5))
polygons = st.lists(places, min_size=3, max_size=9).map(lambda ring: shapely.make_valid(shapely.Polygon(ring)))


@given(zones=st.lists(polygons, min_size=1, max_size=4))
@settings(max_examples=300)
def test_as_shapely_says(zones: list[BaseGeometry]) -> None:
    assert parts(*zones) == pytest.approx(intersections(*zones), abs=1e-8)


@given(
    seed=st.integers(0, 10_000),
    size=st.sampled_from([0.3, 1.0, 7.0]),
    shift=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
@settings(max_examples=30)
def test_zones_that_fill_a_square_fill_every_cell(seed: int, size: float, shift: tuple[float, float]) -> None:
    # Voronoi cells, cut in so many lots that neighbours are in different ones
    rng = np.random.default_rng(seed)
    spots = shapely.MultiPoint(rng.uniform(0, 40, (60, 2)))
    zones = shapely.get_parts(shapely.voronoi_polygons(spots, extend_to=shapely.box(-199, -199, 199, 199)))
    grid = Affine(size, 0, shift[0], 0, -size, 40 + shift[1])
    found = parts(*zones, within=Window(0, 0, 20, 20), grid=grid)
    assert found.sum(axis=0) == pytest.approx(1, abs=1e-9)


def test_many_pieces_are_cut_in_lots() -> None:
    # a comb whose teeth cross 100 columns 1,000 times: more pieces than are cut together
    teeth = [(0.5 + 99 * (step % 2), 0.01 * step) for step in range(1000)]
    comb = shapely.Polygon([*teeth, (200, 20), (200, -1), (0.5, -1)])
    assert comb.is_valid
    grid, within = Affine(1, 0, 0, 0, -1, 12), Window(0, 0, 220, 14)
    found = parts(comb, shapely.box(0, 0, 100, 10), within=within, grid=grid)
    assert found[1].sum() == pytest.approx(1000)
    inside = shapely.intersection(comb, shapely.box(0, -2, 220, 12))
    assert found[0].sum() == pytest.approx(inside.area, rel=1e-10)
