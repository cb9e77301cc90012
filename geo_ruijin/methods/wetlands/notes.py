"""What must be said beside the figures of wetland."""

from __future__ import annotations

from geo_ruijin.methods.wetlands.definitions import Codes, Wetlands
from geo_ruijin.methods.wetlands.protection import Parks, Protection
from geo_ruijin.methods.wetlands.seen import Seen
from geo_ruijin.methods.wetlands.survey import HECTARE
from geo_ruijin.text import Text

#: Areas below this are no news [ha].
_NEWS = 0.01

_NO_LAYER = Text(
    zh="饮用水水源保护区、水产种质资源保护区、湿地保护小区、森林公园没有专门的图层,不在上述图层里的没有计。",
    en="Protected zones of drinking water and of aquatic germplasm, small wetland reserves and forest parks have no "
    "layer of their own: what is in none of those above is not counted.",
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
    found: Wetlands,
    protection: Protection,
    codes: Codes,
    *,
    parks: Parks | None,
    earlier: bool,
    seen: Seen | None,
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
        *_parks(parks),
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
    hectares = max(found.codeless.values()) / HECTARE
    if hectares < _NEWS:
        return ()
    return (
        Text(
            zh=f"{{wetlands}}有 {hectares:,.1f} 公顷没有地类编码(与有编码的重叠处除外),未计入,只进上限。",
            en=f"{hectares:,.1f} ha of {{wetlands}} have no code, nor does a polygon over them: not counted but in the "
            "upper bounds.",
        ),
    )


def _rivers(found: Wetlands) -> tuple[Text, ...]:
    survey = found.survey
    notes = [
        Text(
            zh="二次调查口径:河长为中心线的主干长(不含支流、岔流,同名而相距远的分开),河宽取线上所写的均值,没有写的取"
            "水面面积 ÷ 线长;成片按同一编码相连的图斑算,连片面积含境外部分。",
            en="Second survey: a river is as long as the stem of its lines, without tributaries and arms; namesakes "
            "far apart are several. It is as wide as they say on average, or else the area of its polygons over their "
            "length. A patch is what touches and has one code, its part outside the place included.",
        )
    ]
    if (short := found.cut_short / HECTARE) >= _NEWS:
        notes.append(
            Text(
                zh=f"有 {short:,.1f} 公顷河流水面,中心线止于{{place}}(图层可能按边界裁剪),河长只算到边界,不够"
                f" {survey.least_length:g} 公里:未计入,只进上限。",
                en=f"{short:,.1f} ha are of rivers whose lines end at {{place}}, where the layer may be "
                f"cut: up to there they are below {survey.least_length:g} km, and in the upper bound alone.",
            )
        )
    if (hectares := survey.by_shape / HECTARE) >= _NEWS:
        notes.append(
            Text(
                zh=f"有 {hectares:,.0f} 公顷河流水面里没有中心线,长宽由相连图斑的面积和周长推算"
                "(等面积等周长的矩形),是估计。",
                en=f"No line runs in {hectares:,.0f} ha of river: their length and width are those of a rectangle with "
                "the area and outline of what touches, an estimate.",
            )
        )
    return tuple(notes)


def _protected(protection: Protection) -> tuple[Text, ...]:
    lacking = protection.lacking
    if not protection.known:
        return (
            Text(
                zh=f"没有{lacking.zh}的图层,{{wetlands}}也没有注明是否受保护:不算湿地保护率。",
                en=f"Without {lacking.en}, and with no word in {{wetlands}} on protection: no protected share is told.",
            ),
        )
    missing = Text(
        zh=f"湿地保护率未计{lacking.zh}(没有提供图层或境内没有),是下限。",
        en=f"The protected share lacks {lacking.en} (not supplied, or nothing inside the place): it is at least this.",
    )
    return (*((missing,) if protection.missing else ()), _NO_LAYER)


def _parks(parks: Parks | None) -> tuple[Text, ...]:
    if parks is None or parks.twice < _NEWS:
        return ()
    return (
        Text(
            zh=f"{{parks}}之间重叠 {parks.twice:,.1f} 公顷:合计只算一次,分园的数各自算,相加会多。",
            en=f"Of {{parks}}, {parks.twice:,.1f} ha lie in more than one: once in the totals, in each park by itself.",
        ),
    )
