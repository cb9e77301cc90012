"""Features as GDAL reads them, and nothing less than the file holds."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from pyarrow import ArrowException
from pyogrio.errors import DataSourceError, FieldError
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError

from geo_ruijin.errors import closest
from geo_ruijin.sources import wholeness
from geo_ruijin.sources.archives import check_archive
from geo_ruijin.sources.formats import Format, several, unreadable
from geo_ruijin.sources.shapefiles import AS_IT_IS, check_shapefile, decoded, text_encoding, unknown_system
from geo_ruijin.sources.staging import staged
from geo_ruijin.text import Text

#: What may read each format: GDAL also has drivers that follow what a file says to other files and to the network.
_DRIVERS: dict[Format, tuple[str, ...]] = {
    "shapefile": ("ESRI Shapefile",),
    "geopackage": ("GPKG",),
    "geojson": ("GeoJSON", "GeoJSONSeq"),
    "flatgeobuf": ("FlatGeobuf",),
    "kml": ("LIBKML", "KML"),
    "kmz": ("LIBKML",),
    "gdb": ("OpenFileGDB",),
    "gml": ("GML",),
}

#: The formats whose layers have names.
_LAYERED: tuple[Format, ...] = ("geopackage", "gdb", "kml", "kmz", "gml")

#: What pyogrio, PyArrow and shapely raise; a truncated FileGDB is a KeyError.
_UNREADABLE = (
    ArrowException, FieldError, ShapelyError, OSError, ValueError, LookupError, NotImplementedError, RuntimeError,
)  # fmt: skip

_AGAIN = Text(
    zh="文件可能损坏、不完整或正被其他程序占用,请重新导出或复制。",
    en="It may be damaged, cut off or open elsewhere: export or copy it again.",
)

#: What the KML driver adds to every feature, and what it writes there when the file says nothing.
_KML = (
    "id", "description", "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility",
    "drawOrder", "icon", "snippet",
)  # fmt: skip
_KML_UNSAID = (-1, 0)

_LEGACY_CRS = re.compile(rb'"crs"\s*:\s*\{[^{}]*\{[^{}]*"name"\s*:\s*"([^"]*)"')


def layers_in(path: Path, format_: Format) -> list[str]:
    """Return the layers of a file that GDAL reads, none where it has just one unnamed."""
    if format_ not in _LAYERED:
        return []
    wholeness.check_length(path, format_)
    if format_ == "kmz":
        check_archive(path)
    with staged(path, format_) as ready, _told(path):
        return [str(name) for name, _ in pyogrio.list_layers(ready)]


def read_features(
    path: Path, format_: Format, *, layer: str | None = None, encoding: str | None = None
) -> pd.DataFrame:
    """Return all features of a layer, in two dimensions; a DataFrame where they have no geometries.

    Curves are drawn as straight pieces of 4 degrees, GDAL's own. What a reader should know of how the file was read
    stands in ``attrs["remarks"]``.

    Raises
    ------
    SourceError
        If it cannot be read whole: fewer features than the file says it has are an error, never fewer rows.
    """
    table = check_shapefile(path) if format_ == "shapefile" else None
    chosen = _layer(path, layers_in(path, format_), layer)
    with staged(path, format_) as ready, _told(path) as said:
        options: dict[str, Any] = {"layer": chosen, "encoding": AS_IT_IS if table else None}
        info = pyogrio.read_info(ready, **options)
        if info["driver"] not in _DRIVERS[format_]:
            raise DataSourceError(str(info["driver"]))
        rows, remarks = _read(path, ready, options)
        fields = [str(field) for field in info["fields"]]
        wholeness.check_rows(path, rows, expected=table.rows if table else info["features"], fields=fields)
        if info["driver"] == "GeoJSONSeq":
            wholeness.check_lines(path, ready, rows)
        if info["driver"] == "GeoJSON":
            wholeness.check_coordinates(path, ready, rows)
        if format_ == "geojson":
            rows, unknown = _legacy_crs(path, ready, rows)
            remarks += unknown
        if format_ == "geopackage":
            wholeness.check_blobs(path, ready, str(chosen), rows, str(info["geometry_name"]))
        if isinstance(rows, gpd.GeoDataFrame):
            remarks += wholeness.curves(path, ready, str(chosen), format_, str(info["geometry_name"]))
    if table is not None:
        label, found = text_encoding(path, table, encoding)
        rows, remarks = decoded(rows, label), [*remarks, *found, *unknown_system(path, rows)]
    if format_ in ("kml", "kmz"):
        rows = _without_unsaid(rows)
    if "geometry" in fields and isinstance(rows, gpd.GeoDataFrame):
        zh = f"{path.name} 名为“geometry”的属性列与几何重名,未读取"
        remarks.append(Text(zh=zh, en=f"{path.name}: its column 'geometry' is not read beside the geometries"))
    words = dict.fromkeys(str(item.message).strip() for item in said if issubclass(item.category, RuntimeWarning))
    remarks += [Text(zh=f"{path.name}:GDAL 提示“{word}”", en=f"{path.name}: GDAL says '{word}'") for word in words]
    return _flat(path, rows, remarks)


def read_parquet(path: Path) -> pd.DataFrame:
    """Return the rows of a GeoParquet or Parquet file, geometries in the column ``geometry``; raise a SourceError."""
    with _told(path):
        try:
            rows: pd.DataFrame = gpd.read_parquet(path)
        except ValueError as error:
            if "Missing geo metadata" not in str(error):
                raise
            rows = pd.read_parquet(path)
        if isinstance(rows, gpd.GeoDataFrame) and rows.geometry.name != "geometry":
            rows = rows.rename_geometry("geometry")
    return _flat(path, rows, [])


@contextmanager
def _told(path: Path) -> Iterator[list[warnings.WarningMessage]]:
    """Turn whatever the libraries raise into the error that the file cannot be read; give what they warn of."""
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            yield said
    except _UNREADABLE as error:
        lines = str(error).splitlines() or [type(error).__name__]
        words = re.sub(r"/[^\s']*/", "", lines[0])[:200]  # where it lies, maybe in a temporary folder, helps nobody
        raise unreadable(path, Text(zh=f"读取程序提示“{words}”", en=f"the reader says '{words}'"), _AGAIN) from error


def _layer(path: Path, names: list[str], layer: str | None) -> str | int:
    """Return the layer to read: the one named, or the only one."""
    if layer is not None and layer in names:
        return layer
    if layer is not None and names:
        what = Text(zh=f"没有图层“{layer}”", en=f"it has no layer '{layer}'")
        raise unreadable(path, what, closest(layer, names))
    if len(names) > 1:
        raise several(path, names)
    return names[0] if names else 0


def _read(path: Path, ready: Path, options: dict[str, Any]) -> tuple[pd.DataFrame, list[Text]]:
    """Return the rows as they are; never through Arrow, which ends at a cut without a word and knows no curves."""
    try:
        return pyogrio.read_dataframe(ready, use_arrow=False, **options), []
    except ShapelyError:
        shapes, remark = wholeness.closed_rings(path, ready, options["layer"])
        rows = pyogrio.read_dataframe(ready, use_arrow=False, on_invalid="ignore", **options)
        return rows.set_geometry(shapes.set_crs(rows.crs)), [remark]


def _legacy_crs(path: Path, ready: Path, rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Text]]:
    """Return GeoJSON without a coordinate system where it names one nobody knows; GDAL would take WGS 84 for it."""
    found = _LEGACY_CRS.search(ready.read_bytes())
    if found is None or b"CRS84" in found[1] or not isinstance(rows, gpd.GeoDataFrame):
        return rows, []
    name = found[1].decode()
    try:
        return rows.set_crs(CRS.from_user_input(name), allow_override=True), []
    except CRSError:
        remark = Text(
            zh=f"{path.name} 写的坐标系“{name}”无法识别",
            en=f"{path.name} names a coordinate system nobody knows, '{name}'",
        )
        return gpd.GeoDataFrame(rows.drop(columns="geometry"), geometry=rows.geometry.to_numpy()), [remark]


def _without_unsaid(rows: pd.DataFrame) -> pd.DataFrame:
    """Return features of KML without the columns in which the file says nothing."""
    unsaid = [name for name in _KML if name in rows and (rows[name].isna() | rows[name].isin(_KML_UNSAID)).all()]
    return rows.drop(columns=unsaid)


def _flat(path: Path, rows: pd.DataFrame, remarks: list[Text]) -> pd.DataFrame:
    """Return the rows in two dimensions, with the remarks."""
    if isinstance(rows, gpd.GeoDataFrame):
        shapes = rows.geometry.to_numpy()
        if (shapely.has_z(shapes) | shapely.has_m(shapes)).any():
            flat = gpd.GeoSeries(shapely.force_2d(shapes), index=rows.index, crs=rows.crs and rows.crs.to_2d())
            rows = rows.set_geometry(flat)
            zh = f"{path.name} 的高程(Z)或量测值(M)未使用"
            remarks = [*remarks, Text(zh=zh, en=f"{path.name}: heights (Z) and measures (M) are left out")]
    rows.attrs = {"remarks": remarks}
    return rows
