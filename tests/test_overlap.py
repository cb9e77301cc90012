"""How many stops reach somebody: on a street by hand, and against counting pair by pair."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.overlap import MANY, multiple_coverage
from geo_ruijin.results import Result
from tests.planes import frame, homes, network, points, values

STREET = network([(0, 0), (3000, 0)])


def ask(**changes: Any) -> Result:  # noqa: ANN401 - inputs and parameters
    # stops at 0, 500 and 2000; homes at 250 (two stops), 1000 (one, exactly 500 m), 1499 (none by 1 m: 501), 1750 (one)
    town: dict[str, Any] = {
        "facilities": points((0, 0), (500, 0), (2000, 0)),
        "region": frame(box(-10, -1000, 3010, 1000)),
        "people": homes((250, 0, 10), (1000, 0, 20), (1499, 0, 30), (1750, 0, 40)),
        "network": STREET,
        "by": frame(box(-10, -1000, 1200, 1000), box(1200, -1000, 3010, 1000), name=["西", "东"]),
        "radius": 500.0,
    }
    return multiple_coverage(**(town | changes))


def test_shares_and_mean_by_hand() -> None:
    found = values(ask())
    for reading in ("circles", "walking"):  # on the street both are the same
        assert found[f"twice_share_{reading}"] == pytest.approx(10)
        assert found[f"once_share_{reading}"] == pytest.approx(70)
        assert found[f"mean_{reading}"] == pytest.approx((10 * 2 + 20 + 40) / 100)


def test_a_home_off_the_street_walks_further() -> None:
    # 400 m aside of 250: 472 m to both stops as the crow flies, 650 m on foot
    found = values(ask(people=homes((250, 400, 1))))
    assert (found["mean_circles"], found["mean_walking"]) == (2, 0)


def test_people_by_number() -> None:
    table = ask().tables["numbers"].data.set_index("number")
    assert table["people_walking"].to_dict() == {"0": 30, "1": 60, "2": 10, "3": 0, "4": 0, f"≥ {MANY}": 0}
    assert table["share_circles"].sum() == pytest.approx(100)


def test_many_are_counted_together() -> None:
    stops = points(*((x, 0) for x in range(MANY + 2)))
    table = ask(facilities=stops, people=homes((0, 0, 7))).tables["numbers"].data.set_index("number")
    assert table["people_walking"].to_dict()[f"≥ {MANY}"] == 7


def test_by_division_and_who_depends_on_one() -> None:
    tables = ask().tables
    zones = tables["zones"].data.set_index("name")
    assert zones["people"].to_dict() == {"西": 30, "东": 70}
    assert zones["twice_walking"].to_dict() == {"西": pytest.approx(100 * 10 / 30), "东": 0}
    single = tables["single"].data
    assert single[["name", "people"]].to_numpy().tolist() == [["东", 40], ["西", 20]]


def test_without_streets_only_circles() -> None:
    found = ask(network=None, by=None)
    assert "mean_walking" not in values(found)
    assert values(found)["mean_circles"] is not None
    assert list(found.tables) == ["numbers", "single"]
    assert "name" not in found.tables["single"].columns


def test_nobody_has_no_share() -> None:
    found = values(ask(people=homes((-500, 0, 3))))
    assert found["people"] == 0
    assert found["mean_circles"] is found["twice_share_walking"] is None


def test_a_radius_is_above_0() -> None:
    with pytest.raises(MethodError, match="the radius should be above 0"):
        ask(radius=0.0)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(0, 3000), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 9)), min_size=1, max_size=8),
    st.sampled_from([1.0, 250.0, 500.0, 3000.0]),
)
def test_as_many_as_counting_pair_by_pair(stops: list[int], people: list[tuple[int, int]], radius: float) -> None:
    found = ask(
        facilities=points(*((x, 0) for x in stops)), people=homes(*((x, 0, n) for x, n in people)), radius=radius
    )
    numbers = np.array([sum(abs(home - stop) <= radius for stop in stops) for home, _ in people])
    weights = np.array([n for _, n in people], dtype=float)
    expected = None if not weights.sum() else pytest.approx((numbers * weights).sum() / weights.sum())
    assert values(found)["mean_walking"] == values(found)["mean_circles"] == expected


def test_the_two_sides_of_a_road_are_one_place() -> None:
    # each stop twice, 28 m apart across the street; from 1000 the other side of the one at 500 is a little beyond 500 m
    pairs = points((0, 0), (0, 28), (500, 0), (500, 28), (2000, 0), (2000, 28))
    assert values(ask(facilities=pairs))["mean_circles"] == pytest.approx((10 * 4 + 20 + 40 * 2) / 100)
    found = ask(facilities=pairs, same_place=28.0)  # exactly so far apart is one
    assert values(found)["mean_walking"] == values(found)["mean_circles"] == pytest.approx((10 * 2 + 20 + 40) / 100)
    assert "6 are 3 places" in found.notes[0].en
    assert (
        values(ask(facilities=pairs, same_place=27.9))["mean_walking"] == values(ask(facilities=pairs))["mean_walking"]
    )


def test_a_home_at_the_stop_has_it() -> None:
    assert values(ask(people=homes((500, 0, 1))))["mean_circles"] == 2  # the other is exactly 500 m away


def test_a_chain_of_stops_is_not_one_place() -> None:
    # a stop every 50 m over 1 km; of no more than 60 m apart go together in pairs, never all 21
    chain = points(*((50 * i, 0) for i in range(21)))
    found = ask(facilities=chain, people=homes((500, 0, 1)), same_place=60.0)
    assert 10 <= (values(found)["mean_circles"] or 0) <= 12
    assert "21 are 11 places" in found.notes[0].en


def test_one_place_is_smaller_than_the_radius() -> None:
    with pytest.raises(MethodError, match="should be less than the radius"):
        ask(same_place=500.0)
    assert ask(same_place=10.0).notes == ()  # nothing goes together
