"""The carbon dioxide that roofs save."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from shapely import box

from geo_ruijin.errors import MethodError
from geo_ruijin.methods import METHODS
from geo_ruijin.methods.parameter import Range
from geo_ruijin.results import Result
from tests.planes import frame, points, values
from tests.test_solar_costs import one
from tests.test_solar_supply import roofs, said

#: 1,000 kWp that yield 1,000 kWh/kWp: 1 GWh a year.
ROOFS = roofs(("school", 1000.0, 1000.0), ("unknown", 1000.0, 1000.0))
ORDERS = pd.DataFrame({"id": ["yield", "class"], "filled": [True, True], "gwh": [0.3, 0.4]})


def carbon(**changes: object) -> Result:
    given: dict[str, object] = {
        "roofs": ROOFS,
        "classes": ("school",),
        "factor": "甲 2022",
        "confirmed": {"甲 2021": 0.6, "甲 2022": 0.5},
        "secondary": {"乙 2022": 0.7},
        "yearly_fall": one(0.0),
        "ageing_first": one(0.0),
        "ageing_yearly": one(0.0),
        "lifetime": 25,
        "first_year": 2026,
        "dc_ac_ratio": 1.0,
        "tolerance": 5.0,
    }
    return METHODS["avoided_carbon"].compute(**(given | changes))


def test_a_gigawatt_hour_saves_a_thousand_times_the_factor() -> None:
    # 1 GWh x 0.5 kg/kWh = 500 t a year, 25 years; the roof of unknown use does not count
    result = carbon()
    assert values(result) == {
        "avoided_first_year": pytest.approx(500.0),
        "avoided_lifetime": pytest.approx(12_500.0),
        "factor": 0.5,
    }
    first = result.measures["avoided_first_year"]
    assert (first.low, first.high) == pytest.approx((500.0, 700.0))  # by the factors listed
    assert "not its marginal factor" in said(result)


def test_the_bounds_hold_those_of_the_energy() -> None:
    """1 GWh lies between 0.8 and 1.5: 0.8 x 0.5 kg to 1.5 x 0.7 kg; all years age and fall alike but for the energy."""
    wide = ROOFS.assign(
        energy_low=0.8 * ROOFS["energy"], energy_high=1.5 * ROOFS["energy"],
        capacity_low=ROOFS["capacity"], capacity_high=ROOFS["capacity"],
    )  # fmt: skip
    orders = ORDERS.assign(gwh_low=[0.2, 0.3], gwh_high=[0.4, 0.6])
    result = carbon(roofs=wide, orders=orders, installed=points((5000, 5), power_kw=[400.0]), lifetime=2)
    found = {name: (one.low, one.value, one.high) for name, one in result.measures.items()}
    assert found["avoided_first_year"] == pytest.approx((400, 500, 1050))
    assert found["avoided_lifetime"] == pytest.approx((800, 1000, 1500))
    assert found["avoided_gap_first_year"] == pytest.approx((150, 200, 420))
    # as capacity is sure, yields differ as energy does: 0.4 GWh, 0.32 to 0.6
    assert found["avoided_installed"] == pytest.approx((160, 200, 420))
    # where room alone is unsure, what stands yields what it does
    room = wide.assign(capacity_low=0.8 * ROOFS["capacity"], capacity_high=1.5 * ROOFS["capacity"])
    stands = carbon(roofs=room, installed=points((5000, 5), power_kw=[400.0])).measures["avoided_installed"]
    assert (stands.low, stands.high) == pytest.approx((200, 280))


def test_every_factor_is_told_with_how_far_it_was_checked() -> None:
    data = carbon().tables["factors"].data
    assert data["name"].tolist() == ["甲 2021", "甲 2022", "乙 2022"]
    assert data["t_all"].tolist() == pytest.approx([600, 500, 700])
    assert data["status"].tolist() == ["已核对原文", "已核对原文", "转引"]
    assert data["taken"].tolist() == [False, True, False]


def test_years_age_and_stages_follow_one_another() -> None:
    # in the middle of the first year 1 % is lost, of the second 2 + 1 %: 0.99 and 0.97. Half is built in each year:
    # 0.495, 0.485 + 0.495, 0.485
    result = carbon(ageing_first=one(2.0), ageing_yearly=one(2.0), lifetime=2, stages=(50.0, 50.0))
    data = result.tables["years"].data
    assert data["year"].tolist() == [2026, 2027, 2028]
    assert data["gwh_all"].tolist() == pytest.approx([0.495, 0.98, 0.485])
    assert data["t_all"].tolist() == pytest.approx([247.5, 490, 242.5])
    assert data["t_so_far"].iloc[-1] == pytest.approx(values(result)["avoided_lifetime"])


def test_a_factor_that_falls_bounds_the_saving_below() -> None:
    # constant: 500 + 500; by 10 % a year: 500 + 450
    measure = carbon(yearly_fall=Range(0.0, 0.0, 10.0), lifetime=2).measures["avoided_lifetime"]
    assert (measure.low, measure.value, measure.high) == pytest.approx((950, 1000, 1000))
    assert carbon(yearly_fall=one(10.0), lifetime=2).tables["years"].data["factor"].tolist() == pytest.approx(
        [0.5, 0.45]
    )


def test_what_fills_the_gap_is_the_order_by_class() -> None:
    result = carbon(orders=ORDERS)
    assert values(result)["avoided_gap_first_year"] == pytest.approx(200.0)
    assert "t_gap" in result.tables["years"].data
    # where the roofs do not fill it, or there is none, nothing is said of it
    assert "avoided_gap_first_year" not in carbon(orders=ORDERS.assign(filled=[True, False])).measures
    assert (
        "avoided_gap_first_year"
        not in carbon(orders=ORDERS.assign(filled=pd.array([pd.NA, pd.NA], dtype="boolean"))).measures
    )


def test_what_stands_saves_already_and_is_not_counted_twice() -> None:
    # 400 kW stand on the school: they save 0.4 GWh x 0.5 = 200 t, the rest of the roof 300 t; one stands elsewhere
    stands = points((5, 5), (5000, 5), power_kw=[400.0, 700.0])
    result = carbon(installed=stands, within=frame(box(-50, -50, 500, 50)), lifetime=2, stages=(50.0, 50.0))
    assert values(result)["avoided_installed"] == pytest.approx(200.0)
    assert values(result)["avoided_first_year"] == pytest.approx(300.0)
    # built before the first stage, so it lives a year less than the last
    assert result.tables["years"].data["gwh_installed"].tolist() == pytest.approx([0.4, 0.4, 0])
    silent = carbon(installed=points((5, 5), name=["甲"]))
    assert "avoided_installed" not in silent.measures
    assert "states no capacity" in said(silent)
    assert values(carbon(installed=points(power_kw=[])))["avoided_installed"] == 0


def test_stages_that_build_less_say_so() -> None:
    assert values(carbon(stages=(40.0,)))["avoided_lifetime"] == pytest.approx(5000.0)
    assert "add up to 40 %" in said(carbon(stages=(40.0,)))
    assert "add up to" not in said(carbon(stages=(33.3, 33.3, 33.4)))


def test_without_sun_only_the_factor_is_known() -> None:
    result = carbon(roofs=ROOFS.assign(energy=np.nan, specific_yield=np.nan))
    assert values(result) == {"factor": 0.5}


@pytest.mark.parametrize(
    ("changes", "en"),
    [
        ({"factor": "甲 2023"}, "no emission factor is named '甲 2023'"),
        ({"unverified": {"乙 2022": 0.7}}, "given twice or below 0"),
        ({"unverified": {"丙": -0.1}}, "given twice or below 0"),
        ({"stages": (60.0, 50.0)}, "add up to 110 %"),
        ({"stages": (-10.0, 50.0)}, "'stages' should be 0 or more"),
        ({"yearly_fall": one(101.0)}, "between 0 and 100 %"),
        ({"lifetime": 0}, "'lifetime' should be 1 or more"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, object], en: str) -> None:
    with pytest.raises(MethodError) as raised:
        carbon(**changes)
    assert en in raised.value.say("en")
