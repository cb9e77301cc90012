"""Every page of a run of the whole sample, in a browser with no network; `make pages` opens those the wheel has made.

Not among the tests pytest collects by itself: it needs the outputs of such a run, in the folder the environment
variable `GEO_RUIJIN_OUTPUTS` names. A picture of each page at either width is left in `build/pages` for people to
look at.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from geo_ruijin.draw.whatif_words import what_if_words
from geo_ruijin.figures import show_figure, with_unit
from geo_ruijin.text import Language
from geo_ruijin.verdicts import VERDICTS
from tests.board import bound_of, check_board, check_measures, figure_of
from tests.chromium import CHROMIUM
from tests.test_pages import Opened, opened

ROOT = Path(__file__).parents[1]
FOLDER = Path(os.environ.get("GEO_RUIJIN_OUTPUTS", ROOT / "build/wheel/empty/outputs")).resolve()
PICTURES = ROOT / "build/pages"
FILES = sorted(FOLDER.rglob("*.html"))
NAMES = [path.relative_to(FOLDER).as_posix() for path in FILES]
VALUES: dict[str, Any] = json.loads((FOLDER / "run.json").read_text(encoding="utf-8"))
LANGUAGE: Language = VALUES["language"]
WIDTHS = (1300, 390)

#: The measures that the readings of a page of sites begin with, by the method and the id of the reading: what is
#: reached, and the share of it. None where the page tells by pieces what the method measures.
BEGINNINGS: dict[tuple[str, str], tuple[str | None, str]] = {
    ("coverage_siting", "people_walking"): ("people_walking_before", "people_share_walking_before"),
    ("coverage_siting", "people_circles"): ("people_circles_before", "people_share_circles_before"),
    ("coverage_siting", "area"): (None, "area_share_before"),
    ("recycling_siting", "people_walking"): ("people_before", "share_before"),
    ("recycling_siting", "people_circles"): (None, "share_circles_before"),
    ("corridor_siting", "roads"): (None, "share_before"),
}

#: How far an estimate by pieces may lie from what the method measures [percentage point].
PIECES = 0.5


class _Links(HTMLParser):
    """The ids of a page and what it leads to, but for what its scripts add."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.ids |= {said["id"] or ""} if "id" in said else set()
        if tag == "a" and "href" in said:
            self.hrefs.append(said["href"] or "")


@cache
def links_of(path: Path) -> _Links:
    read = _Links()
    read.feed(path.read_text(encoding="utf-8"))
    return read


def dead(links: list[str], path: Path) -> list[str]:
    """Return the links of a page that lead nowhere; those to other computers are not followed."""
    return [link for link in links if not _leads_somewhere(link, path)]


def _leads_somewhere(link: str, path: Path) -> bool:
    parts = urlsplit(link)
    if parts.scheme in {"http", "https"}:
        return True
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if parts.scheme or not target.is_file() or not target.is_relative_to(FOLDER):
        return False
    anchor = unquote(parts.fragment)
    # of "verdict=met" a page sees to itself
    return not anchor or "=" in anchor or anchor in links_of(target).ids


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    for width in WIDTHS:
        (PICTURES / str(width)).mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox"])
        yield browser
        browser.close()


def test_there_is_every_page_of_a_run() -> None:
    assert {"index.html", *(f"analyses/{name}.html" for name in VALUES["analyses"])} <= set(NAMES)
    assert {f"scenarios/{name}.html" for name in VALUES["scenarios"]} <= set(NAMES)
    for folder, fewest in (("maps", 20), ("scenarios/maps", 2)):
        assert sum(path.parent == FOLDER / folder for path in FILES) >= fewest


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Opened:
    """Return a page for all: one of its own for each is a process of the browser for each."""
    return opened(browser, FOLDER / "index.html")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_opens_whole_with_no_network(tab: Opened, name: str) -> None:
    path, page = FOLDER / name, tab.page
    page.goto("about:blank")
    tab.requests.clear()
    tab.complaints.clear()
    page.set_viewport_size(_size(WIDTHS[0]))  # before it opens: a map fits what it shows into that
    page.goto(path.as_uri())
    for width in WIDTHS:
        page.set_viewport_size(_size(width))
        _settle(page)
        page.screenshot(path=PICTURES / str(width) / f"{name.replace('/', '-')}.png")
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wider) == 0, f"sticks out sideways at {width} pixels"
    assert page.locator("h1").count() == 1
    assert page.title().strip()
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[LANGUAGE]
    written = page.eval_on_selector_all("a[href]", "all => all.map((one) => one.getAttribute('href'))")
    assert dead([*links_of(path).hrefs, *written], path) == []
    if name == "index.html":
        check_board(page, VALUES, language=LANGUAGE)
    if name.startswith("analyses/"):
        check_measures(page, VALUES, path.stem, language=LANGUAGE)
    if name.startswith("maps/"):
        _check_targets(page, path.stem)
        _check_beginnings(page, path)
    assert tab.requests == [path.as_uri()]
    assert tab.complaints == []  # what the policy of the page forbids is among them


def _size(width: int) -> ViewportSize:
    return {"width": width, "height": 850 if width > 500 else 800}


def _settle(page: Page) -> None:
    """Wait until a map has drawn and come to rest; other pages are there at once."""
    if page.locator(".folium-map").count():
        page.wait_for_function(
            """() => !document.querySelector(".leaflet-zoom-anim, .leaflet-pan-anim")
                && [...document.images].every((one) => one.complete)"""
        )
        page.wait_for_timeout(300)  # for the picture alone


def _check_targets(page: Page, name: str) -> None:
    """See that what a map says of the targets it answers is that of `run.json`."""
    by_id = {target["id"]: target for target in VALUES["targets"]}
    shown = page.eval_on_selector_all(
        ".targets li",
        """all => all.map((one) => [one.querySelector("a").getAttribute("href").split("#target-")[1],
            one.querySelector("a").textContent, one.querySelector("b")?.textContent,
            one.querySelector(".verdict").textContent, one.textContent])""",
    )
    named = {target["id"] for target in VALUES["targets"] if target["map"] == name}
    assert named <= {unquote(one) for one, *_ in shown}
    for one, text, value, verdict, whole in shown:
        target = by_id[unquote(one)]
        assert text == target["text"]
        assert value == (None if target["value"] is None else figure_of(target, LANGUAGE))
        assert verdict == VERDICTS[target["verdict"]].say(LANGUAGE)
        assert bound_of(target, LANGUAGE) in whole


def _check_beginnings(page: Page, path: Path) -> None:
    """See that a page of sites begins with what the analysis measured."""
    begun = re.search(r"geoRuijin\.whatIf\(\s*\w+,\s*", html := path.read_text(encoding="utf-8"))
    panel = page.locator(".reading")
    assert (begun is not None) == (panel.count() > 0)
    if begun is None:
        return
    told, _ = json.JSONDecoder().raw_decode(html, begun.end())
    analysis = VALUES["analyses"][told["name"]]
    words = what_if_words(LANGUAGE)
    assert panel.count() == len(told["readings"])
    for index, reading in enumerate(told["readings"]):
        amount, share = BEGINNINGS[analysis["method"], reading["id"]]
        measure = analysis["measures"][share]
        card = panel.nth(index)
        was = card.locator("span.was").inner_text()
        assert card.locator(".share").inner_text() == was  # nothing is tried yet
        beside = [] if reading["wanted"] is None else [reading["wanted"]]
        if reading["estimated"]:
            assert card.locator(".estimated").inner_text() == words["estimated"]
            assert abs(float(was.removesuffix("%")) - measure["value"]) < PIECES
        else:
            assert was == with_unit(show_figure(measure["value"], "%", beside=beside, least=2), "%", language=LANGUAGE)
        if amount is not None:
            people = analysis["measures"][amount]
            said = with_unit(show_figure(people["value"], people["unit"]), people["unit"], language=LANGUAGE)
            assert said in card.locator("small").first.inner_text()
