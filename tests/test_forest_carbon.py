"""Carbon above the ground: volume times biomass by volume times carbon in biomass."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pytest
from shapely import box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods import METHODS
from geo_ruijin.methods.parameter import Range
from geo_ruijin.results import Result
from tests.forests import HALVES, PLACE
from tests.planes import frame, values

FACTORS = {"杉木": Range(0.4, 0.5, 1.0), "阔叶": Range(0.5, 0.8, 1.0)}


def stocks(**columns: list[Any]) -> gpd.GeoDataFrame:
    """Return two parcels: 1 ha in the west, and 2 ha that both halves share."""
    return frame(box(0, 0, 100, 100), box(400, 0, 600, 100), **columns)


def carbon(stock: gpd.GeoDataFrame, **given: object) -> Result:
    settings: dict[str, Any] = {
        "stock": stock,
        "expansion": FACTORS,
        "default_group": "阔叶",
        "carbon_fraction": Range(0.4, 0.5, 0.5),
    }
    return METHODS["forest_carbon"].compute(**settings | given)


def test_volume_times_factors() -> None:
    result = carbon(stocks(volume=[100.0, 1000.0], species=["杉木林", "阔叶树"]))
    found = result.measures["carbon"]
    assert found.value == pytest.approx(100 * 0.5 * 0.5 + 1000 * 0.8 * 0.5)
    assert found.low == pytest.approx(100 * 0.4 * 0.4 + 1000 * 0.5 * 0.4)
    assert found.high == pytest.approx(100 * 1.0 * 0.5 + 1000 * 1.0 * 0.5)
    assert values(result)["co2"] == pytest.approx(425 * 44 / 12)
    assert values(result)["growing_stock"] == 1100
    assert values(result)["by_default"] == 0
    table = result.tables["species"].data
    assert table[["group", "volume", "factor", "mid"]].to_numpy().tolist() == [
        ["阔叶", 1000, 0.8, pytest.approx(400)],
        ["杉木", 100, 0.5, pytest.approx(25)],
    ]


@pytest.mark.parametrize("species", [["杉木", None], ["杉木", "油茶"], ["杉木", " "]])
def test_other_species_are_reckoned_as_the_default_and_told(species: list[str | None]) -> None:
    result = carbon(stocks(volume=[100.0, 1000.0], species=species))
    assert values(result)["carbon"] == pytest.approx(425)
    assert values(result)["by_default"] == 1000
    assert any("油茶 1,000" in note.en for note in result.notes) is (species[1] == "油茶")


def test_without_species_all_is_default() -> None:
    result = carbon(stocks(volume=[100.0, 1000.0]))
    assert values(result)["carbon"] == pytest.approx(1100 * 0.8 * 0.5)
    assert values(result)["by_default"] == 1100


def test_by_division_parcels_are_shared() -> None:
    result = carbon(stocks(volume=[100.0, 1000.0], species=["杉木", "阔叶"]), place=PLACE, by=HALVES)
    table = result.tables["zones"].data.set_index("name")
    assert table["volume"].to_dict() == {"东乡": pytest.approx(500), "西乡": pytest.approx(600)}
    assert table["mid"].to_dict() == {"东乡": pytest.approx(200), "西乡": pytest.approx(225)}
    assert "zones" not in carbon(stocks(volume=[1.0, 1.0]), by=HALVES).tables


def test_it_is_called_an_estimate_and_no_sink() -> None:
    result = carbon(stocks(volume=[100.0, 1000.0]))
    assert "estimated" in result.measures["carbon"].about.en
    assert "估算" in result.measures["co2"].about.zh
    assert any("no sink" in note.en and "Roots" in note.en for note in result.notes)


def test_no_stock_no_carbon() -> None:
    found = carbon(stocks(volume=[1.0, 1.0]).iloc[:0])
    assert values(found)["carbon"] == 0
    assert found.tables["species"].data.empty


def test_a_default_that_has_no_factors() -> None:
    with pytest.raises(MethodError, match="default_group '阔' is none of expansion"):
        carbon(stocks(volume=[1.0, 1.0]), default_group="阔")


def test_a_volume_below_0() -> None:
    with pytest.raises(MethodError, match="below 0"):
        carbon(stocks(volume=[1.0, -1.0]))


def test_what_stands_among_bamboo_is_told() -> None:
    stock = stocks(volume=[100.0, 1000.0], species=["杉木", None], land_type=["乔木林", "竹林"])
    result = carbon(stock, bamboo=("竹", "毛竹"))
    assert any("1,000 m³ stand in parcels of bamboo, reckoned as '阔叶' too" in note.en for note in result.notes)
    assert values(result)["carbon"] == values(carbon(stock))["carbon"]
    by_species = carbon(stocks(volume=[100.0, 1000.0], species=["毛竹", "阔叶"]), bamboo=("竹", "毛竹"))
    assert any("100 m³ stand in parcels of bamboo" in note.en for note in by_species.notes)
    none = carbon(stocks(volume=[100.0, 0.0], species=["杉木", None], land_type=["乔木林", "竹林"]), bamboo=("竹",))
    assert not any("bamboo, reckoned" in note.en for note in none.notes)
