"""Sun, weather and arrays to try things on, and the year of one roof by pvlib's ModelChain."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pvlib.location import Location
from pvlib.modelchain import ModelChain
from pvlib.pvsystem import Array, FixedMount, PVSystem
from pvlib.temperature import TEMPERATURE_MODEL_PARAMETERS

from geo_ruijin.solar.daylight import sun_of_hours
from geo_ruijin.solar.normals import weather_of_normals
from geo_ruijin.solar.system import SAPM_MOUNTS, System
from geo_ruijin.solar.weather import Weather

Floats = NDArray[np.float64]

RUIJIN = {"latitude": 25.88, "longitude": 116.03, "altitude": 200.0}

#: Ningdu, 1998-2017 [kWh/m²/d].
NINGDU = (1.93, 2.37, 2.63, 3.43, 3.78, 4.04, 5.49, 4.99, 4.17, 3.44, 2.60, 2.36)

#: Of no station; about as warm as Ruijin [°C].
WARMTH = (8, 10, 14, 19, 24, 27, 29, 28, 26, 21, 15, 10)


def normals(ghi: Any = NINGDU, temperature: Any = WARMTH, **more: Any) -> pd.DataFrame:  # noqa: ANN401
    """Return rows of the layer `solar_normals`."""
    return pd.DataFrame({"month": np.arange(1, 13), "ghi": ghi, "temperature": temperature, **more})


@cache
def ruijin() -> Weather:
    """Return the typical year of Ruijin by Ningdu's normals."""
    return weather_of_normals(normals(), **RUIJIN)


def system(**changes: Any) -> System:  # noqa: ANN401
    """Return an array as is common: racks, 14 % lost, 1.2 kWp behind 1 kW of inverter."""
    usual: dict[str, Any] = {
        "mount": "rack",
        "temperature_coefficient": -0.0034,
        "losses": 0.14,
        "inverter_efficiency": 0.96,
        "dc_ac_ratio": 1.2,
        "albedo": 0.2,
        "diffuse_transmission": 0.95,
        "transposition": "perez",
    }
    return System(**usual | changes)


def by_model_chain(weather: Weather, array: System, tilt: float, azimuth: float) -> float:
    """Return the yield of the year of one array by pvlib's own chain, the sun where it is in our hours [kWh/kWp]."""
    place = {"latitude": weather.latitude, "longitude": weather.longitude, "altitude": weather.altitude}
    others = ("shading", "snow", "mismatch", "wiring", "connections", "lid", "nameplate_rating", "age", "availability")
    one = Array(
        mount=FixedMount(tilt, azimuth),
        albedo=array.albedo,
        module_parameters={
            "pdc0": 1.0,
            "gamma_pdc": array.temperature_coefficient,
            "FD": array.diffuse_transmission,
        },
        temperature_model_parameters=TEMPERATURE_MODEL_PARAMETERS["sapm"][SAPM_MOUNTS[array.mount]],
    )
    whole = PVSystem(
        arrays=[one],
        inverter_parameters={"pdc0": array.inverter_limit, "eta_inv_nom": array.inverter_efficiency},
        losses_parameters=dict.fromkeys(others, 0.0) | {"soiling": 100 * array.losses},
    )
    chain = ModelChain.with_pvwatts(whole, Location(**place), transposition_model=array.transposition)
    hours = pd.DataFrame(
        {
            "ghi": weather.ghi,
            "dni": weather.dni,
            "dhi": weather.dhi,
            "temp_air": weather.temperature,
            "wind_speed": weather.wind,
        },
        index=sun_of_hours(weather.middles, **place).moments,
    )
    return float(chain.run_model(hours).results.ac.sum())
