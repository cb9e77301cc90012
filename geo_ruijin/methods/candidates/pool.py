"""Sites that were considered: what is said of each, and every reason against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from geo_ruijin.methods.columns import worded
from geo_ruijin.methods.counting.rows import words
from geo_ruijin.text import Text

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Objects = NDArray[np.object_]

#: What every site has, beside its geometry.
COLUMNS = ("name", "kind", "area", "capacity", "cost", "township", "source")


@dataclass(frozen=True, eq=False)
class Reason:
    """A reason against sites.

    Attributes
    ----------
    key
        A word for programs.
    title
        What it is.
    holds
        Whether it holds for each site: (n,).
    said
        What it is in numbers, of those it holds for: (n,).
    """

    key: str
    title: Text
    holds: Bools
    said: Objects

    def of(self, which: NDArray[np.intp]) -> Reason:
        """Return the reason against some of the sites."""
        return Reason(self.key, self.title, self.holds[which], self.said[which])

    def only(self, which: Bools) -> Reason:
        """Return the reason where it may hold for some of the sites alone."""
        return Reason(self.key, self.title, self.holds & which, self.said)

    def after(self, count: int) -> Reason:
        """Return the reason with so many sites before those it was asked of, for which it does not hold."""
        before: Objects = np.empty(count, dtype=object)
        holds = np.concatenate([np.zeros(count, dtype=bool), self.holds])
        return Reason(self.key, self.title, holds, np.concatenate([before, self.said]))


@dataclass(frozen=True, eq=False)
class Pool:
    """Sites, those with a reason against them included.

    Attributes
    ----------
    rows
        `COLUMNS` and the geometry, the index reset: (n,).
    reasons
        All reasons that were asked, in the order in which they are told.
    """

    rows: gpd.GeoDataFrame
    reasons: tuple[Reason, ...]

    @cached_property
    def free(self) -> Bools:
        """Which sites nothing speaks against: (n,)."""
        held = np.array([one.holds for one in self.reasons]).reshape(-1, len(self.rows))
        return np.asarray(~held.any(axis=0), dtype=bool)

    def where(self, which: Bools) -> Pool:
        """Return some of the sites."""
        rows = np.flatnonzero(which)
        return Pool(self.rows.iloc[rows].reset_index(drop=True), tuple(one.of(rows) for one in self.reasons))

    @property
    def candidates(self) -> gpd.GeoDataFrame:
        """Those that nothing speaks against."""
        return self.rows[self.free].reset_index(drop=True)

    @property
    def excluded(self) -> gpd.GeoDataFrame:
        """The others, with every `reason` that holds, and the `first` by its key."""
        out = np.flatnonzero(~self.free)
        rows = self.rows.iloc[out].reset_index(drop=True)
        found = [[one for one in self.reasons if one.holds[i]] for i in out]
        rows["first"] = [held[0].key for held in found]
        said = [_sentence([one.said[i] for one in held]) for i, held in zip(out, found, strict=True)]
        rows["reason"] = worded(said, rows.index)
        return rows


def reason(key: str, title: Text, holds: Bools, zh: str, en: str, *values: Floats | Objects) -> Reason:
    """Return a reason whose words are filled with the values of each site it holds for.

    Examples
    --------
    >>> reason("small", Text(zh="小", en="small"), np.array([True]), "{:.0f} 平方米", "{:.0f} m²", np.array([9.0])).said
    array([Text(zh='9 平方米', en='9 m²')], dtype=object)
    """
    said = np.empty(len(holds), dtype=object)
    for i in np.flatnonzero(holds):
        own = [value[i] for value in values]
        said[i] = Text(
            zh=zh.format(*(one.zh if isinstance(one, Text) else one for one in own)),
            en=en.format(*(one.en if isinstance(one, Text) else one for one in own)),
        )
    return Reason(key, title, holds, said)


def called(rows: pd.DataFrame, column: str = "name") -> Objects:
    """Return the words of a column that may be absent; None where a row has none: (n,)."""
    said = words(rows, column).str.strip()
    return np.array([None if not isinstance(one, str) or not one else one for one in said], dtype=object)


def sites(
    shapes: Objects,
    *,
    crs: CRS | None,
    kind: str | Objects,
    source: Text,
    name: Objects | None = None,
    area: Floats | None = None,
    capacity: Floats | None = None,
    cost: Floats | None = None,
) -> gpd.GeoDataFrame:
    """Return sites of one source; what is not given is not known.

    Parameters
    ----------
    shapes
        Points or polygons: (n,).
    crs
        Their coordinate system.
    kind
        A key of `kinds.KINDS`, or one of each.
    source
        What they come from.
    name
        Of each, missing where it has none.
    area, capacity, cost
        Of each [m², what they are counted in, 10,000 yuan].
    """
    count = len(shapes)
    rows = gpd.GeoDataFrame(geometry=gpd.GeoSeries(shapes, crs=crs))
    unknown = np.full(count, np.nan)
    rows["name"] = np.full(count, None, dtype=object) if name is None else name
    rows["kind"] = np.full(count, kind, dtype=object) if isinstance(kind, str) else kind
    rows["area"] = _area(shapes) if area is None else area
    rows["capacity"] = unknown if capacity is None else capacity
    rows["cost"] = unknown if cost is None else cost
    rows["township"] = np.full(count, "", dtype=object)
    rows["source"] = worded([source] * count, rows.index)
    return rows[[*COLUMNS, "geometry"]]


def _area(shapes: Objects) -> Floats:
    area = np.asarray(shapely.area(shapes), dtype=np.float64)
    return np.where(area > 0, area, np.nan)


def _sentence(texts: Sequence[Text]) -> Text:
    return Text(zh=";".join(one.zh for one in texts), en="; ".join(one.en for one in texts))
