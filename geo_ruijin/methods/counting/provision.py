"""How much area of a kind each resident has: park area per person.

Words in braces in the texts ("{region}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.columns import DIVISION, RESIDENTS
from geo_ruijin.methods.facilities import pieces_of, whole_areas
from geo_ruijin.methods.method import Divisions, Gives, People, Polygons, declare
from geo_ruijin.methods.reach import residents, zones_of
from geo_ruijin.results import Column, Measure, Result, Table
from geo_ruijin.text import Text
from geo_ruijin.units import SquareMetres, SquareMetresPerPerson

_HECTARE = 1e4  # m²

_AREAS = ("facilities", "region")
_ALL = (*_AREAS, "people")


_APART = Text(
    zh="各区划的缺口分别计算,有富余的区划不能抵别处,所以各区划缺口之和大于合计的缺口。",
    en="What each division lacks is computed by itself: surplus elsewhere is not set against it, so that together they "
    "lack more than the whole.",
)


@declare(
    measures={
        "area_per_person": Gives("m²/person", of=_ALL),
        "area": Gives("ha", of=_AREAS),
        "people": Gives("people", of=("region", "people")),
        "deficit": Gives("ha", of=_ALL),
        "area_outside": Gives("ha", of=_AREAS),
        "people_elsewhere": Gives("people", of=("region", "people")),
        "facilities": Gives("places", of=_AREAS),
        "facilities_small": Gives("places", of=("facilities",)),
    },
    tables={"zones": (*_ALL, "by")},
)
def area_per_person(
    *,
    facilities: Polygons,
    region: Polygons,
    people: People,
    by: Divisions | None = None,
    least: SquareMetresPerPerson,
    area_from: SquareMetres = 0.0,
) -> Result:
    """Return the area of facilities inside a region over the people inside it [m²/person].

    Areas that overlap count once. Of a facility that reaches beyond the region the part inside counts; what lies
    outside, of it and of others, is a figure of its own.

    Parameters
    ----------
    facilities
        Polygons: parks.
    region
        Polygons whose union is the region: the built-up area.
    people
        Points with `people`, the residents each stands for.
    by
        Polygons with `name` to report by; without them there is no table "zones".
    least
        The area each should have; the deficit is what is missing to it.
    area_from
        Facilities smaller than this do not count [m²]; its own area decides, with the pieces it is drawn in, not
        the part inside the region.

    Raises
    ------
    MethodError
        If the region has no area, or the people of a row are no number or below 0.

    References
    ----------
    GB 55014-2021 cl. 2.1.3: more than 8.0 m² of park per resident.
    """
    whole = shapely.union_all(region.geometry.to_numpy())
    if not whole.area:
        raise MethodError(Text(zh="{region}没有面积", en="{region} has no area"))
    every = facilities.geometry.to_numpy()
    owner = pieces_of(facilities)
    large = whole_areas(every, owner) >= area_from
    shapes = every[large]
    together = shapely.union_all(shapes)
    zones = zones_of(whole, by, region)
    own = shapely.area(shapely.intersection(zones.geometry.to_numpy(), together))
    rows, elsewhere = residents(people, whole, zones)
    zones["people"] = np.bincount(rows["zone"], weights=rows["people"], minlength=len(zones)).astype(np.float64)
    zones["area"] = own / _HECTARE
    zones["per_person"] = own / zones["people"].where(zones["people"] > 0)
    zones["deficit"] = (least * zones["people"] - own).clip(lower=0.0) / _HECTARE
    area, count = shapely.intersection(whole, together).area, float(rows["people"].sum())
    measures = {
        "area_per_person": Measure(
            area / count if count else None,
            "m²/person",
            Text(
                zh="{region}内的{facilities}面积 ÷ {region}内居民",
                en="Area of {facilities} in {region} / residents of {region}",
            ),
        ),
        "area": Measure(
            area / _HECTARE,
            "ha",
            Text(zh="{region}内的{facilities}面积(重叠只计一次)", en="Area of {facilities} in {region}, overlaps once"),
        ),
        "people": Measure(count, "people", Text(zh="{region}内居民(分母)", en="Residents of {region}, denominator")),
        "deficit": Measure(
            max(0.0, least * count - area) / _HECTARE,
            "ha",
            Text(
                zh=f"合计达到 {least:g} 平方米/人还差的面积(各处的富余与缺口相抵)",
                en=f"Area missing to {least:g} m² per person in all, surplus set against what others lack",
            ),
        ),
        "area_outside": Measure(
            (together.area - area) / _HECTARE,
            "ha",
            Text(zh="{region}以外的{facilities}面积(不计入)", en="Area of {facilities} outside {region}, not counted"),
        ),
        "people_elsewhere": Measure(
            elsewhere, "people", Text(zh="{region}以外的居民(不计入)", en="Residents outside {region}, not counted")
        ),
        "facilities": Measure(
            float(shapely.intersects(whole, shapes).sum()),
            "places",
            Text(
                zh="{region}内(含部分在内)的{facilities}数",
                en="Number of {facilities} in {region}, those partly in included",
            ),
        ),
        "facilities_small": Measure(
            float(len(np.unique(owner[~large]))),
            "places",
            Text(
                zh=f"小于 {area_from:g} 平方米而未计入的{{facilities}}数",
                en=f"Number of {{facilities}} below {area_from:g} m², left out",
            ),
        ),
    }
    if by is None:
        return Result(measures)
    apart = bool((zones["deficit"] > 0).any() and (own > least * zones["people"]).any())
    return Result(measures, {"zones": _zones(zones, least)}, notes=(_APART,) if apart else ())


def _zones(zones: gpd.GeoDataFrame, least: SquareMetresPerPerson) -> Table:
    return Table(
        Text(zh="各区划{region}内的人均面积", en="Area per person in {region} by division"),
        zones.sort_values(["deficit", "people"], ascending=False, kind="stable", ignore_index=True),
        {
            "name": DIVISION,
            "people": RESIDENTS,
            "area": Column(Text(zh="面积", en="Area"), "ha"),
            "per_person": Column(Text(zh="人均面积", en="Area per person"), "m²/person"),
            "deficit": Column(Text(zh=f"达到 {least:g} 平方米/人还差", en=f"Missing to {least:g} m² per person"), "ha"),
        },
    )
