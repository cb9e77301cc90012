"""What the grid takes: each roof with its nearest substation, against what that can still connect.

Words in braces in the texts ("{roofs}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_ruijin.methods.counting.rows import counts, words
from geo_ruijin.methods.installed.plants import DcAcRatio, Roofs
from geo_ruijin.methods.method import Divisions, Gives, Points, declare
from geo_ruijin.methods.parameter import demand_above_0
from geo_ruijin.methods.rollout.candidates import Candidates, candidate_notes, candidates
from geo_ruijin.methods.rollout.hosting_figures import hosted, measures_of
from geo_ruijin.methods.rollout.hosting_tables import beyond_table, substations_table
from geo_ruijin.results import Result
from geo_ruijin.text import Text
from geo_ruijin.units import ABOVE_0, NOT_BELOW_0, Kilovolts, Metres

_OF, _ALSO = ("roofs", "substations"), ("installed",)
_REACH = Text(zh="max_distance", en="'max_distance'")


@declare(
    measures={
        "hostable": Gives("MW", of=_OF, also=_ALSO),
        "hostable_share": Gives("%", of=_OF, also=_ALSO),
        "hostable_energy": Gives("GWh", of=_OF, also=_ALSO),
        "within_reach": Gives("MW", of=_OF, also=_ALSO),
        "beyond_reach": Gives("MW", of=_OF, also=_ALSO),
        "substations_exceeded": Gives("substations", of=_OF, also=_ALSO),
        "substations": Gives("substations", of=("substations",)),
    },
    tables={"substations": (*_OF, *_ALSO), "beyond": (*_OF, *_ALSO, "by")},
)
def grid_hosting(
    *,
    roofs: Roofs,
    substations: Points,
    installed: Points | None = None,
    by: Divisions | None = None,
    classes: tuple[str, ...],
    kv_at_least: Kilovolts,
    kv_at_most: Kilovolts,
    max_distance: Annotated[Metres, ABOVE_0],
    dc_ac_ratio: DcAcRatio,
    tolerance: Annotated[Metres, NOT_BELOW_0] | None = None,
) -> Result:
    """Return how much rooftop power the substations can take [MW], each roof with its nearest.

    The hosting capacity of a substation is what can still be connected, so what is connected already is not taken off
    again. One that does not say is no substation without room: its roofs leave the figures open.

    Parameters
    ----------
    roofs
        Footprints with `class`, `capacity` [kWp], `specific_yield` [kWh/kWp] and `energy` of the first year [kWh].
    substations
        Points with what is known of `name`, `kv` [kV] and `hosting_mw` [MW].
    installed
        Points, a row a rooftop plant: what stands is taken off what its roof can carry.
    by
        Polygons with `name`: the roofs beyond reach are told by them, else by class.
    classes
        The classes that count.
    kv_at_least, kv_at_most
        The voltage of the substations that take rooftop power [kV]. Where some state theirs, those that do not are
        left out; where none does, all are taken.
    max_distance
        A roof farther from every one of them, in a straight line from its middle, is beyond reach [m].
    dc_ac_ratio
        Modules over inverters [kWp/kW].
    tolerance
        A plant is on the roof it stands on, else on the nearest no further than this [m]; needed with `installed`.

    Raises
    ------
    MethodError
        If the distance is not above 0, or numbers of the roofs or substations are amiss.
    """
    demand_above_0(max_distance, _REACH)
    found = candidates(roofs, classes=classes, dc_ac_ratio=dc_ac_ratio, installed=installed, tolerance=tolerance)
    stations, unsaid, others = stations_of(substations, kv_at_least, kv_at_most)
    near, far, loads = _shared(found.rows, stations, max_distance)
    ends = [_shared(rows, stations, max_distance) for rows in found.ends.values()]
    return Result(
        measures_of(hosted(near, far, loads), [hosted(*one) for one in ends], sunny=found.sunny),
        {"substations": substations_table(loads), "beyond": beyond_table(far, by)},
        (*_notes(found, loads, unsaid=unsaid, others=others, max_distance=max_distance), *candidate_notes(found)),
    )


def _shared(
    rows: gpd.GeoDataFrame, stations: gpd.GeoDataFrame, reach: float
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the roofs in reach of a station, those beyond, and the stations with what their roofs can feed."""
    nearest, distance = nearest_station(rows.geometry.centroid, stations, reach)
    near = nearest >= 0
    return rows[near], rows[~near], _loads(stations, rows[near], nearest[near], distance[near])


def stations_of(substations: gpd.GeoDataFrame, least: float, most: float) -> tuple[gpd.GeoDataFrame, int, int]:
    """Return the substations that take rooftop power by name, how many state no voltage, and how many another."""
    rows = gpd.GeoDataFrame(
        {
            "name": words(substations, "name"),
            "kv": counts(substations, "kv"),
            "hosting": counts(substations, "hosting_mw"),
        },
        geometry=substations.geometry,
    )
    # of those equally near, the first by name is taken; those without a name by where they are
    rows = rows.assign(x=rows.geometry.x, y=rows.geometry.y).sort_values(["name", "x", "y"], kind="stable")
    unsaid = rows["kv"].isna()
    told = bool((~unsaid).any())
    fit = rows["kv"].between(least, most) | (unsaid & (not told))
    return rows[fit].reset_index(drop=True), int(unsaid.sum()), int((~fit & ~unsaid).sum())


def nearest_station(
    points: gpd.GeoSeries, stations: gpd.GeoDataFrame, reach: float
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the row of the nearest station of each point, the first of those equally near, and the way to it [m].

    -1 and NaN where none is within `reach`.
    """
    row, way = np.full(len(points), -1, dtype=np.intp), np.full(len(points), np.nan)
    if len(stations) and len(points):
        (point, station), distance = shapely.STRtree(stations.geometry.to_numpy()).query_nearest(
            points.to_numpy(), max_distance=reach, return_distance=True
        )
        first = pd.DataFrame({"station": station, "distance": distance}).groupby(point).min()
        row[first.index], way[first.index] = first["station"], first["distance"]
    return row, way


def _loads(
    stations: gpd.GeoDataFrame, rows: pd.DataFrame, nearest: NDArray[np.intp], distance: NDArray[np.float64]
) -> gpd.GeoDataFrame:
    """Return the stations with what their roofs can feed, and how much of it they take.

    Best specific yield first; the roof with which a station is full feeds in in part, so that power adds up to the
    limit.

    Returns
    -------
    GeoDataFrame
        The stations with roofs, mwp [MWp], mw [MW], gwh [GWh], distance (mean) [m], taken_mw [MW] and taken_gwh [GWh]:
        NaN where the hosting capacity is not known.
    """
    own = pd.DataFrame(
        {
            "station": nearest,
            "mw": rows["mw"].to_numpy(dtype=np.float64),
            "gwh": rows["gwh"].to_numpy(dtype=np.float64),
            "kwp": rows["capacity"].to_numpy(dtype=np.float64),
            "yield": rows["specific_yield"].to_numpy(dtype=np.float64),
            "distance": distance,
            "roofs": 1.0,
        }
    ).sort_values("yield", ascending=False, kind="stable")
    limit = stations["hosting"].to_numpy(dtype=np.float64)[own["station"].to_numpy()]
    before = own.groupby("station")["mw"].cumsum() - own["mw"]
    room = np.clip((limit - before) / own["mw"], 0.0, 1.0)
    own["taken_gwh"] = own["gwh"] * room
    sums = own.groupby("station")[["roofs", "mw", "kwp", "gwh"]].sum().reindex(stations.index, fill_value=0.0)
    loads = stations.join(sums)
    loads["distance"] = own.groupby("station")["distance"].mean()
    loads["taken_mw"] = loads["mw"].where(loads["mw"] < loads["hosting"], loads["hosting"])
    energy = own.groupby("station")["taken_gwh"].sum().reindex(stations.index, fill_value=0.0)
    loads["taken_gwh"] = energy.where(loads["hosting"].notna())
    return loads


def _notes(
    found: Candidates, loads: gpd.GeoDataFrame, *, unsaid: int, others: int, max_distance: float
) -> Iterator[Text]:
    yield Text(
        zh=f"屋顶归最近的变电站(直线,{max_distance:g} 米以内;同样近的归名称在前的):不是实际的线路关系。"
        "可接入容量是还能接入的容量,已接入的不再扣除。",
        en=f"A roof belongs to the nearest substation, in a straight line within {max_distance:g} m, of those equally "
        "near to the first by name: not along the lines as they are. The hosting capacity is what can still be "
        "connected, so what is connected is not taken off.",
    )
    lacking = int(loads["hosting"].isna().sum())
    if lacking and lacking == len(loads):
        yield Text(
            zh="“{substations}”没有一座写明可接入容量(hosting_mw),能接入多少不明,不按 0 计。请向供电公司索取后补填。",
            en="No one of '{substations}' says what it can connect (hosting_mw): how much is not known, and not taken "
            "as 0. Ask the grid company and fill it in.",
        )
    elif lacking:
        yield Text(
            zh=f"{len(loads)} 座变电站中有 {lacking} 座没有写可接入容量,未计入;若都有余量,即为上限。",
            en=f"{lacking} of {len(loads)} substations do not say what they can connect and add nothing; had all of "
            "them room, it would be the upper bound.",
        )
    if unsaid and not loads["kv"].isna().any():
        yield Text(
            zh=f"有 {unsaid} 座变电站没有写电压等级,未计入。",
            en=f"{unsaid} substations state no voltage and are left out.",
        )
    elif unsaid:
        yield Text(
            zh="变电站都没有写电压等级,全部计入。",
            en="No substation states its voltage: all are taken.",
        )
    if others:
        yield Text(
            zh=f"有 {others} 座变电站的电压不在所定范围,未计入。",
            en=f"{others} substations are of another voltage and are left out.",
        )
    if not len(loads) and len(found.rows):
        yield Text(zh="没有电压符合的变电站。", en="No substation is of such a voltage.")
