"""The formats of data files, told by what is in them and not by what they are called."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Literal, get_args

from geo_ruijin.errors import NOTHING, SourceError
from geo_ruijin.text import Text, same

Format = Literal[
    "shapefile", "geopackage", "geojson", "flatgeobuf", "kml", "kmz", "gdb", "gml", "parquet", "text", "workbook",
    "old workbook", "zip", "weather",
]  # fmt: skip

#: The files that a year of weather comes in.
WeatherKind = Literal["epw", "tmy3", "pvgis csv", "pvgis json"]

#: The extensions of each format; what a file is renamed to is the first.
_SUFFIXES: dict[str, tuple[str, ...]] = {
    "shapefile": (".shp",),
    "geopackage": (".gpkg",),
    "geojson": (".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson", ".jsonl"),
    "flatgeobuf": (".fgb",),
    "kml": (".kml",),
    "kmz": (".kmz",),
    "gdb": (".gdb",),
    "gml": (".gml", ".xml"),
    "parquet": (".parquet", ".geoparquet", ".pq"),
    "text": (".csv", ".tsv", ".txt"),
    "workbook": (".xlsx", ".xlsm"),
    "old workbook": (".xls", ".ods", ".xlsb", ".et"),
    "zip": (".zip",),
    "weather": (".epw",),
}

#: What a weather file may be called, besides.
_WEATHER_TOO = ("text", "geojson", "weather")

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x00\x00\x27\x0a", "shapefile"),
    (b"SQLite format 3\x00", "geopackage"),
    (b"fgb", "flatgeobuf"),
    (b"PAR1", "parquet"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0", "old workbook"),
    (b"II*\x00", "raster"),
    (b"MM\x00*", "raster"),
    (b"II+\x00", "raster"),
    (b"MM\x00+", "raster"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"%PDF", "PDF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"AC10", "DWG"),
    (b"\x00\x01\x00\x00Standard", "Access"),
)

_LABELS: dict[str, Text] = {
    "shapefile": same("shapefile"),
    "geopackage": same("GeoPackage"),
    "geojson": same("GeoJSON"),
    "flatgeobuf": same("FlatGeobuf"),
    "kml": same("KML"),
    "kmz": same("KMZ"),
    "gdb": same("FileGDB"),
    "gml": same("GML"),
    "parquet": same("Parquet"),
    "text": Text(zh="文本表格", en="a text table"),
    "workbook": Text(zh="Excel 工作簿", en="an Excel workbook"),
    "old workbook": Text(zh="旧版 Excel(.xls)或其他 Office 文件", en="an old Excel (.xls) or other Office file"),
    "zip": Text(zh="zip 压缩包", en="a zip archive"),
    "weather": Text(zh="气象数据(EPW、TMY3、PVGIS)", en="a weather file (EPW, TMY3, PVGIS)"),
    "raster": Text(zh="栅格(GeoTIFF),不是要素", en="a raster (GeoTIFF), not features"),
    "picture": Text(zh="图片", en="a picture"),
    "RAR": Text(zh="RAR 压缩包", en="a RAR archive"),
    "7z": Text(zh="7z 压缩包", en="a 7z archive"),
    "gzip": Text(zh="gzip 压缩包", en="a gzip archive"),
    "html": Text(zh="网页(多半是下载时的出错页)", en="a web page (most likely an error page saved as a file)"),
    "xml": Text(zh="其他 XML 文件", en="another kind of XML"),
    "DWG": Text(zh="CAD 图(DWG)", en="a CAD drawing (DWG)"),
    "Access": Text(zh="Access 数据库(.mdb)", en="an Access database (.mdb)"),
}

_RASTER = Text(zh="请用于 geometry 为 raster 的图层。", en="Use it for a layer whose geometry is raster.")
_UNPACK = Text(zh="请解压后再用,或改用 .zip。", en="Unpack it first, or use a .zip.")
_AGAIN = Text(zh="请重新下载。", en="Download it again.")
_EXPORT = Text(
    zh="请在 QGIS 或 ArcGIS 中另存为 GeoPackage(.gpkg)或 shapefile。",
    en="Save it as a GeoPackage (.gpkg) or a shapefile in QGIS or ArcGIS.",
)
SAVE_AS_XLSX = Text(zh="请在 Excel 或 WPS 中另存为 .xlsx。", en="Save it as .xlsx in Excel or WPS.")

_CURES = {"raster": _RASTER, "RAR": _UNPACK, "7z": _UNPACK, "gzip": _UNPACK, "html": _AGAIN}

#: How many layers a message names.
_NAMED = 30

_ROOT = re.compile(rb"<(?!\?|!)\s*([\w.:-]+)([^>]*)")


def unreadable(path: Path, what: Text, cure: Text = NOTHING) -> SourceError:
    """Return the error that a file cannot be read: what is wrong with it and how to mend it."""
    return SourceError(
        Text(
            zh=f"无法读取 {path.name}:{what.zh}。{cure.zh}",
            en=f"{path.name} cannot be read: {what.en}. {cure.en}".rstrip(),
        )
    )


def several(path: Path, names: list[str]) -> SourceError:
    """Return the error that a file has several layers, sheets or members, and one must be named."""
    shown = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
    return SourceError(
        Text(
            zh=f'{path.name} 有多个图层({shown})。请加 --layer 图层(来源里写 layer = "…")。',
            en=f'{path.name} has several layers ({shown}). Add --layer NAME (in its source layer = "…").',
        )
    )


def format_of(path: Path) -> Format:
    """Return the format of a data file.

    Raises
    ------
    SourceError
        If it is empty, of no format that can be read, or of another one than its extension says.
    OSError
        If it cannot be opened.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.geojson")
    ...     _ = path.write_text('{"type": "FeatureCollection", "features": []}')
    ...     format_of(path)
    'geojson'
    """
    suffix = path.suffix.lower()
    if path.is_dir():
        if suffix == ".gdb":
            return "gdb"
        what = Text(zh="这是文件夹,不是文件", en="it is a folder, not a file")
        raise unreadable(path, what, Text(zh="请给出其中的文件。", en="Name the file in it."))
    with path.open("rb") as file:
        head = file.read(65536)
    if not head.strip():
        raise unreadable(path, Text(zh="文件是空的", en="the file is empty"), _AGAIN)
    said = next((format_ for format_, suffixes in _SUFFIXES.items() if suffix in suffixes), None)
    if said in _WEATHER_TOO and weather_kind(head) is not None:
        return "weather"
    found = _by_content(path, head, said)
    if found is not None and found == said:
        return next(format_ for format_ in get_args(Format) if format_ == found)
    raise _mistaken(path, found, said)


def weather_kind(head: bytes) -> WeatherKind | None:
    """Return which kind of weather file begins like this, None where none does.

    Examples
    --------
    >>> weather_kind(b"LOCATION,Ganzhou,Jiangxi,CHN,CSWD,579930,25.87,115.00,8.0,125.0")
    'epw'
    """
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"LOCATION,"):
        return "epw"
    if start.startswith(b"Latitude (decimal degrees):"):
        return "pvgis csv"
    if start.startswith(b"{") and b'"meteo_data"' in start and re.search(rb'"(tmy_)?hourly"', start):
        return "pvgis json"
    return "tmy3" if re.match(rb"[^\n]+\n\"?Date \(MM/DD/YYYY\)\"?,", start) else None


def _by_content(path: Path, head: bytes, said: str | None) -> str | None:
    found = next((format_ for magic, format_ in _MAGIC if head.startswith(magic)), None)
    if found == "zip":
        return _zipped(path, said)
    if found is not None:
        return found
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        return _marked_up(start)
    if start.startswith((b"{", b"[")) and (said != "text" or b'"type"' in start):
        return "geojson"
    return "text" if said == "text" else None


def _zipped(path: Path, said: str | None) -> str:
    """Return what a zip archive is: workbooks and KMZ files are archives too."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                return "workbook"
            if "xl/workbook.bin" in names or "mimetype" in names:
                return "old workbook"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        what = Text(zh="压缩格式的文件不完整", en="the end of a zipped file is missing")
        raise unreadable(path, what, Text(zh="请重新下载或复制。", en="Download or copy it again.")) from error
    return "kmz" if said == "kmz" and any(name.lower().endswith(".kml") for name in names) else "zip"


def _marked_up(start: bytes) -> str:
    """Return what an XML or HTML file is by its first element."""
    if start[:100].lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    root = _ROOT.search(re.sub(rb"<!--.*?(-->|$)", b"", start, flags=re.DOTALL))
    name = (root[1] if root else b"").rpartition(b":")[2].lower()
    if name == b"kml":
        return "kml"
    if name in (b"html", b"head", b"body", b"table"):
        return "html"
    return "gml" if root is not None and b"opengis.net/gml" in root[2] else "xml"


def _mistaken(path: Path, found: str | None, said: str | None) -> SourceError:
    """Return the error that a file is not what its extension says, or that nobody reads it here."""
    if found in _SUFFIXES and found is not None:
        suffix = _SUFFIXES[found][0]
        label = _LABELS[found]
        what = Text(zh=f"内容其实是 {label.zh}", en=f"it is in fact {label.en}")
        return unreadable(path, what, Text(zh=f"请把扩展名改为 {suffix}。", en=f"Rename it to end in {suffix}."))
    if found is not None:
        label = _LABELS.get(found, same(found))
        what = Text(zh=f"内容其实是{label.zh}", en=f"it is in fact {label.en}")
        return unreadable(path, what, _CURES.get(found, _EXPORT))
    if said is not None:
        label = _LABELS[said]
        what = Text(zh=f"内容不是 {label.zh},或已损坏", en=f"it is not {label.en}, or it is damaged")
        cure = _AGAIN if said == "weather" else SAVE_AS_XLSX if said.endswith("workbook") else _EXPORT
        return unreadable(path, what, cure)
    what = Text(zh=f"不支持“{path.suffix}”这种格式", en=f"'{path.suffix}' is no format that can be read")
    if path.suffix.lower() in (".dbf", ".shx", ".prj", ".cpg", ".sbn"):
        cure = Text(zh="shapefile 请给出 .shp 文件。", en="Of a shapefile, name the .shp.")
        return unreadable(path, what, cure)
    return unreadable(path, what, _EXPORT)
