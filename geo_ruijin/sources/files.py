"""Read a file of features or rows, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from geo_ruijin.errors import closest
from geo_ruijin.sources.archives import data_in, unpacked
from geo_ruijin.sources.companions import digest, exists, parts
from geo_ruijin.sources.delimited import read_delimited
from geo_ruijin.sources.formats import format_of, several, unreadable
from geo_ruijin.sources.tables import with_points
from geo_ruijin.sources.vectors import layers_in, read_features, read_parquet
from geo_ruijin.sources.weather_files import read_weather
from geo_ruijin.sources.workbooks import read_old_workbook, read_sheet, sheets_in
from geo_ruijin.text import Text

__all__ = ["digest", "exists", "layers_of", "parts", "read_file"]


def read_file(
    path: Path, *, layer: str | None = None, encoding: str | None = None, x: str | None = None, y: str | None = None
) -> pd.DataFrame:
    """Return the rows of a file: a GeoDataFrame where it holds geometries, else a DataFrame.

    Parameters
    ----------
    path
        A shapefile, GeoPackage, GeoJSON (newline-delimited too), GeoParquet, Parquet, FlatGeobuf, KML, KMZ, FileGDB,
        GML, text table, workbook or weather file (EPW, TMY3, PVGIS), or a zip archive of one of them. What it is is
        told by its content; it must be called so.
    layer
        The layer, the sheet of a workbook, or the member of an archive (one of `layers_of`); needed where there are
        several.
    encoding
        The encoding of its text, where it is none that the file says or that can be told.
    x, y
        The columns of a table with the longitude or easting, and with the latitude or northing; `x` alone is a column
        of WKT or of "x,y" pairs. The points have no coordinate system.

    Returns
    -------
    DataFrame
        Geometries, where there are any, in two dimensions in the column ``geometry``. Cells are not guessed at: of a
        text table, which has no types, they are text, of a workbook what they are there. "001" stays what it is.
        ``attrs["remarks"]`` is a list of what a reader should know of how the file was read.

    Raises
    ------
    SourceError
        If the file cannot be read whole; says what is wrong and how to mend it.
    """
    with _named(path):
        rows = _read(path, layer=layer, encoding=encoding)
        return rows if x is None else with_points(rows, x, y, path)


def layers_of(path: Path) -> list[str]:
    """Return the layers of a file, the sheets of a workbook or the members of an archive, to name one of them by.

    There are none where a file has just one without a name.

    Raises
    ------
    SourceError
        If the file cannot be opened.
    """
    with _named(path):
        format_ = format_of(path)
        if format_ == "zip":
            return _choices(path)
        if format_ == "workbook":
            return sheets_in(path)
        return layers_in(path, format_)


def _read(path: Path, *, layer: str | None, encoding: str | None) -> pd.DataFrame:
    format_ = format_of(path)
    match format_:
        case "text":
            rows = read_delimited(path, encoding=encoding)
        case "workbook":
            rows = read_sheet(path, sheet=layer)
        case "old workbook":
            rows = read_old_workbook(path, sheet=layer)
        case "parquet":
            rows = read_parquet(path)
        case "weather":
            rows = read_weather(path, encoding=encoding)
        case "zip":
            member, inner = _choice(path, layer)
            with unpacked(path, member) as file:
                rows = _read(file, layer=inner, encoding=encoding)
        case _:
            rows = read_features(path, format_, layer=layer, encoding=encoding)
    return rows


def _members(path: Path) -> list[str]:
    """Return the data files in an archive, of which there is at least one."""
    members = data_in(path)
    if not members:
        what = Text(zh="压缩包里没有可以读取的数据", en="the archive has no data that can be read")
        raise unreadable(
            path,
            what,
            Text(
                zh="可以是 .shp .gpkg .geojson .csv .xlsx 等;栅格请先解压。",
                en="Zip a .shp, .gpkg, …; unpack a raster first",
            ),
        )
    return members


def _choices(path: Path) -> list[str]:
    """Return what can be chosen in an archive: the layers of its only file, or its files with their layers."""
    members = _members(path)
    choices = []
    for member in members:
        with unpacked(path, member) as file:
            inner = layers_of(file)
        if len(members) == 1:
            return inner
        choices += [f"{member}/{name}" for name in inner] if len(inner) > 1 else [member]
    return choices


def _choice(path: Path, layer: str | None) -> tuple[str, str | None]:
    """Return the member of an archive that is meant, and the layer in it."""
    members = _members(path)
    if len(members) == 1:
        return members[0], None if layer == members[0] else layer
    if layer is None:
        raise several(path, _choices(path))
    for member in members:
        if layer == member or layer.startswith(f"{member}/"):
            return member, layer[len(member) + 1 :] or None
    what = Text(zh=f"压缩包里没有“{layer}”", en=f"the archive has no '{layer}'")
    raise unreadable(path, what, closest(layer, _choices(path)))


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Turn what the system says of a file into words."""
    try:
        yield
    except FileNotFoundError as error:
        raise unreadable(path, Text(zh="文件不存在", en="it is not there")) from error
    except PermissionError as error:
        what = Text(zh="没有读取权限,或正被其他程序占用", en="reading it is not permitted, or it is open elsewhere")
        raise unreadable(path, what) from error
    except OSError as error:
        raise unreadable(
            path, Text(zh=f"系统提示“{error.strerror}”", en=f"the system says '{error.strerror}'")
        ) from error
    except MemoryError as error:
        raise unreadable(path, Text(zh="内存不够", en="it does not fit into memory")) from error
