"""Every fault of a layer at once: columns, values, geometry, place."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import NOTHING, Fault, closest
from geo_ruijin.spec import ColumnSpec, ColumnType, Geometry
from geo_ruijin.text import Text

#: The types of shapes a layer of each geometry may hold.
SHAPES: Mapping[Geometry, tuple[str, ...]] = {
    "point": ("Point",),
    "line": ("LineString", "MultiLineString"),
    "polygon": ("Polygon", "MultiPolygon"),
    "table": (),
    "raster": (),
}

_TYPES: Mapping[ColumnType, Text] = {
    "text": Text(zh="文字", en="text"),
    "number": Text(zh="数字", en="numbers"),
    "integer": Text(zh="整数", en="whole numbers"),
    "boolean": Text(zh="是/否 (true/false)", en="true or false"),
    "date": Text(zh="日期", en="dates"),
}

_TURNED = Text(
    zh="请检查坐标系、基准(datum)以及经纬度是否颠倒。",
    en="Check the coordinate system, the datum and the order of longitude and latitude.",
)

#: How many row numbers a message names before it says how many more there are.
_NAMED = 5

#: From here on double arithmetic leaves out whole numbers.
_EXACT_INTEGER = 2**53


#: The share of a layer's area that repairs may change; more is for its owner to decide [1].
_REPAIRED = 0.01


def check_columns(
    rows: pd.DataFrame, columns: Mapping[str, ColumnSpec], *, file: str, path: str
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the rows with their columns in the declared types, and every fault of the values.

    Parameters
    ----------
    rows
        The rows as read, columns already in our names.
    columns
        What the layer declares.
    file
        The layer's TOML file, for readers.
    path
        The data file, for readers.
    """
    rows = rows.reset_index(drop=True)
    typed = rows.copy()
    faults: list[Fault] = []
    for name, column in columns.items():
        where = f"columns.{name}"
        if name not in rows:
            if column.required:
                what = Text(zh=f"{path} 里没有“{name}”这一列", en=f"{path} has no column '{name}'")
                cure = closest(name, map(str, rows.columns.drop("geometry", errors="ignore")))
                map_it = Text(
                    zh=f'列名不同时,在 [[sources]] 里写 columns = {{ {name} = "文件里的列名" }}。',
                    en=f'If it has another name there, write columns = {{ {name} = "its name there" }} in [[sources]].',
                )
                faults.append(Fault(file, where, what, Text(zh=f"{cure.zh} {map_it.zh}", en=f"{cure.en} {map_it.en}")))
            continue
        values, ill = _typed(rows[name], column.type)
        typed[name] = values
        kind = _TYPES[column.type]
        found = [
            (ill, _not_of(kind, rows[name][ill])),
            (rows[name].isna() if column.required else None, Text(zh="缺失", en="missing")),
        ]
        if column.type in ("number", "integer"):
            found += [
                (values.isin([np.inf, -np.inf]) & ~ill, Text(zh="不是有限数", en="not finite")),
                (None if column.min is None else values < column.min, _limit("小于", "below", column.min)),
                (None if column.max is None else values > column.max, _limit("大于", "above", column.max)),
            ]
        for mask, problem in found:
            if mask is not None and (wrong := mask.fillna(value=False)).any():
                faults.append(_in_rows(file, where, problem, wrong))
    return typed, faults


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
        faults.append(
            _in_rows(
                file, "geometry", Text(zh="没有位置,未使用", en="without a place, left out"), absent, serious=False
            )
        )
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
            faults.append(_in_rows(file, "geometry", problem, several, cure=cure))
    strange = ~used.geom_type.isin(SHAPES[geometry])
    if strange.any():
        shapes_found = ", ".join(sorted(used.geom_type[strange].unique()))
        problem = Text(
            zh=f"几何类型是 {shapes_found},应为 {geometry}", en=f"of shape {shapes_found}, should be {geometry}"
        )
        faults.append(_in_rows(file, "geometry", problem, strange))
    endless = pd.Series(~np.isfinite(used.bounds.to_numpy()).all(axis=1), index=used.index)
    if endless.any():
        problem = Text(zh="坐标不是有限数", en="with coordinates not finite")
        faults.append(_in_rows(file, "geometry", problem, endless))
    return used, faults


def check_placed(features: gpd.GeoDataFrame, geometry: Geometry, *, file: str) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Return features brought to the project's coordinate system, and what is wrong with them there.

    Polygons that cross themselves are repaired; by how much that changes their area is stated. Points that are the
    same as another one in place and values are remarked on, since stops and people among them count twice.

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
        return features, [_in_rows(file, "geometry", problem, far, cure=_TURNED)]
    if geometry == "polygon":
        return _repaired(features, file)
    words = features.drop(columns="geometry").astype("string")
    again = words.assign(geometry=features.geometry.to_wkb()).duplicated()
    if geometry == "point" and again.any():
        problem = Text(zh="与前面某一行完全相同,重复计入", en="the same as an earlier row in all, counted again")
        return features, [_in_rows(file, "geometry", problem, again, serious=False)]
    return features, []


def check_place(features: gpd.GeoDataFrame, place: BaseGeometry, *, file: str) -> list[Fault]:
    """Return a remark on features outside `place`; where more than half lie outside it, that is a serious fault."""
    shapely.prepare(place)
    outside = pd.Series(~shapely.intersects(place, features.geometry.to_numpy()), index=features.index)
    if not outside.any():
        return []
    serious = bool(outside.mean() > 0.5)  # noqa: PLR2004 - more out than in is another place
    problem = Text(zh="位于行政区边界之外", en="outside the boundary of the place")
    return [_in_rows(file, "geometry", problem, outside, cure=_TURNED if serious else NOTHING, serious=serious)]


def _typed(values: pd.Series, kind: ColumnType) -> tuple[pd.Series, pd.Series]:
    """Return the values in their type, and which of those that are there are not of it."""
    if kind in ("number", "integer"):
        # pandas would read dates as nanoseconds and true as 1; as text they are no numbers
        kinds = {"i": pd.Int64Dtype(), "u": pd.UInt64Dtype(), "f": pd.Float64Dtype()}
        readable = values.astype(kinds.get(values.dtype.kind, pd.StringDtype()))
        numbers = pd.to_numeric(readable, errors="coerce", dtype_backend="numpy_nullable")
        ill = numbers.isna() & values.notna()
        if kind == "integer" and numbers.dtype != "Int64":
            ill |= ~((numbers % 1 == 0) & (numbers.abs() < _EXACT_INTEGER)).fillna(value=True)
        if kind == "number":
            return numbers.astype("float64"), ill
        return (numbers if ill.any() else numbers.astype("Int64")), ill
    if kind == "boolean":
        words = {
            "true": True,
            "1": True,
            "1.0": True,
            "是": True,
            "false": False,
            "0": False,
            "0.0": False,
            "否": False,
        }
        found = values.map(lambda value: words.get(str(value).strip().lower()), na_action="ignore")
        return found.astype("boolean"), found.isna() & values.notna()
    if kind == "date":
        # the day that is written counts, wherever on earth it was
        written = _as_text(values).str.replace(r"(:\d\d(?:\.\d+)?)(?:Z|[+-]\d\d:?\d\d)$", r"\1", regex=True)
        dates = pd.to_datetime(written, errors="coerce", format="ISO8601")
        return dates, dates.isna() & values.notna()
    return _as_text(values), pd.Series(data=False, index=values.index)


def _as_text(values: pd.Series) -> pd.Series:
    """Return the values as text; codes that an empty cell beside them made decimal are whole again."""
    there = values.dropna()
    whole = values.dtype.kind == "f" and bool(((there % 1 == 0) & (there.abs() < _EXACT_INTEGER)).all())
    return (values.astype("Int64") if whole else values).astype("string")


def _not_of(kind: Text, cells: pd.Series) -> Text:
    """Return that cells are not of their type, with the first as it is written."""
    first = f"{cells.iloc[0]}"[:20] if len(cells) else ""
    return Text(zh=f"不是{kind.zh}(如“{first}”)", en=f"not {kind.en} (such as '{first}')")


def _limit(zh: str, en: str, limit: float | None) -> Text:
    return Text(zh=f"{zh} {limit:g}", en=f"{en} {limit:g}") if limit is not None else NOTHING


def _in_rows(
    file: str,
    where: str,
    problem: Text,
    mask: pd.Series,
    *,
    cure: Text = NOTHING,
    serious: bool = True,
) -> Fault:
    """Return a fault that counts the rows and names the first by the mask's index, from 1 without the header."""
    numbers = [int(row) + 1 for row in mask.index[mask.to_numpy(dtype=bool)]]
    named = ", ".join(map(str, numbers[:_NAMED]))
    more = len(numbers) - _NAMED
    tail = Text(zh=f" 等,另有 {more} 行", en=f" and {more} more") if more > 0 else NOTHING
    what = Text(
        zh=f"{len(mask)} 行中有 {len(numbers)} 行{problem.zh}(第 {named} 行{tail.zh},不计表头)",
        en=f"{len(numbers)} of {len(mask)} values {problem.en} (rows {named}{tail.en}, not counting the header)",
    )
    return Fault(file, where, what, cure, serious)


def _repaired(features: gpd.GeoDataFrame, file: str) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    broken = ~features.is_valid
    if not broken.any():
        return features, []
    before = features[broken].geometry.to_numpy()
    after = np.array([polygonal(shape) for shape in shapely.make_valid(before, method="structure")], dtype=object)
    gone = int(shapely.is_empty(after).sum())
    change = float(np.abs(shapely.area(after) - shapely.area(before)).sum())
    repaired = features.copy()
    repaired.loc[broken, "geometry"] = after
    problem = Text(
        zh=f"自相交,已修复,面积合计变化 {change:.1f} 平方米" + (f",其中 {gone} 个没有面积、未使用" if gone else ""),
        en=f"crossing themselves, repaired, areas changed by {change:.1f} m² in all"
        + (f"; {gone} of them have no area and are left out" if gone else ""),
    )
    serious = change > _REPAIRED * float(shapely.area(repaired.geometry.to_numpy()).sum())
    return repaired[~repaired.geometry.is_empty], [_in_rows(file, "geometry", problem, broken, serious=serious)]


def polygonal(shape: BaseGeometry) -> BaseGeometry:
    """Return the parts of a shape that have an area, as one."""
    if shape.geom_type in SHAPES["polygon"]:
        return shape
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in SHAPES["polygon"]]
    return shapely.union_all(parts)
