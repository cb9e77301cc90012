"""A typical year from twelve monthly means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo_ruijin.errors import MethodError
from geo_ruijin.solar.clear_sky import clear_sky
from geo_ruijin.solar.daylight import sun_of_hours
from geo_ruijin.solar.normals import diffuse_share, sunset_of_months, weather_of_normals
from geo_ruijin.solar.normals_checks import demand_normals
from geo_ruijin.solar.weather import Weather
from geo_ruijin.solar.year import DAYS, MONTHS, middles_of_hours, month_sums
from tests.suns import NINGDU, RUIJIN, WARMTH, normals, ruijin

TWELVE = np.arange(12)


@pytest.fixture(scope="module")
def year() -> Weather:
    return ruijin()


def test_months_keep_their_irradiation_temperature_and_wind(year: Weather) -> None:
    assert month_sums(year.ghi) / 1000 / DAYS == pytest.approx(np.array(NINGDU))
    assert month_sums(year.temperature) / (24 * DAYS) == pytest.approx(np.array(WARMTH))
    assert (year.wind == 1).all()  # of which the rows say nothing
    # 31 x 1.93 + 28 x 2.37 + 31 x 2.63 + ... + 31 x 2.36
    assert year.annual_ghi == pytest.approx(1256.78)


def test_diffuse_goes_with_the_clearness_of_the_month(year: Weather) -> None:
    outside = month_sums(clear_sky(year.middles, **RUIJIN).extraterrestrial)
    share = month_sums(year.dhi) / month_sums(year.ghi)
    assert share == pytest.approx(diffuse_share(month_sums(year.ghi) / outside, sunset_of_months(25.88)))
    assert share[0] > share[6]  # January is dull, July is clear


def test_diffuse_shares_by_hand() -> None:
    # sunset before 81.4°: 1.391 - 3.560/2 + 4.189/4 - 2.137/8; after: 1.311 - 3.022/2 + 3.427/4 - 1.821/8
    at_half = diffuse_share(np.full(3, 0.5), np.array([81.4, 81.5, 90.0]))
    assert at_half == pytest.approx([0.391125, 0.429125, 0.429125])
    assert list(diffuse_share(np.zeros(1), np.full(1, 90.0))) == [1]  # 1.311, and more than all there is not


def test_light_adds_up_and_is_possible(year: Weather) -> None:
    sun = sun_of_hours(year.middles, **RUIJIN)
    assert year.dni * sun.height + year.dhi == pytest.approx(year.ghi)
    assert (year.dhi <= year.ghi).all()
    assert (year.dhi >= 0).all()
    assert (year.dni >= 0).all()
    assert (year.dni < sun.extraterrestrial).all()
    assert (year.ghi[~sun.up] == 0).all()


def test_a_year_begins_with_its_place_and_all_days_of_a_month_are_alike(year: Weather) -> None:
    noons = year.ghi.reshape(365, 24).argmax(axis=1)
    assert set(noons) <= {11, 12}  # the hours before and after the sun's noon
    assert year.ghi[:24] == pytest.approx(year.ghi[24:48], abs=6)  # but for the sun's course


def test_air_is_warmest_in_the_afternoon_and_swings_with_the_clearness(year: Weather) -> None:
    july = year.temperature[MONTHS == 6].reshape(31, 24)
    assert set(july.argmax(axis=1)) <= {14, 15}
    assert set(july.argmin(axis=1)) <= {4, 5, 6}
    outside = month_sums(clear_sky(year.middles, **RUIJIN).extraterrestrial)[6] / 1000
    # 25.8 x 0.50 - 5.21 K from the coldest to the warmest hour, but for the waves' rounding and the hours between
    assert np.ptp(july[0]) == pytest.approx(25.8 * 31 * 5.49 / outside - 5.21, rel=0.03)
    dull = weather_of_normals(normals(ghi=np.full(12, 0.9)), **RUIJIN)  # at most 0.9 / 5.9 = 0.15: 3.9 - 5.2 < 0
    assert np.ptp(dull.temperature[:24]) == 0


def test_wind_is_taken_where_it_is_known() -> None:
    wind = pd.array([2.5] + [pd.NA] * 11, dtype="Float64")
    found = weather_of_normals(normals(wind=wind), **RUIJIN, wind=1.3).wind
    assert [found[0], found[744]] == [2.5, 1.3]


def test_rows_in_any_order() -> None:
    mixed = weather_of_normals(normals().iloc[::-1], **RUIJIN)
    assert (mixed.ghi == ruijin().ghi).all()
    assert (mixed.temperature == ruijin().temperature).all()


@pytest.mark.parametrize("latitude", [-25.88, 0.0, 69.6, -69.6])
def test_any_latitude(latitude: float) -> None:
    place = {"latitude": latitude, "longitude": -70.0, "altitude": 0.0}
    outside = month_sums(clear_sky(middles_of_hours(-70.0), **place).extraterrestrial) / 1000
    found = weather_of_normals(normals(ghi=0.45 * outside / DAYS), **place)
    # of a month without sun the light is 0, as its mean
    assert month_sums(found.ghi) / 1000 == pytest.approx(0.45 * outside)
    assert np.isfinite(found.dni).all()
    assert (found.dhi <= found.ghi).all()
    assert set(month_sums(found.ghi)[[0, 5, 11]] == 0) == ({False} if abs(latitude) < 66 else {True, False})


def test_twilight_of_a_polar_night_is_left_out() -> None:
    place = {"latitude": 78.2, "longitude": 15.6, "altitude": 0.0}
    outside = month_sums(clear_sky(middles_of_hours(15.6), **place).extraterrestrial) / 1000 / DAYS
    # exactly as much as twilight may leave
    found = weather_of_normals(normals(ghi=np.where(outside == 0, 0.05, 0.4 * outside)), **place)
    assert month_sums(found.ghi)[11] == 0
    with pytest.raises(MethodError, match=r"more irradiation than is possible .*: months 1, 11, 12"):
        weather_of_normals(normals(ghi=np.where(outside == 0, 0.051, 0.4 * outside)), **place)


def refused(rows: pd.DataFrame, outside: Any = 10.0) -> list[str]:  # noqa: ANN401
    with pytest.raises(MethodError) as raised:
        demand_normals(rows, outside=np.broadcast_to(np.asarray(outside, float), 12))
    assert len(raised.value.message.zh.splitlines()) == len(str(raised.value).splitlines())
    return str(raised.value).splitlines()


def changed(column: str, values: dict[int, Any]) -> pd.DataFrame:
    rows = normals()
    rows[column] = rows[column].astype(object if column == "month" else float)
    for month, value in values.items():
        rows.loc[month - 1, column] = value
    return rows


def test_months_that_are_not_there_or_there_twice_are_named_at_once() -> None:
    assert refused(changed("month", {3: 4, 5: 13})) == [
        "months are whole numbers from 1 to 12, not 13",
        "months are missing: 3, 5",
        "months are there more than once: 4",
    ]
    assert refused(normals().iloc[:11]) == ["months are missing: 12"]


def test_all_values_that_are_wrong_are_named_at_once() -> None:
    rows = changed("ghi", {1: np.nan, 2: -1, 3: 8.6, 4: 0.4})
    rows["temperature"] = [np.nan, 46, *WARMTH[2:]]
    assert refused(rows) == [
        "months without irradiation: 1",
        "irradiation below 0: months 2",
        "more irradiation than is possible (0.85 of that outside the air): months 3; the unit is kWh/m²/d",
        "less irradiation than is possible (under 0.05 of that outside the air): months 4; the unit is kWh/m²/d",
        "months without temperature: 1",
        "impossible temperatures: months 2; the unit is °C",
    ]


def test_limits_belong_to_what_is_possible() -> None:
    # 0.85 x 10 and 0.05 x 10 kWh/m²/d, and the coldest and hottest months
    demand_normals(normals(ghi=[8.5, 0.5] * 6, temperature=[-70, 45] * 6), outside=np.full(12, 10.0))


@pytest.mark.parametrize(
    ("factor", "unit"),
    [
        (3.6, "MJ/m²/d"),
        (DAYS, "kWh/m² a month"),
        (3.6 * DAYS, "MJ/m² a month"),
        (1000 / 24, "W/m²"),
        (1000, "Wh/m²/d"),
    ],
)
def test_other_units_are_recognised(factor: Any, unit: str) -> None:  # noqa: ANN401
    outside = month_sums(clear_sky(middles_of_hours(116.03), **RUIJIN).extraterrestrial) / 1000 / DAYS
    faults = refused(normals(ghi=np.array(NINGDU) * factor), outside)
    assert len(faults) == 1
    assert unit in faults[0].partition("the values look like ")[2].split(", ")


def test_kelvin_is_recognised() -> None:
    faults = refused(normals(temperature=np.array(WARMTH) + 273.15))
    assert [fault.rpartition(", ")[2] for fault in faults] == ["the values look like kelvin"]


def test_values_that_fit_no_unit_are_said_to_fit_none() -> None:
    ghi: Sequence[float] = [*NINGDU[:11], 3000.0]
    assert "look like" not in refused(normals(ghi=ghi))[0]
