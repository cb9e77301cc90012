"""The trees of zones in a base year and their losses since, from canopy and loss cell by cell."""

from __future__ import annotations

import math
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError
from geo_ruijin.raster import Raster
from geo_ruijin.text import Text
from geo_ruijin.zonal.classes import class_areas
from geo_ruijin.zonal.coded import coded, paired

Floats = NDArray[np.float64]

#: The most years a loss may be told of after the base year, as the layer has it.
MOST_YEARS = 99


@dataclass(frozen=True)
class Trees:
    """Tree cover of the base year in zones, areas in m².

    Attributes
    ----------
    trees, known, unknown
        Under trees, land the canopy is known of, and land it is not: (zones,).
    followed
        Trees of which it is known whether they were lost: (zones,).
    told
        Land of which both canopy and loss are known: (zones,).
    lost
        Trees lost by year after the base year, the first year first: (zones, years).
    elsewhere
        Losses where the canopy was no more than the limit.
    """

    trees: Floats
    known: Floats
    unknown: Floats
    followed: Floats
    told: Floats
    lost: Floats
    elsewhere: float

    @property
    def unsaid(self) -> float:
        """Trees of which nothing says whether they were lost [m²]."""
        return max(float(self.trees.sum() - self.followed.sum()), 0.0)

    @property
    def left(self) -> Floats:
        """Trees that are known not to have been lost [m²]: (zones,)."""
        found: Floats = self.followed - self.lost.sum(axis=1)
        return found


def trees_of(canopy: Raster, loss: Raster | None, zones: gpd.GeoSeries, threshold: float) -> Trees:
    """Return the trees of zones.

    Parameters
    ----------
    canopy
        A raster with a band `tree_cover` [%].
    loss
        One with a band `loss_year`: years after the base year, 0 where nothing was lost.
    zones
        Polygons.
    threshold
        The canopy that a cell must exceed [%].

    Raises
    ------
    MethodError
        If the canopy looks like a fraction of 1.
    """
    # more than the limit: the least amount of the class is the next number after it
    limit = math.nextafter(threshold, math.inf)
    grid = coded(canopy, "tree_cover", bounds=(limit,))
    base = class_areas(grid, zones)
    if threshold < 1 or not base.of(limit).any():
        _refuse_fractions(canopy, zones)
    none = np.zeros(len(zones))
    if loss is None:
        return Trees(
            base.of(limit), base.known, base.nothing + base.beyond, none, none, np.zeros((len(zones), MOST_YEARS)), 0.0
        )
    since = range(1, MOST_YEARS + 1)
    both = class_areas(paired(grid, coded(loss, "loss_year", bounds=tuple(since), grid=grid)), zones)
    lost = np.stack([both.of((limit, float(year))) for year in since], axis=1)
    followed = lost.sum(axis=1) + both.of((limit, -np.inf))
    elsewhere = sum(float(both.of((-np.inf, float(year))).sum()) for year in since)
    return Trees(base.of(limit), base.known, base.nothing + base.beyond, followed, both.known, lost, elsewhere)


def _refuse_fractions(canopy: Raster, zones: gpd.GeoSeries) -> None:
    """Refuse a canopy of more than 0 that is nowhere more than 1 %: a fraction of 1, or 1 where there are trees."""
    some, much = math.nextafter(0, math.inf), math.nextafter(1, math.inf)
    found = class_areas(coded(canopy, "tree_cover", bounds=(some, much)), zones)
    if found.of(some).any() and not found.of(much).any():
        raise MethodError(
            Text(
                zh="“{canopy}”在{place}内没有一处超过 1:像是 0—1 的小数(如郁闭度),不是百分数。请先乘以 100 再加入",
                en="'{canopy}' is nowhere more than 1 in {place}: it looks like a fraction of 1 and no percentage. "
                "Multiply it by 100 before it is added",
            )
        )
