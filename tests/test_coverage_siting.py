"""The fewest new sites for a target: on a line by eye, as coverage says before and after, and in Tiny Town."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from shapely import box

from geo_ruijin.errors import MethodError, NoDataError
from geo_ruijin.methods.coverage.service import service_coverage
from geo_ruijin.methods.parameter import Step
from geo_ruijin.methods.siting.coverage import coverage_siting
from geo_ruijin.project import open_project
from geo_ruijin.results import Result
from geo_ruijin.run import run_project
from geo_ruijin.text import Text
from geo_ruijin.units import UNITS
from tests.planes import CRS, Place, frame, homes, network, points, values
from tests.towns import copy_town

# Three homes 900 m apart along a street, and four places for stops with a reach of 500 m; no stop stands near them.
#
#   0        450       900      1350      1800
#   home 10            home 20            home 40
#            A         B        C                  D at 1950
#
# A reaches the first two, exactly 450 m away, C the last two, B its own, D the last.
STREET: list[Place] = [(-1000, 0), (9000, 0)]
HOMES = homes((0, 0, 10), (900, 0, 20), (1800, 0, 40))
REGION = frame(box(-100, -100, 2000, 100))
FAR = points((9000, 0), name=["远站"])
PLACES = points(
    (450, 0), (900, 0), (1350, 0), (1950, 0), name=["甲", "乙", "丙", "丁"], kind=["street"] * 4, township=["镇"] * 4
)


def ask(**changes: Any) -> Result:  # noqa: ANN401 - inputs and parameters
    """Return the answer for the homes on a line, with what is asked for changed."""
    town: dict[str, Any] = {
        "facilities": FAR,
        "candidates": PLACES,
        "region": REGION,
        "people": HOMES,
        "network": network(STREET),
        "radius": 500.0,
        "share": 100.0,
        "reading": "people_walking",
        "cell": 50.0,
    }
    return coverage_siting(**(town | changes))


def names(result: Result) -> list[str]:
    return list(result.tables["sites"].data["name"])


def english(cells: Iterable[object]) -> set[str]:
    """Return what cells that are texts say."""
    return {cell.en for cell in cells if isinstance(cell, Text)}


def test_three_homes_on_a_line_need_two_stops() -> None:
    result = ask()
    found = values(result)
    assert found["sites_needed"] == 2  # no place reaches all three
    assert result.measures["sites_needed"].low is None  # proven
    assert "proven optimal" in result.measures["sites_needed"].about.en
    assert "已证明最优" in result.measures["sites_needed"].about.zh
    assert (found["people_walking_before"], found["people_walking_after"]) == (0, 70)
    assert found["people_share_walking_after"] == 100
    assert found["reachable_share"] == 100
    assert found["unreachable_people"] == 0
    assert found["candidates"] == 4


def test_the_one_that_adds_most_is_built_first() -> None:
    rows = ask().tables["sites"].data
    # C reaches 60 people, and then A the 10 at the western end; it is A or nothing there, and C, or B and D, elsewhere
    assert list(rows["name"]) == ["丙", "甲"]
    assert list(rows["rank"]) == [1, 2]
    assert list(rows["gain_people_walking"]) == [60, 10]
    assert list(rows["share"]) == pytest.approx([100 * 60 / 70, 100])
    # with A reaching the middle home, D could serve the eastern one in place of C; nothing could be in place of A
    assert list(rows["alternatives"]) == [1, 0]


def test_sites_are_told_in_degrees() -> None:
    table = ask().tables["sites"]
    east, north = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform([1350, 450], [0, 0])
    assert list(table.data["longitude"]) == pytest.approx(east)
    assert list(table.data["latitude"]) == pytest.approx(north)
    assert table.columns["longitude"].unit == "° WGS 84"
    assert table.field


def test_part_of_the_people_needs_one_stop() -> None:
    found = values(ask(share=85.0))
    assert found["sites_needed"] == 1  # C reaches 60 of 70: 85.7 %
    assert found["people_share_walking_after"] == pytest.approx(100 * 60 / 70)
    assert values(ask(share=86.0))["sites_needed"] == 2


def test_exactly_at_the_radius_is_within_reach() -> None:
    assert values(ask(radius=450.0))["sites_needed"] == 2
    found = values(ask(radius=449.0))
    # A and C reach nobody now; B and D stand at the middle home and 150 m from the eastern one
    assert found["sites_needed"] == 2
    assert found["unreachable_people"] == 10


def test_what_stands_counts_first() -> None:
    found = values(ask(facilities=points((1800, 0), name=["东站"])))
    assert found["people_walking_before"] == 40
    assert found["sites_needed"] == 1  # A, for the other two
    assert values(ask(facilities=points((450, 0), (1350, 0))))["sites_needed"] == 0


def test_the_curve_and_where_it_stops_being_worth_it() -> None:
    result = ask(worth_people=15.0)
    curve = result.tables["curve"]
    assert list(curve.data["sites"]) == [0, 1, 2]
    assert list(curve.data["share"]) == pytest.approx([0, 100 * 60 / 70, 100])
    assert list(curve.data["gain"])[1:] == [60, 10]
    assert list(curve.data["in_order"]) == pytest.approx([0, 100 * 60 / 70, 100])
    assert english(curve.data["known"]) == {"proven optimal"}
    assert curve.trend is not None
    found = values(result)
    assert found["sites_worth"] == 1  # the second adds 10, less than 15
    assert found["share_worth"] == pytest.approx(100 * 60 / 70)
    assert values(ask(worth_people=10.0))["sites_worth"] == 2
    assert "sites_worth" not in values(ask())


def test_no_more_than_allowed_and_then_the_best() -> None:
    result = ask(new=1)
    assert names(result) == ["丙"]
    found = values(result)
    assert (found["sites_needed"], found["sites_chosen"], found["people_walking_after"]) == (2, 1, 60)
    assert any("Only 1 sites are listed" in note.en for note in result.notes)


def test_spacing_between_sites_and_to_what_stands() -> None:
    # A and C stand 900 m apart, A and D 1,500 m; 451 m or more from a stop at 900 there is D alone
    assert values(ask(spacing=900.0))["sites_needed"] == 2
    result = ask(facilities=points((900, 0)), spacing=451.0, share=100.0)
    assert names(result) == ["丁"]
    assert any("3 candidates stand nearer" in note.en for note in result.notes)
    assert not any("nearer" in note.en for note in ask(spacing=900.0).notes)  # none does
    with pytest.raises(NoDataError, match="every candidate"):
        ask(facilities=points((900, 0)), spacing=2000.0)


def test_exactly_the_spacing_from_what_stands_is_far_enough() -> None:
    # 56.4 and 200 m more: the distance between them is a hair less, in the last bits of doubles
    stop = 56.4
    place = stop + 200
    assert place - stop < 200
    result = ask(facilities=points((stop, 0)), candidates=points((place, 0)), spacing=200.0)
    assert values(result)["candidates"] == 1


def test_where_the_spacing_is_in_the_way_the_most_it_lets_is_told() -> None:
    # 1,501 m keep all four apart, so one may stand: C, for 60 of the 70
    result = ask(spacing=1501.0)
    found = values(result)
    assert names(result) == ["丙"]
    assert (found["sites_needed"], found["people_walking_after"]) == (1, 60)
    assert found["reachable_share"] == 100
    assert "as much as the spacing lets" in result.measures["sites_needed"].about.en
    assert any("the most that was found is a share (residents, walking) of 85.71 %" in note.en for note in result.notes)
    land = ask(spacing=1501.0, reading="area", people=None, network=None)
    assert len(names(land)) == 1
    assert any("is out of reach where sites stand 1501 m apart" in note.en for note in land.notes)


def test_what_could_stand_in_keeps_the_spacing_too() -> None:
    # The home at 0 has the western place alone; the one at 1,300 has two, 450 m and 900 m from the western one
    people = homes((0, 0, 10), (1300, 0, 20))
    places = points((450, 0), (900, 0), (1350, 0), name=["西", "中", "东"])
    free = ask(people=people, candidates=places)
    assert sorted(free.tables["sites"].data["alternatives"]) == [0, 1]
    assert any("Other choices" in note.en for note in free.notes)
    apart = ask(people=people, candidates=places, spacing=800.0)
    assert names(apart) == ["东", "西"]
    assert list(apart.tables["sites"].data["alternatives"]) == [0, 0]
    assert not any("Other choices" in note.en for note in apart.notes)


@pytest.mark.parametrize("seed", range(12))
def test_people_in_fractions_are_all_within_reach(seed: int) -> None:
    # everybody lives within 500 m of one of the four places; sums of such fractions miss one another by a hair
    rng = np.random.default_rng(seed)
    people = homes(*zip(rng.integers(0, 1800, 30), np.zeros(30), 9 * rng.random(30), strict=True))
    result = ask(people=people, reading="people_circles", facilities=points((600, 0)))
    assert not any("out of reach" in note.en for note in result.notes)
    assert "that bring the share" in result.measures["sites_needed"].about.en


def test_on_a_grid_the_curve_is_proven_for_the_grid() -> None:
    curve = ask(reading="area").tables["curve"].data
    assert english(curve["known"]) == {"proven optimal on the grid"}


def test_by_circles_a_river_does_not_matter() -> None:
    # the home lies 300 m north of the stop's place, and 900 m along the street that goes round
    there: dict[str, Any] = {
        "people": homes((0, 300, 10)),
        "candidates": points((0, 0), name=["桥"]),
        "region": frame(box(-100, -100, 700, 400)),
        "network": network([(0, 0), (300, 0), (300, 300), (0, 300)], [(9000, 0), (9100, 0)]),
    }
    assert values(ask(**there, reading="people_circles"))["sites_needed"] == 1
    result = ask(**there)
    assert values(result)["sites_needed"] == 0
    beyond = result.tables["unreachable"].data
    assert (beyond["distance"].iloc[0], beyond["walk"].iloc[0]) == (300, 900)
    assert english(beyond["why"]) == {"within the radius in a straight line, beyond it on foot"}


def test_land_beyond_all_candidates_is_told_with_the_reason() -> None:
    # Two squares of 200 m; the stop reaches all of the western one. The eastern one, 3 km away, has no candidate, but a
    # place that was left out 100 m from its middle.
    region = frame(box(0, 0, 200, 200), box(3000, 0, 3200, 200))
    left_out = points((3100, 0), (3100, 5000), reason=[Text(zh="基本农田", en="farmland"), Text(zh="坡度", en="slope")])
    result = ask(
        region=region,
        people=None,
        network=None,
        reading="area",
        candidates=points((100, 100), (100, 101), name=["甲", "乙"]),
        excluded=left_out,
    )
    found = values(result)
    assert found["sites_needed"] == 1
    assert found["reachable_share"] == pytest.approx(50)
    assert found["area_share_after"] == pytest.approx(50)
    assert found["unreachable_area"] == pytest.approx(0.04)
    assert "unreachable_people" not in found
    beyond = result.tables["unreachable"].data
    assert list(beyond["area"]) == pytest.approx([40_000])
    assert list(beyond["distance"]) == pytest.approx([3000], abs=100)
    assert english(beyond["why"]) == {"left out within the radius: 1; the nearest, 100 m away: farmland"}
    assert any("100 % is out of reach" in note.en for note in result.notes)
    assert result.what_if is not None
    assert result.what_if.answer is not None
    assert "100 % is out of reach" in result.what_if.answer.en  # nor does the page say that 1 is enough for 100 %
    nobody = ask(region=region, people=None, network=None, reading="area").tables["unreachable"].data
    assert english(nobody["why"]) == {"no candidate within the radius"}


def test_divisions_before_and_after() -> None:
    result = ask(by=frame(box(-100, -100, 1000, 100), box(1000, -100, 2000, 100), name=["西", "东"]))
    zones = result.tables["zones"].data.set_index("name")
    assert zones["sites"].to_dict() == {"西": 1, "东": 1}
    assert zones["people_walking_share_before"].to_dict() == {"西": 0, "东": 0}
    assert zones["people_walking_share_after"].to_dict() == {"西": 100, "东": 100}
    assert list(result.tables["sites"].data["division"]) == ["东", "西"]
    assert result.what_if is not None
    assert result.what_if.groups == ("东", "西")


# -- the same figures as coverage --------------------------------------------------------------------------------------

_TOLD = ("area_share", "people_share_circles", "people_share_walking", "people_circles", "people_walking")


def demand_same_as_coverage(result: Result, given_: dict[str, Any]) -> None:
    """Demand that before and after are what coverage says of what stands, and of it with the new sites."""
    plain = {
        key: value
        for key, value in given_.items()
        if key not in ("facilities", "candidates", "share", "reading", "cell", "spacing")
    }
    chosen = result.tables["sites"].data[["name", "geometry"]]
    both = pd.concat([given_["facilities"][["name", "geometry"]], chosen], ignore_index=True)
    for when, places in (("before", given_["facilities"]), ("after", gpd.GeoDataFrame(both, crs=CRS))):
        coverage = values(service_coverage(facilities=places, **plain))
        for name in _TOLD:
            assert values(result)[f"{name}_{when}"] == coverage[name], (name, when)


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**16),
    reading=st.sampled_from(["area", "people_circles", "people_walking"]),
    share=st.floats(50, 100),
)
def test_stops_say_what_coverage_says(seed: int, reading: str, share: float) -> None:
    rng = np.random.default_rng(seed)
    some = [tuple(place) for place in rng.uniform(0, 2000, (16, 2))]
    town: dict[str, Any] = {
        "facilities": points(*some[:2], name=["站1", "站2"]),
        "candidates": points(*some[2:8], name=[f"备{number}" for number in range(6)]),
        "region": frame(box(0, 0, 2000, 1000)),
        "people": homes(*((x, y / 2, 5 + number) for number, (x, y) in enumerate(some[8:]))),
        "network": network([(0, 500), (2000, 500)], [(700, 0), (700, 2000)]),
        "radius": 500.0,
        "share": share,
        "reading": reading,
        "cell": 100.0,
    }
    demand_same_as_coverage(coverage_siting(**town), town)


@pytest.mark.parametrize("reading", ["area", "people_circles", "people_walking"])
def test_parks_say_what_coverage_says(reading: str) -> None:
    # a park of 10,000 m² with an entrance; plots of 10,000, 500 and 300 m²: the last is too small for any radius
    town: dict[str, Any] = {
        "facilities": frame(box(0, 400, 100, 500), name=["老公园"]),
        "candidates": frame(
            box(1500, 400, 1600, 500), box(900, 480, 920, 505), box(1200, 480, 1220, 495), name=["大", "小", "太小"]
        ),
        "region": frame(box(0, 300, 700, 700), box(1000, 300, 2000, 700)),
        "within": frame(box(0, 0, 1900, 1000)),
        "people": homes((50, 600, 10), (900, 600, 20), (1100, 600, 15), (1850, 600, 30)),
        "network": network([(0, 500), (2000, 500)]),
        "entrances": points((100, 450)),
        "radius": (Step(5000, 500), Step(400, 300)),
        "share": 90.0,
        "reading": reading,
        "cell": 50.0,
        "entrance_within": 50.0,
        "border_spacing": 25.0,
    }
    result = coverage_siting(**town)
    demand_same_as_coverage(result, town)
    assert "大" in names(result)
    assert "太小" not in names(result)
    assert any("1 candidates are smaller than the smallest step" in note.en for note in result.notes)


# -- what a page needs -------------------------------------------------------------------------------------------------


def test_a_page_can_tell_any_other_choice() -> None:
    result = ask(facilities=points((1800, 0), (9000, 0), name=["东站", "远站"]))
    page = result.what_if
    assert page is not None
    # the stop at 9,000 reaches nobody, and D nobody who lacks one
    assert list(page.sites["name"]) == ["东站", "甲", "乙", "丙"]
    assert list(page.sites["present"]) == [True, False, False, False]
    assert list(page.sites["chosen"]) == [False, True, False, False]
    first = page.readings[0]
    assert (first.id, first.unit, first.wanted) == ("people_walking", "people", 100)
    assert {reading.id for reading in page.readings} == {"area", "people_circles", "people_walking"}
    assert first.weights.tolist() == [10, 20, 40]
    assert first.reached.toarray().tolist() == [[0, 0, 1], [1, 1, 0], [0, 1, 0], [0, 1, 1]]
    (land,) = (reading for reading in page.readings if reading.id == "area")
    assert land.weights.sum() == pytest.approx(2100 * 200)
    assert land.wanted is None


def test_a_page_takes_the_candidates_that_add_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo_ruijin.methods.siting.page.MOST_CANDIDATES", 2)
    page = ask().what_if
    assert page is not None
    assert sorted(page.sites["name"]) == ["丙", "甲"]  # the chosen come first, whatever others add
    assert any("leaves out 2 candidates" in note.en for note in ask().notes)


def test_a_page_leaves_none_out_where_a_chosen_one_reaches_no_point_of_the_grid() -> None:
    # the eastern place reaches the last metre of the land, too little for a point of the grid
    region = frame(box(-100, -0.1, 2000, 0.1))
    places = points((300, 0), (1050, 0), (2499, 0), (1900, 0), name=["甲", "乙", "丙", "丁"])
    stands = points((300, 0), (1050, 0), (1499, 0), name=["一", "二", "三"])
    result = ask(
        reading="area", people=None, network=None, region=region, facilities=stands, candidates=places.iloc[2:3]
    )
    assert names(result) == ["丙"]
    assert not any("leaves out" in note.en for note in result.notes)


# -- what cannot be answered -------------------------------------------------------------------------------------------


def test_what_cannot_be_answered_says_why() -> None:
    with pytest.raises(MethodError, match="Did you mean 'people_walking'"):
        ask(reading="people_waking")
    with pytest.raises(NoDataError, match="no people"):
        ask(people=None)
    with pytest.raises(NoDataError, match="nobody lives"):
        ask(people=homes((0, 0, 0), (0, 5000, 7)))  # nobody there, and somebody elsewhere
    with pytest.raises(NoDataError, match="no streets"):
        ask(network=None)
    with pytest.raises(NoDataError, match="no site to choose"):
        ask(candidates=PLACES.iloc[:0])
    with pytest.raises(MethodError, match="do not fit"):
        ask(cell=101.0)
    with pytest.raises(MethodError, match=r"'\{candidates\}' are points without an area"):
        ask(radius=(Step(400, 300),), facilities=frame(box(0, 0, 30, 30), name=["园"]), border_spacing=25.0)


def test_candidates_without_names_get_numbers() -> None:
    assert sorted(names(ask(candidates=PLACES[["geometry"]]))) == ["1", "3"]


# -- the whole path ----------------------------------------------------------------------------------------------------


def test_tiny_town(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    (town / "analyses/new_stops.toml").write_text(
        """
title = { zh = "新增站点", en = "New stops" }
method = "coverage_siting"
[inputs]
facilities = "bus_stops"
candidates = "clinics"
region = "built_up_area"
people = "population"
network = "streets"
by = "divisions"
[parameters]
radius = { value = 500, unit = "m", source = "test", status = "confirmed" }
share = { value = 100, unit = "%", source = "test", status = "confirmed" }
reading = { value = "people_circles", source = "test", status = "confirmed" }
cell = { value = 50, unit = "m", source = "test", status = "confirmed" }
""",
        encoding="utf-8",
    )
    run = run_project(open_project(town))
    answer = {record.name: record for record in run.record.analyses}["new_stops"]
    assert answer.status == "done", answer.why
    found = {name: measure.value for name, measure in answer.measures.items()}
    # The clinic at (1500, 500) is the one place: it reaches D, 403 m away, and not C, √(500² + 100²) = 510 m away.
    assert found["sites_needed"] == 1
    assert (found["people_circles_before"], found["people_circles_after"]) == (190, 210)
    assert found["reachable_share"] == pytest.approx(100 * 210 / 240)
    assert found["unreachable_people"] == 30
    far = answer.tables["unreachable"].data
    assert list(far["distance"]) == pytest.approx([np.hypot(500, 100)])
    assert list(far["nearest"]) == ["卫生院"]
    texts = [measure.about for measure in answer.measures.values()] + list(answer.notes)
    for table in answer.tables.values():
        assert set(table.columns) <= set(table.data.columns)
        assert {column.unit for column in table.columns.values()} <= set(UNITS)
        texts += [table.title, *(column.title for column in table.columns.values())]
    assert all("{" not in text.zh + text.en for text in texts)
