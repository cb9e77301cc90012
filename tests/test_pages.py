"""The pages in a browser with no network: nothing is fetched, nothing fails, nothing hostile runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from geo_ruijin.draw import draw_map
from geo_ruijin.report import MapLink, write_index
from geo_ruijin.text import Language
from tests.chromium import CHROMIUM
from tests.records import HOSTILE, RUN
from tests.test_draw import TITLE, shown_on_map

LANGUAGES: tuple[Language, ...] = ("zh", "en")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]


@dataclass
class Opened:
    """A page and what it did."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module", params=LANGUAGES)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder as a run leaves it, in one language."""
    language: Language = request.param
    folder = tmp_path_factory.mktemp(language)
    (folder / "maps").mkdir()
    draw_map(shown_on_map(), folder / "maps" / "bus.html", title=TITLE, record=RUN, language=language)
    write_index(RUN, folder / "index.html", language=language, maps=[MapLink(TITLE, "maps/bus.html")])
    return folder


def opened(browser: Browser, file: Path, *, width: int = 1300) -> Opened:
    """Open a file with the network blocked and write down what the page asks for and complains of."""
    page = browser.new_context(viewport={"width": width, "height": 850}).new_page()
    seen = Opened(page)

    def answer(route: Route) -> None:
        url = route.request.url
        seen.requests.append(url)
        if url.startswith("file:"):
            route.continue_()
        else:
            route.abort()

    page.route("**/*", answer)
    page.on("console", lambda message: seen.complaints.append(message.text))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("dialog", lambda dialog: seen.complaints.append(dialog.message))
    page.goto(file.as_uri())
    page.wait_for_timeout(300)
    return seen


@pytest.mark.parametrize("name", ["index.html", "maps/bus.html"])
@pytest.mark.parametrize("width", [1300, 390])
def test_a_page_opens_with_no_network_and_no_complaint(browser: Browser, folder: Path, name: str, width: int) -> None:
    seen = opened(browser, folder / name, width=width)
    assert seen.requests == [(folder / name).as_uri()]
    assert seen.complaints == []
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert seen.page.evaluate(wider) == 0  # nothing sticks out sideways, on a phone either


def test_every_target_opens_to_how_it_came_about(browser: Browser, folder: Path) -> None:
    page = opened(browser, folder / "index.html").page
    assert page.locator("details.goal").count() == len(RUN.targets)
    goal = page.locator("#target-bus_stop_coverage_2025")
    assert not goal.locator(".behind").is_visible()
    goal.locator("summary").click()
    assert goal.locator(".behind").is_visible()
    assert "99.96" in goal.locator("summary").inner_text()
    data, standard, assumed = (goal.locator(".three section").nth(index).locator("li") for index in range(3))
    assert data.count() == 5
    assert standard.count() == 1  # the one parameter whose standard was read
    assert assumed.count() == 2 + 2  # parameters, notes


def test_the_page_leads_to_the_map_and_back(browser: Browser, folder: Path) -> None:
    page = opened(browser, folder / "index.html").page
    page.locator('a[href="maps/bus.html"]').click()
    page.locator("header a").click()
    assert page.url == (folder / "index.html").as_uri()


def test_the_map_draws_its_layers_and_its_legend(browser: Browser, folder: Path) -> None:
    page = opened(browser, folder / "maps" / "bus.html").page
    assert page.locator("#legend input").count() == 4
    assert page.locator("#legend input:checked").count() == 3  # one is hidden
    inked = """() => {
        const canvas = document.querySelector("canvas.leaflet-zoom-animated");
        const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        return pixels.some((value) => value > 0);
    }"""
    page.wait_for_function(inked)  # Leaflet draws with the next frame of the screen
    assert page.locator(".place").count() == 3
    for box in range(4):
        page.locator("#legend input").nth(box).uncheck()
    page.wait_for_function(f"() => !({inked})()")


def test_hostile_names_read_as_typed(browser: Browser, folder: Path) -> None:
    seen = opened(browser, folder / "maps" / "bus.html")
    page = seen.page
    legend = page.locator("#legend").inner_text()
    assert HOSTILE[0] in legend
    assert HOSTILE[1] in legend
    name_of_map = page.locator(".folium-map").get_attribute("id")
    for index, name in enumerate(HOSTILE):
        x, y = page.evaluate(
            f"""(index) => {{
                const points = Object.values({name_of_map}._layers).filter((layer) => layer instanceof L.CircleMarker);
                const box = document.querySelector(".folium-map").getBoundingClientRect();
                const place = {name_of_map}.latLngToContainerPoint(points[index].getLatLng());
                return [box.x + place.x, box.y + place.y];
            }}""",
            index,
        )
        page.mouse.move(x, y)
        page.locator(".leaflet-tooltip").filter(has_text=name).wait_for()
        assert page.locator(".leaflet-tooltip").all_inner_texts() == [name]
        page.mouse.click(x, y)
        page.locator(".leaflet-popup td").filter(has_text=name).first.wait_for()
        assert name in page.locator(".leaflet-popup td").all_inner_texts()
        page.keyboard.press("Escape")
        page.wait_for_timeout(400)  # the popup fades out and the map comes to rest
    assert seen.complaints == []
