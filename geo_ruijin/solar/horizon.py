"""The horizon around a roof: of its neighbours, of the land, and what they leave of the sky."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo_ruijin.solar.neighbours import neighbour_horizon
from geo_ruijin.solar.terrain import cut_off, terrain_horizon

__all__ = ["cut_off", "neighbour_horizon", "sky_view_factor", "terrain_horizon"]

Floats = NDArray[np.float64]


def sky_view_factor(horizon: Floats) -> Floats:
    """Return the share of an even sky's light that is left to a level roof [1]: (n,).

    Parameters
    ----------
    horizon
        Its elevation in S even directions [degree]: (n, S).

    References
    ----------
    J. Dozier and J. Frew (1990), https://doi.org/10.1109/36.58986

    Examples
    --------
    >>> float(sky_view_factor(np.full((1, 72), 30.0))[0].round(6))  # cos² 30°
    0.75
    """
    left: Floats = np.mean(np.cos(np.radians(horizon)) ** 2, axis=1)
    return left
