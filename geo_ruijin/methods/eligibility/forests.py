"""What law forbids of forest: classes of protection, all that is no shrub, and shrub that is dense."""

from __future__ import annotations

import numpy as np
import shapely

from geo_ruijin.methods.counting.rows import counts, words
from geo_ruijin.methods.eligibility.exclusion import Exclusion, not_applied, taking
from geo_ruijin.methods.eligibility.grid import Bools, Floats, Shapes
from geo_ruijin.methods.eligibility.ground import Ground
from geo_ruijin.text import Text

_HECTARE = 10_000  # m²

#: What shrub covers is far above this, so that a cover of so much or less is a fraction or was never filled in [%].
_NO_COVER = 1


def protected_forest(key: str, ground: Ground) -> Exclusion:
    """Return the rule on forest of the classes of protection that allow nothing.

    Where some parcels say their class, one that does not may be of any, and is taken; where none says it, there is
    nothing to go by.
    """
    classes = ground.choices.protection_classes
    said = "、".join(classes)
    title = Text(zh=f"{said} 级或等级不明的林地", en=f"forest of protection class {said}, or of none known")
    if "forest_inventory" not in ground.layers:
        return not_applied(key, title)
    protection = words(ground.layers["forest_inventory"], "protection").str.strip().replace("", None)
    unknown = protection.isna().to_numpy(dtype=bool)
    if unknown.all():
        return not_applied(key, title, Text(zh="小班没有写保护等级", en="no parcel of forest says its class"))
    remarks: tuple[Text, ...] = ()
    there = shapely.area(shapely.intersection(ground.shapes("forest_inventory", unknown), ground.grid.place))
    if count := int((there > 0).sum()):
        hectares = there.sum() / _HECTARE
        remarks = (
            Text(
                zh=f"{{forest_inventory}}有 {count} 个小班、{hectares:,.1f} 公顷没有写保护等级,按不明排除。",
                en=f"{count} parcels of {{forest_inventory}}, {hectares:,.1f} ha, do not say their class of "
                "protection: not known, and left out.",
            ),
        )
    rows = protection.isin(classes).to_numpy(dtype=bool) | unknown
    return taking(key, title, ground.grid, ground.shapes("forest_inventory", rows), remarks=remarks)


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
    """Return the rule on shrub as dense as the limit or more, or whose cover nobody says.

    A cover of 1 or less is none of shrub: a fraction where percent were asked for, or a field that was not filled in.
    """
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
    cover = np.asarray(counts(ground.layers["forest_inventory"], "cover"), dtype=np.float64)
    open_ = shrub & (cover > _NO_COVER) & (cover < choices.shrub_cover)
    taken = np.concatenate(
        [
            ground.shapes("forest_inventory", shrub & ~open_),
            _without(surveyed, ground.shapes("forest_inventory", open_)),
        ]
    )
    remarks = _covers(cover[shrub], limit)
    return taking(key, title, ground.grid, taken, remarks=remarks)


def _covers(cover: Floats, limit: str) -> tuple[Text, ...]:
    """Return what must be said of parcels of shrub whose cover is not known, or is none."""
    remarks = []
    if unsaid := int(np.isnan(cover).sum()):
        said = Text(
            zh=f"有 {unsaid} 个灌木林小班没有写覆盖度(郁闭度不是覆盖度),按不明排除。补上“覆盖度”一列后,"
            f"低于 {limit}% 的即可计入。",
            en=f"{unsaid} parcels of shrub do not say their cover (canopy is another thing) and are left out. With a "
            f"column 'cover', those below {limit} % come in.",
        )
        remarks.append(said)
    if fractions := int((cover <= _NO_COVER).sum()):
        said = Text(
            zh=f"有 {fractions} 个灌木林小班的覆盖度不超过 {_NO_COVER}%:像是小数(应乘以 100),或没有填写,"
            "按不明排除。请在数据中改正。",
            en=f"{fractions} parcels of shrub have a cover of {_NO_COVER} % or less: it looks like a fraction "
            "(multiply by 100), or like a field that was not filled in. Not known, and left out: correct the data.",
        )
        remarks.append(said)
    return tuple(remarks)


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
