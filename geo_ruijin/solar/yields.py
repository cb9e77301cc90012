"""What an array yields by its tilt and azimuth: one simulation an orientation, not one a roof."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RectBivariateSpline

from geo_ruijin.errors import MethodError
from geo_ruijin.solar.daylight import Daylight, daylight_of
from geo_ruijin.solar.simulation import simulate
from geo_ruijin.solar.system import System
from geo_ruijin.solar.weather import Weather
from geo_ruijin.text import Text

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class YieldTable:
    """Yields of a year by orientation, of modules as new, without shade, for each hour the sun is up.

    Energies are alternating current behind the inverter per kWp of modules. The energy of an hour is shared out over
    beam, sky and ground as these share in the irradiance that reaches the cells; the circumsolar part goes with the
    beam.

    Attributes
    ----------
    tilts
        Of the rows, rising from 0 [degree]: (T,).
    azimuths
        Of the columns, clockwise from north, 0 to below 360 in even steps [degree]: (A,).
    energy
        Specific yield of the year [kWh/kWp]: (T, A).
    irradiation
        In the plane of the array, before reflection [kWh/m²]: (T, A).
    sun_azimuth, sun_elevation
        Of each hour the sun is up, clockwise from north, apparent elevation [degree]: (H,).
    beam
        The part of the energy of each of these hours that comes straight from the sun [kWh/kWp]: (T, A, H).
    sky
        The part of the year's energy that comes from the sky around it [kWh/kWp]: (T, A).
    ground
        The part of the year's energy that the ground reflects [kWh/kWp]: (T, A).
    error
        The largest difference of an interpolated yield from one simulated, at tilts half-way between those of the
        table, at its azimuths and half-way between, as a share of the yield [1]. At 400 orientations
        by chance it was no more than a tenth larger.
    """

    tilts: Floats
    azimuths: Floats
    energy: Floats
    irradiation: Floats
    sun_azimuth: Floats
    sun_elevation: Floats
    beam: Floats
    sky: Floats
    ground: Floats
    error: float


def yield_table(weather: Weather, system: System, *, step: float = 10, steepest: float = 60) -> YieldTable:
    """Return the yields of arrays of all orientations.

    Parameters
    ----------
    weather
        A year.
    system
        Of all the arrays.
    step
        Between the orientations that are simulated [degree]; divides 360 and `steepest`.
    steepest
        Up to which tilt [degree].

    Raises
    ------
    MethodError
        If the step divides one of them not, or leaves too few orientations to interpolate.
    """
    _demand_steps(step, steepest)
    tilts = np.linspace(0, steepest, round(steepest / step) + 1)
    azimuths = np.linspace(0, 360, round(360 / step), endpoint=False)
    daylight = daylight_of(weather)
    up = daylight.sun.up
    shape = (len(tilts), len(azimuths))
    energy, irradiation, sky, ground = (np.empty(shape) for _ in range(4))
    beam = np.empty((*shape, np.count_nonzero(up)))
    for row, tilt in enumerate(tilts):
        # on the level all azimuths are one
        facing = azimuths if tilt else azimuths[:1]
        found = simulate(daylight, system, np.full(len(facing), tilt), facing)
        energy[row], irradiation[row] = found.energy.sum(axis=1), found.irradiation.sum(axis=1)
        sky[row], ground[row] = found.sky.sum(axis=1), found.ground.sum(axis=1)
        beam[row] = found.beam[:, up]
    table = YieldTable(
        tilts,
        azimuths,
        energy,
        irradiation,
        daylight.sun.azimuth[up],
        daylight.sun.elevation[up],
        beam,
        sky,
        ground,
        0.0,
    )
    return replace(table, error=_error(table, daylight, system))


def specific_yield(table: YieldTable, tilt: Floats, azimuth: Floats) -> Floats:
    """Return the yield of the year of arrays by their orientation, without shade [kWh/kWp]: (n,).

    Interpolated between the orientations of the table by cubic splines, around the whole circle.

    Parameters
    ----------
    table
        Of `yield_table`.
    tilt
        From the level [degree], within those of the table: (n,).
    azimuth
        Clockwise from north [degree], any turn: (n,).

    Raises
    ------
    MethodError
        If a tilt is beyond the table's, or one of them is no number.
    """
    tilt, azimuth = np.asarray(tilt, np.float64), np.asarray(azimuth, np.float64)
    beyond = ~((tilt >= table.tilts[0]) & (tilt <= table.tilts[-1]) & np.isfinite(azimuth))
    if beyond.any():
        raise MethodError(
            Text(
                zh=f"{np.count_nonzero(beyond)} 个倾角不在 0–{table.tilts[-1]:g}° 之内,或朝向不是数字",
                en=f"{np.count_nonzero(beyond)} tilts are not within 0-{table.tilts[-1]:g}°, or azimuths no numbers",
            )
        )
    yields: Floats = _spline(table).ev(tilt, azimuth % 360)
    return yields


def _spline(table: YieldTable) -> RectBivariateSpline:
    """Return the surface through the yields; a turn on either side makes it the same where the circle closes."""
    around = np.concatenate([table.azimuths - 360, table.azimuths, table.azimuths + 360])
    return RectBivariateSpline(table.tilts, around, np.tile(table.energy, 3))


def _error(table: YieldTable, daylight: Daylight, system: System) -> float:
    """Return the largest difference from yields simulated half-way between tilts, at azimuths and half-way [1].

    Half-way in tilt is where the splines are furthest off: tilts are three times fewer than azimuths, and end.
    """
    spline, worst = _spline(table), 0.0
    azimuths = np.concatenate([table.azimuths, table.azimuths + table.azimuths[1] / 2])
    for tilt in (table.tilts[1:] + table.tilts[:-1]) / 2:
        slope = np.full(len(azimuths), tilt)
        energy = simulate(daylight, system, slope, azimuths).energy.sum(axis=1)
        found = np.abs(spline.ev(slope, azimuths) - energy)
        worst = max(worst, float(np.divide(found, energy, out=np.zeros_like(found), where=energy > 0).max()))
    return worst


def _demand_steps(step: float, steepest: float) -> None:
    """Refuse steps that do not divide the circle and the tilts evenly, or that are too few for cubic splines."""
    least = 3  # steps, between four orientations
    even = step > 0 and all(
        round(whole / step) >= least and np.isclose(whole / step, round(whole / step)) for whole in (360, steepest)
    )
    if not even:
        raise MethodError(
            Text(
                zh=f"步长 {step:g}° 应能整除 360° 与最大倾角 {steepest:g}°,且各不少于 {least} 步",
                en=f"a step of {step:g}° should divide 360° and the steepest tilt ({steepest:g}°) into {least} or more",
            )
        )
