"""What must be said beside the figures of strips along rivers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from geo_ruijin.methods.rivers.courses import KILOMETRE
from geo_ruijin.methods.rivers.water import Banks
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

#: Lengths below this are no news [m].
_NEWS = 1.0


@dataclass(frozen=True)
class Findings:
    """What was seen on the way.

    Attributes
    ----------
    banks
        Of the courses.
    against
        At how many joints lines are drawn against each other.
    absent
        Names that no river bears.
    unknown_bank
        The length of banks with a strip of no known cover [m].
    short
        The lengths of gaps too short to be listed [m].
    raster
        Whether a raster says what covers the ground.
    step, default, least_gap
        As given.
    """

    banks: Sequence[Banks]
    against: int
    absent: tuple[str, ...]
    unknown_bank: Metres
    short: pd.Series[float]
    raster: bool
    step: Metres
    default: Metres
    least_gap: Metres


def notes_of(findings: Findings) -> tuple[Text, ...]:
    """Return the notes."""
    return (
        Text(
            zh="缓冲带宽度没有国家统一数值(水污染防治法第 29 条未规定),各宽度并列,仅作比较。",
            en="No national rule sets the width (Water Pollution Prevention Law art. 29 gives none): widths stand side "
            "by side, to compare.",
        ),
        Text(
            zh="左右岸面向下游,以画线方向为水流方向。水面内不比河道宽的岛计为水面;支流口、湖库等开阔水面不计入缓冲带;两端平切,"
            "不越过河段端点和{place}。",
            en="Left and right look downstream, taken as the direction lines are drawn in. Islands no broader "
            "than the river count as water; mouths, lakes and reservoirs are no part of a strip, which ends square "
            "with the line and at the border of {place}.",
        ),
        *_cover(findings),
        *_parts(findings),
        *_widths(findings),
        *_rest(findings),
    )


def _cover(findings: Findings) -> tuple[Text, ...]:
    if findings.raster:
        return (
            Text(
                zh="两岸地类来自{cover}(遥感):果园、油茶在影像上也是“树木”,自然覆盖偏高;比像元窄的林带看不见。",
                en="What covers the banks is from {cover} (remote sensing), where orchards look like trees: natural "
                "cover is overstated, and belts narrower than a cell are not seen.",
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
    parts = pd.Series([one.course.river for one in findings.banks if one.course.part > 1], dtype=object)
    notes = []
    if len(parts):
        notes.append(
            Text(
                zh=f"有 {len(parts)} 段与同名河流的主线不相接或是其岔流,单独编段,里程各自起算。",
                en=f"{len(parts)} parts are drawn apart from the main course of their river, or branch off it: they "
                "have a number and a chainage of their own.",
            )
        )
    if findings.against:
        notes.append(
            Text(
                zh=f"有 {findings.against} 处接头两侧画线方向相反,流向不明:那里的左右岸按各自画线方向,须核实。",
                en=f"At {findings.against} joints lines are drawn against each other: the flow is not known there, and "
                "left and right go by each line. Check them.",
            )
        )
    return tuple(notes)


def _widths(findings: Findings) -> tuple[Text, ...]:
    by_width = sum(one.by_width for one in findings.banks)
    assumed = sum(one.assumed for one in findings.banks)
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
    return tuple(notes)


def _rest(findings: Findings) -> tuple[Text, ...]:
    notes = []
    if findings.absent:
        listed = "、".join(findings.absent)
        notes.append(Text(zh=f"{{rivers}}中没有{listed},未量算。", en=f"{{rivers}} has no {listed}: not measured."))
    if findings.unknown_bank >= _NEWS:
        notes.append(
            Text(
                zh=f"有 {findings.unknown_bank / KILOMETRE:,.2f} 公里岸线背后地类不明,不作断带也不作自然岸线。",
                en=f"Behind {findings.unknown_bank / KILOMETRE:,.2f} km of banks the cover is not known: neither gap "
                "nor natural.",
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
