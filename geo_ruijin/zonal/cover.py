"""Which part of each cell of a grid polygons cover: exactly, in the cells their borders cross, and whole between them.

A border is cut at the lines of the grid. Each piece, with its height and what lies to its right inside its cell, adds
to the cover of that cell and of all cells to its right; summed along a row this is the area of the polygon in each
cell, by Green's theorem, however many holes and parts it has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.windows import Window

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Shapes = NDArray[np.object_]

#: The part of a cell below which it counts as not covered: less comes from the rounding of coordinates.
_NOTHING = 1e-9


@dataclass(frozen=True)
class Cover:
    """What zones cover of the cells of a grid, row by row; cells of a zone that are not named are not covered by it.

    Attributes
    ----------
    zone, row, column, part
        Cells that the border of a zone crosses and the part of each inside it [1]: (m,), sorted by row.
    run_zone, run_row, run_start, run_stop
        Cells wholly inside a zone, from one column up to before another: (k,), sorted by row.
    """

    zone: Whole
    row: Whole
    column: Whole
    part: Floats
    run_zone: Whole
    run_row: Whole
    run_start: Whole
    run_stop: Whole


def cover_of(zones: Shapes, transform: Affine, within: Window) -> Cover:
    """Return what polygons cover of the cells of a north-up grid, exactly.

    Parameters
    ----------
    zones
        Valid polygons or multipolygons in the coordinate system of the grid: (z,).
    transform
        From column and row to coordinates.
    within
        The cells looked at; rows and columns of the answer are those of the grid.

    Examples
    --------
    >>> square = np.array([shapely.box(0.5, 0.5, 3.0, 2.0)])
    >>> found = cover_of(square, Affine(1, 0, 0, 0, -1, 2), Window(0, 0, 4, 2))
    >>> found.part.tolist()
    [0.5, 1.0, 0.25, 0.5]
    >>> found.run_row.tolist(), found.run_start.tolist(), found.run_stop.tolist()
    ([0], [1], [3])
    """
    pieces = _cut(_cut(_borders(zones, transform, within), along=1), along=0)
    x0, y0, x1, y1, zone = pieces
    middle = (x0 + x1) / 2
    column = np.floor(middle)
    row = np.floor((y0 + y1) / 2)
    rise = y1 - y0
    inside = (row >= 0) & (row < within.height)  # level pieces too: cells along them are covered in part
    column, row, rise, middle, zone = (values[inside] for values in (column, row, rise, middle, zone))
    return _summed(zone.astype(np.int64), row.astype(np.int64), column.astype(np.int64), rise, middle, within)


def _borders(zones: Shapes, transform: Affine, within: Window) -> tuple[Floats, ...]:
    """Return the sides of all rings in cells from the corner of a window, and whose they are: five of (s,)."""
    parts, zone_of_part = shapely.get_parts(zones, return_index=True)
    parts = shapely.orient_polygons(parts)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    places, ring_of_place = shapely.get_coordinates(rings, return_index=True)
    x = (places[:, 0] - transform.c) / transform.a - within.col_off
    y = (places[:, 1] - transform.f) / transform.e - within.row_off
    follows = ring_of_place[1:] == ring_of_place[:-1]
    zone = zone_of_part[part_of_ring[ring_of_place[1:][follows]]]
    # what lies left of the window covers it as its left edge would, what lies right of it not at all
    return x[:-1][follows], y[:-1][follows], x[1:][follows], y[1:][follows], zone.astype(np.float64)


def _cut(sides: tuple[Floats, ...], *, along: int) -> tuple[Floats, ...]:
    """Return sides cut where they cross whole numbers of x (`along` = 0) or y (1)."""
    x0, y0, x1, y1, zone = sides
    start, stop = (x0, x1) if along == 0 else (y0, y1)
    first = np.floor(np.minimum(start, stop)) + 1
    crossings = np.maximum(np.ceil(np.maximum(start, stop)) - first, 0).astype(np.int64)
    pieces = crossings + 1
    which = np.repeat(np.arange(len(x0)), pieces)
    number = np.arange(len(which)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    # crossings in the order they are met; a piece runs from the one before to its own
    forwards = (stop >= start)[which]
    line = np.where(forwards, first[which] + number, first[which] + crossings[which] - 1 - number)
    span = np.where(stop == start, 1.0, stop - start)
    share = (line - start[which]) / span[which]
    last = number == crossings[which]
    end_x = np.where(last, x1[which], x0[which] + share * (x1 - x0)[which])
    end_y = np.where(last, y1[which], y0[which] + share * (y1 - y0)[which])
    (end_x if along == 0 else end_y)[~last] = line[~last]
    begin_x, begin_y = np.empty_like(end_x), np.empty_like(end_y)
    begin_x[1:], begin_y[1:] = end_x[:-1], end_y[:-1]
    fresh = number == 0
    begin_x[fresh], begin_y[fresh] = x0, y0
    return begin_x, begin_y, end_x, end_y, zone[which]


def _summed(zone: Whole, row: Whole, column: Whole, rise: Floats, middle: Floats, within: Window) -> Cover:
    """Return the cover that pieces of borders add up to."""
    width = within.width
    held = np.clip(column, -1, width)
    covered = np.where((column >= 0) & (column < width), rise * (column + 1 - middle), 0.0)
    # by row, zone, column; a row of a zone has width + 2 places, of which the first lies left of the window
    held = held.astype(np.int64)
    order = np.argsort((row * (zone.max(initial=0) + 1) + zone) * (width + 2) + held + 1)
    zone, row, held, rise, covered = zone[order], row[order], held[order], rise[order], covered[order]
    if not len(order):
        none, nothing = np.zeros(0, np.int64), np.zeros(0)
        return Cover(none, none, none, nothing, none, none, none, none)
    new_row = np.r_[True, (zone[1:] != zone[:-1]) | (row[1:] != row[:-1])]
    new_cell = new_row | np.r_[True, held[1:] != held[:-1]]
    begins = np.flatnonzero(new_cell)
    zone, row, held, new_row = zone[begins], row[begins], held[begins], new_row[begins]
    covered, rise = np.add.reduceat(covered, begins), np.add.reduceat(rise, begins)
    after = np.cumsum(rise)
    before = after - rise
    left = before - before[np.flatnonzero(new_row)][np.cumsum(new_row) - 1]
    part = np.abs(left + covered)
    filled = np.abs(left + rise) > 0.5  # noqa: PLR2004 - 0 or 1 between the cells of a border
    stop = np.r_[held[1:], width]
    stop[np.r_[new_row[1:], True]] = width
    whole = filled & (stop > held + 1)
    inside = (held >= 0) & (held < width) & (part > _NOTHING)
    top, left_edge = within.row_off, within.col_off
    return Cover(
        zone[inside],
        row[inside] + top,
        held[inside] + left_edge,
        np.minimum(part[inside], 1.0),
        zone[whole],
        row[whole] + top,
        held[whole] + 1 + left_edge,
        stop[whole] + left_edge,
    )
