"""A street network while it is being laid: points, straight pieces between them, and the making of lines from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely
from grid import Bools, Floats, Ints
from scipy import sparse
from scipy.sparse import csgraph

#: From the most to the least important; a piece laid twice keeps the more important.
KINDS = (
    "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "service",
    "track", "footway", "path", "steps",
)  # fmt: skip
RANK = {kind: rank for rank, kind in enumerate(KINDS)}


@dataclass
class Net:
    """Points and pieces, growing.

    Attributes
    ----------
    xy
        Points [m].
    pieces
        From point, to point, rank of the kind in `KINDS`, position in `names`.
    names
        The names of streets; the first is none.
    """

    xy: list[tuple[float, float]] = field(default_factory=list)
    pieces: list[tuple[int, int, int, int]] = field(default_factory=list)
    names: list[str | None] = field(default_factory=lambda: [None])

    def point(self, xy: Floats) -> int:
        """Add a point and return its number."""
        self.xy.append((float(xy[0]), float(xy[1])))
        return len(self.xy) - 1

    def lay(self, a: int, b: int, kind: str, name: str | None = None) -> None:
        """Add a piece from point `a` to point `b`."""
        if name not in self.names:
            self.names.append(name)
        self.pieces.append((a, b, RANK[kind], self.names.index(name)))


@dataclass(frozen=True)
class Pieces:
    """A network as arrays: points [m], pieces as in `Net`."""

    xy: Floats
    pieces: Ints
    names: tuple[str | None, ...]


def frozen(net: Net) -> Pieces:
    """Return `net` as arrays."""
    return Pieces(
        xy=np.array(net.xy).reshape(-1, 2), pieces=np.array(net.pieces).reshape(-1, 4), names=tuple(net.names)
    )


def woven(net: Pieces, *, step: float, near: float = 7.0, rounds: int = 4) -> Pieces:
    """Return `net` with a shared point wherever two pieces cross or an end lies on a piece; points on `step` [m].

    A crossing within `near` metres of an end of either piece takes that end as its point, so that no crossing
    leaves a splinter behind.
    """
    net = _welded(net, step)
    for _ in range(rounds):
        lines = shapely.linestrings(net.xy[net.pieces[:, :2]])
        tree = shapely.STRtree(lines)
        # A point within half a step of a piece it is no end of: the piece is bent through it.
        cut = _touching(net, tree, near=0.75 * step)
        crossing = _crossing(net, lines, tree)
        if not len(cut) and not len(crossing):
            break
        xy = [*map(tuple, net.xy.tolist())]
        bends: dict[int, list[int]] = {}
        for piece, point in cut.tolist():
            bends.setdefault(piece, []).append(point)
        for a, b in crossing.tolist():
            x, y = shapely.get_coordinates(shapely.intersection(lines[a], lines[b]))[0]
            ends = np.concatenate([net.pieces[a, :2], net.pieces[b, :2]])
            away = np.hypot(*(net.xy[ends] - (x, y)).T)
            if away.min() < near:
                point = int(ends[away.argmin()])
            else:
                xy.append((round(x / step) * step, round(y / step) * step))
                point = len(xy) - 1
            bends.setdefault(a, []).append(point)
            bends.setdefault(b, []).append(point)
        net = _welded(_bent(net, np.array(xy), bends), step)
    return net


def _welded(net: Pieces, step: float) -> Pieces:
    """Return `net` with points rounded to `step`, equal points made one, and each piece once, the best kind."""
    rounded = np.round(net.xy / step) * step
    xy, number = np.unique(rounded, axis=0, return_inverse=True)
    number = number.ravel()
    pieces = net.pieces.copy()
    pieces[:, :2] = np.sort(number[pieces[:, :2]], axis=1)
    pieces = pieces[pieces[:, 0] != pieces[:, 1]]
    # A name wins over none among equals, hence the last key.
    order = np.lexsort((pieces[:, 3] == 0, pieces[:, 2], pieces[:, 1], pieces[:, 0]))
    pieces = pieces[order]
    first = np.ones(len(pieces), dtype=bool)
    first[1:] = (pieces[1:, :2] != pieces[:-1, :2]).any(axis=1)
    return Pieces(xy=xy, pieces=pieces[first], names=net.names)


def _touching(net: Pieces, tree: shapely.STRtree, *, near: float) -> Ints:
    """Return pairs of piece and point where the point lies on the piece without being its end."""
    used = np.unique(net.pieces[:, :2])
    point, piece = tree.query(shapely.points(net.xy[used]), predicate="dwithin", distance=near)
    point = used[point]
    inner = (net.pieces[piece, 0] != point) & (net.pieces[piece, 1] != point)
    return np.column_stack([piece[inner], point[inner]])


def _crossing(net: Pieces, lines: np.ndarray, tree: shapely.STRtree) -> Ints:
    """Return pairs of pieces that cross between their ends."""
    a, b = tree.query(lines, predicate="crosses")
    once = a < b
    a, b = a[once], b[once]
    apart = (net.pieces[a][:, :2, None] != net.pieces[b][:, None, :2]).all(axis=(1, 2))
    return np.column_stack([a[apart], b[apart]])


def _bent(net: Pieces, xy: Floats, bends: dict[int, list[int]]) -> Pieces:
    """Return `net` with each piece in `bends` led through its points in order along it."""
    keep = np.ones(len(net.pieces), dtype=bool)
    added = []
    for piece, points in bends.items():
        a, b, rank, name = net.pieces[piece].tolist()
        keep[piece] = False
        along = xy[b] - xy[a]
        inner = sorted({p for p in points if p not in (a, b)}, key=lambda p: (float((xy[p] - xy[a]) @ along), p))
        stops = [a, *inner, b]
        added += [(u, v, rank, name) for u, v in pairwise(stops)]
    return Pieces(xy=xy, pieces=np.vstack([net.pieces[keep], np.array(added).reshape(-1, 4)]), names=net.names)


def components(net: Pieces) -> Ints:
    """Return for every point the number of the connected part it belongs to."""
    ones = np.ones(len(net.pieces))
    shape = (len(net.xy), len(net.xy))
    return csgraph.connected_components(sparse.csr_matrix((ones, tuple(net.pieces[:, :2].T)), shape=shape))[1]


def without(net: Pieces, drop: Bools) -> Pieces:
    """Return `net` without the pieces of `drop`."""
    return Pieces(xy=net.xy, pieces=net.pieces[~drop], names=net.names)


def chains(net: Pieces) -> list[tuple[list[int], int, int]]:
    """Return the pieces joined to lines from junction to junction: points, rank, name.

    A line also ends where the kind or the name changes.
    """
    count = len(net.xy)
    at: list[list[int]] = [[] for _ in range(count)]
    pieces = net.pieces.tolist()
    for k, (a, b, _, _) in enumerate(pieces):
        at[a].append(k)
        at[b].append(k)

    def through(point: int) -> bool:
        return len(at[point]) == 2 and pieces[at[point][0]][2:] == pieces[at[point][1]][2:]

    done = [False] * len(pieces)
    lines = []
    starts = [p for p in range(count) if at[p] and not through(p)]
    for start in [*starts, *range(count)]:
        for first in at[start]:
            if done[first]:
                continue
            line, piece = [start], first
            while True:
                done[piece] = True
                a, b, _, _ = pieces[piece]
                line.append(b if a == line[-1] else a)
                if line[-1] == start or not through(line[-1]):
                    break
                piece = next(k for k in at[line[-1]] if k != piece)
            lines.append((line, pieces[first][2], pieces[first][3]))
    return lines
