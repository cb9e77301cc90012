"""A grid whose cells hold the numbers of classes, whatever it is made of, read a piece at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.windows import Window

from geo_ruijin.raster import Raster, pieces
from geo_ruijin.spec import Value

Numbers = NDArray[np.unsignedinteger]
#: Windows that cover another once, each with the codes of its cells.
Blocks = Callable[[Window], Iterator[tuple[Window, Numbers]]]

#: How many codes a byte can hold.
_BYTE = 256

#: In what pieces a grid is read that a raster is brought on [rows, columns].
_BLOCK = (512, 512)

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
    table
        Of each code that a cell may have, the number of its class; `len(classes)` where it stands for nothing.
    blocks
        Reads the codes of a window.
    """

    crs: CRS
    transform: Affine
    width: int
    height: int
    classes: tuple[object, ...]
    table: NDArray[np.intp]
    blocks: Blocks = field(repr=False)

    @property
    def window(self) -> Window:
        """All cells."""
        return Window(0, 0, self.width, self.height)

    def read(self, window: Window | None = None) -> NDArray[np.intp]:
        """Return the number of the class of each cell of a window: (rows, columns)."""
        window = self.window if window is None else window
        found = np.empty((window.height, window.width), dtype=np.intp)
        for piece, codes in self.blocks(window):
            top, left = piece.row_off - window.row_off, piece.col_off - window.col_off
            found[top : top + piece.height, left : left + piece.width] = self.table[codes]
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
        below 30 and from 30 on, called -inf and 30.
    grid
        The grid to answer on, where it is to be another than the raster's own: of each of its cells, what the raster
        says at the middle.

    Returns
    -------
    Coded
        Classes are the band's words in the order of their codes, or the least amounts of the classes.
    """
    band = raster.bands[column]
    grid = raster if grid is None else grid
    if band.classes is None:
        classes, number = _by_amount(np.asarray(bounds or (), dtype=np.float64))
    else:
        classes, number = _by_code(band.classes)
    own = _same_grid(grid, raster)
    if own and band.classes is not None and band.dtype == "uint8" and not raster.has_mask:
        # as the file stores them: what the codes mean is looked up once counted, not cell by cell
        table = np.full(_BYTE, len(classes), dtype=np.intp)
        for code, word in band.classes.items():
            if code != band.nodata and 0 <= code < _BYTE:
                table[code] = classes.index(word)
        return _made(raster, classes, table, lambda window: raster.stored(column, raster.pieces(window)))

    def blocks(window: Window) -> Iterator[tuple[Window, Numbers]]:
        read = (
            raster.blocks(column, raster.pieces(window))
            if own
            else raster.warped(column, pieces(window, block=_BLOCK), crs=grid.crs, transform=grid.transform)
        )
        for piece, cells in read:
            yield piece, number(cells)

    return _made(grid, classes, np.arange(len(classes) + 1), blocks)


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
    table = np.full((len(first.classes) + 1, across), len(pairs), dtype=np.intp)
    table[:-1, :-1] = np.arange(len(pairs)).reshape(len(first.classes), len(second.classes))

    def blocks(window: Window) -> Iterator[tuple[Window, Numbers]]:
        for piece, codes in first.blocks(window):
            yield piece, (first.table[codes] * across + second.read(piece)).astype(np.uint16)

    return Coded(first.crs, first.transform, first.width, first.height, pairs, table.ravel(), blocks)


def _same_grid(one: Raster | Coded, other: Raster | Coded) -> bool:
    shift = np.subtract(one.transform[:6], other.transform[:6]) / one.transform.a
    same = one is other or (np.abs(shift).max() <= _SHIFTED and one.crs == other.crs)
    return bool(same and (one.width, one.height) == (other.width, other.height))


def _by_code(words: Mapping[int, Value]) -> tuple[tuple[object, ...], Callable[[np.ma.MaskedArray], Numbers]]:
    """Return the classes of a band, and a function from its codes to their numbers; codes without a word: nothing."""
    classes = tuple(dict.fromkeys(word for _, word in sorted(words.items())))
    known = np.array(sorted(words), dtype=np.float64)
    numbers = np.array([classes.index(words[code]) for code in sorted(words)], dtype=np.uint16)

    def number(cells: np.ma.MaskedArray) -> Numbers:
        codes = np.ma.getdata(cells).astype(np.float64)
        place = np.minimum(np.searchsorted(known, codes), len(known) - 1)
        there = (known[place] == codes) & ~np.ma.getmaskarray(cells)
        found: Numbers = np.where(there, numbers[place], np.uint16(len(classes)))
        return found

    return classes, number


def _by_amount(edges: NDArray[np.float64]) -> tuple[tuple[object, ...], Callable[[np.ma.MaskedArray], Numbers]]:
    """Return classes of amounts, and a function from amounts to their numbers."""

    def number(cells: np.ma.MaskedArray) -> Numbers:
        found: Numbers = np.searchsorted(edges, np.ma.getdata(cells), side="right").astype(np.uint16)
        found[np.ma.getmaskarray(cells)] = len(edges) + 1
        return found

    return (-np.inf, *edges.tolist()), number


def _made(grid: Raster | Coded, classes: tuple[object, ...], table: NDArray[np.intp], blocks: Blocks) -> Coded:
    return Coded(grid.crs, grid.transform, grid.width, grid.height, classes, table, blocks)
