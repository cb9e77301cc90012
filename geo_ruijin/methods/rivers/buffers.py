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

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.counting.rows import words
from geo_ruijin.methods.method import Divisions, Gives, Limits, Lines, Need, declare
from geo_ruijin.methods.parameter import demand_above_0, needed
from geo_ruijin.methods.rivers.courses import Shapes, chosen, courses_of, streams_of
from geo_ruijin.methods.rivers.land import Land, cells_of, parcels_of
from geo_ruijin.methods.rivers.notes import Findings, notes_of
from geo_ruijin.methods.rivers.profile import profile_of
from geo_ruijin.methods.rivers.stretches import stretches_of
from geo_ruijin.methods.rivers.strips import strips_of, way_of
from geo_ruijin.methods.rivers.tables import (
    classes_table,
    measures_of,
    rivers_table,
    stretches_table,
    strip_rows,
    zones_table,
)
from geo_ruijin.methods.rivers.water import banks_of, other_water
from geo_ruijin.raster import Raster
from geo_ruijin.results import Result
from geo_ruijin.text import Text, same
from geo_ruijin.units import ABOVE_0, OF_100, Kilometres, Metres, Percent, Unit

Coded = Annotated[gpd.GeoDataFrame, Need(("polygon",), ("code",))]
Cover = Annotated[Raster, Need(("raster",), ("cover",))]
Widths = Annotated[tuple[float, ...], Unit("m"), ABOVE_0]

_OF = ("place", "rivers")
_COVER = ("land_use", "water", "cover")


@declare(
    measures={
        "bank_length": Gives("km", of=_OF, also=_COVER),
        "strip_area": Gives("ha", of=_OF, also=_COVER),
        "natural_share": Gives("%", of=_OF, also=_COVER),
        "natural_share_left": Gives("%", of=_OF, also=_COVER),
        "natural_share_right": Gives("%", of=_OF, also=_COVER),
        "broken_share": Gives("%", of=_OF, also=_COVER),
        "gaps": Gives("1", of=_OF, also=_COVER),
        "gaps_length": Gives("km", of=_OF, also=_COVER),
        "longest_gap": Gives("m", of=_OF, also=_COVER),
    },
    tables={
        "gaps": (*_OF, *_COVER, "by"),
        "rivers": (*_OF, *_COVER),
        "classes": (*_OF, *_COVER),
        "zones": (*_OF, *_COVER, "by"),
        "natural": (*_OF, *_COVER, "by"),
    },
)
def river_buffers(
    *,
    place: Limits,
    rivers: Lines,
    land_use: Coded | None = None,
    water: Coded | None = None,
    cover: Cover | None = None,
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
    step: Annotated[Metres, ABOVE_0],
) -> Result:
    """Return how much of the strips along rivers is under natural cover, and where along each bank it is not.

    A strip is the land no farther than its width from the water of a river, inside the place. The water is what
    polygons of rivers show around the line, elsewhere the line as wide as it says. Open water (tributaries, lakes,
    reservoirs) is no part of a strip, nor what lies before and behind the ends of a line; islands no broader
    than the river count as water.
    Areas are those of polygons; of a raster, exact parts of cells.

    Parameters
    ----------
    place
        Polygons: what lies outside does not count.
    rivers
        Lines drawn downstream, with `name` and `width` [m] where known. Lines of one name are one river.
    land_use
        Polygons with `code`; with `name` in words. It says where water is, and what covers the ground.
    water
        Polygons with `code` of water alone, beside `land_use` or instead of it.
    cover
        A raster of classes, used where there is no `land_use`.
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
    step
        In pieces of what length a bank is looked at, at most [m].

    Raises
    ------
    MethodError
        If there is no river to measure, or nothing that says what covers its banks.
    """
    if land_use is None and cover is None:
        raise MethodError(
            Text(
                zh="没有国土利用现状,也没有地表覆盖:不知道两岸是什么",
                en="neither land use nor a raster of land cover is given: what covers the banks is not known",
            )
        )
    demand_above_0(least_gap, Text(zh="最短断带长度(least_gap)", en="least_gap"))
    wanted = sorted({*widths, width})
    ground = shapely.union_all(place.geometry.to_numpy())
    streams = streams_of(rivers, ground)
    courses, against = courses_of(streams, chosen(streams, names, least_length))
    open_water, river_water = _water((land_use, water), water_codes, river_codes)
    banks = banks_of(courses, streams, river_water, near=near, default=default_width, step=step, widest=wanted[-1])
    others = other_water(banks, open_water, within=2 * wanted[-1])
    ways = [way_of(course.line) for course in courses]
    strips = {one: strips_of(banks, ways, others, ground, one) for one in wanted}
    crs = CRS(rivers.crs)
    land: Land
    if land_use is not None:
        natural = _given(natural_codes, "natural_codes")
        land = parcels_of(land_use, strips[wanted[-1]].pieces, natural, water_codes)
    else:
        assert cover is not None  # noqa: S101 - seen above
        natural = _given(natural_classes, "natural_classes")
        land = cells_of(cover, crs, natural, _given(water_classes, "water_classes"))
    profile = profile_of(banks, ways, others, ground, land, width=width, step=step)
    areas = {one: land.areas(strips[one].pieces) for one in wanted}
    rows = strip_rows(strips, areas, profile, courses, land.kinds)
    broken = profile.broken(broken_below)
    gaps = stretches_of(profile, broken, courses, land.kinds, by, crs)
    listed = gaps[gaps["length"] >= least_gap - step * 1e-9].reset_index(drop=True)
    kept = stretches_of(profile, profile.known & ~broken, courses, land.kinds, by, crs)
    findings = Findings(
        banks=banks,
        against=against,
        absent=tuple(name for name in names or () if name not in {course.river for course in courses}),
        unknown_bank=float(profile.length[~profile.known].sum()),
        short=gaps[gaps["length"] < least_gap - step * 1e-9]["length"],
        raster=land_use is None,
        step=step,
        default=default_width,
        least_gap=least_gap,
    )
    tables = {
        "gaps": stretches_table(listed, _GAPS.fill(width=same(f"{width:g}"), least=same(f"{least_gap:g}"))),
        "rivers": rivers_table(rows),
        "classes": classes_table(strips[width], areas[width], land.kinds, width),
        "natural": stretches_table(kept, _KEPT.fill(width=same(f"{width:g}")), covers=False),
    }
    if by is not None:
        tables["zones"] = zones_table(profile, broken, listed, by, crs)
    measures = measures_of(rows, profile, broken, listed, width=width, below=broken_below, least=least_gap)
    return Result(measures, tables, notes_of(findings))


_GAPS = Text(
    zh="岸线断带:{width} 米缓冲带不以自然覆盖为主、长 {least} 米以上的河段",
    en="Gaps: stretches of {least} m or more along a bank where the strip of {width} m is not under natural cover",
)
_KEPT = Text(
    zh="{width} 米缓冲带以自然覆盖为主的河段", en="Stretches where the strip of {width} m is under natural cover"
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
