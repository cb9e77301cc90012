"""The land: how it is used, what grows on it and runs through it, what is protected, seen from above and measured."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import landcells
import landcover
import parcels
import relief
import reserves
import rivers
import shapely
import stands
from rasters import Raster
from real import Known
from seeds import stream
from settlements import Settlements
from streets import Streets
from terrain import Terrain


def build(
    known: Known,
    terrain: Terrain,
    townships: gpd.GeoDataFrame,
    settlements: Settlements,
    streets: Streets,
    *,
    buildings: gpd.GeoDataFrame,
    parks: gpd.GeoDataFrame,
    seed: int,
) -> dict[str, gpd.GeoDataFrame | Raster]:
    """Return the layers by the names of their files."""
    # The outline that is shipped has a vertex more wherever townships meet it.
    known = replace(known, boundary=shapely.coverage_union_all(townships.geometry))
    cells = landcells.build(known, terrain, townships, settlements, buildings, stream(seed, "landcells"))
    drawn = parcels.build(known, terrain, settlements, streets, buildings, cells, parks)
    forest = stands.build(drawn.forest, terrain, stream(seed, "stands"))
    reaches = rivers.build(known, terrain)
    covers = landcover.build(known, drawn.land_use, forest, buildings, stream(seed, "landcover"))
    return {
        "land_use": drawn.land_use,
        "forest_inventory": forest,
        "rivers": reaches,
        "wetland_parks": reserves.wetland_park(known, reaches),
        "scenic_areas": reserves.scenic_areas(known, stream(seed, "scenic areas")),
        "forest_farms": reserves.forest_farms(known, stream(seed, "forest farms")),
        "farmland_projects": reserves.farmland_projects(drawn.land_use, stream(seed, "farmland projects")),
        "abandoned_mines": reserves.abandoned_mines(drawn.mines, stream(seed, "abandoned mines")),
        "elevation": relief.build(known, terrain),
        **{f"land_cover_{year}": cover for year, cover in covers.items()},
    }
