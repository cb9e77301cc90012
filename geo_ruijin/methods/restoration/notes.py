"""What must be said beside sites to restore."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import geopandas as gpd

from geo_ruijin.methods.restoration.candidates import Candidates
from geo_ruijin.methods.restoration.ground import HECTARE, KINDS, REASONS, Ground, tells_bare
from geo_ruijin.methods.restoration.links import Forest
from geo_ruijin.text import Text, listed
from geo_ruijin.units import Hectares

#: Layers without which what they protect was not looked at.
_LIMITS: Mapping[str, Text] = {
    "permanent_farmland": Text(zh="永久基本农田", en="permanent farmland"),
    "ecological_red_line": Text(zh="生态保护红线", en="ecological red line"),
}

#: What each criterion of the ranking is called.
_WEIGHED: Mapping[str, Text] = {
    "area": Text(zh="面积", en="area"),
    "slope": Text(zh="坡度", en="slope"),
    "forest_m": Text(zh="到森林的距离", en="distance to forest"),
    "gain": Text(zh="有效网格面积的增加", en="rise of the mesh"),
    "joined": Text(zh="接通的森林", en="forest joined"),
}

_NAMED_FIRST = Text(
    zh="方案点名的类别排在前面,其余在后;宜林地、疏林地等是否算方案所说的荒地,由主管部门定。",
    en="Kinds that the plan names come first; whether forest land without trees is waste land as the plan has it, is "
    "for the bureau to say. ",
)

#: Areas below this are no news [ha].
_NEWS = 0.01

#: Instead of an answer, where no layer holds candidates.
NOTHING_TO_GO_BY = Text(
    zh="没有可选候选地的图层:废弃矿山、国土利用现状、森林资源小班、能区分裸地的地表覆盖至少要有一个。"
    "用 geo-ruijin add 加入。",
    en="No layer holds candidates. There should be one of mines, land use, a forest inventory, or a land cover that "
    "tells bare ground apart: add it with geo-ruijin add.",
)

#: The layers of the kinds of candidates.
_LAYERS: Mapping[str, Text] = {
    "mines": Text(zh="废弃矿山", en="abandoned mines"),
    "land_use": Text(zh="国土利用现状", en="land use"),
    "forest_inventory": Text(zh="森林资源小班", en="forest inventory"),
}


def reservation(ground: Ground) -> Text:
    """Return what must be said beside every figure of the limits; never that sites comply."""
    absent = [title for layer, title in _LIMITS.items() if layer not in ground.layers or ground.layers[layer].empty]
    if not absent:
        return Text(
            zh="已按所提供的永久基本农田扣除、标注生态保护红线;不是用地审批结论",
            en="checked against the permanent farmland and the red line supplied; no ruling on the use of land",
        )
    lacking = listed(absent)
    return Text(zh=f"{lacking.zh}未提供,须逐处核实", en=f"{lacking.en} not supplied: check each site")


def notes(
    ground: Ground,
    found: Candidates,
    forest: Forest | None,
    rows: gpd.GeoDataFrame,
    *,
    least: Hectares,
    weights: Mapping[str, float],
) -> tuple[Text, ...]:
    """Return how candidates, forest, links and the order were taken."""
    return (
        _land(found, least),
        *_absent(ground),
        *_doubts(ground),
        *_links(ground, forest),
        _order(rows, weights),
    )


def _land(found: Candidates, least: Hectares) -> Text:
    left = {reason: area / HECTARE for reason, area in found.left_out.items() if area > 0}
    zh = ";".join(f"{REASONS[reason].zh} {area:,.1f} 公顷" for reason, area in left.items()) or "无"
    en = "; ".join(f"{REASONS[reason].en} {area:,.1f} ha" for reason, area in left.items()) or "nothing"
    kinds, count, small = listed(KINDS.values()), found.small[0], found.small[1] / HECTARE
    return Text(
        zh=f"{{place}}内各类候选地共 {found.looked_at / HECTARE:,.1f} 公顷(重叠处只计一次,依次归{kinds.zh})。"
        f"依次扣除:{zh}。此外不足 {least:g} 公顷的 {count:,} 块、{small:,.1f} 公顷未列出。面积按项目坐标系的图斑计。",
        en=f"{found.looked_at / HECTARE:,.1f} ha of {{place}} are candidates of some kind, each piece once and of the "
        f"first of {kinds.en}. Left out, in this order: {en}. Another {count:,} pieces below {least:g} ha, "
        f"{small:,.1f} ha, are not listed. Areas are those of polygons in the project's coordinate system.",
    )


def _absent(ground: Ground) -> Iterator[Text]:
    absent = [title for layer, title in _LAYERS.items() if layer not in ground.layers]
    if absent:
        lacking = listed(absent)
        yield Text(
            zh=f"没有{lacking.zh}图层:从中选取的候选地、应扣除的土地都没有看。",
            en=f"Without {lacking.en}: candidates that come from there, and land to leave as it is, were "
            "not looked at.",
        )
    if ground.cover is not None and not tells_bare(ground):
        yield Text(
            zh=f"“{{cover}}”不区分 {'、'.join(ground.choices.bare_classes)},没有按影像找裸地。",
            en=f"'{{cover}}' does not tell {', '.join(ground.choices.bare_classes)} apart: no bare ground from there.",
        )
    for layer, title in _LIMITS.items():
        if layer not in ground.layers or ground.layers[layer].empty:
            yield Text(
                zh=f"“{title.zh}”未提供:没有扣除,也没有标注,不能认为合规。",
                en=f"No {title.en} was supplied: nothing was left out or marked for it, and no site is cleared.",
            )


def _doubts(ground: Ground) -> Iterator[Text]:
    if "mines" in ground.layers:
        mines = ground.layers["mines"]
        silent = int(mines["status"].isna().sum()) if "status" in mines else len(mines)
        if silent:
            yield Text(
                zh=f"有 {silent} 处{{mines}}没有写治理状态,按未治理列入。",
                en=f"{silent} of {{mines}} do not say whether they are restored: taken for not.",
            )
    if silent := ground.canopy_not_said:
        yield Text(
            zh=f"有 {silent} 个小班没有写郁闭度(或写 0),不列为退化林。",
            en=f"{silent} stands do not say their canopy, or say 0: not taken for degraded.",
        )


def _links(ground: Ground, forest: Forest | None) -> Iterator[Text]:
    if forest is None:
        yield Text(
            zh="没有计入的森林小班,也没有国土利用现状:不知道哪里有林,没有算距离和连通。",
            en="With neither parcels of forest nor land use nobody says where forest is: no distances and no links.",
        )
        return
    source = (
        Text(zh="“{forest}”", en="'{forest}'")
        if "forest" in ground.layers
        else Text(
            zh="国土利用现状的林地(没有计入的森林小班)", en="the codes of land use, for want of parcels of forest"
        )
    )
    yield Text(
        zh=f"森林取自{source.zh},相距不超过 {forest.link:g} 米的算一块,共 {len(forest.area):,} 块。"
        "连通的增加按“只恢复这一处、恢复后成林”计,几处的增加不能相加;隔开森林斑块的河流、公路、聚落没有另算。",
        en=f"Forest is that of {source.en}; no further apart than {forest.link:g} m it hangs together: "
        f"{len(forest.area):,} patches. Gains are those of a site restored alone and grown to forest, and do not add "
        "up; rivers, roads and houses between forests have no part of their own.",
    )
    if (twice := forest.twice / HECTARE) >= _NEWS:
        yield Text(
            zh=f"森林图斑重叠 {twice:,.1f} 公顷,只计一次。",
            en=f"Parcels of forest overlap on {twice:,.1f} ha, counted once.",
        )


def _order(rows: gpd.GeoDataFrame, weights: Mapping[str, float]) -> Text:
    first = _NAMED_FIRST if "named" in rows else Text(zh="", en="")
    used = [(_WEIGHED[name], f"{weight:g}") for name, weight in weights.items() if name in rows and weight > 0]
    zh, en = "、".join(f"{one.zh} {by}" for one, by in used), ", ".join(f"{one.en} {by}" for one, by in used)
    return Text(
        zh=f"{first.zh}排序得分:逐项看本地块不差于多少比例的地块,按权重({zh})平均;只表示先后,不是评价。权属、"
        "立地条件、土壤、修复义务人没有计入;排在前面的也须现场核实。",
        en=f"{first.en}The score is the share of these sites that a site is at least as good as, averaged by weight "
        f"({en}): an order and no appraisal. Owners, soils and who is bound to restore have no part; go and see.",
    )
