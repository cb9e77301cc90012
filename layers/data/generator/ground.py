"""What stands on the ground already, and where beside a street there is room for more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from grid import Bools, Floats, Ints
from plots import HALF_WIDTH, segments
from scipy.cluster.vq import kmeans2, vq
from streets import Streets
from terrain import Terrain

STEP = 1.0  # m: points lie on whole metres
REACH = 450.0  # m, as far as somebody looks for room
WALL = 2.0  # m, kept from a building
BANK = 8.0  # m, kept from water
ISLAND = 300.0  # m, kept from the streets nothing leads to


@dataclass(frozen=True)
class Ground:
    """What stands on the ground already.

    Attributes
    ----------
    terrain
        The relief and its water.
    streets
        The network.
    taken
        Buildings and parks.
    start, end, half
        The ends of each straight piece of a street, and half its width [m].
    drive
        Which of them are open to cars.
    pieces, driven
        All, and those open to cars.
    """

    terrain: Terrain
    streets: Streets
    taken: shapely.STRtree
    start: Floats
    end: Floats
    half: Floats
    drive: Ints
    pieces: shapely.STRtree
    driven: shapely.STRtree

    def free(self, xy: Floats) -> Bools:
        """Return which of the points `xy` lie on dry land, off all streets, buildings and parks."""
        points = shapely.points(xy)
        free = self.terrain.dry(xy, margin=BANK)
        free[self.taken.query(points, predicate="dwithin", distance=WALL)[0]] = False
        point, piece = self.pieces.query(points, predicate="dwithin", distance=max(HALF_WIDTH.values()) + 1)
        off = shapely.distance(points[point], self.pieces.geometries[piece])
        free[point[off < self.half[piece] + 1]] = False
        for island in self.streets.islands:
            free &= np.hypot(*(xy - island).T) > ISLAND
        return free

    def beside(self, targets: Floats, *, off: tuple[float, float], apart: float = 25.0) -> Floats:
        """Return for each target the nearest free point beside a street, `apart` metres from the others; NaN if none.

        Points lie `off` metres from the edge of the carriageway: near it, and far from it.
        """
        chosen = np.full((len(targets), 2), np.nan)
        for number, target in enumerate(targets):
            near = self.drive[np.sort(self.driven.query(shapely.Point(target), predicate="dwithin", distance=REACH))]
            xy = self._along(near, off)
            free = self.free(xy)
            for other in chosen[:number][~np.isnan(chosen[:number, 0])]:
                free &= np.hypot(*(xy - other).T) >= apart
            if free.any():
                xy = xy[free]
                chosen[number] = xy[np.hypot(*(xy - target).T).argmin()]
        return chosen

    def _along(self, pieces: np.ndarray, off: tuple[float, float]) -> Floats:
        """Return points at both sides of street pieces, every 15 m, at both distances `off`."""
        way = (self.end - self.start)[pieces]
        length = np.hypot(*way.T)
        count = np.maximum(1, (length // 15).astype(int))
        piece = np.repeat(np.arange(len(pieces)), count)
        share = (np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + 0.5) / count[piece]
        on_line = self.start[pieces[piece]] + share[:, None] * way[piece]
        across = np.column_stack([-way[piece, 1], way[piece, 0]]) / length[piece, None]
        sides = [
            on_line + side * (self.half[pieces[piece]] + away)[:, None] * across for away in off for side in (1.0, -1.0)
        ]
        return np.round(np.concatenate(sides) / STEP) * STEP


def build(
    terrain: Terrain, streets: Streets, buildings: gpd.GeoDataFrame, parks: Sequence[shapely.Geometry] = ()
) -> Ground:
    """Return the ground with `buildings` and `parks` on it."""
    lines = streets.lines
    start, end, line = segments(lines.geometry.to_numpy())
    pieces = shapely.linestrings(np.stack([start, end], axis=1))
    drive = np.flatnonzero((lines["drive"] & (lines["highway"] != "track")).to_numpy()[line])
    return Ground(
        terrain=terrain,
        streets=streets,
        taken=shapely.STRtree([*buildings.geometry, *parks]),
        start=start,
        end=end,
        half=lines["highway"].map(HALF_WIDTH).to_numpy()[line],
        drive=drive,
        pieces=shapely.STRtree(pieces),
        driven=shapely.STRtree(pieces[drive]),
    )


def spread(xy: Floats, count: int, rng: np.random.Generator) -> Floats:
    """Return `count` of the points `xy`, spread as all of them are."""
    centres, _ = kmeans2(xy, count, minit="++", rng=rng, iter=12)
    number, away = vq(xy, centres)
    near = [np.flatnonzero(number == k) for k in range(count)]
    return np.array([xy[own[away[own].argmin()]] for own in near if len(own)])
