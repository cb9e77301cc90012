"""What the rasters of each year say of a place: areas of their classes, zone by zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import polygonal
from geo_ruijin.errors import MethodError
from geo_ruijin.methods.landclasses import COVER, demand_classes
from geo_ruijin.methods.landwords import land_word
from geo_ruijin.methods.shares import percent, reach
from geo_ruijin.raster import Raster
from geo_ruijin.text import Text, listed
from geo_ruijin.zonal.classes import ClassAreas, class_areas
from geo_ruijin.zonal.coded import coded

Floats = NDArray[np.float64]

#: By what share [1] two sums of areas on the ellipsoid may differ by their rounding and be one.
ROUNDING = 1e-6


@dataclass(frozen=True)
class Year:
    """What is seen in a year.

    Attributes
    ----------
    year
        The year.
    found
        Areas of all classes in each zone.
    wanted
        The area of the classes asked for [m²]: (zones,).
    counts
        Whether enough of the place is known.
    edition
        Of which product and version it is; None where nobody says.
    """

    year: int
    found: ClassAreas
    wanted: Floats
    counts: bool
    edition: str | None = None

    @property
    def known(self) -> Floats:
        """The land the raster says anything about [m²]: (zones,)."""
        return self.found.known

    @property
    def unknown(self) -> Floats:
        """The land it says nothing about [m²]: (zones,)."""
        return self.found.nothing + self.found.beyond


def known_share(found: ClassAreas) -> float:
    """Return how much of all zones is known [%]; 0 where they have no area."""
    known = float(found.known.sum())
    return percent(known, known + float((found.nothing + found.beyond).sum())) or 0.0


def place_of(place: gpd.GeoDataFrame) -> BaseGeometry:
    """Return the place as one shape.

    Raises
    ------
    MethodError
        If it has no area.
    """
    area = polygonal(shapely.union_all(place.geometry.to_numpy()))
    if area.is_empty:
        raise MethodError(Text(zh="“{place}”没有面积,无法统计", en="'{place}' has no area to count in"))
    return area


def years_of(cover: Sequence[Raster], zones: gpd.GeoSeries, classes: Sequence[str], least_known: float) -> list[Year]:
    """Return what each raster holds of the zones, the earliest year first.

    Parameters
    ----------
    cover
        Rasters with a band `cover` of classes.
    zones
        The parts of the place, which do not overlap.
    classes
        Those asked for.
    least_known
        How much of the place must be known for a year to count [%].

    Raises
    ------
    MethodError
        If a raster says no year, two say the same one, or one cannot tell all the classes.
    """
    years = [raster.year for raster in cover if raster.year is not None]
    if len(years) < len(cover) or len(set(years)) < len(years):
        raise MethodError(
            Text(
                zh="“{cover}”的栅格没有注明年份,或同一年有两幅:请在图层文件的来源中写明 year,一年一幅",
                en="of '{cover}' a raster says no year, or two say the same: write year with each source, one a year",
            )
        )
    demand_classes(cover, classes)
    found = []
    for raster in sorted(cover, key=lambda one: one.year or 0):
        areas = class_areas(coded(raster, COVER), zones)
        known, unknown = areas.known.sum(), (areas.nothing + areas.beyond).sum()
        counts = bool(reach(known, known + unknown, least_known))
        found.append(Year(raster.year or 0, areas, areas.of(*classes), counts, raster.edition))
    return found


def product_notes(cover: Sequence[Raster]) -> tuple[Text, ...]:
    """Return that years are of different products, where their cells or classes tell: then not all change is change."""
    looks: dict[tuple[str, tuple[str, ...], frozenset[object]], list[int]] = {}
    for raster in sorted(cover, key=lambda one: one.year or 0):
        words: frozenset[object] = frozenset((raster.bands[COVER].classes or {}).values())
        size = tuple(f"{side:.6g}" for side in raster.pixel_size)
        looks.setdefault((raster.crs.name, size, words), []).append(raster.year or 0)
    if len(looks) < 2:  # noqa: PLR2004 - all alike
        return ()
    groups = [(", ".join(map(str, years)), f"{'×'.join(size)}, {name}") for (name, size, _), years in looks.items()]
    known = [words for _, _, words in looks]
    every = [name for words in known for name in words]
    some = sorted({name for name in every if every.count(name) < len(known)}, key=str)
    absent = listed(map(land_word, some))
    lacking = (
        Text(
            zh=f"不是每年都有的类别:{absent.zh}。",
            en=f"Classes that not all years have: {absent.en}.",
        )
        if some
        else Text(zh="", en="")
    )
    said_zh = ";".join(f"{years} 年:{look}" for years, look in groups)
    said_en = "; ".join(f"{years}: {look}" for years, look in groups)
    return (
        Text(
            zh=f"各年不是同一种栅格({said_zh})。{lacking.zh}产品之间的差异不是变化,请用同一套产品比较。",
            en=f"The years are not of one kind of raster ({said_en}). {lacking.en} What differs between products is no "
            "change: compare years of one product.",
        ),
    )
