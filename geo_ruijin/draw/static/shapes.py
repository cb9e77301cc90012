"""Rows of a table as matplotlib's collections: what is in sight, no finer than a pixel, in the look of the pages."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.collections import Collection, PathCollection
from matplotlib.colors import to_rgba
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform, Transform
from numpy.typing import NDArray

from geo_ruijin.draw.features import class_ranks
from geo_ruijin.draw.legend import CORNERS
from geo_ruijin.draw.shown import Shown, ShownChoropleth
from geo_ruijin.draw.static.page import DPI, PIXEL, POINTS
from geo_ruijin.draw.styles import Shape, Style
from geo_ruijin.windows import Bounds

Geometries = NDArray[np.object_]

#: How far beyond the frame outlines go on, so that none is seen along it [pixel].
_BEYOND = 12

#: Up to so many corners a shape is left as it is: clipping takes longer than drawing it.
_FEW = 16

#: What is a small area [pixel of the picture]; labelled ones are marked by dots of a radius [pixel of a style].
_TINY, _DOT = 8, 2.2

_WHITE = "#ffffff"

#: Slanting lines 6 points apart, as on the page: matplotlib draws three an inch for each stroke. How clear, how wide.
_HATCH, _CLEAR, _FINE = "////", 0.6, 0.75

CLEAR = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class View:
    """What is seen.

    Attributes
    ----------
    crs
        The projection, in metres.
    bounds
        West, south, east and north.
    pixel
        The width of a pixel on the ground [m].
    """

    crs: str
    bounds: Bounds
    pixel: float


@dataclass(frozen=True)
class Sight:
    """The shapes that are in sight, cut a little beyond the frame; `rows` says of which row of the table each is."""

    shapes: Geometries
    rows: NDArray[np.intp]


def in_sight(one: Shown | ShownChoropleth, view: View) -> Sight:
    """Return what is in sight of one thing, no finer than half a pixel."""
    data = one.data if one.data.crs is None or one.data.crs == view.crs else one.data.to_crs(view.crs)
    shapes = data.geometry.to_numpy()
    shapes = shapely.force_2d(shapes) if shapely.has_z(shapes).any() else shapes
    west, south, east, north = view.bounds
    frame = (
        west - _BEYOND * view.pixel,
        south - _BEYOND * view.pixel,
        east + _BEYOND * view.pixel,
        north + _BEYOND * view.pixel,
    )
    box = shapely.box(*frame)
    rows = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)) & shapely.intersects(box, shapes))
    shapes = shapes[rows]
    finest = shapely.simplify(shapes, view.pixel / 2, preserve_topology=False)
    shapes = np.where(shapely.is_empty(finest), shapes, finest)
    crossing = (shapely.get_num_coordinates(shapes) > _FEW) & ~shapely.covered_by(shapely.envelope(shapes), box)
    shapes[crossing] = _cut(shapes[crossing], frame)
    there = ~shapely.is_empty(shapes)
    return Sight(shapes[there], rows[there])


def _cut(shapes: Geometries, frame: Bounds) -> Geometries:
    try:
        return np.asarray(shapely.clip_by_rect(shapes, *frame), dtype=object)
    except shapely.GEOSException:  # simplified, some cross themselves
        return np.asarray(shapely.intersection(shapely.make_valid(shapes), shapely.box(*frame)), dtype=object)


def drawn(
    one: Shown, sight: Sight, style: Style, view: View, transform: Transform, *, order: float
) -> Iterator[Collection]:
    """Return what draws the shapes of one thing on a map, in the order of its rows.

    Parameters
    ----------
    sight
        Of it.
    style
        Of its features.
    transform
        From the projection to the sheet.
    order
        Where in the stack of things on the map.
    """
    shapes = sight.shapes
    ranks = class_ranks(one.data, one.columns, style)[sight.rows]
    looks = (*style.looks, style.unsaid)
    kinds = shapely.get_dimensions(shapes)
    for dimension in (2, 1):
        of_kind = kinds == dimension
        if of_kind.any():
            at, styles = ranks[of_kind], looks
            if dimension == 2 and (unveiled := tuple(map(_unveiled, looks))) != looks:  # noqa: PLR2004
                at, styles = at + len(looks) * _small(shapes[of_kind], view), (*looks, *unveiled)
            made = PathCollection(list(paths_of(shapes[of_kind])), **_looks(styles, at, filled=dimension == 2))  # noqa: PLR2004
            if style.hatch and style.stroke and dimension == 2:  # noqa: PLR2004
                hatched(made, style.stroke)
            made.set_transform(transform)
            made.set_zorder(order)
            yield made
    dots = tiny(shapes, style, view)
    for of_kind, radii in ((kinds == 0, [look.radius for look in looks]), (dots, [_DOT] * len(looks))):
        if not of_kind.any():
            continue
        points = np.where(dots, shapely.centroid(shapes), shapes)[of_kind]
        places, index = shapely.get_coordinates(points, return_index=True)
        at = ranks[of_kind][index]
        used = tuple(replace(look, dash=None) for look in looks) if of_kind is dots else looks
        sizes = np.array([(radius * PIXEL) ** 2 for radius in radii])[at]
        mark = _mark("circle" if of_kind is dots else style.shape)
        circles = PathCollection(
            [mark], sizes, offsets=places, offset_transform=transform, **_looks(used, at, filled=True)
        )
        circles.set_transform(IdentityTransform())
        circles.set_zorder(order)
        yield circles


def hatched(made: Collection | Patch, colour: str) -> None:
    """Hatch a filling in a colour, as the page does."""
    made.set_hatch(_HATCH)
    made.set_hatchcolor(to_rgba(colour, _CLEAR))
    made.set_hatch_linewidth(_FINE)


def _mark(shape: Shape) -> Path:
    """Return the outline of a point of a radius of 1; on the page corners count downwards."""
    if shape == "circle":
        return Path.unit_circle()
    corners = [(right, -down) for right, down in CORNERS[shape]]
    return Path([*corners, corners[0]], closed=True)


def tiny(shapes: Geometries, style: Style, view: View) -> NDArray[np.bool_]:
    """Return which areas are marked by dots: labelled ones that are too small to be seen."""
    if style.ground or not style.labels:
        return np.zeros(len(shapes), dtype=bool)
    areas: NDArray[np.bool_] = shapely.get_dimensions(shapes) == 2  # noqa: PLR2004
    return areas & _small(shapes, view)


def swollen(shapes: Geometries, style: Style, view: View) -> NDArray[np.bool_]:
    """Return which areas look larger than they are: those that are smaller than their outline is wide."""
    wide = style.weight * PIXEL * DPI / POINTS if style.stroke else 0.0
    areas: NDArray[np.bool_] = shapely.get_dimensions(shapes) == 2  # noqa: PLR2004
    return areas & (_across(shapes) < wide * view.pixel)


def _small(shapes: Geometries, view: View) -> NDArray[np.bool_]:
    small: NDArray[np.bool_] = _across(shapes) < _TINY * view.pixel
    return small


def _across(shapes: Geometries) -> NDArray[np.float64]:
    west, south, east, north = shapely.bounds(shapes).reshape(-1, 4).T
    longer: NDArray[np.float64] = np.maximum(east - west, north - south)
    return longer


def _unveiled(style: Style) -> Style:
    """Return a style for what is little larger than its outline is wide: where the filling says a class, it is seen."""
    hidden = style.stroke == _WHITE or style.classes
    return replace(style, stroke=style.fill, opacity=style.fill_opacity) if hidden else style


def paths_of(shapes: Geometries) -> Iterator[Path]:
    """Return one path for each shape of lines or polygons; holes are left open."""
    parts, part_of = shapely.get_parts(shapes, return_index=True)
    polygons = shapely.get_dimensions(parts) == 2  # noqa: PLR2004
    if polygons.any():
        parts = shapely.orient_polygons(parts)  # the filling of what turns the other way is taken out
    if polygons.all():
        rings, ring_of = shapely.get_rings(parts, return_index=True)
        part_of = part_of[ring_of]
    else:
        rings = parts
    places, place_of = shapely.get_coordinates(rings, return_index=True)
    starts = np.flatnonzero(np.diff(place_of, prepend=-1))
    codes = np.full(len(places), Path.LINETO, dtype=Path.code_type)
    codes[starts] = Path.MOVETO
    if polygons.all():
        codes[np.append(starts[1:], len(places)) - 1] = Path.CLOSEPOLY
    owner = part_of[place_of]
    cuts = (np.flatnonzero(np.diff(owner)) + 1).tolist()
    for start, end in itertools.pairwise([0, *cuts, len(places)]):
        yield Path(places[start:end], codes[start:end])


def _looks(looks: tuple[Style, ...], ranks: NDArray[np.intp], *, filled: bool) -> dict[str, Any]:
    """Return the keyword arguments of a collection that give each of its items the look of its class."""
    used = looks if ranks.any() else looks[:1]
    strokes = [to_rgba(look.stroke, look.opacity) if look.stroke else CLEAR for look in used]
    fills = [to_rgba(look.fill, look.fill_opacity) if filled and look.fill else CLEAR for look in used]
    weights = [look.weight * PIXEL if look.stroke else 0.0 for look in used]
    dashes = [_dashes(look) for look in used]
    if len(used) == 1:
        return {"edgecolors": strokes, "facecolors": fills, "linewidths": weights, "linestyles": dashes} | _ends(
            used[0]
        )
    return {
        "edgecolors": np.array(strokes)[ranks],
        "facecolors": np.array(fills)[ranks],
        "linewidths": np.array(weights)[ranks],
        "linestyles": [dashes[rank] for rank in ranks],
    } | _ends(used[0])


def _dashes(style: Style) -> tuple[float, tuple[float, ...] | None]:
    if style.dash is None:
        return (0.0, None)
    return (0.0, tuple(float(length) * PIXEL for length in style.dash.split()))


def _ends(style: Style) -> dict[str, Any]:
    return {"capstyle": "butt" if style.dash else "round", "joinstyle": "round"}


def bounds_in(shapes: gpd.GeoSeries, crs: str) -> Bounds | None:
    """Return west, south, east and north of shapes in a projection; None where there are none."""
    bounds = (shapes if shapes.crs is None or shapes.crs == crs else shapes.to_crs(crs)).total_bounds
    if not np.isfinite(bounds).all():
        return None
    west, south, east, north = map(float, bounds)
    return west, south, east, north
