"""The direction of the flow: by heights, where they tell."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from pyproj import CRS
from shapely import LineString

from geo_ruijin.methods.rivers.courses import streams_of
from geo_ruijin.methods.rivers.flow import downhill
from geo_ruijin.results import Result
from tests.planes import frame, hillside, values
from tests.riverside import LINE, buffers, rows

#: The river in three lines, from west to east.
PIECES = [LineString([(0, 0), (300, 0)]), LineString([(300, 0), (650, 0)]), LineString([(650, 0), (1000, 0)])]


def drawn(*turned: int) -> list[LineString]:
    return [shapely.reverse(line) if at in turned else line for at, line in enumerate(PIECES)]


def answer(folder: Path, lines: list[LineString], *, rise: float = -0.01) -> Result:
    """Return the answer on a plane that falls by 10 m along the river."""
    rivers = frame(*lines, name=["甲河"] * len(lines), width=[20.0] * len(lines))
    return buffers(rivers=rivers, elevation=hillside(folder, rise))


@pytest.mark.parametrize("turned", [(), (0,), (1,), (0, 2), (0, 1, 2)])
def test_lines_are_turned_downhill(tmp_path: Path, turned: tuple[int, ...]) -> None:
    result = answer(tmp_path, drawn(*turned))
    found = values(result)
    assert found["natural_share_left"] == pytest.approx(0)  # fields north of a river that flows east
    assert found["natural_share_right"] == pytest.approx(100)
    assert values(result)["gaps"] == 1
    said = [note.en for note in result.notes if "turned round" in note.en]
    assert [note.split()[0] for note in said] == ([str(len(turned))] if turned else [])
    assert len(rows(result, "courses")) == 1


def test_the_fall_of_all_lines_together_tells_that_of_short_ones(tmp_path: Path) -> None:
    # 300 m fall by 3 m, no more than 5; 1000 m by 10 m
    assert values(answer(tmp_path, drawn(1)))["natural_share_left"] == pytest.approx(0)


@pytest.mark.parametrize(("uphill", "turns"), [(9.9, True), (10.1, False)])
def test_a_rise_within_what_heights_miss_turns_nothing(tmp_path: Path, uphill: float, turns: bool) -> None:  # noqa: FBT001
    result = buffers(
        rivers=frame(shapely.reverse(LINE), name=["甲河"], width=[20.0]),
        elevation=hillside(tmp_path, -0.01),
        uphill=uphill,
    )
    assert values(result)["natural_share_left"] == pytest.approx(0 if turns else 100)
    assert any("taken as drawn" in note.en for note in result.notes) == (not turns)


def test_without_heights_the_direction_is_as_drawn_and_told() -> None:
    result = buffers()
    assert any("No heights are given" in note.en for note in result.notes)
    (course,) = rows(result, "courses")
    assert course["flow"] == "按画线方向,未经高程核对"


def test_lines_drawn_against_each_other_have_no_left_and_right() -> None:
    rivers = frame(*drawn(1), name=["甲河"] * 3, width=[20.0] * 3)
    result = buffers(rivers=rivers)
    found = values(result)
    assert (found["natural_share_left"], found["natural_share_right"]) == (None, None)
    assert found["natural_share"] == pytest.approx(50, abs=0.1)  # both together are known
    assert found["bank_length"] == pytest.approx(2.0, rel=0.01)
    assert {row["side"] for row in rows(result, "rivers")} == {"岸别不明"}
    assert any("At 2 joints of 甲河" in note.en for note in result.notes)


def test_lines_that_fork_are_turned_one_by_one(tmp_path: Path) -> None:
    lines = [LineString([(1000, 0), (500, 0)]), LineString([(0, 100), (500, 0)]), LineString([(0, -100), (500, 0)])]
    streams = streams_of(frame(*lines, name=["甲河"] * 3), shapely.box(-1e4, -1e4, 1e4, 1e4))
    turned, flow = downhill(streams, [0], hillside(tmp_path, -0.02), CRS("EPSG:4548"), uphill=5.0, step=10.0)
    assert flow.turned.tolist() == [True, False, False]
    assert flow.told.all()
    assert turned.lines[0].coords[-1] == (1000, 0)


def test_a_ring_has_no_fall(tmp_path: Path) -> None:
    ring = LineString([(0, 0), (500, 0), (500, 500), (0, 500), (0, 0)])
    streams = streams_of(frame(ring, name=["甲河"]), shapely.box(-1e4, -1e4, 1e4, 1e4))
    _, flow = downhill(streams, [0], hillside(tmp_path, 0.0), CRS("EPSG:4548"), uphill=5.0, step=10.0)
    assert not flow.told.any()


def test_outside_the_heights_nothing_is_told(tmp_path: Path) -> None:
    far = LineString([(90_000, 0), (91_000, 0)])
    streams = streams_of(frame(far, name=["甲河"]), shapely.box(-1e6, -1e6, 1e6, 1e6))
    _, flow = downhill(streams, [0], hillside(tmp_path, 0.01), CRS("EPSG:4548"), uphill=5.0, step=10.0)
    assert not flow.told.any()
