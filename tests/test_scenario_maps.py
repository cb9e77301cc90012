"""A scenario beside the present on a map: what differs on its side, what does not under both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from geo_ruijin.draw import Comparison, Sheet, Shown, draw_map
from geo_ruijin.project import Project, open_project
from geo_ruijin.run import Run
from geo_ruijin.scenarios.maps import things_compared, write_scenario_maps
from geo_ruijin.scenarios.trial import Trial
from geo_ruijin.spec import Side
from geo_ruijin.text import Text, same
from tests.chromium import CHROMIUM
from tests.test_pages import Opened, opened
from tests.tiny_scenarios import at, stops, tried, write
from tests.towns import copy_town

NO_EAST = '[[remove]]\nlayer = "bus_stops"\nwhere = { name = ["东站"] }'
MORE = """
[[show]]
data = "divisions"
style = "polygon"
[[show]]
data = "bus_stop_coverage.zones"
style = "choropleth"
column = "area_share"
"""
OTHER = 'title = { zh = "诊所", en = "Clinics" }\n[[show]]\ndata = "clinics"\n'

Compared = tuple[Project, Run, Trial]


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """Return Tiny Town with a stop more in the middle and without the eastern one."""
    town = copy_town(tmp_path_factory.mktemp("compared"))
    transit = town / "maps" / "transit.toml"
    transit.write_text(transit.read_text(encoding="utf-8") + MORE, encoding="utf-8")
    (town / "maps" / "clinics.toml").write_text(OTHER, encoding="utf-8")
    write(town, "middle", stops(at(1500, 500, name="<b>中站</b>")), NO_EAST)
    return tried(town)


def things(compared: Compared, name: str = "transit") -> list[Shown]:
    project, run, trial = compared
    found = things_compared(project.maps[name], run, trial)
    assert all(isinstance(one, Shown) for one in found)
    return [one for one in found if isinstance(one, Shown)]


def test_only_what_differs_lies_on_a_side(compared: Compared) -> None:
    sides = {(one.title.en, one.side) for one in things(compared)}
    assert {title for title, side in sides if side is None} == {"Boundary", "Built-up area", "Divisions", "Streets"}
    assert {side for title, side in sides if title.startswith("Bus stops")} == {"left", "right"}
    assert ("Bus stops (Present)", "left") in sides
    assert ("Bus stops (Scenario)", "right") in sides


def test_what_is_added_and_removed_is_marked_among_the_rest(compared: Compared) -> None:
    marks = {one.style: one for one in things(compared) if one.style in ("added", "removed")}
    assert [(style, one.side, list(one.data["name"])) for style, one in sorted(marks.items())] == [
        ("added", "right", ["<b>中站</b>"]),
        ("removed", "left", ["东站"]),
    ]


def test_a_map_on_which_nothing_differs_is_none(compared: Compared) -> None:
    assert things(compared, "clinics") == []


def test_maps_are_those_that_differ_or_those_named(compared: Compared, tmp_path: Path) -> None:
    project, run, trial = compared
    assert list(write_scenario_maps(project, run, trial, tmp_path, language="zh")) == ["middle.transit.html"]
    write(project.folder, "middle", "maps = []", stops(at(1500, 500)))
    unnamed = open_project(project.folder)
    assert write_scenario_maps(unnamed, run, trial, tmp_path, language="zh") == {}
    write(project.folder, "middle", 'maps = ["transt"]', stops(at(1500, 500)))
    (fault,) = open_project(project.folder).faults_of("scenarios/middle.toml")
    assert (fault.where, "transit" in fault.say("en")) == ("maps[0]", True)


@pytest.fixture(scope="module")
def seen(browser: Browser, compared: Compared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("pages")
    write_scenario_maps(*compared, folder, language="zh")
    seen = opened(browser, folder / "middle.transit.html")
    yield seen
    assert seen.complaints == []
    assert len(seen.requests) == 1


def place_of(page: Page, title: str) -> tuple[float, float]:
    """Return where on the screen the first row of a layer is."""
    name = page.locator(".folium-map").get_attribute("id")
    x, y = page.evaluate(
        f"""(title) => {{
            const rows = geoRuijin.listed.find((one) => one.title === title);
            const place = {name}.latLngToContainerPoint(rows.bounds(0).getCenter());
            const frame = document.querySelector(".folium-map").getBoundingClientRect();
            return [frame.x + place.x, frame.y + place.y];
        }}""",
        title,
    )
    return x, y


def drag_to(page: Page, share: int) -> None:
    bar = page.locator(".swipe")
    bar.focus()
    bar.press("End" if share else "Home")
    assert bar.get_attribute("aria-valuenow") == str(share)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")
class TestInABrowser:
    """What a reader sees of it."""

    def test_the_page_says_what_is_left_and_right_and_that_it_is_hypothetical(self, seen: Opened) -> None:
        page = seen.page
        assert page.locator(".swipe .before").inner_text() == "现状"
        assert page.locator(".swipe .after").inner_text() == "情景:middle"
        assert "情景是假设" in page.locator(".hypothetical").inner_text()
        assert page.locator("header nav a").get_attribute("href") == "../middle.html"
        assert "情景中新增:公交站点" in page.locator("#legend").inner_text()

    def test_what_is_cut_off_does_not_answer_to_the_pointer(self, seen: Opened) -> None:
        page, tooltip = seen.page, seen.page.locator(".leaflet-tooltip")
        x, y = place_of(page, "情景中新增:公交站点")
        drag_to(page, 0)  # the scenario alone
        page.mouse.move(x - 40, y)
        page.mouse.move(x, y)
        tooltip.filter(has_text="<b>中站</b>").wait_for()
        drag_to(page, 100)  # the present alone
        page.mouse.move(x - 40, y)
        page.mouse.move(x, y)
        page.wait_for_timeout(300)  # nothing comes
        assert tooltip.filter(has_text="中站").count() == 0

    def test_a_side_with_nothing_on_it_is_empty_and_not_filled_by_the_other(
        self, browser: Browser, compared: Compared, tmp_path: Path
    ) -> None:
        one = next(one for one in things(compared) if one.style == "removed")
        titles: dict[Side, Text] = {"left": same("现状"), "right": same("情景")}
        comparison = Comparison(titles, banner=same("情景是假设"), back=("a.html", same("返回")))
        path = tmp_path / "map.html"
        sheet = Sheet(comparison=comparison)
        draw_map([one], path, title=same("t"), record=compared[1].record, language="zh", sheet=sheet)
        page = opened(browser, path).page
        assert page.locator(".swipe .after").inner_text() == "情景"
        assert (
            page.locator(".leaflet-left-features-pane").evaluate("(pane) => pane.style.clipPath").startswith("polygon")
        )

    def test_what_lies_under_both_sides_still_answers(self, seen: Opened) -> None:
        page = seen.page
        drag_to(page, 100)
        x, y = place_of(page, "公交站点(现状)")
        page.mouse.click(x + 40, y + 25)  # beside a stop, within its circle: nothing of the present is missing there
        page.locator(".leaflet-popup h3", has_text="区划").wait_for()
