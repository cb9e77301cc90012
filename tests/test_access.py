"""Walking distance and its spread on a street by hand."""

from __future__ import annotations

from math import exp
from pathlib import Path
from typing import Any

import pytest
from shapely import box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.access import walking_access
from geo_ruijin.results import Result
from tests.planes import frame, hillside, homes, network, points, values

# One street along y = 0 from 0 to 4000, the stop at its beginning; a lane apart leads nowhere. People on the street at
#   100: 10, 500: 20, 501: 30, 3000: 40; and 5 on the lane apart. The city ends at x = 1000.
PEOPLE = homes((100, 0, 10), (500, 0, 20), (501, 0, 30), (3000, 0, 40), (2000, 900, 5))
TOTAL = 105


def ask(**changes: Any) -> Result:  # noqa: ANN401 - inputs and parameters
    town: dict[str, Any] = {
        "facilities": points((0, 0)),
        "region": frame(box(-100, -1000, 4100, 1000)),
        "people": PEOPLE,
        "network": network([(0, 0), (4000, 0)], [(1500, 900), (2500, 900)]),
        "urban": frame(box(-100, -1000, 1000, 1000)),
        "by": frame(box(-100, -1000, 500.5, 1000), box(500.5, -1000, 4100, 1000), name=["西", "东"]),
        "radius": 500.0,
    }
    return walking_access(**(town | changes))


def test_the_share_within_reach() -> None:
    found = values(ask())
    assert found["people"] == TOTAL
    assert found["people_share"] == pytest.approx(100 * 30 / TOTAL)  # those exactly at 500 m among them
    assert found["people_without_way"] == 5


def test_city_and_countryside() -> None:
    found = values(ask())
    assert (found["people_urban"], found["people_rural"]) == (60, 45)
    assert found["people_share_urban"] == pytest.approx(100 * 30 / 60)
    assert found["people_share_rural"] == 0
    assert "people_urban" not in values(ask(urban=None))
    assert "settings" not in ask(urban=None).tables


def test_distances_are_of_those_who_have_a_way() -> None:
    found = values(ask())
    metres = 10 * 100 + 20 * 500 + 30 * 501 + 40 * 3000
    assert found["mean_distance"] == pytest.approx(metres / 100)
    assert found["median_distance"] == pytest.approx(501)  # 10 + 20 + 30 of 100 people walk no further
    assert found["distance_of_90"] == pytest.approx(3000)
    # the furthest 10 walk 3000 each; the nearest 40 are 10, 20, and 10 of the next
    assert found["palma"] == pytest.approx(10 * 3000 / (10 * 100 + 20 * 500 + 10 * 501))


def test_by_division_the_least_covered_first() -> None:
    table = ask().tables["zones"].data
    assert table["name"].tolist() == ["东", "西"]
    assert table["people"].tolist() == [75, 30]
    assert table["people_share"].tolist() == [0, 100]
    assert table["people_without_way"].tolist() == [5, 0]
    assert table["gini"].tolist()[1] == pytest.approx((500 - 100) * (10 * 20) / 30**2 / ((10 * 100 + 20 * 500) / 30))


def test_a_division_nobody_lives_in_has_no_share() -> None:
    by = frame(box(-100, -1000, 4100, -500), box(-100, -500, 4100, 1000), name=["空", "满"])
    table = ask(by=by).tables["zones"].data.set_index("name")
    assert table.loc["空", ["people_share", "mean_distance", "gini", "palma"]].isna().all()


def test_nobody_in_the_region() -> None:
    found = ask(region=frame(box(5000, 0, 6000, 10)), by=None)
    assert values(found)["people"] == 0
    assert values(found)["people_share"] is values(found)["mean_distance"] is values(found)["gini"] is None
    assert "Nobody" in found.notes[0].en


def test_parks_are_entered_at_their_entrance() -> None:
    # the park's border is 100 m from the home, its only entrance 700 m; both on the street
    park = frame(box(600, 0, 1300, 100))
    given = {"facilities": park, "people": homes((500, 0, 1)), "border_spacing": 50.0, "by": None, "urban": None}
    assert values(ask(**given))["mean_distance"] == pytest.approx(100)
    found = values(ask(**given, entrances=points((1200, 0)), entrance_within=50.0))
    assert found["mean_distance"] == pytest.approx(700)


def test_the_time_of_the_walk_uphill_and_down(tmp_path: Path) -> None:
    # 1000 m to the stop at the origin, down a slope of 10 % from the east: 0.6 exp(3.5 |-0.1 + 0.05|) s/m; from the
    # west it goes up: 0.6 exp(3.5 (0.1 + 0.05)) s/m
    town = {"network": network([(-2000, 0), (2000, 0)]), "heights": hillside(tmp_path, 0.1), "slope_over": 100.0}
    down, up = (
        values(ask(**town, people=homes((x, 0, 1)), region=frame(box(-2000, -1, 2000, 1)), by=None, urban=None))
        for x in (1000, -1000)
    )
    assert down["mean_time"] == pytest.approx(1000 * 0.6 * exp(3.5 * 0.05) / 60, rel=1e-6)
    assert up["mean_time"] == up["time_of_90"] == pytest.approx(1000 * 0.6 * exp(3.5 * 0.15) / 60, rel=1e-6)
    assert down["mean_distance"] == up["mean_distance"] == 1000


def test_slopes_need_a_length_to_be_measured_over(tmp_path: Path) -> None:
    with pytest.raises(MethodError, match="the parameter 'slope_over' is needed"):
        ask(heights=hillside(tmp_path, 0.1))
