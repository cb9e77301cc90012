"""The words on a map page."""

from __future__ import annotations

from geo_ruijin.text import Language, Text

_WORDS = {
    "back": Text(zh="返回计分板", en="Back to the scoreboard"),
    "tools": Text(zh="工具", en="Tools"),
    "legend": Text(zh="图例", en="Legend"),
    "legend_about": Text(zh="括号内为要素个数", en="features in brackets"),
    "sources": Text(zh="数据来源", en="Data sources"),
    "modelled": Text(zh="模拟", en="modelled"),
    "real": Text(zh="真实", en="real"),
    "grade": Text(zh="数据:", en="Data: "),
    "dated": Text(zh="数据日期", en="data of"),
    "undated": Text(zh="日期不详", en="undated"),
    "about": Text(zh="说明", en="About"),
    "plan": Text(zh="依据:", en="Plan: "),
    "drawn": Text(zh="制图日期", en="Drawn on"),
    "crs": Text(zh="分析坐标系", en="Analysed in"),
    "review": Text(zh="审图号:", en="Map review no.:"),
    "demonstration": Text(
        zh="示例:本图含模拟数据,只演示方法,不代表实际情况。模拟图层:",
        en="Demonstration: this map shows modelled data; it demonstrates the method, not the actual situation. "
        "Modelled layers: ",
    ),
    "listing": Text(zh="、", en=", "),
    "internal": Text(
        zh="内部工作用图,未经地图审核不得公开。", en="Internal working map; not to be published without map review."
    ),
    "colon": Text(zh=":", en=": "),
    "nothing": Text(zh="本地没有像元", en="no cells in the place"),
    "swipe": Text(zh="左右对比,可拖动或按方向键", en="Compare left and right: drag, or press the arrow keys"),
    "zoomIn": Text(zh="放大", en="Zoom in"),
    "zoomOut": Text(zh="缩小", en="Zoom out"),
    "counted": Text(zh="此格 {count} 个,点击放大", en="{count} in this cell; click to zoom in"),
}


def words_in(language: Language) -> dict[str, str]:
    """Return the words on the page in `language`."""
    return {key: words.say(language) for key, words in _WORDS.items()}


#: What has no figure to be ranked by.
NO_FIGURE = Text(zh="没有数", en="no figure")


def simplified(metres: float, *, language: Language) -> str:
    """Return the remark that lines are simplified for display."""
    words = Text(zh=f"显示时按 {metres:g} 米容差简化", en=f"simplified by up to {metres:g} m for display")
    return words.say(language)


def coarser(metres: float, *, language: Language) -> str:
    """Return the remark that a raster is drawn in cells wider than its own."""
    words = Text(
        zh=f"显示约 {metres:.0f} 米一格,比原数据粗", en=f"drawn about every {metres:.0f} m, coarser than the data"
    )
    return words.say(language)


#: Of features that a small map counts instead of drawing them.
COUNTED = Text(
    zh="缩小时显示每格个数,放大后逐个显示:",
    en="zoomed out: how many in each cell; zoomed in: one by one",
)


def class_words(bounds: tuple[float, ...], rank: int) -> str:
    """Return the range of a class: "< 10", "10–30", "≥ 100".

    Examples
    --------
    >>> [class_words((10, 30), rank) for rank in range(3)]
    ['< 10', '10–30', '≥ 30']
    """
    if rank == 0:
        return f"< {bounds[0]:g}"
    if rank == len(bounds):
        return f"≥ {bounds[-1]:g}"
    return f"{bounds[rank - 1]:g}–{bounds[rank]:g}"
