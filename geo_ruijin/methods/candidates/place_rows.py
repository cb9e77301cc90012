"""What is said of places alone: which are looked at, what speaks against them, which stand for others beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.candidates.kinds import OWN
from geo_ruijin.methods.candidates.pool import Bools, Pool, Reason, reason
from geo_ruijin.methods.candidates.reasons import less, never
from geo_ruijin.methods.candidates.thinning import apart_from
from geo_ruijin.methods.counting.rows import truths
from geo_ruijin.methods.facilities import ROUNDING
from geo_ruijin.results import Measure
from geo_ruijin.text import Text
from geo_ruijin.units import Metres


def looked_at(
    found: Sequence[gpd.GeoDataFrame],
    mine: gpd.GeoDataFrame | None,
    kinds: tuple[str, ...],
    region: BaseGeometry | None,
    margin: Metres,
) -> gpd.GeoDataFrame:
    """Return the own sites and those of the kinds that lie in reach, with what their sources say of them alone."""
    given = [] if mine is None else [mine]
    for rows in found:
        near = rows["kind"].isin(kinds).to_numpy(dtype=bool)
        if region is not None:
            shapely.prepare(region)
            near = near & np.asarray(shapely.dwithin(region, rows.geometry.to_numpy(), margin + ROUNDING), dtype=bool)
        given.append(rows[near])
    given = [one for one in given if len(one)]
    if not given:
        return gpd.GeoDataFrame(geometry=[])
    together = gpd.GeoDataFrame(pd.concat(given, ignore_index=True), crs=given[0].crs)
    for name, unsaid in (("size", np.nan), ("least", 0.0), ("full", np.nan)):
        together[name] = together[name].astype(np.float64).fillna(unsaid) if name in together else unsaid
    together["closed"] = truths(together, "closed").fillna(value=False).astype(bool)
    return together


def against(rows: gpd.GeoDataFrame) -> Iterator[Reason]:
    """Yield the reasons that only places have: too small, closed to the public, full."""
    size, least, full = (rows[name].to_numpy(dtype=np.float64) for name in ("size", "least", "full"))
    yield reason(
        "small",
        Text(zh="规模太小", en="too small"),
        size < least - ROUNDING,
        "{:,.0f} 平方米,不足 {:g} 平方米",
        "{:,.0f} m², less than {:g} m²",
        less(size),
        least,
    )
    yield never(
        "closed",
        Text(zh="不对社会开放,也没有注明服务对象", en="closed to the public, and does not say whom it serves"),
        rows["closed"].to_numpy(dtype=bool),
    )
    said = Text(zh="充电车位已达比例", en="its share of spaces charges already")
    yield reason("full", said, ~np.isnan(full), f"{said.zh}({{:.0f}} 个)", f"{said.en} ({{:.0f}})", full)


def kept(pool: Pool, least: Metres) -> Bools:
    """Return which to keep of places of one kind that stand close together, own ones all."""
    rows = pool.rows
    xy = shapely.get_coordinates(rows.geometry.to_numpy())
    capacity, area = (rows[name].fillna(0.0).to_numpy(dtype=np.float64) for name in ("capacity", "area"))
    rank = np.argsort(np.lexsort([xy[:, 1], xy[:, 0], -area, -capacity, ~pool.free]))
    found = np.zeros(len(rows), dtype=bool)
    for kind in pd.unique(rows["kind"]):
        same = np.flatnonzero((rows["kind"] == kind).to_numpy(dtype=bool))
        found[same] = apart_from(xy[same], rank[same], least=least, always=np.full(len(same), kind == OWN))
    return found


def figures(pool: Pool, *, shares: bool) -> dict[str, Measure]:
    """Return how many are too small, and where shares are asked for what candidates can take and how many are full."""
    held = {one.key: float(one.holds.sum()) for one in pool.reasons}
    small = Measure(
        held["small"], "places", Text(zh="规模不足的建筑和地块数", en="Buildings and parcels that are too small")
    )
    if not shares:
        return {"small": small}
    return {
        "small": small,
        "capacity": Measure(
            float(pool.candidates["capacity"].sum()),
            "spaces",
            Text(
                zh="备选停车场按比例还可配充电设施的车位,加自有备选点所填的容量;没有车位数的未计,是下限",
                en="Spaces of candidate car parks that may be given charging by their share, and what own sites state; "
                "of those that state none nothing, so that it is the least",
            ),
        ),
        "full": Measure(
            held["full"],
            "places",
            Text(zh="充电车位已达比例的停车场数", en="Car parks whose share of spaces charges already"),
        ),
    }


def notes(pool: Pool, *, merged: int, least: Metres) -> Iterator[Text]:
    """Yield how many places were merged, and how many do not say what they can take."""
    if merged:
        yield Text(
            zh=f"同类相距不足 {least:g} 米的只留一处,合并了 {merged:,} 处。",
            en=f"Of places of one kind closer than {least:g} m one is kept: {merged:,} are merged.",
        )
    if unsaid := int(pool.candidates["capacity"].isna().sum()):
        yield Text(
            zh=f"有 {unsaid:,} 处备选点不知道容量,留空,不推测。",
            en=f"{unsaid:,} candidates do not say what they can take: left empty, nothing is guessed.",
        )
