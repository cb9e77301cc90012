"""What stands on either side of a divider."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from geo_ruijin.draw.shown import Shown, ShownRaster, Thing
from geo_ruijin.spec import Side
from geo_ruijin.text import Text


def on_sides(shown: Sequence[Thing]) -> dict[Side, list[Shown | ShownRaster]]:
    """Return what is seen on one side only, by its side."""
    sided = [one for one in shown if isinstance(one, Shown | ShownRaster)]
    return {side: [one for one in sided if one.side == side] for side in get_args(Side)}


def side_titles(sides: dict[Side, list[Shown | ShownRaster]]) -> dict[Side, Text]:
    """Return what stands on either side, which has something: the years of rasters, else what is lowest there."""
    first = {side: there[0] for side, there in sides.items()}
    years = {side: one.raster.year if isinstance(one, ShownRaster) else None for side, one in first.items()}
    if all(years.values()) and len(set(years.values())) == len(years):
        return {side: Text(zh=f"{year}年", en=f"{year}") for side, year in years.items()}
    return {side: one.title for side, one in first.items()}
