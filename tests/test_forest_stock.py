"""The growing stock: all volumes, cut with their parcels; missing ones, and ones that cannot be volumes."""

from __future__ import annotations

import math

import pytest

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.parameter import Range
from geo_ruijin.results import Result
from tests.forests import cover, parcel, stand
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
