"""The tables behind a recycling system: new sites, tiers, hauls as lines, townships, and who is still too far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.columns import DIVISION, NAME, RESIDENTS, worded
from geo_ruijin.methods.coverage.tables import undivided
from geo_ruijin.methods.recycling.dropoffs import WALKING, DropOffs
from geo_ruijin.methods.recycling.system import Hauled, System
from geo_ruijin.methods.recycling.tiers import DROP_OFF, SORTING, TIERS, TRANSFER, Tier
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

_KILO = 1000.0

_TIER = Column(Text(zh="级别", en="Tier"))
_TO = Column(Text(zh="运往", en="Hauls to"))
_HAUL = Column(Text(zh="运距", en="Haul"), "km")
_SERVED = Column(Text(zh="服务居民", en="People served"), "people")


#: What is told of a site, and where it is.
_Row = tuple[dict[str, object], BaseGeometry]


def sites_table(tiers: Mapping[str, Tier], near: DropOffs, system: System | None) -> Table:
    """Return the new sites: drop-off points, the one that adds most people first, then stations and centres."""
    rows = list(_new_drop_offs(tiers, near, system))
    if system is not None:
        rows += list(_new_above(tiers, system))
    columns = {
        "name": NAME,
        "said": _TIER,
        "township": Column(Text(zh="乡镇", en="Township")),
        "served": _SERVED,
        "added": Column(Text(zh="新覆盖居民", en="People newly reached"), "people"),
        "to": _TO,
        "haul": _HAUL,
    }
    data = gpd.GeoDataFrame(
        pd.DataFrame([row for row, _ in rows], columns=list(columns)),
        geometry=gpd.GeoSeries([point for _, point in rows], crs=tiers[DROP_OFF].rows.crs),
        crs=tiers[DROP_OFF].rows.crs,
    )
    data["said"] = worded(data["said"], data.index)
    numbers = ["served", "added", "haul"]
    data[numbers] = data[numbers].astype(np.float64)
    return Table(Text(zh="新增的回收网点", en="New sites for recycling"), data, columns, field=True)


def _new_drop_offs(tiers: Mapping[str, Tier], near: DropOffs, system: System | None) -> Iterator[_Row]:
    sites = tiers[DROP_OFF].rows
    for site, added in zip(near.chosen, near.added, strict=True):
        row = {**_named(sites, site, DROP_OFF), "added": added}
        if system is not None:
            place = int(np.flatnonzero(system.after.points.index == site)[0])
            station = int(system.after.routes.transfer[place])
            row |= {
                "served": float(system.after.people[place]),
                "to": _name(tiers[TRANSFER], station),
                "haul": float(system.after.routes.first[place]) / _KILO,
            }
        yield row, sites.geometry.iloc[site]


def _new_above(tiers: Mapping[str, Tier], system: System) -> Iterator[_Row]:
    routes, people = system.after.routes, system.after.people
    for site in system.upper.transfer:
        own = routes.transfer == site
        centre = int(routes.sorting[own][0])
        row = _named(tiers[TRANSFER].rows, site, TRANSFER) | {"served": float(people[own].sum())}
        if centre >= 0:
            row |= {"to": _name(tiers[SORTING], centre), "haul": float(routes.second[own][0]) / _KILO}
        yield row, tiers[TRANSFER].rows.geometry.iloc[site]
    for site in system.upper.sorting:
        row = _named(tiers[SORTING].rows, site, SORTING)
        yield (
            row | {"served": float(people[routes.sorting == site].sum())},
            tiers[SORTING].rows.geometry.iloc[site],
        )


def _named(rows: gpd.GeoDataFrame, site: int, tier: str) -> dict[str, object]:
    return {"name": rows["name"].iloc[site], "said": TIERS[tier], "township": rows["township"].iloc[site]}


def _name(tier: Tier, site: int) -> object:
    return tier.rows["name"].iloc[site] if site >= 0 else None


def haul_tables(tiers: Mapping[str, Tier], near: DropOffs, system: System) -> dict[str, Table]:
    """Return each tier today and with the new sites, and the hauls of both tiers as straight lines."""
    tables = {"tiers": _tiers_table(tiers, near, system), "hauls": _hauls_table(tiers, system.after)}
    if (system.after.routes.sorting >= 0).any():
        tables["trunks"] = _trunks_table(tiers, system.after)
    return tables


def _tiers_table(tiers: Mapping[str, Tier], near: DropOffs, system: System) -> Table:
    new = {
        DROP_OFF: len(near.chosen),
        TRANSFER: len(system.upper.transfer),
        SORTING: len(system.upper.sorting),
    }
    rows = []
    for name in TIERS:
        row: dict[str, object] = {"said": TIERS[name], "standing": tiers[name].standing, "new": new[name]}
        for when, state in (("before", system.before), ("after", system.after)):
            way = {DROP_OFF: None, TRANSFER: state.routes.first, SORTING: state.routes.second}[name]
            row |= {f"mean_{when}": np.nan, f"longest_{when}": np.nan}
            if way is not None and (some := ~np.isnan(way) & (state.people > 0)).any():
                row[f"mean_{when}"] = float(np.average(way[some], weights=state.people[some])) / _KILO
                row[f"longest_{when}"] = float(way[some].max()) / _KILO
        rows.append(row)
    data = pd.DataFrame(rows)
    return Table(
        Text(zh="三级体系:现状与新增后", en="The three tiers today and with the new sites"),
        data.astype({"standing": np.float64, "new": np.float64}),
        {
            "said": _TIER,
            "standing": Column(Text(zh="现有", en="Standing")),
            "new": Column(Text(zh="新增", en="New")),
            "mean_before": Column(Text(zh="到本级的平均运距,现状", en="Mean haul to it, today"), "km"),
            "mean_after": Column(Text(zh="新增后", en="With the new ones"), "km"),
            "longest_before": Column(Text(zh="最长运距,现状", en="Longest, today"), "km"),
            "longest_after": Column(Text(zh="新增后", en="With the new ones"), "km"),
        },
    )


def _hauls_table(tiers: Mapping[str, Tier], state: Hauled) -> Table:
    some = np.flatnonzero(state.served)
    points, station = state.points.iloc[some], state.routes.transfer[some]
    data = _lines(points, tiers[TRANSFER].rows.iloc[station])
    data["name"] = points["name"].to_numpy()
    data["to"] = tiers[TRANSFER].rows["name"].to_numpy()[station]
    data["people"], data["haul"] = state.people[some], state.routes.first[some] / _KILO
    return _haul_table(data, Text(zh="交投点运往中转站", en="Hauls from drop-off points to transfer stations"))


def _trunks_table(tiers: Mapping[str, Tier], state: Hauled) -> Table:
    some = state.routes.sorting >= 0
    rows = pd.DataFrame(
        {
            "station": state.routes.transfer[some],
            "centre": state.routes.sorting[some],
            "people": state.people[some],
            "haul": state.routes.second[some] / _KILO,
        }
    )
    sums = rows.groupby(["station", "centre"], as_index=False).agg({"people": "sum", "haul": "first"})
    stations, centres = tiers[TRANSFER].rows, tiers[SORTING].rows
    data = _lines(stations.iloc[sums["station"]], centres.iloc[sums["centre"]])
    data["name"] = stations["name"].to_numpy()[sums["station"]]
    data["to"] = centres["name"].to_numpy()[sums["centre"]]
    data["people"], data["haul"] = sums["people"].to_numpy(), sums["haul"].to_numpy()
    return _haul_table(data, Text(zh="中转站运往分拣中心", en="Hauls from transfer stations to sorting centres"))


def _haul_table(data: gpd.GeoDataFrame, title: Text) -> Table:
    return Table(
        title,
        data.sort_values("people", ascending=False, kind="stable", ignore_index=True),
        {"name": Column(Text(zh="起点", en="From")), "to": _TO, "people": _SERVED, "haul": _HAUL},
    )


def _lines(begin: gpd.GeoDataFrame, end: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return straight lines from each of some points to each of others."""
    ends = np.stack([shapely.get_coordinates(one.geometry.to_numpy()) for one in (begin, end)], axis=1)
    return gpd.GeoDataFrame(geometry=shapely.linestrings(ends), crs=begin.crs)


def drop_off_tables(near: DropOffs, zones: gpd.GeoDataFrame, *, radius: Metres, divided: bool) -> dict[str, Table]:
    """Return the divisions today and with the new drop-off points, and the people who still have none within reach."""
    walking = near.reading == WALKING
    how = Text(zh="步行", en="on foot") if walking else Text(zh="直线", en="straight")
    said = Text(zh=f"{how.zh} {radius:g} 米", en=f"{radius:g} m {how.en}")
    rows = zones.assign(people=near.before.by_zone(len(zones)))
    columns = {"name": DIVISION, "people": RESIDENTS}
    for when, homes, word in (
        ("before", near.before, Text(zh="现状", en="today")),
        ("after", near.after, Text(zh="新增后", en="with the new ones")),
    ):
        within = homes.walking if walking else homes.near
        rows[f"people_{when}"] = homes.by_zone(len(zones), within)
        rows[f"share_{when}"] = percents(rows[f"people_{when}"], rows["people"])
        columns[f"people_{when}"] = Column(
            Text(zh=f"{said.zh}内居民,{word.zh}", en=f"Residents within {said.en}, {word.en}"), "people"
        )
        columns[f"share_{when}"] = Column(Text(zh=f"占比,{word.zh}", en=f"Share, {word.en}"), "%")
    within = near.after.walking if walking else near.after.near
    far = near.after.rows[~np.asarray(within, dtype=bool)].sort_values("people", ascending=False, kind="stable")
    names: NDArray[np.object_] = zones["name"].to_numpy(dtype=object)[far["zone"].to_numpy()]
    data = far.assign(name=names)[["name", "people", "straight", "geometry"]].reset_index(drop=True)
    tables = {
        "zones": Table(
            Text(zh="交投点覆盖的居民(按区划)", en="Residents with a drop-off point by division"),
            rows.sort_values("people", ascending=False, kind="stable", ignore_index=True),
            columns,
        ),
        "unreached_people": Table(
            Text(zh=f"新增后仍超出{said.zh}的居民", en=f"Residents still beyond {said.en}"),
            data,
            {"name": DIVISION, "people": RESIDENTS, "straight": Column(Text(zh="直线距离", en="Straight line"), "m")},
        ),
    }
    return tables if divided else {"unreached_people": undivided(tables["unreached_people"])}
