"""What must be said beside the growing stock."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from geo_ruijin.methods.forest.stock import Stock
from geo_ruijin.text import Text

_HOW = Text(
    zh='请核对后写明参数 volume_unit:每公顷蓄积(如 HUO_LMGQXJ)写 "m³/ha",小班总蓄积写 "m³"',
    en='Look it up, and write the parameter volume_unit: "m³/ha" for that of a hectare (such as HUO_LMGQXJ), "m³" for '
    "that of the whole parcel",
)


def stock_notes(stock: Stock) -> Iterator[Text]:
    """Yield what must be said of volumes: why they are not used, and what is not known of them."""
    if np.isnan(stock.volume).all():
        if stock.usual is not None:  # who asks for none need not be told
            yield Text(
                zh="{inventory}没有蓄积(volume 列),不计算活立木蓄积。",
                en="{inventory} state no volume (column volume): there is no growing stock.",
            )
        return
    if stock.doubt is not None:
        yield from _not_used(stock)
        return
    yield from _unit(stock)
    if silent := stock.count(stock.silent):
        hectares = stock.hectares(stock.silent)
        yield Text(
            zh=f"有 {silent} 个乔木林小班、{hectares:,.1f} 公顷没有填蓄积,未计入:活立木蓄积是下限。",
            en=f"{silent} stands, {hectares:,.1f} ha, do not say their volume and add nothing: the growing stock "
            "is a lower bound.",
        )
    empty = stock.told & (stock.volume == 0)
    if empty.any():
        count, hectares = stock.count(empty), stock.hectares(empty)
        yield Text(
            zh=f"有 {count} 个乔木林小班、{hectares:,.1f} 公顷蓄积为 0:幼林可以是 0;若是没有填写,合计偏小。",
            en=f"{count} stands, {hectares:,.1f} ha, say 0: young trees may have none; where it was not "
            "filled in, the sum is too small.",
        )


def _not_used(stock: Stock) -> Iterator[Text]:
    """Yield why volumes are not used."""
    if stock.doubt == "blank":
        yield Text(
            zh="蓄积没有采用:乔木林小班的 volume 全部为 0,像是没有填写。确认要用的是不是这一列。",
            en="The volumes are not used: those of all stands are 0, as if none were filled in. Is it that column?",
        )
    elif stock.doubt == "per hectare":
        yield Text(
            zh=f"蓄积没有采用:大小班和小小班的数差不多,不随面积增大,像是每公顷蓄积,而不是小班总蓄积。{_HOW.zh}。",
            en="The volumes are not used: large parcels have about as much as small ones, so they look like those of a "
            f"hectare and not of the parcel. {_HOW.en}.",
        )
    elif stock.usual is not None and stock.mean is not None:
        yield Text(
            zh=f"蓄积没有采用:平均每公顷 {stock.mean:,.1f} 立方米,不在 {stock.usual.low:g}—{stock.usual.high:g} 之间。"
            f"是总蓄积还是每公顷蓄积?{_HOW.zh};单位无误的,放宽参数 usual_stock。",
            en=f"The volumes are not used: {stock.mean:,.1f} m³ a hectare on average, not between "
            f"{stock.usual.low:g} and {stock.usual.high:g}. Are they of the parcel, or is it that of a hectare? "
            f"{_HOW.en}; if the unit is right, widen the parameter usual_stock.",
        )


def _unit(stock: Stock) -> Iterator[Text]:
    """Yield what is doubtful of the unit of volumes that are used all the same."""
    if stock.unclear:
        yield Text(
            zh=f"看不出 volume 是小班总蓄积还是每公顷蓄积,这里按总蓄积,上下限包含两种理解。{_HOW.zh}。",
            en="Whether volumes are those of parcels or of a hectare cannot be told: they are taken for those of "
            f"parcels, and low and high hold both. {_HOW.en}.",
        )
    elif stock.said is not None and stock.seen is not None and stock.said != stock.seen:
        yield Text(
            zh=f"参数 volume_unit 写的是 {stock.said},但从数值看像是 {stock.seen}(是否随小班面积增大):请核对。",
            en=f"The parameter volume_unit says {stock.said}, yet the volumes look like {stock.seen}, by whether they "
            "grow with their parcels: look it up.",
        )
