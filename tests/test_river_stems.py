"""Stems of rivers: the longest way, without tributaries, arms and namesakes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, box

from geo_ruijin.methods.rivers.courses import streams_of
from geo_ruijin.methods.rivers.stems import Stems, stems_of
from tests.planes import Place, frame

PLACE = box(0, 0, 10_000, 10_000)


def stems(*lines: Sequence[Place], names: Sequence[str | None] | None = None, gap: float = 100.0) -> Stems:
    rivers = frame(*map(LineString, lines), name=[None] * len(lines) if names is None else names)
    return stems_of(streams_of(rivers, box(-9000, -9000, 20_000, 20_000)), PLACE, gap=gap)


def test_without_a_name_the_longest_way_down_counts() -> None:
    # 3 km and 2 km meet, 1 km on; not 3 km down and 2 km up again
    found = stems([(1000, 5000), (4000, 5000)], [(4000, 7000), (4000, 5000)], [(4000, 5000), (5000, 5000)])
    assert found.lengths.tolist() == [4000]


def test_with_a_name_lines_may_be_drawn_either_way() -> None:
    found = stems([(1000, 5000), (4000, 5000)], [(5000, 5000), (4000, 5000)], names=["甲河"] * 2)
    assert found.lengths.tolist() == [4000]


def test_an_arm_round_an_island_adds_nothing() -> None:
    shores = [(2000, 5000), (2500, 5100), (3000, 5000)], [(2000, 5000), (3000, 5000)]
    found = stems([(1000, 5000), (2000, 5000)], *shores, [(3000, 5000), (4000, 5000)], names=["甲河"] * 4)
    assert found.lengths.tolist() == [3000]


@pytest.mark.parametrize(("gap", "lengths"), [(500, [2000]), (499, [1000, 1000])])
def test_parts_of_a_name_are_one_river_up_to_a_gap(gap: float, lengths: list[float]) -> None:
    found = stems([(1000, 5000), (2000, 5000)], [(2500, 5000), (3500, 5000)], names=["甲河"] * 2, gap=gap)
    assert found.lengths.tolist() == lengths


def test_rivers_of_other_names_have_no_part() -> None:
    found = stems(
        [(1000, 5000), (4000, 5000)], [(4000, 5000), (6000, 5000)], [(4000, 7000), (4000, 5000)], names=["甲", "乙", ""]
    )
    assert sorted(found.lengths) == [2000, 2000, 3000]


def test_a_ring_is_as_long_as_it_is_drawn() -> None:
    ring = [(1000, 1000), (2000, 1000), (2000, 2000), (1000, 2000), (1000, 1000)]
    assert stems(ring, names=["甲河"]).lengths.tolist() == [4000]
    halves = ring[:3], ring[2:]
    assert stems(*halves).lengths.tolist() == [2000]  # drawn round, no end is the lower


def test_no_lines_have_no_stems() -> None:
    assert len(stems().lengths) == 0


@pytest.mark.parametrize(("end", "cut"), [(10_000, True), (9999, True), (9990, False), (10_100, False)])
def test_a_line_that_ends_at_the_border_is_cut(end: float, cut: bool) -> None:  # noqa: FBT001
    assert stems([(5000, 5000), (end, 5000)], names=["甲河"]).cut.tolist() == [cut]
    assert not stems([(5000, 5000), (10_000, 5000)], [(10_000, 5000), (12_000, 5000)]).cut.any()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.lists(st.booleans(), min_size=6, max_size=6))
def test_a_named_chain_is_the_sum_of_its_lines(steps: list[int], turned: list[bool]) -> None:
    lines, at = [], 0
    for step, back in zip(steps, turned, strict=False):
        ends = [(at * 100.0, 5000.0), ((at + step) * 100.0, 5000.0)]
        lines.append(ends[::-1] if back else ends)
        at += step
    assert stems(*lines, names=["甲河"] * len(lines)).lengths == pytest.approx([sum(steps) * 100])
