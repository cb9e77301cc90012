"""Amounts between the cells of a raster."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from geo_ruijin import raster as rasters
from geo_ruijin.errors import MethodError
from geo_ruijin.raster import Band
from geo_ruijin.sampling import bilinear
from tests.test_raster import raster

METRES = CRS("EPSG:4548")

#: cells of 10 m from (100, 200) down: their middles are at 105, 115, 125 and 195, 185; 9 stands for nothing
CELLS = np.array([[0, 10, 20], [40, 50, 9]], dtype=np.int16)
BAND = Band(1, 9, "int16")


def at(folder: Path, *places: tuple[float, float], cells: NDArray[np.int16] = CELLS, band: Band = BAND) -> list[float]:
    points = np.array(places, dtype=float).reshape(-1, 2)
    return [float(value) for value in bilinear(raster(folder, cells, band), "v", points, crs=METRES)]


def test_at_and_between_the_middles_of_cells(tmp_path: Path) -> None:
    # at a middle its cell; half-way between 0 and 10; a quarter of the way from 0 to 40; the mean of 0, 10, 40, 50
    assert at(tmp_path, (105, 195), (110, 195), (105, 192.5), (110, 190)) == [0, 5, 10, 25]
    # 3/10 of the way east, 6/10 south: 0.4 (0.7 x 0 + 0.3 x 10) + 0.6 (0.7 x 40 + 0.3 x 50)
    assert at(tmp_path, (108, 189)) == pytest.approx([0.4 * 3 + 0.6 * 43])


def test_a_cell_that_holds_nothing_counts_only_where_it_has_weight(tmp_path: Path) -> None:
    values = at(tmp_path, (125, 195), (120, 195), (115, 185), (115.1, 185), (125, 185), (120, 190))
    assert values[:3] == [20, 15, 50]
    assert np.isnan(values[3:]).all()


def test_at_the_edge_the_outermost_middles_count_and_beyond_nothing(tmp_path: Path) -> None:
    assert at(tmp_path, (100, 200), (101, 195), (105, 180), (130, 200)) == [0, 0, 40, 20]
    assert np.isnan(at(tmp_path, (99.9, 195), (130.1, 195), (105, 200.1), (105, 179.9))).all()
    assert at(tmp_path) == []


def test_scale_and_offset_are_applied(tmp_path: Path) -> None:
    # 5 between the middles, times 0.1, less 3
    assert at(tmp_path, (110, 195), band=Band(1, 9, "int16", scale=0.1, offset=-3)) == pytest.approx([-2.5])


def test_points_come_in_their_own_system(tmp_path: Path) -> None:
    degrees = Transformer.from_crs(METRES, 4326, always_xy=True).transform([500108.0], [2900000.0])
    # a plane that rises by 1 a cell eastwards, whose middles are at 500105, 500115
    path = tmp_path / "plane.tif"
    plane = np.tile(np.arange(4, dtype=np.float32), (2, 1))
    grid = rasterio.Affine(10, 0, 500100, 0, -10, 2900010)
    with rasterio.open(
        path, "w", driver="GTiff", width=4, height=2, count=1, dtype="float32", crs="EPSG:4548", transform=grid
    ) as file:
        file.write(plane, 1)
    there = rasters.Raster(path, None, METRES, grid, 4, 2, {"v": Band(1, None, "float32")})
    assert bilinear(there, "v", np.transpose(degrees), crs=CRS(4326)) == pytest.approx([0.3], abs=1e-6)


def test_however_it_is_read_it_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(4548)
    cells = chance.integers(0, 9, (40, 70)).astype(np.int16)
    made = raster(tmp_path, cells, Band(1, None, "int16"), tiled=True, blockxsize=16, blockysize=16)
    places = chance.uniform([100, -200], [800, 200], (500, 2))
    whole = bilinear(made, "v", places, crs=METRES)
    monkeypatch.setattr(rasters.Raster.pieces, "__kwdefaults__", {"cells": 1})  # a block at a time
    assert bilinear(made, "v", places, crs=METRES).tolist() == whole.tolist()
    # the same by arithmetic of one place after another
    for (x, y), value in zip(places[:50], whole[:50], strict=True):
        across, down = np.clip((x - 105) / 10, 0, 69), np.clip((195 - y) / 10, 0, 39)
        left, top = min(int(across), 68), min(int(down), 38)
        four = cells[top : top + 2, left : left + 2]
        assert value == pytest.approx(
            np.array([1 + top - down, down - top]) @ four @ [1 + left - across, across - left]
        )


def test_codes_are_not_interpolated(tmp_path: Path) -> None:
    with pytest.raises(MethodError, match="codes of classes"):
        at(tmp_path, (105, 195), band=Band(1, None, "int16", classes={0: "bare"}))
