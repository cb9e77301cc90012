"""Courses: lines of one name, joined downstream."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import shapely
from shapely import LineString, box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.rivers.courses import Course, chosen, courses_of, streams_of
from tests.planes import Place, frame

EVERYWHERE = box(-1e6, -1e6, 1e6, 1e6)


def courses(*lines: Sequence[Place], names: list[str | None] | None = None) -> tuple[list[Course], dict[int, int]]:
    """Return the courses of all lines, the longest river first."""
    rivers = frame(*map(LineString, lines), name=names or ["甲河"] * len(lines))
    streams = streams_of(rivers, EVERYWHERE)
    return courses_of(streams, chosen(streams, None, 0.0))


def test_lines_are_joined_in_the_order_of_the_flow() -> None:
    found, against = courses([(200, 0), (300, 0)], [(0, 0), (100, 0)], [(100, 0), (200, 0)])
    assert [one.line.coords[:] for one in found] == [[(0, 0), (100, 0), (200, 0), (300, 0)]]
    assert (found[0].lines, against) == ((1, 2, 0), {})


def test_ends_a_metre_apart_meet_and_those_further_apart_do_not() -> None:
    near, _ = courses([(0, 0), (100, 0)], [(101, 0), (200, 0)])
    far, _ = courses([(0, 0), (100, 0)], [(101.1, 0), (200, 0)])
    assert (len(near), len(far)) == (1, 2)


def test_where_lines_meet_the_longest_goes_on() -> None:
    found, _ = courses([(0, 0), (100, 0)], [(100, 50), (100, 0)], [(100, 0), (300, 0)])
    assert [(one.part, one.line.length) for one in found] == [(1, 300), (2, 50)]


def test_arms_round_an_island_are_courses_of_their_own() -> None:
    north, south = [(100, 0), (150, 50), (200, 0)], [(100, 0), (150, -60), (200, 0)]
    found, _ = courses([(0, 0), (100, 0)], north, south, [(200, 0), (300, 0)])
    assert len(found) == 2
    assert found[0].line.length == pytest.approx(200 + LineString(south).length)  # the longer arm is the river's
    assert found[1].line.length == pytest.approx(LineString(north).length)


def test_lines_drawn_against_each_other_are_told() -> None:
    found, against = courses([(0, 0), (100, 0)], [(200, 0), (100, 0)])
    assert (len(found), against) == (2, {0: 1})


def test_a_ring_comes_to_an_end() -> None:
    found, _ = courses([(0, 0), (100, 0)], [(100, 0), (50, 80)], [(50, 80), (0, 0)])
    assert len(found) == 1
    assert found[0].line.length == pytest.approx(100 + 2 * LineString([(100, 0), (50, 80)]).length)


def test_lines_without_a_name_that_meet_are_one_river() -> None:
    found, _ = courses([(0, 0), (100, 0)], [(100, 0), (200, 0)], [(500, 0), (600, 0)], names=[None, " ", None])
    assert [(one.river, one.line.length) for one in found] == [("", 200), ("", 100)]


def test_a_line_without_a_name_does_not_join_a_river_that_has_one() -> None:
    found, _ = courses([(0, 0), (100, 0)], [(100, 0), (200, 0)], names=["甲河", None])
    assert {one.river: one.line.length for one in found} == {"甲河": 100, "": 100}


def test_a_line_drawn_twice_counts_once() -> None:
    found, _ = courses([(0, 0), (100, 0)], [(0, 0), (100, 0)], [(100, 0), (0, 0)])
    assert len(found) == 1


@pytest.mark.parametrize("line", [[(-100, 0), (100, 0)], [(100, 0), (-100, 0)]])
def test_what_is_cut_at_the_border_keeps_its_direction(line: list[Place]) -> None:
    streams = streams_of(frame(LineString(line)), box(-50, -50, 20, 50))
    (cut,) = streams.lines
    assert cut.length == 70
    assert (cut.coords[1][0] - cut.coords[0][0]) * (line[1][0] - line[0][0]) > 0


def test_a_river_that_leaves_and_comes_back_is_in_two_parts() -> None:
    around = LineString([(0, 0), (100, 0), (100, 200), (0, 200)])
    streams = streams_of(frame(around, name=["甲河"]), box(-10, -10, 50, 300))
    assert sorted(shapely.length(streams.lines)) == [50, 50]
    assert len(courses_of(streams, [0])[0]) == 2


def test_lines_in_several_pieces_are_taken_apart() -> None:
    several = shapely.MultiLineString([[(0, 0), (100, 0)], [(100, 0), (200, 0)]])
    streams = streams_of(frame(several, name=["甲河"]), EVERYWHERE)
    assert shapely.length(streams.lines).sum() == 200


@pytest.mark.parametrize(("least", "rivers"), [(0.1, 1), (0.1001, None)])
def test_exactly_the_least_length_is_measured(least: float, rivers: int | None) -> None:
    streams = streams_of(frame(LineString([(0, 0), (100, 0)])), EVERYWHERE)
    if rivers is None:
        with pytest.raises(MethodError, match="no river of"):
            chosen(streams, None, least)
    else:
        assert len(chosen(streams, None, least)) == rivers
