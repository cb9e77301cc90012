"""The growing stock: the volume of all standing trees that an inventory states, and whether it can be that."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from geo_ruijin.methods.counting.rows import counts
from geo_ruijin.methods.forest.beside import Beside
from geo_ruijin.methods.forest.parcels import HECTARE, Floats, Parcels
from geo_ruijin.methods.forest.parts import Parts
from geo_ruijin.methods.forest.volumes import VolumeUnit, unit_by_size
from geo_ruijin.methods.parameter import Range
from geo_ruijin.results import Measure
from geo_ruijin.text import Text

#: Why volumes are not used: none was filled in; they are those of a hectare; their mean cannot be one.
Doubt = Literal["blank", "per hectare", "unusual"]


@dataclass(frozen=True)
class Stock:
    """The growing stock of parcels, by their parts.

    Attributes
    ----------
    volume
        Of each, inside the place [m³]: (n,), NaN where it is not said.
    other
        What that would be if volumes were in the other unit: (n,).
    area
        Of each, inside the place [m²]: (n,).
    parcel
        The position of the parcel each is a part of: (n,).
    stands
        Which are stands of trees that count as forest: (n,).
    usual
        Between which the mean of stands lies [m³/ha]; None for no check, and where no volumes are asked for.
    said, seen
        What volumes are in, as somebody said, and as they look; None where nobody did, and where that cannot be told.
    """

    volume: Floats
    other: Floats
    area: Floats
    parcel: NDArray[np.intp]
    stands: NDArray[np.bool_]
    usual: Range | None = None
    said: VolumeUnit | None = None
    seen: VolumeUnit | None = None

    @property
    def told(self) -> NDArray[np.bool_]:
        """Which stands say their volume: (n,)."""
        return self.stands & ~np.isnan(self.volume) & (self.area > 0)

    @property
    def silent(self) -> NDArray[np.bool_]:
        """Which stands do not: (n,)."""
        return self.stands & np.isnan(self.volume) & (self.area > 0)

    @property
    def mean(self) -> float | None:
        """The mean of stands that say their volume [m³/ha]; None where there are none."""
        hectares = self.hectares(self.told)
        return float(self.volume[self.told].sum() / hectares) if hectares else None

    @property
    def doubt(self) -> Doubt | None:
        """Why volumes are not used; None where they are."""
        if self.mean == 0:
            return "blank"
        if self.said is None and self.seen == "m³/ha":
            return "per hectare"
        return None if self.likely else "unusual"

    @property
    def likely(self) -> bool:
        """Whether the mean can be one."""
        return self.usual is None or self.mean is None or self.usual.low <= self.mean <= self.usual.high

    @property
    def unclear(self) -> bool:
        """Whether volumes may be in either unit: nobody said it, and neither their sizes nor their means tell."""
        if self.said is not None or self.seen is not None or self.usual is None or not self.known:
            return False
        return replace(self, volume=self.other).likely and bool(self.told.any())

    @property
    def known(self) -> bool:
        """Whether there is anything to go by."""
        return self.doubt is None and bool((~np.isnan(self.volume)).any())

    def count(self, rows: NDArray[np.bool_]) -> int:
        """Return how many parcels some parts are of."""
        return len(np.unique(self.parcel[rows]))

    def hectares(self, rows: NDArray[np.bool_]) -> float:
        """Return the area of some parts [ha]."""
        return float(self.area[rows].sum()) / HECTARE

    def sums(self, rows: NDArray[np.bool_] | slice) -> tuple[float, float, float]:
        """Return the volume of some parcels, and between what it lies if nobody can tell the unit [m³]."""
        value, other = float(np.nansum(self.volume[rows])), float(np.nansum(self.other[rows]))
        return (value, min(value, other), max(value, other)) if self.unclear else (value, value, value)


def stock_of(
    parts: Parts, parcels: Parcels, stands: NDArray[np.bool_], usual: Range | None, unit: VolumeUnit | None
) -> Stock:
    """Return the growing stock of parcels; of one that is cut or overlapped, the share of its area that is left."""
    stated = np.asarray(counts(parts.rows, "volume"), dtype=np.float64)
    whole, by_hectare = stated * parts.portion * parcels.share, stated * parcels.area / HECTARE
    _, first = np.unique(parts.parcel, return_index=True)
    own = first[stands[first]]
    seen = unit_by_size(stated[own], (parcels.drawn / parts.portion)[own] / HECTARE)
    volume, other = (by_hectare, whole) if unit == "m³/ha" else (whole, by_hectare)
    return Stock(volume, other, parcels.area, parts.parcel, stands, usual, unit, seen)


def stock_measures(stock: Stock, beside: Beside, *, gaps: bool) -> dict[str, Measure]:
    """Return the growing stock, and that of stands of trees [m³] and of a hectare of them [m³/ha].

    Parameters
    ----------
    stock
        What parcels say.
    beside
        What is reported of trees that no parcel holds.
    gaps
        Whether parcels of a division are missing.
    """
    if not stock.known:
        return {}
    lacking = bool(stock.silent.any()) or gaps
    about = Text(zh="{inventory}所记活立木蓄积合计", en="Volume of all standing trees, as {inventory} states it")
    if beside.amount is not None:
        about = Text(zh=f"{about.zh},加上报的四旁树蓄积", en=f"{about.en}, and what is reported beside them")
    if beside.open:
        about = Text(
            zh=f"{about.zh};四旁树蓄积未报,是下限", en=f"{about.en}; a lower bound: trees beside houses are not in it"
        )
    if lacking:
        about = Text(zh=f"{about.zh};有小班未填或缺失,是下限", en=f"{about.en}; a lower bound: not all parcels say it")
    measures = {
        "growing_stock": _measure(
            stock.sums(slice(None)), about, more=beside.amount or 0.0, open_=lacking or beside.open
        )
    }
    if stock.mean is not None:
        stands = Text(zh="其中计入森林的乔木林的蓄积", en="of which that of stands of trees that count as forest")
        sums, hectares = stock.sums(stock.told), stock.hectares(stock.told)
        measures["stand_stock"] = _measure(sums, stands, open_=lacking)
        measures["stock_per_ha"] = Measure(
            stock.mean,
            "m³/ha",
            Text(
                zh="计入森林的乔木林蓄积 ÷ 其面积(只算填了蓄积的小班)",
                en="Volume of the stands of trees that count as forest / their area, of those that say it",
            ),
            *((sums[1] / hectares, sums[2] / hectares) if stock.unclear else ()),
        )
    return measures


def _measure(sums: tuple[float, float, float], about: Text, *, open_: bool, more: float = 0.0) -> Measure:
    """Return a volume and its ends, none where nothing is open."""
    value, low, high = (one + more for one in sums)
    if open_:
        return Measure(value, "m³", about, low, math.inf)
    return Measure(value, "m³", about, *((low, high) if low < high else ()))
