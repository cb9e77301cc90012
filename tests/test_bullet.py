"""The bar beside a target: to scale, on the right side of the tick, and no bar where there is no figure."""

from __future__ import annotations

import math
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from geo_ruijin.record import Verdict, VerdictWord
from geo_ruijin.report.bullet import HATCH, WIDTH, bullet, scale_of
from tests.records import verdict


def target(word: VerdictWord = "short", **more: Any) -> Verdict:  # noqa: ANN401 - what the record has
    return verdict("x", word, **more)


def parts(found: Verdict) -> dict[str, list[dict[str, str]]]:
    """Return the attributes of the shapes by their fill."""
    shapes: dict[str, list[dict[str, str]]] = {}
    for shape in ET.fromstring(bullet(found)):  # noqa: S314 - our own
        shapes.setdefault(shape.get("fill", ""), []).append(dict(shape.attrib))
    return shapes


@pytest.mark.parametrize(
    ("more", "low", "high"),
    [
        ({"value": 60.0}, 0.0, 100.0),  # a share
        ({"value": 520.0, "target": 900.0, "unit": "piles"}, 0.0, 1000.0),  # 900 * 1.05, rounded up
        ({"value": 13.0, "target": 14.5, "high": math.inf, "low": 13.0}, 0.0, 100.0),
        ({"value": 620.0, "target": 50.0}, 0.0, 800.0),  # a share of another thing may be more than all
        ({"value": -20.0, "target": 100.0, "unit": "MW"}, -25.0, 120.0),
        ({"value": 0.0, "target": 0.0, "unit": "MW"}, 0.0, 1.0),
    ],
)
def test_a_bar_begins_at_zero_and_holds_all_of_it(more: dict[str, Any], low: float, high: float) -> None:
    scale = scale_of(target(**more))
    assert (scale.low, scale.high, scale.from_zero) == (low, high, True)


@pytest.mark.parametrize(("value", "bound"), [(99.9341, 99.93), (27.4, 27.41), (74.9, 75.6), (99.96, 100.0)])
def test_close_to_its_target_a_figure_is_a_mark_on_the_side_it_is_on(value: float, bound: float) -> None:
    found = target(value=value, target=bound)
    scale = scale_of(found)
    assert not scale.from_zero
    assert scale.high <= 100
    assert (scale.at(value) > scale.at(bound)) == (value > bound)
    assert abs(scale.at(value) - scale.at(bound)) > WIDTH / 20
    assert "<polygon" in bullet(found)


def test_no_scale_of_a_share_reaches_below_nothing() -> None:
    """Losses of 0.5 % beside at most 1 %: four times their distance to either side would begin at -1 %."""
    scale = scale_of(target(value=0.5, target=1.0, bound="at_most"))
    assert (scale.low, scale.high) == (0.0, 3.0)


def test_a_figure_at_its_target_ends_at_the_tick() -> None:
    scale = scale_of(target("met", value=50.0, target=50.0))
    assert scale.from_zero
    bar = parts(target("met", value=50.0, target=50.0))["#2b8a57"][0]
    assert float(bar["x"]) + float(bar["width"]) == pytest.approx(scale.at(50.0))


@pytest.mark.parametrize(("bound", "left"), [("at_least", False), ("more_than", False), ("at_most", True)])
def test_the_good_side_is_where_the_bound_says(bound: str, *, left: bool) -> None:
    found = target(value=60.0, target=80.0, bound=bound)
    side = parts(found)["#8fa3b8"][0]
    starts = float(side["x"]) == pytest.approx(scale_of(found).at(0.0))
    assert starts is left


def test_a_demonstration_is_hatched_and_never_green() -> None:
    shapes = parts(target("demonstration", value=100.0, target=50.0))
    assert f"url(#{HATCH})" in shapes
    assert "#2b8a57" not in shapes


def test_what_has_no_upper_end_reaches_to_that_of_the_scale() -> None:
    found = target("open", value=520.0, target=900.0, unit="piles", low=520.0, high=math.inf)
    band = parts(found)["#c6dbe8"][0]
    assert float(band["x"]) == pytest.approx(scale_of(found).at(520.0))
    assert float(band["x"]) + float(band["width"]) == pytest.approx(scale_of(found).at(1000.0), abs=0.11)


def test_without_a_figure_there_is_no_bar() -> None:
    assert bullet(target("no data")) == ""
    assert bullet(target(value=math.inf)) == ""
