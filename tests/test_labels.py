"""Names on a map page that would lie over one another."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from playwright.sync_api import Browser
from shapely import box

from geo_ruijin.draw import Shown, draw_map
from geo_ruijin.results import Column
from geo_ruijin.text import same
from tests.chromium import CHROMIUM
from tests.records import CRS, EAST, NORTH, RUN
from tests.test_draw import TITLE
from tests.test_pages import opened

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]

#: How many pairs of names that are seen lie over one another.
MEETING = """() => {
    const seen = [...document.querySelectorAll(".place.name span")].filter((name) => !name.hidden);
    const boxes = seen.map((name) => name.getBoundingClientRect());
    const meet = (one, other) => one.left < other.right && other.left < one.right
        && one.top < other.bottom && other.top < one.bottom;
    return boxes.flatMap((one, i) => boxes.slice(i + 1).filter((other) => meet(one, other))).length;
}"""


def test_names_give_way_to_one_another(browser: Browser, tmp_path: Path) -> None:
    """Two neighbours 200 m wide beside one 40 km away: their names would lie over one another."""
    east = [EAST, EAST + 200, EAST + 40_000]
    towns = gpd.GeoDataFrame(
        {"name": ["象湖镇", "沙洲坝镇", "瑞林镇"]},
        geometry=[box(x, NORTH, x + 200, NORTH + 200) for x in east],
        crs=CRS,
    )
    shown = Shown(same("乡镇"), towns, {"name": Column(same("名称"))}, ("townships",), "division")
    path = tmp_path / "map.html"
    draw_map([shown], path, title=TITLE, record=RUN, language="zh")
    page = opened(browser, path).page
    page.wait_for_function(f"() => document.querySelectorAll('.place.name').length === 3 && ({MEETING})() === 0")
    assert page.locator(".place span:not([hidden])").all_inner_texts() == ["象湖镇", "沙洲坝镇", "瑞林镇"]
    name = page.locator(".folium-map").get_attribute("id")
    page.evaluate(f"{name}.setView({name}.getCenter(), 4, {{ animate: false }}); 0")
    page.wait_for_function(f"() => ({MEETING})() === 0")
