"""The tables of a landscape: its divisions, its years, its largest patches."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.methods.columns import DIVISION, worded
from geo_ruijin.methods.compared import COMPARED, KNOWN
from geo_ruijin.methods.editions import EDITION
from geo_ruijin.methods.landscape.compared import Years
from geo_ruijin.methods.landscape.figures import CHANGES, CUT_MESH, FIGURES, HECTARE, Figure, figures_of
from geo_ruijin.methods.landscape.landscapes import Landscapes
from geo_ruijin.methods.landscape.pattern import Pattern
from geo_ruijin.methods.shares import percents, reach
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text
from geo_ruijin.units import Percent, SquareMetres


def zones_table(
    zones: gpd.GeoDataFrame,
    last: Landscapes,
    span: tuple[Landscapes, Landscapes] | None,
    least: SquareMetres,
    least_known: Percent,
) -> Table:
    """Return a row a division, the least connected first; of those too little known there is no figure.

    Parameters
    ----------
    zones
        Name and geometry.
    last
        The latest year.
    span
        The years that are compared, on the cells both know; None where there are no two.
    least
        The least area of a patch that counts.
    least_known
        How much of a division must be known.
    """
    figures = {**figures_of(least), "cut_mesh": CUT_MESH}
    data = zones[["name", "geometry"]].assign(
        land=[part.land / HECTARE for part in last.parts],
        known=percents([part.land for part in last.parts], [part.land + part.unknown for part in last.parts]),
    )
    told = enough(last.parts, least_known)
    data = data.assign(**{name: _column(last.parts, one).where(told) for name, one in figures.items()})
    columns = {
        "name": DIVISION,
        **{name: figure.column for name, figure in figures.items()},
        "land": Column(Text(zh="已知地表面积", en="Land known"), "ha"),
        "known": KNOWN,
    }
    if span is not None:
        first, then = span
        both = enough(first.parts, least_known)
        for name in CHANGES:
            key, figure = f"{name}_change", FIGURES[name]
            data[key] = (_column(then.parts, figure) - _column(first.parts, figure)).where(both)
            columns[key] = Column(
                Text(
                    zh=f"{figure.title.zh}:{first.year}—{then.year} 年变化",
                    en=f"{figure.title.en}: change {first.year} to {then.year}",
                ),
                figure.unit,
            )
    ranked = data.sort_values(["mesh", "name"], kind="stable", ignore_index=True)
    return Table(
        Text(zh="景观格局(按区划,连通最差的在前)", en="Pattern by division, the least connected first"), ranked, columns
    )


def enough(parts: Sequence[Pattern], least_known: Percent) -> NDArray[np.bool_]:
    """Return of which divisions enough is known: (parts,)."""
    return reach([one.land for one in parts], [one.land + one.unknown for one in parts], least_known)


def years_table(years: Years, found: Sequence[Landscapes], least: SquareMetres) -> Table:
    """Return a row a year, the earliest first; those compared on the cells that all of them know."""
    figures = figures_of(least)
    patterns = [one.whole for one in found]
    data = pd.DataFrame({"year": [str(one.year) for one in years.every]})
    data["edition"] = [one.edition or "" for one in years.every]
    data["known"] = np.array([one.share for one in years.every], dtype=np.float64)
    data["counts"] = worded([years.word(one) for one in years.every], data.index)
    for name, one in figures.items():
        data[name] = _column(patterns, one)
    columns = {
        "year": Column(Text(zh="年份", en="Year")),
        **({"edition": EDITION} if any(one.edition for one in years.every) else {}),
        "known": KNOWN,
        "counts": COMPARED,
        **{name: figure.column for name, figure in figures.items()},
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


def _column(patterns: Sequence[Pattern], figure: Figure) -> pd.Series[float]:
    return pd.Series([figure.of(one) for one in patterns], dtype=np.float64)
