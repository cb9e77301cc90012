"""Where points enter a network: by hand, and against shapely's tree on whatever is degenerate."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_ruijin import _grid, _snap
from geo_ruijin._snap import Floats, Segments, snap
from tests.snapping_peer import snap_by_tree

Place = tuple[float, float]

CORNER = np.array([500_000.0, 2_850_000.0])  # [m] digits as on a map


def drawn(*lines: list[Place]) -> Segments:
    """Return the segments of lines, each an edge of its own."""
    corners = [np.array(line, dtype=float) for line in lines]
    start, stop = np.concatenate([line[:-1] for line in corners]), np.concatenate([line[1:] for line in corners])
    spans = [np.hypot(*np.diff(line, axis=0).T) for line in corners]
    end = np.concatenate([np.cumsum(span) for span in spans])
    edge = np.repeat(np.arange(len(lines)), [len(span) for span in spans])
    return Segments(start, stop, edge, end - np.concatenate(spans), end)


def entered(segments: Segments, *places: Place) -> list[tuple[int, float, float]]:
    """Return edge, offset [m] and access [m] of places."""
    found = snap(np.array(places, dtype=float).reshape(-1, 2), segments)
    return list(zip(found.edge.tolist(), found.offset.tolist(), found.access.tolist(), strict=True))


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_a_point_enters_at_its_foot_or_at_a_vertex() -> None:
    # a line of 300 m east, then 400 m north
    bent = drawn([(0, 0), (300, 0), (300, 400)])
    assert entered(bent, (100, 30), (310, 200), (-30, 40), (303, -4)) == [
        (0, 100, 30),
        (0, 300 + 200, 10),
        (0, 0, 50),  # 3-4-5 from the beginning
        (0, 300, 5),  # 3-4-5 from the corner
    ]


def test_of_equal_feet_the_westernmost_then_the_southernmost_counts() -> None:
    west, east = [(0.0, -64.0), (0.0, 64.0)], [(20.0, -64.0), (20.0, 64.0)]
    assert entered(drawn(east, west), (10, 16)) == [(1, 80, 10)]
    south, north = [(-64.0, 0.0), (64.0, 0.0)], [(-64.0, 20.0), (64.0, 20.0)]
    assert entered(drawn(north, south), (16, 10)) == [(1, 80, 10)]


def test_at_a_vertex_of_several_the_lowest_edge_counts() -> None:
    # three edges from (0, 0), all behind the point
    star = drawn([(0, 0), (100, 0)], [(0, 0), (100, 100)], [(100, -100), (0, 0)])
    assert entered(star, (-5, 0)) == [(0, 0, 5)]


def test_a_point_far_off_finds_the_nearest_of_far_ones() -> None:
    # 3000-4000-5000 from the end of a street of many pieces
    street = drawn([(10.0 * i, 0) for i in range(101)])
    assert entered(street, (4000, 4000), (-3000, -4000), (500, 7000)) == [(0, 1000, 5000), (0, 0, 5000), (0, 500, 7000)]


def test_nobody_enters_nowhere() -> None:
    assert entered(drawn([(0, 0), (1, 0)])) == []


# --- against the tree -------------------------------------------------------------------------------------------------


def same(points: Floats, segments: Segments) -> bool:
    """Whether both ways give the same, to the last bit."""
    ours, theirs = snap(points, segments), snap_by_tree(points, segments)
    return (
        np.array_equal(ours.edge, theirs.edge)
        and np.array_equal(ours.offset, theirs.offset)
        and np.array_equal(ours.access, theirs.access)
    )


whole = st.integers(-8, 8).map(float)  # ties are ties
metres = st.floats(-1000, 1000, width=16)
corner = st.tuples(whole, whole) | st.tuples(metres, metres) | st.tuples(whole, st.just(0.0))
scales = st.sampled_from([2.0**-6, 1.0, 2.0**6, 2.0**12])


@st.composite
def edges(draw: st.DrawFn) -> Segments:
    """Return lines of whole and other coordinates, tiny and huge ones beside each other, some drawn twice."""
    lines: list[list[Place]] = []
    for _ in range(draw(st.integers(1, 8))):
        scale = draw(scales)
        line = [(scale * x, scale * y) for x, y in draw(st.lists(corner, min_size=2, max_size=6))]
        # pieces so short that their square is no number have no direction
        line = [
            b
            for a, b in zip([None, *line], line, strict=False)
            if a is None or np.hypot(b[0] - a[0], b[1] - a[1]) > 1e-6
        ]
        if len(line) > 1:
            lines += [line] * draw(st.integers(1, 2))
    return drawn(*(lines or [[(0.0, 0.0), (1.0, 0.0)]]))


@settings(max_examples=300, deadline=None)
@given(edges(), st.lists(st.tuples(corner, scales), min_size=1, max_size=20), st.data())
def test_degenerate_segments_agree_with_the_tree(
    segments: Segments, places: list[tuple[Place, float]], data: st.DataObject
) -> None:
    vertices = data.draw(st.lists(st.integers(0, len(segments.start) - 1), max_size=5))
    points = np.array([(scale * x, scale * y) for (x, y), scale in places])
    points = np.concatenate([points, segments.start[vertices], (segments.start + segments.stop)[vertices] / 2])
    assert same(points, segments)


@pytest.fixture
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_snap, "_CHUNK", 7)
    monkeypatch.setattr(_snap, "_STRETCHES", 17)
    monkeypatch.setattr(_snap, "_KNOWN", 5)
    monkeypatch.setattr(_grid, "_BLOCK", 11)
    monkeypatch.setattr(_grid, "_SAMPLE", 13)


def town(seed: int, count: int, far: float) -> tuple[Floats, Segments]:
    """Return points in and around a town of mixed segments with coordinates as on a map."""
    chance = np.random.default_rng(seed)
    start = chance.uniform(0, 3000, (count, 2)) + CORNER
    length = np.exp(chance.uniform(np.log(0.01), np.log(300), count))
    length[:3] = 50_000, 1e-3, 9000
    angle = chance.uniform(0, 2 * np.pi, count)
    angle[::5] = 0  # due east
    stop = start + length[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    span = np.hypot(*(stop - start).T)
    points = np.concatenate([start[:20], stop[:20], chance.uniform(-far, far + 3000, (300, 2)) + CORNER])
    return points, Segments(start, stop, np.arange(count), np.zeros(count), span)


@pytest.mark.parametrize("far", [0, 1000, 100_000])
@pytest.mark.parametrize("count", [3, 40, 3000])
def test_towns_agree_with_the_tree(count: int, far: float) -> None:
    for seed in range(3):
        assert same(*town(seed, count, far))


@pytest.mark.usefixtures("_small_steps")
@pytest.mark.parametrize("far", [0, 100_000])
def test_taken_a_few_at_a_time_they_are_the_same(far: float) -> None:
    assert same(*town(4, 200, far))


def test_a_dense_town_on_a_wide_map_agrees_with_the_tree() -> None:
    # 2000 segments within 200 m, and two roads across 200 km: cells fit neither
    points, dense = town(5, 2000, 10_000)
    start = (dense.start - CORNER) / 15 + CORNER
    stop = start + (dense.stop - dense.start) / 15
    start = np.concatenate([start, [(400_000, 2_750_000), (400_000, 2_950_000)]])
    stop = np.concatenate([stop, [(600_000, 2_950_000), (600_000, 2_750_000)]])
    span = np.hypot(*(stop - start).T)
    segments = Segments(start, stop, np.arange(len(start)), np.zeros(len(start)), span)
    assert same(np.concatenate([points, start[:100] + np.array([0.5, 0.25])]), segments)


def test_the_access_leg_is_the_distance_to_the_nearest_street() -> None:
    points, segments = town(6, 500, 2000)
    streets = shapely.union_all(shapely.linestrings(np.stack([segments.start, segments.stop], axis=1)))
    assert np.allclose(
        snap(points, segments).access, shapely.distance(streets, shapely.points(points)), rtol=0, atol=1e-6
    )
