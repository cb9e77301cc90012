"""The tables behind what the grid takes: every substation with its roofs, and the roofs no substation is near."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from geo_ruijin.methods.columns import DIVISION, NAME, worded
from geo_ruijin.methods.counting.rows import by_division, division_of
from geo_ruijin.methods.rollout.candidates import CAPACITY_AC, CLASS, ENERGY, ROOFS, class_word
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text

#: kW in a MW.
_KILO = 1000.0


def substations_table(loads: gpd.GeoDataFrame) -> Table:
    """Return a row for every substation, the one exceeded by most first, those that do not say after them."""
    data = loads.drop(columns=["x", "y"])
    data["mwp"] = data["kwp"] / _KILO
    data["used"] = percents(data["mw"], data["hosting"])
    data["exceeding"] = np.maximum(data["mw"] - data["hosting"], 0.0)
    data = data.sort_values(["exceeding", "mw"], ascending=False, kind="stable", ignore_index=True)
    return Table(
        Text(
            zh="各变电站附近的屋顶光伏与可接入容量", en="Rooftop photovoltaics near each substation and what it takes"
        ),
        data,
        {
            "name": NAME,
            "kv": Column(Text(zh="电压", en="Voltage"), "kV"),
            "roofs": ROOFS,
            "mwp": Column(Text(zh="组件容量", en="Modules"), "MWp"),
            "mw": CAPACITY_AC,
            "hosting": Column(Text(zh="可接入容量", en="Hosting capacity left"), "MW"),
            "used": Column(Text(zh="可装 ÷ 可接入", en="Capacity over hosting"), "%"),
            "exceeding": Column(Text(zh="超出", en="Exceeding by"), "MW"),
            "taken_mw": Column(Text(zh="能接入", en="Can be connected"), "MW"),
            "taken_gwh": Column(Text(zh="能接入部分的首年发电量", en="Energy of what can be connected"), "GWh"),
            "distance": Column(Text(zh="屋顶平均距离", en="Mean distance of the roofs"), "m"),
        },
    )


def beyond_table(rows: gpd.GeoDataFrame, by: gpd.GeoDataFrame | None) -> Table:
    """Return the roofs without a substation in reach: a row for every division that has some, else for every class."""
    keys = rows["class"].astype("string") if by is None else division_of(rows.geometry.centroid, by)
    groups = rows[["mw", "gwh"]].groupby(keys.to_numpy())
    sums = groups.sum(min_count=1).assign(roofs=groups.size().astype(np.float64))
    if by is None:
        data = sums.rename_axis("name").reset_index()
        data["name"] = worded([class_word(name) for name in data["name"]], data.index)
    else:
        data = by_division(sums, by)
        data = data[data["roofs"] > 0]
    return Table(
        Text(zh="附近没有变电站的屋顶", en="Roofs without a substation in reach"),
        data.sort_values("mw", ascending=False, kind="stable", ignore_index=True),
        {
            "name": CLASS if by is None else DIVISION,
            "mw": CAPACITY_AC,
            "roofs": ROOFS,
            "gwh": ENERGY,
        },
    )
