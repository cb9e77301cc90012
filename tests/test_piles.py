"""Charging piles counted: kinds, places, divisions, and what rows that do not say leave open."""

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
from pandas.api.extensions import ExtensionArray
from shapely import Point, box

from geo_ruijin.methods.counting.piles import pile_count
from geo_ruijin.project import open_project
from geo_ruijin.results import Result
from geo_ruijin.run import run_project
from tests.towns import copy_town, edit

CRS = "EPSG:4548"
CARS = pd.DataFrame([{"id": "cars", "value": 120.0, "unit": "vehicles", "year": 2025, "source": "市统计局"}])


def stations(*x: float, **columns: Sequence[object] | ExtensionArray) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[Point(one, 0.5) for one in x], crs=CRS)


#: 10 public piles at shops, 20 dedicated at a depot, 5 private at homes.
THREE = stations(
    0.5, 1.5, 1.6, kind=["public", "dedicated", "private"], piles=[10, 20, 5], fast_piles=[4, 20, 0],
    place=["commercial", "depot", "housing"], name=["甲", "乙", "丙"],
)  # fmt: skip
HALVES = gpd.GeoDataFrame({"name": ["西", "东"]}, geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)], crs=CRS)


def values(result: Result) -> dict[str, float | None]:
    return {name: measure.value for name, measure in result.measures.items()}


def said(result: Result) -> str:
    return " ".join(note.en for note in result.notes)


def test_piles_of_every_kind() -> None:
    result = pile_count(stations=THREE, statistics=CARS, vehicles="cars")
    assert values(result) == {
        "piles": 35,
        "piles_public": 10,
        "piles_dedicated": 20,
        "piles_private": 5,
        "piles_unknown": 0,
        "fast_piles": 24,
        "stations": 3,
        "stations_without_count": 0,
        "vehicles": 120,
        "vehicles_per_public_pile": 12,  # 120 / 10
    }
    assert result.notes == ()
    assert "lower bound" not in result.measures["piles"].about.en


def test_a_station_without_a_count_adds_no_pile_and_is_named() -> None:
    rows = THREE.assign(piles=[10, np.nan, np.nan])
    result = pile_count(stations=rows, statistics=CARS, vehicles="cars")
    assert values(result)["piles"] == 10
    assert values(result)["piles_dedicated"] is None  # there is one; nobody says how many
    assert values(result)["stations_without_count"] == 2
    assert "a lower bound: 2 stations" in result.measures["piles"].about.en
    assert "lower bound" not in result.measures["piles_public"].about.en
    assert "2 of 3 stations do not say how many piles they have" in said(result)
    assert result.tables["uncounted"].say("zh").data["name"].tolist() == ["乙", "丙"]
    assert result.tables["uncounted"].say("zh").data["kind"].tolist() == ["专用", "自用"]
    assert "upper bound" not in result.measures["vehicles_per_public_pile"].about.en


def test_a_public_station_without_a_count_makes_the_ratio_an_upper_bound() -> None:
    rows = THREE.assign(kind="public", piles=[10, np.nan, 5])
    result = pile_count(stations=rows, statistics=CARS, vehicles="cars")
    assert values(result)["vehicles_per_public_pile"] == 8  # 120 / 15
    assert "an upper bound: 1 public stations" in result.measures["vehicles_per_public_pile"].about.en


def test_where_nobody_says_there_is_no_sum() -> None:
    result = pile_count(stations=stations(0.5, 1.5), by=HALVES, statistics=CARS, vehicles="cars")
    found = values(result)
    for name in ("piles", "piles_public", "piles_dedicated", "piles_private", "fast_piles", "vehicles_per_public_pile"):
        assert found[name] is None, name
    assert found["stations"] == 2
    assert "No station says whether it is public" in said(result)


def test_piles_whose_kind_is_not_said_bound_the_ratio() -> None:
    result = pile_count(
        stations=THREE.assign(kind=pd.Series(["public", None, "odd"])), statistics=CARS, vehicles="cars"
    )
    assert values(result)["piles"] == 35
    assert values(result)["piles_unknown"] == 25
    assert values(result)["vehicles_per_public_pile"] == 12
    assert "Were all 25 piles of unknown kind public, 3.43 vehicles would share one" in said(result)  # 120 / 35


@pytest.mark.parametrize(
    ("row", "en"),
    [
        ({"value": np.nan}, "nothing is reported yet in row 'cars'"),
        ({"unit": "piles"}, "row 'cars' is in 'piles', should be in 'vehicles'"),
        ({"id": "bikes"}, "no row 'cars' is reported"),
    ],
)
def test_without_vehicles_there_is_no_ratio_and_the_row_to_fill_in_is_named(row: dict[str, Any], en: str) -> None:
    result = pile_count(stations=THREE, statistics=CARS.assign(**row), vehicles="cars")
    assert values(result)["vehicles"] is None
    assert values(result)["vehicles_per_public_pile"] is None
    assert en in said(result)
    assert "Fill in value, year and source in row 'cars' of {statistics}" in said(result)


def test_vehicles_that_are_not_real_are_said() -> None:
    result = pile_count(stations=THREE, statistics=CARS.assign(nature="modelled"), vehicles="cars")
    assert "are a demonstration" in said(result)


CHARGING = """
title = "Charging"
geometry = "point"
[columns.kind]
type = "text"
[columns.piles]
type = "integer"
[[sources]]
kind = "file"
path = "data/charging.gpkg"
"""
QUESTION = """
title = "Piles"
method = "pile_count"
inputs = { stations = "charging", statistics = "statistics" }
parameters.vehicles = { value = "cars", source = "the plan", status = "confirmed" }
"""
TARGET = """
[targets.ratio]
clause = "1"
action = "charging"
text = "at most 8 vehicles a public pile"
at_most = 8
unit = "vehicles/pile"
measured_by = "piles.vehicles_per_public_pile"
"""


@pytest.mark.parametrize(("nature", "verdict"), [("real", "met"), ("modelled", "demonstration")])
def test_a_ratio_is_no_more_real_than_the_row_it_is_made_of(nature: str, verdict: str, tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    at = [Point(400_000, 2_860_000)]
    stations = gpd.GeoDataFrame({"kind": ["public"], "piles": [20]}, geometry=at, crs=CRS)
    stations.to_file(town / "layers/data/charging.gpkg")
    (town / "layers/charging.toml").write_text(CHARGING, encoding="utf-8")
    (town / "analyses/piles.toml").write_text(QUESTION, encoding="utf-8")
    CARS.assign(nature=nature).to_csv(town / "layers/data/statistics.csv", index=False)
    table = town / "layers/statistics.toml"
    edit(table, "[columns.value]", '[columns.nature]\ntype = "text"\n[columns.value]')
    plan = town / "plan.toml"
    plan.write_text(plan.read_text(encoding="utf-8") + TARGET, encoding="utf-8")
    [found] = [target for target in run_project(open_project(town)).record.targets if target.id == "ratio"]
    assert found.value == 6  # 120 / 20
    assert found.verdict == verdict


def test_no_public_pile_no_ratio() -> None:
    result = pile_count(stations=THREE.assign(kind="private"), statistics=CARS, vehicles="cars")
    assert values(result)["piles_public"] == 0
    assert values(result)["vehicles_per_public_pile"] is None


def test_only_the_place_counts() -> None:
    result = pile_count(stations=THREE, within=HALVES.iloc[:1])
    assert values(result)["piles"] == 10
    assert "2 more of {stations} lie outside {within}" in said(result)
    assert "vehicles" not in result.measures


def test_by_division_and_by_place() -> None:
    more = pd.concat([THREE, stations(9.0, kind=["public"], piles=[1], fast_piles=[0], place=[None], name=["丁"])])
    result = pile_count(stations=gpd.GeoDataFrame(more, crs=CRS), by=HALVES, places=("housing", "depot"))
    zones = result.tables["zones"].data.set_index("name")
    assert zones["piles"].to_dict() == {"东": 25, "西": 10, "(区划之外)": 1}  # most first
    assert zones["piles_public"].to_dict() == {"东": 0, "西": 10, "(区划之外)": 1}
    places = result.tables["places"].say("zh").data
    # the order asked for, the rest after it, what is not said last
    assert places["place"].tolist() == ["住宅小区", "公交及出租车场", "商业停车场", "未注明"]
    assert places["piles"].tolist() == [5, 20, 10, 1]
    assert places["share"].tolist() == pytest.approx([100 * 5 / 36, 100 * 20 / 36, 100 * 10 / 36, 100 * 1 / 36])


def test_more_fast_piles_than_piles_are_told() -> None:
    assert "1 stations state more fast piles" in said(pile_count(stations=THREE.assign(fast_piles=[11, 20, 0])))


PILES = st.lists(st.one_of(st.none(), st.integers(0, 50)), min_size=1, max_size=8)


@settings(max_examples=40, deadline=None)
@given(PILES, st.lists(st.sampled_from(["public", "dedicated", "private", None]), min_size=8, max_size=8))
def test_kinds_and_divisions_add_up(piles: list[int | None], kinds: list[str | None]) -> None:
    x = [0.3 + 0.2 * one for one in range(len(piles))]
    rows = stations(*x, piles=pd.array(piles, dtype="Int64"), kind=kinds[: len(piles)])
    result = pile_count(stations=rows, by=HALVES)
    total = sum(one or 0 for one in piles)
    found = values(result)
    assert (found["piles"] or 0) == total
    zones = result.tables["zones"].data
    assert zones["piles"].sum() == total
    assert zones[["piles_public", "piles_dedicated", "piles_private", "piles_unknown"]].to_numpy().sum() == total
    assert result.tables["places"].say("zh").data["piles"].sum() == total
