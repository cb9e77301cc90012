"""Read parts of a remote file, and keep what was read: a fetch that was stopped goes on where it stopped.

GDAL can read remote files by itself, but takes what it is sent on trust. Here it reads through a `RemoteFile`, whose
every answer has been looked at: that it is the part asked for, whole, and of the same file as the parts before.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import requests

from geo_ruijin.errors import SourceError
from geo_ruijin.folders import whole_file
from geo_ruijin.sources.range_answers import RasterServer, changed, fetch_part

_PAGE = 2**14  # [bytes] kept or not as one
_CHUNK = 64  # [pages] asked for at once


@contextmanager
def remote_file(url: str, server: RasterServer) -> Iterator[RemoteFile]:
    """Open a remote file.

    Raises
    ------
    AbsentError
        If the server has no such file.
    DamagedError
        If it is not the file that parts are kept of.
    SourceError
        If it cannot be had.
    """
    with requests.Session() as session:
        yield RemoteFile(server.address(url), server, session)


class RemoteFile:
    """A remote file whose parts are fetched when they are first read, and kept.

    Every part kept is a file of its own, which is never changed: several processes may fetch the same file, and whoever
    clears the cache meanwhile only has them fetch again.

    Attributes
    ----------
    url
        Where it is asked for.
    trouble
        Why a part could not be had when GDAL read it, which cannot hand that on.
    """

    def __init__(self, url: str, server: RasterServer, session: requests.Session) -> None:
        self.url, self._server, self._session = url, server, session
        self.trouble: SourceError | None = None
        self._folder = server.scratch / hashlib.sha256(url.encode()).hexdigest()[:16]
        self._about = self._folder / "about.json"
        self._parts: list[_Part] = []
        self._here = np.empty(0, dtype=int)  # of each page the part it is in, -1 where it is not here
        self._known = self._remembered()
        if self._known:
            self._look()
        else:
            self._fetch(0, _CHUNK)

    @property
    def name(self) -> str:
        """The name of the file."""
        return urlsplit(self.url).path.rpartition("/")[2]

    @property
    def size(self) -> int:
        """The bytes of the whole file."""
        return int(self._known["size"])

    def missing(self, ranges: Iterable[tuple[int, int]]) -> int:
        """Return how many bytes of ranges of (start, length) are still to be fetched."""
        return sum(last - first for first, last in self._runs(ranges)) * _PAGE

    def fetch(self, ranges: Iterable[tuple[int, int]]) -> Iterator[int]:
        """Fetch what is missing of ranges of (start, length); give the bytes of each answer when it is kept."""
        for first, last in self._runs(ranges):
            for page in range(first, last, _CHUNK):
                yield self._fetch(page, min(page + _CHUNK, last))

    def read_at(self, start: int, length: int) -> bytes:
        """Return bytes of the file, fetched if need be."""
        length = max(0, min(length, self.size - start))
        while True:
            for _ in self.fetch([(start, length)]):
                pass
            try:
                return self._read(start, length)
            except FileNotFoundError:  # somebody cleared the cache meanwhile
                self._look()

    def opener(self, path: str, mode: str = "rb", **_: object) -> io.RawIOBase:
        """Open the file for GDAL, which asks for files beside it too."""
        if mode != "rb" or path != self.name:
            raise FileNotFoundError(path)
        return _Handle(self)

    def forget(self) -> None:
        """Drop all that is kept of the file."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _runs(self, ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return the runs of pages that ranges touch and that are not here, each from and up to."""
        wanted = np.zeros(len(self._here), dtype=bool)
        for start, length in ranges:
            wanted[start // _PAGE : _page_count(start + length)] = True
        edges = np.flatnonzero(np.diff(wanted & (self._here < 0), prepend=False, append=False))
        return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]

    def _remembered(self) -> dict[str, Any]:
        """Return what is known of the file, nothing where no part of it is kept."""
        try:
            about: dict[str, Any] = json.loads(self._about.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return about if about.keys() == {"size", "etag", "modified"} else {}

    def _look(self) -> None:
        """See which parts are kept, whole and of this version of the file."""
        self._parts, self._here = [], np.full(_page_count(self.size), -1)
        for path in self._folder.glob(f"{self._version}.*-*"):
            first, _, last = path.name.rpartition(".")[2].partition("-")
            part = _Part(path, int(first), int(last))
            with suppress(OSError):
                if path.stat().st_size == min(part.last * _PAGE, self.size) - part.first * _PAGE:
                    self._take(part)

    def _take(self, part: _Part) -> None:
        self._here[part.first : part.last] = len(self._parts)
        self._parts.append(part)

    @property
    def _version(self) -> str:
        return hashlib.sha256(json.dumps(self._known).encode()).hexdigest()[:16]

    def _read(self, start: int, length: int) -> bytes:
        found, end = [], start + length
        while start < end:
            part = self._parts[self._here[start // _PAGE]]
            stop = min(end, part.last * _PAGE)
            with part.path.open("rb") as file:
                file.seek(start - part.first * _PAGE)
                found.append(file.read(stop - start))
            start = stop
        return b"".join(found)

    def _fetch(self, first: int, last: int) -> int:
        """Fetch and keep pages from `first` up to `last`; return their bytes."""
        part = fetch_part(self.url, first * _PAGE, last * _PAGE, server=self._server, session=self._session)
        about = {"size": part.size, "etag": part.etag, "modified": part.modified}
        if not self._known:
            self._known, self._here = about, np.full(_page_count(part.size), -1)
            self._write(self._about, json.dumps(about).encode())
        elif about != self._known:
            self.forget()
            raise changed(self.url)
        last = first + _page_count(len(part.body))
        kept = _Part(self._folder / f"{self._version}.{first}-{last}", first, last)
        self._write(kept.path, part.body)
        self._take(kept)
        return len(part.body)

    @staticmethod
    def _write(path: Path, body: bytes) -> None:
        with suppress(FileNotFoundError), whole_file(path) as part:  # the cache is cleared at this very moment
            part.write_bytes(body)


@dataclass(frozen=True)
class _Part:
    """Pages of a file that are kept, from `first` up to `last`."""

    path: Path
    first: int
    last: int


def _page_count(size: int) -> int:
    return -(-size // _PAGE)


class _Handle(io.RawIOBase):
    """A remote file as GDAL reads it; it gets nothing where there is trouble, and fails by itself."""

    def __init__(self, remote: RemoteFile) -> None:
        super().__init__()
        self._remote, self._at = remote, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._remote.size}[whence]
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        found = b""
        try:
            if self._remote.trouble is None:
                found = self._remote.read_at(self._at, self._remote.size if size < 0 else size)
        except SourceError as error:
            self._remote.trouble = error
        self._at += len(found)
        return found
