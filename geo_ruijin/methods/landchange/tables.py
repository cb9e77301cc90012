"""The tables of change: what became what, by township, by period, and the patches of loss."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.columns import DIVISION, worded
from geo_ruijin.methods.counting.rows import by_division
from geo_ruijin.methods.landchange.parcels import PARCEL
from geo_ruijin.methods.landchange.transitions import Transitions, annual_rate, change_of
from geo_ruijin.methods.landwords import UNKNOWN, land_word
from geo_ruijin.methods.shares import percent, percents
from geo_ruijin.results import OUTSIDE, Column, Table
from geo_ruijin.text import Text

TOTAL = Text(zh="合计", en="Total")

_GAIN = Column(Text(zh="增加", en="Gain"), "ha")
_LOSS = Column(Text(zh="减少", en="Loss"), "ha")
_NET = Column(Text(zh="净变化", en="Net"), "ha")
_SHARE = Column(Text(zh="净变化比例", en="Net, of the first year"), "%")
_UNSAID = Column(Text(zh="至少一年无数据", en="Unknown in a year"), "ha")


def transitions_table(found: Transitions) -> Table:
    """Return the transition matrix of the place, the first zone: what it was by row, what it became by column [ha]."""
    areas = found.areas[0]
    was, became = areas.sum(axis=1) > 0, areas.sum(axis=0) > 0
    rows = [name for name, some in zip(found.before, was, strict=True) if some]
    columns = [name for name, some in zip(found.after, became, strict=True) if some]
    keys = ["no_data" if name == UNKNOWN else str(name) for name in columns]
    matrix = areas[was][:, became]
    data = pd.DataFrame(np.vstack([matrix, matrix.sum(axis=0)]), columns=keys)
    data.insert(0, "was", worded([*map(land_word, rows), TOTAL], data.index))
    data["total"] = data[keys].sum(axis=1)
    return Table(
        Text(
            zh=f"转移矩阵(行:{found.start} 年;列:{found.end} 年)",
            en=f"Transition matrix (rows: {found.start}; columns: {found.end})",
        ),
        data,
        {
            "was": Column(Text(zh=f"{found.start} 年", en=f"In {found.start}")),
            **{key: Column(land_word(name), "ha") for key, name in zip(keys, columns, strict=True)},
            "total": Column(TOTAL, "ha"),
        },
    )


def long_table(found: Transitions, names: Sequence[str]) -> Table:
    """Return what changed in each division, a row each, the largest first; the first zone is the place, left out."""
    areas = found.areas[1:].copy()
    stayed = [[one == other for other in found.after] for one in found.before]
    areas[:, np.array(stayed)] = 0
    zone, row, column = np.nonzero(areas)
    data = pd.DataFrame({"division": np.array(names, dtype=object)[zone], "area": areas[zone, row, column]})
    data["was"] = worded([land_word(found.before[one]) for one in row], data.index)
    data["became"] = worded([land_word(found.after[one]) for one in column], data.index)
    data["order"] = zone
    data = data.sort_values(["order", "area"], ascending=[True, False], kind="stable", ignore_index=True)
    return Table(
        Text(
            zh=f"各区划的地类变化({found.start}—{found.end} 年)",
            en=f"What became what by division ({found.start} to {found.end})",
        ),
        data.drop(columns="order"),
        {
            "division": DIVISION,
            "was": Column(Text(zh=f"{found.start} 年", en=f"In {found.start}")),
            "became": Column(Text(zh=f"{found.end} 年", en=f"In {found.end}")),
            "area": Column(Text(zh="面积", en="Area"), "ha"),
        },
    )


def zones_table(
    found: Transitions,
    names: Sequence[str],
    by: gpd.GeoDataFrame,
    rows: gpd.GeoDataFrame | None,
    watched: Collection[object],
    said: Text,
) -> Table:
    """Return gain and loss of each division, the largest loss first; zones are the place, the divisions, the rest."""
    change = change_of(found, watched)
    figures = ("before", "after", "gain", "loss", "net", "unknown")
    sums = pd.DataFrame({name: getattr(change, name)[1:] for name in figures}, index=list(names))
    if rows is not None:
        own = rows.groupby("division")["area"].agg(["size", "sum"])
        sums["patches"] = own["size"].reindex(sums.index).fillna(0.0)
        sums["patches_area"] = own["sum"].reindex(sums.index).fillna(0.0)
    outside = OUTSIDE.zh
    if outside in sums.index and not sums.loc[outside].any():
        sums = sums.drop(index=outside)
    data = by_division(sums, by)
    data["share"] = percents(data["net"], data["before"])
    return Table(
        Text(
            zh=f"{said.zh}增减(按区划,{found.start}—{found.end} 年)",
            en=f"Gain and loss of {said.en} by division, {found.start} to {found.end}",
        ),
        data.sort_values("loss", ascending=False, kind="stable", ignore_index=True),
        {
            "name": DIVISION,
            "before": Column(Text(zh=f"{found.start} 年", en=f"In {found.start}"), "ha"),
            "after": Column(Text(zh=f"{found.end} 年", en=f"In {found.end}"), "ha"),
            "gain": _GAIN,
            "loss": _LOSS,
            "net": _NET,
            "share": _SHARE,
            "unknown": _UNSAID,
            **(
                {
                    "patches": Column(Text(zh="减少图斑数", en="Patches of loss")),
                    "patches_area": Column(Text(zh="减少图斑面积", en="Their area"), "ha"),
                }
                if rows is not None
                else {}
            ),
        },
    )


def periods_table(periods: Sequence[Transitions], watched: Collection[object], said: Text) -> Table:
    """Return a row for each period from one year to the next, and one from the first to the last."""
    told = []
    for one in periods:
        change = change_of(one, watched)
        before, after = float(change.before[0]), float(change.after[0])
        told.append(
            {
                "period": f"{one.start}—{one.end}",
                "before": before,
                "after": after,
                "gain": float(change.gain[0]),
                "loss": float(change.loss[0]),
                "net": float(change.net[0]),
                "share": percent(float(change.net[0]), before),
                "rate": annual_rate(before, after, one.years),
                "unknown": float(change.unknown[0]),
            }
        )
    data = pd.DataFrame(told).astype({"share": np.float64, "rate": np.float64})
    return Table(
        Text(
            zh=f"{said.zh}分时段增减(末行为首末两年直接比较)",
            en=f"Gain and loss of {said.en} by period (last row: first and last year)",
        ),
        data,
        {
            "period": Column(Text(zh="时段", en="Period")),
            "before": Column(Text(zh="期初", en="At its start"), "ha"),
            "after": Column(Text(zh="期末", en="At its end"), "ha"),
            "gain": _GAIN,
            "loss": _LOSS,
            "net": _NET,
            "share": Column(Text(zh="净变化比例", en="Net, of its start"), "%"),
            "rate": Column(Text(zh="年均变化率", en="Rate a year"), "%"),
            "unknown": _UNSAID,
        },
    )


def losses_table(rows: gpd.GeoDataFrame, said: Text, protected: Text, *, beside: tuple[str, ...]) -> Table:
    """Return the patches of loss as a ranger takes them along; of what no layer says there is no column.

    Parameters
    ----------
    rows
        As `loss_rows` gives them.
    said, protected
        What is watched, and what areas are protected, in words.
    beside
        The inputs that say something of a patch and make none.
    """
    columns = {
        "rank": Column(Text(zh="排名", en="Rank")),
        "division": DIVISION,
        "area": Column(Text(zh="面积", en="Area"), "ha"),
        "since": Column(Text(zh="减少时段", en="Lost between")),
        "became": Column(Text(zh="现为(占比最大)", en="Now (most of it)")),
        **PARCEL,
        "village": Column(Text(zh="最近的村(居)委会", en="Nearest village committee")),
        "village_km": Column(Text(zh="到村(居)委会(直线)", en="To it, straight"), "km"),
        "red_line": Column(Text(zh="在{red_line}内", en="In {red_line}"), "ha"),
        "protected": Column(Text(zh=f"在{protected.zh}内", en=f"In {protected.en}"), "ha"),
        "forest_farm": Column(Text(zh="在{forest_farms}内", en="In {forest_farms}"), "ha"),
        "forest_farm_name": Column(Text(zh="林场", en="Forest farm")),
    }
    return Table(
        Text(zh=f"{said.zh}减少图斑(外业核查清单)", en=f"Patches of lost {said.en}, to be checked in the field"),
        rows,
        {name: column for name, column in columns.items() if name in rows},
        field=True,
        beside=beside,
    )
