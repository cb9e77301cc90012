"""Where the sun stands in each hour of a table, and what it sends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin import _pvlib as pvlib
from geo_ruijin.solar.year import DEGREES_AN_HOUR, YEAR

Floats = NDArray[np.float64]

_DAY = 24.0
_MINUTES = 60.0


@dataclass(frozen=True)
class Sun:
    """The sun in the middles of hours.

    Attributes
    ----------
    middles
        In UTC: (n,).
    clock
        True solar time, 12 where it stands highest [h]: (n,).
    zenith
        Its true zenith angle [degree]: (n,).
    normal
        The irradiance outside the atmosphere, normal to the sun [W/m²]: (n,).
    """

    middles: pd.DatetimeIndex
    clock: Floats
    zenith: Floats
    normal: Floats

    @property
    def cosine(self) -> Floats:
        """The cosine of the zenith angle, none below the horizon [1]."""
        return np.maximum(np.cos(np.radians(self.zenith)), 0.0)

    @property
    def elevation(self) -> Floats:
        """The true elevation [degree]."""
        return 90.0 - self.zenith

    @property
    def horizontal(self) -> Floats:
        """The irradiance outside the atmosphere on the horizontal [W/m²]."""
        return self.normal * self.cosine


def sun_of(positions: Floats, *, utc_offset: float, latitude: float, longitude: float) -> Sun:
    """Return the sun in the middles of hours.

    Parameters
    ----------
    positions
        Where the middles lie in a common year, from its first midnight by the clock [h]: (n,).
    utc_offset
        How far that clock is ahead of UTC [h].
    latitude, longitude
        Of the place [degree].

    References
    ----------
    Reda & Andreas (2004), doi:10.1016/j.solener.2003.12.003 (positions); Spencer (1971) (distance of the sun).

    Examples
    --------
    >>> sun = sun_of(np.array([12.0]), utc_offset=0, latitude=0, longitude=0)  # 1 January: declination -23 degrees
    >>> bool(22.5 < sun.zenith[0] < 23.5), round(float(sun.clock[0]), 1)
    (True, 11.9)
    """
    first = pd.Timestamp(YEAR, 1, 1, tz="UTC")
    middles = pd.DatetimeIndex(first + pd.to_timedelta(np.round((positions - utc_offset) * 3600), unit="s"))
    found = pvlib.solarposition.get_solarposition(middles, latitude, longitude)
    clock = positions - utc_offset + longitude / DEGREES_AN_HOUR + found["equation_of_time"].to_numpy() / _MINUTES
    zenith = found["zenith"].to_numpy(dtype=float)
    return Sun(
        middles,
        clock % _DAY,
        zenith,
        np.asarray(pvlib.irradiance.get_extra_radiation(middles.day_of_year.to_numpy()), dtype=float),
    )
