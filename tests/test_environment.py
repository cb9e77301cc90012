"""How tables and figures are set on the pages."""

from __future__ import annotations

import pandas as pd

from geo_ruijin.report.environment import environment
from geo_ruijin.results import Column, Measure, Table
from geo_ruijin.text import same


def test_numbers_are_flush_right_names_stay_on_their_line_and_texts_have_room() -> None:
    data = pd.DataFrame(
        {
            "name": ["象湖镇", "沙洲坝镇 向阳路 4"],
            "why": ["太远", "道路等级不符:居住区道路;距现有站点 130 米,不足 200 米"],
        }
    ).assign(people=[5.0, float("nan")], cut=[True, False])
    columns = {
        name: Column(same(name), "people" if name == "people" else "1") for name in ("name", "why", "people", "cut")
    }
    rows = environment("zh").filters["rows"](Table(same("t"), data, columns))
    assert [kind for _, kind in rows[0]] == ["name", "text", "number", "name"]
    assert [cell for cell, _ in rows[1]][2:] == ["—", "否"]


def test_a_range_has_its_unit_and_is_not_said_where_both_ends_read_the_same() -> None:
    between = environment("zh").filters["between"]
    assert between(Measure(74.9, "%", same("m"), low=74.7, high=76.1), []) == "74.7–76.1%"
    assert between(Measure(85.84, "%", same("m"), low=85.84, high=85.84), []) == ""
    assert between(Measure(0.9, "%", same("m")), []) == ""


def test_a_column_named_as_its_unit_says_it_once() -> None:
    heading = environment("en").filters["heading"]
    assert heading(Column(same("Piles"), "piles")) == {"title": "Piles", "unit": ""}
    assert heading(Column(same("New piles"), "piles")) == {"title": "New piles", "unit": "piles"}
