"""Land cover as a satellite sees it, three years: after the parcels, with what was built, felled and planted between.

The classes are those of ESA WorldCover. Orchards look like trees, young stands like grass, and at the edges of things
some cells are taken for their neighbours, otherwise every year: so it is with the products this stands for.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from grid import Bools, Floats, Grid, Ints, around, noise
from landsite import burnt
from rasters import Raster
from real import Known
from scipy import ndimage

CELL = 30.0  # m
YEARS = (2017, 2020, 2023)
TREE, SHRUB, GRASS, CROP, BUILT, BARE, WATER, WETLAND = 10, 20, 30, 40, 50, 60, 80, 90
COLOURS = {
    10: (0, 100, 0), 20: (255, 187, 34), 30: (255, 255, 76), 40: (240, 150, 255), 50: (250, 0, 0),
    60: (180, 180, 180), 80: (0, 100, 200), 90: (0, 150, 160),
}  # fmt: skip

#: What the parcels of each code look like: classes and their shares, in patches.
LOOKS = {
    "01": ((CROP, 0.95), (GRASS, 0.05)),
    "0201": ((TREE, 0.62), (SHRUB, 0.18), (CROP, 0.20)),
    "0202": ((SHRUB, 0.8), (TREE, 0.2)),
    "0204": ((TREE, 0.8), (SHRUB, 0.2)),
    "03": ((TREE, 0.995), (GRASS, 0.005)),
    "0305": ((SHRUB, 0.6), (TREE, 0.25), (GRASS, 0.15)),
    "0307": ((TREE, 0.3), (SHRUB, 0.3), (GRASS, 0.4)),
    "0404": ((GRASS, 0.8), (SHRUB, 0.2)),
    "06": ((BARE, 1.0),),
    "0601": ((BUILT, 0.85), (GRASS, 0.15)),
    "05": ((BUILT, 1.0),),
    "07": ((BUILT, 0.62), (TREE, 0.14), (GRASS, 0.10), (CROP, 0.14)),
    "08": ((BUILT, 0.8), (GRASS, 0.2)),
    "0810": ((TREE, 0.55), (GRASS, 0.45)),
    "10": ((BUILT, 0.8), (GRASS, 0.2)),
    "11": ((WATER, 1.0),),
    "1106": ((WETLAND, 0.7), (WATER, 0.15), (BARE, 0.15)),
    "12": ((GRASS, 0.6), (BARE, 0.4)),
}
ROOFS = 0.12  # share of a cell under roofs from which it looks built
EDGE = 0.10  # of the cells beside another class are taken for it


@dataclass(frozen=True)
class Scene:
    """What is the same in all years: the grid, the codes, how cells look, and when and where something happened.

    Attributes
    ----------
    known
        The cells the city touches.
    code
        Their code of land use.
    looks
        The class each looks like when nothing happens.
    felled, planted, dug
        In which year trees were felled, an orchard was planted, a pit was opened; 9999 where never.
    """

    grid: Grid
    known: Bools
    code: np.ndarray
    looks: Ints
    felled: Ints
    planted: Ints
    dug: Ints


def build(
    known: Known,
    land_use: gpd.GeoDataFrame,
    forest: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    rng: np.random.Generator,
) -> dict[int, Raster]:
    """Return the modelled land cover by year."""
    scene = _scene(known, land_use, forest, rng)
    return {year: _raster(scene, year, _seen(scene, buildings, year, rng)) for year in YEARS}


def _scene(known: Known, land_use: gpd.GeoDataFrame, forest: gpd.GeoDataFrame, rng: np.random.Generator) -> Scene:
    wide = around(known.boundary, size=300.0, margin=0)
    grid = Grid(wide.west, wide.south, CELL, (wide.shape[0] * 10, wide.shape[1] * 10))
    touched = burnt(grid, [known.boundary], touched=True) > 0
    parcel = _filled(burnt(grid, land_use.geometry.to_numpy())) - 1
    code = land_use["code"].to_numpy().astype("<U4")[parcel]
    stand = burnt(grid, forest.geometry.to_numpy())
    kind = np.concatenate([[""], forest["land_type"].to_numpy()]).astype(str)
    patch = noise(rng, grid.shape, scales=(2.0, 5.0))
    never = np.full(grid.shape, 9999)
    # Of the stands that are young or bare now, when they were felled; and some felled in part.
    count = len(forest) + 1
    when = np.where(kind == "无立木", rng.integers(2018, 2024, count), 9999)
    when = np.where(kind == "未成林", rng.integers(2012, 2022, count), when)
    partly = np.where((kind == "乔木林") & (rng.random(count) < 0.045), rng.integers(2016, 2024, count), 9999)
    felled = np.where(patch > 0.6, np.minimum(when, partly)[stand], when[stand])
    age = rng.integers(2016, 2023, len(land_use))
    young = (code == "0201") & (rng.random(len(land_use)) < 0.35)[parcel] & (patch > 0.1)
    opened = np.where(rng.random(len(land_use)) < 0.35, age, 9999)
    return Scene(
        grid=grid,
        known=touched,
        code=code,
        looks=_looks(code, grid, rng),
        felled=felled,
        planted=np.where(young, age[parcel], never),
        dug=np.where(code == "0602", opened[parcel], never),
    )


def _filled(number: Ints) -> Ints:
    """Return `number` with each 0 replaced by the nearest other."""
    nearest = ndimage.distance_transform_edt(number == 0, return_distances=False, return_indices=True)
    return number[tuple(nearest)]


def _looks(code: np.ndarray, grid: Grid, rng: np.random.Generator) -> Ints:
    """Return the class each cell looks like: of its code's classes, the share each has, in patches."""
    field = noise(rng, grid.shape, scales=(0.9, 2.5))
    looks = np.full(grid.shape, TREE)
    for kind in np.unique(code):
        cells = code == kind
        shares = LOOKS.get(kind) or LOOKS[kind[:2]]
        limits = np.quantile(field[cells], np.cumsum([share for _, share in shares])[:-1])
        looks[cells] = np.array([seen for seen, _ in shares])[np.digitize(field[cells], limits)]
    return looks


def _seen(scene: Scene, buildings: gpd.GeoDataFrame, year: int, rng: np.random.Generator) -> Ints:
    """Return the classes of `year`, before the city's outline is cut out."""
    seen = scene.looks.copy()
    built = np.char.startswith(scene.code, "07") | np.isin(scene.code, ["05H1", "0601", "08H1", "08H2"])
    roofs = _roofs(scene.grid, buildings[buildings["year_built"] <= year])
    later = _roofs(scene.grid, buildings[buildings["year_built"] > year])
    seen = np.where(roofs > ROOFS, BUILT, seen)
    # What is to be built on later is field and waste land yet.
    yet = (later > ROOFS) & (roofs <= ROOFS) & built
    seen = np.where(yet, np.where(scene.looks == TREE, GRASS, CROP), seen)
    seen = np.where(scene.felled > year, np.where(scene.felled < 9999, TREE, seen), seen)
    for since, then in ((0, GRASS), (4, SHRUB), (8, TREE)):
        seen = np.where(scene.felled + since <= year, then, seen)
    seen = np.where((scene.planted > year) & (scene.planted < 9999), TREE, seen)
    seen = np.where((scene.planted <= year) & (scene.planted + 2 > year), BARE, seen)
    seen = np.where((scene.planted + 2 <= year) & (scene.planted + 5 > year), SHRUB, seen)
    seen = np.where((scene.dug > year) & (scene.dug < 9999), TREE, seen)
    return _frayed(seen, rng)


def _roofs(grid: Grid, buildings: gpd.GeoDataFrame) -> Floats:
    """Return the share of each cell under roofs, a building counted in the cell of its middle, smoothed a little."""
    middle = np.column_stack([buildings.centroid.x, buildings.centroid.y])
    area = np.bincount(grid.cell(middle), weights=buildings.geometry.area, minlength=grid.cells)
    return ndimage.gaussian_filter((area / CELL**2).reshape(grid.shape), 0.6)


def _frayed(seen: Ints, rng: np.random.Generator) -> Ints:
    """Return `seen` with some cells at edges taken for the cell above, below, left or right."""
    luck, side = rng.random(seen.shape), rng.integers(0, 4, seen.shape)
    others = np.stack([np.roll(seen, step, axis=axis) for step in (1, -1) for axis in (0, 1)])
    other = np.take_along_axis(others, side[None], axis=0)[0]
    return np.where(luck < EDGE, other, seen)


def _raster(scene: Scene, year: int, seen: Ints) -> Raster:
    return Raster(
        grid=scene.grid,
        values=np.where(scene.known, seen, 0).astype(np.uint8),
        nodata=0,
        about=f"模拟地表覆盖 {year}(ESA WorldCover 分类) / modelled land cover {year}, classes of ESA WorldCover",
        colours=COLOURS,
        tags={"year": str(year)},
    )
