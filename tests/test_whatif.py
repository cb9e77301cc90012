"""What a choice of sites comes to, and how it is packed for a page."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from geo_ruijin.draw.whatif import packed
from geo_ruijin.results import OUTSIDE, Result
from geo_ruijin.text import Text, same
from geo_ruijin.whatif import MOST_WEIGHT, Reading, WhatIf, choice_share
from tests.trials import PEOPLE, REACHED, TOWNS, gates, links, lot, sites_at

GATES = gates()


@pytest.mark.parametrize(
    ("sites", "covered", "by_town"),
    [
        ((), 0.0, (0.0, 0.0)),
        ((0,), 30.0, (30.0, 0.0)),  # 10 and 20
        ((0, 1), 60.0, (30.0, 30.0)),  # the 20 that both reach count once
        ((1,), 50.0, (20.0, 30.0)),
        ((2, 1, 0), 60.0, (30.0, 30.0)),
    ],
)
def test_a_choice_reaches_whom_any_of_its_sites_reaches(
    sites: tuple[int, ...], covered: float, by_town: tuple[float, float]
) -> None:
    found = choice_share(GATES, "people", sites)
    assert (found.covered, found.total, found.share) == (covered, 100.0, covered)
    assert found.groups == ((by_town[0], 30.0), (by_town[1], 70.0))


def test_sums_are_rounded_once() -> None:
    # one by one, in doubles, each 1 is lost beside 1e16 and the share would be 100 * 1e16 / 1e16
    weights = np.array([1e16, 1.0, 1.0, 2.0])
    reading = Reading("r", same("r"), "people", weights, np.zeros(4, dtype=int), links([[0, 1, 2]], 4))
    found = choice_share(WhatIf(sites_at(["a"], [], []), ("g",), (reading,)), "r", [0])
    assert (found.covered, found.total) == (1e16 + 2, 1e16 + 4)


def test_what_is_stored_is_reached_though_it_be_0() -> None:
    reached = csr_array((np.zeros(1), np.array([1]), np.array([0, 1])), shape=(1, 2))  # a distance of 0
    reading = Reading("r", same("r"), "people", np.array([1.0, 3.0]), np.zeros(2, dtype=int), reached)
    assert choice_share(WhatIf(sites_at(["a"], [], []), ("g",), (reading,)), "r", [0]).share == 75


def test_all_of_it_is_100_though_100_x_over_x_be_not() -> None:
    assert 100 * 0.007 / 0.007 > 100
    reading = Reading("r", same("r"), "people", np.array([0.007]), np.zeros(1, dtype=int), links([[0]], 1))
    assert choice_share(WhatIf(sites_at(["a"], [0], []), ("g",), (reading,)), "r", [0]).share == 100


def test_nothing_to_reach_has_no_share() -> None:
    reading = Reading("r", same("r"), "people", np.zeros(1), np.zeros(1, dtype=int), links([[0]], 1))
    assert choice_share(WhatIf(sites_at(["a"], [0], []), ("g",), (reading,)), "r", [0]).share is None


def test_the_answer_stands_beside_what_stands() -> None:
    assert GATES.present == (0,)
    assert GATES.chosen == (0, 1)


@pytest.mark.parametrize(
    ("weights", "group", "rows", "what"),
    [
        ([1.0, -1.0], [0, 0], [[0]], "neither 0 nor"),
        ([1.0, np.nan], [0, 0], [[0]], "neither 0 nor"),
        ([1.0, MOST_WEIGHT * 10], [0, 0], [[0]], "neither 0 nor"),
        ([1.0, 1.0], [0], [[0]], "2 weights"),
        ([1.0, 1.0], [0, 1], [[0]], "none of the 1"),
        ([1.0, 1.0], [0, -1], [[0]], "none of the 1"),
        ([1.0, 1.0], [0, 0], [[0], [1]], "2 rows, there are 1 sites"),
    ],
)
def test_parts_that_do_not_fit_are_refused(
    weights: list[float], group: list[int], rows: list[list[int]], what: str
) -> None:
    with pytest.raises(ValueError, match=what):
        WhatIf(
            sites_at(["a"], [], []),
            ("g",),
            (Reading("r", same("r"), "people", np.array(weights), np.array(group), links(rows, 2)),),
        )


def test_sites_without_a_name_and_readings_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="no chosen, name"):
        WhatIf(GATES.sites.drop(columns=["name", "chosen"]), TOWNS, GATES.readings)
    with pytest.raises(ValueError, match="two of one name"):
        WhatIf(GATES.sites, TOWNS, (GATES.readings[0], GATES.readings[0]))


# packed for a page


def numbers(text: str) -> list[int]:
    """Return what LEB128 in base64 holds."""
    found, value, shift = [], 0, 0
    for byte in base64.b64decode(text):
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            found.append(value)
            value, shift = 0, 0
    return found


def weights_of(told: dict[str, Any]) -> list[float]:
    new = iter(np.frombuffer(base64.b64decode(told["weights"]), dtype="<f8").tolist())
    seen: list[float] = []
    found = []
    for code in numbers(told["codes"]):
        if code == 0:
            seen.append(next(new))
        found.append(seen[code - 1])  # 0 is the last one seen
    return found


def rows_of(told: dict[str, Any]) -> list[list[int]]:
    steps = iter(numbers(told["links"]))
    return [np.cumsum([next(steps) for _ in range(count)]).tolist() for count in numbers(told["counts"])]


def test_what_is_packed_is_what_was_given() -> None:
    told = packed(GATES, language="zh")
    people, land = told["readings"]
    assert weights_of(people) == list(PEOPLE)
    assert rows_of(people) == [list(row) for row in REACHED]
    assert numbers(people["group"]) == [0, 0, 1, 1]
    assert (people["unit"], people["per"], people["wanted"]) == ("people", 1, 60)
    assert (land["unit"], land["per"], land["wanted"]) == ("km²", 1e6, None)
    assert weights_of(land) == [1e6, 1e6, 1e6, 0]
    assert "places" not in land
    assert told["sites"]["present"] == [0]
    assert told["sites"]["chosen"] == [1]
    assert told["answer"] == "已证明最少。"
    assert {unit["name"] for unit in told["units"].values()} == {"人", "平方公里", "%", "个百分点"}


def test_places_are_packed_to_a_decimetre() -> None:
    steps = np.array(numbers(packed(GATES, language="zh")["readings"][0]["places"]))
    signed = np.where(steps % 2, -(steps + 1) // 2, steps // 2).reshape(-1, 2)
    there = GATES.readings[0].places
    assert there is not None
    degrees = there.to_crs("EPSG:4326")
    assert np.cumsum(signed, axis=0) / 1e6 == pytest.approx(np.column_stack([degrees.x, degrees.y]), abs=5.1e-7)


@given(
    st.lists(st.lists(st.integers(0, 299), unique=True, max_size=6), min_size=1, max_size=5),
    st.lists(st.sampled_from([0.0, 0.1, 2500.0, 1e-9, 12345678.9]), min_size=8, max_size=8),
)
def test_any_pairs_and_weights_come_back(rows: list[list[int]], weights: list[float]) -> None:
    weights = (weights * 38)[:300]
    reading = Reading("r", same("r"), "people", np.array(weights), np.zeros(300, dtype=int), links(rows, 300))
    (told,) = packed(WhatIf(sites_at(["s"] * len(rows), [], []), ("g",), (reading,)), language="en")["readings"]
    assert rows_of(told) == [sorted(row) for row in rows]
    assert weights_of(told) == weights


def test_another_edition_of_the_sites_has_another_mark() -> None:
    first, same_again = (packed(gates(), language="zh")["edition"] for _ in range(2))
    assert first == same_again
    assert packed(gates(names=("东门", "南门", "北门")), language="zh")["edition"] != first


def test_a_site_is_told_to_a_centimetre_and_in_the_language_of_the_page() -> None:
    kinds: list[object] = [pd.NA, Text(zh="道路", en="street"), float("nan")]
    townships = np.array([None, OUTSIDE.zh, "乙镇"], dtype=object)
    sites = GATES.sites.assign(kind=np.array(kinds, dtype=object), township=townships)
    told = packed(WhatIf(sites, TOWNS, GATES.readings), language="en")["sites"]
    degrees = sites.to_crs("EPSG:4326").geometry
    assert told["longitude"] == pytest.approx(degrees.x.to_list(), abs=5.1e-8)
    assert told["latitude"] == pytest.approx(degrees.y.to_list(), abs=5.1e-8)
    assert told["kind"] == ["", "street", ""]
    assert told["township"] == ["", "(outside all divisions)", "乙镇"]


def test_20_000_demands_and_500_sites_are_a_few_hundred_kilobytes() -> None:
    # each site reaches 250 demands: 125,000 pairs of a step of about 80, a byte or two each; no weight comes twice
    draw = np.random.default_rng(0)
    rows = [draw.choice(20_000, 250, replace=False).tolist() for _ in range(500)]
    reading = Reading(
        "r", same("r"), "people", draw.lognormal(3, 1, 20_000), draw.integers(0, 17, 20_000), links(rows, 20_000)
    )
    what_if = WhatIf(sites_at([f"{n}" for n in range(500)], [], []), tuple(map(str, range(17))), (reading,))
    assert (
        sum(len(value) for value in packed(what_if, language="zh")["readings"][0].values() if isinstance(value, str))
        < 550_000
    )


def test_lots_differ_by_seed() -> None:
    one, other = (choice_share(lot(seed), "1", lot(seed).present).covered for seed in (1, 2))
    assert one != other


def test_names_of_inputs_are_filled_into_its_texts() -> None:
    reading = replace(GATES.readings[0], title=Text(zh="{stops}以内", en="within {stops}"))
    asked = WhatIf(GATES.sites, TOWNS, (reading,), answer=Text(zh="{stops} 3 处", en="3 {stops}"))
    told = Result({}, what_if=asked).fill(stops=Text(zh="站点", en="stops")).what_if
    assert told is not None
    assert told.readings[0].title == Text(zh="站点以内", en="within stops")
    assert told.answer == Text(zh="站点 3 处", en="3 stops")
