"""A typical year from twelve monthly means: a clear sky's days, brought down to what was measured."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin import _pvlib as pvlib
from geo_ruijin.solar.clear_sky import ClearSky, clear_sky
from geo_ruijin.solar.daylight import Sun, beam_of, sun_of_hours
from geo_ruijin.solar.normals_checks import demand_normals
from geo_ruijin.solar.weather import Weather
from geo_ruijin.solar.year import DAYS, DEGREES_AN_HOUR, MONTHS, middles_of_hours, month_sums
from geo_ruijin.text import Text

Floats = NDArray[np.float64]

#: At which the nominal cell temperature of modules is measured (IEC 61215) [m/s].
NOMINAL_WIND = 1.0

#: Diffuse share by the powers of the clearness index, where the sun of the month sets early and late: Erbs, Klein &
#: Duffie (1982), for monthly means.
EARLY, LATE = (1.391, -3.560, 4.189, -2.137), (1.311, -3.022, 3.427, -1.821)
EARLY_UP_TO = 81.4  # hour angle of sunset [degree]

#: The day's course of the air's temperature, in shares of its range: amplitude and phase [rad] of one to four waves a
#: day; and the range by the clearness index [K]. Erbs, Klein & Beckman (1983).
WAVES = ((0.4632, 3.805), (0.0984, 0.360), (0.0168, 0.822), (0.0138, 3.513))
RANGE_BY_CLEARNESS, RANGE_WITHOUT = 25.8, -5.21


def weather_of_normals(
    rows: pd.DataFrame,
    *,
    latitude: float,
    longitude: float,
    altitude: float,
    wind: float = NOMINAL_WIND,
) -> Weather:
    """Return a year whose months have the given means.

    All days of a month are alike: the clear sky of pvlib (Ineichen & Perez, turbidity by month and place) brought down
    to the month's global irradiation. Its diffuse part is the one that goes with the month's clearness, and comes over
    the day like the irradiation outside the air; the beam is the rest. Both of the month's sums are kept. Real months
    mix clear days and dull ones: yields of days alike came out by 1.2 % (level) and 2.3 %
    (15° to the south) higher at Ruijin than those of days varied about the same sums, by one spread assumed.

    Parameters
    ----------
    rows
        Columns `month` (1 to 12), `ghi` [kWh/m²/d], `temperature` [°C], and where known `wind` [m/s]; in any order.
    latitude, longitude
        Of the place, WGS 84 [degree].
    altitude
        Of the place [m].
    wind
        Where `rows` have none [m/s].

    Raises
    ------
    MethodError
        If months are missing or double, or values are none, beyond what is possible, or in another unit; all of it.

    References
    ----------
    Erbs, Klein & Duffie (1982), doi:10.1016/0038-092X(82)90302-4 (diffuse share); Liu & Jordan (1960),
    doi:10.1016/0038-092X(60)90062-1 (its course); Ineichen & Perez (2002), doi:10.1016/S0038-092X(02)00045-2 (clear
    sky); Erbs, Klein & Beckman (1983), ASHRAE Journal 25(6), 60-65 (temperature over the day).

    Examples
    --------
    >>> sun = [1.93, 2.37, 2.63, 3.43, 3.78, 4.04, 5.49, 4.99, 4.17, 3.44, 2.60, 2.36]  # [kWh/m²/d]
    >>> rows = pd.DataFrame({"month": range(1, 13), "ghi": sun, "temperature": 19.0})
    >>> weather = weather_of_normals(rows, latitude=25.88, longitude=116.03, altitude=200)
    >>> round(weather.annual_ghi)  # 31 x 1.93 + 28 x 2.37 + ... [kWh/m²]
    1257
    """
    place = {"latitude": latitude, "longitude": longitude, "altitude": altitude}
    middles = middles_of_hours(longitude)
    sky = clear_sky(middles, **place)
    outside = month_sums(sky.extraterrestrial) / 1000  # [kWh/m²]
    demand_normals(rows, outside=outside / DAYS)
    months = rows.sort_values("month")
    measured: Floats = months["ghi"].to_numpy(np.float64) * DAYS
    clearness = np.divide(measured, outside, out=np.zeros(12), where=outside > 0)
    ghi = _brought_down(sky, measured)
    diffuse = measured * diffuse_share(clearness, sunset_of_months(latitude))
    sun = sun_of_hours(middles, **place)
    dhi = _diffuse(ghi, sky.extraterrestrial, diffuse, sun)
    return Weather(
        middles,
        ghi,
        beam_of(ghi, dhi, sun),
        dhi,
        months["temperature"].to_numpy(np.float64)[MONTHS] + _swing(middles, longitude, clearness),
        _wind(months, wind)[MONTHS],
        **place,
        about=Text(
            zh="由各月平均总辐照量推得的典型年:晴空(Linke 浑浊度)按月缩放,散射按 Erbs 月均关系,同月各日相同,"
            "发电量因此偏高约 1%—2%",
            en="a typical year from monthly means: clear sky (Linke turbidity) scaled by month, diffuse by Erbs's "
            "relation of monthly means, all days of a month alike, which makes yields some 1-2 % too high",
        ),
    )


def diffuse_share(clearness: Floats, sunset: Floats) -> Floats:
    """Return the diffuse share of the global irradiation of months [1].

    Erbs, Klein & Duffie found it for a clearness of 0.3 to 0.8; duller months follow the same curve, up to all of it.

    Parameters
    ----------
    clearness
        Global irradiation over that outside the air, monthly means [1]: (12,).
    sunset
        Hour angle of the sunset in the middle of the month [degree]: (12,).

    Examples
    --------
    >>> diffuse_share(np.array([0.5]), np.array([90.0])).round(3)  # 1.311 - 1.511 + 0.857 - 0.228
    array([0.429])
    """
    early, late = (np.polynomial.polynomial.polyval(clearness, factors) for factors in (EARLY, LATE))
    shares: Floats = np.clip(np.where(sunset <= EARLY_UP_TO, early, late), 0, 1)
    return shares


def sunset_of_months(latitude: float) -> Floats:
    """Return the hour angle of the sunset in the middle of each month [degree]: (12,); 0 in a polar night.

    Examples
    --------
    >>> sunset_of_months(0)[:2].round()  # at the equator six hours after noon, always
    array([90., 90.])
    """
    declination = pvlib.solarposition.declination_spencer71(np.cumsum(DAYS) - (DAYS - 1) / 2)
    angles: Floats = np.degrees(np.arccos(np.clip(-np.tan(np.radians(latitude)) * np.tan(declination), -1, 1)))
    return angles


def _brought_down(sky: ClearSky, measured: Floats) -> Floats:
    """Return global irradiance of the hours [W/m²], in the clear sky's course, with the months' sums [kWh/m²]."""
    # where the clear sky of a month is dark but the sun is up, it takes the course of the light outside the air
    dark = month_sums(sky.ghi) <= 0
    course = np.where(dark[MONTHS], sky.extraterrestrial, sky.ghi)
    whole = month_sums(course)
    return course * np.divide(1000 * measured, whole, out=np.zeros(12), where=whole > 0)[MONTHS]


def _diffuse(ghi: Floats, outside: Floats, monthly: Floats, sun: Sun) -> Floats:
    """Return diffuse irradiance of the hours [W/m²], in the course of the light outside the air.

    No hour has more than its global irradiance, nor leaves a beam stronger than outside the air; what these limits cut
    off or add goes over the other hours of the month, until its sum is kept.
    """
    least = np.maximum(ghi - sun.extraterrestrial * sun.height, 0)
    low, high = np.zeros(12), np.full(12, np.divide(ghi, outside, out=np.zeros_like(ghi), where=outside > 0).max())
    for _ in range(np.finfo(np.float64).nmant):  # halving until no bit is left
        factor = (low + high) / 2
        short = month_sums(np.clip(factor[MONTHS] * outside, least, ghi)) < 1000 * monthly
        low, high = np.where(short, factor, low), np.where(short, high, factor)
    return np.clip(high[MONTHS] * outside, least, ghi)


def _swing(middles: pd.DatetimeIndex, longitude: float, clearness: Floats) -> Floats:
    """Return how far the air is above the mean of the day, by the hour of the sun [K]; nothing over a whole day."""
    hour = (middles.hour + middles.minute / 60 + longitude / DEGREES_AN_HOUR).to_numpy(np.float64)
    angle = 2 * np.pi * (hour - 1) / 24
    course = sum(size * np.cos(waves * angle - phase) for waves, (size, phase) in enumerate(WAVES, start=1))
    swing: Floats = np.maximum(RANGE_BY_CLEARNESS * clearness + RANGE_WITHOUT, 0)[MONTHS] * course
    return swing


def _wind(months: pd.DataFrame, otherwise: float) -> Floats:
    known = months["wind"].astype("Float64") if "wind" in months else pd.Series(pd.NA, months.index, dtype="Float64")
    return np.asarray(known.fillna(otherwise), np.float64)
