"""The tables of eligible land: what each rule takes, the sites, the divisions."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.columns import DIVISION
from geo_ruijin.methods.counting.rows import by_division
from geo_ruijin.methods.eligibility.effects import Effects
from geo_ruijin.methods.eligibility.exclusion import Exclusion
from geo_ruijin.methods.eligibility.grid import Bools, Grid
from geo_ruijin.methods.eligibility.site_rows import HECTARE
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import OUTSIDE, Column, Table
from geo_ruijin.text import Text

_APPLIED = Text(zh="已采用", en="applied")
_SITES = Text(zh="地面光伏备选地块", en="Sites for ground PV")
_AREA = Column(Text(zh="面积", en="Area"), "ha")
_CAPACITY = Column(Text(zh="可装容量(中值)", en="Capacity (mid)"), "MWp")
_ENERGY = Column(Text(zh="年发电量(中值)", en="Energy a year (mid)"), "GWh")


def exclusions_table(
    exclusions: Sequence[Exclusion], found: Effects, true_areas: Sequence[float | None], grid: Grid, said: Text
) -> Table:
    """Return a row a rule in their order, those not applied with no figures.

    Parameters
    ----------
    exclusions
        All rules.
    found
        The effects of those applied, in the same order.
    true_areas
        What each of these takes by its polygons [m²].
    grid
        The cells.
    said
        What must be said of the control lines.
    """
    hectares = grid.cell_area / HECTARE
    applied = np.flatnonzero([one.applied for one in exclusions])
    data = pd.DataFrame(
        {
            "order": np.arange(1, len(exclusions) + 1),
            "rule": [one.title for one in exclusions],
            "state": [_APPLIED if one.why is None else _not_applied(one.why) for one in exclusions],
        }
    )
    figures = {
        "alone": found.alone * hectares,
        "share": percents(found.alone, np.full(len(applied), found.whole)),
        "true": [np.nan if area is None else area / HECTARE for area in true_areas],
        "new": found.new * hectares,
        "left": found.left * hectares,
        "only": found.only * hectares,
    }
    for name, values in figures.items():
        data[name] = pd.Series(values, index=applied).reindex(data.index)
    return Table(
        Text(zh=f"各条规则排除的土地({said.zh})", en=f"Land that each rule takes ({said.en})"),
        data,
        {
            "order": Column(Text(zh="顺序", en="Order")),
            "rule": Column(Text(zh="规则", en="Rule")),
            "state": Column(Text(zh="是否采用", en="Applied")),
            "alone": Column(Text(zh="单独排除", en="Takes alone"), "ha"),
            "share": Column(Text(zh="单独排除占全域", en="Takes alone, of the place"), "%"),
            "true": Column(Text(zh="单独排除(按图斑实际面积)", en="Takes alone, by its polygons"), "ha"),
            "new": Column(Text(zh="按顺序新排除", en="Takes in order"), "ha"),
            "left": Column(Text(zh="此后剩余", en="Left after it"), "ha"),
            "only": Column(Text(zh="仅此一条排除(取消后可用)", en="Only it takes: eligible without it"), "ha"),
        },
    )


def sites_table(rows: gpd.GeoDataFrame, said: Text, *, among: bool) -> Table:
    """Return the sites as a reader sees them, `among` candidates or not; of what no layer says there is no column."""
    rows = rows.assign(control_lines=pd.Series([said] * len(rows), index=rows.index, dtype=object))
    columns = {
        "rank": Column(Text(zh="排名", en="Rank")),
        "division": DIVISION,
        "village": Column(Text(zh="最近的村(居)委会", en="Nearest village committee")),
        "area": _AREA,
        "capacity": _CAPACITY,
        "energy": _ENERGY,
        "slope": Column(Text(zh="平均坡度", en="Mean slope"), "°"),
        "sunny": Column(Text(zh="朝阳或平缓的占比", en="Facing the sun or flat"), "%"),
        "road_km": Column(Text(zh="到道路(直线)", en="To a road, straight"), "km"),
        "substation_km": Column(Text(zh="到变电站(直线)", en="To a substation, straight"), "km"),
        "substation": Column(Text(zh="最近的变电站", en="Nearest substation")),
        "land": Column(Text(zh="地类构成", en="Land use")),
        "forest": Column(Text(zh="森林小班(地类、保护等级)", en="Forest inventory (kind, protection class)")),
        "mine": Column(Text(zh="在矿山图斑上的占比", en="On mines"), "%"),
        "mines": Column(Text(zh="矿山(治理状态)", en="Mines (restoration)")),
        "score": Column(Text(zh="排序得分", en="Score of the ranking")),
        "control_lines": Column(Text(zh="三区三线", en="Three control lines")),
    }
    of = Text(zh="{candidates}等备选地块", en="Sites on {candidates} and the like") if among else _SITES
    return Table(
        Text(zh=f"{of.zh}({said.zh})", en=f"{of.en} ({said.en})"),
        rows,
        {name: column for name, column in columns.items() if name in rows},
    )


def zones_table(by: gpd.GeoDataFrame, grid: Grid, eligible: Bools, rows: gpd.GeoDataFrame, said: Text) -> Table:
    """Return a row a division: its cells, those eligible, and the sites that lie mostly in it; they add up to all."""
    divisions = by[["name", "geometry"]].dissolve("name")
    position = grid.position(divisions.geometry.to_numpy())
    hectares = grid.cell_area / HECTARE
    names = [*divisions.index, OUTSIDE.zh]
    cells = np.bincount(np.where(position < 0, len(divisions), position), minlength=len(names))
    free = np.bincount(np.where(position < 0, len(divisions), position), weights=eligible, minlength=len(names))
    sums = pd.DataFrame({"land": cells * hectares, "eligible": free * hectares}, index=names)
    own = rows.assign(sites=1.0).groupby("division")[["sites", "area", "capacity"]].sum()
    sums = sums.join(own).fillna(0.0)
    sums = sums[(sums != 0).any(axis=1) | (sums.index != OUTSIDE.zh)]
    data = by_division(sums, by)
    data["share"] = percents(data["eligible"], data["land"])
    return Table(
        Text(zh=f"各区划的可用土地({said.zh})", en=f"Eligible land by division ({said.en})"),
        data.sort_values("eligible", ascending=False, kind="stable", ignore_index=True),
        {
            "name": DIVISION,
            "land": _AREA,
            "eligible": Column(Text(zh="可用土地", en="Eligible"), "ha"),
            "share": Column(Text(zh="可用占比", en="Share eligible"), "%"),
            "sites": Column(Text(zh="地块数", en="Sites")),
            "area": Column(Text(zh="地块面积", en="Area of sites"), "ha"),
            "capacity": _CAPACITY,
        },
    )


def _not_applied(why: Text) -> Text:
    return Text(zh=f"未采用:{why.zh}", en=f"not applied: {why.en}")
