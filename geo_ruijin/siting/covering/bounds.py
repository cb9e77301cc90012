"""How good a program could be at best, told by any prices of its rows; and which columns can then be decided."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo_ruijin.siting.conditions import ROUNDING
from geo_ruijin.siting.highs import Program

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def weighed(program: Program, prices: Floats) -> tuple[float, Floats]:
    """Return a value that no choice is less than, and what each column adds to it.

    Any prices of the rows give such a bound (weak duality): nothing rests on how exactly a solver found them.

    Parameters
    ----------
    program
        What is to be the least; every column has a least and a most.
    prices
        Of the rows, positive where there must be more, negative where there must be less: (n_rows,). Those of the wrong
        sign for a row without that limit count as 0.
    """
    prices = np.where(np.isfinite(program.lower), prices, np.minimum(prices, 0.0))
    prices = np.where(np.isfinite(program.upper), prices, np.maximum(prices, 0.0))
    limit = np.where(prices > 0, program.lower, program.upper)
    rest = program.cost - program.rows.T @ prices
    low, high = rest * program.least, rest * program.most
    return float((prices * np.where(prices == 0, 0.0, limit)).sum() + np.minimum(low, high).sum()), rest


def decided(program: Program, prices: Floats, value: float) -> tuple[Bools, Bools]:
    """Return which columns of 0 or 1 are 0, and which 1, in every choice that is no worse than `value`.

    Parameters
    ----------
    program, prices
        As of `weighed`.
    value
        What a known choice comes to; it stays possible itself.
    """
    bound, rest = weighed(program, prices)
    room = value - bound + ROUNDING * max(1.0, abs(value))
    return rest > room, -rest > room
