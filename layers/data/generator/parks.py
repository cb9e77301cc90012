"""Parks: on open ground in and around the city, along its rivers, in gaps between houses, in most towns; gates."""

from __future__ import annotations

import city
import geopandas as gpd
import names
import numpy as np
import shapely
from grid import Floats
from plots import HALF_WIDTH
from real import CRS
from settlements import Settlements
from shapely import affinity
from streets import Streets
from terrain import Terrain

STEP = 0.5  # m: corners lie on half metres
EDGE = 100.0  # m, beyond the built-up area, where large parks may lie
#: How many are laid out; what is left of open blocks stays vacant.
COMPREHENSIVE, OPEN_BLOCKS, RIVERSIDE, POCKETS = 7, 14, 6, 27
#: The least area of each class [m²], as CJJ/T 85-2017 names and sizes them.
CLASSES = ((10e4, "comprehensive", "公园"), (1e4, "community", "社区公园"), (400.0, "pocket", "游园"))


def build(
    terrain: Terrain, settlements: Settlements, streets: Streets, buildings: gpd.GeoDataFrame, rng: np.random.Generator
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the modelled parks (name, class, nature) and their entrances (park, nature)."""
    blocks = _room(settlements.city, terrain, streets, buildings)
    shapes = _comprehensive(settlements, terrain, streets, buildings, rng)
    shapes += _open_blocks(blocks, buildings, shapes, rng)
    riverside = _riverside(blocks, terrain, shapes, rng)
    shapes = [*shapes, *riverside]
    shapes += _pockets(blocks, streets, buildings, shapes, rng)
    town_parks = [_in_town(town, terrain, streets, buildings, rng) for town in settlements.towns.geometry]
    shapes += [shape for shape in town_parks if shape is not None]
    gates = [_gates(shape, streets, buildings, terrain) for shape in shapes]
    shapes, gates = zip(*[pair for pair in zip(shapes, gates, strict=True) if len(pair[1])], strict=True)
    classes = [next((word, ending) for least, word, ending in CLASSES if shape.area >= least) for shape in shapes]
    called = names.build(settlements, streets)
    banks = {shape.wkb for shape in riverside}
    endings = ["滨河游园" if shape.wkb in banks else ending for shape, (_, ending) in zip(shapes, classes, strict=True)]
    words = ["pocket" if shape.wkb in banks else word for shape, (word, _) in zip(shapes, classes, strict=True)]
    parks = gpd.GeoDataFrame({"class": words, "nature": "modelled"}, geometry=list(shapes), crs=CRS)
    parks.insert(
        0,
        "name",
        names.unique([called.place(shape.centroid) + ending for shape, ending in zip(shapes, endings, strict=True)]),
    )
    # The two community parks nearest to the old town are gardens of their own kind: a memorial, a botanical one.
    near = parks[parks["class"] == "community"].distance(shapely.Point(settlements.centre)).nsmallest(2).index
    parks.loc[near, "class"] = "special"
    entrances = gpd.GeoDataFrame(
        {"park": np.repeat(parks["name"].to_numpy(), [len(own) for own in gates]), "nature": "modelled"},
        geometry=shapely.points(np.concatenate(gates)),
        crs=CRS,
    )
    return parks, entrances


def _room(area: shapely.Geometry, terrain: Terrain, streets: Streets, buildings: gpd.GeoDataFrame) -> np.ndarray:
    """Return the land of `area` that streets leave between them, buildings and water taken out."""
    lines = streets.lines[streets.lines.intersects(area)]
    paved = shapely.union_all(
        [
            shapely.buffer(line, HALF_WIDTH[kind] + 2, cap_style="square", quad_segs=2)
            for line, kind in zip(lines.geometry, lines["highway"], strict=True)
        ]
    )
    water = shapely.union_all(terrain.banks.geometries[terrain.banks.query(area)])
    rest = shapely.get_parts(area.buffer(-14).difference(paved).difference(water.buffer(6, quad_segs=2)))
    tree = shapely.STRtree(buildings.geometry.to_numpy())
    left = np.array([_without(part, tree) for part in rest])
    return left[~shapely.is_empty(left)]


def _without(part: shapely.Polygon, buildings: shapely.STRtree) -> shapely.Geometry:
    near = buildings.geometries[np.sort(buildings.query(part, predicate="dwithin", distance=4))]
    return part.difference(shapely.union_all(shapely.buffer(near, 3.0, join_style="mitre"))) if len(near) else part


def _tidy(shape: shapely.Geometry, width: float) -> shapely.Polygon | None:
    """Return the largest part of `shape` that is `width` metres wide throughout, corners on `STEP`."""
    parts = shapely.get_parts(shape.buffer(-width / 2, quad_segs=2).buffer(width / 2 - 0.8, quad_segs=2))
    if not len(parts):
        return None
    part = max(parts, key=shapely.area)
    part = shapely.set_precision(part.simplify(0.7), STEP)
    return part if isinstance(part, shapely.Polygon) and part.is_valid and part.area >= 400 else None


def _comprehensive(
    settlements: Settlements, terrain: Terrain, streets: Streets, buildings: gpd.GeoDataFrame, rng: np.random.Generator
) -> list[shapely.Polygon]:
    """Return parks of 10 to 30 ha where there is room in the city and at its edge, the most central first."""
    blocks = _room(settlements.city.buffer(EDGE), terrain, streets, buildings)
    blocks = blocks[shapely.area(blocks) > CLASSES[0][0]]
    away = shapely.distance(shapely.centroid(blocks), shapely.Point(settlements.centre))
    parks: list[shapely.Polygon] = []
    for k in np.argsort(away, kind="stable").tolist():
        park = _tidy(_middle(blocks[k], float(rng.uniform(14e4, 30e4))), 36.0)
        if park is None or park.area < CLASSES[0][0] or not park.intersects(settlements.city):
            continue
        if all(park.distance(other) > 900 for other in parks):
            parks.append(park)
        if len(parks) == COMPREHENSIVE:
            break
    return parks


def _open_blocks(
    blocks: np.ndarray, buildings: gpd.GeoDataFrame, parks: list[shapely.Polygon], rng: np.random.Generator
) -> list[shapely.Polygon]:
    """Return parks on the six largest blocks nobody has built on, and on some of the smaller."""
    built = np.unique(buildings.sindex.query(shapely.buffer(blocks, 3.5), predicate="intersects")[0])
    empty = np.setdiff1d(np.flatnonzero(shapely.area(blocks) > 4000), built)
    wide = [shape for k in empty.tolist() if (shape := _tidy(blocks[k], 18.0)) is not None and shape.area > 4000]
    wide = [shape for shape in wide if min(shape.distance(park) for park in parks) > 100]
    wide.sort(key=lambda shape: -shape.area)
    rest = np.sort(rng.permutation(np.arange(6, len(wide)))[: OPEN_BLOCKS - 6])
    return [*wide[:6], *(wide[k] for k in rest.tolist())]


def _middle(block: shapely.Geometry, size: float) -> shapely.Geometry:
    """Return the block, of one larger than `size` [m²] what lies around its widest place."""
    if block.area <= size:
        return block
    centre = shapely.get_point(shapely.maximum_inscribed_circle(block, tolerance=5), 0)
    low, high = 50.0, 3000.0
    while high - low > 1:
        half = (low + high) / 2
        low, high = (low, half) if block.intersection(_square(centre, half)).area > size else (half, high)
    return block.intersection(_square(centre, low))


def _square(centre: shapely.Point, half: float) -> shapely.Polygon:
    """Return a square that lies as the city's streets do."""
    return affinity.rotate(centre.buffer(half, cap_style="square"), city.ANGLE, use_radians=True)


def _riverside(
    blocks: np.ndarray, terrain: Terrain, parks: list[shapely.Polygon], rng: np.random.Generator
) -> list[shapely.Polygon]:
    """Return belts of some 35 m along the banks, on the blocks that lie there."""
    tree = shapely.STRtree(blocks)
    near = np.unique(tree.query(terrain.banks.geometries, predicate="dwithin", distance=15)[1])
    taken = shapely.STRtree(parks)
    belts = []
    for k in near.tolist():
        water = shapely.union_all(terrain.banks.geometries[terrain.banks.query(blocks[k].buffer(60))])
        belt = _tidy(blocks[k].intersection(water.buffer(42, quad_segs=4)), 14.0)
        if belt is not None and belt.area > 5000 and not len(taken.query(belt, predicate="dwithin", distance=60)):
            belts.append(belt)
    return [belts[k] for k in np.sort(rng.permutation(len(belts))[:RIVERSIDE])]


def _pockets(
    blocks: np.ndarray,
    streets: Streets,
    buildings: gpd.GeoDataFrame,
    parks: list[shapely.Polygon],
    rng: np.random.Generator,
) -> list[shapely.Polygon]:
    """Return small parks in gaps beside a street, first where most floors of homes lie within 300 m."""
    walked = shapely.STRtree(streets.lines.geometry.to_numpy())
    homes = buildings[buildings["use"].isin(["house", "residential", "apartments"])]
    spots, floors = shapely.centroid(homes.geometry.to_numpy()), homes["floors"].to_numpy() * homes.area.to_numpy()
    tree = shapely.STRtree(spots)
    found: list[tuple[float, shapely.Polygon]] = []
    for block in blocks[shapely.area(blocks) > 900].tolist():
        circle = shapely.maximum_inscribed_circle(block, tolerance=2)
        centre, radius = shapely.get_point(circle, 0), circle.length
        if not 9 <= radius <= 60:
            continue
        half = radius * rng.uniform(1.3, 1.9)
        turned = affinity.rotate(shapely.box(-half, -half, half, half), float(rng.uniform(0, 90)), origin=(0, 0))
        shape = _tidy(block.intersection(affinity.translate(turned, centre.x, centre.y)), 12.0)
        if shape is None or shape.area > 9000 or shape.distance(walked.geometries[walked.nearest(shape)]) > 20:
            continue
        near = tree.query(shape, predicate="dwithin", distance=300)
        found.append((float(floors[near].sum() * rng.uniform(0.3, 1.0)), shape))
    found.sort(key=lambda pair: (-pair[0], pair[1].bounds))
    chosen: list[shapely.Polygon] = []
    for _, shape in found:
        if len(chosen) == POCKETS:
            break
        if min(shape.distance(other) for other in [*parks, *chosen]) > 330:
            chosen.append(shape)
    return chosen


def _in_town(
    town: shapely.Geometry, terrain: Terrain, streets: Streets, buildings: gpd.GeoDataFrame, rng: np.random.Generator
) -> shapely.Polygon | None:
    """Return a park in a gap near the middle of a town."""
    best = None
    for block in _room(town, terrain, streets, buildings).tolist():
        circle = shapely.maximum_inscribed_circle(block, tolerance=3)
        centre, radius = shapely.get_point(circle, 0), min(circle.length, 55.0)
        if radius < 12:
            continue
        shape = _tidy(block.intersection(centre.buffer(radius * rng.uniform(1.2, 1.6), quad_segs=3)), 14.0)
        if shape is not None:
            worth = min(shape.area, 9000) * np.exp(-shape.distance(town.centroid) / 400)
            best = max(best or (0.0, shape), (float(worth), shape), key=lambda pair: pair[0])
    return None if best is None else best[1]


def _gates(park: shapely.Polygon, streets: Streets, buildings: gpd.GeoDataFrame, terrain: Terrain) -> Floats:
    """Return points on the park's outline from which a street is near with nothing between, far from one another."""
    ring = park.exterior
    along = np.arange(0, ring.length, 6.0)
    spots = shapely.line_interpolate_point(ring, along)
    near = streets.lines.geometry.to_numpy()[
        np.sort(streets.lines.sindex.query(park, predicate="dwithin", distance=45))
    ]
    if not len(near):
        return np.empty((0, 2))
    way = shapely.shortest_line(spots, shapely.union_all(near))
    solid = np.sort(buildings.sindex.query(park, predicate="dwithin", distance=60))
    walls = shapely.union_all(buildings.geometry.to_numpy()[solid])
    water = shapely.union_all(terrain.banks.geometries[terrain.banks.query(park.buffer(60))])
    inner = park.buffer(-0.2)
    open_way = ~(shapely.intersects(way, walls) | shapely.intersects(way, water) | shapely.intersects(way, inner))
    open_way &= shapely.length(way) < 40
    kept, short = spots[open_way], shapely.length(way)[open_way]
    wanted = int(np.clip(round(ring.length / 300), 1, 6))
    gates: list[shapely.Point] = []
    for k in np.argsort(short, kind="stable").tolist():
        if all(kept[k].distance(other) > ring.length / (2 * wanted + 1) for other in gates):
            gates.append(kept[k])
        if len(gates) == wanted:
            break
    return np.round(shapely.get_coordinates(gates) / STEP) * STEP
