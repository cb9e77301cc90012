"""What the second national wetland survey recorded: patches and rivers from a size on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_ruijin.methods.facilities import pieces_of, whole_areas
from geo_ruijin.methods.pieces import Shapes
from geo_ruijin.methods.rivers.courses import KILOMETRE, Streams
from geo_ruijin.methods.rivers.stems import Stems
from geo_ruijin.units import Hectares, Kilometres, Metres

HECTARE = 10_000  # m²

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

#: What sums of lengths and areas may miss by rounding [1].
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Survey:
    """From what size on wetland was recorded, and what is known of rivers.

    Attributes
    ----------
    river_codes
        Of river polygons.
    least_patch
        The least area of what is no river.
    least_width, least_length
        Of rivers.
    streams, stems
        Their lines, as far as they are drawn, and the rivers these are of; None where no layer is there.
    by_shape
        The area of river polygons that no line runs in, whose length and width are told by their outline [m²].
    """

    river_codes: tuple[str, ...]
    least_patch: Hectares
    least_width: Metres
    least_length: Kilometres
    streams: Streams | None = None
    stems: Stems | None = None
    by_shape: float = 0.0


def surveyed(
    shapes: Shapes, code: pd.Series[str], among: tuple[str, ...], survey: Survey
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], Survey]:
    """Return which polygons the survey would have recorded, each with all it touches of its kind.

    The second are rivers that are too short as far as they are drawn, and drawn to the border.
    """
    found, perhaps = np.zeros(len(shapes), dtype=bool), np.zeros(len(shapes), dtype=bool)
    counted = code.isin(among).fillna(value=False).to_numpy(dtype=bool)
    river = code.isin(survey.river_codes).fillna(value=False).to_numpy(dtype=bool)
    still, flowing = np.flatnonzero(counted & ~river), np.flatnonzero(counted & river)
    if len(still):
        owner = _patches(shapes[still], code.iloc[still])
        area = whole_areas(shapes[still], owner)
        found[still] = area >= survey.least_patch * HECTARE * (1 - _ROUNDING)
    if len(flowing):
        length, width, cut, lineless = _rivers(shapes[flowing], survey)
        long = length >= survey.least_length * KILOMETRE * (1 - _ROUNDING)
        wide = width >= survey.least_width * (1 - _ROUNDING)
        found[flowing], perhaps[flowing] = wide & long, wide & ~long & cut
        survey = replace(survey, by_shape=float(shapely.area(shapes[flowing][lineless]).sum()))
    return found, perhaps, survey


def _patches(shapes: Shapes, kind: pd.Series[str]) -> NDArray[np.intp]:
    """Return the number of the patch each polygon is part of: what touches it and is of its kind."""
    return pieces_of(gpd.GeoDataFrame({"name": kind.to_numpy()}, geometry=shapes))


def _rivers(shapes: Shapes, survey: Survey) -> tuple[Floats, Floats, Truths, Truths]:
    """Return the length and width of the river each polygon belongs to [m], whether it is cut, and has no line."""
    length, width, cut = np.zeros(len(shapes)), np.zeros(len(shapes)), np.zeros(len(shapes), dtype=bool)
    river = np.full(len(shapes), -1)
    streams, stems = survey.streams, survey.stems
    if streams is not None and stems is not None:
        polygon, line = shapely.STRtree(streams.lines).query(shapes, predicate="intersects")
        inside = shapely.length(shapely.intersection(streams.lines[line], shapes[polygon]))
        pairs = pd.DataFrame({"polygon": polygon, "river": stems.river[line], "inside": inside})
        pairs = pairs[pairs["inside"] > 0].groupby(["polygon", "river"])["inside"].sum().reset_index()
        best = pairs.sort_values("inside", ascending=False, kind="stable").drop_duplicates("polygon")
        river[best["polygon"]] = best["river"]
        said = river >= 0
        length[said], cut[said] = stems.lengths[river[said]], stems.cut[river[said]]
        width[said] = _widths(streams, stems, best, shapely.area(shapes))[river[said]]
    lineless = river < 0
    if lineless.any():
        length[lineless], width[lineless] = _ribbons(shapes[lineless])
    return length, width, cut, lineless


def _widths(streams: Streams, stems: Stems, best: pd.DataFrame, areas: Floats) -> Floats:
    """Return the mean width of each river, as its lines say, or its polygons' area over the length in them."""
    size = len(stems.lengths)
    span = shapely.length(streams.lines)
    known = ~np.isnan(streams.width)
    weight = np.bincount(stems.river[known], weights=span[known], minlength=size)
    said = np.bincount(stems.river[known], weights=(span * streams.width)[known], minlength=size)
    water = np.bincount(best["river"], weights=areas[best["polygon"]], minlength=size)
    within = np.bincount(best["river"], weights=best["inside"], minlength=size)
    shown = water / np.where(within > 0, within, np.nan)
    return np.where(weight > 0, said / np.where(weight > 0, weight, 1.0), shown)


def _ribbons(shapes: Shapes) -> tuple[Floats, Floats]:
    """Return length and width of the rectangle with the area and outline of the patch each polygon is part of [m]."""
    owner = _patches(shapes, pd.Series("", index=range(len(shapes))))
    whole = [shapely.union_all(shapes[owner == patch]) for patch in range(owner.max() + 1)]
    area, half = shapely.area(whole), shapely.length(whole) / 2
    root = np.sqrt(np.maximum(half**2 - 4 * area, 0.0))
    return ((half + root) / 2)[owner], ((half - root) / 2)[owner]
