"""A small county in Ruijin's zone to add data to: a grid of streets, and stops along them whose places are known."""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, Point, box

from geo_ruijin.datum import from_true_coordinates
from geo_ruijin.spec import Datum
from tests.command import geo_ruijin

CRS = "EPSG:4548"
#: Its south-west corner [m], and its side [m].
WEST, SOUTH, SIDE = 400_000.0, 2_863_000.0, 6_000.0


def streets() -> gpd.GeoDataFrame:
    """Return streets some 200 to 400 m apart, each a line from edge to edge; their distances repeat nowhere."""
    rng = np.random.default_rng(1)
    steps = np.cumsum(rng.uniform(200, 400, 40))
    offsets = [float(step) for step in steps if step < SIDE]
    lines = [LineString([(WEST + one, SOUTH), (WEST + one, SOUTH + SIDE)]) for one in offsets]
    lines += [LineString([(WEST, SOUTH + one * 0.97), (WEST + SIDE, SOUTH + one * 0.97)]) for one in offsets]
    columns = {"highway": "residential", "walk": True, "drive": True, "oneway": False}
    return gpd.GeoDataFrame(columns, geometry=lines, crs=CRS, index=range(len(lines)))


def stops(count: int = 60) -> gpd.GeoDataFrame:
    """Return stops beside the streets, at their true places, named 站001 and so on."""
    rng = np.random.default_rng(2)
    lines = streets().geometry
    points = []
    for number in range(count):
        on = lines.iloc[number % len(lines)].interpolate(float(rng.uniform(500, SIDE - 500)))
        points.append(Point(on.x + 4, on.y - 3))
    return gpd.GeoDataFrame({"站名": [f"站{n:03}" for n in range(count)]}, geometry=points, crs=CRS)


def shifted(features: gpd.GeoDataFrame, datum: Datum) -> gpd.GeoDataFrame:
    """Return features in degrees as a file in `datum` has them."""
    return from_true_coordinates(features, datum=datum).to_crs("EPSG:4326")


def off(found: gpd.GeoDataFrame) -> float:
    """Return how far the stop furthest from its true place lies from it [m]."""
    true = stops(len(found)).set_index("站名").loc[list(found["name"])]
    return float(shapely.distance(found.geometry.to_numpy(), true.geometry.to_numpy()).max())


@pytest.fixture(scope="session")
def _county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    border = gpd.GeoDataFrame(geometry=[box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)], crs=CRS)
    border.to_file(folder / "border.gpkg")
    streets().to_file(folder / "streets.gpkg")
    made = geo_ruijin("new", folder / "county", "--name", "某县", "--boundary", folder / "border.gpkg")
    assert made.status == 0, made.words
    said = geo_ruijin("add", "streets", folder / "streets.gpkg", "--project", folder / "county")
    assert said.status == 0, said.words
    return folder / "county"


@pytest.fixture
def county(_county: Path, tmp_path: Path) -> Path:
    """Return a fresh copy of the county, its streets known and nothing else."""
    return Path(shutil.copytree(_county, tmp_path / "county"))
