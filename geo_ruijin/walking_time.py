"""How long streets take to walk, up and down: Tobler's hiking function.

References
----------
W. Tobler (1993), Three presentations on geographical analysis and modeling, NCGIA technical report 93-1: on a slope
``dh/dx`` one walks ``6 exp(-3.5 |dh/dx + 0.05|)`` km/h, 5.04 km/h on the level and quickest, at 6 km/h, where it falls
by 5 %.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from geo_ruijin._snap import Floats, Segments
from geo_ruijin._stretches import Stretches, corners, places
from geo_ruijin.errors import MethodError
from geo_ruijin.network import Network
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

#: Heights [m] of places, (n, 2) [m] in the network's CRS; NaN where they are not known.
Heights = Callable[[Floats], Floats]


@dataclass(frozen=True, eq=False)
class WalkingTime:
    """A network whose distances are seconds.

    Attributes
    ----------
    network
        The same streets, cut where the slope changes; every cost of its methods is in seconds, limits and radii too.
    unknown
        The length of street that is walked at the level pace because a height is not known [m].
    """

    network: Network
    unknown: Metres


def pace(slope: Floats) -> Floats:
    """Return how long a metre takes on a slope, measured on the map [s/m].

    Parameters
    ----------
    slope
        Rise over run in the direction of walking [1].

    Examples
    --------
    On the level, up 5 % and down 5 %:

    >>> pace(np.array([0.0, 0.05, -0.05])).round(4).tolist()
    [0.7147, 0.8514, 0.6]
    """
    return 0.6 * np.exp(3.5 * np.abs(slope + 0.05))  # 3.6 / (6 exp(-...))


LEVEL = float(pace(np.zeros(1))[0])


def by_slope(network: Network, heights: Heights, *, over: Metres) -> WalkingTime:
    """Return the time that the streets of a network take to walk, uphill and downhill apart.

    Each edge is cut into equal parts of at least `over`, and each takes the slope between its ends, along the street.
    Heights are uncertain by metres, whether they lie 3 or 300 m apart; over a few metres that is a cliff, and since the
    time grows exponentially with the slope, up or down, such noise does not cancel but makes every way longer. So the
    slope of an edge shorter than `over` is measured over that length too: between two places on the straight line
    through its ends, half of it either way from their middle. What closes in on itself within it is level.

    Parameters
    ----------
    network
        Streets whose costs are metres; those closed one way stay so.
    heights
        The ground: returns heights [m] of places (n, 2) in the network's CRS, NaN where unknown.
    over
        The shortest length that a slope is measured over [m]: no less than a cell of the heights, as they say nothing
        of what lies within one.

    Raises
    ------
    MethodError
        If the length is not above 0 and finite, the network's costs are no metres, or the heights are not one a place.

    Examples
    --------
    Up a street that rises by 10 %, and down again:

    >>> import geopandas as gpd
    >>> streets = gpd.GeoDataFrame(geometry=gpd.GeoSeries.from_wkt(["LINESTRING (0 0, 300 0)"], crs=4548))
    >>> timed = by_slope(Network.from_streets(streets), lambda places: places[:, 0] / 10, over=30)
    >>> foot, top = (gpd.GeoSeries.from_wkt([place], crs=4548) for place in ("POINT (0 0)", "POINT (300 0)"))
    >>> timed.network.nearest(foot, top).round().tolist(), timed.network.nearest(top, foot).round().tolist()
    ([304.0], [214.0])
    """
    if not 0 < over < np.inf:
        raise MethodError(
            Text(
                zh=f"量坡度的长度应大于 0 且有限,现为 {over:g}。可用高程栅格的像元大小。",
                en=f"The length that slopes are measured over must be above 0 and finite, not {over:g}. "
                "Take the cell size of the heights.",
            )
        )
    if network.level != 1 or not np.isin([network.ahead, network.behind], [1, np.inf]).all():
        raise MethodError(
            Text(
                zh="这个路网的代价已不是米。请用未计时的路网。",
                en="This network's costs are not metres. Take the network it was made of.",
            )
        )
    count = np.maximum(network.length // over, 1).astype(np.intp)
    edge = np.repeat(np.arange(len(count)), count)
    step = np.arange(len(edge)) - np.searchsorted(edge, edge)
    parts = Stretches(
        edge,
        network.length[edge] * (step / count[edge]),
        np.where(step + 1 == count[edge], network.length[edge], network.length[edge] * ((step + 1) / count[edge])),
    )
    cut = _cut(network, parts)
    slope = _slope(cut, heights, over)
    unknown = ~np.isfinite(slope)
    slope[unknown] = 0.0
    timed = replace(cut, ahead=cut.ahead * pace(slope), behind=cut.behind * pace(-slope), level=LEVEL)
    return WalkingTime(timed, float(cut.length[unknown].sum()))


def _cut(network: Network, parts: Stretches) -> Network:
    """Return a network with each edge cut into parts."""
    first = np.diff(parts.edge, prepend=-1) != 0
    last = np.append(first[1:], np.ones(1, dtype=bool))
    added = len(network.nodes) + np.cumsum(~first) - 1  # the node that a part begins at, where it is new
    u = np.where(first, network.u[parts.edge], added)
    v = np.where(last, network.v[parts.edge], np.append(added[1:], -1))
    found = corners(parts, network.segments)
    piece = np.flatnonzero(np.diff(found.stretch) == 0)
    part = found.stretch[piece]
    length = parts.end - parts.begin
    return replace(
        network,
        nodes=np.concatenate([network.nodes, places(parts.edge[~first], parts.begin[~first], network.segments)]),
        u=u,
        v=v,
        length=length,
        ahead=network.ahead[parts.edge],
        behind=network.behind[parts.edge],
        segments=Segments(
            found.place[piece],
            found.place[piece + 1],
            part,
            found.offset[piece] - parts.begin[part],
            found.offset[piece + 1] - parts.begin[part],
        ),
    )


def _slope(network: Network, heights: Heights, over: Metres) -> Floats:
    """Return the slope of every edge in drawing direction [1]; not finite where a height is not known."""
    start, stop = network.nodes[network.u], network.nodes[network.v]
    chord = np.hypot(*(stop - start).T)
    short = (network.length < over) & (chord > 0)
    reach = (stop - start)[short] * (over / 2 / chord[short])[:, None]
    middle = (start + stop)[short] / 2
    start[short], stop[short] = middle - reach, middle + reach
    # what winds is less steep than the straight line between its ends
    run = np.where(short, over * network.length / np.where(short, chord, 1.0), network.length)
    found = np.asarray(heights(np.concatenate([start, stop])), dtype=np.float64)
    if found.shape != (2 * len(start),):
        raise MethodError(
            Text(zh="高程函数应为每个点返回一个高程。", en="The heights must be one number for each place.")
        )
    below, above = found.reshape(2, -1)
    return np.asarray((above - below) / run)
