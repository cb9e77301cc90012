"""What the built city offers: hubs, car parks, charging, bus lines, numbered roads, power, recycling."""

from __future__ import annotations

import buses
import charging
import energy
import geopandas as gpd
import ground
import highways
import names
import pandas as pd
import parking
import recycling
import ways
from real import Known
from seeds import stream
from settlements import Settlements
from streets import Streets
from terrain import Terrain


def build(
    known: Known,
    terrain: Terrain,
    settlements: Settlements,
    streets: Streets,
    *,
    buildings: gpd.GeoDataFrame,
    parks: gpd.GeoDataFrame,
    stops: gpd.GeoDataFrame,
    seed: int,
) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers by the names of their files; the bus stops once more, with who serves them."""
    land = ground.build(terrain, streets, buildings, parks.geometry.tolist())
    called = names.build(settlements, streets)
    driven = ways.build(streets)
    roads = highways.build(known, driven)
    hubs, car_parks = parking.build(
        known, settlements, land, called, buildings=buildings, parks=parks, rng=stream(seed, "parking")
    )
    stops = gpd.GeoDataFrame(
        pd.concat([stops, buses.service(stops, settlements, stream(seed, "bus service"))], axis=1), crs=stops.crs
    )
    return {
        "bus_stops": stops[["name", "routes", "served", "on_demand", "nature", "geometry"]],
        "bus_routes": buses.build(known, settlements, driven, stops, hubs),
        "highways": roads,
        "transport_hubs": hubs,
        "car_parks": car_parks,
        "charging_stations": charging.build(
            known, settlements, land, called, car_parks=car_parks, highways=roads, rng=stream(seed, "charging")
        ),
        "waste_points": recycling.build(known, settlements, land, called, buildings, stream(seed, "recycling")),
        "power_plants": energy.plants(known, settlements, terrain, land, stream(seed, "power plants")),
        "substations": energy.substations(known, settlements, land, stream(seed, "substations")),
    }
