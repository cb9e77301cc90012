"""The words beside divisions in the colours of their figures."""

from __future__ import annotations

from geo_ruijin.text import Language, Text

_WORDS = {
    "colourBy": Text(zh="着色指标", en="Coloured by"),
    "inView": Text(zh="只列图上看得见的", en="only those in view"),
    "counted": Text(zh="列出 {listed} / {all}", en="{listed} of {all} listed"),
    "off": Text(zh="图上没有着色。", en="Not on the map."),
    "turnOn": Text(zh="在图上显示", en="Show on the map"),
    "sortBy": Text(zh="按此列排序", en="sort by this column"),
    "table": Text(zh="各区划的数值", en="figures of the divisions"),
    "nothing": Text(zh="图上没有区划。", en="No division in view."),
    "noData": Text(zh="无数据", en="no data"),
    "fewer": Text(zh="负数", en="below 0"),
    "goTo": Text(zh="放大到", en="Zoom to"),
}

#: What the whole place comes to, and what the plan demands of it.
WHOLE = Text(zh="总体 {figure}", en="As a whole: {figure}")
TARGET = Text(zh="目标 {target}", en="target {target}")
IN_YEAR = Text(zh="({year}年)", en=" in {year}")
OF_THE_WHOLE = Text(
    zh="目标是对总体定的,各区划与它对照仅供参考。",
    en="The target is set for the whole; divisions stand beside it for orientation only.",
)

#: Beside a class that begins, or ends, at the target.
AT_TARGET = Text(zh="← 目标", en="← target")

#: How figures are shown: to which class bounds belong; totals fill nothing.
BOUNDS_ABOVE = Text(zh="{rule};各级含下限、不含上限", en="{rule}; a figure at a bound is of the class above")
BOUNDS_BELOW = Text(zh="{rule};各级含上限、不含下限", en="{rule}; a figure at a bound is of the class below")
AS_CIRCLES = Text(
    zh="总量以圆的面积表示,不填色:面积大、人多的区划总量自然大",
    en="Totals stand as circles by area, not as fillings: a large division has more of all",
)


def choropleth_words(language: Language) -> dict[str, str]:
    """Return the words of the page in `language`."""
    return {key: words.say(language) for key, words in _WORDS.items()}
