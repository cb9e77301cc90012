"""The words of the scoreboard page and of the pages of questions, beside those of the whole report."""

from __future__ import annotations

from geo_ruijin.report.words import words_in
from geo_ruijin.text import Language, Text

_WORDS = {
    "back": Text(zh="返回计分板", en="Back to the scoreboard"),
    "modelled_layers": Text(zh="个模拟图层", en="modelled layers"),
    "demonstration_short": Text(
        zh="示例数据:本页含模拟图层,只演示方法,不代表实际情况。依据模拟图层的目标一律标为“示例”,不作达标结论。",
        en="Demonstration: some layers here are modelled. They show the method, not the actual situation; a target "
        "that rests on one is marked 'Demonstration', never 'Met'.",
    ),
    "filter": Text(zh="筛选", en="Filter"),
    "all_leads": Text(zh="全部牵头单位", en="All lead departments"),
    "no_lead": Text(zh="原文未列牵头单位", en="No lead named in the plan"),
    "clear_filter": Text(zh="清除筛选", en="Clear"),
    "open_all": Text(zh="展开全部说明", en="Open all rows"),
    "close_all": Text(zh="收起全部说明", en="Close all rows"),
    "print": Text(zh="打印 / 另存 PDF", en="Print / save as PDF"),
    "showing": Text(zh="显示 {shown} / {all} 项目标", en="Showing {shown} of {all} targets"),
    "filtered": Text(zh="。筛选:{what}", en=". Filter: {what}"),
    "reading": Text(
        zh="条形为现状值,竖线为目标值,竖线旁的细线指向达标的一侧;斜纹为示例,浅色带为可能的范围。菱形表示离目标很近,"
        "刻度已放大,不从零起。点开一行可看数据、标准和假设。",
        en="The bar is the value, the tick the target, the thin line the side on which it is kept; hatched is a "
        "demonstration, a pale band the range of what is possible. A diamond is close to its target: its scale is "
        "enlarged and does not begin at zero. Open a row for data, standard and assumptions.",
    ),
    "bar": Text(zh="现状与目标", en="Value and target"),
    "short": Text(zh="差", en="short by"),
    "short_least": Text(zh="至少差", en="short by at least"),
    "range": Text(zh="范围", en="Range"),
    "which_data": Text(zh="用了哪些数据", en="Which data"),
    "which_standard": Text(zh="依据哪个标准", en="Which standard"),
    "which_assumed": Text(zh="作了哪些假设", en="What is assumed"),
    "own_words": Text(zh="方案原文", en="the plan's own words"),
    "is_modelled": Text(zh="以下图层为模拟数据:", en="Modelled layers: "),
    "nothing_assumed": Text(
        zh="没有未核对原文的参数,也没有模拟图层", en="No parameter unread in the original, no modelled layer"
    ),
    "not_reported": Text(zh="尚无数据", en="No data yet"),
    "as_reported": Text(zh="牵头单位填报(layers/statistics)", en="As reported (layers/statistics)"),
    "question": Text(zh="分析全文", en="The whole analysis"),
    "going_on": Text(zh="选址与名单", en="Sites and lists"),
    "related": Text(zh="相关分析", en="Related questions"),
    "related_scenarios": Text(zh="相关情景", en="Scenarios that change it"),
    "trend": Text(zh="历次结果", en="Earlier runs"),
    "kept_as": Text(zh="保存名", en="Kept as"),
    "this_run": Text(zh="本次", en="this run"),
    "computed_on": Text(zh="计算日期", en="Computed on"),
    "with_before": Text(zh="与上一次", en="With the one before"),
    "not_joined": Text(zh="口径有变", en="not comparable"),
    "comparable": Text(zh="口径相同", en="measures the same"),
    "not_comparable": Text(zh="不可比:", en="not comparable: "),
    "answers": Text(zh="回答的目标", en="Targets it answers"),
    "figures": Text(zh="各项指标", en="Figures"),
    "tables": Text(zh="表", en="Tables"),
    "of_clause": Text(zh="对应方案条款", en="Clause of the plan"),
    "of_no_action": Text(zh="其他", en="Others"),
    "scenarios_short": Text(zh="情景", en="Scenarios"),
    "scenarios_note": Text(zh="假设的增减,不计入计分板。", en="Hypothetical; no part of the scoreboard."),
    "hand_on": Text(zh="下载", en="Downloads"),
    "for_workbook": Text(
        zh="Excel、WPS:计分板、分乡镇表、带坐标的清单",
        en="Excel, WPS: scoreboard, per-township tables, lists with coordinates",
    ),
    "for_project": Text(zh="QGIS:双击打开,一张地图一组", en="QGIS: double-click it; a group a map"),
    "for_geopackage": Text(zh="QGIS:每张表一个带样式的图层", en="QGIS: every table as a styled layer"),
    "for_report": Text(
        zh="Word:逐项目标的数、方法、数据、图和选址,供上报修改",
        en="Word: per target the figure, method, data, map and sites, to be edited and submitted",
    ),
    "for_run": Text(zh="供程序读取:全部数字、参数和来源", en="Programs: every figure, parameter and source"),
    "for_field": Text(
        zh="手机带到现场(WGS-84,可导入奥维、OruxMaps、Google Earth)", en="Telephones in the field (WGS 84)"
    ),
    "lists": Text(zh="份清单", en="lists"),
    "layers_used": Text(zh="个图层", en="layers"),
    "problems": Text(zh="{all} 个问题,其中 {serious} 个影响结果", en="{all} problems, {serious} of them serious"),
}


def page_words(language: Language) -> dict[str, str]:
    """Return the words of the pages in `language`, those of the report among them."""
    return words_in(language) | {key: words.say(language) for key, words in _WORDS.items()}
