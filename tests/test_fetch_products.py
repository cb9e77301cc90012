"""Public rasters as `geo-ruijin fetch` brings them: from a server, from files on disk, with trouble on the way."""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.features import geometry_mask
from shapely import box

from geo_ruijin.layers import Layer
from geo_ruijin.project import open_project
from geo_ruijin.raster import Raster
from geo_ruijin.reading import read_layers
from tests.command import Said, geo_ruijin, run_json
from tests.county import CRS, SIDE, SOUTH, WEST
from tests.osm_elements import write_osm
from tests.overpass_server import TOWN, Reply, Script, overpass
from tests.range_server import Bucket, Fault, bucket
from tests.towns import copy_town

COVER = "/{0}/{1}/map/ESA_WorldCover_10m_{1}_{0}_N24E114_Map.tif"
PATHS = {
    "cover 2020": COVER.format("v100", 2020),
    "cover 2021": COVER.format("v200", 2021),
    **{
        f"height {north} {east}": "/{0}/{0}.tif".format(f"Copernicus_DSM_COG_10_N{north}_00_E{east}_00_DEM")
        for north in (25, 26)
        for east in (115, 116)
    },
    "people": "/GIS/Population/Global_2000_2020/2020/CHN/chn_ppp_2020.tif",
}
NAMES = ("land_cover", "elevation", "population")
KEPT = [
    "elevation-copernicus_dem.tif",
    "land_cover-esa_worldcover-2020.tif",
    "land_cover-esa_worldcover-2021.tif",
    "population-worldpop-2020.tif",
]
NOWHERE = "http://127.0.0.1:9"  # nobody listens on port 9 of this machine
PLACE = box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)


def _write(path: Path, cells: NDArray[Any], *, west: float, north: float, step: float, nodata: float | None) -> None:
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=cells.shape[1],
        height=cells.shape[0],
        count=1,
        dtype=cells.dtype,
        crs="EPSG:4326",
        transform=Affine(step, 0, west, 0, -step, north),
        nodata=nodata,
        tiled=True,
        blockxsize=256,
        blockysize=256,
        compress="deflate",
        zlevel=1,
    ) as file:
        file.write(cells, 1)


@pytest.fixture(scope="module")
def tiles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return files named as at their servers, of coarser cells full of noise, by what they hold."""
    folder, noise = tmp_path_factory.mktemp("tiles"), np.random.default_rng(5)
    made = {what: folder / Path(path).name for what, path in PATHS.items()}
    codes = np.array([10, 20, 30, 40, 50, 60, 80, 90], dtype=np.uint8)
    for year in (2020, 2021):  # 114-117 E, 24-27 N
        cells = noise.choice(codes, (6000, 6000))
        _write(made[f"cover {year}"], cells, west=114, north=27, step=3 / 6000, nodata=0)
    for north in (25, 26):
        for east in (115, 116):
            heights = noise.integers(100, 900, (1200, 1200)).astype(np.float32)
            _write(made[f"height {north} {east}"], heights, west=east, north=north + 1, step=1 / 1200, nodata=None)
    people = noise.uniform(0, 9, (2400, 2400)).astype(np.float32)  # 115-117 E, 25-27 N, and nobody on some cells
    people[noise.random(people.shape) < 0.1] = -99999
    _write(made["people"], people, west=115, north=27, step=1 / 1200, nodata=-99999)
    return made


@pytest.fixture
def shelf(tiles: dict[str, Path]) -> Iterator[Bucket]:
    with bucket() as running:
        running.files = {path: tiles[what] for what, path in PATHS.items()}
        yield running


def fetch(county: Path, *arguments: object, mirror: str = NOWHERE, attempts: int = 1) -> Said:
    options = ("--mirror", mirror, "--endpoint", f"{NOWHERE}/api", "--attempts", attempts)
    return geo_ruijin("fetch", *arguments, "--project", county, *options)


def kept(folder: Path) -> dict[str, bytes]:
    """Return what is kept of products by name; nothing else may lie there."""
    return {path.name: path.read_bytes() for path in sorted((folder / "layers/data/products").glob("*"))}


def read(folder: Path) -> dict[str, Layer]:
    found = read_layers(open_project(folder), NAMES)
    assert set(NAMES) <= found.layers.keys(), found.missing
    return dict(found.layers)


def cells_of(raster: Raster, path: Path) -> NDArray[Any]:
    """Return the cells of a file where a raster lies that must be on its grid."""
    with rasterio.open(path) as file:
        window = file.window(*raster.bounds)
        left, top = window.col_off, window.row_off
        assert max(abs(left - round(left)), abs(top - round(top))) * file.res[0] * 111_320 < 0.5  # metres
        cells: NDArray[Any] = file.read(1)
        return cells[round(top) : round(top) + raster.height, round(left) : round(left) + raster.width]


@pytest.fixture(scope="module")
def truth(_county: Path, tiles: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return what files on disk give for the county."""
    folder = tmp_path_factory.mktemp("truth")
    shutil.copytree(_county, folder / "county")
    said = geo_ruijin("fetch", *NAMES, "--raster", tiles["people"].parent, "--project", folder / "county")
    assert said.status == 0, said.words
    return kept(folder / "county")


# -- what comes --------------------------------------------------------------------------------------------------------


def test_what_is_fetched_is_what_the_layers_read(county: Path, shelf: Bucket, tiles: dict[str, Path]) -> None:
    said = fetch(county, *NAMES, mirror=shelf.url)
    assert said.status == 0, said.words
    assert "✓ Land cover (land_cover): 2" in said.words
    assert list(kept(county)) == KEPT
    asked = len(shelf.asked)
    layers = read(county)
    assert len(shelf.asked) == asked  # to read touches no network

    cover = layers["land_cover"]
    assert [raster.year for raster in cover.rasters] == [2020, 2021]
    assert [raster.edition for raster in cover.rasters] == ["ESA WorldCover v100", "ESA WorldCover v200"]
    for raster in cover.rasters:
        found, there = raster.read("cover"), cells_of(raster, tiles[f"cover {raster.year}"])
        assert (found.data == there).all()
        assert not found.mask.any()
        assert raster.bands["cover"].classes is not None
        assert raster.bands["cover"].classes[50] == "built"
    assert cover.record.date == "2020, 2021"
    assert cover.record.licence == "CC BY 4.0"
    assert "2020: ESA WorldCover 10 m land cover: © ESA WorldCover project 2020" in cover.record.source.en
    assert cover.record.nature == "real"
    assert ["100.0% of the place" in grade.statement.en for grade in cover.record.completeness] == [True, True]

    (heights,) = layers["elevation"].rasters
    north = 26 if SOUTH > 2_876_000 else 25
    west, _, east, _ = heights.bounds
    assert west < 116 < east  # the county lies across two tiles
    column = round((116 - west) * 1200)
    height = heights.read("elevation").data
    with rasterio.open(tiles[f"height {north} 115"]) as file:
        top = round((file.bounds.top - heights.bounds[3]) * 1200)
        assert (height[:, :column] == file.read(1)[top : top + heights.height, 1200 - column :]).all()
    with rasterio.open(tiles[f"height {north} 116"]) as file:
        assert (height[:, column:] == file.read(1)[top : top + heights.height, : heights.width - column]).all()
    assert (layers["elevation"].record.date, heights.bands["elevation"].unit) == ("2021", "m")
    assert "Airbus Defence and Space GmbH" in layers["elevation"].record.source.en


def test_people_of_a_raster_are_those_of_its_cells(county: Path, shelf: Bucket, tiles: dict[str, Path]) -> None:
    fetch(county, "population", mirror=shelf.url)
    residents = read_layers(open_project(county), ["population"]).layers["population"]
    # each cell brings the people that its area in the place is a share of: counted here cell by cell
    with rasterio.open(tiles["people"]) as file:
        degrees = gpd.GeoSeries([PLACE], crs=CRS).to_crs(file.crs)
        west, south, east, north = degrees.total_bounds
        window = file.window(west - 0.01, south - 0.01, east + 0.01, north + 0.01).round_offsets().round_lengths()
        cells, transform = file.read(1, window=window, masked=True), file.window_transform(window)
        inside = geometry_mask(degrees, cells.shape, transform, all_touched=True, invert=True) & ~cells.mask
    rows, columns = np.nonzero(inside)
    left, top = transform * (columns, rows)
    shapes = gpd.GeoSeries(shapely.box(left, top - 1 / 1200, left + 1 / 1200, top), crs=4326).to_crs(CRS)
    expected = (cells.data[inside] * shapes.intersection(PLACE).area / shapes.area).sum()
    assert residents.data["people"].sum() == pytest.approx(expected, rel=1e-6)
    assert shapely.within(residents.features.geometry.to_numpy(), PLACE).all()
    assert (residents.record.date, residents.record.licence) == ("2020", "CC BY 4.0")
    assert "University of Southampton, population by country, 2020" in residents.record.source.en
    assert residents.record.nature == "modelled"  # a total shared out by a model


def test_people_of_an_own_raster_in_a_place_that_is_no_box(tiles: dict[str, Path], tmp_path: Path) -> None:
    # a narrow triangle, half a degree from end to end: most cells of its window lie outside, and its sides, straight in
    # degrees, are bent in metres and the other way round
    corners = shapely.Polygon([(115.8, 25.8), (116.2, 26.1), (115.83, 25.86)])
    gpd.GeoDataFrame(geometry=[corners], crs="EPSG:4326").to_file(tmp_path / "b.gpkg")
    there = tmp_path / "there"
    geo_ruijin("new", there, "--name", "某县", "--boundary", tmp_path / "b.gpkg", "--datum", "wgs84")
    said = geo_ruijin("add", "population", tiles["people"], "--datum", "wgs84", "--project", there)
    assert said.status == 0, said.words
    found = read_layers(open_project(there), ["population"]).layers
    border = found["boundary"].features.union_all()
    with rasterio.open(tiles["people"]) as file:
        cells, transform = file.read(1, masked=True), file.transform
    inside = geometry_mask([corners.buffer(0.02)], cells.shape, transform, invert=True) & ~cells.mask
    rows, columns = np.nonzero(inside)
    left, top = transform * (columns, rows)
    shapes = gpd.GeoSeries(shapely.box(left, top - 1 / 1200, left + 1 / 1200, top), crs=4326)
    shapes = shapes.to_crs(open_project(there).plan.crs)
    expected = (cells.data[inside] * shapes.intersection(border).area / shapes.area).sum()
    assert found["population"].data["people"].sum() == pytest.approx(expected, rel=1e-6)


def test_little_more_than_the_windows_is_sent(county: Path, shelf: Bucket, tiles: dict[str, Path]) -> None:
    said = fetch(county, *NAMES, mirror=shelf.url)
    used = {Path(path).name for path in shelf.asked}
    whole = sum(path.stat().st_size for path in tiles.values() if path.name in used)
    # the first megabyte of each of five files, and of each the few blocks of 256 × 256 cells under the county
    assert len(used) == 5
    assert shelf.sent < 5 * 2**20 + 0.15 * whole
    assert shelf.sent < whole / 4
    assert re.search(r"some \d+\.\d MB to fetch", said.words)


def test_what_is_there_stays_until_it_is_to_be_refreshed(county: Path, shelf: Bucket, tiles: dict[str, Path]) -> None:
    fetch(county, *NAMES, mirror=shelf.url)
    before, asked = kept(county), len(shelf.asked)
    said = fetch(county, *NAMES, mirror=shelf.url)
    assert said.status == 0
    assert said.words.count("there already") == 3
    assert len(shelf.asked) == asked
    shelf.files[PATHS["cover 2021"]] = tiles["cover 2020"]  # a new edition
    said = fetch(county, "land_cover", "--refresh", mirror=shelf.url)
    assert "✓ Land cover (land_cover): 2" in said.words
    after = kept(county)
    assert [name for name in KEPT if after[name] != before[name]] == ["land_cover-esa_worldcover-2021.tif"]


def test_two_editions_of_land_cover_are_no_change(county: Path, shelf: Bucket) -> None:
    fetch(county, "land_cover", mirror=shelf.url)
    for path in (county / "maps").glob("*.toml"):
        if path.stem not in {"land_cover", "transit"}:  # a target names the latter
            path.unlink()
    geo_ruijin("run", county)
    found = run_json(county / "outputs")["analyses"]
    assert not [name for name, answer in found.items() if answer["status"] == "failed"]
    change = found["tree_cover_change"]
    assert change["status"] == "no data"
    assert "2020 (ESA WorldCover v100) and 2021 (ESA WorldCover v200) are of different" in change["why"]
    assert change["why"].startswith("Land cover has no two years to compare")
    trees = found["tree_cover_rs"]
    assert trees["measures"]["change"]["value"] is None
    assert trees["measures"]["share"]["value"] > 0
    assert "edition" in trees["tables"]["years"]["columns"]
    assert "area_change" not in found["forest_fragmentation"]["measures"]
    page = (county / "outputs/maps/land_cover.html").read_text(encoding="utf-8")
    assert "Left 2020 (ESA WorldCover v100) and right 2021 (ESA WorldCover v200) are of different" in page


def test_only_the_year_that_is_missing_is_asked_for(county: Path, shelf: Bucket) -> None:
    fetch(county, "land_cover", mirror=shelf.url)
    before = kept(county)
    (county / "layers/data/products/land_cover-esa_worldcover-2020.tif").unlink()
    shelf.asked.clear()
    assert "✓ Land cover (land_cover): 1" in fetch(county, "land_cover", mirror=shelf.url).words
    assert set(shelf.asked) == {PATHS["cover 2020"]}
    assert kept(county) == before


# -- trouble -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "en"),
    [
        (
            Fault(HTTPStatus.NOT_FOUND),
            "has none of ESA WorldCover 10 m land cover: ESA_WorldCover_10m_2020_v100_N24E114",
        ),
        (Fault(HTTPStatus.FORBIDDEN), "was refused (HTTP 403)"),
        (Fault(HTTPStatus.SERVICE_UNAVAILABLE), "the server is busy or failing (HTTP 503)"),
        (Fault(cut=0.5), "the connection failed or was cut"),
        (Fault(short=7), "the answer is cut off"),
        (Fault(shift=16384), "16384-1064959 came"),
    ],
    ids=["404", "403", "503", "cut", "short", "shift"],
)
def test_trouble_everywhere_is_said_of_each_layer(fault: Fault, en: str, county: Path, shelf: Bucket) -> None:
    shelf.always = fault
    said = fetch(county, *NAMES, mirror=shelf.url)
    assert said.status == 1
    assert said.words.count("✗") == 3
    assert en in said.words
    assert kept(county) == {}
    shelf.always = Fault()
    assert fetch(county, *NAMES, mirror=shelf.url).status == 0
    assert list(kept(county)) == KEPT


@pytest.mark.parametrize(
    "fault",
    [
        Fault(HTTPStatus.SERVICE_UNAVAILABLE, headers=(("Retry-After", "0"),)),
        Fault(HTTPStatus.TOO_MANY_REQUESTS, headers=(("Retry-After", "0"),)),
    ],
    ids=["503", "429"],
)
def test_a_busy_server_is_asked_again(fault: Fault, county: Path, shelf: Bucket, truth: dict[str, bytes]) -> None:
    shelf.faults.extend([fault, Fault(), Fault(), fault])
    said = fetch(county, *NAMES, mirror=shelf.url, attempts=2)
    assert said.status == 0, said.words
    assert f"(HTTP {fault.status}); asking again in 0 s (attempt 2 of 2)" in said.words
    assert kept(county) == truth


def test_a_slow_server_is_given_up_and_the_next_try_goes_on(
    county: Path, shelf: Bucket, truth: dict[str, bytes]
) -> None:
    shelf.faults.extend([Fault(), Fault(delay=3)])  # the first megabyte comes, the blocks do not
    clock = time.monotonic()
    said = fetch(county, "elevation", "--timeout", 1, mirror=shelf.url)
    assert time.monotonic() - clock < 3
    assert said.status == 1
    assert "no whole answer within 1 s" in said.words
    sent = shelf.sent
    assert fetch(county, "elevation", mirror=shelf.url).status == 0
    assert kept(county)[KEPT[0]] == truth[KEPT[0]]
    assert shelf.sent - sent < 2 * 2**20  # the first megabyte of one of two tiles was kept


def test_without_a_network_each_layer_says_what_failed(county: Path) -> None:
    clock = time.monotonic()
    said = fetch(county)
    assert said.status == 1
    failed, layers = said.words.count("✗"), open_project(county).layers
    assert failed > 20
    for name in ("land_cover", "elevation", "population", "bus_stops", "parks"):
        (line,) = [line for line in said.words.splitlines() if line.startswith("✗") and f" ({name}): " in line]
        assert "the server cannot be reached" in line
    assert "give a local file with --raster" in said.words
    assert "use an .osm.pbf file" in said.words
    assert time.monotonic() - clock < 2 * len(layers)
    assert kept(county) == {}
    assert geo_ruijin("check", county).status in (0, 1)  # and no traceback


# -- the offline office ------------------------------------------------------------------------------------------------


def test_files_and_folders_give_the_same_bytes(
    county: Path, shelf: Bucket, tiles: dict[str, Path], truth: dict[str, bytes]
) -> None:
    assert fetch(county, *NAMES, mirror=shelf.url).status == 0
    assert kept(county) == truth
    said = fetch(county, "population", "--refresh", "--raster", tiles["people"])
    assert said.status == 0
    assert kept(county) == truth


def test_a_file_is_for_what_its_name_says_and_for_nothing_else(county: Path, tiles: dict[str, Path]) -> None:
    # of one file given to all layers, the people of a place would be its heights, and 2020 would be 2021
    said = fetch(county, "--raster", tiles["cover 2021"])
    assert said.status == 0, said.words
    assert "✓ Land cover (land_cover): 1" in said.words
    assert list(kept(county)) == ["land_cover-esa_worldcover-2021.tif"]
    said = fetch(county, "elevation", "--raster", tiles["cover 2021"])
    assert said.status == 1
    assert "no layer 'elevation' can be had in this way" in said.words
    renamed = county.parent / "地表覆盖.tif"
    renamed.write_bytes(tiles["cover 2021"].read_bytes())
    said = fetch(county, "--refresh", "--raster", renamed)
    assert said.status == 1
    assert "地表覆盖.tif does not tell which public raster it is of" in said.words
    assert list(kept(county)) == ["land_cover-esa_worldcover-2021.tif"]


def test_a_year_that_fails_stops_no_other(county: Path, shelf: Bucket) -> None:
    del shelf.files[PATHS["cover 2020"]]
    said = fetch(county, "land_cover", mirror=shelf.url)
    assert said.status == 1
    assert "✗ Land cover (land_cover):" in said.words
    assert "ESA_WorldCover_10m_2020_v100_N24E114_Map.tif" in said.words
    assert list(kept(county)) == ["land_cover-esa_worldcover-2021.tif"]


def test_a_folder_without_the_files_names_them(county: Path, tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    said = fetch(county, "land_cover", "--raster", tmp_path / "空")
    assert said.status == 1
    assert "ESA_WorldCover_10m_2020_v100_N24E114_Map.tif" in said.words
    assert fetch(county, "land_cover", "--raster", tmp_path / "no.tif").status == 1


def test_an_extract_and_a_folder_together_ask_nobody(county: Path, tiles: dict[str, Path], tmp_path: Path) -> None:
    extract = write_osm(tmp_path / "town.osm", TOWN)
    with overpass() as script, bucket() as shelf:
        options = ("--endpoint", script.url, "--mirror", shelf.url)
        said = geo_ruijin("fetch", "--project", county, "--pbf", extract, "--raster", tiles["people"].parent, *options)
        assert (script.asked, shelf.asked) == ([], [])
    assert list(kept(county)) == KEPT
    assert "(bus_stops): OpenStreetMap has none" in said.words
    assert "✓ Elevation (elevation): 1" in said.words


# -- killed, and two at once -------------------------------------------------------------------------------------------

#: A process that imports all that is needed once, then makes one for each command; an empty line waits for them all.
COMMANDS = """
import os, sys
import osmnx
import geo_ruijin.draw.static, geo_ruijin.report.word
from geo_ruijin.cli import app
children = []
for line in sys.stdin:
    if line.strip():
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            app(line.strip().split("\\t"))
        children.append(child)
        print(child, flush=True)
    else:
        print(*[os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children], flush=True)
        children = []
"""


class Commands:
    """Commands run beside each other, each in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._to, self._from = process.stdin, process.stdout

    def start(self, *arguments: object) -> int:
        """Start a command and return the number of its process."""
        print(*arguments, sep="\t", file=self._to, flush=True)
        return int(self._from.readline())

    def wait(self) -> list[int]:
        """Wait for those started and return the statuses they left with."""
        print(file=self._to, flush=True)
        return [int(word) for word in self._from.readline().split()]


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    if sys.platform == "win32":
        pytest.skip("processes are copied")
    errors = tmp_path_factory.mktemp("commands") / "errors.txt"
    with (
        errors.open("w") as file,
        subprocess.Popen(
            [sys.executable, "-c", COMMANDS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
            env={**os.environ, "GEO_RUIJIN_LANG": "en"},
        ) as process,
    ):
        yield Commands(process)
    assert "Traceback" not in errors.read_text()


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Return a project of the town that the Overpass server knows, with layers from there and from public rasters."""
    gpd.GeoDataFrame(geometry=[box(115.999, 25.989, 116.021, 26.001)], crs="EPSG:4326").to_file(tmp_path / "b.gpkg")
    made = geo_ruijin("new", tmp_path / "town", "--name", "红井", "--boundary", tmp_path / "b.gpkg", "--datum", "wgs84")
    assert made.status == 0, made.words
    for path in (tmp_path / "town/layers").glob("*.toml"):
        if path.stem not in {*NAMES, "boundary", "bus_stops", "streets", "buildings"}:
            path.unlink()
    return tmp_path / "town"


def brought(folder: Path) -> dict[str, str]:
    """Return digests of what lies below a project's data folder; what is hidden is never read."""
    paths = sorted((folder / "layers/data").rglob("*"))
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
        if path.is_file() and not path.name.startswith(".")
    }


def hidden(folder: Path) -> list[Path]:
    return [path for path in (folder / "layers").rglob(".*") if path.suffix == ".part"]


@dataclass(frozen=True)
class Servers:
    """Both servers, which take their time."""

    overpass: Script
    products: Bucket

    @property
    def options(self) -> tuple[object, ...]:
        """The options of `fetch` that name them."""
        return "--endpoint", self.overpass.url, "--mirror", self.products.url, "--attempts", 2

    @property
    def asked(self) -> int:
        """How often they were asked."""
        return len(self.overpass.asked) + len(self.products.asked)


@pytest.fixture
def servers(shelf: Bucket) -> Iterator[Servers]:
    with overpass() as script:
        script.always = Reply(delay=0.05)
        shelf.always = Fault(trickle=0.0005)
        yield Servers(script, shelf)


@pytest.fixture
def undisturbed(town: Path, servers: Servers, tmp_path: Path) -> tuple[dict[str, str], int]:
    """Return what a fetch brings that nobody disturbs, and how often it asks."""
    alone = Path(shutil.copytree(town, tmp_path / "alone"))
    said = geo_ruijin("fetch", "--project", alone, *servers.options)
    assert said.status == 0, said.words
    return brought(alone), servers.asked


def wait_for(servers: Servers, asked: int, *, patience: float = 2) -> None:
    """Wait until the servers were asked so often, or not at all for a while [s]."""
    seen, since = servers.asked, time.monotonic()
    while seen < asked and time.monotonic() - since < patience:
        time.sleep(0.002)
        if servers.asked > seen:
            seen, since = servers.asked, time.monotonic()


def test_killed_at_any_moment_the_project_opens_and_the_next_try_completes(
    town: Path, servers: Servers, undisturbed: tuple[dict[str, str], int], commands: Commands
) -> None:
    truth, whole = undisturbed
    faults = open_project(town).faults  # of the layers that were left out
    moments = random.Random(7)  # noqa: S311 - no secret
    ends, seen = [], set()
    for _ in range(10):
        child = commands.start("fetch", "--project", town, *servers.options)
        # the next try goes on from there; on a busy machine one takes its time to begin
        wait_for(servers, servers.asked + moments.randint(1, whole // 3), patience=5)
        time.sleep(moments.uniform(0, 0.05))
        os.kill(child, signal.SIGKILL)
        ends += commands.wait()
        there = brought(town)
        assert there.items() <= truth.items()
        project = open_project(town)
        assert project.faults == faults
        found = read_layers(project, project.layers.keys())
        assert "failed" not in {outcome for outcome, _ in found.missing.values()}, found.missing
        seen.add(len(there))
        if there == truth:  # done: all over again
            shutil.rmtree(town / "layers/data/products")
            shutil.rmtree(town / "layers/data/osm")
    assert ends.count(-signal.SIGKILL) >= 5
    assert len(seen) >= 3  # it was stopped at different points
    commands.start("fetch", "--project", town, *servers.options)
    assert commands.wait() == [0]
    assert brought(town) == truth
    assert hidden(town) == []


@pytest.mark.parametrize("cleared", [False, True], ids=["alone", "cache cleared"])
def test_two_fetches_at_once_end_well(
    cleared: bool,  # noqa: FBT001 - a parameter of a test
    town: Path,
    servers: Servers,
    undisturbed: tuple[dict[str, str], int],
    commands: Commands,
) -> None:
    truth, whole = undisturbed
    for _ in range(2):
        for folder in ("products", "osm"):
            shutil.rmtree(town / "layers/data" / folder, ignore_errors=True)
        for _ in range(2):
            commands.start("fetch", "--project", town, *servers.options)
        for _ in range(8 if cleared else 0):
            wait_for(servers, servers.asked + whole // 6)
            assert geo_ruijin("cache", "clear", town).status == 0
        assert commands.wait() == [0, 0]
        assert brought(town) == truth
        assert hidden(town) == []


def test_two_runs_at_once_with_one_cache_that_is_cleared(tmp_path: Path, commands: Commands) -> None:
    town = copy_town(tmp_path)
    shutil.rmtree(town / "maps")  # nothing of them is in the cache
    clock = time.monotonic()
    status = geo_ruijin("run", town, "--out", tmp_path / "alone").status
    seconds = time.monotonic() - clock
    alone = answers(tmp_path / "alone")
    for _ in range(2):
        for name in ("one", "other", "other"):  # two of them write into one folder
            commands.start("run", town, "--out", tmp_path / name)
        for _ in range(6):
            time.sleep(seconds / 6)
            assert geo_ruijin("cache", "clear", town).status == 0
        assert set(commands.wait()) == {status}
        assert answers(tmp_path / "one") == alone
        assert answers(tmp_path / "other") == alone
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def answers(folder: Path) -> dict[str, Any]:
    """Return what `run.json` says but for the time it took."""
    found = run_json(folder)
    timeless = {name: {**one, "seconds": 0} for name, one in found["analyses"].items()}
    return {**found, "started": "", "seconds": 0, "analyses": timeless}
