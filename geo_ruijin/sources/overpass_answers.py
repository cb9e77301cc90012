"""What an Overpass server answers: whole, or what is wrong with it and when to ask again."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import requests
from urllib3.exceptions import InvalidHeader, NewConnectionError
from urllib3.util import Retry

from geo_ruijin.errors import SourceError
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

_BUSY = (429, 502, 503, 504)


def _silent(_: Text) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Server:
    """An Overpass server and how to treat it.

    Attributes
    ----------
    cache
        The folder that keeps whole answers.
    endpoint
        The address of the server's API, without ``/interpreter``.
    timeout
        How long one answer may take [s].
    attempts
        How often one question is asked before giving up.
    tile
        The side of the squares a large area is asked for in; halved whenever the server says one is too much.
    report
        Told, in words for the reader, whenever there is something to wait for.
    wait
        Waits so many seconds.
    """

    cache: Path
    endpoint: str = "https://overpass-api.de/api"
    timeout: float = 180
    attempts: int = 6
    tile: Metres = 25_000
    report: Callable[[Text], None] = _silent
    wait: Callable[[float], None] = time.sleep


class TroubleError(SourceError):
    """A question that failed; unless hopeless, to be asked again after a wait, perhaps for less at a time."""

    def __init__(
        self, message: Text, *, wait: float | None = None, too_much: bool = False, hopeless: bool = False
    ) -> None:
        super().__init__(message)
        self.wait = wait
        self.too_much = too_much
        self.hopeless = hopeless


def user_agent() -> str:
    """Return who is asking, as Overpass' operators wish to know."""
    try:
        return f"geo-ruijin/{version('geo-ruijin')} (coverage analyses for city planning) osmnx/{version('osmnx')}"
    except PackageNotFoundError:  # run from a source folder
        return f"geo-ruijin (coverage analyses for city planning) osmnx/{version('osmnx')}"


def check_answer(server: Server, answers: list[str], response: requests.Response, **_: object) -> None:
    """Note a whole answer; raise on any other before osmnx takes it for one."""
    if response.is_redirect:
        return
    try:
        _demand_whole(server, response)
    except Exception:
        response.close()
        raise
    answers.append(response.url)


def _demand_whole(server: Server, response: requests.Response) -> None:
    code = response.status_code
    if code in _BUSY:
        wait = _retry_after(response)
        if wait is None and code == requests.codes.too_many_requests:
            wait = _slot(server)
        raise TroubleError(Text(zh=f"服务器繁忙(HTTP {code})", en=f"the server is busy (HTTP {code})"), wait=wait)
    if not response.ok:
        raise SourceError(
            Text(
                zh=f"Overpass 服务器 {server.endpoint} 拒绝了请求(HTTP {code})。请检查服务器地址和查询的标签。",
                en=f"The Overpass server {server.endpoint} refused the request (HTTP {code}). Check its address "
                "and the tags asked for.",
            )
        )
    try:
        answer = response.json()
        remark, _ = str(answer.get("remark", "")), answer["elements"]
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        kind = response.headers.get("Content-Type", "?")
        raise TroubleError(
            Text(zh=f"回复不完整或不是地图数据({kind})", en=f"the answer is cut off or no map data ({kind})")
        ) from error
    if "error" in remark:
        raise TroubleError(
            Text(zh=f"服务器中断了查询({remark})", en=f"the server broke off the query ({remark})"),
            too_much="timed out" in remark or "memory" in remark,
        )


def _retry_after(response: requests.Response) -> float | None:
    """Return how long the server asks to wait [s], None where it does not say."""
    try:
        return Retry().parse_retry_after(response.headers["Retry-After"])
    except (KeyError, InvalidHeader):
        return None


def _slot(server: Server) -> float | None:
    """Return when the server has a slot for us again [s], None where it does not say.

    Notes
    -----
    "Slot available after: 2026-11-23T17:00:00Z, in 12 seconds.", a line a slot,
    https://dev.overpass-api.de/overpass-doc/en/preface/commons.html.
    """
    try:
        status = requests.get(f"{server.endpoint}/status", headers={"User-Agent": user_agent()}, timeout=10).text
    except requests.RequestException:
        return None
    return min((float(seconds) for seconds in re.findall(r"in (\d+) seconds", status)), default=None)


def understood(error: Exception, server: Server) -> TroubleError:
    """Return what went wrong in words."""
    if isinstance(error, TroubleError):
        return error
    if isinstance(error, requests.Timeout):
        return TroubleError(Text(zh=f"{server.timeout:g} 秒内没有回复", en=f"no answer within {server.timeout:g} s"))
    if isinstance(getattr(error.args[0] if error.args else None, "reason", None), NewConnectionError):
        return TroubleError(Text(zh="连不上服务器", en="the server cannot be reached"), hopeless=True)
    if isinstance(error, requests.RequestException):
        name = type(error).__name__
        return TroubleError(Text(zh=f"连接失败或中断({name})", en=f"the connection failed or was cut ({name})"))
    for kept in server.cache.glob("*.json"):  # one was being written when an earlier run was stopped
        try:
            json.loads(kept.read_text(encoding="utf-8"))
        except ValueError:
            kept.unlink()
    return TroubleError(Text(zh="清除了缓存中未写完的文件", en="an unfinished file was removed from the cache"), wait=0)
