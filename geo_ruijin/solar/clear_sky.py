"""The sky without clouds, hour by hour: what reaches the ground, and what there is outside the air."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin import _pvlib as pvlib
from geo_ruijin.solar.daylight import sun_at

Floats = NDArray[np.float64]

#: Of an hour: ten minutes each, short enough for the hours of sunrise and sunset.
STEPS = 6


@dataclass(frozen=True)
class ClearSky:
    """Means of hours [W/m²]: (n,).

    Attributes
    ----------
    ghi
        Global horizontal irradiance under a clear sky.
    extraterrestrial
        Irradiance on the level outside the air.
    """

    ghi: Floats
    extraterrestrial: Floats


def clear_sky(middles: pd.DatetimeIndex, *, latitude: float, longitude: float, altitude: float) -> ClearSky:
    """Return the clear sky of each hour, from ten minutes to ten minutes.

    Parameters
    ----------
    middles
        Of the hours, in UTC: (n,).
    latitude, longitude
        WGS 84 [degree].
    altitude
        Above the sea [m].

    References
    ----------
    Ineichen & Perez (2002), doi:10.1016/S0038-092X(02)00045-2; Linke turbidity by month and place: Remund et al.
    (2003), as pvlib carries it.

    Examples
    --------
    >>> noon = pd.DatetimeIndex(["2022-06-21 04:30"], tz="UTC")  # half past twelve at 8 hours ahead
    >>> sky = clear_sky(noon, latitude=25.88, longitude=116.03, altitude=200)
    >>> bool(800 < sky.ghi[0] < sky.extraterrestrial[0])
    True
    """
    offsets = (np.arange(STEPS) + 0.5) / STEPS - 0.5
    moments = middles.repeat(STEPS) + pd.to_timedelta(np.tile(offsets, len(middles)), unit="h").round("s")
    sun = sun_at(moments, latitude=latitude, longitude=longitude, altitude=altitude)
    pressed = pvlib.atmosphere.get_absolute_airmass(sun.airmass, pvlib.atmosphere.alt2pres(altitude))
    turbidity = pvlib.clearsky.lookup_linke_turbidity(moments, latitude, longitude, interp_turbidity=False).to_numpy()
    with np.errstate(divide="ignore"):  # of the beam, which is not wanted, where the sun is down
        found = pvlib.clearsky.ineichen(90 - sun.elevation, pressed, turbidity, altitude, sun.extraterrestrial)
    return ClearSky(
        np.where(sun.up, found["ghi"], 0).reshape(-1, STEPS).mean(axis=1),
        (sun.extraterrestrial * sun.height).reshape(-1, STEPS).mean(axis=1),
    )
