"""The shapes of features: their type, and what is wrong with them in the project's coordinate system."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks.place import TURNED
from geo_ruijin.checks.repeats import doubled, overlapping
from geo_ruijin.checks.rows import in_rows, row_number
from geo_ruijin.errors import NOTHING, Fault
from geo_ruijin.spec import Geometry
from geo_ruijin.text import Text

#: The types of shapes a layer of each geometry may hold.
SHAPES: Mapping[Geometry, tuple[str, ...]] = {
    "point": ("Point",),
    "line": ("LineString", "MultiLineString"),
    "polygon": ("Polygon", "MultiPolygon"),
    "table": (),
    "raster": (),
}

#: The share of a layer's area that repairs may change; more is for its owner to decide [1].
_REPAIRED = 0.01

#: How many rows are named with the area their repair changed.
_WORST = 3


def check_geometry(
    features: gpd.GeoDataFrame, geometry: Geometry, *, file: str
) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Return the features that can be used, and every fault of their shapes.

    Features without a geometry are left out and points in groups of one taken out of them. The index of what is
    returned is the position of the row in the file, which messages name.
    """
    faults: list[Fault] = []
    features = features.reset_index(drop=True)
    shapes = features.geometry
    absent = shapes.isna() | shapes.is_empty
    if absent.any():
        problem = Text(zh="没有位置,未使用", en="without a place, left out")
        faults.append(in_rows(file, "geometry", problem, absent, serious=False))
    used = features[~absent]
    if geometry == "point":
        several = (used.geom_type == "MultiPoint") & (shapely.get_num_geometries(used.geometry.to_numpy()) > 1)
        used = used[~several].explode()
        if several.any():
            problem = Text(zh="有不止一个点", en="of more than one point")
            cure = Text(
                zh="请拆成每行一个点,并把人数等数量分到各行。",
                en="Split them into one point a row, and share quantities such as people among the rows.",
            )
            faults.append(in_rows(file, "geometry", problem, several, cure=cure))
    strange = ~used.geom_type.isin(SHAPES[geometry])
    if strange.any():
        faults.append(_strange(used.geom_type, strange, geometry, file=file))
    endless = pd.Series(~np.isfinite(used.bounds.to_numpy()).all(axis=1), index=used.index)
    if endless.any():
        problem = Text(zh="坐标不是有限数", en="with coordinates not finite")
        faults.append(in_rows(file, "geometry", problem, endless))
    return used, faults


def check_placed(features: gpd.GeoDataFrame, geometry: Geometry, *, file: str) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Return features brought to the project's coordinate system, and what is wrong with them there.

    Polygons that cross themselves are repaired; by how much that changes their area is stated. Features that are there
    twice and polygons that overlap are remarked on, since what is on them counts twice.

    Parameters
    ----------
    features
        As `check_geometry` returns them, in a coordinate system in metres.
    geometry
        What the layer declares.
    file
        The layer's TOML file, for readers.
    """
    far = pd.Series(~np.isfinite(features.bounds.to_numpy()).all(axis=1), index=features.index)
    if far.any():
        problem = Text(zh="坐标超出坐标系的范围", en="with coordinates beyond what the coordinate system can hold")
        return features, [in_rows(file, "geometry", problem, far, cure=TURNED)]
    faults: list[Fault] = []
    if geometry == "polygon":
        features, faults = _repaired(features, file)
    faults += doubled(features, geometry, file=file)
    if geometry == "polygon":
        faults += overlapping(features, file=file)
    return features, faults


def polygonal(shape: BaseGeometry) -> BaseGeometry:
    """Return the parts of a shape that have an area, as one."""
    if shape.geom_type in SHAPES["polygon"]:
        return shape
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in SHAPES["polygon"]]
    return shapely.union_all(parts)


def _strange(kinds: pd.Series, strange: pd.Series, geometry: Geometry, *, file: str) -> Fault:
    """Return the fault of shapes the layer may not hold, with how many of each there are."""
    counts = kinds[strange].value_counts().sort_index()
    found = ", ".join(f"{kind} ({count})" for kind, count in counts.items()) if len(counts) > 1 else counts.index[0]
    problem = Text(zh=f"几何类型是 {found},应为 {geometry}", en=f"of shape {found}, should be {geometry}")
    cure = Text(
        zh=f"同一文件里混有不同类型,请拆开,只留 {geometry} 要素。",
        en=f"The file mixes shapes: split it and keep the {geometry} features.",
    )
    return in_rows(file, "geometry", problem, strange, cure=NOTHING if strange.all() else cure)


def _repaired(features: gpd.GeoDataFrame, file: str) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    broken = ~features.is_valid
    if not broken.any():
        return features, []
    before = features[broken].geometry.to_numpy()
    after = np.array([polygonal(shape) for shape in shapely.make_valid(before, method="structure")], dtype=object)
    gone = int(shapely.is_empty(after).sum())
    changes = pd.Series(np.abs(shapely.area(after) - shapely.area(before)), index=features.index[broken])
    change = float(changes.sum())
    repaired = features.copy()
    repaired.loc[broken, "geometry"] = after
    most = [(row_number(row), area) for row, area in changes.nlargest(_WORST).items() if area > 0]
    worst_zh = "、".join(f"第 {row} 行 {area:.1f} 平方米" for row, area in most)
    worst_en = ", ".join(f"row {row} by {area:.1f} m²" for row, area in most)
    problem = Text(
        zh=f"自相交,已修复,面积合计变化 {change:.1f} 平方米"
        + (f",最多的是{worst_zh}" if len(changes) > 1 and most else "")
        + (f",其中 {gone} 个没有面积、未使用" if gone else ""),
        en=f"crossing themselves, repaired, areas changed by {change:.1f} m² in all"
        + (f", most of all {worst_en}" if len(changes) > 1 and most else "")
        + (f"; {gone} of them have no area and are left out" if gone else ""),
    )
    serious = change > _REPAIRED * float(shapely.area(repaired.geometry.to_numpy()).sum())
    return repaired[~repaired.geometry.is_empty], [in_rows(file, "geometry", problem, broken, serious=serious)]
