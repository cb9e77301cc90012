"""The parts of a network, and of the land beside it, from which a facility is within reach, on bare arrays.

Between two cuts of an edge the cost grows evenly from either end, so that what is within reach is a stretch at each
end, and where the two meet, all of it: its length follows from the costs of the ends alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_ruijin._search import Reach
from geo_ruijin._snap import Floats, Indices, Segments, Snapped
from geo_ruijin._stretches import Stretches, corners, lines, places

#: The sides of a quarter of a circle: its corners lie on the circle, its sides at most 0.12 % of the radius within.
QUARTER = 16

_NOTHING = 1e-9  # [m] a stretch no longer than this has both ends at one pair of coordinates


class _Pieces(NamedTuple):
    """What lies between two neighbouring cuts of an edge: where [m], and the costs from either end."""

    edge: Indices
    begin: Floats
    end: Floats
    at_begin: Floats
    at_end: Floats


def stretches_within(reach: Reach, *, limit: float) -> Stretches:
    """Return the stretches from which the way costs no more than a limit, by edge, each as long as it goes."""
    edge, begin, end, at_begin, at_end = _pieces(reach)
    # at the beginning the way is back along the edge, at the end ahead; where none leads nothing is left of the limit
    back = begin + np.maximum(limit - at_begin, 0.0) / reach.behind[edge]
    on = end - np.maximum(limit - at_end, 0.0) / reach.ahead[edge]
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
    reach: Reach, facilities: Snapped, segments: Segments, *, radius: float, access: float, level: float
) -> BaseGeometry:
    """Return the places from which a straight leg to a street and the way along it cost no more than a radius.

    A place ``q`` on a street, from which the way costs ``d(q)``, serves the disc around it of radius
    ``min(access, (radius - d(q)) / level)``, and the land is the union of these discs over all ``q``. Take a ``q``
    whose disc is smaller than `access`, on a street no quicker than the legs, as all are where costs are metres.
    Followed along its way by ``s`` metres, it widens by ``s`` or more, and so holds the disc before it. So on to the
    first place with ``d(q) <= radius - level * access``, or where a facility enters, whichever comes first. The land is
    therefore exactly

    1. the stretches with ``d(q) <= radius - level * access``, widened by `access`;
    2. the disc around each place where a facility enters; and, where walking downhill is quicker than the legs,
    3. along each straight piece of such a street, the hull of the discs at its ends: they widen evenly between them.

    Parameters
    ----------
    reach
        Found by a search as far as the radius.
    facilities
        Where they enter.
    segments
        The network's.
    radius
        The most that the leg and the way cost, the access leg of the facility included.
    access
        The longest leg [m], costing no more than the radius.
    level
        The pace of the legs [cost per metre].
    """
    around = np.minimum(access, radius / level - facilities.access)
    [some] = np.nonzero(around > 0)
    entries = shapely.points(places(facilities.edge[some], facilities.offset[some], segments))
    discs = shapely.buffer(entries, around[some], quad_segs=QUARTER)
    inner = radius - level * access
    streets = shapely.multilinestrings(lines(stretches_within(reach, limit=inner), segments))
    # what runs on as one line is widened as one: there is less to unite
    strips = shapely.buffer(shapely.get_parts(shapely.line_merge(streets)), access, quad_segs=QUARTER)
    hulls = _hulls(reach, segments, inner=inner, radius=radius, level=level)
    return shapely.disjoint_subset_union_all([shapely.Polygon(), *discs, *strips, *hulls])


def _pieces(reach: Reach) -> _Pieces:
    before = np.flatnonzero(np.diff(reach.cuts.real) == 0)
    cost = reach.distance[reach.node]
    return _Pieces(
        reach.cuts.real[before].astype(np.intp),
        reach.cuts.imag[before],
        reach.cuts.imag[before + 1],
        cost[before],
        cost[before + 1],
    )


def _hulls(reach: Reach, segments: Segments, *, inner: float, radius: float, level: float) -> NDArray[np.object_]:
    """Return the hulls of discs along what is quicker than the legs, where the way costs from `inner` to `radius`."""
    edge, begin, end, at_begin, at_end = _pieces(reach)
    found: list[NDArray[np.object_]] = []
    for cost, pace, back in ((at_begin, reach.behind[edge], True), (at_end, reach.ahead[edge], False)):
        [some] = np.nonzero((pace < level) & (cost < radius))
        near, far = (np.clip((limit - cost[some]) / pace[some], 0, (end - begin)[some]) for limit in (inner, radius))
        some, near, far = some[far > near], near[far > near], far[far > near]
        ends = (begin[some] + near, begin[some] + far) if back else (end[some] - far, end[some] - near)
        vertex = corners(Stretches(edge[some], *ends), segments)
        of = some[vertex.stretch]
        along = vertex.offset - begin[of] if back else end[of] - vertex.offset
        left = (radius - cost[of] - along * pace[of]) / level
        # the smallest disc is a place still, not nothing
        disc = shapely.buffer(shapely.points(vertex.place), np.maximum(left, _NOTHING), quad_segs=QUARTER)
        pair = np.flatnonzero((np.diff(vertex.stretch) == 0) & (np.diff(vertex.offset) > 0))
        both = shapely.geometrycollections(np.column_stack([disc[pair], disc[pair + 1]]))
        found.append(np.asarray(shapely.convex_hull(both), dtype=object))
    return np.concatenate(found)
