"""Names of sites: so that a reader finds each, and no two have the same."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_ruijin.methods.candidates.pool import called
from geo_ruijin.methods.counting.rows import division_of, words
from geo_ruijin.methods.overlays import nearest
from geo_ruijin.results import OUTSIDE

#: The name of what has no name, no village and no division near.
_NAMELESS = "#"


def placed(rows: gpd.GeoDataFrame, by: gpd.GeoDataFrame | None, villages: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """Return sites with their township and a name; each has one, and it is its own.

    What has no name is called after the nearest village of its township, else after that, with a number. Sites of one
    name are numbered from west to east; where one name is in several townships, the township stands before it.

    Parameters
    ----------
    rows
        Sites; `name` may be missing.
    by, villages
        Divisions and points with `name`; None where nobody gave them.

    Examples
    --------
    >>> rows = gpd.GeoDataFrame({"name": ["八一路", None, "八一路"]}, geometry=gpd.points_from_xy([9, 5, 1], [0, 0, 0]))
    >>> placed(rows, None, None)["name"].tolist()
    ['八一路 2', '#1', '八一路 1']
    """
    rows = rows.copy()
    points = gpd.GeoSeries(shapely.point_on_surface(rows.geometry.to_numpy()), index=rows.index, crs=rows.crs)
    town = pd.Series("", index=rows.index) if by is None else division_of(points, by)
    rows["township"] = town.astype(object)
    stem = pd.Series(called(rows), index=rows.index, dtype="string")
    named = stem.notna()
    if villages is not None and len(villages):
        stem = stem.fillna(_village(points, town, villages, by))
    stem = stem.fillna(town.astype("string").mask(town.isin(["", OUTSIDE.zh]))).fillna(_NAMELESS)
    rows["name"] = _numbered(_where(stem, town), named, points)
    return rows


def _village(
    points: gpd.GeoSeries, town: pd.Series[str], villages: gpd.GeoDataFrame, by: gpd.GeoDataFrame | None
) -> pd.Series[Any]:
    """Return the name of the nearest village of each point, of its township where that has one."""
    names, shapes = words(villages, "name").to_numpy(dtype=object), villages.geometry.to_numpy()
    towns = np.full(len(villages), "") if by is None else division_of(villages.geometry, by).to_numpy()
    found = pd.Series(index=points.index, dtype="string")
    for name in pd.unique(town):
        here, there = (town == name).to_numpy(dtype=bool), np.flatnonzero(towns == name)
        there = there if len(there) else np.arange(len(villages))
        which, _ = nearest(points.to_numpy()[here], shapes[there])
        found[here] = names[there[which]]
    return found


def _where(stem: pd.Series[Any], town: pd.Series[str]) -> pd.Series[Any]:
    """Return names with the township before those that are in several."""
    several = town.groupby(stem.to_numpy()).transform("nunique") > 1
    inside = [str(one) in str(name) for one, name in zip(town, stem, strict=True)]
    return stem.mask(several & ~np.array(inside, dtype=bool), town.astype("string") + " " + stem)


def _numbered(stem: pd.Series[Any], named: pd.Series[bool], points: gpd.GeoSeries) -> list[str]:
    """Return names with a number where several sites have one, or none has it for its own."""
    alone = named & (named.groupby(stem.to_numpy()).transform("sum") == 1)
    order = np.lexsort([points.y.to_numpy(), points.x.to_numpy()])
    others = stem.iloc[order][~alone.iloc[order]]
    number = (others.groupby(others.to_numpy()).cumcount() + 1).reindex(stem.index)
    return [
        str(name) if own else f"{name}{'' if name == _NAMELESS else ' '}{count:.0f}"
        for name, own, count in zip(stem, alone, number, strict=True)
    ]
