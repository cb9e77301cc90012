"""How a scenario reads: what would be is never said as what is."""

from __future__ import annotations

from collections.abc import Mapping

from geo_ruijin.compare.words import compare_words
from geo_ruijin.record import VerdictWord
from geo_ruijin.text import Language, Text
from geo_ruijin.verdicts import VERDICTS, Mark

#: The verdicts as they would be.
WOULD_BE: Mapping[VerdictWord, Mark] = {
    **VERDICTS,
    "met": Mark("✔", Text(zh="若实施则达到", en="Would be met"), "met"),
    "short": Mark("▲", Text(zh="若实施仍有差距", en="Would still be short"), "short"),
}

_WORDS = {
    "scenario": Text(zh="情景", en="Scenario"),
    "hypothetical": Text(
        zh="情景是假设:以下“情景”一栏是若照此实施会得到的数,不是现状,不计入计分板,也不是对方案目标的结论。",
        en="A scenario is hypothetical: what stands under 'Scenario' is what would come of it, not what is. It is no "
        "part of the scoreboard and no verdict on the plan.",
    ),
    "by": Text(zh="提出", en="By"),
    "by_nobody": Text(zh="未注明", en="not stated"),
    "back": Text(zh="← 返回计分板(现状)", en="← Back to the scoreboard, as it is"),
    "changed": Text(zh="增减了什么", en="What is added and removed"),
    "targets_then": Text(zh="目标:现状与情景", en="Targets: present and scenario"),
    "before": Text(zh="现状", en="Present"),
    "after": Text(zh="情景", en="Scenario"),
    "at_present": Text(zh="现有", en="At present"),
    "then": Text(zh="改动后", en="Then"),
    "added": Text(zh="新增", en="added"),
    "removed": Text(zh="去掉", en="removed"),
    "outside": Text(zh="新增中在边界之外", en="of those added, outside the place"),
    "change_of": Text(zh="增减", en="Added or removed"),
    "would": Text(zh="若实施", en="If carried out"),
    "better": Text(zh="变好或变差", en="Better or worse"),
    "would_before": Text(zh="现状结论", en="Verdict at present"),
    "short_before": Text(zh="现状差距", en="Short by, at present"),
    "short_after": Text(zh="情景差距", en="Would be short by"),
    "nothing_missing": Text(zh="无差距", en="nothing"),
    "lacking": Text(zh="还差", en="by"),
    "untouched": Text(zh="项目标不受这个情景影响", en="of the targets: not touched by this scenario"),
    "figures_same": Text(zh="项指标没有变化,见 results.xlsx", en="of the figures: no change, see results.xlsx"),
    "figures": Text(zh="情景 目标与指标", en="Scenarios, figures"),
    "by_division": Text(zh="情景 分乡镇", en="Scenarios, by township"),
    "features": Text(zh="情景 增减的要素", en="Scenarios, features"),
    "kind": Text(zh="类别", en="Kind"),
    "kind_target": Text(zh="目标", en="target"),
    "kind_measure": Text(zh="指标", en="figure"),
    "what": Text(zh="内容", en="What"),
    "table": Text(zh="表", en="Table"),
    "column": Text(zh="栏目", en="Column"),
    "faulty": Text(zh="情景有错,没有计算", en="the scenario is at fault and was not run"),
    "maps": Text(zh="地图:现状 | 情景", en="Maps: present | scenario"),
    "others": Text(zh="项目标不变", en="of the targets: as they are"),
}


def scenario_words(language: Language) -> dict[str, str]:
    """Return the words of a scenario, and those of comparisons and of the report, in `language`."""
    return compare_words(language) | {key: words.say(language) for key, words in _WORDS.items()}
