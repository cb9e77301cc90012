"""What people dug and dammed: reservoirs, ponds and pits."""

from __future__ import annotations

import numpy as np
from grid import Bools, Floats, Ints
from landsite import Site, burnt
from scipy import ndimage
from settlements import Settlements
from terrain import Terrain

LAKES, PONDS, MINES = 16, 2400, 64
RESTORED = 12  # of the mines: the last ones, grass by now


def lakes(terrain: Terrain, site: Site, rng: np.random.Generator) -> Bools:
    """Return the cells under reservoirs: dams across streams of 4 to 16 km², the valley behind them filled."""
    grid, height = site.grid, site.height
    dams = rng.permutation(np.flatnonzero((terrain.drained > 4) & (terrain.drained < 16) & (terrain.height > 220)))
    of_coarse = np.kron(np.arange(terrain.grid.cells).reshape(terrain.grid.shape), np.ones((2, 2), dtype=np.int64))
    lakes = np.zeros(grid.shape, dtype=bool)
    taken: list[Floats] = []
    for dam in dams.tolist():
        spot = terrain.grid.xy(np.array([dam]))[0]
        if len(taken) == LAKES:
            break
        if any(np.hypot(*(spot - other)) < 5000 for other in taken):
            continue
        row, column = divmod(int(grid.cell(spot[None])[0]), grid.shape[1])
        low, left = max(row - 40, 0), max(column - 40, 0)
        part = (slice(low, row + 41), slice(left, column + 41))
        if not site.inside[part].all():
            continue
        level = terrain.height.ravel()[dam] + rng.uniform(9, 22)
        under = _drains_to(terrain, of_coarse[part], dam) & (height[part] < level)
        number, _ = ndimage.label(under)
        at = number[row - low, column - left]
        if at and 60 < (number == at).sum() < 600:
            lakes[part] |= number == at
            taken.append(spot)
    return lakes


def _drains_to(terrain: Terrain, cells: Ints, dam: int) -> Bools:
    """Return which of `cells` drain through the cell `dam`."""
    flow = cells.copy()
    through = flow == dam
    for _ in range(80):
        flow = terrain.below[flow]
        through |= flow == dam
    return through


def ponds(code: np.ndarray, site: Site, rng: np.random.Generator) -> None:
    """Dig ponds of one to four cells into the fields near hamlets."""
    fit = (site.home > 100) & (site.home < 700) & (site.slope < 0.09) & (code == "0101") & site.inside
    spots = rng.choice(np.flatnonzero(fit), PONDS, replace=False)
    rows, columns = np.divmod(spots, code.shape[1])
    wide, tall = rng.integers(1, 3, (2, len(spots)))
    for row, column, w, h in zip(rows, columns, wide, tall, strict=True):
        part = code[row : row + h, column : column + w]
        part[part == "0101"] = "1104"


def mines(code: np.ndarray, site: Site, settlements: Settlements, rng: np.random.Generator) -> Ints:
    """Open pits on the hills; return the number of the mine of each cell, 0 elsewhere."""
    mine = np.zeros(code.shape, dtype=np.int64)
    fit = np.char.startswith(code, "03") & (site.slope > 0.1) & (site.slope < 0.35) & site.inside
    fit &= (site.home > 350) & (site.home < 2500) & (burnt(site.grid, [settlements.city.buffer(800)]) == 0)
    taken: list[tuple[int, int]] = []
    for cell in rng.permutation(np.flatnonzero(fit)).tolist():
        row, column = divmod(cell, code.shape[1])
        part = (slice(row - 5, row + 6), slice(column - 5, column + 6))
        if any(abs(row - r) + abs(column - c) < 40 for r, c in taken):
            continue
        if not site.inside[part].all() or (code[part] == "1103").any():
            continue
        i, j = np.mgrid[-5:6, -5:6]
        wide, tall = rng.uniform(0.7, 1.3, 2)
        pit, _ = ndimage.label(np.hypot(i * wide, j * tall) + rng.normal(0, 0.4, i.shape) < rng.uniform(1.4, 4.2))
        if pit[5, 5] == 0:
            continue
        taken.append((row, column))
        mine[part][pit == pit[5, 5]] = len(taken)
        if len(taken) == MINES:
            break
    code[mine > 0] = "0602"
    code[mine > MINES - RESTORED] = "0404"
    return mine
