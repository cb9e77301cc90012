"""Candidate parcels: what is joined, cut out, too small, too narrow, too large; areas add up."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from geo_ruijin.errors import MethodError, NoDataError
from geo_ruijin.methods import METHODS
from geo_ruijin.methods.candidates.lots import lots_of
from geo_ruijin.results import Result
from tests.planes import frame, points, values
from tests.test_street_candidates import CONTRACT, SAMPLE, parameters
from tests.towns import TINY_TOWN

#: 30 m x 20 m of vacant land in two parcels that touch, and 10 m x 10 m apart.
VACANT = frame(box(0, 0, 10, 20), box(10, 0, 30, 20), box(100, 0, 110, 10), code=["1201"] * 3, name=["空闲地"] * 3)


def ask(**given: object) -> Result:
    asked: dict[str, Any] = {
        "codes": ("1201",),
        "least_area": 400.0,
        "least_width": 8.0,
        "most_area": 10_000.0,
        **given,
    }
    return METHODS["parcel_candidates"].compute(**asked)


def rows(result: Result, table: str = "candidates") -> gpd.GeoDataFrame:
    data = result.tables[table].data
    assert isinstance(data, gpd.GeoDataFrame)
    return data


def areas(result: Result, table: str = "candidates") -> list[float]:
    return sorted(rows(result, table)["area"].round(3))


def why(result: Result) -> list[str]:
    return sorted(reason.en for reason in rows(result, "excluded")["reason"])


def test_parcels_that_touch_are_one_and_small_ones_are_left_out() -> None:
    found = ask(land_use=VACANT)
    assert areas(found) == [600]
    assert list(rows(found).columns[:7]) == CONTRACT
    assert rows(found)["kind"].tolist() == ["parcel"]
    assert rows(found)["land"].tolist()[0].en == "1201 空闲地 100 %"
    assert why(found) == ["100 m² in pieces smaller than 400 m²"]
    assert values(found) == {
        "candidates": 1,
        "area": pytest.approx(0.06),
        "considered": 2,
        "considered_area": pytest.approx(0.07),
        "excluded_area": pytest.approx(0.01),
        "small_area": pytest.approx(0.01),
        "narrow_area": pytest.approx(0),
    }


def test_exactly_the_least_area_and_width_will_do() -> None:
    assert areas(ask(land_use=VACANT, least_area=600.0, least_width=20.0)) == [600]
    assert areas(ask(land_use=VACANT, least_area=600.1)) == []
    narrow = ask(land_use=VACANT, least_width=20.1)
    assert areas(narrow) == []
    assert why(narrow) == ["100 m² narrower than 20.1 m", "600 m² narrower than 20.1 m"]


def test_what_nothing_may_be_built_on_is_cut_out_with_its_area() -> None:
    # of 600 m² the farmland takes 5 x 20; the red line 1 m all along the north, 30 m²; 25 x 19 = 475 are left
    farms, line = frame(box(0, 0, 5, 20)), frame(box(-9, 19, 99, 99))
    found = ask(land_use=VACANT.iloc[:2], permanent_farmland=farms, ecological_red_line=line)
    assert areas(found) == [475]
    assert why(found) == ["permanent farmland 100 m²; ecological red line 30 m²"]
    assert areas(found, "excluded") == [125]
    assert values(found)["protected_area"] == pytest.approx(0.0125)  # where both are land counts once


@pytest.mark.parametrize("layer", ["wetlands", "existing", "buildings"])
def test_layers_that_hold_land(layer: str) -> None:
    found = ask(land_use=VACANT, **{layer: frame(box(0, 0, 30, 20))})
    assert areas(found) == []
    assert values(found)["excluded_area"] == pytest.approx(0.07)


def test_codes_that_stay_cut_other_land() -> None:
    land = frame(*VACANT.geometry, box(0, 0, 6, 20), code=["1201"] * 3 + ["0101"], name=["空闲地"] * 3 + ["水田"])
    assert areas(ask(land_use=land, farmland_codes=("01",))) == [480]


def test_a_tail_too_narrow_is_no_part_of_a_lot() -> None:
    # 20 m x 20 m with a path of 3 m x 50 m leading to it
    field = frame(shapely.union(box(0, 0, 20, 20), box(20, 0, 70, 3)), code=["1201"])
    found = ask(land_use=field)
    assert areas(found) == [400]
    assert why(found) == ["150 m² narrower than 8 m"]


def test_large_land_is_halved_until_no_lot_is_too_large() -> None:
    # 400 m x 100 m: halved twice along its length into four of 100 m x 100 m, which touch and yet are four
    field = frame(box(0, 0, 400, 100), code=["1201"])
    found = ask(land_use=field)
    assert areas(found) == [10_000] * 4
    assert rows(found, "excluded").empty


def test_land_outside_the_margin_is_not_looked_at() -> None:
    town = frame(box(-100, -100, 0, 100))
    assert areas(ask(land_use=VACANT, within=town, margin=25.0)) == [500]
    with pytest.raises(NoDataError):
        ask(land_use=VACANT, within=frame(box(900, 900, 999, 999)))


def test_sites_to_restore_serve_too_but_not_steep_ones() -> None:
    restorable = frame(box(0, 50, 30, 70), box(0, 100, 30, 120), slope=[10.0, 18.0])
    found = ask(land_use=VACANT, restorable=restorable, steep=15.0)
    assert areas(found) == [600, 600]
    assert "too steep 600 m²" in why(found)


def test_own_points_and_areas() -> None:
    own = frame(
        shapely.Point(15, 10),
        box(200, 0, 230, 20),
        shapely.Point(999, 999),
        name=["老粮站", "旧货场", "远处"],
        cost=[30.0, np.nan, 1.0],
    )
    found = ask(land_use=VACANT, own=own)
    mine = rows(found)[rows(found)["kind"] == "own"].sort_values("cost")
    assert mine["name"].tolist() == ["老粮站", "旧货场"]
    assert mine["cost"].tolist()[0] == 30
    assert areas(found) == [600, 600]
    said = " ".join(note.en for note in found.notes)
    assert "1 points of the own list lie on no lot" in said
    assert "远处" in said


def test_an_own_area_outside_is_told() -> None:
    own = frame(box(500, 0, 530, 20), name=["远处"])
    found = ask(own=own, within=frame(box(0, 0, 100, 100)))
    assert why(found) == ["400 m outside (0 m are allowed)"]
    assert values(found)["candidates"] == 0


def test_names_are_numbered_within_the_nearest_village() -> None:
    two = frame(box(0, 0, 20, 20), box(50, 0, 70, 20), code=["1201"] * 2)
    found = ask(land_use=two, villages=points((0, 0), name=["竹岗村"]))
    assert rows(found)["name"].tolist() == ["竹岗村 1", "竹岗村 2"]


def test_bad_questions_are_refused() -> None:
    with pytest.raises(NoDataError):
        ask()
    with pytest.raises(MethodError, match="least area"):
        ask(land_use=VACANT, least_area=0.0)


corner = st.integers(0, 60)
boxes = st.lists(st.tuples(corner, corner, st.integers(5, 60), st.integers(5, 60)), min_size=1, max_size=5)


@settings(max_examples=40, deadline=None)
@given(boxes, boxes)
def test_lots_and_the_rest_add_up(fields: list[tuple[int, ...]], taken: list[tuple[int, ...]]) -> None:
    whole = shapely.union_all([box(x, y, x + w, y + h) for x, y, w, h in fields])
    held = np.array([box(x, y, x + w, y + h) for x, y, w, h in taken], dtype=object)
    parcels = shapely.get_parts(whole)
    found = lots_of(parcels, {"wetlands": held}, least=400, width=8, most=900)
    lots = shapely.area(found.shapes)
    assert ((lots >= 400 - 1e-6) & (lots <= 900 + 1e-6)).all()
    assert lots.sum() + shapely.area(found.rest).sum() == pytest.approx(whole.area, rel=1e-6)
    assert shapely.area(shapely.union_all(found.shapes)) == pytest.approx(lots.sum(), rel=1e-6)
    assert shapely.union_all(found.shapes).intersection(shapely.union_all(held)).area < 0.01
    free = whole.area - whole.intersection(shapely.union_all(held)).area
    assert lots.sum() + found.narrow.sum() + found.small.sum() == pytest.approx(free, rel=1e-6, abs=0.1)


def test_tiny_town() -> None:
    # the built-up area of 2,000 m x 1,000 m taken for vacant, in lots of 2 ha at most: 128 halves of 125 m x 125 m
    town = gpd.read_file(TINY_TOWN / "layers/data/built_up_area.geojson")
    found = ask(land_use=town.assign(code="1201"), most_area=20_000.0)
    assert areas(found) == [15_625] * 128


def test_the_sample() -> None:
    names = ("land_use", "built_up_area", "parks", "buildings", "rivers", "villages", "townships")
    layers = {name: gpd.read_parquet(SAMPLE / f"{name}.parquet") for name in names}
    wet = layers["land_use"][layers["land_use"]["code"].str.startswith("11")]
    found = ask(
        land_use=layers["land_use"],
        within=layers["built_up_area"],
        existing=layers["parks"],
        buildings=layers["buildings"],
        rivers=layers["rivers"],
        wetlands=wet,
        villages=layers["villages"],
        by=layers["townships"],
        **parameters("pocket_park_candidates", "parcel_candidates"),
    )
    lots = rows(found)
    assert 100 < len(lots) < 1000
    assert lots["area"].between(400, 10_000).all()
    assert lots["name"].is_unique
    assert lots.geometry.is_valid.all()
    every = shapely.union_all(lots.geometry.to_numpy())
    for taken in (wet, layers["parks"], layers["buildings"]):
        there = taken.geometry.to_numpy()[shapely.intersects(taken.geometry.to_numpy(), every)]
        assert shapely.intersection(shapely.union_all(there), every).area < 1
    total = lots["area"].sum() + rows(found, "excluded")["area"].sum()
    assert total == pytest.approx(10_000 * (values(found)["considered_area"] or 0), rel=1e-4)
    assert not lots.geometry.map(lambda lot: isinstance(lot, Polygon) and lot.is_empty).any()


def test_an_own_area_is_never_halved_and_its_cost_is_not_told_twice() -> None:
    own = frame(box(0, 0, 400, 100), name=["老矿区"], cost=[50.0])
    whole = ask(own=own)
    assert areas(whole) == [40_000]
    assert rows(whole)["cost"].tolist() == [50]
    cut = ask(own=own, wetlands=frame(box(100, 0, 200, 100)))
    assert areas(cut) == [10_000, 20_000]
    assert rows(cut)["name"].tolist() == ["老矿区 1", "老矿区 3"]
    assert rows(cut)["cost"].isna().all()
