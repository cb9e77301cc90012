"""The window of a place out of public rasters and own ones: little is read, nothing wrong comes through."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.enums import ColorInterp
from rasterio.windows import Window
from shapely import box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import SourceError
from geo_ruijin.sources.windows import (
    RasterServer,
    copy_product,
    fetch_product,
    read_raster_origin,
    window_of_place,
)
from geo_ruijin.text import Text
from tests.range_server import Bucket, Fault, bucket

SIDE = 2000  # cells of a tile of 10 degrees, 0.005 degrees each
PATH = "/earthenginepartners-hansen/GFC-2023-v1.11/Hansen_GFC-2023-v1.11_lossyear_{}.tif"
RUIJIN = gpd.GeoDataFrame(geometry=[box(115.69, 25.55, 116.36, 26.29)], crs="EPSG:4326")
LARGER = gpd.GeoDataFrame(geometry=[box(112, 21, 114, 23)], crs="EPSG:4326")
REAL = Path(__file__).parents[2] / "shared/cases/raster/ESA_WorldCover_10m_2021_v200_N00E006_Map.tif"
CORNER = gpd.GeoDataFrame(geometry=[box(119.9, 19.95, 120.05, 20.1)], crs="EPSG:4326")  # where four tiles meet


def grid(west: float, north: float, step: float) -> Affine:
    return Affine(step, 0, west, 0, -step, north)


def cells(seed: int) -> NDArray[np.uint8]:
    """Return the cells of a tile: noise, so that its size is that of its cells."""
    return np.random.default_rng(seed).integers(0, 24, (SIDE, SIDE), dtype=np.uint8)


@pytest.fixture(scope="module")
def tiles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return four tiles around 120 E 20 N by name."""
    folder = tmp_path_factory.mktemp("tiles")
    made = {}
    for seed, (north, west) in enumerate([(30, 110), (30, 120), (20, 110), (20, 120)]):
        name = f"{north}N_{west}E"
        made[name] = folder / Path(PATH.format(name)).name
        with rasterio.open(
            made[name],
            "w",
            driver="GTiff",
            width=SIDE,
            height=SIDE,
            count=1,
            dtype="uint8",
            crs="EPSG:4326",
            transform=grid(west, north, 10 / SIDE),
            tiled=True,
            blockxsize=256,
            blockysize=256,
            compress="deflate",
        ) as file:
            file.write(cells(seed), 1)
    return made


@pytest.fixture
def shelf(tiles: dict[str, Path]) -> Iterator[Bucket]:
    with bucket() as running:
        running.files = {PATH.format(name): path for name, path in tiles.items()}
        yield running


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def server(shelf: Bucket, waited: list[float], tmp_path: Path) -> RasterServer:
    return RasterServer(tmp_path / "scratch", base=shelf.url, attempts=4, timeout=5, wait=waited.append)


@pytest.fixture(scope="module")
def truth(tiles: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the window of Ruijin, from files on disk."""
    target = tmp_path_factory.mktemp("truth") / "loss.tif"
    copy_product("hansen_loss_year", RUIJIN, target=target, source=tiles["30N_110E"].parent)
    return target.read_bytes()


def fetch(server: RasterServer, target: Path, place: gpd.GeoDataFrame = RUIJIN) -> bytes:
    fetch_product("hansen_loss_year", place, target=target, server=server)
    assert not list(server.scratch.iterdir())  # what was kept on the way is gone
    return target.read_bytes()


# -- what comes --------------------------------------------------------------------------------------------------------


def test_the_cells_are_those_of_the_tile(server: RasterServer, shelf: Bucket, tmp_path: Path) -> None:
    fetch(server, tmp_path / "loss.tif")
    # 115.69-116.36 E is columns 1138-1272 of 0.005 degrees from 110 E; 26.29-25.55 N rows 742-890 from 30 N; 4 around
    with rasterio.open(tmp_path / "loss.tif") as file:
        assert (file.read(1) == cells(0)[738:894, 1134:1276]).all()
        assert file.shape == (156, 142)
        assert (file.transform.c, file.transform.f) == pytest.approx((110 + 1134 * 0.005, 30 - 738 * 0.005), abs=1e-9)
        assert (file.crs, file.nodata, file.dtypes) == ("EPSG:4326", 255, ("uint8",))


def test_little_more_than_the_window_is_sent(
    server: RasterServer, shelf: Bucket, tiles: dict[str, Path], tmp_path: Path
) -> None:
    said: list[Text] = []
    fetch(replace(server, report=said.append), tmp_path / "loss.tif")
    whole = tiles["30N_110E"].stat().st_size
    # of 8 × 8 blocks, each 1.6 %, the one in column 4 of rows 2 and 3; and the first megabyte, with the directory
    assert shelf.sent < 2**20 + 0.05 * whole
    assert shelf.sent < whole / 2
    megabytes = [float(text.en.split()[1]) for text in said if "to fetch" in text.en]
    assert megabytes == [pytest.approx((shelf.sent - 2**20) / 1e6, abs=0.06)]
    assert said[-1].en.endswith("MB fetched")


def test_files_on_disk_give_the_same_bytes(
    server: RasterServer, tiles: dict[str, Path], truth: bytes, tmp_path: Path
) -> None:
    assert fetch(server, tmp_path / "loss.tif") == truth
    copy_product("hansen_loss_year", RUIJIN, target=tmp_path / "one.tif", source=tiles["30N_110E"])
    assert (tmp_path / "one.tif").read_bytes() == truth


def test_tiles_are_joined(server: RasterServer, tmp_path: Path) -> None:
    fetch(server, tmp_path / "loss.tif", CORNER)
    # 119.9-120.05 E: 20 columns before 120 E and 10 after, 4 around each; 20.1-19.95 N: 20 rows above 20 N, 10 below
    joined = np.block([[cells(0), cells(1)], [cells(2), cells(3)]])[SIDE - 24 : SIDE + 14, SIDE - 24 : SIDE + 14]
    with rasterio.open(tmp_path / "loss.tif") as file:
        assert (file.read(1) == joined).all()


def test_a_tile_that_is_not_there_is_sea(
    server: RasterServer, shelf: Bucket, tiles: dict[str, Path], tmp_path: Path
) -> None:
    del shelf.files[PATH.format("20N_120E")]
    online = fetch(server, tmp_path / "loss.tif", CORNER)
    with rasterio.open(tmp_path / "loss.tif") as file:
        found = file.read(1)
    assert (found[24:, 24:] == 255).all()
    assert (found[24:, :24] < 24).all()
    assert "20N_120E" in read_raster_origin(tmp_path / "loss.tif").en
    for name in ("30N_110E", "30N_120E", "20N_110E"):
        (tmp_path / "sea").mkdir(exist_ok=True)
        (tmp_path / "sea" / tiles[name].name).write_bytes(tiles[name].read_bytes())
    copy_product("hansen_loss_year", CORNER, target=tmp_path / "disk.tif", source=tmp_path / "sea")
    assert (tmp_path / "disk.tif").read_bytes() == online


def test_none_of_the_tiles_is_there(server: RasterServer, shelf: Bucket, tmp_path: Path) -> None:
    shelf.files.clear()
    with pytest.raises(SourceError, match="has none of Hansen"):
        fetch(server, tmp_path / "loss.tif")
    with pytest.raises(SourceError, match="has none of Hansen"):
        copy_product("hansen_loss_year", RUIJIN, target=tmp_path / "loss.tif", source=tmp_path)
    assert not (tmp_path / "loss.tif").exists()


def test_the_file_says_where_it_is_from(server: RasterServer, tiles: dict[str, Path], tmp_path: Path) -> None:
    origin = fetch_product("hansen_loss_year", RUIJIN, target=tmp_path / "loss.tif", server=server)
    assert read_raster_origin(tmp_path / "loss.tif") == origin
    assert (origin.date, origin.licence) == ("2023", "CC BY 4.0")
    assert "Hansen" in origin.zh
    with pytest.raises(SourceError, match="not written by geo-ruijin fetch"):
        read_raster_origin(tiles["30N_110E"])


def test_tiles_of_different_grids_are_not_joined(tiles: dict[str, Path], tmp_path: Path) -> None:
    for name, path in tiles.items():
        (tmp_path / path.name).write_bytes(path.read_bytes())
        if name == "20N_120E":
            with rasterio.open(tmp_path / path.name, "r+") as file:
                file.transform = grid(120.002, 20, 10 / SIDE)  # 0.4 of a cell
    with pytest.raises(SourceError, match="not of one grid"):
        copy_product("hansen_loss_year", CORNER, target=tmp_path / "loss.tif", source=tmp_path)


# -- what goes wrong on the way ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        (Fault(HTTPStatus.INTERNAL_SERVER_ERROR), 2),
        (Fault(HTTPStatus.SERVICE_UNAVAILABLE), 2),
        (Fault(HTTPStatus.TOO_MANY_REQUESTS, headers=(("Retry-After", "7"),)), 7),
        (Fault(cut=0.5), 2),
        (Fault(cut=0), 2),
        (Fault(short=10), 2),
        (Fault(shift=100), 2),
        (Fault(headers=(("Content-Range", ""),)), 2),
        (Fault(headers=(("Content-Range", "bytes 0-9/10"),)), 2),
        (Fault(headers=(("Content-Range", "bytes 0-1048575/*"),)), 2),
        (Fault(delay=1.2), 2),
        (Fault(trickle=0.02), 2),
    ],
)
def test_a_bad_answer_is_asked_for_again(
    server: RasterServer,
    shelf: Bucket,
    waited: list[float],
    truth: bytes,
    tmp_path: Path,
    fault: Fault,
    wait: float,
) -> None:
    shelf.faults.append(fault)  # of the first megabyte, which trickles for 256 × 0.02 s
    said: list[Text] = []
    assert fetch(replace(server, timeout=1, report=said.append), tmp_path / "loss.tif") == truth
    assert waited == [wait]
    assert "attempt 2 of 4" in said[0].en


def test_waits_double(server: RasterServer, shelf: Bucket, waited: list[float], truth: bytes, tmp_path: Path) -> None:
    shelf.faults.extend([Fault(HTTPStatus.BAD_GATEWAY)] * 3)
    assert fetch(server, tmp_path / "loss.tif") == truth
    assert waited == [2, 4, 8]


def test_a_server_that_stays_busy(
    server: RasterServer, shelf: Bucket, waited: list[float], truth: bytes, tmp_path: Path
) -> None:
    shelf.always = Fault(HTTPStatus.SERVICE_UNAVAILABLE)
    with pytest.raises(SourceError, match=r"busy or failing \(HTTP 503\).*run again later.*--raster"):
        fetch(server, tmp_path / "loss.tif")
    assert len(waited) == 3  # between four attempts
    assert not (tmp_path / "loss.tif").exists()
    shelf.always = Fault()
    assert fetch(server, tmp_path / "loss.tif") == truth


def test_a_server_that_asks_for_an_hour_is_left_alone(
    server: RasterServer, shelf: Bucket, waited: list[float], tmp_path: Path
) -> None:
    shelf.always = Fault(HTTPStatus.TOO_MANY_REQUESTS, headers=(("Retry-After", "3600"),))
    with pytest.raises(SourceError, match="asked again in 3600 s"):
        fetch(server, tmp_path / "loss.tif")
    assert waited == []


@pytest.mark.parametrize("status", [HTTPStatus.FORBIDDEN, HTTPStatus.UNAUTHORIZED, HTTPStatus.BAD_REQUEST])
def test_a_refusal_is_final(
    server: RasterServer, shelf: Bucket, waited: list[float], tmp_path: Path, status: HTTPStatus
) -> None:
    shelf.always = Fault(status)
    with pytest.raises(SourceError, match=f"refused .HTTP {status.value}.*--raster"):
        fetch(server, tmp_path / "loss.tif")
    assert waited == []


def test_a_server_that_knows_no_parts(server: RasterServer, shelf: Bucket, tmp_path: Path) -> None:
    shelf.whole = True
    with pytest.raises(SourceError, match=r"sends no parts of files, and the whole has [\d.]+ MB.*--raster"):
        fetch(server, tmp_path / "loss.tif")
    assert len(shelf.asked) == 1


@pytest.mark.parametrize("base", ["http://127.0.0.1:9", "mirror", "http://"])
def test_an_address_where_nobody_is(server: RasterServer, waited: list[float], tmp_path: Path, base: str) -> None:
    with pytest.raises(SourceError, match="could not be had"):
        fetch(replace(server, base=base), tmp_path / "loss.tif")
    assert waited == []


def test_an_empty_file(server: RasterServer, shelf: Bucket, tmp_path: Path) -> None:
    (tmp_path / "empty.tif").touch()
    shelf.files[PATH.format("30N_110E")] = tmp_path / "empty.tif"
    with pytest.raises(SourceError, match="is empty, or changed"):
        fetch(server, tmp_path / "loss.tif")


def test_what_is_no_raster(server: RasterServer, shelf: Bucket, tmp_path: Path) -> None:
    (tmp_path / "page.tif").write_text("<html>Please log in to the network</html>", encoding="utf-8")
    shelf.files[PATH.format("30N_110E")] = tmp_path / "page.tif"
    with pytest.raises(SourceError, match="cannot be unpacked"):
        fetch(server, tmp_path / "loss.tif")


def test_damaged_blocks_never_come_through(server: RasterServer, shelf: Bucket, truth: bytes, tmp_path: Path) -> None:
    shelf.faults.extend([Fault(), Fault(spoil=True)])  # the directory is whole, a block is not
    said: list[Text] = []
    assert fetch(replace(server, report=said.append), tmp_path / "loss.tif") == truth
    assert sum("cannot be unpacked" in text.en for text in said) == 1
    shelf.faults.extend([Fault(), *[Fault(spoil=True)] * 99])
    with pytest.raises(SourceError, match="cannot be unpacked"):
        fetch(server, tmp_path / "again.tif")
    assert not (tmp_path / "again.tif").exists()


def test_a_file_that_changes_meanwhile_is_fetched_anew(
    server: RasterServer, shelf: Bucket, tiles: dict[str, Path], tmp_path: Path
) -> None:
    # half of the old and half of the new would be a raster that never was
    def change(text: Text) -> None:
        if "to fetch" in text.en and shelf.version == 1:
            shelf.version, shelf.files = 2, {PATH.format("30N_110E"): turned}

    turned = tmp_path / "turned.tif"
    turned.write_bytes(tiles["30N_110E"].read_bytes())
    with rasterio.open(turned, "r+") as file:
        file.write(cells(0)[::-1], 1)
    fetch(replace(server, report=change), tmp_path / "loss.tif")
    with rasterio.open(tmp_path / "loss.tif") as file:
        assert (file.read(1) == cells(0)[::-1][738:894, 1134:1276]).all()


def test_it_goes_on_where_it_stopped(server: RasterServer, shelf: Bucket, tmp_path: Path) -> None:
    # 112-114 E, 21-23 N touches 3 × 3 of the blocks: the first megabyte is fetched, and then a row of blocks at a time
    shelf.faults.extend([Fault(), Fault(), *[Fault(HTTPStatus.SERVICE_UNAVAILABLE)] * 4])
    with pytest.raises(SourceError, match="503"):
        fetch(server, tmp_path / "loss.tif", LARGER)
    before, shelf.asked = shelf.sent, []
    stopped = fetch(server, tmp_path / "loss.tif", LARGER)
    assert len(shelf.asked) == 2  # the second and the third row
    resumed, shelf.sent = shelf.sent - before, 0
    assert fetch(server, tmp_path / "loss.tif", LARGER) == stopped
    assert before + resumed == shelf.sent  # as much as at one go


def test_a_proxy_is_asked(
    server: RasterServer, shelf: Bucket, truth: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", shelf.url)
    monkeypatch.setenv("no_proxy", "")
    assert fetch(replace(server, base="http://products.invalid"), tmp_path / "loss.tif") == truth
    assert all(target.startswith("http://products.invalid/earthengine") for target in shelf.asked)
    monkeypatch.setenv("no_proxy", "products.invalid")
    with pytest.raises(SourceError, match="cannot be reached"):
        fetch(replace(server, base="http://products.invalid"), tmp_path / "loss.tif")


#: A process that imports all that is needed once, and then makes others to be killed.
FETCHING = """
import os, sys
from pathlib import Path
from tests.test_windows import LARGER, RasterServer, fetch_product
for target in sys.stdin:
    child = os.fork()
    if child == 0:
        server = RasterServer(Path(sys.argv[2]), base=sys.argv[1])
        fetch_product("hansen_loss_year", LARGER, target=Path(target.strip()), server=server)
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process is copied")
def test_killed_at_any_moment_the_next_try_completes(shelf: Bucket, tiles: dict[str, Path], tmp_path: Path) -> None:
    copy_product("hansen_loss_year", LARGER, target=tmp_path / "truth.tif", source=tiles["30N_110E"].parent)
    truth, target = (tmp_path / "truth.tif").read_bytes(), tmp_path / "loss.tif"
    moments, ends = random.Random(3), []  # noqa: S311 - no secret
    command = [sys.executable, "-c", FETCHING, shelf.url, str(tmp_path / "scratch")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for attempt in range(11):
            shelf.always = Fault(trickle=0.002) if attempt < 10 else Fault()
            print(target, file=process.stdin, flush=True)
            child = int(process.stdout.readline())
            if attempt < 10:
                time.sleep(moments.uniform(0, 0.3))
                with suppress(ProcessLookupError):  # it was done before
                    os.kill(child, signal.SIGKILL)
            ends.append(int(process.stdout.readline()))
            assert not target.exists() or target.read_bytes() == truth
    assert ends[-1] == 0
    assert ends.count(-signal.SIGKILL) >= 5
    assert target.read_bytes() == truth


@pytest.mark.skipif(not REAL.is_file(), reason="the real WorldCover tile is not here")
def test_a_window_of_the_real_worldcover(server: RasterServer, shelf: Bucket, tmp_path: Path) -> None:
    shelf.files["/v200/2021/map/" + REAL.name] = REAL
    place = gpd.GeoDataFrame(geometry=[box(8.5, 2.1, 8.6, 2.2)], crs="EPSG:4326")
    fetch_product("esa_worldcover", place, target=tmp_path / "online.tif", server=server, year=2021)
    assert shelf.sent < 0.75 * REAL.stat().st_size  # of a tile that is mostly sea, and 20 times smaller than others
    copy_product("esa_worldcover", place, target=tmp_path / "disk.tif", source=REAL, year=2021)
    assert (tmp_path / "online.tif").read_bytes() == (tmp_path / "disk.tif").read_bytes()
    with rasterio.open(REAL) as tile, rasterio.open(tmp_path / "disk.tif") as file:
        left, top = round((8.5 - 6) * 12_000) - 4, round((3 - 2.2) * 12_000) - 4
        assert (file.read(1) == tile.read(1, window=Window(left, top, 1208, 1208))).all()
        assert file.colormap(1) == tile.colormap(1)


# -- own rasters -------------------------------------------------------------------------------------------------------


def test_a_window_of_an_own_raster_is_cell_for_cell(tmp_path: Path) -> None:
    # cells of 10 m from (0, 1000) down; the place is 200-300 m east, 400-600 m north: columns 20-30, rows 40-60
    values = np.arange(10_000, dtype=np.int16).reshape(100, 100)
    with rasterio.open(
        tmp_path / "own.tif",
        "w",
        driver="GTiff",
        width=100,
        height=100,
        count=2,
        dtype="int16",
        crs="EPSG:4548",
        transform=grid(0, 1000, 10),
        nodata=-1,
    ) as file:
        file.write(np.stack([values, values[::-1]]))
        file.scales, file.offsets, file.descriptions, file.units = (0.5, 1), (3, 0), ("h", "s"), ("m", "")
        file.update_tags(AREA_OR_POINT="Point")
    place = gpd.GeoDataFrame(geometry=[box(200, 400, 300, 600)], crs="EPSG:4548")
    window_of_place([tmp_path / "own.tif"], place, target=tmp_path / "window.tif")
    with rasterio.open(tmp_path / "window.tif") as file:
        assert (file.read(1) == values[36:64, 16:34]).all()
        assert (file.read(2) == values[::-1][36:64, 16:34]).all()
        assert file.transform[:6] == (10, 0, 160, 0, -10, 640)
        assert (file.crs, file.nodata, file.dtypes) == ("EPSG:4548", -1, ("int16", "int16"))
        assert (file.scales, file.offsets, file.units) == ((0.5, 1), (3, 0), ("m", None))
        assert file.descriptions == ("h", "s")
        assert file.tags()["AREA_OR_POINT"] == "Point"
        assert file.profile["tiled"]
        assert file.profile["compress"] == "deflate"


def test_colours_and_masks_are_kept(tmp_path: Path) -> None:
    with (
        rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True),
        rasterio.open(
            tmp_path / "own.tif",
            "w",
            driver="GTiff",
            width=40,
            height=40,
            count=1,
            dtype="uint8",
            crs="EPSG:4548",
            transform=grid(0, 400, 10),
        ) as file,
    ):
        file.write_colormap(1, {10: (0, 100, 0, 255), 80: (0, 100, 200, 255)})
        file.write(np.full((1, 40, 40), 10, dtype=np.uint8))
        mask = np.full((40, 40), 255, dtype=np.uint8)
        mask[:, 20:] = 0
        file.write_mask(mask)
    place = gpd.GeoDataFrame(geometry=[box(100, 100, 300, 300)], crs="EPSG:4548")
    window_of_place([tmp_path / "own.tif"], place, target=tmp_path / "window.tif")
    with rasterio.open(tmp_path / "window.tif") as file:
        assert file.colorinterp == (ColorInterp.palette,)
        assert file.colormap(1)[80] == (0, 100, 200, 255)
        # columns 10-30 and 4 around: of 28, those of the file's columns 20 and beyond are masked
        assert (~file.read(1, masked=True).mask).all(axis=0).sum() == 20 - 6
    assert not list(tmp_path.glob("*.msk"))


def sparse(path: Path, side: int) -> Path:
    """Write a raster of side × side cells of which none is stored: large to whoever believes its header."""
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=side,
        height=side,
        count=1,
        dtype="uint8",
        crs="EPSG:4326",
        transform=grid(114, 27, 3 / side),
        nodata=0,
        tiled=True,
        blockxsize=1024,
        blockysize=1024,
        sparse_ok=True,
    ) as file:
        file.write(np.full((1, 1024, 1024), 10, dtype=np.uint8), window=Window(20480, 8192, 1024, 1024))
    return path


def test_a_window_of_a_very_large_raster(tmp_path: Path) -> None:
    # a cell is 3 / 36,000 degrees; the only block with data starts 20,480 columns east of 114 E, 8,192 rows below 27 N
    large = sparse(tmp_path / "large.tif", 36_000)
    assert large.stat().st_size < 2_000_000
    window_of_place([large], RUIJIN, target=tmp_path / "window.tif")
    with rasterio.open(tmp_path / "window.tif") as file:
        assert file.shape == (round(0.74 * 12_000) + 8, round(0.67 * 12_000) + 8)
        left, top = 20_480 - (round(1.69 * 12_000) - 4), 8_192 - (round(0.71 * 12_000) - 4)
        assert (file.read(1, window=Window(left, 0, 1024, top + 1024)) == 10).all()
        assert np.count_nonzero(file.read(1)) == 1024 * (top + 1024)


@pytest.mark.parametrize(
    ("shape", "match"),
    [
        (box(100, 0, 101, 1), r"114\.000–117\.000, 24\.000–27\.000, the place at 100\.000–101\.000"),
        (box(113, 26.9, 117, 28).difference(box(113.9, 23.9, 117.1, 27.1)), "does not cover"),  # around its corner
    ],
)
def test_a_raster_elsewhere(tmp_path: Path, shape: BaseGeometry, match: str) -> None:
    place = gpd.GeoDataFrame(geometry=[shape], crs="EPSG:4326")
    with pytest.raises(SourceError, match=match):
        window_of_place([sparse(tmp_path / "own.tif", 36_000)], place, target=tmp_path / "window.tif")
    assert not (tmp_path / "window.tif").exists()


def test_a_damaged_raster_leaves_nothing_behind(tiles: dict[str, Path], tmp_path: Path) -> None:
    cut = tmp_path / "cut.tif"
    cut.write_bytes(tiles["30N_110E"].read_bytes()[:1_000_000])
    place = gpd.GeoDataFrame(geometry=[box(110, 20, 120, 30)], crs="EPSG:4326")
    with pytest.raises(SourceError, match=r"cut\.tif"):
        window_of_place([cut], place, target=tmp_path / "window.tif")
    assert [path.name for path in tmp_path.iterdir()] == ["cut.tif"]
