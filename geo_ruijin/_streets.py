"""Street lines taken apart: what joins, and the pieces between."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from geo_ruijin._runs import Floats, Indices
from geo_ruijin._snap import Segments
from geo_ruijin.errors import MethodError
from geo_ruijin.text import Text

_MULTILINE = 5  # shapely's type id
_LINES = (-1, 1, 2, _MULTILINE)  # and those of a missing geometry, LineString and LinearRing


class Topology(NamedTuple):
    """Nodes and edges, as `geo_ruijin.network.Network` holds them."""

    nodes: Floats
    u: Indices
    v: Indices
    length: Floats
    ahead: Floats
    behind: Floats
    segments: Segments


def topology(streets: gpd.GeoDataFrame, *, mode: str) -> Topology:
    """Return the nodes and edges of the streets open to a mode; see `geo_ruijin.network.Network.from_streets`."""
    usable = streets[_flags(streets, mode, default=True)]
    points, line, row = _vertices(usable)
    if not len(points):
        raise MethodError(
            Text(
                zh=f"没有一条道路可供通行({mode})。请检查路网图层及其“{mode}”列。",
                en=f"No street is open to '{mode}'. Check the streets and their column '{mode}'.",
            )
        )
    # complex numbers sort by x, then y, and compare exactly
    places, place, visits = np.unique(points, return_inverse=True, return_counts=True)
    ends = np.diff(line, prepend=-1, append=-1) != 0
    joint = visits > 1
    joint[place[ends[:-1] | ends[1:]]] = True
    number = np.cumsum(joint) - 1  # of the node at a place that is one

    start = np.flatnonzero(~ends[1:])  # the vertices that segments leave from
    oneway = np.zeros(len(usable), dtype=bool) if mode == "walk" else _flags(usable, "oneway", default=False)
    first, bound = _once(place[start], place[start + 1], joint, oneway[row[start]])
    start = start[first]
    opens = joint[place[start]]  # which segments begin an edge
    closes = np.append(opens[1:], True)
    edge = np.cumsum(opens) - 1
    tail, head = points[start], points[start + 1]
    run = head - tail
    span = np.hypot(run.real, run.imag)
    # pandas adds up each edge by itself, compensated: one running total over a country would lose digits
    end = np.asarray(pd.Series(span).groupby(edge).cumsum(), dtype=np.float64)
    begin = np.where(opens, 0.0, np.roll(end, 1))
    return Topology(
        nodes=_rows(places[joint]),
        u=number[place[start[opens]]],
        v=number[place[start[closes] + 1]],
        length=end[closes],
        ahead=np.ones(opens.sum()),
        behind=np.where(bound[opens], np.inf, 1.0),
        segments=Segments(_rows(tail), _rows(head), edge, begin, end),
    )


def _rows(places: NDArray[np.complex128]) -> Floats:
    """Return numbers x + yi as (n, 2) coordinates."""
    return places.view(np.float64).reshape(-1, 2)


def _once(
    tail: Indices, head: Indices, joint: NDArray[np.bool_], oneway: NDArray[np.bool_]
) -> tuple[Indices, NDArray[np.bool_]]:
    """Return the segments without those drawn before, and whether all of each drawing bind to one direction.

    Where the outline of a square runs along a footway both have the stretch between the same vertices. Kept twice, two
    points on it could enter different ones, a rounding error apart, and be sent round by its ends. A stretch that is
    drawn twice lies between nodes, so that leaving one out leaves out a whole edge.
    """
    [edge] = np.nonzero(joint[tail] & joint[head])
    low, high = np.minimum(tail[edge], head[edge]), np.maximum(tail[edge], head[edge])
    _, first, same = np.unique(low * len(joint) + high, return_index=True, return_inverse=True)
    upward = np.bincount(same, weights=(tail[edge] == low) | ~oneway[edge]) > 0
    downward = np.bincount(same, weights=(tail[edge] == high) | ~oneway[edge]) > 0
    once = np.ones(len(tail), dtype=bool)
    once[edge] = False
    once[edge[first]] = True
    bound = oneway.copy()
    bound[edge[first]] = ~(upward & downward)
    return np.flatnonzero(once), bound[once]


def metric(crs: CRS | None) -> CRS:
    """Return the CRS, or refuse one whose axes are not in metres."""
    if crs is None or not crs.is_projected or any(axis.unit_conversion_factor != 1 for axis in crs.axis_info):
        name = "?" if crs is None else crs.name
        raise MethodError(
            Text(
                zh=f"路网须用以米为单位的投影坐标系, 现为 {name}。请先用 to_crs 转到工作坐标系。",
                en=f"Streets must be in a projected CRS in metres, not {name}. Convert with to_crs first.",
            )
        )
    return crs


def _flags(streets: gpd.GeoDataFrame, name: str, *, default: bool) -> NDArray[np.bool_]:
    """Return a boolean column, or the default for every row if there is no such column."""
    if name not in streets:
        return np.full(len(streets), default)
    column = streets[name]
    if not pd.api.types.is_bool_dtype(column) or column.isna().any():
        raise MethodError(
            Text(
                zh=f"路网图层的“{name}”列只能是真或假, 不能有空值。",
                en=f"Column '{name}' of the streets must be true or false in every row.",
            )
        )
    return column.to_numpy(dtype=bool)


def _vertices(streets: gpd.GeoDataFrame) -> tuple[NDArray[np.complex128], Indices, Indices]:
    """Return the vertices x + yi of all lines, and of each its line and row; none repeats the one before it."""
    lines = streets.geometry.to_numpy()
    row, kind = np.arange(len(lines)), shapely.get_type_id(lines)
    drawn = np.isin(kind, _LINES) | shapely.is_empty(lines)
    if (kind == _MULTILINE).any():
        lines, row = shapely.get_parts(lines, return_index=True)
    points, line = shapely.get_coordinates(lines, return_index=True)
    if not drawn.all() or not np.isfinite(points).all():
        raise MethodError(
            Text(
                zh="路网图层里有不是线的要素, 或坐标不是有限的数。请只保留完好的 LineString 或 MultiLineString。",
                en="The streets hold geometries that are not lines, or coordinates that are not finite. "
                "Keep only sound LineStrings and MultiLineStrings.",
            )
        )
    places = points.view(np.complex128).ravel()
    moves = np.ones(len(places), dtype=bool)
    moves[1:] = (np.diff(line) != 0) | (places[1:] != places[:-1])
    places, line = places[moves], line[moves]
    leads = np.bincount(line)[line] > 1  # somewhere: not a line that comes to one point
    return places[leads], line[leads], row[line[leads]]
