"""Divisions in the colours of their figures, as on the page: the classes, circles and words are the page's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from matplotlib.collections import Collection, PathCollection
from matplotlib.colors import to_rgba
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform, Transform

from geo_ruijin.draw.choropleth import column_as_shown
from geo_ruijin.draw.shown import ShownChoropleth
from geo_ruijin.draw.static.page import PIXEL
from geo_ruijin.draw.static.shapes import View, hatched, in_sight, paths_of
from geo_ruijin.draw.styles import Style
from geo_ruijin.text import Language

# As in `assets/choropleth.js`.
AREA = Style(stroke="#5a6675", weight=0.8, fill="#ffffff", fill_opacity=0.65)
UNKNOWN = replace(AREA, stroke="#8c8c8c", fill="#f3f3f3", hatch=True)
_BEHIND = 0.25
MORE = Style(stroke="#ffffff", weight=1.0, fill="#2c7fb8", fill_opacity=0.8)
LESS = replace(MORE, fill="#e6550d")


@dataclass(frozen=True)
class Divisions:
    """Divisions with their figures as the page shows them when it is opened.

    Attributes
    ----------
    shown
        Of the rows that have a place.
    column
        As of `column_as_shown`.
    """

    shown: ShownChoropleth
    column: dict[str, Any]


def divisions_of(one: ShownChoropleth, *, language: Language) -> Divisions:
    """Return divisions, ready to be drawn."""
    rows, column = column_as_shown(one, one.column, language=language)
    return Divisions(replace(one, data=rows), column)


def drawn_divisions(these: Divisions, view: View, transform: Transform, *, order: float) -> Iterator[Collection]:
    """Return what draws divisions on a map: those filled, those of which nothing is known, and circles.

    Parameters
    ----------
    transform
        From the projection to the sheet.
    order
        Where in the stack of things on the map.
    """
    column, sight = these.column, in_sight(these.shown, view)
    rate = column["kind"] == "rate"
    looks = np.array(column["ranks"] if rate else column["radii"], dtype=float)[sight.rows]
    known = ~np.isnan(looks)
    colours = [to_rgba(one["colour"], AREA.fill_opacity) for one in column["legend"]] if rate else []
    fills = [colours[int(rank)] if rate else to_rgba("#ffffff", _BEHIND) for rank in looks[known]]
    for there, colour in ((known, fills), (~known, [to_rgba(str(UNKNOWN.fill), UNKNOWN.fill_opacity)])):
        if not there.any():
            continue
        made = PathCollection(
            list(paths_of(sight.shapes[there])),
            facecolors=colour,
            edgecolors=[to_rgba(str(AREA.stroke))],
            linewidths=[AREA.weight * PIXEL],
            joinstyle="round",
        )
        if there is not known:
            hatched(made, str(UNKNOWN.stroke))
        made.set_transform(transform)
        made.set_zorder(order)
        yield made
    if not rate and known.any():
        yield _circles(these, view, transform, order=order)


def _circles(these: Divisions, view: View, transform: Transform, *, order: float) -> Collection:
    data = these.shown.data if these.shown.data.crs is None else these.shown.data.to_crs(view.crs)
    radii = np.array(these.column["radii"], dtype=float)
    below = np.array(these.column["below"], dtype=bool)
    there = np.flatnonzero(radii > 0)
    places = shapely.get_coordinates(data.geometry.representative_point().to_numpy()[there])
    made = PathCollection(
        [Path.unit_circle()],
        (radii[there] * PIXEL) ** 2,
        offsets=places,
        offset_transform=transform,
        facecolors=[to_rgba(str((LESS if less else MORE).fill), MORE.fill_opacity) for less in below[there]],
        edgecolors=[to_rgba(str(MORE.stroke))],
        linewidths=[MORE.weight * PIXEL],
    )
    made.set_transform(IdentityTransform())
    made.set_zorder(order)
    return made
