"""Patches: forest that hangs together, whatever parcels it is drawn in."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_ruijin.methods.facilities import ROUNDING, chained
from geo_ruijin.methods.pieces import Shapes
from geo_ruijin.units import Metres

Links = tuple[NDArray[np.intp], NDArray[np.intp]]


def links_of(shapes: Shapes, rows: NDArray[np.intp], *, within: Metres) -> Links:
    """Return the pairs of rows of `shapes`, among those asked for, that are no further apart than `within` [m]."""
    own = shapes[rows]
    one, other = shapely.STRtree(own).query(own, predicate="dwithin", distance=within)
    once = one < other
    return rows[one[once]], rows[other[once]]


def in_large_patch(
    rows: NDArray[np.bool_], areas: NDArray[np.float64], links: Links, *, least: float
) -> NDArray[np.bool_]:
    """Return which rows lie in a patch of at least an area: (n,).

    Parameters
    ----------
    rows
        Which parcels patches are made of: (n,).
    areas
        Of the parcels [m²]: (n,).
    links
        Pairs of parcels that touch.
    least
        The least area of a patch; exactly so much is enough [m²].

    Examples
    --------
    Two parcels of 400 m² that touch are a patch of 800 m², the third is on its own:

    >>> links = (np.array([0]), np.array([1]))
    >>> in_large_patch(np.ones(3, dtype=bool), np.full(3, 400.0), links, least=670.0).tolist()
    [True, True, False]
    """
    one, other = links
    both = rows[one] & rows[other]
    patch = chained(one[both], other[both], len(rows))
    size = np.bincount(patch, weights=np.where(rows, areas, 0.0))
    return rows & (size[patch] >= least - ROUNDING)
