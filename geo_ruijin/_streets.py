"""Street lines taken apart: what joins, and the pieces between."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from geo_ruijin._snap import Floats, Indices, Segments
from geo_ruijin.errors import MethodError
from geo_ruijin.text import Text

_LINES = (1, 2, 5)  # shapely's type ids of LineString, LinearRing and MultiLineString


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
                zh=f"没有一条街道可供通行({mode})。请检查路网图层及其“{mode}”列。",
                en=f"No street is open to '{mode}'. Check the streets and their column '{mode}'.",
            )
        )
    # complex numbers sort by x, then y, and compare exactly
    places, place, visits = np.unique(points.view(np.complex128).ravel(), return_inverse=True, return_counts=True)
    ends = np.diff(line, prepend=-1, append=-1) != 0
    joint = visits > 1
    joint[place[ends[:-1] | ends[1:]]] = True
    number = np.cumsum(joint) - 1  # of the node at a place that is one

    start = np.flatnonzero(~ends[1:])  # the vertices that segments leave from
    oneway = np.zeros(len(usable), dtype=bool) if mode == "walk" else _flags(usable, "oneway", default=False)
    first, bound = _once(place[start], place[start + 1], oneway[row[start]])
    start = start[first]
    opens = joint[place[start]]  # which segments begin an edge
    closes = np.append(opens[1:], True)
    edge = np.cumsum(opens) - 1
    span = np.hypot(*(points[start + 1] - points[start]).T)
    # pandas adds up each edge by itself, compensated: one running total over a country would lose digits
    end = pd.Series(span).groupby(edge).cumsum().to_numpy(dtype=np.float64)
    begin = np.where(opens, 0.0, np.roll(end, 1))
    return Topology(
        nodes=places[joint].view(np.float64).reshape(-1, 2),
        u=number[place[start[opens]]],
        v=number[place[start[closes] + 1]],
        length=end[closes],
        ahead=np.ones(opens.sum()),
        behind=np.where(bound[opens], np.inf, 1.0),
        segments=Segments(points[start], points[start + 1], edge, begin, end),
    )


def _once(tail: Indices, head: Indices, oneway: NDArray[np.bool_]) -> tuple[Indices, NDArray[np.bool_]]:
    """Return the segments without those drawn before, and whether all of each drawing bind to one direction.

    Where the outline of a square runs along a footway both have the stretch between the same vertices. Kept twice, two
    points on it could enter different ones, a rounding error apart, and be sent round by its ends. A stretch that is
    drawn twice lies between nodes, so that leaving one out leaves out a whole edge.
    """
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    _, first, same = np.unique(low * (high.max() + 1) + high, return_index=True, return_inverse=True)
    upward = np.bincount(same, weights=(tail == low) | ~oneway) > 0
    downward = np.bincount(same, weights=(tail == high) | ~oneway) > 0
    order = np.argsort(first)
    return first[order], ~(upward & downward)[order]


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


def _vertices(streets: gpd.GeoDataFrame) -> tuple[Floats, Indices, Indices]:
    """Return the vertices of all lines, and of each its line and row; none repeats the one before it."""
    shapes = streets.geometry.to_numpy()
    lines, row = shapely.get_parts(shapes, return_index=True)
    points, line = shapely.get_coordinates(lines, return_index=True)
    if not np.isin(shapely.get_type_id(shapes[row]), _LINES).all() or not np.isfinite(points).all():
        raise MethodError(
            Text(
                zh="路网图层里有不是线的要素, 或坐标不是有限的数。请只保留完好的 LineString 或 MultiLineString。",
                en="The streets hold geometries that are not lines, or coordinates that are not finite. "
                "Keep only sound LineStrings and MultiLineStrings.",
            )
        )
    moves = np.ones(len(points), dtype=bool)
    moves[1:] = (np.diff(line) != 0) | (np.diff(points, axis=0) != 0).any(axis=1)
    points, line = points[moves], line[moves]
    leads = np.bincount(line)[line] > 1  # somewhere: not a line that comes to one point
    return points[leads], line[leads], row[line[leads]]
