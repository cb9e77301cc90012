"""Recycling in three tiers along a street by hand: the fewest new sites, the shortest hauls, and what is said of it."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geo_ruijin.errors import MethodError, NoDataError
from geo_ruijin.methods import METHODS
from geo_ruijin.methods.coverage.service import service_coverage
from geo_ruijin.methods.recycling.tiers import TIERS
from geo_ruijin.network import Network
from geo_ruijin.project import open_project
from geo_ruijin.results import Result
from geo_ruijin.run import run_project
from geo_ruijin.siting.tiers import chains
from tests.planes import frame, homes, network, points, values
from tests.test_solar_supply import said
from tests.towns import copy_town

LINES = [[(0.0, 0.0), (20_000.0, 0.0)]]
WALK, DRIVE = network(*LINES), network(*LINES, mode="drive")
STRIP = frame(box(0, -100, 5000, 100))
#: A drop-off point at 0, a transfer station at 1 km, a sorting centre at 3 km; one point of no tier.
STANDING = points(
    (0, 0), (1000, 0), (3000, 0), (9000, 0),
    tier=["drop_off", "transfer", "sorting", None], name=["甲", "乙", "丙", "丁"],
)  # fmt: skip
#: Homes beside the first point, and at 2.0, 2.3, 4 and 4.9 km.
PEOPLE = homes((0, 0, 100), (2000, 0, 40), (2300, 0, 30), (4000, 0, 20), (4900, 0, 10))
PLACES = points(
    (2100, 0), (4400, 0), (4000, 0), (8000, 0),
    name=["东一", "东二", "东三", "东四"], kind=["village", "village", "storage", "storage"],
    township=["东乡", "东乡", "东乡", "远乡"],
)  # fmt: skip


def ask(**changes: Any) -> Result:  # noqa: ANN401 - inputs and parameters
    town: dict[str, Any] = {
        "facilities": STANDING, "candidates": PLACES, "region": STRIP, "people": PEOPLE, "network": WALK,
        "roads": DRIVE, "radius": 500.0, "share": 100.0, "drop_off_kinds": ("village",),
        "transfer_kinds": ("storage",), "sorting_kinds": (),
    }  # fmt: skip
    return METHODS["recycling_siting"].compute(**(town | changes))


def new(result: Result) -> list[str]:
    found: list[str] = result.tables["sites"].data["name"].tolist()
    return found


def test_the_fewest_drop_off_points_that_reach_everybody() -> None:
    # 2.1 km reaches 2.0 and 2.3; 4.4 km reaches 4.0 and, exactly at 500 m, 4.9
    result = ask()
    found = values(result)
    assert new(result) == ["东一", "东二"]  # 70 people, then 30
    assert found["new_drop_offs"] == 2
    assert (found["share_before"], found["share_after"], found["share_reachable"]) == (50, 100, 100)
    assert (found["people_before"], found["people_after"], found["people"]) == (100, 200, 200)
    assert result.tables["sites"].data["added"].tolist() == [70, 30]
    assert "2 new drop-off points, proven optimal" in said(result)
    assert "1 of {facilities} do not say their tier" in said(result)


def test_a_share_takes_the_site_that_reaches_most() -> None:
    # 60 % of 200 is 120: either of the two does with the 100 there are, the first reaches more; at 50 % none is needed
    assert new(ask(share=60.0)) == ["东一"]
    assert new(ask(share=50.0)) == []
    # 85 % is exactly the 170 that the first brings
    assert new(ask(share=85.0)) == ["东一"]
    assert len(new(ask(share=85.1))) == 2


def test_what_no_candidate_reaches_is_told() -> None:
    result = ask(candidates=PLACES.iloc[:1])
    assert values(result)["share_reachable"] == 85
    assert values(result)["share_after"] == 85
    assert "100 % cannot be had" in said(result)
    far = result.tables["unreached_people"].data
    assert far["people"].tolist() == [20, 10]


def test_before_and_after_are_the_figures_of_coverage() -> None:
    result = ask(share=60.0)
    told = values(result)
    for when, drops in (("before", [(0, 0)]), ("after", [(0, 0), (2100, 0)])):
        again = values(
            service_coverage(facilities=points(*drops), region=STRIP, people=PEOPLE, network=WALK, radius=500.0)
        )
        assert told[f"share_{when}"] == again["people_share_walking"]
        assert told[f"share_circles_{when}"] == again["people_share_circles"]


def test_without_streets_by_circles_and_straight_lines() -> None:
    result = ask(network=None, roads=None)
    assert new(result) == ["东一", "东二"]
    assert "chosen by straight distance" in said(result)
    assert "hauls are straight lines" in said(result)
    assert values(result)["haul_before"] == 3


def test_hauls_go_to_the_station_with_the_shortest_way_to_the_end() -> None:
    # today all 200 people bring things to 0, over the station at 1 km to the centre at 3 km. Then 100 do; 70 bring them
    # to 2.1 km: back 1.1 km and on 2 km; 30 to 4.4: 3.4 back and 2 on: (100 x 3 + 70 x 3.1 + 30 x 5.4) / 200
    result = ask()
    found = values(result)
    assert found["haul_before"] == pytest.approx(3.0)
    assert found["haul_after"] == pytest.approx((300 + 217 + 162) / 200)
    tiers = result.tables["tiers"].say("zh").data.set_index("said")
    assert tiers["standing"].to_dict() == {"交投点": 1, "中转站": 1, "分拣中心": 1}
    assert tiers["new"].to_dict() == {"交投点": 2, "中转站": 0, "分拣中心": 0}
    assert tiers.loc["中转站", "longest_after"] == pytest.approx(3.4)
    assert tiers.loc["分拣中心", "mean_after"] == pytest.approx(2.0)
    hauls = result.tables["hauls"].data
    assert hauls["name"].tolist() == ["甲", "东一", "东二"]
    assert hauls["to"].tolist() == ["乙", "乙", "乙"]
    assert hauls["people"].tolist() == [100, 70, 30]
    assert hauls.geometry.length.tolist() == pytest.approx([1000, 1100, 3400])
    trunks = result.tables["trunks"].data
    assert trunks[["name", "to", "people", "haul"]].to_numpy().tolist() == [["乙", "丙", 200, 2.0]]


def test_a_kilometre_from_the_station_may_cost_less() -> None:
    # 1 km to the station, 2 km from there at half the cost; the stations chosen are nearer to where people bring things
    found = values(ask(trunk_cost=0.5))
    assert found["haul_before"] == pytest.approx(2.0)
    assert found["transfer_haul_before"] == pytest.approx(1.0)
    assert found["sorting_haul_before"] == pytest.approx(2.0)


def test_the_fewest_stations_that_keep_the_limit() -> None:
    # 4.4 km is 3.4 from the station: one at 4 km brings it within 1.5, and its things 1 km back to the centre
    result = ask(transfer_within=1500.0)
    found = values(result)
    assert (found["new_transfer"], found["new_sorting"]) == (1, 0)
    assert (found["transfer_within_before"], found["transfer_within_after"]) == (100, 100)
    row = result.tables["sites"].data.iloc[-1]
    assert (row["name"], row["served"], row["to"], row["haul"]) == ("东三", 30, "丙", pytest.approx(1.0))
    # 100 x 3, 70 x (1.1 + 2), 30 x (0.4 + 1)
    assert found["haul_after"] == pytest.approx((300 + 217 + 42) / 200)
    assert "1 new stations and centres in all keep hauls within their limits (proven the fewest)" in said(result)
    # exactly at the limit nothing is needed
    assert values(ask(transfer_within=3400.0))["new_transfer"] == 0


def test_too_many_ways_to_choose_among_leave_a_layout_that_keeps_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    # no hauls can be compared; the one station it takes, at 4 km, is told all the same: 100 x (1 + 2/2),
    # 70 x (1.1 + 2/2), 30 x (0.4 + 1/2) are 374. Were one at 2.2 km open too, the 70 would have 0.1 + 0.8/2: 262, so
    # 112 / 374 at most
    monkeypatch.setattr(chains, "MOST_CHAINS", 0)
    sites = gpd.GeoDataFrame(pd.concat([PLACES.iloc[:3], points((2200, 0), name=["中"], kind=["storage"])]))
    result = ask(transfer_within=1500.0, trunk_cost=0.5, candidates=sites)
    found = values(result)
    assert (found["new_transfer"], found["transfer_within_after"]) == (1, 100)
    assert found["haul_after"] == pytest.approx(374 / 200)
    assert found["optimality_gap"] == pytest.approx(100 * 112 / 374)
    assert "within 29.9 % of the optimum: candidates are too many" in said(result)
    assert "haul_bound" not in found
    with pytest.raises(MethodError, match="chains are more than"):
        ask(new_transfer=1)


def test_a_limit_that_cannot_be_kept_is_told() -> None:
    result = ask(transfer_within=1500.0, transfer_kinds=())
    assert values(result)["new_transfer"] == 0
    assert values(result)["transfer_within_after"] == pytest.approx(85)
    assert "longer haul than 1.5 km to a transfer station, whichever candidate is built: 1." in said(result)


def test_so_many_as_asked_for_and_no_more_than_help() -> None:
    # of two the one at 8 km helps nobody; a centre at 4 km brings (0.4 + 0) for 30, 1 + 3 for the first no more than 3
    result = ask(new_transfer=2)
    assert values(result)["new_transfer"] == 1
    result = ask(new_transfer=1, new_sorting=1, sorting_kinds=("storage",))
    found = values(result)
    assert (found["new_transfer"], found["new_sorting"]) == (1, 1)
    # 2.1 km: 1.1 + 2 over the first station, 1.9 + 0 over that at 4 km
    assert found["haul_after"] == pytest.approx((100 * 3 + 70 * 1.9 + 30 * 0.4) / 200)


def test_stations_and_centres_share_a_limit_together() -> None:
    # the station at 1 km is 2 km from the centre; that at 4 km 1 km. A limit of 1.5 km cannot be kept for the first,
    # and no new station stands farther than that from a centre
    result = ask(new_transfer=None, transfer_within=1500.0, sorting_within=1500.0)
    assert values(result)["new_transfer"] == 1
    assert "longer haul than 1.5 km to a sorting centre" in said(result)


def test_tiers_that_are_missing() -> None:
    drops = STANDING[STANDING["tier"] == "drop_off"]
    result = ask(facilities=drops, transfer_kinds=())
    assert new(result) == ["东一", "东二"]
    assert "no transfer station" in said(result)
    assert "haul_before" not in values(result)
    no_centre = STANDING[STANDING["tier"] != "sorting"]
    result = ask(facilities=no_centre)
    assert values(result)["haul_before"] == pytest.approx(1.0)
    assert "hauls end at transfer stations" in said(result)
    assert "trunks" not in result.tables
    # no drop-off point stands: everything is new, and there is no haul today
    result = ask(facilities=STANDING[STANDING["tier"] != "drop_off"])
    assert values(result)["share_before"] == 0
    assert values(result)["haul_before"] is None
    assert len(new(result)) == 2
    with pytest.raises(NoDataError, match="no drop-off point"):
        ask(facilities=STANDING[STANDING["tier"] == "sorting"], drop_off_kinds=())


def test_a_road_that_leads_nowhere_is_told() -> None:
    apart = network([(0, 0), (3500, 0)], [(4300, 0), (20_000, 0)], mode="drive")
    result = ask(roads=apart)
    assert "1 drop-off points have no road" in said(result)
    assert "haul_bound" not in values(result)


def test_what_if_tells_the_same_share() -> None:
    result = ask(by=frame(box(0, -100, 2200, 100), box(2200, -100, 5000, 100), name=["西", "东"]))
    page = result.what_if
    assert page is not None
    assert page.sites["name"].tolist() == ["甲", "东一", "东二"]
    assert page.sites["present"].tolist() == [True, False, False]
    assert page.sites["chosen"].tolist() == [False, True, True]
    first = page.readings[0]
    assert (first.id, first.wanted) == ("people_walking", 100.0)
    assert first.reached.sum(axis=1).tolist() == [1, 2, 2]
    assert [page.groups[one] for one in first.group] == ["西", "西", "东", "东", "东"]
    zones = result.tables["zones"].data.set_index("name")
    assert zones["share_before"].to_dict() == {"西": pytest.approx(100 * 100 / 140), "东": 0}
    assert zones["share_after"].to_dict() == {"西": 100, "东": 100}


@settings(max_examples=10)
@given(seed=st.integers(0, 10_000))
def test_no_layout_of_as_many_sites_hauls_less_than_the_bound(seed: int) -> None:
    rng = np.random.default_rng(seed)
    at = rng.choice(np.arange(0, 20_000, 100), 16, replace=False).astype(float)
    people = homes(*((float(x), 0.0, float(rng.integers(1, 9))) for x in rng.uniform(0, 5000, 12)))
    standing = points(
        *((x, 0) for x in at[:4]), tier=["drop_off", "drop_off", "transfer", "sorting"], name=list("甲乙丙丁")
    )
    places = points(*((x, 0) for x in at[4:]), name=[f"{x:g}" for x in at[4:]], kind=["village"] * 5 + ["storage"] * 7)
    result = ask(
        facilities=standing, candidates=places, people=people, network=None, roads=None, radius=800.0, share=80.0,
        new_transfer=1,
    )  # fmt: skip
    found = values(result)
    drops, stations, centre = at[:2], at[2:3], at[3]
    count = int(found["new_drop_offs"] or 0)
    x, weight = people.geometry.x.to_numpy(), people["people"].to_numpy()
    means = []
    wanted = min(0.8 * weight.sum(), weight[np.abs(x[:, None] - at[[0, 1, 4, 5, 6, 7, 8]]).min(axis=1) <= 800].sum())
    for some in itertools.combinations(at[4:9], count):
        bins = np.array([*drops, *some])
        if weight[np.abs(x[:, None] - bins).min(axis=1) <= 800].sum() < wanted - 1e-6:
            continue
        own = bins[np.abs(x[:, None] - bins).argmin(axis=1)]
        for one in at[9:]:
            over = np.array([*stations, one])
            haul = (np.abs(own[:, None] - over) + np.abs(over - centre)).min(axis=1)
            means.append(float(np.average(haul, weights=weight)) / 1000)
    bound, after = found["haul_bound"], found["haul_after"]
    assert bound is not None
    assert after is not None
    assert bound <= min(means) * (1 + 1e-9)
    assert min(means) <= after * (1 + 1e-9)


def test_what_cannot_be_asked() -> None:
    with pytest.raises(MethodError, match="no area"):
        ask(region=gpd.GeoDataFrame(geometry=[], crs=STRIP.crs))
    with pytest.raises(MethodError, match="radius"):
        ask(radius=0.0)


_LAYER = """title = {{ zh = "{title}", en = "{title}" }}
geometry = "point"
[columns.name]
type = "text"
[columns.{column}]
type = "text"
[[sources]]
kind = "file"
path = "data/{name}.gpkg"
datum = "cgcs2000"
"""
_ANALYSIS = """title = { zh = "新增回收网点", en = "New sites for recycling" }
method = "recycling_siting"
[inputs]
facilities = "waste"
candidates = "spots"
region = "built_up_area"
people = "population"
network = "streets"
by = "divisions"
[parameters]
radius = { value = 500, unit = "m", source = "x", status = "unverified" }
share = { value = 100, unit = "%", source = "x", status = "unverified" }
transfer_kinds = { value = ["depot"], source = "x", status = "unverified" }
sorting_kinds = { value = ["depot"], source = "x", status = "unverified" }
"""


def test_the_whole_path_in_a_town(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    layers = town / "layers"
    east, north = 400_000, 2_860_000
    waste = points(*((east + x, north + 500) for x in (500, 1000, 1500)), name=list("甲乙丙"), tier=list(TIERS))
    spots = points((east + 1000, north + 500), (east + 1900, north + 500), name=["中", "东"], kind=["village"] * 2)
    for name, column, rows in (("waste", "tier", waste), ("spots", "kind", spots)):
        rows.to_file(layers / "data" / f"{name}.gpkg")
        (layers / f"{name}.toml").write_text(_LAYER.format(title=name, column=column, name=name), encoding="utf-8")
    (town / "analyses/new_waste.toml").write_text(_ANALYSIS, encoding="utf-8")
    record = run_project(open_project(town)).record
    answer = next(one for one in record.analyses if one.name == "new_waste")
    assert (answer.status, answer.why) == ("done", None)
    found = {name: one.value for name, one in answer.measures.items()}
    # A 100 and B 50 of the 240 inside walk to 甲, B exactly 500 m; 中 adds C 30 and F 40; D lives on an alley apart
    assert found["share_before"] == pytest.approx(100 * 150 / 240)
    assert found["share_after"] == found["share_reachable"] == pytest.approx(100 * 220 / 240)
    assert found["new_drop_offs"] == 1
    # straight: all 250 over 乙 to 丙, 1 km; then the 150 that live nearer to 中 only 0.5
    assert found["haul_before"] == pytest.approx(1.0)
    assert found["haul_after"] == pytest.approx((100 * 1.0 + 150 * 0.5) / 250)
    assert answer.tables["sites"].data["name"].tolist() == ["中"]
    assert answer.what_if is not None


def test_the_sample_is_plausible() -> None:
    def read(name: str) -> gpd.GeoDataFrame:
        return gpd.read_parquet(Path(__file__).parents[1] / f"layers/data/sample/{name}.parquet")

    people, region, waste = read("population"), read("built_up_area"), read("waste_points")
    walk = Network.from_streets(read("streets"), mode="walk")
    places = read("car_parks").assign(kind="village")
    result = ask(
        facilities=waste, candidates=places, region=region, people=people, network=walk, roads=None, share=94.0,
        transfer_within=20_000.0,
    )  # fmt: skip
    told = values(result)
    drops = waste[waste["tier"] == "drop_off"]
    again = values(service_coverage(facilities=drops, region=region, people=people, network=walk, radius=500.0))
    assert told["share_before"] == again["people_share_walking"]
    # car parks are few: some people of the city are brought within reach, none is lost
    before, after, most = (told[name] for name in ("share_before", "share_after", "share_reachable"))
    assert before is not None
    assert after is not None
    assert most is not None
    assert before < min(94.0, most) <= after + 1e-9
    assert after <= most
    # over a county some 70 km long
    assert 1 < (told["haul_after"] or 0) <= (told["haul_before"] or 0) < 70
