"""What no candidate reaches, how far the nearest is, and why there is none."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo_ruijin.methods.columns import DIVISION, RESIDENTS, worded
from geo_ruijin.methods.facilities import ROUNDING
from geo_ruijin.methods.reach import SLIVER, Homes, gaps_of
from geo_ruijin.methods.siting.plan import Prospect
from geo_ruijin.methods.siting.situation import AREA, WALKING
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text, same


def unreachable_of(prospect: Prospect, reading: str, excluded: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """Return what neither stands within reach nor any candidate: pieces of land, or homes; most people first.

    Parameters
    ----------
    reading
        Land or homes.
    excluded
        Places that were considered and left out, with `reason`.

    Returns
    -------
    GeoDataFrame
        `name` of the division, `area` [m²] of land, `people`, `nearest` candidate and `distance` to it in a straight
        line [m], of homes on foot `walk` [m], and `why`.
    """
    rows = _land(prospect) if reading == AREA else _homes(prospect, reading)
    points = shapely.point_on_surface(rows.geometry.to_numpy())
    shapes = prospect.rows.geometry.to_numpy()
    _, site = shapely.STRtree(shapes).query_nearest(points, all_matches=False)
    rows["nearest"] = prospect.rows["name"].to_numpy()[site]
    rows["distance"] = shapely.distance(points, shapes[site])
    island = np.zeros(len(rows), dtype=bool)
    if reading == WALKING and prospect.place.network is not None:
        ways = prospect.place.network.journeys(rows.geometry, prospect.sites.served.doors)
        rows["walk"], island = ways["distance"].to_numpy(), ways["island"].to_numpy(dtype=bool)
    reasons = _reasons(points, excluded, float(prospect.sites.served.radius.max()))
    rows["why"] = worded(
        [
            _why(reason, island=alone, on_foot=reading == WALKING and straight <= reach)
            for reason, alone, straight, reach in zip(
                reasons, island, rows["distance"], _radius(prospect, site), strict=True
            )
        ],
        rows.index,
    )
    return rows


def unreachable_table(rows: gpd.GeoDataFrame, *, divided: bool) -> Table:
    """Return what no candidate reaches, as a reader sees it."""
    columns = {
        "name": DIVISION,
        "people": RESIDENTS,
        "area": Column(Text(zh="面积", en="Area"), "m²"),
        "nearest": Column(Text(zh="最近的备选点", en="Nearest candidate")),
        "distance": Column(Text(zh="到它的直线距离", en="Straight line to it"), "m"),
        "walk": Column(Text(zh="到最近备选点的步行距离", en="Walk to the nearest candidate"), "m"),
        "why": Column(Text(zh="原因", en="Why")),
    }
    shown = {key: column for key, column in columns.items() if key in rows and (divided or key != "name")}
    return Table(
        Text(zh="现有和备选地点都到不了的区域", en="Beyond reach of all that stands and of every candidate"),
        rows[[*shown, "geometry"]],
        shown,
    )


def _land(prospect: Prospect) -> gpd.GeoDataFrame:
    circles = shapely.union(prospect.before.circles, prospect.land.within)
    homes = prospect.before.homes
    if homes is not None:
        reached = np.diff(prospect.homes["people_circles"].indptr) > 0
        homes = Homes(homes.rows, homes.near | reached, None, homes.elsewhere)
    gaps = gaps_of(prospect.place.zones, prospect.place.land, circles, homes)
    gaps = gaps[gaps["area"] > SLIVER].reset_index(drop=True)
    return gaps if homes is not None else gaps.drop(columns="people")


def _homes(prospect: Prospect, reading: str) -> gpd.GeoDataFrame:
    homes = prospect.before.homes
    assert homes is not None  # noqa: S101 - a reading of people needs people
    some = prospect.missed(reading)
    far = homes.rows.iloc[some[np.diff(prospect.homes[reading][some].indptr) == 0]]
    names = prospect.place.zones["name"].to_numpy()[far["zone"]]
    rows = gpd.GeoDataFrame({"name": names, "people": far["people"]}, geometry=far.geometry)
    return rows.sort_values("people", ascending=False, kind="stable", ignore_index=True)


def _radius(prospect: Prospect, site: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the radius of candidates by their number, 0 of those too small to have one."""
    radius = np.zeros(prospect.sites.count)
    radius[prospect.sites.served.place] = prospect.sites.served.radius + ROUNDING
    return radius[site]


def _reasons(points: NDArray[np.object_], excluded: gpd.GeoDataFrame | None, radius: float) -> Sequence[Text | None]:
    """Return, of each point, how many places within the radius were left out and why the nearest was; None of none."""
    if excluded is None or excluded.empty:
        return [None] * len(points)
    tree = shapely.STRtree(excluded.geometry.to_numpy())
    count = np.bincount(tree.query(points, predicate="dwithin", distance=radius)[0], minlength=len(points))
    (_, place), distance = tree.query_nearest(points, all_matches=False, return_distance=True)
    words = [word if isinstance(word, Text) else same(str(word)) for word in excluded["reason"].iloc[place]]
    return [
        Text(
            zh=f"半径以内的 {number} 处地点均已排除,最近的({far:.0f} 米):{word.zh}",
            en=f"left out within the radius: {number}; the nearest, {far:.0f} m away: {word.en}",
        )
        if number
        else None
        for number, far, word in zip(count, distance, words, strict=True)
    ]


def _why(reason: Text | None, *, island: bool, on_foot: bool) -> Text:
    if island:
        return Text(zh="最近的道路与备选地点都不连通", en="the nearest street leads to no candidate")
    if reason is not None:
        return reason
    if on_foot:
        return Text(zh="直线在半径以内,沿路超出", en="within the radius in a straight line, beyond it on foot")
    return Text(zh="半径以内没有备选地点", en="no candidate within the radius")
