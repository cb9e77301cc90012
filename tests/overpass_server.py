"""A local server that answers like Overpass: a small town, and the ways in which the real one fails.

The town, 0.01 degrees to a side of the grid, way 100 running through it::

    26.00   n4 ---- n5 ---- n6
            |       |       |        n4-n5-n6  way 101, one-way against its drawing
    25.99   n1 ---- n2 ---- n3       n1-n2-n3  way 100
          116.00  116.01  116.02     n2-n5     way 102, steps
"""

from __future__ import annotations

import json
import re
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

import shapely

from tests.osm_elements import Element, node, relation, way

TOWN: list[Element] = [
    node(1, 116.00, 25.99),
    node(2, 116.01, 25.99),
    node(3, 116.02, 25.99),
    node(4, 116.00, 26.00),
    node(5, 116.01, 26.00, highway="bus_stop", name="红井", routes="3"),
    node(6, 116.02, 26.00),
    # a building, and a forest with a clearing
    *(node(10 + i, 116.001 + x, 25.991 + y) for i, (x, y) in enumerate([(0, 0), (0.001, 0), (0.001, 0.001)])),
    *(node(20 + i, 116.012 + x, 25.992 + y) for i, (x, y) in enumerate([(0, 0), (0.006, 0), (0.006, 0.006)])),
    *(node(30 + i, 116.016 + x, 25.993 + y) for i, (x, y) in enumerate([(0, 0), (0.001, 0), (0.001, 0.001)])),
    way(100, [1, 2, 3], highway="residential", name="八一路"),
    way(101, [4, 5, 6], highway="residential", oneway="-1"),
    way(102, [2, 5], highway="steps"),
    way(103, [10, 11, 12, 10], building="school", **{"building:levels": "4"}),
    way(104, [20, 21, 22, 20]),
    way(105, [30, 31, 32, 30]),
    way(106, [10, 11, 12, 10], highway="pedestrian", area="yes"),
    relation(200, [104], [105], landuse="forest"),
]
_BY_ID = {(element["type"], element["id"]): element for element in TOWN}


@dataclass(frozen=True)
class Reply:
    """What to answer instead of the town.

    Attributes
    ----------
    status
        The HTTP status.
    body
        What to send; the true answer where None.
    headers
        Headers to add.
    delay
        How long to wait first [s].
    cut
        How much of the body to send [1]; the announced length stays that of the whole.
    """

    status: HTTPStatus = HTTPStatus.OK
    body: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0
    cut: float = 1


BUSY_PAGE = "<html><body><p>Error: runtime error: The server is probably too busy.</p></body></html>"
HTML = (("Content-Type", "text/html; charset=utf-8"),)
TIMED_OUT = 'runtime error: Query timed out in "query" at line 1 after 160 seconds.'


def too_many(*, retry_after: str | None = None) -> Reply:
    """Return the answer to somebody who asks too often."""
    headers = HTML if retry_after is None else (*HTML, ("Retry-After", retry_after))
    return Reply(HTTPStatus.TOO_MANY_REQUESTS, BUSY_PAGE, headers)


def gateway_timeout() -> Reply:
    """Return the answer of an overloaded server."""
    return Reply(HTTPStatus.GATEWAY_TIMEOUT, BUSY_PAGE, HTML)


def remark(words: str) -> Reply:
    """Return an answer that the server broke off: some elements, and why there are no more."""
    return Reply(body=_document(TOWN[:2], remark=words))


@dataclass
class Script:
    """What happened at the server, and what is to happen.

    Attributes
    ----------
    url
        The address of the API.
    replies
        What to answer next, in order; afterwards `always`, or where that is None the town.
    always
        What to answer when no reply is left.
    status
        What ``/api/status`` says.
    asked
        The queries that came in.
    agents
        Their User-Agent headers.
    """

    url: str = ""
    replies: deque[Reply] = field(default_factory=deque)
    always: Reply | None = None
    status: str = "Connected as: 1\nCurrent time: 2026-11-23T17:00:00Z\nRate limit: 2\n2 slots available now.\n"
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)


@contextmanager
def overpass() -> Iterator[Script]:
    """Run the server for a while."""
    script = Script()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(Reply(body=script.status, headers=(("Content-Type", "text/plain"),)), "")

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            query = form["data"][0]
            script.asked.append(query)
            script.agents.append(self.headers["User-Agent"])
            reply = script.replies.popleft() if script.replies else script.always or Reply()
            self._send(reply, _document(_matching(query)))

        def _send(self, reply: Reply, truth: str) -> None:
            time.sleep(reply.delay)
            body = (truth if reply.body is None else reply.body).encode()
            self.send_response(reply.status)
            for name, value in {"Content-Type": "application/json", **dict(reply.headers)}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: int(len(body) * reply.cut)])

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # named so in the standard library
            """Keep quiet."""

    class Listener(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Keep quiet when a client has stopped waiting."""

    with Listener(("127.0.0.1", 0), Handler) as listener:
        thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        script.url = f"http://127.0.0.1:{listener.server_port}/api"
        try:
            yield script
        finally:
            listener.shutdown()
            thread.join()


def _document(elements: list[Element], **more: str) -> str:
    """Return elements as Overpass writes them."""
    head = {
        "version": 0.6,
        "generator": "Overpass API 0.7.62.8",
        "osm3s": {
            "timestamp_osm_base": "2026-11-23T16:59:00Z",
            "copyright": "The data included in this document is from www.openstreetmap.org. ODbL.",
        },
    }
    return json.dumps({**head, "elements": elements, **more}, ensure_ascii=False)


def _matching(query: str) -> list[Element]:
    """Return what a query asks for and all it is made of, each once, as ``(._;>;)`` does."""
    found: dict[tuple[str, int], Element] = {}
    for kind, key, value, corners in re.findall(
        r"(node|way|relation)\['([^']+)'(?:='([^']+)')?\]\(poly:'([^']+)'\)", query
    ):
        numbers = [float(number) for number in corners.split()]
        area = shapely.Polygon(zip(numbers[1::2], numbers[::2], strict=True))
        for element in TOWN:
            said = element.get("tags", {}).get(key)
            matches = element["type"] == kind and said is not None and value in ("", said)
            if matches and shapely.intersects(_outline(element), area):
                _collect(element, found)
    return list(found.values())


def _collect(element: Element, found: dict[tuple[str, int], Element]) -> None:
    found[element["type"], element["id"]] = element
    for number in element.get("nodes", ()):
        _collect(_BY_ID["node", number], found)
    for member in element.get("members", ()):
        _collect(_BY_ID[member["type"], member["ref"]], found)


def _outline(element: Element) -> shapely.Geometry:
    if element["type"] == "node":
        return shapely.Point(element["lon"], element["lat"])
    if element["type"] == "way":
        nodes = [_BY_ID["node", number] for number in element["nodes"]]
        return shapely.LineString([(node["lon"], node["lat"]) for node in nodes])
    return shapely.union_all([_outline(_BY_ID[member["type"], member["ref"]]) for member in element["members"]])
