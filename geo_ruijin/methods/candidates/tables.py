"""The tables and figures of candidates, whatever they are made of."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.candidates.kinds import KINDS
from geo_ruijin.methods.candidates.land import CONTROL_LINES
from geo_ruijin.methods.candidates.pool import Pool
from geo_ruijin.methods.columns import NAME, worded
from geo_ruijin.results import Column, Measure, Table
from geo_ruijin.text import Text

_SITES = {
    "name": NAME,
    "said": Column(Text(zh="类别", en="Kind")),
    "township": Column(Text(zh="乡镇", en="Township")),
    "area": Column(Text(zh="面积", en="Area"), "m²"),
    "capacity": Column(Text(zh="容量", en="Capacity")),
    "cost": Column(Text(zh="造价(万元)", en="Cost (10,000 yuan)")),
    "source": Column(Text(zh="来源", en="Taken from")),
    "land": Column(Text(zh="现状地类", en="Land use now")),
}


def tables_of(pool: Pool, *, capacity: str = "1") -> dict[str, Table]:
    """Return the candidates, what was left out with every reason, and the reasons with their counts.

    Parameters
    ----------
    pool
        Sites with names.
    capacity
        The unit of their capacity.
    """
    columns = {name: column for name, column in _SITES.items() if name in pool.rows or name == "said"}
    columns["capacity"] = Column(columns["capacity"].title, capacity)
    left_out = {name: column for name, column in columns.items() if name not in ("capacity", "cost")}
    return {
        "candidates": Table(Text(zh="备选点", en="Candidates"), _said(pool.candidates), columns),
        "excluded": Table(
            Text(zh="考虑过而未列入的地点及原因", en="Sites left out, and why"),
            _said(pool.excluded),
            {**left_out, "reason": Column(Text(zh="原因", en="Why"))},
        ),
        "reasons": _reasons(pool),
    }


def measures_of(pool: Pool) -> dict[str, Measure]:
    """Return how many sites were considered, how many are candidates, and how many each main reason is against."""
    free = int(pool.free.sum())
    found = {
        "candidates": Measure(
            float(free), "places", Text(zh="没有任何排除原因的备选点数", en="Sites with nothing against them")
        ),
        "considered": Measure(
            float(len(pool.rows)),
            "places",
            Text(zh="考虑过的地点数:备选点与未列入的合计", en="Sites considered: candidates and those left out"),
        ),
        "excluded": Measure(
            float(len(pool.rows) - free),
            "places",
            Text(zh="有一条或多条排除原因、未列入的地点数", en="Sites left out, with a reason against them or several"),
        ),
    }
    asked = {one.key: one.holds for one in pool.reasons}
    if "near_existing" in asked:
        found["near_existing"] = Measure(
            float(asked["near_existing"].sum()),
            "places",
            Text(
                zh="离{existing}太近的地点数(可能还有别的原因)",
                en="Sites too near one of {existing}, whatever else is against them",
            ),
        )
    lines = [asked[key] for key in CONTROL_LINES if key in asked]
    if lines:
        found["protected"] = Measure(
            float(np.any(lines, axis=0).sum()),
            "places",
            Text(
                zh="在永久基本农田或生态保护红线内的地点数(按所提供的图层)",
                en="Sites on permanent farmland or within the red line, by the layers supplied",
            ),
        )
    return found


def _said(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return rows.assign(said=worded([KINDS[kind] for kind in rows["kind"]], rows.index))


def _reasons(pool: Pool) -> Table:
    """Return a row a reason that holds for a site at least, as they are told."""
    held = np.array([one.holds for one in pool.reasons], dtype=np.intp).reshape(-1, len(pool.rows))
    alone = held[:, held.sum(axis=0) == 1].sum(axis=1)
    data = pd.DataFrame(
        {
            "reason": worded([one.title for one in pool.reasons], pd.RangeIndex(len(pool.reasons))),
            "sites": held.sum(axis=1).astype(np.float64),
            "only": alone.astype(np.float64),
        }
    )
    return Table(
        Text(zh="未列入的原因", en="Reasons against sites"),
        data[data["sites"] > 0].reset_index(drop=True),
        {
            "reason": Column(Text(zh="原因", en="Why")),
            "sites": Column(Text(zh="地点数", en="Sites")),
            "only": Column(Text(zh="其中只有这一条原因", en="of which for this alone")),
        },
    )
