"""Stems: how long each river is, without its tributaries, its arms and the namesakes elsewhere."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra
from shapely.geometry.base import BaseGeometry

from geo_ruijin.methods.facilities import chained
from geo_ruijin.methods.rivers.courses import Streams, nodes_of
from geo_ruijin.units import Metres

Whole = NDArray[np.intp]
Floats = NDArray[np.float64]

#: A line that ends no further from the border was cut there: what is cut is rounded, to whole metres at times [m].
_AT_BORDER = 2.0


@dataclass(frozen=True)
class Stems:
    """The rivers that some lines are of.

    Attributes
    ----------
    river
        Of each line: (n,).
    lengths
        Of the stem of each river [m]: (rivers,).
    cut
        Whether a line of it ends at the border of the place, where the layer may have been cut: (rivers,).
    """

    river: Whole
    lengths: Floats
    cut: NDArray[np.bool_]


def stems_of(streams: Streams, place: BaseGeometry, *, gap: Metres) -> Stems:
    """Return the rivers and how long their stems are.

    Lines of one name are one river where no gap between them is wider than `gap`. Its stem is the longest way between
    two of its ends, whichever way lines are drawn; of parts with a gap between them it is the sum. Lines without a name
    that meet are one river; the stem is the longest way down, as they are drawn.

    Examples
    --------
    Two brooks of 2 km and 3 km meet, and run on for 1 km:

    >>> import geopandas as gpd
    >>> from geo_ruijin.methods.rivers.courses import streams_of
    >>> lines = [[(0, 0), (3000, 0)], [(3000, 2000), (3000, 0)], [(3000, 0), (4000, 0)]]
    >>> area = shapely.box(-9000, -9000, 9000, 9000)
    >>> rivers = gpd.GeoDataFrame({"name": ["", "", ""]}, geometry=[shapely.LineString(line) for line in lines])
    >>> stems_of(streams_of(rivers, area), area, gap=0).lengths.tolist()
    [4000.0]
    """
    lines, length = streams.lines, np.asarray(shapely.length(streams.lines), dtype=np.float64)
    one, other = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=gap)
    # what has no name is numbered by what meets already
    alike = streams.river[one] == streams.river[other]
    nameless = np.array([not name for name in streams.names], dtype=bool)[streams.river]
    group = chained(one[alike], other[alike], len(lines))
    group[nameless] = group.max(initial=0) + 1 + streams.river[nameless]
    river = np.unique(group, return_inverse=True)[1].astype(np.intp)
    nodes = nodes_of(lines)
    # of each river its own: others that meet it have no part in its stem
    keys = river[:, None] * (nodes.max(initial=0) + 1) + nodes
    ends = np.unique(keys, return_inverse=True)[1].reshape(-1, 2).astype(np.intp)
    lengths = np.zeros(river.max(initial=-1) + 1)
    named = np.flatnonzero(~nameless)
    if len(named):
        lengths += _ways(ends[named], length[named], river[named], len(lengths))
    np.maximum.at(lengths, river[nameless], _down(ends, length)[nameless])
    return Stems(river, lengths, _cut(lines, ends, river, place.boundary, len(lengths)))


def _ways(ends: Whole, length: Floats, river: Whole, count: int) -> Floats:
    """Return the longest of the shortest ways between ends of each river, its parts together: (count,).

    Two sweeps find it, the second from where the first came farthest: exact in a tree, and near it where arms part
    and meet again.
    """
    edges = pd.DataFrame({"a": ends.min(axis=1), "b": ends.max(axis=1), "length": length})
    edges = edges.groupby(["a", "b"])["length"].min().reset_index()  # of two arms the shorter
    size = int(ends.max()) + 1
    graph = coo_array((edges["length"], (edges["a"], edges["b"])), shape=(size, size)).tocsr()
    part = connected_components(graph, directed=False)[1]
    start = np.unique(part, return_index=True)[1]
    far = np.zeros(size)
    for _ in range(2):
        far = dijkstra(graph, directed=False, indices=start, min_only=True)
        order = np.lexsort((far, part))
        start = order[np.flatnonzero(np.diff(part[order], append=-1))]
    span = far[start]
    np.maximum.at(span, part[ends[:, 0]], length)  # a ring leads nowhere
    own, first = np.unique(part[ends[:, 0]], return_index=True)
    return np.bincount(river[first], weights=span[own], minlength=count).astype(np.float64)


def _down(ends: Whole, length: Floats) -> Floats:
    """Return the longest way down to the lower end of each line: (n,)."""
    size = int(ends.max(initial=-1)) + 1
    above, waiting = np.zeros(size), np.bincount(ends[:, 1], minlength=size)
    order = np.argsort(ends[:, 0], kind="stable")
    begins = np.searchsorted(ends[order, 0], np.arange(size + 1))
    ways = length.copy()
    ready = deque(np.flatnonzero(waiting == 0).tolist())
    while ready:  # what runs in a ring is never ready, and as long as it is drawn
        node = ready.popleft()
        for line in order[begins[node] : begins[node + 1]]:
            ways[line] += above[node]
            below = ends[line, 1]
            above[below] = max(above[below], ways[line])
            waiting[below] -= 1
            if not waiting[below]:
                ready.append(int(below))
    return ways


def _cut(lines: NDArray[np.object_], ends: Whole, river: Whole, border: BaseGeometry, count: int) -> NDArray[np.bool_]:
    alone = np.bincount(ends.ravel(), minlength=1)[ends] == 1
    points = np.stack([shapely.get_point(lines, 0), shapely.get_point(lines, -1)], axis=1)
    shapely.prepare(border)
    at = alone & shapely.dwithin(border, points, _AT_BORDER)
    return np.bincount(river[at.any(axis=1)], minlength=count) > 0
