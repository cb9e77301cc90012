"""The scoreboard in a browser: its figures are those of `run.json`, and it can be narrowed, linked to and printed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from geo_ruijin.report import to_json, write_index, write_questions
from geo_ruijin.text import Language, same
from geo_ruijin.verdicts import VERDICTS
from tests.board import check_board, check_measures
from tests.chromium import CHROMIUM
from tests.records import BUS, RUN, verdict
from tests.test_pages import LANGUAGES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]

#: With one that is missing at least so much, and one of another department.
RECORD = replace(
    RUN,
    targets=(
        *RUN.targets,
        verdict(
            "least", "short", value=520.0, target=900.0, unit="piles", short_by=380.0, short_least=200.0, high=700.0
        ),
        verdict("heat", "met", value=103.2, target=104.0, unit="kgce/t", bound="at_most", lead=same("市工信局")),
    ),
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[Language, Path]:
    """Return a folder a language with the pages and `run.json`."""
    made: dict[Language, Path] = {}
    for language in LANGUAGES:
        made[language] = tmp_path_factory.mktemp(language)
        write_index(RECORD, made[language] / "index.html", language=language)
        write_questions(RECORD, made[language], language=language)
        said = json.dumps(to_json(RECORD, language=language), ensure_ascii=False)
        (made[language] / "run.json").write_text(said, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def page(browser: Browser, folders: dict[Language, Path]) -> Page:
    return opened(browser, folders["zh"] / "index.html")


def opened(browser: Browser, file: Path, *, anchor: str = "", scripts: bool = True) -> Page:
    page = browser.new_context(viewport={"width": 1300, "height": 850}, java_script_enabled=scripts).new_page()
    page.goto(file.as_uri() + anchor)
    return page


def shown(page: Page) -> list[str]:
    """Return the targets that are seen, by their id."""
    ids = page.eval_on_selector_all("details.goal", "all => all.filter(one => one.offsetParent).map(one => one.id)")
    return [str(one).removeprefix("target-") for one in ids]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_on_the_pages_is_that_of_run_json(
    browser: Browser, folders: dict[Language, Path], language: Language
) -> None:
    folder = folders[language]
    values: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    page = opened(browser, folder / "index.html")
    check_board(page, values, language=language)
    page.goto((folder / "analyses" / f"{BUS.name}.html").as_uri())
    check_measures(page, values, BUS.name, language=language)


def test_the_board_is_narrowed_by_verdict_and_by_lead(page: Page) -> None:
    """Every count follows, the address keeps what is chosen, and what is shown is said."""
    page.get_by_role("button", name="差距").focus()
    page.keyboard.press("Enter")
    expected = [target.id for target in RECORD.targets if target.verdict == "short"]
    assert shown(page) == expected
    page.locator("#lead").select_option("市发改委")
    leads = [target for target in RECORD.targets if target.lead and target.lead.zh == "市发改委"]
    assert shown(page) == [target.id for target in leads if target.verdict == "short"]
    counts = page.eval_on_selector_all(".counts b", "all => all.map(one => Number(one.textContent))")
    assert counts == [sum(target.verdict == word for target in leads) for word in VERDICTS]
    assert page.locator("#showing").inner_text() == (
        f"显示 {len(shown(page))} / {len(RECORD.targets)} 项目标。筛选:▲ 差距、市发改委"
    )
    groups = page.eval_on_selector_all(
        ".group",
        "all => all.filter(one => one.offsetParent).map(one => Number(one.querySelector('.count').textContent))",
    )
    assert 0 not in groups
    assert sum(groups) == len(shown(page))
    narrowed, address = shown(page), page.url
    assert "verdict=short" in address
    page.goto("about:blank")
    page.goto(address)  # as somebody does it is handed on to
    assert shown(page) == narrowed
    page.locator("#clear").click()
    assert len(shown(page)) == len(RECORD.targets)


def test_an_address_of_a_target_opens_it(page: Page) -> None:
    page.evaluate("location.hash = '#verdict=met'")
    page.wait_for_function("document.querySelector('#target-piles').hidden")
    page.evaluate("location.hash = '#target-piles'")
    page.wait_for_function("document.querySelector('#target-piles').open")
    assert "piles" in shown(page)
    page.evaluate("location.hash = '#target-%E4%B8'")  # cut off: nothing changes
    page.evaluate("location.hash = '#verdict=nonsense&lead=nobody'")  # an address anybody may have typed
    page.wait_for_function("document.querySelector('#lead').value === ''")
    assert len(shown(page)) == len(RECORD.targets)


def test_printed_the_board_names_its_filter_and_leaves_the_rest_out(page: Page) -> None:
    page.evaluate("location.hash = '#verdict=met'")
    page.wait_for_function("document.querySelector('#target-piles').hidden")
    page.emulate_media(media="print")
    assert page.locator("#showing").is_visible()
    assert page.locator(".banner").is_visible()
    for part in ("#filter", "#questions", "#downloads", "#sources", "#faults", "nav"):
        assert not page.locator(part).is_visible(), part
    assert shown(page) == [target.id for target in RECORD.targets if target.verdict == "met"]
    page.emulate_media(media="screen")


def test_without_scripts_everything_is_there(browser: Browser, folders: dict[Language, Path]) -> None:
    page = opened(browser, folders["zh"] / "index.html", scripts=False)
    goals = page.locator("details.goal")
    assert goals.count() == len(RECORD.targets)
    assert all(goals.nth(index).is_visible() for index in range(goals.count()))
    assert not page.locator("#filter").is_visible()
    assert page.locator(".counts button:enabled").count() == 0
