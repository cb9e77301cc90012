"""New stations along main roads: a straight road by arithmetic, one-ways and random networks against enumeration."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import MethodError
from geo_ruijin.methods import METHODS
from geo_ruijin.methods.corridors.covers import Covers
from geo_ruijin.methods.corridors.siting import corridor_siting
from geo_ruijin.methods.corridors.spacing import corridor_gaps
from geo_ruijin.methods.corridors.survey import Survey
from geo_ruijin.network import Network
from geo_ruijin.project import open_project
from geo_ruijin.results import Result
from geo_ruijin.run import run_project
from tests.planes import CRS, values
from tests.towns import copy_town, edit

KM = 1000.0


def layer(*shapes: BaseGeometry, **columns: Sequence[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


def road(*kilometres: float, y: float = 0.0) -> LineString:
    return LineString([(x * KM, y * KM) for x in kilometres])


def at(*kilometres: float, y: float = 0.0, **columns: Sequence[object]) -> gpd.GeoDataFrame:
    return layer(*(Point(x * KM, y * KM) for x in kilometres), **columns)


def named(*kilometres: float, y: float = 0.0) -> gpd.GeoDataFrame:
    return at(*kilometres, y=y, name=[f"{x:g}" for x in kilometres])


def streets(*lines: LineString, oneway: bool = False) -> Network:
    return Network.from_streets(layer(*lines, oneway=[oneway] * len(lines)), mode="drive")


def ask(
    roads: gpd.GeoDataFrame,
    stations: gpd.GeoDataFrame,
    candidates: gpd.GeoDataFrame | None,
    network: Network | None = None,
    **more: Any,  # noqa: ANN401 - parameters of any form
) -> Result:
    given = {"spacing": 25.0, "access": 2 * KM, "step": 500.0} | more
    network = network or streets(*roads.geometry)
    return corridor_siting(corridors=roads, facilities=stations, candidates=candidates, network=network, **given)


def rows(result: Result, table: str) -> pd.DataFrame:
    return result.tables[table].say("en").data


def chosen(result: Result) -> set[str]:
    return set(rows(result, "sites")["name"])


def said(result: Result) -> str:
    return " ".join(note.en for note in result.notes)


# A straight road of 100 km with stations at 20 and 70 km, 25 km wanted: a station reaches 12.5 km to either side. Gaps:
#   0 to 7.5        one more at 0 to 12.5 closes it
#   32.5 to 57.5    25 km long: only one at 45 does
#   82.5 to 100     one at 87.5 to 95 does
HUNDRED = layer(road(0, 100), ref=["G1"], **{"class": ["national"]})
EVERY_5 = named(*range(0, 101, 5))
HALVES = layer(box(0, -KM, 50 * KM, KM), box(50 * KM, -KM, 100 * KM, KM), name=["西乡", "东乡"])


def test_the_fewest_on_a_straight_road() -> None:
    result = ask(HUNDRED, at(20, 70), EVERY_5)
    found = values(result)
    assert found["new_stations"] == 3
    assert found["share_before"] == pytest.approx(50)
    assert found["share_after"] == 100
    assert (found["gaps_before"], found["gaps_after"]) == (3, 0)
    # nearest to the gaps: 5 to the western one, of 0, 5 and 10, and 90 of 90 and 95
    assert chosen(result) == {"5", "45", "90"}
    assert result.measures["new_stations"].low is None
    assert "proven optimal" in said(result)


def test_stations_outside_would_save_some() -> None:
    # with one at 0 the western end is 20 km long, no gap; the eastern stays 30 km long, with one at 100
    result = ask(HUNDRED, at(20, 70), EVERY_5)
    assert values(result)["new_stations_open"] == 2
    anyway = rows(result, "sites").set_index("name")["anyway"]
    assert anyway.to_dict() == {"5": False, "45": True, "90": True}


def test_the_order_to_build_wins_most_first() -> None:
    # of 100 km 45 wins 25, 90 the 17.5 from 82.5 on, 5 the last 7.5
    sites = rows(ask(HUNDRED, at(20, 70), EVERY_5), "sites")
    assert sites["name"].tolist() == ["45", "90", "5"]
    assert sites["order"].tolist() == [1, 2, 3]
    assert sites["gain"].tolist() == pytest.approx([25, 17.5, 7.5])
    assert sites["share"].tolist() == pytest.approx([75, 92.5, 100])
    assert sites["ref"].tolist() == ["G1"] * 3


def test_the_best_of_each_number() -> None:
    # one alone does no better than to reach 25 km of gaps: at 45, or at 95 17.5 and at 0 7.5
    curve = rows(ask(HUNDRED, at(20, 70), EVERY_5), "curve")
    assert curve["stations"].tolist() == [0, 1, 2, 3]
    assert curve["share"].tolist() == pytest.approx([50, 75, 92.5, 100])
    assert curve["sites"].tolist()[:2] == ["", "45"]
    assert curve["proof"].tolist() == ["proven optimal"] * 4


def test_traffic_decides_on_the_order() -> None:
    # the eastern road has ten times the vehicles: its gap of 17.5 km comes before the 25 km
    lines = layer(road(0, 60), road(60, 100), ref=["G1", "G1"], flow=[100.0, 1000.0])
    result = ask(lines, at(20, 70), EVERY_5)
    assert rows(result, "sites")["name"].tolist() == ["90", "45", "5"]
    # 60 · 100 + 40 · 1,000 = 46,000; beyond are 32.5 · 100 and 17.5 · 1,000
    assert values(result)["driven_before"] == pytest.approx(100 * (1 - (3_250 + 17_500) / 46_000))
    assert values(result)["driven_after"] == 100
    assert rows(result, "curve")["sites"].tolist()[1] in {"90", "95"}


def test_traffic_that_some_roads_do_not_state_is_not_used() -> None:
    lines = layer(road(0, 60), road(60, 100), ref=["G1", "G1"], flow=[100.0, np.nan])
    result = ask(lines, at(20, 70), EVERY_5)
    assert "driven_before" not in result.measures
    assert "1 stretches of {corridors} do not state their traffic" in said(result)


@pytest.mark.parametrize(("place", "closed"), [(45.0, True), (46.0, False)])
def test_exactly_at_the_limit(place: float, closed: bool) -> None:  # noqa: FBT001 - the case
    result = ask(HUNDRED, at(20, 70), named(place, 5, 90))
    assert (values(result)["gaps_after"] == 0) is closed
    # one at 46 reaches 33.5 to 58.5 and leaves 32.5 to 33.5
    assert ("would remain if every candidate were built" in said(result)) is not closed
    assert values(result)["length_beyond_after"] == pytest.approx(0 if closed else 1)


def test_what_no_candidate_reaches_remains() -> None:
    result = ask(HUNDRED, at(20, 70), named(5))
    assert values(result)["new_stations"] == 1
    assert rows(result, "gaps")["length"].tolist() == pytest.approx([25, 17.5])
    # points stand every 500 m: 49 from 33 to 57, 34 from 83 to 99.5, and half a one at 100
    assert "Some 41.8 km of gaps would remain" in said(result)


def test_no_gap_needs_nothing() -> None:
    result = ask(HUNDRED, at(*range(0, 101, 25)), EVERY_5)
    assert values(result)["new_stations"] == 0
    assert rows(result, "sites").empty
    assert rows(result, "curve")["share"].tolist() == [100]


def test_nothing_stands_yet() -> None:
    # 100 km / 25 km each
    result = ask(HUNDRED, at(), named(*np.arange(0, 101, 2.5)))
    assert values(result)["new_stations"] == 4
    assert chosen(result) == {"12.5", "37.5", "62.5", "87.5"}


def test_candidates_off_the_road_or_outside_are_not_used() -> None:
    lanes = [road(0, 5, 45, 90, 100), LineString([(45 * KM, 0), (45 * KM, 3 * KM)])]
    inside = layer(box(0, -KM, 80 * KM, 5 * KM))
    candidates = gpd.GeoDataFrame(pd.concat([named(5, 90), named(45, y=3)], ignore_index=True), crs=CRS)
    result = ask(HUNDRED, at(20, 70), candidates, streets(*lanes), within=inside, access=2 * KM)
    assert values(result)["candidates"] == 1
    assert "1 candidates lie outside {within}" in said(result)
    assert "1 candidates are more than 2000 m of driving off {corridors}" in said(result)


def test_without_candidates_points_along_the_roads_are() -> None:
    result = ask(HUNDRED, at(20, 70), None, candidate_spacing=5 * KM)
    assert values(result)["candidates"] == 21  # 0, 5 … 100
    assert values(result)["new_stations"] == 3
    assert rows(result, "sites")["name"].tolist()[0] == "G1-10"  # 45 km
    assert "for want of candidates" in said(result)


def test_a_shared_place_is_one_candidate() -> None:
    lines = layer(road(0, 50), road(50, 100), ref=["G1", "G2"])
    assert values(ask(lines, at(20, 70), None, candidate_spacing=5 * KM))["candidates"] == 21


@pytest.mark.parametrize(
    ("more", "en"),
    [
        ({}, "the parameter 'candidate_spacing' is needed"),
        ({"candidate_spacing": 0.0}, "the step should be above 0 and finite, is 0"),
    ],
)
def test_without_candidates_their_spacing_is_needed(more: dict[str, Any], en: str) -> None:
    with pytest.raises(MethodError, match=en):
        ask(HUNDRED, at(20, 70), None, **more)


def test_a_way_to_one_station_and_on_to_another() -> None:
    # A one-way ring of 10 km. The station at 1 km reaches whatever lies on it: from it and back to it is 10 km.
    # With 9 km wanted a point needs one station behind it and another ahead, 9 km or less apart.
    ring = LineString([(0, 0), (2500, 0), (2500, 2500), (0, 2500), (0, 0)])
    candidates = layer(Point(2500, 2500), Point(0, 2500), name=["5", "7.5"])
    result = ask(layer(ring), at(1), candidates, streets(ring, oneway=True), spacing=9.0)
    # any one more: from 1 to 5 is 4 km, from 5 on to 1 is 6 km
    assert values(result)["share_before"] == pytest.approx(10)  # where it stands, 500 m to either side
    assert values(result)["new_stations"] == 1
    assert values(result)["share_after"] == 100


def test_rows_on_a_line_are_those_in_half_the_limit() -> None:
    # sites 4, 5 and 6 km from a point on a road open both ways, 10 km wanted: one within 5 km
    way = np.array([[4e3, 5e3, 6e3]])
    covers = Covers.of(way, way, stands=np.zeros(3, dtype=bool), limit=1e4)
    assert covers.rows.tolist() == [[True, True, False]]
    assert not covers.lost.any()


def test_what_is_measured_is_what_the_gaps_are_measured_by() -> None:
    stations = at(20, 70)
    result = ask(HUNDRED, stations, named(2.5, 44, 88), by=HALVES)
    added = gpd.GeoDataFrame(pd.concat([stations, result.tables["sites"].data[["geometry"]]]), crs=CRS)
    drive = streets(road(0, 100))
    measured = [
        values(
            corridor_gaps(corridors=HUNDRED, facilities=doors, network=drive, spacing=25.0, access=2 * KM, step=500.0)
        )
        for doors in (stations, added)
    ]
    found = values(result)
    assert [found["share_before"], found["share_after"]] == [one["share_within"] for one in measured]
    assert [found["gaps_before"], found["gaps_after"]] == [one["gaps"] for one in measured]
    assert found["longest_spacing_after"] == measured[1]["longest_spacing"]
    assert found["length_beyond_after"] == measured[1]["length_beyond"]


def test_other_choices_can_be_tried() -> None:
    result = ask(HUNDRED, at(20, 70), named(0, 45, 90), by=HALVES)
    what_if = result.what_if
    assert what_if is not None
    [reading] = what_if.readings
    assert reading.weights.sum() == pytest.approx(100)
    assert what_if.groups == ("东乡", "西乡")
    assert np.bincount(reading.group, weights=reading.weights) == pytest.approx([50, 50], abs=0.5)
    assert what_if.sites["name"].tolist() == ["0", "45", "90", "?", "?"]
    assert what_if.sites["present"].tolist() == [False] * 3 + [True] * 2
    assert what_if.sites["chosen"].tolist() == [True] * 3 + [False] * 2
    # what stands reaches 7.5 to 32.5 and 57.5 to 82.5, both ends included: 51 points of 500 m each
    present = reading.reached.toarray()[3:].any(axis=0)
    assert reading.weights[present].sum() == pytest.approx(51)
    assert ask(HUNDRED, at(20, 70), named(0, 45, 90)).what_if is None


def test_the_file_of_an_analysis_can_ask_for_it() -> None:
    declared = METHODS["corridor_siting"]
    assert declared.inputs["candidates"].required is False
    lines = layer(road(0, 60), road(60, 100), ref=["G1", "G1"], flow=[100.0, 1000.0])
    result = declared.compute(
        corridors=lines, facilities=at(20), candidates=EVERY_5, network=streets(road(0, 100)), spacing=25.0, access=KM
    )
    assert set(result.measures) == set(declared.measures)
    assert set(result.tables) == set(declared.tables)


# A grid of streets, each one-way or not, with a main road through it: few candidates, every choice of them tried.
KNOTS = [(x * 4 * KM, y * 4 * KM) for x in range(4) for y in range(3)]
LINKS = [
    LineString([a, b]) for a, b in combinations(KNOTS, 2) if Point(a).distance(Point(b)) == 4 * KM
]  # fmt: skip
MAIN = layer(LineString([(0, 0), (12 * KM, 0)]), LineString([(4 * KM, 0), (4 * KM, 8 * KM)]), ref=["G1", "S2"])


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.sampled_from(KNOTS), min_size=1, max_size=4, unique=True),
    st.lists(st.sampled_from(KNOTS), max_size=1),
    st.tuples(*[st.sampled_from([None, False, True])] * len(LINKS)),
    st.sampled_from([6.0, 12.0, 20.0]),
)
def test_no_fewer_do_as_well(
    candidates: list[tuple[float, float]],
    stations: list[tuple[float, float]],
    ways: tuple[bool | None, ...],
    spacing: float,
) -> None:
    lines = [shapely.reverse(line) if way else line for line, way in zip(LINKS, ways, strict=True)]
    network = Network.from_streets(layer(*lines, oneway=[way is not None for way in ways]), mode="drive")
    sites, doors = (
        layer(*map(Point, candidates), name=[*map(str, range(len(candidates)))]),
        layer(*map(Point, stations)),
    )
    more: dict[str, Any] = {"spacing": spacing, "access": 9 * KM, "step": 1000.0}
    result = ask(MAIN, doors, sites, network, **more)

    survey = Survey.of(MAIN, network, within=None, open_within=0.0, **more)

    def left(which: Sequence[int]) -> int:
        there = gpd.GeoSeries(pd.concat([doors.geometry, sites.geometry.iloc[list(which)]]), crs=CRS)
        return int(survey.stretches(survey.trips(there).known).over.sum())

    every = range(len(sites))
    fewest = next(k for k in range(5) if any(left(some) == left(every) for some in combinations(every, k)))
    assert values(result)["new_stations"] == fewest
    assert left([int(name) for name in chosen(result)]) == left(every)
    assert result.measures["new_stations"].low is None


ROADS = """
[columns.drive]
type = "boolean"
[columns.oneway]
type = "boolean"
[columns.walk]"""
HIGHWAYS = """
title = "Main roads"
geometry = "line"
[[sources]]
kind = "file"
path = "data/highways.gpkg"
"""
CHARGING = """
title = "Charging"
geometry = "point"
[[sources]]
kind = "file"
path = "data/charging.gpkg"
"""
QUESTION = """
title = "New charging"
method = "corridor_siting"
inputs = { corridors = "highways", facilities = "charging", network = "streets", within = "boundary", by = "divisions" }
parameters.spacing = { value = 1, unit = "km", source = "here", status = "unverified" }
parameters.access = { value = 100, unit = "m", source = "here", status = "unverified" }
parameters.candidate_spacing = { value = 100, unit = "m", source = "here", status = "unverified" }
parameters.step = { value = 100, unit = "m", source = "here", status = "unverified" }
"""


def test_tiny_town(tmp_path: Path) -> None:
    # 主街 runs 2,000 m through the town at y = 500, a station at its western end reaches 500 m: two more, at 1,000 and
    # 1,500 at the least, to 2,000
    town = copy_town(tmp_path)
    lines = gpd.read_file(town / "layers/data/streets.geojson").assign(drive=True, oneway=False)
    lines.to_file(town / "layers/data/streets.geojson")
    edit(town / "layers/streets.toml", "[columns.walk]", ROADS)
    street = layer(LineString([(400_000, 2_860_500), (402_000, 2_860_500)]), ref=["G1"])
    street.to_file(town / "layers/data/highways.gpkg")
    layer(Point(400_000, 2_860_500)).to_file(town / "layers/data/charging.gpkg")
    (town / "layers/highways.toml").write_text(HIGHWAYS, encoding="utf-8")
    (town / "layers/charging.toml").write_text(CHARGING, encoding="utf-8")
    (town / "analyses/new_charging.toml").write_text(QUESTION, encoding="utf-8")
    answers = {answer.name: answer for answer in run_project(open_project(town)).record.analyses}
    answer = answers["new_charging"]
    assert answer.status == "done", answer.why
    assert answer.measures["new_stations"].value == 2
    assert answer.measures["share_after"].value == 100
    assert "Main roads" in answer.measures["share_before"].about.en
    assert answer.what_if is not None
    assert answer.what_if.readings[0].title.en == "Length of road within half the spacing of a station"
