"""What is hard on `geo-ruijin add`: broken files, being killed, databases, the real rasters and buildings."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from affine import Affine

from geo_ruijin.project import open_project
from geo_ruijin.reading import read_layers
from tests.broken import CORPUS, Broken
from tests.command import geo_ruijin
from tests.county import CRS, SIDE, SOUTH, WEST, off, shifted, stops
from tests.postgis import Server, running
from tests.test_add import add, first_source, state, there

#: A layer of each geometry to take broken files into.
LAYERS = {"point": "bus_stops", "line": "streets", "polygon": "parks", "table": "bus_stops", "raster": "elevation"}


@pytest.mark.parametrize("broken", CORPUS, ids=lambda broken: broken.name)
def test_whatever_is_wrong_is_said_and_nothing_is_changed(broken: Broken, county: Path, tmp_path: Path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    path = broken.make(folder)
    before, files = state(county), sorted(folder.rglob("*"))
    options = [word for name, value in broken.options.items() for word in (f"--{name}", value)]
    said = add(county, LAYERS[broken.geometry], path, "--datum", "cgcs2000", *options)
    assert said.status in (0, 1)
    assert "Traceback" not in said.words
    assert sorted(folder.rglob("*")) == files  # nothing beside it
    if said.status:
        assert len(said.words.strip()) > 20
        assert state(county) == before
    else:  # read, so that the project reads it too
        there(county, LAYERS[broken.geometry])


# -- killed ------------------------------------------------------------------------------------------------------------


def test_killed_at_any_moment_the_project_still_opens_and_the_next_try_completes(county: Path, tmp_path: Path) -> None:
    many = stops(5_000)
    many.to_file(tmp_path / "stops.gpkg")
    command = [sys.executable, "-m", "geo_ruijin", "add", "bus_stops", str(tmp_path / "stops.gpkg")]
    command += ["--project", str(county)]
    began = time.monotonic()
    whole = subprocess.run([*command, "--dry-run"], capture_output=True, check=False, env={**os.environ})
    took = time.monotonic() - began
    assert whole.returncode == 0, whole.stderr
    killed = 0
    for moment in np.random.default_rng(3).choice(range(10, 100), 5, replace=False):
        running_ = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(took * moment / 100)
        running_.send_signal(signal.SIGKILL)
        killed += running_.wait() == -signal.SIGKILL
        read = read_layers(open_project(county), ["streets", "bus_stops"])
        assert "streets" in read.layers
        if (county / "layers/data/own/bus_stops").is_dir() and first_source(county)["kind"] == "file":
            assert len(read.layers["bus_stops"].data) == len(many)  # whole, or not declared
    assert killed
    assert add(county, "bus_stops", tmp_path / "stops.gpkg").status == 0
    assert len(there(county)) == len(many)
    assert not [path for path in (county / "layers").rglob(".*") if path.name.endswith(".part")]


# -- a database --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def postgis() -> Iterator[Server]:
    with running() as server, server.database("town"):
        yield server


@pytest.mark.postgis
def test_a_table_of_a_database_is_one_command_and_fetch_brings_it_again(postgis: Server, county: Path) -> None:
    rows = stops(30).to_crs(4490)
    points = [(name, point.wkt) for name, point in zip(rows["站名"], rows.geometry, strict=True)]
    with postgis.connect() as connection:
        connection.execute('CREATE TABLE "公交站点" ("站名" text, geom geometry(Point, 4490))')
        connection.cursor().executemany('INSERT INTO "公交站点" VALUES (%s, ST_GeomFromText(%s, 4490))', points)
    said = add(county, "bus_stops", _address(postgis))
    assert said.status == 0, said.words
    assert off(there(county)) < 1e-3
    source = first_source(county)
    assert (source["kind"], source["table"]) == ("database", "public.公交站点")
    postgis.run("""DELETE FROM "公交站点" WHERE "站名" > '站009'""")
    assert len(there(county)) == 30  # a run touches no network
    assert geo_ruijin("fetch", "bus_stops", "--project", county, "--refresh").status == 0
    assert len(there(county)) == 10
    assert "Did you mean" in add(county, "bus_stops", _address(postgis, "公交站")).words


def _address(server: Server, table: str = "public.公交站点") -> str:
    """Return the address of a table, the options of the database behind it."""
    database, mark, options = server.by_socket().partition("?")
    return f"{database}/{table}{mark}{options}"


# -- rasters -----------------------------------------------------------------------------------------------------------


def test_of_a_raster_the_window_of_the_place_is_taken_on_the_same_grid(county: Path, tmp_path: Path) -> None:
    heights = np.arange(200 * 200, dtype="int16").reshape(200, 200) % 900
    transform = Affine(100, 0, WEST - 7_000, 0, -100, SOUTH + SIDE + 7_000)  # 20 km wide, the place in its middle
    path = tmp_path / "高程.tif"
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=200,
        height=200,
        count=1,
        dtype="int16",
        crs=CRS,
        transform=transform,
        nodata=-1,
    ) as file:
        file.write(heights, 1)
    said = add(county, "elevation", path)
    assert said.status == 0, said.words
    (raster,) = read_layers(open_project(county), ["elevation"]).layers["elevation"].rasters
    assert raster.width < 90
    column = next(iter(raster.bands))
    cells = raster.read(column)
    east, north = (raster.transform.c - transform.c) / 100, (transform.f - raster.transform.f) / 100
    assert east == int(east)
    assert north == int(north)
    rows, columns = slice(int(north), int(north) + raster.height), slice(int(east), int(east) + raster.width)
    assert (cells == heights[rows, columns]).all()
    west, south, right, top = raster.bounds
    assert shapely.box(west, south, right, top).contains(shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE))


def test_people_come_in_from_a_raster_all_of_them(county: Path, tmp_path: Path) -> None:
    people = np.full((60, 60), 2.5, dtype="float32")
    transform = Affine(100, 0, WEST, 0, -100, SOUTH + SIDE)  # just the place
    path = tmp_path / "人口.tif"
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=60,
        height=60,
        count=1,
        dtype="float32",
        crs=CRS,
        transform=transform,
        nodata=-1,
    ) as file:
        file.write(people, 1)
    said = add(county, "population", path)
    assert said.status == 0, said.words
    assert float(there(county, "population")["people"].sum()) == pytest.approx(60 * 60 * 2.5, rel=1e-9)


def test_a_raster_in_gcj02_is_refused_and_one_of_elsewhere(county: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    for west, options, en in (
        (WEST, ("--datum", "gcj02"), "cannot be taken out of a raster"),
        (WEST + 500_000, (), "the place"),
    ):
        with rasterio.open(
            path, "w", driver="GTiff", width=60, height=60, count=1, dtype="int16", crs=CRS,
            transform=Affine(100, 0, west, 0, -100, SOUTH + SIDE), nodata=-1,
        ) as file:  # fmt: skip
            file.write(np.ones((60, 60), dtype="int16"), 1)
        before = state(county)
        said = add(county, "elevation", path, *options)
        assert said.status == 1
        assert en in said.words
        assert state(county) == before


def test_too_few_houses_to_tell_the_datum_are_taken_and_that_is_said(county: Path, tmp_path: Path) -> None:
    houses = gpd.GeoDataFrame({"use": "house"}, geometry=stops(5).buffer(1), crs=CRS, index=range(5))
    houses.to_file(tmp_path / "a.gpkg")
    said = add(county, "buildings", tmp_path / "a.gpkg")
    assert said.status == 0, said.words
    assert "the datum cannot be checked: Buildings are at 5 spots only" in said.words


# -- what looks right --------------------------------------------------------------------------------------------------


def test_rows_in_two_datums_are_told(county: Path, tmp_path: Path) -> None:
    points = stops(200)
    rows = pd.concat([points.iloc[:100].to_crs("EPSG:4326"), shifted(points.iloc[100:], "gcj02")])
    pd.DataFrame({"lon": rows.geometry.x, "lat": rows.geometry.y}).to_csv(tmp_path / "a.csv", index=False)
    before = state(county)
    said = add(county, "bus_stops", tmp_path / "a.csv", "--datum", "wgs84")
    assert said.status == 1
    assert "the rows seem to be in several datums" in said.words
    assert state(county) == before


def test_one_row_at_zero_is_a_mistake_and_no_neighbour(county: Path, tmp_path: Path) -> None:
    degrees = stops(20).to_crs("EPSG:4326").geometry
    pd.DataFrame({"lon": [0, *degrees.x], "lat": [0, *degrees.y]}).to_csv(tmp_path / "a.csv", index=False)
    said = add(county, "bus_stops", tmp_path / "a.csv", "--datum", "wgs84")
    assert said.status == 1
    assert "1 of 21 values more than 500 km from the place (rows 1," in said.words


def test_the_same_content_by_another_name_is_kept_by_that_name(county: Path, tmp_path: Path) -> None:
    for name in ("a.gpkg", "b.gpkg"):
        if name == "a.gpkg":
            stops().to_file(tmp_path / name)
        else:
            (tmp_path / name).write_bytes((tmp_path / "a.gpkg").read_bytes())
        assert add(county, "bus_stops", tmp_path / name).status == 0
        assert (county / "layers" / str(first_source(county)["path"])).name == name
        assert (county / "layers" / str(first_source(county)["path"])).is_file()


def test_a_copy_changed_by_hand_is_left_and_the_original_kept_beside_it(county: Path, tmp_path: Path) -> None:
    stops().to_file(tmp_path / "a.gpkg")
    assert add(county, "bus_stops", tmp_path / "a.gpkg").status == 0
    copy = county / "layers" / str(first_source(county)["path"])
    stops(9).to_file(copy)
    changed = copy.read_bytes()
    assert add(county, "bus_stops", tmp_path / "a.gpkg").status == 0
    assert len(there(county)) == 60
    assert copy.read_bytes() == changed


def test_what_was_declared_of_the_same_file_stays(county: Path, tmp_path: Path) -> None:
    stops().to_file(tmp_path / "a.gpkg")
    assert add(county, "bus_stops", tmp_path / "a.gpkg", "--licence", "内部").status == 0
    assert add(county, "bus_stops", tmp_path / "a.gpkg", "--date", 2024).status == 0
    assert (first_source(county)["licence"], first_source(county)["date"]) == ("内部", 2024)


def test_a_boundary_of_another_place_is_refused(county: Path, tmp_path: Path) -> None:
    border = gpd.GeoDataFrame(
        {"name": ["b"]}, geometry=[shapely.box(WEST + 60_000, SOUTH, WEST + 66_000, SOUTH + SIDE)]
    )
    border.set_crs(CRS).to_file(tmp_path / "b.gpkg")
    before = state(county)
    said = add(county, "boundary", tmp_path / "b.gpkg")
    assert said.status == 1
    assert "0% of their area in common" in said.words
    assert state(county) == before


@pytest.mark.parametrize("address", ["PostgreSQL://li:s3cret@h/d/t", "postgresql+psycopg2://li:s3cret@h/d/t"])
def test_no_password_is_repeated(address: str, county: Path) -> None:
    said = add(county, "bus_stops", address)
    assert said.status == 1
    assert "s3cret" not in said.words
