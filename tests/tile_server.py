"""A local server of map tiles, which writes down what it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tools.vendor import ASSETS


def picture() -> bytes:
    """Return what every tile shows: any picture will do."""
    return (ASSETS / "vendor" / "leaflet" / "marker-icon.png").read_bytes()


@dataclass
class Tiles:
    """A running server.

    Attributes
    ----------
    url
        Its address, without a path.
    asked
        The targets of the requests, as they came.
    """

    url: str = ""
    asked: list[str] = field(default_factory=list)


@contextmanager
def tile_server() -> Iterator[Tiles]:
    """Run the server for a while."""
    tiles, content = Tiles(), picture()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            tiles.asked.append(self.path)
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        tiles.url = f"http://127.0.0.1:{listener.server_port}"
        try:
            yield tiles
        finally:
            listener.shutdown()
            thread.join()
