"""The hours of a year with light in them: where the sun stands, and how its light parts into beam and sky."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin import _pvlib as pvlib
from geo_ruijin.solar.weather import Weather

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sun:
    """Where the sun stands in each of some hours.

    Attributes
    ----------
    moments
        When, in UTC: the middle of the part of the hour the sun is up, of the whole hour where it never is: (n,).
    elevation, azimuth
        Apparent, seen through the air, and clockwise from north [degree]: (n,).
    extraterrestrial
        Irradiance across the beam outside the air [W/m²]: (n,).
    """

    moments: pd.DatetimeIndex
    elevation: Floats
    azimuth: Floats
    extraterrestrial: Floats

    @property
    def up(self) -> NDArray[np.bool_]:
        """Whether it is above the horizon."""
        return self.elevation > 0

    @property
    def height(self) -> Floats:
        """Sine of its elevation, 0 where it is down [1]."""
        return np.where(self.up, np.sin(np.radians(self.elevation)), 0.0)

    @property
    def airmass(self) -> Floats:
        """Relative air mass (Kasten & Young 1989), NaN where the sun is down [1]."""
        return np.where(self.up, pvlib.atmosphere.get_relative_airmass(90 - self.elevation), np.nan)


@dataclass(frozen=True)
class Daylight:
    """The light and the air of each hour that has light.

    Attributes
    ----------
    hours
        Which of the year's: (H,).
    sun
        Where it stands.
    ghi, dni, dhi
        Global horizontal, direct normal, diffuse horizontal irradiance [W/m²], of which the first is the other two at
        the sun's height: (H,).
    temperature, wind
        Of the air [°C], [m/s]: (H,).
    """

    hours: NDArray[np.intp]
    sun: Sun
    ghi: Floats
    dni: Floats
    dhi: Floats
    temperature: Floats
    wind: Floats


def sun_at(moments: pd.DatetimeIndex, *, latitude: float, longitude: float, altitude: float) -> Sun:
    """Return where the sun stands.

    Parameters
    ----------
    moments
        In UTC: (n,).
    latitude, longitude
        WGS 84 [degree].
    altitude
        Above the sea [m].

    References
    ----------
    Reda & Andreas (2004), doi:10.1016/j.solener.2003.12.003.

    Examples
    --------
    >>> noon = sun_at(pd.DatetimeIndex(["2022-03-20 12:07"], tz="UTC"), latitude=0, longitude=0, altitude=0)
    >>> bool(noon.elevation[0] > 89)
    True
    """
    found = pvlib.solarposition.get_solarposition(moments, latitude, longitude, altitude=altitude)
    return Sun(
        moments,
        found["apparent_elevation"].to_numpy(),
        found["azimuth"].to_numpy(),
        pvlib.irradiance.get_extra_radiation(moments.day_of_year.to_numpy()),
    )


def sun_of_hours(middles: pd.DatetimeIndex, *, latitude: float, longitude: float, altitude: float) -> Sun:
    """Return where the sun stands in each hour: in the middle of the part in which it is up.

    In the middle of the hour itself it may be below the horizon, or far lower than where its light came from, in the
    hours of sunrise and sunset.

    Parameters
    ----------
    middles
        Of hours that follow one another, in UTC: (n,).
    latitude, longitude
        WGS 84 [degree].
    altitude
        Above the sea [m].
    """
    half = pd.Timedelta(minutes=30)
    edges = pd.DatetimeIndex((middles - half).append(middles[-1:] + half))
    height = sun_at(edges, latitude=latitude, longitude=longitude, altitude=altitude).elevation
    before, after = height[:-1], height[1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        # where it crosses the horizon, as a share of the hour; an hour is short enough for a straight line
        crossing = before / (before - after)
    start = np.where((before <= 0) & (after > 0), crossing, 0.0)
    stop = np.where((before > 0) & (after <= 0), crossing, 1.0)
    moments = pd.DatetimeIndex(middles + pd.to_timedelta((start + stop) / 2 - 0.5, unit="h").round("s"))
    return sun_at(moments, latitude=latitude, longitude=longitude, altitude=altitude)


def daylight_of(weather: Weather) -> Daylight:
    """Return the hours that have light, their beam such that global is beam and diffuse together.

    Global and diffuse irradiance are means of the hour and lead; the beam follows from them and the sun's height, as
    far as there is so much sun outside the air. What is left over is diffuse.
    """
    sun = sun_of_hours(
        weather.middles, latitude=weather.latitude, longitude=weather.longitude, altitude=weather.altitude
    )
    ghi = np.maximum(weather.ghi, 0)
    dni = beam_of(ghi, weather.dhi, sun)
    hours = np.flatnonzero((ghi > 0) | sun.up)
    return Daylight(
        hours,
        Sun(sun.moments[hours], sun.elevation[hours], sun.azimuth[hours], sun.extraterrestrial[hours]),
        ghi[hours],
        dni[hours],
        (ghi - dni * sun.height)[hours],
        weather.temperature[hours],
        weather.wind[hours],
    )


def beam_of(ghi: Floats, dhi: Floats, sun: Sun) -> Floats:
    """Return direct normal irradiance [W/m²]: what is not diffuse, across the beam.

    Never more than there is outside the air.

    Examples
    --------
    >>> sun = Sun(pd.DatetimeIndex([]), np.array([30.0, 30.0, -1.0]), np.zeros(3), np.full(3, 1361.0))
    >>> beam_of(np.array([500.0, 900.0, 5.0]), np.array([200.0, 100.0, 0.0]), sun).round()  # sin 30° is a half
    array([ 600., 1361.,    0.])
    """
    height = sun.height
    beam = np.divide(np.maximum(ghi - dhi, 0), height, out=np.zeros_like(height), where=height > 0)
    return np.minimum(beam, sun.extraterrestrial)
