"""The tables behind installed capacity: by kind and state, the plants, by division."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.columns import DIVISION, NAME, worded
from geo_ruijin.methods.counting.rows import by_division
from geo_ruijin.methods.installed.plants import LATE, STATES
from geo_ruijin.results import Column, Measure, Table
from geo_ruijin.text import Text

#: What a power plant runs on.
KINDS: Mapping[str, Text] = {
    "solar": Text(zh="光伏", en="solar"),
    "wind": Text(zh="风电", en="wind"),
    "biomass": Text(zh="生物质", en="biomass"),
    "hydro": Text(zh="水电", en="hydro"),
    "pumped_storage": Text(zh="抽水蓄能", en="pumped storage"),
    "thermal": Text(zh="火电", en="thermal"),
}
#: What the state of a plant is called that does not say.
UNSAID = "unsaid"
_UNSAID = Text(zh="未注明", en="not said")
_STATES: Mapping[str, Text] = {**STATES, LATE: Text(zh="统计年份以后投产", en="after the year"), UNSAID: _UNSAID}

_KIND = Column(Text(zh="类别", en="Kind"))
_COUNTED = Column(Text(zh="是否计入", en="Counts"))
_PLANTS = Column(Text(zh="座数", en="Plants"))
_KILO = 1000.0


def gap_table(target: float, capacity: Measure, gap: Measure) -> Table:
    """Return one row: what is wanted, what is in operation, what lacks, and between what that lies [MW]."""
    row = {
        "target": target,
        "capacity": capacity.value,
        "gap": gap.value,
        "low": gap.value if gap.low is None else gap.low,
        "high": gap.value if gap.high is None else gap.high,
    }
    return Table(
        Text(zh="距目标的缺口", en="What lacks to the target"),
        pd.DataFrame([row], dtype=np.float64),
        {
            "target": Column(Text(zh="目标", en="Target"), "MW"),
            "capacity": Column(Text(zh="已投产", en="In operation"), "MW"),
            "gap": Column(Text(zh="缺口", en="Gap"), "MW"),
            "low": Column(Text(zh="缺口(低)", en="Gap, low"), "MW"),
            "high": Column(Text(zh="缺口(高)", en="Gap, high"), "MW"),
        },
    )


def kinds_table(rows: pd.DataFrame, kinds: Collection[str], rooftops: pd.DataFrame | None) -> Table:
    """Return a row for every kind there is, those that count first, with its capacity by state [MW].

    Parameters
    ----------
    rows
        The plants: kind, state and mw [MW].
    kinds
        Those that count.
    rooftops
        Rooftop plants, a row of their own: state and kw [kW].
    """
    wide = pd.DataFrame(
        {
            **{name: rows["mw"].where(rows["state"] == name, 0.0) for name in _STATES},
            "plants": 1.0,
            "without": rows["mw"].isna().astype(np.float64),
        },
        index=rows.index,
    )
    sums = wide.groupby(rows["kind"].fillna(UNSAID)).sum()
    order = [*(kind for kind in KINDS if kind in kinds), *(kind for kind in KINDS if kind not in kinds), UNSAID]
    data = sums.reindex(order).dropna(how="all")
    data.insert(0, "counted", [kind in kinds for kind in data.index])
    data.insert(0, "kind", [KINDS.get(kind, _UNSAID) for kind in data.index])
    if rooftops is not None:
        roofs = {
            "kind": Text(zh="屋顶光伏", en="rooftop PV"),
            "counted": True,
            **{name: float(rooftops["kw"][rooftops["state"] == name].sum()) / _KILO for name in _STATES},
            "plants": float(len(rooftops)),
            "without": float(rooftops["kw"].isna().sum()),
        }
        data = pd.concat([pd.DataFrame([roofs]), data])
    states = {name: Column(text, "MW") for name, text in _STATES.items() if name in STATES or data[name].any()}
    return Table(
        Text(zh="各类电源的装机容量", en="Capacity by kind"),
        data.reset_index(drop=True),
        {
            "kind": _KIND,
            "counted": _COUNTED,
            **states,
            "plants": _PLANTS,
            "without": Column(Text(zh="其中没有写容量", en="of which without a capacity")),
        },
    )


def plants_table(rows: gpd.GeoDataFrame, kinds: Collection[str], *, divided: bool) -> Table:
    """Return the plants of the kinds that count, and of none, the largest first."""
    data = rows[rows["kind"].isin(list(kinds)) | rows["kind"].isna()]
    data = data.sort_values("mw", ascending=False, kind="stable", ignore_index=True)
    data["kind"] = worded([_UNSAID if pd.isna(kind) else KINDS[kind] for kind in data["kind"]], data.index)
    data["state"] = worded([_STATES[state] for state in data["state"]], data.index)
    return Table(
        Text(zh="各电站", en="The plants"),
        data,
        {
            "name": NAME,
            "kind": _KIND,
            "mw": Column(Text(zh="装机容量", en="Capacity"), "MW"),
            "state": Column(Text(zh="状态", en="State")),
            "commissioned": Column(Text(zh="投产日期", en="Commissioned")),
            **({"division": DIVISION} if divided else {}),
        },
    )


def zones_table(
    rows: gpd.GeoDataFrame, kinds: Collection[str], rooftops: pd.DataFrame | None, by: gpd.GeoDataFrame
) -> Table:
    """Return a row for every division, with what runs there [MW]; both name theirs in `division`."""
    runs = rows[rows["kind"].isin(list(kinds)) & (rows["state"] == "operating")]
    sums = pd.DataFrame({"plants": runs.groupby("division")["mw"].sum()})
    shown = {"plants": Column(Text(zh="电站", en="Power plants"), "MW")}
    if rooftops is not None:
        sums = sums.join(rooftops.groupby("division")["kw"].sum().div(_KILO).rename("rooftops"), how="outer")
        shown["rooftops"] = Column(Text(zh="屋顶光伏", en="Rooftop PV"), "MW")
    sums = sums.fillna(0.0)
    sums["capacity"] = sums.sum(axis=1)
    data = by_division(sums, by)
    return Table(
        Text(zh="各区划已投产的装机容量", en="Capacity in operation by division"),
        data.sort_values("capacity", ascending=False, kind="stable", ignore_index=True),
        {"name": DIVISION, "capacity": Column(Text(zh="装机容量", en="Capacity"), "MW"), **shown},
    )
