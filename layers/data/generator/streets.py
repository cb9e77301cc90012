"""The whole street network: roads between places, the city's streets, lanes in towns and hamlets, all joined."""

from __future__ import annotations

from dataclasses import dataclass

import city
import geopandas as gpd
import lanes
import numpy as np
import roads
import shapely
from grid import Floats
from net import KINDS, Net, Pieces, chains, components, frozen, without, woven
from real import CRS, Known
from scipy.spatial import cKDTree
from settlements import Settlements
from terrain import Terrain

STEP = 1.0  # m: coordinates are whole metres
GAP = 900.0  # m
ON_FOOT_ONLY = ("footway", "path", "steps")


@dataclass(frozen=True)
class Streets:
    """The network.

    Attributes
    ----------
    lines
        highway, name, walk, drive, oneway, nature; lines from junction to junction, which share their end points.
    islands
        Where the deliberate islands are: a gated works yard, a hamlet whose road nobody has mapped.
    """

    lines: gpd.GeoDataFrame
    islands: Floats


def build(known: Known, terrain: Terrain, settlements: Settlements, rng: np.random.Generator) -> Streets:
    """Return the modelled street network."""
    net = Net()
    cells = roads.lay(net, known, terrain, settlements, rng)
    _open_city(net, settlements)
    outer = len(net.xy)
    town = city.lay(net, settlements, terrain, rng)
    _join_city(net, settlements, outer, town)
    _towns(net, known, terrain, settlements, cells, rng)
    _hamlets(net, terrain, settlements, cells, rng)
    pieces = woven(frozen(net), step=STEP)
    pieces = _courts(pieces, settlements, terrain, rng)
    pieces = woven(pieces, step=STEP)
    pieces = _connected(pieces)
    pieces, islands = _with_islands(pieces, terrain, settlements, rng)
    return Streets(lines=_frame(pieces, settlements, rng), islands=islands)


def _open_city(net: Net, settlements: Settlements) -> None:
    """Take the roads out of the city: its own streets carry them on."""
    inner = shapely.contains_xy(settlements.city.buffer(-60), *np.array(net.xy).T)
    net.pieces = [p for p in net.pieces if not (inner[p[0]] or inner[p[1]])]


def _join_city(net: Net, settlements: Settlements, outer: int, town: list[int]) -> None:
    """Join each road cut at the city's edge to the nearest street."""
    degree = np.bincount(np.array(net.pieces)[:, :2].ravel(), minlength=len(net.xy))
    xy = np.array(net.xy)
    near = shapely.dwithin(settlements.city, shapely.points(xy[:outer]), 160)
    tree = cKDTree(xy[town])
    kind = {p[k]: (p[2], p[3]) for p in net.pieces for k in (0, 1)}
    for point in np.flatnonzero(near & (degree[:outer] == 1)).tolist():
        away, at = tree.query(xy[point], k=1)
        if away < 700:
            rank, name = kind[point]
            net.lay(point, town[int(at)], KINDS[rank], net.names[name])


def _towns(
    net: Net, known: Known, terrain: Terrain, settlements: Settlements, cells: dict[int, int], rng: np.random.Generator
) -> None:
    """Grow the streets of each town from its seat."""
    grid = terrain.grid
    seats = known.seats.set_index("name").geometry
    for town in settlements.towns.itertuples():
        seat = seats[town.name]
        start = cells[int(grid.cell(shapely.get_coordinates(seat))[0])]
        angle = _directions(net).get(start, 0.0)
        shapely.prepare(town.geometry)
        count = int(town.geometry.area / 78**2 * 0.9)
        wide = lanes.Pattern(spacing=78.0, angle=angle, loops=0.95, kinds=("residential", "residential"))
        fine = lanes.Pattern(spacing=39.0, angle=angle, loops=0.4, kinds=("residential", "footway"))
        main = lanes.grow(net, start, count=count, pattern=wide, fits=town.geometry, terrain=terrain, rng=rng)
        for point in main[:: max(1, len(main) // 8)]:
            lanes.grow(net, point, count=7, pattern=fine, fits=town.geometry, terrain=terrain, rng=rng)


def _hamlets(
    net: Net, terrain: Terrain, settlements: Settlements, cells: dict[int, int], rng: np.random.Generator
) -> None:
    """Grow the lanes of each hamlet, as many as its houses need."""
    directions = _directions(net)
    for hamlet in settlements.hamlets.itertuples():
        xy = shapely.get_coordinates(hamlet.geometry)
        cell = int(terrain.grid.cell(xy)[0])
        if cell not in cells:
            continue
        kinds = ("residential", "residential") if hamlet.main else ("residential", "footway")
        pattern = lanes.Pattern(spacing=44.0, angle=directions.get(cells[cell], 0.0), loops=0.35, kinds=kinds)
        count = int(4 + hamlet.houses / 4.6)
        lanes.grow(net, cells[cell], count=count, pattern=pattern, fits=None, terrain=terrain, rng=rng)


def _directions(net: Net) -> dict[int, float]:
    """Return the direction of a road at each point [rad]."""
    return {
        end: float(np.arctan2(*np.subtract(net.xy[b], net.xy[a])[::-1])) for a, b, _, _ in net.pieces for end in (a, b)
    }


def _courts(pieces: Pieces, settlements: Settlements, terrain: Terrain, rng: np.random.Generator) -> Pieces:
    """Lay a way into the middle of each large block of the city: a drive or a footway."""
    near = shapely.contains_xy(settlements.city, *pieces.xy.T)
    inside = near[pieces.pieces[:, :2]].all(axis=1)
    edges = shapely.linestrings(pieces.xy[pieces.pieces[inside][:, :2]])
    blocks = shapely.get_parts(shapely.polygonize(edges))
    number = {tuple(p): k for k, p in enumerate(pieces.xy.tolist())}
    net = _thawed(pieces)
    for block in blocks:
        if block.area < 9000 or rng.random() < 0.15:
            continue
        middle = shapely.get_coordinates(block.representative_point())[0]
        if not terrain.dry(middle[None], margin=20)[0]:
            continue
        ring = shapely.get_coordinates(block.exterior)[:-1]
        away = np.hypot(*(ring - middle).T)
        order = np.argsort(away + rng.uniform(0, 60, len(ring)), kind="stable")
        kind = "footway" if rng.random() < 0.3 else "service"
        inner = net.point(np.round(middle))
        for corner in order[: 2 if block.area > 25000 else 1]:
            if block.contains(
                shapely.LineString([middle, ring[corner]])
                .buffer(0.01)
                .difference(shapely.Point(ring[corner]).buffer(1))
            ):
                net.lay(inner, number[tuple(ring[corner])], kind)
    return frozen(net)


def _connected(pieces: Pieces) -> Pieces:
    """Return the largest connected part, after joining to it the parts that end within `GAP` metres of it."""
    part = components(pieces)
    used = np.unique(pieces.pieces[:, :2])
    largest = np.bincount(part[used]).argmax()
    main = used[part[used] == largest]
    tree = cKDTree(pieces.xy[main])
    net = _thawed(pieces)
    for number in np.unique(part[used]).tolist():
        own = used[part[used] == number]
        away, at = tree.query(pieces.xy[own], k=1)
        if number != largest and away.min() < GAP:
            net.lay(int(own[away.argmin()]), int(main[at[away.argmin()]]), "unclassified")
    pieces = woven(frozen(net), step=STEP)
    part = components(pieces)
    largest = np.bincount(part[pieces.pieces[:, 0]]).argmax()
    return without(pieces, part[pieces.pieces[:, 0]] != largest)


def _thawed(pieces: Pieces) -> Net:
    """Return `pieces` as a net to lay more in."""
    return Net(
        xy=[(x, y) for x, y in pieces.xy.tolist()],
        pieces=[(a, b, rank, name) for a, b, rank, name in pieces.pieces.tolist()],
        names=list(pieces.names),
    )


def _with_islands(
    pieces: Pieces, terrain: Terrain, settlements: Settlements, rng: np.random.Generator
) -> tuple[Pieces, Floats]:
    """Add two small networks nothing leads to, as real maps have: a gated yard, and a hamlet nobody linked."""
    lines = shapely.linestrings(pieces.xy[pieces.pieces[:, :2]])
    tree = shapely.STRtree(lines)
    good = settlements.suited.ravel() > 0.55
    far = terrain.grid.xy(np.flatnonzero(good))
    away = shapely.distance(shapely.points(far), lines[tree.nearest(shapely.points(far))])
    hamlet = np.round(far[np.flatnonzero(away > 210)[0] if (away > 210).any() else away.argmax()])
    west, south, east, north = settlements.park.bounds
    xs, ys = np.meshgrid(np.arange(west, east, 20), np.arange(south, north, 20))
    spots = np.column_stack([xs.ravel(), ys.ravel()])
    spots = spots[shapely.contains_xy(settlements.park.buffer(-60), *spots.T)]
    room = shapely.distance(shapely.points(spots), lines[tree.nearest(shapely.points(spots))])
    yard = np.round(spots[room.argmax()])
    net = _thawed(pieces)
    reach = min(0.55 * float(room.max()), 60.0)
    corners = [net.point(np.round(yard + reach * np.array(c))) for c in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    for a, b in zip(corners, [*corners[1:], corners[0]], strict=True):
        net.lay(a, b, "service")
    limit = shapely.Point(hamlet).buffer(float(away.max()) * 0.9 if away.max() < 210 else 190.0)
    pattern = lanes.Pattern(spacing=44.0, angle=0.4, loops=0.35, kinds=("residential", "footway"))
    lanes.grow(net, net.point(hamlet), count=14, pattern=pattern, fits=limit, terrain=terrain, rng=rng)
    return woven(frozen(net), step=STEP), np.array([yard, hamlet])


def _simplified(lines: np.ndarray) -> np.ndarray:
    """Return `lines` without points less than 2.5 m off, but where that would make two of them cross."""
    simple = shapely.simplify(lines, 2.5)
    while len(crossing := np.unique(shapely.STRtree(simple).query(simple, predicate="crosses"))):
        if (simple[crossing] == lines[crossing]).all():
            break
        simple[crossing] = lines[crossing]
    return simple


def _frame(pieces: Pieces, settlements: Settlements, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the lines from junction to junction with what OpenStreetMap would say of them."""
    lines = chains(pieces)
    kind = np.array([KINDS[rank] for _, rank, _ in lines])
    shapes = _simplified(np.array([shapely.LineString(pieces.xy[points]) for points, _, _ in lines]))
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    old = np.hypot(*(middle - settlements.centre).T) < city.OLD_TOWN
    steep = rng.random(len(lines)) < 0.04
    kind = np.where((kind == "footway") & steep & (shapely.length(shapes) < 90), "steps", kind)
    drive = ~np.isin(kind, ON_FOOT_ONLY)
    oneway = old & (kind == "residential") & (rng.random(len(lines)) < 0.18)
    frame = gpd.GeoDataFrame(
        {
            "highway": kind.astype(str),
            "name": [pieces.names[name] for _, _, name in lines],
            "walk": True,
            "drive": drive,
            "oneway": oneway,
            "nature": "modelled",
        },
        geometry=shapes,
        crs=CRS,
    )
    order = frame.geometry.hilbert_distance(level=12).argsort(kind="stable")
    return frame.iloc[order.to_numpy()].reset_index(drop=True)
