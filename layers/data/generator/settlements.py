"""Where people settle: the central city, the towns around the seats, 247 village-level units, and their hamlets.

Names and membership are real, positions are modelled: on gentle ground in the valleys of their own township.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from grid import Bools, Floats, graph, nearest
from real import CRS, HOUSEHOLD, RESIDENTS, URBAN_SHARE, Known
from scipy import ndimage
from scipy.cluster.vq import kmeans2
from terrain import Terrain

BUILT_UP = 28e6  # m², the central city
PARK = (-3100.0, -2500.0)  # the development zone, from the city's centre [m]
PARK_AREA = 3.4e6  # m²
HAMLETS = 2150
TOWN_AREA = {"镇": 0.62e6, "乡": 0.34e6}  # m²


@dataclass(frozen=True)
class Settlements:
    """Places to build on.

    Attributes
    ----------
    city
        The built-up area of the central city.
    park
        The industrial part of it.
    centre
        x and y of the old town [m].
    towns
        One polygon a seat outside the city: name, area as geometry.
    villages
        247 points: code, name, kind, township, nature.
    hamlets
        Points: village (code), houses.
    suited
        How good each cell is to live on, 0 to 1, in the shape of the terrain's grid.
    """

    city: shapely.Geometry
    park: shapely.Geometry
    centre: Floats
    towns: gpd.GeoDataFrame
    villages: gpd.GeoDataFrame
    hamlets: gpd.GeoDataFrame
    suited: Floats


def build(known: Known, terrain: Terrain, townships: gpd.GeoDataFrame, rng: np.random.Generator) -> Settlements:
    """Return the modelled settlements."""
    suited = _suited(known, terrain)
    city, park = _city(known, terrain, rng)
    towns = _towns(known, terrain, city, rng)
    villages = _villages(known, terrain, townships, city, park, suited, rng)
    hamlets = _hamlets(terrain, townships, villages, [city, *towns.geometry], suited, rng)
    return Settlements(
        city=city,
        park=park,
        centre=shapely.get_coordinates(known.seats.geometry)[0],
        towns=towns,
        villages=villages,
        hamlets=hamlets,
        suited=suited,
    )


def _suited(known: Known, terrain: Terrain) -> Floats:
    """Return 1 on flat valley land, falling with slope and with height above the valley; 0 in rivers and outside."""
    above = terrain.height - ndimage.minimum_filter(terrain.height, 11)
    suited = np.exp(-((terrain.slope / 0.10) ** 2) - above / 70)
    inner = terrain.grid.within(known.boundary.buffer(-250))
    x, y = terrain.grid.centres()
    shapely.prepare(terrain.water)
    wet = shapely.dwithin(terrain.water, shapely.points(x.ravel(), y.ravel()), 40).reshape(x.shape)
    return np.where(inner & ~wet, suited, 0.0)


def _grow(
    terrain: Terrain, sources: Floats, starts: Floats, area: float, rng_field: Floats, allowed: Bools
) -> shapely.Geometry:
    """Return the `area` [m²] cheapest to build on from `sources`, as a smooth polygon."""
    grid = terrain.grid
    cost = (1 + (terrain.slope / 0.028) ** 2) * np.exp(0.6 * rng_field)
    cost = np.where(terrain.wet(), cost + 2.0, cost)
    spent, _, _ = nearest(graph(grid, cost), grid.cell(sources), head_start=starts)
    spent = np.where(allowed, spent.reshape(grid.shape), np.inf)
    spent = ndimage.gaussian_filter(np.minimum(spent, 1e5), 0.8)
    limit = np.partition(spent.ravel(), int(area / grid.size**2))[int(area / grid.size**2)]
    return _outline(grid.centres(), spent < limit, grid.size)


def _outline(centres: tuple[Floats, Floats], mask: Bools, size: float) -> shapely.Geometry:
    """Return the cells of `mask` as one polygon with rounded corners and without small holes."""
    x, y = centres[0][mask], centres[1][mask]
    half = size / 2
    shape = shapely.union_all(shapely.box(x - half, y - half, x + half, y + half))
    soft = shape.buffer(size * 0.9).buffer(-size * 1.8).buffer(size * 0.9)
    largest = max(shapely.get_parts(soft), key=shapely.area)
    kept = [hole for hole in largest.interiors if shapely.Polygon(hole).area > 12 * size**2]
    rounded = shapely.Polygon(largest.exterior, kept).simplify(4)
    return shapely.transform(rounded, np.round)


def _city(known: Known, terrain: Terrain, rng: np.random.Generator) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Return the built-up area of the central city and the industrial park in it."""
    seats = known.seats.set_index("name").geometry
    centre = shapely.get_coordinates(seats["象湖镇"])[0]
    park = centre + np.array(PARK)
    # The town has grown out along its roads: to 沙洲坝 and the park, and towards 叶坪, 泽覃 and 黄柏.
    towards = (
        ("沙洲坝镇", 1.0, 1700.0),
        ("沙洲坝镇", 1.5, 3300.0),
        ("叶坪镇", 0.7, 2600.0),
        ("泽覃乡", 0.7, 3000.0),
        ("黄柏乡", 0.5, 2600.0),
    )
    way = [centre + share * (shapely.get_coordinates(seats[name])[0] - centre) for name, share, _ in towards]
    sources = np.array([centre, park, *way])
    starts = np.array([0.0, 2100.0, *(start for *_, start in towards)])
    inside = terrain.grid.within(known.boundary)
    field = ndimage.gaussian_filter(rng.standard_normal(terrain.grid.shape), 2.5)
    field /= field.std()
    city = _grow(terrain, sources, starts, BUILT_UP * 1.02, field, inside)
    zone = _grow(terrain, park[None], np.zeros(1), PARK_AREA, field, inside)
    return city, zone.intersection(city)


def _towns(known: Known, terrain: Terrain, city: shapely.Geometry, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the built-up area around each seat outside the city."""
    inside = terrain.grid.within(known.boundary.buffer(-150))
    rows = []
    for seat in known.seats.itertuples():
        area = TOWN_AREA[seat.kind] * float(np.exp(0.25 * rng.standard_normal()))
        field = ndimage.gaussian_filter(rng.standard_normal(terrain.grid.shape), 1.5)
        if city.distance(seat.geometry) < 300:
            continue
        source = shapely.get_coordinates(seat.geometry)
        shape = _grow(terrain, source, np.zeros(1), area, field / field.std(), inside)
        rows.append({"name": seat.name, "geometry": shape.difference(city)})
    return gpd.GeoDataFrame(rows, crs=CRS)


def _villages(
    known: Known,
    terrain: Terrain,
    townships: gpd.GeoDataFrame,
    city: shapely.Geometry,
    park: shapely.Geometry,
    suited: Floats,
    rng: np.random.Generator,
) -> gpd.GeoDataFrame:
    """Return the 247 units: residents' committees in town, villages spread over their township's valleys."""
    seats = known.seats.set_index("name").geometry
    listed = known.villages.copy()
    listed["township"] = listed["township"].where(listed["township"].isin(seats.index), "沙洲坝镇")
    xy = np.zeros((len(listed), 2))
    for town in townships.itertuples():
        mine = listed["township"] == town.name
        seat = shapely.get_coordinates(seats[town.name])[0]
        shape = town.geometry.buffer(-200)
        committees = np.flatnonzero(mine & (listed["kind"] != "村"))
        if town.name == "象湖镇":
            xy[committees] = _spread(terrain, city.intersection(shape), suited + 0.3, len(committees), rng, 400)
        else:
            for place in committees:
                xy[place] = _beside(seat, shape, 250, rng)
        rural = np.flatnonzero(mine & (listed["kind"] == "村"))
        home = shape.difference(city.buffer(-900)).difference(shapely.Point(seat).buffer(700))
        spots = _spread(terrain, home, suited, len(rural), rng, 700)
        # The village that bears the town's name lies beside its seat.
        named = [k for k in rural if listed["name"][k] == f"{town.name[:-1]}村"]
        if named:
            nearest_spot = np.hypot(*(spots - seat).T).argmin()
            spots[nearest_spot] = _beside(seat, shape, 450, rng)
            rest = [k for k in rural if k != named[0]]
            xy[named[0]] = spots[nearest_spot]
            xy[rest] = np.delete(spots, nearest_spot, axis=0)
        else:
            xy[rural] = spots
    xy[listed["kind"] == "其他"] = shapely.get_coordinates(park.representative_point())
    nature = np.full(len(listed), "modelled", dtype=object)
    for name, point in known.places.items():
        (row,) = np.flatnonzero(listed["name"] == name)
        xy[row], nature[row] = shapely.get_coordinates(point)[0], "real"
    xy = np.round(xy)
    listed["nature"] = nature.astype(str)
    return gpd.GeoDataFrame(listed, geometry=gpd.points_from_xy(*xy.T), crs=CRS)


def _spread(
    terrain: Terrain, shape: shapely.Geometry, suited: Floats, count: int, rng: np.random.Generator, reach: float
) -> Floats:
    """Return `count` points spread over the suited cells of `shape`, each the best cell within `reach` metres."""
    inside = terrain.grid.within(shape).ravel()
    weight = np.where(inside, suited.ravel(), 0) ** 1.2
    cells = np.flatnonzero(weight > 0)
    chance = weight[cells] / weight[cells].sum()
    sample = terrain.grid.xy(rng.choice(cells, size=min(4000, 30 * len(cells)), p=chance))
    centres, _ = kmeans2(sample, count, minit="++", rng=rng, iter=12)
    xy = terrain.grid.xy(cells)
    taken: list[Floats] = []
    for centre in centres:
        away = np.hypot(*(xy - centre).T)
        free = np.ones(len(cells), dtype=bool)
        for other in taken:
            free &= np.hypot(*(xy - other).T) > 350
        score = weight[cells] * np.exp(-((away / reach) ** 2)) * free
        best = xy[score.argmax()] if score.max() > 0 else centre
        taken.append(best + rng.uniform(-40, 40, 2))
    return np.array(taken)


def _beside(seat: Floats, shape: shapely.Geometry, away: float, rng: np.random.Generator) -> Floats:
    """Return a point of `shape` about `away` metres from `seat`."""
    for _ in range(200):
        angle = rng.uniform(0, 2 * np.pi)
        point = seat + away * rng.uniform(0.7, 1.3) * np.array([np.cos(angle), np.sin(angle)])
        if shapely.contains_xy(shape, *point):
            return point
    return seat


def _hamlets(
    terrain: Terrain,
    townships: gpd.GeoDataFrame,
    villages: gpd.GeoDataFrame,
    towns: list[shapely.Geometry],
    suited: Floats,
    rng: np.random.Generator,
) -> gpd.GeoDataFrame:
    """Return the hamlets, 300 m or more apart, more where land is good; every village has its own first."""
    grid = terrain.grid
    rural = villages[villages["kind"] == "村"]
    blocked = grid.within(shapely.union_all(towns).buffer(150)).ravel()
    weight = np.where(blocked, 0, suited.ravel()) ** 1.5
    weight = np.where(weight > 0.05, weight, 0)
    # As many hamlets in a township as its villages call for, where its land is best.
    counts = rural["township"].value_counts()
    for town in townships.itertuples():
        own = grid.within(town.geometry).ravel()
        weight[own] *= counts[town.name] / weight[own].sum()
    cells = np.flatnonzero(weight)
    order = cells[np.argsort(rng.exponential(size=len(cells)) / weight[cells], kind="stable")]
    spots = grid.xy(order) + rng.uniform(-45, 45, (len(order), 2))
    homes = shapely.get_coordinates(rural.geometry)
    town_free = ~shapely.contains_xy(shapely.union_all(towns), homes[:, 0], homes[:, 1])
    chosen = [*homes[town_free]]
    pool = np.vstack([homes[town_free], spots])
    taken = np.zeros(len(pool), dtype=bool)
    taken[: len(chosen)] = True
    tree = shapely.STRtree(shapely.points(pool))
    closed = np.zeros(len(pool), dtype=bool)
    for k in range(len(pool)):
        if closed[k] and not taken[k]:
            continue
        if not taken[k] and taken.sum() >= HAMLETS + len(chosen):
            break
        taken[k] = True
        closed[tree.query(shapely.Point(pool[k]), predicate="dwithin", distance=300.0)] = True
    picked = np.flatnonzero(taken)
    xy = np.round(pool[picked])
    main = picked < len(chosen)
    houses = np.where(main, rng.lognormal(np.log(80), 0.3, len(xy)), rng.lognormal(np.log(29), 0.45, len(xy)))
    houses *= RESIDENTS * (1 - URBAN_SHARE) / HOUSEHOLD / houses.sum()
    frame = gpd.GeoDataFrame(
        {"houses": np.clip(np.round(houses), 8, 180).astype(int), "main": main},
        geometry=gpd.points_from_xy(*xy.T),
        crs=CRS,
    )
    frame["township"] = _containing(frame, townships)
    return frame


def _containing(points: gpd.GeoDataFrame, townships: gpd.GeoDataFrame) -> pd.Series:
    """Return the name of the township each point lies in."""
    tree = shapely.STRtree(townships.geometry.to_numpy())
    at, which = tree.query(points.geometry.to_numpy(), predicate="intersects")
    first = pd.Series(which, index=at).groupby(level=0).first()
    return townships["name"].to_numpy()[first.reindex(range(len(points))).to_numpy()]
