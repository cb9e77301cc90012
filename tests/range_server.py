"""A local server that sends parts of files like a public bucket, and the ways in which real ones fail."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class Fault:
    """What to do with one answer, which is else the part asked for.

    Attributes
    ----------
    status
        The HTTP status, with an empty page; the part where None.
    headers
        Headers to add, or to send instead of the usual ones.
    delay
        How long to wait first [s].
    trickle
        How long to wait after every 4 kB [s].
    cut
        How much of the body to send [1]; the announced length stays that of the whole.
    short
        How many bytes the body lacks, the announced length too: the answer looks whole.
    shift
        By how many bytes the part sent lies further on, and says so.
    spoil
        Whether the bytes are turned into others.
    """

    status: HTTPStatus | None = None
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0
    trickle: float = 0
    cut: float = 1
    short: int = 0
    shift: int = 0
    spoil: bool = False


@dataclass
class Bucket:
    """What is at the server, what happened there, and what is to happen.

    Attributes
    ----------
    url
        The address of the server, without a path.
    files
        Path -> file.
    faults
        What to do with the next answers, in order; afterwards `always`.
    always
        What to do when no fault is left.
    whole
        Whether the server knows no parts and sends whole files.
    version
        By which the server knows its files; another one means that they were changed.
    sent
        The bytes of bodies sent.
    asked
        The targets of the requests, as they came: of a proxy, whole addresses.
    """

    url: str = ""
    files: dict[str, Path] = field(default_factory=dict)
    faults: deque[Fault] = field(default_factory=deque)
    always: Fault = field(default_factory=Fault)
    whole: bool = False
    version: int = 1
    sent: int = 0
    asked: list[str] = field(default_factory=list)


@contextmanager
def bucket() -> Iterator[Bucket]:
    """Run the server for a while; asked for whole addresses, it is a proxy to itself."""
    shelf = Bucket()
    handler = type("Handler", (_Handler,), {"shelf": shelf})
    with _Listener(("127.0.0.1", 0), handler) as listener:
        thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        shelf.url = f"http://127.0.0.1:{listener.server_port}"
        try:
            yield shelf
        finally:
            listener.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    shelf: Bucket

    def do_GET(self) -> None:
        self.shelf.asked.append(self.path)
        fault = self.shelf.faults.popleft() if self.shelf.faults else self.shelf.always
        time.sleep(fault.delay)
        path = self.shelf.files.get(unquote(urlsplit(self.path).path))
        if fault.status is not None:
            self._send(fault, fault.status, b"", {})
        elif path is None:
            self._send(fault, HTTPStatus.NOT_FOUND, b"<Error><Code>NoSuchKey</Code></Error>", {})
        else:
            self._send_file(fault, path.read_bytes())

    def _send_file(self, fault: Fault, content: bytes) -> None:
        marks = {"ETag": f'"{self.shelf.version}"', "Last-Modified": formatdate(self.shelf.version, usegmt=True)}
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if self.shelf.whole or asked is None:
            self._send(fault, HTTPStatus.OK, content, marks)
            return
        start, end = int(asked[1]) + fault.shift, min(int(asked[2]) + 1 + fault.shift, len(content))
        if start >= len(content):
            self._send(fault, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, b"", {})
            return
        marks["Content-Range"] = f"bytes {start}-{end - 1}/{len(content)}"
        body = content[start : end - fault.short]
        self._send(fault, HTTPStatus.PARTIAL_CONTENT, bytes(255 - b for b in body) if fault.spoil else body, marks)

    def _send(self, fault: Fault, status: HTTPStatus, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body)), **dict(fault.headers)}.items():
            self.send_header(name, value)
        self.end_headers()
        body = body[: int(len(body) * fault.cut)]
        for start in range(0, len(body), 4096):
            self.wfile.write(body[start : start + 4096])
            self.shelf.sent += len(body[start : start + 4096])
            time.sleep(fault.trickle)
        self.close_connection = fault.cut < 1

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # named so in the standard library
        """Keep quiet."""


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet when a client has stopped waiting."""
