"""Charging stations: where car parks have charging, at depots, fast ones in town, in the towns along the main roads."""

from __future__ import annotations

import geopandas as gpd
import names
import numpy as np
import pandas as pd
import shapely
from grid import Floats
from ground import Ground
from real import CRS, Known
from settlements import Settlements

SLOW, FAST, ULTRA = 7.0, 60.0, 120.0  # kW a pile
#: Of the car parks' charging: who may use it, and the share of fast piles, by what the car park serves.
SERVED = {
    "hub": ("public", 0.6),
    "commercial": ("public", 0.5),
    "public_building": ("public", 0.4),
    "park": ("public", 0.4),
    "housing": ("private", 0.0),
    "workplace": ("dedicated", 0.2),
}
#: Depots: name, from the city's centre [m], piles.
DEPOTS = (
    ("模拟城西公交场站", (-2600.0, -700.0), 30),
    ("模拟城北公交场站", (200.0, 3300.0), 22),
    ("模拟出租车服务站", (1300.0, 600.0), 16),
)
#: Fast stations on a site of their own, from the city's centre [m].
FAST_STATIONS = ((-500.0, -400.0), (1200.0, -1500.0), (-1900.0, 900.0), (300.0, 2200.0), (-2900.0, -2200.0))
#: Towns with a station beside the national or provincial road, so far from the seat [m].
OUT_OF_TOWN = 1500.0
HIGHWAY = ("壬田镇", "谢坊镇", "大柏地乡", "九堡镇", "云石山乡")


def build(
    known: Known,
    settlements: Settlements,
    ground: Ground,
    called: names.Namer,
    *,
    car_parks: gpd.GeoDataFrame,
    highways: gpd.GeoDataFrame,
    rng: np.random.Generator,
) -> gpd.GeoDataFrame:
    """Return the charging stations: name, kind, place, operator, piles, fast_piles, power_kw, nature."""
    rows = []
    for park in car_parks[car_parks["charging_spaces"] > 0].itertuples():
        kind, fast = SERVED[park.serves]
        name = park.name.replace("停车场", "充电桩" if kind == "private" else "充电站")
        rows.append(_row(name, kind, park.serves, park.charging_spaces, round(fast * park.charging_spaces), FAST, rng))
    own, spots = _own_sites(known, settlements, called, highways, rng)
    xy = ground.beside(np.array(spots), off=(10, 25), apart=60.0)
    at = np.concatenate([shapely.get_coordinates(car_parks.geometry[car_parks["charging_spaces"] > 0]), xy])
    frame = gpd.GeoDataFrame(pd.DataFrame([*rows, *own]), geometry=gpd.points_from_xy(*at.T), crs=CRS)
    frame["name"] = names.unique(frame["name"].tolist())
    frame["nature"] = "modelled"
    return frame[~np.isnan(at[:, 0])].reset_index(drop=True)


def _own_sites(
    known: Known,
    settlements: Settlements,
    called: names.Namer,
    highways: gpd.GeoDataFrame,
    rng: np.random.Generator,
) -> tuple[list[dict[str, object]], list[Floats]]:
    """Return the stations that stand on their own, and where each is wanted."""
    rows, spots = [], []
    for name, away, piles in DEPOTS:
        rows.append(_row(f"{name}充电站", "dedicated", "depot", piles, piles, FAST, rng))
        spots.append(settlements.centre + np.array(away))
    for away in FAST_STATIONS:
        at = settlements.centre + np.array(away)
        piles = int(rng.integers(8, 15))
        rows.append(
            _row(f"{called.place(shapely.Point(at))}快充站", "public", "fast_station", piles, piles, ULTRA, rng)
        )
        spots.append(at)
    seats = known.seats.set_index("name").geometry
    beside = shapely.get_coordinates(shapely.segmentize(highways.geometry.to_numpy(), 200.0))
    for name in HIGHWAY:
        piles = int(rng.integers(4, 7))
        rows.append(_row(f"{name[:-1]}城际充电站", "public", "highway", piles, piles, ULTRA, rng))
        away_from_seat = np.hypot(*(beside - shapely.get_coordinates(seats[name])[0]).T)
        spots.append(beside[np.abs(away_from_seat - OUT_OF_TOWN).argmin()])
    return rows, spots


def _row(
    name: str, kind: str, place: str, piles: int, fast: int, power: float, rng: np.random.Generator
) -> dict[str, object]:
    """Return a station; `power` is that of a fast pile [kW]."""
    operator = "业主自用" if kind == "private" else f"模拟运营商{'甲乙丙丁'[int(rng.integers(4))]}"
    return {
        "name": name,
        "kind": kind,
        "place": place,
        "operator": operator,
        "piles": piles,
        "fast_piles": fast,
        "power_kw": fast * power + (piles - fast) * SLOW,
    }
