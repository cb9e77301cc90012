"""The tables of wetland: by kind, by division, by park, by patch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.columns import DIVISION, NAME, worded
from geo_ruijin.methods.counting.rows import division_of
from geo_ruijin.methods.facilities import pieces_of
from geo_ruijin.methods.pieces import shared
from geo_ruijin.methods.shares import percents
from geo_ruijin.methods.wetlands.definitions import LAW, TITLES, Wetlands, summed
from geo_ruijin.methods.wetlands.protection import Protection
from geo_ruijin.methods.wetlands.survey import HECTARE
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text, same
from geo_ruijin.units import Hectares

HA = Column(Text(zh="面积", en="Area"), "ha")
KIND = Column(Text(zh="类型", en="Kind"))

_BY_DEFINITION = {key: Column(title, "ha") for key, title in TITLES.items()}

#: What a sum of areas may miss by rounding [1].
_ROUNDING = 1e-9


def kind_texts(codes: Iterable[object], names: Mapping[str, str]) -> list[Text]:
    """Return kinds in words: code and name."""
    return [same(f"{code} {names.get(str(code), '')}".strip()) for code in codes]


def kinds_table(found: Wetlands) -> Table:
    """Return the kinds with their area by each definition, and all together."""
    codes = sorted({str(code) for one in found.kept.values() for code in one.code})
    data = pd.DataFrame({key: summed(one, codes) / HECTARE for key, one in found.kept.items()}, index=codes)
    data.loc[""] = data.sum()
    data["kind"] = worded([*kind_texts(codes, found.names), Text(zh="合计", en="All")], data.index)
    columns = {"kind": KIND, **_BY_DEFINITION}
    return Table(
        Text(zh="三种口径的湿地面积(按类型)", en="Wetland by the three definitions and by kind"),
        data[list(columns)].reset_index(drop=True),
        columns,
    )


def zones_table(found: Wetlands, protection: Protection, by: gpd.GeoDataFrame, place: BaseGeometry) -> Table:
    """Return the divisions, those with the most wetland by the law first."""
    rows = by[["name", "geometry"]].dissolve("name").reset_index()
    zones = rows.geometry.to_numpy()
    size = shared(np.array([place], dtype=object), zones).by_zone(len(rows))
    for key, one in found.kept.items():
        rows[key] = shared(one.shapes, zones).by_zone(len(rows)) / HECTARE
    if protection.known:
        safe = shared(protection.safe[LAW].parts, zones).by_zone(len(rows)) / HECTARE
        rows["protected"] = percents(safe, rows[LAW])
    rows["share"] = percents(rows[LAW] * HECTARE, size)
    columns = {"name": DIVISION, **_BY_DEFINITION}
    columns["share"] = Column(Text(zh="占区划面积(保护法口径)", en="Share of the division, by the law"), "%")
    if protection.known:
        columns["protected"] = Column(Text(zh="湿地保护率(保护法口径)", en="Protected, by the law"), "%")
    data = rows.sort_values(LAW, ascending=False, kind="stable", ignore_index=True)
    return Table(Text(zh="各区划湿地面积", en="Wetland by division"), data, columns)


def parks_table(rows: gpd.GeoDataFrame) -> Table:
    """Return the parks; see `parks_of`."""
    columns = {"name": NAME}
    if rows["approved"].notna().any():
        columns["approved"] = Column(Text(zh="批复面积", en="Area approved"), "ha")
    columns["area"] = Column(Text(zh="境内范围面积", en="Area inside the place, as drawn"), "ha")
    for key, title in TITLES.items():
        columns[key] = Column(Text(zh=f"湿地:{title.zh}", en=f"Wetland, {title.en}"), "ha")
        columns[f"{key}_rate"] = Column(Text(zh=f"湿地率:{title.zh}", en=f"Wetland rate, {title.en}"), "%")
    if rows["reported"].notna().any():
        columns["reported"] = Column(Text(zh="湿地率:所报(对照)", en="Wetland rate as reported"), "%")
    return Table(Text(zh="湿地公园内的湿地", en="Wetland in wetland parks"), rows, columns)


def patches_table(
    found: Wetlands, protection: Protection, by: gpd.GeoDataFrame | None, least: Hectares, crs: CRS
) -> Table:
    """Return patches by the law of at least an area: all that touches and is of one kind; the largest first."""
    one = found.kept[LAW]
    rows = gpd.GeoDataFrame({"name": one.code, "area": one.areas / HECTARE}, geometry=one.shapes, crs=crs)
    if protection.known:
        rows["safe"] = protection.safe[LAW].by_shape(len(rows)) / HECTARE
    rows["patch"] = pieces_of(rows)
    sums = rows.groupby("patch")[["area", *(["safe"] if protection.known else [])]].sum()
    large = sums.index[sums["area"] >= least * (1 - _ROUNDING)]
    shapes = rows[rows["patch"].isin(large)].groupby("patch")
    data = gpd.GeoDataFrame(
        sums.loc[large],
        geometry=[shapely.union_all(parts.geometry.to_numpy()) for _, parts in shapes],
        crs=crs,
    )
    data["kind"] = worded(kind_texts(shapes["name"].first().tolist(), found.names), data.index)
    columns = {"kind": KIND, "area": HA}
    if protection.known:
        data["protected"] = percents(data["safe"], data["area"])
        columns["protected"] = Column(Text(zh="受保护占比", en="Protected"), "%")
    if by is not None:
        middles = gpd.GeoSeries(shapely.point_on_surface(data.geometry.to_numpy()), index=data.index, crs=crs)
        data["division"] = division_of(middles, by)
        columns["division"] = Column(Text(zh="所在区划(面内一点)", en="Division, of a point inside"))
    title = Text(
        zh=f"{least:g} 公顷以上的成片湿地(保护法口径)", en=f"Patches of wetland by the law, of {least:g} ha or more"
    )
    return Table(title, data.sort_values("area", ascending=False, kind="stable", ignore_index=True), columns)
