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


def add_runs(sums: Floats, runs: Runs, numbers: Numbers, rows: Floats, columns: Floats) -> None:
    """Add what zones hold of each class of a window in runs of whole cells.

    Neighbours are mostly of one class, so what is counted is stretches of one class, not cells.

    Parameters
    ----------
    sums
        What is added to: (zones, classes).
    runs
        Of zones, inside the window.
    numbers
        The classes of the window's cells.
    rows, columns
        The area of a cell is that of its row [m²] times that of its column [1]; along a run it is taken for all cells
        together, so that what a zone holds in all stays exact.
    """
    if not len(runs.zone):
        return
    cells, width, classes = numbers.ravel(), numbers.shape[1], sums.shape[1]
    # along the cells of the window runs and gaps between them take turns, from the first run on
    turns = np.column_stack([runs.row * width + runs.start, runs.row * width + runs.stop]).ravel()
    begins = np.empty(len(cells) + 1, dtype=np.bool_)
    np.not_equal(cells[1:], cells[:-1], out=begins[1:-1])
    begins[turns] = begins[-1] = True
    begins[: turns[0]] = False
    place = np.flatnonzero(begins)
    stretches = np.diff(np.searchsorted(place, turns), append=len(place) - 1)
    along = np.r_[0.0, np.cumsum(columns)]
    area = rows[runs.row] * (along[runs.stop] - along[runs.start]) / (runs.stop - runs.start)
    of_cell = np.repeat(np.column_stack([area, np.zeros_like(area)]), stretches)
    present = np.zeros(len(sums), dtype=np.bool_)
    present[runs.zone] = True
    zones = np.flatnonzero(present)
    local = (np.cumsum(present) - 1)[runs.zone]
    key = np.repeat(np.repeat(local * classes, 2), stretches)
    key += cells[place[:-1]]
    counted = np.bincount(key, np.diff(place) * of_cell, len(zones) * classes)
    sums[zones] += counted.reshape(-1, classes)
