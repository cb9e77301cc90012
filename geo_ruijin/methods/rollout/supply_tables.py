"""The tables behind the supply curve: orders side by side, each curve, the roofs and villages that fill a gap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.methods.columns import DIVISION
from geo_ruijin.methods.rollout.candidates import (
    CAPACITY_AC,
    CLASS,
    ENERGY,
    ROOFS,
    VILLAGE,
    YIELD,
    class_word,
)
from geo_ruijin.methods.rollout.orders import ORDERS, Order
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text

#: kW in a MW, and MWh in a GWh.
_KILO = 1000.0

_CUMULATIVE = Column(Text(zh="累计容量(交流)", en="Capacity so far (AC)"), "MW")
_CUMULATIVE_ENERGY = Column(Text(zh="累计首年发电量", en="Energy so far, first year"), "GWh")
_SINGLE = Column(Text(zh="可装容量(交流)", en="Capacity (AC)"), "kW")


def _mix(rows: pd.DataFrame, order: Order, classes: Sequence[str], at: NDArray[np.intp]) -> dict[str, object]:
    """Return what each class has put in after some of the roofs of an order [MW]."""
    name, mw = rows["class"].to_numpy()[order.rows], rows["mw"].to_numpy(dtype=np.float64)[order.rows]
    return {f"mw_{one}": np.cumsum(np.where(name == one, mw, 0.0))[at] for one in classes}


def _mix_columns(classes: Sequence[str]) -> dict[str, Column]:
    words = {name: class_word(name) for name in classes}
    return {
        f"mw_{name}": Column(Text(zh=f"其中{word.zh}", en=f"of which {word.en}"), "MW") for name, word in words.items()
    }


def orders_table(
    rows: pd.DataFrame, orders: Mapping[str, Order], gap: float | None, *, gwh: Mapping[str, tuple[float, float]]
) -> Table:
    """Return a row for every order: how many roofs it takes to fill the gap, or all, and what they are like.

    Parameters
    ----------
    rows
        The roofs.
    orders
        By name.
    gap
        What they are to fill [MW].
    gwh
        Between what the energy of the roofs taken lies, by order [GWh].
    """
    told = []
    for name, order in orders.items():
        needed = None if gap is None else order.needed(gap)
        count, energy = order.taken(gap), order.energy(gap)
        mw = float(order.mw[count - 1]) if count else 0.0
        kwp = float(rows["capacity"].to_numpy(dtype=np.float64)[order.rows[:count]].sum())
        told.append(
            {
                "id": name,
                "order": ORDERS[name].zh,
                "filled": None if gap is None else needed is not None,
                "roofs": float(count),
                "mw": mw,
                "gwh": energy,
                "gwh_low": gwh[name][0],
                "gwh_high": gwh[name][1],
                "specific_yield": energy * _KILO * _KILO / kwp if kwp else np.nan,
                "marginal": float(rows["specific_yield"].iloc[order.rows[count - 1]]) if count else np.nan,
                "size": mw * _KILO / count if count else np.nan,
            }
        )
    return Table(
        Text(zh="各种先后次序补足缺口", en="Filling the gap in each order"),
        pd.DataFrame(told),
        {
            "order": Column(Text(zh="次序", en="Order")),
            "filled": Column(Text(zh="补足", en="Fills the gap")),
            "roofs": ROOFS,
            "mw": CAPACITY_AC,
            "gwh": ENERGY,
            "specific_yield": YIELD,
            "marginal": Column(Text(zh="最后一栋的单位容量年发电量", en="Specific yield of the last roof"), "kWh/kWp"),
            "size": Column(Text(zh="平均每栋(交流)", en="Mean of a roof (AC)"), "kW"),
        },
    )


def curve_table(
    rows: pd.DataFrame, order: Order, gap: float | None, said: Text, *, classes: Sequence[str], steps: int
) -> Table:
    """Return the curve of an order at even steps of power, and where it fills the gap.

    A row is told at the roof with which a step is reached.
    """
    total = float(order.mw[-1]) if len(order.mw) else 0.0
    # the roof that reaches a step, not the one after it for the last bits of the sums
    marks = np.linspace(0.0, total, steps + 1)[1:] * (1 - 1e-12)
    at = np.unique(np.searchsorted(order.mw, marks)) if total else np.empty(0, dtype=np.intp)
    needed = None if gap is None else order.needed(gap)
    if needed:
        at = np.union1d(at, [needed - 1])
    at = at.astype(np.intp)
    data = pd.DataFrame(
        {
            "roofs": at + 1.0,
            "mw": order.mw[at],
            "share": percents(order.mw[at], np.full(len(at), total)),
            "gwh": order.gwh[at],
            "marginal": rows["specific_yield"].to_numpy(dtype=np.float64)[order.rows[at]],
            "fills": (at + 1 == needed) if needed else np.zeros(len(at), dtype=bool),
            **_mix(rows, order, classes, at),
        }
    )
    return Table(
        Text(zh=f"供给曲线:{said.zh}", en=f"Supply curve, {said.en}"),
        data,
        {
            "roofs": ROOFS,
            "mw": _CUMULATIVE,
            "share": Column(Text(zh="占全部可装", en="of all"), "%"),
            "gwh": _CUMULATIVE_ENERGY,
            "marginal": Column(Text(zh="该栋的单位容量年发电量", en="Specific yield of this roof"), "kWh/kWp"),
            "fills": Column(Text(zh="到此补足缺口", en="The gap is filled here")),
            **_mix_columns(classes),
        },
    )


def filling_table(rows: gpd.GeoDataFrame, order: Order, taken: int, *, longest: int) -> Table:
    """Return the roofs that fill the gap, the first taken first, `longest` of them at most."""
    chosen = order.rows[: min(taken, longest)]
    data = rows.iloc[chosen].reset_index(drop=True)
    data["place"] = np.arange(1, len(data) + 1)
    data["word"] = [class_word(name).zh for name in data["class"]]
    data["kw"] = data["mw"] * _KILO
    data["so_far"] = order.mw[: len(data)]
    title = Text(zh="按类别先后补足缺口的屋顶", en="Roofs that fill the gap, class by class")
    if len(data) < taken:
        title = Text(zh=f"{title.zh}(前 {len(data)} 栋,共 {taken} 栋)", en=f"{title.en}: {len(data)} of {taken}")
    columns = {
        "place": Column(Text(zh="次序", en="Place")),
        "building": Column(Text(zh="建筑", en="Building")),
        "word": CLASS,
        "division": DIVISION,
        "village": VILLAGE,
        "kw": _SINGLE,
        "specific_yield": YIELD,
        "so_far": _CUMULATIVE,
    }
    return Table(title, data, {name: column for name, column in columns.items() if name in data})


def cut_notes(taken: int, longest: int) -> Iterator[Text]:
    """Yield where the rest of the roofs that fill the gap is to be found, where the list is cut."""
    if taken > longest:
        yield Text(
            zh=f"补足缺口的名单只列前 {longest} 栋,共 {taken} 栋(参数 longest)。每栋在各次序中的先后,"
            "可把{roofs}逐栋的表按 specific_yield(发电量)、capacity(大小)、class 再 capacity(类别)排序得到。",
            en=f"The list of roofs that fill the gap holds the first {longest} of {taken} (parameter 'longest'). The "
            "place of every roof in each order is had by sorting the table of roofs of {roofs}: by specific_yield, by "
            "capacity, or by class and then capacity.",
        )


def village_table(rows: gpd.GeoDataFrame, chosen: NDArray[np.intp]) -> Table:
    """Return the villages of the roofs that fill the gap, those that put in most first.

    A village is a point: the middle of its roofs, each as heavy as its capacity.
    """
    part = rows.iloc[chosen]
    named = part["village"].astype("string").fillna("")
    part = part[named.ne("")]
    keys = [name for name in ("division", "village") if name in part]
    middles = part.geometry.centroid
    weighed = pd.DataFrame(
        {
            **{name: part[name].astype("string") for name in keys},
            "roofs": 1.0,
            "mw": part["mw"],
            "gwh": part["gwh"],
            "kwp": part["capacity"],
            "x": middles.x * part["mw"],
            "y": middles.y * part["mw"],
        }
    )
    sums = weighed.groupby(keys, as_index=False, dropna=False).sum()
    sums["specific_yield"] = sums["gwh"] * _KILO * _KILO / sums["kwp"]
    places = gpd.points_from_xy(sums["x"] / sums["mw"], sums["y"] / sums["mw"])
    data = gpd.GeoDataFrame(sums, geometry=places, crs=rows.crs)
    data = data.sort_values("mw", ascending=False, kind="stable", ignore_index=True)
    data["place"] = np.arange(1, len(data) + 1)
    columns = {
        "place": Column(Text(zh="名次", en="Rank")),
        "village": VILLAGE,
        "division": DIVISION,
        "mw": CAPACITY_AC,
        "roofs": ROOFS,
        "gwh": ENERGY,
        "specific_yield": YIELD,
    }
    return Table(
        Text(zh="按类别先后补足缺口的村(居)", en="Villages whose roofs fill the gap, class by class"),
        data,
        {name: column for name, column in columns.items() if name in data},
    )
