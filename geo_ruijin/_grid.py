"""Segments sorted into square cells, so that those near a point are found without looking at the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from geo_ruijin._runs import Floats, Indices, runs, spread

_CROWD = 6.0  # segments in a segment's own cell, on average, above which cells are halved
_CELLS = 16  # cells a segment, at most
_CROSSED = 2.0  # sides of a cell that a segment is long, on average, at most
_BLOCK = 16_384  # segments at a time: what a processor holds at hand
_SAMPLE = 65_536  # segments from which the crowd is estimated
_LAX = 1e-6  # of a cell: more than rounding moves anything


@dataclass(frozen=True, eq=False)
class Grid:
    """Square cells over segments, row by row from the south-west.

    Attributes
    ----------
    corner
        The south-western corner [m].
    cell
        The side of a cell [m].
    columns, rows
        How many there are.
    first
        By cell, where its segments begin in `segment`; one more at the end.
    segment
        The segments that cross each cell, cell by cell.
    """

    corner: Floats
    cell: float
    columns: int
    rows: int
    first: NDArray[np.int32]
    segment: NDArray[np.int32]

    @classmethod
    def over(cls, start: Floats, stop: Floats) -> Self:
        """Return the grid of segments from `start` to `stop`, both (n, 2) [m], its cells fitted to their crowd."""
        # one axis at a time: numpy takes ten times as long for both
        axes = [(start[:, axis], stop[:, axis]) for axis in (0, 1)]
        corner = np.array([min(a.min(), b.min()) for a, b in axes])
        extent = np.array([max(a.max(), b.max()) for a, b in axes]) - corner
        cell = _fitting(start, stop, corner, extent)
        columns, rows = (int(side) + 1 for side in extent / cell)
        pairs = [
            _crossed((start[some] - corner) / cell, (stop[some] - corner) / cell, columns, begin)
            for begin in range(0, len(start), _BLOCK)
            for some in [slice(begin, begin + _BLOCK)]
        ]
        segment, crossed = (np.concatenate(column) for column in zip(*pairs, strict=True))
        segment, first = runs(segment, by=crossed, size=columns * rows)
        return cls(corner, cell, columns, rows, first, segment)

    def around(self, points: Floats, radius: Floats) -> tuple[Indices, Indices, Indices]:
        """Return stretches of `segment` that hold every segment within `radius` of points, point by point.

        Parameters
        ----------
        points, radius
            (n, 2) and (n,) [m].

        Returns
        -------
        point, begin, end
            Of each stretch, the point it belongs to and its bounds.
        """
        x, y = ((points - self.corner) / self.cell).T
        reach = radius / self.cell + _LAX
        low = np.clip(np.floor(y - reach), 0, self.rows).astype(np.intp)
        high = np.clip(np.floor(y + reach), -1, self.rows - 1).astype(np.intp)
        point, step = spread(np.maximum(high - low + 1, 0))
        row = low[point] + step
        beside = y[point] - row
        aside = np.maximum(np.maximum(-beside, beside - 1), 0)  # from the point to the nearest border of the row
        half = np.sqrt(np.maximum(reach[point] ** 2 - aside**2, 0)) + _LAX
        west = np.clip(np.floor(x[point] - half), 0, self.columns).astype(np.intp)
        east = np.clip(np.floor(x[point] + half), -1, self.columns - 1).astype(np.intp)
        begin = self.first[row * self.columns + west]
        end = self.first[row * self.columns + np.maximum(east + 1, west)]
        [some] = np.nonzero(end > begin)
        return point[some], begin[some].astype(np.intp), end[some].astype(np.intp)


def _fitting(start: Floats, stop: Floats, corner: Floats, extent: Floats) -> float:
    """Return a side at which cells are neither crowded, nor far more than the segments, nor much crossed [m]."""
    count = len(start)
    sample = slice(None, None, 1 + count // _SAMPLE)
    middle = (start[sample] + stop[sample]) / 2 - corner
    least = float(np.abs(stop[sample] - start[sample]).sum(axis=1).mean()) / _CROSSED
    cell = float(np.sqrt(extent.prod() / count) + extent.sum() / count)

    def crowd(cell: float) -> float:
        column, row = np.floor(middle / cell).T
        met = np.unique(column + row * (extent[0] // cell + 1), return_counts=True)[1]
        return float((met * (met - 1)).sum() / met.sum() * count / len(middle))

    while cell / 2 >= least and (extent / (cell / 2) + 1).prod() <= _CELLS * count and crowd(cell) > _CROWD:
        cell /= 2
    return max(cell, least)


def _crossed(a: Floats, b: Floats, columns: int, number: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return each segment, counted from `number`, with each cell that it may cross; its ends are given in cells.

    Those are the cells around one that leads no further than to the next, of a longer one those it runs through.
    """
    (a_column, a_row), (b_column, b_row) = (end.T.astype(np.int32) for end in (a, b))
    here, there = a_row * columns + a_column, b_row * columns + b_column
    aside, up = np.abs(b_column - a_column), np.abs(b_row - a_row)
    far = (aside > 1) | (up > 1)
    [near], [long] = np.nonzero(~far), np.nonzero(far)
    [two] = np.nonzero((here != there) & ~far)
    [four] = np.nonzero((aside == 1) & (up == 1))
    segment, crossed = _run_through(a[long], b[long], columns)
    return (
        (np.concatenate([near, two, four, four, long[segment]]) + number).astype(np.int32),
        np.concatenate(
            [
                here[near],
                there[two],
                a_row[four] * columns + b_column[four],
                b_row[four] * columns + a_column[four],
                crossed.astype(np.int32),
            ]
        ),
    )


def _run_through(a: Floats, b: Floats, columns: int) -> tuple[Indices, Indices]:
    """Return each segment with each cell it runs through, row by row."""
    upward = (a[:, 1] <= b[:, 1])[:, None]
    (ax, ay), (bx, by) = np.where(upward, a, b).T, np.where(upward, b, a).T
    low = ay.astype(np.intp)
    line, step = spread(by.astype(np.intp) - low + 1)
    row = low[line] + step
    slope = np.divide(bx - ax, by - ay, out=np.zeros_like(ax), where=by > ay)[line]
    ax, ay, bx, by = ax[line], ay[line], bx[line], by[line]
    enters = np.where(row <= ay, ax, ax + (row - ay) * slope)
    leaves = np.where(row + 1 > by, bx, ax + (row + 1 - ay) * slope)
    # rounding may not lead beyond the ends
    west, east = np.minimum(ax, bx), np.maximum(ax, bx)
    enters, leaves = np.clip(enters, west, east), np.clip(leaves, west, east)
    left = np.minimum(enters, leaves).astype(np.intp)
    right = np.maximum(enters, leaves).astype(np.intp)
    stretch, step = spread(right - left + 1)
    return line[stretch], row[stretch] * columns + left[stretch] + step
