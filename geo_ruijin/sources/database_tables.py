"""The tables and views of a database."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import SecretStr

from geo_ruijin.errors import SourceError, nearest
from geo_ruijin.sources.database_server import Reader, ask
from geo_ruijin.text import Text

#: How many names a message lists.
_NAMED = 10

_TABLES = """
SELECT c.oid, n.nspname::text, c.relname::text, format('%I.%I', n.nspname, c.relname), pg_table_is_visible(c.oid),
       CASE WHEN c.relkind IN ('r', 'm', 'p') AND c.reltuples >= 0 THEN c.reltuples::int8 END,
       a.attname::text, CASE WHEN a.attname IS NOT NULL THEN format_type(a.atttypid, a.atttypmod) END
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid IN (
    SELECT t.oid FROM pg_catalog.pg_type t WHERE t.typname IN ('geometry', 'geography') AND t.typtype = 'b')
WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname, c.relname, a.attnum
"""


@dataclass(frozen=True)
class DatabaseTable:
    """A table or view, once for each of its columns with shapes.

    Attributes
    ----------
    table
        ``"schema.table"``, as an address or a source of a layer names it.
    geometry, shape, srid
        The column with the shapes, what shapes they are, and the number of their coordinate system; None where there
        are none, or where the database does not say.
    rows
        About how many; None where the database does not know.
    """

    table: str
    geometry: str | None
    shape: str | None
    srid: int | None
    rows: int | None


@dataclass(frozen=True)
class Relation:
    """A table or view by its number in the database; `visible` where its name is enough."""

    oid: int
    schema: str
    name: str
    quoted: str
    visible: bool


def tables_of(url: str, *, password: SecretStr | None = None, timeout: float = 60) -> list[DatabaseTable]:
    """Return the tables and views of a database, by schema and name.

    Parameters
    ----------
    url
        Server and database, without the password: ``"postgresql://user@host:5432/database"``.
    password
        Where it is not in PGPASSWORD or ~/.pgpass.
    timeout
        How long the server may take [s].

    Raises
    ------
    SourceError
        If the database cannot be reached.
    """

    def described(connection: Reader) -> list[DatabaseTable]:
        return [
            DatabaseTable(f"{schema}.{name}", geometry, *_typmod(written), rows)
            for _, schema, name, _, _, rows, geometry, written in connection.execute(_TABLES)
        ]

    return ask(url, described, password=password, timeout=timeout)


def find(connection: Reader, table: str) -> Relation:
    """Return the table of this name: with its schema, else the one the user's search path finds, else the only one."""
    relations = list(dict.fromkeys(Relation(*row[:5]) for row in connection.execute(_TABLES)))
    named = [relation for relation in relations if relation.name == table]
    candidates = (
        [relation for relation in relations if table in (f"{relation.schema}.{relation.name}", relation.quoted)],
        [relation for relation in named if relation.visible],
        named,
    )
    found = next(filter(None, candidates), [])
    if len(found) == 1:
        return found[0]
    if found:
        several = listed(relation.quoted for relation in found)
        raise SourceError(
            Text(
                zh=f"有多个表叫 {table}:{several.zh}。请写明是哪一个。",
                en=f"there are several tables '{table}': {several.en}. Say which.",
            )
        )
    names = {f"{relation.schema}.{relation.name}" for relation in relations}
    by_name = {relation.name: f"{relation.schema}.{relation.name}" for relation in relations}
    near = nearest(table, names) or by_name.get(nearest(table, by_name) or "")
    there = listed(sorted(names))
    raise SourceError(
        Text(
            zh=f"数据库里没有表 {table}。" + (f"是否想写“{near}”?" if near else f"有:{there.zh}。"),
            en=f"the database has no table '{table}'. "
            + (f"Did you mean '{near}'?" if near else f"It has: {there.en}."),
        )
    )


def listed(names: Iterable[str]) -> Text:
    """Return the first names, and how many more there are."""
    everything = list(names)
    more = len(everything) - _NAMED
    shown = everything[:_NAMED]
    return Text(
        zh="、".join(shown) + (f" 等 {len(everything)} 个" if more > 0 else ""),
        en=", ".join(shown) + (f" and {more} more" if more > 0 else ""),
    )


def _typmod(written: str | None) -> tuple[str | None, int | None]:
    """Return shape and SRID of ``geometry(Point,4490)``; None for what it does not say."""
    found = re.search(r"\((\w+)(?:,(\d+))?\)$", written or "")
    return (None, None) if found is None else (found[1], int(found[2]) if found[2] else None)
