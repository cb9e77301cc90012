"""Tables by which the banks that were found can be looked at: rivers, their water and the strip along it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geo_ruijin.methods.columns import worded
from geo_ruijin.methods.rivers.courses import KILOMETRE, Course, Streams
from geo_ruijin.methods.rivers.flow import Flow
from geo_ruijin.methods.rivers.land import Kinds
from geo_ruijin.methods.rivers.middle import LEFT, RIGHT, Floats
from geo_ruijin.methods.rivers.profile import Profile
from geo_ruijin.methods.rivers.stretches import NAMELESS, SIDES
from geo_ruijin.methods.rivers.strips import Strips
from geo_ruijin.methods.rivers.tables import BANK_SIDE, HECTARE, RIVER
from geo_ruijin.methods.rivers.water import Water
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text

_FLOW = {
    "torn": Text(zh="不明(接头处画线相反)", en="not known: lines drawn against each other"),
    "turned": Text(zh="按高程,部分画线已掉转", en="by heights; some lines turned round"),
    "told": Text(zh="画线与高程一致", en="as drawn, and heights agree"),
    "drawn": Text(zh="按画线方向,未经高程核对", en="as drawn; heights do not tell"),
}


def courses_table(
    waters: Sequence[Water],
    courses: Sequence[Course],
    streams: Streams,
    flow: Flow,
    torn: Mapping[int, int],
    profile: Profile,
) -> Table:
    """Return a row a river: how its water was found, and whether both banks were."""
    number = np.array([course.number for course in courses])[profile.course]
    data = pd.DataFrame([_row(one, streams, flow, torn) for one in waters])
    for side, name in ((LEFT, "left"), (RIGHT, "right")):
        bank = [profile.length[(number == one.river) & (profile.side == side)].sum() for one in waters]
        data[name] = np.where([one.river in torn for one in waters], np.nan, percents(bank, data["length"] * KILOMETRE))
    columns = {
        "river": RIVER,
        "length": Column(Text(zh="河长(中心线)", en="Length of its lines"), "km"),
        "width": Column(Text(zh="平均水面宽(量得)", en="Mean width, measured"), "m"),
        "said": Column(Text(zh="平均河宽(图层所写)", en="Mean width, as the lines say"), "m"),
        "shown": Column(Text(zh="有水面图斑的河长占比", en="Of its length with polygons"), "%"),
        "left": Column(Text(zh="左岸岸线 ÷ 河长", en="Left bank / length"), "%"),
        "right": Column(Text(zh="右岸岸线 ÷ 河长", en="Right bank / length"), "%"),
        "bridges": Column(Text(zh="补连的桥位", en="Bridges closed")),
        "flow": Column(Text(zh="流向依据", en="Direction of the flow")),
    }
    data["river"] = worded(list(data["river"]), data.index)
    data["flow"] = worded(list(data["flow"]), data.index)
    return Table(Text(zh="河流水面与岸线的认定", en="How water and banks were found"), data[list(columns)], columns)


def said_width(one: Water) -> float:
    """Return the mean of the width that a river's lines say [m], NaN where they say none."""
    said = one.middle.said[~np.isnan(one.middle.said)]
    return float(said.mean()) if len(said) else np.nan


def _row(one: Water, streams: Streams, flow: Flow, torn: Mapping[int, int]) -> dict[str, object]:
    own = streams.river == one.river
    key = (
        "torn"
        if one.river in torn
        else "turned"
        if flow.turned[own].any()
        else "told"
        if flow.told[own].any()
        else "drawn"
    )
    return {
        "river": streams.names[one.river] or NAMELESS,
        "length": one.length / KILOMETRE,
        "width": one.width,
        "said": said_width(one),
        "shown": one.raw.in_polygons / one.length * 100,
        "bridges": float(len(one.raw.bridges)),
        "flow": _FLOW[key],
    }


def water_table(waters: Sequence[Water], streams: Streams, crs: CRS) -> Table:
    """Return the water of every river, as its banks were taken from it."""
    shapes = [one.shape for one in waters]
    data = gpd.GeoDataFrame({"area": shapely.area(shapes) / HECTARE}, geometry=shapes, crs=crs)
    data["width"] = [one.width for one in waters]
    data["river"] = worded([streams.names[one.river] or NAMELESS for one in waters], data.index)
    data = data[~data.geometry.is_empty].reset_index(drop=True)
    columns = {
        "river": RIVER,
        "area": Column(Text(zh="水面面积(含窄岛、桥下)", en="Water, narrow islands and under bridges included"), "ha"),
        "width": Column(Text(zh="平均宽", en="Mean width"), "m"),
    }
    return Table(Text(zh="认定的河流水面", en="Water of the rivers, as taken"), data[[*columns, "geometry"]], columns)


def strip_table(strips: Strips, areas: Floats, kinds: Kinds, streams: Streams, crs: CRS) -> Table:
    """Return the strip along every bank as one shape."""
    land = np.append(~kinds.water, True)
    rows = gpd.GeoDataFrame(
        {
            "number": strips.river,
            "side": strips.side,
            "area": areas[:, land].sum(axis=1) / HECTARE,
            "natural": areas[:, :-1][:, kinds.natural & ~kinds.water].sum(axis=1) / HECTARE,
        },
        geometry=strips.pieces,
        crs=crs,
    )
    data = rows.dissolve(["number", "side"], aggfunc="sum", sort=False).reset_index()
    data["river"] = worded([streams.names[number] or NAMELESS for number in data["number"]], data.index)
    data["side"] = worded([SIDES[side] for side in data["side"]], data.index)
    columns = {
        "river": RIVER,
        "side": BANK_SIDE,
        "area": Column(Text(zh="缓冲带面积", en="Area of the strip"), "ha"),
        "natural": Column(Text(zh="其中自然覆盖", en="Under natural cover"), "ha"),
    }
    title = Text(zh=f"两岸 {strips.width:g} 米缓冲带", en=f"Strips of {strips.width:g} m")
    return Table(title, data[[*columns, "geometry"]], columns)
