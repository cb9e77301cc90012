"""Coverage: which part of a region, and how many of its people, have a facility within reach.

Words in braces in the texts ("{region}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.coverage_tables import area_tables, home_tables, undivided
from geo_ruijin.methods.method import Divisions, Gives, People, Points, Polygons, WalkableStreets, declare
from geo_ruijin.methods.reach import (
    POLYGON_DEFICIT,
    QUARTER,
    SLIVER,
    Homes,
    circles_around,
    homes_of,
    overlap,
    zones_of,
)
from geo_ruijin.results import Measure, Result
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

_AREAS = ("facilities", "region")
_CIRCLES = (*_AREAS, "people")
_WALKS = (*_CIRCLES, "network")


@declare(
    measures={
        "area_share": Gives("%", of=_AREAS),
        "people_share_circles": Gives("%", of=_CIRCLES),
        "people_share_walking": Gives("%", of=_WALKS),
        "region_area": Gives("km²", of=("region",)),
        "area_reached": Gives("km²", of=_AREAS),
        "people": Gives("people", of=("region", "people")),
        "people_circles": Gives("people", of=_CIRCLES),
        "people_walking": Gives("people", of=_WALKS),
        "people_on_islands": Gives("people", of=_WALKS),
        "access_leg_share": Gives("%", of=_WALKS),
        "people_elsewhere": Gives("people", of=("region", "people")),
        "facilities": Gives("1", of=("facilities",)),
    },
    tables={
        "zones": (*_WALKS, "by"),
        "reached": _AREAS,
        "unreached": (*_CIRCLES, "by"),
        "unreached_people": (*_WALKS, "by"),
    },
)
def service_coverage(
    *,
    facilities: Points,
    region: Polygons,
    people: People | None = None,
    network: WalkableStreets | None = None,
    by: Divisions | None = None,
    radius: Metres,
) -> Result:
    """Return the three readings of "within `radius` of a facility", as a whole and by division.

    1. **Area by circles** [%]: area of the region inside the union of circles around the facilities, over the area of
       the region. Facilities outside the region count where their circle reaches in.
    2. **People by circles** [%]: people in the region with a facility within `radius` in a straight line, over the
       people in the region.
    3. **People walking** [%]: the same by the distance walked: the straight leg from the home to the nearest point on
       a street, the way along the streets, the straight leg to the facility.

    Parameters
    ----------
    facilities
        Points.
    region
        Polygons whose union is the denominator of the areas; people outside it are not counted.
    people
        Points with `people`, the residents each stands for; without them only areas are measured.
    network
        Lines with `walk`, true where people may walk; without it nobody's walk is measured and there is no table
        "unreached_people".
    by
        Polygons with `name` to report by; without them there is no table "zones".
    radius
        The reach [m]; exactly at the radius is within reach.

    Raises
    ------
    MethodError
        If the region has no area, the radius is not positive, or the people of a home are no number or below 0.

    References
    ----------
    公交都市考核评价指标 (2013): stops' 500 m coverage by area. GB/T 51328-2018 cl. 9.1.3: residents within 500 m.
    UN SDG indicator 11.2.1: residents within 500 m along the street network.
    """
    if not 0 < radius < np.inf:
        raise MethodError(
            Text(
                zh=f"半径应大于 0 且有限,现为 {radius:g}", en=f"the radius should be above 0 and finite, is {radius:g}"
            )
        )
    area = shapely.union_all(region.geometry.to_numpy())
    if not area.area:
        raise MethodError(Text(zh="区域没有面积", en="the region has no area"))
    circles = circles_around(facilities, radius)
    zones = zones_of(area, by, region)
    homes = None if people is None else homes_of(people, area, zones, facilities, network, radius=radius)
    measures = _areas(area, circles, facilities, f"{radius:g}")
    tables = area_tables(zones, circles, homes, f"{radius:g}")
    if homes is not None:
        measures |= _residents(homes, f"{radius:g}")
        tables |= home_tables(zones, homes, f"{radius:g}")
    if by is None:
        tables = {key: undivided(table) for key, table in tables.items() if key != "zones"}
    return Result(measures, tables, _notes(homes, by))


def _areas(area: BaseGeometry, circles: BaseGeometry, facilities: gpd.GeoDataFrame, r: str) -> dict[str, Measure]:
    reached = area.area - shapely.difference(area, circles).area  # so that a region without a gap is reached whole
    headline = Text(
        zh=f"面积口径(圆):距{{facilities}}直线 {r} 米以内的{{region}}面积 ÷ {{region}}面积",
        en=f"Area, circles: area of {{region}} within {r} m of {{facilities}} in a straight line / area of {{region}}",
    )
    within = Text(zh=f"{{region}}中直线 {r} 米以内的面积", en=f"Area of {{region}} within {r} m in a straight line")
    return {
        "area_share": _share(reached, area.area, headline),
        "region_area": Measure(
            area.area / 1e6, "km²", Text(zh="{region}面积(分母)", en="Area of {region}, denominator")
        ),
        "area_reached": Measure(reached / 1e6, "km²", within),
        "facilities": Measure(
            float(len(facilities)),
            "1",
            Text(zh="所用{facilities}数量(含区域以外)", en="Number of {facilities} used, those outside included"),
        ),
    }


def _residents(homes: Homes, r: str) -> dict[str, Measure]:
    total = homes.count()
    near = homes.count(homes.near)
    measures = {
        "people_share_circles": _share(
            near,
            total,
            Text(
                zh=f"人口口径(圆):{{region}}内距{{facilities}}直线 {r} 米以内的居民 ÷ {{region}}内居民",
                en=f"People, circles: residents of {{region}} within {r} m of {{facilities}} in a straight line / "
                "residents of {region}",
            ),
        ),
        "people": Measure(total, "people", Text(zh="{region}内居民(分母)", en="Residents of {region}, denominator")),
        "people_circles": Measure(
            near, "people", Text(zh=f"直线 {r} 米以内的居民", en=f"Residents within {r} m in a straight line")
        ),
        "people_elsewhere": Measure(
            homes.elsewhere,
            "people",
            Text(zh="{region}以外的居民(不计入)", en="Residents outside {region}, not counted"),
        ),
    }
    if homes.walking is None:
        return measures
    walking = homes.count(homes.walking)
    reached = homes.rows[homes.walking]
    legs = float((reached["people"] * (reached["access"] + reached["egress"])).sum())
    return measures | {
        "people_share_walking": _share(
            walking,
            total,
            Text(
                zh=f"人口口径(步行):{{region}}内沿路步行 {r} 米以内可达{{facilities}}的居民 ÷ {{region}}内居民",
                en=f"People, walking: residents of {{region}} within {r} m of {{facilities}} along the streets / "
                "residents of {region}",
            ),
        ),
        "people_walking": Measure(
            walking, "people", Text(zh=f"沿路步行 {r} 米以内的居民", en=f"Residents within {r} m along the streets")
        ),
        "people_on_islands": Measure(
            homes.count(homes.rows["island"]),
            "people",
            Text(
                zh="最近的街道与任何{facilities}都不连通的居民(计为步行不可达)",
                en="Residents whose nearest street leads to none of {facilities}, counted as not reached",
            ),
        ),
        "access_leg_share": _share(
            legs,
            float((reached["people"] * reached["distance"]).sum()),
            Text(
                zh="步行可达者的路程中,住处到街道、街道到{facilities}两段直线所占比重(按人加权)",
                en="Of the way of those reached on foot: share of the straight legs from home to street and from "
                "street to {facilities}, weighted by people",
            ),
        ),
    }


def _share(part: float, whole: float, about: Text) -> Measure:
    return Measure(100 * part / whole if whole else None, "%", about)


def _notes(homes: Homes | None, by: gpd.GeoDataFrame | None) -> tuple[Text, ...]:
    share = f"{100 * POLYGON_DEFICIT:.2f}"
    notes = [
        Text(
            zh=f"圆以 {4 * QUARTER} 边形表示,单个圆的面积比真圆小 {share}%。",
            en=f"Circles are polygons of {4 * QUARTER} sides; each lacks {share} % of a circle's area.",
        )
    ]
    if by is not None and (twice := overlap(by)) > SLIVER:
        notes.append(
            Text(
                zh=f"{{by}}之间有 {twice:.0f} 平方米重叠,重叠处归入名称排在前面的区划。",
                en=f"{{by}} overlap by {twice:.0f} m²; such a part counts with the division whose name sorts first.",
            )
        )
    if homes is None:
        notes.append(Text(zh="没有人口数据:未计算人口口径。", en="No people are given: only areas are measured."))
    elif homes.walking is None:
        notes.append(Text(zh="没有街道数据:未计算步行口径。", en="No streets are given: no walk is measured."))
    elif homes.count():
        access = homes.rows["access"]
        mean = float(np.average(access, weights=homes.rows["people"]))
        notes.append(
            Text(
                zh="住处与{facilities}都从街道边上最近的一点进入路网(不是最近的节点),两端直线段计入路程。住处到街道的"
                f"直线段按人平均 {mean:.0f} 米,最长 {access.max():.0f} 米。最近的街道不连通时,不改接到别的街道。",
                en="Homes and {facilities} enter the streets at the nearest point on an edge, not at the nearest node, "
                f"and the straight legs at both ends count. The leg from home is {mean:.0f} m on average over people, "
                f"{access.max():.0f} m at most. Nobody whose nearest street is an island is moved to another one.",
            )
        )
    return tuple(notes)
