"""Catchments that fade with distance: the weight of a way, and what lies around each cell, weighted.

The decays are those of InVEST's urban nature access, under its names. With d the distance and r the radius, all are
exactly 0 beyond r; exactly at r is within reach:

============  =====================================================  =============================================
dichotomy     1                                                      Luo & Wang (2003), doi:10.1068/b29120
exponential   exp(-d / r)                                            InVEST user's guide; at r it is 0.37, not 0
power         max(d, 1 m) ** -exponent                               Hansen (1959), doi:10.1080/01944365908978307
gaussian      (exp(-(d / r)² / 2) - exp(-1/2)) / (1 - exp(-1/2))     Dai (2010), doi:10.1016/j.healthplace.2010.06.012
density       0.75 (1 - (d / r)²)                                    Epanechnikov (1969), doi:10.1137/1114019
============  =====================================================  =============================================

Gaussian and density are 0 at r itself. A factor common to all distances cancels out of a two-step catchment, so the
0.75 changes nothing there. Power needs its `exponent`, and falls fast beside the home: on a grid it depends on the
size of the cells more than the others do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg import toeplitz

from geo_ruijin.errors import MethodError, closest
from geo_ruijin.methods.facilities import ROUNDING
from geo_ruijin.methods.parameter import demand_above_0
from geo_ruijin.text import Text
from geo_ruijin.units import Metres

#: Within this distance the power decay is 1 [m]: a way of no length would weigh infinitely.
NEAREST = 1.0

#: The decays by the share of the radius that the way takes, shape kept; power is of the way itself.
_OF_SHARE: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    "dichotomy": np.ones_like,
    "exponential": lambda share: np.exp(-share),
    "gaussian": lambda share: (np.exp(-(share**2) / 2) - np.exp(-0.5)) / (1 - np.exp(-0.5)),
    "density": lambda share: 0.75 * (1 - share**2),
}

#: The names a decay may have.
DECAYS = (*_OF_SHARE, "power")

#: The most cells a radius may be long: further, finer cells only cost time.
MOST_STEPS = 1000

#: How many columns of cells are gathered at once: with more of them the product is faster, but holds more zeros.
_TILE = 64


def weights(
    distances: npt.ArrayLike, *, radius: Metres, decay: str, exponent: float | None = None
) -> np.ndarray[Any, Any]:
    """Return the weight of each distance [1], of the same shape.

    Parameters
    ----------
    distances
        Lengths of ways [m].
    radius
        The reach [m]: beyond it a weight is 0. What rounding takes for more or less than the radius is at the radius.
    decay
        One of `DECAYS`.
    exponent
        Of the power decay and of no other.

    Raises
    ------
    MethodError
        If the radius or the exponent is not positive and finite, a distance is no number or below 0, there is no such
        decay, or it has no exponent.

    Examples
    --------
    >>> weights(np.array([0, 250, 500, 501]), radius=500, decay="density").tolist()
    [0.75, 0.5625, 0.0, 0.0]
    """
    _refuse_unfit(radius, decay, exponent)
    way = np.asarray(distances, dtype=np.float64)
    if not (way >= 0).all():
        raise MethodError(
            Text(zh="有的距离不是数或小于 0", en="some distances are no numbers or below 0; leave such pairs out")
        )
    way = np.where(np.abs(way - radius) <= ROUNDING, radius, way)
    within = np.minimum(way, radius)
    weight = np.maximum(within, NEAREST) ** -exponent if exponent is not None else _OF_SHARE[decay](within / radius)
    return np.where(way <= radius, weight, 0.0)


def kernel(*, cell_size: Metres, radius: Metres, decay: str, exponent: float | None = None) -> np.ndarray[Any, Any]:
    """Return the weights of the cells around a cell, from centre to centre, shape (2n + 1, 2n + 1).

    Raises
    ------
    MethodError
        As `weights`; and if a cell is wider than the radius or less than a thousandth of it, or no size.

    Examples
    --------
    >>> kernel(cell_size=100, radius=100, decay="dichotomy").tolist()
    [[0.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 0.0]]
    """
    _refuse_unfit(radius, decay, exponent)
    if not 0 < cell_size <= radius + ROUNDING:
        raise MethodError(
            Text(
                zh=f"格网边长应大于 0、不超过半径 {radius:g} 米(最好不超过其十分之一),现为 {cell_size:g} 米",
                en=f"the cell size should be above 0 and at most the radius of {radius:g} m, better a tenth of it; "
                f"is {cell_size:g} m",
            )
        )
    if radius > MOST_STEPS * cell_size:
        raise MethodError(
            Text(
                zh=f"半径 {radius:g} 米超过 {MOST_STEPS} 格;请把格网边长加大到 {radius / MOST_STEPS:g} 米以上",
                en=f"the radius of {radius:g} m is more than {MOST_STEPS} cells; make them {radius / MOST_STEPS:g} m "
                "or wider",
            )
        )
    reach = int((radius + ROUNDING) // cell_size)
    steps = np.arange(-reach, reach + 1)
    return weights(cell_size * np.hypot(steps[:, None], steps), radius=radius, decay=decay, exponent=exponent)


def gather(values: np.ndarray, around: np.ndarray, *, wanted: np.ndarray) -> np.ndarray[Any, Any]:
    """Return, for each cell wanted, the sum of the values around it times their weights; 0 for cells that are not.

    Every sum is of its own terms alone. A convolution by Fourier transform is faster, but spreads the rounding of the
    fullest cells over all others: one that nothing reaches would seem reached, and a share of a few people be noise.
    Here what nothing reaches is exactly 0, and a sum is right to 1e-12 of itself. Nothing lies beyond the array.

    Parameters
    ----------
    values
        Not below 0, shape (rows, columns).
    around
        Symmetric weights as of `kernel`.
    wanted
        True where the sum is wanted, same shape as `values`: rows of cells where none is are passed over.
    """
    reach = len(around) // 2
    rows, columns = values.shape
    more = -columns % _TILE
    padded = np.pad(values, ((reach, reach), (reach, reach + more)))
    tiles = range(0, columns + more, _TILE)
    asked = [wanted[:, left : left + _TILE].any(axis=1) for left in tiles]
    found = np.zeros((rows, columns + more))
    for step in range(reach + 1):
        # the rows `step` above and below have the same weights: each product is by the Toeplitz matrix of those
        line = padded[reach - step : reach - step + rows]
        line = line + padded[reach + step : reach + step + rows] if step else line
        cut = int(np.argmax(around[reach + step] > 0))  # the catchment is narrower here by this at both sides
        first = np.pad(around[reach + step, cut : 2 * reach + 1 - cut], (0, _TILE - 1))
        band = toeplitz(first, np.pad(first[:1], (0, _TILE - 1)))
        for left, ask in zip(tiles, asked, strict=True):
            near = line[:, left + cut : left + _TILE + 2 * reach - cut]
            some = ask & near.any(axis=1)
            if some.all():
                found[:, left : left + _TILE] += near @ band
            elif some.any():
                found[some, left : left + _TILE] += near[some] @ band
    return np.where(wanted, found[:, :columns], 0.0)


def _refuse_unfit(radius: float, decay: str, exponent: float | None) -> None:
    demand_above_0(radius)
    if decay not in DECAYS:
        cure = closest(str(decay), DECAYS)
        raise MethodError(
            Text(zh=f"没有“{decay}”这种距离衰减。{cure.zh}", en=f"there is no decay '{decay}'. {cure.en}")
        )
    if decay == "power" and (exponent is None or not 0 < exponent < np.inf):
        raise MethodError(
            Text(zh="幂函数衰减(power)须给出大于 0 的指数 exponent", en="the decay 'power' needs an exponent above 0")
        )
    if decay != "power" and exponent is not None:
        raise MethodError(
            Text(
                zh=f"只有幂函数衰减(power)才有指数;请删去 exponent,或改用 power(现为“{decay}”)",
                en=f"only the decay 'power' has an exponent: leave it out, or use 'power' instead of '{decay}'",
            )
        )
