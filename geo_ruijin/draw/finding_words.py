"""The words of what finds, lists and opens the rows of a map."""

from __future__ import annotations

from geo_ruijin.draw.words import words_in
from geo_ruijin.text import Language, Text

_WORDS = {
    "search": Text(zh="查找名称或坐标", en="Find a name or coordinates"),
    "search_hint": Text(zh="查找名称,或输入 经度, 纬度", en="Find a name, or type: longitude, latitude"),
    "search_found": Text(zh="查找结果", en="What was found"),
    "search_count": Text(zh="共 {count} 条", en="{count} found"),
    "search_some": Text(zh="共 {count} 条,列出最相近的 {shown} 条", en="{count} found; the nearest {shown} are listed"),
    "search_none": Text(zh="没有找到", en="Nothing found"),
    "search_place": Text(zh="坐标", en="Coordinates"),
    "search_degrees": Text(zh="经度, 纬度", en="Longitude, latitude"),
    "search_datum": Text(
        zh="按 WGS 84/CGCS2000 的度数;取自高德、百度等地图的坐标会偏几百米",
        en="taken as degrees of WGS 84/CGCS2000; those of Amap, Baidu and the like lie some hundred metres off",
    ),
    "search_outside": Text(zh="在本图范围以外。", en="Outside this map. "),
    "rows": Text(zh="数据表", en="Data table"),
    "rows_of": Text(zh="图层", en="Layer"),
    "rows_in_view": Text(zh="只列图上可见范围内的", en="Only what lies within the view"),
    "rows_all": Text(zh="共 {count} 条", en="{count} rows"),
    "rows_seen": Text(
        zh="范围内 {shown} 条(按外接矩形),共 {count} 条",
        en="{shown} of {count} rows within the view, by their bounding boxes",
    ),
    "rows_where": Text(zh="第 {from}–{to} 条,共 {count} 条", en="{from}–{to} of {count}"),
    "rows_back": Text(zh="上一页", en="Previous"),
    "rows_next": Text(zh="下一页", en="Next"),
    "rows_close": Text(zh="关闭数据表", en="Close the table"),
    "rows_copy": Text(zh="复制", en="Copy"),
    "rows_csv": Text(zh="下载 CSV", en="Download CSV"),
    "rows_copied": Text(
        zh="已复制 {count} 条,可粘贴到 Excel 或 WPS 表格。", en="{count} rows copied, to be pasted into a spreadsheet."
    ),
    "rows_uncopied": Text(zh="浏览器不让复制,请下载 CSV。", en="The browser lets nothing be copied: download the CSV."),
    "rows_nameless": Text(zh="第 {number} 条", en="Row {number}"),
    "rows_none": Text(zh="本图没有可列表的图层。", en="No layer of this map has rows to list."),
    "view_copy": Text(zh="复制链接", en="Copy link"),
    "view_copied": Text(
        zh="链接已复制:打开后是同样的范围和图层。", en="Link copied: it opens the same view with the same layers."
    ),
    "view_copied_file": Text(
        zh="链接已复制:打开后是同样的范围和图层。本页是电脑上的文件,链接只在这台电脑上能打开。",
        en="Link copied: it opens the same view with the same layers. This page is a file, and its link opens on this "
        "computer only.",
    ),
    "view_uncopied": Text(
        zh="浏览器不让复制,请复制地址栏里的链接。",
        en="The browser lets nothing be copied: copy the link from the address bar.",
    ),
    "view_stale": Text(zh="链接里有的图层本图没有。", en="Some of the layers in the link are not on this map."),
    "map": Text(
        zh="地图:{title}。方向键移动,加减号缩放;各图层的数据见“数据表”。",
        en="Map: {title}. Arrow keys move it, plus and minus zoom; the data table lists what is on it.",
    ),
    "skip_map": Text(zh="跳到地图", en="Skip to the map"),
    "skip_legend": Text(zh="跳到图例", en="Skip to the legend"),
    "popup": Text(zh="详情", en="Details"),
    "popup_close": Text(zh="关闭", en="Close"),
}


def finding_words(language: Language, *, modelled: bool = False) -> dict[str, str]:
    """Return the words in `language`.

    Parameters
    ----------
    modelled
        Whether the mark of what is modelled is needed.
    """
    page = words_in(language)
    words = {key: text.say(language) for key, text in _WORDS.items()}
    words |= {key: page[key] for key in ("legend", "colon")}
    return words | {"rows_modelled": MODELLED.say(language)} if modelled else words


#: On a table of what is modelled, and in the name of its file.
MODELLED = Text(zh="示例", en="demonstration")
