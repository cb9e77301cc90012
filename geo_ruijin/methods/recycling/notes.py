"""What must be said beside a recycling system: what is proven, what was chosen first, what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from geo_ruijin.methods.facilities import ROUNDING
from geo_ruijin.methods.recycling.dropoffs import DropOffs
from geo_ruijin.methods.recycling.page import MOST_CANDIDATES
from geo_ruijin.methods.recycling.system import System
from geo_ruijin.methods.recycling.tiers import TRANSFER, Tier
from geo_ruijin.methods.recycling.upper import Asked
from geo_ruijin.methods.shares import percent
from geo_ruijin.text import Text
from geo_ruijin.units import Percent


def drop_off_notes(near: DropOffs, *, unknown: int, share: Percent, held_back: int, walking: bool) -> Iterator[Text]:
    """Yield what is to be said of the drop-off points."""
    low = f"{np.ceil(near.fewest.bound - _ROUNDING):.0f}"
    if near.fewest.proven:
        yield Text(
            zh=f"新增 {len(near.chosen)} 处交投点,已证明最优:所列备选点中,更少的做不到。同样多的选法可能不止一种。",
            en=f"{len(near.chosen)} new drop-off points, proven optimal: of these candidates no fewer will do. Others "
            "as few may do as well.",
        )
    else:
        yield Text(
            zh=f"新增 {len(near.chosen)} 处交投点,到时限为止未能证明最少;不会少于 {low} 处。",
            en=f"{len(near.chosen)} new drop-off points were not proven the fewest in time; no fewer than "
            f"{low} will do.",
        )
    most = percent(near.reachable, near.before.count())
    if most is not None and most < share:
        yield Text(
            zh=f"所求 {share:g}% 做不到:全部备选点都建成,也只有 {most:.1f}% 的居民够得着。给出够到这么多人的最少处数。",
            en=f"{share:g} % cannot be had: were every candidate built, {most:.1f} % of the residents would be "
            "reached. What is told is the fewest that reach as many.",
        )
    if not walking:
        yield Text(
            zh="没有道路数据:按直线距离选交投点。",
            en="No streets are given: drop-off points are chosen by straight distance.",
        )
    if unknown:
        yield Text(
            zh=f"{{facilities}}中有 {unknown} 处没有写明级别(tier),未计入。",
            en=f"{unknown} of {{facilities}} do not say their tier and are left out.",
        )
    if held_back:
        yield Text(
            zh=f"网页上可勾选的备选点限 {MOST_CANDIDATES} 个,另有 {held_back} 个新增作用较小的没有列出。",
            en=f"The page lets one choose among {MOST_CANDIDATES} candidates: {held_back} more that add little are "
            "not on it.",
        )


def haul_notes(tiers: Mapping[str, Tier], system: System | None, asked: Asked, *, driving: bool) -> Iterator[Text]:
    """Yield what is to be said of stations, centres and hauls."""
    if system is None:
        yield Text(
            zh="没有中转站,也没有可以新增的:运距无从计算,只给出交投点。请在{facilities}中补上中转站(tier=transfer)。",
            en="There is no transfer station, and none may be added: no haul is told, the drop-off points alone. Add "
            "stations to '{facilities}' (tier=transfer).",
        )
        return
    found = system.upper
    if not (system.after.routes.sorting >= 0).any():
        yield Text(
            zh="没有分拣中心,也没有可以新增的:只计到中转站的运距。请在{facilities}中补上分拣中心(tier=sorting)。",
            en="There is no sorting centre, and none may be added: hauls end at transfer stations. Add centres to "
            "'{facilities}' (tier=sorting).",
        )
    yield _proof(system)
    if found.fewest is not None:
        count = len(found.transfer) + len(found.sorting)
        low = Text(
            zh="已证明不能再少" if found.fewest >= count else f"不会少于 {found.fewest:.0f} 处",
            en="proven the fewest" if found.fewest >= count else f"no fewer than {found.fewest:.0f} will do",
        )
        yield Text(
            zh=f"使运距不超过上限,中转站和分拣中心合计要新增 {count} 处({low.zh});数目相同时少建分拣中心。",
            en=f"{count} new stations and centres in all keep hauls within their limits ({low.en}); of equally many, "
            "the fewest are centres.",
        )
    yield from _beyond(tiers, system, asked)
    yield Text(
        zh="中转站和分拣中心在同一个模型中一起选定;交投点在此之前先按居民选定。数量按人口分摊:居民去直线最近的交投点,不论多远;"
        "转运车装得多,每公里费用按参数 trunk_cost 折算;站点能处理多少没有资料,不设上限。",
        en="Stations and centres are chosen together, in one program; drop-off points are chosen before them, by "
        "people. Amounts go by people, who go to the nearest drop-off point in a straight line, however far. Larger "
        "lorries leave stations: a kilometre from there counts 'trunk_cost'. What sites can take is not known and not "
        "limited.",
    )
    mean = system.after.cost
    if system.least is not None and mean:
        off = 100 * max(mean - system.least, 0.0) / mean
        yield Text(
            zh=f"先选交投点的代价:各级新增数目、居民覆盖要求都相同,三级同时选,折算运距最多再低 {off:.1f}%。",
            en="The price of choosing drop-off points first: were all three tiers chosen together, with as many new "
            f"sites of each and as many residents reached, the weighted haul would be {off:.1f} % lower at most.",
        )
    yield (
        Text(
            zh="运距沿道路,单行道已计入,未计转向限制;地图上画直线。",
            en="Hauls follow the roads, one-ways are kept, turn restrictions are not known; the map shows straight "
            "lines.",
        )
        if driving
        else Text(zh="没有道路数据:运距为直线。", en="No roads are given: hauls are straight lines.")
    )


def _proof(system: System) -> Text:
    if system.upper.proven:
        return Text(
            zh="中转站、分拣中心的选址已证明最优:数目相同时,没有别的选法使居民数 × 折算运距更小。",
            en="The choice of stations and centres is proven optimal: none of as many has less people x weighted km.",
        )
    off = f"{100 * system.upper.gap:.3g}"
    return Text(
        zh=f"中转站、分拣中心的选址与最优相差不超过 {off}%(备选点太多,或到求解时限为止)。",
        en=f"The choice of stations and centres is within {off} % of the optimum: candidates are too many, or time ran "
        "out.",
    )


def _beyond(tiers: Mapping[str, Tier], system: System, asked: Asked) -> Iterator[Text]:
    """Yield how many drop-off points no limit could be kept for, or have no way at all."""
    first, second = asked.binding()
    state = system.after
    some = state.served & (state.people > 0)
    for limit, way, to in (
        (first, state.routes.first, Text(zh="中转站", en="transfer station")),
        (second, state.routes.second, Text(zh="分拣中心", en="sorting centre")),
    ):
        if limit is not None and (far := int((way[some] > limit + ROUNDING).sum())):
            yield Text(
                zh=f"有 {far} 处交投点,任何备选点都不能使其到{to.zh}的运距不超过 {limit / 1000:g} 公里;仍就近运输。",
                en=f"Drop-off points with a longer haul than {limit / 1000:g} km to a {to.en}, whichever candidate is "
                f"built: {far}. They haul to the best there is.",
            )
    if lost := int((~state.served).sum()):
        yield Text(
            zh=f"有 {lost} 处交投点没有道路通到{{facilities}}中的中转站,不计运距。",
            en=f"{lost} drop-off points have no road to any transfer station: no haul is told for them.",
        )
    if (
        idle := tiers[TRANSFER].standing - len(set(state.routes.transfer) & set(tiers[TRANSFER].existing))
    ) and idle > 0:
        yield Text(
            zh=f"现有中转站中有 {idle} 座不是任何交投点的最佳去处,仍保留。",
            en=f"{idle} of the stations that stand are the best way of no drop-off point; they stay.",
        )


#: By so much a bound on a number of sites may miss a whole number.
_ROUNDING = 1e-6
