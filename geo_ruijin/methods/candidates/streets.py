"""Candidates along streets: for bus stops, and for stations beside main roads.

Words in braces in the texts ("{streets}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo_ruijin.errors import NoDataError
from geo_ruijin.methods.candidates.kinds import demand_kind
from geo_ruijin.methods.candidates.land import control_lines_note, land_of
from geo_ruijin.methods.candidates.naming import placed
from geo_ruijin.methods.candidates.own import as_points, own_sites, with_own
from geo_ruijin.methods.candidates.pool import Bools, Pool, Reason, reason, sites
from geo_ruijin.methods.candidates.reasons import more, near_existing, on_land, outside
from geo_ruijin.methods.candidates.roadside import Roadside
from geo_ruijin.methods.candidates.room import no_room, what_holds
from geo_ruijin.methods.candidates.tables import measures_of, tables_of
from geo_ruijin.methods.candidates.thinning import apart_from
from geo_ruijin.methods.facilities import ROUNDING
from geo_ruijin.methods.method import Divisions, Gives, Limits, Lines, Need, Places, Points, Polygons, declare
from geo_ruijin.methods.overlays import Shapes, nearest
from geo_ruijin.methods.parameter import demand_above_0, needed
from geo_ruijin.results import Measure, Result
from geo_ruijin.text import Text
from geo_ruijin.units import NOT_BELOW_0, Metres, SquareMetres

LandUse = Annotated[gpd.GeoDataFrame, Need(("polygon",), ("code",))]
Length = Annotated[Metres, NOT_BELOW_0]
Area = Annotated[SquareMetres, NOT_BELOW_0]

_LAND = ("permanent_farmland", "ecological_red_line", "land_use", "wetlands", "rivers", "buildings")
_OF = ("streets", "own", "existing", "within", "near", *_LAND)

_SOURCES = {"street": Text(zh="道路", en="streets"), "highway": Text(zh="国省道", en="main roads")}
KILOMETRE = 1000.0  # m


@declare(
    measures={
        "candidates": Gives("places", of=(), also=_OF),
        "considered": Gives("places", of=(), also=_OF),
        "excluded": Gives("places", of=(), also=_OF),
        "wrong_class": Gives("places", of=("streets",), also=_OF),
        "near_existing": Gives("places", of=("existing",), also=_OF),
        "no_room": Gives("places", of=(), also=_OF),
        "protected": Gives("places", of=(), also=_OF),
        "length": Gives("km", of=("streets",), also=("within",)),
    },
    tables={
        "candidates": (*_OF, "villages", "by"),
        "excluded": (*_OF, "villages", "by"),
        "reasons": _OF,
    },
    proposes=True,
)
def street_candidates(
    *,
    streets: Lines | None = None,
    own: Places | None = None,
    existing: Places | None = None,
    within: Limits | None = None,
    near: Places | None = None,
    permanent_farmland: Polygons | None = None,
    ecological_red_line: Polygons | None = None,
    land_use: LandUse | None = None,
    wetlands: Polygons | None = None,
    rivers: Lines | None = None,
    buildings: Polygons | None = None,
    villages: Points | None = None,
    by: Divisions | None = None,
    classes: tuple[str, ...],
    spacing: Metres,
    least_apart: Length,
    from_existing: Length = 0.0,
    margin: Length = 0.0,
    near_within: Length | None = None,
    room: Area | None = None,
    room_within: Length | None = None,
    road_width: Length = 0.0,
    farmland_codes: tuple[str, ...] = (),
    kept_codes: tuple[str, ...] = (),
    kind: str = "street",
    use: str = "",
) -> Result:
    """Return points along streets where something could stand, those that could not with the reasons.

    Points stand at both ends of each street and evenly between. Of those closer together than `least_apart` one is
    kept: one that nothing speaks against before others, then by the order of `classes`, then the westernmost. So
    carriageways drawn apart, short streets and crossings give no bunches.

    Parameters
    ----------
    streets
        Lines with `highway` or `class`; `name` or `ref`, and `drive`, as far as known. Without them the own list alone
        is looked at.
    own
        The user's sites with `name`, `for`, `capacity` and `cost`; they are never thinned out.
    existing
        What there is already.
    within, margin
        Points further from there than a margin [m] are not looked at; own ones are told.
    near, near_within
        Points further from all of these than a distance [m] are left out.
    permanent_farmland, ecological_red_line, wetlands, buildings
        Polygons that nothing may be built on.
    rivers
        Lines; `width` [m] is the land they take, where a road is a bridge.
    land_use, farmland_codes, kept_codes
        Parcels with `code`, and what the codes of those begin with that nothing may be built on.
    villages, by
        Points and divisions with `name`, for names and townships.
    classes
        The classes of roads that will do, the best first.
    spacing
        How far apart points stand at most [m].
    least_apart
        How near to one another candidates may be [m]; exactly that far is far enough.
    from_existing
        How near to an existing one [m]; exactly that far is far enough.
    room, room_within, road_width
        Where given, what is built needs so much free land [m²] no further than a distance [m] from the road, whose own
        width [m] is not free. Then land speaks against a point by how much it leaves, and not by lying under it.
    kind
        What the sites are called, a key of `kinds.KINDS`.
    use
        What own sites are for; of "" all are taken.

    Raises
    ------
    NoDataError
        If there is neither a street in reach nor an own site.
    MethodError
        If a length is not above 0, the streets do not say their class, a kind is not known, or `room` lacks its
        distance.
    """
    demand_kind(kind)
    demand_above_0(spacing, Text(zh="取点间距(spacing)", en="the spacing"))
    region = None if within is None else shapely.union_all(within.geometry.to_numpy())
    found = None if streets is None else Roadside.of(streets, spacing=spacing, region=region, margin=margin)
    mine, own_notes = own_sites(own, use)
    generated = None
    if found is not None and streets is not None:
        source = _SOURCES.get(kind, _SOURCES["street"])
        generated = sites(found.points, crs=streets.crs, kind=kind, source=source, name=found.name)
    rows = with_own(generated, as_points(mine))
    if rows is None or rows.empty:
        raise NoDataError(
            Text(
                zh="范围内既没有道路,也没有自有备选点:没有地方可选。请加入道路图层,或用 geo-ruijin add candidate_sites "
                "加入自有备选点",
                en="There is neither a street in reach nor a site of your own: add streets, or geo-ruijin add "
                "candidate_sites",
            )
        )
    land = land_of(
        {
            "permanent_farmland": permanent_farmland,
            "ecological_red_line": ecological_red_line,
            "land_use": land_use,
            "wetlands": wetlands,
            "rivers": rivers,
            "buildings": buildings,
        },
        farmland_codes=farmland_codes,
        kept_codes=kept_codes,
    )
    shapes = rows.geometry.to_numpy()
    listed = np.arange(len(rows)) < (0 if mine is None else len(mine))
    reasons = [*outside(shapes, region, margin)]
    if room is None:
        reasons += on_land(shapes, land)
    else:
        if room_within is None:
            raise needed(Text(zh="可用地的范围 room_within", en="room_within"))
        reasons += (one.only(listed) for one in on_land(shapes, land))
        roads = np.empty(0, dtype=object) if found is None else found.lines
        lacking = no_room(shapes, land, roads, room=room, within=room_within, road_width=road_width)
        reasons.append(lacking.only(~listed))
    if found is not None:
        reasons += (one.after(int(listed.sum())) for one in found.against(classes))
    reasons += near_existing(shapes, None if existing is None else existing.geometry.to_numpy(), from_existing)
    if near is not None and near_within is not None:
        reasons += _far(shapes, near.geometry.to_numpy(), near_within)
    whole = Pool(rows, tuple(reasons))
    order = np.zeros(len(rows), dtype=np.intp)
    if found is not None:
        order[~listed] = found.order(classes)
    pool = whole.where(_thinned(whole, order, listed, least_apart))
    pool = Pool(placed(pool.rows, by, villages), pool.reasons)
    return Result(
        measures_of(pool) | _measures(pool, found, classes),
        tables_of(pool),
        (
            *_notes(pool, before=len(rows), spacing=spacing, least=least_apart, room=room is not None),
            *([] if room is None else what_holds(land)),
            *control_lines_note(land),
            *own_notes,
        ),
    )


def _far(shapes: Shapes, near: Shapes, within: Metres) -> tuple[Reason, ...]:
    """Return the reason against what lies too far from all settlements, or whatever it should be near."""
    if not len(near):
        return ()
    _, away = nearest(shapes, near)
    return (
        reason(
            "too_far",
            Text(zh="离居民点等太远", en="too far from settlements"),
            away > within + ROUNDING,
            f"距最近的居民点等 {{:,.0f}} 米,超过 {within:g} 米",
            f"{{:,.0f}} m from the nearest settlement, more than {within:g} m",
            more(away),
        ),
    )


def _thinned(pool: Pool, order: NDArray[np.intp], listed: Bools, least: Metres) -> Bools:
    """Return which sites to keep: free ones first, own before others, then by class, then from west to east."""
    xy = shapely.get_coordinates(pool.rows.geometry.to_numpy())
    rank = np.argsort(np.lexsort([xy[:, 1], xy[:, 0], order, ~listed, ~pool.free]))
    return apart_from(xy, rank, least=least, always=listed)


def _measures(pool: Pool, found: Roadside | None, classes: tuple[str, ...]) -> dict[str, Measure]:
    held = {one.key: float(one.holds.sum()) for one in pool.reasons}
    measures = {}
    if found is not None:
        measures["wrong_class"] = Measure(
            held["wrong_class"],
            "places",
            Text(
                zh="道路等级不符的地点数(可能还有别的原因)",
                en="Sites on roads of other classes, whatever else is against them",
            ),
        )
        measures["length"] = Measure(
            found.length_of(classes) / KILOMETRE,
            "km",
            Text(
                zh="取点范围内可设站等级的道路里程",
                en="Length of the roads of the classes that will do, where points were taken",
            ),
        )
    if "no_room" in held:
        measures["no_room"] = Measure(
            held["no_room"],
            "places",
            Text(
                zh="两侧可用地不足的地点数(可能还有别的原因)",
                en="Sites with too little free land beside the road, whatever else is against them",
            ),
        )
    return measures


def _notes(pool: Pool, *, before: int, spacing: Metres, least: Metres, room: bool) -> Iterator[Text]:
    merged = before - len(pool.rows)
    yield Text(
        zh=f"沿道路每隔不超过 {spacing:g} 米取一点(两端各一点)。相距不足 {least:g} 米的只留一点,合并了 {merged:,} 点:"
        f"先留没有排除原因的,再按道路等级,再由西到东;每个并掉的点 {least:g} 米以内都有留下的点。",
        en=f"Points stand no further apart than {spacing:g} m along streets, one at either end. Of those closer than "
        f"{least:g} m one is kept, {merged:,} are merged: those with nothing against them first, then by the class of "
        f"road, then from the west; within {least:g} m of each that is merged there is one that is kept.",
    )
    yield Text(
        zh="点位在道路中线上,只表示路段:站台离路口多远、在哪一侧、是否在桥上或隧道内,须现场确定。"
        if not room
        else "点位在道路中线上,只表示路段:在哪一侧、出入口、电源和用地手续,须现场确定。",
        en="Points lie on the middle of the road and stand for a stretch of it: "
        + (
            "how far from a crossing, on which side, whether on a bridge or in a tunnel, is to be seen on site."
            if not room
            else "on which side, the way in, power and the right to the land are to be settled on site."
        ),
    )
