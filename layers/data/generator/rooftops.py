"""Photovoltaics on roofs: modelled plants, called so by their names, as a grid company's filing list has them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import geopandas as gpd
import names
import numpy as np
import pandas as pd
import shapely
from grid import Floats, Ints
from real import CRS
from settlements import Settlements
from streets import Streets


@dataclass(frozen=True)
class Owners:
    """Who has plants on roofs of a use.

    Attributes
    ----------
    count
        How many of these roofs have one.
    least
        The smallest roof [m²].
    new
        The share of the roofs built from `NEW` on that have one, beside these.
    covered
        How much of the roof the modules cover, at least and at most.
    owner
        The class of the owner in the list.
    word
        What the plant is called after its place.
    """

    count: int
    least: float
    new: float
    covered: tuple[float, float]
    owner: str
    word: str


OWNERS: dict[str, Owners] = {
    "government": Owners(8, 0, 1.0, (0.20, 0.45), "public", "机关屋顶光伏"),
    "school": Owners(30, 200, 0.5, (0.20, 0.45), "public", "学校屋顶光伏"),
    "hospital": Owners(5, 200, 0.5, (0.20, 0.40), "public", "医院屋顶光伏"),
    "village_committee": Owners(45, 150, 0.3, (0.25, 0.50), "public", "村委会屋顶光伏"),
    "industrial": Owners(70, 900, 0.4, (0.45, 0.72), "business", "厂房屋顶光伏"),
    "commercial": Owners(40, 250, 0.0, (0.25, 0.50), "business", "商业屋顶光伏"),
    "house": Owners(900, 95, 0.0, (0.20, 0.42), "household", "户用光伏"),
}
NEW = 2021  # the plan's first year
DENSITY = ((2016, 165.0), (2019, 190.0), (2021, 205.0), (2023, 214.0), (2025, 219.0))  # W per m² of module, by year
DC_AC = (1.0, 1.15)  # modules over inverter, for households and for others
INVERTERS = np.array([3, 4, 5, 6, 8, 10, 12, 15, 17, 20, 25, 30, 33, 36, 40, 50], dtype=np.float64)  # kW
FIRST, LAST = dt.date(2016, 6, 1), dt.date(2025, 6, 30)
#: Shares of the plants: not yet running, of these only filed; with their area told; with their modules' power told.
WAITING, FILED, AREA_TOLD, MODULES_TOLD = 0.04, 0.5, 0.7, 0.8
SECOND = 6  # works with a second stage
STRAYS = 5  # plants whose place was noted wrongly: no roof is near


def build(
    settlements: Settlements, streets: Streets, buildings: gpd.GeoDataFrame, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Return the plants: name, power_kw, power_kwp, array_area, owner_class, status, commissioned, nature."""
    roofs = buildings[["use", "year_built"]].assign(area=buildings.geometry.area.to_numpy())
    chosen = np.concatenate([_chosen(roofs, use, owners, rng) for use, owners in OWNERS.items()])
    works = chosen[(roofs["use"].to_numpy()[chosen] == "industrial")]
    chosen = np.concatenate([chosen, rng.choice(works, SECOND, replace=False)])
    again = np.arange(len(chosen)) >= len(chosen) - SECOND
    use, built = roofs["use"].to_numpy()[chosen], roofs["year_built"].to_numpy()[chosen]
    start = np.maximum(np.datetime64(FIRST), (built - 1970 + 1).astype("datetime64[Y]").astype("datetime64[D]"))
    days = (np.datetime64(LAST) - start).astype(int)
    since = start + (days * rng.random(len(chosen)) ** 0.6).astype(int)  # most of them lately
    years = since.astype("datetime64[Y]").astype(int) + 1970
    covered = np.array([OWNERS[one].covered for one in use])
    share = rng.uniform(covered[:, 0], covered[:, 1]) * np.where(again, 0.3, 1.0)
    area = np.round(share * roofs["area"].to_numpy()[chosen], 1)
    peak = np.round(area * np.interp(years, *zip(*DENSITY, strict=True)) / 1000, 2)
    household = use == "house"
    power = _rated(peak / np.where(household, *DC_AC))
    spots = _spots(buildings.geometry.to_numpy()[chosen])
    places = names.build(settlements, streets)
    words = [f"模拟{places.place(spot)}{OWNERS[one].word}" for spot, one in zip(spots, use, strict=True)]
    waiting = (rng.random(len(chosen)) < WAITING) & ~again
    filed = waiting & (rng.random(len(chosen)) < FILED)
    order = rng.permutation(len(chosen))
    xy = shapely.get_coordinates(spots)
    strays = order[:STRAYS]
    xy[strays] += rng.choice([-1.0, 1.0], (STRAYS, 2)) * rng.integers(900, 1500, (STRAYS, 2))
    frame = gpd.GeoDataFrame(
        {
            "name": names.unique(words),
            "power_kw": power,
            "power_kwp": np.where(~household & (rng.random(len(chosen)) < MODULES_TOLD), peak, np.nan),
            "array_area": np.where(rng.random(len(chosen)) < AREA_TOLD, area, np.nan),
            "owner_class": [OWNERS[one].owner for one in use],
            "status": np.select([filed, waiting], ["planned", "building"], "operating").astype(str),
            "commissioned": pd.Series(since.astype("datetime64[s]")).dt.date.where(~waiting, None),
            "nature": "modelled",
        },
        geometry=shapely.points(xy),
        crs=CRS,
    )
    return frame.iloc[order].reset_index(drop=True)


def _chosen(roofs: pd.DataFrame, use: str, owners: Owners, rng: np.random.Generator) -> Ints:
    """Return the rows of the roofs of a use that have a plant."""
    own = (roofs["use"] == use).to_numpy() & (roofs["area"] >= owners.least).to_numpy()
    new = own & (roofs["year_built"] >= NEW).to_numpy() & (owners.new > 0)
    fresh = np.flatnonzero(new)
    fresh = rng.choice(fresh, round(owners.new * len(fresh)), replace=False)
    older = np.flatnonzero(own & ~new)
    return np.sort(np.concatenate([fresh, rng.choice(older, min(owners.count, len(older)), replace=False)]))


def _rated(power: Floats) -> Floats:
    """Return the rated power of inverters that come nearest [kW]; above the largest in whole tens."""
    nearest = INVERTERS[np.abs(power[:, None] - INVERTERS).argmin(axis=1)]
    return np.where(power > INVERTERS[-1], np.round(power, -1), nearest)


def _spots(shapes: np.ndarray) -> np.ndarray:
    """Return a point on each roof, on whole metres."""
    return shapely.points(np.round(shapely.get_coordinates(shapely.point_on_surface(shapes))))
