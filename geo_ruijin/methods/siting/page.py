"""What a page needs to try another choice: who is reached by what stands and by each candidate."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from geo_ruijin.methods.counting.rows import words
from geo_ruijin.methods.reach import zone_of
from geo_ruijin.methods.siting.figures import asked_of, possible
from geo_ruijin.methods.siting.land import plots_of
from geo_ruijin.methods.siting.plan import Plan, Prospect
from geo_ruijin.methods.siting.sites import Sites, kinds_of
from geo_ruijin.methods.siting.situation import AREA, CIRCLES, READINGS
from geo_ruijin.methods.siting.words import how_few
from geo_ruijin.text import Text
from geo_ruijin.units import Metres, Percent
from geo_ruijin.whatif import Reading, WhatIf

#: A page with more candidates is slow to open and to look through.
MOST_CANDIDATES = 600

Ints = NDArray[np.intp]


def what_if_of(
    prospect: Prospect, plan: Plan, facilities: gpd.GeoDataFrame, *, cell: Metres, share: Percent
) -> tuple[WhatIf, int]:
    """Return what a page needs, and how many candidates that reach somebody it leaves out.

    Parameters
    ----------
    facilities
        What stands, in the order of the rows of `prospect.before.served`.
    cell
        The width of the grid that land is told by [m].
    share
        What is asked for, by the reading the sites are chosen by [%].
    """
    present = Sites(prospect.before.served, len(facilities))
    readings = {reading: _reading(prospect, present, reading, cell) for reading in (AREA, *prospect.homes)}
    count = present.count
    new = np.zeros(prospect.sites.count, dtype=bool)
    new[_worth_showing(plan)] = True
    reach = np.zeros(count + prospect.sites.count, dtype=bool)
    for found in readings.values():
        reach |= np.diff(found.reached.indptr) > 0
    kept = np.flatnonzero(reach & np.concatenate([np.ones(count, dtype=bool), new]))
    order = [plan.reading, *(reading for reading in readings if reading != plan.reading)]
    told = tuple(
        Reading(
            reading,
            readings[reading].title,
            readings[reading].unit,
            readings[reading].weights,
            readings[reading].group,
            csr_array(readings[reading].reached[kept]),
            share if reading == plan.reading else None,
            readings[reading].places,
        )
        for reading in order
    )
    names = tuple("" if name is None else str(name) for name in prospect.place.zones["name"])
    held_back = int(((np.diff(plan.demand.reached.tocsc().indptr) > 0) & ~new).sum())
    rows = _rows(facilities, prospect, plan).iloc[kept].reset_index(drop=True)
    said, number = how_few(plan.needed), len(plan.needed.chosen)
    asked = asked_of(plan, possible(prospect, plan), share)
    answer = Text(
        zh=f"{asked.zh},最少新增 {number} 处({said.zh})", en=f"The fewest new sites {asked.en}: {number} ({said.en})"
    )
    return WhatIf(rows, names, told, answer), held_back


def _worth_showing(plan: Plan) -> Ints:
    """Return the chosen and the candidates that add most to what stands, as many as a page takes."""
    gains = plan.demand.reached.T @ plan.demand.weight
    gains[list(plan.chosen)] = np.inf
    some = np.argsort(-gains, kind="stable")[: max(MOST_CANDIDATES, len(plan.chosen))]
    return np.sort(some[gains[some] > 0])


def _rows(facilities: gpd.GeoDataFrame, prospect: Prospect, plan: Plan) -> gpd.GeoDataFrame:
    parts = []
    for rows, stands in ((facilities, True), (prospect.rows, False)):
        named = rows["name"].astype("string").fillna("") if "name" in rows else pd.Series("", index=rows.index)
        points = gpd.GeoSeries(shapely.point_on_surface(rows.geometry.to_numpy()), crs=rows.crs)
        columns = {"name": named.astype(str).to_numpy(), "present": stands, "chosen": False}
        parts.append(gpd.GeoDataFrame(columns, geometry=points))
    parts[1]["kind"], parts[1]["township"] = kinds_of(prospect.rows), words(prospect.rows, "township")
    parts[1].loc[list(plan.chosen), "chosen"] = True
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=facilities.crs)


def _reading(prospect: Prospect, present: Sites, reading: str, cell: Metres) -> Reading:
    """Return a reading over everything that counts, with all that stands and all candidates."""
    place, homes = prospect.place, prospect.before.homes
    title = READINGS[reading]
    if reading == AREA or homes is None:
        plots = plots_of(place.area, cell)
        near, far = present.holding(plots.points), prospect.sites.holding(plots.points)
        there = gpd.GeoSeries(plots.points, crs=place.zones.crs)
        return Reading(reading, title, "m²", plots.area, zone_of(there, place.zones), _by_site(near, far), None, there)
    points = homes.rows.geometry
    if reading == CIRCLES:
        near = present.near(points.to_numpy())
    else:
        assert place.network is not None  # noqa: S101 - people on foot need streets
        near = present.walked(place.network, points)
    weights = homes.rows["people"].to_numpy(dtype=np.float64)
    zone = homes.rows["zone"].to_numpy(dtype=np.intp)
    reached = _by_site(near, prospect.homes[reading])
    return Reading(
        reading, title, "people", weights, zone, reached, None, gpd.GeoSeries(points.to_numpy(), crs=points.crs)
    )


def _by_site(present: csr_array, candidates: csr_array) -> csr_array:
    return csr_array(hstack([present, candidates]).T.tocsr())
