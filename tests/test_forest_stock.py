"""The growing stock: all volumes, cut with their parcels; missing ones, and ones that cannot be volumes."""

from __future__ import annotations

import math

import pytest

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.parameter import Range
from geo_ruijin.results import Result
from tests.forests import cover, parcel, stand, statistics
from tests.planes import values


def notes(result: Result) -> str:
    return " ".join(note.en for note in result.notes)


def test_all_volumes_count_those_of_forest_for_the_mean() -> None:
    # 4 ha of trees with 400 m³, 1 ha of sparse trees with 20 m³
    result = cover(stand(0, 0, 200, 200, volume=400), parcel(300, 0, 100, 100, land_type="疏林", volume=20))
    assert values(result)["growing_stock"] == 420
    assert values(result)["stock_per_ha"] == pytest.approx(100)
    assert result.measures["growing_stock"].low is None


def test_a_parcel_that_the_border_cuts_has_its_share() -> None:
    result = cover(stand(900, 0, 400, 100, volume=400))  # a quarter lies in the place
    assert values(result)["growing_stock"] == pytest.approx(100)


def test_a_parcel_entered_twice_counts_once() -> None:
    result = cover(stand(0, 0, 200, 200, volume=400), stand(0, 0, 200, 200, volume=400))
    assert values(result)["growing_stock"] == 400
    assert "Parcels overlap by 4.0 ha" in notes(result)


def test_a_stand_without_volume_leaves_a_lower_bound() -> None:
    result = cover(stand(0, 0, 200, 200, volume=400), stand(300, 0, 100, 100, volume=None))
    stock = result.measures["growing_stock"]
    assert (stock.value, stock.low, stock.high) == (400, 400, math.inf)
    assert values(result)["stock_per_ha"] == 100  # of the 4 ha that say it
    assert "1 stands, 1.0 ha, do not say their volume" in notes(result)


def test_bare_land_need_not_say_its_volume() -> None:
    result = cover(stand(0, 0, 200, 200, volume=400), parcel(300, 0, 100, 100, land_type="宜林地", volume=None))
    assert result.measures["growing_stock"].high is None


def test_a_volume_of_0_is_told() -> None:
    result = cover(stand(0, 0, 200, 200, volume=400), stand(300, 0, 100, 100, volume=0))
    assert result.measures["growing_stock"].high is None
    assert "1 stands, 1.0 ha, say 0" in notes(result)


def test_without_volumes_there_is_none() -> None:
    result = cover(stand(0, 0, 200, 200))
    assert {"growing_stock", "stock_per_ha"}.isdisjoint(result.measures)
    assert "state no volume" in notes(result)
    assert "stock" not in result.tables


@pytest.mark.parametrize(
    ("volume", "used"),
    [(40, True), (39.9, False), (1200, True), (1201, False)],  # of 4 ha: from 10 to 300 m³ a hectare
)
def test_what_cannot_be_the_volume_of_a_parcel_is_not_used(volume: float, *, used: bool) -> None:
    result = cover(stand(0, 0, 200, 200, volume=volume))
    assert ("growing_stock" in result.measures) is used
    assert ("is it that of a hectare?" in notes(result)) is not used
    assert values(result)["share"] == 4  # is answered all the same
    assert ("volume" in result.tables["kinds"].columns) is used


def test_without_a_range_nothing_is_checked() -> None:
    assert values(cover(stand(0, 0, 200, 200, volume=1e6), usual_stock=None))["growing_stock"] == 1e6


def test_below_0_is_refused() -> None:
    with pytest.raises(MethodError, match="1 rows below 0"):
        cover(stand(0, 0, 200, 200, volume=-1), usual_stock=Range(0.0, 1.0, 2.0))


SIZES = [(100, 1.0), (200, 4.0), (300, 9.0)]  # sides [m] and areas [ha]


def stands(*volumes: float, **given: object) -> Result:
    """Return the answer for stands of 1, 4 and 9 ha."""
    parcels = [
        stand(350 * i, 0, side, side, volume=volume)
        for i, ((side, _), volume) in enumerate(zip(SIZES, volumes, strict=True))
    ]
    return cover(*parcels, **given)


def test_volumes_of_a_hectare_are_not_taken_for_those_of_parcels() -> None:
    # 95 m³ a hectare on 14 ha: 285 m³ in all would be 20 a hectare, well between 10 and 300
    result = stands(95, 95, 95)
    assert "growing_stock" not in result.measures
    assert "stock" not in result.tables
    assert "large parcels have about as much as small ones" in notes(result)


def test_somebody_who_says_the_unit_is_believed() -> None:
    a_hectare = stands(95, 95, 95, volume_unit="m³/ha")
    assert values(a_hectare)["growing_stock"] == pytest.approx(95 * 14)
    assert values(a_hectare)["stock_per_ha"] == pytest.approx(95)
    assert "look like" not in notes(a_hectare)
    whole = stands(95, 95, 95, volume_unit="m³")
    assert values(whole)["growing_stock"] == 285
    assert "says m³, yet the volumes look like m³/ha" in notes(whole)


def test_volumes_of_parcels_are_used_without_a_question() -> None:
    result = stands(95, 380, 855)
    assert values(result)["growing_stock"] == 1330
    assert result.measures["growing_stock"].low is None
    assert "cannot be told" not in notes(result)


def test_of_one_parcel_nobody_can_tell() -> None:
    # 2 ha with 150 m³: 150 m³ in all or 300 m³, 75 or 150 a hectare
    result = cover(stand(0, 0, 200, 100, volume=150))
    for name in ("growing_stock", "stand_stock"):
        found = result.measures[name]
        assert (found.value, found.low, found.high) == (150, 150, 300)
    per_ha = result.measures["stock_per_ha"]
    assert (per_ha.value, per_ha.low, per_ha.high) == (75, 75, 150)
    assert "cannot be told" in notes(result)
    assert cover(stand(0, 0, 200, 100, volume=150), volume_unit="m³").measures["growing_stock"].high is None


def test_volumes_of_a_hectare_that_the_border_cuts() -> None:
    result = cover(stand(900, 0, 400, 100, volume=100), volume_unit="m³/ha")  # 1 ha lies in the place
    assert values(result)["growing_stock"] == pytest.approx(100)


def test_nothing_but_0_was_not_filled_in() -> None:
    result = cover(stand(0, 0, 200, 200, volume=0), parcel(300, 0, 100, 100, land_type="疏林", volume=5))
    assert "growing_stock" not in result.measures
    assert "as if none were filled in" in notes(result)
    assert "that of a hectare" not in notes(result)


def test_stands_apart_from_all_that_stands() -> None:
    result = cover(
        stand(0, 0, 200, 200, volume=400),
        parcel(300, 0, 100, 100, land_type="疏林", volume=20),
        parcel(500, 0, 100, 100, land_type="竹林", volume=3),
    )
    assert values(result)["growing_stock"] == 423
    assert values(result)["stand_stock"] == 400


def test_trees_beside_houses_are_reported_or_open() -> None:
    asked: dict[str, object] = {"beside_stock": "volume"}
    stand_of_4_ha = stand(0, 0, 200, 200, volume=400)
    lacking = cover(stand_of_4_ha, reported=statistics(volume=(None, "m³")), **asked)
    stock = lacking.measures["growing_stock"]
    assert (stock.value, stock.low, stock.high) == (400, 400, math.inf)
    assert "trees beside houses are not in" in stock.about.en
    assert lacking.measures["stand_stock"].high is None
    told = cover(stand_of_4_ha, reported=statistics(volume=(50, "m³")), **asked).measures["growing_stock"]
    assert (told.value, told.high) == (450, None)
    assert "reported beside them" in told.about.en


def test_who_has_no_volumes_is_not_asked_for_those_beside_houses() -> None:
    assert "volume of trees beside houses" not in notes(cover(stand(0, 0, 200, 200), beside_stock="volume"))
