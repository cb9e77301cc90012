"""Points along lines, evenly and at both ends."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_ruijin.errors import MethodError
from geo_ruijin.methods.facilities import MOST_POINTS
from geo_ruijin.text import Text
from geo_ruijin.units import Metres


class Along(NamedTuple):
    """Points along lines: (n,) each.

    Attributes
    ----------
    line
        The line of each point, ascending.
    offset
        How far along its line each point lies [m].
    points
        The points; the first and the last of a line are its ends to the last bit.
    """

    line: NDArray[np.intp]
    offset: NDArray[np.float64]
    points: NDArray[np.object_]


def along(lines: NDArray[np.object_], *, step: Metres, name: str) -> Along:
    """Return points along lines, evenly, no further apart than a step, and at both ends of each.

    Parameters
    ----------
    lines
        LineStrings that have a length: (k,).
    step
        How far apart points stand at most [m].
    name
        What the step is called in the file.

    Raises
    ------
    MethodError
        If there were too many points.

    Examples
    --------
    >>> along(np.array([shapely.LineString([(0, 0), (250, 0)])]), step=100, name="step").offset.round(2).tolist()
    [0.0, 83.33, 166.67, 250.0]
    """
    length = np.asarray(shapely.length(lines), dtype=np.float64)
    if (count := length.sum() / step) > MOST_POINTS:
        raise MethodError(
            Text(
                zh=f"取点太密:约 {count:,.0f} 点,上限 {MOST_POINTS:,}。请加大 {name}。",
                en=f"the {name} is too short: some {count:,.0f} points of at most {MOST_POINTS:,}. Make it longer.",
            )
        )
    pieces = np.ceil(length / step).astype(np.intp)
    line = np.repeat(np.arange(len(lines)), pieces + 1)
    first = np.cumsum(pieces + 1) - (pieces + 1)
    offset = (np.arange(len(line)) - first[line]) * (length / pieces)[line]
    points = np.asarray(shapely.line_interpolate_point(lines[line], offset))
    # the very ends of lines, without what interpolation rounds: there they meet
    points[first], points[first + pieces] = shapely.get_point(lines, 0), shapely.get_point(lines, -1)
    return Along(line, offset, points)
