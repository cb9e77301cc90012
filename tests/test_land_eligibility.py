"""What rules take of a square of 100 cells, alone, in order and only they; areas are counted by hand."""

from __future__ import annotations

import itertools
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.eligibility.effects import effects_of, flags_of
from geo_ruijin.methods.eligibility.rules import RULES as KNOWN
from geo_ruijin.results import Result
from geo_ruijin.text import Text
from tests.lands import RULES, eligibility
from tests.planes import frame, points, values

LEFT, LOWER = box(0, 0, 50, 100), box(0, 0, 100, 40)
#: Paddy in the west, grass in the east.
HALF_PADDY = frame(LEFT, box(50, 0, 100, 100), code=["0101", "0404"])


def effects(result: Result) -> dict[str, tuple[int, ...]]:
    """Return what each applied rule takes alone, in order, and only it [cells], by its English title."""
    data = result.tables["exclusions"].data.dropna(subset=["alone"])
    cells = (data[["alone", "new", "only"]] * 100).round().astype(int)
    return {rule.en: tuple(row) for rule, row in zip(data["rule"], cells.to_numpy().tolist(), strict=True)}


def eligible(**inputs: object) -> float:
    """Return the eligible cells."""
    found = values(eligibility(**inputs))["eligible"]
    assert found is not None
    return round(found * 100, 6)


def said(result: Result) -> str:
    return " ".join(note.en for note in result.notes)


def test_two_rules_that_overlap() -> None:
    # farmland takes the west: 50 cells; the permanent one the lower 40, 20 of them in the west
    result = eligibility(land_use=HALF_PADDY, permanent_farmland=frame(LOWER), rules=("farmland", "permanent_farmland"))
    assert effects(result) == {"farmland": (50, 50, 30), "permanent farmland": (40, 20, 20)}
    assert values(result)["eligible"] == pytest.approx(0.30)  # 100 - 50 - 20 cells
    assert values(result)["eligible_share"] == pytest.approx(30)
    left = result.tables["exclusions"].data["left"]
    assert left.tolist() == pytest.approx([0.5, 0.3])


def test_order_changes_what_is_told_and_not_what_is_left() -> None:
    result = eligibility(land_use=HALF_PADDY, permanent_farmland=frame(LOWER), rules=("permanent_farmland", "farmland"))
    assert effects(result) == {"permanent farmland": (40, 40, 20), "farmland": (50, 30, 30)}
    assert values(result)["eligible"] == pytest.approx(0.30)


LAYERS: dict[str, Any] = {
    "land_use": HALF_PADDY,
    "permanent_farmland": frame(LOWER),
    "scenic_areas": frame(box(70, 0, 100, 100)),
    "roads": frame(LineString([(0, 95), (100, 95)])),
}


@settings(max_examples=15, deadline=None)
@given(order=st.permutations(["farmland", "permanent_farmland", "scenic_areas", "road_distance"]))
def test_any_order_leaves_the_same(order: list[str]) -> None:
    result = eligibility(**LAYERS, rules=tuple(order), road_distance=60.0)
    # x 50 to 70 is no paddy and no scenic area, y 40 to 100 no permanent farmland, the road is near: 2 x 6 cells
    assert values(result)["eligible"] == pytest.approx(0.12)


@settings(max_examples=50, deadline=None)
@given(masks=st.lists(st.lists(st.booleans(), min_size=12, max_size=12), min_size=1, max_size=6))
def test_what_rules_take_in_order_and_what_is_left_is_all(masks: list[list[bool]]) -> None:
    taken = [np.array(mask) for mask in masks]
    found = effects_of(flags_of(taken, 12), len(taken))
    assert found.new.sum() + found.eligible == found.whole == 12
    assert found.alone.tolist() == [mask.sum() for mask in taken]
    assert found.eligible == (~np.logical_or.reduce(taken)).sum()
    for i, only in enumerate(found.only):  # what would be gained without the rule
        others = [mask for j, mask in enumerate(taken) if j != i]
        without = ~np.logical_or.reduce(others) if others else np.ones(12, dtype=bool)
        assert only == without.sum() - found.eligible


def test_more_rules_than_flags_hold() -> None:
    with pytest.raises(MethodError, match="more than 32 rules"):
        flags_of([np.zeros(1, dtype=bool)] * 33, 1)


def test_a_polygon_cut_at_the_edges_of_cells_is_exact_and_elsewhere_the_middle_decides() -> None:
    assert eligible(scenic_areas=frame(box(20, 30, 50, 60)), rules=("scenic_areas",)) == 91  # 3 x 3 cells
    assert eligible(scenic_areas=frame(box(0, 0, 14, 100)), rules=("scenic_areas",)) == 90  # the middle at 15 is free
    assert eligible(scenic_areas=frame(box(0, 0, 16, 100)), rules=("scenic_areas",)) == 80  # and now is not


def test_by_how_much_cells_are_off_is_told() -> None:
    result = eligibility(scenic_areas=frame(box(0, 0, 16, 100)), rules=("scenic_areas",))
    row = result.tables["exclusions"].data.iloc[0]
    assert (row["alone"], row["true"]) == (pytest.approx(0.20), pytest.approx(0.16))
    assert "cells err most for scenic areas: by 0.0 ha (+25.00 %)" in said(result)


@pytest.mark.parametrize(
    ("codes", "cells"),
    [("0101", 50), ("0103", 50), ("0301", 50), ("0305", 50), ("1106", 50), ("0702", 50), ("0201", 50), ("0404", 100)],
)
def test_land_use_by_its_code(codes: str, cells: int) -> None:
    # by farmland, forest, shrub of unknown cover, wetland, built land, or as a kind that is not looked for
    assert eligible(land_use=frame(LEFT, box(50, 0, 100, 100), code=[codes, "0404"])) == cells


def test_rivers_have_banks() -> None:
    surface = frame(box(40, 0, 60, 100), box(0, 0, 40, 100), box(60, 0, 100, 100), code=["1101", "0404", "0404"])
    assert eligible(land_use=surface) == 60  # 2 columns of water and one on either side
    line = frame(LineString([(50, -50), (50, 150)]), width=[20.0])
    assert eligible(rivers=line) == 60  # 10 m of half the width and 10 m of bank either way
    result = eligibility(rivers=line.drop(columns="width"))
    assert values(result)["eligible"] == pytest.approx(0.80)
    assert "1 rivers do not say their width" in said(result)


@pytest.mark.parametrize(("cover", "cells"), [(49.9, 100), (50.0, 50), (None, 50), (1.01, 100), (1.0, 50), (0.0, 50)])
def test_sparse_shrub_is_eligible_and_dense_or_unknown_is_not(cover: float | None, cells: int) -> None:
    land = frame(LEFT, box(50, 0, 100, 100), code=["0305", "0404"])
    wood = frame(LEFT, land_type=["一般灌木林"], canopy=[0.0], cover=[cover])
    assert eligible(land_use=land, forest_inventory=wood) == cells


def test_a_cover_given_as_a_fraction_lets_no_dense_shrub_in() -> None:
    # 0.9 is 90 % of cover, and 90 % is above the limit; 10 % beside it is what it says
    land = frame(box(0, 0, 100, 100), code=["0305"])
    wood = frame(LEFT, box(50, 0, 100, 100), land_type=["一般灌木林"] * 2, cover=[0.9, 10.0])
    result = eligibility(land_use=land, forest_inventory=wood)
    assert values(result)["eligible"] == pytest.approx(0.50)
    assert "1 parcels of shrub have a cover of 1 % or less: it looks like a fraction (multiply by 100)" in said(result)
    trees = wood.assign(cover=[10.0, 10.0]).assign(land_type=["一般灌木林", "乔木林"])
    assert "fraction" not in said(eligibility(land_use=land, forest_inventory=trees.assign(cover=[10.0, 0.9])))


def test_shrub_of_the_survey_beyond_the_inventory_is_not_known_to_be_sparse() -> None:
    land = frame(LEFT, box(50, 0, 100, 100), code=["0305", "0404"])
    wood = frame(box(0, 0, 50, 50), land_type=["一般灌木林"], cover=[20.0])
    assert eligible(land_use=land, forest_inventory=wood) == 75


def test_forest_of_the_inventory_counts_whatever_the_survey_says() -> None:
    assert eligible(forest_inventory=frame(LOWER, land_type=["乔木林"])) == 60


def test_forest_of_class_one() -> None:
    wood = frame(LOWER, LEFT, land_type=["一般灌木林", "一般灌木林"], protection=["Ⅰ", "Ⅱ"], cover=[10.0, 10.0])
    assert eligible(forest_inventory=wood, rules=("protected_forest", *RULES)) == 60
    result = eligibility(forest_inventory=wood.drop(columns="protection"), rules=("protected_forest", *RULES))
    assert values(result)["eligible"] == pytest.approx(1)
    assert "no parcel of forest says its class" in said(result)


def test_forest_that_does_not_say_its_class_may_be_of_the_first() -> None:
    # the lower 40 rows are of class Ⅱ; the strip above them of 20 cells says nothing
    wood = frame(LOWER, box(0, 40, 100, 60), land_type=["一般灌木林"] * 2, protection=["Ⅱ", None], cover=[10.0] * 2)
    rules = ("protected_forest", *RULES)
    result = eligibility(forest_inventory=wood, rules=rules)
    assert values(result)["eligible"] == pytest.approx(0.80)
    assert "1 parcels of {forest_inventory}, 0.2 ha, do not say their class of protection" in said(result)
    assert eligible(forest_inventory=wood.assign(protection=["Ⅱ", " "]), rules=rules) == 80
    assert eligible(forest_inventory=wood.assign(protection=["Ⅱ", "Ⅲ"]), rules=rules) == 100
    assert eligible(forest_inventory=wood.assign(protection=["", " "]), rules=rules) == 100  # not applied


def test_wetlands_of_the_layer_that_are_of_another_kind_stay() -> None:
    layer = frame(LOWER, LEFT, code=["1106", "1104"])
    assert eligible(wetlands=layer) == 60
    assert eligible(wetlands=layer.drop(columns="code")) == 30  # without codes all of it


def test_distance_to_roads_and_substations() -> None:
    road = frame(LineString([(0, 5), (100, 5)]))
    # middles of the rows lie 0, 10, 20, 30, ... m from the row of the road: exactly 30 m is near enough
    assert eligible(roads=road, rules=("road_distance",)) == 40
    assert eligible(roads=road.assign(drive=[False]), rules=("road_distance",)) == 100  # nowhere to drive: not applied
    stations = points((5, 5), (95, 95), kv=[110.0, 10.0])
    # within 50 m of the middle of the corner cell: i² + j² <= 25 cells of ten metres, i and j from 0
    near = sum(i * i + j * j <= 25 for i, j in itertools.product(range(10), repeat=2))
    assert eligible(substations=stations, rules=("substation_distance",)) == near
    assert eligible(substations=stations.drop(columns="kv"), rules=("substation_distance",)) == 100


def test_roads_beside_the_place_are_near_too() -> None:
    road = frame(LineString([(0, -15), (100, -15)]))  # in the second row of cells below: 20 m from the lowest middles
    assert eligible(roads=road, rules=("road_distance",)) == 20


def test_houses() -> None:
    house = frame(box(0, 0, 10, 10))
    assert eligible(buildings=house, rules=("houses",), house_distance=10.0) == 97  # itself and the two beside it
    with pytest.raises(MethodError, match="'house_distance' is needed"):
        eligibility(buildings=house, rules=("houses",))


def test_candidates_count_whatever_kind_of_land_they_are() -> None:
    orchard = frame(box(0, 0, 100, 100), code=["0201"])
    mines = frame(box(0, 0, 20, 20), box(50, 50, 80, 80), status=["已治理", None])
    result = eligibility(land_use=orchard, candidates=mines, left_out_states=("已治理",))
    assert values(result)["eligible"] == pytest.approx(0.09)
    assert "1 of {candidates} are 已治理" in said(result)
    forest = frame(box(0, 0, 100, 100), code=["0301"])
    assert eligible(land_use=forest, candidates=mines) == 0  # what is forbidden stays forbidden


def test_restored_mines_are_no_candidates_whatever_the_land_use_says() -> None:
    # all of it is of a kind looked for; the restored mine takes 4 of 100 cells, cut at its true border of 16 m
    mines = frame(box(0, 0, 16, 16), box(50, 50, 80, 80), status=["已治理", "未治理"])
    result = eligibility(candidates=mines, left_out_states=("已治理",))
    assert values(result)["eligible"] == pytest.approx(0.96)
    assert values(result)["sites_area"] == pytest.approx(
        0.96
    )  # what is free of the cells along the rim is not given back
    row = result.tables["exclusions"].data.iloc[-1]
    assert (row["alone"], row["true"]) == pytest.approx((0.04, 0.0256))
    thin = frame(box(0, 0, 14, 100), status=["已治理"])  # the middles at 15 are free, the 4 m before them are not
    assert values(eligibility(candidates=thin, left_out_states=("已治理",)))["sites_area"] == pytest.approx(0.86)


def test_the_hectares_of_sites_on_mines_count_what_is_drawn_twice_once() -> None:
    mines = frame(box(0, 0, 50, 40), box(0, 20, 50, 60), box(-50, 0, 0, 100))  # 50 m x 60 m of the site
    result = eligibility(mines=mines)
    assert values(result)["sites_on_mines"] == pytest.approx(0.30)
    assert result.tables["sites"].data["mine"].tolist() == pytest.approx([30])
    assert "must not be added" in said(result)
    assert "sites_on_mines" not in eligibility().measures


def test_a_least_area_of_few_cells_is_warned_of() -> None:
    assert "less than 10 cells (0.1 ha)" in said(eligibility(least_area=0.099))
    assert "less than 10 cells" not in said(eligibility(least_area=0.1))


def test_how_far_distances_may_be_off_is_told() -> None:
    road = frame(LineString([(0, 5), (100, 5)]))
    assert "off by up to a cell (10 m)" in said(eligibility(roads=road, rules=("road_distance",)))


def test_land_in_no_parcel_is_of_no_known_kind() -> None:
    place = frame(box(0, 0, 1000, 1000))
    result = eligibility(place=place, land_use=frame(box(0, 0, 500, 1000), code=["0404"]), cell=100.0)
    assert values(result)["eligible"] == pytest.approx(50)
    assert "50 ha lie in no parcel" in said(result)


CONTROL_LINES = ("permanent_farmland", "ecological_red_line", "urban_growth_boundary")


def everything_said(result: Result) -> str:
    texts = [measure.about for measure in result.measures.values()]
    texts += [table.title for table in result.tables.values()]
    words = [text.zh + text.en for text in (*texts, *result.notes)]
    cells = [
        cell.zh + cell.en if isinstance(cell, Text) else str(cell)
        for table in result.tables.values()
        for cell in table.data.drop(columns="geometry", errors="ignore").to_numpy().ravel()
    ]
    return " ".join(words + cells)


def test_without_the_control_lines_everything_says_so() -> None:
    result = eligibility(rules=(*CONTROL_LINES, *RULES[1:]))
    for name in ("eligible", "eligible_share", "sites", "sites_area", "capacity"):
        assert "三区三线未提供" in result.measures[name].about.zh, name
        assert "three control lines not supplied" in result.measures[name].about.en, name
    for table in result.tables.values():
        assert "三区三线未提供" in table.title.zh
    assert set(result.tables["sites"].say("zh").data["control_lines"]) == {"三区三线未提供"}
    assert set(result.tables["sites"].say("en").data["control_lines"]) == {"three control lines not supplied"}
    assert values(result)["control_lines"] == 0
    assert "合规" not in everything_said(result)
    assert "complian" not in everything_said(result)


@pytest.mark.parametrize("given_lines", [CONTROL_LINES[:1], CONTROL_LINES[:2], CONTROL_LINES])
def test_some_or_all_control_lines(given_lines: tuple[str, ...]) -> None:
    layers = dict.fromkeys(given_lines, frame(box(0, 0, 10, 10)))
    result = eligibility(**layers, rules=CONTROL_LINES)
    assert values(result)["control_lines"] == len(given_lines)
    about = result.measures["eligible"].about
    assert ("未提供" in about.zh) is (len(given_lines) < 3)
    assert ("checked against the three control lines supplied" in about.en) is (len(given_lines) == 3)
    assert "permanent farmland 0.0 ha" in about.en  # a cell of 0.01 ha
    assert "合规" not in everything_said(result)


def test_a_control_line_without_anything_in_the_place_is_as_good_as_none() -> None:
    layers = {
        **dict.fromkeys(CONTROL_LINES, frame(box(0, 0, 10, 10))),
        "ecological_red_line": frame(box(900, 0, 910, 9)),
    }
    result = eligibility(**layers, rules=CONTROL_LINES)
    assert values(result)["control_lines"] == 2
    assert "not whole; not supplied: ecological red line; taken: permanent" in result.measures["eligible"].about.en
    assert "the layer supplied has nothing inside the place" in said(result)


def lines(**changed: object) -> Result:
    """Return the answer with all three lines, each of all of the left half, which is paddy; `changed` differ."""
    layers: dict[str, object] = dict.fromkeys(CONTROL_LINES, frame(LEFT))
    return eligibility(**{"land_use": HALF_PADDY, "rules": CONTROL_LINES, **layers, **changed})


@pytest.mark.parametrize(
    ("line", "shape", "counted"),
    [
        # 25 of the 50 cells of farmland are just half; 24 are not, however much grass lies beside them
        ("permanent_farmland", box(0, 0, 50, 50), True),
        ("permanent_farmland", box(0, 0, 50, 40).union(box(0, 40, 40, 50)), False),
        ("permanent_farmland", box(0, 0, 50, 40).union(box(50, 0, 100, 100)), False),
        # one of 100 cells is just 1 %
        ("ecological_red_line", box(0, 0, 10, 10), True),
        # a ring of 5 mm has the middle of no cell
        ("permanent_farmland", box(1, 1, 99, 99).boundary.buffer(0.0025), False),
        ("ecological_red_line", box(1, 1, 99, 99).boundary.buffer(0.0025), False),
        ("urban_growth_boundary", box(1, 1, 99, 99).boundary.buffer(0.0025), False),
        ("urban_growth_boundary", box(0, 0, 10, 10), True),
    ],
)
def test_a_scrap_of_a_control_line_is_not_the_line(line: str, shape: BaseGeometry, *, counted: bool) -> None:
    result = lines(**{line: frame(shape)})
    assert values(result)["control_lines"] == (3 if counted else 2)
    for text in (result.measures["eligible"].about, result.tables["exclusions"].title):
        assert ("三区三线不齐" in text.zh) is not counted
        assert ("不完整" in text.zh) is not counted
        assert "合规" not in text.zh


def test_a_red_line_of_less_than_its_share_is_a_scrap_until_the_limit_is_lowered() -> None:
    one = frame(box(0, 0, 10, 10))
    result = lines(ecological_red_line=one, least_red_line_share=1.01)
    assert values(result)["control_lines"] == 2
    assert "Ecological red line covers 1.00 % of {place}, less than 1.01 %" in said(result)
    assert values(lines(ecological_red_line=one, least_red_line_share=0.0))["control_lines"] == 3


def test_a_line_supplied_and_not_among_the_rules_is_not_applied() -> None:
    result = lines(rules=CONTROL_LINES[:2])
    about = result.measures["eligible"].about
    assert "未采用(不在 rules 中):城镇开发边界以内" in about.zh
    assert "未提供" not in about.zh
    assert values(result)["control_lines"] == 2


def test_the_hectares_of_each_line_stand_beside_the_reservation() -> None:
    # a place of 100 ha in cells of 1 ha: farmland 50 ha, the red line 20, the boundary 10
    result = eligibility(
        place=frame(box(0, 0, 1000, 1000)),
        land_use=frame(box(0, 0, 1000, 1000), code=["0404"]),
        permanent_farmland=frame(box(0, 0, 500, 1000)),
        ecological_red_line=frame(box(0, 0, 200, 1000)),
        urban_growth_boundary=frame(box(0, 0, 100, 1000)),
        rules=CONTROL_LINES,
        cell=100.0,
    )
    about = result.measures["sites"].about.en
    assert "permanent farmland 50.0 ha, ecological red line 20.0 ha, inside the urban growth boundary 10.0 ha" in about


def test_every_rule_bears_that_its_layer_is_absent() -> None:
    result = eligibility(rules=tuple(KNOWN), house_distance=10.0)
    states = result.tables["exclusions"].say("en").data.set_index("rule")["state"]
    assert len(states) == len(KNOWN)
    assert states["permanent farmland"] == "not applied: layer not supplied"
    assert states["slopes over 25° (practice)"] == "not applied: layer not supplied"
    assert (states == "applied").sum() == 7  # farmland, forest, shrub, wetlands, water, built, kinds: by the land use
    assert "permanent farmland (layer not supplied)" in said(result)
    assert values(result)["eligible"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("changed", "en"),
    [
        ({"least_area": 0.0}, "the least area of a site should be above 0"),
        ({"rules": ()}, "at least one rule is needed"),
        ({"rules": ("farmlnd",)}, "no rule 'farmlnd'. Did you mean 'farmland'"),
        ({"rules": ("farmland", "farmland")}, "named more than once: farmland"),
        ({"cell": 0.0}, "should be above 0"),
        ({"cell": 0.001}, "too small"),
        ({"cell": 1000.0}, "too large"),
        ({"criteria": ("beauty",)}, "cannot rank by 'beauty'"),
        ({"land_use": frame(code=[])}, "holds no parcel"),
    ],
)
def test_what_is_refused(changed: dict[str, Any], en: str) -> None:
    with pytest.raises(MethodError, match=en):
        eligibility(**changed)


def test_divisions_add_up_to_the_place() -> None:
    # a third of the place lies in no division
    by = frame(box(0, 0, 30, 100), box(30, 0, 70, 100), name=["甲", "乙"])
    result = eligibility(land_use=HALF_PADDY, by=by)
    zones = result.tables["zones"].data.set_index("name")
    assert zones["land"].to_dict() == pytest.approx({"甲": 0.3, "乙": 0.4, "(区划之外)": 0.3})
    assert zones["eligible"].to_dict() == pytest.approx({"甲": 0, "乙": 0.2, "(区划之外)": 0.3})
    assert zones["sites"].sum() == values(result)["sites"]
    assert zones["capacity"].sum() == pytest.approx(result.tables["sites"].data["capacity"].sum())


def normals() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "month": range(1, 13),
            "ghi": [1.93, 2.37, 2.63, 3.43, 3.78, 4.04, 5.49, 4.99, 4.17, 3.44, 2.60, 2.36],
            "temperature": [8.0, 10, 14, 19, 23, 26, 28, 28, 25, 20, 15, 10],
            "latitude": 26.5,
            "longitude": 116.0,
        }
    )


def at_ruijin(*shapes: BaseGeometry, **columns: list[object]) -> gpd.GeoDataFrame:
    """Return shapes moved to where Ruijin is: the sun needs a place on the Earth."""
    rows = frame(*shapes, **columns)
    return rows.set_geometry(rows.translate(400_000, 2_864_000))


def test_capacity_and_energy_with_their_bounds() -> None:
    square = box(0, 0, 100, 100)
    result = eligibility(place=at_ruijin(square), land_use=at_ruijin(square, code=["0404"]), normals=normals())
    capacity, energy = result.measures["capacity"], result.measures["energy"]
    assert (capacity.low, capacity.value, capacity.high) == pytest.approx((0.5, 1.0, 2.0))  # 1 ha
    sun = result.measures["specific_yield"]
    assert sun.value is not None
    assert sun.low is not None
    assert sun.high is not None
    assert sun.low < sun.value < sun.high
    assert 900 < sun.value < 1150  # plants in Jiangxi report 950 to 1,063 kWh/kWp
    assert energy.value == pytest.approx(sun.value / 1000)  # of 1 MWp
    assert (energy.low, energy.high) == pytest.approx((0.5 * sun.low / 1000, 2 * sun.high / 1000))


def test_without_weather_there_is_no_energy() -> None:
    result = eligibility()
    assert not {"energy", "specific_yield"} & set(result.measures)
    assert "energy" not in result.tables["sites"].columns


def test_the_nearest_road_substation_and_village_of_a_site() -> None:
    result = eligibility(
        roads=frame(LineString([(200, 0), (200, 100)])),
        substations=points((100, 1100), (50, 160), kv=[110.0, 10.0], name=["远", "近"]),
        villages=points((-50, 50), (-20, 50), name=["甲", "乙"]),
        by=frame(box(-100, -100, 200, 200), name=["镇"]),
    )
    site = result.tables["sites"].data.iloc[0]
    assert site["road_km"] == pytest.approx(0.1)
    assert site["substation_km"] == pytest.approx(1.0)  # the nearer one is of too low a voltage
    assert (site["substation"], site["village"], site["division"]) == ("远", "乙", "镇")


def test_what_a_site_lies_on() -> None:
    land = frame(box(0, 0, 100, 60), box(0, 60, 100, 100), code=["0404", "0305"], name=["其他草地", None])
    wood = frame(box(0, 60, 100, 100), land_type=["一般灌木林"], protection=["Ⅲ"], cover=[10.0])
    mines = frame(box(0, 0, 50, 100), box(0, 0, 50, 100), name=["甲矿", None], status=["未治理", None])
    table = eligibility(land_use=land, forest_inventory=wood, mines=mines).tables["sites"]
    site, english = table.say("zh").data.iloc[0], table.say("en").data.iloc[0]
    assert site["land"] == "0404 其他草地 60%、0305 40%"
    assert site["forest"] == "一般灌木林 Ⅲ 40%"
    assert site["mines"] == "不明 50%、甲矿 未治理 50%"
    # what data say stays as it is
    assert english["land"] == "0404 其他草地 60 %, 0305 40 %"
    assert english["mines"] == "not known 50 %, 甲矿 未治理 50 %"
    assert site["mine"] == 50  # drawn twice, the same half of the site


def test_tables_speak_one_language_where_the_words_are_ours() -> None:
    grass = frame(box(0, 0, 100, 100), code=["0404"])
    result = eligibility(land_use=grass, mines=frame(box(0, 0, 50, 100)), rules=tuple(KNOWN), house_distance=10.0)
    for table in result.tables.values():
        said_en = table.say("en")
        cells = said_en.data[list(said_en.columns)].to_numpy().ravel()
        words = "".join(cell for cell in cells if isinstance(cell, str)).replace("Ⅰ", "")
        assert words
        assert words.isascii() or not any("一" <= sign <= "鿿" for sign in words)
        assert not any(isinstance(cell, Text) for cell in cells)


def test_no_site() -> None:
    result = eligibility(
        land_use=frame(box(0, 0, 100, 100), code=["0101"]),
        by=frame(box(0, 0, 100, 100), name=["镇"]),
        roads=frame(LineString([(0, 0), (1, 0)])),
        substations=points((0, 0), kv=[110.0]),
        villages=points((0, 0), name=["村"]),
        mines=frame(box(0, 0, 1, 1)),
    )
    assert values(result)["sites"] == values(result)["capacity"] == values(result)["eligible"] == 0
    assert result.tables["sites"].data.empty
    assert "No site is as large as the least area" in said(result)


def test_points_are_no_land() -> None:
    with pytest.raises(MethodError, match="nothing but polygon"):
        eligibility(land_use=frame(Point(0, 0), code=["0404"]))
