"""The plain monthly estimate of the standard, beside what is simulated hour by hour."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError
from geo_ruijin.solar.weather import Weather
from geo_ruijin.solar.year import month_sums
from geo_ruijin.text import Text

Floats = NDArray[np.float64]

#: Irradiance at which the power of modules is rated [kW/m²].
RATED_IRRADIANCE = 1.0


def horizontal_months(weather: Weather) -> Floats:
    """Return the global horizontal irradiation of each month [kWh/m²]: (12,)."""
    return month_sums(weather.ghi) / 1000


def monthly_estimate(horizontal: Floats, *, efficiency: float) -> Floats:
    """Return what a kWp yields in each month: ``Ep = HA * PAZ / Es * K`` [kWh/kWp].

    The irradiation is that on the level, and K holds no factor of the tilt: where it does, or where the irradiation is
    that in the plane of the array, the tilt is in it already, and must not be in it twice.

    Parameters
    ----------
    horizontal
        HA, global irradiation on the level by month [kWh/m²]: (12,).
    efficiency
        K, of the whole system: temperature, dirt, cables, inverter, outages [1].

    Raises
    ------
    MethodError
        If the efficiency is no share above 0.

    References
    ----------
    GB 50797-2012, 6.6.

    Examples
    --------
    >>> float(monthly_estimate(np.full(12, 100.0), efficiency=0.8).sum())  # 12 x 100 kWh/m² x 1 kWp / 1 kW/m² x 0.8
    960.0
    """
    if not 0 < efficiency <= 1:
        raise MethodError(
            Text(
                zh=f"综合效率系数 K 应大于 0、不大于 1,现为 {efficiency:g}",
                en=f"the efficiency K should be above 0 and at most 1, is {efficiency:g}",
            )
        )
    return horizontal / RATED_IRRADIANCE * efficiency
