"""Files as broken and as awkward as they come, each made by hand, and what reading them must say."""

from __future__ import annotations

import json
import sqlite3
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import rasterio
import shapely
from shapely import LineString, Point, Polygon

from geo_ruijin.spec import Geometry

Maker = Callable[[Path], Path]

#: Two stops in the middle of Ruijin, in degrees.
PLACES = [(116.02, 25.89), (116.03, 25.88)]
NAMES = ["中心站", "东站"]
STOPS = gpd.GeoDataFrame({"id": ["001", "002"], "name": NAMES}, geometry=[Point(xy) for xy in PLACES], crs=4490)
SQUARE = Polygon([(116.0, 25.8), (116.1, 25.8), (116.1, 25.9), (116.0, 25.9)])


@dataclass(frozen=True)
class Broken:
    """A broken or awkward input.

    Attributes
    ----------
    name
        What is wrong with it.
    make
        Writes it into a folder and returns the path to give.
    geometry
        The geometry of the layer it is meant for.
    rows
        How many rows are read, None where it is refused.
    words
        A regular expression in what is said in English: why it is refused, or a remark on how it was read; "" where
        nothing is said.
    options
        What `read_file` is given besides.
    """

    name: str
    make: Maker
    geometry: Geometry
    rows: int | None
    words: str
    options: Mapping[str, str] = field(default_factory=dict)


XY = {"x": "lon", "y": "lat"}


def _written(name: str, content: str | bytes) -> Maker:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def _features(name: str, features: gpd.GeoDataFrame = STOPS, **options: Any) -> Maker:  # noqa: ANN401 - pyogrio's own
    def make(folder: Path) -> Path:
        path = folder / name
        if path.suffix == ".parquet":
            features.to_parquet(path)
        else:
            features.to_file(path, **options)
        return path

    return make


def _then(make: Maker, change: Callable[[Path], Any]) -> Maker:
    def changed(folder: Path) -> Path:
        path = make(folder)
        result = change(path)
        return result if isinstance(result, Path) else path

    return changed


def _cut(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])


def _cut_part(suffix: str) -> Callable[[Path], None]:
    return lambda path: _cut(path.with_suffix(suffix))


def _without(suffix: str) -> Callable[[Path], None]:
    return lambda path: path.with_suffix(suffix).unlink()


def _part(suffix: str, content: bytes) -> Callable[[Path], Any]:
    return lambda path: path.with_suffix(suffix).write_bytes(content)


def _named(name: str) -> Callable[[Path], Path]:
    return lambda path: path.rename(path.with_name(name))


def _json(*geometries: object, **members: object) -> str:
    features = [
        {"type": "Feature", "properties": {"name": f"甲{number}"}, "geometry": geometry}
        for number, geometry in enumerate(geometries)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **members}, ensure_ascii=False)


def _point(*xy: object) -> dict[str, object]:
    return {"type": "Point", "coordinates": xy}


def zipped(name: str, members: Mapping[str, bytes]) -> Maker:
    def make(folder: Path) -> Path:
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        return folder / name

    return make


def _zipped_shapefile(name: str, *, folders: str = "") -> Maker:
    def make(folder: Path) -> Path:
        inside = folder / "inside"
        inside.mkdir()
        STOPS.to_file(inside / "stops.shp", encoding="UTF-8")
        members = {f"{folders}{part.name}": part.read_bytes() for part in sorted(inside.iterdir())}
        for part in inside.iterdir():
            part.unlink()
        inside.rmdir()
        return zipped(name, members)(folder)

    return make


def zip_gbk(folder: Path) -> Path:
    """Name the folder in an archive as Windows does: in the bytes of GBK, nothing said of them."""
    path = _zipped_shapefile("a.zip", folders="XXXXXX/")(folder)
    path.write_bytes(path.read_bytes().replace(b"XXXXXX/", "公交站/".encode("gbk")))
    return path


def _zip_symlink(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        link = zipfile.ZipInfo("a.geojson")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return folder / "a.zip"


def _zip_password(folder: Path) -> Path:
    path = zipped("a.zip", {"a.csv": b"id\n1\n"})(folder)
    content = bytearray(path.read_bytes())
    for header, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(header) + flag] |= 1
    path.write_bytes(bytes(content))
    return path


def _zip_many(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        for number in range(10_001):
            archive.writestr(f"{number}.csv", b"")
    return folder / "a.zip"


def _link(name: str, target: str) -> Maker:
    def make(folder: Path) -> Path:
        (folder / name).symlink_to(target)
        return folder / name

    return make


def _link_outside(folder: Path) -> Path:
    outside = folder / "outside"
    outside.mkdir()
    target = _features("a.geojson")(outside)
    (folder / "a.geojson").symlink_to(target)
    return folder / "a.geojson"


def _folder(name: str) -> Maker:
    def make(folder: Path) -> Path:
        (folder / name).mkdir()
        return folder / name

    return make


def _dbf_says(records: int) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        table = path.with_suffix(".dbf")
        content = bytearray(table.read_bytes())
        content[4:8] = struct.pack("<I", records)
        table.write_bytes(bytes(content))

    return change


def _dbf_twice(path: Path) -> None:
    """Give the second field the name of the first."""
    table = path.with_suffix(".dbf")
    content = bytearray(table.read_bytes())
    content[64:75] = content[32:43]
    table.write_bytes(bytes(content))


def _dbf_deleted(path: Path) -> None:
    """Mark the first record as deleted."""
    table = path.with_suffix(".dbf")
    content = bytearray(table.read_bytes())
    content[int.from_bytes(content[8:10], "little")] = ord("*")
    table.write_bytes(bytes(content))


def _sql(path: Path, *statements: tuple[str, tuple[object, ...]]) -> None:
    with sqlite3.connect(path) as database:
        for (trigger,) in database.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            database.execute(f'drop trigger "{trigger}"')
        for statement, values in statements:
            database.execute(statement, values)
    database.close()


def _curve(path: Path) -> None:
    """Make the first geometry half a circle from (0, 0) by (1, 1) to (2, 0)."""
    arc = b"GP\x00\x01" + struct.pack("<i", 4490) + struct.pack("<BII6d", 1, 8, 3, 0, 0, 1, 1, 2, 0)
    _sql(
        path,
        ("update a set geom = ? where fid = 1", (arc,)),
        ("update gpkg_geometry_columns set geometry_type_name = 'COMPOUNDCURVE'", ()),
        ("pragma writable_schema = 1", ()),
        ("update sqlite_master set sql = replace(sql, 'POINT', 'COMPOUNDCURVE') where name = 'a'", ()),
    )


def _unwritten(path: Path) -> None:
    """Leave a change in the journal beside it, as an open QGIS does."""
    path.with_name(f"{path.name}-wal").write_bytes(b"\x37\x7f\x06\x82" + bytes(28))


def _no_gpkg(folder: Path) -> Path:
    with sqlite3.connect(folder / "a.gpkg") as database:
        database.execute("create table a (id)")
    database.close()
    return folder / "a.gpkg"


def _two_layers(folder: Path) -> Path:
    for layer in ("one", "two"):
        STOPS.to_file(folder / "a.gpkg", layer=layer)
    return folder / "a.gpkg"


def _gdb(folder: Path) -> Path:
    STOPS.to_file(folder / "a.gdb", driver="OpenFileGDB")
    return folder / "a.gdb"


def _cut_gdb(path: Path) -> None:
    _cut(max(path.glob("*.gdbtablx"), key=lambda table: table.name))


def _book(fill: Callable[[Any], None]) -> Maker:
    def make(folder: Path) -> Path:
        book = openpyxl.Workbook()
        fill(book.active)
        book.save(folder / "a.xlsx")
        return folder / "a.xlsx"

    return make


def _rows(*rows: tuple[object, ...], merge: tuple[str, ...] = ()) -> Maker:
    def fill(sheet: Any) -> None:  # noqa: ANN401 - openpyxl is untyped
        for row in rows:
            sheet.append(row)
        for cells in merge:
            sheet.merge_cells(cells)

    return _book(fill)


def _two_sheets(folder: Path) -> Path:
    with pd.ExcelWriter(folder / "a.xlsx") as book:
        for sheet in ("公交", "公园"):
            pd.DataFrame({"id": [1]}).to_excel(book, sheet_name=sheet, index=False)
    return folder / "a.xlsx"


def _raster(name: str, side: int) -> Maker:
    def make(folder: Path) -> Path:
        block = 16 * (side // 60 // 16 + 1)
        with rasterio.open(
            folder / name, "w", driver="GTiff", width=side, height=side, count=1, dtype="uint8", crs="EPSG:4326",
            transform=rasterio.Affine(1e-6, 0, 115, 0, -1e-6, 27), tiled=True, blockxsize=block,
            blockysize=block, compress="deflate", SPARSE_OK=True, BIGTIFF="YES",
        ):  # fmt: skip
            pass
        return folder / name

    return make


def _forbidden(path: Path) -> None:
    path.chmod(0)


def _gone(path: Path) -> None:
    path.unlink()


def _table(*lines: str, encoding: str = "utf-8", end: str = "\n") -> bytes:
    return (end.join(lines) + end).encode(encoding)


STOP_LINES = ("name,lon,lat", "中心站,116.02,25.89", "东站,116.03,25.88")
UNCLOSED = {"type": "Polygon", "coordinates": [[[116.0, 25.8], [116.1, 25.8], [116.1, 25.9], [116.0, 25.9]]]}
BOW = Polygon([(116.0, 25.8), (116.1, 25.9), (116.1, 25.8), (116.0, 25.9)])
HTML = "<!DOCTYPE html>\n<html><body>404 Not Found</body></html>"
KML = '<?xml version="1.0" encoding="{}"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
MARK = "<Placemark><name>站</name><Point><coordinates>116.02,25.89,{}</coordinates></Point></Placemark>"
VRT = '<OGRVRTDataSource><!-- <kml --><OGRVRTLayer name="a"><SrcDataSource>/etc/a.shp</SrcDataSource></OGRVRTLayer>'

# fmt: off
CORPUS: tuple[Broken, ...] = (
    # cut off
    Broken("truncated .shp", _then(_features("a.shp"), _cut), "point", None, "shorter than it says"),
    Broken("truncated .shx", _then(_features("a.shp"), _cut_part(".shx")), "point", None, "its .shx is shorter"),
    Broken("truncated .dbf", _then(_features("a.shp"), _cut_part(".dbf")), "point", None, "its .dbf is shorter"),
    Broken("truncated GeoPackage", _then(_features("a.gpkg"), _cut), "point", None, "shorter than it says"),
    Broken("truncated GeoJSON", _then(_features("a.geojson"), _cut), "point", None, "cannot be read"),
    Broken("truncated lines of GeoJSON", _then(_features("a.geojsonl", driver="GeoJSONSeq"), _cut), "point", None,
           "line 2 is no whole JSON"),
    Broken("truncated FlatGeobuf", _then(_features("a.fgb"), _cut), "point", None, "cannot be read"),
    Broken("truncated GeoParquet", _then(_features("a.parquet"), _cut), "point", None, "cannot be read"),
    Broken("truncated KML", _then(_features("a.kml", driver="LIBKML"), _cut), "point", None, "cannot be read"),
    Broken("truncated GML", _then(_features("a.gml", driver="GML"), _cut), "point", None, "cannot be read"),
    Broken("truncated FileGDB", _then(_gdb, _cut_gdb), "point", None, "gdbtablx: shorter than it says"),
    Broken("truncated workbook", _then(_rows(("id",), (1,)), _cut), "table", None, "the end of a zipped file"),
    Broken("truncated zip", _then(_zipped_shapefile("a.zip"), _cut), "point", None, "the end of a zipped file"),
    Broken("truncated CSV", _written("a.csv", _table(*STOP_LINES)[:-9]), "table", None, "line 3 has 2 cells"),
    # nothing in it, or nothing of a kind
    Broken("empty file", _written("a.geojson", b""), "point", None, "the file is empty"),
    Broken("blank file", _written("a.csv", b"\r\n  \r\n"), "table", None, "the file is empty"),
    Broken("header of a shapefile only", _then(_features("a.shp"), lambda path: path.write_bytes(
        path.read_bytes()[:100])), "point", None, "shorter than it says"),
    Broken("header of a CSV only", _written("a.csv", _table("name,lon,lat")), "point", 0, "", XY),
    Broken("CSV without a header", _written("a.csv", _table("1,116.02,25.89")), "point", None, "has no header"),
    Broken("no features", _written("a.geojson", _json()), "point", 0, ""),
    Broken("empty workbook", _rows(), "table", None, "the workbook is empty"),
    Broken("empty archive", zipped("a.zip", {}), "point", None, "no data that can be read"),
    Broken("a folder with the right name", _folder("a.shp"), "point", None, "it is a folder"),
    Broken("a FileGDB with nothing in it", _folder("a.gdb"), "point", None, "has no tables of a FileGDB"),
    Broken("a GeoPackage that is none", _no_gpkg, "point", None, "cannot be read"),
    # encodings
    Broken("GBK without a .cpg", _then(_features("a.shp", encoding="GBK"), _without(".cpg")), "point", 2, "GB 18030"),
    Broken("GBK and a .cpg that says UTF-8", _then(_features("a.shp", encoding="GBK"), _part(".cpg", b"UTF-8")),
           "point", 2, "read as GB 18030 .* says UTF-8"),
    Broken("GBK and a .cpg that says ISO-8859-1", _then(_features("a.shp", encoding="GBK"), _part(
        ".cpg", b"ISO-8859-1")), "point", 2, "says ISO-8859-1"),
    Broken("UTF-8 and a .cpg that says GBK", _then(_features("a.shp", encoding="UTF-8"), _part(".cpg", b"GBK")),
           "point", 2, "read as UTF-8 .* says GBK"),
    Broken("CSV in GB 18030", _written("a.csv", _table(*STOP_LINES, encoding="gb18030")), "point", 2, "GB 18030", XY),
    Broken("Unicode text of WPS", _written("a.txt", _table(*(line.replace(",", "\t") for line in STOP_LINES),
           encoding="utf-16", end="\r\n")), "point", 2, "", XY),
    Broken("UTF-8 with a byte gone", _written("a.csv", _table(*STOP_LINES).replace("东".encode(), b"\xe4\xb8")),
           "point", None, "from line 3 on it is no text in UTF-8", XY),
    Broken("wrong encoding declared", _written("a.csv", _table(*STOP_LINES)), "point", None, "no text in ascii",
           {**XY, "encoding": "ascii"}),
    Broken("unknown encoding declared", _written("a.csv", _table(*STOP_LINES)), "point", None, "no known encoding",
           {**XY, "encoding": "国标"}),
    Broken("GeoJSON in GBK", _written("a.geojson", _json(_point(*PLACES[0])).encode("gbk")), "point", 1, ""),
    Broken("KML in GBK", _written("a.kml", KML.format("GBK", MARK.format(0)).encode("gbk")), "point", 1, "heights"),
    Broken("byte order mark in the middle", _written("a.csv", _table(STOP_LINES[0], "\ufeff" + STOP_LINES[1])), "point",
           1, "byte order mark", XY),
    Broken("NUL bytes", _written("a.csv", _table("name,lon,lat", "a\0b,116,25")), "point", None, "NUL bytes", XY),
    # archives
    Broken("zip of a shapefile in a folder named in GBK", zip_gbk, "point", 2, ""),
    Broken("zip bomb", zipped("a.zip", {"a.csv": bytes(101 * 2**20)}), "table", None, "zip bomb"),
    Broken("zip of too many files", _zip_many, "table", None, "10001 files"),
    Broken("path traversal in a zip", zipped("a.zip", {"../../a.csv": b"id\n1\n"}), "table", None, "land outside"),
    Broken("absolute path in a zip", zipped("a.zip", {"/a.csv": b"id\n1\n"}), "table", None, "land outside"),
    Broken("drive letter in a zip", zipped("a.zip", {"C:\\a.csv": b"id\n1\n"}), "table", None, "land outside"),
    Broken("backslashes up in a zip", zipped("a.zip", {"..\\a.csv": b"id\n1\n"}), "table", None, "land outside"),
    Broken("symbolic link in a zip", _zip_symlink, "point", None, "symbolic link"),
    Broken("zip with a password", _zip_password, "table", None, "password"),
    Broken("several files in a zip", zipped("a.zip", {"一.csv": b"id\n1\n", "二.csv": b"id\n2\n"}), "table", None,
           r"several layers \(一\.csv, 二\.csv\)"),
    Broken("a zip in a zip", zipped("a.zip", {"b.zip": b"PK\x05\x06" + bytes(18)}), "table", None, "no data"),
    # links
    Broken("symbolic link to a file elsewhere", _link_outside, "point", 2, ""),
    Broken("dangling symbolic link", _link("a.geojson", "nowhere.geojson"), "point", None, "it is not there"),
    Broken("symbolic link to itself", _link("a.geojson", "a.geojson"), "point", None, "symbolic links"),
    # wrong names
    Broken("GeoJSON named .shp", _then(_features("a.geojson"), _named("a.shp")), "point", None,
           r"in fact GeoJSON\. Rename it to end in \.geojson"),
    Broken("workbook named .csv", _then(_rows(("id",), (1,)), _named("a.csv")), "table", None, "in fact an Excel"),
    Broken("zip named .gpkg", _then(_zipped_shapefile("a.zip"), _named("a.gpkg")), "point", None, "in fact a zip"),
    Broken("CSV named .xlsx", _written("a.xlsx", _table(*STOP_LINES)), "table", None, "not an Excel workbook"),
    Broken("web page named .geojson", _written("a.geojson", HTML), "point", None, "a web page"),
    Broken("web page named .xls", _written("a.xls", HTML), "table", None, "a web page"),
    Broken("the .dbf for the .shp", _then(_features("a.shp"), lambda path: path.with_suffix(".dbf")), "point", None,
           "name the .shp"),
    Broken("RAR archive", _written("a.zip", b"Rar!\x1a\x07\x01\x00"), "point", None, "a RAR archive"),
    Broken("a VRT that points elsewhere", _written("a.kml", VRT), "point", None, "another kind of XML"),
    Broken("raster for features", _raster("a.tif", 16), "point", None, "a raster"),
    Broken("raster of a huge size", _raster("a.tif", 1_000_000), "raster", None, "a raster"),
    Broken("features for a raster", _features("a.gpkg"), "raster", 2, ""),
    # coordinates
    Broken("NaN and infinite coordinates", _written("a.geojson", _json(_point(float("nan"), float("inf")))), "point",
           1, ""),
    Broken("NaN and infinite coordinates in a CSV", _written("a.csv", _table("name,lon,lat", "a,inf,25.8", "b,nan,1")),
           "point", 2, "1 rows of a.csv have no numbers", XY),
    Broken("coordinates as text in GeoJSON", _written("a.geojson", _json(_point("116", "25"))), "point", None,
           "geometry of feature 1 is none"),
    Broken("coordinates with units", _written("a.csv", _table("name,lon,lat", "a,116.02度左右,25.89")), "point", 1,
           "116.02度左右", XY),
    Broken("coordinates in full-width digits", _written("a.csv", _table("name,lon,lat", "a,１１６．０２,25.89")),
           "point", 1, "", XY),
    Broken("coordinates in degrees and minutes", _written("a.csv", _table("name,lon,lat", "a,116°1′12″,25°53′24″")),
           "point", 1, "", XY),
    Broken("self-crossing rings", _features("a.gpkg", gpd.GeoDataFrame(geometry=[BOW], crs=4490)), "polygon", 1, ""),
    Broken("rings not closed", _written("a.geojson", _json(UNCLOSED)), "polygon", 1, "1 polygons that were not closed"),
    Broken("lines of one point", _written("a.geojson", _json({"type": "LineString", "coordinates": [[116, 25]]})),
           "line", None, "features 1 have too few points"),
    Broken("three dimensions", _features("a.gpkg", STOPS.set_geometry(shapely.points([[116, 25, 3.0], [116, 26, 4]]))),
           "point", 2, "heights"),
    Broken("curves", _then(_features("a.gpkg"), _curve), "line", 2, "has 1 curves"),
    Broken("mixed geometry", _features("a.geojson", STOPS.set_geometry([Point(116, 25), LineString(PLACES)], crs=4326)),
           "point", 2, ""),
    Broken("null geometry", _written("a.geojson", _json(None, _point(*PLACES[0]))), "point", 2, ""),
    Broken("empty geometry", _written("a.geojson", _json({"type": "Polygon", "coordinates": []})), "polygon", 1, ""),
    Broken("one geometry for a file", _written("a.geojson", json.dumps(_point(*PLACES[0]))), "point", 1, ""),
    Broken("collections in collections", _written("a.geojson", _json({"type": "GeometryCollection", "geometries": [
        {"type": "GeometryCollection", "geometries": [_point(*PLACES[0])]}]})), "point", 1, ""),
    Broken("a type of geometry nobody knows", _written("a.geojson", _json({"type": "Circle", "coordinates": [1, 2]})),
           "point", None, "geometry of feature 1 is none"),
    Broken("a coordinate system nobody knows", _written("a.geojson", _json(_point(4e5, 2.8e6), crs={
        "type": "name", "properties": {"name": "瑞金独立坐标系"}})), "point", 1, "nobody knows, '瑞金独立坐标系'"),
    Broken("JSON that is no GeoJSON", _written("a.geojson", '[{"lon": 116}]'), "point", None, "cannot be read"),
    Broken("brackets without end", _written("a.geojson", '{"type":"FeatureCollection","features":' + "[" * 99_999),
           "point", None, "cannot be read"),
    Broken("damaged geometry in a GeoPackage", _then(_features("a.gpkg"), lambda path: _sql(
        path, ("update a set geom = ? where fid = 1", (b"junk",)))), "point", None, "1 of its geometries are damaged"),
    # what should lie beside a file
    Broken("no .prj", _then(_features("a.shp"), _without(".prj")), "point", 2, ""),
    Broken("wrong .prj", _then(_features("a.shp"), _part(".prj", b"garbage")), "point", 2, "no coordinate system"),
    Broken("no .dbf", _then(_features("a.shp"), _without(".dbf")), "point", None, "the .dbf beside it is missing"),
    Broken("no .shx", _then(_features("a.shp"), _without(".shx")), "point", None, "the .shx beside it is missing"),
    Broken("fewer records in the .dbf", _then(_features("a.shp"), _dbf_says(1)), "point", None,
           "the .shp has 2 shapes and the .dbf 1 records"),
    Broken("a record deleted in the .dbf", _then(_features("a.shp"), _dbf_deleted), "point", 1, ""),
    Broken("two columns of a name in the .dbf", _then(_features("a.shp"), _dbf_twice), "point", None,
           "several columns named id"),
    Broken("changes not written", _then(_features("a.gpkg"), _unwritten), "point", None, "changes not yet written"),
    Broken("a count that is not so", _then(_features("a.gpkg"), lambda path: _sql(
        path, ("update gpkg_ogr_contents set feature_count = 7", ()))), "point", None, "says it has 7 features"),
    Broken("several layers", _two_layers, "point", None, r"several layers \(one, two\)"),
    Broken("a layer that is not there", _features("a.gpkg"), "point", None, "no layer 'b'", {"layer": "b"}),
    # tables
    Broken("formulas in a CSV", _written("a.csv", _table("name,lon,lat", "=cmd|'/c calc'!A1,116.02,25.89")), "point", 1,
           "", XY),
    Broken("formulas nobody calculated", _rows(("name", "lon", "lat"), ("甲", "=1+1", 25)), "point", None,
           r"1 formulas were never calculated \(B2\)", XY),
    Broken("errors of Excel", _rows(("name", "people"), ("甲", "#REF!")), "table", 1, "errors of Excel .B2 #REF!"),
    Broken("titles above the header", _rows(("瑞金市公园一览表",), ("单位:公顷",), ("名称", "lon", "lat"),
           ("甲", 116.02, 25.89)), "point", 1, "header of a.xlsx is its row 3", XY),
    Broken("a header of two rows", _rows(("名称", "坐标", None), (None, "经度", "纬度"), ("甲", 116.02, 25.89),
           merge=("A1:A2", "B1:C1")), "point", 1, "merged", {"x": "坐标 经度", "y": "坐标 纬度"}),
    Broken("merged cells", _rows(("乡镇", "村", "人口"), ("叶坪镇", "甲", 5), (None, "乙", None),
           merge=("A2:A3", "C2:C3")), "table", 2, "merged cells"),
    Broken("several sheets", _two_sheets, "table", None, r"several layers \(公交, 公园\)"),
    Broken("dates as serial numbers", _rows(("name", "date"), ("甲", 45292)), "table", 1, ""),
    Broken("numbers with separators and units", _written("a.csv", _table(
        "name,area", '甲,"1,234"', "乙,3公顷", "丙,１２３")), "table", 3, ""),
    Broken("columns of the same name", _written("a.csv", _table("name,name,lat", "a,b,1")), "table", 1,
           "columns of the same name"),
    Broken("a column named geometry", _written("a.csv", _table("geometry,lon,lat", "a,116,25")), "point", 1, "", XY),
    Broken("an attribute named geometry", _written("a.geojson", json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"geometry": "x"}, "geometry": _point(*PLACES[0])}]})), "point", 1,
           "its column 'geometry' is not read"),
    Broken("names of 10,000 characters", _written("a.csv", _table("name,lon,lat", "站" * 10_000 + ",116,25")),
           "point", 1, "", XY),
    Broken("columns of 10,000 characters", _written("a.csv", _table("站" * 10_000 + ",lon,lat", "a,116,25")), "point",
           1, "", XY),
    Broken("rows of other widths", _written("a.csv", _table(*STOP_LINES, "北站,116.0,25.9,备注")), "point", None,
           "line 4 has 4 cells and the header 3", XY),
    Broken("quotes not closed", _written("a.csv", _table(STOP_LINES[0], '"中心站,116,25', *STOP_LINES[2:])),
           "point", None, "line 2 or below is not closed", XY),
    Broken("a hundred columns", _written("a.csv", _table(*(
        ",".join(f"{word}{number}" for number in range(100)) for word in ("c", "v")))), "table", 1, ""),
    Broken("coordinate columns that are not there", _written("a.csv", _table(*STOP_LINES)), "point", None,
           "no column 'lng'. Did you mean 'lon'", {"x": "lng", "y": "lat"}),
    # the system
    Broken("no permission", _then(_features("a.geojson"), _forbidden), "point", None, "not permitted"),
    Broken("a file that vanished", _then(_features("a.geojson"), _gone), "point", None, "it is not there"),
)
# fmt: on
