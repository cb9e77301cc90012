"""The address of a database and of a table in it, with and without the password."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

import psycopg
from psycopg import pq
from pydantic import SecretStr

from geo_ruijin.errors import SourceError
from geo_ruijin.text import Text

#: An @ that stands further back is one of a password whose / or ? is not quoted: no part of it may be taken for a name.
_ADDRESS = re.compile(r"postgres(ql)?://([^/?@]*@)?[^/?@]*([/?][^@]*)?")


@dataclass(frozen=True)
class Address:
    """What the address of a table says.

    Attributes
    ----------
    url
        Server and database, without the password: what may be written to a file.
    table
        ``"schema.table"`` or ``"table"``; None where the address stops at the database.
    password
        What the address said, to be used once; None where it is in PGPASSWORD or ~/.pgpass, or not needed.
    """

    url: str
    table: str | None
    password: SecretStr | None


def split_address(address: str) -> Address:
    """Return database, table and password of ``postgresql://user@host:port/database/schema.table``.

    The table follows the database as a file follows its folder. All else is libpq's: what is left out is taken from
    PGHOST, PGUSER and so on, options go behind a ``?``, and a character that means something is written as in any
    address (``%2F``).

    Raises
    ------
    SourceError
        If it is no such address; the message does not repeat it, since a password may be in it.

    Examples
    --------
    >>> split_address("postgresql://li:secret@gis.local:5432/ruijin/transit.bus_stops")
    Address(url='postgresql://li@gis.local:5432/ruijin', table='transit.bus_stops', password=SecretStr('**********'))
    """
    options = options_of(address)
    password = options.pop("password", None)
    database, _, table = options.pop("dbname", "").partition("/")
    return Address(_url(options, database), table or None, None if password is None else SecretStr(password))


def options_of(address: str) -> dict[str, str]:
    """Return what an address says, by the names libpq has for it."""
    if not _ADDRESS.fullmatch(address.strip()):
        raise _unclear()
    try:
        parsed = pq.Conninfo.parse(re.sub(r"\s", lambda blank: quote(blank[0]), address.strip()).encode())
        given = {option.keyword.decode(): option for option in parsed if option.val is not None}
        options = {name: (option.val or b"").decode() for name, option in given.items()}
    except (psycopg.Error, UnicodeError):
        raise _unclear() from None
    if others := [name for name, option in given.items() if option.dispchar == b"*" and name != "password"]:
        raise SourceError(
            Text(
                zh=f"地址里不能写 {'、'.join(others)}:它是机密,请放进 ~/.pg_service.conf。",
                en=f"{', '.join(others)} is a secret and has no place in an address. Keep it in ~/.pg_service.conf.",
            )
        )
    return options


def _unclear() -> SourceError:
    return SourceError(
        Text(
            zh="看不懂这个数据库地址。写成 postgresql://用户@主机:端口/数据库/模式.表;"
            "口令放在环境变量 PGPASSWORD 或 ~/.pgpass 里,不要写进地址。",
            en="this address of a database is unclear. Write postgresql://user@host:port/database/schema.table, "
            "and keep the password in PGPASSWORD or ~/.pgpass rather than in the address.",
        )
    )


def _url(options: Mapping[str, str], database: str) -> str:
    """Return the address of a database; a server that is no plain name and port is described behind the ``?``."""
    rest = dict(options)
    user = f"{_quoted(rest.pop('user'))}@" if "user" in rest else ""
    server = ""
    if re.fullmatch(r"[\w.-]+", rest.get("host", "")) and re.fullmatch(r"\d*", rest.get("port", "")):
        server = rest.pop("host")
        server += f":{rest.pop('port')}" if "port" in rest else ""
    query = "&".join(f"{name}={_quoted(value)}" for name, value in rest.items())
    return f"postgresql://{user}{server}/{_quoted(database)}" + (f"?{query}" if query else "")


def _quoted(words: str) -> str:
    """Return words with what means something in an address quoted; Chinese stays legible."""
    return re.sub(r"[\s%/?#@:&=+\[\]\"'\\]", lambda found: quote(found[0], safe=""), words)
