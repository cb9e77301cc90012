"""Recycling in three tiers: drop-off points near homes, transfer stations in the towns, sorting centres at the edge."""

from __future__ import annotations

import geopandas as gpd
import names
import numpy as np
import shapely
from ground import Ground, spread
from real import CRS, Known
from settlements import Settlements

CITY_POINTS, CITY_TRANSFERS = 118, 6
TOWN_POINTS = {"镇": 3, "乡": 2}
VILLAGES = 0.34  # of the villages have a point of their own
#: Sorting centres, from the city's centre [m].
SORTING = ((-3500.0, -2800.0), (3300.0, 800.0), (-1000.0, -4600.0))
ENDINGS = {"drop_off": "交投点", "transfer": "中转站", "sorting": "分拣中心"}


def build(
    known: Known,
    settlements: Settlements,
    ground: Ground,
    called: names.Namer,
    buildings: gpd.GeoDataFrame,
    rng: np.random.Generator,
) -> gpd.GeoDataFrame:
    """Return the collection points: name, tier, nature."""
    homes = buildings[buildings["use"].isin(["residential", "apartments", "house", "commercial"])]
    inside = homes[homes.within(settlements.city)]
    xy = shapely.get_coordinates(shapely.centroid(inside.geometry.to_numpy()))
    floors = inside["floors"].to_numpy() * inside.area.to_numpy()
    weighted = xy[rng.choice(len(xy), size=6000, p=floors / floors.sum())]
    wanted = [("drop_off", at) for at in spread(weighted, CITY_POINTS, rng)]
    wanted += [("transfer", at) for at in spread(weighted, CITY_TRANSFERS, rng)]
    for seat in known.seats.itertuples():
        at = shapely.get_coordinates(seat.geometry)[0]
        if settlements.city.distance(seat.geometry) >= 300:
            wanted += [("drop_off", at + rng.uniform(-350, 350, 2)) for _ in range(TOWN_POINTS[seat.kind])]
            wanted.append(("transfer", at + rng.uniform(-500, 500, 2)))
    villages = settlements.villages[settlements.villages["kind"] == "村"]
    for point in villages.geometry[rng.random(len(villages)) < VILLAGES]:
        if not settlements.city.contains(point):
            wanted.append(("drop_off", shapely.get_coordinates(point)[0]))
    wanted += [("sorting", settlements.centre + np.array(away)) for away in SORTING]
    at = ground.beside(np.array([spot for _, spot in wanted]), off=(4, 10), apart=40.0)
    there = ~np.isnan(at[:, 0])
    tiers = [tier for tier, _ in wanted]
    frame = gpd.GeoDataFrame({"tier": tiers, "nature": "modelled"}, geometry=gpd.points_from_xy(*at.T), crs=CRS)[there]
    called_after = [
        called.community(point) + ENDINGS[tier] for tier, point in zip(frame["tier"], frame.geometry, strict=True)
    ]
    frame.insert(0, "name", names.unique(called_after))
    return frame.reset_index(drop=True)
