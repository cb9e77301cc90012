"""Parcels: land that two hold counts once, what lies beyond the place not at all, and pieces add up."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from geo_ruijin.methods.forest.parcels import parcels_in, pieces_of

PLACE = box(0, 0, 100, 100)
#: Nothing that rank decides.
EQUAL = np.zeros(9, dtype=np.intp)


def shapes(*boxes: tuple[float, float, float, float]) -> np.ndarray:
    return np.array([box(*corners) for corners in boxes], dtype=object)


def test_a_parcel_entered_twice_is_there_once() -> None:
    parcels = parcels_in(shapes((0, 0, 10, 10), (0, 0, 10, 10)), PLACE, rank=EQUAL[:2])
    assert parcels.area.tolist() == [100, 0]
    assert parcels.twice == 100
    assert parcels.share.tolist() == [1, 0]


def test_one_inside_another() -> None:
    parcels = parcels_in(shapes((0, 0, 10, 10), (2, 2, 4, 4)), PLACE, rank=np.array([1, 0]))
    assert parcels.area.tolist() == [96, 4]


def test_the_border_cuts() -> None:
    parcels = parcels_in(shapes((90, 0, 110, 10), (200, 0, 210, 10), (0, 0, 10, 10)), PLACE, rank=EQUAL[:3])
    assert parcels.area.tolist() == [100, 0, 100]
    assert parcels.beyond == 200
    assert parcels.share.tolist() == [0.5, 0, 1]


BOXES = st.tuples(st.integers(-20, 90), st.integers(-20, 90), st.integers(1, 40), st.integers(1, 40))


@given(st.lists(BOXES, min_size=1, max_size=6), st.permutations(range(6)))
def test_together_they_are_the_union_whatever_overlaps(
    corners: list[tuple[int, int, int, int]], order: list[int]
) -> None:
    drawn = shapes(*((x, y, x + width, y + height) for x, y, width, height in corners))
    parcels = parcels_in(drawn, PLACE, rank=np.array(order[: len(drawn)]))
    assert parcels.area.sum() == pytest.approx(shapely.union_all(drawn).intersection(PLACE).area)
    first = int(np.argmin(order[: len(drawn)]))
    assert shapely.area(parcels.whole[first]) == pytest.approx(shapely.area(drawn[first]))


def test_pieces_in_zones() -> None:
    zones = gpd.GeoSeries([box(0, 0, 50, 100), box(50, 0, 100, 100)])
    pieces = pieces_of(shapes((40, 0, 70, 10), (0, 50, 10, 60), (200, 0, 201, 1)), zones)
    assert pieces[["row", "zone", "area"]].to_numpy().tolist() == [[0, 0, 100], [1, 0, 100], [0, 1, 200]]


def test_a_parcel_beside_a_zone_has_no_piece_in_it() -> None:
    zones = gpd.GeoSeries([box(0, 0, 50, 100), box(50, 0, 100, 100)])
    assert pieces_of(shapes((40, 0, 50, 10)), zones)["zone"].tolist() == [0]
