"""What counts have in common: which rows lie in the place, in which division, and which say how many."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_ruijin.errors import MethodError
from geo_ruijin.results import OUTSIDE
from geo_ruijin.text import Text

#: How far a place may lie from divisions that meet there, and yet be in one: what conversion leaves between them [m].
SLIVER = 1.0


def inside(rows: gpd.GeoDataFrame, within: gpd.GeoDataFrame | None) -> tuple[gpd.GeoDataFrame, int]:
    """Return the rows inside `within`, on its border included, the index reset, and how many lie elsewhere.

    Layers often reach beyond the place, whose own are to be counted; without `within` all are.
    """
    if within is None:
        return rows.reset_index(drop=True), 0
    area = shapely.union_all(within.geometry.to_numpy())
    shapely.prepare(area)
    there = shapely.intersects(area, rows.geometry.to_numpy())
    return rows[there].reset_index(drop=True), int((~there).sum())


def elsewhere(rows: str, count: int) -> tuple[Text, ...]:
    """Return the note that some of an input's rows lie outside the place; nothing where none do."""
    if not count:
        return ()
    return (
        Text(
            zh=f"另有 {count} 处{{{rows}}}在{{within}}以外,未计入。",
            en=f"{count} more of {{{rows}}} lie outside {{within}} and do not count.",
        ),
    )


def counts(rows: pd.DataFrame, column: str) -> pd.Series[float]:
    """Return the numbers of a column that may be absent; NaN where a row does not say.

    Raises
    ------
    MethodError
        If one is below 0 or infinite.
    """
    if column not in rows:
        return pd.Series(np.nan, index=rows.index)
    numbers = pd.to_numeric(rows[column], errors="coerce").astype(np.float64)
    if ill := int(((numbers < 0) | np.isinf(numbers)).sum()):
        raise MethodError(
            Text(
                zh=f"“{column}”列有 {ill} 行小于 0 或不是有限的数。请在数据中改正。",
                en=f"column '{column}' has {ill} rows below 0 or not finite. Correct them in the data.",
            )
        )
    return numbers


def truths(rows: pd.DataFrame, column: str) -> pd.Series[bool]:
    """Return the truth values of a column that may be absent; NA where a row does not say."""
    if column not in rows:
        return pd.Series(pd.NA, index=rows.index, dtype="boolean")
    return rows[column].astype("boolean")


def words(rows: pd.DataFrame, column: str, *, among: Mapping[str, Text] | None = None) -> pd.Series[str]:
    """Return the words of a column that may be absent; missing where a row has none, or none of `among`."""
    if column not in rows:
        return pd.Series(pd.NA, index=rows.index, dtype="string")
    said = rows[column].astype("string")
    return said if among is None else said.where(said.isin(list(among)))


def division_of(points: gpd.GeoSeries, by: gpd.GeoDataFrame) -> pd.Series[str]:
    """Return the name of the division of each point, the index kept; of those that meet there the one that sorts first.

    What lies in none is with one less than `SLIVER` away, else `OUTSIDE`.
    """
    rows, divisions = gpd.GeoDataFrame(geometry=points), by[["name", "geometry"]]
    within = rows.sjoin(divisions)
    beside = rows.drop(within.index.unique()).sjoin_nearest(divisions, max_distance=SLIVER)
    first = pd.concat([within, beside]).groupby(level=0)["name"].min()
    return first.reindex(points.index).fillna(OUTSIDE.zh)


def by_division(sums: pd.DataFrame, by: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return sums, indexed by the names of `division_of`, as a row for every division, 0 where nothing lies in it.

    A division in several parts is one row. What lies outside all is a last row without a place on the map.
    """
    divisions = by[["name", "geometry"]].dissolve("name")
    names = [*divisions.index, *([OUTSIDE.zh] if OUTSIDE.zh in sums.index else [])]
    table = sums.reindex(names).fillna(0.0).rename_axis("name").reset_index()
    return gpd.GeoDataFrame(table, geometry=divisions.geometry.reindex(names).to_list(), crs=by.crs)
