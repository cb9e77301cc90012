"""What must hold of the coverage of any town: points or areas that serve, streets that join, cross or lead nowhere."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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
from shapely import LineString, MultiPoint, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.coverage import service_coverage
from geo_ruijin.methods.facilities import POLYGON_DEFICIT, ROUNDING, facilities_of
from geo_ruijin.network import Network
from geo_ruijin.results import Result

CRS = "EPSG:4548"
FEW = settings(max_examples=30, deadline=None)

#: What sums of areas and of people in another order may differ by, of their size.
EXACT = 1e-9


# towns, and how the method is asked of one


@dataclass(frozen=True)
class Town:
    """A region of 2 km × 1 km in two overlapping parts, and what is in and around it."""

    facilities: list[BaseGeometry]
    streets: list[LineString]
    homes: list[tuple[Point, int]]
    radius: float
    entrances: list[Point] | None = None
    region: list[Polygon] = field(default_factory=lambda: [box(0, 0, 1200, 1000), box(900, 0, 2000, 1000)])
    by: list[tuple[Polygon, str]] = field(
        default_factory=lambda: [(box(0, 0, 700, 1000), "a"), (box(700, 0, 1500, 1000), "b")]
    )

    @property
    def network(self) -> Network:
        """The streets, all of them open."""
        return Network.from_streets(frame(self.streets))

    def ask(self) -> Result:
        """Return the coverage."""
        return service_coverage(
            facilities=frame(self.facilities),
            region=frame(self.region),
            people=frame([home for home, _ in self.homes], people=[float(count) for _, count in self.homes]),
            network=self.network,
            entrances=None if self.entrances is None else frame(self.entrances),
            by=frame([part for part, _ in self.by], name=[name for _, name in self.by]),
            radius=self.radius,
            entrance_within=1.0,
            border_spacing=50.0,
        )


def frame(shapes: list[Any], **columns: Any) -> gpd.GeoDataFrame:  # noqa: ANN401 - columns of any type
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shapes, crs=CRS))


def measured(found: Result) -> dict[str, float]:
    return {name: -1.0 if measure.value is None else measure.value for name, measure in found.measures.items()}


def rows(found: Result, table: str) -> gpd.GeoDataFrame:
    data = found.tables[table].data
    assert isinstance(data, gpd.GeoDataFrame)
    return data


PLACE = st.tuples(st.integers(-300, 2300), st.integers(-300, 1300))
NEAR = st.tuples(st.integers(-150, 150), st.integers(-150, 150))
RADIUS = st.integers(1, 1500).map(float)
POINT = PLACE.map(Point)


def _hull(place: tuple[int, int], corners: list[tuple[int, int]]) -> BaseGeometry:
    return shapely.transform(MultiPoint(corners).convex_hull, lambda at: at + place)


CONVEX = st.builds(_hull, PLACE, st.lists(NEAR, min_size=3, max_size=6, unique=True)).filter(lambda one: one.area > 100)
BENT = st.builds(lambda one, other: one - other, CONVEX, CONVEX).filter(
    lambda one: one.geom_type == "Polygon" and one.area > 100
)
AREA = st.one_of(CONVEX, BENT)
PLACES = st.one_of(st.lists(POINT, min_size=1, max_size=5), st.lists(st.one_of(AREA, POINT), min_size=1, max_size=3))
LOOSE = st.lists(PLACE, min_size=2, max_size=4, unique=True).map(LineString)


@st.composite
def blocks(draw: st.DrawFn) -> list[LineString]:
    """Return streets that join: those of a crooked grid, some left out, some bent; and loose ones across them."""
    columns, lines = draw(st.integers(2, 5)), draw(st.integers(2, 4))
    moved = draw(st.lists(NEAR, min_size=columns * lines, max_size=columns * lines))
    corner = [
        (2000 * (i % columns) // (columns - 1) + x // 2, 1000 * (i // columns) // (lines - 1) + y // 2)
        for i, (x, y) in enumerate(moved)
    ]
    pairs = [(i, i + 1) for i in range(len(corner)) if (i + 1) % columns]
    pairs += [(i, i + columns) for i in range(len(corner) - columns)]
    kinds = draw(st.lists(st.sampled_from(["straight", "bent", "none"]), min_size=len(pairs), max_size=len(pairs)))
    streets = [
        LineString([corner[a], *([(corner[a][0] + 60, corner[b][1] - 60)] if kind == "bent" else []), corner[b]])
        for (a, b), kind in zip(pairs, kinds, strict=True)
        if kind != "none"
    ]
    return streets + draw(st.lists(LOOSE, min_size=0 if streets else 1, max_size=3))


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """Return a town; entrances lie on the border of areas, some areas having none."""
    facilities = draw(PLACES)
    areas = [one for one in facilities if isinstance(one, Polygon)]
    at = st.builds(
        lambda area, share: area.exterior.interpolate(share, normalized=True),
        st.sampled_from(areas or [box(0, 0, 1, 1)]),
        st.floats(0, 1),
    )
    return Town(
        facilities=facilities,
        streets=draw(blocks()),
        homes=draw(st.lists(st.tuples(POINT, st.integers(0, 99)), min_size=1, max_size=12)),
        radius=draw(RADIUS),
        entrances=draw(st.none() | st.lists(at, min_size=1, max_size=4)) if areas else None,
    )


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
    """Return a street in two, at one of its vertices or at a share of the segment after it."""
    corners = list(street.coords)
    where %= len(corners) - 1
    if share is None:
        return [LineString(corners[: where + 1]), LineString(corners[where:])] if where else [street]
    (x, y), (x1, y1) = corners[where], corners[where + 1]
    new = (x + share * (x1 - x), y + share * (y1 - y))
    return [LineString([*corners[: where + 1], new]), LineString([new, *corners[where + 1 :]])]


def enters_one_place(points: list[BaseGeometry], streets: list[LineString]) -> bool:
    """Whether no point has two places on the streets that are equally near but for what rounding may do."""
    segments = np.array([LineString(pair) for street in streets for pair in pairwise(street.coords)])
    for point in points:
        away = shapely.distance(segments, point)
        near = segments[away <= away.min() + 1e-6]
        feet = shapely.line_interpolate_point(near, shapely.line_locate_point(near, point))
        if (shapely.distance(feet, feet[0]) > 1e-3).any():
            return False
    return True


@FEW
@given(towns(), st.data())
def test_cutting_a_street_changes_nothing(town: Town, data: st.DataObject) -> None:
    town = replace(town, facilities=[one.representative_point() for one in town.facilities], entrances=None)
    number = data.draw(st.integers(0, len(town.streets) - 1))
    share = data.draw(st.none() | st.floats(0.01, 0.99))
    [first, *rest] = cut(town.streets[number], data.draw(st.integers(0, 3)), share)
    parts = replace(town, streets=[*town.streets[:number], first, *town.streets[number + 1 :], *rest])

    points = [home for home, _ in town.homes]
    there = gpd.GeoSeries(town.facilities, crs=CRS)
    whole, again = (one.network.nearest(gpd.GeoSeries(points, crs=CRS), there) for one in (town, parts))
    if share is None:
        assert whole.tolist() == pytest.approx(again.tolist(), abs=1e-9, nan_ok=True)
        alike(town.ask(), parts.ask())
        return
    # a new vertex lies beside the street by a rounding error: no joint with another street, no tie, no limit on it
    assume(first.coords[-1] not in {corner for street in town.streets for corner in street.coords})
    assume(enters_one_place([*points, *town.facilities], town.streets))
    assert whole.tolist() == pytest.approx(again.tolist(), abs=1e-6, nan_ok=True)
    assume(not (abs(whole - town.radius - ROUNDING) < ROUNDING / 10).any())
    found, cut_up = measured(town.ask()), measured(parts.ask())
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
