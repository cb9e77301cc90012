"""The tables behind what the grid takes: every substation with its roofs, and the roofs no substation is near."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.columns import DIVISION, NAME
from geo_ruijin.methods.shares import percents
from geo_ruijin.methods.solar.candidates import CAPACITY_AC, CLASS, ENERGY, ROOFS, class_word
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


def beyond_table(rows: pd.DataFrame) -> Table:
    """Return the roofs without a substation in reach, by division where it is known, else by class."""
    by = "division" if "division" in rows else "class"
    groups = rows.groupby(rows[by].astype("string"))
    data = groups[["mw", "gwh"]].sum().assign(roofs=groups.size().astype(float)).rename_axis("key").reset_index()
    if by == "class":
        data["key"] = [class_word(name).zh for name in data["key"]]
    return Table(
        Text(zh="附近没有变电站的屋顶", en="Roofs without a substation in reach"),
        data.sort_values("mw", ascending=False, kind="stable", ignore_index=True),
        {
            "key": DIVISION if by == "division" else CLASS,
            "roofs": ROOFS,
            "mw": CAPACITY_AC,
            "gwh": ENERGY,
        },
    )
