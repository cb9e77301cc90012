"""Spaces with charging: shares by arithmetic, who is at a hub, and what rows that do not say leave open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.api.extensions import ExtensionArray
from shapely import Point, box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.counting.spaces import equipped_spaces
from geo_ruijin.results import Result

CRS = "EPSG:4548"


def points(*x: float, **columns: Sequence[object] | ExtensionArray) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[Point(one, 0) for one in x], crs=CRS)


#: Two at a hub (30 of 200 spaces, 6 of 100), one at shops, one behind a barrier.
LOTS = points(
    0, 100, 2000, 3000, name=["站东", "站西", "商场", "单位"], spaces=[200, 100, 300, 50],
    charging_spaces=[30, 6, 0, 50], hub=[True, True, False, True], public=[True, True, True, False],
)  # fmt: skip
HALVES = gpd.GeoDataFrame({"name": ["西", "东"]}, geometry=[box(-9, -9, 50, 9), box(50, -9, 9999, 9)], crs=CRS)


def ask(car_parks: gpd.GeoDataFrame, **more: Any) -> Result:  # noqa: ANN401 - parameters of any form
    return equipped_spaces(car_parks=car_parks, **({"least": 15.0} | more))


def values(result: Result) -> dict[str, float | None]:
    return {name: measure.value for name, measure in result.measures.items()}


def said(result: Result) -> str:
    return " ".join(note.en for note in result.notes)


def test_public_car_parks_at_hubs() -> None:
    result = ask(LOTS, hub=True, public=True)
    assert values(result) == {
        "share": 12,  # (30 + 6) / (200 + 100)
        "share_low": 12,
        "share_high": 12,
        "spaces": 300,
        "charging_spaces": 36,
        "spaces_missing": 9,  # 15 % of 300 are 45
        "car_parks": 2,
        "car_parks_below": 1,  # 30 of 200 is exactly 15 %
        "car_parks_incomplete": 0,
    }
    assert result.notes == ()
    below = result.tables["below"].data
    assert below["name"].tolist() == ["站西"]
    assert below["missing"].tolist() == [9]  # 15 - 6
    assert result.measures["share"].about.en == "Spaces with charging / spaces of public car parks at transport hubs"


@pytest.mark.parametrize(
    ("which", "spaces", "charging"),
    [({}, 650, 86), ({"public": True}, 600, 36), ({"hub": True}, 350, 86)],
)
def test_which_car_parks_count(which: dict[str, bool], spaces: float, charging: float) -> None:
    found = values(ask(LOTS, **which))
    assert (found["spaces"], found["charging_spaces"]) == (spaces, charging)


def test_missing_spaces_are_whole_and_ranked() -> None:
    lots = points(0, 1, 2, name=["a", "b", "c"], spaces=[21, 180, 7], charging_spaces=[3, 26, 0])
    below = ask(lots).tables["below"].data
    # 15 % of 21 are 3.15: 4 spaces; of 180 exactly 27; of 7 1.05: 2
    assert dict(zip(below["name"], below["missing"], strict=True)) == {"c": 2, "b": 1, "a": 1}
    assert below["name"].tolist() == ["c", "b", "a"]  # of two that lack one, the larger first


def test_what_is_not_stated_is_in_the_bounds_alone() -> None:
    lots = points(0, 1, 2, 3, spaces=[100, 100, np.nan, np.nan], charging_spaces=[20, np.nan, 5, np.nan])
    result = ask(lots)
    found = values(result)
    assert (found["share"], found["share_low"], found["share_high"]) == (20, 10, 60)  # 20/100, 20/200, 120/200
    assert found["car_parks"] == 4
    assert found["car_parks_incomplete"] == 3
    assert "3 of 4 do not state both" in said(result)
    assert "between 10.0 and 60.0 %; the 2 that do not even state" in said(result)
    assert "of the 1 that state both, 3 more do not" in result.measures["share"].about.en
    assert len(result.tables["incomplete"].data) == 3


def test_more_charging_than_spaces_is_taken_as_not_stated_and_named() -> None:
    lots = points(0, 1, name=["对", "错"], spaces=[100, 10], charging_spaces=[10, 100])
    result = ask(lots)
    assert values(result)["share"] == 10  # and not 110 / 110
    assert "check: 错" in said(result)


def test_without_any_numbers_there_is_no_share() -> None:
    result = ask(points(0, 1), by=HALVES)
    assert values(result)["share"] is None
    assert values(result)["share_low"] is None
    assert values(result)["car_parks_incomplete"] == 2
    assert len(result.tables["below"].data) == 0


@pytest.mark.parametrize(("within", "spaces"), [(99.0, 200), (100.0, 300), (None, None)])
def test_a_car_park_that_does_not_say_is_at_a_hub_nearby(within: float | None, spaces: float | None) -> None:
    lots = LOTS.drop(columns="hub")
    result = ask(lots, hub=True, public=True, hubs=points(0, kind=["freight"]), hub_within=within)
    if spaces is None:  # nobody can tell
        assert values(result)["share"] is None
        assert "3 of {car_parks} do not say whether they are at a hub (600 spaces are known)" in said(result)
    else:
        assert values(result)["spaces"] == spaces
        assert "freight ones included" in said(result)


def test_what_a_car_park_says_goes_before_where_it_is() -> None:
    lots = LOTS.assign(hub=pd.array([False, None, None, None], dtype="boolean"))
    result = ask(lots, hub=True, public=True, hubs=points(0), hub_within=100.0)
    assert values(result)["spaces"] == 100  # the first says no, the second is near
    assert "1 do not say whether they are at a hub and are taken to be" in said(result)


def test_who_may_park_is_not_guessed() -> None:
    result = ask(LOTS.assign(public=pd.array([True, None, None, False], dtype="boolean")), hub=True, public=True)
    assert values(result)["spaces"] == 200
    assert "1 of {car_parks} do not say whether they are open to the public (100 spaces are known)" in said(result)


def test_only_the_place_counts() -> None:
    result = ask(LOTS, within=HALVES.iloc[:1])
    assert values(result)["spaces"] == 200
    assert "3 more of {car_parks} lie outside {within}" in said(result)


def test_by_division() -> None:
    zones = ask(LOTS, public=True, by=HALVES).tables["zones"].data.set_index("name")
    assert zones["spaces"].to_dict() == {"东": 400, "西": 200}
    assert zones["share"].to_dict() == {"东": 1.5, "西": 15}
    assert zones["missing"].to_dict() == {"东": 54, "西": 0}  # 60 - 6


def test_no_car_park_at_all() -> None:
    result = ask(LOTS.iloc[:0], by=HALVES, hub=True, hubs=points(0), hub_within=10.0)
    assert values(result)["share"] is None
    assert values(result)["car_parks"] == 0


def test_numbers_below_0_are_refused() -> None:
    with pytest.raises(MethodError, match="'spaces' has 1 rows below 0"):
        ask(points(0, spaces=[-1], charging_spaces=[0]))


LOT = st.tuples(st.one_of(st.none(), st.integers(1, 90)), st.one_of(st.none(), st.integers(0, 90)))


@settings(max_examples=60, deadline=None)
@given(st.lists(LOT, min_size=1, max_size=6), st.data())
def test_whatever_is_filled_in_keeps_the_bounds(lots: list[tuple[int | None, int | None]], data: st.DataObject) -> None:
    def frame(rows: list[tuple[int | None, int | None]]) -> gpd.GeoDataFrame:
        spaces, charging = zip(*rows, strict=True)
        return points(
            *range(len(rows)), spaces=pd.array(spaces, dtype="Int64"), charging_spaces=pd.array(charging, dtype="Int64")
        )

    known = [(spaces, charging) for spaces, charging in lots if spaces is not None] or [(10, None)]
    before = values(ask(frame([(s, c) for s, c in known])))
    # whoever counts the rows that do not say, or cannot be, finds something between none and all
    filled: list[tuple[int | None, int | None]] = [
        (s, c if c is not None and c <= s else data.draw(st.integers(0, s))) for s, c in known
    ]
    after = values(ask(frame(filled)))["share"]
    assert after is not None
    assert (before["share_low"] or 0) - 1e-9 <= after <= (before["share_high"] or 0) + 1e-9


def bounds(car_parks: gpd.GeoDataFrame, **more: Any) -> tuple[float | None, float | None]:  # noqa: ANN401 - the same
    share = ask(car_parks, **more).measures["share"]
    return share.low, share.high


def test_between_what_the_share_lies() -> None:
    told = points(0, 1, spaces=[100, 300], charging_spaces=[20, None])
    assert bounds(told) == (5, 80)  # (20 + 0) / 400 and (20 + 300) / 400
    assert bounds(points(0, spaces=[100], charging_spaces=[20])) == (None, None)  # all is known
    # one that does not say how large it is, or whether it counts, may move the share anywhere
    assert bounds(points(0, 1, spaces=[100, None], charging_spaces=[20, None])) == (0, 100)
    unsure = points(0, 1, spaces=[100, 500], charging_spaces=[20, 0], public=[True, None])
    assert bounds(unsure, public=True) == (0, 100)
    assert bounds(unsure) == (None, None)
