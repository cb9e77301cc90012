"""Read a file of features or rows, whatever its format."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
from pyarrow import ArrowException
from pyogrio.errors import DataLayerError, DataSourceError

from geo_ruijin.errors import SourceError
from geo_ruijin.text import Text

_UNREADABLE = (
    ArrowException,
    DataSourceError,
    DataLayerError,
    OSError,
    UnicodeError,
    ValueError,
    ImportError,
    zipfile.BadZipFile,
)

_WORKBOOKS = (".xlsx", ".xls", ".ods")


def read_file(path: Path, *, layer: str | None = None) -> pd.DataFrame:
    """Return the rows of a file: a GeoDataFrame where the format holds geometries, else a DataFrame.

    Parameters
    ----------
    path
        GeoParquet or Parquet, CSV, Excel, or anything GDAL reads: GeoPackage, shapefile, GeoJSON, FlatGeobuf, KML.
    layer
        The layer, or the sheet of a workbook; the first where none is named.

    Returns
    -------
    DataFrame
        Geometries, where there are any, in the column ``geometry``. Cells are not guessed at: of a CSV file, which
        has no types, they are text, of a workbook what they are there. "001" stays what it is.

    Raises
    ------
    SourceError
        If the file cannot be read.
    """
    suffix = path.suffix.lower()
    try:
        if suffix in (".parquet", ".geoparquet"):
            has_geometry = b"geo" in (pq.read_schema(path).metadata or {})
            return _named_geometry(gpd.read_parquet(path)) if has_geometry else pd.read_parquet(path)
        if suffix == ".csv":
            return pd.read_csv(path, encoding=_encoding(path), dtype="string")
        if suffix in _WORKBOOKS:
            return pd.read_excel(path, sheet_name=layer or 0, dtype=object)
        return _features(path, layer)
    except _UNREADABLE as error:
        raise SourceError(
            Text(
                zh=f"无法读取 {path.name}:{error}。文件可能损坏、格式不符或正被其他程序占用。",
                en=f"{path.name} cannot be read: {error}. It may be damaged, of another format, or open elsewhere.",
            )
        ) from error


def _features(path: Path, layer: str | None) -> pd.DataFrame:
    """Return the rows of a file GDAL reads, of its only layer where none is named."""
    layers = [str(name) for name, _ in pyogrio.list_layers(path)]
    if layer is None and len(layers) > 1:
        names = ", ".join(layers)
        raise SourceError(
            Text(
                zh=f'{path.name} 有多个图层({names})。请在该来源写 layer = "…"。',
                en=f'{path.name} has several layers ({names}). Write layer = "…" in its source.',
            )
        )
    if path.suffix.lower() == ".shp" and not path.with_suffix(".cpg").is_file():
        return _undeclared(path)
    rows: pd.DataFrame = pyogrio.read_dataframe(path, layer=layer or 0, use_arrow=True)
    return rows


def _undeclared(path: Path) -> pd.DataFrame:
    """Return the rows of a shapefile that does not say its encoding: UTF-8, or that of Chinese Windows."""
    try:
        rows: pd.DataFrame = pyogrio.read_dataframe(path, encoding="UTF-8")
    except (UnicodeError, DataSourceError):
        rows = pyogrio.read_dataframe(path, encoding="GB18030")
    return rows


def _named_geometry(features: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return features if features.geometry.name == "geometry" else features.rename_geometry("geometry")


def _encoding(path: Path) -> str:
    """Return the encoding of a text table: UTF-8, or the GB 18030 that Excel and WPS write in China."""
    try:
        path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"
