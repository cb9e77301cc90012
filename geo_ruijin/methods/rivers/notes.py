"""What must be said beside the figures of strips along rivers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from geo_ruijin.methods.rivers.courses import KILOMETRE, Course
from geo_ruijin.methods.rivers.flow import Flow
from geo_ruijin.methods.rivers.missing import Missing, said
from geo_ruijin.methods.rivers.stretches import NAMELESS, SIDES
from geo_ruijin.methods.rivers.tables import HECTARE
from geo_ruijin.methods.rivers.told import said_width
from geo_ruijin.methods.rivers.water import Water
from geo_ruijin.text import Text
from geo_ruijin.units import Metres, Percent

#: Lengths below these are no news [m], and areas [ha].
_NEWS, _PATCH = 1.0, 0.05

#: How many stretches are named.
_NAMED = 5


@dataclass(frozen=True)
class Findings:
    """What was seen on the way.

    Attributes
    ----------
    waters, courses
        Of the rivers.
    flow
        What heights say; whether there are any is `heights`.
    torn
        At how many joints lines are drawn against each other, by river.
    absent, outside
        Names that no river bears, and that rivers outside the place bear.
    beyond
        What of the named rivers' lines runs outside the place [m], by name.
    missing
        Where banks are missing.
    unknown_bank
        The length of banks with a strip of no known cover [m].
    short
        The lengths of gaps too short to be listed [m].
    shared
        The area in the reach of two rivers, which counts for the longer [m²].
    raster, heights
        Whether a raster says what covers the ground, and whether there are heights.
    step, default, least_gap, width_factor, least_bank, uphill
        As given.
    """

    waters: Sequence[Water]
    courses: Sequence[Course]
    flow: Flow
    torn: Mapping[int, int]
    absent: tuple[str, ...]
    outside: tuple[str, ...]
    beyond: Mapping[str, Metres]
    missing: Missing
    unknown_bank: Metres
    short: pd.Series[float]
    shared: float
    raster: bool
    heights: bool
    step: Metres
    default: Metres
    least_gap: Metres
    width_factor: float
    least_bank: Percent
    uphill: Metres

    def name(self, river: int) -> Text:
        """Return the name of a river."""
        names = {course.number: course.river for course in self.courses}
        return Text(zh=names[river], en=names[river]) if names[river] else NAMELESS


def notes_of(findings: Findings) -> tuple[Text, ...]:
    """Return the notes."""
    return (
        Text(
            zh="缓冲带宽度没有国家统一数值(水污染防治法第 29 条未规定),各宽度并列,仅作比较。",
            en="No national rule sets the width (Water Pollution Prevention Law art. 29 gives none): widths stand side "
            "by side, to compare.",
        ),
        Text(
            zh="岸线取中心线所在水面的边线,中心线不必居中;窄岛、桥下计为水面,支流口、湖库不算岸;河段两端平切,不越过{place}。",
            en="Banks are the borders of the water a line runs in, wherever in it; narrow islands and what lies under "
            "bridges are water, mouths and lakes no banks. A strip ends square with the line and at the border of "
            "{place}.",
        ),
        *_cover(findings),
        *_flow(findings),
        *_missing(findings),
        *_parts(findings),
        *_widths(findings),
        *_rest(findings),
    )


def _flow(findings: Findings) -> tuple[Text, ...]:
    notes = []
    if not findings.heights:
        notes.append(
            Text(
                zh="没有高程,左右岸按画线方向(由上游向下游)。",
                en="No heights are given: left and right go by the direction lines are drawn in.",
            )
        )
    if turned := int(findings.flow.turned.sum()):
        notes.append(
            Text(
                zh=f"有 {turned} 条线按高程是由下游向上游画的,已掉转。",
                en=f"{turned} lines run uphill by {{elevation}} and were turned round.",
            )
        )
    rivers = {one.river: one for one in findings.waters}
    silent = sum(course.line.length for course in findings.courses if not findings.flow.told[list(course.lines)].any())
    if findings.heights and silent >= _NEWS:
        notes.append(
            Text(
                zh=f"有 {silent / KILOMETRE:,.1f} 公里河段高差不超过 {findings.uphill:g} 米,流向按画线方向。",
                en=f"{silent / KILOMETRE:,.1f} km are in lines that fall by no more than {findings.uphill:g} m: there "
                "the flow is taken as drawn.",
            )
        )
    for river, joints in findings.torn.items():
        if river in rivers:
            name = findings.name(river)
            notes.append(
                Text(
                    zh=f"{name.zh}有 {joints} 处接头两侧画线方向相反,流向不明:不分左右岸。请改画线方向。",
                    en=f"At {joints} joints of {name.en} lines are drawn against each other: the flow is not known, "
                    "and its banks are not told apart. Turn the lines.",
                )
            )
    return tuple(notes)


def _missing(findings: Findings) -> tuple[Text, ...]:
    notes = []
    stretches = findings.missing.stretches
    for river, side in stretches[["river", "side"]].drop_duplicates().itertuples(index=False):
        rows = stretches[(stretches["river"] == river) & (stretches["side"] == side)]
        name, bank = findings.name(river), SIDES[side]
        longest = rows.assign(length=rows["high"] - rows["low"]).nlargest(_NAMED, "length").sort_values("low")
        where = [said(low, high) for low, high in zip(longest["low"], longest["high"], strict=True)]
        total = findings.missing.length(river, side) / KILOMETRE
        notes.append(
            Text(
                zh=f"{name.zh}{bank.zh}有 {total:,.1f} 公里找不到岸(超过 {100 - findings.least_bank:g}%),"
                f"数字按范围给出。请查里程 {'、'.join(where)} 公里处的水面图斑和中心线。",
                en=f"{name.en}, {bank.en} bank: {total:,.1f} km have none (over {100 - findings.least_bank:g} %), so "
                f"figures are ranges. Check water and line at km {', '.join(where)}.",
            )
        )
    return tuple(notes)


def _cover(findings: Findings) -> tuple[Text, ...]:
    if findings.raster:
        return (
            Text(
                zh="两岸地类来自{cover}(遥感),面积为椭球面积:果园、油茶在影像上也是“树木”,会算作自然覆盖;"
                "比像元窄的林带看不见。只作筛查,不能与按图斑量算的混用。",
                en="What covers the banks is from {cover} (remote sensing), with areas on the ellipsoid: orchards look "
                "like trees and count as natural, and belts narrower than a cell are not seen. A first sieve, not "
                "to be mixed with figures by parcels.",
            ),
        )
    return (
        Text(
            zh="面积按图斑多边形在投影平面上量算。断带按岸线每不超过 "
            f"{findings.step:g} 米一段、沿法线在带宽内取点判定,断带起止误差不超过一段。",
            en="Areas are those of polygons in the projection. Gaps are told by pieces of bank of at most "
            f"{findings.step:g} m, at points across the strip: their ends may be a piece off.",
        ),
    )


def _parts(findings: Findings) -> tuple[Text, ...]:
    parts = sum(course.part > 1 for course in findings.courses)
    bridges = sum(len(one.raw.bridges) for one in findings.waters)
    left_out = sum(one.left_out for one in findings.waters) / HECTARE
    notes = []
    if parts:
        notes.append(
            Text(
                zh=f"有 {parts} 段与同名河流的主线不相接或是其岔流,单独编段,里程各自起算。",
                en=f"{parts} parts are drawn apart from the main course of their river, or branch off it: they "
                "have a number and a chainage of their own.",
            )
        )
    if bridges:
        notes.append(
            Text(
                zh=f"有 {bridges} 处桥位断开了水面图斑,已补连;桥下不算岸。",
                en=f"{bridges} bridges part the polygons of water: closed up, and no bank is counted under them.",
            )
        )
    if left_out >= _PATCH:
        notes.append(
            Text(
                zh=f"河道一个河宽以内另有 {left_out:,.1f} 公顷河流水面图斑不与河道相接,未计入该河,请核对。",
                en=f"{left_out:,.1f} ha of river polygons within a width of the course do not touch it and were left "
                "out. Check them.",
            )
        )
    return tuple(notes)


def _widths(findings: Findings) -> tuple[Text, ...]:
    by_width = sum(one.raw.by_width for one in findings.waters)
    assumed = sum(one.raw.assumed for one in findings.waters)
    notes = []
    if by_width >= _NEWS:
        notes.append(
            Text(
                zh=f"有 {by_width / KILOMETRE:,.1f} 公里河段附近没有河流水面图斑,岸线取中心线两侧各半个河宽。",
                en=f"Along {by_width / KILOMETRE:,.1f} km no polygon shows the river: its banks are half its width to "
                "either side of the line.",
            )
        )
    if assumed >= _NEWS:
        notes.append(
            Text(
                zh=f"其中 {assumed / KILOMETRE:,.1f} 公里没有写河宽,按 {findings.default:g} 米计。",
                en=f"Of them {assumed / KILOMETRE:,.1f} km say no width: {findings.default:g} m is taken.",
            )
        )
    for one in findings.waters:
        wide = said_width(one)
        ratio = max(wide, one.width) / max(min(wide, one.width), _NEWS)
        far = ratio >= findings.width_factor  # not where no width is said
        if one.width and one.raw.in_polygons > one.raw.by_width and far:
            name = findings.name(one.river)
            notes.append(
                Text(
                    zh=f"{name.zh}写的河宽 {wide:,.0f} 米,图斑量得 {one.width:,.0f} 米,相差过大,请核对。",
                    en=f"{name.en} is said to be {wide:,.0f} m wide; polygons show {one.width:,.0f} m. Check it.",
                )
            )
    return tuple(notes)


def _rest(findings: Findings) -> tuple[Text, ...]:
    notes = []
    if findings.absent:
        listed = "、".join(findings.absent)
        notes.append(Text(zh=f"{{rivers}}中没有{listed},未量算。", en=f"{{rivers}} has no {listed}: not measured."))
    if findings.outside:
        listed = "、".join(findings.outside)
        notes.append(Text(zh=f"{listed}在{{place}}以外,未量算。", en=f"{listed} runs outside {{place}}: not measured."))
    notes += [
        Text(
            zh=f"{name}的中心线有 {length / KILOMETRE:,.1f} 公里在{{place}}以外,界外岸线未量算。",
            en=f"{length / KILOMETRE:,.1f} km of the line of {name} run outside {{place}}, where no bank is measured.",
        )
        for name, length in findings.beyond.items()
        if length >= _NEWS
    ]
    if findings.shared / HECTARE >= _PATCH:
        notes.append(
            Text(
                zh=f"两条河的缓冲带有 {findings.shared / HECTARE:,.1f} 公顷重叠,计入较长的一条。",
                en=f"The strips of two rivers share {findings.shared / HECTARE:,.1f} ha, counted for the longer.",
            )
        )
    if findings.unknown_bank >= _NEWS:
        notes.append(
            Text(
                zh=f"有 {findings.unknown_bank / KILOMETRE:,.2f} 公里岸线背后地类不明,"
                "不作断带也不作自然岸线,数字按范围给出。",
                en=f"Behind {findings.unknown_bank / KILOMETRE:,.2f} km of banks the cover is not known: neither gap "
                "nor natural; figures are ranges.",
            )
        )
    if len(findings.short):
        total = float(findings.short.sum()) / KILOMETRE
        notes.append(
            Text(
                zh=f"另有 {len(findings.short)} 处不足 {findings.least_gap:g} 米的断带,共 {total:,.1f} 公里,未列出。",
                en=f"{len(findings.short)} more gaps are shorter than {findings.least_gap:g} m, {total:,.1f} km in "
                "all: not listed.",
            )
        )
    return tuple(notes)
