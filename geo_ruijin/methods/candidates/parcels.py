"""Candidate parcels: vacant or restorable land for pocket parks.

Words in braces in the texts ("{land_use}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

from typing import Annotated

import geopandas as gpd
import numpy as np
import shapely

from geo_ruijin.errors import NoDataError
from geo_ruijin.methods.candidates.fields import fields_of
from geo_ruijin.methods.candidates.land import coded, control_lines_note, land_of
from geo_ruijin.methods.candidates.lots import lots_of
from geo_ruijin.methods.candidates.naming import placed
from geo_ruijin.methods.candidates.own import own_sites
from geo_ruijin.methods.candidates.parcel_rows import composition, figures, notes, parcel_pool, taken_by
from geo_ruijin.methods.candidates.pool import Pool
from geo_ruijin.methods.candidates.reasons import outside
from geo_ruijin.methods.candidates.tables import tables_of
from geo_ruijin.methods.counting.rows import counts
from geo_ruijin.methods.method import Divisions, Gives, Limits, Lines, Need, Places, Points, Polygons, declare
from geo_ruijin.methods.parameter import demand_above_0
from geo_ruijin.results import Result
from geo_ruijin.text import Text
from geo_ruijin.units import NOT_BELOW_0, Degrees, Metres, SquareMetres

LandUse = Annotated[gpd.GeoDataFrame, Need(("polygon",), ("code",))]
Length = Annotated[Metres, NOT_BELOW_0]

_LAND = ("permanent_farmland", "ecological_red_line", "wetlands", "rivers", "existing", "buildings")
_OF = ("land_use", "restorable", "own", "within", *_LAND)


@declare(
    measures={
        "candidates": Gives("places", of=(), also=_OF),
        "area": Gives("ha", of=(), also=_OF),
        "considered": Gives("places", of=(), also=_OF),
        "considered_area": Gives("ha", of=(), also=_OF),
        "excluded_area": Gives("ha", of=(), also=_OF),
        "protected_area": Gives("ha", of=(), also=_OF),
        "small_area": Gives("ha", of=(), also=_OF),
        "narrow_area": Gives("ha", of=(), also=_OF),
    },
    tables={
        "candidates": (*_OF, "villages", "by"),
        "excluded": (*_OF, "villages", "by"),
        "reasons": _OF,
    },
    proposes=True,
)
def parcel_candidates(
    *,
    land_use: LandUse | None = None,
    restorable: Polygons | None = None,
    own: Places | None = None,
    within: Limits | None = None,
    permanent_farmland: Polygons | None = None,
    ecological_red_line: Polygons | None = None,
    wetlands: Polygons | None = None,
    rivers: Lines | None = None,
    existing: Polygons | None = None,
    buildings: Polygons | None = None,
    villages: Points | None = None,
    by: Divisions | None = None,
    codes: tuple[str, ...] = (),
    farmland_codes: tuple[str, ...] = (),
    kept_codes: tuple[str, ...] = (),
    least_area: SquareMetres,
    least_width: Length,
    most_area: SquareMetres,
    margin: Length = 0.0,
    steep: Degrees | None = None,
    use: str = "",
) -> Result:
    """Return lots of vacant and restorable land [m²], and the land left out with every reason.

    Parcels that touch are one. What nothing may be built on is cut out, then what is narrower than `least_width`; what
    is left of `least_area` or more is a lot, in halves of no more than `most_area` each. Lots and the land left out
    add up to the parcels.

    Parameters
    ----------
    land_use, codes
        Parcels with `code`, and what the codes of those begin with that are vacant.
    restorable
        Further land that might serve, such as the table `sites` of `restoration_sites`; with `slope` [degree] as far
        as known.
    own
        The user's sites with `name`, `for`, `capacity` and `cost`. An area is a parcel by itself and never halved; a
        point makes the lot it lies in an own one.
    within, margin
        Land further from there than a margin [m] is not looked at; own areas are told.
    permanent_farmland, ecological_red_line, wetlands, existing, buildings
        Polygons that are cut out.
    rivers
        Lines; half of their `width` [m] on either side is cut out.
    farmland_codes, kept_codes
        What the codes of land use begin with that is cut out.
    villages, by
        Points and divisions with `name`, for names and townships.
    least_area, most_area
        How large a lot is [m²]; exactly the least counts.
    least_width
        How wide it is at least [m].
    steep
        Of `restorable`, land with a steeper mean slope is cut out [degree].
    use
        What own sites are for; of "" all are taken.

    Raises
    ------
    NoDataError
        If there is no land to look at.
    MethodError
        If an area is not above 0.
    """
    demand_above_0(least_area, Text(zh="最小面积(least_area)", en="the least area"))
    demand_above_0(most_area, Text(zh="最大面积(most_area)", en="the most area"))
    mine, own_notes = own_sites(own, use)
    region = None if within is None else shapely.union_all(within.geometry.to_numpy())
    zone = region if region is None or not margin else shapely.buffer(region, margin)
    raw = [coded(land_use, codes)] if land_use is not None and codes else []
    raw += [restorable.geometry.to_numpy()] if restorable is not None else []
    fields = fields_of(np.concatenate([np.empty(0, dtype=object), *raw]), mine, zone)
    if not len(fields.shapes):
        raise NoDataError(
            Text(
                zh="范围内没有可以看的地块:国土利用现状、植被恢复备选地块、自有备选点(面)至少要有一个。"
                "用 geo-ruijin add 加入",
                en="There is no land to look at: give land use, sites to restore, or areas of your own with geo-ruijin "
                "add",
            )
        )
    land = land_of(
        {
            "permanent_farmland": permanent_farmland,
            "ecological_red_line": ecological_red_line,
            "land_use": land_use,
            "wetlands": wetlands,
            "rivers": rivers,
            "existing": existing,
            "steep": None if restorable is None or steep is None else restorable[counts(restorable, "slope") > steep],
            "buildings": buildings,
        },
        farmland_codes=farmland_codes,
        kept_codes=kept_codes,
    )
    most = np.where(fields.own >= 0, np.inf, most_area)
    lots = lots_of(fields.shapes, land, least=least_area, width=least_width, most=most)
    crs = next(rows.crs for rows in (land_use, restorable, own) if rows is not None)
    pool = parcel_pool(fields, lots, crs=crs, least=least_area, width=least_width)
    pool, lone = taken_by(pool, mine)
    rows = placed(pool.rows, by, villages)
    if land_use is not None:
        rows["land"] = composition(rows, land_use)
    pool = Pool(rows, (*outside(rows.geometry.to_numpy(), region, margin), *pool.reasons))
    return Result(
        figures(pool, fields, lots, land, least=least_area, width=least_width),
        tables_of(pool),
        (
            *notes(lone, least=least_area, width=least_width, most=most_area),
            *control_lines_note(land),
            *own_notes,
        ),
    )
