"""The rules by name, in an order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from geo_ruijin.errors import MethodError, closest
from geo_ruijin.methods.eligibility.exclusion import Exclusion
from geo_ruijin.methods.eligibility.forests import dense_shrub, forest, protected_forest
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
    built,
    farmland,
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


def apply_rules(names: Sequence[str], ground: Ground) -> tuple[Exclusion, ...]:
    """Return what the rules take, in their order.

    Raises
    ------
    MethodError
        If there is no name, one is no rule's or comes twice, or a rule lacks a number.
    """
    if not names:
        raise MethodError(
            Text(zh="没有列出规则(rules):至少要一条", en="no rules are named: at least one rule is needed")
        )
    for name in names:
        if name not in RULES:
            cure = closest(name, RULES)
            raise MethodError(Text(zh=f"没有“{name}”这条规则。{cure.zh}", en=f"there is no rule '{name}'. {cure.en}"))
    if twice := sorted({name for name in names if list(names).count(name) > 1}):
        listed = ", ".join(twice)
        raise MethodError(Text(zh=f"规则重复:{listed}", en=f"rules named more than once: {listed}"))
    return tuple(RULES[name](name, ground) for name in names)
