"""How much of a layer there is, beside what is expected: amounts by eye, and the amount exactly at each bound."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from geo_ruijin.completeness import Over, grade_amount, grade_layer
from geo_ruijin.record import Completeness
from geo_ruijin.spec import CompletenessSpec, LayerSpec
from geo_ruijin.text import Text

CRS = "EPSG:4548"
TOWN = Text(zh="建成区", en="Town")
PLACE = box(0, 0, 10_000, 10_000)  # 100 km²
LAYERS = Path(__file__).parents[1] / "layers"


def rule(**changes: object) -> dict[str, object]:
    return {"amount": "features", "good": 2.0, "fair": 1.0, "source": "s", "status": "unverified"} | changes


def spec(*rules: Mapping[str, object]) -> LayerSpec:
    people = {"type": "number", "unit": "people", "title": {"zh": "人数", "en": "People"}}
    values = {"title": {"zh": "站点", "en": "Stops"}, "geometry": "point", "columns": {"people": people}}
    return LayerSpec.model_validate(values | {"completeness": list(rules)})


def features(*shapes: BaseGeometry, people: float = 10.0) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"people": [people] * len(shapes)}, geometry=list(shapes), crs=CRS)


def graded(
    data: pd.DataFrame, *, over: pd.DataFrame | None = None, place: BaseGeometry | None = PLACE, **changes: object
) -> Completeness:
    (found,) = grade_layer(data, spec(rule(**changes)), others={"town": Over(TOWN, over)}, place=place)
    return found


#: Two squares of 1 km², one half on the other: 1.5 km².
TOWN_GROUND = features(box(0, 0, 1000, 1000), box(500, 0, 1500, 1000))
STOPS = features(Point(1, 1), Point(700, 10), Point(1500, 1000), Point(1501, 0))  # the third on the edge, the last out


@pytest.mark.parametrize(
    ("changes", "amount"),
    [
        ({"per": "km²", "of": "town"}, 3 / 1.5),
        ({"of": "town"}, 3),
        ({"per": "km²"}, 4 / 100),
        ({}, 4),
        ({"amount": "total", "column": "people"}, 40),
        ({"amount": "total", "column": "people", "per": "km²", "of": "town"}, 30 / 1.5),
        ({"per": "10000 people", "of": "town"}, 4 / (20 / 10_000)),  # all of them, for the 2 x 10 people of the town
    ],
)
def test_amounts_of_points(changes: dict[str, Any], amount: float) -> None:
    assert graded(STOPS, over=TOWN_GROUND, **changes).amount == pytest.approx(amount, rel=1e-12)


def test_length_counts_what_lies_inside() -> None:
    # 500 m inside; 1 km of which 500 m are inside; outside
    lines = features(
        LineString([(0, 500), (500, 500)]),
        LineString([(1000, 100), (2000, 100)]),
        LineString([(5000, 0), (6000, 0)]),
    )
    found = graded(lines, over=TOWN_GROUND, amount="length", per="km²", of="town")
    assert found.unit == "km"
    assert found.amount == pytest.approx(1.0 / 1.5)
    assert graded(lines, amount="length").amount == pytest.approx(2.5)
    assert graded(lines, amount="length", place=None).amount == pytest.approx(2.5)


def test_a_share_counts_overlaps_once_and_nothing_outside() -> None:
    # 600 x 1000 m of 1,500 x 1000 m, half of it covered twice; a roof across the edge, 100 of 200 m inside; one outside
    roofs = features(box(0, 0, 600, 1000), box(300, 0, 600, 1000), box(1400, 0, 1600, 1000), box(3000, 0, 3100, 100))
    found = graded(roofs, over=TOWN_GROUND, amount="area_share", of="town")
    assert found.unit == "%"
    assert found.amount == pytest.approx(100 * 700 / 1500)
    assert graded(roofs, amount="area_share").amount == pytest.approx(0.6 + 0.2 + 0.01)
    assert graded(features(PLACE.buffer(5)), amount="area_share").amount == 100.0


def test_a_layer_around_a_hole() -> None:
    ring = features(box(0, 0, 1000, 1000) - box(400, 400, 600, 600))  # 0.96 km²
    assert graded(features(Point(500, 500), Point(1, 1)), over=ring, per="km²", of="town").amount == 1 / 0.96
    assert graded(features(box(450, 450, 550, 550)), over=ring, amount="area_share", of="town").amount == 0.0


@pytest.mark.parametrize(
    ("amount", "grade", "word"),
    [
        (2.0, "good", "complete"),
        (0.1 + 0.2 + 1.7, "good", "complete"),  # 2.0000000000000004 or just below: what is left of equality
        (1.9999, "fair", "fair"),
        (1.0, "fair", "fair"),
        (0.9999, "poor", "too little"),
        (0.0, "poor", "too little"),
        (60.0, "good", "complete"),
        (60.001, "poor", "too much"),
    ],
)
def test_the_grade_at_the_bounds(amount: float, grade: str, word: str) -> None:
    layer = spec(rule(most=60.0))
    found = grade_amount(amount, layer.completeness[0], layer, others={})
    assert (found.grade, found.word.en) == (grade, word)
    assert found.statement.en.endswith(f": {word}")


GRADES = ("poor", "fair", "good")


@given(st.floats(0, 10), st.floats(0, 10))
def test_more_is_never_graded_worse(amount: float, more: float) -> None:
    layer = spec(rule())
    less, rich = (grade_amount(one, layer.completeness[0], layer, others={}) for one in (amount, amount + more))
    assert GRADES.index(less.grade) <= GRADES.index(rich.grade)


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        (
            {"per": "km²", "of": "town", "most": 60.0},
            "站点:每平方公里建成区 2个(≥ 2 为齐全,≥ 1 为尚可,超过 60 不可信),评为齐全",
            "Stops: 2 per km² of 'Town' (from 2 complete, from 1 fair, beyond 60 not credible): complete",
        ),
        (
            {"per": "10000 people", "of": "town", "good": 9999.5},
            "站点:每万人(建成区) 2,000.0个(≥ 9,999.5 为齐全,≥ 1 为尚可),评为尚可",
            "Stops: 2,000.0 per 10,000 people of 'Town' (from 9,999.5 complete, from 1 fair): fair",
        ),
        (
            {"amount": "total", "column": "people", "good": 613_894.0, "fair": 500_000.0},
            "站点(人数):全域共 40人(≥ 613,894 为齐全,≥ 500,000 为尚可),评为太少",
            "Stops (People): 40 people in the place (from 613,894 complete, from 500,000 fair): too little",
        ),
    ],
)
def test_a_grade_is_stated_in_both_languages(changes: dict[str, Any], zh: str, en: str) -> None:
    found = graded(STOPS, over=TOWN_GROUND, **changes)
    assert (found.statement.zh, found.statement.en) == (zh, en)


def test_a_share_is_stated() -> None:
    found = graded(features(box(0, 0, 1500, 200)), over=TOWN_GROUND, amount="area_share", of="town", good=30.0)
    assert found.statement.zh == "站点:占建成区面积的 20.0%(≥ 30 为齐全,≥ 1 为尚可),评为尚可"
    assert found.statement.en == "Stops: 20.0% of 'Town' (from 30 complete, from 1 fair): fair"


TABLE = pd.DataFrame({"people": [40.0, 30.0]})
NOWHERE = TOWN_GROUND.iloc[:0]


@pytest.mark.parametrize(
    ("data", "over", "place", "changes", "why"),
    [
        (STOPS, None, PLACE, {"per": "km²", "of": "town"}, "there are no data of 'Town'"),
        (STOPS, None, PLACE, {"per": "km²", "of": "nobody"}, "there are no data of 'nobody'"),
        (STOPS, NOWHERE, PLACE, {"per": "km²", "of": "town"}, "there is nothing to divide by"),
        (STOPS, NOWHERE, PLACE, {"per": "10000 people", "of": "town"}, "there is nothing to divide by"),
        (STOPS, TABLE, PLACE, {"per": "km²", "of": "town"}, "what it is taken over has no geometries"),
        (STOPS, TOWN_GROUND[["geometry"]], PLACE, {"per": "10000 people", "of": "town"}, "counts no people"),
        (STOPS, None, PLACE, {"per": "10000 people"}, "counts no people"),
        (STOPS, None, None, {"per": "km²"}, "the boundary of the place is not known"),
        (STOPS, None, None, {"amount": "area_share"}, "the boundary of the place is not known"),
        (STOPS, None, PLACE, {"amount": "total", "column": "homes"}, "there is no column 'homes'"),
        (TABLE, None, PLACE, {"per": "km²"}, "the layer has no geometries"),
        (TABLE, None, PLACE, {"amount": "length"}, "the layer has no geometries"),
        (TABLE, None, PLACE, {"amount": "area_share"}, "the layer has no geometries"),
    ],
)
def test_what_cannot_be_known_is_not_graded(
    data: pd.DataFrame, over: pd.DataFrame | None, place: BaseGeometry | None, changes: dict[str, Any], why: str
) -> None:
    found = graded(data, over=over, place=place, **changes)
    assert (found.grade, found.amount) == ("not graded", None)
    assert found.statement.en.startswith("Stops: not graded, ")
    assert why in found.statement.en
    assert "站点:未评," in found.statement.zh


def test_tables_are_counted() -> None:
    assert graded(TABLE).amount == 2
    assert graded(TABLE, amount="total", column="people").amount == 70
    assert graded(TABLE, over=TOWN_GROUND, per="10000 people", of="town").amount == pytest.approx(1000)


def test_people_outside_the_place_are_not_of_it() -> None:
    people = features(Point(1, 1), Point(20_000, 1))
    assert graded(people, amount="total", column="people").amount == 10
    assert graded(people, amount="total", column="people", place=None).amount == 20


def test_a_layer_without_rules_has_no_grades_and_rules_keep_their_order() -> None:
    assert grade_layer(STOPS, spec(), others={}, place=PLACE) == ()
    found = grade_layer(STOPS, spec(rule(), rule(good=5.0)), others={}, place=PLACE)
    assert [(one.grade, one.good) for one in found] == [("good", 2.0), ("fair", 5.0)]


SQUARES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(1, 9)), min_size=1, max_size=12)


@given(SQUARES, SQUARES)
def test_a_share_is_that_of_the_union(squares: list[tuple[int, int, int]], ground: list[tuple[int, int, int]]) -> None:
    shapes, town = ([box(x, y, x + side, y + side) for x, y, side in some] for some in (squares, ground))
    found = graded(features(*shapes), over=features(*town), amount="area_share", of="town")
    whole = shapely.union_all(town)
    share = 100 * shapely.union_all(shapes).intersection(whole).area / whole.area
    assert found.amount == pytest.approx(share, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    "name", ["bus_stops", "buildings", "streets", "population", "townships", "built_up_area", "villages"]
)
def test_the_shipped_layers_say_what_to_expect_and_the_sample_is_not_poor(name: str) -> None:
    files = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in LAYERS.glob("*.toml")}
    layer = LayerSpec.model_validate(files[name])
    needed = {one.of for one in layer.completeness if one.of} | {name, "boundary"}
    data = {key: gpd.read_parquet(LAYERS / f"data/sample/{key}.parquet").to_crs(CRS) for key in needed}
    others = {key: Over(layer.title, rows) for key, rows in data.items()}
    found = grade_layer(data[name], layer, others=others, place=data["boundary"].union_all())
    assert {one.grade for one in found} <= {"good", "fair"}
    assert found
    thin = grade_layer(
        data[name].iloc[: len(data[name]) // 20], layer, others=others, place=data["boundary"].union_all()
    )
    assert "poor" in {one.grade for one in thin}


def test_rules_name_their_source() -> None:
    sound = CompletenessSpec.model_validate(rule())
    assert graded(STOPS).source == sound.source
