"""What readers call the codes that parameters hold: the project's files write `government`, planners read 党政机关.

Methods have words of their own for what they count, with the same meaning; these are for settings as they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping

from geo_ruijin.text import Language

#: In Chinese; in English a code is read as it is written.
_CHINESE: Mapping[str, str] = {
    # classes of roofs
    "government": "党政机关",
    "townhall": "政府办公楼",
    "school": "学校",
    "hospital": "医院",
    "village_committee": "村(居)委会",
    "industrial": "工业仓储",
    "commercial": "商业",
    "rural_house": "农村住房",
    "urban_housing": "城镇住宅",
    "unknown": "用途不明",
    # sites and places
    "housing": "住宅小区",
    "workplace": "单位和园区",
    "depot": "公交及出租车场",
    "public_building": "公共建筑",
    "park": "公园",
    "car_park": "公共停车场",
    "hub": "交通枢纽",
    "fast_station": "城市快充站",
    "highway": "国省道两侧",
    "storage": "物流仓储用地",
    "village": "村(居)委会",
    "own": "自有备选点",
    "bus_stop": "公交站点",
    "charging": "充电设施",
    "pocket_park": "口袋公园",
    "recycling": "回收网点",
    # roads
    "trunk": "国道等干线公路",
    "primary": "主干路",
    "secondary": "次干路",
    "tertiary": "支路",
    "unclassified": "乡村公路",
    "national": "国道",
    "provincial": "省道",
    # power
    "solar": "光伏",
    "wind": "风电",
    "biomass": "生物质",
    "hydro": "水电",
    "pumped_storage": "抽水蓄能",
    # land
    "tree": "树木",
    "shrub": "灌丛",
    "grass": "草地",
    "crop": "耕地",
    "built": "建设用地",
    "bare": "裸地",
    "water": "水体",
    "wetland": "草本湿地",
    "mangrove": "红树林",
    "moss": "苔藓地衣",
    "mine": "废弃矿山",
    "bare_land": "其他草地和裸地",
    "bare_hill": "影像上的裸地",
    # rules of where nothing is built
    "permanent_farmland": "永久基本农田",
    "farmland": "耕地",
    "ecological_red_line": "生态保护红线",
    "protected_forest": "不占用的保护等级林地",
    "forest": "林地",
    "dense_shrub": "覆盖度高的灌木林",
    "wetlands": "湿地",
    "scenic_areas": "风景名胜区",
    "wetland_parks": "湿地公园",
    "urban_growth_boundary": "城镇开发边界",
    "slope": "坡度",
    "aspect": "坡向",
    "road_distance": "到道路的距离",
    "substation_distance": "到变电站的距离",
    "other_land": "不属于备选地类",
    # what is ranked and grouped by
    "area": "面积",
    "people_walking": "居民(步行)",
    "sunny": "朝阳或平缓",
    "road_km": "到道路的距离",
    "substation_km": "到变电站的距离",
    "forest_m": "到森林的距离",
    "joined": "接通的森林",
    "gain": "有效网格面积的增加",
    "species": "树种",
    "origin": "起源",
    "age": "龄组",
    "category": "林种",
    "protection": "保护等级",
    "gaussian": "高斯",
}


def code_word(code: str, *, language: Language) -> str:
    """Return what readers call a code; what is none reads as written.

    Examples
    --------
    >>> code_word("village_committee", language="zh"), code_word("village_committee", language="en")
    ('村(居)委会', 'village committee')
    >>> code_word("乔木林", language="en"), code_word("beside_trees", language="zh")
    ('乔木林', 'beside_trees')
    """
    if code not in _CHINESE:
        return code
    return _CHINESE[code] if language == "zh" else code.replace("_", " ")
