"""The user's own list of sites."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_ruijin.methods.candidates.kinds import OWN
from geo_ruijin.methods.candidates.pool import called, sites
from geo_ruijin.methods.counting.rows import counts, words
from geo_ruijin.text import Text


def own_sites(own: gpd.GeoDataFrame | None, use: str) -> tuple[gpd.GeoDataFrame | None, tuple[Text, ...]]:
    """Return the sites of the own list that are for a use, or say none, as they are, and a note on the others.

    Parameters
    ----------
    own
        Points or polygons; `name`, `for`, `capacity` and `cost` [10,000 yuan] as far as known.
    use
        A word of `for`; of "" all are taken.

    Raises
    ------
    MethodError
        If a capacity or a cost is below 0 or infinite.
    """
    if own is None:
        return None, ()
    wanted = words(own, "for").str.strip()
    mine = (wanted.isna() | (wanted == use) | (not use)).fillna(value=True).to_numpy(dtype=bool)
    there = own[mine].reset_index(drop=True)
    rows = sites(
        there.geometry.to_numpy(),
        crs=own.crs,
        kind=OWN,
        source=Text(zh="自有备选点", en="own list"),
        name=called(there),
        capacity=np.asarray(counts(there, "capacity"), dtype=np.float64),
        cost=np.asarray(counts(there, "cost"), dtype=np.float64),
    )
    notes = [
        Text(
            zh=f"{{own}}中有 {len(there)} 处纳入比较,与生成的备选点用同样的排除条件。",
            en=f"{len(there)} of {{own}} are compared, with the same reasons against them as the others.",
        )
    ]
    if others := int((~mine).sum()):
        notes.append(
            Text(
                zh=f"{{own}}中另有 {others} 处注明作其他用途,未列入。",
                en=f"{others} more of {{own}} are for other uses and are not here.",
            )
        )
    return rows, tuple(notes)


def as_points(own: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    """Return sites of which areas are points inside them, their area kept."""
    return None if own is None else own.set_geometry(shapely.point_on_surface(own.geometry.to_numpy()), crs=own.crs)


def with_own(rows: gpd.GeoDataFrame | None, own: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    """Return sites, those of the own list first; None where there are neither."""
    given = [one for one in (own, rows) if one is not None]
    if not given:
        return None
    return gpd.GeoDataFrame(pd.concat(given, ignore_index=True), crs=given[0].crs) if len(given) > 1 else given[0]
