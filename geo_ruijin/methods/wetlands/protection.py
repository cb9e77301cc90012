"""Which wetland is protected: by what it lies in, or because its layer says so; and wetland parks."""

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

from geo_ruijin.methods.counting.rows import counts, words
from geo_ruijin.methods.pieces import Shapes, common, shared
from geo_ruijin.methods.shares import percents
from geo_ruijin.methods.wetlands.definitions import Kept, Wetlands
from geo_ruijin.methods.wetlands.survey import HECTARE
from geo_ruijin.text import Text, listed

#: The inputs in which wetland is protected.
PROTECTING: Mapping[str, Text] = MappingProxyType(
    {
        "parks": Text(zh="湿地公园", en="wetland parks"),
        "red_line": Text(zh="生态保护红线", en="the ecological red line"),
        "reserves": Text(zh="自然保护区", en="nature reserves"),
        "scenic_areas": Text(zh="风景名胜区", en="scenic areas"),
    }
)


@dataclass(frozen=True)
class Safe:
    """The protected wetland of one definition.

    Attributes
    ----------
    parts
        Polygons that do not overlap: (n,).
    shape
        The position of the wetland each is a part of: (n,).
    """

    parts: Shapes
    shape: NDArray[np.intp]

    @property
    def area(self) -> float:
        """[m²]."""
        return float(shapely.area(self.parts).sum())

    def by_shape(self, count: int) -> NDArray[np.float64]:
        """Return the protected area of each of `count` wetlands [m²]: (count,)."""
        return np.bincount(self.shape, weights=shapely.area(self.parts), minlength=count).astype(np.float64)


@dataclass(frozen=True)
class Protection:
    """What is protected.

    Attributes
    ----------
    safe
        By definition.
    missing
        The inputs that nobody gave, of those in which wetland is protected.
    """

    safe: Mapping[str, Safe]
    missing: tuple[str, ...]

    @property
    def lacking(self) -> Text:
        """The missing inputs in words."""
        return listed(PROTECTING[name] for name in self.missing)

    @property
    def known(self) -> bool:
        """Whether anything says what is protected."""
        return bool(self.safe)


@dataclass(frozen=True)
class Parks:
    """Wetland parks.

    Attributes
    ----------
    rows
        A row for each; see `parks_of`.
    area
        Of all together, inside the place [ha].
    wetland
        Of each definition the wetland in them together [ha].
    twice
        What several parks hold, counted as often as it is too much [ha].
    """

    rows: gpd.GeoDataFrame
    area: float
    wetland: Mapping[str, float]
    twice: float


def protection_of(found: Wetlands, layers: Mapping[str, gpd.GeoDataFrame | None], place: BaseGeometry) -> Protection:
    """Return the protected part of the wetlands; a layer with nothing inside the place is as good as none.

    Parameters
    ----------
    layers
        By the names of the inputs: polygons in which wetland is protected.
    """
    there = {
        name: layer.geometry.to_numpy()
        for name, layer in layers.items()
        if layer is not None and shapely.intersects(place, layer.geometry.to_numpy()).any()
    }
    missing = tuple(name for name in layers if name not in there)
    if not there and not any(one.protected.any() for one in found.kept.values()):
        return Protection({}, missing)
    whole = shapely.union_all(np.concatenate([np.zeros(0, dtype=object), *there.values()]))
    return Protection({key: _safe(one, whole) for key, one in found.kept.items()}, missing)


def _safe(one: Kept, whole: BaseGeometry) -> Safe:
    """Return what of a wetland is called protected, and what of the others lies in protected land."""
    called, others = np.flatnonzero(one.protected), np.flatnonzero(~one.protected)
    parts, shape = common(one.shapes[others], whole)
    return Safe(np.concatenate([one.shapes[called], parts]), np.concatenate([called, others[shape]]))


def parks_of(parks: gpd.GeoDataFrame, found: Wetlands, place: BaseGeometry, reported: Mapping[str, float]) -> Parks:
    """Return a row for every park, its zones together, the largest first, and all parks together.

    Returns
    -------
    Parks
        `rows` has name, approved (as the layer says) and area (inside the place, as drawn) [ha], of each definition
        the wetland in it [ha] and its rate [%], reported [%] where somebody does, and the outlines.
    """
    named = parks.assign(name=words(parks, "name").fillna("").to_numpy(), approved=counts(parks, "area").to_numpy())
    # zones of one park either each say their own part or all say the whole
    rows = named[["name", "approved", "geometry"]].dissolve("name", aggfunc=_approved).reset_index()
    rows["geometry"] = rows.geometry.intersection(place)
    rows["area"] = rows.area / HECTARE
    rows = rows[rows["area"] > 0].sort_values("area", ascending=False, kind="stable", ignore_index=True)
    together = np.array([shapely.union_all(rows.geometry.to_numpy())], dtype=object)
    wetland = {}
    for key, one in found.kept.items():
        rows[key] = shared(one.shapes, rows.geometry.to_numpy()).by_zone(len(rows)) / HECTARE
        rows[f"{key}_rate"] = percents(rows[key], rows["area"])
        wetland[key] = float(shared(one.shapes, together).area.sum()) / HECTARE
    rows["reported"] = rows["name"].map(dict(reported)).astype(np.float64)
    area = float(together[0].area) / HECTARE
    return Parks(rows, area, wetland, float(rows["area"].sum()) - area)


def _approved(zones: pd.Series[float]) -> float:
    said = zones.dropna()
    if said.empty:
        return float("nan")
    return float(said.iloc[0]) if (said == said.iloc[0]).all() else float(said.sum())
