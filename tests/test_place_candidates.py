"""Candidate places: their kinds in the plan's words, what they can take, and why others are left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from shapely import Point, box

from geo_ruijin.errors import MethodError, NoDataError
from geo_ruijin.methods import METHODS
from geo_ruijin.methods.candidates.kinds import KINDS
from geo_ruijin.results import Result
from tests.planes import frame, points, values
from tests.test_street_candidates import CONTRACT, SAMPLE, parameters
from tests.towns import TINY_TOWN

ALL = tuple(KINDS)


def ask(**given: object) -> Result:
    return METHODS["place_candidates"].compute(**{"kinds": ALL, **given})


def rows(result: Result, table: str = "candidates") -> gpd.GeoDataFrame:
    data = result.tables[table].data
    assert isinstance(data, gpd.GeoDataFrame)
    return data


def kinds(result: Result) -> dict[str, str]:
    return dict(zip(rows(result)["name"], rows(result)["kind"], strict=True))


def why(result: Result) -> dict[str, str]:
    out = rows(result, "excluded")
    return dict(zip(out["name"], (reason.en for reason in out["reason"]), strict=True))


CAR_PARKS = points(
    *((100.0 * i, 0.0) for i in range(6)),
    name=["小区", "站前", "市政府", "广场", "院内", "不明"],
    serves=["housing", None, "public_building", None, None, None],
    spaces=[100, 100, 19, 200, 50, None],
    charging_spaces=[4, 15, 0, None, 0, None],
    public=[False, True, True, True, False, None],
    hub=[False, True, False, False, False, None],
)
SHARES = {"hub": 15.0, "housing": 10.0, "public_building": 10.0, "car_park": 10.0}


def test_car_parks_are_of_the_kind_they_serve_and_lack_what_their_share_leaves() -> None:
    # 小区 10 - 4 = 6; 站前 15 - 15 = 0: full; 市政府 floor(1.9) = 1; 广场 20 - unsaid = 20; 院内 serves nobody and is
    # closed; 不明 does not say its spaces
    found = ask(car_parks=CAR_PARKS, shares=SHARES)
    assert kinds(found) == {"小区": "housing", "市政府": "public_building", "广场": "car_park", "不明": "car_park"}
    assert rows(found)["capacity"].fillna(-1).tolist() == [6, 1, 20, -1]
    assert list(rows(found).columns[:7]) == CONTRACT
    assert why(found) == {
        "站前": "its share of spaces charges already (15)",
        "院内": "closed to the public, and does not say whom it serves",
    }
    assert values(found) == {
        "candidates": 4,
        "considered": 6,
        "excluded": 2,
        "capacity": 27,
        "full": 1,
        "small": 0,
    }
    assert "1 candidates do not say what they can take" in " ".join(note.en for note in found.notes)


def test_only_the_kinds_asked_for_are_looked_at() -> None:
    found = ask(car_parks=CAR_PARKS, shares=SHARES, kinds=("housing",))
    assert kinds(found) == {"小区": "housing"}
    assert values(found)["considered"] == 1


def test_hubs_for_buses_are_depots() -> None:
    hubs = points((0, 0), (500, 0), (900, 0), name=["火车站", "公交枢纽", "其他"], kind=["rail", "bus", None])
    assert kinds(ask(hubs=hubs, depot_kinds=("bus",))) == {"火车站": "hub", "公交枢纽": "depot", "其他": "hub"}


def test_public_buildings_by_the_area_of_all_floors() -> None:
    # 20 m x 20 m: 400 m² a floor; five floors are exactly 2,000 m², four are 1,600, unsaid is one
    shapes = [box(300 * i, 0, 300 * i + 20, 20) for i in range(4)]
    given = frame(*shapes, use=["government", "hospital", "government", "house"], floors=[5, 4, np.nan, 9])
    found = ask(buildings=given, uses=("government", "hospital"), least_floor_area=2000.0)
    assert len(rows(found)) == 1
    assert rows(found)["area"].tolist() == [400]
    assert sorted(why(found).values()) == ["1,600 m², less than 2000 m²", "400 m², less than 2000 m²"]
    assert values(found)["small"] == 2
    assert (rows(found).geom_type == "Point").all()


def test_parcels_by_their_codes() -> None:
    land = frame(*(box(500 * i, 0, 500 * i + 100, 50) for i in range(4)), code=["0701", "0601", "1201", "0101"])
    found = ask(land_use=land, housing_codes=("0701",), workplace_codes=("0601",), fast_station_codes=("1201",))
    assert rows(found)["kind"].tolist() == ["housing", "workplace", "fast_station"]
    assert rows(found)["area"].tolist() == [5000] * 3
    assert ask(land_use=land, housing_codes=("07",), least_parcel=5000.0).measures["candidates"].value == 1
    assert ask(land_use=land, housing_codes=("07",), least_parcel=5000.1).measures["candidates"].value == 0


def test_of_places_of_one_kind_close_together_one_stands_for_all() -> None:
    near = points(
        (0, 0), (50, 0), (60, 0), name=["小", "大", "站"], serves=["park", "park", "hub"], spaces=[10, 90, 10]
    )
    found = ask(car_parks=near, shares={"park": 10.0, "hub": 15.0}, least_apart=100.0)
    assert kinds(found) == {"大": "park", "站": "hub"}  # more room goes first; other kinds stay
    assert values(found)["considered"] == 2


def test_how_near_an_existing_one_goes_by_kind() -> None:
    villages = points((0, 0), (300, 0), name=["甲村", "乙村"])
    land = frame(box(100, 0, 200, 50), code=["0508"])
    given: dict[str, Any] = {"villages": villages, "land_use": land, "storage_codes": ("0508",)}
    found = ask(existing=points((0, 0)), from_existing={"village": 300.0}, **given)
    assert set(kinds(found).values()) == {"village", "storage"}
    assert why(found) == {"甲村": "0 m from one there is, less than 300 m"}


def test_unnamed_places_are_numbered_beside_the_village_they_are_named_for() -> None:
    land = frame(box(0, 0, 100, 50), box(400, 0, 500, 50), code=["0701"] * 2)
    found = ask(villages=points((50, 100), name=["竹岗村"]), land_use=land, housing_codes=("0701",))
    assert rows(found)["name"].tolist() == ["竹岗村", "竹岗村 1", "竹岗村 2"]


def test_the_control_lines_and_own_sites() -> None:
    own = frame(Point(0, 0), box(90, -10, 110, 10), name=["甲", "乙"], capacity=[8, 4], cost=[20.0, 10.0])
    farms = frame(box(-5, -5, 5, 5))
    found = ask(own=own, permanent_farmland=farms)
    assert why(found) == {"甲": "permanent farmland"}
    assert values(found)["protected"] == 1
    assert rows(found)[["name", "kind", "area", "capacity", "cost"]].to_numpy().tolist() == [["乙", "own", 400, 4, 10]]
    assert "三区三线不齐" in " ".join(note.zh for note in found.notes)


def test_what_lies_outside_is_not_looked_at() -> None:
    found = ask(car_parks=CAR_PARKS, shares=SHARES, within=frame(box(-1, -1, 1, 1)), margin=100.0)
    assert values(found)["considered"] == 2
    with pytest.raises(NoDataError):
        ask(car_parks=CAR_PARKS, within=frame(box(-900, -900, -800, -800)))


def test_bad_questions_are_refused() -> None:
    with pytest.raises(NoDataError):
        ask()
    with pytest.raises(MethodError, match="housing"):
        ask(car_parks=CAR_PARKS, kinds=("houses",))
    with pytest.raises(MethodError, match="spaces"):
        ask(car_parks=CAR_PARKS.assign(spaces=-1))


def test_tiny_town() -> None:
    # its clinics as public places, in the built-up area of 2 km² alone
    clinics = gpd.read_file(TINY_TOWN / "layers/data/clinics.geojson")
    town = gpd.read_file(TINY_TOWN / "layers/data/built_up_area.geojson")
    inside = int(clinics.geometry.intersects(town.union_all()).sum())
    found = ask(villages=clinics.assign(name=[f"诊所{i}" for i in range(len(clinics))]), within=town)
    assert values(found)["candidates"] == inside > 0


@pytest.mark.parametrize("name", ["charging_candidates", "recycling_candidates"])
def test_the_sample(name: str) -> None:
    layers = {
        "car_parks": "car_parks",
        "hubs": "transport_hubs",
        "villages": "villages",
        "buildings": "buildings",
        "land_use": "land_use",
        "by": "townships",
    }
    wanted = parameters(name, "place_candidates")
    given = {key: gpd.read_parquet(Path(SAMPLE) / f"{layer}.parquet") for key, layer in layers.items()}
    found = ask(**given, **wanted)
    sites = rows(found)
    assert 100 < len(sites) < 2000
    assert sites["name"].is_unique
    assert set(sites["kind"]) <= set(wanted["kinds"])
    assert set(sites["township"]) <= set(given["by"]["name"])
