"""The direction of the flow: lines that run uphill are turned round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from geo_ruijin.methods.rivers.courses import Streams, nodes_of
from geo_ruijin.raster import Raster
from geo_ruijin.sampling import bilinear
from geo_ruijin.units import Metres


@dataclass(frozen=True)
class Flow:
    """What heights say of the direction of lines.

    Attributes
    ----------
    turned
        Which lines are drawn against the flow and turned round: (lines,).
    told
        Of which lines heights tell the direction: (lines,).
    """

    turned: NDArray[np.bool_]
    told: NDArray[np.bool_]


def as_drawn(streams: Streams) -> Flow:
    """Return what is known without heights: nothing."""
    none = np.zeros(len(streams.lines), dtype=bool)
    return Flow(none, none)


def downhill(
    streams: Streams, rivers: Iterable[int], elevation: Raster, crs: CRS, *, uphill: Metres, step: Metres
) -> tuple[Streams, Flow]:
    """Return streams with the lines of some rivers in the direction in which they fall.

    Lines that follow one another without a fork are looked at as one, in whatever directions they are drawn. Its fall
    is that of the straight line fitted to the heights along it: single heights are off by trees and bridges.

    Parameters
    ----------
    streams
        The lines.
    rivers
        The rivers to turn.
    elevation
        Heights, as the band `elevation` [m].
    crs
        Of the lines.
    uphill
        A path that falls or rises by no more than this stays as it is drawn [m].
    step
        How far apart heights along a line are taken, at most [m].
    """
    turned, told = (np.zeros(len(streams.lines), dtype=bool) for _ in range(2))
    for river in rivers:
        own = np.flatnonzero(streams.river == river)
        for path in _paths(nodes_of(streams.lines[own])):
            rows = own[[line for line, _ in path]]
            back = np.array([reverse for _, reverse in path])
            lines = np.where(back, shapely.reverse(streams.lines[rows]), streams.lines[rows])
            rise = _rise(lines, elevation, crs, step)
            if abs(rise) > uphill:
                told[rows] = True
                turned[rows] = back ^ (rise > 0)
    lines = np.where(turned, shapely.reverse(streams.lines), streams.lines)
    return replace(streams, lines=lines), Flow(turned, told)


def _paths(nodes: NDArray[np.intp]) -> list[list[tuple[int, bool]]]:
    """Return lines in paths through the nodes at which two meet: each line, and whether it is walked backwards."""
    count = np.bincount(nodes.ravel())
    seen: set[int] = set()
    found = []
    ends_first = np.argsort((count[nodes] == 2).sum(axis=1), kind="stable")  # noqa: PLR2004 - nothing forks there
    for first in ends_first.tolist():
        if first in seen:
            continue
        back = bool(count[nodes[first, 0]] == 2 and count[nodes[first, 1]] != 2)  # noqa: PLR2004
        path, line = [], first
        while line not in seen:
            seen.add(line)
            path.append((line, back))
            node = nodes[line, 0 if back else 1]
            if count[node] != 2:  # noqa: PLR2004
                break
            rows, sides = np.nonzero(nodes == node)
            other = int(np.argmax(rows != line))
            line, back = int(rows[other]), bool(sides[other] == 1)
        found.append(path)
    return found


def _rise(lines: NDArray[np.object_], elevation: Raster, crs: CRS, step: Metres) -> Metres:
    """Return by how much a path rises from its first end to its last [m], 0 where heights are not known."""
    xy = shapely.get_coordinates(shapely.segmentize(lines, step))
    along = np.r_[0.0, np.cumsum(np.hypot(*np.diff(xy, axis=0).T))]
    heights = bilinear(elevation, "elevation", xy, crs=crs)
    known = ~np.isnan(heights)
    if known.sum() < 2:  # noqa: PLR2004 - no line goes through fewer
        return 0.0
    return float(np.polyfit(along[known], heights[known], 1)[0] * along[-1])
