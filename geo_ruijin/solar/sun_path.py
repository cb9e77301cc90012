"""Where the sun goes within the hours of a year, from where it stands in each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: How far the sun turns about the pole in an hour [degree].
TURN = 15

#: Two hours with no more than this between them follow one another; over a night it is far more [degree].
_NEXT = 20

#: The share of the largest that is as good as nothing: the steps then lie on one line, and about no axis.
_NOTHING = 1e-6


def sun_path(azimuth: Floats, elevation: Floats, *, moments: int) -> tuple[Floats, Floats]:
    """Return where the sun stands at moments spread evenly over each hour.

    The pole about which the sun turns is found from its steps from hour to hour, to which it stands square: neither
    latitude nor date need be known. Where the hours are too few for that, or none follows another, the sun stands
    still in each.

    Parameters
    ----------
    azimuth
        Of the sun in the middle of each hour, clockwise from north [degree]: (H,), in the order of time.
    elevation
        Above the horizontal [degree]: (H,).
    moments
        How many an hour.

    Returns
    -------
    azimuth, elevation
        [degree]: (H, moments), from -180 to 180 and from -90 to 90.

    Examples
    --------
    On the equator at the equinox the sun rises in the east and passes overhead:

    >>> _, elevation = sun_path(np.full(3, 90.0), np.array([15.0, 30.0, 45.0]), moments=2)
    >>> elevation.round(2)  # 7.5° a half-hour
    array([[11.25, 18.75],
           [26.25, 33.75],
           [41.25, 48.75]])
    """
    east, north = np.radians(azimuth), np.radians(elevation)
    sun = np.stack([np.sin(east) * np.cos(north), np.cos(east) * np.cos(north), np.sin(north)], axis=1)
    pole = _pole(sun)
    turn = np.radians(TURN * ((np.arange(moments) + 0.5) / moments - 0.5))
    if pole is None:
        turn, pole = np.zeros(moments), np.zeros(3)
    # a turn about an axis: O. Rodrigues
    sine, cosine = np.sin(turn)[:, None], np.cos(turn)[:, None]
    along = (sun @ pole)[:, None, None] * pole
    moved = sun[:, None] * cosine + np.cross(pole, sun)[:, None] * sine + along * (1 - cosine)
    return (
        np.degrees(np.arctan2(moved[..., 0], moved[..., 1])),
        np.degrees(np.arcsin(np.clip(moved[..., 2], -1, 1))),
    )


def _pole(sun: Floats) -> Floats | None:
    """Return the direction the sun turns about counterclockwise; None where it does not show."""
    before, after = sun[:-1], sun[1:]
    follows = (before * after).sum(axis=1) > np.cos(np.radians(_NEXT))
    steps = (after - before)[follows]
    # the steps lie in a plane: along its normal they have no size
    sizes, axes = np.linalg.eigh(steps.T @ steps)
    if sizes[1] <= _NOTHING * sizes[2]:
        return None
    pole: Floats = axes[:, 0]
    sense = float((np.cross(before, after)[follows] @ pole).sum())
    return pole if sense > 0 else -pole
