"""What the roofs of a place can carry: totals, classes, divisions, villages, sun and shade."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from shapely import Point

from geo_ruijin.errors import MethodError
from geo_ruijin.methods import METHODS
from geo_ruijin.methods.parameter import Range
from geo_ruijin.methods.rooftops.sun import Sun, sun_over
from geo_ruijin.methods.rooftops.tables import NO_VILLAGE
from geo_ruijin.methods.rooftops.vocabulary import CLASSES
from geo_ruijin.methods.typical_year import Place
from geo_ruijin.results import OUTSIDE, Result
from geo_ruijin.solar.system import System
from tests.planes import frame
from tests.roofs import EAST, NORTH, PARAMETERS, fixed, ground, house, potential, town
from tests.suns import normals, ruijin

#: The contract with what reads the table of roofs.
CONTRACT = (
    *("building", "class", "rule", "roof", "roof_area", "usable_area", "tilt", "azimuth", "capacity"),
    *("specific_yield", "energy", "loss_buildings", "loss_terrain", "year_built", "division", "village"),
    *("module_area", "capacity_low", "capacity_high", "energy_low", "energy_high"),
)
ANALYSIS = Path(__file__).parents[1] / "analyses" / "roof_solar.toml"

#: A school of 400 m², a factory of 1,000 m², two homes of 100 m² in the west; a shed of 10 m², one whose use is not
#: said of 200 m², in the east; and a home of 100 m² in neither.
TOWN = town(
    house(0, 0, wide=40), house(100, 0, wide=50, deep=20), house(0, 100), house(50, 100),
    house(1000, 0, wide=5, deep=2), house(1100, 0, wide=20), house(2500, 0),
    use=["school", "industrial", "house", "apartments", "shed", "yes", "house"],
    floors=[4, 1, 2, 7, 1, None, 2],
    year_built=[2024, None, 1999, 2010, None, 2000, 2001],
)  # fmt: skip
HALVES = frame(ground(-100, -100, 1000, 1000), ground(900, -100, 1000, 1000), name=["西", "东"])
VILLAGES = frame(
    Point(EAST + 20, NORTH), Point(EAST + 80, NORTH + 100), Point(EAST + 2500, NORTH), name=["甲村", "乙村", "丙村"]
)  # fmt: skip


def values(result: Result) -> dict[str, float]:
    """Return the figures that there are."""
    return {name: measure.value for name, measure in result.measures.items() if measure.value is not None}


def said(result: Result) -> str:
    return " ".join(note.en for note in result.notes)


@pytest.fixture(scope="module", autouse=True)
def one_sun() -> Iterator[None]:
    """Let all towns of a latitude have one sun: they differ by metres, and a sun takes seconds."""
    suns: dict[tuple[object, ...], Sun | None] = {}

    def kept(place: Place, *, weather: Any, normals: Any, system: System) -> Sun | None:  # noqa: ANN401
        key = (round(place.latitude), weather is None, normals is None, system)
        if key not in suns:
            suns[key] = sun_over(place, weather=weather, normals=normals, system=system)
        return suns[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("geo_ruijin.methods.rooftops.potential.sun_over", kept)
        yield


@pytest.fixture(scope="module")
def lit() -> Result:
    """Return the town in the sun, in the shade of its buildings."""
    return potential(TOWN, by=HALVES, villages=VILLAGES, normals=normals())


@pytest.fixture(scope="module")
def free() -> Result:
    """Return it without shade."""
    return potential(TOWN, by=HALVES, normals=normals(), shade_buildings=False, shade_terrain=False)


def test_capacity_is_the_usable_part_of_roofs_of_known_use() -> None:
    found = values(potential(TOWN))
    # homes told by their floors: 400 + 1,000 + 3 x 100 = 1,700 m² known, of which half carries 200 W/m²
    assert found["capacity"] == pytest.approx(1700 * 0.5 * 200 / 1e6)
    assert found["usable_area"] == pytest.approx(850 / 1e6)
    assert found["unknown_capacity"] == pytest.approx(200 * 0.5 * 200 / 1e6)
    assert found["roofs"] == 7
    assert found["roof_area"] == pytest.approx(1910 / 1e6)  # the shed's 10 m² and the unknown 200 m² too
    assert found["unknown_share"] == pytest.approx(100 * 200 / 1910)
    assert "energy" not in found


def test_without_sun_there_is_no_energy_and_the_notes_say_so() -> None:
    result = potential(TOWN, by=HALVES, villages=VILLAGES)
    assert not {"energy", "specific_yield", "reference_yield"} & set(values(result))
    assert "energy" not in result.tables["classes"].columns
    assert "factors" not in result.tables
    assert "Neither hourly weather nor monthly means" in said(result)
    assert "{" not in said(potential(TOWN))  # no input is named that may not be given a name
    assert result.tables["ranked"].data["capacity"].to_list() == [100, 40]  # most capacity first


def test_the_table_of_roofs_keeps_its_contract(lit: Result) -> None:
    rows = lit.tables["roofs"].data
    assert set(CONTRACT) <= set(rows.columns)
    assert rows["building"].to_list() == [1, 2, 3, 4, 5, 6, 7]
    expected = ["school", "industrial", "rural_house", "urban_housing", "other", "unknown", "rural_house"]
    assert rows["class"].to_list() == expected
    assert str(rows["year_built"].dtype) == "Int64"
    assert rows["year_built"].isna().to_list() == [False, True, False, False, True, False, False]
    assert set(rows["roof"]) == {"flat", "pitched"}
    assert rows["division"].to_list() == ["西", "西", "西", "西", "东", "东", OUTSIDE.zh]
    assert rows["village"].to_list() == ["甲村", "乙村", "乙村", "乙村", "", "", ""]
    assert (rows["energy"] == rows["capacity"] * rows["specific_yield"]).all()
    assert set(lit.tables["roofs"].columns) <= set(rows.columns)


def test_divisions_villages_and_classes_add_up_to_the_whole(lit: Result) -> None:
    whole = values(lit)
    classes = lit.tables["classes"].data
    known = classes[classes["class"] != "unknown"]
    for name in ("divisions", "villages"):
        table = lit.tables[name].data
        for column in ("capacity", "energy"):
            assert table[column].sum() == pytest.approx(whole[column], rel=1e-12)
            assert table[f"{column}_unknown"].sum() == pytest.approx(whole[f"unknown_{column}"], rel=1e-12)
        assert table["roofs"].sum() == whole["roofs"]
        assert table["roof_area"].sum() == pytest.approx(whole["roof_area"] * 1e6, rel=1e-12)
    for column in ("capacity", "energy"):
        assert known[column].sum() == pytest.approx(whole[column], rel=1e-12)
    assert lit.tables["rules"].data["roofs"].sum() == whole["roofs"]
    assert lit.tables["divisions"].data["name"].to_list() == ["西", OUTSIDE.zh, "东"]


def test_classes_come_in_their_order_the_unknown_last(lit: Result) -> None:
    order = lit.tables["classes"].data["class"].to_list()
    assert order == [name for name in CLASSES if name in order]
    assert order[-1] == "unknown"


def test_a_roof_goes_with_the_nearest_village_of_its_division(lit: Result) -> None:
    table = lit.tables["villages"].data.set_index("name")
    # 丙村 lies outside both halves, and the east has no village
    assert set(table.index) == {"甲村", "乙村", NO_VILLAGE.zh}
    assert table.loc["甲村", "capacity"] == pytest.approx(400 * 0.5 * 0.2 / 1e3)
    assert table.geometry["甲村"].equals(VILLAGES.geometry[0])
    assert table.geometry[NO_VILLAGE.zh] is None
    everywhere = potential(TOWN, villages=VILLAGES).tables["roofs"].data
    assert everywhere["village"].to_list()[-1] == "丙村"


def test_villages_of_one_name_are_two() -> None:
    twice = frame(Point(EAST, NORTH), Point(EAST + 2500, NORTH), name=["甲村", "甲村"])
    assert potential(TOWN, villages=twice).tables["villages"].data["name"].to_list() == ["甲村", "甲村"]


def test_only_roofs_of_the_place_count() -> None:
    place = frame(ground(-100, -100, 1000, 1000), name=["城"])
    result = potential(TOWN, within=place)
    assert values(result)["roofs"] == 4
    assert "3 more of {buildings} lie outside {within}" in said(result)
    with pytest.raises(MethodError, match="there are no"):
        potential(TOWN, within=frame(ground(5000, 0, 1, 1), name=["野"]))


def test_a_roof_on_the_border_counts_in_one_place_alone() -> None:
    across = town(house(894, 0), use=["school"])  # its middle lies 1 m west of the border at 900
    west, east = HALVES[:1], HALVES[1:]
    assert values(potential(across, within=west))["roof_area"] == pytest.approx(100 / 1e6)
    with pytest.raises(MethodError, match="there are no"):
        potential(across, within=east)
    assert potential(across, by=HALVES).tables["divisions"].data["roofs"].to_list() == [1, 0]


def test_no_roof_counts_twice() -> None:
    twice = pd.concat([TOWN, TOWN], ignore_index=True)
    once, again = potential(TOWN), potential(twice)
    assert values(again) == values(once)
    assert "drawn again: 7." in said(again)
    partly = town(house(0, 0), house(8, 0), use=["school", "school"])
    result = potential(partly)
    assert values(result)["roof_area"] == pytest.approx(180 / 1e6)  # they share 2 x 10 m²
    assert "overlap a larger one or lie inside it: 1. Each is a roof of its own; the 20 m² they share" in said(result)


def test_a_roof_of_the_least_size_carries_and_a_smaller_one_does_not() -> None:
    result = potential(town(house(0, 0, wide=2), house(50, 0, wide=1.99), use=["school", "school"]))
    assert result.tables["roofs"].data["capacity"].to_list() == pytest.approx([2, 0])  # 20 m² x 0.5 x 0.2
    assert values(result)["roofs"] == 2


def test_rows_on_flat_roofs_take_more_than_their_modules() -> None:
    flat = town(house(0, 0, wide=40), use=["school"])
    level, tilted = values(potential(flat)), values(potential(flat, rack_tilt=15))
    # at 25.9° N rows of 15° cover 73 % of what they take up, see test_roof_shapes and row_packing
    assert tilted["capacity"] == pytest.approx(0.73 * level["capacity"], rel=0.005)
    assert tilted["usable_area"] == level["usable_area"]
    rows = potential(flat, rack_tilt=15).tables["roofs"].data
    assert rows["module_area"][0] == pytest.approx(0.73 * 200, rel=0.005)  # half of 400 m² in rows
    assert rows["capacity"][0] == pytest.approx(rows["module_area"][0] * 0.2)


def test_without_columns_all_roofs_are_of_unknown_use() -> None:
    bare = potential(town(house(0, 0), house(50, 0)))
    assert values(bare)["capacity"] == 0
    assert values(bare)["unknown_share"] == 100
    assert values(bare)["unknown_capacity"] == pytest.approx(0.02)  # 200 m² x 0.5 x 0.2 kW
    assert "is assumed by their class" in said(bare)


def test_shade_takes_what_is_told(lit: Result, free: Result) -> None:
    shaded, clear = values(lit), values(free)
    assert shaded["energy_unshaded"] == pytest.approx(clear["energy"], rel=1e-12)
    lost = shaded["lost_to_buildings"]
    assert lost > 0
    assert shaded["energy"] == pytest.approx(clear["energy"] - lost, rel=1e-12)
    assert shaded["lost_share_buildings"] == pytest.approx(100 * lost / clear["energy"])
    # without heights there is no terrain to take any; switched off, nothing is told
    assert "lost_to_terrain" not in shaded
    assert "Heights of the ground are not given" in said(lit)
    assert not {"lost_to_buildings", "lost_to_terrain"} & set(clear)
    assert "switched off" in said(free)


def test_a_roof_of_unknown_height_gets_no_shade_and_is_told(lit: Result) -> None:
    rows = lit.tables["roofs"].data
    assert rows["loss_buildings"][5] == 0
    assert "1 of 7 buildings do not say their floors" in said(lit)


def test_a_tower_to_the_south_takes_light_from_the_roof_behind_it() -> None:
    # 30 m high, 20 m in front of a home of 3 m: it hides the sun below atan(27 / 25) = 47° in the south
    shapes = house(0, 50), house(-20, 20, wide=50)
    rows = town(*shapes, use=["house", "apartments"], floors=[1, 10])
    table = potential(rows, normals=normals()).tables["roofs"].data
    assert table["loss_buildings"][0] > 15
    assert table["loss_buildings"][1] == 0


def test_yields_are_those_of_the_face_with_more_sun() -> None:
    homes = town(house(0, 0, wide=20, deep=8), house(200, 0, wide=8, deep=20), use=["farm"] * 2, roof=["pitched"] * 2)
    rows = potential(homes, normals=normals(), shade_buildings=False).tables["roofs"].data
    assert rows["azimuth"][0] == 180
    assert rows["azimuth"][1] in (90, 270)
    assert rows["specific_yield"][0] > rows["specific_yield"][1]
    # three quarters of a roof: a third of its modules lie on the north face
    wide = {**PARAMETERS["usable_share"], "rural_house": fixed(0.75)}
    both = potential(homes[:1], normals=normals(), shade_buildings=False, usable_share=wide).tables["roofs"].data
    turned = potential(homes[:1], normals=normals(), shade_buildings=False, pitched_tilt=0).tables["roofs"].data
    assert both["specific_yield"][0] < rows["specific_yield"][0]
    assert both["specific_yield"][0] < turned["specific_yield"][0]  # a roof facing both ways has less than a level one


def test_energy_over_the_years_and_the_plain_estimate(lit: Result) -> None:
    found = values(lit)
    # shares of the years: 1 - 0.02 / 2, 0.98 - 0.005 / 2, 0.975 - 0.005 / 2
    mean = (0.99 + 0.9775 + 0.9725) / 3
    assert found["mean_energy"] == pytest.approx(found["energy"] * mean)
    assert found["plain_yield"] == pytest.approx(found["annual_ghi"] * 0.8)
    months = lit.tables["months"].data
    assert months["horizontal"].sum() == pytest.approx(found["annual_ghi"])
    assert months["hourly"].sum() == pytest.approx(found["reference_yield"], rel=2e-3)  # read from the table there
    assert (months["plain"] == months["horizontal"] * 0.8).all()
    assert months["plane"].iloc[11] > months["horizontal"].iloc[11]  # a low sun falls on what leans towards it
    assert found["plain_energy"] == pytest.approx(found["capacity"] * found["plain_yield"] / 1e3)
    assert found["specific_yield"] == pytest.approx(1e3 * found["energy"] / found["capacity"])


def test_low_and_high_hold_the_figure_and_the_heaviest_factor_is_told() -> None:
    shares = {**PARAMETERS["usable_share"], "industrial": Range(0.3, 0.5, 0.6)}
    result = potential(TOWN, normals=normals(), shade_buildings=False, usable_share=shares, losses=Range(13, 14, 15))
    for name in ("capacity", "energy", "mean_energy"):
        measure = result.measures[name]
        assert measure.low is not None
        assert measure.value is not None
        assert measure.high is not None
        assert measure.low < measure.value < measure.high
    assert "weighs most is the usable shares" in said(result)
    factors = result.tables["factors"].data
    assert factors["spread"].is_monotonic_decreasing
    classes = result.tables["classes"].data.set_index("class")
    below = classes["capacity"] - classes["capacity_low"]
    assert below["school"] == pytest.approx(0)
    assert below["industrial"] > 0
    rows = result.tables["roofs"].data
    for column in ("capacity_low", "capacity_high", "energy_low", "energy_high"):
        one = "capacity" if column.startswith("capacity") else "energy"
        per = rows.groupby("class")[column].sum() / (1e3 if one == "capacity" else 1e6)
        assert per.to_dict() == pytest.approx(classes[column].to_dict(), abs=1e-12)
        # the shed is too small to carry any
        assert rows[column][4] == rows[one][4] == 0


def test_the_stock_of_roofs_rests_on_no_sun(lit: Result) -> None:
    stock = lit.tables["stock"].data
    assert {"capacity_low", "capacity_high", "module_area"} <= set(stock.columns)
    assert not [name for name in stock.columns if str(name).startswith(("energy", "specific", "loss", "unshaded"))]
    dark = potential(TOWN).tables["roofs"].data
    assert dark["energy_low"].isna().all()
    assert dark["capacity_high"].to_list() == pytest.approx(dark["capacity"].to_list())


@pytest.mark.parametrize(("published", "words"), [((1, 2, 3), "outside"), ((1, 2, 3000), "within")])
def test_the_reference_array_is_held_against_the_published_range(
    published: tuple[float, float, float], words: str
) -> None:
    result = potential(TOWN[:1], normals=normals(), shade_buildings=False, published_yield=Range(*published))
    assert f"parameter published_yield): {words}" in said(result)


def test_the_power_on_schools_is_held_against_one_that_was_built() -> None:
    shares = {**PARAMETERS["usable_share"], "school": Range(0.4, 0.45, 0.5)}
    # level racks, 200 W/m²: 80, 90, 100 W per m² of roof; a limit is inside
    inside = potential(TOWN, usable_share=shares, built_density=80)
    assert "come to 90 W per m² of roof (80 to 100), the one built has 80: between them" in said(inside)
    assert "outside: check the usable shares" in said(potential(TOWN, usable_share=shares, built_density=79))


def test_a_year_of_hours_goes_before_monthly_means() -> None:
    year = ruijin()
    hours = pd.DataFrame(
        {
            "month": year.middles.month,
            "day": year.middles.day,
            "hour": year.middles.hour + 0.5,
            "utc_offset": 0.0,
            "ghi": year.ghi,
            "dni": year.dni,
            "dhi": year.dhi,
            "temperature": year.temperature,
            "wind": year.wind,
            "latitude": year.latitude,
            "longitude": year.longitude,
        }
    )
    monthly = potential(TOWN, normals=normals(), shade_buildings=False)
    hourly = potential(TOWN, weather=hours, normals=normals(ghi=1), shade_buildings=False)
    # the hours are those made of the months
    assert values(hourly)["annual_ghi"] == pytest.approx(values(monthly)["annual_ghi"], rel=1e-9)
    assert values(hourly)["energy"] == pytest.approx(values(monthly)["energy"], rel=2e-3)
    assert "Of {weather} and {normals} the first is taken" in said(hourly)


def test_rows_take_of_each_other_what_a_ridge_before_them_takes() -> None:
    school = town(house(0, 0, wide=40), use=["school"])
    result = potential(school, normals=normals(), rack_tilt=15)
    unshaded = result.tables["roofs"].data["unshaded"][0]
    # at 25.9° N rows of 15° cover 73 %; 3.9 % of what the sky gives is hidden, (1 + cos 27.2°) for (1 + cos 15°), and
    # the sky gives about half of the yield
    lost = 1 - unshaded / values(result)["reference_yield"]
    assert 0.010 < lost < 0.025
    assert f"{100 * lost:.1f} % of their yield is taken off" in said(result)
    level = potential(school, normals=normals())
    assert "0.0 % of their yield" in said(level)


def test_a_town_in_the_south_looks_north() -> None:
    there = TOWN.set_crs("EPSG:32733", allow_override=True)
    there.geometry = there.translate(500_000 - EAST, 7_100_000 - NORTH)  # 26° S
    flipped = normals()
    flipped["ghi"] = np.roll(flipped["ghi"], 6)
    rows = potential(there, normals=flipped, shade_buildings=False).tables["roofs"].data
    assert rows["azimuth"][0] == 0  # racks
    assert 0.9 < rows["specific_yield"][0] / rows["specific_yield"][2] < 1.1


def test_the_shipped_analysis_gives_every_parameter_what_it_needs() -> None:
    spec = tomllib.loads(ANALYSIS.read_text(encoding="utf-8"))
    method = METHODS["rooftop_potential"]
    given = {name: method.parameters[name].read(one["value"]) for name, one in spec["parameters"].items()}
    assert {name for name, one in method.parameters.items() if one.required} <= set(given)
    assert set(spec["inputs"]) <= set(method.inputs)
    assert set(given["usable_share"]) == set(CLASSES)
    result = method.compute(buildings=TOWN, normals=normals(latitude=26.5, longitude=116.0), **given)
    reference = result.measures["reference_yield"].value
    assert reference is not None
    assert given["published_yield"].low <= reference <= given["published_yield"].high
    assert "the one built has 77: between them" in said(result)
