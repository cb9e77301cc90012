"""What must hold of the coverage of any town, and what circles may lack of their area."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import acos, pi, sqrt
from random import Random
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.facilities import POLYGON_DEFICIT, QUARTER, ROUNDING, Facilities, facilities_of
from geo_ruijin.results import Result
from tests.any_town import AREA, CONVEX, CRS, POINT, RADIUS, Town, frame, towns

FEW = settings(max_examples=15, deadline=None)

#: What sums of areas and of people in another order may differ by, of their size.
EXACT = 1e-9


def measured(found: Result) -> dict[str, float]:
    return {name: -1.0 if measure.value is None else measure.value for name, measure in found.measures.items()}


def rows(found: Result, table: str) -> gpd.GeoDataFrame:
    data = found.tables[table].data
    assert isinstance(data, gpd.GeoDataFrame)
    return data


# more reaches more


def never_lower(before: Result, after: Result, slack: float) -> None:
    """Check all that is reached, as a whole and by division; of areas up to `slack` [km²]."""
    for name, allowed in (("area_reached", slack), ("people_circles", 0), ("people_walking", 0)):
        assert measured(after)[name] >= measured(before)[name] - allowed - EXACT
        zones, again = (rows(found, "zones").set_index("name")[name] for found in (before, after))
        assert (again >= zones - allowed - EXACT).all()
    assert measured(after)["people_on_islands"] <= measured(before)["people_on_islands"]


@FEW
@given(towns(), st.one_of(POINT, AREA))
def test_another_facility_never_lowers_coverage(town: Town, another: BaseGeometry) -> None:
    more = replace(town, facilities=[*town.facilities, another])
    # Circles around points are drawn alike whatever is near; arcs round the corners of areas begin where two sides do.
    points = all(isinstance(one, Point) for one in more.facilities)
    never_lower(town.ask(), more.ask(), 0 if points else arcs(town.radius) * len(more.facilities) / 1e6)


@FEW
@given(towns(), st.integers(1, 500))
def test_a_larger_radius_never_lowers_coverage(town: Town, more: int) -> None:
    never_lower(town.ask(), replace(town, radius=town.radius + more).ask(), 0)


@FEW
@given(towns())
def test_nobody_walks_straighter_than_straight(town: Town) -> None:
    found = town.ask()
    assert 0 <= measured(found)["people_walking"] <= measured(found)["people_circles"] <= measured(found)["people"]
    assert measured(found)["people_share_walking"] <= measured(found)["people_share_circles"] <= 100
    far = rows(found, "unreached_people")
    assert (far["distance"].isna() | (far["distance"] >= far["straight"] - 1e-6)).all()


@FEW
@given(towns(), POINT, st.integers(1, 500), st.integers(0, 300))
def test_the_land_walked_from_grows_and_lies_inside_the_circles(
    town: Town, another: Point, more: int, leg: float
) -> None:
    def reach(town: Town) -> Facilities:
        return facilities_of(frame(town.facilities), town.radius, border_spacing=50.0)

    # each is drawn within its true self: by 0.12 % of the leg, by the sagitta of an arc of 1.5 segments
    short, flat = 0.0012 * leg + 1e-6, town.radius * (1 - np.cos(1.5 * pi / 4 / QUARTER)) + 1e-6
    land = reach(town).walked(town.network, leg)
    for larger in (
        replace(town, facilities=[*town.facilities, another]),
        replace(town, radius=town.radius + more),
    ):
        assert shapely.difference(land, reach(larger).walked(town.network, leg).buffer(short)).area < 1e-6
    assert shapely.difference(land, reach(town).circles().buffer(flat)).area < 1e-6


# what changes nothing


def alike(one: Result, other: Result) -> None:
    """Check that two results have the same figures and tables, but for what sums in another order differ by."""
    assert measured(one) == pytest.approx(measured(other), rel=EXACT, abs=EXACT)
    for name in one.tables:
        data, again = rows(one, name), rows(other, name)
        assert len(data) == len(again)
        for column in one.tables[name].columns:
            if pd.api.types.is_numeric_dtype(data[column]):
                assert sorted(data[column].fillna(-1)) == pytest.approx(sorted(again[column].fillna(-1)), abs=1e-6)


@FEW
@given(towns(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(town: Town, random: Random) -> None:
    def shuffled(given_: list[Any]) -> list[Any]:
        return random.sample(given_, len(given_))

    other_way_round = Town(
        facilities=shuffled(town.facilities),
        streets=shuffled(town.streets),
        homes=shuffled(town.homes),
        radius=town.radius,
        entrances=None if town.entrances is None else shuffled(town.entrances),
        region=shuffled(town.region),
        by=shuffled(town.by),
    )
    alike(town.ask(), other_way_round.ask())


def cut(street: LineString, where: int, share: float | None) -> list[LineString]:
    """Return a street in two, at a vertex between its ends if it has one, or at a share of one of its segments."""
    corners = list(street.coords)
    if share is None:
        where = 1 + where % max(len(corners) - 2, 1)
        return [LineString(corners[: where + 1]), LineString(corners[where:])] if len(corners) > 2 else [street]
    where %= len(corners) - 1
    (x, y), (x1, y1) = corners[where], corners[where + 1]
    new = (x + share * (x1 - x), y + share * (y1 - y))
    return [LineString([*corners[: where + 1], new]), LineString([new, *corners[where + 1 :]])]


def enters_one_place(point: BaseGeometry, streets: list[LineString]) -> bool:
    """Whether no two places on the streets are equally near to a point but for what rounding may do."""
    segments = np.array([LineString(pair) for street in streets for pair in pairwise(street.coords)])
    away = shapely.distance(segments, point)
    near = segments[away <= away.min() + 1e-6]
    feet = shapely.line_interpolate_point(near, shapely.line_locate_point(near, point))
    return not (shapely.distance(feet, feet[0]) > 1e-3).any()


@FEW
@given(towns(), st.integers(0, 99), st.integers(0, 3), st.none() | st.floats(0.01, 0.99))
def test_cutting_a_street_changes_nothing(town: Town, street: int, where: int, share: float | None) -> None:
    town = replace(town, facilities=[one.representative_point() for one in town.facilities], entrances=None)
    street %= len(town.streets)
    [first, *rest] = cut(town.streets[street], where, share)
    parts = replace(town, streets=[*town.streets[:street], first, *town.streets[street + 1 :], *rest])
    if share is None:
        alike(town.ask(), parts.ask())
        return
    # a new vertex lies beside the street by a rounding error: no joint with another street, no tie, nobody at the limit
    assume(first.coords[-1] not in {corner for line in town.streets for corner in line.coords})
    assume(all(enters_one_place(one, town.streets) for one in town.facilities))
    settled = [home for home in town.homes if enters_one_place(home[0], town.streets)]
    places, there = (gpd.GeoSeries(points, crs=CRS) for points in ([home for home, _ in settled], town.facilities))
    whole, again = (one.network.nearest(places, there) for one in (town, parts))
    assert whole.tolist() == pytest.approx(again.tolist(), abs=1e-6, nan_ok=True)
    clear = ~(abs(whole - town.radius - ROUNDING) < ROUNDING / 10)
    homes = [home for home, kept in zip(settled, clear, strict=True) if kept]
    found, cut_up = (measured(replace(one, homes=homes).ask()) for one in (town, parts))
    assert found == pytest.approx(cut_up, rel=1e-6, abs=1e-6)
    assert found["people_walking"] == cut_up["people_walking"]


# the parts and the whole

SQUARES = st.lists(st.tuples(st.integers(0, 1800), st.integers(0, 800), st.integers(50, 1500)), min_size=1, max_size=4)


@FEW
@given(towns(), SQUARES)
def test_parts_sum_to_the_whole(town: Town, squares: list[tuple[int, int, int]]) -> None:
    divisions = [(box(x, y, x + a, y + a), str(i)) for i, (x, y, a) in enumerate(squares)]
    found = replace(town, by=divisions).ask()
    zones, gaps, all_ = rows(found, "zones"), rows(found, "unreached"), measured(found)
    sliver = 1e-6 * (len(squares) + 1)  # [km²]: what is left between divisions is no zone
    for column, whole in (("area", "region_area"), ("area_reached", "area_reached")):
        assert zones[column].sum() == pytest.approx(all_[whole], abs=sliver)
    for column in ("people", "people_circles", "people_walking"):
        assert zones[column].sum() == all_[column]  # whole people: exactly
    assert gaps["area"].sum() / 1e6 == pytest.approx(all_["region_area"] - all_["area_reached"], abs=sliver)
    assert gaps["people"].sum() == all_["people"] - all_["people_circles"]
    assert rows(found, "unreached_people")["people"].sum() == all_["people"] - all_["people_walking"]
    assert all_["people"] + all_["people_elsewhere"] == sum(count for _, count in town.homes)
    assert all(all_[share] <= 100 + EXACT for share in ("area_share", "people_share_circles", "access_leg_share"))


# the area of circles, against the true one


def arcs(radius: float) -> float:
    """Return how much the arcs round one shape may lack [m²].

    GEOS draws an arc with as many segments as its angle holds, rounded: of an angle of 1.5 segments it draws one. What
    an arc of a given angle lacks goes with the square of the angle of a segment, so 1.5² of what a circle's lack.
    """
    return 1.5**2 * POLYGON_DEFICIT * pi * radius**2


@given(POINT, RADIUS)
def test_a_circle_lacks_what_is_stated(place: Point, radius: float) -> None:
    area = facilities_of(frame([place]), radius).circles().area
    assert area == pytest.approx((1 - POLYGON_DEFICIT) * pi * radius**2, rel=1e-9)


@given(POINT, RADIUS, st.floats(0, 1), st.floats(0, 2 * pi))
def test_two_circles_that_overlap(place: Point, radius: float, apart: float, direction: float) -> None:
    away = 2 * radius * apart
    other = Point(place.x + away * np.cos(direction), place.y + away * np.sin(direction))
    away = place.distance(other)  # as the coordinates are rounded
    assume(away < 2 * radius)
    lens = 2 * radius**2 * acos(away / (2 * radius)) - away / 2 * sqrt(4 * radius**2 - away**2)
    lacking = 2 * pi * radius**2 - lens - facilities_of(frame([place, other]), radius).circles().area
    assert -1e-6 <= lacking <= 2 * POLYGON_DEFICIT * pi * radius**2 + 1e-6


@given(CONVEX, RADIUS)
def test_the_reach_of_an_area_begins_at_its_border(park: Polygon, radius: float) -> None:
    # Steiner: a convex area grown by r has its area, its perimeter times r, and a circle more
    true = park.area + park.length * radius + pi * radius**2
    reached = facilities_of(frame([park]), radius, border_spacing=50.0).circles().area
    assert -1e-6 <= true - reached <= arcs(radius) + 1e-6
