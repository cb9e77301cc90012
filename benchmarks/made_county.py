"""A county made by chance, like a real one where it matters for siting; the same for the same seed.

40 km x 40 km: one town, sixteen township seats, four hundred villages whose sizes are log-normal. Homes lie around the
middle of their settlement and are gathered into squares of 50 m as the demands, whose people are log-normal. The
candidates lie at the corners of a crooked net of streets, 200 m apart, where people live, and along the roads between
settlements.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.spatial import KDTree

SIDE = 40_000.0  # [m]
SQUARE = 50.0  # [m] homes within one are one demand
BLOCK = 200.0  # [m] from one corner of the streets to the next
VILLAGES = 400
SEATS = 16
TOWN, SEAT, VILLAGE = 1_500.0, 450.0, 120.0  # [m] how far homes lie from the middle, one standard deviation

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class County:
    """Demands and candidates as bare arrays.

    Attributes
    ----------
    demands, sites
        x and y [m]: (n, 2).
    people
        Of each demand: (n_demand,).
    """

    demands: Floats
    sites: Floats
    people: Floats

    def pairs(self, radius: float) -> csr_array:
        """Return the straight distances up to `radius` [m]: sparse (n_demand, n_sites); a stored 0 is one too."""
        near = KDTree(self.sites).query_ball_point(self.demands, radius, return_sorted=True)
        count = np.fromiter(map(len, near), dtype=np.intp, count=len(near))
        site = np.concatenate([np.asarray(one, dtype=np.intp) for one in near])
        apart = np.hypot(*(np.repeat(self.demands, count, axis=0) - self.sites[site]).T)
        return csr_array((apart, site, np.append(0, np.cumsum(count))), shape=(len(self.demands), len(self.sites)))

    def distances(self) -> Floats:
        """Return all straight distances [m]: (n_demand, n_sites)."""
        return np.hypot(*(self.demands[:, None, :] - self.sites[None, :, :]).transpose(2, 0, 1))


def make(demands: int, sites: int, *, seed: int = 20230823) -> County:
    """Return a county of so many demands and candidates."""
    chance = np.random.default_rng(seed)
    middles = chance.uniform(0.05 * SIDE, 0.95 * SIDE, (1 + SEATS + VILLAGES, 2))
    middles[0] = SIDE / 2
    spread = np.concatenate([[TOWN], np.full(SEATS, SEAT), VILLAGE * chance.lognormal(0, 0.4, VILLAGES)])
    size = np.concatenate([[150.0], np.full(SEATS, 6.0), chance.lognormal(0, 0.5, VILLAGES)])
    size /= size.sum()
    homes = _around(middles, spread, size, 8 * demands, chance)
    squares = np.unique(np.floor(homes / SQUARE), axis=0)
    kept = np.sort(chance.permutation(len(squares))[:demands])
    corners = np.unique(np.round(homes / BLOCK), axis=0) * BLOCK
    corners = corners[np.sort(chance.permutation(len(corners))[: sites // 2])]
    corners += chance.uniform(-BLOCK / 5, BLOCK / 5, corners.shape)
    return County(
        demands=(squares[kept] + 0.5) * SQUARE,
        sites=np.concatenate([corners, _along(middles, sites - len(corners), chance)]),
        people=np.ceil(chance.lognormal(2.5, 0.9, demands)),
    )


def _around(middles: Floats, spread: Floats, size: Floats, count: int, chance: np.random.Generator) -> Floats:
    """Return points around the middles of settlements, by their size."""
    own = np.repeat(np.arange(len(middles)), chance.multinomial(count, size))
    return np.clip(middles[own] + chance.normal(size=(count, 2)) * spread[own, None], 0, SIDE)


def _along(middles: Floats, count: int, chance: np.random.Generator) -> Floats:
    """Return points along the roads from each settlement to its nearest three, a little beside the straight line."""
    nearest = KDTree(middles).query(middles, k=4)[1][:, 1:]
    start, end = np.repeat(middles, 3, axis=0), middles[nearest.ravel()]
    length = np.hypot(*(end - start).T)
    road = chance.choice(len(start), size=count, p=length / length.sum())
    share = chance.uniform(size=(count, 1))
    return start[road] + share * (end[road] - start[road]) + chance.normal(size=(count, 2)) * 10
