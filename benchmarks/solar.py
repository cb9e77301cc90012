"""150,000 roofs with a year of sun each: from a table of orientations, and by pvlib's ModelChain roof by roof.

Both have the same year (twelve monthly means made into hours), the same array and the same sun in each hour. ModelChain
runs on a few roofs, and its time is scaled to all. The yields of some hundred others are compared. What the shade of
neighbours and of the land takes, in time and in energy, is told apart, on the buildings of the sample.

    python benchmarks/solar.py [--roofs 150000] [--sample 20] [--compared 500] [--rounds 5]
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
import shapely
from numpy.typing import NDArray
from pvlib.location import Location
from pvlib.modelchain import ModelChain
from pvlib.pvsystem import Array, FixedMount, PVSystem
from pvlib.temperature import TEMPERATURE_MODEL_PARAMETERS
from pyproj import CRS

from geo_ruijin.raster import Band, Raster
from geo_ruijin.solar.daylight import sun_of_hours
from geo_ruijin.solar.neighbours import neighbour_horizon
from geo_ruijin.solar.normals import weather_of_normals
from geo_ruijin.solar.shade import shade_loss
from geo_ruijin.solar.system import SAPM_MOUNTS, System
from geo_ruijin.solar.terrain import terrain_horizon
from geo_ruijin.solar.weather import Weather
from geo_ruijin.solar.yields import YieldTable, specific_yield, yield_table

Floats = NDArray[np.float64]

EPSG = 4548
SAMPLE = Path(__file__).parent.parent / "layers" / "data" / "sample"
PLACE = {"latitude": 25.88, "longitude": 116.03, "altitude": 200.0}
GHI = [1.93, 2.37, 2.63, 3.43, 3.78, 4.04, 5.49, 4.99, 4.17, 3.44, 2.60, 2.36]  # Ningdu, 1998-2017 [kWh/m²/d]
AIR = [8, 10, 14, 19, 24, 27, 29, 28, 26, 21, 15, 10]  # [°C]
RACK = System(
    mount="rack",
    temperature_coefficient=-0.0034,
    losses=0.14,
    inverter_efficiency=0.96,
    dc_ac_ratio=1.2,
    albedo=0.2,
    diffuse_transmission=0.95,
    transposition="perez",
)
STEEPEST = 60.0  # [degree]
STOREY = 3.0  # [m]
NEIGHBOURS, LAND = 100.0, 10_000.0  # how far each is looked for [m]


def main() -> None:
    """Print processor times, their ratio, differences in yield, and what shade takes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--roofs", type=int, default=150_000)
    parser.add_argument("--sample", type=int, default=20)
    parser.add_argument("--compared", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    wanted = parser.parse_args()
    warnings.filterwarnings("ignore", "DatetimeIndex.dayofyear")  # which pvlib asks pandas for
    chance = np.random.default_rng(2025)
    tilt, azimuth = chance.uniform(0, STEEPEST, wanted.roofs), chance.uniform(0, 360, wanted.roofs)
    rows = pd.DataFrame({"month": range(1, 13), "ghi": GHI, "temperature": AIR})
    weather, seconds = timed(lambda: weather_of_normals(rows, **PLACE))
    print(f"{'hours of twelve means, once a place':40}{seconds:9.2f} s")
    table = our_time(weather, tilt, azimuth, rounds=wanted.rounds, sample=wanted.sample)
    differences(weather, table, tilt[: wanted.compared], azimuth[: wanted.compared])
    shade(table)


def our_time(weather: Weather, tilt: Floats, azimuth: Floats, *, rounds: int, sample: int) -> YieldTable:
    """Print the time of the table, of reading it for all roofs, of ModelChain, and their ratio."""
    tables, readings = [], []
    for _ in range(rounds):
        table, once = timed(lambda: yield_table(weather, RACK, steepest=STEEPEST))
        _, each = timed(lambda table=table: specific_yield(table, tilt, azimuth))
        tables.append(once)
        readings.append(each)
    ours = median(tables) + median(readings)
    hours = hours_of(weather)
    _, seconds = timed(
        lambda: [by_model_chain(hours, *one) for one in zip(tilt[:sample], azimuth[:sample], strict=True)]
    )
    peer = seconds / sample * len(tilt)
    nodes = table.energy.size - len(table.azimuths) + 1
    lines = {
        f"table of {nodes} orientations, its error": median(tables),
        f"{len(tilt):,} roofs read from it": median(readings),
        f"ModelChain a roof, of {sample}": seconds / sample,
        f"ModelChain, scaled to {len(tilt):,} roofs": peer,
    }
    print("\n".join(f"{said:40}{took:9,.2f} s" for said, took in lines.items()))
    print(f"{'ModelChain over the table':40}{peer / ours:9,.0f}")
    return table


def differences(weather: Weather, table: YieldTable, tilt: Floats, azimuth: Floats) -> None:
    """Print how far yields from the table are from those of ModelChain."""
    hours = hours_of(weather)
    peer = np.array([by_model_chain(hours, *one) for one in zip(tilt, azimuth, strict=True)])
    off = 100 * (specific_yield(table, tilt, azimuth) / peer - 1)
    low = tilt <= STEEPEST / 2
    print(f"{len(tilt)} roofs beside ModelChain [%]: largest {np.abs(off).max():.3f}, mean {off.mean():+.4f}")
    print(f"  up to {STEEPEST / 2:g}° of tilt largest {np.abs(off[low]).max():.3f}")
    print(f"  the table itself says at most {100 * table.error:.3f}")


def shade(table: YieldTable) -> None:
    """Print what the shade of neighbours and of the land takes, of the sample's buildings."""
    buildings = gpd.read_parquet(SAMPLE / "buildings.parquet")
    shapes, heights = buildings.geometry.to_numpy(), STOREY * buildings["floors"].to_numpy(np.float64)
    # racks at 15° to the south on flat roofs, slopes of 25° to anywhere
    flat = buildings["roof"].to_numpy() == "flat"
    tilt = np.where(flat, 15.0, 25.0)
    azimuth = np.where(flat, 180.0, np.random.default_rng(7).uniform(0, 360, len(flat)))
    near, looked = timed(lambda: neighbour_horizon(shapes, heights, radius=NEIGHBOURS))
    with rasterio.open(SAMPLE / "elevation.tif") as file:
        bands = {"elevation": Band(1, file.nodata, file.dtypes[0])}
        relief = Raster(SAMPLE / "elevation.tif", None, CRS(file.crs), file.transform, file.width, file.height, bands)
    eyes, crs = shapely.get_coordinates(shapely.centroid(shapes)), CRS.from_epsg(EPSG)
    far, marched = timed(lambda: terrain_horizon(relief, eyes, crs=crs, height_above=heights, radius=LAND))
    _, taken = timed(lambda: shade_loss(table, tilt, azimuth, np.maximum(near, far)))
    print(f"shade of {len(flat):,} modelled buildings: neighbours {looked:.1f} s, land {marched:.1f} s")
    print(f"  and the yields {taken:.1f} s")
    whole = specific_yield(table, tilt, azimuth) * shapely.area(shapes)
    for name, horizon in {"neighbours": near, "land": far, "both": np.maximum(near, far)}.items():
        lost = shade_loss(table, tilt, azimuth, horizon).total
        print(f"  {name:10} take {100 * (lost * whole).sum() / whole.sum():.2f} % of the energy by area of roof")


def hours_of(weather: Weather) -> pd.DataFrame:
    """Return a year as ModelChain takes it, each hour at the moment that we take the sun from."""
    sun = sun_of_hours(weather.middles, **PLACE)
    light = {"ghi": weather.ghi, "dni": weather.dni, "dhi": weather.dhi}
    return pd.DataFrame(light | {"temp_air": weather.temperature, "wind_speed": weather.wind}, index=sun.moments)


def by_model_chain(hours: pd.DataFrame, tilt: float, azimuth: float) -> float:
    """Return the yield of the year of one roof by pvlib's own chain [kWh/kWp]."""
    others = ("shading", "snow", "mismatch", "wiring", "connections", "lid", "nameplate_rating", "age", "availability")
    modules = {"pdc0": 1.0, "gamma_pdc": RACK.temperature_coefficient, "FD": RACK.diffuse_transmission}
    heat = TEMPERATURE_MODEL_PARAMETERS["sapm"][SAPM_MOUNTS[RACK.mount]]
    array = Array(
        FixedMount(tilt, azimuth), albedo=RACK.albedo, module_parameters=modules, temperature_model_parameters=heat
    )
    system = PVSystem(
        [array],
        inverter_parameters={"pdc0": RACK.inverter_limit, "eta_inv_nom": RACK.inverter_efficiency},
        losses_parameters=dict.fromkeys(others, 0.0) | {"soiling": 100 * RACK.losses},
    )
    chain = ModelChain.with_pvwatts(system, Location(**PLACE), transposition_model=RACK.transposition)
    return float(chain.run_model(hours).results.ac.sum())


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what work gives, and its processor time [s]."""
    begun = time.process_time()
    given = work()
    return given, time.process_time() - begun


if __name__ == "__main__":
    main()
