"""Settlements with a service: villages with a bus that runs by a timetable, those on call apart."""

from __future__ import annotations

from typing import Annotated

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.counting.rows import division_of, elsewhere, inside, truths
from geo_ruijin.methods.facilities import ROUNDING, straight_distance
from geo_ruijin.methods.method import Divisions, Gives, Heights, Limits, Need, Points, WalkNetwork, declare
from geo_ruijin.methods.parameter import demand_above_0, needed
from geo_ruijin.methods.settlements.tables import (
    NONE,
    ON_CALL,
    TIMETABLE,
    UNKNOWN,
    columns_of,
    measures_of,
    tables_of,
    zones_table,
)
from geo_ruijin.methods.timing import minutes, timed, timing_note
from geo_ruijin.results import Measure, Result
from geo_ruijin.text import Text
from geo_ruijin.units import Metres, Minutes

#: Villages and the like.
Settlements = Annotated[gpd.GeoDataFrame, Need(("point",), ("name",))]

_STRAIGHT = ("settlements", "stops")
_ROAD = (*_STRAIGHT, "network")


@declare(
    measures={
        "served_share": Gives("%", of=_STRAIGHT, also=("within",)),
        "served_share_road": Gives("%", of=_ROAD, also=("within",)),
        "served_share_at_most": Gives("%", of=_STRAIGHT, also=("within",)),
        "served_share_on_foot": Gives("%", of=(*_ROAD, "heights"), also=("within",)),
        "on_call_share": Gives("%", of=_STRAIGHT, also=("within",)),
        "settlements": Gives("villages", of=("settlements",), also=("within",)),
        "served": Gives("villages", of=_STRAIGHT, also=("within",)),
        "not_served": Gives("villages", of=_STRAIGHT, also=("within",)),
        "stops_by_timetable": Gives("stops", of=("stops",)),
        "stops_on_call": Gives("stops", of=("stops",)),
        "stops_not_said": Gives("stops", of=("stops",)),
    },
    tables=dict.fromkeys(("zones", "not_served", "served"), (*_ROAD, "within", "by")),
)
def settlement_service(
    *,
    settlements: Settlements,
    stops: Points,
    network: WalkNetwork | None = None,
    heights: Heights | None = None,
    within: Limits | None = None,
    by: Divisions | None = None,
    radius: Metres,
    kinds: tuple[str, ...] | None = None,
    walk: Minutes | None = None,
    slope_over: Metres | None = None,
) -> Result:
    """Return the share of settlements with a stop that a bus serves by timetable within `radius`.

    In a straight line (the headline) and along the streets beside it. A stop served on call only (demand-responsive
    transport) does not count: settlements that have no other are told apart; one that has both counts. Of a stop that
    does not say whether it is served nobody knows: it counts for "at most" alone, and where no stop says, there is no
    headline.

    Parameters
    ----------
    settlements
        Points with `name`: where the village committee sits; with `kind`, of which `kinds` choose, and `people`.
    stops
        Points; `served` and `on_demand` say of each whether a bus stops by timetable, or on call.
    network
        The streets; without them there is no figure by road.
    heights
        The ground: with it and the streets, the share within `walk` minutes on foot is told too.
    within
        Polygons: the settlements inside them count. Without it all do.
    by
        Polygons with `name` to report by; what lies in none is a row of its own.
    radius
        How far a stop may be [m]; exactly at the radius is within.
    kinds
        Which kinds of settlements count; all without it.
    walk
        How long a walk may take [min].
    slope_over
        The shortest length that slopes are measured over [m]; no less than a cell of the heights.

    Raises
    ------
    MethodError
        If the radius is not above 0, the settlements have no `kind` to choose by, or none is of the kinds.

    References
    ----------
    The rules of Hubei and Guangdong for 建制村通客车: a stop within 2 km of the village committee.
    """
    demand_above_0(radius)
    rows, outside = inside(_chosen(settlements, kinds), within)
    if rows.empty:
        raise MethodError(Text(zh="{within}内没有{settlements}", en="there are no {settlements} inside {within}"))
    service = _service(stops)
    reached = {kind: _near(rows, stops[service == kind], radius) for kind in (TIMETABLE, ON_CALL)}
    rows["straight"] = _straight(rows, stops[service == TIMETABLE])
    rows["served"] = reached[TIMETABLE]
    silent = truths(stops, "served").isna().to_numpy()
    beside = pd.Series(_near(rows, stops[silent], radius), index=rows.index)  # however far by road, no nearer than this
    rows["not_said"] = beside & ~reached[TIMETABLE]
    rows["on_call"] = reached[ON_CALL] & ~reached[TIMETABLE] & ~rows["not_said"]
    said = not silent.all()
    measures = measures_of(rows, service, f"{radius / 1000:g}", said=said)
    if network is not None:
        rows["distance"] = network.nearest(rows.geometry, stops[service == TIMETABLE].geometry)
        by_road = rows["distance"] <= radius + ROUNDING
        measures["served_share_road"] = Measure(
            100 * float(by_road.mean()) if said else None,
            "%",
            Text(
                zh=f"沿路 {radius / 1000:g} 公里以内有班车停靠站点的{{settlements}} ÷ {{settlements}}",
                en=f"{{settlements}} with a stop served by timetable within {radius / 1000:g} km along the streets / "
                "all of them",
            ),
            *_open(by_road, beside),
        )
    notes = (*_notes(silent), *elsewhere("settlements", outside))
    if network is not None and heights is not None:
        if walk is None:
            raise needed(Text(zh="步行时间上限 walk", en="walk"))
        demand_above_0(walk, Text(zh="步行时间上限(walk)", en="walk"))
        timing = timed(network, heights, slope_over)
        rows["minutes"] = minutes(timing, rows.geometry, stops[service == TIMETABLE].geometry)
        measures["served_share_on_foot"] = Measure(
            100 * float((rows["minutes"] <= walk).mean()) if said else None,
            "%",
            Text(
                zh=f"步行 {walk:g} 分钟以内有班车停靠站点的{{settlements}} ÷ {{settlements}}",
                en=f"{{settlements}} within a walk of {walk:g} minutes of a stop served by timetable / all of them",
            ),
            *_open(rows["minutes"] <= walk, beside),
        )
        notes = (*notes, timing_note(timing))
    columns = columns_of(rows, by)
    if by is not None:
        rows["division"] = division_of(rows.geometry, by)
    # where no stop says whether it is served, nobody knows which villages are not
    tables = tables_of(rows, columns) if said else {}
    if by is not None and said:
        tables = {"zones": zones_table(rows, by), **tables}
    result = Result(measures, tables, notes)
    if kinds is None:
        return result
    some = Text(zh=f"{{settlements}}({'、'.join(kinds)})", en=f"{{settlements}} ({', '.join(kinds)})")
    return result.fill(settlements=some)


def _open(served: pd.Series[bool], beside: pd.Series[bool]) -> tuple[float, float]:
    """Return between which the share lies if those beside stops that do not say so may be served too [%]."""
    return 100 * float(served.mean()), 100 * float((served | beside).mean())


def _chosen(settlements: gpd.GeoDataFrame, kinds: tuple[str, ...] | None) -> gpd.GeoDataFrame:
    """Return the settlements that count."""
    rows = settlements.reset_index(drop=True)
    if kinds is not None:
        if "kind" not in rows:
            raise MethodError(
                Text(
                    zh="“{settlements}”缺少“kind”这一列,无法按类别选取",
                    en="'{settlements}' has no column 'kind' to choose by",
                )
            )
        absent = [kind for kind in kinds if not (rows["kind"] == kind).any()]
        rows = rows[rows["kind"].isin(kinds)].reset_index(drop=True)
    if kinds is not None and absent:
        listing = ", ".join(absent)
        raise MethodError(
            Text(
                zh=f"{{settlements}}中没有要统计的类别:{listing}",
                en=f"'{{settlements}}' has none of the kinds: {listing}",
            )
        )
    return rows


def _service(stops: gpd.GeoDataFrame) -> NDArray[np.int_]:
    """Return what each stop's bus is; one that runs by timetable may be on call at other hours too, and counts."""
    served = truths(stops, "served")
    by_timetable = served.fillna(value=False).to_numpy(dtype=bool)
    called = truths(stops, "on_demand").fillna(value=False).to_numpy(dtype=bool)
    denied = (~served).fillna(value=False).to_numpy(dtype=bool)
    return np.select([by_timetable, called, denied], [TIMETABLE, ON_CALL, NONE], UNKNOWN)


def _near(rows: gpd.GeoDataFrame, stops: gpd.GeoDataFrame, radius: Metres) -> NDArray[np.bool_]:
    return np.asarray(_straight(rows, stops) <= radius + ROUNDING)


def _straight(rows: gpd.GeoDataFrame, stops: gpd.GeoDataFrame) -> NDArray[np.float64]:
    return straight_distance(rows.geometry.to_numpy(), stops.geometry.to_numpy())


def _notes(silent: NDArray[np.bool_]) -> tuple[Text, ...]:
    unknown, some = int(silent.sum()), len(silent)
    notes = [
        Text(
            zh="起点为{settlements}所在点(村委会),不是村庄范围;自然村另有远近。",
            en="Measured from where {settlements} are drawn (the village committee), not from the hamlets around it.",
        )
    ]
    if unknown == some:
        notes.append(
            Text(
                zh="{stops}都没有注明是否有班次(served 列),因此没有通车率,只给出上限。",
                en="None of {stops} says whether it is served (column served): only what the share is at most is told.",
            )
        )
    elif unknown:
        notes.append(
            Text(
                zh=f"{{stops}}中有 {unknown} 处未注明是否有班次(共 {some} 处),只计入上限。",
                en=f"{unknown} of {some} of {{stops}} do not say whether they are served; they count for at most only.",
            )
        )
    return tuple(notes)
