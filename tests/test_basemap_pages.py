"""Basemaps in a browser: asked for when a reader wants them, at the right tiles, and missed without harm."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page
from pyproj import Transformer

from geo_ruijin.draw import Basemap, Sheet, basemaps_of, draw_map
from geo_ruijin.spec import OsmBasemap, TiandituBasemap
from geo_ruijin.text import same
from tests.chromium import CHROMIUM
from tests.records import CRS, EAST, NORTH, RUN
from tests.test_draw import TITLE, shown_on_map
from tests.tile_server import Tiles, picture, tile_server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]


@dataclass
class Seen:
    """A page with its server, and what it did."""

    page: Page
    tiles: Tiles
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def choose(self, title: str) -> None:
        self.page.locator("#legend label").filter(has_text=title).locator("input").check()


@pytest.fixture(scope="module")
def seen(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """Open a map with Tianditu, tiles of a server, and tiles beside it; Tianditu is answered in its place."""
    folder = tmp_path_factory.mktemp("basemaps")
    path = folder / "outputs" / "maps" / "map.html"
    path.parent.mkdir(parents=True)
    with tile_server() as tiles:
        url = f"{tiles.url}/{{z}}/{{x}}/{{y}}.png"
        basemaps = [
            *basemaps_of([TiandituBasemap(kind="tianditu"), OsmBasemap(kind="osm")], key="abc"),
            Basemap(same("<b>own</b>"), (url,), (tiles.url,), same("<i>whose</i>"), (0, 17)),
            Basemap(same("beside"), ("../../tiles/{z}/{x}/{y}.png",), ("'self'",), same("ours"), (0, 19)),
        ]
        draw_map(shown_on_map(), path, title=TITLE, record=RUN, language="zh", sheet=Sheet(basemaps=basemaps))
        page = browser.new_context(viewport={"width": 1300, "height": 850}).new_page()
        found = Seen(page, tiles)
        page.on("console", lambda message: found.complaints.append(message.text))
        page.on("pageerror", lambda error: found.complaints.append(str(error)))
        page.on("request", lambda request: found.asked.append(request.url))
        for server in ("https://*.tianditu.gov.cn/**", "https://tile.openstreetmap.org/**"):
            page.route(server, lambda route: route.fulfill(body=picture(), content_type="image/png"))
        page.goto(path.as_uri())
        yield found
        page.context.close()


def tile_at_the_place(zoom: int) -> tuple[int, int]:
    """Return column and row of the tile the map's middle lies in, as the standard counts them."""
    longitude, latitude = Transformer.from_crs(CRS, 4326, always_xy=True).transform(EAST, NORTH)
    across = (longitude + 180) / 360
    down = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2
    return int(across * 2**zoom), int(down * 2**zoom)


def near_the_place(asked: list[tuple[int, int, int]]) -> bool:
    """Return whether tiles are around the place: a window of 1300 pixels is six tiles wide, and the place in it."""
    places = [(zoom, column - at[0], row - at[1]) for zoom, column, row in asked for at in [tile_at_the_place(zoom)]]
    return bool(places) and all(abs(column) <= 6 and abs(row) <= 6 for _, column, row in places)


def test_nothing_is_asked_for_until_a_reader_wants_it(seen: Seen) -> None:
    assert seen.page.locator("#legend input[type=radio]").count() == 5
    seen.page.locator("#legend label").filter(has_text="无底图").locator("input:checked").wait_for()
    assert len(seen.asked) == 1
    assert seen.complaints == []


def test_tianditu_is_asked_for_its_map_and_its_names_with_the_key(seen: Seen) -> None:
    seen.choose("天地图矢量")
    for layer in ("vec", "cva"):
        seen.page.wait_for_function(
            f"() => document.querySelector('img.leaflet-tile-loaded[src*=\"/{layer}_w/wmts\"]')"
        )
    found = [re.search(r"TILEMATRIX=(\d+)&TILEROW=(\d+)&TILECOL=(\d+)&tk=abc$", url) for url in seen.asked[1:]]
    assert all(found)
    assert near_the_place([(int(one[1]), int(one[3]), int(one[2])) for one in found if one])
    assert "国家地理信息公共服务平台" in seen.page.locator(".basemap-line").inner_text()
    assert seen.complaints == []


def test_tiles_of_another_server_take_its_place_and_their_words_read_as_typed(seen: Seen) -> None:
    seen.choose("<b>own</b>")
    seen.page.wait_for_function(
        f"() => document.querySelector('img.leaflet-tile-loaded[src^=\"{seen.tiles.url}\"]') "
        "&& !document.querySelector('img.leaflet-tile[src*=\"tianditu\"]')"
    )
    numbers = [re.fullmatch(r"/(\d+)/(\d+)/(\d+)\.png", path) for path in seen.tiles.asked]
    assert all(numbers)
    assert near_the_place([(int(one[1]), int(one[2]), int(one[3])) for one in numbers if one])
    assert seen.page.locator(".basemap-line").all_inner_texts() == ["<i>whose</i>"]
    assert seen.complaints == []


def test_a_server_that_answers_sites_only_is_said_to_refuse_a_page_on_a_disk(seen: Seen) -> None:
    seen.choose("OpenStreetMap")
    seen.page.wait_for_function("() => document.querySelector('img.leaflet-tile-loaded[src*=\"openstreetmap\"]')")
    seen.page.locator(".basemap-line .failure").filter(has_text="从硬盘打开的网页,这个服务器会拒绝").wait_for()


def test_what_cannot_be_loaded_is_said_in_a_line_and_the_map_stays(seen: Seen) -> None:
    layers = seen.page.locator("#legend input[type=checkbox]:checked").count()
    seen.choose("beside")  # there is no such folder
    seen.page.locator(".basemap-line .failure").filter(has_text="底图加载失败(离线?)").wait_for()
    assert seen.page.locator("#legend input[type=checkbox]:checked").count() == layers
    assert all("net::ERR" in one for one in seen.complaints)  # what the browser says by itself, and nothing else
    seen.choose("无底图")
    seen.page.locator(".basemap-line").wait_for(state="detached")


def test_a_server_that_was_not_chosen_is_blocked(seen: Seen) -> None:
    before, other = len(seen.tiles.asked), seen.tiles.url.replace("127.0.0.1", "localhost")
    blocked = seen.page.evaluate(
        """(url) => new Promise((done) => {
            const told = (event) => done(event.effectiveDirective);
            document.addEventListener("securitypolicyviolation", told, { once: true });
            new Image().src = url;
        })""",
        f"{other}/1/1/1.png",
    )
    assert blocked == "img-src"
    assert len(seen.tiles.asked) == before
