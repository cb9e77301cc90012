"""The words on a map picture that the pages do not have."""

from __future__ import annotations

import re

from geo_ruijin.text import Language, Text

#: How the registry calls China's coordinate systems.
_GAUSS_KRUGER = re.compile(r"(.+) / (3-degree )?Gauss-Kruger (?:CM (\d+)E|zone (\d+))")

ABOUT = Text(zh="说明(与网页相同)", en="About (as on the page)")
NORTH = Text(zh="北", en="N")
SCALE = Text(zh="A4 打印约 1:{scale}", en="About 1:{scale} when printed on A4")
PROJECTION = Text(
    zh="坐标系 {name}({code}),上为坐标北;网页地图为 Web 墨卡托投影,形状略有不同。",
    en="Drawn in {name} ({code}), grid north up; the page is in Web Mercator, where shapes differ a little.",
)
SIMPLIFIED = Text(
    zh="线形按 {metres} 米(半个像素)以内简化。", en="Lines are simplified by up to {metres} m, half a pixel."
)
DOTS = Text(zh="过小的地块以圆点示意位置。", en="Plots too small to be seen are marked by dots.")
SWOLLEN = Text(
    zh="比轮廓线还窄的地块画得比实际大。", en="Plots narrower than their outlines look larger than they are."
)
UNLABELLED = Text(zh="{count} 处注记放不下,未注出。", en="{count} labels found no room and are left out.")
LACKING = Text(zh="字体缺字,以〓代替:{characters}。", en="No font has, shown as 〓: {characters}.")
MORE = Text(zh="另有 {count} 行未印出,见同名网页。", en="{count} more lines are on the page of the same name.")


def system_name(name: str, *, language: Language) -> str:
    """Return what a coordinate system is called, by the name it has in the registry.

    Examples
    --------
    >>> system_name("CGCS2000 / 3-degree Gauss-Kruger CM 117E", language="zh")
    'CGCS2000 高斯—克吕格投影 3 度带,中央子午线 117°E'
    >>> system_name("WGS 84 / UTM zone 50N", language="zh")
    'WGS 84 / UTM zone 50N'
    """
    known = _GAUSS_KRUGER.fullmatch(name) if language == "zh" else None
    if known is None:
        return name
    datum, three, meridian, zone = known.groups()
    where = f"中央子午线 {meridian}°E" if meridian else f"第 {zone} 带"
    return f"{datum} 高斯—克吕格投影 {3 if three else 6} 度带,{where}"
