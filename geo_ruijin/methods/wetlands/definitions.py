"""What counts as wetland: three official definitions, none of which stands for another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import polygonal
from geo_ruijin.methods.counting.rows import truths, words
from geo_ruijin.methods.pieces import Shapes, apart, shared
from geo_ruijin.methods.wetlands.survey import Survey, surveyed
from geo_ruijin.text import Text

#: The definitions in the order they are shown.
LAW, SURVEY, CLASS = "law", "survey", "class"
TITLES: Mapping[str, Text] = MappingProxyType(
    {
        LAW: Text(zh="湿地保护法口径", en="Wetland Protection Law"),
        SURVEY: Text(zh="二次调查口径", en="second wetland survey"),
        CLASS: Text(zh="三调湿地类", en="wetland class of the land survey"),
    }
)


@dataclass(frozen=True)
class Codes:
    """The codes that count by each definition, exactly as written.

    Attributes
    ----------
    law, survey, land_class
        By the definitions.
    pond
        Ponds, among which fish ponds are where nobody tells them apart.
    fish_pond
        Ponds for aquaculture.
    """

    law: tuple[str, ...]
    survey: tuple[str, ...]
    land_class: tuple[str, ...]
    pond: tuple[str, ...]
    fish_pond: tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """The wetland of one definition inside the place.

    Attributes
    ----------
    shapes
        Polygons that do not overlap: (n,).
    code
        Of each: (n,).
    protected
        Whether the layer says that it is protected: (n,).
    """

    shapes: Shapes
    code: NDArray[np.object_]
    protected: NDArray[np.bool_]

    @property
    def areas(self) -> NDArray[np.float64]:
        """[m²]: (n,)."""
        return np.asarray(shapely.area(self.shapes))

    @property
    def area(self) -> float:
        """[m²]."""
        return float(self.areas.sum())


@dataclass(frozen=True)
class Wetlands:
    """What a layer of wetlands holds inside the place.

    Attributes
    ----------
    kept
        By definition.
    names
        The kind of each code in words; empty where nobody says.
    codeless
        By definition, the area of polygons without a code where no polygon counts [m²].
    ponds
        The area by the law that may be fish ponds, since no polygon says that it is one [m²].
    cut_short
        The area of rivers whose lines end at the border, and might be long enough for the second survey beyond [m²].
    survey
        How the rivers of the second survey were told.
    """

    kept: Mapping[str, Kept]
    names: Mapping[str, str]
    codeless: Mapping[str, float]
    ponds: float
    cut_short: float
    survey: Survey


def wetlands_of(
    layer: gpd.GeoDataFrame,
    place: BaseGeometry,
    codes: Codes,
    survey: Survey,
) -> Wetlands:
    """Return the wetland of a layer by each definition."""
    code = words(layer, "code").str.strip()
    flagged = truths(layer, "protected").fillna(value=False).to_numpy(dtype=bool)
    shapes = layer.geometry.to_numpy()
    told, perhaps, survey = surveyed(shapes, code, codes.survey, survey)
    masks = {LAW: _among(code, codes.law), SURVEY: told, CLASS: _among(code, codes.land_class)}
    inside = _inside(shapes, place)
    some = shapely.area(inside) > 0
    disjoint = apart(inside[some])
    overlap = bool((shapely.area(disjoint) < shapely.area(inside[some])).any())
    kept = {}
    for key, mask in masks.items():
        own = mask[some]
        parts = apart(inside[some][own]) if overlap else disjoint[own]
        left = shapely.area(parts) > 0
        kept[key] = Kept(parts[left], code.to_numpy(dtype=object)[some][own][left], flagged[some][own][left])
    law = kept[LAW]
    silent = not code.isin(codes.fish_pond).any()
    ponds = float(law.areas[np.isin(law.code, codes.pond)].sum()) if silent else 0.0
    bare = apart(inside[some & code.isna().to_numpy(dtype=bool)])
    codeless = {key: float(shapely.area(bare).sum() - shared(bare, one.shapes).area.sum()) for key, one in kept.items()}
    short = float(shapely.area(disjoint[perhaps[some]]).sum())
    return Wetlands(kept, _names(layer, code), codeless, ponds, short, survey)


def _inside(shapes: Shapes, place: BaseGeometry) -> Shapes:
    shapely.prepare(place)
    cut = ~shapely.covers(place, shapes)
    shapes = shapes.copy()
    shapes[cut] = [polygonal(part) for part in shapely.intersection(shapes[cut], place)]
    return shapes


def _among(code: pd.Series[str], codes: tuple[str, ...]) -> NDArray[np.bool_]:
    return code.isin(codes).fillna(value=False).to_numpy(dtype=bool)


def _names(layer: gpd.GeoDataFrame, code: pd.Series[str]) -> dict[str, str]:
    kind = words(layer, "kind").fillna("")
    first: pd.Series[str] = kind.groupby(code).first()
    return {str(key): str(name) for key, name in first.items()}


def summed(kept: Kept, codes: list[str]) -> NDArray[np.float64]:
    """Return the area of each code [m²]: (codes,)."""
    sums = pd.Series(kept.areas).groupby(pd.Series(kept.code, dtype=object)).sum()
    return np.asarray(sums.reindex(codes, fill_value=0.0), dtype=np.float64)
