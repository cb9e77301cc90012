"""Amounts in zones: with exact parts of cells, by areas on the ellipsoid, without what is nothing."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine

from geo_ruijin.zonal.amounts import amounts_in
from geo_ruijin.zonal.cells import cell_areas
from tests.zones import CODES, CORNER, made

WEST, NORTH = CORNER
NAN = float("nan")


def zones(*shapes: shapely.Geometry | None, crs: str = "EPSG:4548") -> gpd.GeoSeries:
    return gpd.GeoSeries(np.array(shapes, dtype=object), crs=crs)


def square(west: float, north: float, east: float, south: float) -> shapely.Geometry:
    """Return a rectangle, in cells to the east and south of the corner."""
    return shapely.box(WEST + 10 * west, NORTH - 10 * south, WEST + 10 * east, NORTH - 10 * north)


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32"])
def test_half_covered_cells_count_half(dtype: str, tmp_path: Path) -> None:
    raster = made(tmp_path, CODES.astype(dtype), classes=None)
    # rows 0 and 1 of columns 1.5 to 3: of each row 0.5 cells of 1 and 1 of 2
    found = amounts_in(raster, "v", zones(square(1.5, 0, 3, 2)))
    assert found.mean == pytest.approx([2.5 / 1.5], rel=1e-6)
    assert (found.least.tolist(), found.most.tolist()) == ([1], [2])
    assert found.total == pytest.approx([5])


def test_nothing_is_left_out_and_is_not_0(tmp_path: Path) -> None:
    raster = made(tmp_path, CODES, classes=None)
    # the last column: 2, 2, nothing, 3; the cell that is nothing; and beside the raster
    found = amounts_in(raster, "v", zones(square(3, 0, 4, 4), square(3, 2, 4, 3), square(9, 9, 10, 10), None))
    assert found.mean == pytest.approx([7 / 3, NAN, NAN, NAN], nan_ok=True)
    assert found.least == pytest.approx([2, NAN, NAN, NAN], nan_ok=True)
    assert found.most == pytest.approx([3, NAN, NAN, NAN], nan_ok=True)
    assert found.total == pytest.approx([7, NAN, NAN, NAN], nan_ok=True)


def test_scale_offset_and_mask_count(tmp_path: Path) -> None:
    shown = np.ones((4, 4), dtype=bool)
    shown[0] = False
    raster = made(tmp_path, CODES, classes=None, nodata=None, mask=shown, scale=10, offset=-5)
    # rows 1 to 3 of the last column: 2, 0, 3 -> 15, -5, 25
    found = amounts_in(raster, "v", zones(square(3, 0, 4, 4)))
    assert found.least.tolist() == [-5]
    assert found.most.tolist() == [25]
    assert found.mean == pytest.approx([35 / 3])


def test_quantiles(tmp_path: Path) -> None:
    raster = made(tmp_path, np.arange(1.0, 101.0, dtype=np.float64).reshape(10, 10), classes=None, nodata=None)
    found = amounts_in(raster, "v", zones(square(0, 0, 10, 10)), quantiles=(0, 50, 100))
    assert found.quantiles.shape == (1, 3)
    assert found.quantiles[0] == pytest.approx([1, 50.5, 100])


def test_the_mean_is_that_of_areas(tmp_path: Path) -> None:
    # two rows of a degree, at 60 and at 0 degrees of latitude would weigh 1 to 2; here 59-61 N by the ellipsoid
    grid = Affine(1, 0, 10, 0, -1, 61)
    raster = made(tmp_path, np.array([[1], [3]], dtype=np.int16), classes=None, crs="EPSG:4326", transform=grid)
    upper, lower = cell_areas(raster.crs, grid, raster.window())
    found = amounts_in(raster, "v", zones(shapely.box(10, 59, 11, 61), crs="EPSG:4326"))
    assert lower > upper
    assert found.mean == pytest.approx([(upper + 3 * lower) / (upper + lower)])


def test_zones_of_another_system(tmp_path: Path) -> None:
    raster = made(tmp_path, CODES, classes=None)
    found = amounts_in(raster, "v", zones(square(0, 0, 2, 4)).to_crs("EPSG:4490"))
    assert found.total == pytest.approx([8], rel=1e-4)


def test_classes_have_no_mean(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="classes"):
        amounts_in(made(tmp_path, CODES), "v", zones(square(0, 0, 1, 1)))
