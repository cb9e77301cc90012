"""The roofs that go first: a budget, a quota for each township, and what substations take, seen by eye."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import box

from geo_ruijin.errors import MethodError, NoDataError
from geo_ruijin.methods import METHODS
from geo_ruijin.methods.parameter import Range
from geo_ruijin.project import open_project
from geo_ruijin.results import Result
from geo_ruijin.run import run_project
from tests.planes import frame, points, values
from tests.roofs import fixed
from tests.test_solar_supply import gap, roofs, said
from tests.towns import copy_town

#: Middles at x = 5, 105, 205, 305. For 1 yuan/W: 10, 20, 10 and 10 times 10,000 yuan; 11, 20, 9 and 8 MWh.
FOUR = roofs(
    ("industrial", 100.0, 1100.0), ("industrial", 200.0, 1000.0), ("school", 100.0, 900.0), ("school", 100.0, 800.0)
)
WEST_AND_EAST = frame(box(-50, -50, 250, 50), box(250, -50, 400, 50), name=["西", "东"])
#: Nearest to the two in the west, and to the two in the east.
TWO = points((5, 5), (305, 5), name=["西站", "东站"], kv=[35.0, 110.0], hosting_mw=[0.2, 5.0])
GRID = {"substations": TWO, "kv_at_least": 35.0, "kv_at_most": 110.0, "max_distance": 1000.0}


def first(**changes: object) -> Result:
    asked: dict[str, object] = {
        "roofs": FOUR, "classes": ("industrial", "school"), "dc_ac_ratio": 1.0,
        "investment": {"industrial": fixed(1.0), "school": fixed(1.0)}, "budget": 30.0,
    }  # fmt: skip
    return METHODS["solar_first_movers"].compute(**(asked | changes))


def buildings(result: Result) -> list[int]:
    found: list[int] = result.tables["chosen"].data["building"].tolist()
    return found


def test_most_energy_for_the_budget() -> None:
    # for 30: the first and the second yield 110 + 200 MWh; the second and third 290, one, three and four 280
    result = first()
    assert buildings(result) == [1, 2]  # 1.1, then 1.0 kWh a yuan
    assert values(result) == {
        "roofs": 2,
        "capacity": pytest.approx(0.3),
        "energy": pytest.approx(0.31),
        "investment": pytest.approx(30.0),
        "optimality_gap": 0,
        "eligible": pytest.approx(0.5),
    }
    table = result.tables["chosen"].data
    assert shapely.within(table.geometry.to_numpy(), FOUR.geometry.to_numpy()[[0, 1]]).all()
    assert table["per_yuan"].tolist() == pytest.approx([1.1, 1.0])
    assert table["price_so_far"].tolist() == pytest.approx([10.0, 30.0])
    assert table["gwh_so_far"].tolist() == pytest.approx([0.11, 0.31])
    assert "Proven optimal" in said(result)


def test_a_smaller_roof_fits_better_than_the_next_best() -> None:
    # for 20: the second alone 200, the first and third 110 + 90 = 200, with 0.5 more for the third 200.05
    better = FOUR.assign(energy=[110e3, 200e3, 90.05e3, 80e3])
    assert buildings(first(roofs=better, budget=20.0)) == [1, 3]


def test_each_township_has_one_and_what_that_costs() -> None:
    # in the east the fourth alone: for 30 it takes 10, and the other 20 buy the second (200) or one and three (200);
    # a hair more for the second
    better = FOUR.assign(energy=[110e3, 200.1e3, 90e3, 80e3])
    result = first(roofs=better, by=WEST_AND_EAST, least_in_each=1, budgets=(10.0, 20.0, 50.0))
    assert sorted(buildings(result)) == [2, 4]
    found = values(result)
    assert found["divisions"] == 2
    assert found["least_budget"] == pytest.approx(20.0)
    told = result.tables["conditions"].data
    assert told["gwh"].tolist() == pytest.approx([0.2801, 0.3101])
    assert told["more"].tolist() == pytest.approx([0.0, 0.03])
    zones = result.tables["divisions"].data.set_index("name")
    assert zones["chosen"].to_dict() == {"西": 1, "东": 1}
    assert zones["eligible"].to_dict() == {"西": 3, "东": 1}
    # for 10 not both can have one; for 20 the best in the west for 10 and the fourth; for 50 all
    budgets = result.tables["budgets"].data
    assert budgets["budget"].tolist() == [10, 20, 30, 50]
    assert np.isnan(budgets["gwh"].iloc[0])
    assert budgets["gwh"].tolist()[1:] == pytest.approx([0.19, 0.2801, 0.4801])
    assert budgets["marginal"].iloc[-1] == pytest.approx((480.1 - 280.1) / (50 - 30) / 10)


def test_only_some_classes_are_examples() -> None:
    # a school in the west too: three and four for 20, the rest of 30 buys the first
    result = first(by=WEST_AND_EAST, least_in_each=1, quota_classes=("school",))
    assert sorted(buildings(result)) == [1, 3, 4]


def test_a_township_has_no_more_than_there_are() -> None:
    result = first(by=WEST_AND_EAST, least_in_each=2, budget=40.0)
    assert sorted(buildings(result)) == [1, 2, 4]
    assert "东 1" in said(result)


def test_substations_take_no_more_than_they_can() -> None:
    # the west takes 0.2 of 0.3 MW: the second alone there (200 against 110), and one of the east
    result = first(**GRID)
    assert sorted(buildings(result)) == [2, 3]
    stations = result.tables["substations"].data.set_index("name")
    assert stations["mw"].to_dict() == pytest.approx({"西站": 0.2, "东站": 0.1})
    assert stations["used"].to_dict() == pytest.approx({"西站": 100.0, "东站": 2.0})
    assert result.tables["conditions"].data["more"].tolist() == pytest.approx([0.0, 0.02])


def test_a_substation_that_does_not_say_binds_nothing() -> None:
    result = first(**(GRID | {"substations": TWO.assign(hosting_mw=[np.nan, 5.0])}))
    assert buildings(result) == [1, 2]
    assert "2 of the chosen roofs, 0.3 MW" in said(result)


def test_what_no_substation_reaches_and_what_is_small_is_left_out_and_told() -> None:
    west = TWO.iloc[:1].assign(hosting_mw=[5.0])
    result = first(**(GRID | {"substations": west, "max_distance": 150.0}), least_capacity=150.0)
    assert buildings(result) == [2]  # exactly 100 m away; the others are small
    assert "3 roofs can carry less" in said(result)
    result = first(**(GRID | {"substations": west, "max_distance": 150.0}))
    assert "2 roofs have no substation in reach" in said(result)


def test_a_number_of_roofs_in_place_of_a_budget() -> None:
    assert buildings(first(budget=None, most_roofs=1)) == [2]


def test_the_share_of_the_gap_holds_both_bounds() -> None:
    wide = FOUR.assign(capacity_low=FOUR["capacity"] / 2, capacity_high=2 * FOUR["capacity"])
    share = first(roofs=wide, gap=gap(3.0, low=2.0, high=5.0)).measures["share_of_gap"]
    # 0.3 of 3 MW; 0.15 of 5, 0.6 of 2
    assert (share.value, share.low, share.high) == pytest.approx((10.0, 3.0, 30.0))
    cost = first(investment={name: Range(0.5, 1.0, 2.0) for name in ("industrial", "school")}).measures["investment"]
    assert (cost.low, cost.value, cost.high) == pytest.approx((15.0, 30.0, 60.0))


def test_carbon_is_energy_by_the_factor() -> None:
    assert values(first(factor=0.5))["avoided"] == pytest.approx(155.0)  # 310 MWh x 0.5 t/MWh


def test_what_stands_is_taken_off() -> None:
    plant = points((5, 5), power_kwp=[50.0], place=["roof"], status=["operating"])
    result = first(installed=plant, tolerance=5.0, budget=25.0)
    # half of the first is left: 55 MWh for 5; with the second, 200 for 20, exactly the budget
    assert values(result)["energy"] == pytest.approx(0.255)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"least_in_each": 1}, "divisions"),
        ({"by": WEST_AND_EAST, "least_in_each": 1, "budget": 19.9}, "20 at least"),
        ({"by": WEST_AND_EAST, "least_in_each": 1, "most_roofs": 1}, "not every division"),
        ({"substations": TWO}, "max_distance"),
        ({"investment": {"school": fixed(1.0)}}, "industrial"),
        ({**GRID, "by": WEST_AND_EAST, "least_in_each": 1, "substations": TWO.assign(hosting_mw=[0.0, 5.0]),
          "quota_classes": ("industrial",)}, "not every division"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(MethodError, match=words):
        first(**changes)


def test_without_the_sun_there_is_nothing_to_choose_by() -> None:
    dark: gpd.GeoDataFrame = FOUR.assign(energy=np.nan, specific_yield=np.nan)
    with pytest.raises(NoDataError, match="weather"):
        first(roofs=dark)


@pytest.mark.parametrize("lacking", ["budget", "investment"])
def test_without_prices_or_a_budget_there_is_nothing_to_choose_by(lacking: str) -> None:
    with pytest.raises(NoDataError, match="'investment' and 'budget'"):
        first(**{lacking: None})


def test_without_a_roof_there_is_nothing_to_choose() -> None:
    with pytest.raises(NoDataError, match="none to choose among"):
        first(least_capacity=1000.0)


_ROOFS = """title = { zh = "屋顶", en = "Roofs" }
geometry = "polygon"
[columns.class]
type = "text"
[[sources]]
kind = "file"
path = "data/roofs.gpkg"
datum = "cgcs2000"
""" + "".join(
    f'[columns.{name}]\ntype = "number"\n'
    for name in ("building", "roof_area", "usable_area", "capacity", "specific_yield", "energy")
)
_ANALYSIS = """title = { zh = "先行屋顶", en = "First roofs" }
method = "solar_first_movers"
[inputs]
roofs = "roofs"
by = "divisions"
[parameters]
classes = { value = ["school", "industrial"], source = "x", status = "unverified" }
budget = { value = 30, unit = "10000 yuan", source = "x", status = "unverified" }
budgets = { value = [20], unit = "10000 yuan", source = "x", status = "unverified" }
dc_ac_ratio = { value = 1, unit = "1", source = "x", status = "unverified" }
[parameters.investment]
unit = "yuan/W"
source = "x"
status = "unverified"
[parameters.investment.value]
school = { low = 1, mid = 1, high = 1 }
industrial = { low = 1, mid = 1, high = 1 }
"""


def test_the_whole_path_in_a_town(tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    FOUR.set_geometry(FOUR.translate(400_000, 2_860_100)).to_file(town / "layers/data/roofs.gpkg")
    (town / "layers/roofs.toml").write_text(_ROOFS, encoding="utf-8")
    (town / "analyses/first.toml").write_text(_ANALYSIS, encoding="utf-8")
    record = run_project(open_project(town)).record
    answer = next(one for one in record.analyses if one.name == "first")
    assert (answer.status, answer.why) == ("done", None)
    assert answer.measures["energy"].value == pytest.approx(0.31)  # as in test_most_energy_for_the_budget
    assert answer.tables["chosen"].data["building"].tolist() == [1, 2]
    assert answer.tables["budgets"].data["gwh"].tolist() == pytest.approx([0.2, 0.31])
