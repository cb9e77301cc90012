"""Corridors: where along main roads to build stations so that the next is never too far, and how few will do.

Words in braces in the texts ("{corridors}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_ruijin.methods.corridors.choosing import Choosing
from geo_ruijin.methods.corridors.gaps import Stretches, Trips
from geo_ruijin.methods.corridors.notes import notes
from geo_ruijin.methods.corridors.reached import what_if
from geo_ruijin.methods.corridors.roads import KILOMETRE, Roads
from geo_ruijin.methods.corridors.sites import Sites, along
from geo_ruijin.methods.corridors.siting_notes import siting_notes
from geo_ruijin.methods.corridors.siting_tables import curve_table, roads_table, sites_table
from geo_ruijin.methods.corridors.survey import Survey
from geo_ruijin.methods.corridors.tables import gap_rows, gaps_table, longest
from geo_ruijin.methods.corridors.tables import roads_table as spacing_table
from geo_ruijin.methods.method import Divisions, DriveNetwork, Gives, Limits, Lines, Places, Points, declare
from geo_ruijin.methods.parameter import needed
from geo_ruijin.results import Measure, Result
from geo_ruijin.siting import Answer
from geo_ruijin.text import Text
from geo_ruijin.units import Kilometres, Metres

_DRIVES = ("corridors", "facilities", "network")
_ALSO = ("within", "candidates")


@declare(
    measures={
        "new_stations": Gives("places", of=_DRIVES, also=_ALSO),
        "new_stations_open": Gives("places", of=_DRIVES, also=_ALSO),
        "share_before": Gives("%", of=_DRIVES, also=("within",)),
        "share_after": Gives("%", of=_DRIVES, also=_ALSO),
        "driven_before": Gives("%", of=_DRIVES, also=("within",)),
        "driven_after": Gives("%", of=_DRIVES, also=_ALSO),
        "gaps_before": Gives("places", of=_DRIVES, also=("within",)),
        "gaps_after": Gives("places", of=_DRIVES, also=_ALSO),
        "length_beyond_after": Gives("km", of=_DRIVES, also=_ALSO),
        "longest_spacing_after": Gives("km", of=_DRIVES, also=_ALSO),
        "candidates": Gives("places", of=_DRIVES, also=_ALSO),
    },
    tables={
        "sites": (*_DRIVES, *_ALSO, "by"),
        "curve": (*_DRIVES, *_ALSO),
        "gaps": (*_DRIVES, *_ALSO, "by"),
        "roads": (*_DRIVES, *_ALSO),
    },
    proposes=True,
)
def corridor_siting(
    *,
    corridors: Lines,
    facilities: Points,
    network: DriveNetwork,
    candidates: Places | None = None,
    within: Limits | None = None,
    by: Divisions | None = None,
    spacing: Kilometres,
    access: Metres,
    candidate_spacing: Metres | None = None,
    step: Metres = 100.0,
    open_within: Metres = 0.0,
    far: Metres | None = None,
) -> Result:
    """Return the fewest new stations by which no two along the main roads are further apart than `spacing`.

    What a gap is, `corridor_gaps` says; every point of the roads that is in one and in reach of a candidate must be
    reached. That is a location set covering problem, exact with one-ways too. Beside it stands how much of the roads
    the best choice of each smaller number reaches (maximal covering; weighted by the vehicles that pass where `flow`
    is told), and in what order to build.

    Parameters
    ----------
    corridors
        Lines with what is known of `ref`, `class` and `flow`, the vehicles that pass a day.
    facilities
        The stations that anybody may use; those outside the place help too, and all stay.
    network
        The streets.
    candidates
        Points, or areas taken as a point inside, with what is known of `name`, `kind` and `cost` [10,000 yuan].
        Without them points along the roads are.
    within
        Polygons: only the part of the roads inside them counts, and only what is inside them may be built.
    by
        Polygons with `name` to report by; without them the page has nothing to try other choices on.
    spacing, access, step, open_within, far
        As of `corridor_gaps`; a candidate further off the roads than `access` is not used.
    candidate_spacing
        How far apart points along the roads stand at most, where there are no candidates [m].

    Raises
    ------
    MethodError
        As of `corridor_gaps`; if there are no candidates and no `candidate_spacing`, or it is not above 0.

    References
    ----------
    C. Toregas, R. Swain, C. ReVelle, L. Bergman (1971), doi:10.1287/opre.19.6.1363 (the fewest). R. Church and
    C. ReVelle (1974), doi:10.1007/BF01942293 (the best of a number). Siting by trips from origin to destination, as
    M. Kuby and S. Lim (2005), doi:10.1016/j.seps.2004.03.001, do, takes a table of trips and is not done here.
    """
    survey = Survey.of(
        corridors, network, within=within, spacing=spacing, access=access, step=step, open_within=open_within
    )
    made = None
    if candidates is None:
        made, candidates = candidate_spacing, _made(corridors, within, candidate_spacing)
    sites = Sites.of(candidates, survey, within=within)
    doors = facilities.geometry
    before = survey.trips(doors)
    standing = gpd.GeoDataFrame(facilities[before.serving])
    choosing = Choosing.of(survey, sites.rows.geometry, standing.geometry)
    answer = choosing.fewest()
    steps = choosing.order(answer.chosen)
    added = sites.rows.geometry.iloc[list(answer.chosen)]
    after = survey.trips(gpd.GeoSeries(pd.concat([doors, added], ignore_index=True), crs=doors.crs))
    now, then = survey.stretches(before.known), survey.stretches(after.known)
    gaps, left = gap_rows(now, before, by), gap_rows(then, after, by)
    smaller: list[Answer] = []
    for count in range(len(answer.chosen)):
        smaller.append(choosing.best(count, [steps[count].sites, *(one.chosen for one in smaller[-1:])]))
    best = [*smaller, answer]
    builds = [*(choosing.build(one.chosen) for one in smaller), steps[-1]]
    flow = bool((choosing.flow != 1).any())
    anyway = choosing.needed_anyway(answer)
    measures = (
        _measures(choosing, answer, spacing)
        | _reached(now, then, after, spacing)
        | {
            "gaps_before": Measure(
                float(len(gaps)), "places", Text(zh="现有的空白数(按路线分别计)", en="Gaps as it is, road by road")
            ),
            "gaps_after": Measure(
                float(len(left)), "places", Text(zh="建成后余下的空白数", en="Gaps left once all are built")
            ),
            "candidates": Measure(
                float(len(sites.rows)), "places", Text(zh="可用的备选点数", en="Number of candidates that can be used")
            ),
        }
    )
    if flow:
        measures |= _driven(steps[0].driven, steps[-1].driven)
    return Result(
        measures,
        {
            "sites": sites_table(sites, steps, anyway, by, spacing=spacing, flow=flow),
            "curve": curve_table(sites, best, builds, flow=flow),
            "gaps": gaps_table(left, spacing, divided=by is not None),
            "roads": roads_table(spacing_table(now, before, gaps), spacing_table(then, after, left)),
        },
        (
            *siting_notes(choosing, sites, answer, access=access, made=made),
            *notes(now, before, network, step=step, access=access, far=far, bounded=within is not None),
        ),
        None if by is None else what_if(choosing, sites, standing, answer, by),
    )


def _made(corridors: gpd.GeoDataFrame, within: gpd.GeoDataFrame | None, spacing: Metres | None) -> gpd.GeoDataFrame:
    """Return points along the roads as candidates."""
    if spacing is None:
        raise needed(Text(zh="备选点间距 candidate_spacing", en="candidate_spacing"))
    area = None if within is None else shapely.union_all(within.geometry.to_numpy())
    return along(Roads.of(corridors, step=spacing, within=area))


def _measures(choosing: Choosing, answer: Answer, spacing: Kilometres) -> dict[str, Measure]:
    s = f"{spacing:g}"
    fewer = choosing.covers_open.fewest()
    return {
        "new_stations": Measure(
            answer.objective,
            "places",
            Text(
                zh=f"最少要新建的站数:建成后{{corridors}}上站距超过 {s} 公里的空白,能消除的全部消除;"
                "界外的站不知道,按没有计",
                en=f"The fewest new stations by which no gap of more than {s} km is left along {{corridors}} that can "
                "be closed; as if none stood outside the place",
            ),
            *_bounds(answer),
        ),
        "new_stations_open": Measure(
            fewer.objective,
            "places",
            Text(
                zh="同上,但道路出界处都按有站计(下限)",
                en="The same as if one stood wherever a road leaves the place; a lower bound",
            ),
            *_bounds(fewer),
        ),
    }


def _bounds(answer: Answer) -> tuple[float, float] | tuple[()]:
    """Return between which the fewest lie, where it is not proven."""
    return () if answer.proven else (answer.bound, answer.objective)


def _reached(now: Stretches, then: Stretches, after: Trips, spacing: Kilometres) -> dict[str, Measure]:
    half = f"{spacing / 2:g}"
    spaced = longest(after.least)
    return {
        "share_before": Measure(
            now.share,
            "%",
            Text(
                zh=f"现状:{{corridors}}上驾车 {half} 公里以内有{{facilities}}的里程 ÷ {{corridors}}里程",
                en=f"As it is: length of {{corridors}} within {half} km of {{facilities}} by driving / their length",
            ),
        ),
        "share_after": Measure(
            then.share,
            "%",
            Text(zh="同上,新站全部建成后", en="The same once all new stations are built"),
        ),
        "length_beyond_after": Measure(
            float(then.beyond.sum()) / KILOMETRE,
            "km",
            Text(
                zh=f"建成后离最近的站仍超过 {half} 公里的里程",
                en=f"Length of {{corridors}} that is then still more than {half} km from a station",
            ),
        ),
        "longest_spacing_after": Measure(
            None if np.isnan(spaced) else spaced,
            "km",
            Text(
                zh="建成后最长的站距(驾车);道路出界处按有站计,因此至少有这么长",
                en="The longest way from one station to the next by driving, then; at least this, as if one stood "
                "wherever a road leaves the place",
            ),
        ),
    }


def _driven(before: float, after: float) -> dict[str, Measure]:
    about = Text(
        zh="现状:按车流加权,半个间距以内有站的里程占比(车公里 ÷ 车公里)",
        en="As it is: of the ways that vehicles drive on {corridors}, the share within half the spacing of a station",
    )
    then = Text(zh="同上,新站全部建成后", en="The same once all new stations are built")
    return {"driven_before": Measure(before, "%", about), "driven_after": Measure(after, "%", then)}
