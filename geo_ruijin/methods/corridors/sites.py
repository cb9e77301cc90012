"""Where a station along main roads could be built: candidates that somebody gave, or points along the roads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_ruijin.methods.corridors.roads import Roads
from geo_ruijin.methods.corridors.survey import Survey
from geo_ruijin.methods.counting.rows import counts, inside, words


@dataclass(frozen=True, eq=False)
class Sites:
    """Sites that would serve the roads.

    Attributes
    ----------
    rows
        name, kind (missing where it is not said), ref (the roads it is beside), cost [10,000 yuan] and a point; the
        index reset.
    outside, off
        How many candidates lie outside the place, and how many too far off the roads.
    """

    rows: gpd.GeoDataFrame
    outside: int
    off: int

    @classmethod
    def of(cls, candidates: gpd.GeoDataFrame, survey: Survey, *, within: gpd.GeoDataFrame | None) -> Self:
        """Return the candidates inside the place and near the roads."""
        given = candidates.set_geometry(candidates.geometry.representative_point())
        there, outside = inside(given, within)
        serving = survey.serving(there.geometry)
        rows = there[serving].reset_index(drop=True)
        lines = shapely.STRtree(survey.roads.lines)
        site, line = lines.query_nearest(rows.geometry.to_numpy(), all_matches=False)
        refs = np.empty(len(rows), dtype=object)
        refs[site] = [";".join(survey.roads.refs[one]) for one in line]
        usable = gpd.GeoDataFrame(
            {
                "name": words(rows, "name").fillna("?"),
                "kind": words(rows, "kind"),
                "ref": pd.Series(refs, index=rows.index, dtype=object),
                "cost": counts(rows, "cost"),
            },
            geometry=rows.geometry,
        )
        return cls(usable, outside, int((~serving).sum()))


def along(roads: Roads) -> gpd.GeoDataFrame:
    """Return the points of roads as candidates, each place once, named after the road and numbered as it is drawn."""
    once = np.sort(np.unique(shapely.get_coordinates(roads.points).round(3), axis=0, return_index=True)[1])
    ref = pd.Series(["/".join(roads.refs[one]) for one in roads.line[once]], dtype=str)
    number = (ref.groupby(ref).cumcount() + 1).astype(str)
    return gpd.GeoDataFrame({"name": ref + "-" + number, "kind": "highway"}, geometry=roads.points[once], crs=roads.crs)
