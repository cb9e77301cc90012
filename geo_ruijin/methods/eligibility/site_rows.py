"""What is known of each site: where it is, how steep, how far from roads and the grid, what it lies on and carries."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely

from geo_ruijin.methods.counting.rows import words
from geo_ruijin.methods.eligibility.ground import Ground
from geo_ruijin.methods.eligibility.practice import roads_of, substations_of
from geo_ruijin.methods.eligibility.ranking import score
from geo_ruijin.methods.eligibility.sites import Sites
from geo_ruijin.methods.overlays import add_places, listed, nearest, overlaps, paired_words
from geo_ruijin.methods.parameter import Range
from geo_ruijin.methods.shares import percents
from geo_ruijin.units import Degrees

HECTARE = 10_000  # m²
KILOMETRE = 1000  # m


def site_rows(
    sites: Sites,
    ground: Ground,
    *,
    density: Range,
    specific_yield: Range | None,
    flat: Degrees,
    criteria: Sequence[str],
) -> gpd.GeoDataFrame:
    """Return a row a site, the best first.

    Returns
    -------
    GeoDataFrame
        rank, score [%], area [ha], capacity [MWp] and where a yield is given energy [GWh]; as far as layers say it,
        division, village (the committee that is nearest), slope [degree], sunny [%], road_km, substation_km,
        substation, land, forest, mine [%], mines; and the polygons.
    """
    shapes = sites.shapes
    rows = gpd.GeoDataFrame(geometry=gpd.GeoSeries(shapes, crs=ground.crs))
    rows["area"] = shapely.area(shapes) / HECTARE
    rows["cells_area"] = sites.uncut / HECTARE
    rows["capacity"] = rows["area"] * density.mid
    if specific_yield is not None:
        rows["energy"] = rows["capacity"] * specific_yield.mid / KILOMETRE
    if ground.terrain is not None:
        slope = ground.terrain.slope
        rows["slope"] = sites.mean(slope)
        sunny = np.where(np.isnan(slope), np.nan, ground.terrain.sunny(flat).astype(np.float64))
        rows["sunny"] = sites.mean(sunny) * 100
    _ways(rows, ground)
    add_places(rows, ground.layers)
    _kinds(rows, ground)
    rows["score"] = score(rows, criteria)
    rows = rows.sort_values(["score", "area"], ascending=False, kind="stable", ignore_index=True)
    rows["rank"] = np.arange(1, len(rows) + 1)
    return rows


def _ways(rows: gpd.GeoDataFrame, ground: Ground) -> None:
    """Add the ways to roads and substations [km], in a straight line from the border of each site."""
    roads = roads_of(ground)
    if roads is not None and len(roads):
        rows["road_km"] = nearest(rows.geometry.to_numpy(), roads)[1] / KILOMETRE
    stations = substations_of(ground)
    if stations is not None and len(stations):
        which, distance = nearest(rows.geometry.to_numpy(), stations.geometry.to_numpy())
        rows["substation_km"] = distance / KILOMETRE
        rows["substation"] = words(stations, "name").iloc[which].set_axis(rows.index)


def _kinds(rows: gpd.GeoDataFrame, ground: Ground) -> None:
    """Add what each site lies on: kinds of land and classes of forest by share, mines."""
    shapes, area = rows.geometry.to_numpy(), shapely.area(rows.geometry.to_numpy())
    land = ground.layers["land_use"]
    names = paired_words(words(land, "code"), words(land, "name"))
    rows["land"] = listed(overlaps(shapes, land.geometry.to_numpy(), names), area)
    if "forest_inventory" in ground.layers:
        wood = ground.layers["forest_inventory"]
        names = paired_words(words(wood, "land_type"), words(wood, "protection"))
        rows["forest"] = listed(overlaps(shapes, wood.geometry.to_numpy(), names), area)
    if "mines" in ground.layers:
        mines = ground.layers["mines"]
        names = paired_words(words(mines, "name"), words(mines, "status"))
        rows["mines"] = listed(overlaps(shapes, mines.geometry.to_numpy(), names), area)
        # outlines of mines may overlap: what lies on two of them counts once
        there = shapely.intersection(shapes, shapely.union_all(mines.geometry.to_numpy()))
        rows["mine"] = percents(shapely.area(there), area)
