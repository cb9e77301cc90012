"""The figures of forest cover."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_ruijin.methods.forest.beside import Beside
from geo_ruijin.methods.forest.kinds import FOREST, LIKELY, OPEN
from geo_ruijin.methods.forest.parcels import HECTARE, Floats, Parcels
from geo_ruijin.methods.forest.patches import Links, in_large_patch
from geo_ruijin.methods.shares import percent
from geo_ruijin.results import Measure
from geo_ruijin.text import Text

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Forest:
    """What counts as forest, and what may, by the parts of parcels.

    Attributes
    ----------
    state
        What each is, one of `kinds.FOREST` to `kinds.OTHER`: (n,).
    area
        Of each parcel, in the place [m²]: (n,).
    parcel
        The position of the parcel each is a part of: (n,).
    counted
        Those that count: (n,).
    surely, perhaps
        Those of which nothing is open, and all that may: (n,).
    """

    state: NDArray[np.intp]
    area: Floats
    parcel: NDArray[np.intp]
    counted: Bools
    surely: Bools
    perhaps: Bools

    def hectares(self, rows: Bools) -> float:
        """Return the area of some parcels [ha]."""
        return float(self.area[rows].sum()) / HECTARE

    def count(self, rows: Bools) -> int:
        """Return how many parcels some parts are of."""
        return len(np.unique(self.parcel[rows]))

    @property
    def open(self) -> bool:
        """Whether the parcels leave open how much forest there is."""
        return bool((self.area[self.surely != self.perhaps] > 0).any())


def forest_of(
    state: NDArray[np.intp], parcels: Parcels, parcel: NDArray[np.intp], links: Links, *, least: float
) -> Forest:
    """Return the parcels that count as forest, in patches of at least an area.

    Parameters
    ----------
    state
        What each part of a parcel is: (n,).
    parcels
        The parts: forest that the border of the place cuts is as large as it is beyond it too.
    parcel
        The position of the parcel each is a part of: (n,).
    links
        Pairs of parts that touch.
    least
        The least area of a patch [m²].
    """
    whole = np.asarray(shapely.area(parcels.whole), dtype=np.float64)
    surely, counted, perhaps = (
        in_large_patch(np.isin(state, some), whole, links, least=least)
        for some in ([FOREST], [FOREST, LIKELY], [FOREST, LIKELY, OPEN])
    )
    return Forest(state, parcels.area, parcel, counted, surely, perhaps)


def cover_measures(
    forest: Forest, place: float, beside: Beside, kinds: tuple[str, ...], *, unknown: float, official: float | None
) -> dict[str, Measure]:
    """Return the share of a place that is forest [%], and what it is made of.

    Parameters
    ----------
    forest
        What counts.
    place
        The area of the place [m²].
    beside
        What is reported beside the parcels.
    kinds
        The kinds that count, to say which.
    unknown
        Land of which nobody knows whether it is forest, as its parcels are missing [ha].
    official
        The official area of the place, if it is known [ha]: the share lies between those over either.
    """
    more, land = beside.amount or 0.0, place / HECTARE
    value, low = forest.hectares(forest.counted) + more, forest.hectares(forest.surely) + more
    high = math.inf if beside.open else forest.hectares(forest.perhaps) + more + unknown
    open_ = forest.open or beside.open or unknown > 0
    measures = {
        "share": _share((value, low, high), land, official, kinds, open_=open_),
        "forest": Measure(
            value,
            "ha",
            Text(
                zh="计入的森林面积(投影面积;重叠只计一次,{place}以外不计)",
                en="Forest that counts, on the plane of the projection: what overlaps once, nothing beyond {place}",
            ),
            *((low, high) if open_ else ()),
        ),
        "area": Measure(land, "ha", Text(zh="{place}面积(分母,投影面积)", en="Area of {place}, the denominator")),
    }
    if beside.amount is not None:
        measures["beside"] = Measure(
            beside.amount,
            "ha",
            Text(
                zh="其中按上报数计入的四旁树和农田林网",
                en="of which reported: trees beside roads and houses, shelterbelts",
            ),
        )
    return measures


def _share(
    forest: tuple[float, float, float], land: float, official: float | None, kinds: tuple[str, ...], *, open_: bool
) -> Measure:
    """Return the share of forest (value, low, high) in a place [%], between those over its drawn and official area."""
    areas = [land] if official is None else [land, official]
    value, low, high = forest
    listed = Text(zh="、".join(kinds), en=", ".join(kinds))
    both = (
        Text(zh="", en="")
        if official is None
        else Text(zh=";上下限兼顾公布的行政区域面积作分母", en="; low and high are over the official area too")
    )
    about = Text(
        zh=f"森林面积 ÷ {{place}}面积(森林法实施条例第 24 条;计入{listed.zh};"
        f"{{inventory}}:{{inventory_date}}{both.zh})",
        en=f"Forest / the area of {{place}}, as art. 24 of the Forest Law regulations counts it: {listed.en}; "
        f"{{inventory}}: {{inventory_date}}{both.en}",
    )
    if not land or not (open_ or min(areas) < max(areas)):
        return Measure(percent(value, land), "%", about)
    return Measure(percent(value, land), "%", about, low / max(areas) * 100, high / min(areas) * 100)
