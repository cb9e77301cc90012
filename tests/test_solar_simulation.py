"""A year of an array, hour by hour."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError
from geo_ruijin.solar.daylight import Daylight, Sun, daylight_of, sun_of_hours
from geo_ruijin.solar.simulation import plane_of_array, simulate
from geo_ruijin.solar.system import Transposition
from geo_ruijin.solar.yields import specific_yield, yield_table
from tests.suns import RUIJIN, by_model_chain, ruijin, system

Floats = NDArray[np.float64]

LEVEL = np.zeros(1)


def hours(
    elevation: list[float], azimuth: list[float], *, dni: float = 500.0, dhi: float = 200.0, air: float = 20.0
) -> Daylight:
    """Return hours with the sun at these places, no wind."""
    count = len(elevation)
    height = np.maximum(np.sin(np.radians(elevation)), 0)
    beam = np.where(height > 0, dni, 0.0)
    sun = Sun(pd.DatetimeIndex([]), np.array(elevation, float), np.array(azimuth, float), np.full(count, 1361.0))
    full = np.ones(count)
    return Daylight(np.arange(count), sun, beam * height + dhi, beam, dhi * full, air * full, 0 * full)


def energies(daylight: Daylight, tilt: list[float], azimuth: list[float], **changes: object) -> Floats:
    found: Floats = simulate(daylight, system(**changes), np.array(tilt), np.array(azimuth)).energy.sum(axis=1)
    return found


@pytest.mark.parametrize("model", ["perez", "haydavies"])
def test_in_the_level_it_is_global_irradiance_hour_by_hour(model: Transposition) -> None:
    # high, at the 5° below which Perez's formula reckons with 5°, lower, and just below the horizon
    by_hand = hours([60, 5, 2, 0.2, -0.5], [180, 90, 80, 70, 60], dni=300)
    year = daylight_of(ruijin())
    for daylight in (by_hand, year):
        plane = plane_of_array(daylight, system(transposition=model), LEVEL, LEVEL)
        assert plane.total[0] == pytest.approx(daylight.ghi, rel=1e-9)
    assert year.ghi.sum() / 1000 == pytest.approx(ruijin().annual_ghi, rel=1e-9)


@pytest.mark.parametrize("model", ["perez", "haydavies"])
def test_east_yields_what_west_yields_under_a_day_that_is_the_same_before_and_after_noon(model: Transposition) -> None:
    day = hours([5, 30, 60, 75, 60, 30, 5], [80, 95, 120, 180, 240, 265, 280])
    east, west = energies(day, [30, 30], [60, 300], transposition=model)
    assert east == pytest.approx(west, rel=1e-12)
    north, south = energies(day, [30, 30], [0, 180], transposition=model)
    assert north < south


def test_the_southern_hemisphere_is_the_northern_in_a_mirror() -> None:
    day = hours([10, 40, 70, 50], [70, 110, 170, 250])
    mirrored = replace(day, sun=replace(day.sun, azimuth=180 - day.sun.azimuth))
    tilt = [15.0, 40.0, 60.0]
    assert energies(day, tilt, [180, 120, 10]) == pytest.approx(energies(mirrored, tilt, [0, 60, 170]), rel=1e-12)


def test_a_steep_plane_with_the_sun_behind_it_has_no_beam() -> None:
    plane = plane_of_array(hours([30], [180]), system(transposition="haydavies"), np.array([60.0]), np.array([0.0]))
    assert [plane.direct[0, 0], plane.around[0, 0]] == [0, 0]
    # of the ground a plane at 60° sees (1 - cos 60°) / 2 = 1/4; 0.2 of 500 x sin 30° + 200 is reflected
    assert plane.ground[0, 0] == pytest.approx(0.25 * 0.2 * 450)


def test_power_of_an_hour_by_hand() -> None:
    # 500 W/m² from a grey sky on the level, all of which passes; no wind: the cells are warmer than the air, 20 °C, by
    # 500 exp(-3.56) + 500/1000 x 3 = 15.72 K; 10.72 K above 25 °C take 3.64 % off half a kW, and a tenth is lost
    heat = 20 + 500 * math.exp(-3.56) + 1.5
    direct_current = 0.5 * (1 - 0.0034 * (heat - 25)) * 0.9
    # the inverter's curve at its share of the limit, 1 / 1.0 / 0.96 kW
    load = direct_current * 0.96
    efficiency = 0.96 / 0.9637 * (-0.0162 * load - 0.0059 / load + 0.9858)
    grey = hours([50], [180], dni=0, dhi=500)
    found = simulate(
        grey, system(transposition="haydavies", diffuse_transmission=1.0, losses=0.1, dc_ac_ratio=1.0), LEVEL, LEVEL
    )
    assert found.energy[0, 0] == pytest.approx(direct_current * efficiency)
    assert [found.beam[0, 0], found.ground[0, 0]] == [0, 0]


def test_the_inverter_cuts_off_what_is_above_its_power() -> None:
    bright = hours([70, 5], [180, 100], dni=900)
    found = simulate(bright, system(dc_ac_ratio=2.0), np.array([20.0]), np.array([180.0]))
    assert found.energy[0, 0] == pytest.approx(1 / 2)
    assert found.energy[0, 1] < 1 / 2
    assert (found.beam[0] > found.sky[0]).tolist() == [True, False]


def test_close_on_a_roof_modules_run_hotter() -> None:
    rack, roof = (energies(daylight_of(ruijin()), [15], [180], mount=mount)[0] for mount in ("rack", "roof"))
    assert 0.96 < roof / rack < 0.98


def test_hours_of_sunrise_and_sunset_have_the_sun_of_their_lit_part() -> None:
    year = ruijin()
    sun = sun_of_hours(year.middles, **RUIJIN)
    late = (sun.moments - year.middles).total_seconds().to_numpy()
    # two hours a day at most have their moment moved, to the later side at sunrise, to the earlier at sunset
    assert (np.count_nonzero(late.reshape(365, 24), axis=1) <= 2).all()
    assert (np.abs(late) <= 1800).all()
    assert (late[sun.azimuth < 180] >= 0).all()
    # the clear sky's ten minutes miss the first and the last of the sun, less than ten minutes of it
    assert (year.ghi[sun.up] > 0).mean() > 0.98


def test_global_and_diffuse_lead_where_a_file_has_a_beam_that_does_not_fit() -> None:
    year = ruijin()
    found, expected = daylight_of(replace(year, dni=2 * year.dni)), daylight_of(year)
    assert (found.dni == expected.dni).all()
    # more light on the level than the sun has outside the air: what is no beam is diffuse, and none is lost
    glaring = daylight_of(replace(year, ghi=np.full(8760, 1300.0), dhi=np.zeros(8760)))
    assert glaring.dni * glaring.sun.height + glaring.dhi == pytest.approx(np.full(8760, 1300.0))
    assert (glaring.dni <= glaring.sun.extraterrestrial).all()
    assert glaring.dni.max() > 1320  # in July, 1321 W/m²
    assert (glaring.dhi[~glaring.sun.up] == 1300).all()


@pytest.mark.filterwarnings("ignore:DatetimeIndex.dayofyear")  # which pvlib asks pandas for
@pytest.mark.parametrize(
    "changes", [{}, {"mount": "roof", "transposition": "haydavies", "dc_ac_ratio": 2.0, "diffuse_transmission": 1.0}]
)
def test_as_pvlib_simulates_roof_by_roof(changes: dict[str, object]) -> None:
    array, weather = system(**changes), ruijin()
    chance = np.random.default_rng(5)
    tilt, azimuth = chance.uniform(0, 60, 6), chance.uniform(0, 360, 6)
    peer = np.array([by_model_chain(weather, array, *one) for one in zip(tilt, azimuth, strict=True)])
    # the same physics; Perez's loss of diffuse light at low sun is all that differs
    assert energies(daylight_of(weather), list(tilt), list(azimuth), **changes) == pytest.approx(peer, rel=2e-5)
    # and the table between its nodes
    assert specific_yield(yield_table(weather, array), tilt, azimuth) == pytest.approx(peer, rel=0.002)


def test_systems_that_cannot_be_are_refused_with_all_that_is_wrong() -> None:
    with pytest.raises(MethodError) as raised:
        system(mount="pole", losses=14.0, temperature_coefficient=-0.34, albedo=float("nan"))
    assert str(raised.value).splitlines() == [
        "'losses' should be ≥ 0, < 1, is 14",
        "'albedo' should be ≥ 0, ≤ 1, is nan",
        "'temperature_coefficient' should be > -0.01, < 0, is -0.34",
        "'mount' is one of rack, roof, is 'pole'",
    ]
