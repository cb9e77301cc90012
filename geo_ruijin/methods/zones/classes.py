"""Areas and shares of the classes of a raster, or of amounts cut at bounds: how much water there is, and how lasting.

Words in braces in the texts ("{place}") are the titles of the inputs; whoever runs the method fills them in.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Annotated

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.columns import DIVISION, worded
from geo_ruijin.methods.landwords import land_word
from geo_ruijin.methods.method import Divisions, Gives, Limits, Need, declare
from geo_ruijin.methods.parameter import needed
from geo_ruijin.methods.ranges import between
from geo_ruijin.methods.shares import percent, percents
from geo_ruijin.methods.zones.areas import HECTARE, KNOWN_COLUMNS, gap_notes, known_measures, known_rows, zones_asked
from geo_ruijin.methods.zones.bands import band_named
from geo_ruijin.raster import Raster
from geo_ruijin.results import Column, Measure, Result, Table
from geo_ruijin.text import Text, same
from geo_ruijin.zonal.classes import ClassAreas, class_areas
from geo_ruijin.zonal.coded import coded

_OF = ("place", "raster")


@declare(
    measures={
        "above_area": Gives("ha", of=_OF),
        "above_share": Gives("%", of=_OF),
        "top_area": Gives("ha", of=_OF),
        "top_share": Gives("%", of=_OF),
        "known_area": Gives("km²", of=_OF),
        "known_share": Gives("%", of=_OF),
    },
    tables={"classes": _OF, "zones": (*_OF, "by")},
)
def class_shares(
    *,
    place: Limits,
    raster: Annotated[Raster, Need(("raster",))],
    by: Divisions | None = None,
    band: str | None = None,
    bounds: tuple[float, ...] | None = None,
    names: tuple[str, ...] | None = None,
) -> Result:
    """Return the area of each class and its share of what the raster knows, for the place and by division.

    Of cells that a border crosses the exact part inside counts; areas are those on the ellipsoid.

    Parameters
    ----------
    place
        Polygons whose union is the place.
    raster
        Classes, or amounts.
    by
        Polygons with `name` to report by; without them there is no table "zones".
    band
        Which band; needs not be said where there is one.
    bounds
        Of amounts: the least amount of every class but the lowest, rising, in the unit of the band.
    names
        What the classes cut at bounds are called, the lowest first: one more than the bounds.

    Raises
    ------
    MethodError
        If the band is not there, it holds amounts and no bounds are given or classes and some are, the bounds do not
        rise, there are not as many names, or the place has no area.
    """
    name = band_named(raster, band)
    categorical = raster.bands[name].classes is not None
    if bounds is None and not categorical:
        raise needed(Text(zh="分级界限(bounds)", en="bounds"))
    _demand_fit(bounds, names, categorical=categorical)
    zones = zones_asked(place, by)
    found = class_areas(coded(raster, name, bounds=bounds), zones.geometry)
    titles = [land_word(one) for one in found.classes] if bounds is None else _titles(bounds, names, raster, name)
    measures = ({} if bounds is None else _measures(found, titles)) | known_measures(found)
    tables = {"classes": _classes_table(found, titles)}
    if by is not None:
        tables["zones"] = _zones_table(zones, found, titles)
    return Result(measures, tables, gap_notes(found))


def _demand_fit(bounds: Sequence[float] | None, names: Sequence[str] | None, *, categorical: bool) -> None:
    if bounds is None:
        return
    if categorical:
        raise MethodError(
            Text(
                zh="{raster}是分类栅格,不能再用 bounds 分级:请删去这个参数",
                en="{raster} holds classes, which cannot be cut at bounds: leave the parameter out",
            )
        )
    if not all(one < other for one, other in itertools.pairwise(bounds)):
        raise MethodError(Text(zh="bounds 应由小到大,且不重复", en="bounds should rise, none twice"))
    if names is not None and len(names) != len(bounds) + 1:
        raise MethodError(
            Text(
                zh=f"{len(bounds)} 个界限分出 {len(bounds) + 1} 级,names 却有 {len(names)} 个",
                en=f"{len(bounds)} bounds make {len(bounds) + 1} classes, but there are {len(names)} names",
            )
        )


def _titles(bounds: Sequence[float], names: Sequence[str] | None, raster: Raster, band: str) -> list[Text]:
    """Return what classes between bounds are called, with the amounts they hold."""
    unit = raster.bands[band].unit
    tail = {None: "", "1": "", "%": "%"}.get(unit, f" {unit}")
    lows, highs = [None, *bounds], [*bounds, None]
    spans = [
        Text(zh=f"不足 {high:g}{tail}", en=f"below {high:g}{tail}")
        if low is None
        else Text(zh=f"{low:g}{tail} 以上", en=f"{low:g}{tail} or more")
        if high is None
        else same(f"{low:g}–{high:g}{tail}")
        for low, high in zip(lows, highs, strict=True)
    ]
    if names is None:
        return spans
    return [Text(zh=f"{name}({span.zh})", en=f"{name} ({span.en})") for name, span in zip(names, spans, strict=True)]


def _measures(found: ClassAreas, titles: Sequence[Text]) -> dict[str, Measure]:
    """Return what reaches the lowest bound, and what the highest, with what unknown land leaves open."""
    known, unknown = float(found.known[0]), float((found.nothing + found.beyond)[0])
    measures = {}
    for key, first in (("above", 1), ("top", len(titles) - 1)):
        area, title = float(found.areas[0, first:].sum()), titles[first]
        of = (
            Text(zh=f"“{title.zh}”的面积", en=f"Area of '{title.en}'")
            if first == len(titles) - 1
            else Text(zh=f"“{title.zh}”及以上各级的面积", en=f"Area of '{title.en}' and of all classes above")
        )
        measures[f"{key}_area"] = Measure(
            area / HECTARE,
            "ha",
            Text(zh=f"{{place}}内{of.zh}", en=f"{of.en} in {{place}}"),
            *between(area / HECTARE, (area + unknown) / HECTARE, "ha"),
        )
        measures[f"{key}_share"] = Measure(
            percent(area, known),
            "%",
            Text(zh=f"{of.zh} ÷ {{place}}内有数据的面积", en=f"{of.en} / area of {{place}} with data"),
            *between(percent(area, known + unknown) or 0.0, percent(area + unknown, known + unknown) or 0.0, "%"),
        )
    return measures


def _classes_table(found: ClassAreas, titles: Sequence[Text]) -> Table:
    index = pd.RangeIndex(len(titles))
    data = pd.DataFrame(
        {
            "class": worded(titles, index),
            "area": found.areas[0] / HECTARE,
            "share": percents(found.areas[0], np.full(len(titles), found.known[0])),
        }
    )
    columns = {
        "class": Column(Text(zh="类别", en="Class")),
        "area": Column(Text(zh="面积", en="Area"), "ha"),
        "share": Column(Text(zh="占有数据面积", en="Share of the area known"), "%"),
    }
    return Table(Text(zh="{raster}各类面积", en="Areas of the classes of {raster}"), data, columns)


def _zones_table(zones: gpd.GeoDataFrame, found: ClassAreas, titles: Sequence[Text]) -> Table:
    rows, columns = {}, {"name": DIVISION}
    for index, title in enumerate(titles):
        rows[f"area_{index}"] = found.areas[:, index] / HECTARE
        columns[f"area_{index}"] = Column(Text(zh=f"{title.zh}面积", en=f"Area: {title.en}"), "ha")
    for index, title in enumerate(titles):
        rows[f"share_{index}"] = percents(found.areas[:, index], found.known)
        columns[f"share_{index}"] = Column(Text(zh=f"{title.zh}占比", en=f"Share: {title.en}"), "%")
    data = zones.assign(**rows, **known_rows(found)).iloc[1:].reset_index(drop=True)
    title = Text(zh="各区划{raster}各类面积", en="Areas of the classes of {raster} by division")
    return Table(title, data, {**columns, **KNOWN_COLUMNS})
