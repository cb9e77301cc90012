"""What is there twice: features that are the same, polygons that overlap."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_ruijin.checks.rows import in_rows
from geo_ruijin.errors import NOTHING, Fault
from geo_ruijin.spec import Geometry
from geo_ruijin.text import Text

#: The share of a layer's area from which on overlaps are more than the slivers of digitising [1].
_SLIVERS = 0.001

#: How many pairs of polygons are intersected at most; beyond, the area is what it is at least.
_PAIRS = 50_000

#: How many pairs of neighbours are looked at, and of how many polygons at a time: bounds of time and memory.
_NEIGHBOURS, _AT_ONCE = 2_000_000, 64


def doubled(features: gpd.GeoDataFrame, geometry: Geometry, *, file: str) -> list[Fault]:
    """Return a remark on features that are the same as an earlier one.

    Two stops may share a place, so points are the same only in all their values; lines and polygons are by their
    shape, whichever way round it was drawn.
    """
    shapes = pd.Series(shapely.to_wkb(shapely.normalize(features.geometry.to_numpy())), index=features.index)
    again = shapes.duplicated()
    if not again.any():
        return []
    problem = Text(zh="与前面某一行形状相同,重复计入", en="of the same shape as an earlier row, counted again")
    if geometry == "point":
        words = features.drop(columns=features.geometry.name).astype("string")
        again = words.assign(shape=shapes).duplicated()
        problem = Text(zh="与前面某一行完全相同,重复计入", en="the same as an earlier row in all, counted again")
    return [in_rows(file, "geometry", problem, again, serious=False)] if again.any() else []


def overlapping(features: gpd.GeoDataFrame, *, file: str) -> list[Fault]:
    """Return a remark on polygons that cover the same ground, with how much of it; the cost is bounded.

    Parcels meet along common edges, which is no overlap: where there are too many to intersect, those whose edges
    match are cleared first, and `_PAIRS` pairs of the others are intersected at most.
    """
    shapes = features.geometry.to_numpy()
    one, other = _neighbours(shapes)
    if _PAIRS < len(one) < _NEIGHBOURS:
        doubtful = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))
        one, other = one[kept := doubtful[one] | doubtful[other]], other[kept]
    cut = len(one) > _PAIRS
    one, other = one[:_PAIRS], other[:_PAIRS]
    common = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    total = float(common.sum())
    share = total / float(shapely.area(shapes).sum()) if total else 0.0
    if share <= _SLIVERS:
        return []
    overlap = pd.Series(data=False, index=features.index)
    overlap.iloc[np.union1d(one[common > 0], other[common > 0])] = True
    least = Text(zh="至少", en="at least ") if cut else NOTHING
    problem = Text(
        zh=f"与其他行重叠,合计{least.zh} {total:,.0f} 平方米({100 * share:.1f}%),按面积汇总时会重复",
        en=f"overlapping others, by {least.en}{total:,.0f} m² in all ({100 * share:.1f} %), twice in sums of area",
    )
    return [in_rows(file, "geometry", problem, overlap, serious=False)]


def _neighbours(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of shapes whose boxes meet, each once, up to about `_NEIGHBOURS` of them."""
    tree = shapely.STRtree(shapes)
    found: list[np.ndarray] = []
    count = 0
    for start in range(0, len(shapes), _AT_ONCE):
        pairs = tree.query(shapes[start : start + _AT_ONCE])
        pairs[0] += start
        found.append(pairs[:, pairs[0] < pairs[1]])
        count += found[-1].shape[1]
        if count >= _NEIGHBOURS:
            break
    one, other = np.concatenate([np.empty((2, 0), dtype=np.int64), *found], axis=1)
    return one, other
