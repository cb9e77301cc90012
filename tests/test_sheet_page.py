"""A map as a sheet in a browser: its scale, its groups, how a row came about, on paper and as a picture."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from playwright.sync_api import Browser, Page
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile
from shapely import Geometry, Point, box

from geo_ruijin.draw import STYLES, Sheet, Shown, draw_map
from geo_ruijin.text import Text, same
from tests.chromium import CHROMIUM
from tests.records import BUS, CRS, EAST, HOSTILE, NAME, NORTH, RUN
from tests.test_pages import Opened, opened

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]

TITLE = "".join(HOSTILE[:4])
#: More than are seen at once on the screen.
TARGETS = sorted(RUN.targets, key=lambda target: target.id != "bus_stop_coverage_2025")[:6]

STOP = (EAST + 500, NORTH + 500)

#: Keeps what is written on canvases.
LISTEN = """() => {
    window.written = [];
    const write = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (words, ...place) {
        window.written.push(words);
        return write.call(this, words, ...place);
    };
}"""


def one(title: str, style: str, *shapes: Geometry, hidden: bool = False) -> Shown:
    data = gpd.GeoDataFrame({"name": [f"{title} {i}" for i in range(len(shapes))]}, geometry=list(shapes), crs=CRS)
    return Shown(same(title), data, {"name": NAME}, BUS.layers, style, hidden, analysis=BUS)


def shown() -> list[Shown]:
    """Return a square whose eastern half is a gap, and a stop in the middle of the west."""
    return [
        one("Town", "area", box(EAST, NORTH, EAST + 2000, NORTH + 1000)),
        one("Gap", "gap", box(EAST + 1000, NORTH, EAST + 2000, NORTH + 1000)),
        one("Hidden", "reached", box(EAST, NORTH, EAST + 1000, NORTH + 1000), hidden=True),
        one("Stops", "facility", Point(*STOP)),
    ]


@pytest.fixture(scope="module")
def sheet(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    path = tmp_path_factory.mktemp("sheet") / "map.html"
    draw_map(shown(), path, title=same(TITLE), record=RUN, language="zh", sheet=Sheet(TARGETS))
    seen = opened(browser, path)
    seen.page.evaluate(LISTEN)
    yield seen
    assert seen.complaints == []
    assert seen.requests == [path.as_uri()]


def map_of(page: Page) -> str:
    return str(page.locator(".folium-map").get_attribute("id"))


def where(page: Page, layer: str) -> list[float]:
    """Return where the middle of a layer is, from the corner of the map [pixel]."""
    found: list[float] = page.evaluate(
        f"""(title) => {{
            const {{ bounds }} = geoRuijin.listed.find((one) => one.title === title);
            const {{ x, y }} = {map_of(page)}.latLngToContainerPoint(bounds(0).getCenter());
            return [x, y];
        }}""",
        layer,
    )
    return found


def view(page: Page) -> list[float]:
    name = map_of(page)
    found: list[float] = page.evaluate(
        f"[{name}.getZoom(), {name}.getCenter().lat, {name}.getCenter().lng, {name}.getSize().x, {name}.getSize().y]"
    )
    return found


def picture(page: Page, folder: Path) -> tuple[str, tuple[int, int], dict[str, list[int]]]:
    """Return the name and the size of the saved picture, and its colour in the middle of each layer."""
    with page.expect_download() as download:
        page.get_by_role("button", name="导出图片").click()
    download.value.save_as(folder / "map.png")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with MemoryFile((folder / "map.png").read_bytes()) as memory, memory.open() as file:
            cells = file.read((1, 2, 3))
    places = {layer: where(page, layer) for layer in ("Stops", "Gap")}
    top = page.evaluate("window.top_of_map")
    colours = {layer: cells[:, round(2 * (top + y)), round(2 * x)].tolist() for layer, (x, y) in places.items()}
    return download.value.suggested_filename, (cells.shape[2], cells.shape[1]), colours


def rgb(colour: str | None) -> list[int]:
    return list(bytes.fromhex(str(colour)[1:]))


def test_the_scale_is_in_kilometres_however_near(sheet: Opened) -> None:
    page = sheet.page
    scale, name, said = page.locator(".leaflet-control-scale-line"), map_of(page), []
    before = view(page)
    for zoom in (10, 14, 19):
        page.evaluate(f"{name}.setZoom({zoom}, {{ animate: false }})")
        said.append(scale.inner_text())
    assert [re.sub(r"[\d.]+", "", words) for words in said] == [" 公里"] * 3
    lengths = [float(words.split()[0]) for words in said]
    assert lengths == sorted(lengths, reverse=True)
    width = page.evaluate("document.querySelector('.leaflet-control-scale-line').offsetWidth")
    across = page.evaluate(
        f"{name}.distance({name}.containerPointToLatLng([0, {name}.getSize().y / 2]), "
        f"{name}.containerPointToLatLng([{width}, {name}.getSize().y / 2]))"
    )
    assert across == pytest.approx(lengths[-1] * 1000, rel=0.03)  # the bar is as long as it says
    page.evaluate(f"{name}.setView([{before[1]}, {before[2]}], {before[0]}, {{ animate: false }})")


def test_the_entries_of_the_legend_stand_in_their_groups(sheet: Opened) -> None:
    read = """all => all.map((box) => [
        box.querySelector(".group").firstChild.data.trim(),
        ...[...box.querySelectorAll("label bdi")].map((one) => one.textContent),
    ])"""
    groups = [["设施", "Stops"], ["覆盖与缺口", "Hidden", "Gap"], ["底图", "Town"]]
    assert sheet.page.eval_on_selector_all("#legend .layers", read) == groups
    hidden = sheet.page.locator("#legend label", has_text="Hidden").locator("input")
    for _ in range(2):  # Leaflet lists the layers anew whenever one is switched
        hidden.click()
        assert sheet.page.eval_on_selector_all("#legend .layers", read) == groups
    assert sheet.page.locator("#legend [role=listitem]").count() == 4


def test_a_group_is_switched_as_a_whole(sheet: Opened) -> None:
    legend = sheet.page.locator("#legend")
    assert [words.split() for words in legend.locator(".group").all_inner_texts()] == [
        ["设施", "1/1"],
        ["覆盖与缺口", "1/2"],
        ["底图", "1/1"],
    ]
    group = legend.locator(".group", has_text="覆盖与缺口")
    assert group.get_attribute("aria-checked") == "mixed"
    group.click()
    assert group.get_attribute("aria-checked") == "true"
    assert legend.locator("label", has_text="Hidden").locator("input").is_checked()
    group.press("Enter")  # it keeps the focus though Leaflet lists the layers anew
    assert group.get_attribute("aria-checked") == "false"
    legend.locator("label", has_text="Gap").locator("input").check()
    assert group.get_attribute("aria-checked") == "mixed"


def test_a_row_says_how_it_came_about(sheet: Opened) -> None:
    page = sheet.page
    box_ = page.locator(".folium-map").bounding_box()
    assert box_ is not None
    x, y = where(page, "Stops")
    page.mouse.click(box_["x"] + x, box_["y"] + y)
    origin = page.locator(".leaflet-popup .origin")
    origin.wait_for()
    link = origin.locator("a")
    assert link.inner_text() == "由来:公交站点500米覆盖率"
    assert link.get_attribute("href") == "../analyses/bus_stop_coverage.html"
    assert "500米 — 公交都市考核评价指标 (2013),已核对原文" in origin.inner_text()
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")


def test_the_picture_shows_what_is_seen_and_says_what_it_is(sheet: Opened, tmp_path: Path) -> None:
    page = sheet.page
    page.evaluate(
        """() => {
            const add = document.body.classList.add.bind(document.body.classList);
            document.body.classList.add = (...names) => {
                add(...names);
                if (!names.includes("picture")) return;
                window.top_of_map = document.querySelector(".folium-map").getBoundingClientRect().top
                    - document.body.getBoundingClientRect().top;
            };
        }"""
    )
    before = view(page)
    file, (width, height), colours = picture(page, tmp_path)
    assert view(page) == pytest.approx(before, abs=1e-5)
    assert width == 2 * (before[3] + 21 * 16)
    assert height > 2 * before[4]
    assert not page.locator("body.paper").count()
    assert colours["Stops"] == rgb(STYLES["facility"].fill)
    red, green, blue = colours["Gap"]
    assert red > green > blue  # orange, hatched
    assert not set('\\/:*?"<>|') & set(file)
    written = "".join(page.evaluate("written"))
    assert TITLE.replace(" ", "") in written.replace(" ", "")
    for words in (
        "99.96%",
        "◇ 示例",
        "图例",
        "Stops",
        "公里",
        "审图号:",
        "内部工作用图",
        "制图日期",
        "数据来源:",
        "北",
    ):
        assert words in written, words
    assert "Hidden" not in written
    assert "打印" not in written


def test_a_picture_the_browser_refuses_is_told(sheet: Opened) -> None:
    page = sheet.page
    page.evaluate(
        """() => {
            const given = HTMLCanvasElement.prototype.toBlob;
            HTMLCanvasElement.prototype.toBlob = function () {
                HTMLCanvasElement.prototype.toBlob = given;
                throw new DOMException("tainted", "SecurityError");
            };
        }"""
    )
    page.get_by_role("button", name="导出图片").click()
    page.locator("#tools .said", has_text="不能导出").wait_for()


def pages_of(pdf: bytes) -> list[tuple[int, int]]:
    """Return the width and the height of each page [mm]."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)) for width, height in boxes]


@pytest.mark.parametrize(("paper", "size"), [("A4 横向", (297, 210)), ("A3 横向", (420, 297)), ("A4 纵向", (210, 297))])
def test_a_sheet_is_one_page_of_the_paper_and_the_map_comes_back(
    sheet: Opened, paper: str, size: tuple[int, int]
) -> None:
    page = sheet.page
    before = view(page)
    page.locator("#tools select").select_option(paper)
    assert pages_of(page.pdf(prefer_css_page_size=True)) == [size]
    page.wait_for_function("() => !document.body.classList.contains('paper')")
    assert view(page) == pytest.approx(before, abs=1e-5)


def on_paper(page: Page) -> None:
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")


def off_paper(page: Page) -> None:
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")


def test_paper_holds_what_was_in_sight_and_no_buttons(sheet: Opened) -> None:
    page = sheet.page
    page.locator("#tools select").select_option("A4 横向")
    name = map_of(page)
    bounds = page.evaluate(f"{name}.getBounds().toBBoxString()")
    west, south, east, north = map(float, bounds.split(","))
    on_paper(page)
    there = page.evaluate(f"{name}.getBounds().toBBoxString()")
    left, bottom, right, top = map(float, there.split(","))
    pixel = 3e-5
    assert left <= west + pixel
    assert bottom <= south + pixel
    assert right >= east - pixel
    assert top >= north - pixel
    for gone in ("#tools", "header nav", ".leaflet-control-zoom", "#legend input"):
        assert not page.locator(gone).first.is_visible(), gone
    for kept in ("h1", ".targets", ".demonstration", ".leaflet-control-scale", ".north", "footer .review"):
        assert page.locator(kept).first.is_visible(), kept
    assert not page.locator("#legend label", has_text="Hidden").is_visible()
    listed = "document.querySelector('.targets')"
    assert page.locator(".targets li").count() == len(TARGETS)
    assert page.evaluate(f"{listed}.scrollHeight <= {listed}.clientHeight")  # no target is cut off
    off_paper(page)


@pytest.mark.parametrize(("layers", "beside"), [(4, True), (90, False)])
def test_a_legend_too_long_for_the_sheet_follows_and_the_sheet_says_so(
    browser: Browser, tmp_path: Path, layers: int, *, beside: bool
) -> None:
    path = tmp_path / "map.html"
    many = [one(f"Layer {i}", "facility", Point(*STOP)) for i in range(layers)]
    draw_map(many, path, title=Text(zh="长", en="long"), record=RUN, language="zh")
    page = opened(browser, path).page
    on_paper(page)
    paper, high = page.evaluate(
        "(({ bottom, height }) => [bottom, height])(document.querySelector('.folium-map').getBoundingClientRect())"
    )
    assert high > page.evaluate("document.querySelector('header').offsetHeight")  # and did not give way to it all
    ends = page.evaluate(
        "[...document.querySelectorAll('#legend label')].map((one) => one.getBoundingClientRect().bottom)"
    )
    assert len(ends) == layers
    assert (max(ends) <= paper) == beside
    assert page.get_by_text("图例和数据来源见下页").count() == (not beside)
    off_paper(page)
    assert page.locator("aside").count() == 1
    assert page.locator("aside #legend label").count() == layers
    pages = pages_of(page.pdf(prefer_css_page_size=True))
    assert (len(pages) == 1) == beside
