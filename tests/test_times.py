"""A slider of years: pictures year by year, rows by their year, and what is told of either."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from playwright.sync_api import Browser, Page
from shapely import Point

from geo_ruijin.draw import Shown, ShownYears, draw_map, times
from geo_ruijin.draw.steps import steps_of
from geo_ruijin.draw.times import all_years, pictures_of
from geo_ruijin.results import Column
from geo_ruijin.text import Language, Text, same
from tests.chromium import CHROMIUM
from tests.records import CRS, EAST, NORTH, RUN
from tests.test_draw import TITLE
from tests.test_draw_raster import all_of, two_years
from tests.test_pages import Opened, opened

COVER = Text(zh="地表覆盖", en="Land cover")
PLANTS = Text(zh="电站", en="Plants")


def years(folder: Path) -> ShownYears:
    """Return trees in 2017 and grass in 2023."""
    left, right, _ = two_years(folder)
    rasters = tuple(one.raster for one in (left, right))  # type: ignore[union-attr]
    return ShownYears(COVER, rasters, "cover", all_of(rasters[0]), ("boundary",), "cover")


def plants() -> Shown:
    """Return a plant of 2017, one of 2023, two of 2020, and one of which nobody knows."""
    data = gpd.GeoDataFrame(
        {"name": list("abcde"), "year": [2017, 2023, 2020, 2020, None]},
        geometry=[Point(EAST + 100 * i, NORTH) for i in range(5)],
        crs=CRS,
    )
    columns = {"name": Column(same("名称")), "year": Column(same("年"))}
    return Shown(PLANTS, data, columns, ("bus_stops",), "plant", time="year")


def test_all_years_weigh_no_more_than_one_raster_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = years(tmp_path)
    fine = pictures_of(one)
    weight = sum(len(tile.png) for each in fine for tile in each.tiles)
    assert all_years(fine).coarser is None
    monkeypatch.setattr(times, "MOST_BYTES", weight - 10)
    coarse = all_years(pictures_of(one))
    assert sum(len(tile.png) for tile in coarse.tiles) <= weight - 10
    assert coarse.coarser is not None


def test_the_legend_of_all_years_has_each_class_once(tmp_path: Path) -> None:
    shades = all_years(pictures_of(years(tmp_path))).shades
    assert [shade.title.en for shade in shades] == ["trees", "grass"]


def test_a_period_is_a_step_as_it_is_written() -> None:
    assert steps_of(["2017—2020", "2020-05-01 08:30", " ", True]) == ["2017—2020", "2020", None, None]


@pytest.fixture(scope="module")
def seen(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("times")
    path = folder / "map.html"
    draw_map([years(folder), plants()], path, title=TITLE, record=RUN, language="zh")
    seen = opened(browser, path)
    yield seen
    assert seen.complaints == []


@pytest.fixture
def page(seen: Opened) -> Page:
    seen.page.evaluate("history.replaceState(null, '', location.pathname)")
    seen.page.reload()
    seen.page.locator(".years input").wait_for()
    return seen.page


def shown(page: Page) -> list[str]:
    """Return the names of the plants on the map."""
    name = page.locator(".folium-map").get_attribute("id")
    found: list[str] = page.evaluate(
        f"""() => Object.values({name}._layers).filter((one) => one.feature)
            .map((one) => one.feature.properties.cells[0])"""
    )
    return sorted(found)


needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


@pytest.mark.browser
@needs_chromium
def test_the_slider_begins_at_the_end_with_everything_there(page: Page) -> None:
    assert page.locator(".years output").inner_text() == "2023"
    assert page.locator(".years .ticks span").all_inner_texts() == ["2017", "2020", "2023"]
    assert shown(page) == list("abcde")
    assert page.locator(".years .tally").inner_text() == "电站:4 / 4,另有 1 个年份不详,始终显示"
    assert page.locator("img.cells").count() == 1


@pytest.mark.browser
@needs_chromium
def test_rows_up_to_a_year_or_of_that_year_alone_are_counted(page: Page) -> None:
    slider = page.locator(".years input")
    slider.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "2020"
    assert shown(page) == list("acde")
    told = page.locator(".years .tally")
    assert told.locator("div").all_inner_texts() == [
        "地表覆盖:这一年没有数据",
        "电站:3 / 4,另有 1 个年份不详,始终显示",
    ]
    assert page.locator("img.cells").count() == 0
    page.locator(".years select").select_option("only")
    assert shown(page) == list("cde")
    assert "电站:2 / 4" in told.inner_text()


@pytest.mark.browser
@needs_chromium
def test_the_address_keeps_the_year(page: Page) -> None:
    page.locator(".years input").press("ArrowLeft")
    page.locator(".years select").select_option("only")
    assert page.evaluate("location.hash") == "#year=2020&years=only"
    page.reload()
    page.wait_for_function("() => document.querySelector('.years output').textContent === '2020'")
    assert shown(page) == list("cde")
    page.evaluate("location.hash = '#year=2017'")
    page.wait_for_function("() => document.querySelector('.years output').textContent === '2017'")
    page.evaluate("location.hash = '#year=%E4&years='")  # an address anybody may have typed
    page.wait_for_function("() => document.querySelector('.years output').textContent === '2023'")


@pytest.mark.browser
@needs_chromium
def test_a_raster_shows_the_year_and_says_it_at_the_pointer(page: Page) -> None:
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    said = page.locator(".readout")
    place = (box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.4)
    page.mouse.move(*place)
    said.filter(has_text="地表覆盖 2023:草地").wait_for()
    page.locator(".years input").press("Home")
    page.mouse.move(place[0] + 3, place[1])
    said.filter(has_text="地表覆盖 2017:树木").wait_for()


@pytest.mark.browser
@needs_chromium
def test_it_plays_once_from_the_beginning_and_stops_when_it_is_moved(page: Page) -> None:
    play = page.locator(".years button")
    assert play.get_attribute("aria-label") == "播放"
    play.click()
    assert play.get_attribute("aria-label") == "暂停"
    page.locator(".years output", has_text="2017").wait_for()
    page.locator(".years output", has_text="2020").wait_for()
    page.locator(".years input").press("Home")
    assert play.get_attribute("aria-label") == "播放"


@pytest.mark.browser
@needs_chromium
def test_who_wants_no_motion_has_the_slider_alone(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.locator(".years button").wait_for(state="hidden")
    assert page.locator(".years input").is_visible()
    page.emulate_media(reduced_motion="no-preference")


@pytest.mark.browser
@needs_chromium
def test_without_rows_nobody_is_asked_which(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    language: Language = "en"
    draw_map([years(tmp_path)], path, title=TITLE, record=RUN, language=language)
    seen = opened(browser, path, width=390)
    assert seen.complaints == []
    assert seen.page.locator(".years select").count() == 0
    assert seen.page.locator(".years button").get_attribute("aria-label") == "Play"
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert seen.page.evaluate(wider) == 0
