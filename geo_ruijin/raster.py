"""A raster as methods are given it: where its cells lie, what they hold, and how to read them a piece at a time."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
import rasterio.windows
from affine import Affine
from pyproj import CRS
from rasterio.enums import MaskFlags, Resampling
from rasterio.errors import RasterioError
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from geo_ruijin.errors import Fault, SourceError
from geo_ruijin.spec import Value
from geo_ruijin.text import Text
from geo_ruijin.windows import PIECE, Bounds, bounds_of, clipped, pieces, window_of

#: The most cells that are ever read at once: whoever wants more reads pieces.
MOST_AT_ONCE = 2**27

#: What GDAL may keep of blocks read before [bytes]; its own limit grows with the machine, and with it the memory used.
CACHE = 64 * 2**20

#: By how much the middle of a cell may be off when it is brought to another grid [cell]; GDAL makes no view at 0.
_OFF = 1e-3


@dataclass(frozen=True)
class Band:
    """One band of a raster.

    Attributes
    ----------
    index
        Its number in the file, from 1.
    nodata
        What the file says stands for nothing, before `scale` and `offset`.
    dtype
        The type of the file's numbers.
    classes
        Of a categorical band: code in the file -> our word; None where the cells hold amounts.
    unit
        The unit of the amounts, a symbol of `geo_ruijin.units.UNITS`.
    scale, offset
        The amount is `scale` times the file's number plus `offset`.
    nothing
        Other numbers of the file that stand for nothing, by whoever declares it.
    """

    index: int
    nodata: float | None
    dtype: str
    classes: Mapping[int, Value] | None = None
    unit: str | None = None
    scale: float = 1
    offset: float = 0
    nothing: tuple[float, ...] = ()


@dataclass(frozen=True)
class Raster:
    """A raster file whose rows run west to east, the northernmost first, and which has been checked.

    Attributes
    ----------
    path
        The file.
    year
        The year it shows, where that is known.
    crs
        Its coordinate system.
    transform
        From column and row to coordinates; without rotation, north up.
    width, height
        Its columns and rows.
    bands
        Our names of the bands used.
    remarks
        What must be said beside figures made from it.
    edition
        Which product it is of, in which version: "ESA WorldCover v200"; None where nobody says.
    """

    path: Path
    year: int | None
    crs: CRS
    transform: Affine
    width: int
    height: int
    bands: Mapping[str, Band]
    remarks: tuple[Fault, ...] = ()
    edition: str | None = None

    @property
    def bounds(self) -> Bounds:
        """West, south, east and north, in its own coordinate system."""
        return bounds_of(self.transform, Window(0, 0, self.width, self.height))

    @property
    def pixel_size(self) -> tuple[float, float]:
        """Width and height of a cell [units of the coordinate system]."""
        return self.transform.a, -self.transform.e

    def window(self, bounds: Bounds | None = None, *, margin: int = 0) -> Window:
        """Return the cells that touch `bounds`, and `margin` more on every side, as far as the raster goes."""
        whole = Window(0, 0, self.width, self.height)
        return whole if bounds is None else clipped(window_of(self.transform, bounds, margin=margin), whole)

    def pieces(self, within: Window | None = None, *, cells: int = PIECE) -> Iterator[Window]:
        """Return windows of at most some `cells` that cover `within` once, along the blocks the file is stored in."""
        within = self.window() if within is None else within
        with _opened(self.path) as file:
            block = file.block_shapes[0]
        yield from pieces(within, block=block, cells=cells)

    def read(self, column: str, window: Window | None = None) -> np.ma.MaskedArray:
        """Return the cells of a window, masked where there is nothing.

        Parameters
        ----------
        column
            Our name of the band.
        window
            The cells; all of them where None.

        Returns
        -------
        masked array, shape (rows, columns)
            Codes of a categorical band, else amounts in the band's unit. Numbers that are none are masked too.

        Raises
        ------
        SourceError
            If there are more than `MOST_AT_ONCE`, or the file is damaged.
        """
        window = self.window() if window is None else window
        (_, cells) = next(iter(self.blocks(column, [window])))
        return cells

    @functools.cached_property
    def has_mask(self) -> bool:
        """Whether anything but nodata of its bands says where there is nothing."""
        with _opened(self.path) as file:
            flags = [flag for band in self.bands.values() for flag in file.mask_flag_enums[band.index - 1]]
        return any(flag not in (MaskFlags.all_valid, MaskFlags.nodata) for flag in flags)

    def stored(self, column: str, windows: Iterable[Window] | None = None) -> Iterator[tuple[Window, np.ndarray]]:
        """Return the numbers of a band as the file stores them, as `blocks` goes; nodata is a number like others.

        Raises
        ------
        SourceError
            As `read`.
        """
        with _opened(self.path) as file:
            for window in self.pieces() if windows is None else windows:
                try:
                    with rasterio.Env(GDAL_CACHEMAX=CACHE):  # left before the next is asked for: others read in turn
                        cells = file.read(self.bands[column].index, window=window)
                except RasterioError as error:
                    raise _unreadable(self.path, error) from error
                yield window, cells

    def blocks(
        self, column: str, windows: Iterable[Window] | None = None
    ) -> Iterator[tuple[Window, np.ma.MaskedArray]]:
        """Return the cells piece by piece, each with its window, as `read` does; the file is opened once.

        Parameters
        ----------
        column
            Our name of the band.
        windows
            The windows to read; those of `pieces` where None.

        Raises
        ------
        SourceError
            As `read`.
        """
        band = self.bands[column]
        with _opened(self.path) as file:
            for window in self.pieces() if windows is None else windows:
                yield window, _cells(file, band, window, self.path)

    def warped(
        self,
        column: str,
        windows: Iterable[Window],
        *,
        crs: CRS,
        transform: Affine,
        resampling: Resampling = Resampling.nearest,
    ) -> Iterator[tuple[Window, np.ma.MaskedArray]]:
        """Return the cells of another north-up grid: of each what this raster says at its middle, as `read` does.

        Parameters
        ----------
        column
            Our name of the band.
        windows
            The cells of the other grid to answer for.
        crs, transform
            The other grid.
        resampling
            Another than nearest is for looks alone: what is blended is no cell of the file.

        Raises
        ------
        SourceError
            As `read`.
        """
        band = self.bands[column]
        with _opened(self.path) as file:
            for window in windows:
                with WarpedVRT(
                    file,
                    src_crs=self.crs,
                    crs=crs,
                    transform=rasterio.windows.transform(window, transform),
                    width=window.width,
                    height=window.height,
                    resampling=resampling,
                    tolerance=_OFF,
                    add_alpha=file.nodata is None,
                ) as view:
                    yield window, _cells(view, band, Window(0, 0, window.width, window.height), self.path)


def _opened(path: Path) -> rasterio.DatasetReader:
    try:
        return rasterio.open(path)
    except RasterioError as error:
        raise _unreadable(path, error) from error


def _cells(file: rasterio.DatasetReader, band: Band, window: Window, path: Path) -> np.ma.MaskedArray:
    if (count := window.width * window.height) > MOST_AT_ONCE:
        raise SourceError(
            Text(
                zh=f"一次要读 {path.name} 的 {count:,} 个像元,超过上限 {MOST_AT_ONCE:,}。请分块读取。",
                en=f"{count:,} cells of {path.name} at once are more than {MOST_AT_ONCE:,}: read it in pieces.",
            )
        )
    try:
        with rasterio.Env(GDAL_CACHEMAX=CACHE):
            # as many cells as the window has: overviews, which are coarser, are never asked
            cells: np.ma.MaskedArray = file.read(band.index, window=window, masked=True)
    except RasterioError as error:
        raise _unreadable(path, error) from error
    if band.nothing:
        cells = np.ma.masked_where(np.isin(np.ma.getdata(cells), band.nothing), cells, copy=False)
    if band.classes is None and (band.scale, band.offset) != (1, 0):
        cells = np.ma.add(np.ma.multiply(cells, band.scale, dtype=np.float64), band.offset)
    return np.ma.masked_invalid(cells, copy=False) if cells.dtype.kind == "f" else cells


def _unreadable(path: Path, error: Exception) -> SourceError:
    return SourceError(
        Text(
            zh=f"{path.name} 读不出来:{error.__cause__ or error}。文件可能损坏或不完整,请重新取得。",
            en=f"{path.name} cannot be read: {error.__cause__ or error}. It may be damaged or cut off: get it anew.",
        )
    )
