"""Land use as the third national land survey draws it: parcels that cover the city exactly, each of one code.

Water, roads and the city's blocks are drawn to the metre, everything else from the cells of `ground`, their stairs
smoothed. All their lines are joined to one network, and its faces are the parcels: so nothing overlaps or is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from grid import Floats, Ints
from landcells import LandCells
from landsite import north_up
from plots import HALF_WIDTH
from rasterio import features
from real import CRS, Known
from settlements import Settlements
from streets import Streets
from terrain import Terrain

STEP = 0.5  # m: what is drawn lies on half metres
SMOOTHED = 42.0  # m: a triangle of less than its square is taken off an outline of cells
SMALLEST, SMALLEST_BLOCK = 600.0, 200.0  # m²: a smaller face goes to the neighbour it borders longest
ROADS = ("trunk", "primary", "secondary", "tertiary")
VACANT = 0.03  # share of a block under roofs below which it is vacant

#: The codes of the survey that occur here, with its names for them.
NAMES = {
    "0101": "水田", "0102": "水浇地", "0103": "旱地", "0201": "果园", "0202": "茶园", "0204": "其他园地",
    "0301": "乔木林地", "0302": "竹林地", "0305": "灌木林地", "0307": "其他林地", "0404": "其他草地",
    "05H1": "商业服务业设施用地", "0601": "工业用地", "0602": "采矿用地", "0701": "城镇住宅用地", "0702": "农村宅基地",
    "08H1": "机关团体新闻出版用地", "08H2": "科教文卫用地", "0810": "公园与绿地", "1003": "公路用地",
    "1004": "城镇村道路用地", "1101": "河流水面", "1103": "水库水面", "1104": "坑塘水面", "1106": "内陆滩涂",
    "1201": "空闲地",
}  # fmt: skip

#: What the largest share of a block's roofs makes of it.
BLOCKS = {
    "residential": "0701", "apartments": "0701", "house": "0701", "other": "0701", "commercial": "05H1",
    "industrial": "0601", "school": "08H2", "hospital": "08H2", "government": "08H1", "village_committee": "08H1",
}  # fmt: skip

#: What single buildings make of the yard around them.
YARDS = {"industrial": "0601", "school": "08H2", "hospital": "08H2", "government": "08H1", "village_committee": "08H1"}
YARD = 12.0  # m, around the building


@dataclass(frozen=True)
class Parcels:
    """The parcels, and which stand of forest or which mine each is of, 0 where of none.

    Attributes
    ----------
    land_use
        code, name, village, area [m²], nature; the parts of one stand are one parcel where they touch.
    forest
        The parts of stands: stand, code, village.
    mines
        mine, village.
    """

    land_use: gpd.GeoDataFrame
    forest: gpd.GeoDataFrame
    mines: gpd.GeoDataFrame


def build(
    known: Known,
    terrain: Terrain,
    settlements: Settlements,
    streets: Streets,
    buildings: gpd.GeoDataFrame,
    cells: LandCells,
    parks: gpd.GeoDataFrame,
) -> Parcels:
    """Return the parcels."""
    shapes, labels = _outlines(cells)
    blocks, uses = _blocks(streets, settlements, buildings)
    yards = _yards(buildings, blocks, uses)
    green = np.asarray(shapely.set_precision(parks.geometry, STEP))
    paved, city_paved = _roads(streets, settlements)
    water = _drawn(shapely.intersection(terrain.water, known.boundary.buffer(100)).simplify(2.0))
    faces = _faces(known.boundary, _segments(shapes), [*blocks, *yards.values(), *green, paved, city_paved, water])
    middle = shapely.point_on_surface(faces)
    # Every face is what the cell is that it lies in, but where something is drawn over it, what comes last on top.
    rows = labels.iloc[shapely.STRtree(shapes).nearest(middle)].reset_index(drop=True).assign(block=-1)
    for parts, codes in (
        (blocks, uses),
        (list(yards.values()), list(yards)),
        (green, ["0810"] * len(green)),
        ([paved, city_paved, water], ["1003", "1004", "1101"]),
    ):
        face, part = shapely.STRtree(parts).query(middle, predicate="within")
        rows.loc[face, ["stand", "mine"]] = 0
        rows.loc[face, "code"] = np.array(codes)[part]
        rows.loc[face, "block"] = part if parts is blocks else -1
    rows["village"] = _village_of_block(rows, shapely.area(faces))
    pieces = _without_slivers(_dissolved(faces, rows))
    smooth = shapely.coverage_simplify(pieces.geometry.to_numpy(), 0.5, simplify_boundary=False)
    pieces = pieces.set_geometry(shapely.normalize(smooth))
    names = settlements.villages["township"] + settlements.villages["name"]
    return _named(pieces.assign(village=names.to_numpy()[pieces["village"]]))


def _outlines(cells: LandCells) -> tuple[np.ndarray, pd.DataFrame]:
    """Return the outlines of equal cells that touch, smoothed, and what they are equal in."""
    keys = pd.DataFrame(
        {
            "code": cells.code.ravel(),
            "village": cells.village.ravel(),
            "stand": cells.stand.ravel(),
            "mine": cells.mine.ravel(),
        }
    )
    number = keys.groupby(list(keys), sort=True).ngroup().to_numpy()
    number = np.where(keys["code"] == "", -1, number).reshape(cells.code.shape).astype(np.int32)
    of_label = keys.drop_duplicates().assign(number=lambda rows: number.ravel()[rows.index]).set_index("number")
    number[number >= 0] = _swept(number, cells)[number >= 0]
    found = features.shapes(number[::-1].copy(), mask=number[::-1] >= 0, connectivity=4, transform=north_up(cells.grid))
    shapes, values = [], []
    for shape, value in found:
        shapes.append(shapely.Polygon(shape["coordinates"][0], shape["coordinates"][1:]))
        values.append(int(value))
    smooth = shapely.coverage_simplify(np.array(shapes), SMOOTHED)
    return smooth, of_label.loc[values].reset_index(drop=True)


def _swept(number: Ints, cells: LandCells) -> Ints:
    """Return the labels without small bits of field or forest cut off by limits of villages or stands."""
    natural = np.isin(cells.code, ["0101", "0103", "0201", "0301", "0302", "0305", "0307"]) & (cells.mine == 0)
    swept = features.sieve(number, size=4, connectivity=4)
    codes = pd.Series(cells.code.ravel()).groupby(number.ravel()).first()
    # What is swept may only go to the same kind of land: fields stay fields.
    same = codes.reindex(swept.ravel()).to_numpy().reshape(number.shape) == cells.code
    return np.where(natural & same, swept, number)


def _segments(shapes: np.ndarray) -> np.ndarray:
    """Return each straight piece of the outlines once."""
    xy, ring = shapely.get_coordinates(shapely.get_rings(shapes), return_index=True)
    ends = np.hstack([xy[:-1], xy[1:]])[ring[1:] == ring[:-1]]
    turned = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    ends[turned] = ends[turned][:, [2, 3, 0, 1]]
    return shapely.linestrings(np.unique(ends, axis=0).reshape(-1, 2, 2))


def _drawn(shape: shapely.Geometry) -> shapely.Geometry:
    """Return `shape` on whole metres."""
    return shapely.set_precision(shape, STEP)


def _roads(streets: Streets, settlements: Settlements) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Return the ground of the main roads outside the city, and in it."""
    lines = streets.lines[streets.lines["highway"].isin(ROADS)]
    wide = lines.geometry.simplify(3.0).buffer(lines["highway"].map(HALF_WIDTH) + 1.0, cap_style="square", quad_segs=2)
    paved = shapely.union_all(wide.to_numpy()).simplify(1.5)
    return _drawn(shapely.difference(paved, settlements.city)), _drawn(shapely.intersection(paved, settlements.city))


def _blocks(streets: Streets, settlements: Settlements, buildings: gpd.GeoDataFrame) -> tuple[np.ndarray, list[str]]:
    """Return the blocks between the city's streets, and the use of each."""
    lines = streets.lines
    town = lines[lines.intersects(settlements.city) & ~lines["highway"].isin(["service", "footway", "steps", "path"])]
    faces = shapely.get_parts(shapely.polygonize(town.geometry.to_numpy()))
    blocks = faces[shapely.contains_xy(settlements.city, shapely.get_coordinates(shapely.point_on_surface(faces)))]
    blocks = blocks[shapely.area(blocks) < 150_000]
    at, block = shapely.STRtree(blocks).query(shapely.centroid(buildings.geometry.to_numpy()), predicate="within")
    roofs = pd.DataFrame(
        {"block": block, "code": buildings["use"].map(BLOCKS).to_numpy()[at], "area": buildings.area.to_numpy()[at]}
    )
    by_code = roofs.pivot_table(index="block", columns="code", values="area", aggfunc="sum", fill_value=0.0)
    by_code = by_code.reindex(range(len(blocks)), fill_value=0.0)
    vacant = by_code.sum(axis=1).to_numpy() / shapely.area(blocks) < VACANT
    return blocks, np.where(vacant, "1201", by_code.idxmax(axis=1).to_numpy()).astype(str).tolist()


def _yards(buildings: gpd.GeoDataFrame, blocks: np.ndarray, uses: list[str]) -> dict[str, shapely.Geometry]:
    """Return by code the yards of works and public buildings but in blocks that are theirs anyway."""
    own = buildings[buildings["use"].isin(list(YARDS))]
    code = own["use"].map(YARDS).to_numpy()
    at, block = shapely.STRtree(blocks).query(shapely.centroid(own.geometry.to_numpy()), predicate="within")
    apart = np.ones(len(own), dtype=bool)
    apart[at] = np.array(uses)[block] != code[at]
    yards = shapely.buffer(own.geometry.to_numpy(), YARD, join_style="mitre")
    return {kind: _drawn(shapely.union_all(yards[apart & (code == kind)])) for kind in np.unique(code).tolist()}


def _faces(boundary: shapely.Polygon, cells: np.ndarray, drawn: list[shapely.Geometry]) -> np.ndarray:
    """Return the faces of the network of all lines inside the boundary."""
    rings = shapely.boundary(np.array(drawn, dtype=object))
    joined = shapely.union_all([shapely.multilinestrings(cells), *rings], grid_size=STEP)
    noded = shapely.union_all([boundary.exterior, joined], grid_size=0.1)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    shapely.prepare(boundary)
    return faces[shapely.contains(boundary, shapely.point_on_surface(faces))]


def _village_of_block(rows: pd.DataFrame, area: Floats) -> Ints:
    """Return the village of each face: of those of a block, the one most of it lies in."""
    blocks = rows.assign(area=area)[rows["block"] >= 0]
    totals = blocks.groupby(["block", "village"])["area"].sum().reset_index().sort_values("area", kind="stable")
    most = totals.groupby("block")["village"].last()
    return rows["block"].map(most).fillna(rows["village"]).to_numpy().astype(np.int64)


def _dissolved(faces: np.ndarray, rows: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the faces that are equal in `rows` and touch as one."""
    keys = rows.groupby(list(rows), sort=True).ngroup().to_numpy()
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    groups = np.split(order, starts[1:])
    merged = np.array([shapely.coverage_union_all(faces[group]) for group in groups], dtype=object)
    parts, which = shapely.get_parts(merged, return_index=True)
    first = rows.iloc[order[starts]].iloc[which].reset_index(drop=True)
    return gpd.GeoDataFrame(first, geometry=shapely.normalize(parts), crs=CRS)


def _without_slivers(pieces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the pieces with each small one joined to the neighbour it borders longest, water and roads the last."""
    for _ in range(3):
        shapes = pieces.geometry.to_numpy()
        area = shapely.area(shapes)
        # The city's blocks may be small.
        small = np.flatnonzero(area < np.where(pieces["block"] >= 0, SMALLEST_BLOCK, SMALLEST))
        if not len(small):
            break
        a, b = shapely.STRtree(shapes).query(shapes[small], predicate="touches")
        shared = shapely.length(shapely.intersection(shapely.boundary(shapes[small][a]), shapely.boundary(shapes[b])))
        shared = shared * np.where(pieces["code"].isin(["1101", "1003", "1004"]).to_numpy()[b], 0.01, 1.0)
        shared = np.where(area[b] <= area[small[a]], 0, shared)
        pairs = pd.DataFrame({"small": small[a], "into": b, "shared": shared})
        pairs = pairs[pairs["shared"] > 0].sort_values(["small", "shared", "into"], kind="stable")
        into = pairs.groupby("small")["into"].last()
        target = np.arange(len(pieces))
        target[into.index.to_numpy()] = into.to_numpy()
        while not np.array_equal(further := target[target], target):
            target = further
        for goal in np.unique(target[target != np.arange(len(pieces))]):
            shapes[goal] = shapely.coverage_union_all(shapes[target == goal])
        stays = target == np.arange(len(pieces))
        pieces = pieces.set_geometry(shapes)[stays].reset_index(drop=True)
    return pieces


def _named(pieces: gpd.GeoDataFrame) -> Parcels:
    """Return the three layers' parcels from the pieces."""
    columns = ["code", "village"]
    whole = _dissolved(pieces.geometry.to_numpy(), pieces[[*columns, "block"]])
    whole["name"] = whole["code"].map(NAMES)
    whole["area"] = whole.area.round(1)
    whole["nature"] = "modelled"
    whole = whole.iloc[whole.geometry.hilbert_distance(level=14).argsort(kind="stable").to_numpy()]
    stands = pieces[pieces["stand"] > 0][["stand", "code", "village", "geometry"]].reset_index(drop=True)
    mines = pieces[pieces["mine"] > 0].dissolve("mine", as_index=False)[["mine", "village", "geometry"]]
    land_use = whole[["code", "name", "village", "area", "nature", "geometry"]].reset_index(drop=True)
    return Parcels(land_use=land_use, forest=stands, mines=mines)
