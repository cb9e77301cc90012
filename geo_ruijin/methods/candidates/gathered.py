"""Places that exist and could take something: car parks, hubs, public buildings, parcels by their use, villages.

Beside what every site has, rows may say of a place its `size` where there is a `least` one [m²]; whether it is `closed`
to the public and serves nobody in particular; and how many spaces charge where that is all of its share (`full`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import geopandas as gpd
import numpy as np
import shapely

from geo_ruijin.methods.candidates.kinds import KINDS
from geo_ruijin.methods.candidates.land import begins
from geo_ruijin.methods.candidates.pool import called, sites
from geo_ruijin.methods.counting.rows import counts, truths, words
from geo_ruijin.text import Text
from geo_ruijin.units import SquareMetres

#: What a share of spaces may miss by rounding.
_ROUNDING = 1e-9


def car_parks_of(car_parks: gpd.GeoDataFrame, shares: Mapping[str, float]) -> gpd.GeoDataFrame:
    """Return car parks, each of the kind it serves, and how many spaces more may charge.

    Parameters
    ----------
    car_parks
        Points with `name`, `serves`, `spaces`, `charging_spaces`, `public` and `hub`, as far as known.
    shares
        The share of spaces that charge in the end, by kind [%]; of kinds without one the capacity is not known.

    Raises
    ------
    MethodError
        If a number of spaces is below 0 or infinite.
    """
    serves = words(car_parks, "serves", among=KINDS)
    hub = truths(car_parks, "hub").fillna(value=False)
    public = truths(car_parks, "public").fillna(value=True)
    kind = serves.mask(serves.isna() & hub, "hub").fillna("car_park").to_numpy(dtype=object)
    spaces = counts(car_parks, "spaces").to_numpy(dtype=np.float64)
    charging = counts(car_parks, "charging_spaces").fillna(0.0).to_numpy(dtype=np.float64)
    share = np.array([shares.get(one, np.nan) for one in kind], dtype=np.float64)
    lacking = np.floor(spaces * share / 100 + _ROUNDING) - charging
    rows = sites(
        car_parks.geometry.to_numpy(),
        crs=car_parks.crs,
        kind=kind,
        source=Text(zh="停车场", en="car parks"),
        name=called(car_parks),
        capacity=np.maximum(lacking, 0.0),
    )
    closed = (serves.isna() & ~hub & ~public).to_numpy(dtype=bool)
    return rows.assign(closed=closed, full=np.where(lacking < 1, charging, np.nan))


def hubs_of(hubs: gpd.GeoDataFrame, depot_kinds: Collection[str]) -> gpd.GeoDataFrame:
    """Return transport hubs; those of some kinds are depots of buses and taxis."""
    depot = words(hubs, "kind").isin(list(depot_kinds)).fillna(value=False).to_numpy(dtype=bool)
    kind = np.where(depot, "depot", "hub").astype(object)
    source = Text(zh="交通枢纽", en="transport hubs")
    return sites(hubs.geometry.to_numpy(), crs=hubs.crs, kind=kind, source=source, name=called(hubs))


def villages_of(villages: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return village and residents' committees."""
    source = Text(zh="村(居)委会", en="villages")
    shapes = villages.geometry.to_numpy()
    return sites(shapes, crs=villages.crs, kind="village", source=source, name=called(villages))


def buildings_of(buildings: gpd.GeoDataFrame, uses: Collection[str], least: SquareMetres) -> gpd.GeoDataFrame:
    """Return public buildings, by `use` or `amenity`, as points; their size is that of all floors, of one if unsaid.

    Raises
    ------
    MethodError
        If a number of floors is below 0 or infinite.
    """
    public = words(buildings, "use").isin(list(uses)) | words(buildings, "amenity").isin(list(uses))
    there = buildings[public.fillna(value=False).to_numpy(dtype=bool)]
    shapes = there.geometry.to_numpy()
    footprint = np.asarray(shapely.area(shapes), dtype=np.float64)
    floors = np.maximum(counts(there, "floors").fillna(1.0).to_numpy(dtype=np.float64), 1.0)
    rows = sites(
        shapely.point_on_surface(shapes),
        crs=buildings.crs,
        kind="public_building",
        source=Text(zh="建筑", en="buildings"),
        name=called(there),
        area=footprint,
    )
    return rows.assign(size=footprint * floors, least=least)


def parcels_of(
    land_use: gpd.GeoDataFrame, codes: Mapping[str, tuple[str, ...]], least: SquareMetres
) -> Iterator[gpd.GeoDataFrame]:
    """Yield the parcels of each kind, as points inside them with their area.

    Parameters
    ----------
    land_use
        Parcels with `code`.
    codes
        What the codes of each kind begin with.
    least
        How large a parcel is at least [m²].
    """
    for kind, begin in codes.items():
        if not begin:
            continue
        shapes = land_use.geometry.to_numpy()[begins(land_use, begin)]
        area = np.asarray(shapely.area(shapes), dtype=np.float64)
        points = np.asarray(shapely.point_on_surface(shapes), dtype=object)
        rows = sites(points, crs=land_use.crs, kind=kind, source=Text(zh="国土利用现状", en="land use"), area=area)
        yield rows.assign(size=area, least=least)
