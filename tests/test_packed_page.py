"""Many features in a browser: all there, each where it is, told as in a table, and found under the pointer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from playwright.sync_api import Browser, Page
from shapely import LineString, MultiPolygon, Point, Polygon, box

from geo_ruijin.draw import STYLES, Shown, draw_map
from geo_ruijin.draw.features import SHOWN_CRS, feature_collection
from geo_ruijin.draw.packed import MOST_FEATURES
from geo_ruijin.draw.packing import shapes_of
from geo_ruijin.results import Column
from geo_ruijin.text import same
from tests.chromium import CHROMIUM
from tests.records import CRS, EAST, HOSTILE, NORTH, RUN
from tests.test_draw import TITLE
from tests.test_pages import Opened, opened

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]

COLUMNS = {"name": Column(same("名称")), "energy": Column(same("发电量"), "kWh"), "area": Column(same("面积"), "m²")}

#: Houses of 10 m in rows of 100, 30 m apart; so many that they are drawn packed.
ROWS, ACROSS, APART, SIDE = MOST_FEATURES + 100, 100, 30.0, 10.0

#: Where there are no houses: shapes that are not so simple.
ODD_EAST, ODD_NORTH = EAST - 1000, NORTH


def square(east: float, north: float, side: float = 20) -> Polygon:
    return box(ODD_EAST + east, ODD_NORTH + north, ODD_EAST + east + side, ODD_NORTH + north + side)


def odd() -> list[Any]:
    """Return a court, what stands in the middle of it, two that overlap, one in two parts and one beside a road."""
    court = square(0, 0, 60).difference(square(20, 20))
    parts = MultiPolygon([square(300, 0), square(400, 0)])
    return [
        court,
        square(100, 0),
        square(110, 10),
        parts,
        LineString([square(500, 0).centroid, square(600, 0).centroid]),
    ]


NAMES = ("院子", "下", "上", "两处", HOSTILE[0])


def houses(rows: int = ROWS) -> gpd.GeoDataFrame:
    """Return houses, then the odd ones; energy 1, 2, 3, ... kWh, the odd ones' not known."""
    east = EAST + APART * (np.arange(rows) % ACROSS)
    north = NORTH + APART * (np.arange(rows) // ACROSS)
    count = rows + len(NAMES)
    energy = np.where(np.arange(count) < rows, np.arange(count) + 1.25, np.nan)
    data = {"name": [*(f"{row} 号" for row in range(rows)), *NAMES], "energy": energy, "area": [100.5] * count}
    shapes = [*shapely.box(east, north, east + SIDE, north + SIDE), *odd()]
    return gpd.GeoDataFrame(data, geometry=shapes, crs=CRS)


def layers(rows: int = ROWS) -> list[Shown]:
    """Return a township under the houses, the houses, and stops above them: one on house 0, one in the court."""
    township = gpd.GeoDataFrame(
        {"name": ["底下"]}, geometry=[box(EAST - 2000, NORTH - 50, EAST + 4000, NORTH + 4000)], crs=CRS
    )
    stops = gpd.GeoDataFrame({"name": ["站"]}, geometry=[Point(EAST + 5, NORTH + 5)], crs=CRS)
    name = {"name": COLUMNS["name"]}
    return [
        Shown(same("乡镇"), township, name, ("boundary",), "area"),
        Shown(same("屋顶"), houses(rows), COLUMNS, ("boundary",), "roof_energy"),
        Shown(same("站点"), stops, name, ("bus_stops",), "facility"),
    ]


@pytest.fixture(scope="module")
def seen(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    path = tmp_path_factory.mktemp("packed") / "map.html"
    draw_map(layers(), path, title=TITLE, record=RUN, language="zh")
    seen = opened(browser, path)
    seen.page.wait_for_function("() => performance.getEntriesByName('geo-ruijin:drawn').length === 1")
    name = seen.page.locator(".folium-map").get_attribute("id")
    seen.page.evaluate(
        f"""() => {{
            globalThis.map = {name};
            globalThis.roofs = Object.values(map._layers).find((layer) => layer instanceof geoRuijin.Packed);
            globalThis.rows = geoRuijin.listed.find((one) => one.layer === roofs);
        }}"""
    )
    yield seen
    assert seen.requests == [path.as_uri()]
    assert seen.complaints == []


@pytest.fixture
def page(seen: Opened) -> Page:
    seen.page.evaluate("map.closePopup()")
    seen.page.wait_for_function("() => document.querySelector('.leaflet-popup') === null")
    return seen.page


def pointed(page: Page, east: float, north: float, *, zoom: float = 18) -> tuple[float, float]:
    """Bring a place into the middle of the map, put the pointer there and return where on the page it is."""
    place: Any = gpd.GeoSeries([Point(east, north)], crs=CRS).to_crs(SHOWN_CRS)[0]
    x, y = page.evaluate(
        """([at, zoom]) => {
            map.setView(at, zoom, { animate: false });
            const box = map.getContainer().getBoundingClientRect();
            const { x, y } = map.latLngToContainerPoint(at);
            return [box.x + x, box.y + y];
        }""",
        [[place.y, place.x], zoom],
    )
    page.mouse.move(x - 3, y)
    page.wait_for_timeout(50)  # Leaflet looks at a moving pointer 30 times a second
    page.mouse.move(x, y)
    return x, y


def told(page: Page, words: str) -> None:
    page.wait_for_function(
        """(words) => {
            const found = [...document.querySelectorAll(".leaflet-tooltip")];
            return found.length === 1 && found[0].innerText === words;
        }""",
        arg=words,
    )


def test_every_corner_is_where_it_was(page: Page) -> None:
    found = page.evaluate("""() => {
        const { x, y, owner, kinds, paths, corners } = roofs.shapes.data;
        return [x, y, owner, kinds, paths, corners].map((one) => Array.from(one));
    }""")
    shapes = shapes_of(houses().geometry)
    assert [found[0], found[1]] == [shapes.x.tolist(), shapes.y.tolist()]
    assert found[2:4] == [shapes.rows.tolist(), shapes.kinds.tolist()]
    assert np.diff(found[4]).tolist() == shapes.paths.tolist()
    assert np.diff(found[5]).tolist() == shapes.corners.tolist()


def test_every_cell_reads_as_on_a_page_of_few_features(page: Page) -> None:
    found = page.evaluate("Array.from({ length: rows.count }, (_, row) => rows.cells(row))")
    features = feature_collection(houses(), COLUMNS, STYLES["roof_energy"], language="zh")["features"]
    assert found == [feature["properties"]["cells"] for feature in features]
    assert page.evaluate("Array.from(roofs.shapes.data.ranks)") == [
        feature["properties"].get("rank", 0) for feature in features
    ]
    assert page.evaluate("rows.fields") == ["名称", "发电量(千瓦时)", "面积(平方米)"]


def test_a_browser_that_cannot_decompress_reads_the_same(page: Page) -> None:
    assert page.evaluate("""async () => {
        const raw = new TextEncoder().encode("瑞金".repeat(5000));
        const stream = new Blob([raw]).stream().pipeThrough(new CompressionStream("gzip"));
        const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
        const packed = btoa(String.fromCharCode(...bytes));
        const own = await geoRuijin.inflated(packed);
        const kept = window.DecompressionStream;
        window.DecompressionStream = undefined;
        const other = await geoRuijin.inflated(packed);
        window.DecompressionStream = kept;
        const alike = (one) => one.length === raw.length && one.every((byte, i) => byte === raw[i]);
        return packed.length < 1000 && alike(own) && alike(other);
    }""")


@pytest.mark.parametrize(
    ("east", "north", "name"),
    [
        (10, 10, "院子"),
        (30, 30, "底下"),  # the hole of the court shows what is under it
        (60.2, 30, "院子"),  # 20 cm, less than a pixel, off its wall
        (102, 2, "下"),
        (115, 15, "上"),  # on both: the later lies on top
        (410, 10, "两处"),
        (570, 11.2, HOSTILE[0]),  # 1.2 m off the line
    ],
)
def test_the_pointer_finds_what_lies_on_top(page: Page, east: float, north: float, name: str) -> None:
    x, y = pointed(page, ODD_EAST + east, ODD_NORTH + north)
    told(page, name)
    page.mouse.click(x, y)
    page.locator(".leaflet-popup td").filter(has_text=name).wait_for()
    assert page.locator(".leaflet-popup td").first.inner_text() == name
    assert page.locator(".leaflet-popup").count() == 1


def test_the_place_under_the_pointer_is_told_and_no_neighbour(page: Page) -> None:
    """Two metres inside house 101, four pixels and more from any other."""
    x, y = pointed(page, EAST + APART + 2, NORTH + APART + 2)
    told(page, "101 号")
    page.mouse.click(x, y)
    page.locator(".leaflet-popup").wait_for()
    assert page.locator(".leaflet-popup th").all_inner_texts() == ["名称", "发电量(千瓦时)", "面积(平方米)"]
    assert page.locator(".leaflet-popup td").all_inner_texts() == ["101 号", "102", "100"]


def test_what_lies_above_answers_first(page: Page) -> None:
    pointed(page, EAST + 5, NORTH + 5)
    told(page, "站")


def test_the_list_opens_the_row_it_names(page: Page) -> None:
    for name in ("两处", "院子", "4321 号"):
        row = [*houses()["name"]].index(name)
        page.evaluate(f"geoRuijin.goTo(map, rows, {row})")
        page.locator(".leaflet-popup td").filter(has_text=name).wait_for()
        # and it stands on the thing itself
        place = page.evaluate("Object.values(map._layers).find((one) => one instanceof L.Popup).getLatLng()")
        at: Any = gpd.GeoSeries([Point(place["lng"], place["lat"])], crs=SHOWN_CRS).to_crs(CRS)[0]
        assert shapely.distance(np.asarray(houses().geometry, dtype=object)[row], at) < 0.1
        west, south, east, north = houses().iloc[[row]].to_crs(SHOWN_CRS).total_bounds
        bounds = page.evaluate(f"rows.bounds({row}).toBBoxString()")
        assert [float(side) for side in bounds.split(",")] == pytest.approx([west, south, east, north], abs=1e-6)


@pytest.mark.parametrize("zoom", [8, 10.25, 12.75])
def test_cells_of_a_small_map_count_every_row_once(page: Page, zoom: float) -> None:
    total = page.evaluate(
        "(zoom) => [...roofs.counting.all(zoom).values()].flatMap((one) => [...one]).reduce((a, b) => a + b)", zoom
    )
    assert total == ROWS + len(NAMES)


def test_a_small_map_tells_how_many_and_leads_to_them(page: Page) -> None:
    """At zoom 11 a cell of 8 pixels is 8 × 76.44 m wide on Web Mercator, so 8 × 76.44 × cos 25.9° = 550 m of land."""
    x, y = pointed(page, EAST + 1500, NORTH + 750, zoom=11)
    counted = page.locator(".leaflet-tooltip").filter(has_text="点击放大")
    counted.wait_for()
    words = counted.inner_text()
    count = int(words.removeprefix("此格 ").split(" ")[0])
    assert 16**2 <= count <= 20**2  # 550 m at every 30 m
    page.mouse.click(x, y)
    page.wait_for_function("() => map.getZoom() === 13")


def coloured(colour: str | None = None) -> str:
    """Return what a page is asked for: whether a colour, or any at all, is on the tiles."""
    wanted = "pixel > 0" if colour is None else f"pixel === 0xff{colour[5:]}{colour[3:5]}{colour[1:3]}"
    return f"""() => {{
        const copy = document.createElement("canvas").getContext("2d", {{ willReadFrequently: true }});
        copy.canvas.width = copy.canvas.height = 256;
        return [...document.querySelectorAll(".leaflet-tile-loaded")].some((tile) => {{
            if (!tile.width) return false;
            copy.clearRect(0, 0, 256, 256);
            copy.drawImage(tile, 0, 0);
            return new Uint32Array(copy.getImageData(0, 0, 256, 256).data.buffer).some((pixel) => {wanted});
        }});
    }}"""


def test_other_looks_are_seen_at_once(page: Page) -> None:
    pointed(page, EAST + 1500, NORTH + 750)
    page.wait_for_function(coloured())
    plain = "{ stroke: false, weight: 1, radius: 4, fill: true, fillColor: '#ff0000', fillOpacity: 1 }"
    page.evaluate(f"globalThis.held = roofs.looks; roofs.recolour({{ looks: held.map(() => ({plain})) }})")
    page.wait_for_function(coloured("#ff0000"))
    page.evaluate("roofs.recolour({ looks: held })")
    page.wait_for_function(f"() => !({coloured('#ff0000')})()")


def test_the_higher_class_lies_on_top_as_soon_as_it_is_told(page: Page) -> None:
    lower, upper = (list(houses()["name"]).index(name) for name in ("下", "上"))
    held = page.evaluate("Array.from(roofs.shapes.data.ranks)")
    assert held[lower] == held[upper] > 0
    for ranks, name in (([*held[:upper], 0, *held[upper + 1 :]], "下"), (held, "上")):
        page.evaluate("(ranks) => roofs.recolour({ ranks })", ranks)
        pointed(page, ODD_EAST + 115, ODD_NORTH + 15)
        told(page, name)


def test_work_in_parts_is_done_in_turn_and_once(page: Page) -> None:
    assert page.evaluate("""() => {
        const said = [];
        const parts = function* (word) { said.push(word); yield; said.push(`${word} done`); };
        const [one, other] = [{}, {}];
        geoRuijin.later(one, parts("old"));
        geoRuijin.later(other, parts("second"));
        geoRuijin.later(one, parts("first"));
        geoRuijin.hurry();
        return said;
    }""") == ["first", "first done", "second", "second done"]


def test_the_page_lets_go_of_what_is_unpacked(page: Page) -> None:
    assert page.locator("script[type='text/plain']").count() == 0


def test_what_is_printed_at_once_is_whole_and_as_fine_as_paper(page: Page) -> None:
    """Chromium takes what stands there when the event has run, and 192 pixels for an inch."""
    pointed(page, EAST + 1500, NORTH + 750, zoom=17)
    printed = page.evaluate(f"""() => {{
        map.setView(map.getCenter(), 16, {{ animate: false }}); // nothing of it is drawn yet
        dispatchEvent(new Event("beforeprint"));
        const tiles = [...map.getPane("packed-1").querySelectorAll("canvas")]
            .filter((tile) => tile.width && getComputedStyle(tile).display !== "none")
            .map((tile) => [tile.width, getComputedStyle(tile).opacity]);
        const drawn = ({coloured()})();
        dispatchEvent(new Event("afterprint"));
        const after = Object.values(roofs._tiles).map(({{ el }}) => el.width).filter((width) => width);
        return {{ tiles, drawn, after }};
    }}""")
    assert {tuple(tile) for tile in printed["tiles"]} == {(512, "1")}
    assert printed["drawn"]
    assert set(printed["after"]) == {256}


def test_the_layer_is_switched_off_and_on_and_stays_in_its_place(page: Page) -> None:
    pointed(page, EAST + APART + 2, NORTH + APART + 2)
    told(page, "101 号")
    label = page.locator("#legend label", has_text="屋顶").locator("input")
    label.uncheck()
    pointed(page, EAST + APART + 2, NORTH + APART + 2)
    told(page, "底下")
    label.check()
    page.locator(".leaflet-tile-loaded").first.wait_for()
    pointed(page, EAST + APART + 2, NORTH + APART + 2)
    told(page, "101 号")
    order = page.evaluate("""() => ["features-0", "packed-1", "overlayPane"].map((name) =>
        Number(getComputedStyle(map.getPane(name)).zIndex))""")
    assert order == sorted(order)


def test_the_legend_says_what_a_small_map_shows(page: Page) -> None:
    legend = page.locator("#legend").inner_text()
    assert "缩小时显示每格个数" in legend
    assert "20–99" in legend


def test_streets_have_no_cells_and_do_not_answer(browser: Browser, tmp_path: Path) -> None:
    rows = MOST_FEATURES + 1
    north = NORTH + 10.0 * np.arange(rows)
    streets = gpd.GeoDataFrame(
        {"name": ["街"] * rows},
        geometry=[LineString([(EAST, y), (EAST + 5000, y)]) for y in north],
        crs=CRS,
    )
    path = tmp_path / "map.html"
    shown = Shown(same("道路"), streets, {"name": COLUMNS["name"]}, ("streets",), "street")
    draw_map([shown], path, title=TITLE, record=RUN, language="en")
    seen = opened(browser, path)
    seen.page.wait_for_function("() => performance.getEntriesByName('geo-ruijin:drawn').length === 1")
    assert seen.page.evaluate("geoRuijin.listed.length") == 0
    assert "zoomed out" not in seen.page.locator("#legend").inner_text()  # lines are drawn at any zoom
    seen.page.wait_for_function(coloured())
    assert seen.complaints == []


def test_names_are_written_where_few_things_are_in_sight(browser: Browser, tmp_path: Path) -> None:
    """At zoom 18 the map is 980 × 0.537 m = 527 m wide and shows some 17 × 13 houses 30 m apart, at 19 a quarter."""
    path = tmp_path / "map.html"
    shown = Shown(same("地块"), houses(), {"name": COLUMNS["name"]}, ("boundary",), "site")
    draw_map([shown], path, title=TITLE, record=RUN, language="zh")
    seen = opened(browser, path)
    page = seen.page
    page.evaluate(f"globalThis.map = {page.locator('.folium-map').get_attribute('id')}; 0")
    page.wait_for_function("() => performance.getEntriesByName('geo-ruijin:drawn').length === 1")
    assert page.locator(".place").count() == 0
    pointed(page, EAST + 50 * APART + 5, NORTH + 25 * APART + 5, zoom=19)
    page.locator(".place span").filter(has_text="2550 号").wait_for()
    assert 30 < page.locator(".place").count() < 100
    page.locator("#legend input").uncheck()
    page.locator(".place").first.wait_for(state="detached")
    assert seen.complaints == []


def test_the_same_features_are_the_same_bytes(tmp_path: Path) -> None:
    pages = [tmp_path / "one.html", tmp_path / "other.html"]
    for path in pages:
        draw_map(layers(), path, title=TITLE, record=RUN, language="zh")
    assert pages[0].read_bytes() == pages[1].read_bytes()


def test_a_hundred_and_fifty_thousand_are_one_page(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    draw_map(layers(150_000), path, title=TITLE, record=RUN, language="zh")
    assert path.stat().st_size < 10e6
    seen = opened(browser, path)
    page = seen.page
    page.wait_for_function("() => performance.getEntriesByName('geo-ruijin:drawn').length === 1")
    page.evaluate(f"globalThis.map = {page.locator('.folium-map').get_attribute('id')}; 0")
    x, y = pointed(page, EAST + 55 * APART + 5, NORTH + 1234 * APART + 5)
    told(page, "123455 号")
    page.mouse.click(x, y)
    page.locator(".leaflet-popup").wait_for()
    assert page.locator(".leaflet-popup td").all_inner_texts() == ["123455 号", "123,456", "100"]
    assert seen.complaints == []
