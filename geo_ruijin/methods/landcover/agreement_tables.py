"""The tables of agreement: by division, by land use, by kind of forest, and where the two differ."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.columns import DIVISION, worded
from geo_ruijin.methods.landcover.confusion import Confusion
from geo_ruijin.methods.landcover.differing import INVENTORY_ONLY, SATELLITE_ONLY
from geo_ruijin.methods.landcover.groups import Seen, remainder
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text

_HECTARE = 10_000  # m²

_NO_USE = Text(zh="(无地类图斑)", en="(no parcel)")
_NOT_SAID = Text(zh="(未填)", en="(not said)")

_PARTS = {
    "both": Column(Text(zh="都是", en="Both"), "ha"),
    "inventory_only": Column(Text(zh="仅小班是森林", en="Inventory only"), "ha"),
    "satellite_only": Column(Text(zh="仅影像是树木", en="Satellite only"), "ha"),
    "neither": Column(Text(zh="都不是", en="Neither"), "ha"),
    "unknown": Column(Text(zh="影像无结果", en="Not known"), "ha"),
}
_AGREEMENT = Column(Text(zh="一致占比", en="Agreement"), "%")


def zones_table(zones: gpd.GeoDataFrame, found: Confusion) -> Table:
    """Return a row a division, the least agreement first."""
    rows = zones[["name", "geometry"]].copy()
    for name in _PARTS:
        rows[name] = getattr(found, name) / _HECTARE
    rows["agreement"] = percents(found.alike, found.known)
    rows["inventory_share"] = percents(found.both + found.inventory_only, found.known)
    rows["satellite_share"] = percents(found.both + found.satellite_only, found.known)
    return Table(
        Text(zh="{forest}与影像的一致情况(按区划)", en="Agreement of {forest} and the image, by division"),
        rows.sort_values(["agreement", "name"], kind="stable", ignore_index=True),
        {
            "name": DIVISION,
            **_PARTS,
            "agreement": _AGREEMENT,
            "inventory_share": Column(Text(zh="小班森林占土地", en="Forest by the inventory, of the land"), "%"),
            "satellite_share": Column(Text(zh="影像树木占土地", en="Trees by satellite, of the land"), "%"),
        },
    )


def land_table(uses: pd.Series[str], found: Confusion, whole: Confusion) -> Table:
    """Return a row a land use, that with most trees outside the inventory first.

    Parameters
    ----------
    uses
        What the uses are called.
    found
        What was found on the land of each.
    whole
        What was found in all: what no parcel of the survey covers is a row of its own.
    """
    data = pd.DataFrame({name: getattr(found, name) for name in _PARTS})
    rest = {name: remainder(getattr(whole, name), getattr(found, name)) for name in _PARTS}
    names: list[object] = list(uses)
    if sum(rest.values()) >= _HECTARE:  # less is what borders drawn twice leave
        data.loc[len(data)] = rest
        names.append(_NO_USE)
    data.insert(0, "use", worded(names, data.index))
    for name in ("satellite_only", "inventory_only"):
        data[f"{name}_share"] = percents(data[name], np.full(len(data), getattr(whole, name).sum()))
    data[list(_PARTS)] /= _HECTARE
    ranked = data.sort_values(["satellite_only", "inventory_only"], ascending=False, kind="stable", ignore_index=True)
    return Table(
        Text(zh="差异在哪些地类上", en="On what land they differ"),
        ranked,
        {
            "use": Column(Text(zh="地类", en="Land use")),
            "satellite_only": _PARTS["satellite_only"],
            "satellite_only_share": Column(Text(zh="占全部“仅影像”", en="Of all satellite only"), "%"),
            "inventory_only": _PARTS["inventory_only"],
            "inventory_only_share": Column(Text(zh="占全部“仅小班”", en="Of all inventory only"), "%"),
            "both": _PARTS["both"],
            "neither": _PARTS["neither"],
            "unknown": _PARTS["unknown"],
        },
    )


def kinds_table(seen: Seen) -> Table:
    """Return a row a kind of the inventory and age group: how much of it the image shows as trees."""
    columns = {"kind": Column(Text(zh="小班地类", en="Kind of land"))}
    data = pd.DataFrame({"kind": _said(seen.kind)})
    if seen.age is not None:
        data["age"] = _said(seen.age)
        columns["age"] = Column(Text(zh="龄组", en="Age group"))
    data["known"] = seen.known / _HECTARE
    data["trees"] = seen.trees / _HECTARE
    data["share"] = percents(seen.trees, seen.known)
    data = data[data["known"] > 0]
    columns |= {
        "known": Column(Text(zh="面积(影像有结果)", en="Area the image tells of"), "ha"),
        "trees": Column(Text(zh="影像上是树木", en="Trees in the image"), "ha"),
        "share": Column(Text(zh="影像上是树木的占比", en="Share seen as trees"), "%"),
    }
    return Table(
        Text(zh="{inventory}在影像上是不是树木(含不计入的地类)", en="How much of {inventory} the image shows as trees"),
        data.sort_values("known", ascending=False, kind="stable", ignore_index=True),
        columns,
    )


def patch_tables(patches: gpd.GeoDataFrame, least_area: float) -> dict[str, Table]:
    """Return the polygons that one of the two alone has, a row each, the largest first; a table for either."""
    rows = patches.assign(area=patches["area"] / _HECTARE)
    columns = {
        "rank": Column(Text(zh="序号", en="Rank")),
        "division": DIVISION,
        "area": Column(Text(zh="面积", en="Area"), "ha"),
        "land_use": Column(Text(zh="主要地类", en="Land use, mostly")),
    }
    least = Text(zh=f"(不小于 {least_area:g} 公顷)", en=f", {least_area:g} ha or more")
    titles = {
        "inventory_patches": (INVENTORY_ONLY, Text(zh="仅小班是森林的地块", en="Where the inventory alone has forest")),
        "satellite_patches": (SATELLITE_ONLY, Text(zh="仅影像是树木的地块", en="Where the image alone has trees")),
    }
    tables = {}
    for name, (number, title) in titles.items():
        own = rows[rows["number"] == number].reset_index(drop=True)
        own["rank"] = np.arange(1, len(own) + 1)
        shown = {key: column for key, column in columns.items() if key in own}
        said = Text(zh=title.zh + least.zh, en=title.en + least.en)
        tables[name] = Table(said, own[[*shown, "geometry"]], shown, field=True, beside=("by", "land_use"))
    return tables


def _said(names: pd.Series[str]) -> pd.Series[Any]:
    return worded([_NOT_SAID if pd.isna(name) else name for name in names], names.index)
