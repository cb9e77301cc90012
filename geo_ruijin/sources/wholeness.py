"""Whether what was read is all there was: what GDAL leaves out without a word."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio.raw
import shapely

from geo_ruijin.errors import NOTHING, SourceError
from geo_ruijin.sources.formats import Format, unreadable
from geo_ruijin.text import Text

_AGAIN = Text(zh="请重新导出、下载或复制。", en="Export, download or copy it again.")
_REPAIR = Text(zh="请在 GIS 里修复几何后重新导出。", en="Repair the geometries in a GIS and export it again.")

#: What OGR calls geometries with curves.
_CURVES = "'CIRCULARSTRING','COMPOUNDCURVE','CURVEPOLYGON','MULTICURVE','MULTISURFACE'"

#: How many rows a message names.
_NAMED = 5

#: An SQLite file's header [bytes], and that of the two tables of a FileGDB: "tables" and their "offsets".
_SQLITE, _TABLE, _OFFSETS, _BLOCK = 100, 32, 16, 1024


def check_length(path: Path, format_: Format) -> None:
    """Raise a SourceError if a GeoPackage or FileGDB is shorter than its headers say."""
    if format_ == "geopackage":
        with path.open("rb") as file:
            header = file.read(_SQLITE)
        page = int.from_bytes(header[16:18], "big") or 1
        pages = int.from_bytes(header[28:32], "big") if header[24:28] == header[92:96] else 0  # else not kept up
        if len(header) < _SQLITE or path.stat().st_size < pages * (65536 if page == 1 else page):
            raise _cut_off(path, path)
    if format_ == "gdb":
        tables = sorted(path.glob("*.gdbtable"))
        if not tables:
            what = Text(
                zh="文件夹里没有 FileGDB 的表(.gdbtable)", en="the folder has no tables of a FileGDB (.gdbtable)"
            )
            raise unreadable(path, what, Text(zh="请复制整个 .gdb 文件夹。", en="Copy the whole .gdb folder."))
        for table in tables:
            _check_gdb_table(path, table)


def check_rows(path: Path, rows: pd.DataFrame, *, expected: int, fields: list[str]) -> None:
    """Raise a SourceError if there are other features than the file says it has, or columns of the same name."""
    if expected >= 0 and len(rows) != expected:
        what = Text(
            zh=f"写明有 {expected} 个要素,只读到 {len(rows)} 个,文件不完整",
            en=f"it says it has {expected} features and only {len(rows)} are there: cut off",
        )
        raise unreadable(path, what, _AGAIN)
    if len(set(fields)) < len(fields):
        twice = ", ".join(sorted({field for field in fields if fields.count(field) > 1}))
        what = Text(zh=f"有重名的字段 {twice}", en=f"it has several columns named {twice}")
        raise unreadable(path, what, Text(zh="请在 GIS 里改名。", en="Rename them in a GIS."))


def check_lines(path: Path, staged: Path, rows: pd.DataFrame) -> None:
    """Raise a SourceError if a line of newline-delimited GeoJSON was passed over."""
    lines = staged.read_text(encoding="utf-8-sig").split("\n")
    written = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if len(written) == len(rows) or "\x1e" in lines[0]:
        return
    for number, line in written:
        try:
            json.loads(line)
        except (ValueError, RecursionError) as error:
            what = Text(zh=f"第 {number} 行不是完整的 JSON", en=f"line {number} is no whole JSON")
            raise unreadable(path, what, _AGAIN) from error
    what = Text(
        zh=f"{len(written)} 行里只有 {len(rows)} 行是要素",
        en=f"only {len(rows)} of its {len(written)} lines are features",
    )
    raise unreadable(path, what, _AGAIN)


def check_coordinates(path: Path, staged: Path, rows: pd.DataFrame) -> None:
    """Raise a SourceError if GeoJSON has a geometry GDAL took for none: coordinates that are text, say."""
    if not isinstance(rows, gpd.GeoDataFrame) or not rows.geometry.isna().any():
        return
    content = json.loads(staged.read_text(encoding="utf-8-sig"))
    features = content.get("features", [content]) if isinstance(content, dict) else []
    if len(features) != len(rows):
        what = Text(
            zh=f"features 里有 {len(features)} 项,只有 {len(rows)} 项是要素",
            en=f"only {len(rows)} of the {len(features)} items in its features are features",
        )
        raise unreadable(path, what, _AGAIN)
    for number, (feature, missing) in enumerate(zip(features, rows.geometry.isna(), strict=True), 1):
        geometry = feature.get("geometry", feature if "coordinates" in feature else None)
        if missing and geometry and geometry.get("coordinates", geometry.get("geometries", True)) != []:
            shown = json.dumps(geometry, ensure_ascii=False)[:80]
            what = Text(
                zh=f"第 {number} 个要素的几何读不出来({shown})",
                en=f"the geometry of feature {number} is none that can be read ({shown})",
            )
            cure = Text(
                zh="坐标应是数字,类型应是 GeoJSON 规定的。",
                en="Coordinates must be numbers, and types those of GeoJSON.",
            )
            raise unreadable(path, what, cure)


def check_blobs(path: Path, staged: Path, layer: str, rows: pd.DataFrame, column: str) -> None:
    """Raise a SourceError if a GeoPackage has geometries that GDAL took for none."""
    if not isinstance(rows, gpd.GeoDataFrame) or not (missing := int(rows.geometry.isna().sum())):
        return
    if damaged := missing - _count(staged, layer, f"{_quoted(column)} IS NULL"):
        what = Text(zh=f"有 {damaged} 个几何已损坏", en=f"{damaged} of its geometries are damaged")
        raise unreadable(path, what, _REPAIR)


def curves(path: Path, staged: Path, layer: str, format_: Format, column: str) -> list[Text]:
    """Return a remark if geometries are curves, which GDAL draws as straight pieces without a word."""
    if format_ not in ("geopackage", "gdb", "gml"):
        return []
    kind = f"ST_GeometryType({_quoted(column)})" if format_ == "geopackage" else "OGR_GEOMETRY"
    found = _count(staged, layer, f"{kind} IN ({_CURVES})")
    if not found:
        return []
    zh = f"{path.name} 有 {found} 条曲线,已按每 4 度一段化为折线"
    return [Text(zh=zh, en=f"{path.name} has {found} curves; they are drawn as straight pieces of 4 degrees")]


def closed_rings(path: Path, staged: Path, layer: str | int) -> tuple[gpd.GeoSeries, Text]:
    """Return the geometries of a layer some of which are none as they are written, the rings closed, and a remark.

    Raises
    ------
    SourceError
        If some are still none: lines of one point, rings of two.
    """
    _, _, written, _ = pyogrio.raw.read(staged, layer=layer, columns=[])
    before = shapely.from_wkb(written, on_invalid="ignore")
    after = shapely.from_wkb(written, on_invalid="fix")
    ill = [number for number, (blob, shape) in enumerate(zip(written, after, strict=True), 1) if blob and shape is None]
    if ill:
        shown = ", ".join(map(str, ill[:_NAMED]))
        what = Text(
            zh=f"第 {shown} 个要素的点太少,不成线或面({len(ill)} 个)",
            en=f"features {shown} have too few points for a line or a polygon ({len(ill)} in all)",
        )
        raise unreadable(path, what, _REPAIR)
    mended = int(sum(now is not None and was is None for was, now in zip(before, after, strict=True)))
    remark = Text(
        zh=f"{path.name} 有 {mended} 个面没有闭合,已用直线闭合",
        en=f"{path.name} has {mended} polygons that were not closed; they are, by a straight line",
    )
    return gpd.GeoSeries(after), remark


def _count(staged: Path, layer: str, where: str) -> int:
    """Return how many features of a layer there are of which `where` is true."""
    _, found, _, _ = pyogrio.raw.read(staged, layer=layer, where=where, columns=[], return_fids=True)
    return len(found)


def _quoted(column: str) -> str:
    doubled = column.replace('"', '""')
    return f'"{doubled}"'


def _check_gdb_table(path: Path, table: Path) -> None:
    """Check one table of a FileGDB and the offsets of its rows against their headers."""
    offsets = table.with_suffix(".gdbtablx")
    with table.open("rb") as file:
        header = file.read(_TABLE)
    if len(header) < _TABLE:
        raise _cut_off(path, table)
    if not int.from_bytes(header[4:8], "little"):
        return  # no rows: its offsets may be missing
    head = b""
    if offsets.is_file():
        with offsets.open("rb") as file:
            head = file.read(_OFFSETS)
    blocks, width = (int.from_bytes(head[start : start + 4], "little") for start in (4, 12))
    if len(head) < _OFFSETS or offsets.stat().st_size < _OFFSETS + blocks * _BLOCK * width:
        raise _cut_off(path, offsets)


def _cut_off(path: Path, file: Path) -> SourceError:
    named = NOTHING if file == path else Text(zh=f"其中的 {file.name} ", en=f"its {file.name}: ")
    what = Text(zh=f"{named.zh}比它自己写明的短,文件不完整", en=f"{named.en}shorter than it says, cut off")
    return unreadable(path, what, _AGAIN)
