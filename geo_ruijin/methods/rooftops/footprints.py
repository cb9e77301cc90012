"""The ground that each roof covers: no ground is counted for two of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Truths = NDArray[np.bool_]

#: Areas and places that differ by less are the same, whichever corner an outline was begun at: decimals of [m], [m²].
_DECIMALS = 6


@dataclass(frozen=True)
class Footprints:
    """The areas of roofs, each piece of ground once.

    Attributes
    ----------
    area
        What each roof covers, without what smaller ones cover too; 0 for repeats [m²]: (n,).
    drawn_as
        The position of the roof that each footprint is a drawing of: its own, or that of the one kept: (n,).
    order
        Positions, the larger first: (n,).
    overlapping
        How many roofs share ground with a larger one.
    common
        The area that is drawn for more than one, counted once [m²].
    """

    area: Floats
    drawn_as: Indices
    order: Indices
    overlapping: int
    common: float

    @property
    def repeats(self) -> Truths:
        """Whether a footprint is drawn a second time, and has no roof of its own: (n,)."""
        repeats: Truths = self.drawn_as != np.arange(len(self.drawn_as))
        return repeats


def footprints(shapes: NDArray[np.object_], *, same_from: float) -> Footprints:
    """Return the area of each roof; where two overlap, the smaller has the common ground.

    A small outline inside a much larger one is a roof of its own: a tower on its podium, or a house in an outline of
    the whole compound, of which the larger keeps the rest. What stands on the ground is told by the finer drawing.

    Parameters
    ----------
    shapes
        Footprints, valid, in metres: (n,).
    same_from
        Two footprints whose common area is at least this share [1] of the larger one are the same building, drawn
        twice; the larger is kept, of two as large the one further west or south, and at one place the first.

    Examples
    --------
    The same house twice, and a shed of 20 m² of which 5 m² are drawn into it:

    >>> house, shed = shapely.box(0, 0, 10, 10), shapely.box(9.5, 0, 11.5, 10)
    >>> found = footprints(np.array([house, house, shed]), same_from=0.5)
    >>> found.area.tolist(), found.repeats.tolist(), found.common
    ([95.0, 0.0, 20.0], [False, True, False], 5.0)
    """
    area = shapely.area(shapes).astype(np.float64)
    order = _larger_first(shapes, area)
    rank = np.empty(len(shapes), dtype=np.intp)
    rank[order] = np.arange(len(shapes))
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = rank[one] < rank[other]
    large, small = one[pairs], other[pairs]
    common = shapely.area(shapely.intersection(shapes[large], shapes[small])).astype(np.float64)
    large, small, common = (part[common > 0] for part in (large, small, common))
    same = common >= same_from * area[large]
    drawn_as = _drawn_as(large[same], small[same], common[same], rank)
    kept = (drawn_as[large] == large) & (drawn_as[small] == small)
    large, small, common = large[kept], small[kept], common[kept]
    taken = np.bincount(large, weights=common, minlength=len(shapes))
    # what two smaller ones share within a larger is taken from it once
    for place in np.flatnonzero(np.bincount(large, minlength=len(shapes)) > 1):
        cover = shapely.union_all(shapes[small[large == place]])
        taken[place] = shapely.area(shapely.intersection(shapes[place], cover))
    repeats = drawn_as != np.arange(len(shapes))
    return Footprints(
        area=np.where(repeats, 0.0, np.maximum(area - taken, 0.0)),
        drawn_as=drawn_as,
        order=order,
        overlapping=len(np.unique(small)),
        common=float(taken.sum()),
    )


def _larger_first(shapes: NDArray[np.object_], area: Floats) -> Indices:
    """Return positions by area; of those as large by place, so that it is not the order of rows that decides."""
    west, south, east, north = shapely.bounds(shapes).round(_DECIMALS).T
    return np.lexsort((np.arange(len(shapes)), north, east, south, west, -area.round(_DECIMALS)))


def _drawn_as(large: Indices, small: Indices, common: Floats, rank: Indices) -> Indices:
    """Return which roof each footprint is a drawing of, given the pairs that are the same building.

    The larger one must stand itself, or both would be lost; of several it is the one that has most in common.
    """
    found = np.arange(len(rank))
    for pair in np.lexsort((rank[large], -common, rank[small])):
        if found[small[pair]] == small[pair] and found[large[pair]] == large[pair]:
            found[small[pair]] = large[pair]
    return found
