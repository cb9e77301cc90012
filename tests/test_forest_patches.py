"""Patches: parcels that touch are one, however small each is."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import box

from geo_ruijin.methods.forest.patches import in_large_patch, links_of

ALL = np.ones(3, dtype=bool)


@pytest.mark.parametrize(("gap", "together"), [(0.0, True), (1.0, True), (1.01, False)])
def test_parcels_with_a_slit_between_them_touch(gap: float, *, together: bool) -> None:
    shapes = np.array([box(0, 0, 20, 20), box(20 + gap, 0, 40 + gap, 20)], dtype=object)
    one, _ = links_of(shapes, np.arange(2), within=1.0)
    assert (len(one) == 1) is together


def test_a_corner_is_enough() -> None:
    shapes = np.array([box(0, 0, 20, 20), box(20, 20, 40, 40)], dtype=object)
    one, other = links_of(shapes, np.arange(2), within=0.0)
    assert (one.tolist(), other.tolist()) == ([0], [1])


def test_links_are_rows_of_all_parcels() -> None:
    shapes = np.array([box(50, 0, 60, 10), box(0, 0, 20, 20), box(20, 0, 40, 20)], dtype=object)
    one, other = links_of(shapes, np.array([1, 2]), within=0.0)
    assert (one.tolist(), other.tolist()) == ([1], [2])


@pytest.mark.parametrize(("least", "found"), [(800, [True, True, False]), (800.001, [False] * 3), (300, [True] * 3)])
def test_exactly_the_least_area_is_enough(least: float, found: list[bool]) -> None:
    links = (np.array([0]), np.array([1]))
    assert in_large_patch(ALL, np.array([500.0, 300, 400]), links, least=least).tolist() == found


def test_what_is_no_forest_joins_nothing() -> None:
    # the middle one links both ends, and is none
    links = (np.array([0, 1]), np.array([1, 2]))
    rows = np.array([True, False, True])
    areas = np.array([400.0, 1000, 400])
    assert in_large_patch(rows, areas, links, least=700).tolist() == [False] * 3
    assert in_large_patch(ALL, areas, links, least=700).tolist() == [True] * 3
