"""The 17 towns and townships: a modelled partition of the real outline around the real seats.

A place belongs to the seat that is cheapest to walk to, and climbing is dear: so the lines run along watersheds, as
township lines do. A seat with many villages gets a head start. The lines are smoothed, and cut the outline exactly.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from grid import Floats, Ints, graph, nearest
from real import CRS, Known
from scipy import ndimage
from terrain import Terrain

ROUNDS = 6
SMOOTHED = 4  # cells


def build(known: Known, terrain: Terrain) -> gpd.GeoDataFrame:
    """Return the townships: name, kind, geometry [EPSG:4548, 0.1 m]; together exactly the outline."""
    grid = terrain.grid
    inside = grid.within(known.boundary)
    seats = shapely.get_coordinates(known.seats.geometry)
    owner = _allocate(known, terrain, seats, grid.cell(seats))
    owner = ndimage.median_filter(owner.reshape(grid.shape), size=5)
    lines = _lines(owner, inside, terrain)
    parts = _cut(known.boundary, lines)
    # Each part goes to the township most of its cells were given to.
    x, y = grid.centres()
    points = shapely.points(x[inside], y[inside])
    owners = owner[inside]
    tree = shapely.STRtree(points)
    belongs: dict[int, list[shapely.Polygon]] = {k: [] for k in range(len(seats))}
    for part in parts:
        hit = tree.query(part, predicate="contains")
        if len(hit):
            belongs[int(np.bincount(owners[hit]).argmax())].append(part)
        else:
            near = owners[tree.nearest(part.centroid)]
            belongs[int(near)].append(part)
    _without_islands(belongs)
    shapes = [shapely.union_all(belongs[k], grid_size=0.1) for k in range(len(seats))]
    return gpd.GeoDataFrame({"name": known.seats["name"], "kind": known.seats["kind"]}, geometry=shapes, crs=CRS)


def _allocate(known: Known, terrain: Terrain, seats: Floats, cells: Ints) -> Ints:
    """Return for every cell of the grid the position of the seat it belongs to."""
    grid = terrain.grid
    inside = grid.within(known.boundary)
    ridge = terrain.height - ndimage.minimum_filter(terrain.height, 15)
    cost = np.where(inside, 1 + (ridge / 60) ** 2 * 0.5, 400.0)
    costs = graph(grid, cost, height=terrain.height, steep=0.15)
    counts = known.villages.query("kind == '村'")["township"].value_counts()
    wanted = np.array([float(counts[name]) ** 0.55 for name in known.seats["name"]])
    wanted[0] *= 0.5  # 象湖 is small and full
    wanted *= inside.sum() / wanted.sum()
    apart = shapely.distance(*np.meshgrid(known.seats.geometry, known.seats.geometry))
    closest = np.sort(apart, axis=1)[:, 1]
    start = np.zeros(len(seats))
    for _ in range(ROUNDS):
        _, _, owner = nearest(costs, cells, head_start=start)
        area = np.bincount(owner[inside.ravel()], minlength=len(seats))
        start += 60.0 * (np.sqrt(area) - np.sqrt(wanted))
        start = np.clip(start, -0.4 * closest, 0.4 * closest)
    _, _, owner = nearest(costs, cells, head_start=start)
    return owner


def _without_islands(belongs: dict[int, list[shapely.Polygon]]) -> None:
    """Give each part that does not touch the largest of its township to the neighbour it borders longest."""
    for k, parts in belongs.items():
        joined = shapely.get_parts(shapely.union_all(parts, grid_size=0.1))
        largest = max(joined, key=shapely.area)
        for part in [part for part in parts if not largest.contains(part.representative_point())]:
            border = {
                other: sum(part.intersection(face).length for face in faces)
                for other, faces in belongs.items()
                if other != k
            }
            parts.remove(part)
            belongs[max(border, key=lambda other: border[other])].append(part)


def _lines(owner: Ints, inside: np.ndarray, terrain: Terrain) -> list[shapely.LineString]:
    """Return the smooth lines between cells of different owners, each past the outline where it meets it."""
    grid = terrain.grid
    near = ndimage.binary_dilation(inside, iterations=4)
    edges = []
    rows, columns = np.nonzero((owner[:, 1:] != owner[:, :-1]) & near[:, 1:])
    x = grid.west + (columns + 1) * grid.size
    y = grid.south + rows * grid.size
    edges.append(np.stack([np.column_stack([x, y]), np.column_stack([x, y + grid.size])], axis=1))
    rows, columns = np.nonzero((owner[1:] != owner[:-1]) & near[1:])
    x = grid.west + columns * grid.size
    y = grid.south + (rows + 1) * grid.size
    edges.append(np.stack([np.column_stack([x, y]), np.column_stack([x + grid.size, y])], axis=1))
    merged = shapely.line_merge(shapely.MultiLineString(list(np.concatenate(edges))))
    return [_smooth(line) for line in shapely.get_parts(merged)]


def _smooth(line: shapely.LineString) -> shapely.LineString:
    """Return the staircase `line` as a curve with the same ends [0.1 m]."""
    xy = shapely.get_coordinates(line)
    if len(xy) < 4:
        return line
    weight = np.minimum(np.arange(len(xy)), np.arange(len(xy))[::-1])[:, None]
    soft = np.column_stack([ndimage.gaussian_filter1d(c, SMOOTHED, mode="nearest") for c in xy.T])
    share = np.clip(weight / SMOOTHED, 0, 1)
    curve = shapely.LineString(xy * (1 - share) + soft * share).simplify(12)
    return shapely.LineString(np.round(shapely.get_coordinates(curve), 1))


def _cut(outline: shapely.Polygon, lines: list[shapely.LineString]) -> list[shapely.Polygon]:
    """Return the parts `lines` cut `outline` into: they share their vertices."""
    noded = shapely.union_all([outline.exterior, *lines], grid_size=0.1)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    return [face for face in faces if outline.contains(face.representative_point())]
