"""Slope and aspect of planes whose inclination is known, in metres, in degrees, in both hemispheres."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyproj
import pytest
import rasterio
from rasterio.windows import Window
from shapely import box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.eligibility.grid import Grid
from geo_ruijin.methods.eligibility.terrain import terrain_of
from geo_ruijin.raster import Band, Raster
from tests.lands import eligibility
from tests.planes import CRS, frame, hillside, values

#: 1 km x 1 km within the 8 km of `hillside`.
SQUARE = box(-500, -500, 500, 500)


def raster(folder: Path, heights: np.ndarray, *, crs: str, west: float, north: float, cell: float) -> Raster:
    """Return heights as a file."""
    path, grid = folder / "heights.tif", rasterio.Affine(cell, 0, west, 0, -cell, north)
    rows, columns = heights.shape
    with rasterio.open(
        path, "w", driver="GTiff", width=columns, height=rows, count=1, dtype="float32", crs=crs, transform=grid,
        nodata=-9999,
    ) as file:  # fmt: skip
        file.write(heights.astype(np.float32), 1)
    bands = {"elevation": Band(1, -9999, "float32", unit="m")}
    return Raster(path, None, pyproj.CRS(crs), grid, columns, rows, bands)


def tilted(folder: Path, rise: float, *, crs: str = CRS, at: tuple[float, float] = (0, 0)) -> Raster:
    """Return heights that rise by `rise` a metre northwards, 100 cells of 50 m around a point."""
    up = np.repeat(np.arange(100)[::-1, np.newaxis] * 50 * rise, 100, axis=1)
    return raster(folder, up, crs=crs, west=at[0] - 2500, north=at[1] + 2500, cell=50)


def around(place: BaseGeometry) -> Grid:
    return Grid.over(place, cell=25)


@pytest.mark.parametrize("rise", [0.0, 0.1, math.tan(math.radians(25))])
def test_the_slope_of_a_plane_is_exact(tmp_path: Path, rise: float) -> None:
    found = terrain_of(hillside(tmp_path, rise), around(SQUARE), crs=pyproj.CRS(CRS))
    assert len(found.slope) == 1600
    # metres of the projection are somewhat longer than those of the ellipsoid: 0.3 % at 500 km from its meridian
    assert found.slope == pytest.approx(math.degrees(math.atan(rise)), rel=5e-3, abs=1e-3)


def test_where_a_plane_faces(tmp_path: Path) -> None:
    grid = around(SQUARE)
    east = terrain_of(hillside(tmp_path, 0.2), grid, crs=pyproj.CRS(CRS))  # rises to the east: faces west
    assert east.from_pole == pytest.approx(90, abs=0.1)
    north = terrain_of(tilted(tmp_path, 0.2), grid, crs=pyproj.CRS(CRS))  # rises to the north: faces south
    assert north.from_pole == pytest.approx(180, abs=0.1)
    assert north.sunny(0).all()
    away = terrain_of(tilted(tmp_path, -0.2), grid, crs=pyproj.CRS(CRS))
    assert away.from_pole == pytest.approx(0, abs=0.1)
    assert not away.sunny(3).any()
    assert away.sunny(12).all()  # 11.3°: flat enough whatever it faces


def test_in_the_south_the_sun_stands_in_the_north(tmp_path: Path) -> None:
    south = "EPSG:32734"  # UTM 34 S
    place = box(499_500, 6_199_500, 500_500, 6_200_500)  # 34.3° S
    slope = tilted(tmp_path, -0.2, crs=south, at=(500_000, 6_200_000))  # faces north
    found = terrain_of(slope, around(place), crs=pyproj.CRS(south))
    assert found.from_pole == pytest.approx(180, abs=0.1)


def test_heights_in_degrees_and_in_a_stretched_projection(tmp_path: Path) -> None:
    place = box(499_500, 2_863_500, 500_500, 2_864_500)  # on the central meridian, 25.9° N
    # a second of arc is 30.77 m northwards there; the plane rises by 3.077 m a second, one in ten
    up = np.repeat(np.arange(200)[::-1, np.newaxis] * 3.077, 200, axis=1)
    west, north = 117 - 100 / 3600, 25.88 + 100 / 3600
    degrees = raster(tmp_path, up, crs="EPSG:4490", west=west, north=north, cell=1 / 3600)
    found = terrain_of(degrees, around(place), crs=pyproj.CRS(CRS))
    assert found.slope == pytest.approx(math.degrees(math.atan(0.1)), rel=2e-3)
    # web Mercator is stretched by 1 / cos 25.9° = 1.11: 100 of its metres are 90 on the ground
    x, y = pyproj.Transformer.from_crs(CRS, 3857, always_xy=True).transform(500_000, 2_864_000)
    up = np.repeat(np.arange(100)[::-1, np.newaxis] * 10.0, 100, axis=1)
    web = raster(tmp_path, up, crs="EPSG:3857", west=x - 5000, north=y + 5000, cell=100)
    found = terrain_of(web, around(place), crs=pyproj.CRS(CRS))
    assert found.slope == pytest.approx(math.degrees(math.atan(0.1 / math.cos(math.radians(25.88)))), rel=1e-2)


@pytest.mark.parametrize("cell", [30.0, 100.0])
def test_read_in_pieces_it_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cell: float) -> None:
    rough = np.random.default_rng(1).normal(scale=10, size=(300, 300))
    heights = raster(tmp_path, rough, crs=CRS, west=-4500, north=4500, cell=30)
    grid = Grid.over(box(-4000, -4000, 4000, 4000), cell=cell)
    whole = terrain_of(heights, grid, crs=pyproj.CRS(CRS))
    pieces = Raster.pieces

    def small(self: Raster, within: Window | None = None) -> Iterator[Window]:
        return pieces(self, within, cells=2000)

    monkeypatch.setattr(Raster, "pieces", small)
    parts = terrain_of(heights, grid, crs=pyproj.CRS(CRS))
    assert not np.isnan(whole.slope).any()
    assert parts.east == pytest.approx(whole.east, abs=1e-5)
    assert parts.north == pytest.approx(whole.north, abs=1e-5)


def test_steep_ground_is_taken_and_what_is_as_steep_as_the_limit_is_not(tmp_path: Path) -> None:
    place, land = frame(SQUARE), frame(SQUARE, code=["0404"])
    heights = hillside(tmp_path, 0.2)  # 11.31°
    given = {"place": place, "land_use": land, "elevation": heights, "cell": 100.0, "rules": ("slope",)}
    assert values(eligibility(**given, slope=11.5))["eligible"] == pytest.approx(100)
    assert values(eligibility(**given, slope=11.0))["eligible"] == 0
    flat = hillside(tmp_path, 0.0)
    assert values(eligibility(**{**given, "elevation": flat}, slope=0.0))["eligible"] == pytest.approx(100)


def test_ground_that_faces_away_is_taken_where_it_is_steep(tmp_path: Path) -> None:
    given = {"place": frame(SQUARE), "land_use": frame(SQUARE, code=["0404"]), "cell": 100.0, "rules": ("aspect",)}
    away = tilted(tmp_path, -0.2)
    assert values(eligibility(**given, elevation=away, pole_slope=11.0))["eligible"] == 0
    assert values(eligibility(**given, elevation=away, pole_slope=12.0))["eligible"] == pytest.approx(100)
    west = hillside(tmp_path, 0.2)  # 90° from the pole
    assert values(eligibility(**given, elevation=west, pole_slope=11.0))["eligible"] == pytest.approx(100)
    assert values(eligibility(**given, elevation=west, pole_slope=11.0, pole_sector=91.0))["eligible"] == 0


def test_ground_without_heights_is_taken_and_told(tmp_path: Path) -> None:
    up = np.zeros((40, 40))
    up[:, :20] = -9999  # nothing known in the west
    heights = raster(tmp_path, up, crs=CRS, west=-1000, north=1000, cell=50)
    result = eligibility(
        place=frame(SQUARE), land_use=frame(SQUARE, code=["0404"]), elevation=heights, cell=100.0, rules=("slope",)
    )
    assert values(result)["eligible"] == pytest.approx(50)
    assert any("50 ha have no height" in note.en for note in result.notes)


def test_mean_slope_and_facing_of_a_site(tmp_path: Path) -> None:
    given = {"place": frame(SQUARE), "land_use": frame(SQUARE, code=["0404"]), "cell": 100.0}
    site = eligibility(**given, elevation=tilted(tmp_path, 0.2)).tables["sites"].data.iloc[0]
    assert site["slope"] == pytest.approx(11.31, rel=5e-3)
    assert site["sunny"] == 100
