"""Classes of figures: round bounds, the target among them, and colours that turn at it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ruijin.draw.classing import class_range, classing, is_rate, sizes
from geo_ruijin.record import Bound

SHARES = [56.1, 65.1, 85.4, 90.0, 96.3]


def test_shares_fall_into_classes_of_equal_width_and_a_bound_belongs_to_the_class_above() -> None:
    classes = classing(SHARES, "%")
    assert classes.bounds == (60, 70, 80, 90)
    assert [classes.rank(value) for value in SHARES] == [0, 1, 3, 4, 4]
    assert classes.rank(math.nan) is None
    assert [class_range(classes, rank) for rank in (0, 1, 4)] == ["< 60", "60–70", "≥ 90"]
    assert classes.rule.zh == "等距分级"


def test_the_target_is_a_bound_and_the_colours_turn_at_it() -> None:
    short_of_all = classing(SHARES, "%", target=("at_least", 100))
    assert short_of_all.bounds == (60, 70, 80, 90, 100)
    among = classing(SHARES, "%", target=("at_least", 82))
    assert among.bounds == (60, 70, 82, 90)  # 80 gives way, from which it could not be told
    missed, kept = among.colours[:3], among.colours[3:]
    limit = classing(SHARES, "%", target=("at_most", 82))
    assert limit.colours != among.colours
    assert set(short_of_all.colours[:5]).isdisjoint({*kept})
    # the further the darker: orange on one side, blue on the other
    assert [int(colour[5:], 16) for colour in missed] == sorted(int(colour[5:], 16) for colour in missed)
    assert all(int(colour[1:3], 16) < int(colour[5:], 16) for colour in kept)
    assert all(int(colour[1:3], 16) > int(colour[5:], 16) for colour in missed)


def test_figures_on_either_side_of_nothing_turn_at_nothing() -> None:
    assert 0 in classing([-3.0, 0.5, 2.0], "pp").bounds
    losses = classing([-3.0, -2.0, -1.2], "%")
    assert max(losses.bounds) < 0
    assert all(int(colour[1:3], 16) > int(colour[5:], 16) for colour in losses.colours)


def test_many_figures_that_are_no_shares_go_into_classes_of_as_many() -> None:
    classes = classing([float(number) for number in range(1, 21)], "m³/ha")
    assert classes.bounds == (5, 9, 12, 16)
    assert "个数" in classes.rule.zh


def test_bounds_that_were_given_stand_and_the_target_joins_them() -> None:
    assert classing(SHARES, "%", given=[80, 95]).bounds == (80, 95)
    assert classing(SHARES, "%", given=[80, 95], target=("at_least", 81)).bounds == (80, 81, 95)


def test_figures_that_are_one_make_one_class_and_none_make_none() -> None:
    assert classing([7.0, 7.0], "%").bounds == ()
    assert classing([math.nan], "%").rank(math.nan) is None


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=30), st.sampled_from(["%", "m", "pp"]))
def test_every_figure_has_a_class_with_a_colour_of_its_own(values: list[float], unit: str) -> None:
    classes = classing(values, unit)
    assert list(classes.bounds) == sorted(set(classes.bounds))
    assert len(classes.colours) == len(set(classes.colours)) == len(classes.bounds) + 1 <= 9
    assert all(0 <= (classes.rank(value) or 0) <= len(classes.bounds) for value in values)


@pytest.mark.parametrize(
    ("values", "unit", "rate"),
    [([1.0], "%", True), ([1.0], "people", False), ([2.0, 3.0], "1", False), ([0.4, 1.0], "1", True)],
)
def test_rates_fill_divisions_and_totals_do_not(values: list[float], unit: str, *, rate: bool) -> None:
    assert is_rate(values, unit) == rate


def test_sizes_are_shares_of_the_largest_and_samples_are_round() -> None:
    assert sizes([104.8, -52.4, math.nan]) == ([1.0, 0.5, 0.0], [100.0, 50.0, 10.0])
    assert sizes([0.0, math.nan]) == ([0.0, 0.0], [])


@pytest.mark.parametrize(
    ("bound", "kept", "labels"),
    [
        ("at_least", True, ["< 2", "2–4", "4–6", "≥ 6"]),
        ("less_than", False, ["< 2", "2–4", "4–6", "≥ 6"]),
        ("at_most", True, ["≤ 2", "2–4", "> 4"]),  # 6 is the greatest figure: nothing is above it
        ("more_than", False, ["≤ 2", "2–4", "> 4"]),
    ],
)
def test_a_figure_at_the_target_has_the_colour_of_its_side(bound: Bound, kept: bool, labels: list[str]) -> None:  # noqa: FBT001
    """At most 4 vehicles a pile: 4 keep it; more than 4: they do not."""
    classes = classing([1.0, 4.0, 6.0], "vehicles/pile", target=(bound, 4.0))
    assert [class_range(classes, rank) for rank in range(len(classes.colours))] == labels
    at_the_target = classes.rank(4.0)
    assert at_the_target is not None
    colour = classes.colours[at_the_target]
    assert (int(colour[1:3], 16) < int(colour[5:], 16)) is kept  # blue, not orange
