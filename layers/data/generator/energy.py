"""Power plants and substations: modelled ones, called so by their names, where such plants would stand."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import names
import numpy as np
import pandas as pd
import shapely
from grid import Bools, Floats
from ground import Ground
from real import CRS, Known
from scipy import ndimage
from settlements import Settlements
from terrain import Terrain

#: Name, kind, MW, state, since when.
PLANTS: tuple[tuple[str, str, float, str, dt.date | None], ...] = (
    ("模拟光伏电站1", "solar", 40.0, "operating", dt.date(2017, 6, 28)),
    ("模拟光伏电站2", "solar", 30.0, "operating", dt.date(2020, 12, 25)),
    ("模拟光伏电站3", "solar", 20.0, "operating", dt.date(2022, 12, 30)),
    ("模拟光伏电站4", "solar", 50.0, "building", None),
    ("模拟风电场1", "wind", 48.0, "operating", dt.date(2019, 11, 15)),
    ("模拟风电场2", "wind", 36.0, "building", None),
    ("模拟生活垃圾焚烧发电厂", "biomass", 12.0, "operating", dt.date(2020, 5, 20)),
    ("模拟秸秆热电联产厂", "biomass", 15.0, "planned", None),
    ("模拟水电站1", "hydro", 3.2, "operating", dt.date(1994, 4, 1)),
    ("模拟水电站2", "hydro", 2.5, "operating", dt.date(1998, 8, 1)),
    ("模拟水电站3", "hydro", 1.6, "operating", dt.date(2003, 3, 1)),
    ("模拟水电站4", "hydro", 1.0, "operating", dt.date(2007, 9, 1)),
    ("模拟热电机组", "thermal", 12.0, "operating", dt.date(2012, 10, 1)),
    ("模拟抽水蓄能电站", "pumped_storage", 1200.0, "planned", None),
)
APART = 2500.0  # m, between two plants
FEED = {220.0: (60, 140), 110.0: (20, 60), 35.0: (4, 14)}  # MW that rooftops may still feed in, by kV
#: Substations in and around the city: kV, from its centre [m].
CITY = (
    (220.0, (-4600.0, 1900.0)),
    (220.0, (4300.0, -2600.0)),
    (110.0, (-800.0, 600.0)),
    (110.0, (1500.0, -900.0)),
    (110.0, (-3000.0, -2300.0)),
    (110.0, (400.0, 3200.0)),
)
LARGER = ("壬田镇", "九堡镇", "谢坊镇", "瑞林镇")  # towns with 110 kV; the others have 35


def plants(
    known: Known, settlements: Settlements, terrain: Terrain, ground: Ground, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Return the plants: name, kind, power_mw, status, commissioned, nature."""
    suits = _suits(known, settlements, terrain)
    xy = terrain.grid.xy(np.arange(terrain.grid.cells))
    spots: list[Floats] = []
    for _, kind, *_ in PLANTS:
        weight = suits[kind].ravel() * rng.random(terrain.grid.cells)
        for other in spots:
            weight[np.hypot(*(xy - other).T) < APART] = 0
        # Of the best cells the first that has free ground.
        best = xy[np.argsort(-weight, kind="stable")[:400]]
        spots.append(best[int(ground.free(best).argmax())])
    frame = pd.DataFrame(PLANTS, columns=["name", "kind", "power_mw", "status", "commissioned"])
    return gpd.GeoDataFrame(frame.assign(nature="modelled"), geometry=shapely.points(np.round(spots)), crs=CRS)


def _suits(known: Known, settlements: Settlements, terrain: Terrain) -> dict[str, Floats]:
    """Return how well each cell of the terrain suits each kind of plant."""
    grid, height, slope = terrain.grid, terrain.height, terrain.slope
    built = [settlements.city, *settlements.towns.geometry]
    inside = grid.within(known.boundary.buffer(-600))
    away = inside & ~grid.within(shapely.union_all([shape.buffer(700) for shape in built]))
    relief = height - ndimage.minimum_filter(height, 31)
    northward = np.gradient(ndimage.gaussian_filter(height, 1.0), grid.size)[0]
    x, y = grid.centres()
    from_park = np.hypot(x - settlements.park.centroid.x, y - settlements.park.centroid.y)
    flowing: Bools = (terrain.drained > 60) & away
    return {
        "solar": away * (slope < 0.3) * (slope > 0.05) * np.clip(northward, 0, None) * (relief < 200),
        "wind": away * height**3,
        "biomass": away * (slope < 0.12) * np.exp(-(((from_park - 5000) / 1500) ** 2)),
        "hydro": ndimage.binary_dilation(flowing, iterations=2) * ~flowing * away * (0.2 + slope),
        "thermal": grid.within(settlements.park) * 1.0,
        "pumped_storage": away * relief**3 * (slope < 0.35),
    }


def substations(known: Known, settlements: Settlements, ground: Ground, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the substations: name, kv, hosting_mw, nature."""
    wanted = [(kv, settlements.centre + np.array(away)) for kv, away in CITY]
    for seat in known.seats.itertuples():
        if settlements.city.distance(seat.geometry) >= 300:
            spot = shapely.get_coordinates(seat.geometry)[0] + rng.uniform(-700, 700, 2)
            wanted.append((110.0 if seat.name in LARGER else 35.0, spot))
    xy = ground.beside(np.array([spot for _, spot in wanted]), off=(20, 40), apart=300.0)
    volts = [kv for kv, _ in wanted]
    return gpd.GeoDataFrame(
        {
            "name": names.unique([f"模拟{kv:.0f}千伏变电站" for kv in volts]),
            "kv": volts,
            "hosting_mw": [float(rng.integers(*FEED[kv])) for kv in volts],
            "nature": "modelled",
        },
        geometry=gpd.points_from_xy(*xy.T),
        crs=CRS,
    )
