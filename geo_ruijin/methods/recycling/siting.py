"""Where the next sites of a recycling system go, tier by tier: drop-off points, transfer stations, sorting centres.

Words in braces in the texts ("{region}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

from typing import Annotated

import geopandas as gpd
import shapely

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.method import (
    Divisions,
    DriveNetwork,
    Gives,
    Need,
    People,
    Places,
    Polygons,
    WalkNetwork,
    declare,
)
from geo_ruijin.methods.parameter import demand_above_0
from geo_ruijin.methods.reach import zones_of
from geo_ruijin.methods.recycling.dropoffs import drop_offs
from geo_ruijin.methods.recycling.figures import drop_off_measures, haul_measures
from geo_ruijin.methods.recycling.notes import drop_off_notes, haul_notes
from geo_ruijin.methods.recycling.page import what_if_of
from geo_ruijin.methods.recycling.system import system_of
from geo_ruijin.methods.recycling.tables import drop_off_tables, haul_tables, sites_table
from geo_ruijin.methods.recycling.tiers import DROP_OFF, SORTING, TRANSFER, tiers_of
from geo_ruijin.methods.recycling.upper import Asked
from geo_ruijin.results import Result
from geo_ruijin.text import Text
from geo_ruijin.units import ABOVE_0, NOT_BELOW_0, OF_100, Between, Metres, Percent, Unit

#: Points of a collection system that say of which tier they are.
Facilities = Annotated[gpd.GeoDataFrame, Need(("point",), ("tier",))]
Length = Annotated[Metres, ABOVE_0]
Count = Annotated[int, NOT_BELOW_0]

_NEAR = ("facilities", "candidates", "region", "people")
_HAULS = ("facilities", "candidates", "people")


@declare(
    measures={
        "share_before": Gives("%", of=_NEAR, also=("network",)),
        "share_after": Gives("%", of=_NEAR, also=("network",)),
        "share_reachable": Gives("%", of=_NEAR, also=("network",)),
        "new_drop_offs": Gives("places", of=_NEAR, also=("network",)),
        "people_before": Gives("people", of=_NEAR, also=("network",)),
        "people_after": Gives("people", of=_NEAR, also=("network",)),
        "people": Gives("people", of=("region", "people")),
        "share_circles_before": Gives("%", of=_NEAR),
        "share_circles_after": Gives("%", of=_NEAR, also=("network",)),
        "new_transfer": Gives("places", of=_HAULS, also=("network", "roads", "region")),
        "new_sorting": Gives("places", of=_HAULS, also=("network", "roads", "region")),
        "transfer_haul_before": Gives("km", of=_HAULS, also=("roads",)),
        "transfer_haul_after": Gives("km", of=_HAULS, also=("network", "roads", "region")),
        "sorting_haul_before": Gives("km", of=_HAULS, also=("roads",)),
        "sorting_haul_after": Gives("km", of=_HAULS, also=("network", "roads", "region")),
        "haul_before": Gives("km", of=_HAULS, also=("roads",)),
        "haul_after": Gives("km", of=_HAULS, also=("network", "roads", "region")),
        "haul_bound": Gives("km", of=_HAULS, also=("roads",)),
        "transfer_within_before": Gives("%", of=_HAULS, also=("roads",)),
        "transfer_within_after": Gives("%", of=_HAULS, also=("network", "roads", "region")),
        "sorting_within_before": Gives("%", of=_HAULS, also=("roads",)),
        "sorting_within_after": Gives("%", of=_HAULS, also=("network", "roads", "region")),
        "optimality_gap": Gives("%", of=_HAULS, also=("network", "roads", "region")),
    },
    tables={
        "sites": (*_NEAR, "network", "roads"),
        "tiers": (*_NEAR, "network", "roads"),
        "hauls": (*_NEAR, "network", "roads"),
        "trunks": (*_NEAR, "network", "roads"),
        "zones": (*_NEAR, "network", "by"),
        "unreached_people": (*_NEAR, "network", "by"),
    },
    proposes=True,
)
def recycling_siting(
    *,
    facilities: Facilities,
    candidates: Places,
    region: Polygons,
    people: People,
    network: WalkNetwork | None = None,
    roads: DriveNetwork | None = None,
    by: Divisions | None = None,
    radius: Length,
    share: Annotated[Percent, OF_100],
    drop_off_kinds: tuple[str, ...] | None = None,
    transfer_kinds: tuple[str, ...] | None = None,
    sorting_kinds: tuple[str, ...] | None = None,
    transfer_within: Length | None = None,
    sorting_within: Length | None = None,
    trunk_cost: Annotated[float, Unit("1"), Between(0, 1, above=True)] = 1.0,
    new_transfer: Count | None = None,
    new_sorting: Count | None = None,
) -> Result:
    """Return the new sites of three tiers: from drop-off points over transfer stations to sorting centres.

    1. **Drop-off points**: the fewest new ones with which `share` of the people of the region is within `radius`, on
       foot where streets are given; of choices equally few one that reaches most.
    2. **Transfer stations and sorting centres**, chosen together in one program for the drop-off points that stand and
       those of 1: so many as asked for, or the fewest that keep hauls within limits; with so many, the least people x
       kilometres over both hauls, a kilometre of the second at `trunk_cost`.

    What stands stays. Everybody brings things to the nearest drop-off point in a straight line, however far, and
    amounts go by people. Choosing 1 before 2 may cost haulage: `haul_bound` is what no layout of all three tiers comes
    below, with as many new sites of each.

    Parameters
    ----------
    facilities
        Points with `tier`, one of `tiers.TIERS`.
    candidates
        Points or areas with what is known of `name`, `kind` and `township`.
    region
        Polygons: the people inside shall reach a drop-off point.
    people
        Points with `people`, all of the place: they tell how much each drop-off point takes in.
    network
        The streets to walk on; without them people are told by circles.
    roads
        The streets to drive on; without them hauls are straight lines.
    by
        Polygons with `name` to report by.
    radius
        How far people go to a drop-off point [m]; exactly at it is within.
    share
        Of the people of the region who shall be within it [%].
    drop_off_kinds, transfer_kinds, sorting_kinds
        The kinds of candidates that may become one; without it all. Those of one's own list always may.
    transfer_within, sorting_within
        How long a haul to a transfer station, and from there to a sorting centre, may be [m].
    trunk_cost
        What a kilometre costs from a station to a centre, over what it costs to the station [1]: lorries are larger.
    new_transfer, new_sorting
        How many may be added; without it the fewest that keep the limit, without either none.

    Raises
    ------
    MethodError
        If the region has no area, or people are amiss; if no choice keeps the limits.
    NoDataError
        If there is no drop-off point, and no candidate for one.

    References
    ----------
    G. Şahin and H. Süral (2007), A review of hierarchical facility location models, doi:10.1016/j.cor.2005.09.005.
    C. Toregas, R. Swain, C. ReVelle, L. Bergman (1971), The location of emergency service facilities,
    doi:10.1287/opre.19.6.1363: the fewest sites.
    """
    demand_above_0(radius)
    area = shapely.union_all(region.geometry.to_numpy())
    if not area.area:
        raise MethodError(Text(zh="区域没有面积", en="the region has no area"))
    kinds = {DROP_OFF: drop_off_kinds, TRANSFER: transfer_kinds, SORTING: sorting_kinds}
    tiers, unknown = tiers_of(facilities, candidates, kinds)
    zones = zones_of(area, by, region)
    near = drop_offs(tiers[DROP_OFF], people, area, zones, network, radius=radius, share=share)
    asked = Asked(new_transfer, new_sorting, transfer_within, sorting_within)
    system = system_of(tiers, near, people, roads, asked, trunk=trunk_cost)
    what_if, held_back = what_if_of(tiers[DROP_OFF], near, zones, share=share)
    measures = drop_off_measures(near, radius=radius, share=share)
    tables = {
        "sites": sites_table(tiers, near, system),
        **drop_off_tables(near, zones, radius=radius, divided=by is not None),
    }
    if system is not None:
        measures |= haul_measures(system, asked)
        tables |= haul_tables(tiers, near, system)
    return Result(
        measures,
        tables,
        (
            *drop_off_notes(near, unknown=unknown, share=share, held_back=held_back, walking=network is not None),
            *haul_notes(tiers, system, asked, driving=roads is not None),
        ),
        what_if,
    )
