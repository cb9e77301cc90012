"""Strips along both banks of courses, cut into pieces that are quick to lay over land."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import polygonal
from geo_ruijin.methods.pieces import in_pieces
from geo_ruijin.methods.rivers.courses import Shapes
from geo_ruijin.methods.rivers.water import Banks, Floats
from geo_ruijin.units import Metres

Whole = NDArray[np.intp]

#: The two sides, looking downstream.
LEFT, RIGHT = 0, 1

#: Segments a quarter circle is drawn with.
_QUARTER = 16


@dataclass(frozen=True)
class Strips:
    """The strips of one width.

    Attributes
    ----------
    width
        [m].
    pieces
        Polygons that do not overlap: (n,).
    course
        The position of the course each belongs to: (n,).
    side
        `LEFT` or `RIGHT`: (n,).
    """

    width: Metres
    pieces: Shapes
    course: Whole
    side: Whole


@dataclass(frozen=True)
class Way:
    """The segments of a course, to tell where beside it something lies."""

    start: Floats
    step: Floats
    along: Floats
    tree: shapely.STRtree

    def beside(self, points: Shapes) -> tuple[Whole, Floats]:
        """Return the side of points and how far along the course they lie [m]."""
        (_, segment), _ = self.tree.query_nearest(points, all_matches=False, return_distance=True)
        start, step = self.start[segment], self.step[segment]
        offset = shapely.get_coordinates(points) - start
        side = np.where(step[:, 0] * offset[:, 1] - step[:, 1] * offset[:, 0] >= 0, LEFT, RIGHT)
        square = (step**2).sum(axis=1)
        share = np.clip((step * offset).sum(axis=1) / square, 0, 1)
        return side, self.along[segment] + share * np.sqrt(square)


def way_of(line: shapely.LineString) -> Way:
    """Return the segments of a line."""
    xy = shapely.get_coordinates(line)
    step = np.diff(xy, axis=0)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*step.T))[:-1]])
    sides = np.asarray(shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1)), dtype=object)
    return Way(xy[:-1], step, along, shapely.STRtree(sides))


def strips_of(
    banks: Sequence[Banks], ways: Sequence[Way], others: Sequence[BaseGeometry], place: BaseGeometry, width: Metres
) -> Strips:
    """Return the land no farther than `width` from the water of courses, each part of it once.

    What two courses share is that of the first. Open water, what lies before and behind the ends of a course and
    outside the place is no part of a strip.
    """
    laid: list[BaseGeometry] = []
    pieces, course, side = [], [], []
    for at, (one, way, other) in enumerate(zip(banks, ways, others, strict=True)):
        strip: BaseGeometry = shapely.buffer(one.water, width, quad_segs=_QUARTER)
        before = [earlier for earlier in laid if shapely.intersects(earlier, strip)]
        strip = shapely.difference(strip, shapely.union_all([one.water, other, one.beyond, *before]))
        if not shapely.covers(place, strip):
            strip = shapely.intersection(strip, place)
        strip = polygonal(strip)
        laid.append(strip)
        own = in_pieces(strip)
        pieces.append(own)
        course.append(np.full(len(own), at))
        inner = shapely.point_on_surface(own)
        side.append(way.beside(inner)[0] if len(own) else np.zeros(0, dtype=np.intp))
    return Strips(width, np.concatenate(pieces), np.concatenate(course), np.concatenate(side))
