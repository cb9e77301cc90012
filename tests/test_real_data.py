"""Real data taken in with one command each, landing where they truly are; skipped where they are not at hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from rasterio.windows import Window, from_bounds
from shapely import box

from geo_ruijin.layers import Layer
from geo_ruijin.project import open_project
from geo_ruijin.raster import Raster
from geo_ruijin.reading import read_layers
from geo_ruijin.sources.products import PRODUCTS
from geo_ruijin.sources.rasters import open_raster
from geo_ruijin.spec import ColumnSpec
from geo_ruijin.zonal.amounts import amounts_in
from geo_ruijin.zonal.classes import class_areas
from geo_ruijin.zonal.coded import coded
from tests.command import geo_ruijin
from tests.extracts import ANDORRA
from tests.memory import PEAK

CASES = ANDORRA.parents[1]
RASTERS = CASES / "raster"
NEIBA = RASTERS / "sierra_de_neiba_478140.gpkg"
SUZHOU = CASES / "buildings/suzhou.geojson"

pytestmark = pytest.mark.skipif(not SUZHOU.is_file(), reason="the real data are not here")

WITHIN = 0.5  # [m] everything must land
DEGREE = 111_320  # [m] of latitude, and no degree is longer


def project(folder: Path, boundary: Path | tuple[float, float, float, float]) -> Path:
    """Make a project for a place, given as a file or as west, south, east and north [degrees]."""
    if isinstance(boundary, tuple):
        border = folder / "边界.gpkg"
        gpd.GeoDataFrame(geometry=[box(*boundary)], crs="EPSG:4326").to_file(border)
    else:
        border = boundary
    made = geo_ruijin("new", folder / "地方", "--name", "某地", "--boundary", border, "--datum", "wgs84")
    assert made.status == 0, made.words
    return folder / "地方"


def added(there: Path, layer: str, path: Path, *options: object) -> Layer:
    """Add a file, which stays as it is, and return the layer as the project reads it from then on."""
    before = path.read_bytes()
    said = geo_ruijin("add", layer, path, *options, "--project", there)
    assert said.status == 0, said.words
    assert path.read_bytes() == before
    read = read_layers(open_project(there), [layer])
    assert layer in read.layers, read.missing
    assert not [fault for fault in read.layers[layer].record.faults if fault.serious]
    return read.layers[layer]


def demand_same_cells(raster: Raster, column: str, path: Path) -> NDArray[Any]:
    """Demand that a raster has the file's own cells where they are; return those of the place, all of them."""
    with rasterio.open(path) as file:
        west, south, east, north = raster.bounds
        exact = from_bounds(west, south, east, north, file.transform)
        there = Window(*(round(value) for value in exact.flatten()))
        assert max(abs(a - b) for a, b in zip(exact.flatten(), there.flatten(), strict=True)) * file.res[0] < (
            WITHIN / DEGREE
        )
        assert (raster.width, raster.height) == (there.width, there.height)
        own = file.read(1, window=there, masked=True)
    found = raster.read(column)
    assert (np.ma.getmaskarray(found) == np.ma.getmaskarray(own)).all()
    assert (found.compressed() == own.compressed()).all()
    assert found.count()
    cells: NDArray[Any] = own.compressed()
    return cells


# -- buildings ---------------------------------------------------------------------------------------------------------


def test_buildings_of_suzhou(tmp_path: Path) -> None:
    # the file says nothing of their use; its column Id is 0 throughout
    there = project(tmp_path, (120.58, 31.28, 120.63, 31.32))
    options = ("--datum", "wgs84", "--set", "use=yes")  # Floor is known for the floors
    layer = added(there, "buildings", SUZHOU, *options)
    truth = gpd.read_file(SUZHOU)
    found = layer.features.to_crs("EPSG:32651")  # not the project's own zone of CGCS2000
    own = truth.to_crs("EPSG:32651")
    assert len(found) == len(own) == 3076
    corners, rings = (shapely.get_coordinates(rows.geometry.to_numpy()) for rows in (found, own))
    assert corners.shape == rings.shape
    assert np.hypot(*(corners - rings).T).max() < WITHIN
    assert list(found["floors"]) == list(truth["Floor"])
    assert set(found["use"]) == {"yes"}
    assert layer.record.datum == "wgs84"


def test_buildings_whose_datum_nobody_declares_are_refused(tmp_path: Path) -> None:
    there = project(tmp_path, (120.58, 31.28, 120.63, 31.32))
    said = geo_ruijin("add", "buildings", SUZHOU, "--column", "floors=Floor", "--project", there)
    assert said.status == 1
    assert "does not declare its datum" in said.words
    assert not (there / "layers/data/own/buildings").exists() or not any(
        (there / "layers/data/own/buildings").iterdir()
    )


# -- rasters -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layer", "column", "name", "place", "limits"),
    [
        ("tree_cover", "tree_cover", "Hansen_GFC-2023-v1.11_treecover2000_20N_080W.tif", "west of it", (0, 100)),
        ("tree_loss", "loss_year", "Hansen_GFC-2023-v1.11_lossyear_20N_080W.tif", "west of it", (0, 23)),
        ("elevation", "elevation", "NASADEM_HGT_n18w072.tif", "all of it", (0, 3101)),  # Pico Duarte
        ("surface_water", "occurrence", "occurrence_60W_10Nv1_4_2021.tif", "Guyana", (0, 100)),
    ],
)
def test_a_raster_is_the_files_own_cells(
    layer: str, column: str, name: str, place: str, limits: tuple[float, float], tmp_path: Path
) -> None:
    # Hansen's clips show but the western end of the protected area
    places = {"west of it": (-71.735, 18.635, -71.692, 18.684), "Guyana": (-59.84, 8.31, -59.72, 8.36)}
    there = project(tmp_path, places.get(place, NEIBA))
    found = added(there, layer, RASTERS / name, "--datum", "wgs84")
    (raster,) = found.rasters
    cells = demand_same_cells(raster, column, RASTERS / name)
    assert limits[0] <= cells.min() < cells.max() <= limits[1]


def test_land_cover_out_of_a_tile_of_a_milliard_cells(tmp_path: Path) -> None:
    path = RASTERS / "ESA_WorldCover_10m_2021_v200_N00E006_Map.tif"
    there = project(tmp_path, (6.60, 0.25, 6.75, 0.36))  # the north of São Tomé, its town and the sea
    words = PRODUCTS["esa_worldcover"].values
    values = [option for code, word in words.items() for option in ("--values", f"cover:{code}={word}")]
    (raster,) = added(there, "land_cover", path, "--datum", "wgs84", "--year", 2021, *values).rasters
    cells = demand_same_cells(raster, "cover", path)
    assert {10, 50, 80} <= set(np.unique(cells).tolist())  # trees, buildings, water
    classes = raster.bands["cover"].classes
    assert classes is not None
    assert {str(code): word for code, word in classes.items() if str(code) in words} == words
    assert raster.year == 2021
    # 0.15 and 0.11 degrees of 12,000 cells, and 4 more on every side
    assert (raster.width, raster.height) == (1808, 1328) or (raster.width, raster.height) == (1809, 1329)
    kept = sum(one.stat().st_size for one in (there / "layers/data/own/land_cover").rglob("*.tif"))
    assert kept < path.stat().st_size / 10


def test_a_whole_tile_of_land_cover_takes_little_memory() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", TOLD, RASTERS / "ESA_WorldCover_10m_2021_v200_N00E006_Map.tif"],
        capture_output=True,
        text=True,
        check=True,
    )
    peak, known, nothing, beyond, tree = map(float, ran.stdout.split())
    assert peak < 500  # MB
    geod = Geod(ellps="WGS84")
    sides = shapely.segmentize(box(6, 0, 9, 3), 0.001)
    assert known + nothing == pytest.approx(abs(geod.geometry_area_perimeter(sides)[0]), rel=1e-6)
    assert beyond == 0
    assert 900e6 < tree < 1000e6  # São Tomé and Príncipe have 1,001 km²


TOLD = f"""
import sys
from pathlib import Path
import geopandas as gpd, shapely
from geo_ruijin.sources.legends import LEGENDS
from geo_ruijin.sources.rasters import open_raster
from geo_ruijin.spec import ColumnSpec
from geo_ruijin.text import same
from geo_ruijin.zonal.classes import class_areas
from geo_ruijin.zonal.coded import coded
values = {{"v": {{str(code): word for code, word in LEGENDS["esa_worldcover"].values.items()}}}}
columns = {{"v": ColumnSpec(type="text", values=sorted(set(values["v"].values())), title=same("v"))}}
raster = open_raster(Path(sys.argv[1]), columns=columns, values=values)
found = class_areas(coded(raster, "v"), gpd.GeoSeries([shapely.box(*raster.bounds)], crs=raster.crs))
print({PEAK}, found.known[0], found.nothing[0], found.beyond[0], found.of("tree")[0])
"""


@pytest.mark.parametrize(
    ("name", "bounds", "where"),
    [
        ("Hansen_GFC-2023-v1.11_treecover2000_20N_080W.tif", (30,), "protected"),
        ("Hansen_GFC-2023-v1.11_lossyear_20N_080W.tif", (1, 11), "protected"),
        ("NASADEM_HGT_n18w072.tif", (1000, 2000), "protected"),
        ("ppp_2020_1km_Aggregated.tif", (10, 50), "protected"),
        ("burundi_worldpop.tif", (100, 1000), "a circle"),
        ("occurrence_60W_10Nv1_4_2021.tif", (5, 75), "a circle"),
    ],
)
def test_shares_and_means_are_those_of_cells_cut_one_by_one(name: str, bounds: tuple[float, ...], where: str) -> None:
    raster = open_raster(RASTERS / name, columns={"v": ColumnSpec(type="number")}, values={})
    west, south, east, north = raster.bounds
    middle = shapely.Point((west + east) / 2, (south + north) / 2).buffer((north - south) / 2.1)
    place = gpd.read_file(NEIBA).geometry if where == "protected" else gpd.GeoSeries([middle], crs=raster.crs)
    found = class_areas(coded(raster, "v", bounds=bounds), place)
    amounts = amounts_in(raster, "v", place)
    # every cell by itself: the part inside by shapely, its area by the formula of a small rectangle on the ellipsoid
    cells = raster.read("v")
    rows, columns = np.indices(cells.shape)
    wide, high = raster.pixel_size
    corners = west + columns * wide, north - (rows + 1) * high, west + (columns + 1) * wide, north - rows * high
    part = shapely.area(shapely.intersection(shapely.box(*corners), place.union_all())) / (wide * high)
    latitude = np.radians(north - (rows + 0.5) * high)
    es = 0.0066943799901413165
    area = part * np.radians(wide) * np.radians(high) * 6_378_137.0**2 * (1 - es) * np.cos(latitude)
    area /= (1 - es * np.sin(latitude) ** 2) ** 2
    there = ~np.ma.getmaskarray(cells) & (part > 0)
    step = np.digitize(cells.data, np.array(bounds, dtype=cells.dtype))
    own = [float(area[there & (step == one)].sum()) for one in range(len(bounds) + 1)]
    assert found.areas[0] == pytest.approx(own, rel=1e-6, abs=1)
    assert found.nothing[0] == pytest.approx(float(area[~there].sum()), rel=1e-6, abs=1)
    assert amounts.mean[0] == pytest.approx(float((cells.data * area)[there].sum() / area[there].sum()), rel=1e-5)
    assert amounts.total[0] == pytest.approx(float((cells.data * part)[there].sum()), rel=1e-5)
    geod = Geod(ellps="WGS84")
    outline = abs(geod.geometry_area_perimeter(shapely.orient_polygons(place.union_all()))[0])
    assert (found.known + found.nothing + found.beyond)[0] == pytest.approx(outline, rel=1e-6)


@pytest.mark.parametrize(
    ("name", "place"),
    [("burundi_worldpop.tif", (29.2, -4.2, 30.5, -2.6)), ("ppp_2020_1km_Aggregated.tif", "all of it")],
)
def test_nobody_of_a_population_raster_is_lost(
    name: str, place: str | tuple[float, float, float, float], tmp_path: Path
) -> None:
    there = project(tmp_path, place if isinstance(place, tuple) else NEIBA)
    layer = added(there, "population", RASTERS / name, "--datum", "wgs84")
    opened = open_project(there)
    border = read_layers(opened, ["boundary"]).layers["boundary"].features.union_all()
    # cell by cell: its people, by the share of its area in the place, in the project's coordinate system
    with rasterio.open(RASTERS / name) as file:
        cells, step = file.read(1, masked=True), file.transform
        rows, columns = np.nonzero(~np.ma.getmaskarray(cells))
        corners = [step @ (columns + right, rows + down) for right, down in ((0, 1), (1, 0))]
        squares = gpd.GeoSeries(shapely.box(*corners[0], *corners[1]), crs=file.crs).to_crs(opened.plan.crs)
    share = squares.intersection(border).area / squares.area
    expected = float((cells.data[rows, columns].astype(float) * share).sum())
    assert layer.data["people"].sum() == pytest.approx(expected, rel=1e-9)
    assert expected > 1000
    assert shapely.covers(border, layer.features.geometry.to_numpy()).all()
