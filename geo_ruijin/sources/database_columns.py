"""The columns of a PostgreSQL table: what each is asked for as, and what it becomes in a data frame."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionDtype
from psycopg import sql

from geo_ruijin.sources.database_server import Reader

Kind = Literal["integer", "number", "boolean", "time", "text", "shape", "left out"]

_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("int2", "int4", "int8", "oid"), "integer"),
    **dict.fromkeys(("float4", "float8", "numeric", "money"), "number"),
    **dict.fromkeys(("date", "timestamp", "timestamptz"), "time"),
    "bool": "boolean",
    "bytea": "left out",
}

#: Types that extensions bring; "st_geometry" is that of ArcGIS, which only ArcGIS can read.
_EXTENSIONS: Mapping[str, Kind] = {
    **dict.fromkeys(("geometry", "geography"), "shape"),
    **dict.fromkeys(("raster", "topogeometry", "st_geometry", "st_raster"), "left out"),
}

#: Up to so many digits a decimal number without decimals is a whole number of 8 bytes.
_WHOLE = 18

_COLUMNS = """
SELECT a.attname::text, b.typname::text, n.nspname::text,
       format_type(b.oid, CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END),
       has_column_privilege(a.attrelid, a.attnum, 'SELECT')
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
JOIN pg_catalog.pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
JOIN pg_catalog.pg_namespace n ON n.oid = b.typnamespace
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""


@dataclass(frozen=True)
class DatabaseColumn:
    """A column as the database describes it.

    Attributes
    ----------
    name
        Its name there.
    type
        Its type in the words of SQL: ``"numeric(12,0)"``, ``"geometry(Point,4490)"``.
    schema
        Where the type lives, and with it all that belongs to it.
    kind
        What it becomes here.
    permitted
        Whether we may read it.
    """

    name: str
    type: str
    schema: str
    kind: Kind
    permitted: bool

    @property
    def usable(self) -> bool:
        """Whether it can be brought here."""
        return self.permitted and self.kind != "left out"


def columns_of(connection: Reader, oid: int) -> list[DatabaseColumn]:
    """Return the columns of the table or view with this number."""
    return [
        DatabaseColumn(name, written, schema, _kind(base, schema, written), permitted)
        for name, base, schema, written, permitted in connection.execute(_COLUMNS, [oid])
    ]


def _kind(base: str, schema: str, written: str) -> Kind:
    if schema != "pg_catalog":
        return _EXTENSIONS.get(base, "text")
    whole = re.fullmatch(r"numeric\((\d+),0\)", written)
    return "integer" if whole and int(whole[1]) <= _WHOLE else _KINDS.get(base, "text")


def asked(column: DatabaseColumn) -> sql.Composable:
    """Return the expression that brings a column in a form that is the same whatever the server's settings."""
    form = sql.SQL("{}::text")
    match column.kind:
        case "integer" if column.type.startswith("numeric"):  # may be no number, which no whole number can say
            form = sql.SQL("NULLIF({}, 'NaN')::int8")
        case "integer":
            form = sql.SQL("{}::int8")
        case "number" if column.type == "money":
            form = sql.SQL("{}::numeric::float8")
        case "number":
            form = sql.SQL("{}::float8")
        case "boolean":
            form = sql.SQL("{}")
        case "time" if column.type.endswith("with time zone"):  # the day that the server's own clock showed
            form = sql.SQL("{}::timestamp::text")
        case _:
            pass
    return form.format(sql.Identifier(column.name))


def typed(column: DatabaseColumn, values: Sequence[Any]) -> pd.Series:
    """Return values of a column as Int64, float64, boolean or string; days and times as they are written."""
    dtypes: dict[Kind, ExtensionDtype | np.dtype[Any]] = {
        "integer": pd.Int64Dtype(),
        "number": np.dtype("float64"),
        "boolean": pd.BooleanDtype(),
    }
    return pd.Series(values, dtype=dtypes.get(column.kind, pd.StringDtype()))


def finished(column: DatabaseColumn, values: pd.Series) -> pd.Series:
    """Return all the values of a column, days and times as such where all are: infinity and B.C. stay text."""
    if column.kind == "time":
        with suppress(ValueError):
            return pd.to_datetime(values, format="ISO8601").astype("datetime64[us]")
    return values
