"""Lanes inside hamlets, villages and towns: lattices that grow from the road outwards, over gentle ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from net import Net
from terrain import Terrain

SIDES = ((1, 0), (0, 1), (-1, 0), (0, -1))


@dataclass(frozen=True)
class Pattern:
    """How a place's lanes are laid out.

    Attributes
    ----------
    spacing
        Between points [m].
    angle
        Of the lattice [rad].
    loops
        The share of pieces laid between neighbours that are joined already another way.
    kinds
        The kind of the branches, and that of the loops.
    """

    spacing: float
    angle: float
    loops: float
    kinds: tuple[str, str]


def grow(
    net: Net,
    start: int,
    *,
    count: int,
    pattern: Pattern,
    fits: shapely.Geometry | None,
    terrain: Terrain,
    rng: np.random.Generator,
) -> list[int]:
    """Grow a lattice of `count` points from the point `start` and return the points, `start` first.

    Points lie within `fits`, anywhere when None; never in a river.
    """
    spacing, angle = pattern.spacing, pattern.angle
    origin = np.array(net.xy[start])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    reach = int(np.ceil(np.sqrt(count) * 1.3)) + 1
    i, j = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    flat = np.column_stack([i.ravel(), j.ravel()])
    jitter = rng.normal(0, 0.13 * spacing, flat.shape)
    xy = origin + (flat * spacing) @ turn.T + jitter
    middle = len(flat) // 2
    xy[middle] = origin
    good = terrain.dry(xy, margin=12)
    if fits is not None:
        good &= shapely.contains_xy(fits, xy[:, 0], xy[:, 1])
    slope = terrain.grid.at(terrain.slope, xy)
    worth = np.exp(-((slope / 0.15) ** 2)) * good * rng.uniform(0.35, 1.0, len(xy))
    worth *= np.exp(-((np.hypot(*(xy - origin).T) / (spacing * np.sqrt(count) * 0.8)) ** 2))
    width = 2 * reach + 1
    points = {middle: start}
    frontier = dict.fromkeys(_around(middle, width), middle)
    while frontier and len(points) < count:
        best = max(frontier, key=lambda cell: (worth[cell], cell))
        came = frontier.pop(best)
        if worth[best] < 0.02:
            break
        if terrain.crosses(xy[came], xy[best]):
            continue
        points[best] = net.point(xy[best])
        net.lay(points[came], points[best], pattern.kinds[0])
        for near in _around(best, width):
            if near not in points:
                frontier.setdefault(near, best)
            elif near != came and rng.random() < pattern.loops / 2 and not terrain.crosses(xy[near], xy[best]):
                net.lay(points[near], points[best], pattern.kinds[1])
    return list(points.values())


def _around(cell: int, width: int) -> list[int]:
    """Return the cells beside `cell` in a square of `width` cells a side."""
    row, column = divmod(cell, width)
    beside = [(row + down, column + right) for down, right in SIDES]
    return [r * width + c for r, c in beside if 0 <= r < width and 0 <= c < width]
