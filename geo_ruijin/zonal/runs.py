"""How many cells of each class runs of whole cells hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from geo_ruijin.zonal.cover import Cover
from geo_ruijin.zonal.numbers import Numbers

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

#: By what share [1] the areas of rows may differ and count alike: less than columns do in a map of any country.
_ALIKE = 1e-6


#: How many rows are counted at once.
_STRIP = 128


@dataclass(frozen=True)
class Runs:
    """Runs of which none overlaps another: zone, row, and from one column up to before another, in the order of cells.

    Attributes
    ----------
    zone, row, start, stop
        (k,) each.
    """

    zone: Whole
    row: Whole
    start: Whole
    stop: Whole

    def within(self, window: Window) -> Runs:
        """Return what of them lies in a window, by its own rows and columns."""
        some = slice(*np.searchsorted(self.row, [window.row_off, window.row_off + window.height]))
        start = np.clip(self.start[some] - window.col_off, 0, window.width)
        stop = np.clip(self.stop[some] - window.col_off, 0, window.width)
        there = np.flatnonzero(stop > start)
        return Runs(self.zone[some][there], self.row[some][there] - window.row_off, start[there], stop[there])


def sheets_of(cover: Cover) -> list[Runs]:
    """Return the runs of a cover, in so many sheets that in none of them two overlap: one where no zones do."""
    far = np.int64(cover.run_stop.max(initial=0) + 1)  # keeps rows apart: no column reaches it
    left, sheets = np.arange(len(cover.run_row)), []
    while len(left):
        start, stop = (cover.run_row[left] * far + column[left] for column in (cover.run_start, cover.run_stop))
        clear = start[1:] >= np.maximum.accumulate(stop)[:-1]
        taken = np.r_[True, clear] if clear.all() else _greedy(start, stop)
        one = left[taken]
        sheets.append(Runs(cover.run_zone[one], cover.run_row[one], cover.run_start[one], cover.run_stop[one]))
        left = left[~taken]
    return sheets


def _greedy(start: Whole, stop: Whole) -> NDArray[np.bool_]:
    """Return which of stretches in order are taken when each that begins before the last taken ends is left."""
    taken = np.zeros(len(start), dtype=np.bool_)
    end = -1
    for index, (first, last) in enumerate(zip(start.tolist(), stop.tolist(), strict=True)):
        if first >= end:
            taken[index], end = True, last
    return taken


def add_runs(sums: Floats, runs: Runs, cells: Numbers, class_of: Whole, rows: Floats, columns: Floats) -> None:
    """Add what zones hold of each class of a window in runs of whole cells.

    Where areas change from row to row, as in degrees, each row counts with its own. How they change otherwise is taken
    for all of a zone in the window together, so that what a zone holds in all stays exact.

    Parameters
    ----------
    sums
        What is added to: (zones, classes).
    runs
        Of zones, inside the window.
    cells, class_of
        What stands in the window's cells, and the class of each.
    rows, columns
        The area of a cell is that of its row [m²] times that of its column [1].
    """
    if not len(runs.zone):
        return
    (height, width), classes = cells.shape, sums.shape[1]
    present = np.zeros(len(sums), dtype=np.bool_)
    present[runs.zone] = True
    zones = np.flatnonzero(present)
    local = np.cumsum(present)[runs.zone]  # 0 is no zone
    # stretches of no zone and of zones take turns along the cells of the window
    ends = np.zeros(2 * len(local) + 2, dtype=np.int64)
    ends[1:-1:2], ends[2:-1:2] = runs.row * width + runs.start, runs.row * width + runs.stop
    ends[-1] = cells.size
    class_of_key = (np.arange(len(zones) + 1)[:, np.newaxis] * classes + class_of).ravel()
    owner = np.zeros(2 * len(local) + 1, dtype=np.min_scalar_type(len(class_of_key)))
    owner[1::2] = local * len(class_of)
    keys = np.repeat(owner, np.diff(ends)).reshape(height, width)
    keys += cells
    weights = np.ones(height) if np.ptp(rows) <= _ALIKE * rows[0] else rows
    counted = _counted(keys, class_of_key, weights, (len(zones) + 1) * classes).reshape(-1, classes)[1:]
    along = np.r_[0.0, np.cumsum(columns)]
    area = rows[runs.row] * (along[runs.stop] - along[runs.start])
    alike = weights[runs.row] * (runs.stop - runs.start)
    stretch = np.bincount(local, weights=area)[1:] / np.bincount(local, weights=alike)[1:]
    sums[zones] += counted * stretch[:, np.newaxis]


def _counted(keys: NDArray[np.unsignedinteger], class_of_key: Whole, weights: Floats, size: int) -> Floats:
    """Return the cells of each of `size` classes of zones, each with the weight of its row.

    Neighbours are mostly alike: what is counted is stretches of one key, with their length.
    """
    height, width = keys.shape
    alike, found = (weights == 1).all(), np.zeros(size)
    for top in range(0, height, _STRIP):
        cells = keys[top : top + _STRIP].ravel()
        begins = np.empty(len(cells) + 1, dtype=np.bool_)
        begins[0] = begins[-1] = True
        np.not_equal(cells[1:], cells[:-1], out=begins[1:-1])
        if not alike:
            begins[::width] = True
        place = np.flatnonzero(begins)
        length = np.diff(place)
        if not alike:
            length = length * weights[place[:-1] // width + top]
        found += np.bincount(class_of_key[cells[place[:-1]]], length, size)
    return found
