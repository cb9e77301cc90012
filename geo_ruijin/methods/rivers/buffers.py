"""Strips along rivers under natural cover, both banks apart, and where they are broken.

Words in braces in the texts ("{rivers}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from geo_ruijin.errors import NoDataError
from geo_ruijin.methods.counting.rows import words
from geo_ruijin.methods.method import Divisions, Gives, Heights, Limits, Lines, Need, declare
from geo_ruijin.methods.parameter import demand_above_0, needed
from geo_ruijin.methods.rivers.border import beside, outside
from geo_ruijin.methods.rivers.courses import Shapes, chosen, courses_of, streams_of
from geo_ruijin.methods.rivers.figures import measures_of
from geo_ruijin.methods.rivers.flow import as_drawn, downhill
from geo_ruijin.methods.rivers.land import Land, cells_of, parcels_of
from geo_ruijin.methods.rivers.missing import missing_banks
from geo_ruijin.methods.rivers.notes import Findings, notes_of
from geo_ruijin.methods.rivers.profile import profile_of
from geo_ruijin.methods.rivers.stretches import stretches_of
from geo_ruijin.methods.rivers.strips import strips_of
from geo_ruijin.methods.rivers.tables import classes_table, rivers_table, stretches_table, strip_rows, zones_table
from geo_ruijin.methods.rivers.told import courses_table, strip_table, water_table
from geo_ruijin.methods.rivers.water import other_water, waters_of
from geo_ruijin.raster import Raster
from geo_ruijin.results import Result
from geo_ruijin.text import Text, same
from geo_ruijin.units import ABOVE_0, NOT_BELOW_0, OF_100, Kilometres, Metres, Percent, Unit

Coded = Annotated[gpd.GeoDataFrame, Need(("polygon",), ("code",))]
Cover = Annotated[Raster, Need(("raster",), ("cover",))]
Widths = Annotated[tuple[float, ...], Unit("m"), ABOVE_0]

_OF = ("place", "rivers")
_COVER = ("land_use", "water", "cover")
_SIDES = (*_COVER, "elevation")


@declare(
    measures={
        "bank_length": Gives("km", of=_OF, also=_COVER),
        "strip_area": Gives("ha", of=_OF, also=_COVER),
        "natural_share": Gives("%", of=_OF, also=_COVER),
        "natural_share_left": Gives("%", of=_OF, also=_SIDES),
        "natural_share_right": Gives("%", of=_OF, also=_SIDES),
        "broken_share": Gives("%", of=_OF, also=_COVER),
        "gaps": Gives("places", of=_OF, also=_COVER),
        "gaps_length": Gives("km", of=_OF, also=_COVER),
        "longest_gap": Gives("m", of=_OF, also=_COVER),
    },
    tables={
        "gaps": (*_OF, *_SIDES, "by"),
        "rivers": (*_OF, *_SIDES),
        "courses": (*_OF, *_SIDES),
        "classes": (*_OF, *_SIDES),
        "zones": (*_OF, *_COVER, "by"),
        "natural": (*_OF, *_SIDES, "by"),
        "water": (*_OF, "land_use", "water"),
        "strip": (*_OF, *_SIDES),
    },
)
def river_buffers(
    *,
    place: Limits,
    rivers: Lines,
    land_use: Coded | None = None,
    water: Coded | None = None,
    cover: Cover | None = None,
    elevation: Heights | None = None,
    by: Divisions | None = None,
    names: tuple[str, ...] | None = None,
    least_length: Kilometres,
    widths: Widths,
    width: Annotated[Metres, ABOVE_0],
    river_codes: tuple[str, ...],
    water_codes: tuple[str, ...],
    natural_codes: tuple[str, ...] | None = None,
    natural_classes: tuple[str, ...] | None = None,
    water_classes: tuple[str, ...] | None = None,
    broken_below: Annotated[Percent, OF_100],
    least_gap: Metres,
    near: Metres,
    default_width: Annotated[Metres, ABOVE_0],
    bridge: Annotated[Metres, NOT_BELOW_0],
    island: Annotated[Metres, NOT_BELOW_0],
    uneven: Annotated[Percent, OF_100],
    least_bank: Annotated[Percent, OF_100],
    width_factor: Annotated[float, ABOVE_0],
    uphill: Annotated[Metres, NOT_BELOW_0],
    step: Annotated[Metres, ABOVE_0],
    across: Annotated[Metres, ABOVE_0],
) -> Result:
    """Return how much of the strips along rivers is under natural cover, and where along each bank it is not.

    A strip is the land no farther than its width from the water of a river, inside the place. The water is what
    polygons of rivers show where the line runs, in the middle or not, elsewhere the line as wide as it says. Bridges
    and narrow islands are part of it. Open water (tributaries, lakes, reservoirs) is no part of a strip, nor what lies
    before and behind the ends of a line.
    Areas are those of polygons; of a raster, exact parts of cells.

    Parameters
    ----------
    place
        Polygons: what lies outside does not count.
    rivers
        Lines with `name` and `width` [m] where known. Lines of one name are one river.
    land_use
        Polygons with `code`; with `name` in words. It says where water is, and what covers the ground.
    water
        Polygons with `code` of water alone, beside `land_use` or instead of it.
    cover
        A raster of classes, used where there is no `land_use`.
    elevation
        Heights, to tell the direction of the flow; without them lines are taken to be drawn downstream.
    by
        Polygons with `name` to report by.
    names
        The rivers; without it all of at least `least_length` [km].
    widths
        The strips [m], side by side.
    width
        The one that gaps and the headline are told for [m].
    river_codes, water_codes
        How the codes of polygons begin that are rivers, and open water of all kinds.
    natural_codes
        How the codes of land use begin that are natural cover.
    natural_classes, water_classes
        Classes of `cover` that are natural, and open water.
    broken_below
        A bank is broken where less than this of the strip's breadth is natural [%]; exactly that is not.
    least_gap
        The shortest gap that is listed [m]; exactly that is.
    near
        How far from the line its polygon may be [m].
    default_width
        How wide a river is where neither polygons nor the line say so [m].
    bridge
        Where a line leaves the polygons for no longer than this between two of them, there is a bridge [m].
    island
        Islands narrower than this are water [m].
    uneven
        How much wider than elsewhere a river may be before what lies farther out can be an arm [% of the width].
    least_bank
        The share of either side of a river that must have a bank, else figures are ranges [%].
    width_factor
        Told where the width that lines say and the one measured differ by this factor or more.
    uphill
        Lines that rise by more than this are turned round [m].
    step
        In pieces of what length a bank is looked at, at most [m].
    across
        How far apart points across a strip are, at most [m].

    Raises
    ------
    MethodError
        If there is no river to measure.
    NoDataError
        If nothing says what covers the banks.
    """
    if land_use is None and cover is None:
        raise NoDataError(
            Text(
                zh="没有国土利用现状,也没有地表覆盖:不知道两岸是什么",
                en="neither land use nor a raster of land cover is given: what covers the banks is not known",
            )
        )
    demand_above_0(least_gap, Text(zh="最短断带长度(least_gap)", en="least_gap"))
    wanted = sorted({*widths, width})
    ground = shapely.union_all(place.geometry.to_numpy())
    crs = CRS(rivers.crs)
    streams = streams_of(rivers, shapely.buffer(ground, beside(rivers, near=near, default=default_width)))
    drawn = set(words(rivers, "name").dropna().str.strip())
    own = chosen(streams, names, least_length, drawn=drawn)
    flow = as_drawn(streams)
    if elevation is not None:
        streams, flow = downhill(streams, own.tolist(), elevation, crs, uphill=uphill, step=step)
    courses, torn = courses_of(streams, own)
    open_water, river_water = _water((land_use, water), water_codes, river_codes)
    waters = waters_of(
        courses,
        streams,
        river_water,
        near=near,
        default=default_width,
        bridge=bridge,
        island=island,
        uneven=uneven,
        step=step,
        widest=wanted[-1],
    )
    others, rivals = (other_water(waters, some, within=2 * wanted[-1]) for some in (open_water, river_water))
    strips = {one: strips_of(waters, others, ground, one, torn) for one in wanted}
    land: Land
    if land_use is not None:
        natural = _given(natural_codes, "natural_codes")
        around = [*strips[wanted[-1]].pieces, *(one.shape for one in waters)]
        land = parcels_of(land_use, np.array(around, dtype=object), natural, water_codes)
    else:
        assert cover is not None  # noqa: S101 - seen above
        natural = _given(natural_classes, "natural_classes")
        land = cells_of(cover, crs, natural, _given(water_classes, "water_classes"))
    profile = profile_of(waters, others, rivals, ground, land, width=width, step=step, across=across, unsided=torn)
    areas = {one: land.areas(strips[one].pieces) for one in wanted}
    rows = strip_rows(strips, areas, profile, courses, land.kinds, torn)
    broken = profile.broken(broken_below)
    unknown = (profile.length > 0) & ~profile.known
    gaps, most_gaps, kept = (
        stretches_of(profile, some, courses, land.kinds, by, crs)
        for some in (broken, broken | unknown, profile.known & ~broken)
    )
    long, most_long = (some["length"] >= least_gap - step * 1e-9 for some in (gaps, most_gaps))
    listed = gaps[long].reset_index(drop=True)
    missing = missing_banks(profile, courses, bin_length=10 * step, least=least_bank)
    present = {course.river for course in courses}
    findings = Findings(
        waters=waters,
        courses=courses,
        flow=flow,
        torn=torn,
        absent=tuple(name for name in names or () if name not in drawn),
        outside=tuple(name for name in names or () if name in drawn - present),
        beyond=outside(rivers, ground, present),
        missing=missing,
        unknown_bank=float(profile.length[unknown].sum()),
        short=gaps.loc[~long, "length"],
        shared=strips[width].shared,
        raster=land_use is None,
        heights=elevation is not None,
        step=step,
        default=default_width,
        least_gap=least_gap,
        width_factor=width_factor,
        least_bank=least_bank,
        uphill=uphill,
    )
    w = same(f"{width:g}")
    tables = {
        "gaps": stretches_table(listed, _GAPS.fill(width=w, least=same(f"{least_gap:g}"))),
        "rivers": rivers_table(rows),
        "courses": courses_table(waters, courses, streams, flow, torn, profile),
        "classes": classes_table(strips[width], areas[width], land.kinds, width),
        "natural": stretches_table(kept, _KEPT.fill(width=w), covers=False),
        "water": water_table(waters, streams, crs),
        "strip": strip_table(strips[width], areas[width], land.kinds, streams, crs),
    }
    if by is not None:
        tables["zones"] = zones_table(profile, broken, listed, by, crs)
    measures = measures_of(
        rows,
        profile,
        broken,
        listed,
        most_gaps[most_long],
        missing,
        width=width,
        below=broken_below,
        least=least_gap,
    )
    return Result(measures, tables, notes_of(findings))


_GAPS = Text(
    zh="缓冲带断缺段(断带):{width} 米缓冲带不以自然覆盖为主、长 {least} 米以上的岸线",
    en="Gaps: stretches of {least} m or more along a bank where the strip of {width} m is mostly not natural",
)
_KEPT = Text(
    zh="{width} 米缓冲带以自然覆盖为主的岸段", en="Stretches of a bank where the strip of {width} m is mostly natural"
)


def _water(
    layers: tuple[gpd.GeoDataFrame | None, ...], water_codes: tuple[str, ...], river_codes: tuple[str, ...]
) -> tuple[Shapes, Shapes]:
    """Return the polygons of open water, rivers among them, and those of rivers alone."""
    found: Mapping[bool, list[Shapes]] = {True: [], False: []}
    for layer in layers:
        if layer is None:
            continue
        code = words(layer, "code").str.strip()
        shapes = layer.geometry.to_numpy()
        for rivers_only, codes in ((False, (*water_codes, *river_codes)), (True, river_codes)):
            found[rivers_only].append(shapes[code.str.startswith(codes).fillna(value=False).to_numpy(dtype=bool)])
    none = np.zeros(0, dtype=object)
    return np.concatenate([none, *found[False]]), np.concatenate([none, *found[True]])


def _given(value: tuple[str, ...] | None, name: str) -> tuple[str, ...]:
    if value is None:
        raise needed(same(name))
    return value
