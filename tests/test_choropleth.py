"""Divisions in the colours of their figures, and the table that follows the map."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from playwright.sync_api import Browser, Page
from shapely import box

from geo_ruijin.draw import ShownChoropleth, Whole, draw_map, numeric_columns
from geo_ruijin.draw.choropleth import ChoroplethLayer
from geo_ruijin.results import Column
from geo_ruijin.text import Language, Text
from tests.chromium import CHROMIUM
from tests.records import CRS, EAST, HOSTILE, NORTH, RUN
from tests.test_draw import TITLE
from tests.test_pages import Opened, opened

NAMES = ["西区", "中区", HOSTILE[0], "东区"]
COLUMNS = {
    "name": Column(Text(zh="区划", en="Division")),
    "share": Column(Text(zh="覆盖率", en="Share"), "%"),
    "people": Column(Text(zh="居民", en="Residents"), "people"),
}


def divisions(**changes: object) -> ShownChoropleth:
    """Return four squares of 1 km from west to east; of the third nothing is known."""
    data = gpd.GeoDataFrame(
        {"name": NAMES, "share": [59.96, 100.0, math.nan, 85.0], "people": [400.0, 100.0, math.nan, 900.0]},
        geometry=[box(EAST + 1000 * i, NORTH, EAST + 1000 * (i + 1), NORTH + 1000) for i in range(4)],
        crs=CRS,
    )
    given = {
        "title": Text(zh="各区划覆盖率", en="Share by division"),
        "data": data,
        "columns": COLUMNS,
        "layers": ("boundary",),
        "column": "share",
        "bounds": (60.0, 80.0),
        "wholes": {"share": Whole(81.25, ("at_least", 100.0, 2025))},
    }
    return ShownChoropleth(**(given | changes))  # type: ignore[arg-type]


def given(one: ShownChoropleth, language: Language = "zh") -> dict[str, object]:
    return ChoroplethLayer(one, modelled=False, language=language).given


def test_figures_classes_and_target_are_ready_to_be_shown() -> None:
    share = given(divisions())["columns"][0]  # type: ignore[index]
    assert share["title"] == "覆盖率(%)"
    # as shown, a figure is on the side of a bound that its colour says
    assert share["cells"] == ["59.96", "100.0", "—", "85.0"]
    assert share["ranks"] == [0, 3, None, 2]
    assert [(one["label"], one["count"], one["mark"]) for one in share["legend"]] == [
        ("< 60", 1, ""),
        ("60–80", 0, ""),
        ("80–100", 1, ""),
        ("≥ 100", 1, "← 目标"),
    ]
    assert share["missing"] == 1
    assert share["whole"] == "总体 81.2% · 目标 ≥ 100%(2025年)"
    assert share["order"] == [0, 2, None, 1]
    assert share["rule"].startswith("界限由地图文件给定")


def test_a_total_stands_as_a_circle_by_area_and_fills_nothing() -> None:
    people = given(divisions(column="people", bounds=None), "en")["columns"][1]  # type: ignore[index]
    assert people["kind"] == "total"
    assert "ranks" not in people
    assert people["cells"] == ["400", "100", "—", "900"]
    radii = people["radii"]
    assert radii[2] is None
    assert (radii[0] / radii[3]) ** 2 == pytest.approx(4 / 9, rel=1e-3)
    assert [one["label"] for one in people["legend"]] == ["500", "200", "50"]
    assert "not as fillings" in people["rule"]
    assert people["whole"] == ""


def test_only_columns_of_numbers_can_be_chosen() -> None:
    data = divisions().data.assign(rank=[1, 2, 3, 4], real=True)
    columns = COLUMNS | {"rank": Column(TITLE), "real": Column(TITLE)}
    assert numeric_columns(data, columns) == ["share", "people"]


def test_the_same_divisions_give_the_same_page(tmp_path: Path) -> None:
    pages = []
    for name in ("a.html", "b.html"):
        draw_map([divisions()], tmp_path / name, title=TITLE, record=RUN, language="zh")
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]


@pytest.fixture(scope="module")
def seen(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    path = tmp_path_factory.mktemp("choropleth") / "map.html"
    draw_map([divisions()], path, title=TITLE, record=RUN, language="zh")
    seen = opened(browser, path)
    yield seen
    assert seen.complaints == []


@pytest.fixture
def page(seen: Opened) -> Page:
    seen.page.reload()
    seen.page.locator(".divisions tbody tr").first.wait_for()
    return seen.page


def names(page: Page) -> list[str]:
    return page.locator(".divisions tbody th").all_inner_texts()


def at(page: Page, column: int) -> tuple[float, float]:
    """Return where on the screen the middle of a square is."""
    name = page.locator(".folium-map").get_attribute("id")
    x, y = page.evaluate(
        f"""(i) => {{
            const one = geoRuijin.listed[0], place = {name}.latLngToContainerPoint(one.bounds(i).getCenter());
            const frame = document.querySelector(".folium-map").getBoundingClientRect();
            return [frame.x + place.x, frame.y + place.y];
        }}""",
        column,
    )
    return x, y


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")
class TestInABrowser:
    """What a reader does with it."""

    def test_the_table_begins_with_the_greatest_and_sorts_by_either_column(self, page: Page) -> None:
        assert names(page) == ["中区", "东区", "西区", HOSTILE[0]]
        assert page.locator(".divisions tbody td").all_inner_texts() == ["100.0", "85.0", "59.96", "无数据"]
        figure = page.locator(".divisions thead button").nth(1)
        figure.click()
        assert names(page) == ["西区", "东区", "中区", HOSTILE[0]]  # what is not known is last either way
        assert page.locator(".divisions thead th").nth(1).get_attribute("aria-sort") == "ascending"
        page.locator(".divisions thead button").first.click()
        assert names(page).index("东区") < names(page).index("西区")  # by sound: dong, xi

    def test_the_legend_has_the_classes_of_the_column_chosen_even_after_it_was_made_anew(self, page: Page) -> None:
        legend = page.locator("#legend .scale")
        assert "80–100" in legend.inner_text()
        assert "← 目标" in legend.inner_text()
        page.locator(".divisions select").select_option(label="居民(人)")
        assert "总量以圆的面积表示" in legend.inner_text()
        assert page.locator(".divisions tbody td").all_inner_texts() == ["900", "400", "100", "无数据"]
        assert not page.locator(".divisions .whole").is_visible()
        page.locator("#legend input").uncheck()
        page.locator(".divisions .off button").click()
        assert page.locator("#legend input").is_checked()
        assert "总量以圆的面积表示" in legend.inner_text()
        assert not page.locator(".divisions .off").is_visible()

    def test_pointing_at_a_division_marks_its_row(self, page: Page) -> None:
        page.mouse.move(*at(page, 3))
        page.mouse.move(*(one + 2 for one in at(page, 3)))
        marked = page.locator(".divisions tr.pointed th")
        marked.wait_for()
        assert marked.inner_text() == "东区"
        assert page.locator(".leaflet-tooltip").inner_text() == "东区 85.0"

    def test_a_row_is_reached_by_the_keyboard_and_leads_to_its_division(self, page: Page) -> None:
        button = page.locator(".divisions tbody button").nth(1)
        button.focus()
        assert page.locator(".divisions tr.pointed th").inner_text() == "东区"
        button.press("Enter")
        page.locator(".leaflet-popup h3").wait_for()
        assert page.locator(".leaflet-popup td").all_inner_texts() == ["东区", "85.0", "900"]

    def test_only_divisions_in_view_are_listed_unless_all_are_asked_for(self, page: Page) -> None:
        name = page.locator(".folium-map").get_attribute("id")
        page.evaluate(f"{name}.setView(geoRuijin.listed[0].bounds(0).getCenter(), 18, {{ animate: false }})")
        page.wait_for_function("() => document.querySelectorAll('.divisions tbody tr').length === 1")
        assert names(page) == ["西区"]
        assert page.locator(".divisions [role=status]").inner_text() == "列出 1 / 4"
        page.locator(".divisions .bar input").uncheck()
        assert len(names(page)) == 4

    def test_it_fits_a_telephone(self, browser: Browser, tmp_path: Path) -> None:
        path = tmp_path / "map.html"
        draw_map([divisions(hidden=True)], path, title=TITLE, record=RUN, language="en")
        seen = opened(browser, path, width=390)
        assert seen.complaints == []
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert seen.page.evaluate(wider) == 0
        assert seen.page.locator(".divisions .off").is_visible()
        assert "As a whole: 81.2% · target ≥ 100% in 2025" in seen.page.locator(".divisions").inner_text()


def test_names_are_data_and_no_markup(tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    draw_map([divisions()], path, title=TITLE, record=RUN, language="zh")
    page = path.read_text(encoding="utf-8")
    passed = re.search(r"geoRuijin\.choropleth\(\w+, (\{.*\}),\n", page)
    assert passed is not None
    assert json.loads(passed[1])["names"] == NAMES
    assert HOSTILE[0] not in page
