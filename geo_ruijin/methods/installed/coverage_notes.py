"""What must be said of the coverage of roofs: how plants were taken to theirs, and which roofs may be new.

Words in braces in the texts ("{installed}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import geopandas as gpd
import pandas as pd

from geo_ruijin.methods.installed.equipped import Equipped
from geo_ruijin.methods.installed.plants import NO_ROOF
from geo_ruijin.methods.parameter import Range
from geo_ruijin.methods.rooftops.vocabulary import UNKNOWN
from geo_ruijin.methods.shares import percent
from geo_ruijin.text import Text
from geo_ruijin.units import Metres


def plant_notes(found: Equipped, tolerance: Metres, module_power: Range) -> Iterator[Text]:
    """Yield how the plants were taken to their roofs, and how large they are."""
    roofs, plants = found.roofs, found.plants
    if strays := int((plants["roof"] == NO_ROOF).sum()):
        yield Text(
            zh=f"有 {strays} 个项目 {tolerance:g} 米以内没有屋顶,单列一表,不计入任何屋顶:请核对位置,"
            "或建筑图层缺这些房屋。",
            en=f"{strays} plants have no roof within {tolerance:g} m. They are listed apart and count on no roof: "
            "check their places, or the buildings lack theirs.",
        )
    if several := int((roofs["plants"] > 1).sum()):
        yield Text(
            zh=f"有 {several} 个屋顶不止一个项目,已合计。",
            en=f"{several} roofs carry several plants, which are summed.",
        )
    if over := int((roofs["over"] > 0).sum()):
        more = float(roofs["over"].sum())
        yield Text(
            zh=f"有 {over} 个屋顶的组件面积大于屋顶,按屋顶面积计,多出的 {more:.0f} 平方米不计(项目可能跨几栋)。",
            en=f"Roofs that are smaller than the modules said to be on them: {over}. They count as covered; {more:.0f} "
            "m² more are left out (a plant may lie on several buildings).",
        )
    if found.estimated:
        yield Text(
            zh=f"有 {found.estimated} 个项目没有组件面积,按组件容量 ÷ {module_power.mid:g} 瓦/平方米推算"
            f"(上下限 {module_power.low:g}—{module_power.high:g})。",
            en=f"{found.estimated} plants state no area of modules: taken from their power at {module_power.mid:g} "
            f"W/m² (bounds by {module_power.low:g} to {module_power.high:g}).",
        )
    if unsized := int(roofs["unsized"].sum()):
        yield Text(
            zh=f"有 {unsized} 个项目既没有面积也没有容量:面积按 0 计,上限按整个屋顶计。",
            en=f"{unsized} plants state neither area nor power: they count as 0 m², and as all of their roof in the "
            "upper bounds.",
        )


def new_notes(whose: Text, own: pd.Series[bool], year: pd.Series[float], new_from: int) -> Iterator[Text]:
    """Yield that none of some roofs is known to be new.

    Parameters
    ----------
    whose
        The roofs, in words.
    own
        Which roofs are meant.
    year
        When each was built; NaN where nobody says.
    new_from
        The first year a new building may be of.
    """
    if not (own & (year >= new_from)).any():
        yield Text(
            zh=f"没有一栋已知为{whose.zh}({new_from} 年起建成):它们的覆盖率没有可算的。",
            en=f"No roof is known to be one of {whose.en} (built from {new_from} on): there is no coverage to tell.",
        )


def roof_notes(
    roofs: gpd.GeoDataFrame, year: pd.Series[float], classes: Collection[str], new_from: int
) -> Iterator[Text]:
    """Yield which roofs may be new, or of any class."""
    own = roofs["class"].isin(classes)
    if own.any() and year[own].isna().all():
        yield Text(
            zh=f"公共机构和厂房都没有建成年份,不知道哪些是 {new_from} 年起新建的。请在建筑图层填“year_built”列。",
            en=f"No public building or factory says when it was built: nobody knows which are new, of {new_from} or "
            "later. Fill in the column 'year_built' of the buildings.",
        )
    elif undated := int((own & year.isna()).sum()):
        yield Text(
            zh=f"有 {undated} 栋公共机构建筑或厂房没有建成年份,可能是新建的:上下限把它们计入。",
            en=f"{undated} public buildings or factories do not say when they were built and may be new: the bounds "
            "take them in.",
        )
    unknown = roofs["class"] == UNKNOWN
    if count := int(unknown.sum()):
        share = percent(float(roofs["roof_area"][unknown].sum()), float(roofs["roof_area"].sum())) or 0.0
        yield Text(
            zh=f"有 {count} 栋用途不明(占屋顶面积 {share:.1f}%),可能属于任何一类:分类占比的上下限把它们计入。",
            en=f"The use of {count} buildings is unknown ({share:.1f} % of the roof area): they may be of any class, "
            "which the bounds of the shares by class take in.",
        )
