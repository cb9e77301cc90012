"""A modelled relief: rivers where they run, valleys that branch, hills as southern Jiangxi has them.

The rivers of `RIVERS` are laid by hand through the real town seats. Every other cell drains to them by a random
shortest-path tree, and heights follow from the tree by the stream-power law of a landscape in balance: the bed of a
stream draining A km² falls by `STEEPNESS · uplift · A^-0.45`. So the valley floors are flat where streams are
large, and the ridges lie where trees part.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from grid import Bools, Floats, Grid, Ints, around, graph, nearest, noise
from pyproj import Transformer
from real import CRS
from scipy import ndimage

CELL = 100.0  # m
STEEPNESS = 0.042
STEEPEST = 0.42

#: Longitude and latitude (WGS-84) down each river.
RIVERS: dict[str, tuple[tuple[float, float], ...]] = {
    "绵江": (
        (116.335, 26.045), (116.300, 26.010), (116.270, 25.988), (116.215, 25.990), (116.165, 25.985),
        (116.120, 25.980), (116.128, 25.948), (116.098, 25.928), (116.072, 25.900), (116.045, 25.893),
        (116.024, 25.889), (116.008, 25.862), (116.010, 25.842), (115.985, 25.812), (115.945, 25.790),
        (115.922, 25.764), (115.900, 25.735), (115.868, 25.702), (115.838, 25.675), (115.800, 25.630),
        (115.775, 25.595), (115.755, 25.540),
    ),
    "九堡河": (
        (116.010, 26.045), (115.965, 26.000), (115.930, 25.965), (115.903, 25.941), (115.890, 25.905),
        (115.900, 25.868), (115.872, 25.850), (115.830, 25.843), (115.782, 25.832), (115.730, 25.800),
        (115.650, 25.790),
    ),
    "梅江": (
        (115.930, 26.330), (115.905, 26.270), (115.880, 26.215), (115.846, 26.164), (115.790, 26.130),
        (115.700, 26.110), (115.640, 26.100),
    ),
    "丁陂河": (
        (115.830, 26.300), (115.852, 26.262), (115.856, 26.215), (115.846, 26.164),
    ),
    "冈面河": (
        (115.905, 26.035), (115.868, 26.085), (115.850, 26.125), (115.846, 26.164),
    ),
    "大柏地河": (
        (116.080, 26.060), (116.045, 26.098), (116.000, 26.150), (115.960, 26.195), (115.905, 26.270),
    ),
    "万田河": (
        (115.770, 25.985), (115.722, 25.945), (115.680, 25.915), (115.640, 25.905),
    ),
    "黄柏河": (
        (116.035, 26.010), (116.008, 25.958), (116.020, 25.925), (116.024, 25.889),
    ),
    "古城河": (
        (116.190, 25.868), (116.130, 25.875), (116.090, 25.882), (116.045, 25.893),
    ),
    "拔英河": (
        (116.020, 25.635), (115.972, 25.650), (115.925, 25.680), (115.868, 25.702),
    ),
    "壬田河": (
        (116.130, 26.060), (116.110, 26.020), (116.120, 25.980),
    ),
    "泽覃河": (
        (116.090, 25.800), (116.045, 25.830), (116.010, 25.842),
    ),
    "云石山河": (
        (115.965, 25.890), (115.940, 25.868), (115.903, 25.862), (115.872, 25.850),
    ),
}  # fmt: skip

#: Those that leave the city; the others end in one of them.
LEAVING = ("绵江", "九堡河", "梅江", "万田河")
MOUTH = 150.0  # m, the height at which they leave

#: Where the mountains are: longitude, latitude, reach [km], how much steeper.
MOUNTAINS = (
    (116.33, 26.03, 14, 1.6),
    (116.20, 26.10, 16, 1.0),
    (116.25, 25.90, 11, 1.1),
    (116.12, 25.72, 15, 1.5),
    (115.98, 25.60, 14, 1.2),
    (115.76, 26.03, 11, 0.9),
    (115.95, 26.13, 10, 0.7),
    (115.78, 25.90, 9, 0.5),
    (116.05, 26.22, 12, 0.8),
)


@dataclass(frozen=True)
class Terrain:
    """The relief on its grid.

    Attributes
    ----------
    grid
        Cells of 100 m, the city and 4 km around it.
    height
        Height of the ground [m].
    slope
        Rise over run.
    drained
        The land that drains through the cell [km²].
    below
        Flat index of the cell it drains to; its own where a river leaves the grid.
    rivers
        The centre lines of the streams that drain more than 25 km², each down to its confluence.
    water
        The surface of those streams.
    banks
        The same in small parts, to ask quickly what lies near.
    """

    grid: Grid
    height: Floats
    slope: Floats
    drained: Floats
    below: Ints
    rivers: list[shapely.LineString]
    water: shapely.MultiPolygon
    banks: shapely.STRtree

    def dry(self, xy: Floats, *, margin: float) -> Bools:
        """Return which of the points `xy` lie more than `margin` metres from the water."""
        near, _ = self.banks.query(shapely.points(xy), predicate="dwithin", distance=margin)
        away = np.ones(len(xy), dtype=bool)
        away[near] = False
        return away

    def crosses(self, a: Floats, b: Floats) -> bool:
        """Return whether the straight line from `a` to `b` meets the water."""
        return len(self.banks.query(shapely.LineString([a, b]), predicate="intersects")) > 0

    def wet(self) -> Bools:
        """Return the cells a large stream runs through."""
        return self.drained > 25


def build(boundary: shapely.Polygon, seats: Floats, rng: np.random.Generator) -> Terrain:
    """Return the modelled relief around `boundary`, gentle near `seats` [m]."""
    grid = around(boundary, size=CELL, margin=4000)
    lines = _lines()
    steeper = _steeper(grid, seats, list(lines.values()), rng)
    before = _drainage(grid, lines, rng)
    drained = _drained(before) * (CELL / 1000) ** 2
    height = _heights(grid, before, drained, steeper)
    height = ndimage.gaussian_filter(height, 1.2) + 2.0 * noise(rng, grid.shape, scales=(2.0, 4.0)) * steeper
    down, across = np.gradient(ndimage.gaussian_filter(height, 1.0), CELL)
    drained = drained.reshape(grid.shape)
    below = np.where(before < 0, np.arange(grid.cells), before)
    rivers, surface = _streams(grid, below, drained.ravel())
    return Terrain(
        grid=grid,
        height=height,
        slope=np.hypot(down, across),
        drained=drained,
        below=below,
        rivers=rivers,
        water=shapely.union_all(surface),
        banks=shapely.STRtree(surface),
    )


def _lines() -> dict[str, Floats]:
    """Return the points of each river [m]."""
    to_metres = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform
    lines = {}
    for name, points in RIVERS.items():
        lonlat = np.array(points)
        lines[name] = np.column_stack(to_metres(lonlat[:, 0], lonlat[:, 1]))
    return lines


def _steeper(grid: Grid, seats: Floats, lines: list[Floats], rng: np.random.Generator) -> Floats:
    """Return how steep the land is against the mean: mountains at the rim, a basin along the rivers."""
    x, y = grid.centres()
    to_metres = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform
    steeper = np.full(grid.shape, 0.5)
    for longitude, latitude, reach, more in MOUNTAINS:
        east, north = to_metres(longitude, latitude)
        steeper += more * np.exp(-((x - east) ** 2 + (y - north) ** 2) / (reach * 1000) ** 2)
    steeper *= np.exp(0.35 * noise(rng, grid.shape, scales=(12.0, 30.0)))
    for east, north in seats:
        steeper *= 1 - 0.6 * np.exp(-((x - east) ** 2 + (y - north) ** 2) / 1500**2)
    east, north = seats[0]  # the basin of the central city
    steeper *= 1 - 0.62 * np.exp(-((x - east) ** 2 / 4500**2 + (y - north) ** 2 / 3500**2))
    main = shapely.MultiLineString(lines)
    distance = shapely.distance(main, shapely.points(x.ravel(), y.ravel())).reshape(grid.shape)
    return steeper * (1 - 0.6 * np.exp(-((distance / 1300) ** 2)))


def _drainage(grid: Grid, lines: dict[str, Floats], rng: np.random.Generator) -> Ints:
    """Return for each cell the one it drains to, -1 where a river leaves: the random tree of cheapest ways out."""
    cost = np.exp(0.9 * noise(rng, grid.shape, scales=(1.0, 3.0, 8.0)))
    meander = noise(rng, grid.shape, scales=(4.0, 9.0)), noise(rng, grid.shape, scales=(4.0, 9.0))
    mouths = []
    for name, line in lines.items():
        along = shapely.LineString(line)
        points = shapely.get_coordinates(shapely.line_interpolate_point(along, np.arange(0, along.length, 40.0)))
        # The bends are kept away from the points that were laid, so that towns stay on their river.
        keep = np.clip(shapely.distance(shapely.MultiPoint(line), shapely.points(points)) / 1500, 0, 1)
        bent = points + 260 * keep[:, None] * np.column_stack([grid.at(m, points) for m in meander])
        cost.ravel()[grid.cell(bent)] = 0.02
        if name in LEAVING:
            mouths.append(int(grid.cell(line[-1:])[0]))
    border = np.ones(grid.shape, dtype=bool)
    border[1:-1, 1:-1] = False
    rim = np.setdiff1d(np.flatnonzero(border), mouths)
    # Streams may also leave over the rim, at a price: the rivers keep their basins.
    price = np.concatenate([np.zeros(len(mouths)), np.full(len(rim), 9000.0)])
    _, before, _ = nearest(graph(grid, cost), np.concatenate([mouths, rim]), head_start=price)
    return before


def _order(before: Ints) -> Ints:
    """Return the cells so that each comes after the one it drains to."""
    depth = np.zeros(before.size, dtype=np.int64)
    here = before.copy()
    while (here >= 0).any():
        flowing = here >= 0
        depth[flowing] += 1
        here[flowing] = before[here[flowing]]
    return np.argsort(depth, kind="stable")


def _drained(before: Ints) -> Floats:
    """Return the number of cells that drain through each cell, itself included."""
    count = np.ones(before.size)
    for cell in _order(before)[::-1].tolist():
        if before[cell] >= 0:
            count[before[cell]] += count[cell]
    return count


def _heights(grid: Grid, before: Ints, drained: Floats, steeper: Floats) -> Floats:
    """Return the height [m] of each cell above the mouth it drains to, by the stream-power law."""
    fall = np.minimum(STEEPNESS * steeper.ravel() * drained**-0.45, STEEPEST)
    row, column = np.divmod(np.arange(before.size), grid.shape[1])
    to_row, to_column = np.divmod(np.maximum(before, 0), grid.shape[1])
    rise = fall * CELL * np.hypot(row - to_row, column - to_column)
    height = np.full(before.size, MOUTH)
    for cell in _order(before).tolist():
        if before[cell] >= 0:
            height[cell] = height[before[cell]] + rise[cell]
    return height.reshape(grid.shape)


def _streams(grid: Grid, below: Ints, drained: Floats) -> tuple[list[shapely.LineString], list[shapely.Polygon]]:
    """Return the centre lines of the large streams, from each head down to the confluence, and their surface."""
    large = np.flatnonzero(drained > 25)
    fed = np.isin(large, below[large[drained[large] < drained[below[large]]]])
    done: dict[int, Floats] = {}
    lines, surface = [], []
    for head in sorted(large[~fed].tolist(), key=lambda cell: -_length(below, cell)):
        path = [head]
        while below[path[-1]] != path[-1] and path[-1] not in done:
            path.append(int(below[path[-1]]))
        if len(path) < 4:
            continue
        xy = grid.xy(np.array(path))
        smooth = np.column_stack([ndimage.gaussian_filter1d(c, 2.5, mode="nearest") for c in xy.T])
        # It ends on the line drawn of the river it joins, not on that river's cell.
        smooth[0], smooth[-1] = xy[0], done.get(path[-1], xy[-1])
        done |= dict(zip(path, smooth, strict=True))
        line = shapely.LineString(smooth)
        # At the confluence the stream is still as wide as it came.
        area = drained[np.array([*path[:-1], path[-2]])]
        width = 3.2 * area**0.47
        lines.append(line)
        for k in range(0, len(path) - 1, 4):
            part = shapely.LineString(smooth[k : k + 5])
            surface.append(part.buffer(float(width[k : k + 5].mean()) / 2))
    return lines, surface


def _length(below: Ints, cell: int) -> int:
    """Return the number of cells from `cell` down to where its stream leaves the grid."""
    steps = 0
    while below[cell] != cell:
        cell, steps = int(below[cell]), steps + 1
    return steps
