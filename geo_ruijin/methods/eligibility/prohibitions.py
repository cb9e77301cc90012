"""What law forbids, or its plans reserve: polygons nothing may be built in."""

from __future__ import annotations

import numpy as np
import shapely

from geo_ruijin.methods.counting.rows import counts, words
from geo_ruijin.methods.eligibility.exclusion import Exclusion, not_applied, taking
from geo_ruijin.methods.eligibility.grid import Bools, Shapes
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


def protected_forest(key: str, ground: Ground) -> Exclusion:
    """Return the rule on forest of the classes of protection that allow nothing."""
    classes = ground.choices.protection_classes
    said = "、".join(classes)
    title = Text(zh=f"{said} 级保护林地", en=f"forest of protection class {said}")
    if "forest_inventory" not in ground.layers:
        return not_applied(key, title)
    protection = words(ground.layers["forest_inventory"], "protection")
    if protection.isna().all():
        return not_applied(key, title, Text(zh="小班没有写保护等级", en="no parcel of forest says its class"))
    rows = protection.isin(classes).to_numpy(dtype=bool)
    return taking(key, title, ground.grid, ground.shapes("forest_inventory", rows))


def forest(key: str, ground: Ground) -> Exclusion:
    """Return the rule on forest that is no shrub, by the land use and by the inventory: either is enough."""
    choices = ground.choices
    wooded = ground.coded(choices.forest_codes) & ~ground.coded(choices.shrub_codes)
    takes, shapes = ground.cells_of(wooded), ground.shapes("land_use", wooded)
    title = Text(zh="灌木林以外的林地", en="forest land other than shrub")
    remarks: tuple[Text, ...] = ()
    if "forest_inventory" in ground.layers:
        inventory = ground.shapes("forest_inventory", ~_is_shrub(ground))
        takes, shapes = takes | ground.grid.burnt(inventory), np.concatenate([shapes, inventory])
    else:
        remarks = (
            Text(
                zh="没有森林资源小班:林地只按{land_use}的地类排除。",
                en="Without an inventory forest land goes by {land_use} alone.",
            ),
        )
    return Exclusion(key, title, takes, taken=shapes, remarks=remarks)


def dense_shrub(key: str, ground: Ground) -> Exclusion:
    """Return the rule on shrub as dense as the limit or more, or whose cover nobody says."""
    choices = ground.choices
    limit = f"{choices.shrub_cover:g}"
    title = Text(
        zh=f"覆盖度 {limit}% 以上或不明的灌木林地", en=f"shrub with a cover of {limit} % or more, or not known"
    )
    surveyed = ground.shapes("land_use", ground.coded(choices.shrub_codes))
    if "forest_inventory" not in ground.layers:
        said = Text(
            zh="没有森林资源小班,灌木林覆盖度不明,全部排除。",
            en="Without an inventory the cover of shrub is not known: all of it is left out.",
        )
        return taking(key, title, ground.grid, surveyed, remarks=(said,) if len(surveyed) else ())
    shrub = _is_shrub(ground)
    cover = counts(ground.layers["forest_inventory"], "cover").to_numpy()
    open_ = shrub & (cover < choices.shrub_cover)
    taken = np.concatenate(
        [
            ground.shapes("forest_inventory", shrub & ~open_),
            _without(surveyed, ground.shapes("forest_inventory", open_)),
        ]
    )
    unsaid = int((shrub & np.isnan(cover)).sum())
    said = Text(
        zh=f"有 {unsaid} 个灌木林小班没有写覆盖度(郁闭度不是覆盖度),按不明排除。补上“覆盖度”一列后,"
        f"低于 {limit}% 的即可计入。",
        en=f"{unsaid} parcels of shrub do not say their cover (canopy is another thing) and are left out. With a "
        f"column 'cover', those below {limit} % come in.",
    )
    return taking(key, title, ground.grid, taken, remarks=(said,) if unsaid else ())


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


def _is_shrub(ground: Ground) -> Bools:
    kind = words(ground.layers["forest_inventory"], "land_type")
    found: Bools = kind.isin(ground.choices.shrub_types).to_numpy(dtype=bool)
    return found


def _without(shapes: Shapes, others: Shapes) -> Shapes:
    """Return shapes less those parts that lie in others."""
    if not len(shapes) or not len(others):
        return shapes
    rest: Shapes = shapely.difference(shapes, shapely.union_all(others))
    return rest
