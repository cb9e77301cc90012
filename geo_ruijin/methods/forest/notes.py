"""What must be said beside the figures of forest cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError, closest
from geo_ruijin.methods.counting.rows import counts
from geo_ruijin.methods.forest.figures import Forest
from geo_ruijin.methods.forest.kinds import LIKELY, OPEN
from geo_ruijin.methods.forest.parcels import HECTARE, MU, Parcels
from geo_ruijin.methods.forest.parts import Parts
from geo_ruijin.statistic import statistic
from geo_ruijin.text import Text
from geo_ruijin.units import Metres, Mu, Percent
from geo_ruijin.zonal.ellipsoid import areas_on_ellipsoid

#: Less than this need not be told [ha].
_TOLD = 0.05

#: What is open of parcels, by what they are.
_OPEN: Mapping[int, Text] = {
    LIKELY: Text(
        zh="没有填郁闭度:按地类计入,下限不计",
        en="do not say their canopy: they count by their kind, and not for the lower end",
    ),
    OPEN: Text(
        zh="不能确定是否计入(灌木林是否国家特别规定,或地类未填):只计入上限",
        en="are shrub of which nobody knows whether it counts, or of no known kind: they count for the upper end alone",
    ),
}

#: What a column of areas may be in [m²].
AREA_UNITS: Mapping[str, float] = {"ha": HECTARE, "m²": 1.0, "mu": MU}


def patch_note(forest: Forest, least: Mu, within: Metres) -> Text:
    """Return what a patch is, and how much is in none that is large enough."""
    small = (forest.state <= LIKELY) & ~forest.counted & (forest.area > 0)
    return Text(
        zh=f"连片面积不小于 {least:g} 亩({least * MU:,.1f} 平方米)的才计入:相距不超过 {within:g} 米的{{parcels}}算一片,"
        "不论{parcels}大小,一个分成几块的各算各的;"
        f"不足的有 {forest.count(small)} 个{{parcels}}、{forest.hectares(small):,.1f} 公顷。",
        en=f"Patches of {least:g} mu ({least * MU:,.1f} m²) or more count: parcels no further apart than {within:g} m "
        "are one patch, whatever their own size; parts of one that lie apart are none. In smaller ones are "
        f"{forest.count(small)} parcels, {forest.hectares(small):,.1f} ha.",
    )


def open_notes(forest: Forest) -> Iterator[Text]:
    """Yield what the parcels leave open."""
    for state, what in _OPEN.items():
        rows = (forest.state == state) & (forest.area > 0)
        if rows.any():
            count, hectares = forest.count(rows), forest.hectares(rows)
            yield Text(
                zh=f"有 {count} 个{{parcels}}、{hectares:,.1f} 公顷{what.zh}。",
                en=f"{count} parcels, {hectares:,.1f} ha, {what.en}.",
            )


def land_notes(parcels: Parcels) -> Iterator[Text]:
    """Yield what of the parcels was left out: land that two hold, and land beyond the place."""
    if (twice := parcels.twice / HECTARE) >= _TOLD:
        yield Text(
            zh=f"{{parcels}}互相重叠 {twice:,.1f} 公顷,只计一次(蓄积按面积折减);两者不同的,归计入森林的。"
            "请在数据中改正。",
            en=f"Parcels overlap by {twice:,.1f} ha, which count once, volumes in proportion; where they differ, "
            "forest that counts has it. Correct them in the data.",
        )
    if (beyond := parcels.beyond / HECTARE) >= _TOLD:
        yield Text(
            zh=f"{{parcels}}在{{place}}以外的 {beyond:,.1f} 公顷没有计入(蓄积按面积折减)。",
            en=f"Parcels have {beyond:,.1f} ha beyond {{place}}, which do not count; volumes in proportion.",
        )


def area_notes(parts: Parts, drawn: NDArray[np.float64], unit: str | None, tolerance: Percent | None) -> Iterator[Text]:
    """Yield by how much the areas that parcels state differ from those they are drawn with.

    Raises
    ------
    MethodError
        If the unit is none of `AREA_UNITS`.
    """
    if unit is None or "area" not in parts.rows:
        return
    if unit not in AREA_UNITS:
        cure = closest(unit, AREA_UNITS)
        raise MethodError(
            Text(
                zh=f"area_unit 不认识“{unit}”,可写 {'、'.join(AREA_UNITS)}。{cure.zh}",
                en=f"area_unit knows no '{unit}', but {', '.join(AREA_UNITS)}. {cure.en}",
            )
        )
    stated = counts(parts.rows, "area").to_numpy() * parts.portion
    said = ~np.isnan(stated)
    if not drawn[said].sum():
        return
    column, shape = stated[said].sum() * AREA_UNITS[unit] / HECTARE, drawn[said].sum() / HECTARE
    off = abs(column / shape - 1) * 100
    silent = len(np.unique(parts.parcel[~said]))
    left = (
        Text(zh=f"({silent} 个{{parcels}}没有填面积)", en=f" ({silent} parcels state none)")
        if silent
        else Text(zh="", en="")
    )
    yield Text(
        zh=f"{{parcels}}表内面积合计 {column:,.1f} 公顷,图形投影面积合计 {shape:,.1f} 公顷,相差 {off:.2f}%{left.zh};"
        "这里用图形面积。",
        en=f"The parcels state {column:,.1f} ha and are drawn with {shape:,.1f} ha on the plane of the projection, "
        f"{off:.2f} % apart{left.en}; the shapes are used here.",
    )
    if tolerance is not None and off > tolerance:
        yield Text(
            zh=f"相差超过 {tolerance:g}%:请核对面积单位(这里按 {unit} 理解)、坐标系和图形是否完整;"
            "公布的以表内面积为准。",
            en=f"That is more than {tolerance:g} %: check the unit (read as {unit}), the coordinate system, and "
            "whether shapes are missing; what the parcels state is the official area.",
        )


def official_hectares(reported: pd.DataFrame | None, row: str | None) -> float | None:
    """Return the official area of the place [ha], where one is reported [km²]."""
    if reported is None or row is None:
        return None
    return (statistic(reported, row, unit="km²", dated=False).value or 0.0) * 100 or None


def official_note(official: float, forest: float, land: float, tolerance: Percent | None) -> Iterator[Text]:
    """Yield the share over the official area of the place, and whether that is of the same place.

    Parameters
    ----------
    official, land
        The place by its official area, and as it is drawn [ha].
    forest
        The forest that counts [ha].
    tolerance
        How far the two may be apart [%].
    """
    yield Text(
        zh=f"{{place}}图形面积 {land:,.0f} 公顷,公布的行政区域面积 {official:,.0f} 公顷;以公布面积为分母,覆盖率为 "
        f"{forest / official * 100:.2f}%。上下限包含两种分母;考核用哪个,先问清。",
        en=f"{{place}} is drawn with {land:,.0f} ha, the official area is {official:,.0f} ha: over that the share is "
        f"{forest / official * 100:.2f} %. Low and high hold both denominators: ask which one is meant.",
    )
    off = abs(land / official - 1) * 100
    if tolerance is not None and off > tolerance:
        yield Text(
            zh=f"两者相差 {off:.2f}%,超过 {tolerance:g}%:请核对公布面积的单位(平方公里)和边界。",
            en=f"They are {off:.2f} % apart, more than {tolerance:g} %: check the unit of the official area (km²), and "
            "the boundary.",
        )


def ellipsoid_note(parcels: Parcels, forest: Forest, place: gpd.GeoSeries) -> Iterator[Text]:
    """Yield the areas on the ellipsoid, which is what a land survey states: forest that counts, and the place."""
    counted = gpd.GeoSeries(parcels.inside[forest.counted], crs=place.crs)
    if place.crs is None or not (plane := forest.hectares(forest.counted)):
        return
    trees, land = (areas_on_ellipsoid(shapes).sum() / HECTARE for shapes in (counted, place))
    yield Text(
        zh=f"面积在投影面上量算。换成椭球面积(三调 TBMJ 的口径):图上的森林 {trees:,.1f} 公顷(投影 {plane:,.1f}),"
        f"{{place}} {land:,.1f} 公顷,覆盖率 {trees / land * 100:.2f}%(不含四旁树、农田林网)。",
        en=f"Areas are on the plane of the projection. On the ellipsoid, as a land survey states them, the forest "
        f"drawn is {trees:,.1f} ha (on the plane {plane:,.1f}), {{place}} is {land:,.1f} ha, the share "
        f"{trees / land * 100:.2f} % without trees beside houses and shelterbelts.",
    )
