"""The window of a place out of a raster of somebody's own, or out of a public one at its server or on disk."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path

import geopandas as gpd
import rasterio
from rasterio.errors import RasterioError
from rasterio.windows import Window

from geo_ruijin.errors import SourceError
from geo_ruijin.sources.mosaics import Mosaic, mosaic_of, write_mosaic
from geo_ruijin.sources.products import PRODUCTS, product_credit, product_urls
from geo_ruijin.sources.range_answers import AbsentError, DamagedError, RasterServer
from geo_ruijin.sources.ranges import RemoteFile, remote_file
from geo_ruijin.sources.rasters import is_raster, opened
from geo_ruijin.sources.store import Origin
from geo_ruijin.spec import Product
from geo_ruijin.text import Text
from geo_ruijin.windows import Bounds

__all__ = ["RasterServer", "copy_product", "fetch_product", "read_raster_origin", "tiles_in", "window_of_place"]

_TILES = (".tif", ".tiff", ".img")
_NEAR = 0.01  # [degrees] beyond a place in which files are looked for: their cells may reach over their edges


def tiles_in(folder: Path) -> list[Path]:
    """Return the rasters in a folder, by name; none where it is none, or holds no raster."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in _TILES and is_raster(path))


def window_of_place(
    paths: Sequence[Path],
    place: gpd.GeoDataFrame,
    *,
    target: Path,
    crs: str | None = None,
    nodata: float | None = None,
) -> None:
    """Copy the window of a place, and a margin, out of raster files of any size; it is read a piece at a time.

    Parameters
    ----------
    paths
        The raster, or its tiles, on one grid.
    place
        The place, in any coordinate system.
    target
        The file to write: a tiled and packed GeoTIFF with the same cells; it is there whole or not at all.
    crs
        The coordinate system of the raster, where it states none or a wrong one.
    nodata
        What stands for nothing between tiles that name no such value.

    Raises
    ------
    SourceError
        If the raster cannot be read, states no system, does not run from north to south, or lies elsewhere; if tiles
        are not of one grid, or leave a gap that nothing could stand in.
    """
    with ExitStack() as stack:
        files = [stack.enter_context(opened(path)) for path in paths]
        write_mosaic(mosaic_of(files, place, crs=crs, fill=nodata), target)


def fetch_product(
    product: Product,
    place: gpd.GeoDataFrame,
    *,
    target: Path,
    server: RasterServer,
    year: int | None = None,
    country: str | None = None,
) -> Origin:
    """Fetch the window of a place out of a public raster, and little else of it.

    What is fetched is kept in the server's scratch folder until all is there: a fetch that was stopped goes on where it
    stopped.

    Parameters
    ----------
    product
        Its name.
    place
        The place, in any coordinate system.
    target
        The file to write; it is there whole or not at all.
    server
        Where from and how.
    year, country
        As of `product_urls`.

    Returns
    -------
    Origin
        Where it is from, which the file says too.

    Raises
    ------
    SourceError
        If it cannot be had. Files that the server does not have are sea, and nodata, unless it has none of them.
    """
    urls = product_urls(product, _around(place), year=year, country=country)
    try:
        return _fetched(product, place, urls, target=target, server=server, year=year)
    except DamagedError as error:  # what was kept of it is gone: once more, from the start
        server.report(error.message)
        return _fetched(product, place, urls, target=target, server=server, year=year)


def copy_product(
    product: Product,
    place: gpd.GeoDataFrame,
    *,
    target: Path,
    source: Path,
    year: int | None = None,
    country: str | None = None,
) -> Origin:
    """Copy the window of a place out of files of a public raster that somebody downloaded, as `fetch_product` does.

    Parameters
    ----------
    source
        The file, or the folder with files named as at the server.
    product, place, target, year, country
        As of `fetch_product`.

    Returns
    -------
    Origin
        Where it is from, which the file says too.

    Raises
    ------
    SourceError
        If they cannot be read, or none is there or overlaps the place.
    """
    urls = product_urls(product, _around(place), year=year, country=country)
    paths = [source / _name(url) for url in urls] if source.is_dir() else [source]
    there = [path for path in paths if path.is_file()]
    if not there:
        raise _none_there(product, urls, str(source))
    origin = _origin(product, year, absent=[path.name for path in paths if path not in there])
    with ExitStack() as stack:
        files = [stack.enter_context(opened(path)) for path in there]
        mosaic = mosaic_of(files, place, nodata=PRODUCTS[product].nodata)
        write_mosaic(mosaic, target, tags={"origin": json.dumps(asdict(origin), ensure_ascii=False)})
    return origin


def read_raster_origin(path: Path) -> Origin:
    """Return where a public raster is from.

    Raises
    ------
    SourceError
        If neither `fetch_product` nor `copy_product` wrote the file.
    """
    with opened(path) as file:
        said = file.tags(ns="geo_ruijin").get("origin")
    if said is None:
        raise SourceError(
            Text(
                zh=f"{path.name} 不是 geo-ruijin fetch 写的。自己的栅格请用 geo-ruijin add 加入。",
                en=f"{path.name} was not written by geo-ruijin fetch. Bring rasters of your own with geo-ruijin add.",
            )
        )
    return Origin(**json.loads(said))


def _fetched(
    product: Product, place: gpd.GeoDataFrame, urls: list[str], *, target: Path, server: RasterServer, year: int | None
) -> Origin:
    remotes, absent = [], []
    with ExitStack() as stack:
        for url in urls:
            try:
                remotes.append(stack.enter_context(remote_file(url, server)))
            except AbsentError:
                absent.append(_name(url))
        if not remotes:
            raise _none_there(product, urls, server.address(urls[0]).rpartition("/")[0])
        origin = _origin(product, year, absent=absent)
        with _explained(remotes), ExitStack() as inner:
            files = [inner.enter_context(_opened(remote)) for remote in remotes]
            mosaic = mosaic_of(files, place, nodata=PRODUCTS[product].nodata)
            _bring(remotes, mosaic, server)
            write_mosaic(mosaic, target, tags={"origin": json.dumps(asdict(origin), ensure_ascii=False)})
        for remote in remotes:
            remote.forget()
    return origin


@contextmanager
def _opened(remote: RemoteFile) -> Iterator[rasterio.DatasetReader]:
    with (
        rasterio.Env(GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR"),
        rasterio.open(remote.name, opener=remote.opener, driver="GTiff") as file,
    ):
        yield file


@contextmanager
def _explained(remotes: Sequence[RemoteFile]) -> Iterator[None]:
    """Say why GDAL could not read: the bytes could not be had, or make no raster."""
    try:
        yield
    except RasterioError as error:
        for remote in remotes:
            if remote.trouble is not None:
                raise remote.trouble from error
        for remote in remotes:
            remote.forget()
        names = ", ".join(remote.name for remote in remotes)
        raise DamagedError(
            Text(
                zh=f"取得的 {names} 无法解开({error.__cause__ or error})。请稍后重新运行,或用 --raster 提供本地文件。",
                en=f"What came of {names} cannot be unpacked ({error.__cause__ or error}). Run again later, or give a "
                "local file with --raster.",
            )
        ) from error


def _bring(remotes: Sequence[RemoteFile], mosaic: Mosaic, server: RasterServer) -> None:
    """Fetch the blocks that the window touches, and tell how far it is."""
    wanted = [
        list(_stored(file, mosaic.covered(position, mosaic.whole)[0])) for position, file in enumerate(mosaic.files)
    ]
    total = sum(remote.missing(ranges) for remote, ranges in zip(remotes, wanted, strict=True)) / 1e6
    done = 0.0
    server.report(Text(zh=f"还需下载约 {total:.1f} MB", en=f"some {total:.1f} MB to fetch"))
    for remote, ranges in zip(remotes, wanted, strict=True):
        for got in remote.fetch(ranges):
            done += got / 1e6
            server.report(Text(zh=f"已下载 {done:.1f}/{total:.1f} MB", en=f"{done:.1f} of {total:.1f} MB fetched"))


def _stored(file: rasterio.DatasetReader, window: Window) -> Iterator[tuple[int, int]]:
    """Return where in a GeoTIFF the blocks lie that a window touches, as (start, length)."""
    for index, (rows, columns) in zip(file.indexes, file.block_shapes, strict=True):
        for y in range(window.row_off // rows, -(-(window.row_off + window.height) // rows)):
            for x in range(window.col_off // columns, -(-(window.col_off + window.width) // columns)):
                start = file.get_tag_item(f"BLOCK_OFFSET_{x}_{y}", "TIFF", bidx=index)
                length = file.get_tag_item(f"BLOCK_SIZE_{x}_{y}", "TIFF", bidx=index)
                if start and length:  # a block of nothing but nodata need not be stored
                    yield int(start), int(length)


def _around(place: gpd.GeoDataFrame) -> Bounds:
    west, south, east, north = place.to_crs("EPSG:4326").total_bounds
    return west - _NEAR, south - _NEAR, east + _NEAR, north + _NEAR


def _name(url: str) -> str:
    return url.rpartition("/")[2]


def _origin(product: Product, year: int | None, *, absent: Sequence[str]) -> Origin:
    credit, made = product_credit(product, year=year), PRODUCTS[product]
    zh, en = credit.zh, credit.en
    if absent:
        names = "、".join(absent)
        zh, en = f"{zh}(没有 {names},视为无数据)", f"{en} (without {names.replace('、', ', ')}, taken as no data)"
    return Origin(zh, en, made.date if year is None else str(year), made.licence)


def _none_there(product: Product, urls: Sequence[str], where: str) -> SourceError:
    title, names = PRODUCTS[product].title, ", ".join(map(_name, urls))
    return SourceError(
        Text(
            zh=f"{where} 里没有 {title.zh}:{names}。请检查地点、年份和镜像地址,或用 --raster 提供本地文件。",
            en=f"{where} has none of {title.en}: {names}. Check the place, the year and the mirror's address, or give "
            "a local file with --raster.",
        )
    )
