"""A made-up square of 100 m x 100 m in 10 m cells, for tests of eligible land: 100 cells of 0.01 ha."""

from __future__ import annotations

from typing import Any

from shapely import box

from geo_ruijin.methods import METHODS
from geo_ruijin.methods.parameter import Range
from geo_ruijin.results import Result
from tests.planes import frame

PLACE = frame(box(0, 0, 100, 100))
#: Other grass everywhere.
GRASS = frame(box(0, 0, 100, 100), code=["0404"])

RULES = ("permanent_farmland", "farmland", "forest", "dense_shrub", "wetlands", "water", "built", "other_land")


def choices(**changed: object) -> dict[str, Any]:
    """Return the parameters of `land_eligibility`; `changed` replaces what differs."""
    return {
        "rules": RULES,
        "cell": 10.0,
        "farmland_codes": ("01",),
        "forest_codes": ("03",),
        "shrub_codes": ("0305",),
        "shrub_types": ("一般灌木林",),
        "shrub_cover": 50.0,
        "protection_classes": ("Ⅰ",),
        "wetland_codes": ("1106",),
        "water_codes": ("1101",),
        "river_codes": ("1101",),
        "river_bank": 10.0,
        "built_codes": ("07", "10"),
        "suitable_codes": ("0404", "0305"),
        "slope": 25.0,
        "pole_slope": 15.0,
        "pole_sector": 45.0,
        "road_distance": 30.0,
        "substation_distance": 0.05,
        "least_kv": 35.0,
        "least_farmland_share": 50.0,
        "least_red_line_share": 1.0,
        "least_area": 0.01,
        "density": Range(0.5, 1.0, 2.0),
        "flat": 3.0,
        "criteria": ("area",),
        "tilt": 20.0,
        "losses": Range(10.0, 14.0, 20.0),
        "inverter_efficiency": 96.0,
        "dc_ac_ratio": 1.2,
        "temperature_coefficient": -0.0034,
        "albedo": 20.0,
        "diffuse_transmission": 95.0,
        "transposition": "perez",
        **changed,
    }


def eligibility(**given: object) -> Result:
    """Return the answer of `land_eligibility` for the square; `given` are inputs and parameters that differ."""
    return METHODS["land_eligibility"].compute(**{"place": PLACE, "land_use": GRASS, **choices(), **given})
