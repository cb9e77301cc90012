"""The tables behind new stations along main roads: the sites, the best of each number, the roads before and after."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.columns import DIVISION, NAME, worded
from geo_ruijin.methods.corridors.choosing import Build
from geo_ruijin.methods.corridors.roads import Truths
from geo_ruijin.methods.corridors.sites import Sites
from geo_ruijin.methods.counting.pile_tables import PLACES
from geo_ruijin.methods.counting.rows import division_of
from geo_ruijin.methods.proofs import proof
from geo_ruijin.results import Column, Line, Table, Trend
from geo_ruijin.siting import Answer
from geo_ruijin.text import Text, same
from geo_ruijin.units import Kilometres

_DRIVEN = Text(zh="按车流加权的占比", en="Share of what vehicles drive")


def sites_table(
    sites: Sites,
    steps: Sequence[Build],
    anyway: Truths,
    by: gpd.GeoDataFrame | None,
    *,
    spacing: Kilometres,
    flow: bool,
) -> Table:
    """Return the new stations in the order to build them, with what is reached once each stands."""
    chosen = list(steps[-1].sites)
    rows = sites.rows.iloc[chosen].reset_index(drop=True)
    rows["kind"] = worded([PLACES.get(kind, same(kind)) for kind in rows["kind"].fillna("")], rows.index)
    if by is not None:
        rows["division"] = division_of(rows.geometry, by)
    rows["order"] = np.arange(1.0, len(rows) + 1)
    rows["share"] = [step.share for step in steps[1:]]
    rows["gain"] = np.diff([step.share for step in steps])
    rows["driven"] = [step.driven for step in steps[1:]]
    rows["anyway"] = anyway[chosen]
    columns = {
        "order": Column(Text(zh="建设次序", en="Order to build")),
        "name": NAME,
        "ref": Column(Text(zh="所在路线", en="Road")),
        **({"division": DIVISION} if by is not None else {}),
        "kind": Column(Text(zh="场所", en="Place")),
        "gain": Column(Text(zh="新增占比", en="Share won"), "pp"),
        "share": Column(Text(zh="建成后半个间距以内占比", en="Share within half the spacing then"), "%"),
        **({"driven": Column(_DRIVEN, "%")} if flow else {}),
        "anyway": Column(Text(zh="界外近处有站也要建", en="Needed even if stations stand right outside")),
        **({"cost": Column(Text(zh="造价", en="Cost"), "10000 yuan")} if rows["cost"].notna().any() else {}),
    }
    return Table(
        Text(
            zh=f"为{{corridors}}新选的充电站(间距 {spacing:g} 公里)",
            en=f"New stations along {{corridors}}, no more than {spacing:g} km apart",
        ),
        rows[[*columns, "geometry"]],
        columns,
        field=True,
    )


def curve_table(sites: Sites, answers: Sequence[Answer], builds: Sequence[Build], *, flow: bool) -> Table:
    """Return how much the best choice of each number of new stations reaches."""
    names = sites.rows["name"]
    shares = [build.share for build in builds]
    data = pd.DataFrame(
        {
            "stations": np.arange(len(builds), dtype=np.float64),
            "share": shares,
            "gain": np.diff(shares, prepend=np.nan),
            "driven": [build.driven for build in builds],
            "proof": worded([proof(answer) for answer in answers], pd.RangeIndex(len(builds))),
            "sites": ["、".join(names.iloc[list(build.sites)]) for build in builds],
        }
    )
    return Table(
        Text(zh="新建站数与效果", en="What each number of new stations comes to"),
        data,
        {
            "stations": Column(Text(zh="新建站数", en="New stations")),
            "share": Column(Text(zh="半个间距以内占比", en="Share within half the spacing"), "%"),
            "gain": Column(Text(zh="比少一处多", en="More than with one less"), "pp"),
            **({"driven": Column(_DRIVEN, "%")} if flow else {}),
            "proof": Column(Text(zh="是否最优", en="How good")),
            "sites": Column(Text(zh="站点", en="Sites")),
        },
        trend=Trend("stations", ("share",), Line(100.0, Text(zh="没有空白", en="no gap"))),
    )


def roads_table(before: Table, after: Table) -> Table:
    """Return the roads with their gaps as they are and with the new stations."""
    then = after.data.set_index("ref").loc[before.data["ref"]]
    data = before.data.assign(
        share_after=then["share"].to_numpy(),
        gaps_after=then["gaps"].to_numpy(),
        spacing_after=then["spacing"].to_numpy(),
    )

    def later(column: str) -> Column:
        now = before.columns[column]
        return Column(Text(zh=f"建成后{now.title.zh}", en=f"{now.title.en}, then"), now.unit)

    return Table(
        Text(zh="各条路线建站前后", en="Each road before and after"),
        data,
        {
            "ref": before.columns["ref"],
            "length": before.columns["length"],
            "share": before.columns["share"],
            "share_after": later("share"),
            "gaps": before.columns["gaps"],
            "gaps_after": later("gaps"),
            "spacing": before.columns["spacing"],
            "spacing_after": later("spacing"),
        },
    )
