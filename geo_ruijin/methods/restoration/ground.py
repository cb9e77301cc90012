"""What a question of restoration is given, and what of it is forest, a candidate, or to be left as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.counting.rows import counts, words
from geo_ruijin.methods.landscape.mosaic import mosaic_of, squares_over
from geo_ruijin.methods.overlays import Shapes
from geo_ruijin.raster import Raster
from geo_ruijin.text import Text
from geo_ruijin.units import Hectares
from geo_ruijin.zonal.patches import large, patches_of, polygons

HECTARE = 10_000  # m²

Bools = NDArray[np.bool_]

#: Kinds of candidates: land of several is of the first.
KINDS: Mapping[str, Text] = {
    "mine": Text(zh="废弃矿山", en="abandoned mine"),
    "bare_land": Text(zh="其他草地和裸地", en="other grassland and bare land"),
    "plantable": Text(zh="宜林地和无立木林地", en="forest land without trees"),
    "degraded": Text(zh="疏林等退化林地", en="sparse and degraded stands"),
    "bare_hill": Text(zh="影像上的裸地", en="bare by remote sensing"),
}

#: Why land of a candidate is left out, in the order in which it is told.
REASONS: Mapping[str, Text] = {
    "permanent_farmland": Text(zh="永久基本农田", en="permanent farmland"),
    "kept": Text(zh="农田、园地、建设用地、水域等", en="farmland, orchards, built land, water"),
    "restored": Text(zh="已治理的矿山", en="mines that are restored"),
    "planted": Text(zh="未成林造林地、苗圃", en="land planted already"),
    "forest": Text(zh="已计入的森林", en="forest already"),
}


@dataclass(frozen=True)
class Choices:
    """Which land is what; see `restoration_sites`."""

    left_out_states: tuple[str, ...]
    bare_codes: tuple[str, ...]
    kept_codes: tuple[str, ...]
    forest_codes: tuple[str, ...]
    canopy_types: tuple[str, ...]
    least_canopy: float
    plantable_types: tuple[str, ...]
    degraded_types: tuple[str, ...]
    planted_types: tuple[str, ...]
    bare_classes: tuple[str, ...]


@dataclass(frozen=True)
class Ground:
    """A place and the layers that are there.

    Attributes
    ----------
    place
        In a coordinate system in metres.
    layers
        By the names of the inputs of `restoration_sites`.
    cover
        What covers the ground by remote sensing, where known.
    choices
        Which land is what.
    """

    place: gpd.GeoSeries
    layers: Mapping[str, gpd.GeoDataFrame]
    cover: Raster | None
    choices: Choices

    @property
    def whole(self) -> BaseGeometry:
        """The place as one shape."""
        shape: BaseGeometry = self.place.iloc[0]
        return shape

    def shapes(self, layer: str, rows: Bools | None = None) -> Shapes:
        """Return the shapes of a layer that is there, all or those of some rows."""
        found: Shapes = self.layers[layer].geometry.to_numpy()
        return found if rows is None else found[rows]

    def coded(self, codes: tuple[str, ...]) -> Shapes:
        """Return the parcels of the land use whose code begins like one of some; none without land use."""
        if "land_use" not in self.layers:
            return _none()
        return self.shapes("land_use", _begins(words(self.layers["land_use"], "code"), codes))

    def typed(self, types: tuple[str, ...]) -> Bools:
        """Return which parcels of the inventory are of some kinds."""
        kinds = words(self.layers["forest_inventory"], "land_type").str.strip()
        found: Bools = kinds.isin(types).fillna(value=False).to_numpy(dtype=bool)
        return found

    @property
    def thin(self) -> Bools:
        """Which parcels of the inventory have too little canopy to count; a canopy of 0 or none was not filled in."""
        canopy = np.asarray(counts(self.layers["forest_inventory"], "canopy"), dtype=np.float64)
        return self.typed(self.choices.canopy_types) & (canopy > 0) & (canopy < self.choices.least_canopy)

    @property
    def canopy_not_said(self) -> int:
        """How many parcels whose canopy decides do not say it."""
        if "forest_inventory" not in self.layers:
            return 0
        canopy = np.asarray(counts(self.layers["forest_inventory"], "canopy"), dtype=np.float64)
        return int((self.typed(self.choices.canopy_types) & ~(canopy > 0)).sum())

    def mines(self, *, restored: bool) -> Shapes:
        """Return the mines that are restored, or those that are not, the ones that do not say included."""
        if "mines" not in self.layers:
            return _none()
        status = words(self.layers["mines"], "status").str.strip()
        left = status.isin(self.choices.left_out_states).fillna(value=False).to_numpy(dtype=bool)
        return self.shapes("mines", left if restored else ~left)


def forest_of(ground: Ground) -> Shapes | None:
    """Return the forest that counts: as given, else by the codes of land use; None where nobody says."""
    if "forest" in ground.layers:
        return ground.shapes("forest")
    return ground.coded(ground.choices.forest_codes) if "land_use" in ground.layers else None


def raw_candidates(ground: Ground, *, least: Hectares) -> dict[str, Shapes]:
    """Return the shapes of each kind of candidate for which there is a layer, nothing left out yet.

    Raises
    ------
    MethodError
        If the land cover has too many cells.
    SourceError
        If its file is damaged.
    """
    found = {}
    if "mines" in ground.layers:
        found["mine"] = ground.mines(restored=False)
    if "land_use" in ground.layers:
        found["bare_land"] = ground.coded(ground.choices.bare_codes)
    if "forest_inventory" in ground.layers:
        found["plantable"] = ground.shapes("forest_inventory", ground.typed(ground.choices.plantable_types))
        rows = ground.typed(ground.choices.degraded_types) | ground.thin
        found["degraded"] = ground.shapes("forest_inventory", rows)
    if ground.cover is not None and tells_bare(ground):
        found["bare_hill"] = _bare(ground.cover, ground, least=least)
    return found


def left_as_it_is(ground: Ground, forest: Shapes | None) -> dict[str, Shapes]:
    """Return the shapes that are no candidates whatever else they are, by reason."""
    found = {"kept": ground.coded(ground.choices.kept_codes), "restored": ground.mines(restored=True)}
    if "permanent_farmland" in ground.layers:
        found["permanent_farmland"] = ground.shapes("permanent_farmland")
    if "forest_inventory" in ground.layers:
        found["planted"] = ground.shapes("forest_inventory", ground.typed(ground.choices.planted_types))
    if forest is not None:
        found["forest"] = forest
    return {reason: found[reason] for reason in REASONS if reason in found}


def tells_bare(ground: Ground) -> bool:
    """Return whether the land cover tells bare ground apart."""
    classes = (ground.cover.bands["cover"].classes or {}) if ground.cover is not None else {}
    return bool(set(classes.values()) & set(ground.choices.bare_classes))


def _bare(cover: Raster, ground: Ground, *, least: Hectares) -> Shapes:
    squares = squares_over(cover, ground.place, cell=None, margin=0)
    bare = mosaic_of(cover, squares, ground.choices.bare_classes).wanted
    grid = squares.grid
    found = patches_of(bare, crs=grid.crs, transform=grid.transform, window=squares.window, connectivity=4)
    shapes: Shapes = polygons(large(found, least * HECTARE), ground.place.crs).geometry.to_numpy()
    return shapes[shapely.intersects(shapes, ground.whole)]


def _begins(codes: object, begin: tuple[str, ...]) -> Bools:
    found: Bools = codes.str.strip().str.startswith(begin).fillna(value=False).to_numpy(dtype=bool)  # type: ignore[attr-defined]
    return found


def _none() -> Shapes:
    return np.empty(0, dtype=object)
