"""What must be said beside first movers: how they were chosen, what bound the choice, what was left out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from geo_ruijin.methods.firstmovers.choice import Question
from geo_ruijin.siting import Answer
from geo_ruijin.text import Text, listed, same


def notes(asked: Question, answer: Answer) -> Iterator[Text]:
    """Yield the notes."""
    yield _proof(answer)
    yield Text(
        zh="屋顶整栋取用,使首年发电量最大;各屋顶的排放因子相同,发电最多即减排最多。名单按每元投资的首年发电量由高到低排列。"
        "方案要求分批次实施,没有写先后的依据:以发电量为准、预算和各乡镇栋数都是本项目假定。潜力不代表业主同意、结构能承重。",
        en="Roofs are taken whole, so that they yield most in the first year; with one emission factor for all, they "
        "save most carbon too. The list is by energy per yuan. The plan asks for batches and gives no rule for their "
        "order: to go by energy, the budget and the quotas are assumed here. Potential is neither what owners agree to "
        "nor what roofs can bear.",
    )
    yield from _divisions(asked)
    yield from _grid(asked, answer)
    if asked.roofs.small:
        yield Text(
            zh=f"有 {asked.roofs.small} 栋可装容量不到下限(参数 least_capacity),示范作用小,不参与挑选。",
            en=f"{asked.roofs.small} roofs can carry less than 'least_capacity' and are not chosen among.",
        )


def _proof(answer: Answer) -> Text:
    if answer.proven:
        return Text(
            zh="已证明最优:在所列条件下,没有别的选法首年发电更多。",
            en="Proven optimal: under the conditions no other choice yields more in the first year.",
        )
    off = f"{100 * answer.gap:.3g}"
    return Text(
        zh=f"求解到时限为止,与最优相差不超过 {off}%。再运行一次可能略有不同。",
        en=f"The search was broken off in time: within {off} % of the optimum. Another run may differ a little.",
    )


def _divisions(asked: Question) -> Iterator[Text]:
    if not asked.each:
        return
    own = asked.roofs.examples
    short = [same(f"{asked.roofs.names[one]} {own[one]}") for one in np.flatnonzero(own < asked.each)]
    if short:
        names = listed(short)
        yield Text(
            zh=f"这些{{by}}计入栋数要求的屋顶不足 {asked.each} 栋,有几栋算几栋:{names.zh}。",
            en=f"These {{by}} have fewer than {asked.each} roofs that count for the quota, and shall have what there "
            f"is: {names.en}.",
        )
    if outside := int((~asked.roofs.rows["place"].isin(asked.roofs.names)).sum()):
        yield Text(
            zh=f"有 {outside} 栋屋顶不在任何{{by}}之内,可以选中,不计入各区划的栋数。",
            en=f"{outside} roofs lie in none of {{by}}: they may be chosen and count for no quota.",
        )


def _grid(asked: Question, answer: Answer) -> Iterator[Text]:
    stations = asked.roofs.stations
    if stations is None:
        yield Text(
            zh="没有变电站数据:没有考虑电网接得下多少。",
            en="No substations are given: what the grid takes is not considered.",
        )
        return
    yield Text(
        zh="屋顶归直线最近的变电站(同 roof_solar_grid),不是实际的线路关系;所选屋顶的容量不超过各站还能接入的容量。",
        en="A roof belongs to the nearest substation in a straight line, as in roof_solar_grid, not along the lines as "
        "they are; what is chosen stays within what each can still connect.",
    )
    if asked.roofs.far:
        yield Text(
            zh=f"有 {asked.roofs.far} 栋屋顶附近没有变电站,不参与挑选。",
            en=f"{asked.roofs.far} roofs have no substation in reach and are not chosen among.",
        )
    rows = asked.roofs.rows.iloc[list(answer.chosen)]
    unsaid = np.isnan(stations["hosting"].to_numpy(dtype=np.float64))
    open_ = rows[unsaid[rows["station"]]] if len(stations) else rows[:0]
    if len(open_):
        yield Text(
            zh=f"所选屋顶中有 {len(open_)} 栋、{open_['mw'].sum():.1f} 兆瓦所在的变电站没有写可接入容量,没有受限制。",
            en=f"{len(open_)} of the chosen roofs, {open_['mw'].sum():.1f} MW, belong to substations that do not say "
            "what they can connect: nothing limits them.",
        )
