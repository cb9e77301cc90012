"""The words of the Word report, in the way bureaus write."""

from __future__ import annotations

from collections.abc import Mapping

from geo_ruijin.figures import show_number, with_unit
from geo_ruijin.record import Bound, RunRecord, Verdict
from geo_ruijin.text import Language, Text

#: A bound in a sentence.
BOUNDS: Mapping[Bound, Text] = {
    "at_least": Text(zh="不低于", en="at least"),
    "at_most": Text(zh="不高于", en="at most"),
    "more_than": Text(zh="高于", en="more than"),
    "less_than": Text(zh="低于", en="less than"),
}

HEADER = Text(zh="内部工作资料", en="Internal working document")
HEADER_DEMONSTRATION = Text(
    zh="示例数据 · 不作达标结论 · 内部工作资料", en="Demonstration data · no conclusions · internal working document"
)
BANNER = Text(
    zh="◇ 示例数据:本报告所用图层含模拟图层,只演示方法,不代表实际情况。依据模拟图层的指标一律标为“示例”,不作达标结论。"
    "模拟图层:{layers}。",
    en="◇ Demonstration data: some layers of this report are modelled. They show the method, not the actual situation; "
    "a target that rests on one is marked 'Demonstration', never 'Met'. Modelled layers: {layers}.",
)
CONTENTS = Text(zh="目\u3000录", en="Contents")

OVERVIEW = Text(zh="总体情况", en="Overview")
IN_DETAIL = Text(zh="分项情况", en="Targets in detail")
SOURCES = Text(zh="数据来源与质量", en="Data and their quality")
METHOD = Text(zh="方法与假设", en="Method and assumptions")
ENDING = Text(zh="报告使用说明", en="Use of this report")

BASIS = Text(
    zh="依据《{plan}》{issued},对方案提出的{count}项指标逐项评估。其中{measured}项由地理信息数据量算,"
    "{reported}项采用牵头单位填报数,{missing}项尚无数据。计算日期为{date}。",
    en="This report holds the {count} targets of the {plan}{issued} against figures: {measured} are measured on "
    "geographic data, {reported} are as reported by the lead departments, and for {missing} there are no data yet. "
    "Computed on {date}.",
)
ISSUED = Text(zh="({date}印发)", en=" (issued {date})")
COUNTS = Text(zh="{count}项指标的评估结论为:{counts}。", en="Of {count} targets: {counts}.")
DEMONSTRATION_COUNTS = Text(
    zh="标为“示例”的指标依据模拟数据,现状值只用来说明方法,不能据此判断是否完成。",
    en="Those marked 'Demonstration' rest on modelled data: their figures explain the method and prove nothing.",
)
OPEN_COUNTS = Text(
    zh="标为“未定”的指标,现有数据不足以判断在目标值哪一侧。",
    en="For those marked 'Open', the data do not say on which side of the bound the truth lies.",
)
NO_DATA_COUNTS = Text(
    zh="无数据的指标不作推测,请牵头单位填报或提供图层。",
    en="Nothing is assumed where there are no data: the lead departments are to report or to supply layers.",
)
ALL_TARGETS = Text(zh="方案指标评估一览", en="All targets at a glance")

VALUE_AND_TARGET = Text(
    zh="现状值为{value},方案{clause}要求{bound}{year}。",
    en="The value is {value}; clause {clause} asks for {bound}{year}.",
)
BY_YEAR = Text(zh="({year}年)", en=" ({year})")
SHORT_BY = Text(zh="按现状值计,与目标值相差{gap}。", en="By this value, {gap} are missing to the bound.")
AT_BOUND = Text(
    zh="现状值恰为{target},方案要求{bound}本数,尚未达到。",
    en="The value is just {target}, and the plan asks for {bound} that.",
)
BETWEEN = Text(
    zh="数据未说明的部分计入后,实际值的范围为{range}。", en="With what the data do not say, the truth lies in: {range}."
)
LEAD = Text(zh="牵头单位为{lead}。", en="Lead: {lead}.")
STRIVES = Text(zh="本项为力争指标。", en="The plan strives for it.")
VERDICT = Text(zh="评估结论:{verdict}。", en="Verdict: {verdict}.")

CARD = Text(zh="指标口径与依据", en="What is measured, and by which rule")
PARAMETERS = Text(zh="量算参数及依据", en="Parameters and their standards")
PARAMETER = Text(zh="参数代号", en="Parameter")
DATA = Text(zh="所用数据", en="Data")
COMPLETE = Text(zh="齐全程度", en="Completeness")
NOTES = Text(zh="量算说明:", en="Remarks:")
AS_BEFORE = Text(
    zh="量算参数和说明与上文“{target}”相同,见表{number}。",
    en="Parameters and remarks are those of '{target}' above: Table {number}.",
)
SEE_FIGURES = Text(zh="位置见图{numbers}。", en="For places see Figure {numbers}.")
MODELLED_FIGURE = Text(zh="(示例数据)", en=" (demonstration data)")
FIGURE_ABOUT = Text(zh="地图:{title}。用于指标:{target}", en="Map: {title}. For the target: {target}")

PROPOSED = Text(
    zh="备选地点:“{analysis}”提出“{table}”共{count}处,见表{number}。",
    en="Proposed sites: '{analysis}' has {count} ({table}): Table {number}.",
)
PROPOSED_BEFORE = Text(
    zh="“{analysis}”提出的“{table}”也与本项有关,见表{number}。",
    en="The sites of '{analysis}' ({table}) bear on this target too: Table {number}.",
)
COORDINATES = Text(zh="坐标为{datum}经纬度。", en="Places are in degrees of {datum}.")
INSIDE = Text(zh="坐标为{datum}经纬度,取地块内部一点。", en="Places are in degrees of {datum}, at a point inside.")
REST = Text(
    zh="表中列前{shown}处,其余见 results.xlsx 中“{analysis}”的“{table}”表。",
    en="The first {shown} are listed; the rest are in results.xlsx, table '{table}' of '{analysis}'.",
)
APART = Text(
    zh="“{analysis}”与本项有关,但{why},所提{count}处不能直接用于本项指标,见 results.xlsx。",
    en="'{analysis}' is related, but {why}: its {count} sites are no answer to this target. They are in results.xlsx.",
)
OTHER_READING = Text(zh="按另一种口径选址", en="its sites were chosen by another reading")
OTHER_PARAMETER = Text(zh="参数“{name}”取{value},与本项不同", en="its {name} is {value}, unlike here")
NOT_IN_FIELD = Text(
    zh="选址依据模拟图层,地点只作示例,不能据此实施。",
    en="They rest on modelled layers: a demonstration, nothing to be built by.",
)

WITHOUT = Text(zh="尚无数据的指标", en="Targets without data")
WITHOUT_BODY = Text(
    zh="另有{count}项指标尚无数据,不作评估,见表{number}。",
    en="Without data and without a verdict: {count} more, in Table {number}.",
)
ONLY_WITHOUT = Text(
    zh="以下{count}项指标尚无数据,不作评估,见表{number}。",
    en="Without data and without a verdict: all {count}, in Table {number}.",
)
REASON = Text(zh="无数据的原因", en="Why there are none")

ALL_LAYERS = Text(zh="数据来源与质量", en="Data sources")
LAYERS_BODY = Text(
    zh="本次评估采用{count}个图层和统计表,其中真实数据{real}个,模拟数据{modelled}个。",
    en="{count} layers and tables were used: {real} real, {modelled} modelled.",
)
FAULTS = Text(zh="数据检查发现的问题", en="Problems found in the data")
FAULTS_BODY = Text(
    zh="数据检查发现问题{count}个,其中影响结果的{serious}个。",
    en="{count} problems were found, {serious} of them serious.",
)
FAULTS_REST = Text(
    zh="其余{count}个见 index.html“发现的问题”。", en="The other {count} are in index.html, 'Problems found'."
)
WHERE = Text(zh="位置", en="Where")
WHAT = Text(zh="问题", en="Problem")

CRS_BODY = Text(
    zh="面积、长度在投影坐标系{crs}下量算,备选地点坐标为该坐标系所属基准的经纬度。"
    "各项指标按表中所列定义量算;同一指标有几种口径的,以方案或国家标准的口径为准,其余口径见 results.xlsx。",
    en="Areas and lengths are measured in {crs}; sites are given in degrees of its datum. Each figure is measured as "
    "its table defines it; where a target can be read in several ways, the reading of the plan or of the national "
    "standard counts, and the others are in results.xlsx.",
)
UNVERIFIED_BODY = Text(
    zh="下列参数取自未核对原文的标准或本项目的假定,共{count}项。正式使用前,请逐项核对原文或按本地情况改定。",
    en="{count} parameters below come from standards nobody here has read, or are assumed. Check each before the "
    "figures are used.",
)
ALL_CHECKED = Text(
    zh="各项指标所用参数的依据均已核对。", en="All parameters of the targets were checked against their sources."
)
UNVERIFIED = Text(zh="未核对原文的参数", en="Parameters not checked")
USED_FOR = Text(zh="用于", en="Used for")

INTERNAL = Text(
    zh="本报告及所附地图为内部工作资料。地图未经审核,不得公开出版、登载和展示;需要公开的,按《地图管理条例》送审,并注明审图号。",
    en="This report and its maps are internal working documents. The maps have not been reviewed and must not be "
    "published; maps for the public need a review and carry its number.",
)
REVIEW = Text(zh="审图号:____________________", en="Map review number: ____________________")
FILES = Text(
    zh="指标的计算过程、全部备选地点和各项口径见同一文件夹的 index.html(网页)、results.xlsx(表格)、results.gpkg(图层)。"
    "改动报告中的数字前,请先核对上述文件。",
    en="How each figure came about, all proposed sites and all readings are in index.html, results.xlsx and "
    "results.gpkg in the same folder. Hold any figure changed here against them.",
)
MADE_BY = Text(zh="计算软件:Geo Ruijin {version}。", en="Software: Geo Ruijin {version}.")
AUTHOR = Text(zh="(编制单位)", en="(Author)")
SIGNED = Text(zh="\u3000\u3000年\u3000月\u3000日", en="(Date)")


def report_title(record: RunRecord, language: Language) -> str:
    """Return the title of the report: the plan's, with the place before it unless it begins with that."""
    plan, place = record.plan.say(language), record.place.say(language)
    if language == "en":
        return f"{plan}: assessment of its targets" if place in plan else f"{place}: assessment of the {plan}"
    return f"{plan if place in plan else place + plan}指标评估报告"


def bound_words(verdict: Verdict, language: Language) -> str:
    """Return a bound as a sentence has it: 不低于 100%."""
    target = with_unit(show_number(verdict.target), verdict.unit, language=language)
    return f"{BOUNDS[verdict.bound].say(language)} {target}"


def fill(text: Text, language: Language, **names: object) -> str:
    """Return a sentence with its gaps filled in; braces in what fills them stay as they are."""
    return text.say(language).format(**names)


def stop(words: str, language: Language) -> str:
    """Return words that end as a sentence does."""
    ending = "。" if language == "zh" else "."
    return words if words.endswith((ending, "。", ".", "!", "?", ";")) else words + ending


def day(iso: str, language: Language) -> str:
    """Return a date as people write it.

    Examples
    --------
    >>> day("2023-08-23", "zh"), day("2023-08-23", "en")
    ('2023年8月23日', '2023-08-23')
    """
    if language == "en":
        return iso
    year, month, date = iso.split("-")
    return f"{year}年{int(month)}月{int(date)}日"
