"""People put elsewhere on the map without losing anyone: onto other zones by area, onto housing by floor area."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from geo_ruijin.errors import SourceError
from geo_ruijin.text import Text

#: Values of OSM's key `building` that people live in (OSM Wiki, Key:building, section Accommodation), with "yes" for
#: the many that say no more.
RESIDENTIAL = frozenset(
    {
        "yes",
        "annexe",
        "apartments",
        "barracks",
        "bungalow",
        "cabin",
        "detached",
        "dormitory",
        "farm",
        "ger",
        "house",
        "houseboat",
        "residential",
        "semidetached_house",
        "static_caravan",
        "stilt_house",
        "terrace",
    }
)


#: Keys of OSM that say a building serves another end; one that only says `building=yes` is then no housing.
OTHER_ENDS = ("amenity", "leisure", "office", "shop", "tourism")

#: The share of a building or cell that must lie in a zone to count [1]; less comes from the rounding of coordinates.
_TOUCH = 1e-9


@dataclass(frozen=True)
class Resampled:
    """People by zones.

    Attributes
    ----------
    zones
        The zones with `people`.
    outside
        The people of those parts of the cells that lie in no zone.
    """

    zones: gpd.GeoDataFrame
    outside: float


@dataclass(frozen=True)
class Housed:
    """People at their homes.

    Attributes
    ----------
    homes
        Points with `people`, and `nature` "modelled".
    unhoused
        How many zones have people and no housing; their people stay at a point of the zone.
    people_unhoused
        The people of those.
    """

    homes: gpd.GeoDataFrame
    unhoused: int
    people_unhoused: float


def resample_people(cells: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> Resampled:
    """Return the people of cells, by zones: each cell's are split by how its area is.

    Parameters
    ----------
    cells
        Polygons with `people`, in any coordinate system: cells of a raster (`rasters.population_cells`), townships.
    zones
        Polygons in a projected system, cells of another grid or districts. Where they overlap, the people there are
        split between them.

    Returns
    -------
    Resampled
        The zones' people and those outside sum to the cells'.

    Raises
    ------
    SourceError
        If `people` are missing or negative somewhere.

    References
    ----------
    Areal weighting: M. F. Goodchild and N. S.-N. Lam (1980), Geo-Processing 1, 297-312.
    """
    _demand_people(cells)
    there = cells.to_crs(_projected(zones))
    people = there["people"].to_numpy(dtype=np.float64)
    cell, zone, area = _overlaps(there, zones)
    share = area / there.area.to_numpy()[cell]
    within = np.bincount(cell, share, minlength=len(there))
    share /= np.maximum(within, 1)[cell]  # zones that overlap share; rounding never makes more people than there are
    inside = np.bincount(zone, people[cell] * share, minlength=len(zones))
    outside = float((people * (1 - np.minimum(within, 1))).sum())
    return Resampled(zones.assign(people=inside), outside)


def spread_over_homes(zones: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, *, storeys: float) -> Housed:
    """Return the people of zones spread over the floor area of the residential buildings in each.

    Parameters
    ----------
    zones
        Polygons with `people` in a projected coordinate system: cells (`rasters.population_cells`), townships.
    buildings
        As of `spread_people`. One across zones is split between them by area.
    storeys
        Assumed where `floors` is missing or no number.

    Returns
    -------
    Housed
        A point in each part of a building with the people there. They sum to the people of each zone; those of a zone
        without housing stay at a point in it.

    Raises
    ------
    SourceError
        If `people` are missing or negative somewhere.

    References
    ----------
    Dasymetric spreading by floor area: J. Mennis (2003), doi:10.1111/0033-0124.10042.
    """
    _demand_people(zones)
    homes = _housing(buildings).to_crs(_projected(zones))
    people = zones["people"].to_numpy(dtype=np.float64)
    home, zone, area = _overlaps(homes, zones)
    floor_area = area * _floors(homes, storeys)[home]
    in_zone = np.bincount(zone, floor_area, minlength=len(zones))
    lived_in = people[zone] > 0
    home, zone, area, floor_area = home[lived_in], zone[lived_in], area[lived_in], floor_area[lived_in]
    parts = homes.geometry.to_numpy()[home]
    cut = area < shapely.area(parts)
    parts[cut] = shapely.intersection(parts[cut], zones.geometry.to_numpy()[zone[cut]])
    empty = (in_zone == 0) & (people > 0)
    points = np.concatenate(
        [shapely.point_on_surface(parts), shapely.point_on_surface(zones.geometry.to_numpy()[empty])]
    )
    counts = np.concatenate([people[zone] * floor_area / in_zone[zone], people[empty]])
    placed = gpd.GeoDataFrame({"people": counts, "nature": "modelled"}, geometry=points, crs=zones.crs)
    return Housed(placed, int(empty.sum()), float(people[empty].sum()))


def spread_people(buildings: gpd.GeoDataFrame, *, total: float, storeys: float) -> gpd.GeoDataFrame:
    """Return `total` people spread over residential buildings in proportion to their floor area.

    Parameters
    ----------
    buildings
        Polygons in a projected CRS with `use` (a value of OSM's key `building`) and, where known, `floors` and the keys
        of `OTHER_ENDS`.
    total
        The people of the place.
    storeys
        Assumed where `floors` is missing or no number.

    Returns
    -------
    GeoDataFrame
        A point in each residential building with `people`, which sum to `total`, and `nature` "modelled".

    Raises
    ------
    SourceError
        If no building is residential.

    References
    ----------
    Dasymetric spreading by floor area: J. Mennis (2003), doi:10.1111/0033-0124.10042.
    """
    housing = _housing(buildings)
    floor_area = housing.area * _floors(housing, storeys)
    if not floor_area.sum():
        raise SourceError(
            Text(
                zh="建筑图层里没有可居住的建筑,无法分摊人口。请用 --population-raster 提供人口栅格。",
                en="no building is residential, so people cannot be spread. Give --population-raster FILE.",
            )
        )
    points = gpd.GeoDataFrame(
        {"people": total * floor_area / floor_area.sum(), "nature": "modelled"},
        geometry=housing.representative_point(),
        crs=buildings.crs,
    )
    return points[points["people"] > 0].reset_index(drop=True)


def _housing(buildings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the buildings that people live in."""
    other = buildings.reindex(columns=list(OTHER_ENDS)).notna().any(axis=1)
    return buildings[buildings["use"].isin(RESIDENTIAL) & ~((buildings["use"] == "yes") & other)]


def _floors(housing: gpd.GeoDataFrame, storeys: float) -> NDArray[np.float64]:
    """Return the floors of each building, `storeys` where nobody says."""
    floors = pd.to_numeric(housing.get("floors", pd.Series(index=housing.index)), errors="coerce")
    return floors.where(np.isfinite(floors) & (floors > 0)).fillna(storeys).to_numpy(dtype=np.float64)


def _overlaps(
    shapes: gpd.GeoDataFrame, zones: gpd.GeoDataFrame
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Return the pairs of a shape and a zone that overlap, by position, and the area of each overlap [m²]."""
    inner, outer = shapes.geometry.to_numpy(), zones.geometry.to_numpy()
    areas = shapely.area(inner)
    shapely.prepare(outer)
    shape, zone = shapely.STRtree(inner).query(outer, predicate="intersects")[::-1]
    whole = shapely.contains_properly(outer[zone], inner[shape])
    overlap = areas[shape]
    overlap[~whole] = shapely.area(shapely.intersection(inner[shape[~whole]], outer[zone[~whole]]))
    real = (overlap > 0) & (overlap > _TOUCH * areas[shape])
    return shape[real], zone[real], overlap[real]


def _projected(zones: gpd.GeoDataFrame) -> CRS:
    """Return the coordinate system of zones, in which areas can be measured.

    Raises
    ------
    SourceError
        If they cannot.
    """
    crs = zones.crs
    if crs is None or not crs.is_projected:
        raise SourceError(
            Text(
                zh="分区没有投影坐标系,不能按面积分摊人口。请先转换到项目的坐标系。",
                en="The zones are in no projected coordinate system, so areas cannot be compared. Bring them to the "
                "project's first.",
            )
        )
    return crs


def _demand_people(zones: gpd.GeoDataFrame) -> None:
    people = zones["people"].to_numpy(dtype=np.float64)
    wrong = int(np.count_nonzero(~np.isfinite(people) | (people < 0)))
    if wrong:
        raise SourceError(
            Text(
                zh=f"{len(people):,} 个分区(像元)中有 {wrong:,} 个的人口为空或小于 0。请补全或去掉后再分摊。",
                en=f"{wrong:,} of {len(people):,} zones or cells have no number of people, or fewer than nobody. "
                "Complete them or leave them out first.",
            )
        )
