"""What a question of eligibility is given: the layers, the choices, and the cells of the place."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from geo_ruijin.methods.eligibility.grid import Bools, Grid, Shapes
from geo_ruijin.methods.eligibility.terrain import Terrain, terrain_of
from geo_ruijin.raster import Raster
from geo_ruijin.units import Degrees, Kilometres, Kilovolts, Metres, Percent


@dataclass(frozen=True)
class Choices:
    """The numbers and codes the rules go by; see `land_eligibility`."""

    farmland_codes: tuple[str, ...]
    forest_codes: tuple[str, ...]
    shrub_codes: tuple[str, ...]
    shrub_types: tuple[str, ...]
    shrub_cover: Percent
    protection_classes: tuple[str, ...]
    wetland_codes: tuple[str, ...]
    water_codes: tuple[str, ...]
    river_codes: tuple[str, ...]
    river_bank: Metres
    built_codes: tuple[str, ...]
    suitable_codes: tuple[str, ...]
    left_out_states: tuple[str, ...]
    slope: Degrees
    pole_slope: Degrees
    pole_sector: Degrees
    road_distance: Metres
    substation_distance: Kilometres
    least_kv: Kilovolts
    least_farmland_share: Percent
    least_red_line_share: Percent
    house_distance: Metres | None = None


@dataclass(frozen=True)
class Ground:
    """A place in cells with the layers that say what may be built there.

    Attributes
    ----------
    grid
        The cells.
    crs
        Of the grid and the layers.
    layers
        By the names of the inputs of `land_eligibility`; those that nobody supplied are not there.
    elevation
        The heights, where known.
    choices
        What the rules go by.
    """

    grid: Grid
    crs: CRS
    layers: Mapping[str, gpd.GeoDataFrame]
    elevation: Raster | None
    choices: Choices

    def shapes(self, layer: str, rows: Bools | None = None) -> Shapes:
        """Return the geometries of a layer, all or those of some rows."""
        found: Shapes = self.layers[layer].geometry.to_numpy()
        return found if rows is None else found[rows]

    def coded(self, codes: tuple[str, ...], *, layer: str = "land_use") -> Bools:
        """Return which rows of a layer have a code that starts as one of `codes`: "01" is all farmland."""
        found: Bools = (
            self.layers[layer]["code"].astype("string").str.startswith(codes).fillna(value=False).to_numpy(dtype=bool)
        )
        return found

    @functools.cached_property
    def parcel(self) -> NDArray[np.int32]:
        """The row of the land use that each cell lies in, -1 where none: (n,)."""
        return self.grid.position(self.shapes("land_use"))

    def cells_of(self, rows: Bools) -> Bools:
        """Return which cells lie in some rows of the land use: (n,)."""
        found: Bools = np.append(rows, False)[self.parcel]  # what lies in no parcel comes last
        return found

    @functools.cached_property
    def terrain(self) -> Terrain | None:
        """The rise of the ground in each cell; None where no heights are known."""
        return None if self.elevation is None else terrain_of(self.elevation, self.grid, crs=self.crs)
