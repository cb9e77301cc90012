"""Roads between places: national and provincial roads along the valleys, roads to every village and hamlet.

Each takes the cheapest way over the relief, cheaper still where a road is already: so roads merge and branch as
roads do. The courses are modelled; the numbers of the national roads and the towns they join are real.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely
from grid import Floats, Grid, Ints, graph, nearest, noise, way_back
from net import RANK, Net
from pyproj import Transformer
from real import CRS, Known
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import Delaunay
from settlements import Settlements
from terrain import Terrain

#: Kind, name, and the places it joins: seats, or where it leaves the city (longitude, latitude).
ROUTES: tuple[tuple[str, str, tuple[str | tuple[float, float], ...]], ...] = (
    ("trunk", "206国道", ((116.095, 26.090), "壬田镇", "合龙村", "叶坪镇", "象湖镇", "泽覃乡",
                       "武阳镇", "谢坊镇", (115.800, 25.632))),
    ("trunk", "319国道", ((116.130, 25.876), "象湖镇", "黄柏乡", "大柏地乡", (116.022, 26.155))),
    ("trunk", "323国道", ("象湖镇", "沙洲坝镇", "云石山乡", (115.872, 25.850))),
    ("primary", "219省道", ("云石山乡", "九堡镇", "冈面乡", "瑞林镇", "丁陂乡", (115.850, 26.288))),
    ("secondary", "九万线", ("九堡镇", "万田乡", (115.700, 25.930))),
    ("secondary", "壬日线", ("壬田镇", "日东乡", (116.300, 26.010))),
    ("secondary", "谢拔线", ("谢坊镇", "拔英乡")),
    ("secondary", "黄九线", ("黄柏乡", "九堡镇")),
    ("tertiary", "武云线", ("武阳镇", "云石山乡")),
    ("tertiary", "冈大线", ("冈面乡", "大柏地乡")),
    ("tertiary", "黄壬线", ("黄柏乡", "壬田镇")),
    ("tertiary", "泽拔线", ("泽覃乡", "拔英乡")),
)  # fmt: skip
LOOPS = 130

#: Neighbouring cells a road joins, the smaller first: the rank of its kind, its name.
Edges = dict[tuple[int, int], tuple[int, str | None]]


def lay(net: Net, known: Known, terrain: Terrain, settlements: Settlements, rng: np.random.Generator) -> dict[int, int]:
    """Lay the roads in `net` and return the point of each cell a road runs through."""
    grid = terrain.grid
    inside = grid.within(known.boundary.buffer(-60))
    cost = 1 + (terrain.slope / 0.12) ** 2 + 3.0 * terrain.wet()
    cost = np.where(inside, cost, 300.0) * np.exp(0.1 * noise(rng, grid.shape, scales=(1.0,)))
    edges: Edges = {}
    _routes(edges, known, terrain, cost)
    villages = grid.cell(shapely.get_coordinates(settlements.villages.query("kind == '村'").geometry))
    _branch(edges, terrain, cost, villages, ("tertiary", "unclassified"))
    _loops(edges, terrain, cost, villages)
    hamlets = settlements.hamlets
    cells = grid.cell(shapely.get_coordinates(hamlets.geometry))
    _branch(edges, terrain, cost, cells, ("unclassified", "unclassified"))
    _tracks(edges, terrain, cells, rng)
    edges = {pair: e for pair, e in edges.items() if inside.ravel()[list(pair)].all()}
    places = shapely.get_coordinates([*hamlets.geometry, *known.seats.geometry])
    fixed = dict(zip(grid.cell(places).tolist(), places, strict=True))
    return _drawn(net, grid, edges, fixed, rng)


def _costs(terrain: Terrain, cost: Floats, edges: Edges, *, reuse: float = 0.3) -> sparse.csr_matrix:
    """Return the costs between cells, the share `reuse` of it along roads that are there."""
    used = np.unique(np.array(list(edges)).ravel()) if edges else np.array([], dtype=int)
    cheaper = cost.copy()
    cheaper.ravel()[used] *= reuse
    return graph(terrain.grid, cheaper, height=terrain.height, steep=0.07)


def _add(edges: Edges, path: list[int], kind: str, name: str | None) -> None:
    for a, b in pairwise(path):
        pair = (min(a, b), max(a, b))
        edges[pair] = min(edges.get(pair, (99, None)), (RANK[kind], name), key=lambda e: e[0])


def _routes(
    edges: Edges,
    known: Known,
    terrain: Terrain,
    cost: Floats,
) -> None:
    """Lay the national, provincial and county roads, one after another, partly on those laid before."""
    grid = terrain.grid
    to_metres = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform
    places = dict(zip(known.seats["name"], known.seats.geometry, strict=True)) | known.places
    for kind, name, stops in ROUTES:
        cells = [
            int(grid.cell(np.array([to_metres(*stop) if isinstance(stop, tuple) else places[stop].coords[0]]))[0])
            for stop in stops
        ]
        for a, b in pairwise(cells):
            _, before, _ = nearest(_costs(terrain, cost, edges, reuse=0.7), np.array([a]))
            _add(edges, way_back(before, b), kind, name)


def _branch(
    edges: Edges,
    terrain: Terrain,
    cost: Floats,
    ends: Ints,
    kinds: tuple[str, str],
) -> None:
    """Join each of `ends` to the roads that are there; what several share is of the first kind."""
    sources = np.unique(np.array(list(edges)).ravel())
    _, before, _ = nearest(_costs(terrain, cost, edges), sources)
    uses: dict[tuple[int, int], int] = {}
    for end in ends.tolist():
        path = way_back(before, end)
        for a, b in pairwise(path):
            pair = (min(a, b), max(a, b))
            uses[pair] = uses.get(pair, 0) + 1
    for pair, count in uses.items():
        _add(edges, list(pair), kinds[0] if count > 1 else kinds[1], None)


def _loops(edges: Edges, terrain: Terrain, cost: Floats, villages: Ints) -> None:
    """Join neighbouring villages whose way by road is much longer than it need be."""
    grid = terrain.grid
    xy = grid.xy(villages)
    triangles = Delaunay(xy).simplices
    pairs = np.unique(np.sort(triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1), axis=0)
    gap = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T)
    pairs, gap = pairs[gap < 4500], gap[gap < 4500]
    ends = np.array(list(edges))
    used, number = np.unique(ends, return_inverse=True)
    number = number.reshape(ends.shape)
    length = np.hypot(*(grid.xy(ends[:, 0]) - grid.xy(ends[:, 1])).T)
    roads = sparse.csr_matrix((length, tuple(number.T)), shape=(len(used), len(used)))
    where = np.searchsorted(used, villages)
    by_road = csgraph.dijkstra(roads, directed=False, indices=where)[:, where]
    detour = by_road[pairs[:, 0], pairs[:, 1]] / gap
    costs = _costs(terrain, cost, edges)
    for k in np.argsort(-detour, kind="stable")[:LOOPS]:
        if detour[k] < 2.2:
            break
        a, b = villages[pairs[k]].tolist()
        spent, before, _ = nearest(costs, np.array([a]), limit=3.5 * gap[k])
        if spent[b] < 3.5 * gap[k]:
            _add(edges, way_back(before, b), "unclassified", None)


def _tracks(
    edges: Edges,
    terrain: Terrain,
    hamlets: Ints,
    rng: np.random.Generator,
) -> None:
    """Lay field tracks and hill paths straight between some neighbouring hamlets that no road joins."""
    grid = terrain.grid
    xy = grid.xy(hamlets)
    triangles = Delaunay(xy).simplices
    pairs = np.unique(np.sort(triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1), axis=0)
    gap = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T)
    good = np.flatnonzero((gap > 250) & (gap < 1100))
    for k in good[rng.random(len(good)) < 0.16]:
        a, b = xy[pairs[k]]
        steps = max(2, int(gap[k] / 100) + 1)
        along = a + np.linspace(0, 1, steps * 2)[:, None] * (b - a)
        path = list(dict.fromkeys(grid.cell(along).tolist()))
        slope = terrain.slope.ravel()[path].max()
        if terrain.wet().ravel()[path].any() or slope > 0.35:
            continue
        _add(edges, path, "path" if slope > 0.14 else "track", None)


def _drawn(
    net: Net,
    grid: Grid,
    edges: Edges,
    fixed: dict[int, Floats],
    rng: np.random.Generator,
) -> dict[int, int]:
    """Draw the cells' edges as curves: points are moved to the mean of their neighbours, places stay."""
    pairs = np.array(sorted(edges))
    cells, number = np.unique(pairs, return_inverse=True)
    number = number.reshape(pairs.shape)
    xy = grid.xy(cells) + rng.uniform(-18, 18, (len(cells), 2))
    degree = np.bincount(number.ravel(), minlength=len(cells))
    stay = np.isin(cells, list(fixed))
    xy[stay] = [fixed[cell] for cell in cells[stay].tolist()]
    free = ~stay & (degree > 1)
    for _ in range(4):
        total = np.zeros_like(xy)
        np.add.at(total, number[:, 0], xy[number[:, 1]])
        np.add.at(total, number[:, 1], xy[number[:, 0]])
        mean = total / degree[:, None]
        xy[free] = 0.45 * xy[free] + 0.55 * mean[free]
    points = {cell: net.point(p) for cell, p in zip(cells.tolist(), xy, strict=True)}
    for a, b in pairs.tolist():
        rank, name = edges[a, b]
        net.lay(points[a], points[b], list(RANK)[rank], name)
    return points
