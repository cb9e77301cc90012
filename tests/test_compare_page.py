"""The page of a comparison in a browser with no network: nothing is fetched, nothing fails, nothing sticks out."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.chromium import CHROMIUM
from tests.command import geo_ruijin
from tests.test_pages import opened
from tests.towns import copy_town, edit

pytestmark = [
    pytest.mark.usefixtures("no_pictures"),
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]

HOSTILE = "</style><script>alert(1)</script>"


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of the town beside itself with another radius, and a stop of a hostile name."""
    town = copy_town(tmp_path_factory.mktemp("page"))
    geo_ruijin("run", town, "--out", town / "first")
    edit(town / "layers/data/bus_stops.geojson", "东站", HOSTILE)
    edit(town / "analyses/clinic_coverage.toml", "value = 500", "value = 300")
    geo_ruijin("run", town, "--out", town / "second")
    assert geo_ruijin("compare", town / "first", town / "second").status == 0
    return town / "compare" / "compare.html"


@pytest.mark.parametrize("width", [1300, 390])
def test_the_page_opens_with_no_network_and_no_complaint(browser: Browser, page_file: Path, width: int) -> None:
    seen = opened(browser, page_file, width=width)
    assert seen.requests == [page_file.as_uri()]
    assert seen.complaints == []
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert seen.page.evaluate(wider) == 0


def test_what_cannot_be_compared_stands_open_with_its_reason(browser: Browser, page_file: Path) -> None:
    page = opened(browser, page_file).page
    clinics = page.locator("#target-clinics")
    assert "parameter 'Service radius': 500 m → 300 m" in clinics.locator(".behind").inner_text()
    assert "Not comparable" in clinics.locator("summary").inner_text()
    assert not page.locator("#target-forest .behind").is_visible()  # nothing to say of it until it is opened
    assert f"东站 → {HOSTILE}" in page.locator("#features").inner_text()
