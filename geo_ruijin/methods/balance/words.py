"""What is said of supply against need: its figures, its tables and what must stand beside them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.balance.catchment import NEAREST
from geo_ruijin.methods.balance.cells import Cells
from geo_ruijin.methods.columns import DIVISION, RESIDENTS
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text

_LACKING = Column(Text(zh="缺口", en="Lacking"), "m²")
_ACCESSIBLE = Column(Text(zh="人均可达", en="Accessible per person"), "m²/person")

#: What a decay is, in words and formula: d the distance, r the radius.
_DECAYS = {
    "dichotomy": Text(zh="半径以内一律为 1(dichotomy)", en="1 within the radius (dichotomy)"),
    "exponential": Text(zh="指数 exp(-d/r)(exponential)", en="exp(-d/r) (exponential)"),
    "gaussian": Text(
        zh="高斯 (exp(-(d/r)²/2) - exp(-1/2)) / (1 - exp(-1/2))(gaussian)",
        en="(exp(-(d/r)²/2) - exp(-1/2)) / (1 - exp(-1/2)) (gaussian)",
    ),
    "density": Text(zh="核密度 0.75 (1 - (d/r)²)(density)", en="0.75 (1 - (d/r)²) (density)"),
}


def measure_words(*, radius: float, need: float) -> dict[str, tuple[str, Text]]:
    """Return the unit and the definition of each figure."""
    r, g = f"{radius:g}", f"{need:g}"
    return {
        "share_in_deficit": (
            "%",
            Text(
                zh=f"{{region}}内人均可达{{supply}}不足 {g} 平方米的居民 ÷ {{region}}内居民(两步移动搜索法,"
                f"半径 {r} 米)",
                en=f"Residents of {{region}} with less than {g} m² of {{supply}} accessible each / residents of "
                f"{{region}}; two-step floating catchment area, radius {r} m",
            ),
        ),
        "people_in_deficit": (
            "people",
            Text(zh=f"人均可达不足 {g} 平方米的居民", en=f"Residents with less than {g} m² accessible each"),
        ),
        "people_in_surplus": (
            "people",
            Text(zh=f"人均可达超过 {g} 平方米的居民", en=f"Residents with more than {g} m² accessible each"),
        ),
        "people_in_balance": (
            "people",
            Text(zh=f"人均可达恰为 {g} 平方米的居民", en=f"Residents with exactly {g} m² accessible each"),
        ),
        "people": ("people", Text(zh="{region}内居民(分母)", en="Residents of {region}, denominator")),
        "accessible_mean": (
            "m²/person",
            Text(
                zh="{region}内居民人均可达的{supply}面积(按人平均)",
                en="Area of {supply} accessible to a resident of {region}, mean over people",
            ),
        ),
        "deficit": (
            "m²",
            Text(
                zh=f"不足 {g} 平方米的居民合计还缺的面积(不以他人的富余相抵)",
                en=f"What residents with less than {g} m² lack together; the surplus of others is not set against it",
            ),
        ),
        "supply_area": (
            "m²",
            Text(
                zh=f"{{region}}内及其居民 {r} 米以内的{{supply}}面积(= 下列三项之和)",
                en=f"Area of {{supply}} in {{region}} or within {r} m of its residents: the sum of the next three",
            ),
        ),
        "supply_used": ("m²", Text(zh="其中由{region}内居民分享", en="Of it, shared by residents of {region}")),
        "supply_elsewhere": (
            "m²",
            Text(zh="其中由{region}以外居民分享", en="Of it, shared by people outside {region}"),
        ),
        "supply_unreached": (
            "m²",
            Text(zh=f"其中 {r} 米以内没有居民、无人分享", en=f"Of it, shared by nobody: none live within {r} m"),
        ),
    }


def balance_tables(homes: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, cells: Cells, *, by: bool) -> dict[str, Table]:
    """Return the balance by zone, and the cells in deficit with most people first.

    Parameters
    ----------
    homes
        People, zone and cell (positions), accessible and balance [m²/person].
    zones
        Name and geometry.
    cells
        The cells.
    by
        Whether the zones are divisions.
    """
    rows = pd.DataFrame(homes.drop(columns="geometry"))
    rows = rows[rows["people"] > 0]
    rows["used"] = rows["people"] * rows["accessible"]
    rows["lacking"] = -(rows["people"] * rows["balance"]).clip(upper=0)
    rows["short"] = rows["people"].where(rows["balance"] < 0, 0.0)
    rows["over"] = rows["people"].where(rows["balance"] > 0, 0.0)
    tables = {"deficit": _in_deficit(rows, zones, cells, by=by)}
    return {"zones": _by_zone(rows, zones), **tables} if by else tables


def _by_zone(rows: pd.DataFrame, zones: gpd.GeoDataFrame) -> Table:
    sums = rows.groupby("zone")[["people", "short", "over", "used", "lacking"]].sum()
    found = zones.join(sums.reindex(zones.index, fill_value=0.0))
    lived_in = found["people"].where(found["people"] > 0)
    found["share"], found["accessible"] = percents(found["short"], lived_in), found["used"] / lived_in
    return Table(
        Text(zh="{supply}供需平衡(按区划)", en="Balance of {supply} by division"),
        found.sort_values(["short", "people"], ascending=False, kind="stable", ignore_index=True),
        {
            "name": DIVISION,
            "people": RESIDENTS,
            "short": Column(Text(zh="供给不足的居民", en="Residents in deficit"), "people"),
            "share": Column(Text(zh="供给不足占比", en="Share in deficit"), "%"),
            "over": Column(Text(zh="供给富余的居民", en="Residents in surplus"), "people"),
            "accessible": _ACCESSIBLE,
            "lacking": _LACKING,
        },
    )


def _in_deficit(rows: pd.DataFrame, zones: gpd.GeoDataFrame, cells: Cells, *, by: bool) -> Table:
    """Return the centres of the cells in deficit; a cell is of the division where most of its people live."""
    short = rows[rows["short"] > 0]
    sums = short.groupby("cell").agg(
        people=("people", "sum"), accessible=("accessible", "first"), lacking=("lacking", "sum")
    )
    lived_in = short.groupby(["cell", "zone"])["people"].sum().reset_index()
    most = lived_in.sort_values("people", ascending=False, kind="stable").drop_duplicates("cell").set_index("cell")
    zone = most["zone"].reindex(sums.index).to_numpy()
    found = gpd.GeoDataFrame(sums.reset_index(drop=True), geometry=cells.centres(sums.index.to_numpy()), crs=zones.crs)
    if by:
        found["name"] = zones["name"].to_numpy()[zone]
    columns = {
        "name": DIVISION,
        "people": Column(Text(zh="供给不足的居民", en="Residents in deficit"), "people"),
        "accessible": _ACCESSIBLE,
        "lacking": _LACKING,
    }
    return Table(
        Text(zh="{supply}供给不足的格网(格心)", en="Cells where {supply} are in deficit (centres)"),
        found.sort_values("people", ascending=False, kind="stable", ignore_index=True),
        {name: column for name, column in columns.items() if name in found},
    )


def balance_notes(
    *, radius: float, cell_size: float, decay: str, exponent: float | None, overlap: float
) -> tuple[Text, ...]:
    """Return what must stand beside the figures."""
    r, diagonal = f"{radius:g}", f"{cell_size * np.sqrt(2):.0f}"
    fall = _DECAYS.get(decay) or Text(
        zh=f"幂函数 d 的 -{exponent:g} 次方,{NEAREST:g} 米以内为 1(power)",
        en=f"d to the power -{exponent:g}, 1 within {NEAREST:g} m (power)",
    )
    notes = [
        Text(
            zh=f"两步移动搜索法(2SFCA):每处{{supply}}的面积由 {r} 米以内的所有居民按距离权重分享,每位居民得到的是"
            f" {r} 米以内各处份额之和。数字表示“按人头分摊后够不够”,不表示走不走得到,也不是人均公园绿地面积。",
            en="Two-step floating catchment area (2SFCA): the area of each of {supply} is shared by all people within "
            f"{r} m, weighted by distance, and a resident has the sum of the shares within {r} m. It says whether what "
            "is there suffices for all who reach it; it is no walk, and not the statistics' park area per resident.",
        ),
        Text(
            zh=f"距离权重:{fall.zh};d 为距离,r 为半径 {r} 米,恰在半径上计入,超过半径权重为 0。",
            en=f"Weight by distance: {fall.en}; d is the distance, r the radius of {r} m; exactly at the radius "
            "counts, beyond it the weight is 0.",
        ),
        Text(
            zh="半径统一时,供给与需求的总差额与半径无关(只要每处都有人分享):能说明问题的是供给不足的人数。",
            en="With one radius for all, the total of supply less need does not depend on it, as long as somebody "
            "shares each place: the figure that means something is the people in deficit.",
        ),
        Text(
            zh=f"边缘效应:{{region}}以外 {r} 米以内的{{supply}}计入供给,能到达这些{{supply}}的外部居民参与分享。"
            "{people}或{supply}的数据若止于边界,边界附近的结果会偏高或偏低。",
            en=f"At the edge: {{supply}} outside {{region}} within {r} m count, and people outside who reach the same "
            "share them. Where {people} or {supply} end at a boundary, figures near it are too high or too low.",
        ),
        Text(
            zh=f"按边长 {cell_size:g} 米的格网计算,距离为格网中心间的直线,与实际相差至多约 {diagonal} 米。{{supply}}"
            "按落在每格内的面积计,总量不变;未考虑入口和道路。",
            en=f"Computed on cells of {cell_size:g} m: distances are straight lines between centres, right to some "
            f"{diagonal} m. {{supply}} count by their exact area in each cell; entrances and streets are left out.",
        ),
    ]
    if overlap:
        notes.append(
            Text(
                zh=f"{{supply}}之间有 {overlap:.0f} 平方米重叠,重叠处只计一次。",
                en=f"{{supply}} overlap by {overlap:.0f} m²; such parts count once.",
            )
        )
    return tuple(notes)
