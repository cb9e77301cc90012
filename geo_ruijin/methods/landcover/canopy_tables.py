"""The tables of canopy and its loss: a row a year, a row a division."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.columns import DIVISION
from geo_ruijin.methods.landcover.canopy_zones import Floats, Trees
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import Column, Table, Trend
from geo_ruijin.text import Text, same

_HECTARE, _SQUARE_KM = 1e4, 1e6  # m²
_LOST = Column(Text(zh="损失面积", en="Lost"), "ha")


def losses_table(years: Sequence[int], lost: Floats, base: float) -> Table:
    """Return a row a year: what was lost in it, of what there was, and what was left after it.

    Parameters
    ----------
    years
        The years.
    lost
        In each [m²].
    base
        The tree cover of the base year that was followed [m²].
    """
    data = pd.DataFrame({"year": list(years), "lost": lost / _HECTARE})
    data["share"] = percents(lost, np.full(len(lost), base))
    data["left"] = (base - np.cumsum(lost)) / _SQUARE_KM
    return Table(
        Text(zh="逐年损失的树木覆盖", en="Tree cover lost year by year"),
        data,
        {
            "year": Column(Text(zh="年份", en="Year")),
            "lost": _LOST,
            "share": Column(Text(zh="占基准年树木覆盖", en="Of the tree cover of the base year"), "%"),
            "left": Column(Text(zh="此后未损失过的", en="Not lost by then"), "km²"),
        },
        trend=Trend("year", ("lost",)),
    )


def zones_table(zones: gpd.GeoDataFrame, found: Trees, base_year: int, *, lost: bool) -> Table:
    """Return a row a division, the greatest loss first where losses are known."""
    rows = zones[["name", "geometry"]].copy()
    rows["base_share"] = percents(found.trees, found.known)
    rows["base_area"] = found.trees / _SQUARE_KM
    columns = {
        "name": DIVISION,
        "base_share": Column(Text(zh=f"{base_year} 年树木覆盖占比", en=f"Under trees in {base_year}"), "%"),
        "base_area": Column(Text(zh=f"{base_year} 年树木覆盖面积", en=f"Area under trees in {base_year}"), "km²"),
    }
    order, rising = "base_share", True
    if lost:
        all_lost = found.lost.sum(axis=1)
        rows["lost"] = all_lost / _HECTARE
        rows["lost_share"] = percents(all_lost, found.followed)
        rows["left_share"] = percents(found.left, found.told)
        columns |= {
            "lost": _LOST,
            "lost_share": Column(Text(zh="损失占比", en="Share lost"), "%"),
            "left_share": Column(Text(zh="未损失过的占土地", en="Not lost, of the land"), "%"),
        }
        order, rising = "lost", False
    rows = rows.sort_values([order, "name"], ascending=[rising, True], kind="stable", ignore_index=True)
    return Table(Text(zh="各区划的树木覆盖和损失", en="Tree cover and its loss by division"), rows, columns)


def loss_by_zone_table(zones: gpd.GeoDataFrame, years: Sequence[int], lost: Floats) -> Table:
    """Return a row a division, a column a year: what was lost; those that lost nothing at all included.

    Parameters
    ----------
    zones
        Name and geometry, as of `zones_of`.
    years
        The years.
    lost
        In each [m²]: (zones, years).
    """
    figures = pd.DataFrame(lost / _HECTARE, columns=[f"lost_{year}" for year in years], index=zones.index)
    rows = gpd.GeoDataFrame(pd.concat([zones[["name"]], figures], axis=1), geometry=zones.geometry)
    columns = {f"lost_{year}": Column(same(str(year)), "ha") for year in years}
    return Table(
        Text(zh="各区划逐年损失的树木覆盖", en="Tree cover lost by division and year"),
        rows.sort_values("name", kind="stable", ignore_index=True),
        {"name": DIVISION, **columns},
    )
