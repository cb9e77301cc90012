"""Ask a server for part of a file, politely, and look at the answer before a byte of it is used."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import InvalidHeader, NewConnectionError
from urllib3.util import Retry

from geo_ruijin.errors import NOTHING, SourceError
from geo_ruijin.text import Text

_PIECE = 2**16  # [bytes] between looks at the clock
_FIRST_WAIT, _LONGEST_WAIT = 2, 60  # [s], doubling from one to the other
_PATIENCE = 600  # [s]; a server that asks for more is left alone
_BUSY = (408, 425, 429, 500, 502, 503, 504)


def _silent(_: Text) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class RasterServer:
    """Where public rasters are fetched from and how.

    Attributes
    ----------
    scratch
        The folder that keeps what was fetched of files not yet done with.
    base
        A mirror to ask instead of each file's own server, with the same paths: "http://mirror.example/products".
    timeout
        How long one answer, of at most 1 MB, may take [s].
    attempts
        How often one part is asked for before giving up.
    report
        Told, in words for the reader, how far it is and whenever there is something to wait for.
    wait
        Waits so many seconds.
    """

    scratch: Path
    base: str | None = None
    timeout: float = 60
    attempts: int = 6
    report: Callable[[Text], None] = _silent
    wait: Callable[[float], None] = time.sleep

    def address(self, url: str) -> str:
        """Return where a file is asked for: at its own server or at the mirror."""
        return url if self.base is None else self.base.rstrip("/") + urlsplit(url).path


@dataclass(frozen=True)
class Part:
    """Some bytes of a file, its size, and the marks its server knows this version of it by."""

    body: bytes
    size: int
    etag: str | None
    modified: str | None


class AbsentError(SourceError):
    """The server has no such file."""


class DamagedError(SourceError):
    """What is kept of a file is of no use: it changed at the server meanwhile, or cannot be unpacked."""


class _TroubleError(SourceError):
    """An answer that is of no use; unless hopeless the next one may be, after a wait [s]."""

    def __init__(self, message: Text, *, wait: float | None = None, hopeless: bool = False) -> None:
        super().__init__(message)
        self.wait, self.hopeless = wait, hopeless


def fetch_part(url: str, start: int, end: int, *, server: RasterServer, session: requests.Session) -> Part:
    """Return the bytes of a file from `start` up to `end`, or to where it ends, however often it takes.

    Raises
    ------
    AbsentError
        If the server has no such file.
    DamagedError
        If the file has no such bytes.
    SourceError
        If the server refuses or knows no parts, or every attempt failed.
    """
    failed = 0
    while True:
        try:
            return _asked(url, start, end, server=server, session=session)
        except _TroubleError as error:
            trouble = error
        except requests.RequestException as error:
            trouble = _understood(error, server)
        failed += 1
        backoff = min(_FIRST_WAIT * 2 ** (failed - 1), _LONGEST_WAIT)
        wait = backoff if trouble.wait is None else trouble.wait
        if trouble.hopeless or failed >= server.attempts or wait > _PATIENCE:
            raise _given_up(url, trouble)
        server.report(
            Text(
                zh=f"{trouble.message.zh};{wait:.0f} 秒后重试(第 {failed + 1}/{server.attempts} 次)",
                en=f"{trouble.message.en}; asking again in {wait:.0f} s (attempt {failed + 1} of {server.attempts})",
            )
        )
        server.wait(wait)


def changed(url: str) -> DamagedError:
    """Return the error of a file that is not the one it was."""
    return DamagedError(
        Text(
            zh=f"{url} 是空的,或在服务器上中途变了。请稍后重新运行。",
            en=f"{url} is empty, or changed at the server meanwhile. Run again later.",
        )
    )


def _asked(url: str, start: int, end: int, *, server: RasterServer, session: requests.Session) -> Part:
    headers = {"Range": f"bytes={start}-{end - 1}", "Accept-Encoding": "identity", "User-Agent": _user_agent()}
    deadline = time.monotonic() + server.timeout
    with session.get(url, headers=headers, timeout=server.timeout, stream=True) as answer:
        _demand_part(url, answer)
        first, stop, size = _range(answer)
        if (first, stop) != (start, min(end, size)):
            raise _TroubleError(
                Text(
                    zh=f"要的是第 {start}–{min(end, size) - 1} 字节,来的是第 {first}–{stop - 1} 字节",
                    en=f"bytes {start}-{min(end, size) - 1} were asked for, and {first}-{stop - 1} came",
                )
            )
        body = bytearray()
        for piece in answer.iter_content(_PIECE):
            body += piece
            if time.monotonic() > deadline:  # a server that trickles never runs into the time-out of one read
                raise requests.Timeout
        if len(body) != stop - first:
            raise _TroubleError(Text(zh="回复不完整", en="the answer is cut off"))
        return Part(bytes(body), size, answer.headers.get("ETag"), answer.headers.get("Last-Modified"))


def _demand_part(url: str, answer: requests.Response) -> None:
    code = answer.status_code
    if code == HTTPStatus.PARTIAL_CONTENT:
        return
    if code in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        raise AbsentError(Text(zh=f"服务器没有 {url}(HTTP {code})", en=f"the server has no {url} (HTTP {code})"))
    if code in _BUSY:
        what = Text(zh=f"服务器繁忙或出错(HTTP {code})", en=f"the server is busy or failing (HTTP {code})")
        raise _TroubleError(what, wait=_retry_after(answer))
    if code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        raise changed(url)
    if code == HTTPStatus.OK:
        size = answer.headers.get("Content-Length", "")
        whole = f"{int(size) / 1e6:,.1f} MB" if size.isdecimal() else "? MB"
        raise SourceError(
            Text(
                zh=f"{url} 的服务器或途中的代理不支持分段下载,而整个文件有 {whole}。"
                "请用浏览器下载整个文件,再用 --raster 指定它或它所在的文件夹。",
                en=f"The server of {url}, or a proxy on the way, sends no parts of files, and the whole has {whole}. "
                "Download it with a browser and name it, or its folder, by --raster.",
            )
        )
    raise SourceError(
        Text(
            zh=f"{url} 被拒绝(HTTP {code})。请检查网络、代理或镜像地址;也可用 --raster 提供本地文件。",
            en=f"{url} was refused (HTTP {code}). Check the network, the proxy or the mirror's address, or give a "
            "local file with --raster.",
        )
    )


def _range(answer: requests.Response) -> tuple[int, int, int]:
    """Return which bytes an answer says it holds, from and up to, and of how many."""
    said = answer.headers.get("Content-Range", "")
    try:
        unit, _, rest = said.partition(" ")
        part, _, size = rest.partition("/")
        first, _, last = part.partition("-")
        if unit == "bytes":
            return int(first), int(last) + 1, int(size)
    except ValueError:
        pass
    raise _TroubleError(
        Text(zh=f"回复没有说明是哪一段(“{said}”)", en=f"the answer does not say which part it is ('{said}')")
    )


def _retry_after(answer: requests.Response) -> float | None:
    """Return how long the server asks to wait [s], None where it does not say."""
    try:
        return Retry().parse_retry_after(answer.headers["Retry-After"])
    except (KeyError, InvalidHeader):
        return None


def _understood(error: requests.RequestException, server: RasterServer) -> _TroubleError:
    if isinstance(error, requests.Timeout):
        what = Text(zh=f"{server.timeout:g} 秒内没有回复完", en=f"no whole answer within {server.timeout:g} s")
        return _TroubleError(what)
    if isinstance(getattr(error.args[0] if error.args else None, "reason", None), NewConnectionError):
        return _TroubleError(Text(zh="连不上服务器", en="the server cannot be reached"), hopeless=True)
    name = type(error).__name__
    what = Text(zh=f"连接失败或中断({name})", en=f"the connection failed or was cut ({name})")
    return _TroubleError(what, hopeless=isinstance(error, ValueError))  # which an address that is none raises


def _given_up(url: str, trouble: _TroubleError) -> SourceError:
    asked = NOTHING
    if trouble.wait is not None and trouble.wait > _PATIENCE:
        asked = Text(zh=f",要求等待 {trouble.wait:.0f} 秒", en=f", to be asked again in {trouble.wait:.0f} s")
    return SourceError(
        Text(
            zh=f"未能取得 {url}:{trouble.message.zh}{asked.zh}。已取得的部分保存着,稍后重新运行会接着下载;"
            "也可用 --raster 提供本地文件。",
            en=f"{url} could not be had: {trouble.message.en}{asked.en}. What was fetched is kept: run again later to "
            "go on from there, or give a local file with --raster.",
        )
    )


def _user_agent() -> str:
    try:
        return f"geo-ruijin/{version('geo-ruijin')} (coverage analyses for city planning)"
    except PackageNotFoundError:  # run from a source folder
        return "geo-ruijin (coverage analyses for city planning)"
