"""What serves, how far, and where it is entered: parks by hand, the case at each limit."""

from __future__ import annotations

from math import pi
from typing import Any

import numpy as np
import pytest
import shapely
from shapely import box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.coverage.service import service_coverage
from geo_ruijin.methods.facilities import POLYGON_DEFICIT, facilities_of
from geo_ruijin.methods.parameter import Step
from geo_ruijin.results import Result
from tests.planes import frame, homes, network, points, values

STEPS = (Step(5000, 500), Step(400, 300))
#: 100 x 50 m is exactly 5000 m², 20 x 20 exactly 400, 20 x 19.9 less.
LARGE, SMALL, LAWN = box(0, 0, 100, 50), box(1000, 0, 1020, 20), box(2000, 0, 2020, 19.9)


def test_each_reaches_as_far_as_its_size_says() -> None:
    served = facilities_of(frame(LARGE, SMALL, LAWN), STEPS, border_spacing=10)
    assert served.radius.tolist() == [500, 300]  # exactly at the size is of it
    assert served.small == 1
    assert served.areas


def test_pieces_of_one_park_are_one_in_size() -> None:
    # two halves of 2,500 m² that meet, and 0.5 m further a strip of 475 m²: 5,000 m² and more, so all reach 500 m
    halves = box(0, 0, 50, 50), box(50, 0, 100, 50), box(100.5, 0, 110, 50)
    served = facilities_of(frame(*halves, name=["园"] * 3), STEPS, border_spacing=10)
    assert (served.radius.tolist(), served.joined) == ([500] * 3, 2)
    # without names only what touches is one
    served = facilities_of(frame(*halves), STEPS, border_spacing=10)
    assert (served.radius.tolist(), served.joined) == ([500, 500, 300], 1)
    overlapping = facilities_of(frame(LARGE, LARGE), (Step(5001, 500), Step(400, 300)), border_spacing=10)
    assert overlapping.radius.tolist() == [300] * 2  # what overlaps counts once


def test_an_entrance_to_a_piece_is_one_to_the_park() -> None:
    halves = frame(box(0, 0, 50, 50), box(50, 0, 100, 50))
    served = facilities_of(halves, STEPS, entrances=points((0, 25)), entrance_within=5, border_spacing=10)
    assert served.unfenced == 0
    assert shapely.get_coordinates(served.doors.to_numpy()).tolist() == [[0, 25]]


def test_parks_of_other_names_and_further_apart_stay_apart() -> None:
    for shapes, names in (
        ((box(0, 0, 50, 50), box(50, 0, 100, 50)), {"name": ["东园", "西园"]}),
        ((box(0, 0, 50, 50), box(51.5, 0, 101.5, 50)), {"name": ["园", "园"]}),
        ((box(0, 0, 50, 50), box(50, 0, 100, 50)), {"name": ["东园", None]}),  # nothing joins two parks by way of it
    ):
        served = facilities_of(frame(*shapes, **names), STEPS, border_spacing=10)
        assert served.radius.tolist() == [300, 300]
        assert served.joined == 0


def test_circles_begin_at_the_border() -> None:
    # a rectangle a x b and r around it: a b + 2 r (a + b) + pi r²
    served = facilities_of(frame(LARGE), STEPS, border_spacing=10)
    true = 100 * 50 + 2 * 500 * (100 + 50) + pi * 500**2
    assert true - pi * 500**2 * POLYGON_DEFICIT == pytest.approx(served.circles().area)


def test_of_two_circles_what_both_reach_counts_once() -> None:
    served = facilities_of(points((0, 0), (500, 0)), 500.0)
    # the lens of two circles of radius r, d apart: 2 r² acos(d / 2r) - d/2 sqrt(4 r² - d²)
    lens = 2 * 500**2 * np.arccos(0.5) - 250 * np.sqrt(4 * 500**2 - 500**2)
    true = 2 * pi * 500**2 - lens
    assert true * (1 - 2 * POLYGON_DEFICIT) <= served.circles().area <= true


def test_a_straight_line_ends_at_the_border() -> None:
    served = facilities_of(frame(LARGE, SMALL), STEPS, border_spacing=10)
    there = shapely.points([(50, 550), (50, 550.01), (50, 25), (1320, 10), (1320.01, 10)])
    distance, near = served.straight(there)
    assert distance == pytest.approx([500, 500.01, 0, 300, 300.01])
    assert near.tolist() == [True, False, True, True, False]


def test_entrances_belong_to_the_nearest_place() -> None:
    # one on the border of each park, one 30 m off the large one, one at no park, one at the lawn too small to count
    gates = points((50, 0), (1000, 10), (130, 25), (500, 500), (2010, 0))
    served = facilities_of(frame(LARGE, SMALL, LAWN), STEPS, entrances=gates, entrance_within=30)
    assert served.door_radius.tolist() == [500, 300, 500]
    assert (served.strays, served.unfenced, served.small) == (1, 0, 1)


def test_a_park_without_an_entrance_is_entered_along_its_border() -> None:
    served = facilities_of(frame(SMALL), STEPS, border_spacing=10)
    assert served.unfenced == 1
    places = shapely.get_coordinates(served.doors.to_numpy())
    assert {tuple(place) for place in places.tolist()} == {
        *((float(x), y) for x in (1000, 1010, 1020) for y in (0.0, 20.0)),
        (1000.0, 10.0),
        (1020.0, 10.0),
    }


def test_points_are_their_own_doors() -> None:
    served = facilities_of(points((1, 2), (3, 4)), 500.0)
    assert shapely.get_coordinates(served.doors.to_numpy()).tolist() == [[1, 2], [3, 4]]
    assert (served.unfenced, served.areas) == (0, False)


@pytest.mark.parametrize(
    ("given", "en"),
    [
        ({"radius": 0.0}, "the radius should be above 0"),
        ({"radius": (Step(400, -1),)}, "the radius should be above 0"),
        ({"radius": (Step(1e9, 500),)}, "all are smaller than the smallest step"),
        ({"places": points((0, 0)), "radius": STEPS}, "points without an area"),
        ({"border_spacing": None}, "the parameter 'border_spacing' is needed"),
        ({"entrances": points((0, 0))}, "the parameter 'entrance_within' is needed"),
        ({"entrances": points((0, 0)), "entrance_within": -1.0}, "entrance_within should be above 0"),
        ({"border_spacing": 0.0}, "border_spacing should be above 0"),
        ({"border_spacing": 1e-6}, "300,000,000 points along borders"),  # of 2 x (100 + 50) m
    ],
)
def test_what_cannot_serve_is_refused(given: dict[str, Any], en: str) -> None:
    served: dict[str, Any] = {"places": frame(LARGE), "radius": 500.0, "border_spacing": 10.0}
    with pytest.raises(MethodError, match=en):
        facilities_of(**(served | given))


# -- the question of parks ---------------------------------------------------------------------------------------------


def ask(**changes: Any) -> Result:  # noqa: ANN401 - inputs and parameters
    """Return the coverage of a park of 1 ha at the west end of a strip of housing that runs on beyond the city."""
    town: dict[str, Any] = {
        "facilities": frame(box(0, 0, 100, 100)),
        "region": frame(box(100, 0, 900, 100), box(1000, 0, 3000, 100)),
        "within": frame(box(0, 0, 2000, 100)),
        "people": homes((300, 50, 10), (950, 50, 20), (1500, 50, 30), (2500, 50, 40)),
        "network": network([(0, 50), (3000, 50)]),
        "radius": STEPS,
        "border_spacing": 25.0,
    }
    return service_coverage(**(town | changes))


def test_only_housing_inside_the_city_is_divided_by() -> None:
    found = values(ask())
    # housing in the city: 800 and 1000 m of the strip; reached: from the park's border at 100 to 600
    assert found["region_area"] == pytest.approx((800 + 1000) * 100 / 1e6)
    assert found["area_share"] == pytest.approx(100 * 500 / 1800)


def test_everybody_in_the_city_counts_wherever_the_housing_is_drawn() -> None:
    found = values(ask())
    assert (found["people"], found["people_elsewhere"]) == (60, 40)  # who lives between the two parts counts too
    assert found["people_circles"] == found["people_walking"] == 10


def test_people_walk_to_the_entrance() -> None:
    # its only entrance lies at the far side: 100 m more for everybody
    gates = points((0, 50))
    near = homes((550, 50, 1), (450, 50, 2))
    found = values(ask(people=near, entrances=gates, entrance_within=10.0))
    assert found["people_circles"] == 3
    assert found["people_walking"] == 3 - 1  # 550 m from one, 450 m from the other
    assert values(ask(people=near))["people_walking"] == 3  # by the border 450 m and 350 m


def test_a_small_park_reaches_less_far_on_foot_too() -> None:
    pocket = frame(box(0, 40, 20, 60))  # 400 m², its border 300 m from (320, 50)
    found = values(ask(facilities=pocket, people=homes((320, 50, 1), (321, 50, 2)), border_spacing=10.0))
    assert found["people_circles"] == found["people_walking"] == 1


def test_the_better_of_two_classes_counts() -> None:
    # a pocket park 350 m east and a large one 480 m west of the same home: within reach of the large one alone
    both = frame(box(0, 40, 20, 60), box(850, 0, 950, 100))
    found = values(ask(facilities=both, people=homes((370, 50, 1))))
    assert found["people_circles"] == found["people_walking"] == 1


def test_by_division_with_land_and_people_apart() -> None:
    by = frame(box(0, 0, 950, 100), box(950, 0, 3000, 100), name=["西", "东"])
    zones = ask(by=by).tables["zones"].data.set_index("name")
    assert zones["area"].to_dict() == {"西": pytest.approx(0.08), "东": pytest.approx(0.1)}
    assert zones["area_share"].to_dict() == {"西": pytest.approx(62.5), "东": 0}
    assert zones["people"].to_dict() == {"西": 10, "东": 50}  # the one on the border with the name that sorts first


def test_a_division_without_housing_has_no_share() -> None:
    by = frame(box(0, 0, 100, 100), box(100, 0, 3000, 100), name=["园", "宅"])
    zones = ask(by=by).tables["zones"].data.set_index("name")
    assert zones["area_share"].isna().to_dict() == {"园": True, "宅": False}


def test_who_lives_far_off_the_streets_is_told() -> None:
    found = ask(network=network([(0, 90), (3000, 90)]), people=homes((300, 10, 1), (300, 60, 2)), far=50.0)
    assert values(found)["people_snapped_far"] == 1  # 80 m and 30 m
    assert "people_snapped_far" not in values(ask())
    assert any("more than 50 m from any street" in note.en for note in found.notes)


def test_no_housing_in_the_city_is_refused() -> None:
    with pytest.raises(MethodError, match=r"there is no \{region\} inside \{within\}"):
        ask(within=frame(box(5000, 0, 6000, 100)))


def test_the_area_on_foot() -> None:
    # One street through the strip, the park's border on it at (100, 50). A leg of 50 m leaves 450 m along the street:
    # 450 m with 50 m either side, and half a circle of 50 m beyond, to whose middle legs lead aslant
    reached = 450 * 100 + pi * 50**2 / 2
    found = ask(street_leg=50.0)
    assert values(found)["area_share_walking"] == pytest.approx(100 * reached / 180_000, rel=1e-3)
    assert found.tables["reached_walking"].data["area"].tolist() == pytest.approx([reached], rel=1e-3)
    # land further from the street than the leg is not walked from
    narrow = values(ask(street_leg=20.0))["area_share_walking"]
    assert narrow == pytest.approx(100 * (480 * 40 + pi * 20**2 / 2) / 180_000, rel=1e-3)
    assert "area_share_walking" not in values(ask())
