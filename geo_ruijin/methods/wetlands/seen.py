"""Water and wetland as satellites see them, year by year."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from geo_ruijin.methods.editions import EDITION, comparable
from geo_ruijin.methods.wetlands.survey import HECTARE
from geo_ruijin.raster import Raster
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text
from geo_ruijin.zonal.classes import class_areas
from geo_ruijin.zonal.coded import coded


def seen_in(
    covers: Sequence[Raster], place: gpd.GeoDataFrame, water: Sequence[str], wetland: Sequence[str]
) -> pd.DataFrame:
    """Return a row a raster, the earliest first: year, water, wetland, both, and what is not known [ha].

    Each says its edition too, and whether it can be compared with the latest.
    """
    zone = gpd.GeoSeries([place.geometry.union_all()], crs=place.crs)
    rows = []
    alike, _ = comparable(covers)
    for raster in covers:
        found = class_areas(coded(raster, "cover"), zone)
        wet, marsh = (float(found.of(*some)[0]) / HECTARE for some in (water, wetland))
        unknown = float((found.nothing + found.beyond)[0]) / HECTARE
        areas = {"water": wet, "wetland": marsh, "both": wet + marsh, "unknown": unknown}
        compared = any(raster is one for one in alike)
        rows.append({"year": raster.year, "edition": raster.edition or "", "compared": compared, **areas})
    return pd.DataFrame(rows)


def seen_table(seen: pd.DataFrame) -> Table:
    """Return the years."""
    data = seen.assign(
        year=["" if pd.isna(year) else f"{year:.0f}" for year in seen["year"]],
        change=seen.loc[seen["compared"], "both"].diff(),
    )
    columns = {
        "year": Column(Text(zh="年份", en="Year")),
        **({"edition": EDITION} if seen["edition"].any() else {}),
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
