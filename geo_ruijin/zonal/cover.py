"""Which part of each cell of a grid polygons cover: exactly, in the cells their borders cross, and whole between them.

A border is cut at the lines of the grid. Each piece, with its height and what lies to its right inside its cell, adds
to the cover of that cell and of all cells to its right; summed along a row this is the area of the polygon in each
cell, by Green's theorem, however many holes and parts it has.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.windows import Window

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Shapes = NDArray[np.object_]
#: Ends of straight lines, and whose they are: x0, y0, x1, y1, zone.
Sides = tuple[Floats, Floats, Floats, Floats, Whole]

#: The part of a cell below which it counts as not covered: less comes from the rounding of coordinates.
_NOTHING = 1e-9

#: What a sum of whole rises is above where it is 1, whatever the rounding.
_HALF = 0.5

#: Of how many pieces of borders zones are taken together: so many stay in the processor's cache.
_TOGETHER = 2**15


@dataclass(frozen=True)
class Cover:
    """What zones cover of the cells of a grid, row by row; cells of a zone that are not named are not covered by it.

    Attributes
    ----------
    zone, row, column, part
        Cells that the border of a zone crosses and the part of each inside it [1]: (m,), sorted by row.
    run_zone, run_row, run_start, run_stop
        Cells wholly inside a zone, from one column up to before another: (k,), sorted by row and start.
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
        Valid polygons or multipolygons in the coordinate system of the grid: (z,). Empty ones, and what is no polygon,
        cover nothing.
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
    size = (within.height, within.width)
    covers = [_summed(_cut(sides, size), size) for sides in _lots(_borders(zones, transform, within), size)]
    none: tuple[Whole | Floats, ...] = (*[np.zeros(0, np.int64)] * 3, np.zeros(0), *[np.zeros(0, np.int64)] * 4)
    zone, row, column, part, run_zone, run_row, start, stop = (
        np.concatenate(values) for values in zip(none, *map(_fields, covers), strict=True)
    )
    cells, runs = np.argsort(row * within.width + column), np.argsort(run_row * within.width + start)
    return Cover(
        zone[cells],
        row[cells] + within.row_off,
        column[cells] + within.col_off,
        part[cells],
        run_zone[runs],
        run_row[runs] + within.row_off,
        start[runs] + within.col_off,
        stop[runs] + within.col_off,
    )


def _fields(cover: Cover) -> tuple[NDArray[np.generic], ...]:
    return tuple(getattr(cover, name) for name in Cover.__dataclass_fields__)


def _borders(zones: Shapes, transform: Affine, within: Window) -> Sides:
    """Return the sides of all rings in cells from the corner of a window, zone by zone."""
    parts, zone_of_part = shapely.get_parts(zones, return_index=True)
    parts, deeper = shapely.get_parts(parts, return_index=True)  # of collections, which may hold multipolygons
    zone_of_part = zone_of_part[deeper]
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts, zone_of_part = shapely.orient_polygons(parts[areal]), zone_of_part[areal]
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    places, ring_of_place = shapely.get_coordinates(rings, return_index=True)
    x = (places[:, 0] - transform.c) / transform.a - within.col_off
    y = (places[:, 1] - transform.f) / transform.e - within.row_off
    # a side right of the window covers none of it; one left of it covers it as the window's left edge would
    near = np.minimum(y[1:], y[:-1]) < within.height
    near &= (ring_of_place[1:] == ring_of_place[:-1]) & (np.maximum(y[1:], y[:-1]) >= 0)
    near &= np.minimum(x[1:], x[:-1]) < within.width
    side = np.flatnonzero(near)
    return x[side], y[side], x[side + 1], y[side + 1], zone_of_part[part_of_ring[ring_of_place[side + 1]]]


def _lots(sides: Sides, size: tuple[int, int]) -> Iterator[Sides]:
    """Return sides in lots of whole zones that are cut in some `_TOGETHER` pieces each."""
    x0, y0, x1, y1, zone = sides
    if not len(zone):
        return
    height, width = size
    down = np.abs(np.clip(y1, 0, height) - np.clip(y0, 0, height))
    pieces = np.cumsum(1 + down + np.abs(np.clip(x1, 0, width) - np.clip(x0, 0, width)))
    ends = np.r_[np.flatnonzero(zone[1:] != zone[:-1]) + 1, len(zone)]
    lot = (pieces[ends - 1] // _TOGETHER).astype(np.int64)
    cuts = np.r_[0, ends[np.r_[lot[1:] != lot[:-1], True]]]
    for start, stop in itertools.pairwise(cuts.tolist()):
        yield x0[start:stop], y0[start:stop], x1[start:stop], y1[start:stop], zone[start:stop]


def _cut(sides: Sides, size: tuple[int, int]) -> Sides:
    """Return sides cut at the lines of the grid."""
    height, width = size
    x0, y0, x1, y1, zone = sides
    y0, x0, y1, x1, zone = _cut_along((y0, x0, y1, x1, zone), height)
    return _cut_along((x0, y0, x1, y1, zone), width)


def _cut_along(sides: Sides, most: int) -> Sides:
    """Return sides cut where their first coordinate is a whole number from 0 to `most`, in no order."""
    u0, v0, u1, v1, zone = sides
    low, high = np.minimum(u0, u1), np.maximum(u0, u1)
    first = np.maximum(np.floor(low) + 1, 0.0)
    crossings_of_all = np.maximum(np.minimum(np.ceil(high), most + 1) - first, 0).astype(np.int64)
    across = np.flatnonzero(crossings_of_all)
    if not len(across):
        return sides
    start, stop, first, crossings = u0[across], u1[across], first[across], crossings_of_all[across]
    pieces = crossings + 1
    which = np.repeat(np.arange(len(across)), pieces)
    number = np.arange(len(which)) - (np.cumsum(pieces) - pieces)[which]
    # crossings in the order they are met; a piece runs from the one before to its own
    forwards = stop >= start
    line = np.where(forwards, first, first + crossings - 1)[which] + np.where(forwards, 1.0, -1.0)[which] * number
    slope = (v1[across] - v0[across]) / (stop - start)
    meets = v0[across][which] + (line - start[which]) * slope[which]
    last = np.cumsum(pieces) - 1
    line[last], meets[last] = stop, v1[across]
    begin, begin_at = np.empty_like(line), np.empty_like(meets)
    begin[1:], begin_at[1:] = line[:-1], meets[:-1]
    begin[last - crossings], begin_at[last - crossings] = start, v0[across]
    alone = np.flatnonzero(crossings_of_all == 0)
    return (
        np.concatenate([u0[alone], begin]),
        np.concatenate([v0[alone], begin_at]),
        np.concatenate([u1[alone], line]),
        np.concatenate([v1[alone], meets]),
        np.concatenate([zone[alone], zone[across][which]]),
    )


def _summed(sides: Sides, size: tuple[int, int]) -> Cover:
    """Return the cover that sides of whole zones, cut at the lines of the grid, add up to."""
    height, width = size
    x0, y0, x1, y1, zone = sides
    middle, row = (x0 + x1) / 2, np.floor((y0 + y1) / 2)
    inside = np.flatnonzero((row >= 0) & (row < height))  # level pieces too: cells along them are covered in part
    middle, row, zone, rise = middle[inside], row[inside].astype(np.int64), zone[inside], (y1 - y0)[inside]
    # a row of a zone has width + 2 places, of which the first lies left of the window and the last right of it
    held = np.clip(np.floor(middle), -1, width).astype(np.int64)
    covered = np.where((held >= 0) & (held < width), rise * (held + 1 - middle), 0.0)
    first, last = (zone.min(), zone.max()) if len(zone) else (0, 0)
    place = (row * (last - first + 1) + zone - first) * (width + 2) + held + 1
    order = np.argsort(place)
    place = place[order]
    begins = np.flatnonzero(np.r_[True, place[1:] != place[:-1]][: len(place)])
    rise, covered = np.add.reduceat(rise[order], begins), np.add.reduceat(covered[order], begins)
    zone, row, held = (values[order[begins]] for values in (zone, row, held))
    new_row = np.r_[True, (zone[1:] != zone[:-1]) | (row[1:] != row[:-1])][: len(zone)]
    after = np.cumsum(rise)
    before = after - rise
    left = before - before[np.flatnonzero(new_row)][np.cumsum(new_row) - 1]
    part = np.minimum(np.abs(left + covered), 1.0)
    stop = np.where(np.r_[new_row[1:], True][: len(held)], width, np.r_[held[1:], width][: len(held)])
    # between the cells of a border all is inside or all is not
    whole = np.flatnonzero((np.abs(left + rise) > _HALF) & (stop > held + 1))
    some = np.flatnonzero((held >= 0) & (held < width) & (part > _NOTHING))
    return Cover(zone[some], row[some], held[some], part[some], zone[whole], row[whole], held[whole] + 1, stop[whole])
