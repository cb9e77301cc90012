"""The tables behind the gaps along main roads: each gap, each road, each division."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.columns import DIVISION
from geo_ruijin.methods.corridors.gaps import Stretches, Trips
from geo_ruijin.methods.corridors.roads import KILOMETRE, ROUNDING, Floats
from geo_ruijin.methods.counting.rows import by_division, division_of
from geo_ruijin.methods.shares import percents
from geo_ruijin.results import Column, Table
from geo_ruijin.text import Text
from geo_ruijin.units import Kilometres

#: The classes of roads, in words.
_CLASSES = {"national": Text(zh="国道", en="national"), "provincial": Text(zh="省道", en="provincial")}

_REF = Column(Text(zh="编号", en="Road"))
_CLASS = Column(Text(zh="行政等级", en="Class"))
_LENGTH = Column(Text(zh="里程", en="Length"), "km")
_BEYOND = Column(Text(zh="离站超过半个间距的里程", en="Length beyond half the spacing"), "km")
_SHARE = Column(Text(zh="半个间距以内占比", en="Share within half the spacing"), "%")
_SPACING = Column(
    Text(zh="两端站距(界外的站不明的为下限)", en="Between the stations, at least this where those outside matter"), "km"
)


def gap_rows(stretches: Stretches, found: Trips, by: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """Return a row for every gap, the longest first.

    Returns
    -------
    GeoDataFrame
        ref, class, length [km], furthest (from a station, half of the trip) [km], spacing (the longest trip; at an open
        end what it is at least, the way from there to the nearest station) [km], open_end (a station beyond one would
        be nearer to some of it), closable (one there would close it), from and to (divisions, from west to east), and
        the lines. What is joined to no station has no part in furthest and spacing.
    """
    roads = stretches.roads
    rows, shapes = [], []
    for ref in roads.numbers:
        for gap in stretches.gaps(ref):
            shape, points = _merged(gap.parts), gap.points
            if not shape.length:
                continue
            ends = np.intersect1d(points, found.open_end)
            rows.append(
                {
                    "ref": ref,
                    "class": _class(roads.class_of(ref)),
                    "length": shape.length / KILOMETRE,
                    "furthest": longest(found.known[points]) / 2,
                    "spacing": np.fmax(longest(found.least[points]), longest(found.known[ends]) / 2),
                    "open_end": bool((found.least[points] < found.known[points]).any()),
                    "closable": bool((found.least[points] <= stretches.limit + ROUNDING).all()),
                }
            )
            shapes.append(shape)
    columns = ["ref", "class", "length", "furthest", "spacing", "open_end", "closable"]
    gaps = gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry=shapes, crs=roads.crs)
    gaps[["open_end", "closable"]] = gaps[["open_end", "closable"]].astype(bool)
    tips = [_ends(shape) for shape in shapes]
    for name, side in (("from", 0), ("to", 1)):
        if by is not None:
            gaps[name] = division_of(gpd.GeoSeries([tip[side] for tip in tips], crs=gaps.crs), by)
    return gaps.sort_values(["length", "ref"], ascending=[False, True], kind="stable", ignore_index=True)


def gaps_table(gaps: gpd.GeoDataFrame, spacing: Kilometres, *, divided: bool) -> Table:
    """Return the gaps as a reader sees them."""
    ends = {
        "from": Column(Text(zh="起(西端所在区划)", en="From (west)")),
        "to": Column(Text(zh="止(东端所在区划)", en="To (east)")),
    }
    return Table(
        Text(
            zh=f"{{corridors}}上离{{facilities}}超过 {spacing / 2:g} 公里的路段"
            f"(两端站距超过 {spacing:g} 公里,或通到界外)",
            en=f"Stretches of {{corridors}} more than {spacing / 2:g} km from {{facilities}}: the middle of sections "
            f"longer than {spacing:g} km, or leading out of the place",
        ),
        gaps,
        {
            "ref": _REF,
            "class": _CLASS,
            **(ends if divided else {}),
            "spacing": _SPACING,
            "length": _BEYOND,
            "furthest": Column(Text(zh="离站最远", en="Furthest from a station"), "km"),
            "open_end": Column(Text(zh="界外若有站会缩短", en="Shorter if a station stands outside")),
            "closable": Column(Text(zh="界外近处有站即消除", en="Gone if one stands right outside")),
        },
    )


def roads_table(stretches: Stretches, found: Trips, gaps: gpd.GeoDataFrame) -> Table:
    """Return a row for every road; a stretch that roads share is in each."""
    roads = stretches.roads
    by_line = np.bincount(roads.line, weights=stretches.beyond)
    rows, shapes = [], []
    for ref in roads.numbers:
        own = roads.lines_of(ref)
        length, beyond = roads.length[own].sum() / KILOMETRE, by_line[own].sum() / KILOMETRE
        rows.append(
            {
                "ref": ref,
                "class": _class(roads.class_of(ref)),
                "length": length,
                "beyond": beyond,
                "share": 100 * ((length - beyond) / length),  # all of it is 100 to the last bit
                "gaps": float((gaps["ref"] == ref).sum()),
                "spacing": longest(found.least[own[roads.line]]),
            }
        )
        shapes.append(_merged(roads.lines[own]))
    data = gpd.GeoDataFrame(rows, geometry=shapes, crs=roads.crs)
    return Table(
        Text(zh="各条路线的{facilities}间距", en="Spacing of {facilities} by road"),
        data.sort_values(["beyond", "ref"], ascending=[False, True], kind="stable", ignore_index=True),
        {
            "ref": _REF,
            "class": _CLASS,
            "length": _LENGTH,
            "beyond": _BEYOND,
            "share": _SHARE,
            "gaps": Column(Text(zh="空白路段数", en="Gaps")),
            "spacing": _SPACING,
        },
    )


def zones_table(stretches: Stretches, by: gpd.GeoDataFrame) -> Table:
    """Return a row for every division; each piece between two points is where its middle is."""
    roads = stretches.roads
    piece = np.flatnonzero(np.diff(roads.line) == 0)
    span = roads.offset[piece + 1] - roads.offset[piece]
    middle = shapely.line_interpolate_point(roads.lines[roads.line[piece]], roads.offset[piece] + span / 2)
    names = division_of(gpd.GeoSeries(middle, crs=roads.crs), by)
    pieces = pd.DataFrame({"length": span / KILOMETRE, "beyond": stretches.beyond[piece] / KILOMETRE})
    data = by_division(pieces.groupby(names).sum(), by)
    data["share"] = percents(data["length"] - data["beyond"], data["length"])
    return Table(
        Text(zh="各区划{corridors}的{facilities}间距", en="Spacing of {facilities} along {corridors} by division"),
        data.sort_values(["beyond", "length"], ascending=False, kind="stable", ignore_index=True),
        {"name": DIVISION, "length": _LENGTH, "beyond": _BEYOND, "share": _SHARE},
    )


def _merged(parts: NDArray[np.object_]) -> BaseGeometry:
    """Return lines as one geometry, joined where they meet; points among them are left out."""
    lines = parts[shapely.length(parts) > 0]
    merged: BaseGeometry = shapely.line_merge(shapely.GeometryCollection(list(lines)))
    return merged


def _ends(shape: BaseGeometry) -> tuple[BaseGeometry, BaseGeometry]:
    """Return the westernmost and the easternmost end of a gap; of a ring, any point of it."""
    ends = list(shapely.get_parts(shapely.boundary(shape))) or [shapely.Point(shape.coords[0])]
    ends.sort(key=lambda end: (end.x, end.y))
    return ends[0], ends[-1]


def _class(kind: str | None) -> Text | str | None:
    return _CLASSES.get(kind, kind) if kind else None


def longest(trip: Floats) -> float:
    """Return the longest of trips that end [km]; NaN where none does."""
    finite = trip[np.isfinite(trip)]
    return float(finite.max()) / KILOMETRE if len(finite) else np.nan
