"""Coverage: which part of a region, and how many of its people, have a facility within reach.

Words in braces in the texts ("{region}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.coverage.notes import notes
from geo_ruijin.methods.coverage.tables import area_tables, home_tables, undivided, walked_table
from geo_ruijin.methods.coverage.words import Wording
from geo_ruijin.methods.facilities import Facilities, facilities_of
from geo_ruijin.methods.method import Divisions, Gives, Limits, People, Places, Points, Polygons, WalkNetwork, declare
from geo_ruijin.methods.parameter import MetresByArea
from geo_ruijin.methods.reach import Homes, counted_in, homes_of, land_in, reached_of, zones_of
from geo_ruijin.methods.shares import percent
from geo_ruijin.results import Measure, Result
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

_AREAS = ("facilities", "region")
_CIRCLES = (*_AREAS, "people")
_WALKS = (*_CIRCLES, "network")


@declare(
    measures={
        "area_share": Gives("%", of=_AREAS, also=("within",)),
        "area_share_walking": Gives("%", of=(*_AREAS, "network"), also=("within", "entrances")),
        "people_share_circles": Gives("%", of=_CIRCLES, also=("within",)),
        "people_share_walking": Gives("%", of=_WALKS, also=("within", "entrances")),
        "region_area": Gives("km²", of=("region",), also=("within",)),
        "area_reached": Gives("km²", of=_AREAS, also=("within",)),
        "people": Gives("people", of=("region", "people"), also=("within",)),
        "people_circles": Gives("people", of=_CIRCLES, also=("within",)),
        "people_walking": Gives("people", of=_WALKS, also=("within", "entrances")),
        "people_on_islands": Gives("people", of=_WALKS, also=("within", "entrances")),
        "people_snapped_far": Gives("people", of=("region", "people", "network"), also=("within",)),
        "access_leg_share": Gives("%", of=_WALKS, also=("within", "entrances")),
        "people_elsewhere": Gives("people", of=("region", "people"), also=("within",)),
        "facilities": Gives("places", of=("facilities",)),
    },
    tables={
        "zones": (*_WALKS, "within", "entrances", "by"),
        "reached": (*_AREAS, "within"),
        "reached_walking": (*_AREAS, "network", "within", "entrances"),
        "unreached": (*_CIRCLES, "within", "by"),
        "unreached_people": (*_WALKS, "within", "entrances", "by"),
    },
)
def service_coverage(
    *,
    facilities: Places,
    region: Polygons,
    within: Limits | None = None,
    people: People | None = None,
    network: WalkNetwork | None = None,
    entrances: Points | None = None,
    by: Divisions | None = None,
    radius: MetresByArea,
    entrance_within: Metres | None = None,
    border_spacing: Metres | None = None,
    far: Metres | None = None,
    street_leg: Metres | None = None,
) -> Result:
    """Return the three readings of "within `radius` of a facility", as a whole and by division.

    1. **Area by circles** [%]: area of the region inside the union of circles around the facilities, over the area of
       the region. Facilities outside the region count where their circle reaches in. Of areas (parks) the circle
       begins at the border.
    2. **People by circles** [%]: people with a facility within `radius` in a straight line, over the people.
    3. **People walking** [%]: the same by the distance walked: the straight leg from the home to the nearest point on
       a street, the way along the streets, the straight leg to the facility — to an entrance of it, or to its border
       where no entrance is known.
    4. **Area walking** [%], where `street_leg` is given: area of the region from which a facility is within `radius` by
       a straight leg to a street and the way along it, over the area of the region.

    Parameters
    ----------
    facilities
        Points, or areas. Areas smaller than the smallest step of `radius` are left out.
    region
        Polygons whose union is the denominator of the areas (built-up area; residential land).
    within
        Polygons: only the part of the region inside them counts, and the people inside them. Without it, the people
        inside the region count.
    people
        Points with `people`, the residents each stands for; without them only areas are measured.
    network
        The streets; without them nobody's walk is measured and there is no table "unreached_people".
    entrances
        Where areas are entered.
    by
        Polygons with `name` to report by; without them there is no table "zones".
    radius
        The reach [m], one or by the area of the facility; exactly at the radius is within reach.
    entrance_within
        How far an entrance may lie from the area it belongs to [m].
    border_spacing
        Of areas without an entrance, how far apart the points of the border are that stand for one [m].
    far
        Homes and doors further than this from any street are counted apart [m].
    street_leg
        How far land may lie from a street that is walked from there [m].

    Raises
    ------
    MethodError
        If the region has no area, a radius is not positive, the people of a home are no number or below 0, or a
        parameter is needed that is not given.

    References
    ----------
    公交都市考核评价指标 (2013): stops' 500 m coverage by area. GB/T 51328-2018 cl. 9.1.3: residents within 500 m.
    UN SDG indicator 11.2.1: residents within 500 m along the street network. GB/T 50563-2010: service radius of parks
    from their border, over residential land. UN SDG indicator 11.7.1: residents within 400 m of open public space.
    """
    area, inhabited = counted_in(region, within)
    served = facilities_of(
        facilities, radius, entrances=entrances, entrance_within=entrance_within, border_spacing=border_spacing
    )
    words = Wording.of(radius, served=served, entrances=entrances is not None, within=within is not None)
    circles = served.circles()
    zones = zones_of(inhabited, by, region)
    land = land_in(area, zones, within)
    homes = None if people is None else homes_of(people, inhabited, zones, served, network)
    measures = _areas(area, circles, served, words)
    tables = area_tables(zones, land, circles, homes, words)
    if network is not None and street_leg is not None:
        walked = shapely.intersection(area, served.walked(network, street_leg))
        measures["area_share_walking"] = _share(walked.area, area.area, words.area_walking(street_leg))
        tables["reached_walking"] = walked_table(walked, region, words)
    if homes is not None:
        measures |= _residents(homes, words, far)
        tables |= home_tables(zones, homes, words)
    if by is None:
        tables = {key: undivided(table) for key, table in tables.items() if key != "zones"}
    return Result(measures, tables, notes(served, homes, network, by, words, far=far, street_leg=street_leg))


def _areas(area: BaseGeometry, circles: BaseGeometry, served: Facilities, words: Wording) -> dict[str, Measure]:
    reached = reached_of(area, circles)
    return {
        "area_share": _share(reached, area.area, words.area_share),
        "region_area": Measure(area.area / 1e6, "km²", words.region_area),
        "area_reached": Measure(reached / 1e6, "km²", words.area_reached),
        "facilities": Measure(
            float(len(served.shapes)),
            "places",
            Text(zh="所用{facilities}数量(含区域以外)", en="Number of {facilities} used, those outside included"),
        ),
    }


def _residents(homes: Homes, words: Wording, far: Metres | None) -> dict[str, Measure]:
    total = homes.count()
    near = homes.count(homes.near)
    measures = {
        "people_share_circles": _share(near, total, words.share_circles),
        "people": Measure(total, "people", words.people),
        "people_circles": Measure(near, "people", words.people_circles),
        "people_elsewhere": Measure(homes.elsewhere, "people", words.elsewhere),
    }
    if homes.walking is None:
        return measures
    walking = homes.count(homes.walking)
    reached = homes.rows[homes.walking]
    legs = float((reached["people"] * (reached["access"] + reached["egress"])).sum())
    measures |= {
        "people_share_walking": _share(walking, total, words.share_walking),
        "people_walking": Measure(walking, "people", words.people_walking),
        "people_on_islands": Measure(
            homes.count(homes.rows["island"]),
            "people",
            Text(
                zh="最近的道路与任何{facilities}都不连通的居民(计为步行不可达)",
                en="Residents whose nearest street leads to none of {facilities}, counted as not reached",
            ),
        ),
        "access_leg_share": _share(legs, float((reached["people"] * reached["distance"]).sum()), words.legs),
    }
    if far is not None:
        beyond = homes.count(homes.rows["access"] > far)
        measures["people_snapped_far"] = Measure(beyond, "people", words.snapped_far(far))
    return measures


def _share(part: float, whole: float, about: Text) -> Measure:
    return Measure(percent(part, whole), "%", about)
