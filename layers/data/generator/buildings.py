"""Some 120,000 buildings: houses along lanes, slabs in blocks, works in the park, a committee in each village."""

from __future__ import annotations

import city
import geopandas as gpd
import numpy as np
import pandas as pd
import public
import shapely
from grid import Bools, Floats
from plots import CLEAR, HALF_WIDTH, Plots, fitting, rectangles, segments
from real import CRS, Known
from settlements import Settlements
from streets import Streets
from terrain import Terrain


def build(
    known: Known, terrain: Terrain, settlements: Settlements, streets: Streets, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Return the modelled buildings: use, floors, year_built, nature."""
    blocks = _blocks(streets, settlements)
    zones = _zones(blocks, settlements, rng)
    plots = [
        public.build(settlements, streets, known, terrain, rng),
        _slabs(blocks, zones, rng),
        _frontage(streets, settlements, blocks, zones, rng),
    ]
    joined = Plots(*(np.concatenate([getattr(p, name) for p in plots]) for name in Plots.__annotations__))
    shapes = rectangles(joined)
    keep = fitting(shapes, joined.first, known, terrain, streets)
    frame = gpd.GeoDataFrame(
        {
            "use": joined.use[keep].astype(str),
            "floors": joined.floors[keep].astype(np.int16),
            "year_built": joined.year[keep].astype(np.int16),
            "nature": "modelled",
        },
        geometry=shapes[keep],
        crs=CRS,
    )
    order = frame.geometry.hilbert_distance(level=14).argsort(kind="stable")
    return frame.iloc[order.to_numpy()].reset_index(drop=True)


def _blocks(streets: Streets, settlements: Settlements) -> np.ndarray:
    """Return the blocks of the city between its streets."""
    lines = streets.lines
    town = lines[lines.intersects(settlements.city) & ~lines["highway"].isin(["service", "footway", "steps"])]
    return shapely.get_parts(shapely.polygonize(town.geometry.to_numpy()))


def _zones(blocks: np.ndarray, settlements: Settlements, rng: np.random.Generator) -> np.ndarray:
    """Return what each block is used for."""
    middle = shapely.get_coordinates(shapely.centroid(blocks))
    away = np.hypot(*(middle - settlements.centre).T)
    park = shapely.contains_xy(settlements.park.buffer(120), middle[:, 0], middle[:, 1])
    luck = rng.random(len(blocks))
    large = shapely.area(blocks) > 8000
    zone = np.select(
        [
            park,
            (away < city.OLD_TOWN) & (luck < 0.8),
            large & (luck < 0.40),
            luck < 0.78,
            large & (luck < 0.84),
            luck < 0.90,
        ],
        ["industrial", "old", "apartments", "houses", "school", "commercial"],
        default="open",
    )
    return zone.astype(str)


def _slabs(blocks: np.ndarray, zones: np.ndarray, rng: np.random.Generator) -> Plots:
    """Return buildings in rows inside the blocks: slabs and towers facing south, works, schools, markets."""
    rows = []
    for block, zone in zip(blocks, zones, strict=True):
        tall = rng.random() < 0.32
        year = int(rng.integers(2009, 2024)) if tall else int(rng.integers(1994, 2014))
        floors = int(rng.integers(11, 19)) if tall else int(rng.integers(6, 8))
        made = {
            "apartments": (
                "apartments",
                (34.0, 15.0) if tall else (46.0, 12.5),
                (22.0, 30.0) if tall else (12.0, 18.0),
                floors,
            ),
            "industrial": (
                "industrial",
                (rng.uniform(45, 95), rng.uniform(24, 48)),
                (14.0, 14.0),
                int(rng.integers(1, 4)),
            ),
            "school": ("school", (52.0, 14.0), (24.0, 34.0), int(rng.integers(3, 6))),
            "commercial": ("commercial", (38.0, 24.0), (16.0, 18.0), int(rng.integers(2, 7))),
        }.get(zone)
        if made is None:
            continue
        use, size, gap, height = made
        if use == "school" and rng.random() < 0.3:
            use = "hospital" if rng.random() < 0.4 else "government"
        angle = (
            float(rng.normal(0, 0.08)) if use != "industrial" else city.ANGLE - np.pi / 2 + float(rng.normal(0, 0.05))
        )
        inner = block.buffer(-9)
        if inner.is_empty:
            continue
        west, south, east, north = inner.bounds
        reach = np.hypot(east - west, north - south) / 2
        pitch = np.array(size) + np.array(gap)
        i, j = (np.arange(-reach, reach, p) for p in pitch)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        spots = np.stack(np.meshgrid(i, j), axis=-1).reshape(-1, 2) @ turn.T + ((west + east) / 2, (south + north) / 2)
        count = len(spots)
        plot = Plots(
            centre=spots,
            size=np.tile(size, (count, 1)) * rng.uniform(0.9, 1.0, (count, 1)),
            angle=np.full(count, angle),
            use=np.full(count, use),
            floors=np.full(count, height),
            year=np.full(count, year),
            first=1 + rng.random(count),
        )
        fits = shapely.contains(inner, rectangles(plot)) & (rng.random(count) < 0.93)
        rows.append(Plots(*(getattr(plot, name)[fits] for name in Plots.__annotations__)))
    return Plots(*(np.concatenate([getattr(p, name) for p in rows]) for name in Plots.__annotations__))


def _frontage(
    streets: Streets, settlements: Settlements, blocks: np.ndarray, zones: np.ndarray, rng: np.random.Generator
) -> Plots:
    """Return houses side by side along both sides of lanes and streets."""
    lines = streets.lines
    start, end, line = segments(lines.geometry.to_numpy())
    length = np.hypot(*(end - start).T)
    pitch = rng.uniform(11.6, 15.2, len(length))
    count = np.floor(length / pitch).astype(int)
    segment = np.repeat(np.arange(len(count)), count)
    place = (np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + 0.5) / count[segment]
    on_line = start[segment] + place[:, None] * (end - start)[segment]
    heading = np.arctan2(*(end - start)[segment].T[::-1])
    segment, on_line, heading = (np.concatenate([v, v]) for v in (segment, on_line, heading))
    side = np.repeat([1.0, -1.0], len(segment) // 2)
    kind = lines["highway"].to_numpy()[line[segment]]
    n = len(segment)
    width, depth = rng.uniform(9.5, 12.2, n), rng.uniform(9.5, 13.0, n)
    back = pd.Series(kind).map(HALF_WIDTH).to_numpy() + CLEAR + rng.uniform(0.2, 4.0, n)
    centre = on_line + side[:, None] * (back + depth / 2)[:, None] * np.column_stack(
        [-np.sin(heading), np.cos(heading)]
    )

    in_city = shapely.contains_xy(settlements.city, centre[:, 0], centre[:, 1])
    in_town = shapely.contains_xy(shapely.union_all(settlements.towns.geometry), centre[:, 0], centre[:, 1])
    zone = _zone_at(centre, blocks, zones)
    lane = np.isin(kind, ["residential", "service", "footway"])
    through = np.isin(kind, ["unclassified", "tertiary", "secondary", "primary", "trunk"])
    hamlets = shapely.STRtree(settlements.hamlets.geometry.to_numpy())
    near, _ = hamlets.query(shapely.points(centre), predicate="dwithin", distance=130.0)
    by_hamlet = np.zeros(n, dtype=bool)
    by_hamlet[near] = True
    chance = np.select(
        [
            in_city & (zone == "old"),
            in_city & (zone == "houses"),
            in_city & (zone == "apartments") & through,
            in_city & (zone == "commercial"),
            in_city & (zone == ""),
            in_city,
            in_town,
            lane,
            through & by_hamlet,
            through,
        ],
        [0.85, 0.80, 0.30, 0.4, 0.25, 0.03, 0.85, 0.80, 0.55, 0.018],
        default=0.0,
    )
    luck = rng.random(n)
    main = np.isin(kind, ["trunk", "primary", "secondary", "tertiary"])
    use = np.where(
        (in_city & main & (luck < 0.25)) | (in_town & (luck < 0.10)) | (in_city & (zone == "old") & (luck < 0.20)),
        "commercial",
        np.where(in_city & (luck < 0.5), "residential", "house"),
    )
    shed = ~in_city & ~in_town & lane & (rng.random(n) < 0.07)
    use = np.where(shed, "other", use)
    width, depth = np.where(shed, rng.uniform(4, 7, n), width), np.where(shed, rng.uniform(4, 6, n), depth)
    floors = np.where(
        in_city,
        rng.choice([3, 4, 5, 6, 7], n, p=[0.2, 0.3, 0.27, 0.18, 0.05]),
        rng.choice([1, 2, 3, 4], n, p=[0.12, 0.43, 0.35, 0.10]),
    )
    floors = np.where(in_town, rng.choice([2, 3, 4, 5], n, p=[0.2, 0.4, 0.28, 0.12]), floors)
    floors = np.where(shed, 1, floors)
    year = np.clip(np.round(rng.normal(2003, 10, n)), 1958, 2023).astype(int)
    take = luck_below(rng, chance)
    return Plots(
        centre=centre[take],
        size=np.column_stack([width, depth])[take],
        angle=(heading + rng.normal(0, 0.05, n))[take],
        use=use[take],
        floors=floors[take],
        year=year[take],
        first=(2 + rng.random(n))[take],
    )


def luck_below(rng: np.random.Generator, chance: Floats) -> Bools:
    """Return which of the independent trials of probability `chance` succeed."""
    return rng.random(len(chance)) < chance


def _zone_at(xy: Floats, blocks: np.ndarray, zones: np.ndarray) -> np.ndarray:
    """Return the zone of the block each point lies in, '' outside all."""
    at, which = shapely.STRtree(blocks).query(shapely.points(xy), predicate="within")
    zone = np.full(len(xy), "", dtype=object)
    zone[at] = zones[which]
    return zone.astype(str)
