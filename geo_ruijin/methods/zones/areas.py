"""The zones a raster is asked about, and what must be said of how much of them it knows."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.reach import zones_of
from geo_ruijin.methods.shares import percent
from geo_ruijin.results import Column, Measure
from geo_ruijin.text import Text
from geo_ruijin.zonal.classes import ClassAreas

KILOMETRE2 = 1e6  # m²
HECTARE = 1e4  # m²

#: Below how much of the place known it is said once more that figures are of a part of it [%]: a rounded 100.
_MOST = 99.95

#: Of each zone, how much the raster says anything about, and how much not.
KNOWN_COLUMNS = {
    "known_area": Column(Text(zh="有数据的面积", en="Area known"), "km²"),
    "unknown_area": Column(Text(zh="无数据的面积", en="Area not known"), "km²"),
}


def zones_asked(place: gpd.GeoDataFrame, by: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """Return the whole place first, which has no name, then its parts by division: name and geometry.

    Raises
    ------
    MethodError
        If the place has no area.
    """
    whole = shapely.union_all(place.geometry.to_numpy())
    if not whole.area:
        raise MethodError(Text(zh="{place}没有面积", en="{place} has no area"))
    parts = zones_of(whole, by, place) if by is not None else gpd.GeoDataFrame({"name": []}, geometry=[], crs=place.crs)
    return gpd.GeoDataFrame({"name": [None, *parts["name"]]}, geometry=[whole, *parts.geometry], crs=place.crs)


def known_rows(found: ClassAreas) -> dict[str, NDArray[np.float64]]:
    """Return `KNOWN_COLUMNS` of all zones."""
    unknown = found.nothing + found.beyond
    return {"known_area": found.known / KILOMETRE2, "unknown_area": unknown / KILOMETRE2}


def known_measures(found: ClassAreas) -> dict[str, Measure]:
    """Return how much of the first zone, the place, the raster says anything about."""
    known, whole = float(found.known[0]), float((found.known + found.nothing + found.beyond)[0])
    return {
        "known_area": Measure(
            known / KILOMETRE2,
            "km²",
            Text(
                zh="{place}内{raster}有数据的面积(椭球面;各占比的分母)",
                en="Area of {place} where {raster} says anything, on the ellipsoid: the denominator of the shares",
            ),
        ),
        "known_share": Measure(
            percent(known, whole),
            "%",
            Text(zh="{raster}有数据的面积 ÷ {place}面积", en="Area where {raster} says anything / area of {place}"),
        ),
    }


def gap_notes(found: ClassAreas) -> tuple[Text, ...]:
    """Return what must be said where the raster does not know all of the place; nothing where it does."""
    nothing, beyond = float(found.nothing[0]) / KILOMETRE2, float(found.beyond[0]) / KILOMETRE2
    notes = []
    if nothing > 0:
        notes.append(
            Text(
                zh=f"{{place}}有 {nothing:,.2f} 平方公里在{{raster}}中是空值,不计入各占比的分母。",
                en=f"{nothing:,.2f} km² of {{place}} are nodata in {{raster}}, and in no denominator.",
            )
        )
    if beyond > 0:
        notes.append(
            Text(
                zh=f"{{place}}有 {beyond:,.2f} 平方公里在{{raster}}范围以外,不计入各占比的分母。",
                en=f"{beyond:,.2f} km² of {{place}} lie beyond {{raster}}, and are in no denominator.",
            )
        )
    known = float(found.known[0]) / KILOMETRE2
    if notes and (share := percent(known, known + nothing + beyond) or 0.0) < _MOST:
        notes.append(
            Text(
                zh=f"{{raster}}只在{{place}} {share:.1f}% 的土地上有数据:各数只是这一部分的。有缺幅的,补齐后再用。",
                en=f"{{raster}} knows {share:.1f} % of {{place}} alone, and all figures are of that part. Where tiles "
                "are missing, add them first.",
            )
        )
    return tuple(notes)
