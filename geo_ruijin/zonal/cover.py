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
#: Corners of lines one after another: x, y, and the number of the line each is on.
Lines = tuple[Floats, Floats, Whole]

#: The part of a cell below which it counts as not covered: less comes from the rounding of coordinates.
_NOTHING = 1e-9

#: What a sum of whole rises is above where it is 1, whatever the rounding.
_HALF = 0.5

#: Of how many pieces of borders zones are taken together: so many stay in the processor's cache.
_TOGETHER = 2**16


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
    >>> square = np.array([shapely.box(0.5, 0.5, 3.0, 2.5)])
    >>> found = cover_of(square, Affine(1, 0, 0, 0, -1, 3), Window(0, 0, 4, 3))
    >>> found.part.tolist()
    [0.25, 0.5, 0.5, 0.5, 0.25, 0.5, 0.5]
    >>> found.run_row.tolist(), found.run_start.tolist(), found.run_stop.tolist()
    ([1], [1], [3])
    """
    size = (within.height, within.width)
    lines, zone_of_line = _borders(zones, transform, within)
    covers = [_summed(_cut(some, size), zone_of_line, size) for some in _lots(lines, zone_of_line, size)]
    none: tuple[Whole | Floats, ...] = (*[np.zeros(0, np.int64)] * 3, np.zeros(0), *[np.zeros(0, np.int64)] * 4)
    zone, row, column, part, run_zone, run_row, start, stop = (
        np.concatenate(values) for values in zip(none, *map(_fields, covers), strict=True)
    )
    cells, runs = np.argsort(row, kind="stable"), np.argsort(run_row * within.width + start)
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


def _borders(zones: Shapes, transform: Affine, within: Window) -> tuple[Lines, Whole]:
    """Return the borders in cells from the corner of a window, zone by zone, and the zone of each line of them."""
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
    some = np.flatnonzero(np.r_[near, False] | np.r_[False, near])
    begins = np.r_[True, ~near][some]
    zone_of_line = zone_of_part[part_of_ring[ring_of_place[some[begins]]]]
    return (x[some], y[some], np.cumsum(begins) - 1), zone_of_line


def _lots(lines: Lines, zone_of_line: Whole, size: tuple[int, int]) -> Iterator[Lines]:
    """Return lines in lots of whole zones that are cut in some `_TOGETHER` pieces each."""
    x, y, line = lines
    if not len(line):
        return
    height, width = size
    across, down = (np.abs(np.diff(np.clip(along, 0, most), prepend=0)) for along, most in ((x, width), (y, height)))
    pieces = np.cumsum(1 + across + down)
    zone = zone_of_line[line]
    ends = np.r_[np.flatnonzero(zone[1:] != zone[:-1]) + 1, len(zone)]
    lot = (pieces[ends - 1] // _TOGETHER).astype(np.int64)
    cuts = np.r_[0, ends[np.r_[lot[1:] != lot[:-1], True]]]
    for start, stop in itertools.pairwise(cuts.tolist()):
        yield x[start:stop], y[start:stop], line[start:stop]


def _cut(lines: Lines, size: tuple[int, int]) -> Lines:
    """Return lines with a corner wherever they cross a line of the grid."""
    height, width = size
    x, y, line = lines
    y, x, line = _cut_along((y, x, line), height)
    return _cut_along((x, y, line), width)


def _cut_along(lines: Lines, most: int) -> Lines:
    """Return lines with a corner wherever their first coordinate is a whole number from 0 to `most`."""
    u, v, line = lines
    first = np.maximum(np.floor(np.minimum(u[1:], u[:-1])) + 1, 0.0)
    crossings = np.minimum(np.ceil(np.maximum(u[1:], u[:-1])), most + 1) - first
    side = np.flatnonzero((crossings > 0) & (line[1:] == line[:-1]))
    count = crossings[side].astype(np.int64)
    number = np.arange(count.sum())
    # crossings in the order they are met
    rise = u[side + 1] - u[side]
    step = np.sign(rise)
    met = first[side] + np.where(step > 0, 0, count - 1) - step * (np.cumsum(count) - count)
    at = np.repeat(met, count) + np.repeat(step, count) * number
    slope = np.repeat((v[side + 1] - v[side]) / rise, count)
    meets = np.repeat(v[side], count) + (at - np.repeat(u[side], count)) * slope
    many = np.ones(len(u), dtype=np.int64)
    many[side] += count
    old, new = np.cumsum(many) - many, np.repeat(side + 1, count) + number
    cut_u, cut_v = np.empty((2, len(old) + len(new)))
    cut_u[old], cut_u[new], cut_v[old], cut_v[new] = u, at, v, meets
    return cut_u, cut_v, np.repeat(line, many)


def _summed(lines: Lines, zone_of_line: Whole, size: tuple[int, int]) -> Cover:
    """Return the cover that lines round whole zones, with corners at the lines of the grid, add up to."""
    height, width = size
    x, y, line = lines
    middle, row = (x[1:] + x[:-1]) / 2, np.floor((y[1:] + y[:-1]) / 2)
    # level pieces too: cells along them are covered in part
    inside = np.flatnonzero((line[1:] == line[:-1]) & (row >= 0) & (row < height))
    middle, row, zone = middle[inside], row[inside].astype(np.int64), zone_of_line[line[inside]]
    rise = np.diff(y)[inside]
    # a row of a zone has width + 2 places, of which the first lies left of the window and the last right of it
    held = np.clip(np.floor(middle), -1, width)
    covered = rise * (held + 1 - middle)
    bits, bits_of_zone = (width + 1).bit_length(), int(zone.max(initial=0)).bit_length()
    place = (row << bits_of_zone | zone) << bits | held.astype(np.int64) + 1
    order = np.argsort(place)
    place = place[order]
    begins = np.flatnonzero(np.diff(place, prepend=-1))
    rise, covered = np.add.reduceat(rise[order], begins), np.add.reduceat(covered[order], begins)
    place = place[begins]
    held, zone, row = (
        (place & (1 << bits) - 1) - 1,
        place >> bits & (1 << bits_of_zone) - 1,
        place >> bits + bits_of_zone,
    )
    starts = np.flatnonzero(np.diff(place >> bits, prepend=-1))  # of rows of zones
    after = np.cumsum(rise)
    before = after - rise
    left = np.repeat(before[starts], np.diff(starts, append=len(place)))
    part = np.minimum(np.abs(before - left + covered), 1.0)
    stop = np.append(held[1:], width)
    stop[starts[1:] - 1] = width
    # between the cells of a border all is inside or all is not
    whole = np.flatnonzero((np.abs(after - left) > _HALF) & (stop > held + 1))
    some = np.flatnonzero((held >= 0) & (held < width) & (part > _NOTHING))
    return Cover(zone[some], row[some], held[some], part[some], zone[whole], row[whole], held[whole] + 1, stop[whole])
