"""Sites to be tried, with shares that are seen by eye; and ones drawn by lot whose sums no double holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, random_array
from shapely import Point

from geo_ruijin.draw import ShownChoice
from geo_ruijin.text import Text, same
from geo_ruijin.whatif import Reading, WhatIf
from tests.records import CRS, EAST, NORTH

TITLE = Text(zh="新增公交站点", en="New bus stops")
CIRCLES = Text(zh="500米圆内的居民", en="People inside circles of 500 m")
GROUND = Text(zh="500米圆内的用地", en="Land inside circles of 500 m")
ANSWER = Text(zh="已证明最少。", en="Proven to be the fewest.")

#: East Gate stands and reaches homes of 10 and 20 people; South Gate would reach those of 20 and 30, West Gate those of
#: 30; nobody reaches the home of 40.
NAMES = ("东门", "南门", "西门")
REACHED = ((0, 1), (1, 2), (2,))
PEOPLE = (10.0, 20.0, 30.0, 40.0)
TOWNS = ("甲镇", "乙镇")
TOWN = (0, 0, 1, 1)


def links(rows: Sequence[Sequence[int]], demands: int) -> csr_array:
    """Return which demands each site reaches."""
    starts = np.cumsum([0, *map(len, rows)])
    indices = np.array([demand for row in rows for demand in row], dtype=np.int64)
    return csr_array((np.ones(len(indices)), indices, starts), shape=(len(rows), demands))


def sites_at(names: Sequence[str], present: Sequence[int], chosen: Sequence[int], **more: object) -> gpd.GeoDataFrame:
    """Return sites 400 m apart on a line eastwards."""
    numbers = np.arange(len(names))
    columns = {"name": list(names), "present": np.isin(numbers, present), "chosen": np.isin(numbers, chosen), **more}
    return gpd.GeoDataFrame(columns, geometry=[Point(EAST + 400 * number, NORTH) for number in numbers], crs=CRS)


def gates(*, wanted: float | None = 60.0, names: Sequence[str] = NAMES, **more: object) -> WhatIf:
    """Return the three gates: by people, and by land of 1 km² each but for the last, which is none."""
    homes = gpd.GeoSeries([Point(EAST + 400 * number - 100, NORTH + 60) for number in range(len(PEOPLE))], crs=CRS)
    reached, group = links(REACHED, len(PEOPLE)), np.array(TOWN)
    people = Reading("people", CIRCLES, "people", np.array(PEOPLE), group, reached, wanted, homes)
    land = Reading("area", GROUND, "m²", np.array([1e6, 1e6, 1e6, 0.0]), group, reached)
    values: Mapping[str, Any] = {"answer": ANSWER} | more
    sites = sites_at(names, [0], [1], kind=["", "street", "own"], township=[TOWNS[0], TOWNS[0], TOWNS[1]])
    return WhatIf(sites, TOWNS, (people, land), **values)


def lot(seed: int) -> WhatIf:
    """Return 40 sites and 3 readings of 300 demands in 7 groups; the weights need more bits than a double has."""
    draw = np.random.default_rng(seed)
    demands, sites = 300, 40
    weights: tuple[NDArray[np.float64], ...] = (
        draw.integers(0, 500, demands).astype(float),
        draw.lognormal(3, 2, demands),
        draw.lognormal(0, 1, demands) * 10.0 ** draw.integers(-12, 15, demands),
    )
    readings = tuple(
        Reading(
            str(number),
            same(f"reading {number}"),
            "people",
            held,
            draw.integers(0, 7, demands),
            csr_array(random_array((sites, demands), density=0.06, rng=draw)),
            70.0,
        )
        for number, held in enumerate(weights)
    )
    names = [f"site {number}" for number in range(sites)]
    present, chosen = draw.choice(sites, 6, replace=False), draw.choice(sites, 9, replace=False)
    return WhatIf(sites_at(names, present.tolist(), chosen.tolist()), tuple("abcdefg"), readings)


def shown(what_if: WhatIf, *, layer: str | None = "bus_stops") -> ShownChoice:
    """Return it as a map shows it: resting on modelled stops."""
    return ShownChoice(TITLE, "new_bus_stops", what_if, ("bus_stops",), layer)
