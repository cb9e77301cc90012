"""The figures of forest cover."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_ruijin.methods.forest.beside import Beside
from geo_ruijin.methods.forest.kinds import FOREST, LIKELY, OPEN
from geo_ruijin.methods.forest.parcels import HECTARE, Floats
from geo_ruijin.methods.forest.patches import Links, in_large_patch
from geo_ruijin.methods.shares import percent
from geo_ruijin.results import Measure
from geo_ruijin.text import Text

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Forest:
    """What counts as forest, and what may.

    Attributes
    ----------
    state
        What each parcel is, one of `kinds.FOREST` to `kinds.OTHER`: (n,).
    area
        Of each parcel, in the place [m²]: (n,).
    counted
        Those that count: (n,).
    surely, perhaps
        Those of which nothing is open, and all that may: (n,).
    """

    state: NDArray[np.intp]
    area: Floats
    counted: Bools
    surely: Bools
    perhaps: Bools

    def hectares(self, rows: Bools) -> float:
        """Return the area of some parcels [ha]."""
        return float(self.area[rows].sum()) / HECTARE

    @property
    def open(self) -> bool:
        """Whether the parcels leave open how much forest there is."""
        return bool((self.area[self.surely != self.perhaps] > 0).any())


def forest_of(state: NDArray[np.intp], area: Floats, whole: Floats, links: Links, *, least: float) -> Forest:
    """Return the parcels that count as forest, in patches of at least an area.

    Parameters
    ----------
    state
        What each parcel is: (n,).
    area, whole
        Of each parcel, in the place and beyond it too [m²]: forest that the border cuts is as large as it is.
    links
        Pairs of parcels that touch.
    least
        The least area of a patch [m²].
    """
    surely, counted, perhaps = (
        in_large_patch(np.isin(state, some), whole, links, least=least)
        for some in ([FOREST], [FOREST, LIKELY], [FOREST, LIKELY, OPEN])
    )
    return Forest(state, area, counted, surely, perhaps)


def cover_measures(forest: Forest, place: float, beside: Beside, kinds: tuple[str, ...]) -> dict[str, Measure]:
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
    """
    more, land = beside.hectares or 0.0, place / HECTARE
    value, low = forest.hectares(forest.counted) + more, forest.hectares(forest.surely) + more
    high = math.inf if beside.open else forest.hectares(forest.perhaps) + more
    ends = (low, high) if forest.open or beside.open else None
    listed = Text(zh="、".join(kinds), en=", ".join(kinds))
    measures = {
        "share": Measure(
            percent(value, land),
            "%",
            Text(
                zh=f"森林面积 ÷ {{place}}面积(森林法实施条例第 24 条;计入{listed.zh})",
                en=f"Forest / the area of {{place}}, as art. 24 of the Forest Law regulations counts it: {listed.en}",
            ),
            *(() if ends is None or not land else (ends[0] / land * 100, ends[1] / land * 100)),
        ),
        "forest": Measure(
            value,
            "ha",
            Text(
                zh="计入的森林面积(投影面积;重叠只计一次,{place}以外不计)",
                en="Forest that counts, on the plane of the projection: what overlaps once, nothing beyond {place}",
            ),
            *(ends or ()),
        ),
        "area": Measure(land, "ha", Text(zh="{place}面积(分母,投影面积)", en="Area of {place}, the denominator")),
    }
    if beside.hectares is not None:
        measures["beside"] = Measure(
            beside.hectares,
            "ha",
            Text(
                zh="其中按上报数计入的四旁树和农田林网",
                en="of which reported: trees beside roads and houses, shelterbelts",
            ),
        )
    return measures
