"""Villages with scheduled service: every kind of stop, every answer, by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely import box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.settlements.service import settlement_service
from geo_ruijin.results import OUTSIDE, Result
from tests.planes import frame, hillside, network, points, values

# Along a road: a stop by timetable at 0, one on call at 10 km, one that nobody says anything of at 20 km, a closed one
# at 30 km. Villages at 2,000 m (exactly), at 2,001 m, and one beside each
# other stop; a neighbourhood does not count.
STOPS = points(
    (0, 0),
    (10_000, 0),
    (20_000, 0),
    (30_000, 0),
    served=[True, False, None, False],
    on_demand=[False, True, None, False],
)
VILLAGES = points(
    (2000, 0), (2001, 0), (10_000, 100), (20_000, 100), (30_000, 100), (0, 0),
    name=["甲", "乙", "丙", "丁", "戊", "街"], kind=["村"] * 5 + ["居委会"], people=[5, 4, 3, 2, 1, 99],
)  # fmt: skip
ROAD = network([(0, 0), (40_000, 0)])


def ask(**changes: Any) -> Result:  # noqa: ANN401 - inputs and parameters
    given: dict[str, Any] = {
        "settlements": VILLAGES,
        "stops": STOPS,
        "network": ROAD,
        "radius": 2000.0,
        "kinds": ("村",),
    }
    return settlement_service(**(given | changes))


def test_who_is_served() -> None:
    found = values(ask())
    assert found["settlements"] == 5
    assert found["served"] == 1  # 甲; 乙 is a metre too far
    assert found["not_served"] == 4
    assert found["served_share"] == pytest.approx(100 * 1 / 5)
    assert found["served_share_at_most"] == pytest.approx(100 * 2 / 5)  # 丁, if a bus stops there
    assert found["on_call_share"] == pytest.approx(100 * 1 / 5)  # 丙
    assert [found[f"stops_{kind}"] for kind in ("by_timetable", "on_call", "not_said")] == [1, 1, 1]


def test_along_the_road() -> None:
    # a village 1,900 m off in a straight line, 2,700 m by the road
    village = points((1900, 0), name=["弯"], kind=["村"])
    bend = network([(0, 0), (0, 400), (1900, 400), (1900, 0)])
    found = values(ask(settlements=village, network=bend))
    assert (found["served_share"], found["served_share_road"]) == (100, 0)
    assert ask(settlements=village, network=bend).tables["served"].data["distance"].tolist() == [2700]
    assert "served_share_road" not in values(ask(network=None))


@pytest.mark.parametrize(("served", "share"), [(True, 20), (False, 0), (None, 0)])
def test_a_call_beside_a_timetable_takes_nothing_from_it(served: bool | None, share: float) -> None:  # noqa: FBT001
    # beside one other stop that says what it is
    both = points((0, 0), (90_000, 0), served=[served, True], on_demand=[True, False])
    found = values(ask(stops=both))
    assert found["served_share"] == share
    assert found["stops_on_call"] == (0 if served else 1)


@pytest.mark.parametrize("columns", [{}, {"served": [None, None, None, None]}])
def test_stops_that_say_nothing_give_no_share(columns: dict[str, list[None]]) -> None:
    silent = gpd.GeoDataFrame(columns, geometry=STOPS.geometry, crs=STOPS.crs)
    found = ask(stops=silent)
    assert values(found)["served_share"] is values(found)["served"] is values(found)["served_share_road"] is None
    assert values(found)["served_share_at_most"] == pytest.approx(100 * 4 / 5)
    assert any("None of {stops} says" in note.en for note in found.notes)


def test_stops_that_say_only_that_they_are_on_call_give_no_share() -> None:
    called = points((0, 0), (10_000, 0), on_demand=[False, True])
    found = ask(stops=called)
    assert values(found)["served_share"] is None
    # a stop on call may have a timetable too: 甲 and 丙
    assert values(found)["served_share_at_most"] == pytest.approx(100 * 2 / 5)
    assert values(found)["on_call_share"] == 0
    assert not found.tables  # nobody knows which villages are not served
    assert any("None of {stops} says" in note.en for note in found.notes)


def test_what_is_not_said_leaves_the_share_open() -> None:
    share = ask().measures["served_share"]
    assert (share.low, share.high) == (20, 40)
    assert [(ask().measures[key].low, ask().measures[key].high) for key in ("served", "not_served")] == [(1, 2), (3, 4)]
    by_road = ask().measures["served_share_road"]
    assert (by_road.low, by_road.high) == (20, 40)


def test_villages_outside_the_place_do_not_count_and_those_in_no_division_are_told() -> None:
    place = frame(box(-10, -10, 15_000, 200))
    by = frame(box(-10, -10, 5000, 200), name=["近"])
    found = ask(within=place, by=by)
    assert values(found)["settlements"] == 3  # 甲, 乙, 丙
    assert any("2 more of {settlements} (村) lie outside {within}" in note.en for note in found.notes)
    zones = found.tables["zones"].data
    assert dict(zip(zones["name"], zones["settlements"], strict=True)) == {"近": 2, OUTSIDE.zh: 1}
    with pytest.raises(MethodError, match=r"there are no \{settlements\} inside \{within\}"):
        ask(within=frame(box(90_000, 0, 90_001, 1)))


def test_the_lists_most_people_first() -> None:
    tables = ask().tables
    assert tables["served"].data["name"].tolist() == ["甲"]
    left = tables["not_served"].data
    assert left["name"].tolist() == ["乙", "丙", "丁", "戊"]
    assert left["straight"].tolist()[0] == 2001
    assert left["on_call"].tolist() == [False, True, False, False]


def test_by_division() -> None:
    by = frame(box(-10, -10, 5000, 10), box(5000, -10, 40_000, 200), name=["近", "远"])
    found = ask(by=by)
    zones = found.tables["zones"].data
    assert zones[["name", "settlements", "served", "share"]].to_numpy().tolist() == [["远", 3, 0, 0], ["近", 2, 1, 50]]
    assert found.tables["not_served"].data["division"].tolist() == ["近", "远", "远", "远"]


def test_the_words_say_which_kinds_count() -> None:
    found = ask()
    assert "{settlements}(村)" in found.measures["served_share"].about.zh
    assert "{settlements} (村)" in found.tables["not_served"].title.en
    assert "(村)" not in ask(kinds=None).measures["served_share"].about.zh


def test_all_kinds_count_where_none_is_chosen() -> None:
    assert values(ask(kinds=None))["settlements"] == 6


@pytest.mark.parametrize(
    ("changes", "en"),
    [
        ({"kinds": ("乡",)}, "has none of the kinds: 乡"),
        ({"kinds": ("村", "居委")}, "has none of the kinds: 居委$"),  # one of two misspelt
        ({"settlements": points((0, 0), name=["甲"])}, "has no column 'kind'"),
        ({"radius": float("inf")}, "the radius should be above 0 and finite"),
    ],
)
def test_what_cannot_be_told_is_refused(changes: dict[str, Any], en: str) -> None:
    with pytest.raises(MethodError, match=en):
        ask(**changes)


def test_on_foot_within_minutes(tmp_path: Path) -> None:
    # on the level 20 minutes are 20 x 60 / (0.6 exp(0.175)) = 1678 m
    villages = points((1670, 0), (1690, 0), name=["甲", "乙"], kind=["村", "村"])
    found = ask(settlements=villages, heights=hillside(tmp_path, 0.0), walk=20.0, slope_over=100.0)
    assert values(found)["served_share_on_foot"] == 50
    assert values(found)["served_share"] == 100
    assert found.tables["served"].data["minutes"].tolist() == pytest.approx([1690 / 83.9, 1670 / 83.9], rel=1e-3)
    with pytest.raises(MethodError, match="the parameter 'walk' is needed"):
        ask(heights=hillside(tmp_path, 0.0), slope_over=100.0)
