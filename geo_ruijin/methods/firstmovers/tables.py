"""The tables behind first movers: the roofs, other budgets, what conditions cost, townships and substations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.columns import DIVISION, NAME, worded
from geo_ruijin.methods.counting.rows import by_division
from geo_ruijin.methods.firstmovers.choice import Question
from geo_ruijin.methods.firstmovers.eligible import Eligible
from geo_ruijin.methods.rollout.candidates import CAPACITY_AC, CLASS, ENERGY, ROOFS, VILLAGE, YIELD, class_word
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import Column, Table, Trend
from geo_ruijin.siting import Answer
from geo_ruijin.text import Text

#: kW in a MW; kWh in a GWh; yuan in what investments are told in.
_KILO, _GIGA, _TEN_THOUSAND = 1000.0, 1e6, 10_000.0

_INVESTMENT = Column(Text(zh="投资", en="Investment"), "10000 yuan")
_BUDGET = Column(Text(zh="预算", en="Budget"), "10000 yuan")
_GAP = Column(Text(zh="与最优至多相差", en="Off the optimum by at most"), "%")
_WHOLE = 100.0


def roofs_table(among: Eligible, answer: Answer) -> Table:
    """Return the roofs that go first, the one that yields most for its money before the others.

    A roof is a point on it: none would be seen on the map of a county.
    """
    rows = among.rows.iloc[list(answer.chosen)]
    rows = rows.set_geometry(rows.representative_point())
    per_yuan = rows["energy"] / rows["price"] / _TEN_THOUSAND
    order = np.lexsort((-rows["energy"].to_numpy(), -per_yuan.to_numpy()))
    data = rows.assign(per_yuan=per_yuan).iloc[order].reset_index(drop=True)
    data["rank"] = np.arange(1, len(data) + 1)
    data["word"] = worded([class_word(name) for name in data["class"]], data.index)
    data["kw"] = data["mw"] * _KILO
    data["price_so_far"], data["gwh_so_far"] = data["price"].cumsum(), data["gwh"].cumsum()
    if among.stations is not None:
        data["substation"] = among.stations["name"].to_numpy()[data["station"]]
    columns = {
        "rank": Column(Text(zh="先后", en="Place")),
        "word": CLASS,
        "village": VILLAGE,
        "place": DIVISION,
        "building": Column(Text(zh="建筑", en="Building")),
        "kw": Column(Text(zh="可装容量(交流)", en="Capacity (AC)"), "kW"),
        "energy": Column(Text(zh="首年发电量", en="Energy, first year"), "kWh"),
        "specific_yield": YIELD,
        "price": _INVESTMENT,
        "per_yuan": Column(Text(zh="每元投资首年发电量", en="Energy per yuan, first year"), "kWh/yuan"),
        "substation": Column(Text(zh="最近的变电站", en="Nearest substation")),
        "price_so_far": Column(Text(zh="累计投资", en="Investment so far"), "10000 yuan"),
        "gwh_so_far": Column(Text(zh="累计首年发电量", en="Energy so far, first year"), "GWh"),
    }
    return Table(
        Text(zh="先行安装光伏的屋顶", en="Roofs that go first"),
        data,
        {name: column for name, column in columns.items() if name in data},
        field=True,
    )


def budgets_table(among: Eligible, budgets: Sequence[float], answers: Mapping[float, Answer]) -> Table:
    """Return what each budget would buy, and what the money above the budget before it adds; NaN where it is short."""
    told = [{"budget": one, **_sums(among, answers.get(one))} for one in budgets]
    data = pd.DataFrame(told)
    data["marginal"] = data["gwh"].diff() * _GIGA / (data["price"].diff() * _TEN_THOUSAND)
    return Table(
        Text(zh="预算与首年发电量", en="Budget and energy"),
        data,
        {
            "budget": _BUDGET,
            "gwh": ENERGY,
            "mw": CAPACITY_AC,
            "roofs": ROOFS,
            "price": _INVESTMENT,
            "marginal": Column(Text(zh="每多投 1 元多发", en="Energy per further yuan"), "kWh/yuan"),
            "off": _GAP,
        },
        trend=Trend("budget", ("gwh",)),
    )


def conditions_table(among: Eligible, asked: Sequence[tuple[Question, Answer]]) -> Table:
    """Return what the same budget would buy with some of the conditions only: what each of them costs."""
    told = [{"said": _said(question), **_sums(among, answer)} for question, answer in asked]
    data = pd.DataFrame(told)
    data["more"] = data["gwh"] - data["gwh"].iloc[0]
    return Table(
        Text(zh="各条件的代价:放宽后同样的预算能多发多少", en="What conditions cost"),
        data,
        {
            "said": Column(Text(zh="所守的条件", en="Conditions kept")),
            "gwh": ENERGY,
            "more": Column(Text(zh="比全部守住时多", en="More than with all"), "GWh"),
            "mw": CAPACITY_AC,
            "roofs": ROOFS,
            "price": _INVESTMENT,
            "off": _GAP,
        },
    )


def _said(question: Question) -> Text:
    each, grid = bool(question.each), question.grid
    if each and grid:
        return Text(zh="各乡镇栋数、变电站容量", en="quotas of divisions, limits of substations")
    if each:
        return Text(zh="各乡镇栋数", en="quotas of divisions")
    return (
        Text(zh="变电站容量", en="limits of substations") if grid else Text(zh="只有预算或栋数", en="the budget alone")
    )


def _sums(among: Eligible, answer: Answer | None) -> dict[str, float]:
    names = ("gwh", "mw", "price")
    if answer is None:
        return dict.fromkeys((*names, "roofs", "off"), np.nan)
    rows = among.rows.iloc[list(answer.chosen)]
    return {
        **{name: float(rows[name].sum()) for name in names},
        "roofs": float(len(rows)),
        "off": _WHOLE * answer.gap,
    }


def divisions_table(among: Eligible, answer: Answer, by: gpd.GeoDataFrame) -> Table:
    """Return a row for every division: its roofs that go first, and those there were to choose among."""
    rows = among.rows.assign(chosen=0.0, eligible=1.0)
    rows.loc[list(answer.chosen), "chosen"] = 1.0
    names = ["mw", "gwh", "price"]
    rows[names] = rows[names].mul(rows["chosen"], axis=0)
    sums = rows.groupby("place")[["chosen", *names, "eligible"]].sum()
    data = by_division(sums, by).sort_values("gwh", ascending=False, kind="stable", ignore_index=True)
    return Table(
        Text(zh="各区划的先行屋顶", en="First movers by division"),
        data,
        {
            "name": DIVISION,
            "chosen": ROOFS,
            "mw": CAPACITY_AC,
            "gwh": ENERGY,
            "price": _INVESTMENT,
            "eligible": Column(Text(zh="参与挑选的屋顶", en="Roofs to choose among"), "roofs"),
        },
    )


def stations_table(among: Eligible, answer: Answer) -> Table:
    """Return a row for every substation: what the roofs that go first feed into it, and what it can take."""
    assert among.stations is not None  # noqa: S101 - whoever asks has looked
    rows = among.rows.iloc[list(answer.chosen)]
    count = len(among.stations)
    data = among.stations.drop(columns=["x", "y"])
    data["mw"] = np.bincount(rows["station"], weights=rows["mw"], minlength=count)
    data["roofs"] = np.bincount(rows["station"], minlength=count).astype(np.float64)
    data["used"] = percents(data["mw"], data["hosting"])
    return Table(
        Text(zh="各变电站接入的先行屋顶", en="First movers by substation"),
        data.sort_values("mw", ascending=False, kind="stable", ignore_index=True),
        {
            "name": NAME,
            "mw": CAPACITY_AC,
            "hosting": Column(Text(zh="可接入容量", en="Hosting capacity left"), "MW"),
            "used": Column(Text(zh="占可接入", en="Of it"), "%"),
            "roofs": ROOFS,
        },
    )
