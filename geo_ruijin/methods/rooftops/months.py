"""A year of a plain array month by month: what is simulated, and what the standard estimates."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.methods.rooftops.sun import Sun
from geo_ruijin.results import Column, Table
from geo_ruijin.solar.daylight import daylight_of
from geo_ruijin.solar.estimate import horizontal_months, monthly_estimate
from geo_ruijin.solar.simulation import simulate
from geo_ruijin.solar.weather import HOURS
from geo_ruijin.solar.year import month_sums
from geo_ruijin.text import Text

Floats = NDArray[np.float64]


def months_of(sun: Sun, tilt: float, *, efficiency: float) -> pd.DataFrame:
    """Return a year of racks without shade that face the equator, month by month, beside the plain estimate.

    Parameters
    ----------
    sun
        The sun.
    tilt
        Of the racks [degree].
    efficiency
        K of the plain estimate [1].

    Returns
    -------
    DataFrame
        Twelve rows: month from 1, horizontal and plane, irradiation on the level and in the plane of the racks
        [kWh/m²], hourly and plain, what is simulated and what is estimated [kWh/kWp].
    """
    daylight = daylight_of(sun.weather)
    output = simulate(daylight, sun.system, np.array([tilt]), np.array([sun.sunward]))

    def by_month(light: Floats) -> Floats:
        hours = np.zeros(HOURS)
        hours[daylight.hours] = light[0]
        return month_sums(hours)

    horizontal = horizontal_months(sun.weather)
    return pd.DataFrame(
        {
            "month": np.arange(1, 13),
            "horizontal": horizontal,
            "plane": by_month(output.irradiation),
            "hourly": by_month(output.energy),
            "plain": monthly_estimate(horizontal, efficiency=efficiency),
        }
    )


def months_table(months: pd.DataFrame, tilt: float) -> Table:
    """Return a year of the reference array, month by month: see `months_of`."""
    return Table(
        Text(
            zh=f"逐月对照:朝向赤道、倾角 {tilt:g}°、无遮挡的支架阵列",
            en=f"Month by month: racks without shade, tilted by {tilt:g}° towards the equator",
        ),
        months,
        {
            "month": Column(Text(zh="月", en="Month")),
            "horizontal": Column(Text(zh="水平面总辐照量", en="Irradiation on the level"), "kWh/m²"),
            "plane": Column(Text(zh="阵列面总辐照量", en="In the plane of the array"), "kWh/m²"),
            "hourly": Column(Text(zh="逐时模拟的发电量", en="Yield, hour by hour"), "kWh/kWp"),
            "plain": Column(Text(zh="GB 50797 简易估算", en="Plain estimate (GB 50797)"), "kWh/kWp"),
        },
    )
