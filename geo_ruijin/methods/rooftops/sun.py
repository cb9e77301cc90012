"""The sun over a place, and what roofs of any orientation make of it, with and without shade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.methods.rooftops.roofs import Faces, second_part
from geo_ruijin.methods.typical_year import Place, year_over
from geo_ruijin.solar.shade import shade_loss
from geo_ruijin.solar.system import Mount, System
from geo_ruijin.solar.weather import Weather
from geo_ruijin.solar.yields import YieldTable, specific_yield, yield_table

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class Sun:
    """A year of weather and the yields of it.

    Attributes
    ----------
    weather
        The year.
    system
        On racks.
    tables
        Yields on racks, and close on a roof.
    """

    weather: Weather
    system: System
    tables: Mapping[Mount, YieldTable]

    @property
    def sunward(self) -> float:
        """The azimuth that faces the equator [degree]."""
        return 180.0 if self.weather.latitude >= 0 else 0.0

    @property
    def error(self) -> float:
        """By how much a yield read from the tables may differ from one simulated, as a share of it [1]."""
        return max(table.error for table in self.tables.values())


@dataclass(frozen=True)
class Yields:
    """What each roof yields in a year.

    Attributes
    ----------
    unshaded
        Without shade [kWh/kWp]: (n,).
    buildings
        What buildings around take of it [1]: (n,).
    terrain
        What the terrain takes more [1]: (n,).
    first_azimuth
        Of the face filled first, the one with more sun [degree]: (n,).
    """

    unshaded: Floats
    buildings: Floats
    terrain: Floats
    first_azimuth: Floats

    @property
    def shaded(self) -> Floats:
        """What is left of it in the shade [kWh/kWp]: (n,)."""
        return self.unshaded * (1 - self.buildings - self.terrain)


def sun_over(place: Place, *, weather: pd.DataFrame | None, normals: pd.DataFrame | None, system: System) -> Sun | None:
    """Return the sun over a place from a year of hours, else from monthly means; None without either."""
    year = year_over(place, weather=weather, normals=normals)
    if year is None:
        return None
    mounts: tuple[Mount, ...] = ("rack", "roof")
    return Sun(
        year,
        replace(system, mount="rack"),
        {mount: yield_table(year, replace(system, mount=mount)) for mount in mounts},
    )


def yields_of(
    sun: Sun, where: Faces, share: Floats, pitched: Truths, *, neighbours: Floats | None, terrain: Floats | None
) -> Yields:
    """Return what roofs yield, the face with more sun filled first.

    Parameters
    ----------
    sun
        The sun.
    where
        Where the modules look: (n,).
    share
        Of each roof that carries modules [1]: (n,).
    pitched
        Which have two faces and their modules close on the roof: (n,).
    neighbours, terrain
        Horizons of each [degree]: (n, sectors); None where that shade is not reckoned.
    """
    mounts: Mapping[Mount, Truths] = {"roof": pitched, "rack": ~pitched}
    one, other = (_unshaded(sun, mounts, where.tilt, azimuth) for azimuth in (where.azimuth, where.opposite))
    turned = other > one
    first = np.where(turned, where.opposite, where.azimuth)
    second = np.where(turned, where.azimuth, where.opposite)
    best, least = np.maximum(one, other), np.minimum(one, other)
    weight = second_part(share, pitched)
    unshaded = (1 - weight) * best + weight * least
    seen = [horizon for horizon in (neighbours, terrain) if horizon is not None]
    both = np.maximum(*seen) if len(seen) > 1 else (seen[0] if seen else None)

    def lost(horizon: Floats | None) -> Floats:
        if horizon is None:
            return np.zeros_like(unshaded)
        two = weight > 0
        taken = (1 - weight) * best * _loss(sun, mounts, where.tilt, first, horizon)
        for mount, those in mounts.items():
            some = those & two
            if some.any():
                loss = shade_loss(sun.tables[mount], where.tilt[some], second[some], horizon[some]).total
                taken[some] += weight[some] * least[some] * loss
        return np.divide(taken, unshaded, out=np.zeros_like(unshaded), where=unshaded > 0)

    buildings = lost(neighbours)
    return Yields(
        unshaded, buildings, lost(both) - buildings if terrain is not None else np.zeros_like(unshaded), first
    )


def _unshaded(sun: Sun, mounts: Mapping[Mount, Truths], tilt: Floats, azimuth: Floats) -> Floats:
    found = np.zeros(len(tilt))
    for mount, those in mounts.items():
        if those.any():
            found[those] = specific_yield(sun.tables[mount], tilt[those], azimuth[those])
    return found


def _loss(sun: Sun, mounts: Mapping[Mount, Truths], tilt: Floats, azimuth: Floats, horizon: Floats) -> Floats:
    found = np.zeros(len(tilt))
    for mount, those in mounts.items():
        if those.any():
            found[those] = shade_loss(sun.tables[mount], tilt[those], azimuth[those], horizon[those]).total
    return found
