"""People on the map where only their total is known: spread over housing, and marked as modelled."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

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
    other = buildings.reindex(columns=list(OTHER_ENDS)).notna().any(axis=1)
    housing = buildings[buildings["use"].isin(RESIDENTIAL) & ~((buildings["use"] == "yes") & other)]
    floors = pd.to_numeric(housing.get("floors", pd.Series(index=housing.index)), errors="coerce")
    floor_area = housing.area * floors.where(floors > 0).fillna(storeys)
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
