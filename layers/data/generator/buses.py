"""Bus lines through every served stop, and which stops in the country are served by the timetable or on call."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from real import CRS, Known
from settlements import Settlements
from ways import Ways

ON_CALL, CLOSED = 0.09, 0.04  # of the stops in the country that one line calls at
DETOUR = 1200.0  # m
SERVED = 5.0  # m: a line serves the stops this near to it


def service(stops: gpd.GeoDataFrame, settlements: Settlements, rng: np.random.Generator) -> pd.DataFrame:
    """Return for each stop whether scheduled buses call (`served`), and whether a bus comes on call (`on_demand`)."""
    country = stops.distance(settlements.city).to_numpy() > 500
    weak = country & (stops["routes"] == 1).to_numpy() & ~stops["name"].str.endswith("汽车站").to_numpy()
    luck = rng.random(len(stops))
    on_demand = weak & (luck < ON_CALL)
    closed = weak & ~on_demand & (luck < ON_CALL + CLOSED)
    return pd.DataFrame({"served": ~on_demand & ~closed, "on_demand": on_demand}, index=stops.index)


def build(
    known: Known, settlements: Settlements, ways: Ways, stops: gpd.GeoDataFrame, hubs: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the lines: name, kind, stops, nature. Each follows the cheapest way out from a hub or a town."""
    served = stops[stops["served"]]
    seats = known.seats[[settlements.city.distance(seat) >= 300 for seat in known.seats.geometry]]
    starts = np.concatenate([shapely.get_coordinates(seats.geometry), shapely.get_coordinates(hubs.geometry)])
    of = np.array([*(f"{name[:-1]}" for name in seats["name"]), *[""] * len(hubs)])
    urban = shapely.dwithin(settlements.city, served.geometry.to_numpy(), 500)
    xy = shapely.get_coordinates(served.geometry)
    away = np.hypot(xy[:, None, 0] - starts[:, 0], xy[:, None, 1] - starts[:, 1])
    away = np.where(urban[:, None] == (of == "")[None, :], away, np.inf)
    nearest = away.argmin(axis=1)
    rows: list[tuple[str, str, list[int]]] = []
    called: dict[str, set[int]] = {}
    hub = ways.node(shapely.get_coordinates(hubs.geometry[hubs["kind"] == "coach"])[0])
    _, from_hub = ways.tree(hub)
    for name, at in zip(seats["name"], shapely.get_coordinates(seats.geometry), strict=True):
        path = ways.path(from_hub, ways.node(at))
        rows.append((f"瑞金—{name[:-1]}", "rural", path))
        called[name[:-1]] = set(path)
    on_street = shapely.STRtree(ways.lines).nearest(served.geometry.to_numpy())
    number = 0
    for start, town in enumerate(of.tolist()):
        mine = set(on_street[nearest == start].tolist()) - called.get(town, set())
        for k, path in enumerate(_through(ways, _branches(ways, ways.node(starts[start]), mine))):
            number += not town
            rows.append((f"{town}{k + 1}线", "rural", path) if town else (f"{number}路", "urban", path))
    frame = gpd.GeoDataFrame(
        {"name": [name for name, *_ in rows], "kind": [kind for _, kind, _ in rows]},
        geometry=[ways.drawn(path) for *_, path in rows],
        crs=CRS,
    )
    frame["stops"] = [len(served.sindex.query(line, predicate="dwithin", distance=SERVED)) for line in frame.geometry]
    return frame.assign(nature="modelled")[["name", "kind", "stops", "nature", "geometry"]]


def _branches(ways: Ways, start: int, streets: set[int]) -> list[list[int]]:
    """Return ways out from `start` that together run through all of `streets`, the longest first."""
    spent, lead = ways.tree(start)
    left = set(streets)
    branches = []
    for street in sorted(streets, key=lambda s: (-spent[ways.ends[s]].min(), s)):
        if street in left:
            near = int(ways.ends[street][spent[ways.ends[street]].argmin()])
            branches.append([*ways.path(lead, near), street])
            left -= set(branches[-1])
    return branches


def _through(ways: Ways, branches: list[list[int]]) -> list[list[int]]:
    """Return lines through the start, each of two branches that leave it by different streets.

    A short branch left over is driven there and back by the line before it; a long one is a line of its own.
    """
    lines: list[tuple[list[int], list[int]]] = []
    left = list(branches)
    while left:
        first = left.pop(0)
        other = next((branch for branch in left if branch[0] != first[0]), [])
        if other:
            left.remove(other)
        if other or not lines or shapely.length(ways.lines[first]).sum() > DETOUR:
            lines.append((first[::-1], other))
        else:
            come, go = lines.pop()
            lines.append(([*come, *first, *first[::-1]], go))
    return [[*come, *go] for come, go in lines]
