"""Between what the capacity and the energy of roofs lie, as far as their table says."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from geo_ruijin.text import Text

#: The least, the most likely and the most.
End = Literal["low", "mid", "high"]

#: The two that bound the other.
BOUNDS: tuple[End, End] = ("low", "high")


class Energy(NamedTuple):
    """Energy of the first year and between what it lies [GWh]."""

    mid: float
    low: float
    high: float


#: What the bounds of a figure that rests on the capacity or energy of roofs hold.
ROOFS_BETWEEN = Text(
    zh="上下限计入各类屋顶可用比例、组件功率(发电量另计年际辐照、损失)的不确定,假定各类同偏低或同偏高",
    en="the bounds hold what is not known of usable shares and modules, and for energy of the sun and losses, all "
    "classes erring together",
)


def at_end(roofs: pd.DataFrame, column: str, end: End) -> pd.Series[float]:
    """Return the numbers of a column at an end: those of `column_low` or `column_high`, else its own.

    The middle of every factor may lie outside what one case in ten falls short of or exceeds; an end never lies on
    the other side of it.

    Examples
    --------
    >>> roofs = pd.DataFrame({"capacity": [10.0, 10.0], "capacity_low": [8.0, None]})
    >>> at_end(roofs, "capacity", "low").tolist(), at_end(roofs, "capacity", "high").tolist()
    ([8.0, 10.0], [10.0, 10.0])
    """
    own = roofs[column]
    if end == "mid" or f"{column}_{end}" not in roofs:
        return own
    numbers = pd.to_numeric(roofs[f"{column}_{end}"], errors="coerce").astype(np.float64)
    other = numbers.where(np.isfinite(numbers), own).clip(lower=0.0)
    return other.clip(upper=own) if end == "low" else other.clip(lower=own)


def yield_at(capacity: float, energy: float) -> float:
    """Return by how much the specific yield differs at an end, from how much capacity and energy do [1].

    Energy is capacity x yield, which err apart: the squares of the logarithms of what each is off by add up. So what
    the room on roofs and the power of modules add to the spread of the energy is taken off, which changes what a plant
    costs as much as what it yields.

    Parameters
    ----------
    capacity, energy
        At the end, over the middle [1].

    Examples
    --------
    Logarithms of 0.3 and 0.5 leave 0.4:

    >>> round(math.log(yield_at(math.exp(0.3), math.exp(0.5))), 9)
    0.4
    >>> round(math.log(yield_at(math.exp(-0.3), math.exp(-0.5))), 9), yield_at(1.2, 1.1), yield_at(0.0, 0.0)
    (-0.4, 1.0, 1.0)
    """
    if not capacity > 0 or not energy > 0:
        return 1.0
    of_energy = math.log(energy)
    rest = of_energy**2 - math.log(capacity) ** 2
    return math.exp(math.copysign(math.sqrt(rest), of_energy)) if rest > 0 else 1.0


def yields_by_class(roofs: pd.DataFrame) -> pd.DataFrame:
    """Return by how much the specific yield of each class differs at either end [1]: columns low and high.

    Parameters
    ----------
    roofs
        With `class`, `capacity` [kWp] and `energy` [kWh], and where known between what they lie.

    See Also
    --------
    yield_at

    Examples
    --------
    >>> roofs = pd.DataFrame({"class": ["school"], "capacity": [10.0], "capacity_low": [10.0], "capacity_high": [10.0],
    ...                       "energy": [10.0], "energy_low": [8.0], "energy_high": [12.0]})
    >>> yields_by_class(roofs).loc["school"].round(9).tolist()
    [0.8, 1.2]
    """
    group = roofs["class"]
    capacity, energy = (
        {end: at_end(roofs, of, end).groupby(group).sum() for end in ("mid", *BOUNDS)} for of in ("capacity", "energy")
    )
    over = {
        end: (
            capacity[end] / capacity["mid"].where(capacity["mid"] > 0),
            energy[end] / energy["mid"].where(energy["mid"] > 0),
        )
        for end in BOUNDS
    }
    return pd.DataFrame(
        {
            end: [yield_at(float(one), float(other)) for one, other in zip(*both, strict=True)]
            for end, both in over.items()
        },
        index=capacity["mid"].index,
    )


def bounds(value: float | None, ends: Iterable[float | None]) -> tuple[float, ...]:
    """Return between what a figure lies, itself included; nothing where that is one number or the figure is none.

    Examples
    --------
    >>> bounds(2.0, [3.0, 1.0]), bounds(2.0, [2.0, None]), bounds(None, [1.0])
    ((1.0, 3.0), (), ())
    """
    if value is None:
        return ()
    every = [value, *(end for end in ends if end is not None)]
    least, most = min(every), max(every)
    return (least, most) if least < most else ()
