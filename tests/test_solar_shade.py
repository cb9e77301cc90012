"""What a horizon takes: by hand on made-up suns, and against a year hour by hour."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pvlib import iam, inverter, pvsystem, solarposition, temperature

from geo_ruijin.errors import MethodError
from geo_ruijin.solar import shade
from geo_ruijin.solar.daylight import daylight_of
from geo_ruijin.solar.horizon import sky_view_factor
from geo_ruijin.solar.shade import ShadeLoss, shade_loss
from geo_ruijin.solar.simulation import plane_of_array
from geo_ruijin.solar.sun_path import sun_path
from geo_ruijin.solar.system import SAPM_MOUNTS
from geo_ruijin.solar.yields import YieldTable, yield_table
from tests.suns import RUIJIN, ruijin, system

Floats = NDArray[np.float64]

SECTORS = 72
AZIMUTHS = np.arange(SECTORS) * 360 / SECTORS


def table_of(*suns: tuple[float, float, float], sky: float = 0, ground: float = 0) -> YieldTable:
    """Return yields that are the same for all orientations, of hours with the sun at (azimuth, elevation, energy)."""
    azimuth, elevation, energy = np.array(suns, dtype=np.float64).T
    tilts, azimuths = np.array([0.0, 30, 60]), np.array([0.0, 90, 180, 270])
    shape = (len(tilts), len(azimuths))
    same = {name: np.full(shape, float(value)) for name, value in (("sky", sky), ("ground", ground))}
    whole = np.full(shape, energy.sum() + sky + ground)
    beam = np.broadcast_to(energy, (*shape, len(energy))).copy()
    return YieldTable(tilts, azimuths, whole, whole, azimuth, elevation, beam, same["sky"], same["ground"], 0.0)


@pytest.fixture(scope="module")
def year() -> YieldTable:
    return yield_table(ruijin(), system())


def losses(table: YieldTable, horizon: Floats, tilt: float = 0, azimuth: float = 180) -> ShadeLoss:
    level = np.atleast_2d(horizon)
    return shade_loss(table, np.full(len(level), float(tilt)), np.full(len(level), float(azimuth)), level)


def wall(height: float, *, first: float, last: float) -> Floats:
    """Return a horizon of one elevation between two azimuths, and nothing else."""
    return np.where((first <= AZIMUTHS) & (last >= AZIMUTHS), height, 0.0)


# -- beam, by hand -----------------------------------------------------------------------------------------------------


def test_the_sun_behind_a_wall_is_lost() -> None:
    # 1 kWh from the south at 30.5°, 3 kWh from the west at 50.5°
    table = table_of((180, 30.5, 1), (270, 50.5, 3))
    south = [losses(table, wall(height, first=90, last=225)).beam[0] for height in (30, 31, 90)]
    assert south == pytest.approx([0, 0.25, 0.25])
    assert losses(table, wall(60, first=0, last=360)).beam[0] == pytest.approx(1)
    # within a band of a degree the energy is even
    assert losses(table, wall(30.25, first=90, last=225)).beam[0] == pytest.approx(0.25 * 0.25)


def test_a_direction_stands_for_half_a_sector_on_either_side() -> None:
    narrow = wall(90, first=180, last=180)
    lost = [losses(table_of((180 + off, 30, 1)), narrow).beam[0] for off in (-2.6, -2.4, 0, 2.4, 2.6)]
    assert lost == pytest.approx([0, 1, 1, 1, 0])
    # and the first on both sides of north
    north = wall(90, first=0, last=0)
    assert [losses(table_of((at, 30, 1)), north).beam[0] for at in (357.4, 357.6, 0, 2.4)] == pytest.approx(
        [0, 1, 1, 1]
    )


def test_an_open_horizon_takes_exactly_nothing(year: YieldTable) -> None:
    chance = np.random.default_rng(1)
    found = shade_loss(year, chance.uniform(0, 60, 50), chance.uniform(-360, 720, 50), np.zeros((50, SECTORS)))
    assert (found.total == 0).all()


def test_walls_to_the_zenith_take_all_but_what_the_ground_reflects(year: YieldTable) -> None:
    for tilt, azimuth in ((0, 180), (30, 120), (60, 0)):
        row, column = int(tilt / 10), int(azimuth / 10)
        found = losses(year, np.full(SECTORS, 90.0), tilt, azimuth)
        whole = year.energy[row, column]
        assert found.beam[0] == pytest.approx(year.beam[row, column].sum() / whole)
        assert found.sky[0] == pytest.approx(year.sky[row, column] / whole)
        assert found.total[0] == pytest.approx(1 - year.ground[row, column] / whole)
        assert found.ground[0] == 0


def test_between_orientations_energies_are_weighted() -> None:
    # facing north nothing, facing east 4 kWh of which 2 are lost; half-way 2 of which 1, at 30° tilt of 60
    table = table_of((90, 10.5, 2), (90, 50.5, 2))
    table.beam[:, [0, 2, 3]], table.energy[:, [0, 2, 3]] = 0, 0
    horizon = wall(20, first=0, last=180)
    assert losses(table, horizon, 15, 45).beam[0] == pytest.approx(0.5)
    assert losses(table, horizon, 15, 45 - 360).beam[0] == pytest.approx(0.5)
    # what yields nothing loses nothing
    assert losses(table, horizon, 15, 180).total[0] == 0


# -- sky, by hand ------------------------------------------------------------------------------------------------------


def test_the_level_loses_one_less_its_sky_view() -> None:
    table = table_of((180, 45, 0), sky=5)
    horizon = np.random.default_rng(2).uniform(0, 90, (20, SECTORS))
    assert losses(table, horizon).sky == pytest.approx(1 - sky_view_factor(horizon))


def test_a_tilted_plane_sees_the_sky_it_faces() -> None:
    table = table_of((180, 45, 0), sky=5)
    behind, before = wall(20, first=271, last=360) + wall(20, first=0, last=89), wall(20, first=91, last=269)
    # facing south at 60° the sky to the north counts only from high up: a wall of 20° there takes nothing but at its
    # ends, where it stands to the side
    assert losses(table, wall(20, first=330, last=360), 60).sky[0] == pytest.approx(0)
    assert losses(table, behind, 60).sky[0] < losses(table, before, 60).sky[0]
    # upright against a horizon of h all round: what is above it in each direction, (pi/2 - h - sin h cos h) / 2
    upright = replace(table, tilts=np.array([0.0, 60, 90]))
    h = np.radians(30)
    left = (np.pi / 2 - h - np.sin(h) * np.cos(h)) / (np.pi / 2)
    assert losses(upright, np.full(SECTORS, 30.0), 90).sky[0] == pytest.approx(1 - left)


def test_the_sky_of_a_tilted_plane_by_small_pieces() -> None:
    table = table_of((180, 45, 0), sky=1)
    horizon = np.random.default_rng(3).uniform(0, 60, SECTORS)
    tilt, azimuth = np.radians(35), np.radians(200)
    elevation = np.radians((np.arange(90_0) + 0.5) / 10)[:, None]
    toward = np.radians(AZIMUTHS) - azimuth
    incidence = np.cos(tilt) * np.sin(elevation) + np.sin(tilt) * np.cos(elevation) * np.cos(toward)
    light = np.maximum(incidence, 0) * np.cos(elevation)
    left = light[:, :][elevation > np.radians(horizon)].sum() / light.sum()
    assert losses(table, horizon, 35, 200).sky[0] == pytest.approx(1 - left, abs=1e-3)


# -- what must hold ----------------------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0, 60), st.floats(-400, 400))
def test_a_higher_horizon_takes_more_and_never_more_than_there_is(
    year: YieldTable, seed: int, tilt: float, azimuth: float
) -> None:
    chance = np.random.default_rng(seed)
    low = chance.uniform(0, 90, SECTORS) * (chance.random(SECTORS) < 0.5)
    high = np.minimum(low + chance.uniform(0, 40, SECTORS) * (chance.random(SECTORS) < 0.5), 90)
    found = losses(year, np.stack([low, high]), tilt, azimuth)
    for part in (found.beam, found.sky, found.total):
        assert 0 <= part[0] <= part[1] + 1e-12
        assert part[1] <= 1 + 1e-12
    assert (found.total == found.beam + found.sky + found.ground).all()


def test_walls_in_different_directions_add_up(year: YieldTable) -> None:
    east, west = wall(30, first=20, last=160), wall(50, first=190, last=330)
    one, other, both = (losses(year, horizon, 20, 150).total[0] for horizon in (east, west, np.maximum(east, west)))
    assert one + other == pytest.approx(both)


def test_many_at_once_as_each_alone(year: YieldTable, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(5)
    tilt, azimuth, horizon = chance.uniform(0, 60, 9), chance.uniform(0, 360, 9), chance.uniform(0, 50, (9, 36))
    whole = shade_loss(year, tilt, azimuth, horizon).total
    monkeypatch.setattr(shade, "_ARRAYS", 4)
    assert (shade_loss(year, tilt, azimuth, horizon).total == whole).all()
    assert shade_loss(year, tilt[:0], azimuth[:0], horizon[:0]).total.shape == (0,)


@pytest.mark.parametrize(
    ("tilt", "azimuth", "height"),
    [(61, 180, 0), (-1, 180, 0), (np.nan, 180, 0), (10, np.nan, 0), (10, 180, np.nan), (10, 180, 91)],
)
def test_what_is_no_orientation_is_refused(year: YieldTable, tilt: float, azimuth: float, height: float) -> None:
    with pytest.raises(MethodError, match="1 arrays"):
        losses(year, np.full(SECTORS, float(height)), tilt, azimuth)


# -- against a year hour by hour ---------------------------------------------------------------------------------------


def hour_by_hour(tilt: Floats, azimuth: Floats, horizon: Floats) -> Floats:
    """Return the losses of shaded arrays, their light, heat and inverter anew each hour, the sun each 5 min."""
    weather, array = ruijin(), system()
    light = daylight_of(weather)
    up, lit = np.zeros((2, len(tilt), len(light.hours)))
    for minutes in np.arange(-27.5, 30, 5):
        moments = weather.middles[light.hours] + pd.Timedelta(minutes=minutes)
        sun = solarposition.get_solarposition(moments, RUIJIN["latitude"], RUIJIN["longitude"], RUIJIN["altitude"])
        sector = np.rint(sun["azimuth"].to_numpy() / 5).astype(int) % SECTORS
        height = sun["apparent_elevation"].to_numpy()
        up += height > 0
        lit += (height > 0) & (height >= horizon[:, sector])
    free = np.divide(lit, up, out=np.ones_like(lit), where=up > 0)
    level = table_of((180, 45, 0), sky=1)
    sky_left = 1 - shade_loss(level, tilt, azimuth, horizon).sky[:, None]
    plane = plane_of_array(light, array, tilt, azimuth)
    mount = temperature.TEMPERATURE_MODEL_PARAMETERS["sapm"][SAPM_MOUNTS[array.mount]]

    def yields(free: Floats | float, sky_left: Floats | float) -> Floats:
        direct, close, sky = plane.direct * free, plane.around * free, plane.sky * sky_left
        passed = array.diffuse_transmission * (close + sky + plane.ground)
        heat = temperature.sapm_cell(direct + close + sky + plane.ground, light.temperature, light.wind, **mount)
        effective = direct * iam.physical(plane.incidence) + passed
        power = pvsystem.pvwatts_dc(effective, heat, 1.0, array.temperature_coefficient) * (1 - array.losses)
        energy: Floats = inverter.pvwatts(power, array.inverter_limit, array.inverter_efficiency).sum(axis=1)
        return energy

    return 1 - yields(free, sky_left) / yields(1.0, 1.0)


def test_first_order_is_near_a_year_hour_by_hour(year: YieldTable) -> None:
    chance = np.random.default_rng(6)
    # towers to one side and low houses around: up to 65° high over up to 100°
    centre, width, height = chance.uniform(0, 360, 20), chance.uniform(10, 50, 20), chance.uniform(10, 65, 20)
    off = np.abs((AZIMUTHS - centre[:, None] + 180) % 360 - 180)
    horizon = np.where(off < width[:, None], height[:, None], chance.uniform(0, 8, (20, SECTORS)))
    tilt, azimuth = chance.uniform(0, 45, 20), chance.uniform(90, 270, 20)
    exact, found = hour_by_hour(tilt, azimuth, horizon), shade_loss(year, tilt, azimuth, horizon).total
    assert exact.max() > 0.15
    # of the yield: less than 0.1 % on the mean, 0.4 % at most
    assert np.abs(found - exact).mean() < 0.001
    assert np.abs(found - exact).max() < 0.004


# -- the sun's path ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("latitude", [-65.0, -25.9, 0.0, 25.9, 78.0])
def test_the_path_of_the_sun_is_found_anywhere(latitude: float) -> None:
    middles = pd.date_range("2022-01-01 00:30", periods=8760, freq="h", tz="UTC")
    sun = solarposition.get_solarposition(middles, latitude, 20)
    up = sun["elevation"].to_numpy() > 0
    azimuth, elevation = sun_path(sun["azimuth"].to_numpy()[up], sun["elevation"].to_numpy()[up], moments=6)
    for moment, minutes in enumerate((-25, -15, -5, 5, 15, 25)):
        there = solarposition.get_solarposition(middles[up] + pd.Timedelta(minutes=minutes), latitude, 20)
        off = (azimuth[:, moment] - there["azimuth"].to_numpy() + 180) % 360 - 180
        assert np.abs(off * np.cos(np.radians(there["elevation"].to_numpy()))).max() < 0.1
        assert np.abs(elevation[:, moment] - there["elevation"].to_numpy()).max() < 0.1


def test_a_sun_of_single_hours_stands_still() -> None:
    for azimuth, elevation in (([180.0], [40.0]), ([180.0, 190.0], [40.0, 39.0]), ([90.0, 180, 270], [10.0, 60, 10])):
        path = sun_path(np.array(azimuth), np.array(elevation), moments=3)
        assert path[0] % 360 == pytest.approx(np.tile(azimuth, (3, 1)).T)
        assert path[1] == pytest.approx(np.tile(elevation, (3, 1)).T)
