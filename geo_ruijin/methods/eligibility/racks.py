"""What racks on the ground yield at a place, towards the equator and without shade."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from geo_ruijin.methods.parameter import Range
from geo_ruijin.solar.daylight import daylight_of
from geo_ruijin.solar.simulation import simulate
from geo_ruijin.solar.system import System, Transposition
from geo_ruijin.solar.weather import Weather
from geo_ruijin.units import Degrees, Percent

_WHOLE = 100  # %


@dataclass(frozen=True)
class Racks:
    """How arrays stand and what they are made of; see `geo_ruijin.solar.system.System`.

    Attributes
    ----------
    tilt
        From the level [degree].
    losses
        [%].
    inverter_efficiency, albedo, diffuse_transmission
        [%].
    temperature_coefficient
        [1/°C].
    """

    tilt: Degrees
    losses: Range
    inverter_efficiency: Percent
    dc_ac_ratio: float
    temperature_coefficient: float
    albedo: Percent
    diffuse_transmission: Percent
    transposition: str

    @property
    def system(self) -> System:
        """The system with the most likely losses."""
        return System(
            mount="rack",
            temperature_coefficient=self.temperature_coefficient,
            losses=self.losses.mid / _WHOLE,
            inverter_efficiency=self.inverter_efficiency / _WHOLE,
            dc_ac_ratio=self.dc_ac_ratio,
            albedo=self.albedo / _WHOLE,
            diffuse_transmission=self.diffuse_transmission / _WHOLE,
            transposition=cast("Transposition", self.transposition),
        )


def rack_yield(year: Weather, racks: Racks) -> Range:
    """Return the energy of the first year of racks that face the equator, by their losses [kWh/kWp].

    Raises
    ------
    MethodError
        If the system is none that can be.
    """
    light, system = daylight_of(year), racks.system
    tilt, azimuth = np.array([racks.tilt]), np.array([180.0 if year.latitude >= 0 else 0.0])

    def energy(losses: Percent) -> float:
        return float(simulate(light, replace(system, losses=losses / _WHOLE), tilt, azimuth).energy.sum())

    return Range(energy(racks.losses.high), energy(racks.losses.mid), energy(racks.losses.low))
