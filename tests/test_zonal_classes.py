"""Areas of classes in zones: by eye, against shapely, exactextract and pyproj, and with little memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import exactextract
import geopandas as gpd
import numpy as np
import pytest
import rasterio
import rasterio.warp
import shapely
from affine import Affine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geo_ruijin.zonal.classes import class_areas
from geo_ruijin.zonal.coded import coded, paired
from tests.memory import PEAK
from tests.zones import CODES, CORNER, made

WEST, NORTH = CORNER
AREA = 100 * 0.99975  # [m²] of a cell 100 km west of the meridian of 117°, by 1 - (100 / 6,371)²
VORONOI_SIDE = 1200


def square(*bounds: float) -> BaseGeometry:
    """Return a rectangle, in cells to the east and south of the corner: west, north, east, south."""
    west, north, east, south = bounds
    return shapely.box(WEST + 10 * west, NORTH - 10 * south, WEST + 10 * east, NORTH - 10 * north)


def zones(*shapes: BaseGeometry | None, crs: str = "EPSG:4548") -> gpd.GeoSeries:
    return gpd.GeoSeries(np.array(shapes, dtype=object), crs=crs)


def test_half_covered_cells(tmp_path: Path) -> None:
    # columns 0.5 to 2.5, rows 1 to 4: of trees 0.5 + 1 and of crops 0.5 in each of three rows
    found = class_areas(coded(made(tmp_path, CODES), "v"), zones(square(0.5, 1, 2.5, 4)), ellipsoidal=False)
    assert found.classes == ("tree", "crop", "water")
    assert found.areas.tolist() == [[4.5, 1.5, 0]]
    assert found.of("tree", "water").tolist() == [4.5]
    assert found.of("ice").tolist() == [0]
    assert found.known.tolist() == [6]
    assert found.nothing.tolist() == found.beyond.tolist() == [0]


def test_nothing_and_beyond_are_told_apart(tmp_path: Path) -> None:
    # the last column: crops, crops, nothing, water; and as much again beyond the raster
    found = class_areas(coded(made(tmp_path, CODES), "v"), zones(square(3, 0, 5, 4)), ellipsoidal=False)
    assert found.areas.tolist() == [[0, 2, 1]]
    assert found.nothing.tolist() == [1]
    assert found.beyond.tolist() == pytest.approx([4])


def test_on_the_ellipsoid(tmp_path: Path) -> None:
    found = class_areas(coded(made(tmp_path, CODES), "v"), zones(square(0, 0, 4, 4), square(3, 0, 5, 4)))
    assert found.areas[0] == pytest.approx([8 * AREA, 6 * AREA, AREA], rel=1e-5)
    assert found.beyond == pytest.approx([0, 4 * AREA], rel=1e-5)


def test_zones_that_overlap_each_count_what_they_hold(tmp_path: Path) -> None:
    grid = coded(made(tmp_path, CODES), "v")
    shapes = [square(0, 0, 4, 4), square(0, 0, 4, 4), square(1, 1, 3, 3), square(0.5, 0, 3.5, 4)]
    found = class_areas(grid, zones(*shapes), ellipsoidal=False)
    assert found.areas.tolist() == [[8, 6, 1], [8, 6, 1], [2, 2, 0], [6, 5, 0.5]]
    assert found.nothing.tolist() == [1, 1, 0, 0.5]


def test_empty_missing_far_and_tiny_zones(tmp_path: Path) -> None:
    grid = coded(made(tmp_path, CODES), "v")
    shapes = [shapely.Polygon(), None, square(-9, -9, -8, -8), square(1.25, 2, 1.5, 2.5)]
    found = class_areas(grid, zones(*shapes), ellipsoidal=False)
    assert found.areas.tolist() == [[0, 0, 0], [0, 0, 0], [0, 0, 0], [pytest.approx(0.125), 0, 0]]
    assert found.beyond.tolist() == pytest.approx([0, 0, 1, 0])
    degrees = class_areas(grid, zones(*shapes).to_crs("EPSG:4490"))
    assert degrees.areas[3, 0] == pytest.approx(0.125 * AREA, rel=1e-5)
    assert degrees.areas[:3].sum() == 0


@pytest.mark.parametrize("shapes", [[], [shapely.Polygon()], [None]])
def test_no_zone_at_all(shapes: list[BaseGeometry | None], tmp_path: Path) -> None:
    found = class_areas(coded(made(tmp_path, CODES), "v"), zones(*shapes, crs="EPSG:4490"))
    assert found.areas.shape == (len(shapes), 3)
    assert not found.areas.any()
    assert not found.beyond.any()


def test_amounts(tmp_path: Path) -> None:
    grid = coded(made(tmp_path, CODES, classes=None), "v", bounds=(2,))
    assert class_areas(grid, zones(square(0, 0, 4, 4)), ellipsoidal=False).areas.tolist() == [[8, 7]]


def test_pairs(tmp_path: Path) -> None:
    later = CODES.copy()
    later[0] = 2
    grid = paired(coded(made(tmp_path, CODES), "v"), coded(made(tmp_path, later, name="later"), "v"))
    found = class_areas(grid, zones(square(0, 0, 4, 4)), ellipsoidal=False)
    assert {pair: area for pair, area in zip(found.classes, found.areas[0].tolist(), strict=True) if area} == {
        ("tree", "crop"): 2,
        ("tree", "tree"): 6,
        ("crop", "crop"): 6,
        ("water", "water"): 1,
    }
    assert found.nothing.tolist() == [1]


# -- what must be so of any zones --------------------------------------------------------------------------------------


@st.composite
def anywhere(draw: st.DrawFn) -> BaseGeometry:
    """Draw a convex shape, with a triangle out of it."""
    spots = st.lists(st.tuples(st.floats(-2, 6), st.floats(-2, 6)), min_size=3, max_size=6)
    outer, hole = (shapely.convex_hull(shapely.MultiPoint(draw(spots))) for _ in range(2))
    shape = shapely.difference(outer, hole) if outer.area > 0 else shapely.Polygon()
    return shapely.transform(shape, lambda places: np.array([WEST, NORTH]) + 10 * places * [1, -1])


@given(shapes=st.lists(anywhere(), min_size=1, max_size=3))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_as_shapely_says(shapes: list[BaseGeometry], tmp_path: Path) -> None:
    found = class_areas(coded(made(tmp_path, CODES), "v"), zones(*shapes), ellipsoidal=False)
    for index, shape in enumerate(shapes):
        held = np.zeros(4)
        for row, column in np.ndindex(4, 4):
            cell = square(column, row, column + 1, row + 1)
            held[[3, 0, 1, 2][CODES[row, column]]] += shapely.intersection(cell, shape).area / 100
        assert [*found.areas[index], found.nothing[index]] == pytest.approx(held.tolist(), abs=1e-6)
        assert held.sum() + found.beyond[index] == pytest.approx(shape.area / 100, abs=1e-6)


def many(count: int, side: float) -> tuple[gpd.GeoSeries, BaseGeometry]:
    """Return Voronoi cells of a frame slightly within a square of some cells' side, and the frame."""
    rng = np.random.default_rng(count)
    spots = shapely.MultiPoint(np.array(CORNER) + rng.uniform(0, 10 * side, (count, 2)) * [1, -1])
    frame = square(0.3, 0.7, side - 0.4, side - 0.2)
    cells = shapely.get_parts(shapely.voronoi_polygons(spots, extend_to=frame.buffer(1000)))
    return zones(*shapely.intersection(cells, frame)), frame


@pytest.mark.parametrize(
    ("count", "dtype", "stored"),
    [
        (7, np.uint8, {"tiled": True, "blockxsize": 128, "blockysize": 256}),
        (400, np.uint8, {}),
        (30, np.int16, {"tiled": True, "blockxsize": 256, "blockysize": 256}),
    ],
)
def test_shares_as_exactextract_has_them(count: int, dtype: type, stored: dict[str, Any], tmp_path: Path) -> None:
    side = VORONOI_SIDE
    rng = np.random.default_rng(1)
    cells = rng.choice(np.array([1, 2, 3, 7], dtype=dtype), (side, side))  # 7 is nothing
    raster = made(tmp_path, cells, nodata=7, **stored)
    shapes, frame = many(count, side)
    found = class_areas(coded(raster, "v"), shapes, ellipsoidal=False)
    shares = found.areas / found.known[:, np.newaxis]
    peers = exactextract.exact_extract(
        str(raster.path), gpd.GeoDataFrame(geometry=shapes), ["frac", "unique", "count"], output="pandas"
    )
    for index, (fractions, codes) in enumerate(zip(peers["frac"], peers["unique"], strict=True)):
        theirs = dict(zip(codes.tolist(), fractions.tolist(), strict=True))
        # coordinates of 2.8e6 m in cells of 10 m are rounded to 5e-11 of a cell
        assert shares[index] == pytest.approx([theirs.get(code, 0) for code in (1, 2, 3)], abs=1e-9)
    assert found.known == pytest.approx(peers["count"].to_numpy(), rel=1e-7)  # theirs is of floats of four bytes
    assert found.areas.sum() + found.nothing.sum() == pytest.approx(frame.area / 100, rel=1e-10)
    together = class_areas(coded(raster, "v"), zones(frame), ellipsoidal=False)
    assert found.areas.sum(axis=0) == pytest.approx(together.areas[0], rel=1e-10)
    assert not found.beyond.any()


@pytest.mark.parametrize("crs", ["EPSG:4548", "EPSG:4490", "EPSG:3857", "EPSG:32650"])
def test_all_classes_together_are_the_area_on_the_ellipsoid(crs: str, tmp_path: Path) -> None:
    # a place of 60 by 60 km, and the same cells in any system: in each the areas are those pyproj measures
    place = zones(shapely.Point(WEST, NORTH).buffer(30_000, quad_segs=90))
    frame = place.to_crs(crs).total_bounds
    side = (frame[2] - frame[0]) / 700
    rng = np.random.default_rng(5)
    cells = rng.choice(np.array([1, 2, 3], dtype=np.uint8), (1100, 750))
    transform = Affine(side, 0, frame[0] - side, 0, -side, frame[3] + 7.3 * side)
    found = class_areas(coded(made(tmp_path, cells, crs=crs, transform=transform), "v"), place)
    geod = CRS("EPSG:4490").get_geod()
    assert geod is not None
    on_ellipsoid = abs(geod.geometry_area_perimeter(place.segmentize(100).to_crs("EPSG:4490")[0])[0])
    assert found.known[0] == pytest.approx(on_ellipsoid, rel=1e-6)
    assert found.beyond[0] == found.nothing[0] == 0


def test_what_neighbours_hold_adds_up_to_the_whole_in_another_system(tmp_path: Path) -> None:
    shapes, frame = many(300, 5000)
    frame_degrees = shapes.to_crs("EPSG:4490").total_bounds
    step = 1 / 1200
    transform = Affine(step, 0, frame_degrees[0] - 0.001, 0, -step, frame_degrees[3] + 0.001)
    cells = np.random.default_rng(2).choice(np.array([1, 2, 3], dtype=np.uint8), (620, 620))
    grid = coded(made(tmp_path, cells, crs="EPSG:4490", transform=transform), "v")
    parts, whole = class_areas(grid, shapes), class_areas(grid, zones(frame))
    # sides of neighbours are cut at other places before they are bent: gaps and overlaps of millimetres between
    assert parts.areas.sum(axis=0) == pytest.approx(whole.areas[0], rel=1e-7)
    assert not parts.beyond.any()


def test_degrees_and_metres_agree(tmp_path: Path) -> None:
    # patches of 50 by 50 cells, in degrees and brought to metres by the nearest
    rng = np.random.default_rng(8)
    step, side = 1 / 12_000, 1500
    patches = np.kron(rng.choice(np.array([1, 2, 3], dtype=np.uint8), (30, 30)), np.ones((50, 50), dtype=np.uint8))
    degrees = made(tmp_path, patches, crs="EPSG:4490", transform=Affine(step, 0, 116, 0, -step, 25.8), name="degrees")
    with rasterio.open(degrees.path) as file:
        transform, width, height = rasterio.warp.calculate_default_transform(
            file.crs, "EPSG:4548", file.width, file.height, *file.bounds, resolution=5
        )
        cells = np.zeros((height, width), dtype=np.uint8)
        rasterio.warp.reproject(rasterio.band(file, 1), cells, dst_transform=transform, dst_crs="EPSG:4548")
    metres = made(tmp_path, cells, transform=transform, name="metres")
    west, north = 116 + 0.1 * side * step, 25.8 - 0.1 * side * step
    place = zones(shapely.box(west, north - 0.8 * side * step, west + 0.8 * side * step, north), crs="EPSG:4490")
    one, other = (class_areas(coded(raster, "v"), place) for raster in (degrees, metres))
    assert one.areas == pytest.approx(other.areas, rel=1e-3)
    assert one.known == pytest.approx(other.known, rel=1e-6)
    # and on the grid of the other
    third = class_areas(coded(degrees, "v", grid=metres), place)
    assert third.areas == pytest.approx(other.areas, rel=1e-4)


def test_feet(tmp_path: Path) -> None:
    transform = Affine(100, 0, 1_000_000, 0, -100, 200_400)
    raster = made(tmp_path, CODES, crs="EPSG:2263", transform=transform)
    found = class_areas(coded(raster, "v"), zones(shapely.box(1_000_000, 200_000, 1_000_400, 200_400), crs="EPSG:2263"))
    foot = 1200 / 3937  # [m], of the US survey
    assert found.areas[0] == pytest.approx([count * (100 * foot) ** 2 for count in (8, 6, 1)], rel=1e-4)


# -- memory ------------------------------------------------------------------------------------------------------------

_TOLD = f"""
import sys
from pathlib import Path
import geopandas as gpd, shapely
from geo_ruijin.raster import Raster
from geo_ruijin.sources.rasters import open_raster
from geo_ruijin.spec import ColumnSpec
from geo_ruijin.text import same
from geo_ruijin.zonal.classes import class_areas
from geo_ruijin.zonal.coded import coded
column = ColumnSpec(type="text", values=["tree", "water"], title=same("v"))
values = {{"v": {{"10": "tree", "80": "water"}}}}
raster = open_raster(Path(sys.argv[1]), columns={{"v": column}}, values=values, nodata=[])
west, south, east, north = raster.bounds
zones = gpd.GeoSeries([shapely.box(west, south, east, north)], crs=raster.crs)
found = class_areas(coded(raster, "v"), zones)
print({PEAK}, found.known[0], found.of("tree")[0])
"""


def test_a_province_at_10_m_takes_no_more_memory_than_a_county(tmp_path: Path) -> None:
    # 1.7e9 cells as a file has them that is nearly all one class: blocks that are not stored are 0, which is the sea
    path, side = tmp_path / "province.tif", 41_000
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=side,
        height=side,
        count=1,
        dtype="uint8",
        crs="EPSG:4490",
        transform=Affine(1 / 12_000, 0, 114, 0, -1 / 12_000, 28),
        tiled=True,
        blockxsize=1024,
        blockysize=1024,
        compress="deflate",
        sparse_ok=True,
    ) as file:
        file.write(np.full((1024, 1024), 10, dtype=np.uint8), 1, window=rasterio.windows.Window(2048, 1024, 1024, 1024))
    program = _TOLD.replace('"80"', '"0"')
    ran = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    peak, known, tree = map(float, ran.stdout.split())
    assert peak < 500  # MB
    # 3.4167 degrees from 24.58 to 28 N: 1° is 111.32 km · cos φ by 110.77 km
    assert known == pytest.approx(3.41667**2 * 111.32 * np.cos(np.radians(26.29)) * 110.77 * 1e6, rel=1e-3)
    assert tree == pytest.approx(known / (side / 1024) ** 2, rel=0.02)
