"""A street network made by chance, like a real one where it matters for speed; the same for the same seed.

Junctions lie on a square grid of 100 m, each moved by up to 35 m. A fifth of the grid's edges are left out; every tenth
node is the end of a dead end. Half of the edges are straight and single, the others bend, in 2 to 8 segments. One
edge in a hundred has a second, bent one beside it. Homes stand 3 to 45 m beside a street, one in
fifty up to 400 m off; stops 2 to 8 m beside one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GRID = 100.0  # [m] between junctions
CORNER = (500_000.0, 2_850_000.0)  # false easting and a northing as in EPSG:4548: digits as in real coordinates
DEAD_ENDS = 0.1  # of the nodes
LEFT_OUT = 0.2  # of the grid's edges
CRESCENTS = 0.01  # of the edges, doubled

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Town:
    """Streets, homes and stops as bare arrays.

    Attributes
    ----------
    nodes
        (n, 2) [m].
    u, v
        By edge, the nodes it runs between.
    start, stop
        By segment, its ends: (s, 2) [m]; sorted by edge, then along it.
    edge
        By segment, its edge.
    homes, stops
        (h, 2), (f, 2) [m].
    people
        By home.
    """

    nodes: Floats
    u: Indices
    v: Indices
    start: Floats
    stop: Floats
    edge: Indices
    homes: Floats
    stops: Floats
    people: Floats


def make(count: int, *, homes: int = 150_000, stops: int = 700, seed: int = 20230823) -> Town:
    """Return a town of about `count` nodes."""
    chance = np.random.default_rng(seed)
    nodes, u, v = _grid(int(count * (1 - DEAD_ENDS)), chance)
    again = chance.integers(0, len(u), int(len(u) * CRESCENTS))
    u, v = np.append(u, u[again]), np.append(v, v[again])
    ends = chance.integers(0, len(nodes), int(count * DEAD_ENDS))
    angle = chance.uniform(0, 2 * np.pi, len(ends))
    reach = chance.uniform(15, 60, len(ends))[:, None]
    u = np.concatenate([u, ends])
    v = np.concatenate([v, len(nodes) + np.arange(len(ends))])
    nodes = np.concatenate([nodes, nodes[ends] + reach * np.stack([np.cos(angle), np.sin(angle)], axis=1)])
    bends = chance.random(len(u)) < 1 / 2
    bends[len(u) - len(ends) - len(again) : len(u) - len(ends)] = True  # two straight ones would be one
    start, stop, edge = _bent(nodes, u, v, bends, chance)
    beside = _beside(start, stop, homes, chance, low=3, high=45)
    off = chance.random(homes) < 1 / 50
    beside[off] += chance.uniform(-300, 300, (int(off.sum()), 2))
    return Town(
        nodes=nodes,
        u=u,
        v=v,
        start=start,
        stop=stop,
        edge=edge,
        homes=beside,
        stops=_beside(start, stop, stops, chance, low=2, high=8),
        people=chance.integers(1, 60, homes).astype(np.float64),
    )


def _grid(count: int, chance: np.random.Generator) -> tuple[Floats, Indices, Indices]:
    """Return junctions moved off a grid, and the edges between neighbours that are kept."""
    side = int(np.sqrt(count))
    column, row = (axis.ravel() for axis in np.meshgrid(np.arange(side), np.arange(side), indexing="ij"))
    nodes = np.stack([column, row], axis=1) * GRID + CORNER + chance.uniform(-35, 35, (side * side, 2))
    number = np.arange(side * side).reshape(side, side)
    u = np.concatenate([number[:-1].ravel(), number[:, :-1].ravel()])
    v = np.concatenate([number[1:].ravel(), number[:, 1:].ravel()])
    kept = chance.random(len(u)) >= LEFT_OUT
    return nodes, u[kept], v[kept]


def _bent(
    nodes: Floats, u: Indices, v: Indices, bends: NDArray[np.bool_], chance: np.random.Generator
) -> tuple[Floats, Floats, Indices]:
    """Return the segments of edges that bend to one side like half a sine."""
    count = np.where(bends, chance.integers(2, 9, len(u)), 1)
    edge = np.repeat(np.arange(len(u)), count)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    run = nodes[v] - nodes[u]
    normal = run[:, ::-1] * (-1, 1) * chance.uniform(-0.2, 0.2, (len(u), 1))

    def at(share: Floats) -> Floats:
        return nodes[u[edge]] + share[:, None] * run[edge] + np.sin(np.pi * share)[:, None] * normal[edge]

    first, last = step == 0, step == count[edge] - 1
    start = np.where(first[:, None], nodes[u[edge]], at(step / count[edge]))
    stop = np.where(last[:, None], nodes[v[edge]], np.roll(start, -1, axis=0))
    return start, stop, edge


def _beside(start: Floats, stop: Floats, count: int, chance: np.random.Generator, *, low: float, high: float) -> Floats:
    """Return points `low` to `high` [m] beside segments chosen by length."""
    run = stop - start
    length = np.hypot(*run.T)
    chosen = np.searchsorted(np.cumsum(length), chance.random(count) * length.sum())
    aside = chance.choice([-1, 1], count) * chance.uniform(low, high, count) / length[chosen]
    return start[chosen] + chance.random((count, 1)) * run[chosen] + aside[:, None] * run[chosen, ::-1] * (-1, 1)
