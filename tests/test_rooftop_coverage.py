"""What of the roofs carries PV: plants joined to roofs, three readings, what nobody says, the pilots' bounds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.installed.coverage import rooftop_coverage
from geo_ruijin.methods.installed.equipped import share
from geo_ruijin.methods.installed.plants import installed_plants
from geo_ruijin.methods.parameter import Range
from geo_ruijin.results import Result
from tests.planes import frame, points, values


def roofs(*classes: str, years: Sequence[int | None] | None = None, **columns: Sequence[object]) -> gpd.GeoDataFrame:
    """Return roofs of 10 m x 10 m, 100 m apart from (0, 0) eastwards: 100 m², 50 of them usable, 10 kWp."""
    every: dict[str, Sequence[object]] = {
        "building": range(1, len(classes) + 1),
        "class": classes,
        "roof_area": [100.0] * len(classes),
        "usable_area": [50.0] * len(classes),
        "capacity": [10.0] * len(classes),
        "specific_yield": [1000.0] * len(classes),
        "energy": [10_000.0] * len(classes),
    }
    if years is not None:
        every["year_built"] = list(pd.array(list(years), dtype="Int64"))
    return frame(*(box(100 * i, 0, 100 * i + 10, 10) for i in range(len(classes))), **(every | columns))


def plants(*x: float, **columns: Sequence[object]) -> gpd.GeoDataFrame:
    return points(*((one, 5.0) for one in x), **columns)


NONE = plants(power_kw=[])
#: A list that holds a plant, on no roof here.
FAR = plants(-9e6, array_area=[1.0])


def measured(found: gpd.GeoDataFrame, installed: gpd.GeoDataFrame, **changes: Any) -> Result:  # noqa: ANN401
    asked: dict[str, Any] = {
        "tolerance": 20.0,
        "module_power": Range(200.0, 200.0, 200.0),
        "dc_ac_ratio": 1.25,
        "new_from": 2021,
        "public_classes": ("government", "school", "hospital"),
        "factory_classes": ("industrial",),
        "government_least": 50.0,
        "public_least": 40.0,
        "business_least": 30.0,
        "rural_least": 20.0,
    }
    return rooftop_coverage(roofs=found, installed=installed, **(asked | changes))


def said(result: Result) -> str:
    return " ".join(note.en for note in result.notes)


def test_three_readings_of_new_roofs() -> None:
    """Two new schools, one of 100 m² with 40 m² of modules; an old one and a new house are no new public building."""
    result = measured(
        roofs("school", "school", "school", "rural_house", years=[2021, 2024, 2020, 2022]),
        plants(5.0, array_area=[40.0]),
    )
    found = values(result)
    assert found["new_public_area_share"] == 20  # 40 / 200
    assert found["new_public_roof_share"] == 50  # 1 / 2
    assert found["new_public_usable_share"] == 40  # 40 / (50 + 50)
    assert (found["new_public_roofs"], found["new_public_without"]) == (2, 1)
    assert found["new_factory_area_share"] is None  # there is no new factory
    assert found["new_factory_roofs"] == 0
    assert result.measures["new_public_area_share"].low is None
    listed = result.tables["new_roofs"].say("zh").data
    assert listed["building"].tolist() == [2]
    assert listed["class"].tolist() == ["学校"]
    assert isinstance(listed, gpd.GeoDataFrame)


def test_a_plant_is_on_the_roof_it_stands_on_or_the_nearest_within_reach() -> None:
    """Roofs from 0 to 10 and 100 to 110: 30 is exactly 20 m from the first, 30.1 is not, 84 is 16 m from the other."""
    result = measured(roofs("school", "school", years=[2021, 2021]), plants(30.0, 30.1, 84.0, array_area=[10, 20, 30]))
    assert values(result)["array_area"] == 40
    assert values(result)["plants_off_roofs"] == 1
    assert result.tables["unmatched"].say("zh").data["area"].tolist() == [20]
    assert "1 plants have no roof within 20 m" in said(result)


def test_plants_on_one_roof_are_summed_and_capped_at_the_roof() -> None:
    result = measured(roofs("school", years=[2021]), plants(1.0, 9.0, array_area=[30.0, 90.0], power_kw=[6.0, 18.0]))
    found = values(result)
    assert found["array_area"] == 100  # 120 m² on a roof of 100
    assert found["new_public_area_share"] == 100
    assert found["new_public_usable_share"] == 200  # more than was thought to be usable
    assert found["power_on_roofs"] == pytest.approx(0.024)
    assert found["roofs_with_pv"] == 1
    assert "1 roofs carry several plants" in said(result)
    assert "20 m² more are left out" in said(result)


def test_an_area_not_stated_comes_from_the_power_of_the_modules() -> None:
    """8 kW x 1.25 = 10 kWp over 160, 200, 250 W/m²: 62.5, 50, 40 m²; the stated 10 kWp is the same."""
    for column, power in (("power_kw", 8.0), ("power_kwp", 10.0)):
        installed = plants(5.0, **{column: [power]})
        result = measured(roofs("school", years=[2021]), installed, module_power=Range(160.0, 200.0, 250.0))
        one = result.measures["new_public_area_share"]
        assert (one.value, one.low, one.high) == (50, 40, 62.5)
        assert "1 plants state no area of modules" in said(result)


def test_a_plant_of_unknown_size_may_cover_all_of_its_roof() -> None:
    result = measured(roofs("school", "school", years=[2021, 2021]), plants(5.0, 105.0, array_area=[None, 40.0]))
    one = result.measures["new_public_area_share"]
    assert (one.value, one.low, one.high) == (20, 20, 70)  # 40 / 200, and (100 + 40) / 200
    assert values(result)["new_public_roof_share"] == 100
    assert values(result)["power_on_roofs"] is None
    assert "1 plants state neither area nor power" in said(result)


def test_roofs_of_unknown_year_or_class_leave_bounds() -> None:
    """One new school with 40 %; one of unknown year without any, one of unknown class and year with 100 %."""
    result = measured(
        roofs("school", "school", "unknown", "unknown", years=[2021, None, None, 2020]),
        plants(5.0, 205.0, 305.0, array_area=[40.0, 100.0, 100.0]),
    )
    one = result.measures["new_public_area_share"]
    assert one.value == 40
    assert (one.low, one.high) == (20, 70)  # 40 / 200, (40 + 100) / 200; the unknown one of 2020 is not new
    count = result.measures["new_public_roofs"]
    assert (count.value, count.low, count.high) == (1, 1, 3)
    without = result.measures["new_public_without"]
    assert (without.value, without.low, without.high) == (0, 0, 1)
    assert "1 public buildings or factories do not say when they were built" in said(result)
    assert "The use of 2 buildings is unknown (50.0 % of the roof area)" in said(result)


@pytest.mark.parametrize("years", [None, [None, None]])
def test_without_any_year_nothing_is_new_and_nothing_is_guessed(years: list[int | None] | None) -> None:
    result = measured(roofs("school", "industrial", years=years), plants(5.0, array_area=[40.0]))
    found = values(result)
    assert found["new_public_area_share"] is None
    assert found["new_factory_area_share"] is None
    assert found["area_share"] == 20
    assert "nobody knows which are new" in said(result)


def test_only_what_is_installed_on_roofs_counts() -> None:
    installed = plants(
        1.0, 2.0, 3.0, 4.0,
        array_area=[1.0, 2.0, 4.0, 8.0],
        status=["operating", "planned", None, "building"],
        place=["roof", "roof", None, "roof"],
    )  # fmt: skip
    installed = pd.concat([installed, plants(5.0, array_area=[16.0], place=["ground"])], ignore_index=True)
    result = measured(roofs("school", years=[2021]), installed)
    assert values(result)["array_area"] == 1 + 4
    assert values(result)["plants"] == 2
    assert "2 of {installed} are being built or only filed" in said(result)
    assert "1 of {installed} say that they are not on a roof" in said(result)
    assert "1 of {installed} do not say their state" in said(result)


def test_what_lies_outside_does_not_count() -> None:
    limits = frame(box(-1, -1, 50, 50))
    result = measured(roofs("school", years=[2021]), plants(5.0, 400.0, array_area=[10.0, 10.0]), within=limits)
    assert values(result)["plants"] == 1
    assert "1 more of {installed} lie outside {within}" in said(result)


def test_the_pilots_shares_are_of_roofs_that_can_carry_pv() -> None:
    """Three schools, one of which can carry none: 80 of 200 m² is 40 %, just the bound; one hall of 50 m² of 100."""
    found = roofs("school", "school", "school", "government", "commercial", capacity=[10.0, 10.0, 0.0, 10.0, 10.0])
    result = measured(found, plants(5.0, 305.0, array_area=[80.0, 49.0]))
    assert values(result)["pilot_public"] == 40
    assert values(result)["pilot_government"] == 49
    assert values(result)["pilot_business"] == 0
    assert values(result)["pilot_rural"] is None
    rows = result.tables["pilots"].say("zh").data.set_index("group")
    assert rows["short_by"].tolist()[:3] == [1, 0, 30]
    assert math.isnan(rows["short_by"].iloc[3])
    assert rows["missing"].tolist() == [1, 0, 30, 0]
    assert rows["share_of_roofs"].tolist()[:2] == [100, 50]


def test_the_most_that_roofs_can_carry_is_told_beside_what_is_wanted() -> None:
    """Two new schools of 100 m² that hold 36 m² each; on one stand 50: 86 / 200 at most, where 50 % are wanted."""
    found = roofs("school", "school", "industrial", years=[2021, 2022, 2023], module_area=[36.0, 36.0, 50.0])
    result = measured(found, plants(5.0, array_area=[50.0]), new_least=50.0)
    assert values(result)["new_public_most_share"] == 43
    assert values(result)["new_factory_most_share"] == 50  # just what is wanted
    assert "New public buildings: were all of them filled" in said(result)
    assert "cover 43.0 % of the roof area, less than the 50 % that are wanted" in said(result)
    assert "New factories: were" not in said(result)
    rows = result.tables["pilots"].say("zh").data.set_index("group")
    # schools: 80 m² wanted, 50 there, room for 36 more; factories: 30 wanted, room for 50
    told = rows[["missing", "most", "no_room"]].to_numpy().tolist()
    assert told[1:3] == [[30, 43, 0], [30, 50, 0]]


def test_what_roofs_have_no_room_for_is_said() -> None:
    """Of 100 m² 40 are wanted and none is there; 35.5 m² find room, 4.5 m² do not."""
    result = measured(roofs("school", years=[2000], module_area=[35.5]), FAR)
    row = result.tables["pilots"].say("zh").data.set_index("group").loc["学校、医院、村委会"]
    assert (row["missing"], row["most"], row["no_room"]) == pytest.approx((40, 35.5, 4.5))
    assert "roofs able to carry PV of schools, hospitals, village committees: were all of them filled" in said(result)
    # nobody says how much they hold
    silent = measured(roofs("school", years=[2021]), FAR, new_least=50.0)
    assert "most" not in silent.tables["pilots"].say("zh").data
    assert "new_public_most_share" not in silent.measures


def test_a_roof_that_may_be_new_leaves_the_most_open() -> None:
    """One new school holds 40 of 100 m², one of unknown year 20 of 100: 40, or 60 / 200."""
    found = roofs("school", "school", years=[2021, None], module_area=[40.0, 20.0])
    most = measured(found, FAR).measures["new_public_most_share"]
    assert (most.low, most.value, most.high) == (30, 40, 40)


def test_where_nothing_is_new_it_is_said() -> None:
    result = measured(roofs("school", "industrial", years=[2021, 2020]), FAR)
    assert values(result)["new_factory_area_share"] is None
    assert "No roof is known to be one of new factories (built from 2021 on)" in said(result)
    assert "one of new public buildings" not in said(result)


def test_no_bound_is_less_than_nothing() -> None:
    """An unknown roof of 100 m², all of it covered, may be a shop: 0 to 50 %, and 0 has no sign."""
    one = measured(roofs("commercial", "unknown"), plants(105.0, array_area=[100.0])).measures["pilot_business"]
    assert (one.low, one.value, one.high) == (0, 0, 50)
    assert math.copysign(1.0, one.low or 0.0) == 1.0


def test_classes_add_up_to_the_whole() -> None:
    found = roofs("school", "school", "other", "unknown", years=[2000] * 4)
    rows = measured(found, plants(5.0, 205.0, array_area=[30.0, 20.0])).tables["classes"].say("zh").data
    assert rows["class"].tolist() == ["学校", "其他", "用途不明"]
    assert rows["roofs"].tolist() == [2, 1, 1]
    assert rows["array"].tolist() == [30, 20, 0]
    assert rows["area_share"].tolist() == [15, 20, 0]
    assert rows["roof_share"].tolist() == [50, 100, 0]
    assert rows["usable_share"].tolist() == [30, 40, 0]
    assert rows["roof_area"].sum() == found["roof_area"].sum()


def test_without_plants_or_roofs_there_is_still_an_answer() -> None:
    result = measured(roofs("school", years=[2021]), NONE)
    assert {name: value for name, value in values(result).items() if value is not None} == {
        "new_public_roofs": 1,
        "new_factory_roofs": 0,
    }  # a map without any plant does not say that there is none
    assert "nobody knows what is installed" in said(result)
    assert result.tables == {}
    nothing = measured(roofs(), plants(5.0, array_area=[1.0]))
    assert values(nothing)["area_share"] is None
    assert values(nothing)["plants_off_roofs"] == 1


@pytest.mark.parametrize(
    "changes", [{"tolerance": 0.0}, {"dc_ac_ratio": 0.0}, {"module_power": Range(0.0, 200.0, 200.0)}]
)
def test_what_cannot_be_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(MethodError):
        measured(roofs("school"), plants(5.0, power_kw=[1.0]), **changes)
    with pytest.raises(MethodError):
        measured(roofs("school"), plants(5.0, power_kw=[-1.0]))


ROWS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()), min_size=1, max_size=7)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(0, 5), st.integers(1, 5))
def test_bounds_of_a_share_are_those_of_all_choices(rows: list[tuple[int, int, bool]], part: int, whole: int) -> None:
    """Try every choice of the rows that may be meant, beside one that is."""
    parts = np.array([part, *(p for p, *_ in rows)], dtype=np.float64)
    wholes = np.array([whole, *(w for _, w, _ in rows)], dtype=np.float64)
    sure = np.array([True, *(s for *_, s in rows)])
    choices = []
    for bits in range(2 ** int((~sure).sum())):
        chosen = sure.copy()
        chosen[~sure] = [bool(bits >> i & 1) for i in range(int((~sure).sum()))]
        choices.append(100 * parts[chosen].sum() / wholes[chosen].sum())
    found = share((parts, parts, parts), wholes, sure, ~sure)
    assert found.low == pytest.approx(min(choices))
    assert found.high == pytest.approx(max(choices))


def test_a_plant_that_is_listed_twice_counts_once() -> None:
    at = [Point(0, 0), Point(0, 0), Point(0, 0), Point(9, 0), Point(5, 5), Point(5, 5)]
    names = ["张三", "张三", "李四", "张三", None, None]  # another name, another place, and two that bear none
    rows = gpd.GeoDataFrame({"name": names, "power_kw": 10.0}, geometry=at, crs="EPSG:4548")
    plants = installed_plants(rows, dc_ac_ratio=1.2)
    assert (len(plants.rows), plants.repeated) == (5, 1)
    assert any("1 rows of {rooftop_pv} are the same as another one" in note.en for note in plants.notes("rooftop_pv"))
    later = rows.assign(commissioned=[pd.Timestamp(2023 + position, 1, 1) for position in range(6)])
    assert installed_plants(later, dc_ac_ratio=1.2).repeated == 0  # built out in the next year
