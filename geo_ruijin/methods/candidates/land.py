"""Land that nothing may be built on, by kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import geopandas as gpd
import numpy as np
import shapely

from geo_ruijin.methods.counting.rows import counts, words
from geo_ruijin.methods.overlays import Shapes
from geo_ruijin.text import Text, listed

#: In the order in which it is told: law first.
LAND: Mapping[str, Text] = {
    "permanent_farmland": Text(zh="永久基本农田", en="permanent farmland"),
    "ecological_red_line": Text(zh="生态保护红线", en="ecological red line"),
    "farmland": Text(zh="耕地", en="farmland"),
    "wetlands": Text(zh="湿地、水面", en="wetland or water"),
    "rivers": Text(zh="河道", en="river"),
    "kept": Text(zh="不可占用的地类", en="land use that is kept"),
    "existing": Text(zh="已有公园", en="a park already"),
    "steep": Text(zh="坡度过大", en="too steep"),
    "buildings": Text(zh="建筑", en="buildings"),
}

#: Of them the control lines of territorial planning, which are not public.
CONTROL_LINES = ("permanent_farmland", "ecological_red_line")


def land_of(
    layers: Mapping[str, gpd.GeoDataFrame | None],
    *,
    farmland_codes: tuple[str, ...] = (),
    kept_codes: tuple[str, ...] = (),
) -> dict[str, Shapes]:
    """Return the polygons of each kind of land that layers hold; of a kind with none there is nothing.

    Parameters
    ----------
    layers
        By the names of `LAND`, and `land_use` with `code`; None where nobody gave it. Of rivers, lines, half of their
        `width` [m] is land on either side.
    farmland_codes, kept_codes
        What the codes of `land_use` begin with.
    """
    found: dict[str, Shapes] = {}
    for key in LAND.keys() & layers.keys():
        if (rows := layers[key]) is not None:
            found[key] = rows.geometry.to_numpy()
    land_use = layers.get("land_use")
    if land_use is not None:
        found["farmland"] = coded(land_use, farmland_codes)
        found["kept"] = coded(land_use, kept_codes)
    if "rivers" in found:
        found["rivers"] = _water(layers["rivers"])
    return {key: found[key] for key in LAND if key in found and len(found[key])}


def coded(land_use: gpd.GeoDataFrame, codes: tuple[str, ...]) -> Shapes:
    """Return the parcels of the land use whose code begins like one of some."""
    shapes: Shapes = land_use.geometry.to_numpy()
    return shapes[begins(land_use, codes)]


def begins(land_use: gpd.GeoDataFrame, codes: tuple[str, ...]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return whether the code of each parcel begins like one of some."""
    return words(land_use, "code").str.strip().str.startswith(codes).fillna(value=False).to_numpy(dtype=bool)


def control_lines_note(land: Mapping[str, Shapes]) -> Iterator[Text]:
    """Yield what must be said of the control lines; never that sites comply."""
    absent = [LAND[key] for key in CONTROL_LINES if key not in land]
    if len(absent) == len(CONTROL_LINES):
        yield Text(
            zh="三区三线未提供:没有排除永久基本农田和生态保护红线,备选点须逐处核实,不能认为合规。",
            en="The three control lines are not supplied: neither permanent farmland nor the red line was left out; "
            "check each site, none is cleared.",
        )
        return
    if absent:
        lacking = listed(absent)
        yield Text(
            zh=f"三区三线不齐,{lacking.zh}未提供:没有据此排除,须逐处核实,不能认为合规。",
            en=f"The three control lines are not whole: no {lacking.en} was supplied, and none left out; check each "
            "site, none is cleared.",
        )
    yield Text(
        zh="已按所提供的控制线排除;不是用地审批结论。",
        en="Control lines that were supplied are left out; that is no ruling on the use of land.",
    )


def _water(rivers: gpd.GeoDataFrame | None) -> Shapes:
    assert rivers is not None  # noqa: S101 - asked of rivers that are given
    width = counts(rivers, "width").fillna(0.0).to_numpy()
    return np.asarray(shapely.buffer(rivers.geometry.to_numpy(), width / 2))[width > 0]
