"""Candidate places: car parks, hubs, public buildings, housing, workplaces, villages, as they are.

Words in braces in the texts ("{car_parks}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

from typing import Annotated

import geopandas as gpd
import numpy as np
import shapely

from geo_ruijin.errors import NoDataError
from geo_ruijin.methods.candidates.gathered import buildings_of, car_parks_of, hubs_of, parcels_of, villages_of
from geo_ruijin.methods.candidates.kinds import demand_kind
from geo_ruijin.methods.candidates.land import control_lines_note, land_of
from geo_ruijin.methods.candidates.naming import placed
from geo_ruijin.methods.candidates.own import as_points, own_sites
from geo_ruijin.methods.candidates.place_rows import against, figures, kept, looked_at, notes
from geo_ruijin.methods.candidates.pool import COLUMNS, Pool
from geo_ruijin.methods.candidates.reasons import near_existing, on_land, outside
from geo_ruijin.methods.candidates.tables import measures_of, tables_of
from geo_ruijin.methods.method import Divisions, Gives, Limits, Need, Places, Points, Polygons, declare
from geo_ruijin.methods.parameter import Amounts
from geo_ruijin.results import Result
from geo_ruijin.text import Text
from geo_ruijin.units import NOT_BELOW_0, OF_100, Metres, SquareMetres, Unit

LandUse = Annotated[gpd.GeoDataFrame, Need(("polygon",), ("code",))]
Length = Annotated[Metres, NOT_BELOW_0]
Area = Annotated[SquareMetres, NOT_BELOW_0]
Shares = Annotated[Amounts, Unit("%"), OF_100]
Lengths = Annotated[Amounts, Unit("m"), NOT_BELOW_0]

_LAND = ("permanent_farmland", "ecological_red_line")
_OF = ("car_parks", "hubs", "villages", "buildings", "land_use", "own", "existing", "within", *_LAND)


@declare(
    measures={
        "candidates": Gives("places", of=(), also=_OF),
        "considered": Gives("places", of=(), also=_OF),
        "excluded": Gives("places", of=(), also=_OF),
        "capacity": Gives("spaces", of=("car_parks",), also=_OF),
        "full": Gives("places", of=("car_parks",), also=_OF),
        "small": Gives("places", of=(), also=("buildings", "land_use", "within")),
        "near_existing": Gives("places", of=("existing",), also=_OF),
        "protected": Gives("places", of=(), also=_OF),
    },
    tables={"candidates": (*_OF, "by"), "excluded": (*_OF, "by"), "reasons": _OF},
    proposes=True,
)
def place_candidates(
    *,
    car_parks: Points | None = None,
    hubs: Points | None = None,
    villages: Points | None = None,
    buildings: Polygons | None = None,
    land_use: LandUse | None = None,
    own: Places | None = None,
    existing: Places | None = None,
    within: Limits | None = None,
    permanent_farmland: Polygons | None = None,
    ecological_red_line: Polygons | None = None,
    by: Divisions | None = None,
    kinds: tuple[str, ...],
    shares: Shares | None = None,
    depot_kinds: tuple[str, ...] = (),
    uses: tuple[str, ...] = (),
    least_floor_area: Area = 0.0,
    housing_codes: tuple[str, ...] = (),
    workplace_codes: tuple[str, ...] = (),
    commercial_codes: tuple[str, ...] = (),
    storage_codes: tuple[str, ...] = (),
    fast_station_codes: tuple[str, ...] = (),
    least_parcel: Area = 0.0,
    least_apart: Length = 0.0,
    from_existing: Lengths | None = None,
    margin: Length = 0.0,
    use: str = "",
) -> Result:
    """Return places that could take something, with how much where it is known, and those left out with the reasons.

    Each place is of one kind; those kinds alone that are asked for are looked at. Of places of one kind closer together
    than `least_apart` one is kept: one that nothing speaks against before others, then the one with more capacity, then
    the larger, then the westernmost.

    Parameters
    ----------
    car_parks
        Points with `name`, `serves`, `spaces`, `charging_spaces`, `public` and `hub`, as far as known. What they serve
        is their kind; open ones that serve nothing in particular are of the kind "car_park".
    hubs, depot_kinds
        Points with `name` and `kind`, and which kinds are depots of buses and taxis.
    villages
        Points with `name`: the kind "village"; and the nearest names what has no name.
    buildings, uses, least_floor_area
        Polygons with `use` or `amenity` and `floors`, which uses are public, and their least floor area [m²].
    land_use, housing_codes, workplace_codes, commercial_codes, storage_codes, fast_station_codes, least_parcel
        Parcels with `code`, what the codes of each kind begin with, and the least area of a parcel [m²].
    own, use
        The user's sites with `name`, `for`, `capacity` and `cost`, and what they are for; of "" all are taken.
    existing, from_existing
        What there is already, and how near to one of them sites of some kinds may be [m].
    within, margin
        Places further from there than a margin [m] are not looked at; own ones are told.
    permanent_farmland, ecological_red_line
        Polygons that nothing may be built on.
    by
        Polygons with `name`, for townships.
    kinds
        The kinds to look at, keys of `kinds.KINDS`; own ones are always.
    shares
        The share of a car park's spaces that charge in the end, by kind [%]: its capacity is how many are lacking.
    least_apart
        How near to one another places of one kind may be [m]; exactly that far is far enough.

    Raises
    ------
    NoDataError
        If there is no place to look at.
    MethodError
        If a kind is not known, or a number in a column is below 0 or infinite.
    """
    for kind in (*kinds, *(shares or {}), *(from_existing or {})):
        demand_kind(kind)
    region = None if within is None else shapely.union_all(within.geometry.to_numpy())
    codes = {
        "housing": housing_codes,
        "workplace": workplace_codes,
        "commercial": commercial_codes,
        "storage": storage_codes,
        "fast_station": fast_station_codes,
    }
    found = [
        *([] if car_parks is None else [car_parks_of(car_parks, shares or {})]),
        *([] if hubs is None else [hubs_of(hubs, depot_kinds)]),
        *([] if villages is None else [villages_of(villages)]),
        *([] if buildings is None or not uses else [buildings_of(buildings, uses, least_floor_area)]),
        *([] if land_use is None else parcels_of(land_use, codes, least_parcel)),
    ]
    mine, own_notes = own_sites(own, use)
    rows = looked_at(found, as_points(mine), kinds, region, margin)
    if rows.empty:
        raise NoDataError(
            Text(
                zh="范围内没有可以看的地点:停车场、枢纽、村(居)委会、建筑、国土利用现状、自有备选点至少要有一个,"
                "且有所要的类别。用 geo-ruijin add 加入",
                en="There is no place to look at: give car parks, hubs, villages, buildings, land use or sites of your "
                "own that are of the kinds asked for, with geo-ruijin add",
            )
        )
    land = land_of({"permanent_farmland": permanent_farmland, "ecological_red_line": ecological_red_line})
    shapes = rows.geometry.to_numpy()
    spaced = np.array([(from_existing or {}).get(kind, 0.0) for kind in rows["kind"]], dtype=np.float64)
    reasons = (
        *outside(shapes, region, margin),
        *on_land(shapes, land),
        *against(rows),
        *near_existing(shapes, None if existing is None else existing.geometry.to_numpy(), spaced),
    )
    whole = Pool(rows[[*COLUMNS, "geometry"]], reasons)
    pool = whole.where(kept(whole, least_apart))
    pool = Pool(placed(pool.rows, by, villages), pool.reasons)
    return Result(
        measures_of(pool) | figures(pool, shares=car_parks is not None and bool(shares)),
        tables_of(pool, capacity="spaces" if car_parks is not None else "1"),
        (*notes(pool, merged=len(rows) - len(pool.rows), least=least_apart), *control_lines_note(land), *own_notes),
    )
