"""Strips along both banks of rivers, cut into pieces that are quick to lay over land."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin.checks import polygonal
from geo_ruijin.methods.pieces import in_pieces
from geo_ruijin.methods.rivers.courses import Shapes
from geo_ruijin.methods.rivers.middle import UNSIDED, Whole
from geo_ruijin.methods.rivers.water import Water
from geo_ruijin.units import Metres

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
    river
        The number of the river each belongs to: (n,).
    side
        `LEFT`, `RIGHT` or `UNSIDED`: (n,).
    shared
        The area that a river leaves to an earlier one, as the strips of both would hold it [m²].
    """

    width: Metres
    pieces: Shapes
    river: Whole
    side: Whole
    shared: float


def strips_of(
    waters: Sequence[Water],
    others: Sequence[BaseGeometry],
    place: BaseGeometry,
    width: Metres,
    unsided: Collection[int] = (),
) -> Strips:
    """Return the land no farther than `width` from the water of rivers, each part of it once.

    What two rivers share is that of the first. Open water, what lies before and behind the ends of a course and
    outside the place is no part of a strip. Rivers `unsided` have no left and right.
    """
    laid: list[BaseGeometry] = []
    pieces, river, side = [], [], []
    shared = 0.0
    for one, other in zip(waters, others, strict=True):
        strip: BaseGeometry = shapely.buffer(one.shape, width, quad_segs=_QUARTER)
        strip = shapely.difference(strip, shapely.union_all([one.shape, other, one.beyond]))
        if not shapely.covers(place, strip):
            strip = shapely.intersection(strip, place)
        strip = polygonal(strip)
        before = shapely.union_all([earlier for earlier in laid if shapely.intersects(earlier, strip)])
        shared += float(shapely.area(shapely.intersection(strip, before)))
        strip = polygonal(shapely.difference(strip, before))
        laid.append(strip)
        own = in_pieces(strip)
        pieces.append(own)
        river.append(np.full(len(own), one.river))
        sides = one.way.beside(shapely.point_on_surface(own))[0] if len(own) else np.zeros(0, dtype=np.intp)
        side.append(np.full(len(own), UNSIDED) if one.river in unsided else sides)
    return Strips(width, np.concatenate(pieces), np.concatenate(river), np.concatenate(side), shared)
