"""What the scoreboard must say, out of `run.json`."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from geo_ruijin.figures import show_figure, show_target, with_unit
from geo_ruijin.text import Language
from geo_ruijin.verdicts import VERDICTS

#: Of each target on the page: its id, figure, bound, what is missing, and the verdict, without the words for phones.
_READ = """all => all.map(one => [
    one.id.replace("target-", ""),
    ...[".value .figure", ".bound", ".missing", ".verdict .chip"].map(part => {
        const found = one.querySelector("summary " + part)?.cloneNode(true);
        found?.querySelector(".label")?.remove();
        return (found?.textContent ?? "").trim();
    })
])"""


def figure_of(target: dict[str, Any], language: Language) -> str:
    """Return the figure of a target of `run.json` as a reader sees it."""
    unit = target["unit"]
    return with_unit(show_figure(target["value"], unit, beside=[target["target"]]), unit, language=language)


def bound_of(target: dict[str, Any], language: Language) -> str:
    """Return the bound of a target of `run.json` as a reader sees it."""
    return with_unit(show_target(target["bound"], target["target"]), target["unit"], language=language)


def check_board(page: Page, values: dict[str, Any], *, language: Language) -> None:
    """See that the figures of an open scoreboard are those of `run.json`, to the digit shown."""
    rows = page.eval_on_selector_all("details.goal", _READ)
    assert len(rows) == len(values["targets"])
    for (name, value, bound, missing, word), target in zip(rows, values["targets"], strict=True):
        assert name == target["id"]
        unit = target["unit"]
        assert value == figure_of(target, language)
        assert bound == bound_of(target, language)
        assert word == VERDICTS[target["verdict"]].say(language)
        least = target["short_by"] if target["short_least"] is None else target["short_least"]
        points = "pp" if unit == "%" else unit
        said = "" if least is None else with_unit(show_figure(least, unit), points, language=language)
        assert missing.endswith(said)
        assert bool(missing) == (least is not None)
    counts = page.eval_on_selector_all(".counts b", "all => all.map(one => Number(one.textContent))")
    words = [target["verdict"] for target in values["targets"]]
    assert counts == [words.count(word) for word in VERDICTS]


def check_measures(page: Page, values: dict[str, Any], name: str, *, language: Language) -> None:
    """See that the figures of an open page of a question are those of `run.json`, to the digit shown."""
    shown = page.eval_on_selector_all(
        "[data-measure]",  # a range stands behind the figure, in an element of its own
        "all => all.map(one => [one.dataset.measure, (one.firstChild?.textContent ?? '').trim()])",
    )
    bounds: dict[str, list[float]] = {}
    for target in values["targets"]:
        if target["measured_by"]:
            bounds.setdefault(target["measured_by"], []).append(target["target"])
    expected = [
        [
            measure,
            with_unit(
                show_figure(figure["value"], figure["unit"], beside=bounds.get(f"{name}.{measure}", [])),
                figure["unit"],
                language=language,
            ),
        ]
        for measure, figure in values["analyses"][name]["measures"].items()
    ]
    assert sorted(shown) == sorted(expected)
