"""What must be said beside the figures of coverage: how things were drawn, snapped, and left out."""

from __future__ import annotations

import math
from collections.abc import Iterator

import geopandas as gpd
import numpy as np

from geo_ruijin.methods.coverage.words import Wording
from geo_ruijin.methods.facilities import QUARTER, Facilities
from geo_ruijin.methods.reach import SLIVER, Homes, overlap
from geo_ruijin.network import ARC_GAP, Network
from geo_ruijin.text import Text
from geo_ruijin.units import Metres


def notes(
    served: Facilities,
    homes: Homes | None,
    network: Network | None,
    by: gpd.GeoDataFrame | None,
    words: Wording,
    *,
    far: Metres | None,
    street_leg: Metres | None,
) -> tuple[Text, ...]:
    """Return the notes beside the figures of coverage."""
    share = f"{math.ceil(1e5 * served.deficit) / 1e3:g}"  # %, rounded up
    circles = Text(
        zh=f"圆以 {4 * QUARTER} 边形表示,单个圆的面积比真圆小,不超过 {share}%。",
        en=f"Circles are polygons of {4 * QUARTER} sides; each lacks no more than {share} % of a circle's area.",
    )
    found = [circles, *_facilities(served)]
    if by is not None and (twice := overlap(by)) > SLIVER:
        found.append(
            Text(
                zh=f"{{by}}之间有 {twice:.0f} 平方米重叠,重叠处归入名称排在前面的区划。",
                en=f"{{by}} overlap by {twice:.0f} m²; such a part counts with the division whose name sorts first.",
            )
        )
    if network is not None and street_leg is not None:
        found.append(
            Text(
                zh=f"步行面积的圆弧以弦代替,最多比真值窄 {ARC_GAP * street_leg:.2f} 米。居民只从最近的道路出发,"
                "用地可走任何一条,两种步行口径因此略有出入。",
                en=f"The arcs of the area on foot are chords, inside the true ones by {ARC_GAP * street_leg:.2f} m at "
                "most. Residents set out from the nearest street, land from any: the two readings differ a little.",
            )
        )
    if homes is None:
        found.append(Text(zh="没有人口数据:未计算人口口径。", en="No people are given: only areas are measured."))
    elif homes.walking is None:
        found.append(Text(zh="没有道路数据:未计算步行口径。", en="No streets are given: no walk is measured."))
    elif homes.count():
        found.append(_entering(homes, words))
        if far is not None and network is not None:
            beyond = int((network.access(served.doors) > far).sum())
            found.append(
                Text(
                    zh=f"{words.doors.zh}中有 {beyond} 处离最近道路超过 {far:g} 米(共 {len(served.doors)} 处)。",
                    en=f"{beyond} of {len(served.doors)} points of {words.doors.en} lie more than {far:g} m from "
                    "any street.",
                )
            )
    return tuple(found)


def _facilities(served: Facilities) -> Iterator[Text]:
    """Yield what was left out of the facilities, and how they are entered."""
    if served.joined:
        yield Text(
            zh=f"{{facilities}}中有 {served.joined} 行与同名(或同样没有名称)的另一行相接或重叠,按同一处的总面积分级。",
            en=f"{served.joined} rows of {{facilities}} meet or overlap another of the same name, or like it without "
            "any: they are one in size.",
        )
    if served.small:
        yield Text(
            zh=f"另有 {served.small} 处{{facilities}}小于最小一级的面积,未计入。",
            en=f"{served.small} more of {{facilities}} are smaller than the smallest step and do not count.",
        )
    if served.strays:
        yield Text(
            zh=f"有 {served.strays} 个{{entrances}}附近没有{{facilities}},未采用。",
            en=f"{served.strays} of {{entrances}} lie at none of {{facilities}} and are not used.",
        )
    if served.unfenced:
        yield Text(
            zh=f"有 {served.unfenced} 处{{facilities}}没有出入口数据,步行口径按边界处处可进入计"
            "(按 border_spacing 取点),结果偏高。",
            en=f"{served.unfenced} of {{facilities}} have no known entrance: walks end at points all along "
            "their border, border_spacing apart, which flatters the figure.",
        )


def _entering(homes: Homes, words: Wording) -> Text:
    access = homes.rows["access"]
    mean = float(np.average(access, weights=homes.rows["people"]))
    return Text(
        zh=f"住处与{words.doors.zh}都从道路边上最近的一点进入路网(不是最近的节点),两端直线段计入路程。住处到道路的"
        f"直线段按人平均 {mean:.0f} 米,最长 {access.max():.0f} 米。最近的道路不连通时,不改接到别的道路。",
        en=f"Homes and {words.doors.en} enter the streets at the nearest point on an edge, not at the nearest node, "
        f"and the straight legs at both ends count. The leg from home is {mean:.0f} m on average over people, "
        f"{access.max():.0f} m at most. Nobody whose nearest street is an island is moved to another one.",
    )
