"""The rules by name, in an order, and what may be said of the three control lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from geo_ruijin.errors import MethodError, closest
from geo_ruijin.methods.eligibility.exclusion import Exclusion
from geo_ruijin.methods.eligibility.ground import Ground
from geo_ruijin.methods.eligibility.practice import (
    away_from_sun,
    far_from_roads,
    far_from_substations,
    near_houses,
    other_land,
    steep,
)
from geo_ruijin.methods.eligibility.prohibitions import (
    WHOLE_LAYERS,
    built,
    dense_shrub,
    farmland,
    forest,
    protected_forest,
    water,
    wetlands,
    whole_layer,
)
from geo_ruijin.text import Text

Rule = Callable[[str, Ground], Exclusion]

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "permanent_farmland": whole_layer,
        "farmland": farmland,
        "ecological_red_line": whole_layer,
        "protected_forest": protected_forest,
        "forest": forest,
        "dense_shrub": dense_shrub,
        "wetlands": wetlands,
        "water": water,
        "scenic_areas": whole_layer,
        "wetland_parks": whole_layer,
        "built": built,
        "urban_growth_boundary": whole_layer,
        "slope": steep,
        "aspect": away_from_sun,
        "road_distance": far_from_roads,
        "substation_distance": far_from_substations,
        "houses": near_houses,
        "other_land": other_land,
    }
)

#: The three control lines of territorial planning.
CONTROL_LINES = ("permanent_farmland", "ecological_red_line", "urban_growth_boundary")


def apply_rules(names: Sequence[str], ground: Ground) -> tuple[Exclusion, ...]:
    """Return what the rules take, in their order.

    Raises
    ------
    MethodError
        If a name is no rule's or comes twice, or a rule lacks a number.
    """
    for name in names:
        if name not in RULES:
            cure = closest(name, RULES)
            raise MethodError(Text(zh=f"没有“{name}”这条规则。{cure.zh}", en=f"there is no rule '{name}'. {cure.en}"))
    if twice := sorted({name for name in names if list(names).count(name) > 1}):
        listed = ", ".join(twice)
        raise MethodError(Text(zh=f"规则重复:{listed}", en=f"rules named more than once: {listed}"))
    return tuple(RULES[name](name, ground) for name in names)


def lines_checked(exclusions: Sequence[Exclusion]) -> int:
    """Return how many of the three control lines were supplied and applied."""
    return sum(one.key in CONTROL_LINES and one.applied for one in exclusions)


def reservation(exclusions: Sequence[Exclusion]) -> Text:
    """Return what must be said beside every figure and site about the three control lines; never that land complies.

    Examples
    --------
    >>> reservation(()).en
    'three control lines not supplied'
    """
    applied = {one.key for one in exclusions if one.applied}
    lacking = [WHOLE_LAYERS[line] for line in CONTROL_LINES if line not in applied]
    if len(lacking) == len(CONTROL_LINES):
        return Text(zh="三区三线未提供", en="three control lines not supplied")
    if lacking:
        zh, en = "、".join(line.zh for line in lacking), ", ".join(line.en for line in lacking)
        return Text(zh=f"三区三线未提供齐,缺:{zh}", en=f"three control lines not all supplied, without: {en}")
    return Text(
        zh="已按所提供的三区三线排除,不是用地审批结论",
        en="checked against the three control lines supplied; no ruling on the use of land",
    )
