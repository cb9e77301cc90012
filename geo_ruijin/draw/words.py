"""The words on a map page."""

from __future__ import annotations

from geo_ruijin.figures import show_number
from geo_ruijin.text import Language, Text

_WORDS = {
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
    "relief": Text(zh="光自西北;仅作衬底,不供量算", en="lit from the north-west; to look at, not to measure on"),
    "no_basemap": Text(zh="无底图", en="No basemap"),
    "online": Text(zh="需联网", en="online only"),
    "unloaded": Text(zh="底图加载失败(离线?)", en="The basemap could not be loaded (offline?)"),
    "sites_only": Text(
        zh="从硬盘打开的网页,这个服务器会拒绝", en="this server refuses pages that are opened from a disk"
    ),
    "keyed": Text(
        zh="本页含天地图密钥,请勿外传或公开发布。",
        en="This page holds a key of Tianditu: do not hand it on or publish it.",
    ),
    "no_script": Text(
        zh="地图和图例由脚本绘制:请在浏览器中允许本页运行脚本,或打开同名的 PNG 图片(如有)。",
        en="Scripts draw the map and its legend: allow them on this page, or open the PNG of the same name, if any.",
    ),
    "targets": Text(zh="本图回答的目标", en="Targets this map answers"),
    "target": Text(zh="目标", en="Target"),
    "in_year": Text(zh="({}年)", en=" ({})"),
    "value": Text(zh="现状值", en="Now"),
    "semicolon": Text(zh=";", en="; "),
    "kilometres": Text(zh="公里", en="km"),
    "north": Text(zh="北", en="N"),
    "origin": Text(zh="由来", en="How it came about"),
    "print": Text(zh="打印", en="Print"),
    "paper": Text(zh="纸张", en="Paper"),
    "landscape": Text(zh="横向", en="landscape"),
    "portrait": Text(zh="纵向", en="portrait"),
    "picture": Text(zh="导出图片", en="Save as picture"),
    "tainted": Text(
        zh="不能导出:浏览器不许读取在线底图或以文件打开的图像。请先关闭在线底图,或用截图。",
        en="Not saved: the browser does not let pictures of an online basemap be read. Switch the basemap off first.",
    ),
    "too_large": Text(
        zh="不能导出:图例太长,浏览器画不下。请先关闭一些图层,或改用打印。",
        en="Not saved: with so long a legend the picture is too large. Switch layers off, or print.",
    ),
    "legend_follows": Text(zh="图例和数据来源见下页", en="Legend and data sources on the next page"),
    "rest_follows": Text(zh="数据来源等见下页", en="Data sources and more on the next page"),
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
    >>> [class_words((10, 2_500_000), rank) for rank in range(3)]
    ['< 10', '10–2,500,000', '≥ 2,500,000']
    """
    if rank == 0:
        return f"< {show_number(bounds[0])}"
    if rank == len(bounds):
        return f"≥ {show_number(bounds[-1])}"
    return f"{show_number(bounds[rank - 1])}–{show_number(bounds[rank])}"
