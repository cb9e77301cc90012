"""Lots and the land left out as sites: rows, reasons, figures, notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geo_ruijin.methods.candidates.fields import Fields
from geo_ruijin.methods.candidates.kinds import OWN
from geo_ruijin.methods.candidates.land import CONTROL_LINES, LAND
from geo_ruijin.methods.candidates.lots import Lots
from geo_ruijin.methods.candidates.pool import Pool, Reason, reason, sites
from geo_ruijin.methods.counting.rows import words
from geo_ruijin.methods.overlays import Floats, Shapes, listed, overlaps, paired_words
from geo_ruijin.results import Measure
from geo_ruijin.text import Text
from geo_ruijin.units import Metres, SquareMetres

#: Less land than this is none [m²].
_NEWS = 1.0
_HECTARE = 10_000  # m²
_POINT = 0  # shapely's type id
_SOURCES: Mapping[bool, Text] = {
    True: Text(zh="自有备选点", en="own list"),
    False: Text(zh="空闲地和可恢复的土地", en="vacant and restorable land"),
}


def parcel_pool(fields: Fields, lots: Lots, *, crs: CRS | None, least: SquareMetres, width: Metres) -> Pool:
    """Return the lots, and after them what of each parcel is none, with the reasons and how much each takes."""
    left = np.flatnonzero(shapely.area(lots.rest) >= _NEWS)
    parcel = np.concatenate([lots.parcel, left])
    shapes: Shapes = np.concatenate([lots.shapes, lots.rest[left]])
    own = fields.own[parcel]
    rows = sites(shapes, crs=crs, kind=fields.kind[parcel], source=_SOURCES[False])
    rows["source"] = pd.Series([_SOURCES[bool(one >= 0)] for one in own], dtype=object)
    rows["own"] = own
    first = len(lots.shapes)

    def told(key: str, title: Text, taken: Floats, zh: str, en: str) -> Reason:
        of_rows = np.concatenate([np.zeros(first), taken[left]])
        return reason(key, title, of_rows >= _NEWS, zh, en, of_rows)

    land = [
        told(key, LAND[key], taken, f"{LAND[key].zh} {{:,.0f}} 平方米", f"{LAND[key].en} {{:,.0f}} m²")
        for key, taken in lots.taken.items()
    ]
    narrow = Text(zh=f"窄于 {width:g} 米", en=f"narrower than {width:g} m")
    small = Text(zh=f"面积不足 {least:g} 平方米", en=f"smaller than {least:g} m²")
    return Pool(
        rows,
        (
            *land,
            told("narrow", narrow, lots.narrow, f"{narrow.zh}的部分 {{:,.0f}} 平方米", f"{{:,.0f}} m² {narrow.en}"),
            told(
                "small",
                small,
                lots.small,
                f"{small.zh}的零散部分 {{:,.0f}} 平方米",
                f"{{:,.0f}} m² in pieces {small.en}",
            ),
        ),
    )


def taken_by(pool: Pool, mine: gpd.GeoDataFrame | None) -> tuple[Pool, list[str]]:
    """Return the pool in which lots of the own list say what it says, and the names of own points on no lot.

    An area of the own list is its own parcel; a point makes the lot it lies in its own, the first of several. What an
    area would take and cost as a whole is not known of its lots where it is cut into several.
    """
    rows = pool.rows
    if mine is None:
        return Pool(rows.drop(columns="own"), pool.reasons), []
    points = np.flatnonzero(shapely.get_type_id(mine.geometry.to_numpy()) == _POINT)
    free = np.flatnonzero(pool.free)
    point, lot = shapely.STRtree(rows.geometry.to_numpy()[free]).query(
        mine.geometry.to_numpy()[points], predicate="intersects"
    )
    hits = pd.DataFrame({"own": points[point], "row": free[lot]})
    hits = hits[rows["own"].to_numpy()[hits["row"]] < 0].drop_duplicates("own").drop_duplicates("row")
    owner = rows["own"].to_numpy(copy=True)
    owner[hits["row"]] = hits["own"]
    which = np.flatnonzero(owner >= 0)
    pieces = np.bincount(owner[free][owner[free] >= 0], minlength=len(mine))
    for column in ("name", "capacity", "cost", "source"):
        values = rows[column].to_numpy(copy=True)
        values[which] = mine[column].to_numpy()[owner[which]]
        if column in ("capacity", "cost"):
            values[which[pieces[owner[which]] > 1]] = np.nan
        rows[column] = pd.Series(values, index=rows.index, dtype=rows[column].dtype)
    rows.loc[which, "kind"] = OWN
    lone = mine["name"].iloc[np.setdiff1d(points, hits["own"])]
    return Pool(rows.drop(columns="own"), pool.reasons), [str(one or "?") for one in lone]


def composition(rows: gpd.GeoDataFrame, land_use: gpd.GeoDataFrame) -> pd.Series[Any]:
    """Return what land use each site has now, with its share."""
    said = paired_words(words(land_use, "code"), words(land_use, "name"))
    shapes = rows.geometry.to_numpy()
    found = overlaps(shapes, land_use.geometry.to_numpy(), said)
    return listed(found, np.asarray(shapely.area(shapes), dtype=np.float64)).set_axis(rows.index)


def figures(
    pool: Pool, fields: Fields, lots: Lots, land: Mapping[str, Shapes], *, least: SquareMetres, width: Metres
) -> dict[str, Measure]:
    """Return how many lots there are, their area, and how much land is left out for what."""
    area = pool.rows["area"].to_numpy(dtype=np.float64)
    whole, free = float(shapely.area(fields.shapes).sum()), float(area[pool.free].sum())
    found = {
        "candidates": Measure(
            float(pool.free.sum()), "places", Text(zh="可建口袋公园的备选地块数", en="Lots that a park could stand on")
        ),
        "area": Measure(free / _HECTARE, "ha", Text(zh="这些备选地块的面积", en="Area of these lots")),
        "considered": Measure(
            float(len(fields.shapes)),
            "places",
            Text(zh="看过的地块数:相接的合为一块", en="Parcels looked at: what touches is one"),
        ),
        "considered_area": Measure(
            whole / _HECTARE,
            "ha",
            Text(
                zh="看过的地块面积:备选地块与未列入的合计",
                en="Area of the parcels looked at: lots and what is left out",
            ),
        ),
        "excluded_area": Measure(
            (whole - free) / _HECTARE, "ha", Text(zh="其中未列入的面积", en="Of it, what is left out")
        ),
        "small_area": Measure(
            float(lots.small.sum()) / _HECTARE,
            "ha",
            Text(
                zh=f"扣除不可用地后,不足 {least:g} 平方米的零散部分面积",
                en=f"What is free and wide enough, but in pieces smaller than {least:g} m²",
            ),
        ),
        "narrow_area": Measure(
            float(lots.narrow.sum()) / _HECTARE,
            "ha",
            Text(zh=f"扣除不可用地后,窄于 {width:g} 米的面积", en=f"What is free, but narrower than {width:g} m"),
        ),
    }
    if any(key in land for key in CONTROL_LINES):
        lines = np.concatenate([land[key] for key in CONTROL_LINES if key in land])
        parts = shapely.intersection(shapely.union_all(lines), fields.shapes)
        found["protected_area"] = Measure(
            float(shapely.area(parts).sum()) / _HECTARE,
            "ha",
            Text(
                zh="其中在永久基本农田或生态保护红线内的面积(按所提供的图层)",
                en="Of it, permanent farmland or within the red line, by the layers supplied",
            ),
        )
    return found


def notes(lone: list[str], *, least: SquareMetres, width: Metres, most: SquareMetres) -> Iterator[Text]:
    """Yield how lots were cut, and which own points lie on none."""
    yield Text(
        zh=f"相接的地块合为一块;扣除不可用地和窄于 {width:g} 米的部分,余下不小于 {least:g} 平方米的列为备选;大于 "
        f"{most:g} 平方米的沿长边对分,直到不大于它:一块空地可以只建其中一部分。几种不可用地重叠时各自计面积。",
        en=f"Parcels that touch are one. What nothing may be built on and what is narrower than {width:g} m is cut "
        f"out, and what is left of {least:g} m² or more is a lot; what is larger than {most:g} m² is halved across its "
        "longer side until it is not, for a park may take a part. Where kinds of land left out overlap, each counts.",
    )
    yield Text(
        zh="权属、规划用途、地下管线、地形没有看,须逐处核实。",
        en="Owners, zoning, pipes in the ground and the lie of the land were not looked at: check each lot.",
    )
    if lone:
        names = "、".join(lone)
        yield Text(
            zh=f"自有备选点中有 {len(lone)} 个点不在任何备选地块内(或同块已有另一点),没有面积,未列入:{names}。"
            "请改成面,或核对位置。",
            en=f"{len(lone)} points of the own list lie on no lot, or on one that another has, and without an area are "
            f"not here: {', '.join(lone)}. Give areas, or check where they are.",
        )
