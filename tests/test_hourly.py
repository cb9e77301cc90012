"""An hourly table as a typical year of weather."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pvlib.irradiance import get_total_irradiance

from geo_ruijin.errors import MethodError
from geo_ruijin.solar.hourly import weather_of_hours
from geo_ruijin.solar.sun import sun_of
from geo_ruijin.solar.weather import Weather
from geo_ruijin.solar.weather_checks import check_weather
from geo_ruijin.solar.year import YEAR
from geo_ruijin.sources.files import read_file
from tests.weather_years import ALTITUDE, LATITUDE, LONGITUDE, OFFSET, Place, hours, write_epw, write_pvgis_csv

MIDDLES = hours().assign(
    hour=lambda rows: rows["hour"] + 0.5, utc_offset=8.0, latitude=LATITUDE, longitude=LONGITUDE, altitude=ALTITUDE
)


def flat(weather: Weather) -> float:
    """Return what a year sends on a plane that lies flat [kWh/m²]."""
    zenith = sun_at(weather)
    poa = get_total_irradiance(
        surface_tilt=0, surface_azimuth=180, solar_zenith=zenith, solar_azimuth=180.0,
        dni=weather.dni, ghi=weather.ghi, dhi=weather.dhi, model="isotropic",
    )  # fmt: skip
    return float(np.sum(poa["poa_global"]) / 1000)


def sun_at(weather: Weather) -> np.ndarray:
    first = pd.Timestamp(YEAR, 1, 1, tz="UTC")
    where = ((weather.middles - first) / pd.Timedelta(hours=1)).to_numpy(dtype=float)
    return sun_of(where, utc_offset=0, latitude=weather.latitude, longitude=weather.longitude).zenith


def test_the_year_is_whole_and_begins_at_local_midnight() -> None:
    weather = weather_of_hours(MIDDLES)
    assert len(weather.middles) == 8760
    assert weather.middles[0] == pd.Timestamp("2021-12-31 16:30", tz="UTC")  # 0:30 of 1 January in UTC+8
    assert (np.diff(weather.middles) == np.timedelta64(1, "h")).all()
    assert weather.ghi.tolist() == MIDDLES["ghi"].tolist()
    assert (weather.latitude, weather.longitude, weather.altitude) == (LATITUDE, LONGITUDE, ALTITUDE)


def test_beam_and_diffuse_are_its_own_or_what_is_left_or_by_erbs() -> None:
    # the table's beam and diffuse are by Erbs of its global: all four ways come to the same, but for two decimals
    own = weather_of_hours(MIDDLES)
    for gone, words in ((["dni"], "beam the rest"), (["dhi"], "diffuse the rest"), (["dni", "dhi"], "model of Erbs")):
        weather = weather_of_hours(MIDDLES.drop(columns=gone))
        assert words in weather.about.en
        assert weather.dhi.sum() == pytest.approx(own.dhi.sum(), rel=0.002), gone
        assert weather.dni.sum() == pytest.approx(own.dni.sum(), rel=0.02), gone
        assert flat(weather) == pytest.approx(weather.annual_ghi, rel=0.005), gone


def test_wind_and_altitude_that_nobody_knows() -> None:
    weather = weather_of_hours(MIDDLES.drop(columns=["wind", "altitude"]), wind=1.5)
    assert set(weather.wind) == {1.5}
    assert weather.altitude == pytest.approx(200, abs=150)  # from pvlib's map of the world
    some = MIDDLES.assign(wind=MIDDLES["wind"].where(MIDDLES.index > 0))
    assert weather_of_hours(some, wind=1.5).wind[:2].tolist() == [1.5, 2.0]


def test_the_same_year_as_epw_and_from_pvgis(tmp_path: Path) -> None:
    years = []
    for path in (
        write_epw(tmp_path / "a.epw", hours()),
        write_pvgis_csv(tmp_path / "a.csv", hours(at=OFFSET, zone=0)),
    ):
        rows, faults = check_weather(read_file(path), "hours", place=None, crs="EPSG:4548", file="layers/weather.toml")
        assert faults == []
        years.append(weather_of_hours(rows))
    epw, pvgis = years
    assert pvgis.middles[0] - epw.middles[0] == pd.Timedelta(hours=OFFSET - 0.5).round("s")  # both begin at 0:00 UTC+8
    # the one is of the half hour, the other of 0.1761: sums of a smooth curve at other points are the same
    assert pvgis.annual_ghi == pytest.approx(epw.annual_ghi, rel=0.002)
    assert pvgis.dhi.sum() == pytest.approx(epw.dhi.sum(), rel=0.005)
    assert flat(epw) == pytest.approx(epw.annual_ghi, rel=0.005)
    assert flat(pvgis) == pytest.approx(pvgis.annual_ghi, rel=0.005)


def test_the_southern_hemisphere_has_its_summer_in_january() -> None:
    place = Place(-LATITUDE, LONGITUDE, 8.0)
    rows = hours(place)
    rows = rows.assign(hour=rows["hour"] + 0.5, utc_offset=8.0, latitude=place.latitude, longitude=place.longitude)
    weather = weather_of_hours(rows)
    assert weather.ghi[: 31 * 24].sum() > 1.3 * weather.ghi[181 * 24 : 212 * 24].sum()  # January and July


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (MIDDLES.drop(columns=["ghi"]), "lacks the columns ghi"),
        (MIDDLES[:-1], "8759 rows of 8759 hours"),
        (MIDDLES.iloc[[0, *range(8759)]], "8760 rows of 8759 hours"),
        (MIDDLES.assign(temperature=MIDDLES["temperature"].where(MIDDLES.index > 0)), "empty cells in temperature"),
    ],
)
def test_a_year_that_is_not_whole_is_refused(rows: pd.DataFrame, words: str) -> None:
    with pytest.raises(MethodError, match=words):
        weather_of_hours(rows)
