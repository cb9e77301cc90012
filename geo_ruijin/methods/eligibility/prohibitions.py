"""What law forbids, or its plans reserve: polygons nothing may be built in."""

from __future__ import annotations

import numpy as np
import shapely

from geo_ruijin.methods.counting.rows import counts
from geo_ruijin.methods.eligibility.exclusion import Exclusion, not_applied, taking
from geo_ruijin.methods.eligibility.ground import Ground
from geo_ruijin.text import Text

#: Layers each of which is a rule by itself.
WHOLE_LAYERS = {
    "permanent_farmland": Text(zh="永久基本农田", en="permanent farmland"),
    "ecological_red_line": Text(zh="生态保护红线", en="ecological red line"),
    "urban_growth_boundary": Text(zh="城镇开发边界以内", en="inside the urban growth boundary"),
    "scenic_areas": Text(zh="风景名胜区", en="scenic areas"),
    "wetland_parks": Text(zh="湿地公园", en="wetland parks"),
}

_NO_FEATURE = Text(zh="提供的图层在境内没有图斑", en="the layer supplied has nothing inside the place")


def whole_layer(key: str, ground: Ground) -> Exclusion:
    """Return the rule that takes all polygons of a layer; one with none in the place is as good as none supplied."""
    title = WHOLE_LAYERS[key]
    if key not in ground.layers:
        return not_applied(key, title)
    if not inside_place(key, ground):
        return not_applied(key, title, _NO_FEATURE)
    return taking(key, title, ground.grid, ground.shapes(key))


def inside_place(key: str, ground: Ground) -> bool:
    """Return whether a layer was supplied and has something inside the place."""
    return key in ground.layers and bool(shapely.intersects(ground.grid.place, ground.shapes(key)).any())


def farmland(key: str, ground: Ground) -> Exclusion:
    """Return the rule on farmland."""
    return _parcels(key, Text(zh="耕地", en="farmland"), ground, ground.choices.farmland_codes)


def built(key: str, ground: Ground) -> Exclusion:
    """Return the rule on land that is built on."""
    return _parcels(key, Text(zh="已有建设用地", en="land already built on"), ground, ground.choices.built_codes)


def wetlands(key: str, ground: Ground) -> Exclusion:
    """Return the rule on wetlands, by the land use and the layer of wetlands."""
    codes = ground.choices.wetland_codes
    shapes = ground.shapes("land_use", ground.coded(codes))
    if "wetlands" in ground.layers:
        coded = "code" in ground.layers["wetlands"]
        rows = ground.coded(codes, layer="wetlands") if coded else None
        shapes = np.concatenate([shapes, ground.shapes("wetlands", rows)])
    return taking(key, Text(zh="湿地", en="wetlands"), ground.grid, shapes)


def water(key: str, ground: Ground) -> Exclusion:
    """Return the rule on water and on the banks of rivers."""
    choices = ground.choices
    bank = choices.river_bank
    shapes = [
        ground.shapes("land_use", ground.coded(choices.water_codes)),
        shapely.buffer(ground.shapes("land_use", ground.coded(choices.river_codes)), bank),
    ]
    remarks = [
        Text(
            zh=f"河道管理范围以水利部门的划定为准;这里取河流两侧各 {bank:g} 米。",
            en=f"The managed area of a river is what the water authority drew; here {bank:g} m on either side.",
        )
    ]
    if "rivers" in ground.layers:
        width = counts(ground.layers["rivers"], "width")
        shapes.append(shapely.buffer(ground.shapes("rivers"), width.fillna(0.0).to_numpy() / 2 + bank))
        if unsaid := int(width.isna().sum()):
            remarks.append(
                Text(
                    zh=f"有 {unsaid} 条河没有写河宽,从中心线量 {bank:g} 米。",
                    en=f"{unsaid} rivers do not say their width: the bank is measured from the middle of the river.",
                )
            )
    title = Text(zh=f"水面和河流两侧 {bank:g} 米", en=f"water, and {bank:g} m beside rivers")
    return taking(key, title, ground.grid, np.concatenate(shapes), remarks=tuple(remarks))


def _parcels(key: str, title: Text, ground: Ground, codes: tuple[str, ...]) -> Exclusion:
    rows = ground.coded(codes)
    return Exclusion(key, title, ground.cells_of(rows), taken=ground.shapes("land_use", rows))
