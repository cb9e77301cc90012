"""The words of the panel on which other sites are tried."""

from __future__ import annotations

from geo_ruijin.text import Language, Text

_WORDS = {
    "title": Text(zh="试选点位", en="Try other sites"),
    "about": Text(
        zh="在地图或名单上点选备选点,或撤去现有点,下面的数随即重算。这只是假设,不改动数据,也不改动计分板。",
        en="Click candidates on the map or tick them in the list, or take away sites that stand: the figures follow at "
        "once. This is hypothetical; neither the data nor the scoreboard change.",
    ),
    "demonstration": Text(zh="示例", en="demonstration"),
    "readings": Text(zh="口径(选中的用来挑选下一处)", en="Readings; the selected one picks the next site"),
    "present": Text(zh="现状", en="Present"),
    "now": Text(zh="按此选择", en="This choice"),
    "by": Text(zh="按此选择", en="By this choice"),
    "by_estimate": Text(zh="按此选择(估算)", en="By this choice (estimated)"),
    "met": Text(zh="{by}:达到要求(≥ {wanted})", en="{by}: what is wanted (≥ {wanted}) would be met"),
    "short": Text(zh="{by}:距要求(≥ {wanted})还差 {gap}", en="{by}: {gap} short of what is wanted (≥ {wanted})"),
    "estimated": Text(
        zh="按小块估算,与分析的精确量算略有出入;是否达到以分析为准。",
        en="Told by small pieces: a little off what the analysis measures exactly, and the analysis decides.",
    ),
    "reached": Text(zh="覆盖 {covered},共 {total}", en="{covered} reached of {total}"),
    "of_nothing": Text(zh="没有可覆盖的对象", en="there is nothing to reach"),
    "changed": Text(zh="新增 {added} 处,撤除 {removed} 处", en="{added} added, {removed} taken away"),
    "unchanged": Text(zh="尚未改动,与现状相同", en="Nothing changed yet: as at present"),
    "answer": Text(
        zh="程序求得的方案:新增 {added} 处,{share}。",
        en="The answer worked out: {added} new sites, {share}.",
    ),
    "greedy": Text(
        zh="“最佳下一处”和“补足到目标”逐处挑选当前增加最多的一处,处数不一定最少,也不查站距、费用等条件。",
        en="'Best next' and 'Fill to target' take what adds most, one after the other: not necessarily the fewest, and "
        "with no regard to spacing, cost or quotas.",
    ),
    "unnamed": Text(zh="无名点 {number}", en="unnamed {number}"),
    "best": Text(zh="最佳下一处", en="Best next"),
    "fill": Text(zh="补足到目标", en="Fill to target"),
    "plan": Text(zh="按方案选址", en="Take the answer"),
    "undo": Text(zh="撤销", en="Undo"),
    "redo": Text(zh="重做", en="Redo"),
    "reset": Text(zh="恢复现状", en="Back to present"),
    "said_best": Text(zh="新增“{name}”,覆盖增加 {gain}。", en="Added '{name}': {gain} more reached."),
    "said_none": Text(zh="再增加任何一处备选点,覆盖都不会增加。", en="No further candidate would reach anyone more."),
    "said_filled": Text(
        zh="又新增 {added} 处后达到 {share}。逐处挑选所得,不一定最少。",
        en="{share} is reached with {added} more sites. Picked one by one: not necessarily the fewest.",
    ),
    "said_short": Text(
        zh="达不到 ≥ {wanted}:备选点全部用上,最多也只到 {share}(已又新增 {added} 处)。",
        en="≥ {wanted} cannot be reached: with every candidate it would be {share} at most ({added} more added).",
    ),
    "said_already": Text(zh="已达到要求,不必再增加。", en="What is wanted is met already."),
    "said_plan": Text(zh="已换成程序求得的方案。", en="This is now the answer worked out."),
    "said_stale": Text(
        zh="链接里的选择出自另一版点位,没有恢复。",
        en="The choice in the link is of another edition of the sites: not taken up.",
    ),
    "changes": Text(zh="改动(按先后)", en="Changes, in order"),
    "back": Text(zh="取消这项改动", en="Take this change back"),
    "townships": Text(zh="各乡镇", en="By township"),
    "township": Text(zh="乡镇", en="Township"),
    "rest": Text(zh="未覆盖", en="Not reached"),
    "list": Text(zh="点位名单", en="List of sites"),
    "find": Text(zh="按名称、类别或乡镇查找", en="Find by name, kind or township"),
    "state_present": Text(zh="现有", en="present"),
    "state_candidate": Text(zh="备选", en="candidate"),
    "state_proposed": Text(zh="方案建议", en="proposed by the answer"),
    "state_added": Text(zh="新增", en="added"),
    "state_removed": Text(zh="撤除", en="taken away"),
    "if_added": Text(zh="增加 {gain}", en="{gain} more"),
    "if_removed": Text(zh="撤去减少 {gain}", en="{gain} fewer without it"),
    "dots": Text(zh="显示谁被覆盖", en="Show who is reached"),
    "state_kept": Text(zh="已覆盖", en="reached"),
    "state_new": Text(zh="新覆盖", en="newly reached"),
    "state_lost": Text(zh="不再覆盖", en="no longer reached"),
    "state_rest": Text(zh="未覆盖", en="not reached"),
    "export": Text(zh="导出", en="Export"),
    "export_added": Text(
        zh="新增的点,可放进备选点图层(替换该图层原有的首选数据):",
        en="The added sites, for the layer of candidates (they become its first source):",
    ),
    "export_changes": Text(
        zh="全部改动。CSV 和 TOML 放进项目的 scenarios 文件夹,运行后与现状并列:",
        en="All changes. Put the CSV and the TOML into the folder scenarios; a run tells them beside the present:",
    ),
    "export_whole": Text(
        zh="清单只含改动的点,不要用来替换现有站点图层。坐标为 WGS-84。",
        en="Changed sites alone: nothing to replace a layer of present sites with. Coordinates are WGS 84.",
    ),
    "link": Text(
        zh="地址栏的链接记下了本次选择,收藏或复制后可再打开。",
        en="The link in the address bar keeps this choice: bookmark or copy it.",
    ),
    "scenario_title": Text(zh="试选:{title}", en="Tried: {title}"),
    "scenario_about": Text(
        zh="由“{title}”地图页导出:{changed}。", en="Exported from the map page of '{title}': {changed}."
    ),
    "colon": Text(zh=":", en=": "),
}


def what_if_words(language: Language) -> dict[str, str]:
    """Return the words of the panel in `language`."""
    return {key: words.say(language) for key, words in _WORDS.items()}
