"""The tables of tree cover: a row a year, a row a division."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.columns import DIVISION, worded
from geo_ruijin.methods.compared import COMPARED, KNOWN, OTHER_EDITION, TOO_LITTLE, YES
from geo_ruijin.methods.editions import EDITION
from geo_ruijin.methods.landcover.years import Year
from geo_ruijin.methods.landwords import land_word
from geo_ruijin.methods.shares import percents, reach
from geo_ruijin.results import Column, Line, Table, Trend
from geo_ruijin.text import Text
from geo_ruijin.units import Percent


def trend_line(plan_line: float | None) -> Line | None:
    """Return the level of the plan's target, with words that keep it from being read as one of this figure."""
    if plan_line is None:
        return None
    about = Text(
        zh=f"方案的森林覆盖率目标 {plan_line:g}%:另一口径,只作参照,不能据此判定",
        en=f"The plan's target of forest cover, {plan_line:g} %: another definition, for orientation only",
    )
    return Line(plan_line, about)


def years_table(years: Sequence[Year], compared: Sequence[Year], classes: Sequence[str], line: Line | None) -> Table:
    """Return a row a year: trees, what is known, and all classes as shares of the land known.

    Parameters
    ----------
    years
        All there are.
    compared
        Those of them that one line may join; of the others the share stands among those of all classes.
    classes
        Those that are trees.
    line
        A level to draw across.
    """
    among = {year.year for year in compared}
    trees, known, unknown = (
        np.array([getattr(year, key).sum() for year in years]) for key in ("wanted", "known", "unknown")
    )
    data = pd.DataFrame({"year": [year.year for year in years]})
    data["share"] = np.where([year.year in among for year in years], percents(trees, known), np.nan)
    data["area"] = trees / 1e6
    data["known"] = percents(known, known + unknown)
    words = [TOO_LITTLE if not year.counts else YES if year.year in among else OTHER_EDITION for year in years]
    data["counts"] = worded(words, data.index)
    data["edition"] = [year.edition or "" for year in years]
    columns = {
        "year": Column(Text(zh="年份", en="Year")),
        **({"edition": EDITION} if any(year.edition for year in years) else {}),
        "share": Column(Text(zh="树木覆盖占比(遥感)", en="Tree cover by remote sensing"), "%"),
        "area": Column(Text(zh="树木覆盖面积", en="Area under trees"), "km²"),
        "known": KNOWN,
        "counts": COMPARED,
    }
    names = dict.fromkeys(str(name) for year in years for name in year.found.classes)
    apart = any(year.counts and year.year not in among for year in years)
    once = () if apart else tuple(classes)  # a single class of trees is told by the share
    shown = [name for name in names if once != (name,) and any(year.found.of(name).sum() for year in years)]
    for name in shown:
        data[f"class_{name}"] = percents([year.found.of(name).sum() for year in years], known)
        word = land_word(name)
        counted = Text(zh="(计作树木)", en=" (counts as trees)") if name in classes else Text(zh="", en="")
        columns[f"class_{name}"] = Column(Text(zh=word.zh + counted.zh, en=word.en.capitalize() + counted.en), "%")
    return Table(
        Text(zh="各年的地表覆盖(遥感)", en="Land cover year by year, by remote sensing"),
        data,
        columns,
        trend=Trend("year", ("share",), line),
    )


def zones_table(zones: gpd.GeoDataFrame, years: Sequence[Year], title: Text, least_known: Percent) -> Table:
    """Return a row a division with the share of each year that counts, the least of the latest first.

    Of a year in which too little of a division is known there is neither its share nor its change.

    Parameters
    ----------
    zones
        Name and geometry, as of `zones_of`.
    years
        What is seen in them.
    title
        Of the table.
    least_known
        How much of a division must be known [%].
    """
    rows = zones[["name", "geometry"]].copy()
    columns = {"name": DIVISION}
    for year in years:
        enough = reach(year.known, year.known + year.unknown, least_known)
        rows[f"share_{year.year}"] = np.where(enough, percents(year.wanted, year.known), np.nan)
        columns[f"share_{year.year}"] = Column(Text(zh=f"{year.year} 年", en=str(year.year)), "%")
    if len(years) > 1:
        rows["change"] = rows[f"share_{years[-1].year}"] - rows[f"share_{years[0].year}"]
        first, last = years[0].year, years[-1].year
        columns["change"] = Column(Text(zh=f"{first}—{last} 年变化", en=f"Change {first} to {last}"), "pp")
    if years:
        latest = years[-1]
        rows["area"] = latest.wanted / 1e6
        rows["known"] = percents(latest.known, latest.known + latest.unknown)
        columns["area"] = Column(Text(zh=f"{latest.year} 年树木面积", en=f"Area under trees {latest.year}"), "km²")
        columns["known"] = KNOWN
        rows = rows.sort_values([f"share_{latest.year}", "name"], kind="stable", ignore_index=True)
    return Table(title, rows, columns)
