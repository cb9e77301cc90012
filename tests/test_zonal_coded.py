"""Grids of classes: from what a file stores, with all that can say where there is nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.enums import Resampling
from rasterio.windows import Window

from geo_ruijin.zonal.coded import coded, paired
from tests.zones import CODES, CORNER, GRID, WORDS, made

#: Numbers of the classes of `CODES`: tree 0, crop 1, water 2, nothing 3.
NUMBERS = [[0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 1, 3], [0, 0, 1, 2]]


def test_classes_in_the_order_of_their_codes(tmp_path: Path) -> None:
    grid = coded(made(tmp_path, CODES), "v")
    assert grid.classes == ("tree", "crop", "water")
    assert grid.read().tolist() == NUMBERS
    assert grid.read(Window(1, 2, 3, 2)).tolist() == [[0, 1, 3], [0, 1, 2]]


def test_codes_of_one_word_are_one_class(tmp_path: Path) -> None:
    grid = coded(made(tmp_path, CODES, classes={1: "tree", 2: "crop", 3: "tree"}), "v")
    assert grid.classes == ("tree", "crop")
    assert grid.read()[3].tolist() == [0, 0, 1, 0]


@pytest.mark.parametrize("dtype", ["int8", "uint16", "int16", "uint32", "int32", "float32", "float64"])
def test_whatever_the_codes_are_stored_as(dtype: str, tmp_path: Path) -> None:
    assert coded(made(tmp_path, CODES.astype(dtype)), "v").read().tolist() == NUMBERS


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "float32"])
def test_codes_below_0(dtype: str, tmp_path: Path) -> None:
    cells = np.array([[-2, -1], [0, 5]]).astype(dtype)
    grid = coded(made(tmp_path, cells, classes={-2: "sea", -1: "ice", 5: "sea"}, nodata=-1), "v")
    assert grid.classes == ("sea", "ice")
    assert grid.read().tolist() == [[0, 2], [2, 0]]  # -1 is nothing though it has a word; 0 has none


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_codes_without_a_word_are_nothing(dtype: str, tmp_path: Path) -> None:
    grid = coded(made(tmp_path, CODES.astype(dtype), classes={1: "tree", 300: "far"}, nodata=None), "v")
    assert set(np.unique(grid.read())) == {0, 2}


def test_floats_between_codes_are_nothing(tmp_path: Path) -> None:
    cells = np.array([[1.0, 1.5], [np.nan, 2.0]], dtype=np.float32)
    assert coded(made(tmp_path, cells, nodata=None), "v").read().tolist() == [[0, 3], [3, 1]]


def test_no_word_at_all(tmp_path: Path) -> None:
    grid = coded(made(tmp_path, CODES.astype(np.int32), classes={}), "v")
    assert grid.classes == ()
    assert not grid.read().any()


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32"])
def test_a_mask_says_where_there_is_nothing(dtype: str, tmp_path: Path) -> None:
    shown = np.array([[False], [True], [True], [True]]) & np.ones(4, dtype=bool)
    raster = made(tmp_path, CODES.astype(dtype), nodata=None, mask=shown)
    assert coded(raster, "v").read()[:2].tolist() == [[3, 3, 3, 3], [0, 0, 1, 1]]


@pytest.mark.parametrize(("dtype", "opaque"), [("uint8", 255), ("uint16", 65_535)])
def test_alpha_says_where_there_is_nothing(dtype: str, opaque: int, tmp_path: Path) -> None:
    shown = np.array([[0], [opaque], [opaque], [opaque]], dtype=dtype) * np.ones(4, dtype=dtype)
    raster = made(tmp_path, CODES.astype(dtype), nodata=None, alpha=shown)
    assert coded(raster, "v").read()[:2].tolist() == [[3, 3, 3, 3], [0, 0, 1, 1]]


# -- amounts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "float32", "float64"])
def test_amounts_are_cut_at_bounds(dtype: str, tmp_path: Path) -> None:
    cells = np.array([[0, 29, 30, 31], [75, 100, 255, 74]]).astype(dtype)
    grid = coded(made(tmp_path, cells, classes=None, nodata=255), "v", bounds=(30, 75))
    assert grid.classes == (-np.inf, 30, 75)
    assert grid.read().tolist() == [[0, 0, 1, 1], [2, 2, 3, 1]]  # exactly 30 and 75 belong to the upper class


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32"])
def test_amounts_are_scaled_before(dtype: str, tmp_path: Path) -> None:
    cells = np.array([[0, 1, 2, 9]]).astype(dtype)
    # 0.5 n - 0.25: -0.25, 0.25, 0.75, nothing
    grid = coded(made(tmp_path, cells, classes=None, nodata=9, scale=0.5, offset=-0.25), "v", bounds=(0, 0.75))
    assert grid.read().tolist() == [[0, 1, 2, 3]]


def test_a_bound_is_the_nearest_float_of_the_file(tmp_path: Path) -> None:
    # 0.7 in four bytes is less than 0.7 in eight, and means the same
    cells = np.array([[0.7, np.nextafter(np.float32(0.7), np.float32(0))]], dtype=np.float32)
    assert coded(made(tmp_path, cells, classes=None, nodata=None), "v", bounds=(0.7,)).read().tolist() == [[1, 0]]


def test_no_bounds_tell_something_from_nothing(tmp_path: Path) -> None:
    grid = coded(made(tmp_path, CODES, classes=None), "v")
    assert grid.classes == (-np.inf,)
    assert grid.read()[2].tolist() == [0, 0, 0, 1]


@pytest.mark.parametrize("bounds", [(2, 1), (1, 1)])
def test_bounds_that_do_not_rise_are_refused(bounds: tuple[float, ...], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="rise"):
        coded(made(tmp_path, CODES, classes=None), "v", bounds=bounds)


def test_bounds_are_none_of_classes(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="amounts"):
        coded(made(tmp_path, CODES), "v", bounds=(1,))


# -- pieces ------------------------------------------------------------------------------------------------------------


def test_pieces_cover_a_window_once_along_blocks(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    cells = rng.choice(np.array([0, 1, 2, 3], dtype=np.uint8), (1500, 1700))
    raster = made(tmp_path, cells, tiled=True, blockxsize=256, blockysize=256)
    grid, window = coded(raster, "v"), Window(13, 300, 1600, 1111)
    seen = np.zeros((1500, 1700), dtype=int)
    for piece, numbers in grid.blocks(window):
        rows, columns = piece.toslices()
        seen[rows, columns] += 1
        assert numbers.shape == (piece.height, piece.width)
        assert numbers.dtype == np.uint8
        assert (np.array([3, 0, 1, 2])[cells[rows, columns]] == numbers).all()
    assert seen.sum() == 1600 * 1111
    assert (seen[300:1411, 13:1613] == 1).all()
    assert len(list(grid.pieces(window))) > 1


def test_overviews_are_never_read(tmp_path: Path) -> None:
    raster = made(tmp_path, np.repeat(np.repeat(CODES, 256, axis=0), 256, axis=1), tiled=True)
    with rasterio.open(raster.path, "r+") as file:
        file.build_overviews([2, 4], Resampling.nearest)
    with rasterio.open(raster.path, "r+", overview_level=1) as coarse:  # wrong on purpose
        coarse.write(np.full((coarse.height, coarse.width), 3, dtype=np.uint8), 1)
    with rasterio.open(raster.path) as file:
        assert (file.read(1, out_shape=(256, 256)) == 3).any()  # whoever asks for less gets the wrong ones
    assert coded(raster, "v").read()[::256, ::256].tolist() == NUMBERS


# -- other grids -------------------------------------------------------------------------------------------------------


def test_on_a_shifted_grid_each_cell_says_what_is_at_its_middle(tmp_path: Path) -> None:
    raster = made(tmp_path, CODES)
    # half as large and 10 m further west: columns 0, 1 lie beyond, the next are pairs of the same cell
    finer = made(
        tmp_path,
        np.zeros((8, 10), np.uint8),
        transform=Affine(5, 0, CORNER[0] - 10, 0, -5, CORNER[1]),
        name="finer",
    )
    found = coded(raster, "v", grid=finer).read()
    assert found.shape == (8, 10)
    assert (found[:, :2] == 3).all()
    assert (found[:, 2:] == np.repeat(np.repeat(NUMBERS, 2, axis=0), 2, axis=1)).all()


def test_in_another_system(tmp_path: Path) -> None:
    raster = made(tmp_path, CODES)
    # a degree is some 100 km here: the four quarters of the square, asked for in degrees
    with rasterio.open(raster.path) as file:
        west, south, east, north = rasterio.warp.transform_bounds(file.crs, "EPSG:4490", *file.bounds)
    degrees = Affine((east - west) / 2, 0, west, 0, (south - north) / 2, north)
    other = made(tmp_path, np.zeros((2, 2), np.uint8), transform=degrees, crs="EPSG:4490", name="degrees")
    assert coded(raster, "v", grid=other).read().tolist() == [[0, 1], [0, 1]]


def test_rounded_corners_are_no_other_grid(tmp_path: Path) -> None:
    one = made(tmp_path, CODES)
    other = made(tmp_path, CODES, transform=Affine(10, 0, CORNER[0] + 1e-5, 0, -10, CORNER[1]), name="other")
    assert paired(coded(one, "v"), coded(other, "v")).read().max() == 9
    # a side that differs by a millionth adds up along 1,000 cells
    wide = np.zeros((1, 1000), np.uint8)
    long = made(tmp_path, wide, name="long")
    longer = made(tmp_path, wide, transform=Affine(10.00001, 0, GRID.c, 0, -10, GRID.f), name="longer")
    with pytest.raises(ValueError, match="one grid"):
        paired(coded(long, "v"), coded(longer, "v"))


def test_pairs_and_nothing_where_one_says_nothing(tmp_path: Path) -> None:
    later = CODES.copy()
    later[0, 0], later[1, 3] = 2, 0
    grid = paired(coded(made(tmp_path, CODES), "v"), coded(made(tmp_path, later, name="later"), "v"))
    assert len(grid.classes) == len(WORDS) ** 2
    said = [[(*grid.classes, None)[number] for number in row] for row in grid.read().tolist()]
    tree, crop, water = ("tree", "tree"), ("crop", "crop"), ("water", "water")
    assert said == [
        [("tree", "crop"), tree, crop, crop],
        [tree, tree, crop, None],
        [tree, tree, crop, None],
        [tree, tree, crop, water],
    ]


def test_many_pairs_take_two_bytes(tmp_path: Path) -> None:
    cells = np.arange(400, dtype=np.uint16).reshape(20, 20)
    raster = made(tmp_path, cells, classes={code: str(code) for code in range(400)}, nodata=None)
    grid = coded(raster, "v")
    assert (grid.read() == cells).all()
    both = paired(grid, grid)
    assert [both.classes[number] for number in both.read()[0, :2]] == [("0", "0"), ("1", "1")]
    assert both.classes[both.read()[19, 19]] == ("399", "399")
