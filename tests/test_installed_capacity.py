"""Installed capacity: kinds, states, what nobody says, rooftops beside plants, the gap and the room on roofs."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pytest
from shapely import box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.installed.capacity import installed_capacity
from geo_ruijin.methods.rollout.supply import supply_curve
from geo_ruijin.results import Measure, Result
from tests.planes import frame, points, values

NEW = ("solar", "wind", "biomass")


def plants(*rows: tuple[str | None, float | None, str | None], **columns: Sequence[object]) -> gpd.GeoDataFrame:
    """Return plants 1 km apart: kind, MW, state."""
    every: dict[str, Sequence[object]] = {
        "name": [f"{i}号" for i in range(len(rows))],
        "kind": [kind for kind, *_ in rows],
        "power_mw": [math.nan if mw is None else mw for _, mw, _ in rows],
        "status": [state for *_, state in rows],
    }
    return points(*((1000.0 * i, 0.0) for i in range(len(rows))), **(every | columns))


def panels(*rows: tuple[float, float | None], **columns: Sequence[object]) -> gpd.GeoDataFrame:
    """Return rooftop plants: x, kW."""
    every: dict[str, Sequence[object]] = {"power_kw": [math.nan if kw is None else kw for _, kw in rows]}
    return points(*((x, 0.0) for x, _ in rows), **(every | columns))


def roofs(*capacity: float) -> gpd.GeoDataFrame:
    """Return roofs 10 m wide, 100 m apart, that can carry so much [kWp]."""
    count = len(capacity)
    return frame(
        *(box(100 * i, -5, 100 * i + 10, 5) for i in range(count)),
        **{"class": ["school"] * count},
        roof_area=[100.0] * count,
        usable_area=[50.0] * count,
        capacity=capacity,
        specific_yield=[1000.0] * count,
        energy=[1.0] * count,
    )


THREE = plants(("solar", 40.0, "operating"), ("wind", 60.0, "building"), ("hydro", 5.0, "operating"))


def measured(found: gpd.GeoDataFrame, **changes: Any) -> Result:  # noqa: ANN401
    given: dict[str, Any] = {
        "kinds": NEW,
        "target": 300.0,
        "dc_ac_ratio": 1.25,
        "tolerance": 20.0,
        "rooftops": panels(),
    }
    return installed_capacity(plants=found, **(given | changes))


def ends(measure: Measure) -> tuple[float | None, float | None, float | None]:
    return measure.value, measure.low, measure.high


def said(result: Result) -> str:
    return " ".join(note.en for note in result.notes)


def test_plants_that_run_and_rooftops_add_up() -> None:
    result = measured(THREE, rooftops=panels((0, 500.0), (50, 1500.0), status=["operating"] * 2))
    assert values(result) == {
        "capacity": 42,  # 40 + 0.5 + 1.5; hydropower does not count, wind is being built
        "capacity_plants": 40,
        "capacity_rooftops": 2,
        "capacity_solar": 40,
        "capacity_wind": 0,
        "capacity_biomass": 0,
        "gap": 258,
        "building": 60,
        "planned": 0,
        "plants": 1,
        "plants_without_capacity": 0,
    }
    assert ends(result.measures["capacity"]) == (42, None, None)
    kinds = result.tables["kinds"].data
    assert kinds["kind"].tolist() == ["屋顶光伏", "光伏", "风电", "水电"]
    assert kinds["counted"].tolist() == [True, True, True, False]
    assert kinds["operating"].tolist() == [2, 40, 0, 5]
    assert kinds["building"].tolist() == [0, 0, 60, 0]
    assert result.tables["plants"].data["mw"].tolist() == [60, 40]  # those that count, the largest first
    assert result.notes == ()


def test_a_kind_nobody_lists_has_none_where_the_list_states_capacities() -> None:
    """The same question of a drawing, whose plants state none, has no answer."""
    result = installed_capacity(plants=THREE, kinds=("pumped_storage",), target=1200.0)
    assert values(result)["capacity"] == 0
    assert values(result)["gap"] == 1200
    drawn = installed_capacity(plants=plants(("hydro", None, "operating")), kinds=("pumped_storage",), target=1200.0)
    assert values(drawn)["capacity"] is None
    assert values(drawn)["gap"] is None
    assert "None of {plants} states its capacity" in said(drawn)
    empty = installed_capacity(plants=plants(), kinds=("pumped_storage",), target=1200.0)
    assert values(empty)["capacity"] is None


def test_a_plant_without_a_capacity_makes_a_lower_bound() -> None:
    result = measured(plants(("solar", 40.0, "operating"), ("wind", None, "operating"), ("hydro", None, "operating")))
    assert ends(result.measures["capacity"]) == (40, 40, math.inf)
    assert ends(result.measures["gap"]) == (260, 0, 260)
    assert ends(result.measures["capacity_solar"]) == (40, None, None)
    assert values(result)["capacity_wind"] is None  # there is one; nobody says how large
    assert values(result)["plants_without_capacity"] == 1
    assert "a lower bound" in result.measures["capacity"].about.en
    assert "1 plants in operation state no capacity" in said(result)


def test_what_does_not_say_its_state_or_kind_is_in_the_upper_bound() -> None:
    """40 MW run; 10 MW may, and 7 MW may be of any kind."""
    result = measured(plants(("solar", 40.0, "operating"), ("solar", 10.0, None), (None, 7.0, "operating")))
    assert ends(result.measures["capacity"]) == (40, 40, 57)
    assert ends(result.measures["gap"]) == (260, 243, 260)
    assert ends(result.measures["building"]) == (0, 0, 10)
    dated = measured(plants(("solar", 10.0, None), commissioned=[dt.date(2020, 1, 1)]))
    assert ends(dated.measures["capacity"]) == (10, None, None)  # it says since when it runs
    silent = measured(plants(("solar", 10.0, None), ("wind", 5.0, None)))
    assert values(silent)["capacity"] is None


def test_what_began_after_the_year_does_not_count() -> None:
    found = plants(
        ("solar", 40.0, "operating"), ("solar", 20.0, "operating"), ("wind", 9.0, "operating"),
        commissioned=[dt.date(2025, 12, 31), dt.date(2026, 1, 1), None],
    )  # fmt: skip
    roofed = panels((0, 1000.0), (50, 1000.0), commissioned=[dt.date(2026, 1, 1), dt.date(2025, 12, 31)])
    result = measured(found, rooftops=roofed, until=2025)
    assert values(result)["capacity"] == 40 + 9 + 1
    assert "1 plants began after 2025" in said(result)
    assert "1 of {rooftops} were connected after 2025" in said(result)
    assert result.tables["kinds"].data["late"].tolist() == [1, 20, 0]


def test_rooftops_nobody_lists_leave_the_sum_open() -> None:
    result = measured(THREE, rooftops=None)
    assert ends(result.measures["capacity"]) == (40, 40, math.inf)
    assert "capacity_rooftops" not in result.measures
    assert "Nobody lists rooftop PV" in said(result)
    wind = measured(THREE, rooftops=panels((0, 500.0)), kinds=("wind",))
    assert values(wind)["capacity"] == 0  # rooftops are no wind power
    assert ends(wind.measures["capacity"]) == (0, None, None)


def test_rooftops_without_a_capacity_leave_it_open_too() -> None:
    some = measured(THREE, rooftops=panels((0, 1000.0), (50, None)))
    assert ends(some.measures["capacity"]) == (41, 41, math.inf)
    none = measured(THREE, rooftops=panels((0, None)))
    assert ends(none.measures["capacity"]) == (40, 40, math.inf)
    assert values(none)["capacity_rooftops"] is None


def test_one_plant_in_both_lists_is_named_and_taken_off_the_lower_bound() -> None:
    """At x = 300, exactly 300 m from the solar plant of 40 MW, and of 39.2 MW, exactly 2 % less."""
    same = {"same_within": 300.0, "same_power": 2.0}
    result = measured(THREE, rooftops=panels((300, 39_200.0), name=["厂房"]), **same)
    assert ends(result.measures["capacity"]) == (79.2, 40, 79.2)
    assert "may be entered twice" in said(result)
    assert "厂房" in said(result)
    for other in (panels((301, 39_200.0)), panels((300, 39_190.0))):
        assert measured(THREE, rooftops=other, **same).measures["capacity"].low is None


def test_the_gap_is_a_table_for_what_fills_it() -> None:
    # 40 MW run, of the 60 MW of wind nothing does: 260 are missing; nobody lists rooftops, so it may be less
    open_ = measured(THREE, rooftops=None).tables["gap"].data
    assert open_[["target", "capacity", "gap", "low", "high"]].to_numpy().tolist() == [[300, 40, 260, 0, 260]]
    closed = measured(THREE, rooftops=panels((0.0, 2000.0))).tables["gap"].data
    assert closed[["gap", "low", "high"]].to_numpy().tolist() == [[258, 258, 258]]
    assert "gap" not in measured(THREE, target=None).tables
    assert "gap" not in measured(THREE.assign(power_mw=math.nan)).tables


def test_the_room_on_roofs_fills_the_gap() -> None:
    """1000 and 500 kWp, of which 400 kW x 1.25 = 500 kWp are there: 1000 kWp are left, 0.8 MW; 40.4 of 42 MW run."""
    result = measured(THREE, rooftops=panels((5, 400.0)), roofs=roofs(1000.0, 500.0), target=42.0)
    assert values(result)["capacity"] == 40.4
    assert values(result)["roof_capacity"] == pytest.approx(0.8)
    assert values(result)["roof_share_of_gap"] == pytest.approx(50)  # 0.8 / 1.6
    over = measured(THREE, rooftops=panels((105, 800.0)), roofs=roofs(1000.0, 500.0))
    assert values(over)["roof_capacity"] == pytest.approx(0.8)  # the second roof carries more than it was thought to
    unsized = measured(THREE, rooftops=panels((5, None)), roofs=roofs(1000.0, 500.0))
    assert values(unsized)["roof_capacity"] == pytest.approx(0.4)
    assert "1 of the roofs, which count as full" in said(unsized)
    reached = measured(THREE, roofs=roofs(1000.0), target=40.0)
    assert values(reached)["gap"] == 0
    assert values(reached)["roof_share_of_gap"] is None


def test_rooftops_are_summed_by_state() -> None:
    """1 MW runs, 2 + 0.5 MW are being built, 4 MW planned; one of 8 MW stands on the ground, one states no power."""
    listed = panels(
        (0, 1000.0), (10, 2000.0), (20, 500.0), (30, 4000.0), (40, 8000.0), (50, None),
        status=["operating", "building", "building", "planned", "planned", "building"],
        place=["roof", "roof", "roof", "roof", "ground", "roof"],
    )  # fmt: skip
    row = measured(THREE, rooftops=listed).tables["kinds"].data.iloc[0]
    assert (row["operating"], row["building"], row["planned"]) == (1, 2.5, 4)
    assert (row["plants"], row["without"]) == (5, 1)


def test_what_stands_takes_room_whatever_the_year() -> None:
    """400 kW connected after the year do not count, and 500 of the 1000 kWp are taken all the same: 0.4 MW are left."""
    late = panels((5, 400.0), commissioned=[dt.date(2026, 1, 1)])
    result = measured(THREE, rooftops=late, roofs=roofs(1000.0), until=2025)
    assert values(result)["capacity_rooftops"] == 0
    assert values(result)["roof_capacity"] == pytest.approx(0.4)


def test_roofs_of_the_classes_asked_for_are_those_of_the_supply_curve() -> None:
    """1000 kWp of a school, 500 of a house and 250 of unknown use; 125 kWp stand on the school: 875 kWp, 0.7 MW."""
    found = roofs(1000.0, 500.0, 250.0).assign(**{"class": ["school", "urban_housing", "unknown"]})
    listed = panels((5, 100.0))
    result = measured(THREE, rooftops=listed, roofs=found, classes=("school",))
    # 0.2 MW of unknown use may be a school's
    assert ends(result.measures["roof_capacity"]) == pytest.approx((0.7, 0.7, 0.9))
    assert "(schools)" in result.measures["roof_capacity"].about.en
    supply = supply_curve(roofs=found, installed=listed, classes=("school",), dc_ac_ratio=1.25, tolerance=20.0)
    assert ends(supply.measures["available"]) == ends(result.measures["roof_capacity"])
    assert values(measured(THREE, rooftops=listed, roofs=found))["roof_capacity"] == pytest.approx(1.1)


def test_the_room_lies_between_what_roofs_carry_at_least_and_at_most() -> None:
    """1000 kWp, 750 to 1500, of which 125 stand: 875, 625, 1375 kWp; of the 2 MW missing 35, 25, 55 %."""
    found = roofs(1000.0).assign(capacity_low=[750.0], capacity_high=[1500.0])
    result = measured(THREE, rooftops=panels((5, 100.0)), roofs=found, target=42.1)
    assert ends(result.measures["roof_capacity"]) == pytest.approx((0.7, 0.5, 1.1))
    assert ends(result.measures["roof_share_of_gap"]) == pytest.approx((35, 25, 55))


def test_roofs_of_unknown_use_are_in_the_upper_bound_alone() -> None:
    """1000 kWp of a school and 500 kWp of nobody knows what: 0.8 and 0.4 MW; 2 MW of 42 are missing."""
    found = roofs(1000.0, 500.0).assign(**{"class": ["school", "unknown"]})
    result = measured(THREE, roofs=found, target=42.0)
    assert ends(result.measures["roof_capacity"]) == pytest.approx((0.8, 0.8, 1.2))
    assert ends(result.measures["roof_share_of_gap"]) == pytest.approx((40, 40, 60))


def test_the_room_is_open_where_nobody_lists_rooftops() -> None:
    result = measured(THREE, rooftops=None, roofs=roofs(1250.0), target=42.0)
    assert ends(result.measures["roof_capacity"]) == (1, 0, 1)
    assert ends(result.measures["roof_share_of_gap"]) == (50, 0, math.inf)  # 1 MW of 2, of none at all perhaps
    assert "is an upper bound" in said(result)


def test_divisions_add_up_to_the_whole() -> None:
    by = frame(box(-100, -100, 500, 100), box(500, -100, 9000, 100), name=["西", "东"])
    found = plants(("solar", 40.0, "operating"), ("wind", 60.0, "operating"))
    result = measured(found, rooftops=panels((5, 500.0), (20_000, 100.0)), by=by)
    rows = result.tables["zones"].data.set_index("name")
    assert rows["capacity"].to_dict() == {"东": 60, "西": 40.5, "(区划之外)": 0.1}
    assert rows["capacity"].sum() == pytest.approx(values(result)["capacity"])
    assert result.tables["plants"].data["division"].tolist() == ["东", "西"]


def test_what_lies_outside_does_not_count() -> None:
    limits = frame(box(-1, -1, 1, 1))
    result = measured(THREE, rooftops=panels((0, 500.0), (50, 500.0)), within=limits)
    assert values(result)["capacity"] == 40.5
    assert "2 more of {plants} lie outside {within}" in said(result)
    assert "1 more of {rooftops} lie outside {within}" in said(result)


@pytest.mark.parametrize(
    "changes",
    [
        {"kinds": ("sun",)},
        {"dc_ac_ratio": None},
        {"dc_ac_ratio": None, "rooftops": None, "roofs": roofs(1.0)},
        {"tolerance": None, "roofs": roofs(1.0)},
    ],
)
def test_what_is_needed_must_be_given(changes: dict[str, Any]) -> None:
    with pytest.raises(MethodError):
        measured(THREE, **changes)
