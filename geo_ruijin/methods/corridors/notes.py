"""What must be said beside the gaps along main roads: how they were measured, what is open, what was left out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from geo_ruijin.methods.corridors.gaps import Stretches, Trips
from geo_ruijin.methods.corridors.roads import KILOMETRE, UNNUMBERED, Roads
from geo_ruijin.network import Network
from geo_ruijin.text import Text
from geo_ruijin.units import Metres


def notes(
    stretches: Stretches,
    found: Trips,
    network: Network,
    *,
    step: Metres,
    access: Metres,
    far: Metres | None,
    bounded: bool,
) -> tuple[Text, ...]:
    """Return the notes beside the gaps along main roads."""
    roads = stretches.roads
    said = [
        Text(
            zh=f"沿路每 {step:g} 米取一点,量“从最近的站开到这一点、再从这一点开到最近的站”的驾车里程(守单行);"
            f"两站相距 L 时,中点的这一里程正是 L。超过间距的为空白路段,每个端点的误差小于 {step:g} 米,"
            f"站距只比间距长不到 {step:g} 米的可能量不出来。",
            en=f"Every {step:g} m along the roads the way from the nearest station to the point and on to the nearest "
            "station is measured by driving, one-ways kept; half-way between two stations it is the way between them. "
            f"Where it exceeds the spacing is a gap, each end of which is off by less than {step:g} m; stations less "
            f"than {step:g} m further apart than the spacing may be missed.",
        ),
        *_ends(found, bounded=bounded),
        *_stations(found, access),
        *_drawing(roads),
        *_streets(stretches, found, network, far),
    ]
    return tuple(said)


def _ends(found: Trips, *, bounded: bool) -> Iterator[Text]:
    if not (count := len(found.open_end)):
        return
    rule = (
        Text(zh="在行政区界附近的路端", en="ends near the border of the place")
        if bounded
        else Text(zh="没有接到别的路的路端", en="ends that no other road meets")
    )
    yield Text(
        zh=f"有 {count} 处道路通到界外({rule.zh}),界外的站不知道。占比按没有站计;"
        "另给出按路端有站计的上限,实际在两者之间。",
        en=f"At {count} ends roads lead out of the place ({rule.en}). Stations beyond are not known: the share is as "
        "if there were none, the other as if one stood at each end; the truth lies between.",
    )


def _stations(found: Trips, access: Metres) -> Iterator[Text]:
    if off := int((~found.serving).sum()):
        yield Text(
            zh=f"{len(found.serving)} 处{{facilities}}中有 {off} 处离{{corridors}}驾车超过 {access:g} 米(往返平均),"
            "未计入。",
            en=f"{off} of {len(found.serving)} {{facilities}} are more than {access:g} m of driving off {{corridors}}, "
            "there and back on average, and are not used.",
        )


def _drawing(roads: Roads) -> Iterator[Text]:
    unnumbered = roads.lines_of(UNNUMBERED.zh)
    if unnumbered.any():
        yield Text(
            zh=f"有 {roads.length[unnumbered].sum() / KILOMETRE:.1f} 公里没有编号,合为一条路统计。",
            en=f"{roads.length[unnumbered].sum() / KILOMETRE:.1f} km have no number and are taken as one road.",
        )
    once = float(shapely.length(shapely.union_all(roads.lines)))
    if (twice := float(roads.length.sum()) - once) > 1:
        yield Text(
            zh=f"有 {twice / KILOMETRE:.1f} 公里重复画了线,里程因此偏大;共线路段只应画一次,编号写成“G206;G319”。",
            en=f"{twice / KILOMETRE:.1f} km are drawn more than once, so that lengths are too long; draw a shared "
            "stretch once, with both numbers.",
        )


def _streets(stretches: Stretches, found: Trips, network: Network, far: Metres | None) -> Iterator[Text]:
    roads = stretches.roads
    leg = network.access(roads.all_points).to_numpy()
    if far is not None and (away := leg > far).any():
        yield Text(
            zh=f"约 {roads.span[away].sum() / KILOMETRE:.1f} 公里的{{corridors}}离{{network}}超过 {far:g} 米"
            f"(最远 {leg.max():.0f} 米),按最近的道路量,可能不准。",
            en=f"Some {roads.span[away].sum() / KILOMETRE:.1f} km of {{corridors}} lie more than {far:g} m from "
            f"{{network}} ({leg.max():.0f} m at most) and are measured from the nearest street, perhaps wrongly.",
        )
    lost = ~np.isfinite(found.known)
    if found.serving.any() and lost.any():
        yield Text(
            zh=f"约 {roads.span[lost].sum() / KILOMETRE:.1f} 公里的{{corridors}}在{{network}}上与任何站都不连通,"
            "计为空白,没有站距。",
            en=f"Some {roads.span[lost].sum() / KILOMETRE:.1f} km of {{corridors}} are joined to no station by "
            "{network}: they count as gaps without a spacing.",
        )
    if not found.serving.any():
        yield Text(
            zh="没有一处{facilities}可用,全部里程计为空白。", en="None of {facilities} can be used: all is a gap."
        )
