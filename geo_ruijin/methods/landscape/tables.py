"""The tables of a landscape: its divisions, its years, its largest patches."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.columns import DIVISION
from geo_ruijin.methods.editions import EDITION
from geo_ruijin.methods.landscape.figures import CHANGES, CUT_MESH, FIGURES, HECTARE
from geo_ruijin.methods.landscape.landscapes import Landscapes
from geo_ruijin.methods.landscape.pattern import Pattern
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text


def zones_table(zones: gpd.GeoDataFrame, last: Landscapes, first: Landscapes | None) -> Table:
    """Return a row a division, the least connected first, with what changed since a first year where there is one."""
    figures = {**FIGURES, "cut_mesh": CUT_MESH}
    data = zones[["name", "geometry"]].assign(land=[part.land / HECTARE for part in last.parts])
    data = data.assign(**{name: _column(last.parts, name) for name in FIGURES}, cut_mesh=_cut(last.parts))
    columns = {
        "name": DIVISION,
        **{name: figure.column for name, figure in figures.items()},
        "land": Column(Text(zh="已知地表面积", en="Land known"), "ha"),
    }
    if first is not None:
        for name in CHANGES:
            key, figure = f"{name}_change", FIGURES[name]
            data[key] = data[name] - _column(first.parts, name)
            columns[key] = Column(
                Text(
                    zh=f"{figure.title.zh}:{first.year} 年以来的变化",
                    en=f"{figure.title.en}: change since {first.year}",
                ),
                figure.unit,
            )
    ranked = data.sort_values(["mesh", "name"], kind="stable", ignore_index=True)
    return Table(
        Text(zh="景观格局(按区划,连通最差的在前)", en="Pattern by division, the least connected first"), ranked, columns
    )


def years_table(found: Sequence[Landscapes]) -> Table:
    """Return a row a year, the earliest first."""
    patterns = [one.whole for one in found]
    data = pd.DataFrame({"year": [str(one.year) for one in found]})
    data["edition"] = [one.edition or "" for one in found]
    for name in FIGURES:
        data[name] = _column(patterns, name)
    columns = {
        "year": Column(Text(zh="年份", en="Year")),
        **({"edition": EDITION} if any(one.edition for one in found) else {}),
        **{name: figure.column for name, figure in FIGURES.items()},
    }
    return Table(Text(zh="历年景观格局", en="Pattern by year"), data, columns)


def patches_table(patches: gpd.GeoDataFrame, last: Landscapes) -> Table:
    """Return the largest patches with their share of the class and their core."""
    data = patches.assign(
        area=patches["area"] / HECTARE,
        core=patches["core"] / HECTARE,
        share=percents(patches["area"], np.full(len(patches), last.whole.area)),
        core_share=percents(patches["core"], patches["area"]),
    )
    return Table(
        Text(zh="最大的斑块", en="Largest patches"),
        data,
        {
            "rank": Column(Text(zh="排名", en="Rank")),
            "name": DIVISION,
            "area": Column(Text(zh="面积", en="Area"), "ha"),
            "share": Column(Text(zh="占类型面积", en="Of the class"), "%"),
            "core": FIGURES["core"].column,
            "core_share": Column(Text(zh="核心区占斑块", en="Core of the patch"), "%"),
        },
    )


def _column(patterns: Sequence[Pattern], name: str) -> pd.Series[float]:
    return pd.Series([FIGURES[name].of(one) for one in patterns], dtype=np.float64)


def _cut(patterns: Sequence[Pattern]) -> pd.Series[float]:
    return pd.Series([CUT_MESH.of(one) for one in patterns], dtype=np.float64)
