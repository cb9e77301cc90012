"""Water and wetland as satellites see them, year by year."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.editions import EDITION, comparable
from geo_ruijin.methods.landclasses import COVER
from geo_ruijin.methods.shares import reach
from geo_ruijin.methods.wetlands.survey import HECTARE
from geo_ruijin.raster import Raster
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text
from geo_ruijin.units import Percent
from geo_ruijin.zonal.classes import class_areas
from geo_ruijin.zonal.coded import coded, paired


@dataclass(frozen=True)
class Change:
    """How water and wetland changed between two years [ha].

    Attributes
    ----------
    first, last
        The years, as `year_word` has them.
    value
        On land known in both years; None where that is too little.
    low, high
        Between which it lies if land not known were wet or dry as may be.
    """

    first: str
    last: str
    value: float | None
    low: float
    high: float


@dataclass(frozen=True)
class Seen:
    """Water and wetland as satellites see them.

    Attributes
    ----------
    rows
        A row a raster, the earliest first: year, edition, whether it is compared, whether too little of it is known
        (`thin`), water, wetland, both and what is not known [ha], and the change since the one compared before.
    latest
        The row the figures go by: the latest compared, or the latest of all of its edition where none is known enough.
    change
        From the first year compared to the last one; None where there are not two of one edition.
    """

    rows: pd.DataFrame
    latest: pd.Series[float]
    change: Change | None


def seen_in(
    covers: Sequence[Raster],
    place: gpd.GeoDataFrame,
    water: Sequence[str],
    wetland: Sequence[str],
    least_known: Percent,
) -> Seen:
    """Return what each raster sees, and the changes between those of one edition that are known enough."""
    zone = gpd.GeoSeries([place.geometry.union_all()], crs=place.crs)
    rows: list[dict[str, Any]] = []
    alike, _ = comparable(covers)
    for raster in covers:
        found = class_areas(coded(raster, COVER), zone)
        wet, marsh = (float(found.of(*some)[0]) / HECTARE for some in (water, wetland))
        known, unknown = float(found.known[0]), float((found.nothing + found.beyond)[0])
        thin = not reach(known, known + unknown, least_known)
        areas = {"water": wet, "wetland": marsh, "both": wet + marsh, "unknown": unknown / HECTARE}
        same = any(raster is one for one in alike)
        said = {"year": raster.year, "edition": raster.edition or "", "alike": same, "thin": thin}
        rows.append({**said, "compared": same and not thin, **areas, "change": np.nan})
    table = pd.DataFrame(rows)

    def change(first: int, last: int) -> Change:
        rasters, ends = (covers[first], covers[last]), (table.iloc[first], table.iloc[last])
        return _change(rasters, ends, zone, {*water, *wetland}, least_known)

    compared = [at for at, row in enumerate(rows) if row["compared"]]
    for one, other in itertools.pairwise(compared):
        table.loc[other, "change"] = change(one, other).value
    of_edition = [at for at, row in enumerate(rows) if row["alike"]]
    ends = compared if len(compared) > 1 else of_edition
    latest = table.iloc[(compared or of_edition)[-1]]
    return Seen(table, latest, change(ends[0], ends[-1]) if len(ends) > 1 else None)


def _change(
    rasters: tuple[Raster, Raster],
    rows: tuple[pd.Series[float], pd.Series[float]],
    zone: gpd.GeoSeries,
    wet: Collection[str],
    least_known: Percent,
) -> Change:
    before, after = rows
    grid = coded(rasters[0], COVER)
    other = coded(rasters[1], COVER, grid=grid)
    both = class_areas(paired(grid, other), zone)
    turn = np.array(
        [(end in wet) - (start in wet) for start, end in itertools.product(grid.classes, other.classes)],
        dtype=np.float64,
    )
    known = float(both.known[0])
    enough = bool(reach(known, known + float((both.nothing + both.beyond)[0]), least_known))
    enough = enough and not (before["thin"] or after["thin"])
    value = float(both.areas[0] @ turn) / HECTARE
    # what one year alone is seen wet may have been so in the other, where that says nothing
    seen = float(after["both"] - before["both"])
    low, high = seen - float(before["unknown"]), seen + float(after["unknown"])
    value = min(max(value, low), high)  # a grid brought on another strays from its own areas, which bound it
    return Change(year_word(before), year_word(after), value if enough else None, low, high)


def year_word(row: pd.Series[float]) -> str:
    """Return the year of a row in figures; nothing where the raster does not say it."""
    return "" if pd.isna(row["year"]) else f"{row['year']:.0f}"


def seen_notes(seen: Seen, least_known: Percent) -> tuple[Text, ...]:
    """Return which years are known too little to be compared, and that a change is not told for that."""
    notes = []
    thin = [year_word(row) for _, row in seen.rows[seen.rows["thin"]].iterrows()]
    if thin:
        notes.append(
            Text(
                zh=f"{'、'.join(thin)} 年的影像({{cover}})有结果的土地不到 {{place}}的 {least_known:g}%,不作比较。",
                en=f"{', '.join(thin)}: the image ({{cover}}) tells of less than {least_known:g} % of the land inside "
                "{place}, and is not compared.",
            )
        )
    if seen.change is not None:
        notes.append(
            Text(
                zh="遥感水体和湿地的变化只比较两年都有结果的土地;这样的土地不足 "
                f"{least_known:g}% 时只给范围,不给数值。",
                en="The change of water and wetland seen by satellites is of land known in both years; where that is "
                f"less than {least_known:g} % there is a range and no value.",
            )
        )
    return tuple(notes)


def seen_table(seen: Seen) -> Table:
    """Return the years."""
    data = seen.rows.assign(year=[year_word(row) for _, row in seen.rows.iterrows()])
    columns = {
        "year": Column(Text(zh="年份", en="Year")),
        **({"edition": EDITION} if data["edition"].any() else {}),
        "water": Column(Text(zh="水体", en="Water"), "ha"),
        "wetland": Column(Text(zh="湿地植被", en="Wetland"), "ha"),
        "both": Column(Text(zh="合计", en="Together"), "ha"),
        "change": Column(Text(zh="比可比的上一期", en="Since the comparable one before"), "ha"),
        "unknown": Column(Text(zh="无数据", en="Not known"), "ha"),
    }
    title = Text(
        zh="遥感水体和湿地(不是三种口径中的任何一种)",
        en="Water and wetland as satellites see them (none of the three definitions)",
    )
    return Table(title, data, columns)
