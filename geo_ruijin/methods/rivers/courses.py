"""Courses of rivers: lines of one name joined in the direction they are drawn in, which is that of the flow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError, closest
from geo_ruijin.methods.counting.rows import counts, words
from geo_ruijin.methods.facilities import chained
from geo_ruijin.text import Text
from geo_ruijin.units import Kilometres

Shapes = NDArray[np.object_]

#: Ends no farther apart than this are one [m].
JOINED = 1.0

KILOMETRE = 1000  # m


@dataclass(frozen=True)
class Course:
    """A river, or a part of it that is drawn apart, from its upper end to its lower.

    Attributes
    ----------
    river
        The name; empty where it has none.
    number
        Tells the rivers apart.
    part
        1 for the longest course of a river, then 2, 3...
    lines
        The rows it is made of, from the upper end: those of `Streams`.
    line
        All of it.
    """

    river: str
    number: int
    part: int
    lines: tuple[int, ...]
    line: shapely.LineString


@dataclass(frozen=True)
class Streams:
    """The lines of all rivers inside the place.

    Attributes
    ----------
    lines
        Each drawn downstream: (n,).
    width
        Of each [m], NaN where it does not say, or says 0: (n,).
    river
        The number of the river each belongs to: (n,). Lines without a name that meet are one river.
    names
        Of the rivers, empty where there is none: (rivers,).
    """

    lines: Shapes
    width: NDArray[np.float64]
    river: NDArray[np.intp]
    names: tuple[str, ...]

    @property
    def lengths(self) -> NDArray[np.float64]:
        """Of the rivers [m]: (rivers,)."""
        return np.bincount(self.river, weights=shapely.length(self.lines), minlength=len(self.names)).astype(np.float64)


def streams_of(rivers: gpd.GeoDataFrame, place: shapely.Geometry) -> Streams:
    """Return the lines of rivers as far as they run inside a place; what is drawn twice counts once.

    Raises
    ------
    MethodError
        If a width is below 0.
    """
    shapes = rivers.geometry.to_numpy()
    shapely.prepare(place)
    cut = ~shapely.covered_by(shapes, place)
    shapes = shapes.copy()
    shapes[cut] = _inside(shapes[cut], place)
    lines, row = shapely.get_parts(shapely.line_merge(shapes, directed=True), return_index=True)
    real = (shapely.get_type_id(lines) == shapely.GeometryType.LINESTRING) & (shapely.length(lines) > 0)
    lines, row = lines[real], row[real]
    once = ~pd.Series(shapely.to_wkb(shapely.normalize(lines))).duplicated().to_numpy()
    lines, row = lines[once], row[once]
    said = words(rivers, "name").fillna("").str.strip().to_numpy(dtype=object)[row]
    river, names = _grouped(lines, said)
    return Streams(lines, counts(rivers, "width").replace(0, np.nan).to_numpy()[row], river, names)


def chosen(
    streams: Streams, names: Collection[str] | None, least: Kilometres, *, drawn: Collection[str] = ()
) -> NDArray[np.intp]:
    """Return the rivers of some names, or without names those of a length [km], the longest first.

    Of `drawn`, the names of all lines, those that no stream bears lie outside the place.

    Raises
    ------
    MethodError
        If there is none.
    """
    longest_first = np.argsort(-streams.lengths, kind="stable")
    if not names:
        long = streams.lengths[longest_first] >= least * KILOMETRE
        if not long.any():
            raise MethodError(
                Text(
                    zh=f"“{{rivers}}”在{{place}}内没有长 {least:g} 公里以上的河流",
                    en=f"'{{rivers}}' has no river of {least:g} km or more inside {{place}}",
                )
            )
        return longest_first[long]
    there = np.array([streams.names[river] in names for river in longest_first], dtype=bool)
    if not there.any():
        listed = "、".join(names)
        if any(name in drawn for name in names):
            raise MethodError(
                Text(
                    zh=f"“{{rivers}}”里的{listed}在{{place}}以外。请核对边界、坐标系,或改 names。",
                    en=f"{listed} of '{{rivers}}' runs outside {{place}}. Check border, coordinates and names.",
                )
            )
        cure = closest(next(iter(names)), [name for name in streams.names if name])
        raise MethodError(
            Text(
                zh=f"“{{rivers}}”在{{place}}内没有叫{listed}的河流。{cure.zh}",
                en=f"'{{rivers}}' has no river called {listed} inside {{place}}. {cure.en}",
            )
        )
    named: NDArray[np.intp] = longest_first[there]
    return named


def courses_of(streams: Streams, rivers: Sequence[int] | NDArray[np.intp]) -> tuple[list[Course], dict[int, int]]:
    """Return the courses of rivers, and at how many joints lines are drawn against each other, by river.

    Where several lines of a river meet, the longest that arrives goes on in the longest that leaves; others are courses
    of their own, as are arms round islands and what is drawn apart.
    """
    found: list[Course] = []
    against: dict[int, int] = {}
    for number in rivers:
        own = np.flatnonzero(streams.river == number)
        chains, torn = _chains(streams.lines[own])
        if torn:
            against[int(number)] = torn
        whole = [(_joined(streams.lines[own[chain]]), tuple(own[chain].tolist())) for chain in chains]
        whole.sort(key=lambda one: -one[0].length)
        name = streams.names[number]
        found += [Course(name, int(number), part, rows, line) for part, (line, rows) in enumerate(whole, 1)]
    return found, against


def _inside(lines: Shapes, place: shapely.Geometry) -> Shapes:
    """Return the parts of lines inside a place, each in the direction of its line."""
    parts, row = shapely.get_parts(shapely.intersection(lines, place), return_index=True)
    parts, row = parts[(some := shapely.length(parts) > 0)], row[some]
    first, last = (shapely.line_locate_point(lines[row], shapely.get_point(parts, at)) for at in (0, -1))
    turned = np.where(first > last, shapely.reverse(parts), parts)
    return np.array([shapely.MultiLineString(list(turned[row == one])) for one in range(len(lines))], dtype=object)


def _grouped(lines: Shapes, said: NDArray[np.object_]) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Return the river of each line, and the names of the rivers."""
    ends = nodes_of(lines)
    rows = np.arange(len(lines))
    nameless = said == ""
    at = pd.DataFrame({"row": np.tile(rows, 2), "node": ends.T.ravel()})[np.tile(nameless, 2)]
    links = at.merge(at, on="node")
    chain = chained(links["row_x"].to_numpy(), links["row_y"].to_numpy(), len(lines))
    key = np.array([f"\0{one}" if bare else name for one, bare, name in zip(chain, nameless, said, strict=True)])
    river, keys = pd.factorize(key.astype(object))
    return river.astype(np.intp), tuple("" if str(one).startswith("\0") else str(one) for one in keys)


def nodes_of(lines: Shapes) -> NDArray[np.intp]:
    """Return the number of the node that each line begins and ends at: (n, 2); ends within 1 m are one."""
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    one, other = shapely.STRtree(ends).query(ends, predicate="dwithin", distance=JOINED)
    nodes: NDArray[np.intp] = chained(one, other, len(ends)).reshape(2, -1).T
    return nodes


def _chains(lines: Shapes) -> tuple[list[list[int]], int]:
    """Return lines in chains, and how many joints of two lines there are that both leave or both arrive at."""
    leaving, arriving = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    longest = np.argsort(-shapely.length(lines), kind="stable")
    nodes = nodes_of(lines)
    for line in longest.tolist():
        leaving[nodes[line, 0]].append(line)
        arriving[nodes[line, 1]].append(line)
    follower: dict[int, int] = {}
    for node, before in arriving.items():
        follower.update((one, other) for one, other in zip(before, leaving[node], strict=False) if one != other)
    followers = set(follower.values())
    heads = [line for line in longest.tolist() if line not in followers]
    chains: list[list[int]] = []
    seen: set[int] = set()
    for head in [*heads, *longest.tolist()]:  # what is left runs in rings
        if head in seen:
            continue
        chain = [head]
        while (line := follower.get(chain[-1])) is not None and line not in chain:
            chain.append(line)
        seen.update(chain)
        chains.append(chain)
    both = leaving.keys() | arriving.keys()
    torn = sum({len(leaving[node]), len(arriving[node])} == {0, 2} for node in both)
    return chains, torn


def _joined(lines: Shapes) -> shapely.LineString:
    xy = shapely.get_coordinates(lines)
    return shapely.remove_repeated_points(shapely.LineString(xy))
