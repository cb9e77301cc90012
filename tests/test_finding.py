"""Finding rows, listing them, and the view in the address: in a browser, mostly without the mouse."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pytest
from playwright.sync_api import Browser, Page

from geo_ruijin.draw import Shown, draw_map
from geo_ruijin.text import same
from tests.chromium import CHROMIUM
from tests.records import HOSTILE, RUN, point_table, polygon_table
from tests.test_draw import TITLE
from tests.test_pages import Opened, opened
from tests.trials import gates, shown

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]

#: How far half a pixel carries the middle of a map whose header has grown [degree].
HALF_A_PIXEL = 2e-5

TOWNS, GAPS, STOPS = "各乡镇", "未覆盖人口", "公交站点"

#: A layer of many rows that are only listed: house 0 to house 149,999.
MANY = """() => geoRuijin.listed.push({
    layer: L.layerGroup(), title: "房屋", fields: ["名称", "用途", "面积"], count: 150000,
    cells: (i) => [`房屋${i}`, i % 2 ? "厂房" : "住宅", String((i * 7919) % 100003)],
    bounds: (i) => L.latLngBounds([[25.8, 116 + i / 1e6], [25.8, 116 + i / 1e6]]),
    open: (i) => { window.gone = i; },
})"""


@dataclass(frozen=True)
class Map:
    """A map in a tab."""

    seen: Opened
    path: Path

    def open(self, hash_: str = "") -> Page:
        """Open the map anew, with a view in its address."""
        self.seen.page.goto("about:blank")
        self.seen.page.goto(self.path.as_uri() + hash_)
        return self.seen.page


@pytest.fixture(scope="module")
def drawn(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Map]:
    """Return a map of townships, of people in gaps, whose names are hostile, and of stops that are switched off."""
    path = tmp_path_factory.mktemp("finding") / "map.html"
    towns, gaps = polygon_table(), point_table()
    stops = point_table(("东门站", "西門站 ABC", "南门站"))
    shown = [
        Shown(same(TOWNS), gpd.GeoDataFrame(towns.data), towns.columns, ("boundary",), "division"),
        Shown(same(GAPS), gpd.GeoDataFrame(gaps.data), gaps.columns, ("population",), "unreached"),
        Shown(same(STOPS), gpd.GeoDataFrame(stops.data), stops.columns, ("bus_stops",), hidden=True),
    ]
    draw_map(shown, path, title=TITLE, record=RUN, language="zh")
    seen = opened(browser, path)
    yield Map(seen, path)
    assert {request.split("#")[0] for request in seen.requests} <= {path.as_uri(), "about:blank"}
    assert seen.complaints == []


def map_of(page: Page) -> str:
    """Return the name of the map in the page's script."""
    return page.locator(".folium-map").get_attribute("id") or ""


def hits(page: Page, words: str) -> list[str]:
    """Return what is found, after it says how much that is."""
    page.locator("#search").fill(words)
    page.wait_for_function("""() => {
        const found = document.querySelector(".found");
        return found.checkVisibility() && found.getAttribute("aria-busy") === "false";
    }""")
    return [text.replace("\n", " | ") for text in page.locator("#search-found [role=option]").all_inner_texts()]


def rows(page: Page) -> list[list[str]]:
    return [row.split("\t") for row in page.locator(".rows tbody tr").all_inner_texts()]


def tabled(page: Page, layer: str) -> None:
    page.get_by_role("button", name="数据表").click()
    listing = page.get_by_label("图层", exact=True)
    listing.select_option(label=next(text for text in listing.inner_text().splitlines() if text.startswith(layer)))
    page.locator(".rows caption").filter(has_text=layer).wait_for(state="attached")
    page.wait_for_function("() => document.querySelector('.rows').getAttribute('aria-busy') === 'false'")


def sort(page: Page, column: int, state: str) -> None:
    page.locator(f"#rows-by-{column}").click()
    page.locator(f".rows th[aria-sort={state}] #rows-by-{column}").wait_for()


# by name


def test_a_name_is_found_whatever_its_width_and_case_and_opened_by_the_keyboard(drawn: Map) -> None:
    page = drawn.open()
    assert hits(page, "abc") == ["西門站 ABC"]
    page.locator("#search").press("ArrowDown")
    assert page.locator("#search").get_attribute("aria-activedescendant") == "search-0"
    page.locator("#search").press("Enter")
    popup = page.locator(".leaflet-popup .details")
    popup.wait_for()
    assert "西門站 ABC" in popup.inner_text()
    assert page.locator("#legend label", has_text=STOPS).locator("input").is_checked()  # it was switched off
    assert popup.evaluate("(one) => one === document.activeElement")
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")
    assert page.locator("#search").evaluate("(one) => one === document.activeElement")


def test_hits_are_told_by_layer_the_best_first_and_figures_are_nothing_to_be_found_by(drawn: Map) -> None:
    page = drawn.open()
    assert hits(page, "门站") == ["东门站", "南门站"]
    assert page.locator("#search-found [role=group]").all_inner_texts()[0].startswith(f"{STOPS} (2)")
    assert hits(page, "99.96") == []  # the share of a township
    assert page.locator(".found [role=status]").inner_text() == "没有找到"
    page.locator("#search").press("Escape")
    assert not page.locator(".found").is_visible()
    assert page.locator("#search").input_value() == "99.96"
    page.locator("#search").press("Escape")
    assert page.locator("#search").input_value() == ""


def test_arrows_go_round(drawn: Map) -> None:
    page = drawn.open()
    hits(page, "门站")
    active = "document.querySelector('#search-found [aria-selected=true]').innerText"
    for key, name in (("ArrowUp", "南门站"), ("ArrowDown", "东门站"), ("ArrowDown", "南门站")):
        page.locator("#search").press(key)
        assert page.evaluate(active) == name


def test_of_many_the_best_are_listed_and_all_are_counted(drawn: Map) -> None:
    page = drawn.open()
    page.evaluate(MANY)
    found = hits(page, "房屋77")
    assert found[:2] == ["房屋77 | 用途:厂房", "房屋770 | 用途:住宅"]  # the very one before those that begin so
    assert len(found) == 20
    # 77, 770 to 779, 7700 to 7799, 77000 to 77999; house 177 has it in its middle and is none of "房屋77"
    assert page.locator(".found [role=status]").inner_text() == "共 1,111 条,列出最相近的 20 条"
    assert hits(page, "厂房 房屋149999") == ["房屋149999 | 用途:厂房"]  # all words, in any cell
    page.locator("#search").press("Enter")
    page.wait_for_function("() => window.gone === 149999")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_found_and_read_as_typed(drawn: Map, name: str) -> None:
    page = drawn.open()
    assert name in [hit.split(" | ")[0] for hit in hits(page, name)]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("116.03, 25.89", (25.89, 116.03)),
        ("116.03,25.89", (25.89, 116.03)),
        ("116.03 25.89", (25.89, 116.03)),
        ("25.89, 116.03", (25.89, 116.03)),  # no latitude is above 90
        ("25.89°N 116.03°E", (25.89, 116.03)),
        ("10, 20", (20, 10)),  # the longitude first
        ("10S, 20W", (-10, -20)),
        ("10E, 20E", None),
        ("116.03, 91", None),
        ("200, 100", None),
        ("3, 4, 5", None),
        ("东门站", None),
    ],
)
def test_coordinates_are_told_from_words(drawn: Map, typed: str, place: tuple[float, float] | None) -> None:
    found = drawn.seen.page.evaluate(
        "(typed) => { const at = geoRuijin.coordinates(typed); return at && [at.lat, at.lng]; }", typed
    )
    assert found == (place and list(place))


def test_coordinates_are_gone_to_and_say_by_which_datum(drawn: Map) -> None:
    page = drawn.open()
    (hit,) = hits(page, "116.03,25.89")
    assert hit.startswith("坐标 116.03°E 25.89°N")
    assert "WGS 84/CGCS2000" in hit
    page.locator("#search").press("Enter")
    page.locator(".leaflet-popup", has_text="116.03, 25.89").wait_for()
    centre = page.evaluate(f"(() => {{ const at = {map_of(page)}.getCenter(); return [at.lng, at.lat]; }})()")
    assert centre == pytest.approx([116.03, 25.89], abs=0.01)  # the popup may have moved it a little
    assert "在本图范围以外" in hits(page, "10, 20")[0]


# as a table


def test_the_table_lists_any_layer_and_sorts_numbers_as_numbers(drawn: Map) -> None:
    page = drawn.open()
    tabled(page, TOWNS)
    assert rows(page) == [["象湖镇", "99.96", "1.00"], ["沙洲坝镇", "73.5", "1.00"], [HOSTILE[0], "—", "1.01"]]
    assert not page.locator(".rows .foot").is_visible()  # there is one page
    sort(page, 1, "ascending")
    assert [row[1] for row in rows(page)] == ["73.5", "99.96", "—"]
    sort(page, 1, "descending")
    assert [row[1] for row in rows(page)] == ["99.96", "73.5", "—"]  # what is missing comes last either way
    page.get_by_label("图层", exact=True).select_option(label=f"{GAPS} (7)")
    page.locator(".rows caption").filter(has_text=GAPS).wait_for(state="attached")
    sort(page, 1, "ascending")
    assert [int(row[1]) for row in rows(page)] == [5, 15, 25, 35, 45, 55, 65]  # "5" is not after "45"
    assert page.locator(".rows tbody th bdi").all_inner_texts() == list(HOSTILE)


def test_many_rows_come_in_pages(drawn: Map) -> None:
    page = drawn.open()
    page.evaluate(MANY)
    tabled(page, "房屋")
    assert page.locator(".rows .said").inner_text() == "共 150,000 条"
    sort(page, 2, "ascending")
    # i * 7919 mod 100003 is 0 for 0 and 100003, then 1 for its inverse
    assert [row[2] for row in rows(page)[:3]] == ["0", "0", "1"]
    page.get_by_role("button", name="下一页").click()
    assert page.locator(".rows .where").inner_text() == "第 101–200 条,共 150,000 条"
    sort(page, 0, "ascending")
    sort(page, 0, "descending")
    assert [row[0] for row in rows(page)[:2]] == ["房屋149999", "房屋149998"]  # numbers within words too


def test_the_table_follows_the_map(drawn: Map) -> None:
    page = drawn.open()
    tabled(page, TOWNS)
    page.get_by_label("只列图上可见范围内的").check()
    page.locator(".rows .said", has_text="范围内 3 条(按外接矩形),共 3 条").wait_for()
    page.evaluate(f"{map_of(page)}.setView(geoRuijin.listed[0].bounds(1).getCenter(), 18, {{ animate: false }})")
    page.locator(".rows .said", has_text="范围内 2 条(按外接矩形),共 3 条").wait_for()
    # the last one has a part in the west, and what encloses all of it lies over the second one too
    assert [row[0] for row in rows(page)] == ["沙洲坝镇", HOSTILE[0]]


def test_a_row_is_gone_to_by_the_keyboard_and_left_again(drawn: Map) -> None:
    page = drawn.open()
    tabled(page, STOPS)
    page.locator("#row-1").focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup .details", has_text="西門站 ABC").wait_for()
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.id === 'row-1'")
    page.keyboard.press("Escape")
    assert not page.locator(".rows").is_visible()
    assert page.get_by_role("button", name="数据表").evaluate("(one) => one === document.activeElement")


def test_the_file_of_a_table_is_safe_to_open_and_says_that_it_is_modelled(drawn: Map, tmp_path: Path) -> None:
    page = drawn.open()
    tabled(page, GAPS)
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 CSV").click()
    assert download.value.suggested_filename == f"{GAPS}_示例.csv"
    download.value.save_as(tmp_path / "rows.csv")
    assert (tmp_path / "rows.csv").read_bytes().startswith("\ufeff名称,人口(人)\r\n".encode())
    with (tmp_path / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.reader(file))
    assert read[1:] == [
        [f"'{name}" if name.startswith("=") else name, str(5 + 10 * i)] for i, name in enumerate(HOSTILE)
    ]


def test_numbers_in_a_file_are_numbers_and_formulas_words(drawn: Map) -> None:
    line = drawn.open().evaluate(
        "(cells) => geoRuijin.csvLine(cells.map(geoRuijin.bare))",
        ["1,234.50", "−0.5", "-3", "+1+1", "@x", "-x", "\uff1d1", "—", "a,b", 'a"b', "1,23"],
    )
    assert line == '1234.50,-0.5,-3,\'+1+1,\'@x,\'-x,\'\uff1d1,—,"a,b","a""b","1,23"\r\n'


# the view in the address


def test_a_link_opens_the_same_view_with_the_same_layers(drawn: Map) -> None:
    page = drawn.open()
    assert "#" not in page.url  # what a map opens with needs no words
    page.evaluate(f"{map_of(page)}.setView([25.83, 116.02], 15.25, {{ animate: false }})")
    page.wait_for_function("() => location.hash.startsWith('#map=15.25/25.830000/116.020000&layers=')")
    kept = "(layers) => location.hash.split('&layers=')[1].split('.').length === layers"
    page.locator("#legend label", has_text=GAPS).locator("input").uncheck()
    page.wait_for_function(kept, arg=1)
    page.locator("#legend label", has_text=STOPS).locator("input").check()
    page.wait_for_function(kept, arg=2)
    link = page.url
    again = drawn.open(link[link.index("#") :])
    place = again.evaluate(f"(() => {{ const m = {map_of(again)}; return [m.getZoom(), m.getCenter().lat]; }})()")
    assert place == pytest.approx([15.25, 25.83], abs=1e-5)  # to the pixel
    checked = {
        text: page.locator("#legend label", has_text=text).locator("input").is_checked()
        for text in (TOWNS, GAPS, STOPS)
    }
    assert checked == {TOWNS: True, GAPS: False, STOPS: True}
    assert again.url == link


@pytest.mark.parametrize("hash_", ["#map=x/y/z", "#map=16/1e9/0", "#map=5/200/400", "#layers=", "#layers=..", "#%&a"])
def test_a_broken_link_leaves_the_map_as_it_opens(drawn: Map, hash_: str) -> None:
    page = drawn.open()
    seen = "(({lat, lng}, zoom) => [zoom, lat, lng])(%(map)s.getCenter(), %(map)s.getZoom())"
    opening = page.evaluate(seen % {"map": map_of(page)})
    page = drawn.open(hash_)
    assert page.evaluate(seen % {"map": map_of(page)}) == pytest.approx(opening, abs=2.2e-5)  # within a pixel
    assert page.locator("#legend input:checked").count() == 2


def test_layers_that_are_not_there_are_told(drawn: Map) -> None:
    page = drawn.open("#layers=0nothing")
    page.get_by_role("status").filter(has_text="链接里有的图层本图没有").wait_for()
    assert page.locator("#legend input:checked").count() == 2


def test_a_copied_link_says_where_it_opens(drawn: Map) -> None:
    page = drawn.open()
    page.get_by_role("button", name="复制链接").click()
    page.get_by_role("status").filter(has_text=re.compile("只在这台电脑上能打开|复制地址栏")).wait_for()
    assert "#map=" in page.url


def test_the_view_and_the_choice_of_sites_live_in_one_address(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "try.html"
    draw_map([], path, title=TITLE, record=RUN, language="zh", choice=shown(gates(), layer="bus_stops"))
    page = opened(browser, path).page
    page.locator(".what-if .best").click()
    page.evaluate(f"{map_of(page)}.setView([25.83, 116.02], 15, {{ animate: false }})")
    page.wait_for_function("() => /^#try=\\w+\\.1&map=15.25.830000.116.020000&layers=-$/.test(location.hash)")
    link = page.url
    page.locator(".what-if .reset").click()
    page.wait_for_function("() => location.hash.startsWith('#map=15/')")  # the choice goes, the view stays
    page.goto("about:blank")
    page.goto(link)
    assert page.locator(".what-if .changes bdi").all_inner_texts() == ["南门"]
    assert page.evaluate(f"{map_of(page)}.getCenter().lat") == pytest.approx(25.83, abs=1e-5)
    assert page.url == link


# by keyboard


def test_the_first_tabs_lead_past_the_header(drawn: Map) -> None:
    page = drawn.open()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(".folium-map").evaluate("(one) => one === document.activeElement")
    before = page.evaluate(f"{map_of(page)}.getCenter().lng")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"() => {map_of(page)}.getCenter().lng > {before}")
    assert "方向键" in (page.locator(".folium-map").get_attribute("aria-label") or "")
    page = drawn.open()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.group')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('label').innerText").startswith(STOPS)  # the topmost


def test_the_legend_is_a_list_in_the_order_it_is_seen(drawn: Map) -> None:
    page = drawn.open()
    entries = page.locator("#legend").get_by_role("listitem")
    assert [text.split(" (")[0].strip() for text in entries.all_inner_texts()] == [STOPS, GAPS, TOWNS]
    tops = [box["y"] for box in (entry.bounding_box() for entry in entries.all()) if box]
    assert tops == sorted(tops)
    assert len(tops) == 3
