"""Numbered roads as lines with points along them: which road a line belongs to, and where a road ends."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.along import along
from geo_ruijin.methods.counting.rows import counts, words
from geo_ruijin.methods.parameter import demand_above_0
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Truths = NDArray[np.bool_]

#: Between the numbers of roads that share a stretch.
_BETWEEN = r"[;,、/\uff1b\uff0c]"  # the last two are full-width

#: The road that lines without a number belong to.
UNNUMBERED = Text(zh="(无编号)", en="(no number)")

#: What double arithmetic may add to a sum of lengths [m].
ROUNDING = 1e-6

KILOMETRE = 1000.0  # m

_LINE = 1  # shapely's type id


@dataclass(frozen=True, eq=False)
class Roads:
    """Lines and points along them.

    Attributes
    ----------
    lines
        LineStrings, each once, as they are drawn.
    refs
        The numbers of the roads each line belongs to.
    classes
        The class of each line; None where it has none.
    flow
        The vehicles that pass each line a day; NaN where a line does not say.
    line
        The line of each point, ascending.
    offset
        How far along its line each point lies [m]; each line has one at both ends.
    points
        The points.
    crs
        The projected CRS of both.
    step
        How far apart points stand at most [m].
    """

    lines: NDArray[np.object_]
    refs: tuple[tuple[str, ...], ...]
    classes: tuple[str | None, ...]
    flow: Floats
    line: Indices
    offset: Floats
    points: NDArray[np.object_]
    crs: CRS | None
    step: Metres

    @classmethod
    def of(cls, corridors: gpd.GeoDataFrame, *, step: Metres, within: BaseGeometry | None) -> Self:
        """Return the roads of `corridors`, their part inside `within`, with points no further apart than `step`.

        Raises
        ------
        MethodError
            If `step` is not above 0 or asks for too many points, or no line is left.
        """
        demand_above_0(step, Text(zh="取点间距(step)", en="the step"))
        shapes = corridors.geometry.to_numpy()
        parts, row = shapely.get_parts(
            shapes if within is None else shapely.intersection(shapes, within), return_index=True
        )
        kept = (shapely.get_type_id(parts) == _LINE) & (shapely.length(parts) > 0)
        lines, row = parts[kept], row[kept]
        if not len(lines):
            raise MethodError(
                Text(zh="{corridors}没有长度", en="{corridors} have no length")
                if within is None
                else Text(zh="{within}内没有{corridors}", en="there are no {corridors} inside {within}")
            )
        said = words(corridors, "ref").fillna("").str.split(_BETWEEN, regex=True)
        numbers = [tuple(dict.fromkeys(ref for one in refs if (ref := one.strip()))) for refs in said]
        kinds = words(corridors, "class")
        line, offset, points = along(lines, step=step, name="step")
        return cls(
            lines=lines,
            refs=tuple(numbers[one] or (UNNUMBERED.zh,) for one in row),
            classes=tuple(None if pd.isna(kinds.iloc[one]) else str(kinds.iloc[one]) for one in row),
            flow=counts(corridors, "flow").to_numpy()[row],
            line=line,
            offset=offset,
            points=points,
            crs=corridors.crs,
            step=step,
        )

    @cached_property
    def length(self) -> Floats:
        """Of each line [m]."""
        return np.asarray(shapely.length(self.lines))

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of all roads, sorted."""
        return tuple(sorted({ref for refs in self.refs for ref in refs}))

    def lines_of(self, ref: str) -> Truths:
        """Return which lines belong to a road."""
        return np.array([ref in refs for refs in self.refs])

    def class_of(self, ref: str) -> str | None:
        """Return the class of a road: that of the line with the fewest other numbers."""
        own = [(len(refs), kind) for refs, kind in zip(self.refs, self.classes, strict=True) if ref in refs and kind]
        return min(own)[1] if own else None

    @cached_property
    def place(self) -> Indices:
        """A number for the place of each point that ends a line, equal where lines meet; -1 for points between."""
        ends = np.diff(self.line, prepend=-1, append=-1) != 0
        is_end = ends[:-1] | ends[1:]
        xy = shapely.get_coordinates(self.points[is_end])
        place = np.full(len(self.line), -1)
        place[is_end] = np.unique(xy.view(np.complex128).ravel(), return_inverse=True)[1]
        return place

    @cached_property
    def all_points(self) -> gpd.GeoSeries:
        """The points with their CRS."""
        return gpd.GeoSeries(self.points, crs=self.crs)

    @cached_property
    def span(self) -> Floats:
        """The length that each point stands for: half of the way to the next on either side [m]."""
        pieces = np.where(np.diff(self.line) == 0, np.diff(self.offset), 0.0)
        return np.asarray((np.append(pieces, 0.0) + np.append(0.0, pieces)) / 2)

    def open_ends(self, *, border: BaseGeometry | None, within: Metres) -> Indices:
        """Return the points where the roads lead on beyond what is known.

        Ends that no other line meets, no further than `within` [m] from the border of the place, where that is known.
        """
        ending = np.flatnonzero(self.place >= 0)
        ends = ending[np.bincount(self.place[ending])[self.place[ending]] == 1]
        if border is not None:
            ends = ends[shapely.distance(self.points[ends], border) <= within + ROUNDING]
        return np.asarray(ends, dtype=np.intp)
