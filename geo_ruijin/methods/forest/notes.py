"""What must be said beside the figures of forest cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError, closest
from geo_ruijin.methods.counting.rows import counts
from geo_ruijin.methods.forest.figures import Forest
from geo_ruijin.methods.forest.kinds import LIKELY, OPEN
from geo_ruijin.methods.forest.parcels import HECTARE, Parcels
from geo_ruijin.statistic import statistic
from geo_ruijin.text import Text
from geo_ruijin.units import Hectares, Metres, Percent

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
AREA_UNITS: Mapping[str, float] = {"ha": HECTARE, "m²": 1.0, "mu": HECTARE / 15}


def patch_note(forest: Forest, least: Hectares, within: Metres) -> Text:
    """Return what a patch is, and how much is in none that is large enough."""
    small = (forest.state <= LIKELY) & ~forest.counted & (forest.area > 0)
    return Text(
        zh=f"连片面积不小于 {least:g} 公顷的才计入:相距不超过 {within:g} 米的图斑算一片,不论图斑大小;"
        f"不足的有 {int(small.sum())} 个图斑、{forest.hectares(small):,.1f} 公顷。",
        en=f"Patches of {least:g} ha or more count: parcels no further apart than {within:g} m are one patch, whatever "
        f"their own size. In smaller ones are {int(small.sum())} parcels, {forest.hectares(small):,.1f} ha.",
    )


def open_notes(forest: Forest) -> Iterator[Text]:
    """Yield what the parcels leave open."""
    for state, what in _OPEN.items():
        rows = (forest.state == state) & (forest.area > 0)
        if rows.any():
            count, hectares = int(rows.sum()), forest.hectares(rows)
            yield Text(
                zh=f"有 {count} 个图斑、{hectares:,.1f} 公顷{what.zh}。",
                en=f"{count} parcels, {hectares:,.1f} ha, {what.en}.",
            )


def land_notes(parcels: Parcels) -> Iterator[Text]:
    """Yield what of the parcels was left out: land that two hold, and land beyond the place."""
    if (twice := parcels.twice / HECTARE) >= _TOLD:
        yield Text(
            zh=f"图斑互相重叠 {twice:,.1f} 公顷,只计一次(蓄积按面积折减);两者不同的,归计入森林的图斑。请在数据中改正。",
            en=f"Parcels overlap by {twice:,.1f} ha, which count once, volumes in proportion; where they differ, "
            "forest that counts has it. Correct them in the data.",
        )
    if (beyond := parcels.beyond / HECTARE) >= _TOLD:
        yield Text(
            zh=f"图斑在{{place}}以外的 {beyond:,.1f} 公顷没有计入(蓄积按面积折减)。",
            en=f"Parcels have {beyond:,.1f} ha beyond {{place}}, which do not count; volumes in proportion.",
        )


def area_notes(
    rows: pd.DataFrame, drawn: NDArray[np.float64], unit: str | None, tolerance: Percent | None
) -> Iterator[Text]:
    """Yield by how much the areas that parcels state differ from those they are drawn with.

    Raises
    ------
    MethodError
        If the unit is none of `AREA_UNITS`.
    """
    if unit is None or "area" not in rows:
        return
    if unit not in AREA_UNITS:
        cure = closest(unit, AREA_UNITS)
        raise MethodError(
            Text(
                zh=f"area_unit 不认识“{unit}”,可写 {'、'.join(AREA_UNITS)}。{cure.zh}",
                en=f"area_unit knows no '{unit}', but {', '.join(AREA_UNITS)}. {cure.en}",
            )
        )
    stated = counts(rows, "area").to_numpy()
    said = ~np.isnan(stated)
    if not drawn[said].sum():
        return
    column, shape = stated[said].sum() * AREA_UNITS[unit] / HECTARE, drawn[said].sum() / HECTARE
    off = abs(column / shape - 1) * 100
    silent = int((~said).sum())
    left = (
        Text(zh=f"({silent} 个图斑没有填面积)", en=f" ({silent} parcels state none)") if silent else Text(zh="", en="")
    )
    yield Text(
        zh=f"图斑表内面积合计 {column:,.1f} 公顷,图形投影面积合计 {shape:,.1f} 公顷,相差 {off:.2f}%{left.zh};"
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


def official_note(reported: pd.DataFrame, row: str, forest: float, land: float) -> Iterator[Text]:
    """Yield the share over the official area of the place, where one is reported [km²].

    Parameters
    ----------
    forest, land
        The forest that counts, and the place as it is drawn [ha].
    """
    found = statistic(reported, row, unit="km²", dated=False)
    if not found.value:
        return
    official = found.value * 100
    yield Text(
        zh=f"{{place}}图形面积 {land:,.0f} 公顷,公布的行政区域面积 {official:,.0f} 公顷;以公布面积为分母,覆盖率为 "
        f"{forest / official * 100:.2f}%。",
        en=f"{{place}} is drawn with {land:,.0f} ha, the official area is {official:,.0f} ha: over that the share is "
        f"{forest / official * 100:.2f} %.",
    )
