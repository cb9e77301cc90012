"""Gaps along main roads: straight roads by arithmetic, one-ways, open ends, and what must hold of any stations."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import MethodError
from geo_ruijin.methods import METHODS
from geo_ruijin.methods.corridors.spacing import corridor_gaps
from geo_ruijin.network import Network
from geo_ruijin.results import Result
from geo_ruijin.text import Text

CRS = "EPSG:4548"
KM = 1000.0
NATIONAL = Text(zh="国道", en="national")


def layer(*shapes: BaseGeometry, **columns: Sequence[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


def road(*kilometres: float, y: float = 0.0) -> LineString:
    return LineString([(x * KM, y * KM) for x in kilometres])


def at(*kilometres: float, y: float = 0.0) -> gpd.GeoDataFrame:
    return layer(*(Point(x * KM, y * KM) for x in kilometres))


def streets(*lines: LineString, oneway: bool = False) -> Network:
    return Network.from_streets(layer(*lines, oneway=[oneway] * len(lines)), mode="drive")


def ask(roads: gpd.GeoDataFrame, stations: gpd.GeoDataFrame, network: Network | None = None, **more: Any) -> Result:  # noqa: ANN401 - parameters of any form
    given = {"spacing": 25.0, "access": 2 * KM, "step": 500.0} | more
    network = network or streets(*roads.geometry)
    return corridor_gaps(corridors=roads, facilities=stations, network=network, **given)


def values(result: Result) -> dict[str, float | None]:
    return {name: measure.value for name, measure in result.measures.items()}


def rows(result: Result, table: str) -> gpd.GeoDataFrame:
    data = result.tables[table].data
    assert isinstance(data, gpd.GeoDataFrame)
    return data


def said(result: Result) -> str:
    return " ".join(note.en for note in result.notes)


# A straight road of 100 km with stations at 20 and 70 km, 25 km wanted: further than 12.5 km from either are
#   0 to 7.5        open: the nearest station is 20 km from the end
#   32.5 to 57.5    50 km apart: the middle 50 - 25
#   82.5 to 100     open: 30 km from the end
HUNDRED = layer(road(0, 100), ref=["G1"], **{"class": ["national"]})


def test_a_straight_road() -> None:
    found = values(ask(HUNDRED, at(20, 70)))
    assert found["length"] == 100
    assert found["length_beyond"] == pytest.approx(7.5 + 25 + 17.5, abs=1e-9)
    assert found["share_within"] == pytest.approx(50, abs=1e-9)
    # with stations at both ends: 20 km keep the spacing; of 50 km 25, of 30 km 5 do not
    assert found["share_within_open"] == pytest.approx(70, abs=1e-9)
    assert found["longest_spacing"] == pytest.approx(50)
    assert found["gaps"] == 3
    assert found["gaps_open"] == 1  # the western end
    assert found["stations"] == 2
    assert found["stations_off"] == 0


def test_its_gaps_are_ranked_by_length() -> None:
    gaps = rows(ask(HUNDRED, at(20, 70)), "gaps")
    assert gaps["length"].tolist() == pytest.approx([25, 17.5, 7.5])
    assert gaps["furthest"].tolist() == pytest.approx([25, 30, 20])
    assert gaps["spacing"].tolist() == pytest.approx([50, 30, 20])  # at open ends: at least
    assert gaps["open_end"].tolist() == [False, True, True]
    assert gaps["closable"].tolist() == [False, False, True]
    assert gaps["ref"].tolist() == ["G1"] * 3
    assert gaps["class"].tolist() == [NATIONAL] * 3
    assert (gaps.bounds / KM)[["minx", "maxx"]].to_numpy() == pytest.approx(
        np.array([(32.5, 57.5), (82.5, 100), (0, 7.5)])
    )


@pytest.mark.parametrize(("step", "seen"), [(500.0, 2), (7000.0, 2), (333.0, 0)])
def test_a_spacing_that_is_just_kept_is_no_gap(step: float, seen: int) -> None:
    found = values(ask(layer(road(0, 25, 50)), at(0, 25, 50), step=step))
    assert found["share_within"] == 100
    assert found["gaps"] == 0
    found = values(ask(layer(road(0, 25, 50)), at(0, 25, 50), step=step, spacing=24.999))
    assert found["gaps"] == seen  # 2 gaps of a metre, where a point stands half-way: 500 m and 50 / 8 km divide 12.5


def test_the_way_off_the_road_counts_there_and_back() -> None:
    # Stations 24 km apart, each 1 km up a lane: half-way the trip is 2 · (12 + 1) = 26 km. Beyond 25 km is where
    # 2 · (x + 1) > 25, x > 11.5, from both sides: 1 km.
    lanes = [road(0, 10, 34, 44), LineString([(10 * KM, 0), (10 * KM, KM)]), LineString([(34 * KM, 0), (34 * KM, KM)])]
    result = ask(layer(road(0, 44)), at(10, 34, y=1), streets(*lanes), access=KM)  # exactly as far as may be
    assert values(result)["length_beyond"] == pytest.approx(1)
    assert values(result)["longest_spacing"] == pytest.approx(26)
    far = ask(layer(road(0, 44)), at(10, 34, y=1), streets(*lanes), access=KM - 1)
    assert values(far)["stations_off"] == 2
    assert values(far)["share_within"] == 0
    assert "2 of 2 {facilities} are more than 999 m of driving off" in said(far)
    assert "None of {facilities} can be used" in said(far)


def test_a_gap_runs_on_over_the_ends_of_lines() -> None:
    # one road in three lines, the middle one drawn backwards
    lines = layer(road(0, 40), road(60, 40), road(60, 100), ref=["G1"] * 3)
    gaps = rows(ask(lines, at(20, 70), streets(road(0, 100))), "gaps")
    assert gaps["length"].tolist() == pytest.approx([25, 17.5, 7.5])
    assert gaps.geom_type.tolist() == ["LineString"] * 3


@pytest.mark.parametrize(("begins", "gaps"), [(40.5, 2), (40.6, 3)])
def test_what_a_step_cannot_tell_apart_is_one_gap(begins: float, gaps: int) -> None:
    # a roundabout without the number between two lines, as long as a step or longer
    apart = layer(road(0, 40), road(60, begins), ref=["G1"] * 2)
    assert values(ask(apart, at(20, 70), streets(road(0, 100))))["gaps"] == gaps


def test_two_carriageways_are_one_gap_as_long_as_they_are_drawn() -> None:
    east, west = road(0, 20, 70, 100), shapely.reverse(road(0, 20, 70, 100, y=0.02))
    # they are joined at the stations alone: each way has its own 32.5 to 57.5 km and ends
    cross = [LineString([(x * KM, 0), (x * KM, 20)]) for x in (20, 70)]
    network = streets(east, west, *cross)
    gaps = rows(ask(layer(east, west, ref=["G1"] * 2), at(20, 70), network), "gaps")
    assert gaps["length"].tolist() == pytest.approx([50, 35, 15], abs=0.1)


def test_a_shared_stretch_counts_once_and_with_both_roads() -> None:
    # G1 west to east, S2 with it from 40 to 60 km and then north
    north = LineString([(60 * KM, 0), (60 * KM, 40 * KM)])
    lines = layer(
        road(0, 40), road(40, 60), road(60, 100), north, ref=["G1", "G1; S2", "G1", "S2"],
        **{"class": ["national", "national", "national", "provincial"]},
    )  # fmt: skip
    result = ask(lines, at(20, 70))
    assert values(result)["length"] == 140
    # north of 60 km the station at 70 is 10 km away: beyond 12.5 km from 2.5 km on
    assert values(result)["length_beyond"] == pytest.approx(7.5 + 25 + 17.5 + 37.5)
    table = rows(result, "roads").set_index("ref")
    assert table["length"].to_dict() == {"G1": 100, "S2": 60}
    assert table["class"].to_dict() == {"G1": NATIONAL, "S2": Text(zh="省道", en="provincial")}
    assert table["beyond"].to_dict() == pytest.approx({"G1": 50, "S2": 17.5 + 37.5})  # 40 to 57.5 km is shared
    gaps = rows(result, "gaps")
    assert gaps["length"].tolist() == pytest.approx([37.5, 25, 17.5, 17.5, 7.5])


def test_one_ways_are_kept() -> None:
    # A ring of 10 km in one direction: whatever point of it, from the station and back to it is 10 km.
    ring = LineString([(0, 0), (2500, 0), (2500, 2500), (0, 2500), (0, 0)])
    result = ask(layer(ring), at(1), streets(ring, oneway=True), spacing=10.0)
    assert values(result)["share_within"] == 100
    result = ask(layer(ring), at(1), streets(ring, oneway=True), spacing=9.999)
    assert values(result)["longest_spacing"] == pytest.approx(10)
    # both ways, the far side is 5 km away
    result = ask(layer(ring), at(1), streets(ring), spacing=9.0)
    assert values(result)["length_beyond"] == pytest.approx(1)  # beyond 4.5 km of 5, on both sides


def test_a_ring_has_no_open_end() -> None:
    ring = LineString([(0, 0), (2500, 0), (2500, 2500), (0, 2500), (0, 0)])
    [gap] = rows(ask(layer(ring), at(1), streets(ring), spacing=9.0), "gaps").itertuples()
    assert not gap.open_end
    assert gap.ref == "(无编号)"
    assert gap.spacing == pytest.approx(10)


def test_only_the_place_counts_and_stations_beyond_help() -> None:
    # the place ends at 60 km; the station at 70 is known all the same: 32.5 to 57.5 is the gap
    result = ask(HUNDRED, at(20, 70), within=layer(box(0, -KM, 60 * KM, KM)), open_within=0.0)
    assert values(result)["length"] == pytest.approx(60)
    assert values(result)["length_beyond"] == pytest.approx(7.5 + 25)
    assert rows(result, "gaps")["open_end"].tolist() == [True, True]  # one at 60 would be nearer to the middle gap, too
    assert "At 2 ends roads lead out of the place (ends near the border" in said(result)


@pytest.mark.parametrize(("open_within", "ends"), [(999.0, 0), (1000.0, 2)])
def test_an_end_near_the_border_is_open(open_within: float, ends: int) -> None:
    place = layer(box(-KM, -5 * KM, 101 * KM, 5 * KM))
    gaps = rows(ask(HUNDRED, at(20, 70), within=place, open_within=open_within), "gaps")
    assert gaps["open_end"].sum() == ends


def test_an_end_at_another_road_is_not_open() -> None:
    branch = LineString([(0, 0), (0, 30 * KM)])
    lines = layer(road(-5, 0), road(0, 5), branch, ref=["G1", "G1", "S2"])
    [gap] = rows(ask(lines, at(-5, 5)), "gaps").itertuples()
    assert gap.ref == "S2"
    assert gap.open_end  # in the north; in the south it meets G1
    assert gap.length == pytest.approx(30 - 7.5)


def test_what_is_joined_to_no_station_is_a_gap_without_a_spacing() -> None:
    lines = layer(road(0, 10), road(0, 10, y=5), ref=["G1", "G2"])
    result = ask(lines, at(5))
    assert values(result)["share_within"] == pytest.approx(50)
    gap = rows(result, "gaps").iloc[0]
    assert gap["ref"] == "G2"
    assert np.isnan(gap["furthest"])
    assert "Some 10.0 km of {corridors} are joined to no station" in said(result)


def test_by_division() -> None:
    by = layer(
        box(0, -KM, 40 * KM, KM),
        box(40 * KM, -KM, 90 * KM, KM),
        box(0, 2 * KM, KM, 3 * KM),
        name=["西乡", "东镇", "北乡"],
    )
    result = ask(HUNDRED, at(20, 70), by=by)
    zones = rows(result, "zones").set_index("name")
    # the west has 7.5 and 32.5 to 40, the east the rest to 57.5 and 82.5 to 90; the last 10 km lie in none
    assert zones["length"].to_dict() == pytest.approx({"西乡": 40, "东镇": 50, "北乡": 0, "(区划之外)": 10})
    assert zones["beyond"].to_dict() == pytest.approx({"西乡": 15, "东镇": 25, "北乡": 0, "(区划之外)": 10})
    gaps = rows(result, "gaps")
    assert gaps["from"].tolist() == ["西乡", "东镇", "西乡"]
    assert gaps["to"].tolist() == ["东镇", "(区划之外)", "西乡"]


@pytest.mark.parametrize("end", [43.013, 2.646, 43.296])  # 100 · x / x is not 100 for these
def test_all_of_a_road_is_100_to_the_last_bit(end: float) -> None:
    result = ask(layer(road(0, end)), at(0), by=layer(box(-KM, -KM, 90 * KM, KM), name=["乡"]), spacing=100.0)
    for share in (values(result)["share_within"], *rows(result, "zones")["share"], *rows(result, "roads")["share"]):
        assert share == 100


def test_a_road_drawn_beside_its_street() -> None:
    # 30 m aside: the leg from the road to the street is no part of the trip
    result = ask(layer(road(0, 100, y=0.03)), at(20, 70), streets(road(0, 100)), far=29.0)
    assert values(result)["length_beyond"] == pytest.approx(50)
    assert "more than 29 m from {network} (30 m at most)" in said(result)
    assert "from {network}" not in said(ask(layer(road(0, 100)), at(20, 70), far=29.0))


def test_a_stretch_drawn_twice_is_said() -> None:
    result = ask(layer(road(0, 100), road(40, 60), ref=["G1", "G2"]), at(20, 70), streets(road(0, 100)))
    assert "20.0 km are drawn more than once" in said(result)


@pytest.mark.parametrize(
    ("wrong", "en"),
    [
        ({"spacing": 0.0}, "spacing should be above 0 and finite, is 0"),
        ({"access": -1.0}, "access should be above 0 and finite, is -1"),
        ({"step": 12_501.0}, "a step of 12501 m is too long: no more than half the spacing"),
        ({"step": 1e-3}, "the step is too short: some 100,000,000 points of at most 5,000,000. Make it longer."),
        ({"step": 0.0}, "the step should be above 0 and finite, is 0"),
        ({"within": layer(box(0, KM, KM, 2 * KM))}, "there are no {corridors} inside {within}"),
    ],
)
def test_what_cannot_be_answered_is_refused(wrong: dict[str, Any], en: str) -> None:
    with pytest.raises(MethodError) as raised:
        ask(HUNDRED, at(20), **wrong)
    assert raised.value.say("en") == en


def test_the_file_of_an_analysis_can_ask_for_it() -> None:
    declared = METHODS["corridor_gaps"]
    assert declared.parameters["spacing"].unit == "km"
    assert declared.inputs["network"].need.mode == "drive"
    result = declared.compute(
        corridors=HUNDRED, facilities=at(20), network=streets(road(0, 100)), spacing=25.0, access=KM, by=None
    )
    assert set(result.measures) == set(declared.measures)
    assert set(result.tables) == {"gaps", "roads"}


FEW = settings(max_examples=30, deadline=None)
KILOMETRES = st.lists(st.integers(0, 400).map(lambda quarter: quarter / 4), min_size=1, max_size=6, unique=True)


@FEW
@given(KILOMETRES, st.sampled_from([5.0, 10.0, 25.0, 60.0]), st.sampled_from([700.0, 250.0]))
def test_any_stations_on_a_straight_road(stations: list[float], spacing: float, step: float) -> None:
    # by the derivation: of L km between two stations L - spacing, of an end e km from one e - spacing / 2
    order = sorted(stations)
    expected = sum(max(b - a - spacing, 0) for a, b in pairwise(order))
    expected += max(order[0] - spacing / 2, 0) + max(100 - order[-1] - spacing / 2, 0)
    found = values(ask(HUNDRED, at(*stations), spacing=spacing, step=step))
    # every station is an end of streets and no point of the road: where two stand in one step of each other nothing is
    # beyond, and a stretch is seen if a point stands in it
    assert found["length_beyond"] == pytest.approx(expected, abs=2 * len(order) * step / KM)
    if all(b - a - spacing > step / KM or b - a <= spacing for a, b in pairwise(order)) and all(
        end - spacing / 2 > step / KM or end <= spacing / 2 for end in (order[0], 100 - order[-1])
    ):
        assert found["length_beyond"] == pytest.approx(expected, abs=1e-6)


@FEW
@given(KILOMETRES, st.integers(0, 400), st.sampled_from([10.0, 25.0]))
def test_a_station_more_or_a_longer_spacing_never_opens_a_gap(
    stations: list[float], another: int, spacing: float
) -> None:
    before = values(ask(HUNDRED, at(*stations), spacing=spacing))
    after = values(ask(HUNDRED, at(*stations, another / 4), spacing=spacing))
    wider = values(ask(HUNDRED, at(*stations), spacing=spacing + 5))
    for better in (after, wider):
        for share in ("share_within", "share_within_open"):
            assert (better[share] or 0) >= (before[share] or 0) - 1e-9
    assert (after["longest_spacing"] or 0) <= (before["longest_spacing"] or 0) + 1e-9
    assert (before["share_within"] or 0) <= (before["share_within_open"] or 0) + 1e-9


@FEW
@given(KILOMETRES, st.permutations(range(4)), st.tuples(*[st.booleans()] * 4))
def test_how_lines_are_drawn_and_ordered_changes_nothing(
    stations: list[float], order: list[int], turned: tuple[bool, ...]
) -> None:
    pieces = [road(0, 30), road(30, 45), road(45, 80), road(80, 100)]
    lines = [shapely.reverse(pieces[one]) if turned[one] else pieces[one] for one in order]
    whole = ask(HUNDRED, at(*stations), step=250.0)
    cut = ask(layer(*lines, ref=["G1"] * 4), at(*stations), streets(road(0, 100)), step=250.0)
    assert values(cut) == pytest.approx(values(whole), abs=1e-6)
    assert sorted(rows(cut, "gaps")["length"]) == pytest.approx(sorted(rows(whole, "gaps")["length"]), abs=1e-6)
