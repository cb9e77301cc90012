"""Yields by tilt and azimuth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo_ruijin.errors import MethodError
from geo_ruijin.solar.daylight import daylight_of
from geo_ruijin.solar.estimate import horizontal_months, monthly_estimate
from geo_ruijin.solar.lifetime import mean_remaining, remaining
from geo_ruijin.solar.normals import weather_of_normals
from geo_ruijin.solar.simulation import simulate
from geo_ruijin.solar.yields import YieldTable, specific_yield, yield_table
from tests.suns import NINGDU, RUIJIN, WARMTH, normals, ruijin, system


@pytest.fixture(scope="module")
def table() -> YieldTable:
    return yield_table(ruijin(), system())


def at(table: YieldTable, tilt: float, azimuth: float) -> float:
    return float(specific_yield(table, np.array([tilt]), np.array([azimuth]))[0])


def test_at_its_nodes_a_table_is_exact(table: YieldTable) -> None:
    tilts, azimuths = np.meshgrid(table.tilts, table.azimuths, indexing="ij")
    found = specific_yield(table, tilts.ravel(), azimuths.ravel())
    assert found == pytest.approx(table.energy.ravel(), rel=1e-12)
    one = simulate(daylight_of(ruijin()), system(), np.array([30.0]), np.array([120.0])).energy.sum()
    assert table.energy[3, 12] == pytest.approx(one, rel=1e-12)


def test_a_table_holds_every_ten_degrees(table: YieldTable) -> None:
    assert list(table.tilts) == [0, 10, 20, 30, 40, 50, 60]
    assert list(table.azimuths) == list(range(0, 360, 10))
    assert (table.energy[0] == table.energy[0, 0]).all()  # the level faces nowhere
    assert table.irradiation[0, 0] == pytest.approx(ruijin().annual_ghi, rel=1e-9)


def test_beam_sky_and_ground_are_the_whole(table: YieldTable) -> None:
    assert table.beam.sum(axis=2) + table.sky + table.ground == pytest.approx(table.energy, rel=1e-12)
    assert min(table.beam.min(), table.sky.min(), table.ground.min()) >= 0
    assert table.beam.shape == (7, 36, len(table.sun_elevation))
    assert (table.sun_elevation > 0).all()


def test_the_circle_closes(table: YieldTable) -> None:
    assert at(table, 25, -10) == pytest.approx(at(table, 25, 350), rel=1e-12)
    assert at(table, 25, 725) == pytest.approx(at(table, 25, 5), rel=1e-12)
    assert at(table, 25, 359.999) == pytest.approx(at(table, 25, 0.001), rel=1e-5)


def test_between_its_nodes_a_table_is_as_near_as_it_says(table: YieldTable) -> None:
    assert 0 < table.error < 0.002
    chance = np.random.default_rng(3)
    tilt, azimuth = chance.uniform(0, 60, 400), chance.uniform(0, 360, 400)
    simulated = simulate(daylight_of(ruijin()), system(), tilt, azimuth).energy.sum(axis=1)
    assert specific_yield(table, tilt, azimuth) == pytest.approx(simulated, rel=1.1 * table.error)


def test_a_finer_table_is_nearer() -> None:
    coarse, fine = (yield_table(ruijin(), system(), step=step).error for step in (20, 10))
    assert fine < coarse / 2


def test_racks_at_15_degrees_to_the_south_yield_what_is_published() -> None:
    # 950 to 1,060 h a year are plausible in Jiangxi
    assert 950 < at(yield_table(ruijin(), system()), 15, 180) < 1060


def test_south_of_the_equator_the_north_is_sunny() -> None:
    place = RUIJIN | {"latitude": -RUIJIN["latitude"]}
    # the same year, half a year later
    rows = normals(ghi=np.roll(NINGDU, 6), temperature=np.roll(WARMTH, 6))
    south = yield_table(weather_of_normals(rows, **place), system())
    best = np.unravel_index(south.energy.argmax(), south.energy.shape)
    assert south.azimuths[best[1]] in (350, 0, 10)
    # but for the earth's way, which is nearer to the sun in January, and the haze
    assert at(south, 15, 0) == pytest.approx(at(yield_table(ruijin(), system()), 15, 180), rel=0.03)


def test_what_is_beyond_a_table_is_refused(table: YieldTable) -> None:
    at(table, 60, 0)  # the last of them is in it
    with pytest.raises(MethodError, match="3 tilts are not within 0-60"):
        specific_yield(table, np.array([60.1, -1, 10, np.nan]), np.array([0.0, 0, 0, 0]))
    with pytest.raises(MethodError, match="1 tilts"):
        specific_yield(table, np.array([10.0]), np.array([np.nan]))


@pytest.mark.parametrize(("step", "steepest"), [(7, 60), (0, 60), (20, 40), (-10, 60), (10, 55)])
def test_steps_that_do_not_divide_are_refused(step: float, steepest: float) -> None:
    with pytest.raises(MethodError, match="should divide"):
        yield_table(ruijin(), system(), step=step, steepest=steepest)


def test_a_year_without_light_yields_nothing() -> None:
    dark = replace(ruijin(), ghi=np.zeros(8760), dni=np.zeros(8760), dhi=np.zeros(8760))
    table = yield_table(dark, system(), step=20)
    assert table.energy.max() == 0
    assert table.error == 0


def test_the_plain_estimate_of_the_standard() -> None:
    months = monthly_estimate(horizontal_months(ruijin()), efficiency=0.8)
    assert months[0] == pytest.approx(31 * 1.93 * 0.8)
    assert months.sum() == pytest.approx(1256.78 * 0.8)
    for none in (0.0, 1.01, float("nan")):
        with pytest.raises(MethodError, match="efficiency K"):
            monthly_estimate(months, efficiency=none)


def test_years_take_their_share_of_the_yield() -> None:
    # 1 - 0.025/2; 0.975 - 0.006/2; 0.975 - 0.006 - 0.006/2
    assert remaining(0.025, 0.006, years=3) == pytest.approx([0.9875, 0.972, 0.966])
    # each draw its own: without any ageing all of it; half of it at once, then nothing more
    drawn = remaining([0.0, 1 / 2], [0.0, 0.0], years=2)
    assert drawn.tolist() == [[1, 1], [0.75, 0.5]]
    assert mean_remaining([0.0, 1 / 2], 0.0, years=2).tolist() == [1, 0.625]
    assert remaining(0.0, 0.5, years=5)[-1] == 0  # not below nothing
    for first, yearly, years in ((1.0, 0.0, 2), (-0.1, 0.0, 2), (0.0, float("nan"), 2), (0.0, 0.0, 0)):
        with pytest.raises(MethodError, match="losses by ageing"):
            remaining(first, yearly, years=years)
