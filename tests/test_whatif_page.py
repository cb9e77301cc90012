"""Sites tried in a browser: its figures are those of Python, and what it writes is taken back."""

from __future__ import annotations

import csv
import itertools
import json
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from geo_ruijin.compare.words import show_pair
from geo_ruijin.draw import draw_map
from geo_ruijin.draw.whatif import packed
from geo_ruijin.figures import DECIMALS, MOST_DECIMALS, show_figure, show_number
from geo_ruijin.project import open_project
from geo_ruijin.reading import read_layers
from geo_ruijin.run import run_project
from geo_ruijin.scenarios.trial import run_scenarios
from geo_ruijin.text import Language
from geo_ruijin.whatif import ChoiceShare, WhatIf, choice_share, share_of
from tests.chromium import CHROMIUM
from tests.command import geo_ruijin
from tests.records import EAST, HOSTILE, NORTH, RUN
from tests.test_draw import TITLE, shown_on_map
from tests.test_pages import Opened, opened
from tests.towns import copy_town
from tests.trials import NAMES, gates, lot, shown

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]

Draw = Callable[..., Page]


@pytest.fixture(scope="module")
def seen(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Return a page that the tests fill one after the other, on a file of its own."""
    path = tmp_path_factory.mktemp("tried") / "map.html"
    path.write_text("<!DOCTYPE html>", encoding="utf-8")
    return opened(browser, path)


@pytest.fixture
def tried(seen: Opened, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Draw]:
    """Return a function that shows sites to be tried; the page must neither complain nor ask for anything else."""
    path = tmp_path_factory.getbasetemp() / "tried.html"
    seen.requests.clear()
    seen.complaints.clear()

    def drawn(
        what_if: WhatIf, *, language: Language = "zh", layer: str | None = "bus_stops", width: int = 1280
    ) -> Page:
        choice = shown(what_if, layer=layer)
        draw_map(shown_on_map()[2:3], path, title=TITLE, record=RUN, language=language, choice=choice)
        seen.page.set_viewport_size({"width": width, "height": 850})
        seen.page.goto("about:blank")
        seen.page.goto(path.as_uri())
        return seen.page

    yield drawn
    assert set(seen.requests) <= {path.as_uri()}
    assert seen.complaints == []


def press(page: Page, *buttons: str) -> None:
    for button in buttons:
        page.locator(f".what-if .buttons .{button}").click()


def text(page: Page, selector: str) -> str:
    return page.locator(f".what-if {selector}").first.inner_text()


def towns(page: Page) -> list[list[str]]:
    return [row.split("\t") for row in page.locator(".what-if .towns tbody tr").all_inner_texts()]


def saved(page: Page, name: str, folder: Path) -> Path:
    """Return a file the page writes."""
    with page.expect_download() as download:
        page.locator(f'.export button[title="{name}"]').click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == name
    return path


# exactly what Python says


def numbers_of(found: ChoiceShare) -> list[Any]:
    return [found.covered, found.total, found.share, [[*group, share_of(*group)] for group in found.groups]]


@pytest.mark.parametrize("seed", range(3))
def test_figures_are_those_of_python_to_the_last_bit_whatever_was_done_before(tried: Draw, seed: int) -> None:
    what_if, draw = lot(seed), np.random.default_rng(seed)
    acts = [f"toggle({site})" for site in draw.integers(0, len(what_if.sites), 60)]
    acts += ["undo()"] * 12 + ["redo()"] * 5 + ["plan()", "best()", "fill()", "select(2)", "best()", "reset()"]
    script = ";".join(f"trial.{act}; look()" for act in draw.permuted(acts))
    told = tried(gates()).evaluate(
        f"""(told) => {{
            const [trial, seen] = [geoRuijin.trial(told), []];
            const look = () => seen.push([trial.all.filter((site) => trial.open[site]),
                trial.readings.map((reading) => reading.now()).map((now) => [
                    now.covered, now.total, now.share,
                    now.groups.map((group) => [group.covered, group.total, group.share])])]);
            {script};
            return seen;
        }}""",
        packed(what_if, language="zh"),
    )
    assert len(told) == len(acts)
    assert len({tuple(sites) for sites, _ in told}) > 60  # many choices, not one again and again
    for sites, figures in told:
        assert figures == [numbers_of(choice_share(what_if, str(number), sites)) for number in range(3)]


def test_the_best_next_is_the_first_of_those_that_add_most(tried: Draw) -> None:
    page = tried(gates())
    for seed in range(3):
        what_if = lot(seed)
        page.evaluate("(told) => { window.trial = geoRuijin.trial(told); }", packed(what_if, language="zh"))
        sites = list(what_if.present)
        for _ in range(6):
            covered = [
                choice_share(what_if, "0", [*sites, site]).covered if site not in sites else -1.0
                for site in range(len(what_if.sites))
            ]
            sites.append(int(np.argmax(covered)))  # whole people: no rounding, and the first of equals
            assert page.evaluate("() => { trial.best(); return trial.changes().slice(-1)[0]; }") == sites[-1]


def test_filling_takes_the_best_again_and_again_until_the_target(tried: Draw) -> None:
    what_if = lot(5)
    page = tried(gates())
    steps, filled = page.evaluate(
        """(told) => {
            const [one, other] = [geoRuijin.trial(told), geoRuijin.trial(told)];
            while (one.reading().share() < one.reading().wanted) one.best();
            other.fill();
            return [one.changes(), other.changes()];
        }""",
        packed(what_if, language="zh"),
    )
    assert steps == filled
    shares = [choice_share(what_if, "0", [*what_if.present, *filled[:count]]).share for count in range(len(filled) + 1)]
    assert [share is not None and share >= 70 for share in shares] == [False] * len(filled) + [True]


FIGURES = [0.0, 1.0, 100.0, 99.96, 99.95, 0.05, 0.25, 0.15, 2.5, -2.5, 1e-7, 1e-12, 99.999999999, 613894.2, 1234567.5]
FIGURES += [1e16, 1.5e21, 95.0049, 94.99999, 2 / 3, 1 / 3 * 1e6, 1e-10 + 100]


def test_figures_read_as_in_the_reports(tried: Draw) -> None:
    draw = np.random.default_rng(0)
    values = [*FIGURES, *draw.uniform(0, 100, 200).tolist(), *(10 ** draw.uniform(-8, 8, 200)).tolist()]
    values += np.round(draw.uniform(0, 100, 200), 3).tolist()  # halves among them
    units = ["%", "people", "km²", "pp", "1"]
    cases = [
        (value, units[index % 5], [[], [95.0], [99.99, 80.5]][index % 3], index % 4)
        for index, value in enumerate(value for value in values for _ in range(3))
    ]
    told = {unit: {"decimals": DECIMALS.get(unit, 0), "name": unit} for unit in units}
    page = tried(gates())
    figures, pairs, plain = page.evaluate(
        """([cases, units, most]) => {
            const { figure, pair, number } = geoRuijin.figures(units, most, "zh");
            return [cases.map((one) => figure(...one)),
                cases.slice(1).map(([value, unit, beside], i) => pair(cases[i][0], value, unit, beside)),
                cases.map(([value]) => number(value))];
        }""",
        [cases, told, MOST_DECIMALS],
    )
    assert figures == [show_figure(value, unit, beside=beside, least=least) for value, unit, beside, least in cases]
    assert plain == [show_number(value) for value, *_ in cases]
    expected = [
        show_pair(before[0], after[0], after[1], beside=after[2]) for before, after in itertools.pairwise(cases)
    ]
    assert pairs == [list(one) for one in expected]


# what a planner sees and does


def test_the_panel_tells_the_present_and_what_is_wanted(tried: Draw) -> None:
    page = tried(gates())
    assert page.locator(".what-if .reading").count() == 2
    # 30 of 100 people; 2 of 3 km²
    assert text(page, ".reading .figures") == "现状\n30.00%\n→\n30.00%"
    assert text(page, ".reading small") == "覆盖 30人,共 100人"
    assert text(page, ".reading .verdict") == "按此选择:距要求(≥ 60%)还差 30.00个百分点 示例"
    land = page.locator(".what-if .reading").nth(1)
    assert "66.67%" in land.inner_text()
    assert "覆盖 2.00平方公里,共 3.00平方公里" in land.inner_text()
    assert land.locator(".estimated").inner_text().startswith("按小块估算")
    assert page.locator(".what-if .estimated").count() == 1  # people are counted
    assert not land.locator(".verdict").is_visible()  # nothing is wanted
    assert text(page, ".changed") == "尚未改动,与现状相同"
    assert {"程序求得的方案:新增 1 处,60.0%。", "已证明最少。"} <= set(
        page.locator(".what-if > .note").all_inner_texts()
    )
    # the worst off first: 0 of 70 people, 30 of 30
    assert towns(page) == [["乙镇", "0.00%", "0.00%", "70人"], ["甲镇", "100.00%", "100.00%", "0人"]]


def test_the_best_next_is_added_and_undone_and_done_again(tried: Draw) -> None:
    page = tried(gates())
    press(page, "best")  # South Gate and West Gate add 30 each
    assert text(page, ".said") == "新增“南门”,覆盖增加 30人。"
    assert text(page, ".reading .figures") == "现状\n30.00%\n→\n60.00%\n+30.00个百分点"
    assert text(page, ".reading .verdict") == "按此选择:达到要求(≥ 60%) 示例"  # exactly at the limit
    assert towns(page)[0] == ["乙镇", "0.00%", "42.86%", "40人"]  # 30 of 70
    assert text(page, ".changed") == "新增 1 处,撤除 0 处"
    press(page, "best")
    assert text(page, ".said") == "再增加任何一处备选点,覆盖都不会增加。"
    assert text(page, ".changed") == "新增 1 处,撤除 0 处"
    press(page, "undo")
    assert text(page, ".changed") == "尚未改动,与现状相同"
    assert page.locator(".what-if .undo").is_disabled()
    press(page, "redo")
    assert text(page, ".changes bdi") == "南门"
    press(page, "reset")
    assert text(page, ".reading .share") == "30.00%"


def test_filling_says_when_the_target_is_met_and_when_it_cannot_be(tried: Draw) -> None:
    page = tried(gates())
    press(page, "fill")
    assert text(page, ".said") == "又新增 1 处后达到 60.0%。逐处挑选所得,不一定最少。"
    press(page, "fill")
    assert text(page, ".said") == "已达到要求,不必再增加。"
    page = tried(gates(wanted=60.5))
    press(page, "fill")
    assert text(page, ".said") == "达不到 ≥ 60.5%:备选点全部用上,最多也只到 60.0%(已又新增 1 处)。"
    page = tried(gates(wanted=None))
    assert page.locator(".what-if .fill").is_disabled()


def test_the_answer_is_taken_over(tried: Draw) -> None:
    page = tried(gates())
    page.locator(".what-if .list summary").click()
    page.locator(".what-if .sites input").nth(1).check()  # West Gate, as good as South Gate and behind it
    press(page, "plan")
    assert page.locator(".what-if .changes bdi").all_inner_texts() == ["南门"]
    press(page, "undo")
    assert page.locator(".what-if .changes bdi").all_inner_texts() == ["西门"]


def test_the_list_is_worked_by_the_keyboard(tried: Draw) -> None:
    page = tried(gates())
    page.locator(".what-if .list summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("东门")
    assert page.locator(".what-if .sites li:visible").all_inner_texts() == ["东门\n甲镇\n撤去减少 30人"]
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # East Gate is taken away
    assert text(page, ".changed") == "新增 0 处,撤除 1 处"
    assert text(page, ".reading .share") == "0.00%"
    press(page, "best")  # not what was taken away: South Gate adds 20 and 30
    assert text(page, ".said") == "新增“南门”,覆盖增加 50人。"
    page.get_by_label("取消这项改动:东门").focus()
    page.keyboard.press("Enter")
    assert text(page, ".reading .share") == "60.00%"


def degrees(what_if: WhatIf) -> list[tuple[float, float]]:
    """Return the longitude and latitude of each site."""
    places = what_if.sites.to_crs("EPSG:4326").geometry
    return list(zip(places.x, places.y, strict=True))


def site_at(page: Page, what_if: WhatIf, site: int) -> tuple[float, float]:
    """Return where on the screen a site is."""
    longitude, latitude = degrees(what_if)[site]
    name = page.locator(".folium-map").get_attribute("id")
    x, y = page.evaluate(
        f"""(place) => {{
            const box = document.querySelector(".folium-map").getBoundingClientRect();
            const at = {name}.latLngToContainerPoint(place);
            return [box.x + at.x, box.y + at.y];
        }}""",
        [latitude, longitude],
    )
    return x, y


def told_of(page: Page, name: str) -> None:
    """Wait for a site to be told of beside the pointer."""
    page.locator(".leaflet-tooltip").filter(has_text=name).wait_for(timeout=5000)


def test_a_click_on_the_map_takes_a_site_and_another_gives_it_back(tried: Draw) -> None:
    what_if = gates()
    page = tried(what_if)
    for site, state in ((2, "added"), (0, "removed")):
        x, y = site_at(page, what_if, site)
        page.mouse.move(x, y)
        told_of(page, what_if.sites["name"][site])
        page.mouse.click(x, y)
        told_of(page, {"added": "新增", "removed": "撤除"}[state])
        assert page.locator(f".what-if .changes .{state} bdi").all_inner_texts() == [what_if.sites["name"][site]]
    assert text(page, ".reading .share") == "30.00%"  # West Gate alone: 30 people
    assert page.locator(".leaflet-popup").count() == 0  # nor does what lies under it open
    page.mouse.click(*site_at(page, what_if, 2))
    assert text(page, ".changed") == "新增 0 处,撤除 1 处"


def test_land_is_met_by_estimate_alone(tried: Draw) -> None:
    what_if = gates()
    page = tried(replace(what_if, readings=(replace(what_if.readings[1], wanted=66.0),)))
    assert text(page, ".reading .verdict") == "按此选择(估算):达到要求(≥ 66%) 示例"  # 2 of 3 km²


def test_a_site_without_a_name_is_told_by_its_number(tried: Draw) -> None:
    page = tried(gates(names=("", "", "西门")))
    press(page, "best")
    assert text(page, ".said") == "新增“无名点 2”,覆盖增加 30人。"


def test_another_reading_is_followed_by_the_townships_and_the_next_site(tried: Draw) -> None:
    page = tried(gates())
    page.locator(".what-if .reading input").nth(1).check()
    assert page.locator(".what-if .fill").is_disabled()
    # 2 of 2 km² there, 0 of 1 here
    assert towns(page) == [["乙镇", "0.00%", "0.00%", "1.00平方公里"], ["甲镇", "100.00%", "100.00%", "0.00平方公里"]]
    press(page, "best")
    assert text(page, ".said") == "新增“南门”,覆盖增加 1.00平方公里。"


def test_townships_are_sorted_by_any_column_either_way(tried: Draw) -> None:
    page = tried(gates())
    heads = page.locator(".what-if .towns th button")
    for head, first in ((0, "甲镇"), (0, "乙镇"), (3, "乙镇"), (3, "甲镇")):
        heads.nth(head).click()
        assert towns(page)[0][0] == first
    assert page.locator(".what-if .towns th").nth(3).get_attribute("aria-sort") == "descending"


def test_people_newly_reached_are_seen_on_the_map(tried: Draw) -> None:
    page = tried(gates())
    colours = """() => {
        const drawn = document.querySelector(".leaflet-pane.dots canvas");
        const brush = new OffscreenCanvas(drawn.width, drawn.height).getContext("2d", { willReadFrequently: true });
        brush.drawImage(drawn, 0, 0);
        const { data } = brush.getImageData(0, 0, drawn.width, drawn.height);
        const seen = new Set();
        for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) seen.add(data.slice(i, i + 3).join());
        return [...seen];
    }"""
    green, blue, orange = "0,135,90", "143,179,207", "232,118,44"
    drawn = f"(colour) => ({colours})().includes(colour)"
    for colour in (blue, orange):
        page.wait_for_function(drawn, arg=colour)
    assert green not in page.evaluate(colours)
    press(page, "best")
    page.wait_for_function(drawn, arg=green)
    page.locator(".what-if .dots input").uncheck()
    assert page.locator(".leaflet-pane.dots canvas").count() == 0


def test_a_link_opens_the_same_choice_and_one_of_other_sites_does_not(tried: Draw, browser: Browser) -> None:
    page = tried(gates())
    press(page, "best")
    page.locator(".what-if .list summary").click()
    page.locator(".what-if .sites li.present input").uncheck()
    link = page.url
    again = browser.new_page()
    again.goto(link)
    assert again.locator(".what-if .changes bdi").all_inner_texts() == ["南门", "东门"]
    assert again.url == link
    again.goto("about:blank")
    again.goto(link.replace("#try=", "#try=0"))
    assert text(again, ".said") == "链接里的选择出自另一版点位,没有恢复。"
    assert text(again, ".changed") == "尚未改动,与现状相同"


def test_the_page_speaks_english(tried: Draw) -> None:
    page = tried(gates(), language="en")
    press(page, "best")
    panel = page.locator(".what-if").inner_text()
    assert "Added '南门': 30 people more reached." in panel
    assert "By this choice: what is wanted (≥ 60%) would be met demonstration" in panel
    assert "+30.00 percentage points" in panel
    assert "{" not in panel
    assert "undefined" not in panel


@pytest.mark.parametrize(("language", "width"), [("zh", 1280), ("zh", 390), ("en", 390)])
def test_nothing_sticks_out_sideways(tried: Draw, language: Language, width: int) -> None:
    page = tried(gates(), language=language, width=width)
    changed(page)
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) == 0
    assert page.locator(".what-if-strip").is_visible() == (width == 390)


def test_a_map_without_sites_to_try_carries_nothing_of_it(tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    draw_map(shown_on_map(), path, title=TITLE, record=RUN, language="zh")
    assert "what-if" not in path.read_text(encoding="utf-8")
    assert "whatIf" not in path.read_text(encoding="utf-8")


def test_hostile_names_read_as_typed_and_nothing_runs(tried: Draw, tmp_path: Path) -> None:
    names = (HOSTILE[3], HOSTILE[0], HOSTILE[5])
    what_if = gates(names=names)
    page = tried(what_if)
    press(page, "best")
    page.locator(".what-if .list summary").click()
    page.locator(".what-if .export summary").click()
    page.locator(".what-if .sites li").nth(1).locator("input").check()
    assert page.locator(".what-if .sites bdi").all_inner_texts() == [names[1], names[2], names[0]]
    page.mouse.move(*site_at(page, what_if, 0))
    told_of(page, names[0])
    rows = rows_of(saved(page, "new_bus_stops_added.csv", tmp_path))
    assert [row["name"] for row in rows] == [names[1], f"'{names[2]}"]  # no spreadsheet runs it


# what is exported, and taken back


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def changed(page: Page) -> None:
    """Add South Gate, then take East Gate away."""
    press(page, "best")
    page.locator(".what-if .list summary").click()
    page.locator(".what-if .sites li.present input").uncheck()
    page.locator(".what-if .export summary").click()


def test_the_lists_tell_each_change_with_what_it_brings(tried: Draw, tmp_path: Path) -> None:
    what_if = gates()
    page = tried(what_if)
    changed(page)
    path = saved(page, "new_bus_stops_changes.csv", tmp_path)
    assert path.read_bytes().startswith(
        b"\xef\xbb\xbfname,longitude,latitude,change,site_kind,township,gain,gain_unit,share_after\r\n"
    )
    added, removed = rows_of(path)
    # South Gate: 30 more; then without East Gate 10 fewer, as South Gate reaches the other 20
    assert [added[key] for key in ("name", "change", "site_kind", "township", "gain", "gain_unit", "share_after")] == [
        "南门", "add", "street", "甲镇", "30", "人", "60",
    ]  # fmt: skip
    assert [removed[key] for key in ("name", "change", "gain", "share_after")] == ["东门", "remove", "-10", "50"]
    for row, place in ((added, degrees(what_if)[1]), (removed, degrees(what_if)[0])):
        assert (float(row["longitude"]), float(row["latitude"])) == pytest.approx(place, abs=1e-7)
    features = json.loads(saved(page, "new_bus_stops_changes.geojson", tmp_path).read_text(encoding="utf-8"))[
        "features"
    ]
    assert [feature["properties"]["change"] for feature in features] == ["add", "remove"]
    assert features[0]["geometry"]["coordinates"] == [float(added["longitude"]), float(added["latitude"])]


def test_the_scenario_names_the_layer_and_the_list(tried: Draw, tmp_path: Path) -> None:
    page = tried(gates())
    changed(page)
    scenario = tomllib.loads(saved(page, "new_bus_stops_tried.toml", tmp_path).read_text(encoding="utf-8"))
    assert scenario["title"] == "试选:新增公交站点"
    assert scenario["about"] == "由“新增公交站点”地图页导出:新增 1 处,撤除 1 处。"
    (change,) = scenario["change"]
    assert change == {
        "layer": "bus_stops",
        "file": "new_bus_stops_changes.csv",  # beside it
        "datum": "wgs84",
        "nature": "modelled",  # as what the sites were chosen by
    }
    page = tried(gates(), layer=None)
    page.locator(".what-if .export summary").click()
    assert page.locator('.export button[title$=".toml"]').count() == 0


def test_nothing_is_exported_where_nothing_was_changed(tried: Draw) -> None:
    page = tried(gates())
    page.locator(".what-if .export summary").click()
    assert page.locator(".export button:enabled").count() == 0


def in_town(town: Path) -> WhatIf:
    """Return the gates moved into Tiny Town; East Gate is its central stop."""
    stop = read_layers(open_project(town), ["bus_stops"]).layers["bus_stops"].features.iloc[:1]
    what_if = gates(names=(stop["name"].iloc[0], *NAMES[1:]))
    east, north = stop.geometry.x.iloc[0] - EAST, stop.geometry.y.iloc[0] - NORTH
    return replace(what_if, sites=what_if.sites.set_geometry(what_if.sites.geometry.translate(east, north)))


@pytest.mark.parametrize("kind", ["csv", "geojson"])
def test_added_sites_are_taken_back_as_candidates_where_they_stand(tried: Draw, tmp_path: Path, kind: str) -> None:
    town = copy_town(tmp_path)
    shipped = Path(__file__).parents[1] / "layers/candidate_sites.toml"
    (town / "layers/candidate_sites.toml").write_bytes(shipped.read_bytes())
    what_if = in_town(town)
    page = tried(what_if)
    changed(page)
    path = saved(page, f"new_bus_stops_added.{kind}", tmp_path)
    command = page.locator(".export code").inner_text().replace(".csv", f".{kind}").split()
    assert command[:3] == ["geo-ruijin", "add", "candidate_sites"]
    said = geo_ruijin(*command[1:3], path, *command[4:], "--project", town)
    assert said.status == 0, said.words
    checked = geo_ruijin("check", town)
    assert checked.status == 0, checked.words
    layer = read_layers(open_project(town), ["candidate_sites"]).layers["candidate_sites"]
    assert layer.record.nature == "modelled"
    assert layer.features["name"].tolist() == ["南门"]  # without what was taken away
    assert layer.features.distance(what_if.sites.geometry[1]).max() < 0.02  # [m]


def test_a_scenario_of_the_page_changes_what_the_page_changed(tried: Draw, tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    what_if = in_town(town)
    page = tried(what_if)
    changed(page)
    (town / "scenarios").mkdir()
    for name in ("new_bus_stops_changes.csv", "new_bus_stops_tried.toml"):
        saved(page, name, town / "scenarios")
    project = open_project(town)
    assert project.faults == ()
    (trial,) = run_scenarios(project, run_project(project))
    assert trial.complete, trial.faults
    difference = trial.differences["bus_stops"]
    assert difference.added["name"].tolist() == ["南门"]
    assert difference.removed["name"].tolist() == [what_if.sites["name"][0]]
    assert difference.added.geometry.distance(what_if.sites.geometry[1]).max() < 0.02  # [m]
