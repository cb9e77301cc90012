"""What is one as a whole: the wetland park, the scenic area, forest farms, farmland projects, abandoned mines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from dug import MINES, RESTORED
from grid import Floats
from real import CRS, Known

WETLAND_PARK = 1802.89  # ha, 绵江国家湿地公园, by one source
SCENIC_AREA = 5338.0  # ha, 瑞金国家级风景名胜区
PARK_LENGTH = 48_000.0  # m of the river
SCENIC = (("罗汉岩景区", "壬田镇", (3600.0, 1400.0), 0.62), ("其他景区", "叶坪镇", (4200.0, -2600.0), 0.38))
FARMS = (
    ("一", "拔英乡", (4000.0, 2500.0), 1950.0),
    ("二", "日东乡", (-3500.0, 4000.0), 1480.0),
    ("三", "大柏地乡", (3000.0, 2000.0), 1120.0),
    ("四", "万田乡", (5500.0, -3000.0), 860.0),
)
MU = 15.0  # mu a hectare
WORKED = MINES // 3  # of the mines, the first ones
FIELDS = ("0101", "0102", "0103")
MINERALS = {"建筑石料": 0.38, "砖瓦用黏土": 0.24, "石灰岩": 0.16, "萤石": 0.12, "高岭土": 0.10}


def wetland_park(known: Known, rivers: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the park: name, area [ha], nature; a belt along the river of the area that is published."""
    course = rivers[rivers["name"] == "绵江"]
    east = course.assign(x=course.centroid.x).sort_values("x", ascending=False, kind="stable")
    upper = east[east.length.cumsum() <= PARK_LENGTH]
    line = shapely.union_all(upper.geometry.to_numpy()).simplify(15)
    inner = known.boundary.buffer(-20)
    shape = _of_area(lambda width: line.buffer(width, quad_segs=4).intersection(inner), WETLAND_PARK, (20.0, 2000.0))
    return _reserve(["绵江国家湿地公园"], [shape])


def scenic_areas(known: Known, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return its parts: name, area [ha], nature; of the published area together, each around a place in the hills."""
    shapes = _around(known, [(town, offset, SCENIC_AREA * share) for _, town, offset, share in SCENIC], rng)
    return _reserve([f"瑞金国家级风景名胜区{name}" for name, *_ in SCENIC], shapes)


def forest_farms(known: Known, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return state-owned forest farms in the hills, by names nobody takes for real ones: name, area [ha], nature."""
    names = [f"{number}号国有林场(模拟)" for number, *_ in FARMS]
    return _reserve(names, _around(known, [place for _, *place in FARMS], rng))


def farmland_projects(land_use: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the projects: name, year, area [mu], nature; in most villages the fields of more than a hectare."""
    fields = land_use[land_use["code"].isin(FIELDS) & (land_use["area"] > 1e4)]
    of_village = fields.dissolve("village").geometry.sort_index()
    of_village = of_village[rng.random(len(of_village)) < 0.74]
    year = rng.integers(2011, 2025, len(of_village))
    return gpd.GeoDataFrame(
        {
            "name": [
                f"{when}年{where}高标准农田建设项目(模拟)" for when, where in zip(year, of_village.index, strict=True)
            ],
            "year": year.astype(np.int32),
            "area": (of_village.area.to_numpy() / 1e4 * MU).round(1),
            "nature": "modelled",
        },
        geometry=of_village.to_numpy(),
        crs=CRS,
    )


def abandoned_mines(mines: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the pits nobody works any more: name, mineral, status, closed (year), area [ha], nature."""
    idle = mines[mines["mine"] > WORKED].reset_index(drop=True)
    count = len(idle)
    mineral = rng.choice(list(MINERALS), count, p=list(MINERALS.values()))
    halfway = rng.random(count) < 0.3
    restored = (idle["mine"] > MINES - RESTORED).to_numpy()
    return gpd.GeoDataFrame(
        {
            "name": idle["village"] + pd.Series(mineral) + "矿(模拟)",
            "mineral": mineral,
            "status": np.select([restored, halfway], ["已治理", "治理中"], default="未治理"),
            "closed": rng.integers(2003, 2020, count).astype(np.int32),
            "area": (idle.area.to_numpy() / 1e4).round(2),
            "nature": "modelled",
        },
        geometry=idle.geometry.to_numpy(),
        crs=CRS,
    )


def _reserve(names: list[str], shapes: list[shapely.Geometry]) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame({"name": names}, geometry=shapes, crs=CRS)
    frame.insert(1, "area", (frame.area / 1e4).round(2))
    frame.insert(2, "nature", "modelled")
    return frame


def _around(
    known: Known, places: Sequence[tuple[str, tuple[float, float], float]], rng: np.random.Generator
) -> list[shapely.Geometry]:
    """Return lobed outlines around middles, given by a town seat and an offset [m], each of an area [ha]."""
    seats = known.seats.set_index("name").geometry
    inner = known.boundary.buffer(-200)
    shapes = []
    for town, (east, north), area in places:
        middle = shapely.get_coordinates(seats[town])[0] + (east, north)
        lobes = rng.normal(0, 0.16, 5), rng.uniform(0, 2 * np.pi, 5)

        def outline(radius: float, middle: Floats = middle, lobes: tuple[Floats, Floats] = lobes) -> shapely.Geometry:
            turn = np.linspace(0, 2 * np.pi, 72, endpoint=False)
            reach = 1 + sum(a * np.sin((k + 1) * turn + p) for k, (a, p) in enumerate(zip(*lobes, strict=True)))
            ring = middle + radius * reach[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
            return shapely.make_valid(shapely.Polygon(ring)).intersection(inner)

        shapes.append(_of_area(outline, area, (500.0, 9000.0)))
    return shapes


def _of_area(
    outline: Callable[[float], shapely.Geometry], area: float, between: tuple[float, float]
) -> shapely.Geometry:
    """Return the outline of `area` hectares, found by halving `between` [m]; corners on whole metres."""
    low, high = between
    while high - low > 1e-4:
        middle = (low + high) / 2
        low, high = (middle, high) if outline(middle).area < area * 1e4 else (low, middle)
    return shapely.set_precision(outline(low), 1.0)
