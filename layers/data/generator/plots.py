"""Footprints to be built, and which of them stand clear of water, streets and each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from grid import Bools, Floats
from real import Known
from streets import Streets
from terrain import Terrain

STEP = 0.5  # m: corners lie on half metres
CLEAR = 1.2  # m, from a street's centre line at least this and half its width

#: Half the width of a street [m].
HALF_WIDTH = {
    "trunk": 9.0, "primary": 9.0, "secondary": 7.0, "tertiary": 5.0, "unclassified": 2.5, "residential": 3.0,
    "service": 2.0, "track": 1.5, "footway": 1.0, "path": 1.0, "steps": 1.0,
}  # fmt: skip


@dataclass(frozen=True)
class Plots:
    """Footprints wanted, before those in the way of others are dropped.

    Attributes
    ----------
    centre, size, angle
        Of the rectangles: x and y, width and depth [m], direction of the width [rad].
    use, floors, year
        As in the layer.
    first
        Who gives way: the smaller number stays.
    """

    centre: Floats
    size: Floats
    angle: Floats
    use: np.ndarray
    floors: np.ndarray
    year: np.ndarray
    first: Floats


def rectangles(plots: Plots) -> np.ndarray:
    """Return the footprints, corners on `STEP`."""
    along = np.column_stack([np.cos(plots.angle), np.sin(plots.angle)]) * plots.size[:, :1] / 2
    across = np.column_stack([-np.sin(plots.angle), np.cos(plots.angle)]) * plots.size[:, 1:] / 2
    corners = np.stack(
        [
            plots.centre - along - across,
            plots.centre + along - across,
            plots.centre + along + across,
            plots.centre - along + across,
        ],
        axis=1,
    )
    return shapely.polygons(np.round(corners / STEP) * STEP)


def clear(shapes: np.ndarray, known: Known, terrain: Terrain, streets: Streets) -> Bools:
    """Return which footprints lie on dry land inside the city's boundary and off the streets."""
    keep = np.ones(len(shapes), dtype=bool)
    inner = known.boundary.buffer(-80)
    shapely.prepare(inner)
    keep &= shapely.contains(inner, shapes)
    wet, _ = terrain.banks.query(shapes, predicate="dwithin", distance=6.0)
    keep[wet] = False
    lines = streets.lines.geometry.to_numpy()
    half = streets.lines["highway"].map(HALF_WIDTH).to_numpy()
    tree = shapely.STRtree(shapes)
    for width in np.unique(half):
        _, near = tree.query(lines[half == width], predicate="dwithin", distance=width + CLEAR - 0.7)
        keep[near] = False
    return keep


def fitting(shapes: np.ndarray, first: Floats, known: Known, terrain: Terrain, streets: Streets) -> Bools:
    """Return which footprints stand: clear of water and streets, and of those that came first."""
    keep = clear(shapes, known, terrain, streets)
    a, b = shapely.STRtree(shapes[keep]).query(shapes[keep], predicate="dwithin", distance=0.6)
    pairs = np.column_stack([a, b])[a < b]
    number = np.flatnonzero(keep)
    pairs = number[pairs]
    later = first[pairs[:, 0]] > first[pairs[:, 1]]
    pairs[later] = pairs[later][:, ::-1]
    # In the order of who came first, each that stands clears those that came later.
    for stays, goes in pairs[np.argsort(first[pairs[:, 0]], kind="stable")].tolist():
        if keep[stays]:
            keep[goes] = False
    return keep


def segments(lines: np.ndarray) -> tuple[Floats, Floats, np.ndarray]:
    """Return start, end and line of every straight piece."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    same = line[1:] == line[:-1]
    return xy[:-1][same], xy[1:][same], line[:-1][same]
