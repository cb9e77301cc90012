"""What must be said beside the figures of wetland."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from geo_ruijin.methods.wetlands.definitions import Codes, Wetlands
from geo_ruijin.methods.wetlands.protection import Protection
from geo_ruijin.methods.wetlands.survey import HECTARE
from geo_ruijin.text import Text

#: Areas below this are no news [ha].
_NEWS = 0.01

_PROTECTING: Mapping[str, Text] = MappingProxyType(
    {
        "parks": Text(zh="湿地公园", en="wetland parks"),
        "red_line": Text(zh="生态保护红线", en="the ecological red line"),
        "reserves": Text(zh="自然保护区等保护地", en="nature reserves"),
    }
)


_TWO_SURVEYS = Text(
    zh="两期成果的比例尺、分类不同时,新增和减少里含有测绘差异,须逐块核实。",
    en="Where the two surveys differ in scale or classes, part of what is new or gone is only drawn otherwise: check "
    "piece by piece.",
)
_SEEN = Text(
    zh="遥感水体和湿地的面积在椭球面上量算,与上述投影平面上的面积略有出入。",
    en="What satellites see is measured on the ellipsoid, which differs a little from areas in the projection.",
)


def notes_of(
    found: Wetlands, protection: Protection, codes: Codes, *, earlier: bool, seen: pd.DataFrame | None
) -> tuple[Text, ...]:
    """Return the notes."""
    return (
        Text(
            zh="三种口径并列,不能相加或互代。面积按图斑在投影平面上量算,境外部分切除,重叠只计一次。",
            en="The three definitions stand side by side: they neither add up nor stand for one another. Areas are "
            "those of polygons in the projection, cut at the border, what overlaps counted once.",
        ),
        *_ponds(found, codes),
        *_codeless(found),
        *_rivers(found),
        *_protected(protection),
        *((_TWO_SURVEYS,) if earlier else ()),
        *((_SEEN,) if seen is not None else ()),
    )


def _ponds(found: Wetlands, codes: Codes) -> tuple[Text, ...]:
    hectares = found.ponds / HECTARE
    if hectares < _NEWS:
        return ()
    listed = ", ".join(codes.pond)
    return (
        Text(
            zh=f"{{wetlands}}没有区分养殖坑塘({'、'.join(codes.fish_pond)}):坑塘({listed}){hectares:,.0f} 公顷全部计入"
            "保护法口径,下限则全部不计。",
            en=f"In {{wetlands}} no fish ponds are told apart ({', '.join(codes.fish_pond)}): all ponds ({listed}), "
            f"{hectares:,.0f} ha, count by the law, and none of them in its lower bound.",
        ),
    )


def _codeless(found: Wetlands) -> tuple[Text, ...]:
    hectares = found.codeless / HECTARE
    if hectares < _NEWS:
        return ()
    return (
        Text(
            zh=f"{{wetlands}}有 {hectares:,.1f} 公顷没有地类编码,未计入,只进上限。",
            en=f"{hectares:,.1f} ha of {{wetlands}} have no code: not counted but in the upper bounds.",
        ),
    )


def _rivers(found: Wetlands) -> tuple[Text, ...]:
    survey = found.survey
    told = Text(
        zh="二次调查口径:河长为所画中心线全长(同名为一条),河宽取线上所写的均值,没有写的取水面面积 ÷ 线长;成片按同一编码"
        "相连的图斑算,连片面积含境外部分。",
        en="Second survey: a river is as long as its lines (one name, one river), as wide as they say on average, or "
        "else the area of its polygons over their length; a patch is what touches and has one code, its part outside "
        "the place included.",
    )
    hectares = survey.by_shape / HECTARE
    if hectares < _NEWS:
        return (told,)
    return (
        told,
        Text(
            zh=f"有 {hectares:,.0f} 公顷河流水面里没有中心线,长宽由相连图斑的面积和周长推算"
            "(等面积等周长的矩形),是估计。",
            en=f"No line runs in {hectares:,.0f} ha of river: their length and width are those of a rectangle with the "
            "area and outline of what touches, an estimate.",
        ),
    )


def _protected(protection: Protection) -> tuple[Text, ...]:
    if not protection.missing:
        return ()
    zh = "、".join(_PROTECTING[name].zh for name in protection.missing)
    en = ", ".join(_PROTECTING[name].en for name in protection.missing)
    if not protection.known:
        return (
            Text(
                zh=f"没有{zh}的图层,{{wetlands}}也没有注明是否受保护:不算湿地保护率。",
                en=f"Without {en}, and with no word in {{wetlands}} on protection: no protected share is told.",
            ),
        )
    return (
        Text(
            zh=f"湿地保护率未计{zh}(没有提供图层或境内没有),是下限。",
            en=f"The protected share lacks {en} (not supplied, or nothing inside the place): it is at least this.",
        ),
    )
