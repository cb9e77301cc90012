"""The streets of the central city: a bent lattice along the river, dense in the old town, wide in the park."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from grid import Bools, Floats, noise
from net import Net
from scipy import ndimage
from settlements import Settlements
from terrain import Terrain

SPACING = 65.0  # m; every second line is a street outside the old town
ANGLE = np.deg2rad(62)  # the river's course through the town
OLD_TOWN = 850.0  # m
AVENUES = (
    "红都大道", "金都大道", "长征大道", "八一路", "中山路", "绵江路", "解放路", "龙珠路", "桦林路",
    "东升大道", "云龙路", "沙洲坝大道", "双清路", "苏维埃大道", "瑞明路", "七彩大道", "胜利路", "罗汉岩路",
    "廖屋坪路", "人民路", "爱民路", "象湖大道", "合溪路", "叶坪大道", "谢排路", "工农路", "向阳路",
    "创业大道", "金龙路", "经开一路", "经开二路", "经开三路", "绵塘路", "河背街", "塔下路", "瑞云路",
)  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A piece of the lattice: its two points' row and column, and how important the line is it lies on."""

    a: tuple[int, int]
    b: tuple[int, int]
    level: int
    line: tuple[str, int]


@dataclass(frozen=True)
class Site:
    """What is at each point of the lattice.

    Attributes
    ----------
    xy
        Where it is [m].
    built, core, park, wet
        Whether it lies in the built-up area, the old town, the industrial park, or in a river.
    edge
        How far the edge of the built-up area is [m].
    fords
        Where a row or a column may be led over water.
    """

    xy: Floats
    built: Bools
    core: Bools
    park: Bools
    wet: Bools
    edge: Floats
    fords: dict[str, Bools]


def lay(net: Net, settlements: Settlements, terrain: Terrain, rng: np.random.Generator) -> list[int]:
    """Lay the city's streets in `net`; return their points."""
    corners = shapely.get_coordinates(settlements.city.exterior)
    reach = int(np.hypot(*(corners - settlements.centre).T).max() / SPACING) + 8
    site = _site(settlements, terrain, _lattice(settlements, terrain, reach, rng), rng)
    names = dict(zip(_lines(reach), AVENUES, strict=False))
    points: dict[tuple[int, int], int] = {}
    luck: dict[tuple[str, int, int], float] = {}
    for piece in _pieces(2 * reach + 1, reach):
        if not _possible(piece, site, terrain):
            continue
        # What is left out is left out from one crossing to the next.
        way, line = piece.line
        place = piece.a[0] if way == "column" else piece.a[1]
        chance = luck.setdefault((way, line, place // (4 if piece.level > 1 else 2)), float(rng.random()))
        wanted = _wanted(piece, site)
        if chance > wanted:
            continue
        for cell in (piece.a, piece.b):
            if cell not in points:
                points[cell] = net.point(site.xy[cell])
        kind = ("residential", "residential", "tertiary", "secondary", "primary")[piece.level]
        if piece.level == 2 and chance > 0.45:
            kind = "residential"
        if piece.level == 0 and chance > 0.8 * wanted:
            kind = "footway"
        net.lay(points[piece.a], points[piece.b], kind, names.get(piece.line))
    return sorted(points.values())


def _site(settlements: Settlements, terrain: Terrain, xy: Floats, rng: np.random.Generator) -> Site:
    """Return what is at the points `xy` of the lattice."""
    x, y = xy[..., 0], xy[..., 1]
    shapely.prepare(settlements.city)
    wet = ~terrain.dry(xy.reshape(-1, 2), margin=6).reshape(x.shape)
    ragged = OLD_TOWN * (1 + 0.2 * noise(rng, x.shape, scales=(4.0,)))
    return Site(
        xy=xy,
        built=shapely.contains_xy(settlements.city, x, y),
        core=np.hypot(*np.moveaxis(xy - settlements.centre, -1, 0)) < ragged,
        park=shapely.contains_xy(settlements.park, x, y),
        wet=wet,
        edge=shapely.distance(settlements.city.boundary, shapely.points(xy)),
        fords=_fords(wet),
    )


def _possible(piece: Piece, site: Site, terrain: Terrain) -> bool:
    """Return whether the piece lies in the built-up area, and on land or where an avenue bridges a river."""
    a, b = piece.a, piece.b
    if not (site.built[a] and site.built[b]):
        return False
    fords = site.fords[piece.line[0]]
    if piece.level == 4 and fords[a] and fords[b]:
        return True
    return not (site.wet[a] or site.wet[b] or terrain.crosses(site.xy[a], site.xy[b]))


def _wanted(piece: Piece, site: Site) -> float:
    """Return how likely a street is there: nearly always on avenues, less in the park and at the edge of town."""
    core, park = bool(site.core[piece.a]), bool(site.park[piece.a])
    lane = 0.62 if core else 0.05
    street = 0.88 if core else 0.7
    if park:
        lane, street = 0.0, 0.1
    elif site.edge[piece.a] < 350:
        street = 0.42
    return (lane, street, 0.86, 0.94, 1.0)[piece.level]


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


def _fords(wet: Bools) -> dict[str, Bools]:
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
