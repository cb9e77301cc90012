"""What an inventory and an image say of the same land, in zones: both forest, one alone, neither, not known."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo_ruijin.zonal.classes import class_areas
from geo_ruijin.zonal.coded import Coded

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Confusion:
    """Areas on the ellipsoid [m²], each (zones,).

    Attributes
    ----------
    both
        Forest by the inventory that the image shows as trees.
    inventory_only, satellite_only
        What one of them alone has.
    neither
        Land that neither has.
    unknown
        Land the image says nothing of.
    """

    both: Floats
    inventory_only: Floats
    satellite_only: Floats
    neither: Floats
    unknown: Floats

    @property
    def known(self) -> Floats:
        """Land the image says anything of."""
        total: Floats = self.both + self.inventory_only + self.satellite_only + self.neither
        return total

    @property
    def alike(self) -> Floats:
        """Land on which the two agree."""
        total: Floats = self.both + self.neither
        return total


def confusion(cover: Coded, classes: tuple[str, ...], wooded: gpd.GeoSeries, zones: gpd.GeoSeries) -> Confusion:
    """Return how inventory and image agree in each zone.

    Parameters
    ----------
    cover
        Classes of land cover.
    classes
        Those that are trees.
    wooded
        The forest of the inventory in each zone, one shape each.
    zones
        The zones.
    """
    whole = class_areas(cover, zones)
    forest = class_areas(cover, wooded)
    trees, both = whole.of(*classes), forest.of(*classes)
    inventory_only = forest.known - both
    satellite_only = np.maximum(trees - both, 0.0)  # where two sums agree rounding may leave less than nothing
    neither = np.maximum(whole.known - trees - inventory_only, 0.0)
    return Confusion(both, inventory_only, satellite_only, neither, whole.nothing + whole.beyond)
