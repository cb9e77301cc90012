"""Fewer sites of those that stand close together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from geo_ruijin.methods.facilities import ROUNDING
from geo_ruijin.units import Metres

Bools = NDArray[np.bool_]


def apart_from(xy: NDArray[np.float64], rank: NDArray[np.intp], *, least: Metres, always: Bools) -> Bools:
    """Return which points to keep so that no two are closer than a distance; each other one has a kept one so near.

    Points are taken in their order, and each takes away those after it that are closer.

    Parameters
    ----------
    xy
        Points: (n, 2) [m].
    rank
        Their order, each number once: (n,).
    least
        The least distance [m]; exactly that far is far enough.
    always
        Which are kept however close they are: (n,).

    Examples
    --------
    >>> xy = np.array([[0.0, 0], [100, 0], [200, 0], [200, 0]])
    >>> apart_from(xy, np.arange(4), least=150, always=np.zeros(4, dtype=bool)).tolist()
    [True, False, True, False]
    """
    kept, taken = np.zeros(len(xy), dtype=bool), np.zeros(len(xy), dtype=bool)
    if not len(xy):
        return kept
    near = KDTree(xy).query_ball_point(xy, max(least - ROUNDING, 0.0))
    for i in np.argsort(rank):
        if always[i] or not taken[i]:
            kept[i] = True
            taken[near[i]] = True
    return kept
