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

    What has no name is called after the nearest village, else after its township. Sites of one name are numbered from
    west to east; where one name is in several townships, the township stands before it.

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
    if villages is not None and len(villages) and len(rows):
        which, _ = nearest(points.to_numpy(), villages.geometry.to_numpy())
        stem = stem.fillna(words(villages, "name").iloc[which].set_axis(rows.index))
    stem = stem.fillna(town.astype("string").mask(town.isin(["", OUTSIDE.zh]))).fillna(_NAMELESS)
    rows["name"] = _numbered(_where(stem, town), named, points)
    return rows


def _where(stem: pd.Series[Any], town: pd.Series[str]) -> pd.Series[Any]:
    """Return names with the township before those that are in several."""
    several = town.groupby(stem.to_numpy()).transform("nunique") > 1
    inside = [str(one) in str(name) for one, name in zip(town, stem, strict=True)]
    return stem.mask(several & ~np.array(inside, dtype=bool), town.astype("string") + " " + stem)


def _numbered(stem: pd.Series[Any], named: pd.Series[bool], points: gpd.GeoSeries) -> list[str]:
    """Return names with a number where several sites have one, or none has it for its own."""
    order = np.lexsort([points.y.to_numpy(), points.x.to_numpy()])
    sorted_stem = stem.iloc[order]
    number = (sorted_stem.groupby(sorted_stem.to_numpy()).cumcount() + 1).reindex(stem.index)
    alone = (stem.groupby(stem.to_numpy()).transform("size") == 1) & named
    return [
        str(name) if own else f"{name}{'' if name == _NAMELESS else ' '}{count}"
        for name, own, count in zip(stem, alone, number, strict=True)
    ]
