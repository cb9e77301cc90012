"""The tables behind the coverage of roofs: by class, by group of the pilots, roofs without any, plants off roofs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.methods.columns import NAME, worded
from geo_ruijin.methods.installed.equipped import READINGS
from geo_ruijin.methods.installed.plants import NO_ROOF, OWNERS
from geo_ruijin.methods.rooftops.vocabulary import CLASSES
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text
from geo_ruijin.units import Percent

_UNSAID = Text(zh="未注明", en="not said")
_CLASS = Column(Text(zh="类别", en="Class"))
_ROOFS = Column(Text(zh="屋顶", en="Roofs"), "roofs")
_WITH = Column(Text(zh="其中有光伏", en="of which with PV"), "roofs")
_AREA = Column(Text(zh="屋顶面积", en="Roof area"), "m²")
_USABLE = Column(Text(zh="可用面积", en="Usable area"), "m²")
_ARRAY = Column(Text(zh="组件面积", en="Module area"), "m²")
_POWER = Column(Text(zh="已装(交流)", en="Installed (AC)"), "kW")
_SHARES = {name: Column(text, "%") for name, text in READINGS.items()}
_SHOWN = {
    "village": Column(Text(zh="村(居)", en="Village")),
    "division": Column(Text(zh="区划", en="Division")),
}


@dataclass(frozen=True)
class Pilot:
    """A group of classes that the national pilots set a bound for.

    Attributes
    ----------
    title
        What the group is called.
    classes
        Whose roofs are in it.
    """

    title: Text
    classes: tuple[str, ...]


#: The groups of the notice of the National Energy Administration on county pilots (2021-06-20), which says what is in
#: each; the bounds are parameters.
PILOTS: Mapping[str, Pilot] = {
    "government": Pilot(Text(zh="党政机关", en="Party and government"), ("government",)),
    "public": Pilot(
        Text(zh="学校、医院、村委会", en="Schools, hospitals, village committees"),
        ("school", "hospital", "village_committee"),
    ),
    "business": Pilot(Text(zh="工商业", en="Industry and commerce"), ("industrial", "commercial")),
    "rural": Pilot(Text(zh="农村住房", en="Rural houses"), ("rural_house",)),
}


def able(roofs: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which roofs can carry photovoltaics: those with a capacity, and those that do."""
    return ((roofs["capacity"] > 0) | (roofs["plants"] > 0)).to_numpy(dtype=bool)


def _sums(roofs: pd.DataFrame, key: pd.Series[str]) -> pd.DataFrame:
    carries = roofs["plants"] > 0
    numbers = {
        "roofs": 1.0,
        "with_pv": carries.astype(np.float64),
        "roof_area": roofs["roof_area"],
        "usable_area": roofs["usable_area"],
        "area_with_pv": roofs["roof_area"].where(carries, 0.0),
        "array": roofs["array"],
        "kw": roofs["kw"],
    }
    return pd.DataFrame(numbers, index=roofs.index).groupby(key).sum()


def classes_table(roofs: gpd.GeoDataFrame) -> Table:
    """Return a row for every class there is, with the three readings of coverage side by side."""
    sums = _sums(roofs, roofs["class"])
    data = sums.reindex([*CLASSES, *sums.index.difference(list(CLASSES))]).dropna(how="all")
    data = data.rename_axis("class").reset_index()
    data["area_share"] = percents(data["array"], data["roof_area"])
    data["roof_share"] = percents(data["with_pv"], data["roofs"])
    data["usable_share"] = percents(data["array"], data["usable_area"])
    data["class"] = worded([CLASSES.get(one, one) for one in data["class"]], data.index)
    return Table(
        Text(zh="各类屋顶的光伏覆盖,三种口径并列", en="Coverage by class of roof, by three readings"),
        data,
        {
            "class": _CLASS,
            "roofs": _ROOFS,
            "with_pv": _WITH,
            "roof_area": _AREA,
            "usable_area": _USABLE,
            "array": _ARRAY,
            "kw": _POWER,
            **_SHARES,
        },
    )


def pilots_table(roofs: gpd.GeoDataFrame, least: Mapping[str, Percent], most: pd.Series[float] | None) -> Table:
    """Return a row for every group of the pilots: its roofs able to carry photovoltaics against its bound.

    Parameters
    ----------
    roofs
        Of `Equipped`.
    least
        The bound of each group [%].
    most
        The area of modules of each roof were it filled [m²], where known.
    """
    group = {one: name for name, pilot in PILOTS.items() for one in pilot.classes}
    own = roofs[able(roofs)]
    groups = own["class"].map(group)
    data = _sums(own, groups).reindex(list(PILOTS)).fillna(0.0)
    data["share"] = percents(data["array"], data["roof_area"])
    data["share_of_roofs"] = percents(data["area_with_pv"], data["roof_area"])
    data["least"] = [least[name] for name in data.index]
    data["short_by"] = (data["least"] - data["share"]).clip(lower=0.0)
    data["missing"] = (data["least"] / 100 * data["roof_area"] - data["array"]).clip(lower=0.0)
    filled: dict[str, Column] = {}
    if most is not None:
        area = most[own.index].groupby(groups).sum().reindex(list(PILOTS)).fillna(0.0)
        data["most"] = percents(area, data["roof_area"])
        data["no_room"] = (data["missing"] - (area - data["array"])).clip(lower=0.0)
        filled = {
            "most": Column(Text(zh="全部装满最多", en="At most, all roofs filled"), "%"),
            "no_room": Column(Text(zh="其中屋顶装不下的", en="of which roofs have no room for"), "m²"),
        }
    data.insert(0, "group", [pilot.title for pilot in PILOTS.values()])
    return Table(
        Text(
            zh="对照整县屋顶分布式光伏开发试点的比例(只计能装光伏的屋顶)",
            en="Against the shares of the national county pilots, of roofs able to carry PV",
        ),
        data.reset_index(drop=True),
        {
            "group": Column(Text(zh="建筑", en="Buildings")),
            "roofs": _ROOFS,
            "with_pv": _WITH,
            "roof_area": _AREA,
            "array": _ARRAY,
            "share": Column(READINGS["area_share"], "%"),
            "share_of_roofs": Column(Text(zh="有光伏的屋顶整个计入", en="Roofs with PV counted whole"), "%"),
            "least": Column(Text(zh="试点要求,不低于", en="Wanted, at least"), "%"),
            "short_by": Column(Text(zh="还差", en="Short by"), "pp"),
            "missing": Column(Text(zh="还差组件面积", en="Module area missing"), "m²"),
            **filled,
        },
    )


def new_roofs_table(roofs: gpd.GeoDataFrame, classes: Sequence[str], new: NDArray[np.bool_]) -> Table:
    """Return the new roofs of these classes that carry nothing, those that could carry most first."""
    data = roofs[new & roofs["class"].isin(list(classes)).to_numpy() & (roofs["plants"] == 0).to_numpy()]
    data = data.sort_values("capacity", ascending=False, kind="stable", ignore_index=True)
    data["class"] = worded([CLASSES.get(one, one) for one in data["class"]], data.index)
    shown = {name: column for name, column in _SHOWN.items() if name in data}
    building = {"building": Column(Text(zh="建筑序号", en="Building"))} if "building" in data else {}
    return Table(
        Text(zh="新建公共机构和厂房屋顶,尚无光伏", en="Roofs of new public buildings and factories without PV"),
        data,
        {
            **building,
            "class": _CLASS,
            "year_built": Column(Text(zh="建成年份", en="Year built")),
            "roof_area": _AREA,
            "usable_area": _USABLE,
            "capacity": Column(Text(zh="可装容量(组件)", en="Capacity (modules)"), "kWp"),
            **shown,
        },
    )


def unmatched_table(plants: gpd.GeoDataFrame) -> Table:
    """Return the plants that stand on no roof, the largest first."""
    data = plants[plants["roof"] == NO_ROOF].sort_values("kw", ascending=False, kind="stable", ignore_index=True)
    data["owner"] = worded([OWNERS.get(one, _UNSAID) for one in data["owner"]], data.index)
    return Table(
        Text(zh="附近没有屋顶的{installed}", en="{installed} with no roof near"),
        data,
        {
            "name": NAME,
            "owner": Column(Text(zh="业主类别", en="Owner")),
            "kw": _POWER,
            "area": _ARRAY,
        },
    )
