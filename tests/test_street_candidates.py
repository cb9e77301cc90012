"""Candidates along streets: where points stand, which are merged, and every reason against the others."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import KDTree
from shapely import LineString, box

from geo_ruijin.errors import MethodError, NoDataError
from geo_ruijin.methods import METHODS
from geo_ruijin.methods.candidates.thinning import apart_from
from geo_ruijin.project import open_project
from geo_ruijin.results import Result
from geo_ruijin.run import run_project
from geo_ruijin.sources.osm import read_streets
from tests.extracts import ANDORRA
from tests.planes import frame, points, values
from tests.towns import copy_town, edit

SAMPLE = Path(__file__).parents[1] / "layers/data/sample"
CONTRACT = ["name", "kind", "area", "capacity", "cost", "township", "source"]


ANALYSIS = """
title = { zh = "备选点", en = "Candidates" }
method = "street_candidates"
[inputs]
streets = "streets"
existing = "bus_stops"
within = "built_up_area"
by = "divisions"
[parameters]
classes = { value = ["primary"], source = "s", status = "unverified" }
spacing = { value = 500, unit = "m", source = "s", status = "unverified" }
least_apart = { value = 100, unit = "m", source = "s", status = "unverified" }
from_existing = { value = 100, unit = "m", source = "s", status = "unverified" }
margin = { value = 100, unit = "m", source = "s", status = "unverified" }
"""


def ask(**given: object) -> Result:
    asked: dict[str, Any] = {"classes": ("primary",), "spacing": 100.0, "least_apart": 0.0, **given}
    return METHODS["street_candidates"].compute(**asked)


def streets(*lines: Sequence[tuple[float, float]], **columns: Any) -> gpd.GeoDataFrame:  # noqa: ANN401 - any column
    given = {"highway": ["primary"] * len(lines), **columns}
    return frame(*map(LineString, lines), **given)


def rows(result: Result, table: str = "candidates") -> gpd.GeoDataFrame:
    data = result.tables[table].data
    assert isinstance(data, gpd.GeoDataFrame)
    return data


def east(result: Result, table: str = "candidates") -> list[float]:
    return sorted(rows(result, table).geometry.x.round(6))


def why(result: Result) -> list[str]:
    return [reason.en for reason in rows(result, "excluded").sort_values("name")["reason"]]


ROAD = streets([(0, 0), (400, 0)], name=["八一路"])


def test_points_stand_at_both_ends_and_evenly_between() -> None:
    found = ask(streets=ROAD)
    assert east(found) == [0, 100, 200, 300, 400]
    assert rows(found)["name"].tolist() == ["八一路 1", "八一路 2", "八一路 3", "八一路 4", "八一路 5"]
    assert list(rows(found).columns[:7]) == CONTRACT
    assert (rows(found)["kind"] == "street").all()
    assert values(found) == {
        "candidates": 5,
        "considered": 5,
        "excluded": 0,
        "wrong_class": 0,
        "length": pytest.approx(0.4),
    }


def test_a_crossing_is_one_point_with_the_names_of_both_streets() -> None:
    # four arms of 100 m meet at the origin: four ends and one crossing, not eight points
    arms = [[(0, 0), (100, 0)], [(0, 0), (-100, 0)], [(0, 0), (0, 100)], [(0, 0), (0, -100)]]
    found = rows(ask(streets=streets(*arms, name=["八一路", "八一路", "红都大道", "红都大道"])))
    assert len(found) == 5
    crossing = found[found.geometry.distance(shapely.Point(0, 0)) == 0]
    assert crossing["name"].tolist() == ["八一路/红都大道"]


def test_carriageways_drawn_apart_give_no_bunches() -> None:
    # 20 m apart, points every 100 m: of each pair the one with the better class is kept
    pair = streets([(0, 0), (400, 0)], [(0, 20), (400, 20)], highway=["secondary", "primary"])
    found = rows(ask(streets=pair, classes=("primary", "secondary"), least_apart=60.0))
    assert found.geometry.y.tolist() == [20.0] * 5


def test_exactly_as_far_as_asked_is_far_enough() -> None:
    assert len(rows(ask(streets=ROAD, least_apart=100.0))) == 5
    assert east(ask(streets=ROAD, least_apart=100.1)) == [0, 200, 400]
    stop = points((0, 0))
    found = ask(streets=ROAD, existing=stop, from_existing=100.0)
    assert east(found) == [100, 200, 300, 400]
    assert why(found) == ["0 m from one there is, less than 100 m"]
    assert values(found)["near_existing"] == 1


def test_no_reason_says_as_far_as_is_asked_where_it_is_not() -> None:
    # 99.6 m are less than 100 m and must not be told as 100; nor 200.4 m from a settlement as 200
    near = ask(streets=ROAD, existing=points((-99.6, 0)), from_existing=100.0)
    assert why(near) == ["99 m from one there is, less than 100 m"]
    far = ask(streets=ROAD, near=points((-0.4, 0)), near_within=200.0)
    assert why(far)[0] == "201 m from the nearest settlement, more than 200 m"


def test_a_point_with_nothing_against_it_goes_before_one_that_is_left_out() -> None:
    # 0 is too near the stop at -10; 30 m on stands a free one: it is kept, and the other merged into it
    near = streets([(0, 0), (30, 0)])
    found = ask(streets=near, existing=points((-10, 0)), from_existing=20.0, least_apart=50.0)
    assert east(found) == [30]
    assert rows(found, "excluded").empty
    assert "1 are merged" in found.notes[0].en


def test_classes_and_closed_streets_are_told() -> None:
    lines = [[(0, 0), (50, 0)], [(0, 500), (50, 500)], [(0, 900), (50, 900)]]
    given = streets(*lines, highway=["primary", "motorway", "footway"], drive=[True, True, False])
    found = ask(streets=given)
    assert len(rows(found)) == 2
    assert set(why(found)) == {"class of road: motorway", "class of road: footway; closed to vehicles"}
    reasons = found.tables["reasons"].data
    assert [one.en for one in reasons["reason"]] == ["class of road", "closed to vehicles"]
    assert reasons["sites"].tolist() == [4, 2]
    assert reasons["only"].tolist() == [2, 0]


def test_what_lies_just_outside_counts_up_to_the_margin() -> None:
    town = frame(box(0, -50, 100, 50))
    assert east(ask(streets=ROAD, within=town)) == [0, 100]
    assert east(ask(streets=ROAD, within=town, margin=100.0)) == [0, 100, 200]
    with pytest.raises(NoDataError):
        ask(streets=streets([(900, 0), (999, 0)]), within=town)


def test_land_and_bridges_are_left_out() -> None:
    farms, line = frame(box(50, -9, 150, 9)), frame(box(150, -9, 250, 9))
    river = frame(LineString([(300, -500), (300, 500)]), width=[40.0])
    found = ask(streets=ROAD, permanent_farmland=farms, ecological_red_line=line, rivers=river)
    assert east(found) == [0, 400]
    assert [one.zh for one in rows(found, "excluded")["reason"]] == ["永久基本农田", "生态保护红线", "河道"]
    assert values(found)["protected"] == 2


def test_without_the_control_lines_nothing_is_cleared() -> None:
    def said(**given: object) -> str:
        return " ".join(note.zh for note in ask(streets=ROAD, **given).notes)

    farms = frame(box(50, -9, 150, 9))
    assert "三区三线未提供" in said()
    assert "生态保护红线未提供" in said(permanent_farmland=farms)
    assert "不是用地审批结论" in said(permanent_farmland=farms, ecological_red_line=farms)
    for one in (said(), said(permanent_farmland=farms)):
        assert "不能认为合规" in one


def test_room_beside_a_road() -> None:
    # 50 m around a point are 7,850 m² or so; the road takes 20 m of 100. Farmland north of it leaves the southern
    # half less half the road: (7,841 - 1,990) / 2 = 2,926 m² (the disc has 64 sides)
    road, farms = streets([(0, 0), (400, 0)]), frame(box(-100, 0, 500, 100), code=["0101"])
    given: dict[str, Any] = {
        "land_use": farms,
        "farmland_codes": ("01",),
        "room_within": 50.0,
        "road_width": 20.0,
    }
    between = ask(streets=road, room=2900.0, **given)
    assert {100, 200, 300} <= set(east(between))
    none = ask(streets=road, room=3000.0, **given)
    assert {100, 200, 300} <= set(east(none, "excluded"))
    assert "farmland 3,9" in why(none)[1]  # half the disc
    assert values(none)["no_room"] == len(rows(none, "excluded"))
    assert "their own width, and farmland, are not free" in " ".join(note.en for note in none.notes)
    with pytest.raises(MethodError, match="room_within"):
        ask(streets=road, room=100.0)


def test_without_layers_of_land_room_is_not_looked_at() -> None:
    found = ask(streets=ROAD, room=2000.0, room_within=100.0)
    assert "all is taken for free" in " ".join(note.en for note in found.notes)


def test_what_is_far_from_settlements_is_left_out() -> None:
    found = ask(streets=ROAD, near=points((0, 0)), near_within=200.0)
    assert east(found) == [0, 100, 200]
    assert why(found)[0] == "300 m from the nearest settlement, more than 200 m"


OWN = points(
    (150, 5), (151, 5), (5000, 0), name=["老车站", "新车站", "远处"], **{"for": ["bus_stop", None, "bus_stop"]}
)


def test_own_sites_are_compared_and_checked_like_others() -> None:
    town = frame(box(0, -50, 400, 50))
    found = ask(streets=ROAD, own=OWN, use="bus_stop", within=town, least_apart=60.0)
    own = rows(found)[rows(found)["kind"] == "own"]
    assert own["name"].tolist() == ["老车站", "新车站"]  # however close together
    assert east(found) == [0, 150, 151, 300, 400]  # 100 and 200 are within 60 m of the own ones
    assert why(found) == ["4,600 m outside (0 m are allowed)"]
    assert rows(found, "excluded")["name"].tolist() == ["远处"]


def test_own_sites_for_something_else_are_told() -> None:
    found = ask(streets=ROAD, own=OWN, use="charging")
    assert rows(found)["name"].tolist().count("新车站") == 1  # it does not say what for
    assert "2 more of {own} are for other uses" in " ".join(note.en for note in found.notes)


def test_the_own_list_alone() -> None:
    found = ask(own=OWN, use="bus_stop")
    assert rows(found)["name"].tolist() == ["老车站", "新车站", "远处"]
    assert values(found) == {"candidates": 3, "considered": 3, "excluded": 0}
    with pytest.raises(NoDataError):
        ask()
    with pytest.raises(NoDataError):
        ask(own=OWN.iloc[:1], use="solar")


def test_names_tell_townships_and_villages_apart() -> None:
    towns = frame(box(-50, -50, 150, 950), box(150, -50, 999, 950), name=["东镇", "西镇"])
    both = streets([(0, 0), (100, 0)], [(300, 0), (400, 0)], [(0, 900), (90, 900)], name=["八一路", "八一路", None])
    found = rows(ask(streets=both, by=towns, villages=points((0, 800), (400, 900), name=["竹岗村", "花石村"])))
    assert sorted(found["name"]) == [
        "东镇 八一路 1",
        "东镇 八一路 2",
        "竹岗村 1",
        "竹岗村 2",
        "西镇 八一路 1",
        "西镇 八一路 2",
    ]
    assert dict(zip(found["name"], found["township"], strict=True))["西镇 八一路 1"] == "西镇"


def test_bad_questions_are_refused() -> None:
    with pytest.raises(MethodError, match="highway"):
        ask(streets=ROAD.rename(columns={"highway": "way"}))
    with pytest.raises(MethodError, match="street"):
        ask(streets=ROAD, kind="stret")
    with pytest.raises(MethodError, match="spacing"):
        ask(streets=ROAD, spacing=0.0)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=40), st.integers(0, 30))
def test_kept_points_are_apart_and_each_other_one_is_near_a_kept_one(xy: list[tuple[int, int]], least: int) -> None:
    places = np.array(xy, dtype=np.float64)
    kept = apart_from(places, np.arange(len(places)), least=least, always=np.zeros(len(places), dtype=bool))
    tree = KDTree(places[kept])
    if kept.sum() > 1:
        nearest = tree.query(places[kept], k=2)[0][:, 1]
        assert nearest.min() >= max(least, 1e-9)
    assert (tree.query(places[~kept])[0] < max(least, 1e-9)).all() if (~kept).any() else True


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(6)))
def test_the_order_of_streets_decides_nothing(order: list[int]) -> None:
    grid = streets(
        *[[(0, 40 * i), (200, 40 * i)] for i in range(3)], *[[(100 * i, 0), (100 * i, 80)] for i in range(3)]
    )
    one, other = (ask(streets=given, least_apart=50.0) for given in (grid, grid.iloc[order]))
    assert {p.wkt for p in rows(one).geometry} == {p.wkt for p in rows(other).geometry}


def test_tiny_town(tmp_path: Path) -> None:
    # 主街 is 2,300 m: six points every 460 m; 横街 1,000 m: three, the middle one on 主街 80 m from that at 920; 孤巷
    # 200 m: two. Of the two 80 m apart the western one is kept. Within the built-up area (x to 2,000) or 100 m of it is
    # all but the end of 主街 at 2,300. The stop at 500 is 40 m from the point at 460.
    town = copy_town(tmp_path)
    lines = town / "layers/data/streets.geojson"
    text = lines.read_text(encoding="utf-8").replace('"walk"', '"highway": "primary", "walk"')
    lines.write_text(text, encoding="utf-8")
    edit(town / "layers/streets.toml", "[columns.walk]", '[columns.highway]\ntype = "text"\n\n[columns.walk]')
    (town / "analyses/bus_stop_candidates.toml").write_text(ANALYSIS, encoding="utf-8")
    run = run_project(open_project(town))
    answer = next(one for one in run.record.analyses if one.name == "bus_stop_candidates")
    assert answer.status == "done"
    assert {name: one.value for name, one in answer.measures.items()} == {
        "candidates": 8,
        "considered": 9,
        "excluded": 1,
        "wrong_class": 0,
        "near_existing": 1,
        "length": pytest.approx(3.3),  # 200 m of 主街 lie beyond
    }
    assert answer.tables["excluded"].data["reason"].tolist()[0].zh == "距现有站点 40 米,不足 100 米"
    assert set(answer.tables["candidates"].data["township"]) <= {"东区", "西区", "(区划之外)"}


def parameters(name: str, method: str) -> dict[str, Any]:
    """Return the parameters of a shipped analysis as its method gets them."""
    path = Path(__file__).parents[1] / f"analyses/{name}.toml"
    given = tomllib.loads(path.read_text(encoding="utf-8"))["parameters"]
    return {key: METHODS[method].parameters[key].read(one["value"]) for key, one in given.items()}


def test_the_sample() -> None:
    layers = {name: gpd.read_parquet(SAMPLE / f"{name}.parquet") for name in ("streets", "bus_stops", "built_up_area")}
    given = parameters("bus_stop_candidates", "street_candidates")
    found = ask(streets=layers["streets"], existing=layers["bus_stops"], within=layers["built_up_area"], **given)
    sites = rows(found)
    assert 500 < len(sites) < 3000
    assert sites["name"].is_unique
    apart = KDTree(shapely.get_coordinates(sites.geometry)).query(shapely.get_coordinates(sites.geometry), k=2)[0][:, 1]
    assert apart.min() >= given["least_apart"] - 1e-6
    # what 500 m around them and the stops cover of the built-up area is nearly all: or siting could not close it
    area = layers["built_up_area"].union_all()
    every = np.concatenate([sites.geometry.to_numpy(), layers["bus_stops"].geometry.to_numpy()])
    covered = shapely.union_all(shapely.buffer(every, 500)).intersection(area).area / area.area
    assert covered > 0.99


@pytest.mark.skipif(not ANDORRA.is_file(), reason="the extract is not here")
def test_real_streets_give_no_bunches() -> None:
    roads = read_streets(ANDORRA, crs="EPSG:32631")
    sites = rows(ask(streets=roads, **parameters("bus_stop_candidates", "street_candidates")))
    xy = shapely.get_coordinates(sites.geometry)
    assert KDTree(xy).query(xy, k=2)[0][:, 1].min() >= 100 - 1e-6
    assert 500 < len(sites) < 3000
    assert sites["name"].is_unique
