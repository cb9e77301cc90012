"""Made-up roofs, and parameters in round numbers to lay modules on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
from shapely import Polygon, box
from shapely.affinity import rotate

from geo_ruijin.methods.parameter import Range
from geo_ruijin.methods.rooftops.potential import rooftop_potential
from geo_ruijin.methods.rooftops.vocabulary import CLASSES
from geo_ruijin.results import Result
from tests.planes import frame

#: In Ruijin, in the coordinates of `planes.CRS`.
EAST, NORTH = 402_000.0, 2_864_000.0


def fixed(value: float) -> Range:
    """Return a number that is known exactly."""
    return Range(value, value, value)


#: Half of every flat or pitched roof carries modules of 200 W/m², 100 W a m² of roof: racks lie level, without rows.
PARAMETERS: dict[str, Any] = {
    "same_from": 50,
    "urban_floors": 7,
    "least_roof": 20,
    "flat_classes": ("school", "urban_housing"),
    "sheet_classes": ("industrial",),
    "usable_share": dict.fromkeys(CLASSES, fixed(0.5)),
    "power_density": fixed(200),
    "rack_tilt": 0,
    "pitched_tilt": 25,
    "sheet_tilt": 5,
    "row_hours": 3,
    "least_elevation": 10,
    "transposition": "haydavies",
    "temperature_coefficient": -0.0034,
    "losses": fixed(14),
    "inverter_efficiency": 96,
    "dc_ac_ratio": 1.1,
    "albedo": 20,
    "diffuse_transmission": 95,
    "shade_buildings": True,
    "shade_terrain": True,
    "storey_height": 3,
    "building_radius": 100,
    "terrain_radius": 1000,
    "ageing_first": fixed(2),
    "ageing_yearly": fixed(0.5),
    "lifetime": 3,
    "irradiation": fixed(100),
    "plain_efficiency": 80,
    "draws": 500,
    "seed": 1,
    "most_ranked": 2,
    "reference_tilt": 15,
}


def house(x: float, y: float, *, wide: float = 10, deep: float = 10, turned: float = 0) -> Polygon:
    """Return a footprint whose lower left corner, before it is turned about its middle, lies at x, y [m]."""
    return rotate(box(EAST + x, NORTH + y, EAST + x + wide, NORTH + y + deep), turned)


def ground(x: float, y: float, wide: float, deep: float) -> Polygon:
    """Return an area of the place [m]."""
    return box(EAST + x, NORTH + y, EAST + x + wide, NORTH + y + deep)


def town(*shapes: Polygon, **columns: Sequence[object]) -> gpd.GeoDataFrame:
    """Return buildings."""
    return frame(*shapes, **columns)


def potential(buildings: gpd.GeoDataFrame, **more: Any) -> Result:  # noqa: ANN401 - inputs and parameters
    """Return what the roofs of a made-up town can carry."""
    return rooftop_potential(buildings=buildings, **{**PARAMETERS, **more})
