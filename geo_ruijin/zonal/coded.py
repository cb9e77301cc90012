"""A grid whose cells hold the numbers of classes, whatever it is made of, read a piece at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.windows import Window

from geo_ruijin.raster import Band, Raster
from geo_ruijin.windows import pieces
from geo_ruijin.zonal.numbers import Number, Numbers, Stored, numbered, read_stored, warped_numbers

#: In what pieces a grid is read that a raster is brought on [rows, columns].
_BLOCK = (512, 512)

#: How many cells are read at once: few enough that what is made of them stays in the processor's cache.
_PIECE = 2**20

#: How many numbers a byte can hold.
_BYTE = 256

#: By how much of a cell the corners of one grid may differ between two files: it comes from rounding.
_SHIFTED = 1e-4


@dataclass(frozen=True)
class Coded:
    """A north-up grid of classes.

    Attributes
    ----------
    crs, transform, width, height
        The grid.
    classes
        What is told apart.
    pieces
        Windows that cover another once, along the blocks it is stored in.
    stored
        Of the cells of each of some windows the number of the class, `len(classes)` where there is nothing, of one
        byte where it can hold that; or bytes, and the number of the class of each.
    """

    crs: CRS
    transform: Affine
    width: int
    height: int
    classes: tuple[object, ...]
    pieces: Callable[[Window], Iterable[Window]] = field(repr=False)
    stored: Callable[[Iterable[Window]], Stored] = field(repr=False)

    @property
    def window(self) -> Window:
        """All cells."""
        return Window(0, 0, self.width, self.height)

    def blocks(self, window: Window | None = None) -> Iterator[tuple[Window, Numbers]]:
        """Return the numbers of the classes of a window piece by piece, each with its own window."""
        windows = list(self.pieces(self.window if window is None else window))
        return zip(windows, self.numbers(windows), strict=True)

    def numbers(self, windows: Iterable[Window]) -> Iterator[Numbers]:
        """Return the numbers of the classes of each of some windows."""
        stored, table = self.stored(windows)
        return stored if table is None else (numbered(cells, table) for cells in stored)

    def read(self, window: Window | None = None) -> NDArray[np.intp]:
        """Return the number of the class of each cell of a window: (rows, columns)."""
        window = self.window if window is None else window
        found = np.empty((window.height, window.width), dtype=np.intp)
        for piece, numbers in self.blocks(window):
            top, left = piece.row_off - window.row_off, piece.col_off - window.col_off
            found[top : top + piece.height, left : left + piece.width] = numbers
        return found


def coded(
    raster: Raster, column: str, *, bounds: Sequence[float] | None = None, grid: Raster | Coded | None = None
) -> Coded:
    """Return a band as classes.

    Parameters
    ----------
    raster
        The raster.
    column
        Our name of the band.
    bounds
        Of a band of amounts: the least amount of every class but the lowest, rising. `bounds=(30,)` makes two classes,
        below 30 and from 30 on, called -inf and 30. Of a file of floats of four bytes a bound is the nearest of them.
    grid
        The grid to answer on, where it is to be another than the raster's own: of each of its cells, what the raster
        says at the middle.

    Returns
    -------
    Coded
        Classes are the band's words in the order of their codes, or the least amounts of the classes. Codes that no
        word is declared for are nothing.

    Raises
    ------
    ValueError
        If bounds do not rise, or are given for classes.
    """
    band = raster.bands[column]
    grid = raster if grid is None else grid
    classes, number = _classes(band, bounds)
    if _same_grid(grid, raster):
        return Coded(
            grid.crs,
            grid.transform,
            grid.width,
            grid.height,
            classes,
            lambda window: raster.pieces(window, cells=_PIECE),
            lambda windows: read_stored(raster, column, windows, number, len(classes)),
        )
    return Coded(
        grid.crs,
        grid.transform,
        grid.width,
        grid.height,
        classes,
        lambda window: pieces(window, block=_BLOCK, cells=_PIECE),
        lambda windows: (
            warped_numbers(raster, column, windows, number, len(classes), crs=grid.crs, transform=grid.transform),
            None,
        ),
    )


def paired(first: Coded, second: Coded) -> Coded:
    """Return a grid of pairs: what each of two grids says of a cell, and nothing where one says nothing.

    Parameters
    ----------
    first, second
        Of one grid; bring the second on that of the first with `coded(…, grid=first)`.
    """
    if not _same_grid(first, second):
        message = "the two are not on one grid"
        raise ValueError(message)
    across = len(second.classes) + 1
    pairs = tuple((one, other) for one in first.classes for other in second.classes)
    table = np.full((len(first.classes) + 1, across), len(pairs))
    table[:-1, :-1] = np.arange(len(pairs)).reshape(len(first.classes), len(second.classes))
    dtype = np.min_scalar_type(table.size)
    lookup = np.resize(table, max(table.size, _BYTE)).astype(dtype)

    def numbers(windows: Iterable[Window]) -> Iterator[Numbers]:
        windows = list(windows)
        for one, other in zip(first.numbers(windows), second.numbers(windows), strict=True):
            both = one.astype(dtype)
            both *= dtype.type(across)
            both += other.astype(dtype, copy=False)
            yield numbered(both, lookup)

    return Coded(
        first.crs,
        first.transform,
        first.width,
        first.height,
        pairs,
        first.pieces,
        lambda windows: (numbers(windows), None),
    )


def _same_grid(one: Raster | Coded, other: Raster | Coded) -> bool:
    if one is other:
        return True
    shift = np.subtract(one.transform[:6], other.transform[:6]) / one.transform.a
    # of the size of a cell, what it comes to at the far end of the grid
    shift[[0, 4]] *= max(one.width, one.height)
    same = np.abs(shift).max() <= _SHIFTED and (one.width, one.height) == (other.width, other.height)
    return bool(same and one.crs == other.crs)


def _classes(band: Band, bounds: Sequence[float] | None) -> tuple[tuple[object, ...], Number]:
    """Return the classes of a band, and what makes their numbers of its codes or amounts."""
    if band.classes is not None:
        if bounds is not None:
            message = "bounds are for amounts, not for classes"
            raise ValueError(message)
        classes = tuple(dict.fromkeys(word for _, word in sorted(band.classes.items())))
        codes = np.array(sorted(band.classes), dtype=np.float64)
        return classes, _code_number(codes, np.array([classes.index(band.classes[code]) for code in codes]))
    edges = np.asarray(bounds or (), dtype=np.float64)
    if not (np.diff(edges) > 0).all():
        message = "bounds do not rise"
        raise ValueError(message)
    return (-np.inf, *edges.tolist()), _amount_number(edges)


def _code_number(codes: NDArray[np.float64], numbers: NDArray[np.intp]) -> Number:
    nothing = int(numbers.max(initial=-1)) + 1

    def number(cells: NDArray[np.generic]) -> NDArray[np.intp]:
        if not len(codes):
            return np.full(cells.shape, nothing)
        place = np.minimum(np.searchsorted(codes, cells), len(codes) - 1)
        return np.where(codes[place] == cells, numbers[place], nothing)

    return number


def _amount_number(edges: NDArray[np.float64]) -> Number:
    def number(cells: NDArray[np.generic]) -> NDArray[np.intp]:
        limits = edges.astype(cells.dtype) if cells.dtype.kind == "f" else edges
        return np.searchsorted(limits, cells, side="right")

    return number
