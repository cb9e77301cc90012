"""Settlements with a service: villages with a bus that runs by a timetable, those on call apart."""

from __future__ import annotations

from typing import Annotated

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.facilities import ROUNDING
from geo_ruijin.methods.method import Divisions, Gives, Need, Points, WalkNetwork, declare
from geo_ruijin.methods.parameter import demand_above_0
from geo_ruijin.methods.reach import zone_of
from geo_ruijin.network import Network
from geo_ruijin.results import Column, Measure, Result, Table
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

#: Villages and the like.
Settlements = Annotated[gpd.GeoDataFrame, Need(("point",), ("name",))]

_STRAIGHT = ("settlements", "stops")
_ROAD = (*_STRAIGHT, "network")

#: What a stop's bus is: by timetable, on call, none, or nobody says.
_TIMETABLE, _ON_CALL, _NONE, _UNKNOWN = range(4)


@declare(
    measures={
        "served_share": Gives("%", of=_STRAIGHT),
        "served_share_road": Gives("%", of=_ROAD),
        "served_share_at_most": Gives("%", of=_STRAIGHT),
        "on_call_share": Gives("%", of=_STRAIGHT),
        "settlements": Gives("1", of=("settlements",)),
        "served": Gives("1", of=_STRAIGHT),
        "not_served": Gives("1", of=_STRAIGHT),
        "stops_by_timetable": Gives("stops", of=("stops",)),
        "stops_on_call": Gives("stops", of=("stops",)),
        "stops_not_said": Gives("stops", of=("stops",)),
    },
    tables={"zones": (*_ROAD, "by"), "not_served": (*_ROAD, "by"), "served": (*_ROAD, "by")},
)
def settlement_service(
    *,
    settlements: Settlements,
    stops: Points,
    network: WalkNetwork | None = None,
    by: Divisions | None = None,
    radius: Metres,
    kinds: tuple[str, ...] | None = None,
) -> Result:
    """Return the share of settlements with a stop that a bus serves by timetable within `radius`.

    In a straight line (the headline) and along the streets beside it. A stop served on call only (demand-responsive
    transport) does not count: settlements that have no other are told apart. Of a stop that does not say whether it is
    served nobody knows: it counts for "at most" alone, and where no stop says, there is no headline.

    Parameters
    ----------
    settlements
        Points with `name`: where the village committee sits; with `kind`, of which `kinds` choose, and `people`.
    stops
        Points; `served` and `on_demand` say of each whether a bus stops by timetable, or on call.
    network
        The streets; without them there is no figure by road.
    by
        Polygons with `name` to report by.
    radius
        How far a stop may be [m]; exactly at the radius is within.
    kinds
        Which kinds of settlements count; all without it.

    Raises
    ------
    MethodError
        If the radius is not above 0, the settlements have no `kind` to choose by, or none is of the kinds.

    References
    ----------
    The rules of Hubei and Guangdong for 建制村通客车: a stop within 2 km of the village committee.
    """
    demand_above_0(radius)
    rows = _chosen(settlements, kinds)
    service = _service(stops)
    reached = {kind: _near(rows, stops[service == kind], radius) for kind in (_TIMETABLE, _ON_CALL, _UNKNOWN)}
    rows["straight"] = _straight(rows, stops[service == _TIMETABLE])
    rows["served"] = reached[_TIMETABLE]
    rows["on_call"] = reached[_ON_CALL] & ~reached[_TIMETABLE]
    rows["not_said"] = reached[_UNKNOWN] & ~reached[_TIMETABLE]
    said = bool((service != _UNKNOWN).any())
    measures = _measures(rows, service, f"{radius / 1000:g}", said=said)
    if network is not None:
        rows["distance"] = _walked(rows, stops[service == _TIMETABLE], network)
        by_road = rows["distance"] <= radius + ROUNDING
        measures["served_share_road"] = Measure(
            100 * float(by_road.mean()) if said else None,
            "%",
            Text(
                zh=f"沿路 {radius / 1000:g} 公里以内有班车停靠站点的{{settlements}} ÷ {{settlements}}",
                en=f"{{settlements}} with a stop served by timetable within {radius / 1000:g} km along the streets / "
                "all of them",
            ),
        )
    columns = _columns(rows, by)
    if by is not None:
        divisions = by[["name", "geometry"]].dissolve("name", as_index=False)
        rows["division"] = divisions["name"].to_numpy()[zone_of(rows.geometry, divisions)]
    tables = _tables(rows, columns)
    if by is not None:
        tables = {"zones": _zones(rows, divisions), **tables}
    return Result(measures, tables, _notes(service))


def _chosen(settlements: gpd.GeoDataFrame, kinds: tuple[str, ...] | None) -> gpd.GeoDataFrame:
    """Return the settlements that count."""
    rows = settlements.reset_index(drop=True)
    if kinds is not None:
        if "kind" not in rows:
            raise MethodError(
                Text(
                    zh="“{settlements}”缺少“kind”这一列,无法按类别选取",
                    en="'{settlements}' has no column 'kind' to choose by",
                )
            )
        rows = rows[rows["kind"].isin(kinds)].reset_index(drop=True)
    if rows.empty:
        listing = ", ".join(kinds or ())
        raise MethodError(
            Text(
                zh=f"{{settlements}}中没有要统计的类别:{listing}",
                en=f"'{{settlements}}' has none of the kinds: {listing}",
            )
        )
    return rows


def _service(stops: gpd.GeoDataFrame) -> NDArray[np.int_]:
    """Return what each stop's bus is; one that runs by timetable may be on call at other hours too."""
    served, on_call = (
        stops[name].astype("boolean") if name in stops else pd.Series(pd.NA, stops.index, dtype="boolean")
        for name in ("served", "on_demand")
    )
    by_timetable = served.fillna(value=False).to_numpy(dtype=bool)
    called = on_call.fillna(value=False).to_numpy(dtype=bool)
    denied = (~served).fillna(value=False).to_numpy(dtype=bool)
    return np.select([by_timetable & ~called, called, denied], [_TIMETABLE, _ON_CALL, _NONE], _UNKNOWN)


def _near(rows: gpd.GeoDataFrame, stops: gpd.GeoDataFrame, radius: Metres) -> NDArray[np.bool_]:
    return np.asarray(_straight(rows, stops) <= radius + ROUNDING)


def _straight(rows: gpd.GeoDataFrame, stops: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return the straight distance to the nearest stop [m], infinite where there is none."""
    if stops.empty:
        return np.full(len(rows), np.inf)
    places, there = (shapely.get_coordinates(one.geometry.to_numpy()) for one in (rows, stops))
    return np.asarray(KDTree(there).query(places)[0])


def _walked(rows: gpd.GeoDataFrame, stops: gpd.GeoDataFrame, network: Network) -> pd.Series[float]:
    return network.nearest(rows.geometry, stops.geometry)


def _measures(rows: gpd.GeoDataFrame, service: NDArray[np.int_], km: str, *, said: bool) -> dict[str, Measure]:
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
            float(len(rows)), "1", Text(zh="{settlements}数(分母)", en="Number of {settlements}, denominator")
        ),
        "served": Measure(
            float(rows["served"].sum()) if said else None,
            "1",
            Text(zh="有班车停靠站点的{settlements}数", en="{settlements} with a stop served by timetable"),
        ),
        "not_served": Measure(
            float((~rows["served"]).sum()) if said else None,
            "1",
            Text(zh="没有班车停靠站点的{settlements}数", en="{settlements} without one"),
        ),
        "stops_by_timetable": stops(_TIMETABLE, "有班次停靠的{stops}", "Of {stops}, served by timetable"),
        "stops_on_call": stops(_ON_CALL, "预约响应的{stops}", "Of {stops}, on call"),
        "stops_not_said": stops(_UNKNOWN, "未注明是否有班次的{stops}", "Of {stops}, not said whether served"),
    }


def _columns(rows: gpd.GeoDataFrame, by: gpd.GeoDataFrame | None) -> dict[str, Column]:
    columns = {"name": Column(Text(zh="名称", en="Name"))}
    if by is not None:
        columns["division"] = Column(Text(zh="区划", en="Division"))
    if "people" in rows:
        columns["people"] = Column(Text(zh="人数", en="People"), "people")
    columns["straight"] = Column(Text(zh="到有班次站点直线距离", en="To a stop with a timetable, straight"), "m")
    if "distance" in rows:
        columns["distance"] = Column(Text(zh="沿路距离", en="Along the streets"), "m")
    return columns | {"on_call": Column(Text(zh="有预约响应站点", en="On-call stop near"))}


def _tables(rows: gpd.GeoDataFrame, columns: dict[str, Column]) -> dict[str, Table]:
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


def _zones(rows: gpd.GeoDataFrame, divisions: gpd.GeoDataFrame) -> Table:
    counts = rows.groupby("division")[["served", "on_call"]].sum().astype(float)
    counts["settlements"] = rows.groupby("division").size().astype(float)
    counts["share"] = 100 * counts["served"] / counts["settlements"]
    table = divisions.join(counts, on="name", how="inner")
    ranked = table.sort_values(["share", "settlements"], ascending=[True, False], kind="stable", ignore_index=True)
    return Table(
        Text(zh="通车情况(按区划)", en="Service by division"),
        gpd.GeoDataFrame(ranked, crs=divisions.crs),
        {
            "name": Column(Text(zh="区划", en="Division")),
            "settlements": Column(Text(zh="{settlements}数", en="Number of {settlements}")),
            "served": Column(Text(zh="有班车", en="Served by timetable")),
            "on_call": Column(Text(zh="只有预约响应", en="On call only")),
            "share": Column(Text(zh="通车率(直线)", en="Served, straight"), "%"),
        },
    )


def _notes(service: NDArray[np.int_]) -> tuple[Text, ...]:
    unknown, some = int((service == _UNKNOWN).sum()), len(service)
    notes = [
        Text(
            zh="起点为{settlements}所在点(村委会),不是村庄范围;自然村另有远近。",
            en="Measured from where {settlements} are drawn (the village committee), not from the hamlets around it.",
        )
    ]
    if unknown == some:
        notes.append(
            Text(
                zh="{stops}都没有注明是否有班次(served 列),因此没有通车率,只给出上限。",
                en="None of {stops} says whether it is served (column served): only what the share is at most is told.",
            )
        )
    elif unknown:
        notes.append(
            Text(
                zh=f"{{stops}}中有 {unknown} 处未注明是否有班次(共 {some} 处),只计入上限。",
                en=f"{unknown} of {some} of {{stops}} do not say whether they are served; they count for at most only.",
            )
        )
    return tuple(notes)
