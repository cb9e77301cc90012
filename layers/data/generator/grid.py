"""The square cells everything modelled is laid on, and shortest paths over them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage, sparse
from scipy.sparse import csgraph

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Half of the eight neighbours: the other half are the same edges seen from the other end.
HALF = ((0, 1), (1, 0), (1, 1), (1, -1))


@dataclass(frozen=True)
class Grid:
    """Cells of `size` metres; row 0 is the southernmost, so that row and column grow with y and x.

    Attributes
    ----------
    west, south
        The outer corner of the first cell [m].
    size
        The side of a cell [m].
    shape
        Rows and columns.
    """

    west: float
    south: float
    size: float
    shape: tuple[int, int]

    @property
    def cells(self) -> int:
        """The number of cells."""
        return self.shape[0] * self.shape[1]

    def centres(self) -> tuple[Floats, Floats]:
        """Return x and y of every cell's centre, in the grid's shape [m]."""
        rows, columns = np.indices(self.shape)
        return self.west + (columns + 0.5) * self.size, self.south + (rows + 0.5) * self.size

    def cell(self, xy: Floats) -> Ints:
        """Return the flat index of the cell each point of `xy` lies in; points outside take the nearest cell."""
        column = np.clip(((xy[:, 0] - self.west) // self.size).astype(int), 0, self.shape[1] - 1)
        row = np.clip(((xy[:, 1] - self.south) // self.size).astype(int), 0, self.shape[0] - 1)
        return row * self.shape[1] + column

    def xy(self, cells: Ints) -> Floats:
        """Return the centres of the cells of flat index `cells` [m]."""
        row, column = np.divmod(cells, self.shape[1])
        return np.column_stack([self.west + (column + 0.5) * self.size, self.south + (row + 0.5) * self.size])

    def within(self, shape: shapely.Geometry) -> Bools:
        """Return which cells have their centre inside `shape`."""
        shapely.prepare(shape)
        x, y = self.centres()
        return shapely.contains_xy(shape, x, y)

    def at(self, field: Floats, xy: Floats) -> Floats:
        """Return `field` at the points `xy`, between the four nearest centres."""
        row = (xy[:, 1] - self.south) / self.size - 0.5
        column = (xy[:, 0] - self.west) / self.size - 0.5
        return ndimage.map_coordinates(field, [row, column], order=1, mode="nearest")


def around(shape: shapely.Geometry, *, size: float, margin: float) -> Grid:
    """Return the grid whose lines are multiples of `size` and that holds `shape` and `margin` metres more."""
    west, south, east, north = shape.bounds
    left, low = (np.floor((v - margin) / size) * size for v in (west, south))
    columns, rows = (int(np.ceil((b + margin - a) / size)) for a, b in ((left, east), (low, north)))
    return Grid(west=float(left), south=float(low), size=size, shape=(rows, columns))


def noise(rng: np.random.Generator, shape: tuple[int, int], *, scales: tuple[float, ...]) -> Floats:
    """Return smooth random heights of mean 0 and deviation 1, the sum of one field a scale [cells]."""
    total = np.zeros(shape)
    for scale in scales:
        field = ndimage.gaussian_filter(rng.standard_normal(shape), scale, mode="reflect")
        total += field / field.std() * scale**0.7
    return (total - total.mean()) / total.std()


def graph(grid: Grid, cost: Floats, *, height: Floats | None = None, steep: float = 0.05) -> sparse.csr_matrix:
    """Return the graph of neighbouring cells; an edge costs its length [m] times the mean `cost` of its ends.

    With `height` [m] given, an edge rising by the share `steep` of its length costs twice as much, and a steeper
    one more in the square: how a road chooses its valley.
    """
    rows, columns = grid.shape
    index = np.arange(grid.cells).reshape(grid.shape)
    ends, weights = [], []
    for down, right in HALF:
        a = (slice(0, rows - down), slice(max(0, -right), columns - max(0, right)))
        b = (slice(down, rows), slice(max(0, right), columns + min(0, right)))
        length = grid.size * float(np.hypot(down, right))
        weight = (cost[a] + cost[b]) / 2 * length
        if height is not None:
            weight = weight * (1 + (np.abs(height[a] - height[b]) / length / steep) ** 2)
        ends.append(np.stack([index[a].ravel(), index[b].ravel()]))
        weights.append(weight.ravel())
    tail, head = np.concatenate(ends, axis=1)
    weight = np.concatenate(weights)
    both = (np.concatenate([tail, head]), np.concatenate([head, tail]))
    return sparse.csr_matrix((np.concatenate([weight, weight]), both), shape=(grid.cells, grid.cells))


def nearest(
    costs: sparse.csr_matrix, sources: Ints, *, head_start: Floats | None = None, limit: float = np.inf
) -> tuple[Floats, Ints, Ints]:
    """Return, for every cell, the cost from its cheapest source, the cell before it, and that source's position.

    Parameters
    ----------
    costs
        A graph of cells, from `graph`.
    sources
        Flat indices of cells, all different.
    head_start
        What each source costs from the beginning; 0 when None.
    limit
        Nothing dearer is looked at.

    Returns
    -------
    tuple
        The cost; the cell before, -1 at a source and where nothing leads; the position in `sources`, -1 likewise.
    """
    count = costs.shape[0]
    start = np.full(len(sources), 1.0) if head_start is None else head_start - head_start.min() + 1.0
    tail = sparse.csr_matrix((start, (np.zeros(len(sources), dtype=int), sources)), shape=(1, count))
    whole = sparse.vstack([sparse.hstack([costs, sparse.csr_matrix((count, 1))]), sparse.hstack([tail, [[0]]])])
    cost, before = csgraph.dijkstra(sparse.csr_matrix(whole), indices=count, return_predecessors=True, limit=limit)
    before = before[:count].astype(np.int64)
    root = np.where((before == count) | (before < 0), np.arange(count), before)
    while not np.array_equal(jump := root[root], root):
        root = jump
    position = np.full(count, -1)
    position[sources] = np.arange(len(sources))
    return cost[:count] - 1.0, np.where(before == count, -1, np.maximum(before, -1)), position[root]


def way_back(before: Ints, start: int) -> list[int]:
    """Return the cells from `start` back to the source, both included."""
    path = [start]
    while before[path[-1]] >= 0:
        path.append(int(before[path[-1]]))
    return path
