"""Who wants to charge where: cars at home spread over people, cars that park in public spread over spaces."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo_ruijin.errors import NoDataError
from geo_ruijin.methods.counting.rows import counts, inside, truths
from geo_ruijin.methods.facilities import ROUNDING
from geo_ruijin.network import Network
from geo_ruijin.siting import Modules, modular_mclp
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Demand:
    """Cars at points, and the sites and stations in their reach.

    Attributes
    ----------
    cars
        At each point [vehicles]: (points,).
    ways
        To the sites in reach [m]: (points, sites).
    radius
        What is in reach [m].
    sites
        The numbers of these sites among all.
    """

    cars: Floats
    ways: csr_array
    radius: Metres
    sites: NDArray[np.intp]

    def allot(self, *, units: int, rates: Floats, room: Floats, piles: Floats, least: int) -> Modules:
        """Return how many piles serve most cars; rates, room and piles are those of all sites."""
        own = self.sites
        return modular_mclp(
            self.ways,
            self.cars,
            units=units,
            radius=self.radius + ROUNDING,
            per_unit=rates[own],
            most=room[own],
            present=piles[own],
            least=least,
        )


def at_home(people: gpd.GeoDataFrame, within: gpd.GeoDataFrame | None, vehicles: float) -> tuple[gpd.GeoSeries, Floats]:
    """Return where people live and how many cars each point has: all of them, spread over the residents.

    Raises
    ------
    NoDataError
        If nobody lives there.
    """
    rows, _ = inside(people, within)
    number = counts(rows, "people").fillna(0.0).to_numpy()
    if not number.sum() > 0:
        raise NoDataError(Text(zh="{within}内没有{people}", en="there are no {people} inside {within}"))
    some = number > 0
    cars: Floats = vehicles * number[some] / number.sum()
    return gpd.GeoSeries(rows.geometry[some]), cars


@dataclass(frozen=True, eq=False)
class Parked:
    """Public car parks as demand.

    Attributes
    ----------
    places, cars
        Where they are, and how many cars want to charge there [vehicles].
    closed, unsaid, unsized
        How many car parks are not open to the public, do not say whether they are, do not state their spaces.
    """

    places: gpd.GeoSeries
    cars: Floats
    closed: int
    unsaid: int
    unsized: int


def parked(car_parks: gpd.GeoDataFrame, within: gpd.GeoDataFrame | None, vehicles: float) -> Parked | None:
    """Return all cars spread over the spaces of public car parks; None where no car park states any."""
    rows, _ = inside(car_parks, within)
    public, spaces = truths(rows, "public"), counts(rows, "spaces")
    open_ = public.fillna(value=True).astype(bool)
    some = (open_ & (spaces > 0)).to_numpy()
    if not some.any():
        return None
    number = spaces[some].to_numpy(dtype=np.float64)
    cars: Floats = vehicles * number / number.sum()
    return Parked(
        gpd.GeoSeries(rows.geometry[some]),
        cars,
        int((~open_).sum()),
        int(public.isna().sum()),
        int((open_ & spaces.isna()).sum()),
    )


def reached(
    points: gpd.GeoSeries, cars: Floats, sites: gpd.GeoSeries, which: NDArray[np.intp], network: Network, radius: Metres
) -> Demand:
    """Return a demand with the ways to those of the sites that serve it."""
    ways = network.pairs(points, gpd.GeoSeries(sites.iloc[which]), limit=radius + ROUNDING)
    return Demand(cars, ways, radius, which)


def of_itself(sites: NDArray[np.intp], cars: Floats) -> Demand:
    """Return the demand of sites whose own cars charge there and nowhere else."""
    count = np.arange(len(sites))
    ways = csr_array((np.zeros(len(sites)), (count, count)), shape=(len(sites), len(sites)))
    return Demand(cars, ways, 0.0, sites)
