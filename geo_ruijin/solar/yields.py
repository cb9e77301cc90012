"""What an array yields by its tilt and azimuth: one simulation an orientation, not one a roof."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class YieldTable:
    """Yields of the first year by orientation, without shade, for each hour the sun is up.

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
        The largest difference of an interpolated yield from one simulated, at orientations half-way between those of
        the table, as a share of the yield [1].
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
