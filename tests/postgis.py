"""A PostgreSQL server with PostGIS, started by the tests that need it and gone with them.

It listens on a socket in its own folder, where nobody is asked for a password, and on a free port of this machine,
where everybody is. Debian's packages ``postgresql`` and ``postgresql-postgis`` bring it (``make postgis``).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import quote

import psycopg
from psycopg import sql

#: The user of the system that the server runs as where the tests run as root, which PostgreSQL refuses to.
_SYSTEM_USER = "postgres"

#: The administrator of the server, and the password asked for on the port.
ADMIN, PASSWORD = "admin", "p@ss/word:瑞金"  # of a server that is gone in a minute


@dataclass(frozen=True)
class Server:
    """A running server: the folder of its socket, and its port."""

    folder: Path
    port: int

    def by_socket(self, database: str = "town", *, user: str = ADMIN) -> str:
        """Return the address of a database by the socket, where nobody is asked for a password."""
        return f"postgresql://{user}@/{quote(database)}?host={quote(str(self.folder), safe='')}&port={self.port}"

    def by_port(self, database: str = "town", *, user: str = ADMIN) -> str:
        """Return the address of a database by the port, where everybody is asked for a password."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{quote(database)}"

    def run(self, *statements: LiteralString | sql.Composed, database: str = "town", encoding: str = "UTF8") -> None:
        """Run statements as the administrator, each on its own."""
        with self.connect(database, encoding=encoding) as connection:
            for statement in statements:
                connection.execute(statement)

    def connect(self, database: str = "town", *, encoding: str = "UTF8") -> psycopg.Connection[tuple[Any, ...]]:
        """Return a connection of the administrator."""
        return psycopg.connect(self.by_socket(database), autocommit=True, client_encoding=encoding)

    @contextmanager
    def database(
        self, name: str, *, encoding: str = "UTF8", postgis: bool = True, template: str = "template0"
    ) -> Iterator[str]:
        """Give a database, empty or a copy of `template`; dropped afterwards."""
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {} LOCALE 'C' ENCODING {} STRATEGY FILE_COPY")
        made = create.format(sql.Identifier(name), sql.Identifier(template), sql.Literal(encoding))
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        self.run(drop, made, database="postgres")
        try:
            if postgis:
                self.run("CREATE EXTENSION postgis", database=name)
            yield name
        finally:
            self.run(drop, database="postgres")


@contextmanager
def running() -> Iterator[Server]:
    """Run a server for a while; it stops with this process, however that ends."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="postgis"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, _SYSTEM_USER, _SYSTEM_USER)
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        (folder / "password").chmod(0o644)
        options = ["--auth-local=trust", "--auth-host=scram-sha-256", "--locale=C", "--encoding=UTF8", "--no-sync"]
        known = ["--username", ADMIN, "--pwfile", str(folder / "password"), "--pgdata", str(folder / "data")]
        make = _as_user(programs / "initdb", *options, *known)
        done = subprocess.run(make, capture_output=True, text=True, cwd=folder, check=False)
        assert done.returncode == 0, done.stderr
        port = _free_port()
        # nothing here has to outlive the machine, so nothing waits for the disk
        settings = ["fsync=off", f"port={port}", f"unix_socket_directories={folder}", "listen_addresses=127.0.0.1"]
        serve = _as_user(programs / "postgres", "-D", str(folder / "data"), *(f"--{each}" for each in settings))
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(serve, stdout=log, stderr=log, cwd=folder)
        try:
            server = Server(folder, port)
            _await(server, process)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Return the folder with the newest server that has PostGIS."""
    there = [path.parts[4] for path in Path("/usr/share/postgresql").glob("*/extension/postgis.control")]
    assert there, "PostgreSQL with PostGIS is needed: make postgis, or leave these tests out: make test POSTGIS=no"
    return Path("/usr/lib/postgresql") / max(there, key=int) / "bin"


def _as_user(program: Path, *arguments: str) -> list[str]:
    """Return a command that runs as a user who is not root, and is asked to stop when this process is gone."""
    user = [f"--reuid={_SYSTEM_USER}", f"--regid={_SYSTEM_USER}", "--init-groups"] if os.geteuid() == 0 else []
    return ["setpriv", "--pdeathsig=INT", *user, str(program), *arguments]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _await(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            server.connect("postgres").close()
        except psycopg.OperationalError:
            assert process.poll() is None, (server.folder / "log").read_text(errors="replace")
            time.sleep(0.1)
        else:
            return
    message = f"the server does not start: {(server.folder / 'log').read_text(errors='replace')}"
    raise AssertionError(message)
