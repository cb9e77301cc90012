"""The tables of forest cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_ruijin.methods.columns import DIVISION, worded
from geo_ruijin.methods.forest.kinds import FOREST, LIKELY, NO_KIND, OPEN, OTHER, SPARSE
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text, same

KIND = Column(Text(zh="地类", en="Kind of land"))
PARCELS = Column(Text(zh="{parcels}数", en="Parcels"))
AREA = Column(Text(zh="面积", en="Area"), "ha")
FOREST_AREA = Column(Text(zh="计入的森林", en="Forest that counts"), "ha")
STOCK = Column(Text(zh="蓄积", en="Growing stock"), "m³")
PER_HECTARE = Column(Text(zh="每公顷蓄积", en="Stock a hectare"), "m³/ha")

#: Why land does not count, by what it is; what would count but for its patch is of `FOREST` and `LIKELY`.
REASONS: Mapping[int, Text] = {
    FOREST: Text(zh="连片面积不足", en="in too small a patch"),
    LIKELY: Text(zh="连片面积不足", en="in too small a patch"),
    OPEN: Text(zh="不能确定是否计入(只计入上限)", en="cannot be told: counts for the upper end alone"),
    SPARSE: Text(zh="郁闭度(灌木林为覆盖度)不足", en="too little canopy, or cover of shrub"),
    OTHER: Text(zh="地类不计入", en="not of a kind that counts"),
}

#: What forest is told apart by, in readers' words.
GROUPS: Mapping[str, Text] = {
    "species": Text(zh="优势树种(组)", en="Dominant species"),
    "origin": Text(zh="起源", en="Origin"),
    "age": Text(zh="龄组", en="Age group"),
    "category": Text(zh="森林类别", en="Category"),
    "protection": Text(zh="林地保护等级", en="Protection class"),
    "ownership": Text(zh="林木所有权", en="Owner of the trees"),
}


def kinds_table(rows: pd.DataFrame, *, stocked: bool) -> Table:
    """Return all parcels by kind: how many, how large, how much of it counts, the stock; the largest first."""
    sums = (
        rows.groupby("kind", dropna=False)
        .agg({"parcel": "nunique", "area": "sum", "forest": "sum", "volume": "sum"})
        .rename(columns={"parcel": "parcels"})
        .sort_values("area", ascending=False)
        .reset_index()
    )
    sums["kind"] = _said(sums["kind"])
    columns = {"kind": KIND, "parcels": PARCELS, "area": AREA, "forest": FOREST_AREA}
    return Table(Text(zh="各地类面积", en="Land by kind"), sums, columns | ({"volume": STOCK} if stocked else {}))


def not_counted_table(rows: pd.DataFrame) -> Table:
    """Return what does not count, by kind and reason; the largest first."""
    left = rows[~rows["counted"]]
    sums = (
        left.groupby(["kind", "state"], dropna=False)
        .agg({"parcel": "nunique", "area": "sum"})
        .rename(columns={"parcel": "parcels"})
        .sort_values("area", ascending=False)
        .reset_index()
    )
    sums["kind"] = _said(sums["kind"])
    sums["reason"] = worded([REASONS[state] for state in sums["state"]], sums.index)
    columns = {
        "kind": KIND,
        "reason": Column(Text(zh="不计入的原因", en="Why it does not count")),
        "parcels": PARCELS,
        "area": AREA,
    }
    return Table(Text(zh="没有计入的", en="What does not count"), sums[list(columns)], columns)


def zones_table(rows: pd.DataFrame, pieces: pd.DataFrame, zones: gpd.GeoDataFrame, *, stocked: bool) -> Table:
    """Return forest and stock by division; a parcel in several has its share in each.

    Parameters
    ----------
    rows
        The parcels.
    pieces
        Their pieces by division, as of `pieces_of`.
    zones
        The divisions' parts of the place.
    stocked
        Whether volumes are known.
    """
    own = pieces["row"].to_numpy()
    hectares = pieces["area"].to_numpy() / 10_000
    counted, area, volume = (rows[name].to_numpy()[own] for name in ("counted", "area", "volume"))
    part = np.divide(hectares, area, out=np.zeros(len(own)), where=area > 0)
    sums = {
        "forest": hectares * counted,
        "volume": np.nan_to_num(volume) * part,
        "stand": hectares * rows["told"].to_numpy()[own],
        "stand_volume": np.nan_to_num(volume) * part * rows["told"].to_numpy()[own],
    }
    table = zones[["name", "geometry"]].copy()
    table["area"] = table.area / 10_000
    for name, amounts in sums.items():
        table[name] = np.bincount(pieces["zone"], weights=amounts, minlength=len(zones))
    table["share"] = percents(table["forest"], table["area"])
    table["per_ha"] = _over(table["stand_volume"], table["stand"])
    columns = {
        "name": DIVISION,
        "area": Column(Text(zh="土地面积", en="Land"), "ha"),
        "forest": FOREST_AREA,
        "share": Column(Text(zh="森林覆盖率", en="Forest cover"), "%"),
        **({"volume": STOCK, "per_ha": PER_HECTARE} if stocked else {}),
    }
    return Table(Text(zh="各区划的森林", en="Forest by division"), table[[*columns, "geometry"]], columns)


def villages_table(rows: pd.DataFrame, *, stocked: bool) -> Table:
    """Return forest and stock by the village that the parcels name; the most forest first."""
    sums = (
        rows.groupby("village", dropna=False)[["forest", "volume"]]
        .sum()
        .sort_values("forest", ascending=False, kind="stable")
        .reset_index()
    )
    sums["village"] = _said(sums["village"])
    columns = {
        "village": Column(Text(zh="村({parcels}所注)", en="Village, as the parcels name it")),
        "forest": FOREST_AREA,
        **({"volume": STOCK} if stocked else {}),
    }
    return Table(Text(zh="各村的森林", en="Forest by village"), sums[list(columns)], columns)


def composition_table(rows: pd.DataFrame, groups: Sequence[str], *, stocked: bool) -> Table:
    """Return what the forest that counts is made of: by species, by age and so on, each the largest first."""
    forest = rows[rows["counted"]]
    parts = []
    for group in groups:
        sums = (
            forest.assign(stand=forest["area"] * forest["told"], stand_volume=forest["volume"] * forest["told"])
            .groupby(group, dropna=False)[["area", "volume", "stand", "stand_volume"]]
            .sum()
            .sort_values("area", ascending=False, kind="stable")
            .reset_index(names="value")
        )
        sums["value"] = _said(sums["value"])
        sums["group"] = worded([GROUPS.get(group, same(group))] * len(sums), sums.index)
        parts.append(sums)
    table = pd.concat(parts, ignore_index=True)
    table["share"] = percents(table["area"], np.full(len(table), forest["area"].sum()))
    table["per_ha"] = _over(table["stand_volume"], table["stand"])
    columns = {
        "group": Column(Text(zh="分类", en="By")),
        "value": Column(Text(zh="类别", en="Class")),
        "area": FOREST_AREA,
        "share": Column(Text(zh="占森林的", en="Of the forest"), "%"),
        **({"volume": STOCK, "per_ha": PER_HECTARE} if stocked else {}),
    }
    return Table(Text(zh="森林的构成", en="What the forest is made of"), table[list(columns)], columns)


def drawn_table(rows: gpd.GeoDataFrame, pieces: pd.DataFrame, zones: gpd.GeoDataFrame, *, named: bool) -> Table:
    """Return forest that counts as one shape a kind and division, to draw and to take along."""
    counted = rows["counted"].to_numpy()[pieces["row"]]
    own = pieces[counted].assign(kind=lambda part: rows["kind"].to_numpy()[part["row"]])
    groups = own.groupby(["zone", "kind"], sort=True, dropna=False)
    table = groups["area"].sum().div(10_000).reset_index()
    shapes = [shapely.disjoint_subset_union_all(part.to_numpy()) for _, part in groups["geometry"]]
    table["name"] = zones["name"].to_numpy()[table["zone"].to_numpy()]
    columns = {"kind": KIND, **({"name": DIVISION} if named else {}), "area": AREA}
    frame = gpd.GeoDataFrame(table[list(columns)], geometry=shapes, crs=rows.crs)
    return Table(Text(zh="计入的森林", en="Forest that counts"), frame, columns)


def _said(words: pd.Series[str]) -> pd.Series[Any]:
    """Return words as cells of a table, and what a reader sees where there are none."""
    return worded([NO_KIND if pd.isna(word) else str(word) for word in words], words.index)


def _over(amount: pd.Series[float], area: pd.Series[float]) -> NDArray[np.float64]:
    """Return an amount over an area row by row, NaN where there is no area."""
    return amount.to_numpy(dtype=np.float64) / np.where(area > 0, area, np.nan)
