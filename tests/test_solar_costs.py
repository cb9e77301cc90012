"""What roofs cost, what their electricity costs, and when they have paid for themselves."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geo_ruijin.errors import MethodError
from geo_ruijin.methods import METHODS
from geo_ruijin.methods.parameter import Range
from geo_ruijin.methods.rollout.cases import CASES
from geo_ruijin.methods.rollout.finance import levelised_cost, simple_payback
from geo_ruijin.results import Result
from tests.planes import points, values
from tests.test_solar_supply import roofs, said


def one(value: float) -> Range:
    return Range(value, value, value)


#: 100 kWp that yield 1,000 kWh/kWp: 100,000 kWh a year. At 3 yuan/W 300,000 yuan.
SCHOOL = roofs(("school", 100.0, 1000.0))


def costs(**changes: object) -> Result:
    given: dict[str, object] = {
        "roofs": SCHOOL,
        "investment": {"school": one(3.0), "industrial": one(2.0)},
        "operation": one(0.0),
        "own_use": {"school": one(50.0), "industrial": one(100.0)},
        "own_tariff": {"school": one(0.4), "industrial": one(0.5)},
        "feed_in_tariff": one(0.2),
        "discount": one(0.0),
        "ageing_first": one(0.0),
        "ageing_yearly": one(0.0),
        "lifetime": 25,
        "dc_ac_ratio": 1.0,
        "tolerance": 5.0,
    }
    return METHODS["pv_costs"].compute(**(given | changes))


def test_ten_years_pay_back_what_a_tenth_a_year_brings_in() -> None:
    # half at 0.4, half at 0.2: 0.3 yuan/kWh, 30,000 yuan a year against 300,000; all costs over all energy:
    # 300,000 / 2,500,000 kWh
    assert values(costs()) == {
        "investment": pytest.approx(30.0),
        "lcoe": pytest.approx(0.12),
        "payback": pytest.approx(10.0),
        "capacity": pytest.approx(0.1),
    }


def test_operation_is_a_share_of_the_investment() -> None:
    # 2 % of 300,000 are 6,000 a year: (300,000 + 150,000) / 2,500,000; 300,000 / (30,000 - 6,000)
    result = values(costs(operation=one(2.0)))
    assert result["lcoe"] == pytest.approx(0.18)
    assert result["payback"] == pytest.approx(12.5)


def test_discounted_by_hand_over_two_years() -> None:
    # 10 %: energy 100,000 / 1.1 + 100,000 / 1.21 = 173,553.7; operation 3,000 each: 5,206.6
    result = values(costs(discount=one(10.0), operation=one(1.0), lifetime=2))
    assert result["lcoe"] == pytest.approx((300_000 + 3000 / 1.1 + 3000 / 1.21) / (100_000 / 1.1 + 100_000 / 1.21))
    assert result["payback"] is None  # two years bring in 60,000 less 6,000


def test_ageing_lowers_the_energy_of_each_year() -> None:
    # in the middle of the first year 1 % are lost, of the second 2 + 0.5 %: 99,000 + 97,500 kWh
    result = costs(ageing_first=one(2.0), ageing_yearly=one(1.0), lifetime=2)
    assert values(result)["lcoe"] == pytest.approx(300_000 / 196_500)
    assert result.tables["cases"].data["energy"].tolist() == pytest.approx([0.1965] * 3)


def test_classes_add_up_to_the_whole() -> None:
    both = roofs(
        ("school", 100.0, 1000.0), ("industrial", 200.0, 900.0), ("industrial", 100.0, 900.0), ("other", 9, 900)
    )
    result = costs(roofs=both)
    table = result.tables["classes"].data
    assert table["roofs"].tolist() == [1, 2, 3]
    # 300,000 + 300 kWp x 2 yuan/W = 600,000
    assert table["investment_mid"].tolist() == pytest.approx([30.0, 60.0, 90.0])
    assert table["payback_mid"].iloc[1] == pytest.approx(600_000 / (270_000 * 0.5))
    assert table["lcoe_mid"].iloc[-1] == pytest.approx(900_000 / (25 * 370_000))
    assert values(result)["payback"] == pytest.approx(900_000 / (30_000 + 135_000))
    assert values(result)["capacity"] == pytest.approx(0.4)
    assert "(other)" in said(result)


def test_bounds_take_every_end_at_once() -> None:
    result = costs(
        investment={"school": Range(2.0, 3.0, 4.0)},
        feed_in_tariff=Range(0.1, 0.2, 0.6),
        own_tariff={"school": Range(0.3, 0.4, 0.5)},
        own_use={"school": Range(25.0, 50.0, 75.0)},
    )
    payback, lcoe = result.measures["payback"], result.measures["lcoe"]
    # favourable: fed in at 0.6 brings more than 0.5 saved, so as little as may be is used: 0.25 x 0.5 + 0.75 x 0.6
    assert payback.low == pytest.approx(200_000 / (100_000 * 0.575))
    # unfavourable: 0.1 fed in, 0.3 saved, as little as may be is used: 0.25 x 0.3 + 0.75 x 0.1 = 0.15; 400,000 / 15,000
    # is more than 25 years
    assert payback.high == math.inf
    assert payback.value == pytest.approx(10.0)
    assert (lcoe.low, lcoe.high) == pytest.approx((0.08, 0.16))
    assert "no upper bound" in said(result)
    assert np.isnan(result.tables["cases"].data["payback"].iloc[-1])


def test_the_yield_is_at_its_ends_too() -> None:
    """A quarter more makes 0.12 / 1.25 yuan and 10 / 1.25 years, a fifth less 0.12 / 0.8 and 10 / 0.8."""
    sure = SCHOOL.assign(capacity_low=100.0, capacity_high=100.0)
    result = costs(roofs=sure.assign(energy_low=0.8 * SCHOOL["energy"], energy_high=1.25 * SCHOOL["energy"]))
    lcoe, payback = result.measures["lcoe"], result.measures["payback"]
    assert (lcoe.low, lcoe.value, lcoe.high) == pytest.approx((0.096, 0.12, 0.15))
    assert (payback.low, payback.value, payback.high) == pytest.approx((8, 10, 12.5))
    assert "the specific yield of each class" in said(result)
    assert "leave the energy as it is" in said(costs())


def test_room_that_is_not_known_changes_no_cost_of_a_kilowatt_hour() -> None:
    """Energy off by the same factor as capacity; then by e^0.5 where capacity is by e^0.3: the yield is by e^0.4."""
    room = SCHOOL.assign(capacity_low=80.0, capacity_high=150.0, energy_low=80e3, energy_high=150e3)
    lcoe = costs(roofs=room).measures["lcoe"]
    assert (lcoe.low, lcoe.high) == pytest.approx((0.12, 0.12))
    both = SCHOOL.assign(
        capacity_low=100 * math.exp(-0.3), capacity_high=100 * math.exp(0.3),
        energy_low=1e5 * math.exp(-0.5), energy_high=1e5 * math.exp(0.5),
    )  # fmt: skip
    lcoe = costs(roofs=both).measures["lcoe"]
    assert (lcoe.low, lcoe.high) == pytest.approx((0.12 * math.exp(-0.4), 0.12 * math.exp(0.4)))


def test_what_never_pays_back_has_no_payback() -> None:
    result = costs(feed_in_tariff=one(0.0), own_tariff={"school": one(0.1)})
    measure = result.measures["payback"]
    assert (measure.value, measure.low, measure.high) == (None, None, None)
    assert "not paid back within 25 years" in said(result)


def test_paid_back_with_the_last_day_of_its_life() -> None:
    # 0.12 yuan/kWh x 100,000 x 25 years = 300,000
    assert values(costs(feed_in_tariff=one(0.12), own_tariff={"school": one(0.12)}))["payback"] == pytest.approx(25.0)


def test_a_class_without_a_tariff_is_not_costed() -> None:
    result = costs(own_tariff={"industrial": one(0.5)})
    assert values(result) == {"investment": 0, "lcoe": None, "payback": None, "capacity": 0}


def test_without_sun_only_the_investment_is_known() -> None:
    result = costs(roofs=SCHOOL.assign(energy=np.nan, specific_yield=np.nan))
    assert values(result) == {"investment": pytest.approx(30.0), "lcoe": None, "payback": None, "capacity": 0.1}
    assert "not paid back" not in said(result)


def test_what_stands_is_not_bought_again() -> None:
    assert values(costs(installed=points((5, 5), power_kw=[40.0])))["investment"] == pytest.approx(18.0)


@pytest.mark.parametrize(
    ("changes", "en"),
    [
        ({"operation": one(101.0)}, "operation"),
        ({"own_use": {"school": Range(-1.0, 0.0, 1.0)}}, "own_use.school"),
        ({"feed_in_tariff": Range(-0.1, 0.1, 0.2)}, "feed_in_tariff"),
        ({"lifetime": 0}, "'lifetime' should be 1 or more"),
        ({"ageing_yearly": one(100.0)}, "losses by ageing"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, object], en: str) -> None:
    with pytest.raises(MethodError) as raised:
        costs(**changes)
    assert en in raised.value.say("en")


def test_payback_at_once_and_within_a_year() -> None:
    assert simple_payback(0.0, [1.0]) == 0
    assert simple_payback(5.0, [20.0]) == 0.25
    assert simple_payback(5.0, []) is None
    assert levelised_cost(1.0, [0.0], [0.0], discount=0.0) is None


def test_the_cases_go_from_cheap_to_dear() -> None:
    result = costs(discount=Range(2.0, 5.0, 8.0), operation=Range(0.5, 1.0, 2.0), investment={"school": Range(2, 3, 4)})
    assert list(CASES) == ["low", "mid", "high"]
    assert result.tables["cases"].data["lcoe"].is_monotonic_increasing
