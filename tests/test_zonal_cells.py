"""The true area of cells, against polygons measured on the ellipsoid by pyproj."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine
from pyproj import CRS
from rasterio.windows import Window

from geo_ruijin.zonal.cells import areas_of, cell_areas


def on_ellipsoid(crs: CRS, west: float, south: float, east: float, north: float) -> float:
    """Return the area of a rectangle of a map [m²]: its sides cut into a thousand, each a geodesic."""
    box = gpd.GeoSeries([shapely.box(west, south, east, north)], crs=crs).segmentize((east - west) / 1000)
    geographic, geod = CRS(crs.geodetic_crs), crs.get_geod()
    assert geod is not None
    unit = np.degrees(geographic.axis_info[0].unit_conversion_factor)
    placed = shapely.transform(box.to_crs(geographic)[0], lambda places: places * unit)
    return float(abs(geod.geometry_area_perimeter(placed)[0]))


@pytest.mark.parametrize(
    ("code", "west", "north", "side", "size"),
    [
        (4326, 115.7, 26.3, 1 / 12_000, (600, 500)),
        (4490, 115.7, 26.3, 1 / 3600, (600, 500)),
        (4326, -72.0, -60.0, 1 / 120, (40, 30)),  # south
        (4902, 10.0, 50.0, 0.001, (100, 100)),  # grads east of Paris
        (4548, 400_000, 2_860_000, 10, (600, 500)),
        (32650, 250_000, 2_860_000, 30, (600, 500)),
        (27572, 600_000, 2_400_000, 50, (600, 500)),  # a map of them
        (3857, 12_900_000, 2_980_000, 10, (600, 500)),  # a sphere for an ellipsoid
        (2263, 1_000_000, 200_000, 30, (600, 500)),  # feet of New York
        (3035, 4_000_000, 3_000_000, 100, (600, 500)),  # equal areas
        (3857, 12_900_000, 2_980_000, 1000, (300, 300)),  # too far apart to be smooth
    ],
)
def test_the_cells_of_a_window_are_its_area(
    code: int, west: float, north: float, side: float, size: tuple[int, int]
) -> None:
    crs, (width, height) = CRS(code), size
    # the same window, once from its own corner and once as a part of a larger grid
    for column, row in ((0, 0), (70, 30)):
        grid = Affine(side, 0, west - column * side, 0, -side, north + row * side)
        rows, columns = areas_of(crs, grid)(Window(column, row, width, height))
        assert (len(rows), len(columns)) == (height, width)
        total = rows.sum() * columns.sum()
        geodesic = on_ellipsoid(crs, west, north - height * side, west + width * side, north)
        assert total == pytest.approx(geodesic, rel=2e-8)


def test_single_cells_of_a_map_are_their_own_area() -> None:
    crs, grid = CRS(4548), Affine(10, 0, 400_000, 0, -10, 2_860_000)
    rows, columns = areas_of(crs, grid)(Window(0, 0, 1024, 1024))
    for row, column in ((0, 0), (0, 960), (960, 0), (511, 700)):
        x, y, side = 400_000 + 10 * column, 2_860_000 - 10 * row, 64
        area = rows[row : row + side].sum() * columns[column : column + side].sum()
        assert area == pytest.approx(on_ellipsoid(crs, x, y - 640, x + 640, y), rel=1e-7)
    # 112 km from the meridian of 117°, scale rises to the west: k² - 1 = (x / R)²
    assert columns[0] < 1 < columns[-1]


def test_the_whole_ellipsoid() -> None:
    rows = cell_areas(CRS(4326), Affine(1, 0, 0, 0, -1, 90), Window(0, 0, 1, 180))
    assert 360 * rows.sum() == pytest.approx(510_065_621_724_088.44)  # 4πR², R the authalic radius 6,371,007.1809 m
    assert rows[:90] == pytest.approx(rows[:89:-1])


def test_a_sphere() -> None:
    crs = CRS("+proj=longlat +R=1000 +type=crs")
    rows = cell_areas(crs, Affine(90, 0, 0, 0, -90, 90), Window(0, 0, 4, 2))
    assert rows.tolist() == pytest.approx([np.pi / 2 * 1000**2] * 2)  # an eighth of 4πR²


def test_one_row_and_one_column() -> None:
    crs, grid = CRS(4548), Affine(10, 0, 500_000, 0, -10, 2_860_000)
    rows, columns = areas_of(crs, grid)(Window(0, 0, 1, 1))
    assert rows == pytest.approx([100], rel=1e-8)  # on the meridian of 117° scale is 1
    assert columns.tolist() == [1.0]
