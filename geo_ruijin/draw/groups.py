"""The groups that layers stand in, in the legend, and what their rows are counted in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from geo_ruijin.text import Language, Text

Group = Literal["proposals", "facilities", "coverage", "themes", "ground"]

#: In the order of the legend.
GROUPS: Mapping[Group, Text] = {
    "proposals": Text(zh="选址", en="Proposed sites"),
    "facilities": Text(zh="设施", en="Facilities"),
    "coverage": Text(zh="覆盖与缺口", en="Coverage and gaps"),
    "themes": Text(zh="专题", en="Themes"),
    "ground": Text(zh="底图", en="Ground"),
}


def counted(number: int, *, geometry: str, counter: str | None, language: Language) -> str:
    """Return how many rows there are, with the word Chinese counts such things by.

    Parameters
    ----------
    geometry
        A geometry type of Shapely.
    counter
        Where things of this look are counted otherwise than their geometry tells: 栋 for roofs.

    Examples
    --------
    >>> counted(1234, geometry="Point", counter=None, language="zh")
    '1,234 处'
    >>> counted(1234, geometry="Polygon", counter="栋", language="en")
    '1,234'
    """
    if language == "en":
        return f"{number:,}"
    usual = next((word for kind, word in (("Point", "处"), ("Line", "条")) if kind in geometry), "个")
    return f"{number:,} {counter or usual}"


def legend_order(groups: Sequence[Text]) -> list[Text]:
    """Return the titles of the groups of layers in the order of the legend; those of a map's own lie over the ground.

    Parameters
    ----------
    groups
        That of each layer, from the bottom up.

    Examples
    --------
    >>> from geo_ruijin.text import same
    >>> ground, facilities = GROUPS["ground"], GROUPS["facilities"]
    >>> [title.en for title in legend_order([ground, same("Mine"), facilities, ground])]
    ['Facilities', 'Mine', 'Ground']
    """
    known = list(GROUPS.values())
    places = {title: place for place, title in enumerate(known)}
    return sorted(dict.fromkeys(reversed(groups)), key=lambda title: places.get(title, len(known) - 1.5))
