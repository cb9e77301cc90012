"""The labels of a map: what is to be written where, and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from matplotlib.colors import to_rgb
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Transform

from geo_ruijin.draw.shown import Shown
from geo_ruijin.draw.static.labels import Wanted
from geo_ruijin.draw.static.page import DPI, INK, MILLIMETRES, PIXEL, Box, Page, millimetres
from geo_ruijin.draw.static.shapes import Sight, View, tiny
from geo_ruijin.draw.styles import Style
from geo_ruijin.figures import show_cell
from geo_ruijin.text import Language

#: Of labels [pt], their longest [mm], and the halo around them [of their size].
_SIZE, _LONGEST, _HALO = 7.0, 32.0, 0.3

#: From which lightness on a point has dark words on it, and a colour is too light for words.
_LIGHT = 0.6

#: Of so many points no label is moved aside.
_MANY = 300


def wanted_labels(
    page: Page, one: Shown, sight: Sight, style: Style, view: View, transform: Transform, *, language: Language
) -> Iterator[Wanted]:
    """Return what is to be written of one thing on the map: the first column of each row, as on the page."""
    name = next(iter(one.columns), None)
    if not style.labels or name is None:
        return
    frame = shapely.box(*view.bounds)
    for shape, row in zip(sight.shapes, sight.rows, strict=True):
        place = shapely.point_on_surface(shapely.intersection(shapely.make_valid(shape), frame))
        if place.is_empty:
            continue
        said = show_cell(one.data[name].iloc[row], one.columns[name].unit, language=language)
        words = page.fit(said, _SIZE, _LONGEST)
        width = millimetres(page.type.width(words, _SIZE))
        x, y = _on_sheet(page, np.array([[place.x, place.y]]), transform)[0]
        radius = _radius(shape, style, view, width)
        fill = style.fill if shapely.get_dimensions(shape) == 0 else None
        yield Wanted(words, x, y, width, _SIZE, radius, fill, _colour(style))


def _radius(shape: shapely.Geometry, style: Style, view: View, width: float) -> float:
    """Return how far from its middle words stand beside a shape [mm]; 0 for one that has room for them."""
    if shapely.get_dimensions(shape) == 0:
        return millimetres(style.radius * PIXEL)
    west, south, east, north = shapely.bounds(shape) / view.pixel / DPI * MILLIMETRES
    return 0.0 if style.ground or east - west > width else float(max(east - west, north - south)) / 2 + 0.4


def _colour(style: Style) -> str:
    """Return the colour of words: that of the outline or else the filling, where it is dark enough."""
    if style.ground:
        return INK
    return next((one for one in (style.stroke, style.fill) if one and sum(to_rgb(one)) / 3 < _LIGHT), INK)


def point_boxes(page: Page, sight: Sight, style: Style, view: View, transform: Transform) -> list[Box]:
    """Return where the points and dots of one thing stand on the sheet; none if there are many."""
    points = shapely.centroid(
        sight.shapes[(shapely.get_dimensions(sight.shapes) == 0) | tiny(sight.shapes, style, view)]
    )
    if len(points) > _MANY:
        return []
    radius = millimetres(style.radius * PIXEL)
    places = _on_sheet(page, shapely.get_coordinates(points), transform)
    return [Box(x - radius, y - radius, 2 * radius, 2 * radius) for x, y in places]


def _on_sheet(page: Page, places: np.ndarray, transform: Transform) -> Sequence[tuple[float, float]]:
    """Return places of the projection on the sheet [mm]."""
    x, y = transform.transform(places).T * MILLIMETRES / DPI
    return list(zip(x.tolist(), (page.figure.get_figheight() * MILLIMETRES - y).tolist(), strict=True))


def write(page: Page, label: Wanted, where: Box, *, order: float) -> None:
    """Write a label: in its point, or with a halo."""
    dark = label.inside and label.fill is not None and sum(to_rgb(label.fill)) / 3 < _LIGHT
    made = page.figure.text(
        where.left + where.width / 2,
        where.top + where.height / 2,
        label.words,
        transform=page.transform,
        fontproperties=page.type.font(label.size),
        color="white" if dark else label.colour,
        ha="center",
        va="center" if label.inside else "center_baseline",
        parse_math=False,
        zorder=order,
    )
    if not dark:
        made.set_path_effects([withStroke(linewidth=label.size * _HALO, foreground="white", alpha=0.9)])
