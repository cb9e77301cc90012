"""Rasters in a browser: sharp, in their place, and cut by the divider however it is moved."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import geopandas as gpd
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page
from pyproj import Transformer
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile

from geo_ruijin.draw import STYLES, Shown, ShownRaster, draw_map
from geo_ruijin.draw.palettes import PALETTES
from geo_ruijin.spec import Side
from geo_ruijin.text import Language, same
from tests.chromium import CHROMIUM
from tests.records import BUS, RUN, point_table
from tests.test_draw_raster import COLOURS, TITLE, WORDS, all_of, made, mixed, two_years
from tests.test_pages import Opened, opened

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]

TREES, GRASS, BORDER = COLOURS["tree"], COLOURS["grass"], STYLES["boundary"].stroke


def screen(page: Page) -> NDArray[np.str_]:
    """Return the colour of each pixel of the map as it is seen."""
    return colours_of(page.locator(".folium-map").screenshot())


def colours_of(picture: bytes) -> NDArray[np.str_]:
    """Return the colour of each pixel of a picture."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with MemoryFile(picture) as memory, memory.open() as file:
            red, green, blue = file.read((1, 2, 3)).astype(int)
    number = (red << 16) + (green << 8) + blue
    known, which = np.unique(number, return_inverse=True)
    found: NDArray[np.str_] = np.array([f"#{one:06x}" for one in known])[which.reshape(number.shape)]
    return found


def edge(page: Page) -> tuple[int, int, int]:
    """Return the last column of trees, the first of grass, and how many columns there are; -1 and all for none."""
    seen = screen(page)
    trees, grass = ((seen == colour).any(axis=0).nonzero()[0] for colour in (TREES, GRASS))
    return int(trees.max(initial=-1)), int(grass.min(initial=seen.shape[1])), seen.shape[1]


def demand_cut(page: Page, share: float) -> None:
    """Demand that trees end and grass begins under the divider, which is a line of 3 pixels and its shadow."""
    trees, grass, columns = edge(page)
    at = columns * share / 100
    assert at - 8 <= trees < at < grass <= at + 8


@pytest.fixture(scope="module")
def seen(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """Return a page that compares trees on the left with grass on the right."""
    folder = tmp_path_factory.mktemp("swipe")
    path = folder / "map.html"
    draw_map(two_years(folder), path, title=TITLE, record=RUN, language="zh")
    seen = opened(browser, path)
    yield seen
    assert seen.requests == [path.as_uri()]
    assert seen.complaints == []


@pytest.fixture
def compared(seen: Opened) -> Page:
    """Return the page with the divider in the middle, as it opens without a view in its address."""
    plain, *_ = seen.page.url.split("#")
    seen.page.goto("about:blank")
    seen.page.goto(plain)
    seen.page.wait_for_timeout(200)
    seen.requests[1:] = []
    return seen.page


def test_the_divider_starts_in_the_middle_and_says_what_is_left_and_right(compared: Page) -> None:
    assert compared.locator(".swipe .before").inner_text() == "2017年"
    assert compared.locator(".swipe .after").inner_text() == "2023年"
    demand_cut(compared, 50)


def test_the_divider_follows_the_mouse_and_the_map_stays(compared: Page) -> None:
    box = compared.locator(".folium-map").bounding_box()
    assert box is not None
    before = compared.locator(".leaflet-map-pane").get_attribute("style")
    compared.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 100)
    compared.mouse.down()
    compared.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 160, steps=3)
    compared.mouse.up()
    compared.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 160)  # let go, it stays where it was
    demand_cut(compared, 60)
    assert compared.locator(".leaflet-map-pane").get_attribute("style") == before


def test_the_divider_follows_the_keyboard(compared: Page) -> None:
    bar = compared.locator(".swipe")
    bar.focus()
    for key, share in (("ArrowRight", 52), ("PageDown", 42)):
        bar.press(key)
        assert bar.get_attribute("aria-valuenow") == str(share)
        demand_cut(compared, share)
    bar.press("Home")
    bar.press("ArrowLeft")  # no further than the edge
    assert bar.get_attribute("aria-valuetext") == "2017年 0%, 2023年 100%"
    assert edge(compared)[0] == -1  # no trees
    bar.press("End")
    trees, grass, columns = edge(compared)
    assert trees > columns / 2
    assert grass == columns  # no grass


def test_the_cut_stays_under_the_divider_when_the_map_moves(compared: Page) -> None:
    name = compared.locator(".folium-map").get_attribute("id")
    compared.evaluate(f"{name}.panBy([-90, 40], {{ animate: false }})")
    demand_cut(compared, 50)
    compared.evaluate(f"{name}.setZoom({name}.getZoom() + 0.75, {{ animate: false }})")
    demand_cut(compared, 50)


def test_a_saved_picture_is_cut_where_the_map_is(compared: Page, tmp_path: Path) -> None:
    x, y = compared.evaluate(
        "[document.querySelector('.swipe').getBoundingClientRect().x + 8, innerHeight * 0.7]"
    )  # below the grip
    with compared.expect_download() as download:
        compared.get_by_role("button", name="导出图片").click()
    download.value.save_as(tmp_path / "map.png")
    row = colours_of((tmp_path / "map.png").read_bytes())[round(2 * y)]  # twice as sharp
    trees, grass = ((row == colour).nonzero()[0] for colour in (TREES, GRASS))
    assert abs(trees.max() - 2 * x) < 12  # the line between is white
    assert abs(grass[grass > 2 * x].min() - 2 * x) < 12
    assert trees.max() < grass[grass > x].min()


def test_one_year_alone_is_seen_whole(compared: Page) -> None:
    latest = compared.locator("#legend label", has_text="2023").locator("input")
    latest.uncheck()
    assert not compared.locator(".swipe").is_visible()
    trees, grass, columns = edge(compared)
    assert trees > columns / 2
    assert grass == columns
    latest.check()
    assert compared.locator(".swipe").is_visible()
    demand_cut(compared, 50)


def test_the_pointer_tells_what_both_years_say(compared: Page) -> None:
    box = compared.locator(".folium-map").bounding_box()
    assert box is not None
    said = compared.locator(".readout")
    assert not said.is_visible()
    compared.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.4)
    assert said.locator("div").all_inner_texts() == ["地表覆盖(2017年):树木", "地表覆盖(2023年):草地"]
    compared.locator("#legend label", has_text="2017").locator("input").uncheck()
    compared.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5)
    assert said.inner_text() == "地表覆盖(2023年):草地"
    compared.mouse.move(box["x"] + 5, box["y"] + box["height"] * 0.4)  # outside the place
    assert not said.is_visible()


def test_features_lie_over_rasters_on_both_sides(compared: Page) -> None:
    columns = screen(compared).T
    # west to east: the western border, trees, the divider, grass, and the eastern border at the end of the grass
    bordered = (columns == BORDER).sum(axis=1).nonzero()[0]
    trees, grass = ((columns == colour).any(axis=1).nonzero()[0] for colour in (TREES, GRASS))
    assert abs(bordered.min() - trees.min()) < 10  # half a cell: there are 30 in 600 pixels
    assert abs(bordered.max() - grass.max()) < 10


@pytest.mark.parametrize(("language", "width"), [("zh", 1300), ("en", 390)])
def test_the_page_fits_and_speaks_its_language(
    browser: Browser, tmp_path: Path, language: Language, width: int
) -> None:
    path = tmp_path / "map.html"
    draw_map(two_years(tmp_path), path, title=TITLE, record=RUN, language=language)
    seen = opened(browser, path, width=width)
    assert seen.complaints == []
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert seen.page.evaluate(wider) == 0
    legend = seen.page.locator("#legend").inner_text()
    assert ("树木" if language == "zh" else "trees") in legend
    assert ("左右对比" if language == "zh" else "Compare left and right") in (
        seen.page.locator(".swipe").get_attribute("aria-label") or ""
    )


def test_every_cell_is_seen_where_it_lies_in_its_own_colour(browser: Browser, tmp_path: Path) -> None:
    raster = made(tmp_path, mixed(12, 16))
    place: gpd.GeoSeries = all_of(raster)
    path = tmp_path / "map.html"
    one = ShownRaster(same("r"), raster, "cover", place, ("boundary",))
    draw_map([one], path, title=TITLE, record=RUN, language="zh")
    page = opened(browser, path).page
    seen = screen(page)
    name = page.locator(".folium-map").get_attribute("id")
    rows, columns = np.indices((12, 16)).reshape(2, -1) + 0.5
    x, y = raster.transform * (columns, rows)
    longitude, latitude = Transformer.from_crs(raster.crs, 4326, always_xy=True).transform(x, y)
    points = page.evaluate(
        f"(places) => places.map((place) => {name}.latLngToContainerPoint(place))",
        np.transpose([latitude, longitude]).tolist(),
    )
    cells = raster.read("cover").filled(0).ravel().tolist()
    expected = [COLOURS.get(str(WORDS.get(code, "")), "") for code in cells]
    found = [str(seen[round(point["y"]), round(point["x"])]) for point in points]
    empty = "#f6f5f1"  # the ground of the map
    words = page.evaluate(
        f"""(places) => {{
            const [raster] = Object.values({name}._layers).filter((layer) => layer.wordAt);
            return places.map(([lat, lng]) => raster.wordAt(L.latLng(lat, lng)) || "");
        }}""",
        np.transpose([latitude, longitude]).tolist(),
    )
    told = {COLOURS[str(word)]: PALETTES["cover"][word].title.zh for word in WORDS.values()} | {empty: ""}
    assert [told[colour] for colour in found] == words  # at the pointer, what is seen
    same_colour = [ours == (theirs or empty) for ours, theirs in zip(found, expected, strict=True)]
    assert np.mean(same_colour) > 0.97  # a row or column may be lost where the grid is turned
    # no colour but these within the place: nothing is blurred between cells, however large they are
    inner = seen[200:-200, 250:-250]
    palette = {str(shade.colour) for shade in PALETTES["cover"].values()}
    assert set(inner.ravel().tolist()) <= palette | {empty}


def test_marks_of_a_shape_are_drawn_beside_the_divider_too(browser: Browser, tmp_path: Path) -> None:
    """SVG draws what lies in the panes of the sides: a triangle has three corners there, as it has on a canvas."""
    table = point_table()
    shown = [
        Shown(table.title, gpd.GeoDataFrame(table.data), table.columns, BUS.layers, "unreached", side=side)
        for side in get_args(Side)
    ]
    path = tmp_path / "map.html"
    draw_map(shown, path, title=TITLE, record=RUN, language="zh")
    page = opened(browser, path).page
    paths = page.locator(".leaflet-left-features-pane path, .leaflet-right-features-pane path")
    paths.first.wait_for(state="attached")
    assert paths.count() == 2 * len(table.data)
    assert all((one.get_attribute("d") or "").count("L") == 2 for one in paths.all())
