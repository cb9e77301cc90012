"""Ruijin's plan as data: every number of the document is a target, and every target is the document's."""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from geo_ruijin.units import UNITS

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT.parent / "shared" / "plan" / "ruijin-carbon-peak-plan.zh.txt"
OMITTED = "……"  # what a target's text leaves out of the plan's sentence
BOUNDS = ("at_least", "at_most", "more_than", "less_than")

PLAN: dict[str, Any] = tomllib.loads((ROOT / "plan.toml").read_text(encoding="utf-8"))
TARGETS: dict[str, dict[str, Any]] = PLAN["targets"]
with (ROOT / "layers" / "data" / "statistics.csv").open(encoding="utf-8-sig", newline="") as file:
    ROWS = list(csv.DictReader(file))
STATISTICS = {row["id"]: row for row in ROWS}

each_target = pytest.mark.parametrize("name", TARGETS)


# The plan as filed: these need no document.


@each_target
def test_has_one_bound_and_one_measure(name: str) -> None:
    target = TARGETS[name]
    assert len(target.keys() & set(BOUNDS)) == 1
    assert target.keys() & {"measured_by", "reported"}


@each_target
def test_unit_is_known(name: str) -> None:
    assert TARGETS[name]["unit"] in UNITS


@each_target
def test_speaks_both_languages(name: str) -> None:
    for words in (TARGETS[name]["text"], TARGETS[name]["action"], TARGETS[name].get("about")):
        if words is not None:
            assert set(words) == {"zh", "en"}
            assert all(words.values())


@each_target
def test_id_ends_in_its_year(name: str) -> None:
    year = re.search(r"_(20\d\d)$", name)
    assert TARGETS[name].get("year") == (int(year[1]) if year else None)


@each_target
def test_aims_are_marked(name: str) -> None:
    wording = TARGETS[name]["text"]["zh"]
    assert TARGETS[name].get("strive", False) == ("力争" in wording or "争取" in wording)


@each_target
def test_bound_is_the_number_of_the_wording(name: str) -> None:
    target = TARGETS[name]
    wording = target["text"]["zh"]
    (kind,) = target.keys() & set(BOUNDS)
    if "bound_source" in target:  # the plan gives a distance but no share
        assert target["bound_source"]["status"] in {"confirmed", "secondary", "unverified"}
        assert f"{target[kind]}%" in target["bound_source"]["text"]["zh"]
        return
    # 30万千瓦 = 30 × 10,000 kW = 300 MW; 27万亩 = 270,000 mu
    scaled = {"万千瓦": (10.0, "兆瓦"), "万亩": (1e4, "亩"), "万立方米": (1e4, "立方米")}
    amounts = []
    for number, unit in re.findall(r"(\d+(?:\.\d+)?)(万千瓦|万亩|万立方米|%|千克标准煤/吨|家|辆|根)", wording):
        scale, unit_name = scaled.get(unit, (1.0, unit))
        amounts.append((float(number) * scale, unit_name))
    if re.search("全部|全面|全覆盖", wording):
        amounts.append((100.0, "%"))
        assert "100%" in target["about"]["zh"]
    assert amounts == [(target[kind], UNITS[target["unit"]].zh)]
    assert kind == ("more_than" if "超过" in wording else "at_most" if "降低到" in wording else "at_least")


def test_every_reported_figure_has_its_row_and_every_row_its_use() -> None:
    reported = list(dict.fromkeys(t["reported"] for t in TARGETS.values() if "reported" in t))
    assert list(STATISTICS)[: len(reported)] == reported  # in plan order, each once
    analyses = [tomllib.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "analyses").glob("*.toml")]
    asked = [given["value"] for one in analyses for given in one.get("parameters", {}).values()]
    rest = list(STATISTICS.values())[len(reported) :]
    assert all(row["value"] or row["id"] in asked for row in rest)  # they describe the city, or wait for an analysis


def test_units_of_statistics_agree_with_the_plan() -> None:
    for target in TARGETS.values():
        if "reported" in target:
            assert STATISTICS[target["reported"]]["unit"] == target["unit"]
    assert {row["unit"] for row in STATISTICS.values()} <= set(UNITS)


def test_no_figure_without_a_source_and_no_id_twice() -> None:
    assert len(STATISTICS) == len(ROWS)
    for row in ROWS:
        assert bool(row["value"]) == bool(row["source"])
        assert row["value"] or not row["year"]


def test_statistics_open_in_excel_and_match_their_layer() -> None:
    assert (ROOT / "layers" / "data" / "statistics.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    layer = tomllib.loads((ROOT / "layers" / "statistics.toml").read_text(encoding="utf-8"))
    header = set(next(iter(STATISTICS.values())))
    assert header <= set(layer["columns"])
    assert {name for name, column in layer["columns"].items() if column["required"]} <= header
    for name, column in layer["columns"].items():
        if column["required"]:
            assert all(row[name] for row in STATISTICS.values())


# The plan against the document, which is not ours to ship.


@pytest.fixture(scope="session")
def document() -> str:
    if not DOCUMENT.exists():
        pytest.skip("the text of the plan is not beside this project")
    text = DOCUMENT.read_text(encoding="utf-8")
    return text[text.index("一、总体思路") :]  # before it: how the plan was published


def clause_bounds(document: str, clause: str) -> tuple[int, int]:
    """Return where a clause stands: 三(四)2 is a paragraph, 三(四) and 二 run to the next heading."""
    start = document.index(f"\n{clause[0]}、")
    ends = r"\n[一二三四五]、"
    if action := re.search(r"\(.+\)", clause):
        start = document.index(f"\n{action[0]}", start)
        ends = r"\n[(四]"  # the next action, or section 四 after the tenth
    if item := re.search(r"\d+$", clause):
        start = document.index(f"\n{item[0]}.", start)
        ends = r"\n"
    end = re.compile(ends).search(document, start + 1)
    assert end, clause
    return start + 1, end.start()


def spans(document: str, name: str) -> list[tuple[int, int]]:
    """Return where the fragments of a target's text stand in its clause, in their order."""
    target = TARGETS[name]
    fragments = target["text"]["zh"].split(OMITTED)
    pattern = ".*?".join(f"({re.escape(fragment)})" for fragment in fragments)
    found = re.compile(pattern).search(document, *clause_bounds(document, target["clause"]))
    assert found, f"{name}: '{target['text']['zh']}' is not in {target['clause']}"
    return [found.span(group + 1) for group in range(len(fragments))]


@each_target
def test_text_is_verbatim(document: str, name: str) -> None:
    # Within one sentence: an omission never joins two.
    found = spans(document, name)
    assert "。" not in document[found[0][0] : found[-1][1]]


@each_target
def test_year_is_the_last_one_named_before_the_number(document: str, name: str) -> None:
    end = spans(document, name)[-1][1]
    sentence = document[document.rindex("。", 0, end) : end]
    years = re.findall(r"到(20\d\d)年", sentence)
    assert TARGETS[name].get("year") == (int(years[-1]) if years else None)


@each_target
def test_lead_is_the_one_the_clause_ends_on(document: str, name: str) -> None:
    clause = slice(*clause_bounds(document, TARGETS[name]["clause"]))
    lead = re.search(r"\((\w+)牵头", document[clause])
    assert TARGETS[name].get("lead", {}).get("zh") == (lead[1] if lead else None)


@each_target
def test_action_is_the_heading_over_the_clause(document: str, name: str) -> None:
    heading = TARGETS[name]["clause"].rstrip("0123456789")  # 三(四)2 stands under 三(四)
    start, _ = clause_bounds(document, heading)
    title = document[start : document.index("\n", start)]
    assert re.sub(r"^(\(.+?\)|.、)", "", title) == TARGETS[name]["action"]["zh"]


def test_targets_stand_in_the_order_of_the_document(document: str) -> None:
    ends = [spans(document, name)[-1][1] for name in TARGETS]  # equal where two share a number
    assert ends == sorted(ends)


# Numbers of the document that promise nothing.
NO_TARGETS = re.compile(
    r"""20\d\d年            # years of targets and baselines: the wording carries them
    | 2021-2035           # a national plan's title
    | 1000千伏            # a class of power line
    | 1\+3\+N             # the city's pattern of industries
    | (?<=\n)\d\.         # numbers of clauses
    """,
    re.VERBOSE,
)


def test_every_number_of_the_document_is_in_a_target(document: str) -> None:
    filed = {place for name in TARGETS for span in spans(document, name) for place in range(*span)}
    passed = {place for match in NO_TARGETS.finditer(document) for place in range(*match.span())}
    left_out = [
        document[match.start() - 20 : match.end() + 10]
        for match in re.finditer(r"\d+(?:\.\d+)?|全部|全面执行|全覆盖", document)
        if match.start() not in filed | passed
    ]
    assert left_out == []
