"""What can be found out about somebody's data without asking: which column is which, and where the numbers lie."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geo_ruijin.conversion import unit_in_head
from geo_ruijin.datum import from_true_coordinates, is_cgcs2000
from geo_ruijin.errors import SourceError
from geo_ruijin.placing import Reading, appearance, readings
from geo_ruijin.sources.files import read_file
from geo_ruijin.sources.tables import coordinate_columns, place_column
from geo_ruijin.spec import ColumnSpec, Datum, FileSource, LayerSpec, OwnSource
from geo_ruijin.text import Text

_WEB_MERCATOR = 3857

#: Names of columns that mean ours in anybody's data.
_USUAL: Mapping[str, tuple[str, ...]] = {"name": ("名称", "name", "mc", "title")}


Source = TypeVar("Source", bound=OwnSource)


def understood_file(
    path: Path, spec: LayerSpec, given: FileSource, *, place: gpd.GeoSeries | None
) -> tuple[FileSource, pd.DataFrame]:
    """Return what is known of a file, said or found out, and its rows.

    Parameters
    ----------
    path
        The file.
    spec
        The layer it is for.
    given
        What somebody said of it.
    place
        The boundary of the place in the project's coordinate system; None where it is not known.

    Raises
    ------
    SourceError
        If it cannot be read, or something that must be known cannot be found out.
    """
    rows = read_file(path, layer=given.layer, encoding=given.encoding, x=given.x, y=given.y)
    if spec.geometry != "table" and not isinstance(rows, gpd.GeoDataFrame) and given.x is None and given.y is None:
        x, y = coordinate_columns(rows.columns) or (place_column(rows), None)
        if x is None:
            raise _nowhere(path, rows)
        given = given.model_copy(update={"x": x, "y": y})
        rows = read_file(path, layer=given.layer, encoding=given.encoding, x=x, y=y)
    return understood(rows, spec, given, place=place), rows


def understood(rows: pd.DataFrame, spec: LayerSpec, given: Source, *, place: gpd.GeoSeries | None) -> Source:
    """Return what is known of rows, said or found out; parameters and errors as of `understood_file`."""
    sought = {name: column for name, column in spec.columns.items() if name not in given.constants}
    found: dict[str, object] = {"columns": known_columns(rows, sought, given.columns)}
    if isinstance(rows, gpd.GeoDataFrame) and spec.geometry != "table":
        found |= known_position(rows, given, place=place)
    return given.model_copy(update=found)


def known_columns(rows: pd.DataFrame, columns: Mapping[str, ColumnSpec], given: Mapping[str, str]) -> dict[str, str]:
    """Return the columns of a file by our names: those given, and those that go by a title or alias of ours.

    A head that is one of ours with a unit behind it, such as 装机容量(万千瓦), is known without the unit.

    Parameters
    ----------
    rows
        The rows as read.
    columns
        What the layer declares.
    given
        Our names -> theirs, as somebody said.
    """
    theirs = {str(name).strip().casefold(): str(name) for name in rows.columns.drop("geometry", errors="ignore")}
    heads = [(name, named) for name in theirs.values() if (named := unit_in_head(name)) is not None]
    found = dict(given)
    for ours, column in columns.items():
        if ours in given or ours in rows:
            continue
        names = _names(ours, column)
        for name in names:
            if (there := theirs.get(name.casefold())) is not None and there not in found.values():
                found[ours] = there
                break
        else:
            plain = {re.sub(r"\s+", "", name).casefold() for name in names}
            for head, (base, _) in heads if column.unit is not None else ():
                if base.casefold() in plain and head not in found.values():
                    found[ours] = head
                    break
    return found


def alike(unused: Iterable[str], columns: Mapping[str, ColumnSpec], there: Container[str]) -> dict[str, str]:
    """Return columns of a file that look like quantities of ours that it has none for: our names -> theirs.

    Parameters
    ----------
    unused
        The columns of the file that are none of ours.
    columns
        What the layer declares.
    there
        Those of them that have a column in the file, or one value for all rows.

    Examples
    --------
    >>> power = ColumnSpec(type="number", unit="MW", required=False, aliases=["装机容量", "容量"])
    >>> alike(["备注", "总容量(估)"], {"power_mw": power}, {"name"})
    {'power_mw': '总容量(估)'}
    """
    found: dict[str, str] = {}
    for ours, column in columns.items():
        if ours in there or column.unit is None:
            continue
        names = [name.casefold() for name in _names(ours, column) if len(name) > 1]
        for head in unused:
            if head not in found.values() and any(name in head.casefold() for name in names):
                found[ours] = head
                break
    return found


def _names(ours: str, column: ColumnSpec) -> tuple[str, ...]:
    """Return what a column may be called, our own name first."""
    titles = (column.title.zh, column.title.en) if column.title is not None else ()
    return (ours, *column.aliases, *titles, *_USUAL.get(ours, ()))


def known_position(rows: gpd.GeoDataFrame, given: OwnSource, *, place: gpd.GeoSeries | None) -> dict[str, str]:
    """Return the coordinate system and the order of axes of features, as far as they are not said or stated.

    Parameters
    ----------
    rows
        As they stand in the file; a table's points, with the columns of `given` as x and y.
    given
        What somebody said of them.
    place
        The boundary of the place in the project's coordinate system; None where it is not known.

    Returns
    -------
    dict
        ``crs`` and ``axes`` where they had to be found out; for a table, ``x`` and ``y`` in their right order.

    Raises
    ------
    SourceError
        If they cannot be known: the datum of bare coordinates is not declared, or several systems fit.
    """
    if place is None or given.crs is not None or not len(rows):
        return {}
    bounds = rows.bounds.to_numpy(dtype=float)
    numbers = (bounds[:, :2] + bounds[:, 2:]) / 2
    fitting = _on_datum(readings(numbers, place=place, declared=rows.crs), given.datum)
    if rows.crs is None:
        _demand_datum(given, fitting, numbers, place)
        if len(fitting) != 1:
            raise _unclear(fitting, numbers)
    if not fitting or (rows.crs is not None and not rows.crs.equals(fitting[0].crs, ignore_axis_order=True)):
        return {}  # what reads the data says what is wrong with what they state
    found = {} if rows.crs is not None else {"crs": fitting[0].crs}
    if fitting[0].axes != given.axes:
        found |= {"x": given.y, "y": given.x} if given.x and given.y else {"axes": fitting[0].axes}
    return found


def _on_datum(fitting: tuple[Reading, ...], datum: Datum | None) -> tuple[Reading, ...]:
    """Return the readings that a declared datum allows; zones of CGCS2000 and of UTM lie but a kilometre apart."""
    if datum is None:
        return fitting
    if datum == "cgcs2000":
        return tuple(one for one in fitting if is_cgcs2000(CRS(one.crs)) or CRS(one.crs).is_geographic)
    if datum == "wgs84":
        return tuple(one for one in fitting if not is_cgcs2000(CRS(one.crs)) or CRS(one.crs).is_geographic)
    return tuple(one for one in fitting if CRS(one.crs).is_geographic or CRS(one.crs).to_epsg() == _WEB_MERCATOR)


def _demand_datum(given: OwnSource, fitting: tuple[Reading, ...], numbers: np.ndarray, place: gpd.GeoSeries) -> None:
    """Refuse bare coordinates whose datum nobody declares: nothing in them tells."""
    if given.datum is not None:
        return
    seen = fitting[0].about if fitting else appearance(numbers)
    degrees = bool(np.nanmax(np.abs(numbers)) <= 360) if len(numbers) else False  # noqa: PLR2004 - a full circle
    if degrees:
        off = _shift(place)
        raise SourceError(
            Text(
                zh=f"坐标是没有说明基准的经纬度({seen.zh}):可能是 GCJ-02(高德、腾讯),在本地偏移约 {off:.0f} 米,"
                "从数字本身看不出来。请加 --datum wgs84、gcj02、bd09(百度)或 cgcs2000。",
                en=f"these are bare longitudes and latitudes ({seen.en}) that do not say their datum: they may be "
                f"GCJ-02 (Amap, Tencent), which lies {off:.0f} m off here, and the numbers do not tell. Add --datum "
                "wgs84, gcj02, bd09 (Baidu) or cgcs2000.",
            )
        )
    raise SourceError(
        Text(
            zh=f"坐标没有说明坐标系({seen.zh}):可能是国家2000,也可能是西安80或北京54(相差数十至上百米),从数字本身"
            "看不出来。确认是国家2000后加 --datum cgcs2000;否则请先由测绘部门转换。",
            en=f"these coordinates do not say their system ({seen.en}): they may be CGCS2000, or Xian 1980 or Beijing "
            "1954, some 100 m off, and the numbers do not tell. Make sure they are CGCS2000 and add --datum cgcs2000, "
            "or have them converted first.",
        )
    )


def _nowhere(path: Path, rows: pd.DataFrame) -> SourceError:
    columns = [str(column) for column in rows.columns]
    return SourceError(
        Text(
            zh=f"{path.name} 没有几何位置,也看不出哪两列是坐标。请用 --x 和 --y 写明经度(横坐标)和纬度(纵坐标)的列。"
            f"表里的列:{'、'.join(columns)}",
            en=f"{path.name} has no geometries, and which columns are the coordinates is not plain. Name those of the "
            f"longitude (easting) and latitude (northing) with --x and --y. Its columns: {', '.join(columns)}",
        )
    )


def _shift(place: gpd.GeoSeries) -> float:
    """Return how far GCJ-02 lies from the truth in the middle of a place [m]."""
    middle = gpd.GeoDataFrame(geometry=[place.union_all().centroid], crs=place.crs)
    shifted = from_true_coordinates(middle, datum="gcj02").to_crs(str(place.crs))
    return float(shapely.distance(middle.geometry.iloc[0], shifted.geometry.iloc[0]))


def _unclear(fitting: tuple[Reading, ...], numbers: np.ndarray) -> SourceError:
    seen = appearance(numbers)
    if not fitting:
        return SourceError(
            Text(
                zh=f"坐标({seen.zh})按已知的任何坐标系都不落在本地。请核对数据,或用 --crs 写明坐标系。",
                en=f"the coordinates ({seen.en}) lie in the place by none of the known systems. Check the data, or "
                "name the system with --crs.",
            )
        )
    return SourceError(
        Text(
            zh="坐标按几种坐标系都落在本地:"
            + ";".join(f"{one.crs}({one.about.zh})" for one in fitting)
            + "。请用 --crs 写明。",
            en="the coordinates lie in the place by several systems: "
            + "; ".join(f"{one.crs} ({one.about.en})" for one in fitting)
            + ". Name the right one with --crs.",
        )
    )
