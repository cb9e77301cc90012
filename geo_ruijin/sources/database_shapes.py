"""The shapes of a PostGIS table: how they are asked for, and in what coordinate system they are."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from psycopg import sql
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo_ruijin.errors import SourceError
from geo_ruijin.sources.database_columns import DatabaseColumn
from geo_ruijin.sources.database_server import Reader
from geo_ruijin.text import Text

#: Into how many straight pieces a quarter of a circle is cut: off by a 53,000th of its radius.
_PIECES = 128


def shape_asked(column: DatabaseColumn) -> list[sql.Composable]:
    """Return the expressions that bring shapes as WKB, in two dimensions and without arcs, and their SRID."""
    shape = _as_geometry(column)
    plain = _call(column, "st_curvetoline", _call(column, "st_force2d", shape), sql.Literal(_PIECES))
    return [_call(column, "st_asbinary", plain), _call(column, "st_srid", shape)]


def shapes_of(values: Sequence[bytes | None]) -> pd.Series:
    """Return shapes from their WKB; what is none is missing."""
    return pd.Series(shapely.from_wkb(np.array(values, dtype=object), on_invalid="ignore"), dtype=object)


def srids_of(values: Sequence[int | None]) -> pd.Series:
    """Return the SRID of each shape; of a missing one it is missing."""
    return pd.Series(values, dtype="Int64")


def unreadable(shapes: pd.Series, srids: pd.Series) -> list[Text]:
    """Return a remark on the shapes that are there but cannot be used."""
    lost = int((shapes.isna() & srids.notna()).sum())
    if not lost:
        return []
    remark = Text(
        zh=f"{lost} 行的几何无法使用(如三维曲面、只有一个点的线),按没有位置处理",
        en=f"{lost} rows have shapes of no use here, such as surfaces in space or lines of one point: without a place",
    )
    return [remark]


def crs_of(connection: Reader, column: DatabaseColumn, srids: pd.Series) -> tuple[CRS | None, list[Text]]:
    """Return the coordinate system that an SRID stands for in this database, None where it is not described.

    As PostGIS does, the authority's entry is tried first, then the description beside it.

    Raises
    ------
    SourceError
        If there are shapes in several.
    """
    found = sorted({int(srid) for srid in srids.dropna().unique()})
    if len(found) > 1:
        numbers = ", ".join(map(str, found))
        raise SourceError(
            Text(
                zh=f"几何列 {column.name} 里混有多个坐标系(SRID {numbers})。请先用 ST_Transform 统一成一个。",
                en=f"column {column.name} holds several coordinate systems (SRID {numbers}). Bring them into one "
                "with ST_Transform first.",
            )
        )
    srid = next(iter(found), 0)
    if srid == 0:
        return None, []
    query = sql.SQL("SELECT auth_name || ':' || auth_srid, srtext, proj4text FROM {} WHERE srid = %s").format(
        sql.Identifier(column.schema, "spatial_ref_sys")
    )
    described = connection.execute(query, [srid]).fetchone() or ()
    for words in filter(None, described):
        try:
            return CRS.from_user_input(str(words)), []
        except CRSError:
            continue
    remark = Text(
        zh=f"数据库没有说明 SRID {srid} 是什么坐标系",
        en=f"the database does not say what coordinate system SRID {srid} is",
    )
    return None, [remark]


def around(
    connection: Reader, column: DatabaseColumn, whole: sql.Identifier, place: gpd.GeoSeries, *, margin: float
) -> sql.Composable:
    """Return the condition that a shape is missing or lies around a place; none where its system is not known."""
    shape = _as_geometry(column)
    first = sql.SQL("SELECT {} FROM {} WHERE {} IS NOT NULL LIMIT 1").format(
        _call(column, "st_srid", shape), whole, sql.Identifier(column.name)
    )
    srids = srids_of([srid for (srid,) in connection.execute(first)])
    crs, _ = crs_of(connection, column, srids)
    if crs is None:
        return sql.SQL("")
    box = shapely.segmentize(shapely.box(*place.total_bounds).buffer(margin), margin)
    corners = gpd.GeoSeries([box], crs=place.crs).to_crs(crs).total_bounds
    return sql.SQL(" WHERE {} IS NULL OR {} OPERATOR({}.&&) {}").format(
        shape,
        shape,
        sql.Identifier(column.schema),
        _call(column, "st_makeenvelope", *(sql.Literal(float(edge)) for edge in corners), sql.Literal(int(srids[0]))),
    )


def _as_geometry(column: DatabaseColumn) -> sql.Composable:
    return sql.SQL("{}::{}").format(sql.Identifier(column.name), sql.Identifier(column.schema, "geometry"))


def _call(column: DatabaseColumn, function: str, *arguments: sql.Composable) -> sql.Composable:
    """Return a call of a function that lives where the column's type does, wherever that is."""
    return sql.SQL("{}({})").format(sql.Identifier(column.schema, function), sql.SQL(", ").join(arguments))
