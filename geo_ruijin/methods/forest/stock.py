"""The growing stock: the volume of all standing trees that an inventory states, and whether it can be that."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.methods.counting.rows import counts
from geo_ruijin.methods.forest.parcels import HECTARE, Floats, Parcels
from geo_ruijin.methods.parameter import Range
from geo_ruijin.results import Measure
from geo_ruijin.text import Text


@dataclass(frozen=True)
class Stock:
    """The growing stock of parcels.

    Attributes
    ----------
    volume
        Of each, inside the place [m³]: (n,), NaN where it is not said.
    area
        Of each, inside the place [m²]: (n,).
    stands
        Which are stands of trees that count as forest: (n,).
    usual
        Between which the mean of stands lies [m³/ha]; None for no check, and where no volumes are asked for.
    """

    volume: Floats
    area: Floats
    stands: NDArray[np.bool_]
    usual: Range | None = None

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
        hectares = self.area[self.told].sum() / HECTARE
        return float(self.volume[self.told].sum() / hectares) if hectares else None

    @property
    def strange(self) -> bool:
        """Whether the mean cannot be one: volumes are then in something else than m³ a parcel."""
        return self.usual is not None and self.mean is not None and not self.usual.low <= self.mean <= self.usual.high

    @property
    def known(self) -> bool:
        """Whether there is anything to go by."""
        return not self.strange and bool((~np.isnan(self.volume)).any())

    def measures(self) -> dict[str, Measure]:
        """Return the growing stock [m³], and of a hectare of stands [m³/ha]."""
        if not self.known:
            return {}
        total = float(np.nansum(self.volume))
        lacking = bool(self.silent.any())
        about = Text(
            zh="{inventory}的活立木蓄积合计(乔木林、疏林、散生木和四旁树,小班所记)",
            en="Volume of all standing trees that {inventory} states, in forest, sparse or single",
        )
        if lacking:
            about = Text(zh=f"{about.zh};有小班未填,是下限", en=f"{about.en}; a lower bound, not all parcels say it")
        ends = (total, math.inf) if lacking else (None, None)
        measures = {"growing_stock": Measure(total, "m³", about, *ends)}
        if self.mean is not None:
            measures["stock_per_ha"] = Measure(
                self.mean,
                "m³/ha",
                Text(
                    zh="计入森林的乔木林蓄积 ÷ 其面积(只算填了蓄积的小班)",
                    en="Volume of the stands of trees that count as forest / their area, of those that say it",
                ),
            )
        return measures

    def notes(self) -> Iterator[Text]:
        """Yield what must be said beside the figures."""
        if np.isnan(self.volume).all():
            if self.usual is not None:  # who asks for none need not be told
                yield Text(
                    zh="{inventory}没有蓄积(volume 列),不计算活立木蓄积。",
                    en="{inventory} state no volume (column volume): there is no growing stock.",
                )
            return
        if self.strange and self.usual is not None and self.mean is not None:
            yield Text(
                zh=f"蓄积没有采用:平均每公顷 {self.mean:,.1f} 立方米,不在 {self.usual.low:g}—{self.usual.high:g} 之间。"
                "volume 应为小班的总蓄积(立方米):是不是每公顷蓄积?是的,先乘以小班面积;"
                "确为总蓄积的,放宽参数 usual_stock。",
                en=f"The volumes are not used: {self.mean:,.1f} m³ a hectare on average, not between "
                f"{self.usual.low:g} and {self.usual.high:g}. Column volume should be that of the whole parcel [m³]: "
                "is it that of a hectare? If so, multiply it by the area first; if not, widen the parameter "
                "usual_stock.",
            )
        if silent := int(self.silent.sum()):
            hectares = self.area[self.silent].sum() / HECTARE
            yield Text(
                zh=f"有 {silent} 个乔木林小班、{hectares:,.1f} 公顷没有填蓄积,未计入:活立木蓄积是下限。",
                en=f"{silent} stands, {hectares:,.1f} ha, do not say their volume and add nothing: the growing stock "
                "is a lower bound.",
            )
        empty = self.told & (self.volume == 0)
        if empty.any():
            hectares = self.area[empty].sum() / HECTARE
            yield Text(
                zh=f"有 {int(empty.sum())} 个乔木林小班、{hectares:,.1f} 公顷蓄积为 0:幼林可以是 0;"
                "若是没有填写,合计偏小。",
                en=f"{int(empty.sum())} stands, {hectares:,.1f} ha, say 0: young trees may have none; where it was not "
                "filled in, the sum is too small.",
            )


def stock_of(rows: pd.DataFrame, parcels: Parcels, stands: NDArray[np.bool_], usual: Range | None) -> Stock:
    """Return the growing stock of parcels; of one that is cut or overlapped, the share of its area that is left."""
    return Stock(counts(rows, "volume").to_numpy() * parcels.share, parcels.area, stands, usual)
