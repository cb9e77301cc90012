"""The tables of a siting answer: the sites to build, the curve, before and after by division."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_ruijin.checks import polygonal
from geo_ruijin.methods.columns import DIVISION, NAME, RESIDENTS, worded
from geo_ruijin.methods.counting.rows import division_of
from geo_ruijin.methods.reach import gaps_of
from geo_ruijin.methods.shares import percents
from geo_ruijin.methods.siting.plan import Plan, Prospect, standing
from geo_ruijin.methods.siting.sites import kinds_of
from geo_ruijin.methods.siting.situation import AREA, CIRCLES, READINGS, WALKING, Situation
from geo_ruijin.methods.siting.words import how_good
from geo_ruijin.results import Column, Table, Trend
from geo_ruijin.text import Text

Floats = NDArray[np.float64]

_DEGREES = "° WGS 84"
_SQUARE_METRES = Column(Text(zh="面积", en="Area"), "m²")
_SITES = Text(zh="新增地点数", en="New sites")


def sites_rows(
    prospect: Prospect, plan: Plan, gains: dict[str, Floats], by: gpd.GeoDataFrame | None
) -> gpd.GeoDataFrame:
    """Return the sites to build, in order: where each is and what it adds."""
    rows = prospect.rows.iloc[list(plan.chosen)].reset_index(drop=True)
    points = gpd.GeoSeries(shapely.point_on_surface(rows.geometry.to_numpy()), crs=rows.crs)
    degrees = points.to_crs("EPSG:4326")
    rows["rank"] = np.arange(1, len(rows) + 1)
    rows["longitude"], rows["latitude"] = degrees.x.to_numpy(), degrees.y.to_numpy()
    rows["alternatives"] = plan.alternatives
    if by is not None:
        rows["division"] = division_of(points, by).to_numpy()
    elif "township" in rows:
        rows["division"] = rows["township"]
    if "kind" in rows:
        rows["kind"] = kinds_of(rows)
    rows["gain_area"] = gains[AREA] / 1e6
    for reading in (CIRCLES, WALKING):
        if reading in gains:
            rows[f"gain_{reading}"] = gains[reading]
    rows["share"] = standing(gains[plan.reading], plan.demand.already, plan.demand.whole)
    return rows


def sites_table(rows: gpd.GeoDataFrame, reading: str) -> Table:
    """Return the sites to build as a reader sees them; they were chosen by a reading."""
    chosen_by = READINGS[reading]
    columns = {
        "rank": Column(Text(zh="建设次序", en="Order")),
        "name": NAME,
        "division": DIVISION,
        "kind": Column(Text(zh="类别", en="Kind")),
        "longitude": Column(Text(zh="经度", en="Longitude"), _DEGREES),
        "latitude": Column(Text(zh="纬度", en="Latitude"), _DEGREES),
        "gain_area": Column(Text(zh="新增覆盖面积(圆)", en="Adds, area in circles"), "km²"),
        "gain_people_circles": Column(Text(zh="新增覆盖居民(圆)", en="Adds, residents in circles"), "people"),
        "gain_people_walking": Column(Text(zh="新增覆盖居民(步行)", en="Adds, residents walking"), "people"),
        "share": Column(Text(zh=f"建成后覆盖率:{chosen_by.zh}", en=f"Share then: {chosen_by.en}"), "%"),
        "alternatives": Column(Text(zh="可替换它的备选点数", en="Candidates that could take its place")),
    }
    shown = {key: column for key, column in columns.items() if key in rows}
    return Table(
        Text(zh="新增地点(按建设次序)", en="New sites, in the order to build them"),
        rows[[*shown, "geometry"]],
        shown,
        field=True,
        beside=("by",),
    )


_BEYOND = Text(zh="未求:再加一处已不值得,或已无可新增", en="not asked: one more is not worth it, or adds nothing")


def curve_rows(prospect: Prospect, plan: Plan, gains: Floats) -> pd.DataFrame:
    """Return what 0, 1, 2 … sites come to at best, and in the order to build them, of which each adds its `gains`."""
    demand = plan.demand
    reach = prospect.land.with_sites if plan.reading == AREA else demand.with_sites
    known = [reach(answer.chosen) for answer in plan.curve]
    in_order = demand.already + np.concatenate([[0.0], np.cumsum(gains)])
    best = np.full(len(in_order), np.nan)
    best[: len(known)] = known
    unit = 1e6 if plan.reading == AREA else 1.0
    rows = pd.DataFrame(
        {
            "sites": np.arange(len(best)),
            "share": percents(best, np.full(len(best), demand.whole)),
            "gain": np.diff(best, prepend=np.nan) / unit,
            "in_order": percents(in_order, np.full(len(best), demand.whole)),
        }
    )
    said = [how_good(answer, grid=plan.reading == AREA) for answer in plan.curve]
    rows["known"] = worded([*said, *[_BEYOND] * (len(best) - len(said))], rows.index)
    return rows


def curve_table(rows: pd.DataFrame, reading: str) -> Table:
    """Return what so many sites come to as a reader sees it."""
    chosen_by, unit = READINGS[reading], "km²" if reading == AREA else "people"
    return Table(
        Text(zh=f"新增 1、2、3…处的覆盖率:{chosen_by.zh}", en=f"Share with 1, 2, 3 … new sites: {chosen_by.en}"),
        rows,
        {
            "sites": Column(_SITES),
            "share": Column(Text(zh="最优选址的覆盖率", en="Share, the best sites"), "%"),
            "gain": Column(Text(zh="比少一处时增加", en="More than with one site less"), unit),
            "in_order": Column(Text(zh="按建设次序的覆盖率", en="Share, in the order to build"), "%"),
            "known": Column(Text(zh="最优性", en="How good")),
        },
        trend=Trend("sites", ("share", "in_order")),
    )


def zones_table(prospect: Prospect, after: Situation, sites: gpd.GeoDataFrame) -> Table:
    """Return the divisions before and after, with how many new sites lie in each."""
    zones, land = prospect.place.zones, prospect.place.land
    rows = zones.assign(area=shapely.area(land) / 1e6)
    rows["sites"] = sites["division"].value_counts().reindex(rows["name"]).fillna(0).to_numpy()
    columns = {
        "name": DIVISION,
        "sites": Column(_SITES),
        "area": Column(Text(zh="面积", en="Area"), "km²"),
    }
    homes = prospect.before.homes
    if homes is not None:
        rows["people"] = homes.by_zone(len(zones))
        columns["people"] = RESIDENTS
    for when, situation in (("before", prospect.before), ("after", after)):
        reached = shapely.area(land) - shapely.area(shapely.difference(land, situation.circles))
        rows[f"area_share_{when}"] = percents(reached / 1e6, rows["area"])
        for reading in (CIRCLES, WALKING):
            near = situation.near(reading)
            if near is not None and situation.homes is not None:
                rows[f"{reading}_{when}"] = situation.homes.by_zone(len(zones), near)
                rows[f"{reading}_share_{when}"] = percents(rows[f"{reading}_{when}"], rows["people"])
    said = {"before": Text(zh="现状", en="now"), "after": Text(zh="新增后", en="then")}
    for column, words in ("area_share", READINGS[AREA]), *((f"{r}_share", READINGS[r]) for r in (CIRCLES, WALKING)):
        for when, then in said.items():
            title = Text(zh=f"{words.zh}覆盖率,{then.zh}", en=f"Share, {words.en}, {then.en}")
            columns[f"{column}_{when}"] = Column(title, "%")
    shown = {key: column for key, column in columns.items() if key in rows}
    order = ["sites", "area"]
    return Table(
        Text(zh="新增前后的覆盖情况(按区划)", en="Coverage before and after, by division"),
        rows.sort_values(order, ascending=False, kind="stable", ignore_index=True)[[*shown, "geometry"]],
        shown,
    )


def land_tables(prospect: Prospect, after: Situation, *, divided: bool) -> dict[str, Table]:
    """Return the land newly within reach, and what of it stays beyond, in a straight line."""
    place, crs = prospect.place, prospect.rows.crs
    new = polygonal(shapely.intersection(prospect.land.rest, after.circles))
    gained = gpd.GeoDataFrame({"area": [new.area]}, geometry=[new], crs=crs)
    remaining = gaps_of(place.zones, place.land, after.circles, after.homes)
    columns = {"name": DIVISION, "people": RESIDENTS, "area": _SQUARE_METRES}
    shown = {
        key: column
        for key, column in columns.items()
        if (divided or key != "name") and (after.homes is not None or key != "people")
    }
    return {
        "gained": Table(
            Text(zh="新增覆盖的区域(圆)", en="Newly within reach, circles"),
            gained[gained["area"] > 0],
            {"area": _SQUARE_METRES},
        ),
        "remaining": Table(
            Text(zh="新增后仍未覆盖的区域(圆)", en="Still beyond reach, circles"),
            remaining[[*shown, "geometry"]],
            shown,
        ),
    }
