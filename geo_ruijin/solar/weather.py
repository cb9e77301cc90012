"""A typical year of weather at a place, hour by hour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.text import Text

Floats = NDArray[np.float64]

#: The hours of a year without a leap day.
HOURS = 8760


@dataclass(frozen=True)
class Weather:
    """A year without a leap day, one value an hour: each is the mean of its hour.

    Attributes
    ----------
    middles
        The middles of the hours, in UTC, the first of them the first of a local year: (8760,).
    ghi, dni, dhi
        Global horizontal, direct normal and diffuse horizontal irradiance [W/m²]: (8760,).
    temperature
        Of the air at 2 m [°C]: (8760,).
    wind
        Its speed at 10 m [m/s]: (8760,).
    latitude, longitude
        Of the place, WGS 84 [degree].
    altitude
        Of the place [m].
    about
        What it was made of.
    """

    middles: pd.DatetimeIndex
    ghi: Floats
    dni: Floats
    dhi: Floats
    temperature: Floats
    wind: Floats
    latitude: float
    longitude: float
    altitude: float
    about: Text

    @property
    def annual_ghi(self) -> float:
        """Global horizontal irradiation of the year [kWh/m²]."""
        return float(self.ghi.sum() / 1000)
