"""What covers the land, by cells of 50 m: fields in the valleys, orchards on the slopes, stands of forest above.

The areas of each kind are those of a county like this one; where they lie follows from the relief and the hamlets.
"""

from __future__ import annotations

from dataclasses import dataclass

import dug
import geopandas as gpd
import landsite
import numpy as np
import shapely
from grid import Floats, Grid, Ints, noise
from landsite import CELL, Site, best, burnt
from rasterio import features
from real import Known
from scipy import ndimage
from scipy.spatial import cKDTree
from settlements import Settlements
from terrain import Terrain

SIEVE = 5  # cells: smaller patches go to their largest neighbour
STAND = 700.0  # m, between the middles of stands
MARGIN = 300.0  # m, beyond the boundary

#: How much of each kind there is [km²]: paddy, irrigated and dry fields; orchards, tea, camellia; grass; mud banks.
#: Houses and ponds take their share of the fields afterwards.
FIELDS = {"0101": 208.0, "0102": 6.0, "0103": 32.0}
ORCHARDS = {"0201": 124.0, "0202": 3.0, "0204": 18.0}
OPEN = {"0404": 9.0, "1106": 2.6}

#: The same of stands: bamboo, shrub and what is cleared, young or sparse; all other stands are of trees.
STANDS = {"0302": 112.0, "0305": 58.0, "0307": 112.0}

BUILT = 0.055  # share of a cell under roofs from which it is built on


@dataclass(frozen=True)
class LandCells:
    """The cover of the land on its grid.

    Attributes
    ----------
    grid
        Cells of 50 m, the same extent as the terrain's.
    code
        The code of land use of each cell, "" beyond the margin of the boundary.
    stand
        The number of the stand of forest it belongs to, 0 elsewhere.
    mine
        The number of the mine, 0 elsewhere.
    village
        The position of the village it belongs to.
    """

    grid: Grid
    code: np.ndarray
    stand: Ints
    mine: Ints
    village: Ints


def build(
    known: Known,
    terrain: Terrain,
    townships: gpd.GeoDataFrame,
    settlements: Settlements,
    buildings: gpd.GeoDataFrame,
    rng: np.random.Generator,
) -> LandCells:
    """Return the modelled cover of the land."""
    site = landsite.build(known, terrain, settlements)
    grid = site.grid
    here = burnt(grid, [known.boundary.buffer(MARGIN)]) > 0
    code = np.full(grid.shape, "", dtype="<U4")
    lake = dug.lakes(terrain, site, rng)
    code[lake] = "1103"
    _open(code, terrain, site, rng)
    _fields(code, site, rng)
    _orchards(code, site, rng)
    code[code == ""] = "0301"
    code = _sieved(code)
    stand, middles = _stands(grid, rng)
    _by_stand(code, stand, site, rng)
    code[lake] = "1103"
    dug.ponds(code, site, rng)
    mine = dug.mines(code, site, settlements, rng)
    _built(code, grid, settlements, buildings)
    village = _villages(grid, townships, settlements)
    # A stand belongs to one village, that of its middle.
    forest = np.char.startswith(code, "03") & (mine == 0)
    stand = np.where(forest, stand + 1, 0)
    village = np.where(forest, village.ravel()[grid.cell(middles)][np.maximum(stand - 1, 0)], village)
    code[~here] = ""
    return LandCells(grid, code, stand, np.where(np.isin(code, ["0602", "0404"]), mine, 0), village)


def _open(code: np.ndarray, terrain: Terrain, site: Site, rng: np.random.Generator) -> None:
    """Lay mud banks along the large rivers and grass on the steep and the high."""
    grid = site.grid
    large = [part for part in shapely.get_parts(terrain.water.buffer(75, quad_segs=2)) if part.area > 1e6]
    drained = np.kron(ndimage.maximum_filter(terrain.drained, 5), np.ones((2, 2)))
    banks = (burnt(grid, large) > 0) & (drained > 300) & (site.above < 12)
    patchy = noise(rng, grid.shape, scales=(2.0, 5.0))
    code[best(patchy, banks & (code == ""), site, OPEN["1106"])] = "1106"
    bare = noise(rng, grid.shape, scales=(3.0, 10.0)) + 6 * site.slope + site.above / 200
    code[best(bare, code == "", site, OPEN["0404"])] = "0404"


def _fields(code: np.ndarray, site: Site, rng: np.random.Generator) -> None:
    """Lay the fields: on flat ground low in the valleys and not far from a hamlet; dry ones where it is higher."""
    low = ndimage.gaussian_filter(-((site.slope / 0.09) ** 2) - site.above / 40, 1.2) - site.home / 1800
    low += 0.45 * noise(rng, code.shape, scales=(2.0, 6.0))
    fields = best(low, code == "", site, sum(FIELDS.values()))
    high = site.above / 25 + site.slope / 0.06 + 0.8 * noise(rng, code.shape, scales=(3.0, 8.0))
    dry = best(high, fields, site, FIELDS["0103"])
    code[fields] = "0101"
    code[dry] = "0103"
    gardens = noise(rng, code.shape, scales=(4.0, 12.0)) - site.home / 600
    code[best(gardens, fields & ~dry, site, FIELDS["0102"])] = "0102"


def _orchards(code: np.ndarray, site: Site, rng: np.random.Generator) -> None:
    """Lay orchards, tea and camellia on gentle slopes, in blocks."""
    for kind, gentle, patch in (("0201", 0.15, 5.0), ("0204", 0.22, 4.0), ("0202", 0.26, 4.0)):
        fit = -(((ndimage.gaussian_filter(site.slope, 1.0) - gentle) / 0.07) ** 2) - site.home / 2200
        fit += 1.1 * noise(rng, code.shape, scales=(patch, 3 * patch))
        code[best(fit, code == "", site, ORCHARDS[kind])] = kind


def _sieved(code: np.ndarray) -> np.ndarray:
    """Return `code` without patches of less than `SIEVE` cells."""
    kinds, number = np.unique(code, return_inverse=True)
    return kinds[features.sieve(number.reshape(code.shape).astype(np.int32), size=SIEVE, connectivity=4)]


def _stands(grid: Grid, rng: np.random.Generator) -> tuple[Ints, Floats]:
    """Return the stand of each cell, were it forest, and the middles of the stands [m]."""
    rows, columns = (int(n * grid.size / way) + 2 for n, way in zip(grid.shape, (0.87 * STAND, STAND), strict=True))
    j, i = np.meshgrid(np.arange(columns), np.arange(rows))
    middles = np.column_stack([(j + 0.5 * (i % 2)).ravel(), 0.87 * i.ravel()]) * STAND + (grid.west, grid.south)
    middles += rng.uniform(-0.38 * STAND, 0.38 * STAND, middles.shape)
    bent = [c + 220 * noise(rng, grid.shape, scales=(4.0, 9.0)) for c in grid.centres()]
    _, stand = cKDTree(middles).query(np.column_stack([c.ravel() for c in bent]), k=1)
    return stand.reshape(grid.shape).astype(np.int64), middles


def _by_stand(code: np.ndarray, stand: Ints, site: Site, rng: np.random.Generator) -> None:
    """Turn whole stands to bamboo, to shrub, and to cleared, young or sparse ones."""
    forest = code == "0301"
    count = int(stand.max()) + 1
    size = np.bincount(stand[forest & site.inside], minlength=count) * CELL**2 / 1e6
    cells = np.maximum(np.bincount(stand[forest], minlength=count), 1)

    def mean(field: Floats) -> Floats:
        return np.bincount(stand[forest], weights=field[forest], minlength=count) / cells

    slope, height, above = mean(site.slope), mean(site.height), mean(site.above)
    clumped = mean(noise(rng, code.shape, scales=(15.0, 40.0)))
    wish = {
        "0302": clumped + slope / 0.4 - np.abs(height - 480) / 400 + rng.normal(0, 0.6, count),
        "0305": above / 80 + height / 600 + rng.normal(0, 0.9, count),
        "0307": -slope / 0.2 - above / 150 + rng.normal(0, 1.2, count),
    }
    chosen = np.full(count, "0301")
    for kind, area in STANDS.items():
        order = np.argsort(np.where((chosen == "0301") & (size > 0.02), -wish[kind], np.inf), kind="stable")
        chosen[order[: np.searchsorted(np.cumsum(size[order]), area)]] = kind
    code[forest] = chosen[stand[forest]]


def _built(code: np.ndarray, grid: Grid, settlements: Settlements, buildings: gpd.GeoDataFrame) -> None:
    """Lay the built-up land: where roofs are close."""
    cell = grid.cell(shapely.get_coordinates(shapely.centroid(buildings.geometry.to_numpy())))
    roofs = np.bincount(cell, weights=buildings.geometry.area, minlength=grid.cells).reshape(grid.shape) / CELL**2
    close = ndimage.binary_closing(ndimage.gaussian_filter(roofs, 0.75) > BUILT) | (roofs > 2.5 * BUILT)
    close &= code != "1103"
    code[close] = "0702"
    towns = settlements.towns[settlements.towns["name"].str.endswith("镇")].geometry
    code[close & (burnt(grid, [settlements.city, *towns]) > 0)] = "0701"


def _villages(grid: Grid, townships: gpd.GeoDataFrame, settlements: Settlements) -> Ints:
    """Return the village of each cell: the nearest in its township; beyond the boundary the nearest."""
    xy = np.column_stack([c.ravel() for c in grid.centres()])
    town = burnt(grid, townships.geometry.to_numpy()).ravel()
    villages = settlements.villages
    spots = shapely.get_coordinates(villages.geometry)
    village = np.zeros(grid.cells, dtype=np.int64)
    for number, name in enumerate(["", *townships["name"]]):
        own = np.flatnonzero((villages["township"] == name) | (number == 0))
        cells = np.flatnonzero(town == number)
        village[cells] = own[cKDTree(spots[own]).query(xy[cells], k=1)[1]]
    return village.reshape(grid.shape)
