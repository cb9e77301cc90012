"""The lie of the land in light and shade, for the looks of a map: nothing is measured on it.

The light falls from the north-west, 45° above the horizon, as on printed maps: lit from below, hills look like hollows.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

#: Where the light comes from: clockwise from north, and above the horizon [degree].
LIGHT = (315.0, 45.0)

#: By how much heights are drawn higher than they are: a county's hills are low for its width.
_HIGHER = 1.6

#: Opacities of the shade from the deepest on, and of the light up to the fullest; between them is the flat, left clear.
#: With it they are fifteen, which need four bits a pixel.
_SHADE = (0.34, 0.31, 0.28, 0.25, 0.22, 0.19, 0.16, 0.13, 0.1, 0.07, 0.04)
_LIGHT = (0.3, 0.55, 0.8)

#: The colour and opacity of each rank.
LOOKS: tuple[tuple[str | None, float], ...] = (
    *(("#2b3138", opacity) for opacity in _SHADE),
    (None, 0.0),
    *(("#ffffff", opacity) for opacity in _LIGHT),
)

#: Between these: how much brighter than flat ground [of the full light].
_BOUNDS = np.array([*np.linspace(-0.33, -0.03, len(_SHADE)), 0.03, 0.09, 0.15])

#: The rank of what is flat.
FLAT = len(_SHADE) + 1


def relief_ranks(heights: np.ma.MaskedArray, metres: float) -> NDArray[np.uint8]:
    """Return the look of each cell, from 1 for the first of `LOOKS`; 0 where it is flat or unknown.

    Parameters
    ----------
    heights
        [m], shape (rows, columns), the northernmost row first.
    metres
        The width of a cell on the ground [m].

    Examples
    --------
    >>> slope = np.ma.masked_array([[0.0, 90, 180]] * 3)  # up to the east: its side looks west, into the light
    >>> bool(relief_ranks(slope, 90)[1, 1] > FLAT > relief_ranks(slope[:, ::-1], 90)[1, 1])
    True
    """
    if min(heights.shape) < 2:  # noqa: PLR2004 - no slope of one row
        return np.zeros(heights.shape, dtype=np.uint8)
    known = np.ma.filled(heights.astype(np.float64), np.nan)
    south, east = np.gradient(known * _HIGHER, metres)
    bearing, above = map(math.radians, LIGHT)
    towards = (math.sin(bearing) * math.cos(above), math.cos(bearing) * math.cos(above), math.sin(above))
    lit = (-east * towards[0] + south * towards[1] + towards[2]) / np.sqrt(east**2 + south**2 + 1)
    ranks = np.digitize(lit - towards[2], _BOUNDS) + 1
    return np.where(np.isnan(lit + known) | (ranks == FLAT), 0, ranks).astype(np.uint8)
