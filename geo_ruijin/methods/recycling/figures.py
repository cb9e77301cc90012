"""The figures of a recycling system: who reaches a drop-off point, how far things are hauled, today and then."""

from __future__ import annotations

import numpy as np

from geo_ruijin.methods.facilities import ROUNDING
from geo_ruijin.methods.recycling.dropoffs import WALKING, DropOffs
from geo_ruijin.methods.recycling.system import Hauled, System
from geo_ruijin.methods.recycling.upper import Asked
from geo_ruijin.methods.shares import percent
from geo_ruijin.results import Measure
from geo_ruijin.text import Text
from geo_ruijin.units import Metres, Percent

#: m in a km.
_KILO = 1000.0
_WHOLE = 100.0
_TODAY, _THEN = Text(zh="现状", en="today"), Text(zh="新增后", en="with the new sites")


def drop_off_measures(near: DropOffs, *, radius: Metres, share: Percent) -> dict[str, Measure]:
    """Return who reaches a drop-off point, and how many new ones it takes."""
    r, how = f"{radius:g}", Text(zh="步行", en="on foot") if near.reading == WALKING else Text(zh="直线", en="straight")
    total = near.before.count()
    before, after = (
        homes.count(homes.walking if near.reading == WALKING else homes.near) for homes in (near.before, near.after)
    )

    def reach(when: Text, by: Text) -> Text:
        return Text(
            zh=f"{{region}}内{by.zh} {r} 米以内有交投点的居民 ÷ {{region}}内居民,{when.zh}",
            en=f"Residents of {{region}} within {r} m of a drop-off point, {by.en} / its residents, {when.en}",
        )

    straight = Text(zh="直线", en="straight")
    bound = float(np.ceil(near.fewest.bound - 1e-6))
    count = float(near.fewest.objective)
    return {
        "share_before": Measure(percent(before, total), "%", reach(_TODAY, how)),
        "share_after": Measure(percent(after, total), "%", reach(_THEN, how)),
        "share_reachable": Measure(
            percent(near.reachable, total),
            "%",
            Text(
                zh=f"所有备选点都建成时的上述比例;所求为 {share:g}%",
                en=f"The same were every candidate built; {share:g} % are asked for",
            ),
        ),
        "new_drop_offs": Measure(
            count,
            "places",
            Text(
                zh=f"使 {min(share, percent(near.reachable, total) or 0.0):.4g}% 的居民{how.zh} {r} 米以内有交投点,"
                "最少要新增的交投点数;下限为已证明不能再少的数",
                en=f"The fewest new drop-off points that bring {min(share, percent(near.reachable, total) or 0.0):.4g} "
                f"% of the residents within {r} m, {how.en}; the lower bound is proven",
            ),
            *((bound, count) if bound < count else ()),
        ),
        "people_before": Measure(before, "people", _people(r, how, _TODAY)),
        "people_after": Measure(after, "people", _people(r, how, _THEN)),
        "people": Measure(total, "people", Text(zh="{region}内居民(分母)", en="Residents of {region}, denominator")),
        "share_circles_before": Measure(
            percent(near.before.count(near.before.near), total), "%", reach(_TODAY, straight)
        ),
        "share_circles_after": Measure(percent(near.after.count(near.after.near), total), "%", reach(_THEN, straight)),
    }


def _people(r: str, how: Text, when: Text) -> Text:
    return Text(
        zh=f"{{region}}内{how.zh} {r} 米以内有交投点的居民,{when.zh}",
        en=f"Residents of {{region}} within {r} m of a drop-off point, {how.en}, {when.en}",
    )


def haul_measures(system: System, asked: Asked) -> dict[str, Measure]:
    """Return how many stations and centres are added, and how far things are hauled."""
    found = system.upper
    measures = {
        "new_transfer": _count(len(found.transfer), Text(zh="中转站", en="transfer stations")),
        "new_sorting": _count(len(found.sorting), Text(zh="分拣中心", en="sorting centres")),
    }
    for when, state, said in (("before", system.before, _TODAY), ("after", system.after, _THEN)):
        measures[f"transfer_haul_{when}"] = Measure(
            _km(state.mean(state.routes.first)),
            "km",
            Text(
                zh=f"由交投点到中转站的平均运距,按各交投点服务的居民加权,{said.zh}",
                en=f"Mean haul from a drop-off point to a transfer station, over the people served, {said.en}",
            ),
        )
        measures[f"sorting_haul_{when}"] = Measure(
            _km(state.mean(state.routes.second)),
            "km",
            Text(
                zh=f"由中转站到分拣中心的平均运距,按各交投点服务的居民加权,{said.zh}",
                en=f"Mean haul from a transfer station to a sorting centre, over the people served, {said.en}",
            ),
        )
        measures[f"haul_{when}"] = Measure(
            _km(state.cost),
            "km",
            Text(
                zh=f"折算运距:到中转站的公里数 + 折算系数(trunk_cost)× 到分拣中心的公里数,按居民加权平均,{said.zh}",
                en="Weighted haul: km to a transfer station + trunk_cost x km from there to a sorting centre, mean "
                f"over the people served, {said.en}",
            ),
        )
    if system.least is not None:
        measures["haul_bound"] = Measure(
            _km(system.least),
            "km",
            Text(
                zh="各级新增数目相同、够得着交投点的居民达到所求时,三级无论怎样布局,折算运距都不会低于此数",
                en="With as many new sites of each tier, and as many residents reached as asked for, no layout of all "
                "three comes below this weighted haul",
            ),
        )
    for name, limit, to in (
        ("transfer", asked.transfer_within, Text(zh="到中转站", en="to a transfer station")),
        ("sorting", asked.sorting_within, Text(zh="由中转站到分拣中心", en="on from there to a sorting centre")),
    ):
        if limit is not None:
            for when, state in (("before", system.before), ("after", system.after)):
                said = _TODAY if when == "before" else _THEN
                measures[f"{name}_within_{when}"] = Measure(
                    _within(state, name, limit),
                    "%",
                    Text(
                        zh=f"交投点所服务的居民中,{to.zh}的运距不超过 {limit / _KILO:g} 公里的比例,{said.zh}",
                        en=f"Share of people whose drop-off point has no more than {limit / _KILO:g} km {to.en}, "
                        f"{said.en}",
                    ),
                )
    return measures | {
        "optimality_gap": Measure(
            _WHOLE * found.gap,
            "%",
            Text(
                zh="数目相同时,别的中转站和分拣中心选址最多能把折算运距(人 × 公里)再降多少;0 为已证明最优",
                en="By how much another choice of as many stations and centres could lower people x weighted km, at "
                "most; 0 where this one is proven optimal",
            ),
        )
    }


def _count(number: int, what: Text) -> Measure:
    return Measure(float(number), "places", Text(zh=f"新增的{what.zh}数", en=f"New {what.en}"))


def _km(metres: float | None) -> float | None:
    return None if metres is None else metres / _KILO


def _within(state: Hauled, tier: str, limit: Metres) -> float | None:
    way = state.routes.first if tier == "transfer" else state.routes.second
    near = np.nan_to_num(way, nan=np.inf) <= limit + ROUNDING
    return percent(float(state.people[near].sum()), float(state.people.sum()))
