"""Whether there is room beside a road for what needs land."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_ruijin.methods.candidates.land import LAND
from geo_ruijin.methods.candidates.pool import Objects, Reason, reason
from geo_ruijin.methods.candidates.reasons import less
from geo_ruijin.methods.facilities import ROUNDING
from geo_ruijin.methods.overlays import Shapes, parts_within
from geo_ruijin.text import Text, listed, same
from geo_ruijin.units import Metres, SquareMetres

_QUARTER = 16  # segments of a quarter circle


def no_room(
    points: Shapes,
    land: Mapping[str, Shapes],
    roads: Shapes,
    *,
    room: SquareMetres,
    within: Metres,
    road_width: Metres,
) -> Reason:
    """Return the reason against points around which there is too little land that nothing else holds.

    Parameters
    ----------
    points
        On roads: (n,).
    land
        Land that nothing may be built on, by kind.
    roads
        Lines, whose own land is not free either.
    room
        How much land is needed, in one piece or several [m²].
    within
        How far from the point it may lie [m].
    road_width
        The width that roads take [m].
    """
    discs = shapely.buffer(points, within, quad_segs=_QUARTER)
    taken = {key: parts_within(discs, shapes) for key, shapes in land.items()}
    surface = parts_within(discs, shapely.buffer(roads, road_width / 2)) if len(roads) else np.empty(0, dtype=object)
    free = discs
    for parts in (*taken.values(), *([surface] if len(roads) else [])):
        free = shapely.difference(free, parts)
    area = np.asarray(shapely.area(free), dtype=np.float64)
    return reason(
        "no_room",
        Text(zh="两侧可用地不足", en="too little free land beside the road"),
        area < room - ROUNDING,
        f"{within:g} 米以内可用地 {{:,.0f}} 平方米,不足 {room:g} 平方米({{}})",
        f"{{:,.0f}} m² of free land within {within:g} m, less than {room:g} m² ({{}})",
        less(area),
        _holders(taken, len(points)),
    )


def what_holds(land: Mapping[str, Shapes]) -> Iterator[Text]:
    """Yield what the room beside roads was measured by: without layers all of it looks free."""
    if not land:
        yield Text(
            zh="没有提供国土利用、建筑等图层:路旁有没有地没有看,备选点一概视为有地。",
            en="There is no layer of land use, buildings or the like: whether there is room beside the roads was not "
            "looked at, and all is taken for free.",
        )
        return
    said = listed(LAND[key] for key in land)
    yield Text(
        zh=f"路旁的可用地只扣除了路面和{said.zh};坡度、权属、沿线管线没有看。",
        en=f"Of the room beside roads their own width, and {said.en}, are not free; slopes, owners and pipes were not "
        "looked at.",
    )


def _holders(taken: Mapping[str, NDArray[np.object_]], count: int) -> Objects:
    """Return what holds land around each point, with its area."""
    said: Objects = np.empty(count, dtype=object)
    areas = {key: shapely.area(parts) for key, parts in taken.items()}
    for i in range(count):
        own = [
            Text(zh=f"{LAND[key].zh} {area[i]:,.0f} 平方米", en=f"{LAND[key].en} {area[i]:,.0f} m²")
            for key, area in areas.items()
            if area[i] >= 1
        ]
        said[i] = listed(own) if own else same("–")
    return said
