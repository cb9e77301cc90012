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
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import requests

from geo_ruijin.errors import SourceError
from geo_ruijin.folders import whole_file
from geo_ruijin.sources.range_answers import Part, RasterServer, changed, fetch_part

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
        self._kept, self._pages, self._about = (self._folder / name for name in ("kept", "pages", "about.json"))
        self._known = self._remembered()
        if not self._known:
            self._fetch(0, _CHUNK)
        self._here = np.fromfile(self._pages, dtype=bool)

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
                end = min(page + _CHUNK, last)
                got = self._fetch(page, end)
                self._here[page:end] = True
                yield got

    def read_at(self, start: int, length: int) -> bytes:
        """Return bytes of the file, fetched if need be."""
        length = max(0, min(length, self.size - start))
        if not self._here[start // _PAGE : -(-(start + length) // _PAGE)].all():
            for _ in self.fetch([(start, length)]):
                pass
        with self._kept.open("rb") as file:
            file.seek(start)
            return file.read(length)

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
            wanted[start // _PAGE : -(-(start + length) // _PAGE)] = True
        edges = np.flatnonzero(np.diff(wanted & ~self._here, prepend=False, append=False))
        return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]

    def _remembered(self) -> dict[str, Any]:
        """Return what is known of the file, nothing where no part of it is kept."""
        try:
            about: dict[str, Any] = json.loads(self._about.read_text(encoding="utf-8"))
            whole = self._pages.stat().st_size == _page_count(about["size"]) and self._kept.is_file()
        except (OSError, ValueError, KeyError):
            return {}
        return about if whole else {}

    def _fetch(self, first: int, last: int) -> int:
        """Fetch and keep pages from `first` up to `last`; return their bytes."""
        part = fetch_part(self.url, first * _PAGE, last * _PAGE, server=self._server, session=self._session)
        about = {"size": part.size, "etag": part.etag, "modified": part.modified}
        if not self._known:
            self._begin(about)
        elif about != self._known:
            self.forget()
            raise changed(self.url)
        self._keep(first, part)
        return len(part.body)

    def _begin(self, about: dict[str, Any]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._kept.write_bytes(b"")
        self._pages.write_bytes(bytes(_page_count(about["size"])))
        with whole_file(self._about) as path:  # last, since it says that the others are there
            path.write_text(json.dumps(about), encoding="utf-8")
        self._known = about

    def _keep(self, page: int, part: Part) -> None:
        """Keep first the bytes, then that they are there, whenever the process is stopped."""
        with self._kept.open("r+b") as file:
            file.seek(page * _PAGE)
            file.write(part.body)
            file.flush()
            os.fsync(file.fileno())
        with self._pages.open("r+b") as file:
            file.seek(page)
            file.write(b"\x01" * _page_count(len(part.body)))


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
