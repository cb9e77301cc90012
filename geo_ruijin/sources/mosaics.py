"""Raster files on one grid, and the window of a place copied out of them cell for cell."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
from affine import Affine
from pyproj import CRS
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.windows import Window
from shapely import box, total_bounds, union_all

from geo_ruijin.errors import SourceError
from geo_ruijin.folders import whole_file
from geo_ruijin.raster import CACHE
from geo_ruijin.sources.categories import keep_category_names
from geo_ruijin.sources.raster_checks import MOST_IN_BLOCK, check_turn, system_of
from geo_ruijin.sources.raster_questions import looks_like_degrees, which_system
from geo_ruijin.text import Text
from geo_ruijin.windows import Bounds, bent_into, bounds_of, clipped, pieces, window_of

#: Cells copied beyond the place on every side, so that those at its edge have neighbours.
MARGIN = 4

_BLOCK = 512  # [cells] a side of the blocks written
_OFF_GRID = 0.01  # [cells] by which files of one grid may miss each other, from rounded coordinates


@dataclass(frozen=True)
class Mosaic:
    """Files on one grid, and the window of it that a place takes up.

    Attributes
    ----------
    files
        The files; where two have the same cell, that of the later one counts.
    offsets
        The column and row of the first file's grid that each starts at.
    system
        The coordinate system of them all.
    window
        The cells of the first file's grid to copy; they may reach beyond the files.
    nodata
        What cells are that no file has.
    """

    files: Sequence[rasterio.DatasetReader]
    offsets: Sequence[tuple[int, int]]
    system: CRS
    window: Window
    nodata: float | None

    def covered(self, position: int, piece: Window) -> tuple[Window, slice, slice]:
        """Return the cells of a file that are in a piece of the window, and the rows and columns they are in it."""
        column, row = self.offsets[position]
        left, top = self.window.col_off + piece.col_off - column, self.window.row_off + piece.row_off - row
        file = self.files[position]
        there = clipped(Window(left, top, piece.width, piece.height), Window(0, 0, file.width, file.height))
        rows, columns = there.row_off - top, there.col_off - left
        return there, slice(rows, rows + there.height), slice(columns, columns + there.width)

    @property
    def whole(self) -> Window:
        """The window as one piece of itself."""
        return Window(0, 0, self.window.width, self.window.height)


def mosaic_of(
    files: Sequence[rasterio.DatasetReader],
    place: gpd.GeoDataFrame,
    *,
    crs: str | None = None,
    nodata: float | None = None,
    fill: float | None = None,
) -> Mosaic:
    """Return files as one raster, with the window of a place.

    Parameters
    ----------
    files
        Files on one grid.
    place
        The place, in any coordinate system.
    crs
        The coordinate system of the files, where they state none or a wrong one.
    nodata
        What stands for nothing where the files name no such value. Without any, the window ends where the files do.
    fill
        What stands for nothing between files that name no such value; it makes the window no larger.

    Raises
    ------
    SourceError
        If it cannot be told where their cells lie, they are not of one grid, or none of them overlaps the place.
    """
    first = files[0]
    system = _demand_system(first, crs)
    offsets = [_offset(file, first) for file in files]
    shapes = bent_into(place.geometry, system)
    outlines = [bounds_of(file.transform, Window(0, 0, file.width, file.height)) for file in files]
    if not any(shapes.intersects(box(*outline)).any() for outline in outlines):
        raise _elsewhere(first, outlines, place, system)
    west, south, east, north = shapes.total_bounds.tolist()
    window = window_of(first.transform, (west, south, east, north), margin=MARGIN)
    if len(files) == 1 or (fill is not None and not rasterio.dtypes.in_dtype_range(fill, first.dtypes[0])):
        fill = None  # there is nothing between, or the cells cannot hold it
    nothing = next((one for one in (first.nodata, nodata, fill) if one is not None), None)
    if nodata is None:
        touching = [one for one in outlines if shapes.intersects(box(*one)).any()]
        window = clipped(
            window, window_of(first.transform, tuple(total_bounds([box(*one) for one in touching]).tolist()))
        )
        _demand_whole(files, outlines, bounds_of(first.transform, window), nothing)
    return Mosaic(files, offsets, system, window, nothing)


def write_mosaic(mosaic: Mosaic, target: Path, *, tags: dict[str, str] | None = None) -> None:
    """Write the window of a mosaic as a tiled and packed GeoTIFF; it is there whole or not at all.

    The cells, their type, nodata, mask, colours, scale and units stay as they are, and so does the grid.

    Parameters
    ----------
    mosaic
        What to write.
    target
        The file to write.
    tags
        What to say in it, under the name of this package.
    """
    first, window = mosaic.files[0], mosaic.window
    west, _, _, north = bounds_of(first.transform, window)
    profile = {
        "driver": "GTiff",
        "width": window.width,
        "height": window.height,
        "count": first.count,
        "dtype": first.dtypes[0],
        "crs": mosaic.system.to_wkt(),
        "transform": Affine(first.transform.a, 0, west, 0, first.transform.e, north),
        "nodata": mosaic.nodata,
        "tiled": True,
        "blockxsize": _BLOCK,
        "blockysize": _BLOCK,
        "compress": "deflate",
        "predictor": 3 if np.dtype(first.dtypes[0]).kind == "f" else 1,
        "interleave": "band",
        "bigtiff": "if_safer",
    }
    with (
        whole_file(target) as part,
        rasterio.Env(GDAL_CACHEMAX=CACHE, GDAL_TIFF_INTERNAL_MASK=True),
        rasterio.open(part, "w", **profile) as file,
    ):
        _describe(first, file)
        file.update_tags(ns="geo_ruijin", **(tags or {}))
        for piece in pieces(mosaic.whole, block=(_BLOCK, _BLOCK)):
            file.write(_cells(mosaic, piece), window=piece)
            if _has_mask(first):
                file.write_mask(_mask(mosaic, piece), window=piece)


def _has_mask(file: rasterio.DatasetReader) -> bool:
    """Whether a file says by a mask of its own which cells hold something."""
    return any(MaskFlags.per_dataset in flags and MaskFlags.alpha not in flags for flags in file.mask_flag_enums)


def _describe(source: rasterio.DatasetReader, target: rasterio.io.DatasetWriter) -> None:
    """Say of a copy what its source says of itself, before any cell is written."""
    target.update_tags(**source.tags())
    keep_category_names(source, target)
    target.scales, target.offsets = source.scales, source.offsets
    target.descriptions = source.descriptions
    target.units = [unit or "" for unit in source.units]
    target.colorinterp = source.colorinterp
    for index, shown in zip(source.indexes, source.colorinterp, strict=True):
        if shown == ColorInterp.palette:
            target.write_colormap(index, source.colormap(index))


def _cells(mosaic: Mosaic, piece: Window) -> np.ndarray:
    """Return the cells of a piece of the window, shape (bands, rows, columns)."""
    first = mosaic.files[0]
    cells = np.full((first.count, piece.height, piece.width), mosaic.nodata or 0, dtype=first.dtypes[0])
    for position, file in enumerate(mosaic.files):
        there, rows, columns = mosaic.covered(position, piece)
        if cells[0, rows, columns].size:
            cells[:, rows, columns] = file.read(window=there)
    return cells


def _mask(mosaic: Mosaic, piece: Window) -> np.ndarray:
    """Return where the first file says that its cells hold something, shape (rows, columns)."""
    mask = np.zeros((piece.height, piece.width), dtype=np.uint8)
    there, rows, columns = mosaic.covered(0, piece)
    if mask[rows, columns].size:
        mask[rows, columns] = mosaic.files[0].dataset_mask(window=there)
    return mask


def _demand_system(file: rasterio.DatasetReader, crs: str | None) -> CRS:
    """Return the coordinate system of a file whose cells are known to lie somewhere, and can be read piece by piece."""
    system, turned = system_of(file, crs), check_turn(file)
    if turned is not None:
        what, cure = turned
    elif system is None:
        what = Text(zh="没有坐标系", en="it states no coordinate system")
        cure = which_system(file)
    elif max(rows * columns for rows, columns in file.block_shapes) > MOST_IN_BLOCK:
        what = Text(zh="存储块过大,无法分块读取", en="its blocks are too large to be unpacked")
        cure = Text(zh="请用 gdal_translate -co TILED=YES 转存", en="Store it anew with gdal_translate -co TILED=YES")
    else:
        return system
    raise SourceError(Text(zh=f"栅格 {_name(file)}:{what.zh}。{cure.zh}。", en=f"{_name(file)}: {what.en}. {cure.en}."))


def _demand_whole(
    files: Sequence[rasterio.DatasetReader], outlines: Sequence[Bounds], frame: Bounds, nothing: float | None
) -> None:
    """Refuse tiles of which nobody could tell afterwards where there was none."""
    if len(files) == 1:
        return
    if any(_has_mask(file) for file in files):
        raise SourceError(
            Text(
                zh="几幅带掩膜的栅格不能拼接。请先用 gdalwarp 拼成一幅。",
                en="Tiles with masks cannot be put together: join them with gdalwarp first.",
            )
        )
    gap = box(*frame).difference(union_all([box(*one) for one in outlines])).area
    if nothing is None and gap > _OFF_GRID * abs(files[0].transform.a * files[0].transform.e):
        raise SourceError(
            Text(
                zh="各幅之间有空缺,而它们没有写空值(nodata)。空缺处写什么?例如 --nodata 255。",
                en="The tiles leave a gap, and state no nodata. What should stand there? For example --nodata 255.",
            )
        )


def _offset(file: rasterio.DatasetReader, first: rasterio.DatasetReader) -> tuple[int, int]:
    """Return the column and row of the first file's grid that another starts at.

    Raises
    ------
    SourceError
        If it is on another grid, in another system, or of other numbers.
    """
    column = (file.transform.c - first.transform.c) / first.transform.a
    row = (file.transform.f - first.transform.f) / first.transform.e
    drift = max(
        abs(column - round(column)),
        abs(row - round(row)),
        abs(file.transform.a / first.transform.a - 1) * file.width,
        abs(file.transform.e / first.transform.e - 1) * file.height,
    )
    if drift > _OFF_GRID or (file.crs, file.dtypes) != (first.crs, first.dtypes):
        raise SourceError(
            Text(
                zh=f"{_name(file)} 与 {_name(first)} 的网格、坐标系或数据类型不同,不能拼接。",
                en=f"{_name(file)} and {_name(first)} are not of one grid, coordinate system and type of numbers.",
            )
        )
    return round(column), round(row)


def _name(file: rasterio.DatasetReader) -> str:
    return Path(file.name).name


def _elsewhere(
    first: rasterio.DatasetReader, outlines: Sequence[Bounds], place: gpd.GeoDataFrame, system: CRS
) -> SourceError:
    name, frame = _name(first), gpd.GeoSeries([box(*outline) for outline in outlines], crs=system)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of coordinates that are nowhere on earth
        raster, town = _degrees(frame), _degrees(place.geometry)
    if "inf" in raster or looks_like_degrees(first) != system.is_geographic:
        cure = which_system(first)
        return SourceError(
            Text(
                zh=f"栅格 {name} 不覆盖此地:它的坐标不像是 {system.name} 的。{cure.zh}。",
                en=f"The raster {name} does not cover the place: its coordinates are hardly those of {system.name}. "
                f"{cure.en}.",
            )
        )
    return SourceError(
        Text(
            zh=f"栅格 {name} 不覆盖此地:栅格范围 {raster},此地范围 {town}(东经/北纬,度)。请检查文件和坐标系。",
            en=f"The raster {name} does not cover the place: it lies at {raster}, the place at {town} (degrees east, "
            "degrees north). Check the file and its coordinate system.",
        )
    )


def _degrees(shapes: gpd.GeoSeries) -> str:
    west, south, east, north = shapes.to_crs("EPSG:4326").total_bounds
    return f"{west:.3f}–{east:.3f}, {south:.3f}–{north:.3f}"
