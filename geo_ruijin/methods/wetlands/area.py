"""How much wetland there is by each of three definitions, how much is protected, and how it changed.

Words in braces in the texts ("{wetlands}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import geopandas as gpd
import shapely
from pyproj import CRS

from geo_ruijin.methods.editions import comparable, edition_notes
from geo_ruijin.methods.method import Covers, Divisions, Gives, Limits, Lines, Need, Polygons, declare
from geo_ruijin.methods.parameter import Amounts
from geo_ruijin.methods.rivers.courses import streams_of
from geo_ruijin.methods.rivers.stems import stems_of
from geo_ruijin.methods.wetlands.changes import changes_table, compared, lost_table
from geo_ruijin.methods.wetlands.definitions import Codes, wetlands_of
from geo_ruijin.methods.wetlands.measures import area_measures, change_measures, park_measures, seen_measures
from geo_ruijin.methods.wetlands.notes import notes_of
from geo_ruijin.methods.wetlands.protection import parks_of, protection_of
from geo_ruijin.methods.wetlands.seen import seen_in, seen_notes, seen_table
from geo_ruijin.methods.wetlands.survey import HECTARE, Survey
from geo_ruijin.methods.wetlands.tables import kinds_table, parks_table, patches_table, zones_table
from geo_ruijin.results import Result
from geo_ruijin.units import NOT_BELOW_0, OF_100, Hectares, Kilometres, Metres, Percent, Unit

Coded = Annotated[gpd.GeoDataFrame, Need(("polygon",), ("code",))]
Named = Annotated[gpd.GeoDataFrame, Need(("polygon",), ("name",))]
Rates = Annotated[Amounts, Unit("%")]

_OF = ("place", "wetlands")
_PROTECTED = ("parks", "red_line", "reserves", "scenic_areas")


@declare(
    measures={
        "law_area": Gives("ha", of=_OF),
        "law_share": Gives("%", of=_OF),
        "survey_area": Gives("ha", of=_OF, also=("rivers",)),
        "survey_share": Gives("%", of=_OF, also=("rivers",)),
        "class_area": Gives("ha", of=_OF),
        "class_share": Gives("%", of=_OF),
        "law_protected": Gives("%", of=_OF, also=_PROTECTED),
        "survey_protected": Gives("%", of=_OF, also=("rivers", *_PROTECTED)),
        "class_protected": Gives("%", of=_OF, also=_PROTECTED),
        "park_area": Gives("ha", of=("place", "parks")),
        "park_law": Gives("ha", of=(*_OF, "parks")),
        "park_law_rate": Gives("%", of=(*_OF, "parks")),
        "park_survey_rate": Gives("%", of=(*_OF, "parks"), also=("rivers",)),
        "park_class_rate": Gives("%", of=(*_OF, "parks")),
        "law_change": Gives("ha", of=(*_OF, "earlier")),
        "survey_change": Gives("ha", of=(*_OF, "earlier"), also=("rivers",)),
        "class_change": Gives("ha", of=(*_OF, "earlier")),
        "seen_area": Gives("ha", of=("place", "cover")),
        "seen_change": Gives("ha", of=("place", "cover")),
    },
    tables={
        "kinds": (*_OF, "rivers"),
        "parks": (*_OF, "rivers", "parks"),
        "zones": (*_OF, "rivers", *_PROTECTED, "by"),
        "patches": (*_OF, *_PROTECTED, "by"),
        "changes": (*_OF, "rivers", "earlier"),
        "lost": (*_OF, "earlier", "by"),
        "seen": ("place", "cover"),
    },
)
def wetland_area(
    *,
    place: Limits,
    wetlands: Coded,
    rivers: Lines | None = None,
    parks: Named | None = None,
    red_line: Polygons | None = None,
    reserves: Polygons | None = None,
    scenic_areas: Polygons | None = None,
    cover: Covers | None = None,
    earlier: Coded | None = None,
    by: Divisions | None = None,
    law_codes: tuple[str, ...],
    survey_codes: tuple[str, ...],
    class_codes: tuple[str, ...],
    pond_codes: tuple[str, ...],
    fish_pond_codes: tuple[str, ...],
    river_codes: tuple[str, ...],
    least_patch: Annotated[Hectares, NOT_BELOW_0],
    least_river_width: Annotated[Metres, NOT_BELOW_0],
    least_river_length: Annotated[Kilometres, NOT_BELOW_0],
    river_gap: Annotated[Metres, NOT_BELOW_0],
    least_lost: Annotated[Hectares, NOT_BELOW_0],
    seen_water: tuple[str, ...] | None = None,
    seen_wetland: tuple[str, ...] | None = None,
    least_known: Annotated[Percent, OF_100],
    reported_rates: Rates | None = None,
) -> Result:
    """Return the area of wetland by the law, by the second survey and by the wetland class of the land survey.

    Areas are those of polygons in the projection, cut at the border of the place; what polygons of one definition cover
    twice counts once. The three are never mixed, and what satellites see is a figure of its own.

    Parameters
    ----------
    place
        Polygons: the denominator; what lies outside does not count.
    wetlands
        Polygons with `code`; with `kind` in words, and `protected` where that is known.
    rivers
        Lines with `name` and `width` [m], for the length and width of rivers in the second survey. Without them the
        outline of the polygons tells both.
    parks
        Wetland parks with `name`; with `area` [ha] as approved.
    red_line, reserves, scenic_areas
        Polygons in which wetland is protected, like that in parks.
    cover
        Rasters of classes by year, the earliest first: water and wetland as satellites see them. Years of another
        product or version than the latest are told and not compared.
    earlier
        The wetlands of an earlier survey, with `code`.
    by
        Polygons with `name` to report by.
    law_codes, survey_codes, class_codes
        The codes that count by each definition, exactly as written.
    pond_codes, fish_pond_codes
        Ponds, and ponds for aquaculture, which the law leaves out: where no polygon is one, ponds may be.
    river_codes
        Polygons of rivers.
    least_patch
        From what area on the second survey records what is no river [ha]; exactly that is.
    least_river_width, least_river_length
        From what width [m] and length [km] on it records rivers; exactly that is.
    river_gap
        Lines of one name no further apart than this are of one river [m].
    least_lost
        From what area on lost wetland is listed [ha].
    seen_water, seen_wetland
        Classes of `cover`.
    least_known
        How much of the place `cover` must tell of for a year to be compared, and both years of it for a change [%].
    reported_rates
        The wetland rate of parks as somebody reports it, by name [%]: to compare.

    References
    ----------
    Wetland Protection Law (2021), art. 2; technical rules of the national survey of wetland resources (2008); working
    classification of the third national land survey (2019).
    """
    ground = shapely.union_all(place.geometry.to_numpy())
    codes = Codes(law_codes, survey_codes, class_codes, pond_codes, fish_pond_codes)
    survey = Survey(river_codes, least_patch, least_river_width, least_river_length)
    if rivers is not None and len(rivers):  # as long as they are drawn, beyond the border too
        streams = streams_of(rivers, shapely.box(*rivers.total_bounds).buffer(1.0))
        survey = replace(survey, streams=streams, stems=stems_of(streams, ground, gap=river_gap))
    found = wetlands_of(wetlands, ground, codes, survey)
    layers = {"parks": parks, "red_line": red_line, "reserves": reserves, "scenic_areas": scenic_areas}
    protection = protection_of(found, layers, ground)
    measures = area_measures(found, ground.area, protection)
    tables = {
        "kinds": kinds_table(found),
        "patches": patches_table(found, protection, by, least_patch, CRS(wetlands.crs)),
    }
    held = None
    if parks is not None and len(parks):
        held = parks_of(parks, found, ground, reported_rates or {})
        measures |= park_measures(held)
        tables["parks"] = parks_table(held.rows)
    if by is not None:
        tables["zones"] = zones_table(found, protection, by, ground)
    if earlier is not None:
        before = wetlands_of(earlier, ground, codes, survey)
        changes = compared(before, found)
        measures |= change_measures(changes)
        tables |= {
            "changes": changes_table(changes),
            "lost": lost_table(before, found, by, least=least_lost * HECTARE, crs=CRS(wetlands.crs)),
        }
    seen = None
    if cover is not None and seen_water is not None and seen_wetland is not None:
        seen = seen_in(cover, place, seen_water, seen_wetland, least_known)
        measures |= seen_measures(seen)
        tables["seen"] = seen_table(seen)
    said = notes_of(found, protection, codes, parks=held, earlier=earlier is not None, seen=seen)
    if seen is not None and cover is not None:
        said += (*seen_notes(seen, least_known), *edition_notes(*comparable(cover)))
    return Result(measures, tables, said)
