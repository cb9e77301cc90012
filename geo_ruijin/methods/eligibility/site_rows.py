"""What is known of each site: where it is, how steep, how far from roads and the grid, what it lies on and carries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_ruijin.methods.counting.rows import words
from geo_ruijin.methods.eligibility.grid import Shapes
from geo_ruijin.methods.eligibility.ground import Ground
from geo_ruijin.methods.eligibility.practice import nearest, roads_of, substations_of
from geo_ruijin.methods.eligibility.ranking import score
from geo_ruijin.methods.eligibility.sites import Sites
from geo_ruijin.methods.parameter import Range
from geo_ruijin.methods.reach import OUTSIDE
from geo_ruijin.methods.shares import percents
from geo_ruijin.text import Text
from geo_ruijin.units import Degrees

HECTARE = 10_000  # m²
KILOMETRE = 1000  # m

#: Land that no parcel covers, or that does not say what it is.
UNSAID = Text(zh="不明", en="not known")

#: Kinds of land of less than this share of a site are not named [%].
_NAMED = 1


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
    _places(rows, ground)
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


def _places(rows: gpd.GeoDataFrame, ground: Ground) -> None:
    """Add the division that most of each site lies in, and the nearest village."""
    shapes = rows.geometry.to_numpy()
    if "by" in ground.layers:
        by = ground.layers["by"]
        rows["division"] = _largest(overlaps(shapes, by.geometry.to_numpy(), by["name"].fillna(UNSAID.zh)), len(rows))
    villages = ground.layers.get("villages")
    if villages is not None and len(villages):
        which, _ = nearest(shapes, villages.geometry.to_numpy())
        rows["village"] = words(villages, "name").iloc[which].set_axis(rows.index)


def _kinds(rows: gpd.GeoDataFrame, ground: Ground) -> None:
    """Add what each site lies on: kinds of land and classes of forest by share, mines."""
    shapes, area = rows.geometry.to_numpy(), shapely.area(rows.geometry.to_numpy())
    land = ground.layers["land_use"]
    names = _joined(words(land, "code"), words(land, "name"))
    rows["land"] = _listed(overlaps(shapes, land.geometry.to_numpy(), names), area)
    if "forest_inventory" in ground.layers:
        wood = ground.layers["forest_inventory"]
        names = _joined(words(wood, "land_type"), words(wood, "protection"))
        rows["forest"] = _listed(overlaps(shapes, wood.geometry.to_numpy(), names), area)
    if "mines" in ground.layers:
        mines = ground.layers["mines"]
        names = _joined(words(mines, "name"), words(mines, "status"))
        rows["mines"] = _listed(overlaps(shapes, mines.geometry.to_numpy(), names), area)
        # outlines of mines may overlap: what lies on two of them counts once
        there = shapely.intersection(shapes, shapely.union_all(mines.geometry.to_numpy()))
        rows["mine"] = percents(shapely.area(there), area)


def overlaps(sites: Shapes, shapes: Shapes, words_of: pd.Series[Any]) -> pd.DataFrame:
    """Return which sites share an area with which words or texts: site (position), word, area [m²]; each pair once."""
    site, which = shapely.STRtree(shapes).query(sites, predicate="intersects")
    area = shapely.area(shapely.intersection(sites[site], shapes[which]))
    pairs = pd.DataFrame({"site": site, "word": words_of.to_numpy(dtype=object)[which], "area": area})
    return pairs[pairs["area"] > 0].groupby(["site", "word"])["area"].sum().reset_index()


def _joined(first: pd.Series[str], second: pd.Series[str]) -> pd.Series[Any]:
    """Return two words of each row as one text; of the first it is told where it is not said, the second left out."""
    pairs = pd.MultiIndex.from_arrays([first.fillna(""), second.fillna("")])
    which, kinds = pairs.factorize()
    texts: NDArray[np.object_] = np.empty(len(kinds), dtype=object)
    for i, (one, other) in enumerate(kinds):  # few kinds, however many rows
        texts[i] = Text(zh=f"{one or UNSAID.zh} {other}".strip(), en=f"{one or UNSAID.en} {other}".strip())
    return pd.Series(texts[which], index=first.index, dtype=object)


def _largest(pairs: pd.DataFrame, sites: int) -> list[str]:
    """Return the word that shares most with each site; of equals the one that sorts first."""
    first = pairs.sort_values(["area", "word"], ascending=[False, True], kind="stable").groupby("site")["word"].first()
    first = first.astype(object)
    return [str(word) for word in first.reindex(range(sites), fill_value=OUTSIDE.zh)]


def _listed(pairs: pd.DataFrame, areas: NDArray[np.float64]) -> pd.Series[Any]:
    """Return the texts of each site with their shares, the largest first: "0404 62 %, 1201 38 %"."""
    shares = pairs.assign(share=pairs["area"] / areas[pairs["site"]] * 100)
    shares = shares[shares["share"] >= _NAMED].sort_values(["share", "word"], ascending=[False, True], kind="stable")
    shares["zh"] = [f"{word.zh} {share:.0f}%" for word, share in zip(shares["word"], shares["share"], strict=True)]
    shares["en"] = [f"{word.en} {share:.0f} %" for word, share in zip(shares["word"], shares["share"], strict=True)]
    listed = shares.groupby("site").agg({"zh": "、".join, "en": ", ".join}).astype(object)
    listed = listed.reindex(range(len(areas)), fill_value="")
    texts = [Text(zh=zh, en=en) for zh, en in zip(listed["zh"], listed["en"], strict=True)]
    return pd.Series(texts, index=range(len(areas)), dtype=object)
