"""The streets of the central city: a bent lattice along the river, dense in the old town, wide in the industrial park."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from grid import Floats, noise
from net import Net
from scipy import ndimage
from settlements import Settlements
from terrain import Terrain

SPACING = 65.0  # m; every second line is a street outside the old town
ANGLE = np.deg2rad(62)  # the river's course through the town
OLD_TOWN = 850.0  # m
AVENUES = (
    "红都大道", "金都大道", "长征大道", "八一路", "中山路", "绵江路", "解放路", "龙珠路", "桦林路", "东升大道", "云龙路", "沙洲坝大道",
    "双清路", "苏维埃大道", "瑞明路", "七彩大道", "胜利路", "罗汉岩路", "廖屋坪路", "人民路", "爱民路", "象湖大道", "合溪路", "叶坪大道",
    "谢排路", "工农路", "向阳路", "创业大道", "金龙路", "经开一路", "经开二路", "经开三路", "绵塘路", "河背街", "塔下路", "瑞云路",
)  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A piece of the lattice: its two points' row and column, and how important the line is it lies on."""

    a: tuple[int, int]
    b: tuple[int, int]
    level: int
    line: tuple[str, int]


def lay(net: Net, settlements: Settlements, terrain: Terrain, rng: np.random.Generator) -> dict[tuple[int, int], int]:
    """Lay the city's streets in `net`; return the lattice points laid."""
    city = settlements.city
    shapely.prepare(city)
    corners = shapely.get_coordinates(city.exterior)
    reach = int(np.hypot(*(corners - settlements.centre).T).max() / SPACING) + 8
    xy = _lattice(settlements, terrain, reach, rng)
    built = shapely.contains_xy(city, xy[..., 0], xy[..., 1])
    wet = ~terrain.dry(xy.reshape(-1, 2), margin=6).reshape(built.shape)
    fords = _fords(wet)
    inside_old = np.hypot(*np.moveaxis(xy - settlements.centre, -1, 0)) < OLD_TOWN * (1 + 0.2 * noise(rng, wet.shape, scales=(4.0,)))
    park = shapely.contains_xy(settlements.park, xy[..., 0], xy[..., 1])
    edge = shapely.distance(city.boundary, shapely.points(xy))
    names = dict(zip(_lines(reach), AVENUES, strict=False))
    points: dict[tuple[int, int], int] = {}
    luck: dict[tuple[str, int, int], float] = {}
    for piece in _pieces(2 * reach + 1, reach):
        (i, j), (k, l) = piece.a, piece.b
        if not (built[i, j] and built[k, l]):
            continue
        bridge = piece.level >= 4 and fords[piece.line[0]][i, j] and fords[piece.line[0]][k, l]
        if (wet[i, j] or wet[k, l]) and not bridge:
            continue
        if not bridge and len(terrain.banks.query(shapely.LineString([xy[i, j], xy[k, l]]), predicate="intersects")):
            continue
        stretch = (piece.line[0], piece.line[1], (min(i, k) if piece.line[0] == "column" else min(j, l)) // (4 if piece.level > 1 else 2))
        chance = luck.setdefault(stretch, float(rng.random()))
        core, zone = bool(inside_old[i, j]), bool(park[i, j])
        wanted = {0: 0.62 if core else 0.05, 1: 0.88 if core else 0.7, 2: 0.86, 3: 0.94}.get(piece.level, 1.0)
        if zone:
            wanted = {0: 0.0, 1: 0.1}.get(piece.level, wanted)
        elif piece.level == 1 and edge[i, j] < 350:
            wanted = 0.42
        if chance > wanted:
            continue
        for cell in (piece.a, piece.b):
            if cell not in points:
                points[cell] = net.point(xy[cell])
        kind = ("residential", "residential", "tertiary", "secondary", "primary")[min(piece.level, 4)]
        if piece.level == 2 and piece.line[1] % 8 == 4 and chance > 0.45:
            kind = "residential"
        if piece.level == 0 and not zone and chance > 0.5 * wanted:
            kind = "footway" if chance > 0.8 * wanted else "residential"
        net.lay(points[piece.a], points[piece.b], kind, names.get(piece.line))
    return points


def _lattice(settlements: Settlements, terrain: Terrain, reach: int, rng: np.random.Generator) -> Floats:
    """Return the points of the lattice [m], bent by a smooth field and kept off the river's banks."""
    i, j = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(float)
    turn = np.array([[np.cos(ANGLE), -np.sin(ANGLE)], [np.sin(ANGLE), np.cos(ANGLE)]])
    flat = np.stack([j, i], axis=-1) * SPACING
    bend = np.stack([noise(rng, i.shape, scales=(10.0, 22.0)) for _ in range(2)], axis=-1)
    xy = settlements.centre + (flat + 200 * bend) @ turn.T + rng.normal(0, 9, flat.shape)
    bank = terrain.water.buffer(22)
    near = ~terrain.dry(xy.reshape(-1, 2), margin=44).reshape(i.shape)
    near &= (i % 16 != 0) & (j % 16 != 0)  # the avenues go straight over
    spots = shapely.points(xy[near])
    on_bank = shapely.get_point(shapely.shortest_line(bank.boundary, spots), 0)
    xy[near] = shapely.get_coordinates(on_bank)
    return xy


def _fords(wet: np.ndarray) -> dict[str, np.ndarray]:
    """Return the points where a row or a column may be led over water: dry ones, and wet runs of three or fewer."""
    fords = {}
    for way, along in (("row", [[0, 0, 0], [1, 1, 1], [0, 0, 0]]), ("column", [[0, 1, 0], [0, 1, 0], [0, 1, 0]])):
        runs, _ = ndimage.label(wet, structure=along)
        fords[way] = ~wet | (np.bincount(runs.ravel())[runs] <= 3)
    return fords


def _level(line: int) -> int:
    """Return how important the line is: 4 every 16th, 3 every 8th, 2 every 4th, 1 every 2nd, else 0."""
    return next((level for level, every in ((4, 16), (3, 8), (2, 4), (1, 2)) if line % every == 0), 0)


def _lines(reach: int) -> list[tuple[str, int]]:
    """Return the named lines, the important and central first."""
    lines = [(way, n) for n in range(-reach, reach + 1) for way in ("row", "column") if _level(n) >= 3]
    return sorted(lines, key=lambda line: (-_level(line[1]), abs(line[1]), line))


def _pieces(size: int, reach: int) -> list[Piece]:
    """Return every piece of a square lattice of `size` points a side."""
    pieces = []
    for i in range(size):
        for j in range(size):
            if j + 1 < size:
                pieces.append(Piece((i, j), (i, j + 1), _level(i - reach), ("row", i - reach)))
            if i + 1 < size:
                pieces.append(Piece((i, j), (i + 1, j), _level(j - reach), ("column", j - reach)))
    return pieces
