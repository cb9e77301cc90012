"""Areas on the ellipsoid: those of a zone between two parallels, whatever map it is drawn on."""

from __future__ import annotations

import geopandas as gpd
import pytest
from affine import Affine
from pyproj import CRS
from rasterio.windows import Window
from shapely import box

from geo_ruijin.zonal.cells import cell_areas
from geo_ruijin.zonal.ellipsoid import areas_on_ellipsoid

#: A tenth of a degree, whose exact area is known by another way: between two parallels and two meridians.
CELL = box(116, 25.9, 116.1, 26)
EXACT = cell_areas(CRS(4490), Affine(0.1, 0, 116, 0, -0.1, 26), Window(0, 0, 1, 1))[0]


@pytest.mark.parametrize("crs", [4490, 4548, 32650, 3857])
def test_the_map_does_not_matter(crs: int) -> None:
    # parallels are no geodesics: the cell is drawn with a place every 1/1000 degree
    cell = gpd.GeoSeries([CELL], crs=4490).segmentize(0.001).to_crs(crs)
    assert areas_on_ellipsoid(cell) == pytest.approx([EXACT], rel=1e-7)


def test_a_hole_is_taken_off_and_the_way_round_does_not_matter() -> None:
    whole, hole = box(500_000, 2_860_000, 501_000, 2_861_000), box(500_200, 2_860_200, 500_300, 2_860_300)
    ring, both = areas_on_ellipsoid(gpd.GeoSeries([whole - hole, (whole - hole).reverse()], crs=4548))
    assert ring == pytest.approx(both)
    assert ring == pytest.approx(990_000, rel=1e-6)  # a million less 10,000 m², true to scale on the meridian


def test_no_shapes_have_no_areas() -> None:
    assert areas_on_ellipsoid(gpd.GeoSeries([], crs=4548)).tolist() == []
