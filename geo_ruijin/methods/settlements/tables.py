"""The figures and tables of settlements with a service."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.methods.columns import DIVISION, NAME
from geo_ruijin.methods.counting.rows import by_division
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import Column, Measure, Table
from geo_ruijin.text import Text

#: What a stop's bus is: by timetable, on call, none, or nobody says.
TIMETABLE, ON_CALL, NONE, UNKNOWN = range(4)


def measures_of(rows: gpd.GeoDataFrame, service: NDArray[np.int_], km: str, *, said: bool) -> dict[str, Measure]:
    """Return the figures in a straight line; those of stops that are not `said` to be served have no value."""

    def share(of: pd.Series[bool]) -> float:
        return 100 * float(of.mean())

    def stops(kind: int, zh: str, en: str) -> Measure:
        return Measure(float((service == kind).sum()), "stops", Text(zh=zh, en=en))

    whole = Text(zh="÷ {settlements}", en="/ all of them")
    return {
        "served_share": Measure(
            share(rows["served"]) if said else None,
            "%",
            Text(
                zh=f"直线 {km} 公里以内有班车停靠站点的{{settlements}} {whole.zh}",
                en=f"{{settlements}} with a stop served by timetable within {km} km in a straight line {whole.en}",
            ),
            low=share(rows["served"]),
            high=share(rows["served"] | rows["not_said"]),
        ),
        "served_share_at_most": Measure(
            share(rows["served"] | rows["not_said"]),
            "%",
            Text(
                zh=f"上限:未注明是否有班次的站点也算在内({km} 公里直线){whole.zh}",
                en=f"At most: stops that do not say whether they are served counted too, {km} km {whole.en}",
            ),
        ),
        "on_call_share": Measure(
            share(rows["on_call"]),
            "%",
            Text(
                zh=f"{km} 公里以内只有预约响应站点的{{settlements}}(不计入通车率){whole.zh}",
                en=f"{{settlements}} with none but on-call stops within {km} km, not counted as served {whole.en}",
            ),
        ),
        "settlements": Measure(
            float(len(rows)), "villages", Text(zh="{settlements}数(分母)", en="Number of {settlements}, denominator")
        ),
        "served": Measure(
            float(rows["served"].sum()) if said else None,
            "villages",
            Text(zh="有班车停靠站点的{settlements}数", en="{settlements} with a stop served by timetable"),
            low=float(rows["served"].sum()),
            high=float((rows["served"] | rows["not_said"]).sum()),
        ),
        "not_served": Measure(
            float((~rows["served"]).sum()) if said else None,
            "villages",
            Text(zh="没有班车停靠站点的{settlements}数", en="{settlements} without one"),
            low=float((~rows["served"] & ~rows["not_said"]).sum()),
            high=float((~rows["served"]).sum()),
        ),
        "stops_by_timetable": stops(TIMETABLE, "有班次停靠的{stops}", "Of {stops}, served by timetable"),
        "stops_on_call": stops(ON_CALL, "预约响应的{stops}", "Of {stops}, on call"),
        "stops_not_said": stops(UNKNOWN, "未注明是否有班次的{stops}", "Of {stops}, not said whether served"),
    }


def columns_of(rows: gpd.GeoDataFrame, by: gpd.GeoDataFrame | None) -> dict[str, Column]:
    """Return the columns of a list of settlements that are known."""
    columns = {"name": NAME}
    if by is not None:
        columns["division"] = DIVISION
    if "people" in rows:
        columns["people"] = Column(Text(zh="人数", en="People"), "people")
    columns["straight"] = Column(Text(zh="到有班次站点直线距离", en="To a stop with a timetable, straight"), "m")
    if "distance" in rows:
        columns["distance"] = Column(Text(zh="沿路距离", en="Along the streets"), "m")
    if "minutes" in rows:
        columns["minutes"] = Column(Text(zh="步行时间", en="Walking time"), "min")
    return columns | {"on_call": Column(Text(zh="有预约响应站点", en="On-call stop near"))}


def tables_of(rows: gpd.GeoDataFrame, columns: dict[str, Column]) -> dict[str, Table]:
    """Return the settlements that are not served, most people first, and those that are."""
    rank = ["people", "straight"] if "people" in rows else ["straight"]
    told = rows.assign(straight=rows["straight"].replace(np.inf, np.nan))
    ranked = told.sort_values(rank, ascending=False, kind="stable", na_position="first")
    titles = {
        "not_served": Text(zh="没有班车停靠站点的{settlements}", en="{settlements} without a stop served by timetable"),
        "served": Text(zh="有班车停靠站点的{settlements}", en="{settlements} with a stop served by timetable"),
    }
    return {
        key: Table(
            title,
            ranked.loc[ranked["served"] == (key == "served"), [*columns, "geometry"]].reset_index(drop=True),
            columns,
        )
        for key, title in titles.items()
    }


def zones_table(rows: gpd.GeoDataFrame, by: gpd.GeoDataFrame) -> Table:
    """Return the divisions with how many of their settlements are served, the least served first."""
    sums = rows.groupby("division")[["served", "on_call"]].sum().astype(float)
    sums["settlements"] = rows.groupby("division").size().astype(float)
    table = by_division(sums, by)
    table = table[table["settlements"] > 0]
    table["share"] = percents(table["served"], table["settlements"])
    ranked = table.sort_values(["share", "settlements"], ascending=[True, False], kind="stable", ignore_index=True)
    return Table(
        Text(zh="通车情况(按区划)", en="Service by division"),
        gpd.GeoDataFrame(ranked, crs=by.crs),
        {
            "name": DIVISION,
            "settlements": Column(Text(zh="{settlements}数", en="Number of {settlements}")),
            "served": Column(Text(zh="有班车", en="Served by timetable")),
            "on_call": Column(Text(zh="只有预约响应", en="On call only")),
            "share": Column(Text(zh="通车率(直线)", en="Served, straight"), "%"),
        },
    )
