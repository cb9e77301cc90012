"""A connection to a database that can only read, and why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import psycopg
from psycopg import pq
from psycopg.conninfo import make_conninfo
from pydantic import SecretStr

from geo_ruijin.errors import SourceError, nearest
from geo_ruijin.sources.database_address import options_of
from geo_ruijin.text import Text

T = TypeVar("T")

#: A connection that can only read.
Reader = psycopg.Connection[tuple[Any, ...]]

#: How long a server that does not answer is waited for [s], and after how long it counts as gone.
_KNOCK = 10
_KEEPALIVE = {"keepalives_idle": "15", "keepalives_interval": "5", "keepalives_count": "3"}

#: What text may be in where a database does not know: UTF-8, or what Chinese Windows writes. A database that does not
#: know takes no question in GB 18030, which matters where names are Chinese; then its older part has to do.
_ENCODINGS = ("UTF8", "GB18030", "EUC_CN")

#: What says that text is in another encoding.
_MISFIT = (UnicodeError, psycopg.errors.CharacterNotInRepertoire)

#: The databases that every server has, where the names of the others can be asked for.
_ALWAYS_THERE = ("postgres", "template1")

#: SQLSTATE of a statement that took too long, and of one that is not permitted.
_TOO_LONG, _NOT_PERMITTED = "57014", "42501"


def ask(url: str, question: Callable[[Reader], T], *, password: SecretStr | None, timeout: float) -> T:
    """Return the answer to a question, within one snapshot of the database: nothing changes, in it or meanwhile.

    Parameters
    ----------
    url
        Server and database.
    question
        What to ask, given the connection; asked again where the text turns out to be in another encoding.
    password
        What the address said.
    timeout
        How long the server may take over one statement, or over one part of the rows [s].

    Raises
    ------
    SourceError
        If the server cannot be reached, refuses, takes too long or breaks off.
    """
    for encoding in _ENCODINGS:
        with suppress(*_MISFIT), _connected(url, password, timeout, encoding) as connection:
            return question(connection)
    raise SourceError(
        Text(
            zh="数据库里的文字既不是 UTF-8 也不是 GB 18030。请管理员先统一编码。",
            en="the text in the database is neither UTF-8 nor GB 18030. Have its administrator bring it into one.",
        )
    )


@contextmanager
def _connected(url: str, password: SecretStr | None, timeout: float, encoding: str) -> Iterator[Reader]:
    options = options_of(url)
    try:
        connection = _connect(options, password, encoding)
    except psycopg.Error as error:
        raise _no_connection(error, options, password) from None  # what psycopg was doing has the password in it
    try:
        with connection:
            settings = {"statement_timeout": str(round(timeout * 1000)), "datestyle": "ISO, YMD"}
            for name, value in settings.items():
                connection.execute("SELECT set_config(%s, %s, true)", [name, value])
            yield connection
    except _MISFIT:
        raise
    except psycopg.Error as error:
        raise _broken_off(error, connection, options, timeout) from error


def _connect(options: Mapping[str, str], password: SecretStr | None, encoding: str) -> Reader:
    defaults = {"connect_timeout": str(_KNOCK), "application_name": "geo-ruijin", **_KEEPALIVE}
    secret = {} if password is None else {"password": password.get_secret_value()}
    said: dict[str, str] = {**defaults, **options, **secret, "client_encoding": encoding}
    # a pool between us and the server may hand each transaction to another of its connections: prepare nothing
    connection = psycopg.connect(make_conninfo("", **said), prepare_threshold=None)
    connection.read_only = True
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    return connection


def _described(options: Mapping[str, str]) -> str:
    """Return where a database is, for readers: what the address leaves out is in the environment."""
    defaults = {option.keyword.decode(): option.val.decode() for option in pq.Conninfo.get_defaults() if option.val}
    said = {"host": "localhost", "dbname": "", **defaults, **options}
    return f"{said['host']}:{said['port']}/{said['dbname']}"


def _no_connection(error: psycopg.Error, options: Mapping[str, str], password: SecretStr | None) -> SourceError:
    """Return why there is no connection, found out by asking: the server's words are in its own language."""
    here = _described(options)
    server = {name: value for name, value in options.items() if name in ("host", "hostaddr", "port", "service")}
    knock = make_conninfo(**server, connect_timeout=str(_KNOCK)).encode()
    away = (pq.Ping.NO_RESPONSE, pq.Ping.NO_ATTEMPT)
    if isinstance(error, psycopg.errors.ConnectionTimeout) or pq.PGconn.ping(knock) in away:
        return SourceError(
            Text(
                zh=f"数据库服务器没有应答:{here}。请检查地址和端口,服务器是否在运行,防火墙或 VPN 是否放行。",
                en=f"no database server answers at {here}. Check the address and the port, whether the server runs, "
                "and firewall or VPN.",
            )
        )
    databases = _databases(options, password)
    name = options.get("dbname", "")
    if databases and name not in databases:
        near = nearest(name, databases)
        return SourceError(
            Text(
                zh=f"服务器上没有数据库“{name}”。"
                + (f"是否想写“{near}”?" if near else f"有:{'、'.join(databases[:10])}。"),
                en=f"there is no database '{name}' on the server. "
                + (f"Did you mean '{near}'?" if near else f"There are: {', '.join(databases[:10])}."),
            )
        )
    said = error.pgconn
    if said is not None and said.needs_password:
        return SourceError(
            Text(
                zh=f"{here} 需要口令。请放在环境变量 PGPASSWORD 或 ~/.pgpass 里。",
                en=f"{here} asks for a password. Put it in PGPASSWORD or ~/.pgpass.",
            )
        )
    if said is not None and said.used_password and databases is None:
        return SourceError(
            Text(
                zh=f"{here} 不接受这个用户名或口令。请检查用户名,以及 PGPASSWORD 或 ~/.pgpass 里的口令。",
                en=f"{here} does not accept this user or password. Check the user's name, and the password in "
                "PGPASSWORD or ~/.pgpass.",
            )
        )
    words = _words(error)
    return SourceError(Text(zh=f"{here} 拒绝连接:{words}", en=f"{here} refuses the connection: {words}"))


def _databases(options: Mapping[str, str], password: SecretStr | None) -> list[str] | None:
    """Return the names of the server's databases, None where nobody lets us ask."""
    for name in _ALWAYS_THERE:
        try:
            with _connect({**options, "dbname": name}, password, "UTF8") as connection:
                return [
                    str(found)
                    for (found,) in connection.execute(
                        "SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1"
                    )
                ]
        except psycopg.Error:
            continue
    return None


def _broken_off(
    error: psycopg.Error,
    connection: Reader,
    options: Mapping[str, str],
    timeout: float,
) -> SourceError:
    """Return why reading stopped."""
    here = _described(options)
    if error.sqlstate == _TOO_LONG:
        return SourceError(
            Text(
                zh=f"{here} 用时超过 {timeout:g} 秒,已停止。表可能被锁住,或视图太慢:可请管理员建成物化视图。",
                en=f"{here} took longer than {timeout:g} s and was stopped. The table may be locked, or a view slow: "
                "a materialised view helps.",
            )
        )
    if error.sqlstate == _NOT_PERMITTED:
        words = _words(error)
        return SourceError(
            Text(
                zh=f"{here} 不允许读取:{words}。请管理员授予 SELECT 权限。",
                en=f"{here} does not permit reading: {words}. Ask its administrator for SELECT.",
            )
        )
    if connection.broken:
        return SourceError(
            Text(
                zh=f"与 {here} 的连接中途断开,什么也没有读入。请再试一次。",
                en=f"the connection to {here} was cut half-way; nothing was read. Try again.",
            )
        )
    words = _words(error)
    return SourceError(Text(zh=f"{here} 无法读取:{words}", en=f"{here} cannot be read: {words}"))


def _words(error: psycopg.Error) -> str:
    """Return what the server said, in one line."""
    said = error.diag.message_primary or str(error)
    return " ".join(said.split())
