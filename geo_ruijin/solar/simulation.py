"""A year of an array, hour by hour: light in its plane, light that enters it, its heat and its power."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_ruijin import _pvlib as pvlib
from geo_ruijin.solar.daylight import Daylight
from geo_ruijin.solar.system import SAPM_MOUNTS, System

Floats = NDArray[np.float64]

WATTS_PER_KILOWATT = 1000


@dataclass(frozen=True)
class Plane:
    """Irradiance in the plane of arrays [W/m²], each (n, H).

    Attributes
    ----------
    direct
        Straight from the sun.
    around
        From the sky close around the sun.
    sky
        From the rest of the sky.
    ground
        Reflected by the ground.
    incidence
        Angle between the sun and the plane's normal [degree].
    """

    direct: Floats
    around: Floats
    sky: Floats
    ground: Floats
    incidence: Floats

    @property
    def total(self) -> Floats:
        """All of it."""
        return self.direct + self.around + self.sky + self.ground


@dataclass(frozen=True)
class Output:
    """What arrays yield in each hour with light, behind the inverter [kWh/kWp], each (n, H).

    Attributes
    ----------
    beam, sky, ground
        By where the light came from that reached the cells.
    irradiation
        In the plane of the array, before reflection [kWh/m²].
    """

    beam: Floats
    sky: Floats
    ground: Floats
    irradiation: Floats

    @property
    def energy(self) -> Floats:
        """All of it."""
        return self.beam + self.sky + self.ground


def plane_of_array(daylight: Daylight, system: System, tilt: Floats, azimuth: Floats) -> Plane:
    """Return the light in the plane of arrays, hour by hour.

    On the level it is global horizontal irradiance exactly: what Perez's formula loses of the diffuse light there when
    the sun is lower than 5° (it reckons with 5° then), and the light of hours in which the sun is down, is sky.

    Parameters
    ----------
    daylight
        H hours.
    system
        Its transposition and albedo count.
    tilt
        From the level [degree]: (n,).
    azimuth
        Clockwise from north [degree]: (n,).
    """
    slope, facing, sun = tilt[:, None], azimuth[:, None], daylight.sun
    zenith = np.where(sun.up, 90 - sun.elevation, 90.0)
    cosine = pvlib.irradiance.aoi_projection(slope, facing, zenith, sun.azimuth)
    around, sky = _sky(daylight, system, slope, facing)
    level_around, level_sky = _sky(daylight, system, np.zeros((1, 1)), np.zeros((1, 1)))
    missing = daylight.dhi - level_around - level_sky
    return Plane(
        direct=daylight.dni * np.maximum(cosine, 0),
        around=around,
        sky=sky + pvlib.irradiance.isotropic(slope, missing),
        ground=pvlib.irradiance.get_ground_diffuse(slope, daylight.ghi, system.albedo),
        incidence=np.degrees(np.arccos(np.clip(cosine, -1, 1))),
    )


def simulate(daylight: Daylight, system: System, tilt: Floats, azimuth: Floats) -> Output:
    """Return what arrays yield, hour by hour.

    The chain is that of PVWatts: the glass reflects by Fresnel's and Bouguer's laws, the cells heat up by the Sandia
    model, the power goes with irradiance and falls with temperature, the inverter has its own curve and a limit. The
    energy of an hour is shared out over beam, sky and ground as they share in the light that reaches the cells.

    Parameters
    ----------
    daylight
        H hours.
    system
        Of all the arrays.
    tilt
        From the level [degree]: (n,).
    azimuth
        Clockwise from north [degree]: (n,).

    References
    ----------
    De Soto, Klein & Beckman (2006), doi:10.1016/j.solener.2005.06.010 (reflection); Dobos (2014), doi:10.2172/1158421
    (power, inverter); King, Boyson & Kratochvil (2004), doi:10.2172/919131 (temperature).
    """
    plane = plane_of_array(daylight, system, tilt, azimuth)
    passed = system.diffuse_transmission
    beam = plane.direct * pvlib.iam.physical(plane.incidence) + passed * plane.around
    sky, ground = passed * plane.sky, passed * plane.ground
    effective = beam + sky + ground
    mount = pvlib.temperature.TEMPERATURE_MODEL_PARAMETERS["sapm"][SAPM_MOUNTS[system.mount]]
    heat = pvlib.temperature.sapm_cell(plane.total, daylight.temperature, daylight.wind, **mount)
    modules = pvlib.pvsystem.pvwatts_dc(effective, heat, 1.0, system.temperature_coefficient)
    direct_current = modules * (1 - system.losses)
    power = pvlib.inverter.pvwatts(direct_current, system.inverter_limit, system.inverter_efficiency)
    share = np.divide(power, effective, out=np.zeros_like(power), where=effective > 0)
    return Output(
        beam=share * beam, sky=share * sky, ground=share * ground, irradiation=plane.total / WATTS_PER_KILOWATT
    )


def _sky(daylight: Daylight, system: System, slope: Floats, facing: Floats) -> tuple[Floats, Floats]:
    """Return the sky's light in planes: from around the sun, and from the rest; nothing where the sun is down."""
    sun = daylight.sun
    lit = sun.up & (daylight.dhi > 0)  # without light Perez's clearness is no number
    zenith = np.where(sun.up, 90 - sun.elevation, 90.0)
    light = (daylight.dhi, daylight.dni, sun.extraterrestrial, zenith, sun.azimuth)
    if system.transposition == "perez":
        parts = pvlib.irradiance.perez(slope, facing, *light, sun.airmass, return_components=True)
    else:
        parts = pvlib.irradiance.haydavies(slope, facing, *light, return_components=True)
    around = np.where(lit, parts["poa_circumsolar"], 0.0)
    return around, np.where(lit, parts["poa_sky_diffuse"] - around, 0.0)
