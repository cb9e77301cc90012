"""The tables behind new piles: the sites, the kinds in the order of the plan, the divisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.charging.figures import Outcome
from geo_ruijin.methods.charging.kinds import KINDS, ROLES
from geo_ruijin.methods.columns import DIVISION, NAME, worded
from geo_ruijin.methods.counting.rows import by_division, division_of
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text

_PLACE = Column(Text(zh="场所", en="Place"))
_NEW = Column(Text(zh="新桩", en="New piles"), "piles")
_NOW = Column(Text(zh="现有桩", en="Piles now"), "piles")
_AFTER = Column(Text(zh="建成后", en="Piles then"), "piles")
_SITES = Column(Text(zh="新建点数", en="Sites"))
_BEYOND = Column(Text(zh="其中暂无车用的", en="of which beyond demand"), "piles")
_UNSAID = Text(zh="未注明", en="not said")


def sites_table(outcome: Outcome, order: Sequence[str], fast_kinds: Sequence[str], *, divided: bool) -> Table:
    """Return the places that get piles, in the order of their kinds, most piles first."""
    rows = outcome.places.rows.assign(
        piles=outcome.new,
        beyond=outcome.allotment.beyond[: len(outcome.new)],
        served=outcome.served,
        fast=outcome.places.rows["kind"].isin(list(fast_kinds)),
        rank=outcome.places.rows["kind"].map({kind: rank for rank, kind in enumerate(order)}),
    )
    rows = rows[rows["piles"] > 0].sort_values(
        ["rank", "piles", "name"], ascending=[True, False, True], kind="stable", ignore_index=True
    )
    rows["place"] = worded([KINDS[kind] for kind in rows["kind"]], rows.index)
    columns = {
        "name": NAME,
        "place": _PLACE,
        **({"division": DIVISION} if divided else {}),
        "piles": _NEW,
        "fast": Column(Text(zh="快充", en="Fast")),
        "room": Column(Text(zh="最多可建", en="At most"), "piles"),
        "served": Column(
            Text(zh="服务车辆(专用于本单位的不计)", en="Vehicles served, not those of the place"), "vehicles"
        ),
        "beyond": _BEYOND,
        **(
            {"cost": Column(Text(zh="造价(备选点所报)", en="Cost, as listed"), "10000 yuan")}
            if rows["cost"].notna().any()
            else {}
        ),
    }
    return Table(
        Text(zh="新增充电桩的地点", en="Where new piles go"), rows[[*columns, "geometry"]], columns, field=True
    )


def kinds_table(outcome: Outcome, order: Sequence[str], shares: Mapping[str, float] | None) -> Table:
    """Return a row for every kind in the order, then what stands elsewhere."""
    rows, now = outcome.places.rows, outcome.now
    other = sorted(set(now["place"]) - {*order, "unknown"}) + (["unknown"] if (now["place"] == "unknown").any() else [])
    kinds = [*order, *other]
    new = pd.DataFrame(
        {
            "kind": rows["kind"],
            "room": rows["room"],
            "new": outcome.new,
            "sites": (outcome.new > 0).astype(float),
            "beyond": outcome.allotment.beyond[: len(outcome.new)],
        }
    )
    sums = new.groupby("kind").sum().reindex(kinds).fillna(0.0)
    data = sums.rename_axis("kind").reset_index()
    data["now"] = now["piles"].groupby(now["place"]).sum().reindex(kinds).fillna(0.0).to_numpy()
    data["after"] = data["now"] + data["new"]
    data["wanted"] = [float(outcome.allotment.wanted.get(kind, np.nan)) for kind in kinds]
    data["share"] = percents(data["new"], data["new"].sum())
    data["place"] = worded([KINDS.get(kind, _UNSAID) for kind in kinds], data.index)
    data["role"] = worded([ROLES.get(kind, _UNSAID) for kind in kinds], data.index)
    if shares is not None:
        data["asked"] = percents([shares.get(kind, 0.0) for kind in kinds], sum(shares.values()))
    columns = {
        "place": _PLACE,
        "role": Column(Text(zh="方案中的地位", en="What the plan makes of it")),
        "now": _NOW,
        "room": Column(Text(zh="还能容纳", en="Room for"), "piles"),
        "wanted": Column(Text(zh="可达的车要用", en="Wanted by vehicles in reach"), "piles"),
        "new": _NEW,
        "beyond": _BEYOND,
        "sites": _SITES,
        "after": _AFTER,
        "share": Column(Text(zh="占新桩", en="of the new piles"), "%"),
        **({"asked": Column(Text(zh="要求的占比", en="Share asked for"), "%")} if shares is not None else {}),
    }
    return Table(Text(zh="新桩按场所分类,依方案次序", en="New piles by place, in the order of the plan"), data, columns)


def zones_table(outcome: Outcome, by: gpd.GeoDataFrame) -> Table:
    """Return a row for every division, most new piles first."""
    rows, now = outcome.places.rows, outcome.now
    both = pd.DataFrame(
        {
            "name": [*rows["division"], *division_of(now.geometry, by)],
            "now": [*np.zeros(len(rows)), *now["piles"].fillna(0.0)],
            "new": [*outcome.new, *np.zeros(len(now))],
            "sites": [*(outcome.new > 0).astype(float), *np.zeros(len(now))],
        }
    )
    data = by_division(both.groupby("name").sum(), by)
    data["after"] = data["now"] + data["new"]
    return Table(
        Text(zh="各区划的新桩", en="New piles by division"),
        data.sort_values(["new", "now"], ascending=False, kind="stable", ignore_index=True),
        {"name": DIVISION, "now": _NOW, "new": _NEW, "sites": _SITES, "after": _AFTER},
    )
