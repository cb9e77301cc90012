"""Some 120,000 buildings: houses along lanes, slabs in blocks, works in the park, a committee in each village."""

from __future__ import annotations

from dataclasses import dataclass

import city
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from grid import Bools, Floats
from real import CRS, Known
from settlements import Settlements
from streets import Streets
from terrain import Terrain

STEP = 0.5  # m: corners lie on half metres
CLEAR = 1.2  # m, from a street's centre line at least this and half its width

#: Half the width of a street [m].
HALF_WIDTH = {
    "trunk": 9.0, "primary": 9.0, "secondary": 7.0, "tertiary": 5.0, "unclassified": 2.5, "residential": 3.0,
    "service": 2.0, "track": 1.5, "footway": 1.0, "path": 1.0, "steps": 1.0,
}  # fmt: skip

#: What each town has around its seat: use, width and depth [m], how many.
TOWN_BUILDINGS = (
    ("government", (38.0, 14.0), 1),
    ("hospital", (42.0, 15.0), 1),
    ("school", (46.0, 13.0), 4),
    ("industrial", (40.0, 20.0), 3),
    ("commercial", (34.0, 20.0), 2),
)


@dataclass(frozen=True)
class Plots:
    """Footprints wanted, before those in the way of others are dropped.

    Attributes
    ----------
    centre, size, angle
        Of the rectangles: x and y, width and depth [m], direction of the width [rad].
    use, floors, year
        As in the layer.
    first
        Who gives way: the smaller number stays.
    """

    centre: Floats
    size: Floats
    angle: Floats
    use: np.ndarray
    floors: np.ndarray
    year: np.ndarray
    first: Floats


def build(
    known: Known, terrain: Terrain, settlements: Settlements, streets: Streets, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Return the modelled buildings: use, floors, year_built, nature."""
    blocks = _blocks(streets, settlements)
    zones = _zones(blocks, settlements, rng)
    plots = [
        _public(settlements, streets, known, terrain, rng),
        _slabs(blocks, zones, rng),
        _frontage(streets, settlements, blocks, zones, rng),
    ]
    joined = Plots(*(np.concatenate([getattr(p, name) for p in plots]) for name in Plots.__annotations__))
    shapes = _rectangles(joined)
    keep = _fitting(shapes, joined.first, known, terrain, streets)
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


def _rectangles(plots: Plots) -> np.ndarray:
    """Return the footprints, corners on `STEP`."""
    along = np.column_stack([np.cos(plots.angle), np.sin(plots.angle)]) * plots.size[:, :1] / 2
    across = np.column_stack([-np.sin(plots.angle), np.cos(plots.angle)]) * plots.size[:, 1:] / 2
    corners = np.stack(
        [
            plots.centre - along - across,
            plots.centre + along - across,
            plots.centre + along + across,
            plots.centre - along + across,
        ],
        axis=1,
    )
    return shapely.polygons(np.round(corners / STEP) * STEP)


def _clear(shapes: np.ndarray, known: Known, terrain: Terrain, streets: Streets) -> Bools:
    """Return which footprints lie on dry land inside the city's boundary and off the streets."""
    keep = np.ones(len(shapes), dtype=bool)
    inner = known.boundary.buffer(-80)
    shapely.prepare(inner)
    keep &= shapely.contains(inner, shapes)
    wet, _ = terrain.banks.query(shapes, predicate="dwithin", distance=6.0)
    keep[wet] = False
    lines = streets.lines.geometry.to_numpy()
    half = streets.lines["highway"].map(HALF_WIDTH).to_numpy()
    tree = shapely.STRtree(shapes)
    for width in np.unique(half):
        _, near = tree.query(lines[half == width], predicate="dwithin", distance=width + CLEAR - 0.7)
        keep[near] = False
    return keep


def _fitting(shapes: np.ndarray, first: Floats, known: Known, terrain: Terrain, streets: Streets) -> Bools:
    """Return which footprints stand: clear of water and streets, and of those that came first."""
    keep = _clear(shapes, known, terrain, streets)
    a, b = shapely.STRtree(shapes[keep]).query(shapes[keep], predicate="dwithin", distance=0.6)
    pairs = np.column_stack([a, b])[a < b]
    number = np.flatnonzero(keep)
    pairs = number[pairs]
    later = first[pairs[:, 0]] > first[pairs[:, 1]]
    pairs[later] = pairs[later][:, ::-1]
    # In the order of who came first, each that stands clears those that came later.
    for stays, goes in pairs[np.argsort(first[pairs[:, 0]], kind="stable")].tolist():
        if keep[stays]:
            keep[goes] = False
    return keep


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
        fits = shapely.contains(inner, _rectangles(plot)) & (rng.random(count) < 0.93)
        rows.append(Plots(*(getattr(plot, name)[fits] for name in Plots.__annotations__)))
    return Plots(*(np.concatenate([getattr(p, name) for p in rows]) for name in Plots.__annotations__))


def _frontage(
    streets: Streets, settlements: Settlements, blocks: np.ndarray, zones: np.ndarray, rng: np.random.Generator
) -> Plots:
    """Return houses side by side along both sides of lanes and streets."""
    lines = streets.lines
    start, end, line = _segments(lines.geometry.to_numpy())
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


def _segments(lines: np.ndarray) -> tuple[Floats, Floats, np.ndarray]:
    """Return start, end and line of every straight piece."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    same = line[1:] == line[:-1]
    return xy[:-1][same], xy[1:][same], line[:-1][same]


def _public(
    settlements: Settlements, streets: Streets, known: Known, terrain: Terrain, rng: np.random.Generator
) -> Plots:
    """Return a committee in every village, schools in half of them, each town's hall, hospital, schools and works."""
    wanted: list[tuple[str, Floats, tuple[float, float], int]] = []
    for village in settlements.villages[settlements.villages["kind"] == "村"].itertuples():
        xy = shapely.get_coordinates(village.geometry)[0]
        wanted.append(("village_committee", xy, (20.0, 10.5), int(rng.integers(2, 4))))
        if rng.random() < 0.5:
            wanted.append(("school", xy + rng.uniform(-90, 90, 2), (34.0, 12.0), int(rng.integers(2, 4))))
    for seat in known.seats.itertuples():
        xy = shapely.get_coordinates(seat.geometry)[0]
        for use, size, count in TOWN_BUILDINGS:
            wanted += [(use, xy + rng.uniform(-260, 260, 2), size, int(rng.integers(3, 6))) for _ in range(count)]
    for hamlet in settlements.hamlets.sample(320, random_state=rng).geometry:
        spot = shapely.get_coordinates(hamlet)[0] + rng.uniform(-160, 160, 2)
        wanted.append(("industrial", spot, (32.0, 18.0), 1))
    plots, target = _tries(streets, [xy for _, xy, _, _ in wanted], np.array([size for _, _, size, _ in wanted]))
    shapes = _rectangles(plots)
    fits = _clear(shapes, known, terrain, streets)
    placed: dict[int, int] = {}
    standing = np.empty((0, 2))
    for k in np.flatnonzero(fits).tolist():
        if int(target[k]) in placed:
            continue
        if len(standing) and np.hypot(*(standing - plots.centre[k]).T).min() < 48:
            continue
        placed[int(target[k])] = k
        standing = np.vstack([standing, plots.centre[k]])
    which, rows = np.array(list(placed)), np.array(list(placed.values()))
    uses, floors = np.array([use for use, *_ in wanted]), np.array([height for *_, height in wanted])
    return Plots(
        centre=plots.centre[rows],
        size=plots.size[rows],
        angle=plots.angle[rows],
        use=uses[which],
        floors=np.where(uses[which] == "industrial", 1, floors[which]),
        year=rng.integers(1985, 2022, len(rows)),
        first=rng.random(len(rows)),
    )


def _tries(streets: Streets, spots: list[Floats], size: Floats) -> tuple[Plots, np.ndarray]:
    """Return where each of `spots` might be built beside a street within 260 m, the nearest first, and for which."""
    lines = streets.lines[
        streets.lines["highway"].isin(["residential", "service", "unclassified", "tertiary", "secondary"])
    ]
    start, end, line = _segments(lines.geometry.to_numpy())
    half = lines["highway"].map(HALF_WIDTH).to_numpy()[line]
    tree = shapely.STRtree(shapely.linestrings(np.stack([start, end], axis=1)))
    target, piece = tree.query(shapely.points(np.array(spots)), predicate="dwithin", distance=260.0)
    target, piece = np.tile(target, 6), np.tile(piece, 6)
    share = np.repeat([0.3, 0.5, 0.7] * 2, len(target) // 6)
    side = np.repeat([1.0] * 3 + [-1.0] * 3, len(target) // 6)
    along = end[piece] - start[piece]
    angle = np.arctan2(along[:, 1], along[:, 0])
    off = side * (half[piece] + 4.0 + size[target, 1] / 2)
    centre = start[piece] + share[:, None] * along + off[:, None] * np.column_stack([-np.sin(angle), np.cos(angle)])
    away = np.hypot(*(centre - np.array(spots)[target]).T)
    order = np.lexsort((away, target))
    target, count = target[order], len(order)
    nothing = np.zeros(count)
    plots = Plots(centre[order], size[target], angle[order], nothing, nothing, nothing, nothing)
    return plots, target
