"""Charging piles to a target: a street whose every car is counted by eye, and what must hold of any numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from geo_ruijin.errors import MethodError, NoDataError
from geo_ruijin.methods import METHODS
from geo_ruijin.methods.charging.siting import pile_siting
from geo_ruijin.methods.counting.piles import pile_count
from geo_ruijin.project import open_project
from geo_ruijin.results import Result
from geo_ruijin.run import run_project
from tests.planes import CRS, homes, network, points, values
from tests.towns import copy_town, edit

#: A street of 4 km, on foot and by car.
STREET = ((0, 0), (4000, 0))
WALK, DRIVE = network(STREET), network(STREET, mode="drive", oneway=[False])
#: 600 people at 0, 300 at 1,000 m, 100 at 3,000 m; 100 cars are 60, 30 and 10.
PEOPLE = homes((0, 0, 600), (1000, 0, 300), (3000, 0, 100))
PLACE = gpd.GeoDataFrame(geometry=[box(-100, -100, 4100, 100)], crs=CRS)
HALVES = gpd.GeoDataFrame(
    {"name": ["西", "东"]}, geometry=[box(-100, -100, 2000, 100), box(2000, -100, 4100, 100)], crs=CRS
)
#: 20 private piles at the first homes, 5 public ones at a shop at 2,000 m.
STATIONS = points((0, 0), (2000, 0), kind=["private", "public"], place=["housing", "commercial"], piles=[20, 5])
#: 200 public spaces at 2,000 m, 300 at 4,000 m: 100 cars are 40 and 60.
PARKS = points((2000, 0), (4000, 0), (0, 0), spaces=[200, 300, 500], public=[True, True, False])


def candidates(*rows: tuple[float, str, float]) -> gpd.GeoDataFrame:
    """Return candidates: x, kind, how many piles they take."""
    return points(
        *((x, 0) for x, _, _ in rows),
        name=[f"{kind} {x:g}" for x, kind, _ in rows],
        kind=[kind for _, kind, _ in rows],
        capacity=[float(room) for *_, room in rows],
    )


ALL = candidates((100, "housing", 30), (900, "housing", 50), (2100, "commercial", 9), (3900, "park", 40))


def ask(stations: gpd.GeoDataFrame = STATIONS, sites: gpd.GeoDataFrame = ALL, **more: Any) -> Result:  # noqa: ANN401 - of any form
    given: dict[str, Any] = {
        "people": PEOPLE,
        "car_parks": PARKS,
        "network": DRIVE,
        "walk": WALK,
        "within": PLACE,
        "by": HALVES,
        "target": 75,
        "order": ("housing", "workplace", "commercial", "park", "highway"),
        "vehicles_planned": 100.0,
        "most_per_public_pile": 8.0,
        "vehicles_per_pile": {"housing": 1.0, "workplace": 1.0, "commercial": 4.0, "park": 4.0, "highway": 4.0},
        "piles_most": 100,
        "walking": 200.0,
        "driving": 500.0,
    }
    return pile_siting(stations=stations, candidates=sites, **(given | more))


def rows(result: Result, table: str) -> pd.DataFrame:
    return result.tables[table].say("en").data


def new(result: Result) -> dict[str, float]:
    placed = rows(result, "sites")
    return dict(zip(placed["name"], placed["piles"], strict=True))


def said(result: Result) -> str:
    return " ".join(note.en for note in result.notes)


def test_kind_after_kind_while_cars_and_room_last() -> None:
    # 75 - 25 = 50 are lacking. At homes 60 cars have 20 piles, 40 want one and there is room for 30; 30 at 1,000 m want
    # one: 60 in all, more than 50. All 50 go to housing.
    result = ask()
    found = values(result)
    assert (found["piles_before"], found["gap"], found["new_piles"], found["piles_after"]) == (25, 50, 50, 75)
    assert found["gap_left"] == found["piles_beyond_demand"] == 0
    assert new(result).keys() == {"housing 100", "housing 900"}
    assert sum(new(result).values()) == 50
    assert found["home_before"] == pytest.approx(20)
    assert found["home_after"] == pytest.approx(70)
    assert "proven optimal" in said(result)


def test_the_next_kind_gets_what_is_left() -> None:
    # of 95 - 25 = 70 housing takes 60. At 2,000 m 40 cars have 5 piles for 4 each; 5 more at the shop serve the other
    # 20. The last 5 are for the 60 cars at 4,000 m, of which they serve 20.
    result = ask(target=95)
    assert new(result) == {"housing 100": 30, "housing 900": 30, "commercial 2100": 5, "park 3900": 5}
    found = values(result)
    assert found["public_before"] == pytest.approx(20)
    assert found["public_after"] == pytest.approx(60)
    assert found["home_after"] == pytest.approx(80)  # of 60 + 30 + 10 cars 50 and 30
    assert found["vehicles_per_public_pile_before"] == 20  # 100 / 5
    assert found["vehicles_per_public_pile_after"] == pytest.approx(100 / 15)
    assert found["public_piles_lacking"] == 0  # 100 / 8 = 12.5 are 13
    kinds = rows(result, "kinds").set_index("place")
    assert kinds["wanted"].to_dict() == {
        "housing": 60, "workplaces": 0, "shops": 5, "parks": 15, "beside main roads": 0,
    }  # fmt: skip
    assert kinds["now"].to_dict()["housing"] == 20
    assert kinds["after"].sum() == 95
    assert rows(result, "zones").set_index("name")["after"].to_dict() == {"西": 80, "东": 15}


@pytest.mark.parametrize(
    ("kind", "place", "x", "reading", "share"),
    [
        # 5 piles for all at 2,000 m serve 4 cars each, though one at housing serves 1: 20 of 100
        ("public", "housing", 2000, "public_before", 20),
        # 5 private piles at homes serve 1 each, though one at a shop serves 4: 5 of 100
        ("private", "commercial", 0, "home_before", 5),
    ],
)
def test_a_pile_serves_as_many_as_its_like_where_its_place_serves_others(
    kind: str, place: str, x: float, reading: str, share: float
) -> None:
    result = ask(points((x, 0), kind=[kind], place=[place], piles=[5]))
    assert values(result)[reading] == pytest.approx(share)


def test_the_target_is_filled_beyond_demand_and_said() -> None:
    # wanted are 60 + 5 + 15 = 80; room is for 30 + 50 + 9 + 40 = 129. Of 105 - 80 = 25 more 20 go to housing at 900
    result = ask(target=130)
    assert values(result)["new_piles"] == 105
    assert values(result)["piles_beyond_demand"] == 25
    assert new(result) == {"housing 100": 30, "housing 900": 50, "commercial 2100": 9, "park 3900": 16}
    assert "25 piles are placed to reach the target" in said(result)


def test_where_room_lacks_the_gap_is_told() -> None:
    result = ask(target=200)
    found = values(result)
    assert (found["new_piles"], found["piles_after"], found["gap_left"]) == (129, 154, 46)
    assert "46 piles find none" in said(result)


def test_without_candidates_all_of_the_gap_is_left() -> None:
    result = ask(sites=candidates())
    assert values(result)["gap_left"] == 50
    assert values(result)["home_after"] == values(result)["home_before"] == pytest.approx(20)


def test_nothing_is_lacking() -> None:
    result = ask(target=20)
    assert values(result)["gap"] == values(result)["new_piles"] == 0
    assert rows(result, "sites").empty


def test_by_shares() -> None:
    # 50 piles: 30 to housing, 20 to parks, of which 15 are wanted
    result = ask(shares={"housing": 60.0, "park": 40.0})
    assert rows(result, "kinds").set_index("place")["new"].to_dict() == {
        "housing": 30, "workplaces": 0, "shops": 0, "parks": 20, "beside main roads": 0,
    }  # fmt: skip
    assert values(result)["piles_beyond_demand"] == 5
    # what one kind has no room for goes to no other
    short = ask(shares={"housing": 60.0, "commercial": 40.0})
    assert values(short)["gap_left"] == 11


def test_what_serves_its_own_counts_by_room_alone() -> None:
    sites = candidates((500, "workplace", 30), (3000, "workplace", 12))
    result = ask(sites=sites, target=60)
    assert sum(new(result).values()) == 35  # of 42 there is room for
    assert values(result)["home_after"] == values(result)["home_before"]
    assert rows(result, "sites")["served"].isna().all()


def test_stations_between_cities_take_the_place_of_candidates() -> None:
    sites = candidates((500, "highway", 30))
    planned = points((3000, 0), name=["G1"])
    result = ask(sites=sites, intercity=planned, piles_unsaid={"highway": 4.0}, target=60, fast_kinds=("highway",))
    assert new(result) == {"G1": 4}
    assert rows(result, "sites")["fast"].tolist() == [True]
    assert "beside main roads: 1, 4 piles each at most" in said(result)


def test_candidates_that_cannot_be_used_are_counted() -> None:
    sites = pd.concat([
        ALL,
        candidates((9000, "housing", 5), (10, "village", 5), (20, "housing", 1), (30, "park", np.nan)),
    ])  # fmt: skip
    result = ask(sites=gpd.GeoDataFrame(sites, crs=CRS), piles_least=2)
    assert values(result)["room"] == 129
    for words in (
        "1 candidates lie outside {within}",
        "1 candidates are of no kind in the order",
        "1 candidates have no room, or for fewer piles",
        "nothing is assumed for them, and they are not used: parks: 1",
    ):
        assert words in said(result)


def test_a_station_without_a_count_makes_the_gap_an_upper_bound() -> None:
    result = ask(STATIONS.assign(piles=[20, np.nan]))
    assert values(result)["piles_before"] == 20
    assert (result.measures["gap"].low, result.measures["gap"].high) == (0, 55)
    assert "the gap is an upper bound" in said(result)


def test_where_nobody_says_how_many_there_are_there_is_no_gap() -> None:
    with pytest.raises(NoDataError, match=r"none of \{stations\} says how many piles"):
        ask(STATIONS.drop(columns="piles"))


def test_as_it_is_it_is_what_is_counted() -> None:
    more = points((9000, 0), (50, 0), (60, 0), kind=["public", "dedicated", None], place=[None] * 3, piles=[9, 7, 3])
    stations = gpd.GeoDataFrame(pd.concat([STATIONS, more]), crs=CRS)
    statistics = pd.DataFrame([{"id": "cars", "value": 120.0, "unit": "vehicles", "year": 2025, "source": "市统计局"}])
    counted = pile_count(stations=stations, within=PLACE, statistics=statistics, vehicles="cars")
    result = ask(stations, statistics=statistics, vehicles="cars")
    assert values(result)["piles_before"] == values(counted)["piles"] == 35
    ratio = "vehicles_per_public_pile"
    assert values(result)[f"{ratio}_before"] == values(counted)[ratio] == 24
    assert values(result)["vehicles"] == 120
    assert rows(result, "kinds")["now"].sum() == 35


def test_the_number_of_the_plan_stands_in_for_a_report() -> None:
    statistics = pd.DataFrame([{"id": "cars", "value": np.nan, "unit": "vehicles", "year": 2025, "source": ""}])
    result = ask(statistics=statistics, vehicles="cars")
    assert values(result)["vehicles"] == 100
    assert "the plan's 100 vehicles are taken" in said(result)


def test_without_car_parks_public_demand_is_of_the_residents() -> None:
    # nobody lives within 500 m of the shop
    assert values(ask())["public_before"] == pytest.approx(20)
    result = ask(car_parks=None)
    assert values(result)["public_before"] == 0
    assert "spread over the residents instead" in said(result)
    assert "1 are not open to the public" in said(ask())


@pytest.mark.parametrize(
    ("wrong", "en"),
    [
        ({"order": ("housing", "prak")}, "there is no kind 'prak'. Did you mean 'park'?"),
        ({"order": ("park", "park")}, "a kind is in the order twice"),
        ({"order": ("park", "hub")}, "vehicles_per_pile lacks hub: say of each kind how many vehicles a pile serves"),
        ({"shares": {"hub": 3.0}}, "'hub' of shares is not in the order. "),
        ({"shares": {"park": 0.0}}, "the shares should sum to more than 0"),
        ({"walking": 0.0}, "walking should be above 0 and finite, is 0"),
    ],
)
def test_what_cannot_be_answered_is_refused(wrong: dict[str, Any], en: str) -> None:
    with pytest.raises(MethodError) as raised:
        ask(**wrong)
    assert raised.value.say("en").startswith(en)


@pytest.mark.parametrize(
    ("lacking", "en"),
    [
        ({"people": homes((9000, 0, 5))}, "there are no {people} inside {within}"),
        ({"target": None}, "nobody says how many piles there should be (target): write it in [parameters]"),
        ({"vehicles_planned": None}, "nobody says how many vehicles there are (vehicles_planned)"),
    ],
)
def test_what_is_lacking_is_said(lacking: dict[str, Any], en: str) -> None:
    with pytest.raises(NoDataError) as raised:
        ask(**lacking)
    assert raised.value.say("en").startswith(en)


def test_the_file_of_an_analysis_can_ask_for_it() -> None:
    declared = METHODS["pile_siting"]
    assert declared.parameters["target"].unit == "piles"
    assert declared.parameters["vehicles_per_pile"].read({"housing": 1}) == {"housing": 1}
    result = ask()
    assert set(result.measures) == set(declared.measures)
    assert set(result.tables) == set(declared.tables)
    assert set(ask(by=None).tables) == {"sites", "kinds"}


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 40).map(lambda step: step * 100.0),
            st.sampled_from(["housing", "workplace", "commercial", "park"]),
            st.integers(0, 30),
        ),
        min_size=1,
        max_size=5,
    ),
    st.integers(20, 120),
    st.integers(1, 4),
)
def test_piles_add_up(sites: Sequence[tuple[float, str, float]], target: int, least: int) -> None:
    result = ask(sites=candidates(*sites), target=target, piles_least=least)
    found = {name: value or 0.0 for name, value in values(result).items()}
    assert found["piles_before"] + found["new_piles"] + found["gap_left"] == max(target, 25)
    placed = rows(result, "sites")
    assert placed["piles"].sum() == found["new_piles"] == rows(result, "kinds")["new"].sum()
    assert rows(result, "zones")["new"].sum() == found["new_piles"]
    assert (placed["piles"] >= least).all()
    assert (placed["piles"] <= placed["room"]).all()
    assert found["home_after"] >= found["home_before"] - 1e-6
    assert found["public_after"] >= found["public_before"] - 1e-6
    room = sum(int(one) for *_, one in sites if one >= least)
    assert found["room"] == room
    # what is left is there for want of room, but for sites that would have fewer than the least
    assert found["gap_left"] <= max(0, target - 25 - room) + (least - 1)


def point_layer(title: str, name: str, *columns: str) -> str:
    said = "\n".join(f'[columns.{column}]\ntype = "{kind}"' for column, kind in (one.split() for one in columns))
    return f'title = "{title}"\ngeometry = "point"\n{said}\n[[sources]]\nkind = "file"\npath = "data/{name}.gpkg"\n'


ROADS = """
[columns.drive]
type = "boolean"
[columns.oneway]
type = "boolean"
[columns.walk]"""
QUESTION = """
title = "New piles"
method = "pile_siting"
[inputs]
stations = "charging"
candidates = "sites"
people = "population"
network = "streets"
walk = "streets"
within = "boundary"
by = "divisions"
[parameters]
target = { value = 30, unit = "piles", source = "here", status = "unverified" }
order = { value = ["housing", "park"], source = "here", status = "unverified" }
vehicles_planned = { value = 25, unit = "vehicles", source = "here", status = "unverified" }
most_per_public_pile = { value = 8, unit = "vehicles/pile", source = "here", status = "unverified" }
vehicles_per_pile = { value = { housing = 1, park = 8 }, unit = "vehicles/pile", source = "x", status = "unverified" }
piles_most = { value = 20, unit = "piles", source = "here", status = "unverified" }
walking = { value = 500, unit = "m", source = "here", status = "unverified" }
driving = { value = 2500, unit = "m", source = "here", status = "unverified" }
"""


def test_tiny_town(tmp_path: Path) -> None:
    # 250 people and 25 cars. From x = 500 on 主街 A is 100 m away and B 500: 15 cars, of which 10 have a pile, so that
    # 5 are wanted at housing. By car all but D reach the park, 23 cars: 3 piles for 8 each. Of the 20 lacking 12 are
    # left, 10 for which there is room at housing and 2 at the park.
    town = copy_town(tmp_path)
    data = town / "layers/data"
    lines = gpd.read_file(data / "streets.geojson").assign(drive=True, oneway=False)
    lines.to_file(data / "streets.geojson")
    edit(town / "layers/streets.toml", "[columns.walk]", ROADS)
    at = Point(400_500, 2_860_500)
    gpd.GeoDataFrame({"kind": ["private"], "place": ["housing"], "piles": [10]}, geometry=[at], crs=CRS).to_file(
        data / "charging.gpkg"
    )
    gpd.GeoDataFrame(
        {"name": ["小区", "公园"], "kind": ["housing", "park"], "capacity": [15.0, 15.0]}, geometry=[at, at], crs=CRS
    ).to_file(data / "sites.gpkg")
    layer = point_layer("Charging", "charging", "kind text", "place text", "piles integer")
    (town / "layers/charging.toml").write_text(layer, encoding="utf-8")
    layer = point_layer("Sites", "sites", "name text", "kind text", "capacity number")
    (town / "layers/sites.toml").write_text(layer, encoding="utf-8")
    (town / "analyses/new_piles.toml").write_text(QUESTION, encoding="utf-8")
    [answer] = [one for one in run_project(open_project(town)).record.analyses if one.name == "new_piles"]
    assert answer.status == "done", answer.why
    assert answer.measures["piles_before"].value == 10
    assert answer.measures["new_piles"].value == 20
    assert answer.measures["piles_after"].value == 30
    kinds = answer.tables["kinds"].data
    assert kinds["wanted"].tolist() == [5, 3]
    assert kinds["new"].tolist() == [15, 5]
    assert answer.measures["piles_beyond_demand"].value == 12
    assert answer.measures["home_before"].value == pytest.approx(40)
    assert answer.measures["home_after"].value == pytest.approx(60)
    assert answer.measures["public_after"].value == pytest.approx(92)
