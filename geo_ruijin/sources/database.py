"""Read a table or view of a PostGIS database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import geopandas as gpd
import pandas as pd
from psycopg import sql
from pydantic import SecretStr

from geo_ruijin.errors import SourceError
from geo_ruijin.sources.database_columns import DatabaseColumn, asked, columns_of, finished, typed
from geo_ruijin.sources.database_server import Reader, ask
from geo_ruijin.sources.database_shapes import around, crs_of, shape_asked, shapes_of, srids_of, unreadable
from geo_ruijin.sources.database_tables import find, listed
from geo_ruijin.text import Text

#: How many rows are brought at a time.
_PART = 5000


def read_table(
    url: str,
    table: str,
    *,
    geometry: str | None = None,
    password: SecretStr | None = None,
    place: gpd.GeoSeries | None = None,
    margin: float = 5000,
    timeout: float = 60,
) -> pd.DataFrame:
    """Return the rows of a table or view: a GeoDataFrame where it has shapes, else a DataFrame.

    Parameters
    ----------
    url
        Server and database, without the password: ``"postgresql://user@host:5432/database"``.
    table
        ``"schema.table"``, or ``"table"`` where that is clear; small and capital letters as they are there.
    geometry
        The column with the shapes; where there is only one, it need not be named.
    password
        Where it is not in PGPASSWORD or ~/.pgpass.
    place
        Bring only what lies around this place, which is given in a system in metres.
    margin
        How far around it [m]; more than any datum shifts.
    timeout
        How long the server may take over one statement, or over one part of the rows [s].

    Returns
    -------
    DataFrame
        Shapes in the column ``geometry``, in two dimensions and without arcs, missing where they are; in the
        coordinate system their SRID stands for in that database, or in none where it is 0. Whole numbers are Int64,
        others float64, yes or no boolean, days and times datetime64, everything else is text.
        ``attrs["remarks"]`` is a list of `Text`: what was left out.

    Raises
    ------
    SourceError
        If the database cannot be reached, has no such table or does not permit reading it; if it has several columns
        of shapes, or shapes in several coordinate systems; if it breaks off. Part of a table is never returned.
    """
    question = partial(_read, table=table, geometry=geometry, place=place, margin=margin)
    return ask(url, question, password=password, timeout=timeout)


def _read(
    connection: Reader, *, table: str, geometry: str | None, place: gpd.GeoSeries | None, margin: float
) -> pd.DataFrame:
    relation = find(connection, table)
    columns = columns_of(connection, relation.oid)
    shape = _shape_column(columns, geometry, table)
    kept = [
        column
        for column in columns
        if column.usable and column.kind != "shape" and (shape is None or column.name != "geometry")
    ]
    remarks = [_left_out(column) for column in columns if column not in (*kept, shape)]
    if shape is None and not kept:
        raise SourceError(_nothing(table, remarks))
    whole = sql.Identifier(relation.schema, relation.name)
    wanted = [asked(column) for column in kept]
    readers: list[Callable[[Sequence[Any]], pd.Series]] = [partial(typed, column) for column in kept]
    condition: sql.Composable = sql.SQL("")
    if shape is not None:
        wanted += shape_asked(shape)
        readers += [shapes_of, srids_of]
        condition = sql.SQL("") if place is None else around(connection, shape, whole, place, margin=margin)
    query = sql.SQL("SELECT {} FROM {}{}").format(sql.SQL(", ").join(wanted), whole, condition)
    series = _brought(connection, query, readers)
    rows = pd.DataFrame({column.name: finished(column, series[i]) for i, column in enumerate(kept)})
    if shape is not None:
        shapes, srids = series[-2:]
        crs, unclear = crs_of(connection, shape, srids)
        rows = gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(shapes, crs=crs))
        remarks += [*unclear, *unreadable(shapes, srids)]
    rows.attrs["remarks"] = remarks
    return rows


def _brought(
    connection: Reader, query: sql.Composed, readers: Sequence[Callable[[Sequence[Any]], pd.Series]]
) -> list[pd.Series]:
    """Return the columns of a query, each read by its reader part by part: the rows are never in memory twice."""
    parts = [[read(()) for read in readers]]
    with connection.cursor("geo_ruijin", binary=True) as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(_PART):
            parts.append([read(values) for read, values in zip(readers, zip(*rows, strict=True), strict=True)])
    return [pd.concat(column, ignore_index=True) for column in zip(*parts, strict=True)]


def _shape_column(columns: Sequence[DatabaseColumn], geometry: str | None, table: str) -> DatabaseColumn | None:
    """Return the column with the shapes: the one that is named, else the only one."""
    shapes = {column.name: column for column in columns if column.kind == "shape" and column.usable}
    if geometry in shapes:
        return shapes[geometry]
    names = listed(shapes)
    if geometry is not None:
        raise SourceError(
            Text(
                zh=f"{table} 里没有几何列“{geometry}”。"
                + (f"有:{names.zh}。" if shapes else "它没有可读取的几何列(数据库可能没有装 PostGIS)。"),
                en=f"{table} has no column '{geometry}' of shapes. "
                + (f"It has: {names.en}." if shapes else "It has none to read; the database may be without PostGIS."),
            )
        )
    if len(shapes) > 1:
        raise SourceError(
            Text(
                zh=f"{table} 有多个几何列({names.zh})。请写明用哪一个,或建一个只含其中一个的视图。",
                en=f"{table} has several columns of shapes ({names.en}). Say which, or make a view with one of them.",
            )
        )
    return next(iter(shapes.values()), None)


def _left_out(column: DatabaseColumn) -> Text:
    if not column.permitted:
        return Text(zh=f"没有权限读取列 {column.name},未使用", en=f"column {column.name} may not be read, left out")
    if column.kind in ("shape", "left out"):
        return Text(
            zh=f"列 {column.name} 的类型是 {column.type},未使用",
            en=f"column {column.name} is of type {column.type}, left out",
        )
    return Text(
        zh=f"列 {column.name} 与几何列重名,未使用", en=f"column {column.name} has the name of the shapes, left out"
    )


def _nothing(table: str, remarks: Sequence[Text]) -> Text:
    why = [remark.zh for remark in remarks], [remark.en for remark in remarks]
    return Text(
        zh=f"{table} 没有可以读取的列。{';'.join(why[0])}。",
        en=f"{table} has no column that can be read. {'; '.join(why[1])}.",
    )
