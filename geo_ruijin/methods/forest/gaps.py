"""Divisions whose parcels are missing: an inventory that was not delivered whole looks like land without forest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.methods.forest.parcels import HECTARE
from geo_ruijin.results import OUTSIDE
from geo_ruijin.text import Text
from geo_ruijin.units import Percent


@dataclass(frozen=True)
class Gaps:
    """Divisions that hold next to no parcels.

    Attributes
    ----------
    names
        The divisions.
    hectares
        Their land in no parcel, of which nobody knows what it is [ha].
    least
        Below which share they lie, of the one that parcels have of the whole place [%].
    """

    names: tuple[str, ...] = ()
    hectares: float = 0.0
    least: Percent = 0.0

    def notes(self) -> Iterator[Text]:
        """Yield which they are, and what follows."""
        if self.names:
            yield Text(
                zh=f"{'、'.join(self.names)}几乎没有{{parcels}}(占土地的比例不到全域的 {self.least:g}%),像是没有交来:"
                f"其中没有{{parcels}}的 {self.hectares:,.0f} 公顷只计入上限,蓄积是下限。"
                "确实没有林地的,把参数 least_held 改为 0。",
                en=f"{', '.join(self.names)}: next to no parcels (their share of the land is less than "
                f"{self.least:g} % of that in the whole place), as if they had not been delivered. "
                f"{self.hectares:,.0f} ha there are in no parcel and count for the upper end alone, and the growing "
                "stock is a lower bound. Where there truly is no forest land, set the parameter least_held to 0.",
            )


def gaps_of(pieces: pd.DataFrame, zones: gpd.GeoDataFrame, least: Percent | None) -> Gaps:
    """Return the divisions of which parcels hold much less than of the place on the whole.

    Parameters
    ----------
    pieces
        Pieces of all parcels by division, as of `pieces_of`.
    zones
        The divisions' parts of the place; what lies in none is not looked at.
    least
        Less than this of the share that parcels have of the place [%]; None to look for none.
    """
    if least is None:
        return Gaps()
    held = np.bincount(pieces["zone"], weights=pieces["area"], minlength=len(zones))
    land = zones.area.to_numpy()
    empty = (held / land < held.sum() / land.sum() * least / 100) & (zones["name"] != OUTSIDE.zh).to_numpy()
    return Gaps(tuple(zones["name"][empty]), float((land - held)[empty].sum()) / HECTARE, least)
