"""The words for charging stations, and the tables behind their number: by division, by place, what is not counted."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from geo_ruijin.methods.columns import DIVISION, NAME, worded
from geo_ruijin.methods.counting.rows import by_division
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text

#: Who may use a station.
KINDS: Mapping[str, Text] = {
    "public": Text(zh="公用", en="public"),
    "dedicated": Text(zh="专用", en="dedicated"),
    "private": Text(zh="自用", en="private"),
}
#: Where a station stands.
PLACES: Mapping[str, Text] = {
    "housing": Text(zh="住宅小区", en="housing"),
    "workplace": Text(zh="单位停车场", en="workplaces"),
    "depot": Text(zh="公交及出租车场", en="bus and taxi depots"),
    "public_building": Text(zh="公共建筑停车场", en="public buildings"),
    "commercial": Text(zh="商业停车场", en="shops"),
    "park": Text(zh="公园停车场", en="parks"),
    "hub": Text(zh="交通枢纽停车场", en="transport hubs"),
    "fast_station": Text(zh="城市快充站", en="fast stations in town"),
    "highway": Text(zh="国省道两侧", en="beside main roads"),
}
_UNSAID = Text(zh="未注明", en="not said")

_STATION_COUNT = Column(Text(zh="站数", en="Stations"))
_ALL_PILES = Column(Text(zh="充电桩", en="Piles"), "piles")
_FAST_PILES = Column(Text(zh="其中快充桩", en="of which fast"), "piles")
_UNCOUNTED = Column(Text(zh="未写桩数的站", en="Stations without a count"))


def _sums(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return stations, piles in all and by kind, fast piles and stations without a count, by a column."""
    wide = pd.DataFrame(
        {
            "stations": 1.0,
            "piles": rows["piles"],
            **{f"piles_{kind}": rows["piles"].where(rows["kind"] == kind, 0.0) for kind in (*KINDS, "unknown")},
            "fast_piles": rows["fast_piles"],
            "without_count": rows["piles"].isna().astype(float),
        },
        index=rows.index,
    )
    return wide.groupby(rows[key]).sum()


def zones_table(rows: pd.DataFrame, by: gpd.GeoDataFrame) -> Table:
    """Return a row for every division, most piles first; `rows` name theirs in `division`."""
    kinds = {
        f"piles_{kind}": Column(Text(zh=said.zh, en=said.en.capitalize()), "piles")
        for kind, said in {**KINDS, "unknown": Text(zh="类别不明", en="kind not said")}.items()
    }
    data = by_division(_sums(rows, "division"), by)
    return Table(
        Text(zh="各区划的{stations}", en="{stations} by division"),
        data.sort_values("piles", ascending=False, kind="stable", ignore_index=True),
        {
            "name": DIVISION,
            "piles": _ALL_PILES,
            **kinds,
            "fast_piles": _FAST_PILES,
            "stations": _STATION_COUNT,
            "without_count": _UNCOUNTED,
        },
    )


def places_table(rows: pd.DataFrame, order: tuple[str, ...]) -> Table:
    """Return a row for every place there is, in an order, those not in it after, those not said last."""
    listed = [*order, *(place for place in PLACES if place not in order), "unknown"]
    sums = _sums(rows, "place").reindex(list(dict.fromkeys(listed))).dropna(how="all")
    data = sums.rename_axis("place").reset_index()
    total = data["piles"].sum()
    data["share"] = percents(data["piles"], total)
    data["place"] = worded([PLACES.get(place, _UNSAID) for place in data["place"]], data.index)
    return Table(
        Text(zh="各类场所的{stations}", en="{stations} by place"),
        data,
        {
            "place": Column(Text(zh="场所", en="Place")),
            "piles": _ALL_PILES,
            "share": Column(Text(zh="占全部充电桩", en="of all piles"), "%"),
            "fast_piles": _FAST_PILES,
            "stations": _STATION_COUNT,
            "without_count": _UNCOUNTED,
        },
    )


def uncounted_table(rows: gpd.GeoDataFrame, *, divided: bool) -> Table:
    """Return the stations that do not say how many piles they have."""
    data = rows[rows["piles"].isna()].reset_index(drop=True)
    data["kind"] = worded([KINDS.get(kind, _UNSAID) for kind in data["kind"]], data.index)
    return Table(
        Text(zh="没有写桩数的{stations}", en="{stations} without a number of piles"),
        data,
        {
            "name": NAME,
            "kind": Column(Text(zh="类别", en="Kind")),
            **({"division": DIVISION} if divided else {}),
        },
    )
