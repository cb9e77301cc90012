"""The forest inventory: what grows in each stand, how dense, how much, and how it is protected."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from grid import Floats
from terrain import Terrain

#: Of the survey's codes, the kinds of land of the inventory and how often each occurs.
KINDS = {
    "0301": (("乔木林", 1.0),),
    "0302": (("竹林", 1.0),),
    "0305": (("国家特别规定灌木林", 0.45), ("一般灌木林", 0.55)),
    "0307": (("未成林", 0.46), ("无立木", 0.28), ("宜林地", 0.13), ("疏林", 0.11), ("苗圃", 0.02)),
}

#: Dominant trees: how often, the height above the sea they like [m], the volume of a mature stand [m³/ha], planted.
TREES = {
    "马尾松": (0.30, 380, 80, 0.25),
    "杉木": (0.26, 520, 112, 0.85),
    "湿地松": (0.11, 260, 72, 0.98),
    "阔叶树": (0.18, 640, 108, 0.05),
    "针阔混交": (0.13, 480, 104, 0.20),
    "桉树": (0.02, 240, 84, 1.0),
}
AGES = ("幼龄林", "中龄林", "近熟林", "成熟林", "过熟林")
OF_MATURE = np.array([0.28, 0.72, 0.92, 1.0, 1.04])  # of the volume, by age
#: The canopy: at least, usually, at most; 0 of the other kinds.
CANOPY = {"乔木林": (0.2, 0.65, 0.95), "竹林": (0.4, 0.72, 0.95), "疏林": (0.1, 0.15, 0.19), "未成林": (0.0, 0.1, 0.19)}
SCATTERED = {"竹林": 9.0, "疏林": 16.0, "未成林": 2.0, "国家特别规定灌木林": 1.5}  # m³/ha


def build(forest: gpd.GeoDataFrame, terrain: Terrain, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the inventory of the parts of stands in `forest`, equal in a stand but for area and volume."""
    stands = forest.groupby("stand").agg({"code": "first"})
    middle = shapely.get_coordinates(forest.dissolve("stand").geometry.loc[stands.index].representative_point())
    height, slope = (terrain.grid.at(field, middle) for field in (terrain.height, terrain.slope))
    count = len(stands)
    luck = rng.random(count)
    kind = np.array([_pick(KINDS[code], own) for code, own in zip(stands["code"], luck, strict=True)])
    trees = kind == "乔木林"
    species = _species(height, trees, rng)
    age = np.clip(np.round(rng.normal(1.6, 1.0, count)), 0, 4).astype(int)
    low, usual, high = np.array([CANOPY.get(name, (0.0, 0.0, 0.0)) for name in kind]).T
    canopy = np.clip(rng.normal(usual, 0.14), low, high).round(2)
    mature = np.array([TREES[name][2] if name in TREES else 0.0 for name in species])
    per_ha = mature * OF_MATURE[age] * canopy / 0.65 * rng.lognormal(0, 0.18, count)
    per_ha = np.where(trees, per_ha, [SCATTERED.get(name, 0.0) for name in kind])
    planted = np.array([TREES[name][3] if name in TREES else 0.5 for name in species])
    guard = slope / 0.25 + height / 700 + rng.normal(0, 0.5, count)
    grade = np.digitize(guard, np.quantile(guard, [0.35, 0.78, 0.97]))
    table = pd.DataFrame(
        {
            "land_type": kind,
            "species": species,
            "origin": np.where(rng.random(count) < planted, "人工", "天然"),
            "age": np.where(trees, np.array(AGES)[age], None),
            "canopy": canopy,
            "per_ha": per_ha,
            "protection": np.array(["Ⅳ", "Ⅲ", "Ⅱ", "Ⅰ"])[grade],
            "category": np.where(grade >= 2, "公益林", "商品林"),
            "ownership": rng.choice(["集体", "个人", "国有"], count, p=[0.55, 0.33, 0.12]),
        },
        index=stands.index,
    )
    rows = forest.join(table, on="stand")
    rows["area"] = (rows.area / 1e4).round(2)
    rows["volume"] = (rows["per_ha"] * rows["area"]).round().astype("int64")
    rows["nature"] = "modelled"
    rows = rows.iloc[rows.geometry.hilbert_distance(level=14).argsort(kind="stable").to_numpy()]
    kept = ["land_type", "species", "origin", "age", "canopy", "volume", "area", "protection", "category", "ownership"]
    return rows[[*kept, "village", "nature", "geometry"]].reset_index(drop=True)


def _pick(kinds: tuple[tuple[str, float], ...], luck: float) -> str:
    """Return the one of `kinds` that `luck` from 0 to 1 falls to."""
    shares = np.cumsum([share for _, share in kinds])
    return kinds[min(int(np.searchsorted(shares, luck)), len(kinds) - 1)][0]


def _species(height: Floats, trees: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the dominant tree of each stand, likelier where it likes the height; none outside stands of trees."""
    names = list(TREES)
    weight = np.array([share * np.exp(-(((height - like) / 260) ** 2)) for share, like, *_ in TREES.values()]).T
    weight += 0.01
    pick = (np.cumsum(weight, axis=1) / weight.sum(axis=1, keepdims=True) < rng.random((len(height), 1))).sum(axis=1)
    return np.where(trees, np.array(names, dtype=object)[pick], None)
