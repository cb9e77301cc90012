"""The nearest points on segments by shapely's tree: slower, and the rule of ties by a plain sort."""

from __future__ import annotations

import numpy as np
import shapely

from geo_ruijin._snap import Floats, Segments, Snapped

_SLACK = 1e-6  # [m] how far beyond GEOS's nearest distance candidates are gathered


def snap_by_tree(points: Floats, segments: Segments) -> Snapped:
    """Return where each point enters, as `geo_ruijin._snap.snap` must."""
    lines = np.asarray(shapely.linestrings(np.stack([segments.start, segments.stop], axis=1)), dtype=object)
    tree = shapely.STRtree(lines)
    places = shapely.points(points)
    near = tree.query_nearest(places, all_matches=False, return_distance=True)[1]
    point, candidate = tree.query(places, predicate="dwithin", distance=near + _SLACK)
    place = points[point]
    start, stop = segments.start[candidate], segments.stop[candidate]
    begin, end = segments.begin[candidate], segments.end[candidate]
    run = stop - start
    share = ((place - start) * run).sum(axis=1) / (run * run).sum(axis=1)
    before, beyond = share <= 0, share >= 1
    foot = np.select([before[:, None], beyond[:, None]], [start, stop], start + share[:, None] * run)
    offset = np.select([before, beyond], [begin, end], np.minimum(begin + share * (end - begin), end))
    access = np.hypot(*(place - foot).T)
    edge = segments.edge[candidate]
    order = np.lexsort((offset, edge, foot[:, 1], foot[:, 0], access, point))
    best = order[np.diff(point[order], prepend=-1) != 0]
    return Snapped(edge[best], offset[best], access[best])
