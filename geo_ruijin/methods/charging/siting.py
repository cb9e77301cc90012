"""Charging piles from those there are to those promised: how many at which place, in the order of the plan.

Words in braces in the texts ("{stations}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.errors import MethodError, NoDataError
from geo_ruijin.methods.charging.allotting import Sites, allot
from geo_ruijin.methods.charging.demand import Demand, at_home, parked, reached
from geo_ruijin.methods.charging.figures import Outcome, measures
from geo_ruijin.methods.charging.kinds import Served, demand_kinds, served_by, served_now
from geo_ruijin.methods.charging.notes import notes
from geo_ruijin.methods.charging.places import Places
from geo_ruijin.methods.charging.tables import kinds_table, sites_table, zones_table
from geo_ruijin.methods.counting.piles import station_rows
from geo_ruijin.methods.method import (
    Divisions,
    DriveNetwork,
    Gives,
    Limits,
    Need,
    People,
    Points,
    Statistics,
    WalkNetwork,
    declare,
)
from geo_ruijin.methods.parameter import Amounts, demand_above_0
from geo_ruijin.results import Result
from geo_ruijin.statistic import statistic
from geo_ruijin.text import Text
from geo_ruijin.units import ABOVE_0, NOT_BELOW_0, Metres, Unit

Candidates = Annotated[gpd.GeoDataFrame, Need(("point", "polygon"), ("kind",))]
Piles = Annotated[int, Unit("piles"), NOT_BELOW_0]
PilesByKind = Annotated[Amounts, Unit("piles"), NOT_BELOW_0]

_STATIONS = ("stations",)
_SITES = ("stations", "candidates", "people", "network", "walk")
_ALSO = ("within", "car_parks", "intercity", "statistics")


@declare(
    measures={
        "piles_before": Gives("piles", of=_STATIONS, also=("within",)),
        "gap": Gives("piles", of=_STATIONS, also=("within",)),
        "new_piles": Gives("piles", of=_SITES, also=_ALSO),
        "new_sites": Gives("places", of=_SITES, also=_ALSO),
        "piles_after": Gives("piles", of=_SITES, also=_ALSO),
        "gap_left": Gives("piles", of=_SITES, also=_ALSO),
        "piles_beyond_demand": Gives("piles", of=_SITES, also=_ALSO),
        "room": Gives("piles", of=("candidates",), also=("within", "intercity")),
        "vehicles": Gives("vehicles", of=(), also=("statistics",)),
        "home_before": Gives("%", of=("stations", "people", "walk"), also=("within", "statistics")),
        "home_after": Gives("%", of=_SITES, also=_ALSO),
        "public_before": Gives("%", of=("stations", "people", "network"), also=("within", "car_parks", "statistics")),
        "public_after": Gives("%", of=_SITES, also=_ALSO),
        "vehicles_per_public_pile_before": Gives("vehicles/pile", of=_STATIONS, also=("within", "statistics")),
        "vehicles_per_public_pile_after": Gives("vehicles/pile", of=_SITES, also=_ALSO),
        "public_piles_lacking": Gives("piles", of=_SITES, also=_ALSO),
    },
    tables={
        "sites": (*_SITES, *_ALSO, "by"),
        "kinds": (*_SITES, *_ALSO),
        "zones": (*_SITES, *_ALSO, "by"),
    },
    proposes=True,
)
def pile_siting(
    *,
    stations: Points,
    candidates: Candidates,
    people: People,
    network: DriveNetwork,
    walk: WalkNetwork,
    car_parks: Points | None = None,
    intercity: Points | None = None,
    within: Limits | None = None,
    by: Divisions | None = None,
    statistics: Statistics | None = None,
    target: Piles | None = None,
    order: tuple[str, ...],
    shares: Annotated[Amounts, Unit("%"), NOT_BELOW_0] | None = None,
    vehicles: str | None = None,
    vehicles_planned: Annotated[float, Unit("vehicles"), NOT_BELOW_0] | None = None,
    most_per_public_pile: Annotated[float, Unit("vehicles/pile"), ABOVE_0],
    vehicles_per_pile: Annotated[Amounts, Unit("vehicles/pile"), ABOVE_0],
    piles_unsaid: PilesByKind | None = None,
    piles_least: Piles = 1,
    piles_most: Piles,
    fast_kinds: tuple[str, ...] = (),
    walking: Metres,
    driving: Metres,
) -> Result:
    """Return where the piles go that are lacking of a target [piles], kind after kind in the order of the plan.

    Each kind gets piles as long as they serve cars that no other pile does and there is room: those at housing the
    cars of who lives in reach on foot, public ones the cars that park in reach by driving, those at workplaces and
    depots and beside main roads as many as there is room for. Within a kind they go where they serve most cars
    (modular capacitated maximal covering), what stands serving first; of choices that serve as many, one with few piles
    and few sites. If the gap is not filled by then, it is as long as there is room.

    Parameters
    ----------
    stations
        As of `pile_count`: a row a station, with what is known of `kind`, `place`, `piles`, `name`.
    candidates
        Points or areas with `kind` and what is known of `name`, `capacity` (how many more piles, whole), `township`
        and `cost` [10,000 yuan].
    people
        The residents, over whom the cars are spread.
    network, walk
        The streets to drive and to walk on.
    car_parks
        Points with what is known of `spaces` and `public`: the cars that charge in public are spread over the spaces of
        those open to the public; without any, over the residents.
    intercity
        Stations beside main roads that are planned, such as the table `sites` of `corridor_siting`: they take the place
        of the candidates of kind "highway".
    within
        Polygons: what lies inside them counts, and may be built on.
    by
        Polygons with `name` to report by; without them there is no table "zones".
    statistics, vehicles
        The reported figures, and the id of the row that tells how many vehicles charge here.
    target
        How many piles there should be.
    order
        The kinds of places, first things first; keys of `kinds.KINDS`.
    shares
        How the new piles are divided among the kinds [%]; without it, a kind gets piles only once those before it
        have all they can use.
    vehicles_planned
        How many vehicles there are, where nobody reports it.
    most_per_public_pile
        How many vehicles may share a public pile at most.
    vehicles_per_pile
        How many vehicles a pile serves, by kind, of all in the order.
    piles_unsaid
        How many piles candidates take that do not say, by kind; of other kinds these are not used.
    piles_least, piles_most
        The fewest and the most piles of a new site.
    fast_kinds
        The kinds whose new piles are fast ones (DC).
    walking, driving
        How far from home on foot, and from where a car parks by driving, a pile may be [m].

    Raises
    ------
    MethodError
        If a kind is not known, a number is lacking for one, or a number of a column is below 0.
    NoDataError
        If nobody says how many piles there should be, or how many vehicles there are; if there are stations and none
        says how many piles it has; if nobody lives in the place.

    References
    ----------
    P. Yin and L. Mu (2012), Applied Geography 34, 247-254 (modular capacitated maximal covering).
    """
    demand_kinds(order, {"shares": shares or {}, "piles_unsaid": piles_unsaid or {}})
    demand_above_0(walking, Text(zh="步行距离(walking)", en="walking"))
    demand_above_0(driving, Text(zh="行车距离(driving)", en="driving"))
    _demand_rates(order, vehicles_per_pile)
    if shares is not None and not sum(shares.values()) > 0:
        raise MethodError(Text(zh="shares 的合计应大于 0", en="the shares should sum to more than 0"))
    if target is None:
        raise _unsaid(Text(zh="目标桩数(target)", en="how many piles there should be (target)"))
    now, outside = station_rows(stations, within)
    if len(now) and now["piles"].isna().all():
        raise NoDataError(
            Text(
                zh="没有一处{stations}写了桩数,不知道还差多少。请补填“piles”列",
                en="none of {stations} says how many piles it has, so that nobody knows how many are lacking. Fill in "
                "the column 'piles'",
            )
        )
    places = Places.of(
        candidates,
        intercity,
        within=within,
        by=by,
        order=order,
        piles_unsaid=piles_unsaid or {},
        piles_least=piles_least,
        piles_most=piles_most,
    )
    found = None if statistics is None or vehicles is None else statistic(statistics, vehicles, unit="vehicles")
    cars = vehicles_planned if found is None or found.value is None else found.value
    if cars is None:
        raise _unsaid(Text(zh="新能源汽车数(vehicles_planned)", en="how many vehicles there are (vehicles_planned)"))
    homes, at_homes = at_home(people, within, cars)
    park = None if car_parks is None else parked(car_parks, within, cars)
    points, at_points = (homes, at_homes) if park is None else (park.places, park.cars)
    serves: list[Served] = [*map(served_by, places.rows["kind"]), *served_now(now)]
    there = gpd.GeoSeries(pd.concat([places.rows.geometry, now.geometry], ignore_index=True), crs=people.crs)
    home, public = (np.flatnonzero([one == wanted for one in serves]) for wanted in ("home", "public"))
    demands: dict[Served, Demand] = {
        "home": reached(homes, at_homes, there, home, walk, walking),
        "public": reached(points, at_points, there, public, network, driving),
    }
    sites = _sites(places, now, serves, demands, vehicles_per_pile)
    before = float(now["piles"].sum())
    gap = max(math.ceil(target - before), 0)
    allotment = allot(sites, order, gap=gap, shares=shares, least=piles_least)
    outcome = Outcome(now, places, sites, allotment, gap=gap, target=target, cars=cars, ratio=most_per_public_pile)
    tables = {
        "sites": sites_table(outcome, order, fast_kinds, divided=by is not None),
        "kinds": kinds_table(outcome, order, shares),
    }
    if by is not None:
        tables["zones"] = zones_table(outcome, by)
    return Result(
        measures(outcome, found, walking=walking, driving=driving),
        tables,
        notes(outcome, park, found, vehicles, outside=outside, shares=shares, piles_unsaid=piles_unsaid or {}),
    )


def _unsaid(what: Text) -> NoDataError:
    return NoDataError(
        Text(
            zh=f"没有写{what.zh}。请按本地方案写在 [parameters] 中,注明出处",
            en=f"nobody says {what.en}: write it in [parameters] by your plan, with its source",
        )
    )


def _demand_rates(order: tuple[str, ...], rates: Mapping[str, float]) -> None:
    if lacking := [kind for kind in order if kind not in rates]:
        raise MethodError(
            Text(
                zh=f"vehicles_per_pile 缺少 {'、'.join(lacking)}:每一类都要写明一根桩服务几辆车",
                en=f"vehicles_per_pile lacks {', '.join(lacking)}: say of each kind how many vehicles a pile serves",
            )
        )


def _sites(
    places: Places,
    now: gpd.GeoDataFrame,
    serves: list[Served],
    demands: dict[Served, Demand],
    rates: Mapping[str, float],
) -> Sites:
    """Return candidates and stations; a pile of a station serves as many as one of its place, or of its like.

    Where it serves others than its place does, as a public pile at housing, it serves as many as one of its like.
    """
    usual = {
        served: min((rate for kind, rate in rates.items() if served_by(kind) == served), default=1.0)
        for served in ("home", "public", "own")
    }
    kinds = [*places.rows["kind"], *now["place"]]
    return Sites(
        kinds=np.array([*places.rows["kind"], *[""] * len(now)], dtype=object),
        rates=np.array(
            [
                rates.get(kind, usual[served]) if served_by(kind) == served else usual[served]
                for kind, served in zip(kinds, serves, strict=True)
            ]
        ),
        room=np.append(places.rows["room"].to_numpy(dtype=np.float64), np.zeros(len(now))),
        piles=np.append(np.zeros(len(places.rows)), now["piles"].fillna(0.0).to_numpy(dtype=np.float64)),
        demands=demands,
    )
