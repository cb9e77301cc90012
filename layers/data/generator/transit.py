"""Bus stops: close along the city's main streets, thin at its edges; in the country at the villages the buses pass."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from city import AVENUES
from grid import Floats
from real import CRS, Known
from scipy.spatial import cKDTree
from settlements import Settlements
from streets import Streets
from terrain import Terrain

APART = 370.0  # m, between stops in town
SERVED_STREETS = [0.72, 0.22]  # of the avenues, of the secondary streets
SERVED = 0.74  # of the villages off the main roads


def build(
    known: Known, terrain: Terrain, settlements: Settlements, streets: Streets, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Return the modelled stops: name, routes, nature."""
    town = _in_town(terrain, settlements, streets, rng)
    country = _in_country(known, settlements, streets, rng)
    frame = gpd.GeoDataFrame([*town, *country], crs=CRS)
    frame["name"] = _unique(frame["name"].tolist())
    frame["nature"] = "modelled"
    return frame[["name", "routes", "nature", "geometry"]]


def _in_town(
    terrain: Terrain, settlements: Settlements, streets: Streets, rng: np.random.Generator
) -> list[dict[str, object]]:
    lines = streets.lines
    main = lines[
        lines["highway"].isin(["trunk", "primary", "secondary", "tertiary"]) & lines.intersects(settlements.city)
    ]
    spots, owner = [], []
    for k, line in enumerate(main.geometry):
        away = np.arange(20, max(line.length - 15, 21), 40.0)
        spots.append(shapely.get_coordinates(shapely.line_interpolate_point(line, away)))
        owner += [k] * len(away)
    xy, owner = np.round(np.concatenate(spots)), np.array(owner)
    far = np.hypot(*(xy - settlements.centre).T)
    rank = main["highway"].map({"trunk": 0, "primary": 0, "secondary": 1, "tertiary": 3}).to_numpy()
    # Buses run along whole streets: most avenues, some of the others.
    luck = {name: float(rng.random()) for name in sorted(set(main["name"].dropna()))}
    chance = main["name"].map(luck).fillna(pd.Series(rng.random(len(main)), index=main.index)).to_numpy()
    served = chance < np.select([rank == 0, rank == 1], SERVED_STREETS, default=0.04)
    # In the old town no avenue is left out.
    served = served[owner] | ((rank[owner] == 0) & (far < 1500))
    rank = rank[owner]
    served &= shapely.distance(settlements.city.boundary, shapely.points(xy)) > 240
    served &= terrain.dry(xy, margin=25)  # none on a bridge
    order = np.argsort(rank * 900 + far * 0.35 + rng.uniform(0, 700, len(xy)), kind="stable")
    chosen: list[int] = []
    tree = cKDTree(xy)
    closed = ~served
    for k in order.tolist():
        if closed[k]:
            continue
        chosen.append(k)
        apart = APART * (1 + 0.45 * far[k] / 4000)
        closed[tree.query_ball_point(xy[k], apart)] = True
    names = _town_names(xy[chosen], main, owner[chosen], settlements)
    routes = np.clip(np.round(9 * np.exp(-far[chosen] / 2600) - rank[chosen] + rng.normal(0, 0.8, len(chosen))), 1, 12)
    return [
        {"name": name, "routes": int(count), "geometry": shapely.Point(point)}
        for name, count, point in zip(names, routes, xy[chosen], strict=True)
    ]


def _town_names(xy: Floats, main: gpd.GeoDataFrame, owner: np.ndarray, settlements: Settlements) -> list[str]:
    """Return a name for each stop: the crossing it is at, or the community it is in."""
    main = main.assign(name=main["name"].where(main["name"].isin(AVENUES)))
    named = main[main["name"].notna()]
    tree = shapely.STRtree(named.geometry.to_numpy())
    committees = settlements.villages
    places = cKDTree(shapely.get_coordinates(committees.geometry))
    used: set[str] = set()
    names = []
    for point, line in zip(xy, owner.tolist(), strict=True):
        own = main["name"].iloc[line]
        near = tree.query(shapely.Point(point), predicate="dwithin", distance=170.0)
        others = [n for n in named["name"].to_numpy()[np.sort(near)] if n != own]
        _, at = places.query(point, k=1)
        place = committees["name"].iloc[int(at)]
        place = place.replace("社区居委会", "社区").replace("居民委员会", "社区").replace("居委会", "社区")
        place = "经开区" if "经济开发区" in place else place
        road = own if isinstance(own, str) else (others.pop(0) if others else None)
        options = [f"{road}{other}口" for other in others[:1] if road] + [place] + ([f"{road}{place}"] if road else [])
        name = next((o for o in options if o not in used), options[-1])
        used.add(name)
        names.append(name)
    return names


def _in_country(
    known: Known, settlements: Settlements, streets: Streets, rng: np.random.Generator
) -> list[dict[str, object]]:
    """Return a stop at each seat, at each village beside a main road, and at most of the others."""
    lines = streets.lines
    main = lines[lines["highway"].isin(["trunk", "primary", "secondary", "tertiary"])].geometry.to_numpy()
    drive = lines[lines["drive"] & ~lines["highway"].isin(["track", "service"])].geometry.to_numpy()
    big, any_road = shapely.STRtree(main), shapely.STRtree(drive)
    rows: list[dict[str, object]] = []
    for seat in known.seats.itertuples():
        if settlements.city.distance(seat.geometry) < 300:
            continue
        rows.append(
            _stop(f"{seat.name[:-1]}汽车站", int(rng.integers(2, 5)), seat.geometry, main[big.nearest(seat.geometry)])
        )
    names = settlements.villages["name"].value_counts()
    for village in settlements.villages[settlements.villages["kind"] == "村"].itertuples():
        if settlements.city.buffer(-300).contains(village.geometry):
            continue
        name = village.name if names[village.name] == 1 else f"{village.township[:-1]}{village.name}"
        road = main[big.nearest(village.geometry)]
        if road.distance(village.geometry) < 700:
            rows.append(_stop(name, int(rng.integers(1, 4)), village.geometry, road))
        elif rng.random() < SERVED:
            rows.append(_stop(name, 1, village.geometry, drive[any_road.nearest(village.geometry)]))
    return rows


def _stop(name: str, routes: int, near: shapely.Point, road: shapely.LineString) -> dict[str, object]:
    """Return the stop on `road` nearest to `near`."""
    spot = road.interpolate(road.project(near))
    return {"name": name, "routes": routes, "geometry": shapely.Point(round(spot.x), round(spot.y))}


def _unique(names: list[str]) -> list[str]:
    """Return the names, those that repeat told apart as bus companies do: 东 西 南 北, then a number."""
    seen: dict[str, int] = {}
    unique: set[str] = set()
    out = []
    for name in names:
        k = seen.get(name, 0)
        new = name
        while new in unique:
            k += 1
            new = f"{name}{'东西南北'[k - 1]}" if k <= 4 else f"{name}{k}号站"
        seen[name] = k
        unique.add(new)
        out.append(new)
    return out
