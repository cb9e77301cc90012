"""Transport hubs, and car parks: at hubs, public buildings, shops, works, homes and parks, and the towns' halls."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import names
import numpy as np
import shapely
from grid import Floats
from ground import Ground, spread
from real import CRS, Known
from settlements import Settlements

#: Name, kind, from the city's centre [m], the spaces of each public car park, the share of them with charging.
HUBS = (
    ("模拟火车站", "rail", (2300.0, 1500.0), (260, 120), 0.11),
    ("模拟汽车客运总站", "coach", (-900.0, 1300.0), (180,), 0.08),
    ("模拟城南客运站", "coach", (400.0, -2300.0), (90,), 0.07),
    ("模拟城西公交枢纽", "bus", (-2700.0, -600.0), (80,), 0.15),
    ("模拟城北公交枢纽", "bus", (100.0, 3400.0), (60,), 0.10),
)
PARKS = 8
ROOM = 60.0  # m, between two car parks


@dataclass(frozen=True)
class Kind:
    """Car parks of one kind: what they serve, who may park, spaces from and to, how many have any charging."""

    serves: str
    public: bool
    spaces: tuple[int, int]
    charging: float


PARK = Kind("park", public=True, spaces=(30, 110), charging=0.4)
TOWN = Kind("public_building", public=True, spaces=(24, 70), charging=0.5)
#: Use of the buildings they stand at, how many of them.
CITY = (
    ("commercial", 16, Kind("commercial", public=True, spaces=(60, 260), charging=0.35)),
    ("hospital", 4, Kind("public_building", public=True, spaces=(80, 220), charging=0.7)),
    ("government", 8, Kind("public_building", public=True, spaces=(40, 120), charging=0.5)),
    ("school", 4, Kind("workplace", public=False, spaces=(30, 60), charging=0.0)),
    ("apartments", 14, Kind("housing", public=False, spaces=(120, 480), charging=0.6)),
    ("industrial", 8, Kind("workplace", public=False, spaces=(60, 240), charging=0.6)),
)


def build(
    known: Known,
    settlements: Settlements,
    ground: Ground,
    called: names.Namer,
    *,
    buildings: gpd.GeoDataFrame,
    parks: gpd.GeoDataFrame,
    rng: np.random.Generator,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return hubs (name, kind) and car parks (name, spaces, public, hub, charging_spaces, serves), with nature."""
    hub_at = settlements.centre + np.array([spot for _, _, spot, _, _ in HUBS])
    rows = [
        {
            "name": name,
            "spaces": size,
            "public": True,
            "hub": True,
            "charging_spaces": round(share * size),
            "serves": "hub",
        }
        for name, _, _, sizes, share in HUBS
        for size in sizes
    ]
    spots = [at for at, (*_, sizes, _) in zip(hub_at, HUBS, strict=True) for _ in sizes]
    for name, at, kind in _elsewhere(known, settlements, called, buildings, parks, rng):
        low, high = kind.spaces
        size = int(rng.integers(low, high + 1))
        share = rng.uniform(0.03, 0.10) * (rng.random() < kind.charging)
        rows.append(
            {"name": name, "spaces": size, "public": kind.public, "hub": False}
            | {"charging_spaces": round(share * size), "serves": kind.serves}
        )
        spots.append(at)
    xy = ground.beside(np.array([*hub_at, *spots]), off=(8, 24), apart=ROOM)
    hubs = gpd.GeoDataFrame(
        {"name": [name for name, *_ in HUBS], "kind": [kind for _, kind, *_ in HUBS], "nature": "modelled"},
        geometry=shapely.points(xy[: len(HUBS)]),
        crs=CRS,
    )
    xy = xy[len(HUBS) :]
    car_parks = gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy(*xy.T), crs=CRS)[~np.isnan(xy[:, 0])]
    car_parks = car_parks.reset_index(drop=True).assign(nature="modelled")
    car_parks["name"] = names.unique([f"{name}停车场" for name in car_parks["name"]])
    return hubs, car_parks[["name", "serves", "spaces", "charging_spaces", "public", "hub", "nature", "geometry"]]


def _elsewhere(
    known: Known,
    settlements: Settlements,
    called: names.Namer,
    buildings: gpd.GeoDataFrame,
    parks: gpd.GeoDataFrame,
    rng: np.random.Generator,
) -> list[tuple[str, Floats, Kind]]:
    """Return name, place and kind of the car parks that are not at hubs."""
    city = buildings[buildings.within(settlements.city)]
    wanted = []
    for use, count, kind in CITY:
        places = shapely.get_coordinates(shapely.centroid(city.geometry[city["use"] == use].to_numpy()))
        wanted += [(called.place(shapely.Point(at)), at, kind) for at in spread(places, count, rng)]
    largest = parks[parks.intersects(settlements.city)].iloc[lambda rows: np.argsort(-rows.area, kind="stable")]
    for park in largest.head(PARKS).itertuples():
        wanted.append((park.name, shapely.get_coordinates(park.geometry.representative_point())[0], PARK))
    for seat in known.seats.itertuples():
        if settlements.city.distance(seat.geometry) >= 300:
            wanted.append((f"{seat.name}政府", shapely.get_coordinates(seat.geometry)[0], TOWN))
    return wanted
