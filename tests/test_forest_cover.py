"""Forest cover: what over what, what is open, and where it is; 1 % of the square is 1 ha."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, box

from geo_ruijin.errors import MethodError
from geo_ruijin.results import Measure, Result
from tests.forests import HALVES, PLACE, cover, inventory, parcel, stand, statistics
from tests.planes import values


def notes(result: Result) -> str:
    return " ".join(note.en for note in result.notes)


def share(result: Result) -> tuple[float | None, float | None, float | None]:
    found: Measure = result.measures["share"]
    return found.value, found.low, found.high


def rows(result: Result, table: str) -> list[list[object]]:
    """Return the cells of a table, texts in English, numbers to 9 places."""
    found = result.tables[table].say("en")
    cells = found.data[list(found.columns)].to_numpy(dtype=object).tolist()
    return [[round(cell, 9) if isinstance(cell, float) else cell for cell in row] for row in cells]


def test_forest_over_the_land_of_the_place() -> None:
    result = cover(
        stand(0, 0, 200, 100),  # 2 ha
        parcel(300, 0, 100, 100, land_type="竹林"),  # 1 ha
        stand(500, 0, 100, 100, canopy=0.19),
        parcel(700, 0, 100, 100, land_type="疏林"),
    )
    assert share(result) == (3, None, None)
    assert values(result)["forest"] == 3
    assert values(result)["area"] == 100
    assert rows(result, "not_counted") == [
        ["乔木林", "too little canopy, or cover of shrub", 1, 1],
        ["疏林", "not of a kind that counts", 1, 1],
    ]
    assert rows(result, "kinds") == [["乔木林", 2, 3, 2], ["疏林", 1, 1, 0], ["竹林", 1, 1, 1]]


def test_what_is_open() -> None:
    result = cover(
        stand(0, 0, 200, 100),  # 2 ha
        stand(300, 0, 100, 100, canopy=None),  # 1 ha by its kind
        parcel(500, 0, 100, 100, land_type="灌木"),  # may be
        parcel(700, 0, 100, 100, land_type=None),  # may be
        open_kinds=("灌木",),
    )
    assert share(result) == (3, 2, 5)
    assert "1 parcels, 1.0 ha, do not say their canopy" in notes(result)
    assert "2 parcels, 2.0 ha, are shrub" in notes(result)


def test_shrub_that_may_count_makes_no_patch_of_what_does() -> None:
    # 0.06 ha of trees beside 0.01 ha of shrub: a patch of 0.07 ha only if the shrub counts
    result = cover(stand(0, 0, 20, 30), parcel(20, 0, 10, 10, land_type="灌木"), open_kinds=("灌木",))
    value, low, high = share(result)
    assert (value, low) == (0, 0)
    assert high == pytest.approx(0.07)


def test_small_parcels_of_one_patch_count() -> None:
    apart = cover(stand(0, 0, 20, 20), stand(22, 0, 20, 20))
    assert values(apart)["share"] == 0
    assert "In smaller ones are 2 parcels, 0.1 ha" in notes(apart)
    assert values(cover(stand(0, 0, 20, 20), stand(20, 0, 20, 20)))["share"] == pytest.approx(0.08)


def test_a_patch_is_as_large_as_it_is_beyond_the_border() -> None:
    # 10 m x 10 m of 10 m x 1,000 m lie inside
    assert values(cover(stand(990, 0, 1000, 10)))["share"] == pytest.approx(0.01)


def test_overlaps_count_once_and_forest_has_them() -> None:
    result = cover(parcel(0, 0, 100, 100, land_type="宜林地"), stand(0, 0, 200, 100), stand(100, 0, 200, 100))
    assert values(result)["share"] == 3
    assert "Parcels overlap by 2.0 ha" in notes(result)
    assert rows(result, "not_counted") == []


def test_nothing_beyond_the_place() -> None:
    result = cover(stand(900, 0, 200, 100))
    assert values(result)["share"] == 1
    assert "1.0 ha beyond {place}" in notes(result)


def test_trees_beside_roads_are_added() -> None:
    figures = statistics(trees=(1650, "trees"), belts=(2, "ha"))
    asked = {"trees": "trees", "trees_per_ha": 1650.0, "shelterbelts": "belts"}
    result = cover(stand(0, 0, 100, 100), reported=figures, **asked)
    assert share(result) == (4, None, None)  # 1 + 1 + 2
    assert values(result)["beside"] == 3
    lacking = cover(stand(0, 0, 100, 100), **asked)
    assert share(lacking) == (1, 1, math.inf)
    assert "beside" not in lacking.measures


def test_the_official_area_is_told() -> None:
    figures = statistics(official=(1.25, "km²")).assign(year=None)  # 125 ha
    result = cover(stand(0, 0, 100, 100), reported=figures, official_area="official")
    assert "the official area is 125 ha: over that the share is 0.80 %" in notes(result)
    assert values(result)["share"] == 1
    assert "official area" not in notes(cover(stand(0, 0, 100, 100), reported=figures, official_area="none"))


@pytest.mark.parametrize(
    ("stated", "unit", "off", "warned"),
    [
        ([1.0, 1.0], "ha", "0.00", False),
        ([1.0, 1.02], "ha", "1.00", False),  # exactly 1 %
        ([1.0, 1.03], "ha", "1.50", True),
        ([10_000, 10_000], "m²", "0.00", False),
        ([15, 15], "mu", "0.00", False),
        ([15, 15], "ha", "1400.00", True),
        ([1.0, None], "ha", "0.00", False),
    ],
)
def test_what_parcels_state_beside_what_they_are_drawn_with(
    stated: list[float | None], unit: str, off: str, *, warned: bool
) -> None:
    one, other = stated
    result = cover(
        stand(0, 0, 100, 100, area=one),
        stand(200, 0, 100, 100, area=other),
        area_unit=unit,
        area_tolerance=1.0 + 1e-9,
    )
    assert f"{off} % apart" in notes(result)
    assert ("check the unit" in notes(result)) is warned
    assert ("1 parcels state none" in notes(result)) is (other is None)


def test_an_unknown_unit_of_areas() -> None:
    with pytest.raises(MethodError, match="area_unit knows no 'hm2'"):
        cover(stand(0, 0, 100, 100, area=1), area_unit="hm2")


def test_by_division_parcels_are_cut() -> None:
    result = cover(stand(400, 0, 300, 100, volume=300), by=HALVES)  # 1 ha west, 2 ha east
    assert rows(result, "zones") == [["东乡", 50, 2, 4, 200, 100], ["西乡", 50, 1, 2, 100, 100]]
    assert rows(result, "forest") == [["乔木林", "东乡", 2], ["乔木林", "西乡", 1]]
    assert rows(cover(stand(400, 0, 300, 100)), "forest") == [["乔木林", 3]]
    assert "zones" not in cover(stand(400, 0, 300, 100)).tables


def test_what_lies_in_no_division_is_a_row_of_its_own() -> None:
    result = cover(stand(400, 0, 300, 100), by=HALVES.iloc[:1])
    assert rows(result, "zones") == [["西乡", 50, 1, 2], ["(outside all divisions)", 50, 2, 4]]


def test_of_what_the_forest_is_made() -> None:
    result = cover(
        stand(0, 0, 300, 100, species="杉木", volume=300, village="甲村"),
        stand(400, 0, 100, 100, species=None, volume=None, village="乙村"),
        parcel(600, 0, 100, 100, land_type="疏林", species="马尾松", volume=5, village="乙村"),
        groups=("species", "age"),
    )
    (first, second) = rows(result, "composition")
    assert first == ["Dominant species", "杉木", 3, 75, 300, 100]
    assert second[:5] == ["Dominant species", "(not said)", 1, 25, 0]
    assert np.isnan(result.tables["composition"].data["per_ha"].iloc[1])
    assert "{inventory} do not say: Age group" in notes(result)
    assert rows(result, "villages") == [["甲村", 3, 300], ["乙村", 1, 5]]


def test_codes_with_their_names() -> None:
    land = inventory(
        parcel(0, 0, 100, 100, code="0301", name="乔木林地"), parcel(200, 0, 100, 100, code="0307", name=None)
    )
    survey = {"kind": "code", "kind_name": "name", "counted": ("0301",), "canopy_kinds": ()}
    result = cover(inventory=land, **survey)
    assert [row[0] for row in rows(result, "kinds")] == ["0301 乔木林地", "0307"]
    assert result.tables["counted"].data["land_type"].tolist() == ["0301"]


def test_what_other_analyses_read() -> None:
    result = cover(
        stand(900, 0, 200, 100, volume=200, species="杉木"), parcel(0, 0, 100, 100, land_type="疏林", volume=5)
    )
    counted, stock = (result.tables[name] for name in ("counted", "stock"))
    assert not counted.shown
    assert not stock.shown
    assert isinstance(counted.data, gpd.GeoDataFrame)
    assert counted.data[["land_type", "species", "area"]].to_numpy().tolist() == [["乔木林", "杉木", 1.0]]
    assert counted.data.geometry.iloc[0].equals(box(900, 0, 1000, 100))
    assert stock.data["volume"].tolist() == [100, 5]


def test_a_place_without_forest() -> None:
    result = cover(stand(0, 0, 100, 100, canopy=0.1), groups=("canopy",))
    assert share(result) == (0, None, None)
    assert len(result.tables["forest"].data) == 0
    assert len(result.tables["composition"].data) == 0


def test_an_empty_inventory() -> None:
    with pytest.raises(MethodError, match="holds no parcel"):
        cover(inventory=inventory(stand(0, 0, 1, 1)).iloc[:0])


def test_kinds_in_other_words() -> None:
    with pytest.raises(MethodError, match=r"no parcel .* counts \(乔木林、竹林\); there are: 1110"):
        cover(parcel(0, 0, 100, 100, land_type="1110"))


def test_a_canopy_that_is_asked_for_needs_its_limit() -> None:
    with pytest.raises(MethodError, match="'least_canopy' is needed"):
        cover(stand(0, 0, 100, 100), least_canopy=None)


CORNERS = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 5), st.integers(1, 5))


@given(st.lists(st.tuples(CORNERS, st.sampled_from(["乔木林", "疏林", "灌木"])), min_size=1, max_size=5))
def test_the_parts_are_the_whole(drawn: list[tuple[tuple[int, int, int, int], str]]) -> None:
    parcels = [
        parcel(100 * x, 100 * y, 100 * width, 100 * height, land_type=kind, canopy=0.5)
        for (x, y, width, height), kind in [*drawn, ((0, 0, 1, 1), "乔木林")]
    ]
    result = cover(*parcels, by=HALVES, open_kinds=("灌木",))
    trees = [box(*corners) for corners, columns in parcels if columns["land_type"] == "乔木林"]
    union = gpd.GeoSeries(trees).union_all().intersection(PLACE.union_all()).area / 10_000
    value, low, high = share(result)
    assert value == pytest.approx(union)
    assert (low or value or 0) <= (value or 0) + 1e-9 <= (high or value or 0) + 2e-9
    for table, column in (("zones", "forest"), ("kinds", "forest"), ("forest", "area")):
        assert result.tables[table].data[column].sum() == pytest.approx(union)
    assert result.tables["forest"].data.area.sum() / 10_000 == pytest.approx(union)


def test_between_the_area_as_drawn_and_the_official_one() -> None:
    # 76 of the 100 ha drawn, and of 125 ha: 76 % or 60.8 %
    figures = statistics(official=(1.25, "km²"), belts=(0, "ha"))
    asked: dict[str, object] = {"reported": figures, "official_area": "official", "shelterbelts": "belts"}
    result = cover(stand(0, 0, 760, 1000), **asked)
    assert share(result) == pytest.approx((76, 60.8, 76))
    assert "low and high are over the official area too" in result.measures["share"].about.en
    assert result.measures["forest"].high is None
    open_canopy = cover(stand(0, 0, 760, 1000), stand(800, 0, 100, 1000, canopy=None), **asked)
    assert share(open_canopy) == pytest.approx((86, 60.8, 86))  # the low end without 10 ha, over the larger area
    smaller = cover(stand(0, 0, 760, 1000), **asked | {"reported": statistics(official=(0.8, "km²"), belts=(0, "ha"))})
    assert share(smaller) == pytest.approx((76, 76, 95))
    same = cover(stand(0, 0, 760, 1000), **asked | {"reported": statistics(official=(1, "km²"), belts=(0, "ha"))})
    assert share(same) == (76, None, None)


def test_an_official_area_of_something_else_is_told() -> None:
    asked: dict[str, object] = {"official_area": "official", "area_tolerance": 1.0}
    far = cover(stand(0, 0, 100, 100), reported=statistics(official=(10, "km²")), **asked)
    assert "They are 90.00 % apart" in notes(far)
    near = cover(stand(0, 0, 100, 100), reported=statistics(official=(1.005, "km²")), **asked)
    assert "check the unit of the official area" not in notes(near)


def test_parts_of_a_parcel_that_lie_apart_are_patches_of_their_own() -> None:
    # 1 ha, and 0.04 ha that lies 500 m away: of 104 m³ the one has 100 and the other 4
    drawn = MultiPolygon([box(0, 0, 100, 100), box(600, 0, 620, 20)])
    one = gpd.GeoDataFrame(
        {"land_type": ["乔木林"], "canopy": [0.6], "volume": [104.0], "area": [1.04]}, geometry=[drawn], crs=PLACE.crs
    )
    result = cover(inventory=one, area_unit="ha", area_tolerance=1.0, volume_unit="m³")
    assert values(result)["share"] == 1
    assert values(result)["growing_stock"] == pytest.approx(104)
    assert values(result)["stand_stock"] == pytest.approx(100)
    assert "In smaller ones are 1 parcels, 0.0 ha" in notes(result)
    assert "0.00 % apart" in notes(result)
    assert rows(result, "kinds") == [["乔木林", 1, 1.04, 1, 104]]


@pytest.mark.parametrize(("side", "counts"), [(25.82, True), (25.81, False)])  # 666.67 m² and 666.16 m²
def test_a_patch_of_a_mu_counts(side: float, *, counts: bool) -> None:
    assert (values(cover(stand(0, 0, side, side)))["share"] != 0) is counts


def test_exactly_a_mu_counts() -> None:
    assert values(cover(stand(0, 0, 20, 100 / 3)))["share"] == pytest.approx(100 / 15 / 100)


def test_areas_on_the_ellipsoid_are_told() -> None:
    # 500 km from the central meridian the plane is 0.6 % too large
    (note,) = [note.en for note in cover(stand(0, 0, 1000, 500)).notes if "ellipsoid" in note.en]
    assert "49.7 ha (on the plane 50.0), {place} is 99.4 ha, the share 50.00 %" in note


def test_parcels_have_the_name_their_owner_gives_them() -> None:
    said = cover(stand(0, 0, 100, 100, canopy=None), parcel_name="小班")
    assert any("有 1 个小班、1.0 公顷没有填郁闭度" in note.zh for note in said.notes)
    assert said.tables["kinds"].columns["parcels"].title.zh == "小班数"
    assert not any("{parcels}" in note.zh for note in said.notes)
