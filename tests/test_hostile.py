"""Hostile words wherever words can be: nothing in them runs, they read as typed, and what stands beside them stays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page
from shapely import Point, box

from geo_ruijin.draw import Comparison, Sheet, Shown, ShownRaster, ShownYears, Thing, draw_map
from geo_ruijin.draw.basemaps import Basemap
from geo_ruijin.outputs import write_outputs
from geo_ruijin.project import Project
from geo_ruijin.raster import Band
from geo_ruijin.reader import quietly
from geo_ruijin.results import Column
from geo_ruijin.run import Run
from geo_ruijin.scenarios.beside import Beside, beside_the_present
from geo_ruijin.text import same
from tests.chromium import CHROMIUM
from tests.hostiles import WHOLE, spoilt
from tests.records import CRS, EAST, NORTH, RUN
from tests.test_choropleth import divisions
from tests.test_draw_raster import all_of, made
from tests.test_pages import Opened, opened
from tests.tiny_scenarios import at, stops, tried, write
from tests.towns import copy_town
from tests.trials import gates, shown

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

#: More features than these are drawn packed here.
MOST = 4

TILES = "https://tiles.invalid"

#: Words of more letters than these are of the long kind.
LONG = 1000

#: Figures that are seen back to front, as [text, figure]: of two digits in a line the later one is on the left. What is
#: typed may be so; what stands beside it must not.
REORDERED = """(typed) => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const left = (node, at) => {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const box = range.getBoundingClientRect();
        return box.width ? [box.left, box.top] : null;
    };
    while (walker.nextNode()) {
        const node = walker.currentNode;
        if (node.parentElement.closest("script, style, option")) continue;
        const told = node.data.split(typed).join("\\u0000".repeat(typed.length));
        for (const { 0: figure, index } of told.matchAll(/\\d[\\d.,]*\\d/g)) {
            const [first, last] = [left(node, index), left(node, index + figure.length - 1)];
            if (first && last && Math.abs(first[1] - last[1]) < 4 && last[0] < first[0]) {
                found.push([node.data.slice(-60), figure]);
            }
        }
    }
    return found;
}"""


def demand_harmless(seen: Opened, words: str) -> None:
    """Demand that a page ran nothing, asked for nothing else, complained of nothing and shows figures in order."""
    assert seen.page.evaluate("window.hit") is None
    assert set(seen.requests) == {seen.page.url.partition("#")[0]}
    assert seen.complaints == []
    assert seen.page.evaluate(REORDERED, words) == []


def things(words: str, folder: Path) -> list[Thing]:
    """Return one thing of every kind, in which all words are the same."""
    said = same(words)
    columns = {"name": Column(said), "n": Column(said, "people")}
    band = Band(1, 0, "uint8", {1: words})
    rasters = [
        made(folder, np.ones((30, 30), dtype=np.uint8), band=band, name=f"{year}", year=year) for year in (2017, 2023)
    ]
    squares = gpd.GeoDataFrame(
        {"name": [words] * 3, "n": [1234.0, 2345.0, 3456.0]},
        geometry=[box(EAST + 1000 * i, NORTH, EAST + 1000 * (i + 1), NORTH + 1000) for i in range(3)],
        crs=CRS,
    )
    points = gpd.GeoDataFrame(
        {"name": [words] * 2, "n": [1234.0, 2345.0], "year": [words, words]},
        geometry=[Point(EAST + 300 + 600 * i, NORTH + 400) for i in range(2)],
        crs=CRS,
    )
    many = gpd.GeoDataFrame(
        {"name": [words] * 2 + ["屋"] * MOST, "n": 1234.0},
        geometry=[box(EAST + i, NORTH - 900, EAST + i + 9, NORTH - 890) for i in range(MOST + 2)],
        crs=CRS,
    )
    return [
        ShownYears(said, tuple(rasters), "cover", all_of(rasters[0]), ("boundary",)),
        ShownRaster(said, rasters[0], "cover", all_of(rasters[0]), ("boundary",), side="left"),
        ShownRaster(said, rasters[1], "cover", all_of(rasters[1]), ("boundary",), side="right"),
        Shown(said, many, columns, ("boundary",)),
        Shown(said, squares, columns, ("boundary",), "division", group=said),
        spoilt(divisions(), words),
        Shown(said, points, columns, ("bus_stops",), "facility", time="year"),
        Shown(said, points, columns, ("population",), "unreached", group=said),
    ]


@pytest.fixture(scope="module", params=WHOLE)
def words(request: pytest.FixtureRequest) -> str:
    return WHOLE[request.param]


@pytest.fixture(scope="module")
def drawn(browser: Browser, words: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """Return a map on which every word of data and of the project is hostile."""
    folder = tmp_path_factory.mktemp("drawn")
    few = pytest.MonkeyPatch()
    few.setattr("geo_ruijin.draw.packed.MOST_FEATURES", MOST)
    said, record = same(words), spoilt(RUN, words)
    basemap = Basemap(said, (f"{TILES}/{{z}}/{{x}}/{{y}}.png",), (TILES,), said, (0, 18))
    draw_map(
        things(words, folder),
        folder / "map.html",
        title=said,
        about=said,
        record=record,
        language="zh",
        choice=replace(shown(replace(spoilt(gates(), words), groups=(words, words))), title=said, name=words),
        sheet=Sheet(
            record.targets[:2],
            words,
            [basemap],
            Comparison({"left": said, "right": said}, said, ("../index.html", said)),
        ),
    )
    few.undo()
    seen = opened(browser, folder / "map.html")
    seen.page.set_default_timeout(15_000)
    seen.page.locator(".divisions").first.wait_for()
    yield seen
    seen.page.close()


def texts(page: Page, selector: str) -> set[str]:
    """Return the whole contents of elements, of which there must be some."""
    found = page.locator(selector).all_text_contents()
    assert found, selector
    return set(found)


#: Places of a map that hold the words and nothing else, among others that the program says by itself.
ALONE = {
    "plan": "header p bdi",
    "way back": "header nav a",
    "target": "header .targets a bdi",
    "banner": "header .hypothetical",
    "about": "aside .note",
    "title in the legend": "#legend label > span > span > bdi",
    "class of a raster": "#legend .classes span",
    "title and source of a layer": "aside .sources bdi",
    "review number": "footer .review bdi",
    "label of a place": ".place span",
    "title of the choropleth": ".divisions h2",
    "division": ".divisions tbody th button",
    "sides of the divider": ".swipe .before, .swipe .after",
    "step of the slider": ".years output",
    "site to be tried": ".what-if .sites bdi",
    "township of the trial": ".what-if .towns th bdi",
    "reading of the trial": ".what-if .reading label > span",
}


def test_words_of_a_map_read_as_typed_and_nothing_runs(drawn: Opened, words: str) -> None:
    page = drawn.page
    demand_harmless(drawn, words)
    for place, selector in ALONE.items():
        assert words in texts(page, selector), place
    assert page.locator("h1").text_content() == f"{words} · {words}"
    assert page.title() == f"{words} - {words}".strip()
    heads = {one.rsplit(" ", 1)[0] for one in texts(page, "#legend .group")}
    assert words in heads
    assert words in (page.locator(".years .tally").text_content() or "")  # with how many there are of it
    for width in (1300, 390):
        page.set_viewport_size({"width": width, "height": 850})
        assert page.evaluate(WIDER) == 0, width
    page.set_viewport_size({"width": 1300, "height": 850})


def test_rows_are_pointed_at_opened_found_and_listed_as_typed(drawn: Opened, words: str) -> None:
    page = drawn.page
    page.wait_for_function("() => geoRuijin.listed.every((rows) => rows.count > 0)")
    kinds = page.evaluate("geoRuijin.listed.length")
    assert kinds == 5  # many, squares, divisions, dated points, points
    map_ = page.locator(".folium-map").get_attribute("id")
    for kind in range(kinds):
        page.evaluate(f"geoRuijin.goTo({map_}, geoRuijin.listed[{kind}], 0)")
        page.wait_for_function("(kind) => document.querySelector('.leaflet-popup .details h3') !== null", arg=kind)
        assert texts(page, ".leaflet-popup .details h3") == {words}
        heads = page.locator(".leaflet-popup .details th").all_text_contents()
        assert heads[0] == words
        assert all(head.startswith(words) for head in heads)
        assert page.locator(".leaflet-popup .details td").first.text_content() == words
        page.evaluate(f"{map_}.closePopup()")
        page.wait_for_function("() => document.querySelector('.leaflet-popup') === null")
    page.evaluate("""() => {
        const [one] = geoRuijin.listed.at(-1).layer.getLayers();
        one.fire("mouseover", { latlng: one.getLatLng() }, true);
    }""")
    page.locator(".leaflet-tooltip").first.wait_for()
    assert texts(page, ".leaflet-tooltip span") == {words}

    page.locator("#search").fill(words)
    page.locator("#search-found [role=option]").first.wait_for()
    assert texts(page, "#search-found [role=option] bdi") == {words}
    assert texts(page, "#search-found .of bdi") == {words}
    page.locator("#search").press("Escape")

    page.get_by_role("button", name="数据表", exact=True).click()
    page.locator("#rows tbody th bdi").first.wait_for()
    assert texts(page, "#rows tbody th bdi") == {words}
    assert page.locator("#rows caption").text_content() == words
    assert all(one.startswith(words) for one in texts(page, "#rows thead button"))
    assert {one.rsplit(" (", 1)[0] for one in texts(page, "#rows-of option")} == {words}
    demand_harmless(drawn, words)
    page.locator("#rows .close").click()


def test_the_picture_is_painted_and_its_file_has_a_plain_name(drawn: Opened, words: str) -> None:
    if len(words) > LONG:  # no browser paints a sheet as high as that, and the page says so
        drawn.page.get_by_role("button", name="导出图片").click()
        drawn.page.get_by_text("图例太长").wait_for()
        demand_harmless(drawn, words)
        return
    with drawn.page.expect_download(timeout=60_000) as download:
        drawn.page.get_by_role("button", name="导出图片").click()
    assert re.fullmatch(r"[^\\/:*?\"<>|\u202a-\u202e\u2066-\u2069]{1,80}\.png", download.value.suggested_filename)
    demand_harmless(drawn, words)


def test_a_basemap_is_called_as_typed(drawn: Opened, words: str) -> None:
    page = drawn.page
    page.locator("#legend .leaflet-control-layers-base input").nth(1).check()
    page.locator(".basemap-line").wait_for()
    assert page.locator(".basemap-line > span").first.text_content() == words
    assert page.evaluate("window.hit") is None


# a whole run


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Run, Beside]:
    """Return Tiny Town and a scenario beside it."""
    town = copy_town(tmp_path_factory.mktemp("tiny"))
    write(town, "middle", stops(at(1500, 500, name="中站")))
    project, run, trial = tried(town)
    [beside] = beside_the_present(run, (trial,), language="zh")
    return project, run, beside


@pytest.fixture(scope="module", params=WHOLE)
def written(
    request: pytest.FixtureRequest, tiny: tuple[Project, Run, Beside], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    """Return the outputs of a run in which every word is hostile, and the words."""
    words, folder = WHOLE[request.param], tmp_path_factory.mktemp("written")
    project, run, beside = tiny
    name = words.replace("/", "")[:60]  # a map's file may be called so, for all that systems allow
    project = replace(
        project,
        plan=spoilt(project.plan, words),
        layers=spoilt(dict(project.layers), words),
        analyses=spoilt(dict(project.analyses), words),
        maps={name: spoilt(project.maps["transit"], words)},
    )
    write_outputs(spoilt(run, words), project, folder, language="zh", step=quietly, scenarios=[spoilt(beside, words)])
    return folder, words


def test_pages_of_a_run_read_as_typed_and_lead_somewhere(browser: Browser, written: tuple[Path, str]) -> None:
    folder, words = written
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) == 1 + 3 + 1 + 1 + 1  # board, questions, map, scenario and its map
    for path in pages:
        seen = opened(browser, path)
        seen.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        demand_harmless(seen, words)
        assert words in (seen.page.locator("body").text_content() or "")
        assert words in seen.page.title() or len(words) > LONG  # a browser cuts it off
        for width in (1300, 390):
            seen.page.set_viewport_size({"width": width, "height": 850})
            assert seen.page.evaluate(WIDER) == 0, (path.name[:40], width)
        hrefs = seen.page.locator("a[href]").evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")
        for href in hrefs:
            file, _, place = href.partition("#")
            target = (path.parent / unquote(file)).resolve() if file else path
            assert target.is_file(), href[:200]
            assert not place or f'id="{unquote(place)}"' in target.read_text(encoding="utf-8")
        seen.page.context.close()


def test_files_of_a_run_hold_words_as_words(written: tuple[Path, str]) -> None:
    folder, words = written
    told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert {target["text"] for target in told["targets"]} == {words}
    book = load_workbook(folder / "results.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f" or (cell.hyperlink and cell.hyperlink.target)]
    assert words in {cell.value for cell in cells}
    said = "".join(Document(str(folder / "report.docx")).element.itertext())
    assert words[:30] in said
    for layer_, *_ in pyogrio.list_layers(folder / "results.gpkg"):
        pyogrio.read_dataframe(folder / "results.gpkg", layer=layer_)
    styles = pyogrio.read_dataframe(folder / "results.gpkg", layer="layer_styles")
    assert len([ET.fromstring(style) for style in styles["styleQML"]]) == len(styles)  # noqa: S314 - written here
    for path in [*folder.rglob("*.gpx"), *folder.rglob("*.kml")]:
        assert words in "".join(ET.parse(path).getroot().itertext())  # noqa: S314 - the same
