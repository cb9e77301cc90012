"""A raster as methods read it: piece by piece, each cell once, never a coarser one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Transformer
from rasterio.enums import Resampling
from rasterio.windows import Window

from geo_ruijin.errors import SourceError
from geo_ruijin.raster import MOST_AT_ONCE, Band, Raster
from geo_ruijin.windows import bounds_of, clipped, pieces, window_of
from tests.memory import PEAK

GRID = Affine(10, 0, 100, 0, -10, 200)
CODES = np.arange(24, dtype=np.uint8).reshape(4, 6)


def raster(folder: Path, cells: np.ndarray, band: Band, **profile: object) -> Raster:
    """Return a raster of one band with cells of 10 m from (100, 200) down."""
    path = folder / "made.tif"
    rows, columns = cells.shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=columns,
        height=rows,
        count=1,
        dtype=cells.dtype,
        crs="EPSG:4548",
        transform=GRID,
        nodata=band.nodata,
        **profile,
    ) as file:
        file.write(cells, 1)
    return Raster(path, 2020, CRS("EPSG:4548"), GRID, columns, rows, {"v": band})


def test_where_it_lies(tmp_path: Path) -> None:
    made = raster(tmp_path, CODES, Band(1, None, "uint8"))
    assert made.bounds == (100, 160, 160, 200)
    assert made.pixel_size == (10, 10)
    assert made.window() == Window(0, 0, 6, 4)
    # 115-130 E touches the columns from 110 to 130, 175-195 N the rows from 200 to 170
    assert made.window((115, 175, 130, 195)) == Window(1, 0, 2, 3)
    assert made.window((115, 175, 130, 195), margin=2) == Window(0, 0, 5, 4)
    assert bounds_of(GRID, Window(1, 0, 2, 3)) == (110, 170, 130, 200)


def test_bounds_at_the_edge_of_a_cell_do_not_touch_the_next() -> None:
    assert window_of(GRID, (110, 170, 130, 190)) == Window(1, 1, 2, 2)
    assert window_of(GRID, (110 - 1e-7, 170 - 1e-7, 130 + 1e-7, 190 + 1e-7)) == Window(1, 1, 2, 2)  # rounding
    assert window_of(GRID, (109.9, 169.9, 130.1, 190.1)) == Window(0, 0, 4, 4)
    assert window_of(GRID, (-900, 500, -800, 600)).row_off == -40  # the grid goes on beyond the raster


def test_windows_apart_share_nothing() -> None:
    assert clipped(Window(0, 0, 4, 4), Window(4, 0, 4, 4)).width == 0
    assert clipped(Window(0, 0, 4, 4), Window(3, 2, 4, 4)) == Window(3, 2, 1, 2)


def test_codes_are_codes_and_nodata_is_masked(tmp_path: Path) -> None:
    made = raster(tmp_path, CODES, Band(1, 7, "uint8", {1: "tree"}))
    found = made.read("v")
    assert found.dtype == np.uint8
    assert (found.data == CODES).all()
    assert np.argwhere(np.ma.getmaskarray(found)).tolist() == [[1, 1]]
    assert made.read("v", Window(2, 1, 3, 2)).data.tolist() == [[8, 9, 10], [14, 15, 16]]


def test_amounts_are_scaled_and_what_is_no_number_is_masked(tmp_path: Path) -> None:
    made = raster(tmp_path, CODES, Band(1, 7, "uint8", unit="m", scale=0.5, offset=3))
    assert made.read("v", Window(0, 1, 3, 1)).tolist() == [[6, None, 7]]  # 6, 7 and 8, halved, and 3
    cells = np.array([[1, np.nan], [np.inf, -np.inf]], dtype=np.float32)
    assert raster(tmp_path, cells, Band(1, None, "float32")).read("v").tolist() == [[1, None], [None, None]]


def test_overviews_are_never_asked(tmp_path: Path) -> None:
    cells = np.random.default_rng(1).integers(0, 99, (512, 512), dtype=np.uint8)
    made = raster(tmp_path, cells, Band(1, None, "uint8"), tiled=True, blockxsize=128, blockysize=128)
    with rasterio.open(made.path, "r+") as file:
        file.build_overviews([2, 4], Resampling.average)
    assert (made.read("v").data == cells).all()
    assert sum(int(part.sum(dtype=int)) for _, part in made.blocks("v")) == cells.sum(dtype=int)


def test_another_grid_takes_what_lies_at_the_middle_of_its_cells(tmp_path: Path) -> None:
    made = raster(tmp_path, CODES, Band(1, 13, "uint8"))
    path = tmp_path / "made.tif"
    with rasterio.open(path, "r+") as file:
        file.build_overviews([2], Resampling.average)  # whose cells are none of ours
    # cells of 20 m, their middles 1 m into ours: those of rows 0 and 2, columns 0, 2 and 4; and one beyond the raster
    coarse = Affine(20, 0, 91, 0, -20, 209)
    ((window, cells),) = made.warped("v", [Window(0, 0, 4, 2)], crs=made.crs, transform=coarse)
    assert window == Window(0, 0, 4, 2)
    assert cells.tolist() == [[0, 2, 4, None], [12, 14, 16, None]]
    # in two pieces the same, and nothing stays nothing: the cell of 13 is in column 1, row 2
    pieces_ = list(made.warped("v", [Window(0, 0, 4, 1), Window(0, 1, 4, 1)], crs=made.crs, transform=coarse))
    assert [cells.tolist() for _, cells in pieces_] == [[[0, 2, 4, None]], [[12, 14, 16, None]]]
    ((_, cells),) = made.warped("v", [Window(0, 0, 2, 1)], crs=made.crs, transform=Affine(10, 0, 101, 0, -10, 179))
    assert cells.tolist() == [[12, None]]


def test_another_coordinate_system_takes_what_lies_there(tmp_path: Path) -> None:
    # the middle of our cell in row 2, column 3 in degrees, and a cell of a ten-thousandth of a degree around it
    made = raster(tmp_path, CODES, Band(1, None, "uint8"))
    x, y = Transformer.from_crs(made.crs, 4326, always_xy=True).transform(135, 175)
    grid = Affine(1e-5, 0, x - 5e-6, 0, -1e-5, y + 5e-6)
    ((_, cells),) = made.warped("v", [Window(0, 0, 1, 1)], crs=CRS(4326), transform=grid)
    assert cells.tolist() == [[15]]


@settings(deadline=None)
@given(
    st.tuples(st.integers(-50, 50), st.integers(-50, 50), st.integers(0, 90), st.integers(0, 90)),
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
    st.integers(1, 3000),
)
def test_pieces_cover_each_cell_once(within: tuple[int, int, int, int], block: tuple[int, int], most: int) -> None:
    left, top, width, height = within
    count = np.zeros((height, width), dtype=int)
    for piece in pieces(Window(*within), block=block, cells=most):
        assert piece.width * piece.height <= max(most, block[0] * block[1])
        count[piece.row_off - top :, piece.col_off - left :][: piece.height, : piece.width] += 1
        for start, length, side in ((piece.col_off, piece.width, block[1]), (piece.row_off, piece.height, block[0])):
            assert start % side == 0 or start in (left, top)  # cut along blocks, so that none is unpacked twice
            assert (start + length) % side == 0 or start + length in (left + width, top + height)
    assert (count == 1).all()


def test_blocks_are_those_of_the_windows_asked_for(tmp_path: Path) -> None:
    made = raster(tmp_path, CODES, Band(1, None, "uint8"))
    windows = [Window(0, 0, 1, 2), Window(5, 3, 1, 1)]
    assert [(window, cells.tolist()) for window, cells in made.blocks("v", windows)] == [
        (windows[0], [[0], [6]]),
        (windows[1], [[23]]),
    ]


def test_too_many_cells_at_once(tmp_path: Path) -> None:
    made = raster(tmp_path, CODES, Band(1, None, "uint8"))
    with pytest.raises(SourceError, match="read it in pieces"):
        made.read("v", Window(0, 0, MOST_AT_ONCE + 1, 1))


def test_a_file_that_was_cut_off(tmp_path: Path) -> None:
    cells = np.random.default_rng(1).integers(0, 255, (200, 200), dtype=np.uint8)
    made = raster(tmp_path, cells, Band(1, None, "uint8"), compress="deflate")
    made.path.write_bytes(made.path.read_bytes()[:9000])
    with pytest.raises(SourceError, match=r"made\.tif cannot be read"):
        made.read("v")
    made.path.unlink()
    with pytest.raises(SourceError, match=r"made\.tif cannot be read"):
        made.read("v")


READ = f"""
import sys
from pathlib import Path
from affine import Affine
from pyproj import CRS
from geo_ruijin.raster import Band, Raster
bands = {{"v": Band(1, None, "uint8")}}
made = Raster(Path(sys.argv[1]), None, CRS("EPSG:4326"), Affine(1, 0, 0, 0, -1, 0), 16000, 16000, bands)
next(made.blocks("v"))
before = {PEAK}
cells = sum(part.size for _, part in made.blocks("v"))
print(cells, {PEAK} - before)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="memory is measured otherwise")
def test_memory_does_not_grow_with_the_raster(tmp_path: Path) -> None:
    path = tmp_path / "large.tif"
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=16_000,
        height=16_000,
        count=1,
        dtype="uint8",
        crs="EPSG:4326",
        transform=Affine(1e-4, 0, 115, 0, -1e-4, 27),
        tiled=True,
        blockxsize=512,
        blockysize=512,
        compress="deflate",
        sparse_ok=True,
    ) as file:
        file.write(np.ones((1, 512, 512), dtype=np.uint8), window=Window(0, 0, 512, 512))
    said = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True).stdout
    cells, megabytes = map(float, said.split())
    assert cells == 256_000_000
    assert megabytes < 128  # half of the cells, which take a byte each
