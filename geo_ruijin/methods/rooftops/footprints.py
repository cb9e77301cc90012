"""The ground that each roof covers: no ground is counted for two of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Footprints:
    """The areas of roofs, each piece of ground once.

    Attributes
    ----------
    area
        What each roof covers, without what a larger one covers too [m²]: (n,).
    repeats
        Whether a footprint is drawn a second time, and has no roof of its own: (n,).
    overlapping
        How many of the others share ground with a larger one.
    common
        The area that these share, counted once [m²].
    """

    area: Floats
    repeats: NDArray[np.bool_]
    overlapping: int
    common: float


def footprints(shapes: NDArray[np.object_], *, same_from: float) -> Footprints:
    """Return the area of each roof; where two overlap, the larger has the common ground.

    Parameters
    ----------
    shapes
        Footprints, valid, in metres: (n,).
    same_from
        A footprint of which at least this share [1] lies in a larger one, or in an earlier one as large, is the same
        building drawn again.

    Examples
    --------
    The same house twice, and a shed of 20 m² of which 5 m² are drawn into it:

    >>> house, shed = shapely.box(0, 0, 10, 10), shapely.box(9.5, 0, 11.5, 10)
    >>> found = footprints(np.array([house, house, shed]), same_from=0.5)
    >>> found.area.tolist(), found.repeats.tolist(), found.common
    ([100.0, 0.0, 15.0], [False, True, False], 5.0)
    """
    area = shapely.area(shapes).astype(np.float64)
    # the larger first, of two as large the earlier
    order = np.lexsort((np.arange(len(shapes)), -area))
    rank = np.empty(len(shapes), dtype=np.intp)
    rank[order] = np.arange(len(shapes))
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = rank[one] < rank[other]
    large, small = one[pairs], other[pairs]
    common = shapely.area(shapely.intersection(shapes[large], shapes[small])).astype(np.float64)
    large, small, common = (part[common > 0] for part in (large, small, common))
    repeats = _repeats(large, small, common >= same_from * area[small], rank)
    kept = ~repeats[large] & ~repeats[small]
    large, small, common = large[kept], small[kept], common[kept]
    taken = np.bincount(small, weights=common, minlength=len(shapes))
    # what two larger ones share of a smaller one is taken from it once
    several = np.flatnonzero(np.bincount(small, minlength=len(shapes)) > 1)
    for place in several:
        cover = shapely.union_all(shapes[large[small == place]])
        taken[place] = shapely.area(shapely.intersection(shapes[place], cover))
    return Footprints(
        area=np.where(repeats, 0.0, np.maximum(area - taken, 0.0)),
        repeats=repeats,
        overlapping=len(np.unique(small)),
        common=float(taken.sum()),
    )


def _repeats(
    large: NDArray[np.intp], small: NDArray[np.intp], same: NDArray[np.bool_], rank: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Return which are drawn again: the larger one must stand itself, or both would be lost."""
    repeats = np.zeros(len(rank), dtype=bool)
    large, small = large[same], small[same]
    for pair in np.argsort(rank[large], kind="stable"):
        if not repeats[large[pair]]:
            repeats[small[pair]] = True
    return repeats
