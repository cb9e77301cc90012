"""Public buildings and scattered works: a committee in every village, halls, clinics and schools in the towns."""

from __future__ import annotations

import numpy as np
import shapely
from grid import Floats
from plots import HALF_WIDTH, Plots, clear, rectangles, segments
from real import Known
from settlements import Settlements
from streets import Streets
from terrain import Terrain

#: What each town has around its seat: use, width and depth [m], how many.
TOWN_BUILDINGS = (
    ("government", (38.0, 14.0), 1),
    ("hospital", (42.0, 15.0), 1),
    ("school", (46.0, 13.0), 4),
    ("industrial", (40.0, 20.0), 3),
    ("commercial", (34.0, 20.0), 2),
)


def build(
    settlements: Settlements, streets: Streets, known: Known, terrain: Terrain, rng: np.random.Generator
) -> Plots:
    """Return a committee in every village, schools in half of them, each town's hall, hospital, schools and works."""
    wanted: list[tuple[str, Floats, tuple[float, float], int]] = []
    for village in settlements.villages[settlements.villages["kind"] == "村"].itertuples():
        xy = shapely.get_coordinates(village.geometry)[0]
        wanted.append(("village_committee", xy, (20.0, 10.5), int(rng.integers(2, 4))))
        if rng.random() < 0.5:
            wanted.append(("school", xy + rng.uniform(-90, 90, 2), (34.0, 12.0), int(rng.integers(2, 4))))
    for seat in known.seats.itertuples():
        xy = shapely.get_coordinates(seat.geometry)[0]
        for use, size, count in TOWN_BUILDINGS:
            wanted += [(use, xy + rng.uniform(-260, 260, 2), size, int(rng.integers(3, 6))) for _ in range(count)]
    for hamlet in settlements.hamlets.sample(320, random_state=rng).geometry:
        spot = shapely.get_coordinates(hamlet)[0] + rng.uniform(-160, 160, 2)
        wanted.append(("industrial", spot, (32.0, 18.0), 1))
    plots, target = _tries(streets, [xy for _, xy, _, _ in wanted], np.array([size for _, _, size, _ in wanted]))
    shapes = rectangles(plots)
    fits = clear(shapes, known, terrain, streets)
    placed: dict[int, int] = {}
    standing = np.empty((0, 2))
    for k in np.flatnonzero(fits).tolist():
        if int(target[k]) in placed:
            continue
        if len(standing) and np.hypot(*(standing - plots.centre[k]).T).min() < 48:
            continue
        placed[int(target[k])] = k
        standing = np.vstack([standing, plots.centre[k]])
    which, rows = np.array(list(placed)), np.array(list(placed.values()))
    uses, floors = np.array([use for use, *_ in wanted]), np.array([height for *_, height in wanted])
    return Plots(
        centre=plots.centre[rows],
        size=plots.size[rows],
        angle=plots.angle[rows],
        use=uses[which],
        floors=np.where(uses[which] == "industrial", 1, floors[which]),
        year=rng.integers(1985, 2022, len(rows)),
        first=rng.random(len(rows)),
    )


def _tries(streets: Streets, spots: list[Floats], size: Floats) -> tuple[Plots, np.ndarray]:
    """Return where each of `spots` might be built beside a street within 260 m, the nearest first, and for which."""
    lines = streets.lines[
        streets.lines["highway"].isin(["residential", "service", "unclassified", "tertiary", "secondary"])
    ]
    start, end, line = segments(lines.geometry.to_numpy())
    half = lines["highway"].map(HALF_WIDTH).to_numpy()[line]
    tree = shapely.STRtree(shapely.linestrings(np.stack([start, end], axis=1)))
    target, piece = tree.query(shapely.points(np.array(spots)), predicate="dwithin", distance=260.0)
    target, piece = np.tile(target, 6), np.tile(piece, 6)
    share = np.repeat([0.3, 0.5, 0.7] * 2, len(target) // 6)
    side = np.repeat([1.0] * 3 + [-1.0] * 3, len(target) // 6)
    along = end[piece] - start[piece]
    angle = np.arctan2(along[:, 1], along[:, 0])
    off = side * (half[piece] + 4.0 + size[target, 1] / 2)
    centre = start[piece] + share[:, None] * along + off[:, None] * np.column_stack([-np.sin(angle), np.cos(angle)])
    away = np.hypot(*(centre - np.array(spots)[target]).T)
    order = np.lexsort((away, target))
    target, count = target[order], len(order)
    nothing = np.zeros(count)
    plots = Plots(centre[order], size[target], angle[order], nothing, nothing, nothing, nothing)
    return plots, target
