"""The words of the report: what verdicts, bounds, statuses and headings are called."""

from __future__ import annotations

from geo_ruijin.figures import show_unit
from geo_ruijin.record import STATUSES, Completeness, Grade, LayerRecord, Nature, Outcome
from geo_ruijin.results import Column
from geo_ruijin.text import Language, Text

OUTCOMES: dict[Outcome, Text] = {
    "done": Text(zh="完成", en="done"),
    "failed": Text(zh="出错", en="failed"),
    "no data": Text(zh="无数据", en="no data"),
}
NATURES: dict[Nature, Text] = {"real": Text(zh="真实", en="real"), "modelled": Text(zh="模拟", en="modelled")}

_WORDS = {
    "scoreboard": Text(zh="计分板", en="Scoreboard"),
    "plan": Text(zh="依据:", en="Plan: "),
    "issued": Text(zh="印发日期", en="issued"),
    "demonstration": Text(
        zh="示例数据:本页含模拟图层,只演示方法,不代表实际情况。依据模拟图层的目标一律标为“示例”,不作达标结论。模拟图层:",
        en=" Demonstration: some layers here are modelled. They show the method, not the actual situation; a target "
        "that rests on one is marked 'Demonstration', never 'Met'. Modelled layers: ",
    ),
    "listing": Text(zh="、", en=", "),
    "targets": Text(zh="项目标", en="targets"),
    "one_target": Text(zh="项目标", en="target"),
    "others": Text(zh="其他", en="Others"),
    "scenarios": Text(zh="情景(假设,不计入计分板)", en="Scenarios: hypothetical, no part of the scoreboard"),
    "maps": Text(zh="地图", en="Maps"),
    "analyses": Text(zh="分析", en="Analyses"),
    "downloads": Text(zh="表格与图层", en="Tables and layers"),
    "clause": Text(zh="条款", en="Clause"),
    "action": Text(zh="行动", en="Action"),
    "text": Text(zh="目标内容", en="Target"),
    "value": Text(zh="现状值", en="Value"),
    "figure": Text(zh="数值", en="Figure"),
    "target": Text(zh="目标值", en="Bound"),
    "unit": Text(zh="单位", en="Unit"),
    "year": Text(zh="年份", en="Year"),
    "lead": Text(zh="牵头单位", en="Lead"),
    "verdict": Text(zh="结论", en="Verdict"),
    "short_by": Text(zh="差距", en="Short by"),
    "short_by_points": Text(zh="差距(占比为百分点)", en="Short by (of shares: percentage points)"),
    "strive": Text(zh="力争", en="aim"),
    "why": Text(zh="结论由来", en="How it came about"),
    "about": Text(zh="说明", en="Remark"),
    "bound_source": Text(zh="目标值出处", en="Source of the bound"),
    "between": Text(zh="范围", en="Between"),
    "definition": Text(zh="指标定义", en="Definition"),
    "analysis": Text(zh="所属分析", en="Analysis"),
    "parameters": Text(zh="参数", en="Parameters"),
    "parameter": Text(zh="参数", en="Parameter"),
    "setting": Text(zh="取值", en="Value"),
    "checked": Text(zh="核对情况", en="Checked"),
    "data": Text(zh="所用数据", en="Data"),
    "layer": Text(zh="图层", en="Layer"),
    "source": Text(zh="来源", en="Source"),
    "date": Text(zh="数据日期", en="Date"),
    "licence": Text(zh="许可", en="Licence"),
    "steward": Text(zh="责任单位", en="Steward"),
    "features": Text(zh="要素数", en="Features"),
    "nature": Text(zh="性质", en="Nature"),
    "grade": Text(zh="数据", en="Data"),
    "colon": Text(zh=":", en=": "),
    "grade_why": Text(zh="数据是否齐全", en="Completeness of the data"),
    "sha256": Text(zh="SHA-256", en="SHA-256"),
    "measure": Text(zh="指标", en="Measure"),
    "marks": Text(zh="标记", en="Marks"),
    "headline": Text(zh="用于目标", en="answers a target"),
    "notes": Text(zh="说明", en="Notes"),
    "rows": Text(zh="行", en="rows"),
    "one_row": Text(zh="行", en="row"),
    "more_in_geopackage": Text(zh="仅列前 50 行,全部见 results.gpkg", en="first 50 rows; all of them in results.gpkg"),
    "more": Text(zh="仅列前 50 行,全部见 results.xlsx", en="first 50 rows; all of them in results.xlsx"),
    "field": Text(
        zh="带到现场(WGS-84 坐标,可导入奥维、OruxMaps、Google Earth):",
        en="To take into the field (WGS 84; opens in OruxMaps, Google Earth and the like): ",
    ),
    "field_modelled": Text(
        zh="示例数据,不代表实际情况,不能据此到现场核查。模拟图层:",
        en="Demonstration, not the actual situation: nothing to be checked in the field. Modelled layers: ",
    ),
    "field_aside": Text(
        zh="◇ 地块本身不依据模拟图层,但名称、到何处的距离、落在何处等栏目取自模拟图层:",
        en="◇ The places rest on no modelled layer, but what they are called, are near to or lie in does: ",
    ),
    "sources": Text(zh="数据来源", en="Data sources"),
    "faults": Text(zh="发现的问题", en="Problems found"),
    "serious": Text(zh="影响结果", en="serious"),
    "remark": Text(zh="提示", en="remark"),
    "cure": Text(zh="处理办法:", en="Cure: "),
    "none": Text(zh="无", en="none"),
    "run": Text(zh="计算时间", en="Computed"),
    "seconds": Text(zh="秒", en="s"),
    "crs": Text(zh="坐标系", en="CRS"),
    "internal": Text(
        zh="内部工作用图/数据,未经地图审核不得公开。",
        en="Internal working maps and data; not to be published without map review.",
    ),
    "longitude": Text(zh="经度", en="Longitude"),
    "latitude": Text(zh="纬度", en="Latitude"),
    "easting": Text(zh="东坐标", en="Easting"),
    "northing": Text(zh="北坐标", en="Northing"),
    "shape_area": Text(zh="图形面积", en="Area of the shape"),
    "shape_length": Text(zh="图形长度", en="Length of the shape"),
    "number": Text(zh="序号", en="No."),
    "contents": Text(zh="目录", en="Contents"),
    "contents_about": Text(
        zh="点击名称打开工作表。“7”是第 7 个问题:指标、参数和说明;“7.1”是它的第 1 张表。标签颜色表示对应方案的哪项行动,"
        "灰色的不对应目标。",
        en="Click a name to open its sheet. '7' is the seventh question: its figures, parameters and notes; '7.1' is "
        "the first of its tables. Tabs have a colour for each action of the plan; grey ones answer no target.",
    ),
    "question": Text(zh="问题与表", en="Questions and tables"),
    "state": Text(zh="状态", en="State"),
    "row_count": Text(zh="行数", en="Rows"),
}


#: The look of each grade.
GRADE_KEYS: dict[Grade, str] = {"good": "met", "fair": "fair", "poor": "short", "not graded": "nodata"}


def words_in(language: Language) -> dict[str, str]:
    """Return the words of the report in `language`."""
    return {key: words.say(language) for key, words in _WORDS.items()}


def grade_word(layer: LayerRecord | None, *, language: Language) -> str:
    """Return how complete a layer is in a word; empty where that is not graded by any rule."""
    return layer.worst.word.say(language) if layer and layer.worst else ""


def grade_reason(rule: Completeness, *, language: Language) -> str:
    """Return how complete a layer is by a rule, and where the rule is from."""
    source, status = rule.source.say(language), STATUSES[rule.status].say(language)
    if language == "zh":
        return f"{rule.statement.zh}。依据:{source}({status})"
    return f"{rule.statement.en}. By: {source} ({status})"


def grade_reasons(layer: LayerRecord | None, *, language: Language) -> str:
    """Return how complete a layer is by each of its rules, a line each."""
    return "\n".join(grade_reason(rule, language=language) for rule in (layer.completeness if layer else ()))


def column_title(column: Column, *, language: Language) -> str:
    """Return the title of a column with its unit in brackets."""
    unit = show_unit(column.unit, language=language)
    title = column.title.say(language)
    return f"{title} [{unit}]" if unit else title
