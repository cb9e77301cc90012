"""The fewest new sites that bring coverage to a target, what each adds, and what stays beyond reach.

Words in braces in the texts ("{region}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

from typing import Annotated

import geopandas as gpd
import numpy as np
import shapely

from geo_ruijin.errors import MethodError, NoDataError, closest
from geo_ruijin.methods.coverage.words import Wording
from geo_ruijin.methods.facilities import ROUNDING
from geo_ruijin.methods.method import (
    Divisions,
    Gives,
    Limits,
    Need,
    People,
    Places,
    Points,
    Polygons,
    WalkNetwork,
    declare,
)
from geo_ruijin.methods.parameter import MetresByArea
from geo_ruijin.methods.siting.figures import measures_of, possible, worth_of
from geo_ruijin.methods.siting.land import demand_fine
from geo_ruijin.methods.siting.notes import notes
from geo_ruijin.methods.siting.page import what_if_of
from geo_ruijin.methods.siting.plan import Prospect, added, plan_of
from geo_ruijin.methods.siting.sites import candidate_sites
from geo_ruijin.methods.siting.situation import AREA, READINGS, WALKING, Place, with_new
from geo_ruijin.methods.siting.tables import curve_rows, curve_table, land_tables, sites_rows, sites_table, zones_table
from geo_ruijin.methods.siting.unreached import unreachable_of, unreachable_table
from geo_ruijin.results import Result
from geo_ruijin.siting import Conditions, too_close
from geo_ruijin.siting.highs import TIME_LIMIT
from geo_ruijin.text import Text
from geo_ruijin.units import ABOVE_0, NOT_BELOW_0, OF_100, Metres, Minutes, Percent, Unit

#: Places that were considered and left out, and why.
Excluded = Annotated[gpd.GeoDataFrame, Need(("point", "line", "polygon"), ("reason",))]

#: What a further site must add.
LeastPeople = Annotated[float, Unit("people"), ABOVE_0]
LeastArea = Annotated[float, Unit("km²"), ABOVE_0]

_AREAS = ("facilities", "candidates", "region")
_CIRCLES = (*_AREAS, "people")
_WALKS = (*_CIRCLES, "network")
_ALSO = ("within", "people", "network", "entrances")
_LAND = ("facilities", "region")


@declare(
    measures={
        "sites_needed": Gives("places", of=_AREAS, also=_ALSO),
        "sites_chosen": Gives("places", of=_AREAS, also=_ALSO),
        "sites_worth": Gives("places", of=_AREAS, also=_ALSO),
        "share_worth": Gives("%", of=_AREAS, also=_ALSO),
        "area_share_before": Gives("%", of=_LAND, also=("within",)),
        "area_share_after": Gives("%", of=_AREAS, also=_ALSO),
        "people_share_circles_before": Gives("%", of=(*_LAND, "people"), also=("within",)),
        "people_share_circles_after": Gives("%", of=_CIRCLES, also=_ALSO),
        "people_share_walking_before": Gives("%", of=(*_LAND, "people", "network"), also=("within", "entrances")),
        "people_share_walking_after": Gives("%", of=_WALKS, also=_ALSO),
        "people_circles_before": Gives("people", of=(*_LAND, "people"), also=("within",)),
        "people_circles_after": Gives("people", of=_CIRCLES, also=_ALSO),
        "people_walking_before": Gives("people", of=(*_LAND, "people", "network"), also=("within", "entrances")),
        "people_walking_after": Gives("people", of=_WALKS, also=_ALSO),
        "reachable_share": Gives("%", of=_AREAS, also=_ALSO),
        "unreachable_area": Gives("km²", of=_AREAS, also=("within",)),
        "unreachable_people": Gives("people", of=_CIRCLES, also=_ALSO),
        "candidates": Gives("places", of=("candidates",)),
    },
    tables={
        "sites": (*_AREAS, *_ALSO, "by"),
        "curve": (*_AREAS, *_ALSO),
        "zones": (*_AREAS, *_ALSO, "by"),
        "unreachable": (*_AREAS, *_ALSO, "excluded", "by"),
        "gained": (*_AREAS, *_ALSO),
        "remaining": (*_AREAS, *_ALSO, "by"),
    },
    proposes=True,
)
def coverage_siting(
    *,
    facilities: Places,
    candidates: Places,
    region: Polygons,
    within: Limits | None = None,
    people: People | None = None,
    network: WalkNetwork | None = None,
    entrances: Points | None = None,
    excluded: Excluded | None = None,
    by: Divisions | None = None,
    radius: MetresByArea,
    share: Annotated[Percent, OF_100],
    reading: str,
    cell: Metres,
    spacing: Annotated[Metres, NOT_BELOW_0] = 0.0,
    new: int | None = None,
    worth_people: LeastPeople | None = None,
    worth_area: LeastArea | None = None,
    entrance_within: Metres | None = None,
    border_spacing: Metres | None = None,
    time_limit: Minutes = TIME_LIMIT / 60,
) -> Result:
    """Return the fewest of the candidates that bring coverage to `share`, beside what `service_coverage` says now.

    Sites are chosen by one reading; all are told as things stand and with the new sites, each as `service_coverage`
    measures it. Where the share is out of reach, the fewest sites are told that reach all that any candidate does, or
    as much as the spacing lets.

    The number is proven, or told with one that no plan goes below. All land is covered exactly: sites are chosen for
    points of it, and points are added in what their circles leave until nothing is left. A share of it is chosen on
    the grid and measured by circles; no plan does with fewer sites than if every cell counted whole that a circle
    touches.

    Parameters
    ----------
    facilities, region, within, people, network, entrances, by, radius, entrance_within, border_spacing
        As of `service_coverage`.
    candidates
        Points or areas that could be added, with `name`, `kind` and `township` as far as known. Areas are entered
        anywhere along their border.
    excluded
        Places that were considered and left out, with `reason`: said of what no candidate reaches.
    share
        How much is to be within reach [%].
    reading
        What is to be: "area", "people_circles" or "people_walking".
    cell
        The width of the grid that land is told by [m].
    spacing
        How far new sites must stand from one another and from what exists, in a straight line [m].
    new
        At most so many sites are listed: then those that reach most together.
    worth_people, worth_area
        A further site is not worth it where it adds less people, or land [km²]; by the reading the one or the other
        counts. The curve ends there.
    time_limit
        When a search is broken off [min]; what is known then is told.

    Raises
    ------
    MethodError
        If the reading is not known, the grid is too coarse, and as of `service_coverage`.
    NoDataError
        If the reading needs people or streets that are not given, nobody lives there, or every candidate stands too
        near to what exists.

    References
    ----------
    C. Toregas, R. Swain, C. ReVelle, L. Bergman (1971), doi:10.1287/opre.19.6.1363 (set covering). R. Church and
    C. ReVelle (1974), doi:10.1007/BF01942293 (maximal covering). A. Murray (2005), doi:10.1177/0160017605275160
    (what points and areas standing for land do to the answer).
    """
    _demand_reading(reading, people=people is not None, network=network is not None)
    demand_fine(cell, min(step.value for step in radius) if isinstance(radius, tuple) else radius)
    place = Place.of(
        region,
        within,
        by,
        people=people,
        network=network,
        radius=radius,
        entrances=entrances,
        entrance_within=entrance_within,
        border_spacing=border_spacing,
    )
    before = place.situation(facilities)
    if reading != AREA and before.homes is not None and not before.homes.count():
        raise NoDataError(
            Text(
                zh='{region}内没有居民:不能按人口口径选址。请核对{people}的范围,或改按面积(reading = "area")',
                en="nobody lives in {region} to choose sites by: check what {people} holds, or choose by area",
            )
        )
    apart = _apart(candidates, facilities, spacing)
    rows, sites = candidate_sites(apart, radius, border_spacing=border_spacing)
    prospect = Prospect.of(place, before, rows, sites, cell=cell)
    middles = shapely.get_coordinates(shapely.centroid(rows.geometry.to_numpy()))
    conditions = Conditions(apart=too_close(middles, spacing))
    worth = worth_area if reading == AREA else worth_people
    plan = plan_of(
        prospect,
        reading,
        share=share,
        new=new,
        worth=(worth or 0.0) * (1e6 if reading == AREA else 1.0),
        conditions=conditions,
        time_limit=60 * time_limit,
    )
    after = place.situation(with_new(facilities, rows.iloc[list(plan.chosen)]))
    gains = added(prospect, plan.chosen)
    beyond = unreachable_of(prospect, reading, excluded)
    words = Wording.of(radius, served=before.served, entrances=entrances is not None, within=within is not None)
    measures = measures_of(prospect, plan, after, beyond, words, share=share)
    curve = curve_rows(prospect, plan, gains[reading])
    if worth is not None:
        measures |= worth_of(plan, curve, worth)
    chosen = sites_rows(prospect, plan, gains, by)
    tables = {
        "sites": sites_table(chosen, plan.reading),
        "curve": curve_table(curve, reading),
        "unreachable": unreachable_table(beyond, divided=by is not None),
        **land_tables(prospect, after, divided=by is not None),
    }
    if by is not None:
        tables["zones"] = zones_table(prospect, after, chosen)
    what_if, held_back = what_if_of(prospect, plan, facilities, cell=cell, share=share)
    told = notes(
        prospect,
        plan,
        share=share,
        reach=possible(prospect, plan),
        cell=cell,
        spacing=spacing,
        crowded=len(candidates) - len(apart),
        held_back=held_back,
        least=float(gains[reading].min(initial=np.inf)),
    )
    return Result(measures, tables, told, what_if)


def _demand_reading(reading: str, *, people: bool, network: bool) -> None:
    """Refuse a reading that is not known, or that needs what is not given."""
    if reading not in READINGS:
        cure = closest(reading, READINGS)
        raise MethodError(
            Text(zh=f"不认识的口径“{reading}”(reading)。{cure.zh}", en=f"unknown reading '{reading}'. {cure.en}")
        )
    if reading != AREA and not people:
        raise NoDataError(Text(zh="没有人口数据,不能按人口口径选址", en="no people are given to choose sites by"))
    if reading == WALKING and not network:
        raise NoDataError(Text(zh="没有道路数据,不能按步行口径选址", en="no streets are given to choose sites by"))


def _apart(candidates: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, spacing: Metres) -> gpd.GeoDataFrame:
    """Return the candidates that stand at least so far from what exists."""
    if not spacing or facilities.empty or candidates.empty:
        return candidates
    shapes = candidates.geometry.to_numpy()
    _, distance = shapely.STRtree(facilities.geometry.to_numpy()).query_nearest(
        shapes, all_matches=False, return_distance=True
    )
    kept = candidates[distance >= spacing - ROUNDING]
    if kept.empty:
        raise NoDataError(
            Text(
                zh=f"全部备选点离现有{{facilities}}都不到 {spacing:g} 米",
                en=f"every candidate stands less than {spacing:g} m from {{facilities}} there are",
            )
        )
    return kept
