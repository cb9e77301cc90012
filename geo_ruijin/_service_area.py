"""The parts of a network, and of the land beside it, from which a facility is within reach, on bare arrays.

Between two cuts of an edge the cost grows evenly from either end, so that what is within reach is a stretch at each
end, and where the two meet, all of it: its length follows from the costs of the ends alone.
"""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ruijin._search import Reach
from geo_ruijin._snap import Segments, Snapped
from geo_ruijin._stretches import Stretches, lines, places

#: The sides of a quarter of a circle: its corners lie on the circle, its sides at most 0.12 % of the radius within.
QUARTER = 16

_NOTHING = 1e-9  # [m] a stretch no longer than this has both ends at one pair of coordinates


def stretches_within(reach: Reach, *, limit: float) -> Stretches:
    """Return the stretches from which the way costs no more than a limit, by edge, each as long as it goes."""
    piece = np.flatnonzero(np.diff(reach.cuts.real) == 0)
    edge = reach.cuts.real[piece].astype(np.intp)
    begin, end = reach.cuts.imag[piece], reach.cuts.imag[piece + 1]
    left = np.maximum(limit - reach.distance[reach.node], 0.0)  # also where no way leads
    # at the beginning the way is back along the edge, at the end ahead
    back, on = begin + left[piece] / reach.behind[edge], end - left[piece + 1] / reach.ahead[edge]
    whole = back >= on
    begins = np.column_stack([begin, np.where(whole, end, on)]).ravel()
    ends = np.column_stack([np.where(whole, end, back), end]).ravel()
    some = ends > begins
    begins, ends, edges = begins[some], ends[some], np.repeat(edge, 2)[some]
    # an edge was cut where facilities enter; what is within reach on both sides is one stretch
    opens = np.ones(len(edges), dtype=bool)
    opens[1:] = (edges[1:] != edges[:-1]) | (begins[1:] != ends[:-1])
    closes = np.append(opens[1:], np.ones(1, dtype=bool))[: len(opens)]
    edges, begins, ends = edges[opens], begins[opens], ends[closes]
    some = ends - begins > _NOTHING
    return Stretches(edges[some], begins[some], ends[some])


def land_within(
    stretches: Stretches, facilities: Snapped, segments: Segments, *, radius: float, access: float
) -> BaseGeometry:
    """Return the places from which a straight leg to a street and the way along it add up to no more than a radius.

    A street point ``q`` with the way ``d(q)`` serves the disc around it of radius ``min(access, radius - d(q))``. Take
    a ``q`` whose disc is smaller than `access`. Following its way by ``s`` metres, both shrink what is left to go and
    widen the disc by at least ``s``: so its disc lies within the one further on, all the way to the first point with
    ``d <= radius - access``, or, if there is none, to where the facility enters. The land is therefore exactly the
    stretches with ``d <= radius - access``, widened by `access`, and one disc around each entry.

    Parameters
    ----------
    stretches
        Those within ``radius - access``.
    facilities
        Where they enter.
    segments
        The network's.
    radius
        The most that the leg and the way add up to, the access leg of the facility included [m].
    access
        The longest leg [m], at most the radius.
    """
    around = np.minimum(access, radius - facilities.access)
    [some] = np.nonzero(around > 0)
    entries = shapely.points(places(facilities.edge[some], facilities.offset[some], segments))
    discs = shapely.buffer(entries, around[some], quad_segs=QUARTER)
    strips = shapely.buffer(lines(stretches, segments), access, quad_segs=QUARTER)
    return shapely.disjoint_subset_union_all([shapely.Polygon(), *discs, *strips])
