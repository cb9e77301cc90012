"""The land against the sky: by hand, and against a march in small steps."""

from __future__ import annotations

from math import atan, cos, degrees, radians, sin
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from scipy.ndimage import map_coordinates

from geo_ruijin.raster import Band, Raster
from geo_ruijin.solar import land as lands
from geo_ruijin.solar import terrain
from geo_ruijin.solar.horizon import cut_off, terrain_horizon
from tests.planes import hillside

Floats = NDArray[np.float64]

METRES = CRS("EPSG:4548")
SAMPLE = Path(__file__).parents[1] / "layers/data/sample"

#: What the earth's roundness takes off a height, less what light bends along with it: d² (1 - 0.13) / 2R.
BEND = (1 - 0.13) / (2 * 6_371_000)

EAST, SOUTH, WEST = 1, 2, 3


def land(folder: Path, cells: Floats, *, cell: float = 100, nodata: float | None = None) -> Raster:
    """Return heights in square cells, the first of them north-west, around the origin."""
    rows, columns = cells.shape
    return raster(folder, cells, Affine(cell, 0, -cell * columns / 2, 0, -cell, cell * rows / 2), METRES, nodata)


def raster(folder: Path, cells: Floats, grid: Affine, crs: CRS, nodata: float | None = None) -> Raster:
    path = folder / "land.tif"
    rows, columns = cells.shape
    shape = {"width": columns, "height": rows, "count": 1, "dtype": "float32", "crs": crs, "transform": grid}
    with rasterio.open(path, "w", driver="GTiff", nodata=nodata, **shape) as file:
        file.write(cells.astype(np.float32), 1)
    return Raster(path, None, crs, grid, columns, rows, {"elevation": Band(1, nodata, "float32", unit="m")})


def seen(
    heights: Raster, *points: tuple[float, float], above: float = 0, radius: float = 2000, sectors: int = 4
) -> Floats:
    """Return the horizon of eyes at the same height above the ground."""
    eyes = np.array(points, dtype=np.float64).reshape(-1, 2)
    height = np.full(len(eyes), float(above))
    return terrain_horizon(heights, eyes, crs=METRES, height_above=height, radius=radius, sectors=sectors)


# -- by hand -----------------------------------------------------------------------------------------------------------


def test_a_slope_is_its_own_horizon(tmp_path: Path) -> None:
    # 1 in 10 eastwards: seen one cell away, where the earth has hardly bent; across the slope 1 / sqrt(2) of it
    found = seen(hillside(tmp_path, 0.1), (50, 50), sectors=8)[0]
    uphill, across = degrees(atan(0.1)), degrees(atan(0.1 * sin(radians(45))))
    assert found == pytest.approx([0, across, uphill, across, 0, 0, 0, 0], abs=1e-3)


def test_a_high_roof_looks_over_the_near_slope(tmp_path: Path) -> None:
    # 10 m up the slope is highest as far as one looks: (0.1 * 2000 - 10 - bend) / 2000
    found = seen(hillside(tmp_path, 0.1), (50, 50), above=10)[0]
    assert found[EAST] == pytest.approx(degrees(atan((190 - BEND * 2000**2) / 2000)), abs=1e-4)
    assert seen(hillside(tmp_path, 0.1), (50, 50), above=200)[0].max() == 0


def test_an_unknown_height_is_the_ground(tmp_path: Path) -> None:
    slope, place = hillside(tmp_path, 0.1), np.array([[50.0, 50.0]])
    unknown = terrain_horizon(slope, place, crs=METRES, height_above=np.array([np.nan]), radius=500, sectors=4)
    assert unknown == pytest.approx(seen(slope, (50, 50), radius=500))


@pytest.mark.parametrize("away", [1, 7, 99, 100, 101, 137, 150, 199])
def test_no_ridge_is_stepped_over(tmp_path: Path, away: int) -> None:
    # a wall one cell wide to the east, 400 m high: the middle of its cell lies `away` cells off
    cells = np.zeros((5, 401))
    cells[:, 200 + away] = 400
    found = seen(land(tmp_path, cells), (0, 0), radius=20_000)[0]
    # through pairs of cells it may seem a cell nearer or further
    off = 0 if away < 100 else 1
    near, far = (degrees(atan(400 / at - BEND * at)) for at in (100 * (away - off), 100 * (away + off)))
    assert far - 1e-3 <= found[EAST] <= near + 1e-3
    assert found[WEST] == 0


def test_the_earth_hides_what_is_far_and_low(tmp_path: Path) -> None:
    # 27 m over 20 km: a ridge of 25 m is below the horizon, one of 35 m is not
    for height, hidden in ((25, True), (35, False)):
        cells = np.zeros((5, 401))
        cells[:, -1] = height
        assert (seen(land(tmp_path, cells), (0, 0), radius=25_000)[0][EAST] == 0) == hidden


def test_up_to_the_radius(tmp_path: Path) -> None:
    cells = np.zeros((5, 41))
    cells[:, 30] = 100  # 1000 m east of the middle
    assert seen(land(tmp_path, cells), (0, 0), radius=1000)[0][EAST] == pytest.approx(degrees(atan(0.1)), abs=0.01)
    assert seen(land(tmp_path, cells), (0, 0), radius=899)[0][EAST] == 0


def test_what_is_not_known_hides_nothing(tmp_path: Path) -> None:
    cells = np.zeros((41, 41))
    cells[:, 30] = 100
    cells[:, 31] = -9999
    cells[20, 10] = -9999  # 1000 m west
    heights = land(tmp_path, cells, nodata=-9999)
    found = seen(heights, (0, 0), (-1000, 0), (5000, 0), (0, -90_000))
    assert found[0] == pytest.approx([0, degrees(atan(0.1)), 0, 0], abs=0.01)
    assert (found[1:] == 0).all()
    assert seen(heights).shape == (0, 4)


def test_where_the_raster_ends_within_the_radius(tmp_path: Path) -> None:
    heights = land(tmp_path, np.zeros((41, 41)))  # 2050 m around the origin
    points = np.array([[0.0, 0.0], [50.0, 0.0], [51.0, 0.0], [0.0, -51.0], [9999.0, 0.0]])
    assert cut_off(heights, points, crs=METRES, radius=2000).tolist() == [False, False, True, True, True]


def test_points_of_a_cell_look_from_its_middle_and_their_own_storey(tmp_path: Path) -> None:
    slope = hillside(tmp_path, 0.1)
    places = np.array([[10.0, 20.0], [90.0, 80.0], [50.0, 50.0]])
    found = terrain_horizon(slope, places, crs=METRES, height_above=np.array([9.8, 10.3, 20.0]), radius=2000)
    assert (found[0] == found[1]).all()
    assert found[0].max() > found[2].max() > 0
    exact = terrain_horizon(slope, places, crs=METRES, height_above=np.array([9.8, 10.3, 20]), radius=2000, level=0.1)
    assert exact[0].max() > exact[1].max()


@pytest.mark.parametrize(
    ("crs", "place"), [("EPSG:4548", (115.9, 25.9)), ("EPSG:32719", (-70.5, -49.8)), ("EPSG:32633", (17.2, 66.1))]
)
@pytest.mark.parametrize("azimuth", [30, 90, 215])
def test_a_hill_in_a_raster_of_degrees(tmp_path: Path, crs: str, place: tuple[float, float], azimuth: int) -> None:
    # a cone 600 m high and 1 km wide, 4 km from the eye, in metres of the points' own system, anywhere on earth
    to_metres = Transformer.from_crs(4326, crs, always_xy=True)
    step = 1 / 3600
    rows, columns = 400, 1000
    grid = Affine(step, 0, place[0] - columns / 2 * step, 0, -step, place[1] + rows / 2 * step)
    eye = np.array(to_metres.transform(*(grid * (columns / 2 + 0.5, rows / 2 + 0.5))))
    top = eye + 4000 * np.array([sin(radians(azimuth)), cos(radians(azimuth))])
    x, y = grid * np.meshgrid(np.arange(columns) + 0.5, np.arange(rows) + 0.5)
    away = np.hypot(*(np.array(to_metres.transform(x, y)) - top[:, None, None]))
    heights = raster(tmp_path, 600 * np.maximum(1 - away / 500, 0), grid, CRS(4326))
    found = terrain_horizon(heights, eye[None], crs=CRS(crs), height_above=np.zeros(1), radius=6000)[0]
    expected = np.zeros(72)
    expected[azimuth // 5] = degrees(atan(600 / 4000))
    assert np.argmax(found) == azimuth // 5
    assert found.max() == pytest.approx(expected.max(), abs=0.5)  # cells of 31 m on a slope of 1.2
    # 5° beside it a ray passes 349 m from the top: 600 (1 - 349 / 500) m high; 10° beside it 695 m: none
    beside = degrees(atan(600 * (1 - 4000 * sin(radians(5)) / 500) / (4000 * cos(radians(5)))))
    # looked at two cells a time, 62 m on a slope of 1.2: 74 m at 4 km
    assert found[[azimuth // 5 - 1, azimuth // 5 + 1]] == pytest.approx([beside] * 2, abs=1.1)
    assert found[[azimuth // 5 - 2, azimuth // 5 + 2]] == pytest.approx([0, 0], abs=0.01)


# -- against a march in small steps ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample() -> Raster:
    path = SAMPLE / "elevation.tif"
    with rasterio.open(path) as file:
        band = Band(1, file.nodata, file.dtypes[0], unit="m")
        return Raster(path, None, CRS(file.crs), file.transform, file.width, file.height, {"elevation": band})


def homes(count: int) -> Floats:
    rows = gpd.read_parquet(SAMPLE / "buildings.parquet").geometry.centroid
    chosen = np.random.default_rng(8).choice(len(rows), count, replace=False)
    return np.column_stack([rows.x.to_numpy()[chosen], rows.y.to_numpy()[chosen]])


def test_the_sample_in_small_steps(sample: Raster) -> None:
    places, above, radius = homes(60), 6.0, 15_000
    found = terrain_horizon(sample, places, crs=METRES, height_above=np.full(60, above), radius=radius)
    cells, grid = np.ma.filled(sample.read("elevation").astype(np.float64), -1e6), sample.transform
    azimuth = np.radians(np.arange(72) * 5)[:, None]
    distance = np.arange(grid.a, radius, 10.0)
    for place, horizon in zip(places, found, strict=True):
        column, row = (np.floor(at) for at in ~grid * tuple(place))
        at = [row - np.cos(azimuth) * distance / grid.a, column + np.sin(azimuth) * distance / grid.a]
        ground = map_coordinates(cells, at, order=1, cval=-1e6)
        eye = cells[int(row), int(column)] + above
        exact = np.degrees(np.arctan(((ground - BEND * distance**2 - eye) / distance).max(axis=1).clip(0)))
        assert np.abs(horizon - exact).max() < 1
        assert np.abs(horizon - exact).mean() < 0.1


def test_in_small_pieces_the_same(sample: Raster, monkeypatch: pytest.MonkeyPatch) -> None:
    places = homes(200)
    whole = terrain_horizon(sample, places, crs=METRES, height_above=np.zeros(200), radius=9000, sectors=12)
    monkeypatch.setattr(lands, "_HELD", 1000)
    monkeypatch.setattr(terrain, "_PART", 20_000)
    again = terrain_horizon(sample, places, crs=METRES, height_above=np.zeros(200), radius=9000, sectors=12)
    assert again == pytest.approx(whole, abs=1e-4)
