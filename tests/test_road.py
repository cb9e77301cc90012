"""Coverage by road: land, people and sites along a street by hand, one-ways kept."""

from __future__ import annotations

from typing import Any

import pytest
from shapely import box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.road import road_coverage
from geo_ruijin.results import Result
from tests.planes import frame, homes, network, points, values

STREET = network([(0, 0), (4000, 0)], mode="drive")
STRIP = frame(box(0, 0, 4000, 100))


def ask(**changes: Any) -> Result:  # noqa: ANN401 - inputs and parameters
    town: dict[str, Any] = {
        "facilities": points((0, 0)),
        "region": STRIP,
        "network": STREET,
        "people": homes((500, 0, 10), (1000, 0, 20), (1001, 0, 30), (3000, 0, 40)),
        "sites": points((900, 0), (3900, 0), (9000, 0), name=["近", "远", "外"]),
        "radius": 1000.0,
        "cell": 100.0,
    }
    return road_coverage(**(town | changes))


def test_land_by_the_centres_of_cells() -> None:
    # 40 cells with centres at 50, 150, … 50 m off the street: x + 50 <= 1000 holds up to 950: 10 of 40
    found = values(ask())
    assert found["land_share"] == pytest.approx(100 * 10 / 40)
    assert found["land_area"] == pytest.approx(0.4)


def test_a_finer_grid_comes_near_the_area() -> None:
    # reached where x + y <= 1000 with y in 0..100: a trapezium of (1000 + 900) / 2 times 100 of 400,000 m²; its edge
    # runs through one cell of each of the 20 rows, of 16,000 cells in all
    exact = 100 * 95_000 / 400_000
    assert values(ask(cell=5.0))["land_share"] == pytest.approx(exact, abs=100 * 20 / 16_000)


def test_people_and_sites() -> None:
    found = values(ask())
    assert (found["people"], found["people_reached"]) == (100, 30)  # exactly at 1000 m is within
    assert found["people_share"] == pytest.approx(30)
    assert (found["sites"], found["sites_reached"]) == (2, 1)  # the third lies outside the region


def test_a_one_way_binds() -> None:
    # the street leads east only: from 500 nobody comes back to the station at 0
    away = network([(0, 0), (4000, 0)], mode="drive", oneway=[True])
    assert values(ask(network=away))["people_reached"] == 0
    there = network([(4000, 0), (0, 0)], mode="drive", oneway=[True])
    assert values(ask(network=there))["people_reached"] == 30


def test_by_division_and_who_is_not_reached() -> None:
    found = ask(by=frame(box(0, 0, 2000, 100), box(2000, 0, 4000, 100), name=["西", "东"]))
    zones = found.tables["zones"].data.set_index("name")
    assert zones["land_share"].to_dict() == {"西": 50, "东": 0}
    assert zones["people"].to_dict() == {"西": 60, "东": 40}
    assert zones["people_share"].to_dict() == {"西": 50, "东": 0}
    assert zones["sites_share"].to_dict() == {"西": 100, "东": 0}
    far = found.tables["unreached_people"].data
    assert far[["division", "people", "distance"]].to_numpy().tolist() == [["东", 40, 3000], ["西", 30, 1001]]
    assert found.tables["unreached_sites"].data["name"].tolist() == ["远"]


def test_what_is_not_given_is_not_told() -> None:
    found = ask(people=None, sites=None)
    assert sorted(values(found)) == ["facilities", "land_area", "land_share"]
    assert not found.tables


def test_a_street_apart_leads_nowhere() -> None:
    apart = network([(0, 0), (2000, 0)], [(2500, 0), (4000, 0)], mode="drive")
    assert values(ask(network=apart))["people_without_way"] == 40


@pytest.mark.parametrize(
    ("changes", "en"),
    [
        ({"radius": -1.0}, "the radius should be above 0"),
        ({"cell": 0.0}, "the cell should be above 0"),
        ({"cell": 0.001}, "the grid is too fine"),
        ({"cell": 101.0}, "too coarse: no more than a tenth of the radius"),
        ({"region": frame(box(0, 0, 1, 1))}, "smaller than a cell"),
        ({"region": frame(box(0, 0, 0, 0))}, "the region has no area"),
    ],
)
def test_what_cannot_be_measured_is_refused(changes: dict[str, Any], en: str) -> None:
    with pytest.raises(MethodError, match=en):
        ask(**changes)


def test_without_divisions_what_is_not_reached_keeps_its_name() -> None:
    found = ask()
    assert list(found.tables["unreached_sites"].columns) == ["name", "distance"]
    assert list(found.tables["unreached_people"].columns) == ["people", "distance"]
