"""Every kind of page by the rules of axe-core: what it can find wrong for who sees, hears or points otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from geo_ruijin.draw import draw_map
from geo_ruijin.text import Language
from tests.chromium import CHROMIUM
from tests.command import geo_ruijin
from tests.records import RUN
from tests.test_draw import TITLE, shown_on_map
from tests.test_draw_raster import two_years
from tests.test_pages import LANGUAGES
from tests.tiny_scenarios import at, stops, write
from tests.towns import copy_town, edit
from tests.trials import gates, shown

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

#: axe knows the least size of what is touched, and leaves it out unless it is asked.
OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}

#: A desk and a phone.
WIDTHS = (1300, 390)


@dataclass(frozen=True)
class Written:
    """The pages of one language, and a tab to open them in; the policy of the pages keeps axe out of any other."""

    folder: Path
    page: Page

    def open(self, name: str) -> Page:
        """Open a page as it is found."""
        self.page.goto("about:blank")
        self.page.goto((self.folder / name).as_uri())
        return self.page


@pytest.fixture(scope="module", params=LANGUAGES)
def written(
    browser: Browser, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Written]:
    """Return pages of every kind: two runs of Tiny Town, a scenario, what differs, and maps of more kinds."""
    language: Language = request.param
    town = copy_town(tmp_path_factory.mktemp(language))
    assert geo_ruijin("run", town, "--out", town / "first", lang=language).status == 0
    edit(town / "analyses/clinic_coverage.toml", "value = 500", "value = 300")
    edit(town / "layers/data/bus_stops.geojson", "东站", "新站")
    write(town, "more", stops(at(1000, 4500, name="北站")))
    geo_ruijin("run", town, "--out", town / "second", lang=language)
    assert geo_ruijin("compare", town / "first", town / "second", lang=language).status == 0
    draw_map(shown_on_map(), town / "plain.html", title=TITLE, record=RUN, language=language)
    draw_map(two_years(town), town / "swipe.html", title=TITLE, record=RUN, language=language)
    choice = shown(gates(), layer="bus_stops")
    draw_map(shown_on_map()[2:3], town / "try.html", title=TITLE, record=RUN, language=language, choice=choice)
    context = browser.new_context(bypass_csp=True)
    yield Written(town, context.new_page())
    context.close()


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong, and where."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("(options) => axe.run(document, options)", OPTIONS)
    assert found["passes"]  # it looked
    return [
        f"{one['id']} ({one['help']}): {node['target']} {node['html'][:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def unfolded(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def searched(page: Page) -> None:
    page.locator("#search").fill("站")
    page.locator("#search-found [role=option]").first.wait_for()
    page.locator("#search").press("ArrowDown")


def tabled(page: Page) -> None:
    page.get_by_role("button", name="数据表").or_(page.get_by_role("button", name="Data table")).click()
    page.locator(".rows tbody tr").first.wait_for()


def told(page: Page) -> None:
    tabled(page)
    page.locator(".rows tbody button").first.press("Enter")
    page.locator(".leaflet-popup .details").wait_for()
    page.wait_for_function("() => getComputedStyle(document.querySelector('.leaflet-popup')).opacity === '1'")
    page.locator(".copy-view").click()


def tried(page: Page) -> None:
    unfolded(page)
    page.locator(".what-if .best").click()


PAGES: dict[str, tuple[Callable[[Page], None], ...]] = {
    "first/index.html": (unfolded,),
    "first/maps/transit.html": (searched, told),
    "second/scenarios/more.html": (unfolded,),
    "compare/compare.html": (unfolded,),
    "plain.html": (tabled,),
    "swipe.html": (lambda _: None,),
    "try.html": (tried, tabled),
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_wrong(written: Written, name: str) -> None:
    for width in WIDTHS:
        written.page.set_viewport_size({"width": width, "height": 850})
        for act in PAGES[name]:
            page = written.open(name)
            act(page)
            assert violations(page) == []


def test_axe_would_find_something(written: Written) -> None:
    page = written.open("plain.html")
    page.evaluate("document.querySelector('#search').removeAttribute('aria-label')")
    page.evaluate("document.querySelector('#search').removeAttribute('placeholder')")
    assert any(one.startswith("label") for one in violations(page))
