"""What must be said beside the figures of change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geo_ruijin.methods.landchange.losses import Losses
from geo_ruijin.methods.landchange.series import Series
from geo_ruijin.methods.landchange.transitions import Change, Transitions
from geo_ruijin.methods.landwords import land_word
from geo_ruijin.methods.shares import percent
from geo_ruijin.raster import MOST_AT_ONCE
from geo_ruijin.text import Text
from geo_ruijin.units import Hectares, Percent

#: Of what both years know of a place, the share that is not known from which on it is a remark [%].
_MUCH = 0.01

_NO_FELLING = Text(
    zh="“减少”不等于砍伐,更不等于违法:正常采伐和更新、火烧、病虫、果园改植、建设占用,以及误判、季节和影像差异都会造成。"
    "果园、油茶在影像上也是“树”。图斑须外业或高清影像核实,不能代替森林督查的认定。",
    en="A loss is no felling, let alone an unlawful one: harvest and regrowth, fire, disease, orchards planted anew, "
    "building, and errors of classification, season and image all look alike. Orchards read as trees. Check "
    "patches in the field or on fine images; they rule on nothing.",
)


#: How cells of a patch hang together.
_WAYS = {4: Text(zh="共边", en="by their sides"), 8: Text(zh="共边或共角", en="by sides or corners")}


@dataclass(frozen=True)
class Asked:
    """What was asked for.

    Attributes
    ----------
    watched
        What is watched, in words.
    least_area, least_core, connectivity
        What patches must be.
    red_line
        Whether the ecological red line was supplied.
    inventory
        Whether the forest inventory was.
    """

    watched: Text
    least_area: Hectares
    least_core: int
    connectivity: int
    red_line: bool
    inventory: bool


def notes_of(
    series: Series, whole: Transitions, change: Change, losses: Losses | None, asked: Asked
) -> tuple[Text, ...]:
    """Return the notes in the order a reader needs them."""
    return (
        _NO_FELLING,
        *series.remarks,
        *_two_counts(change, losses, asked),
        *_unknown(whole, change),
        *_periods(series, losses),
        *_grids(series),
        *_classes(series),
        *_red_line(losses, asked),
        *_inventory(losses, asked),
        Text(
            zh="面积按椭球面计算;增减面积在区划边界处按像元落在境内的部分精确切分。图斑由整个像元组成(像元中心在境内),"
            "边界呈锯齿状;坐标为图斑内一点;“在……内”的面积为图斑面积 × 重叠比例。",
            en="Areas are on the ellipsoid; gain and loss count the exact part of a cell inside a zone. Patches are "
            "whole "
            "cells whose middle lies in the place, so their borders are stepped; coordinates are of a point inside. "
            "Hectares in other areas are the patch's own times the share they overlap.",
        ),
    )


def too_little(least_known: Percent) -> tuple[Text, ...]:
    """Return why there are ranges and no figures."""
    return (
        Text(
            zh=f"{{place}}内两年都有数据的土地不到 {least_known:g}%:增减只给范围,不给数值;图斑和各表只是看得到的部分。",
            en=f"Less than {least_known:g} % of the land inside {{place}} is known in both years: of gain and loss "
            "there are ranges alone and no figures. Patches and tables are of what is seen.",
        ),
    )


def _two_counts(change: Change, losses: Losses | None, asked: Asked) -> Iterator[Text]:
    """Say how all cells and the patches differ."""
    if losses is None:
        yield Text(
            zh=f"范围内的像元超过 {MOST_AT_ONCE:,} 个,没有找图斑,没有核查清单;面积不受影响。请按县、按乡镇分别运行,"
            "或先把栅格重采样到较大的像元(众数法)。",
            en=f"There are more than {MOST_AT_ONCE:,} cells in the place: no patches were looked for, and there is "
            "no list. "
            "Areas are not affected. Run it county by county, or resample the rasters to larger cells (mode) first.",
        )
        return
    share = percent(losses.small[1] + losses.thin[1], losses.cells_area) or 0.0
    way = _WAYS[asked.connectivity]
    yield Text(
        zh=f"减少的像元共 {losses.cells_area:,.1f} 公顷,按{way.zh}相连成 {losses.found:,} 片;清单只列面积不小于 "
        f"{asked.least_area:g} 公顷、且容得下 {asked.least_core}×{asked.least_core} 个像元的 {len(losses.patches):,} "
        "片。"
        f"未列:太小的 {losses.small[0]:,} 片 {losses.small[1]:,.1f} 公顷,窄条 {losses.thin[0]:,} 片 "
        f"{losses.thin[1]:,.1f} 公顷,占 {share:.1f}%——多为地物边缘两年判读不一,也有真实的零星减少。"
        f"同样的边缘误差也在“增加”({change.gain[0]:,.1f} 公顷)里。",
        en=f"Cells of loss come to {losses.cells_area:,.1f} ha in {losses.found:,} patches that hang together "
        f"{way.en}. Listed "
        f"are the {len(losses.patches):,} of at least {asked.least_area:g} ha that hold {asked.least_core} x "
        f"{asked.least_core} cells. Not listed: {losses.small[0]:,} that are too small, {losses.small[1]:,.1f} ha, and "
        f"{losses.thin[0]:,} strips, {losses.thin[1]:,.1f} ha; {share:.1f} % in all, most of it edges that two "
        "images read "
        f"otherwise, some of it true. The same noise is in the gain, {change.gain[0]:,.1f} ha.",
    )


def _unknown(whole: Transitions, change: Change) -> Iterator[Text]:
    unknown, area = float(change.unknown[0]), float(whole.areas[0].sum())
    if (share := percent(unknown, area) or 0.0) > _MUCH:
        yield Text(
            zh=f"有 {unknown:,.1f} 公顷({share:.2f}%)至少一年没有数据(云、缺测或栅格范围以外),不计入增减;"
            "各数的范围含这部分"
            "全部减少或全部增加的情形。",
            en=f"{unknown:,.1f} ha ({share:.2f} %) have no data in a year at least (clouds, gaps, beyond the raster) "
            "and are in "
            "neither gain nor loss; the ranges are what they could add.",
        )


def _periods(series: Series, losses: Losses | None) -> Iterator[Text]:
    if losses is None:
        return
    if len(series.years) > 2:  # noqa: PLR2004 - there are years between
        yield Text(
            zh="“减少时段”按图斑过半像元首次不再是原类别的年份判定,只能精确到两期影像之间;一片可能先后分几次减少。"
            "图斑一半以上没有数据的年份不用来缩小时段。"
            "各时段的减少相加多于首末两年直接比较:中途减少又恢复的,首末比较看不到。",
            en="'Lost between' goes by the first year in which most of the patch is gone: it lies between two "
            "images. One "
            "patch may have gone in several steps. A year that says nothing "
            "of half of it or more narrows nothing. Losses of the periods come to more than that from the first year "
            "to the last: "
            "what went and came back is in the periods alone.",
        )
    else:
        yield Text(
            zh=f"只有两期影像,减少的时间只知在 {series.years[0]} 年与 {series.years[-1]} 年之间;加入中间年份可缩小。",
            en=f"There are two images alone: all that is known is between {series.years[0]} and {series.years[-1]}. "
            "Years "
            "between would narrow it down.",
        )


def _grids(series: Series) -> Iterator[Text]:
    if not series.brought:
        return
    years = "、".join(map(str, series.brought)), ", ".join(map(str, series.brought))
    yield Text(
        zh=f"{years[0]} 年的栅格与其他年份像元大小、坐标系或起点不同,已按最近像元对到像元最大的一期上。"
        "边缘因此多出成条的"
        "假变化,小图斑不可靠;最好用同一套产品。",
        en=f"The raster of {years[1]} has cells of another size, place or coordinate system and was brought on the "
        "grid with "
        "the largest cells by nearest neighbour. That adds strips of false change at edges, and small patches mean "
        "little; "
        "years of one product are better.",
    )


def _classes(series: Series) -> Iterator[Text]:
    every = dict.fromkeys(name for one in series.classes for name in one)
    if partly := [name for name in every if any(name not in one for one in series.classes)]:
        words = [land_word(name) for name in partly]
        yield Text(
            zh=f"各年的分类表不同,只在部分年份有:{'、'.join(one.zh for one in words)}。"
            "涉及这些类别的转移可能只是分类不同。",
            en=f"The years do not have the same classes; only in some there is {', '.join(one.en for one in words)}. "
            "What "
            "became or was one of these may be a matter of the classes.",
        )


def _red_line(losses: Losses | None, asked: Asked) -> Iterator[Text]:
    if losses is not None and not asked.red_line:
        yield Text(
            zh="生态保护红线未提供:清单没有标出红线内的图斑,不能据此认为都在红线以外。",
            en="The ecological red line is not supplied: the list does not say which patches lie in it, and none may "
            "be "
            "taken to lie outside.",
        )


def _inventory(losses: Losses | None, asked: Asked) -> Iterator[Text]:
    if losses is not None and asked.inventory:
        yield Text(
            zh="小班地类、林木所有权等取与图斑重叠最大的一个小班所记,一个图斑可能跨几个小班;小班可能晚于或早于减少的时间。",
            en="Kind of land, owner and the like are what the parcel of {inventory} says that shares most with a "
            "patch, which may lie across several; the inventory may be older or newer than the loss.",
        )
