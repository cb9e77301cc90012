"""Into which classes the figures of divisions fall, and in which colour each is filled.

The colours are those of ColorBrewer (Brewer, 2003): sequential from yellow to blue; where there is a number to keep,
oranges on the side that misses it and blues on the side that keeps it, which readers who do not tell red from green
tell apart.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo_ruijin.figures import show_number
from geo_ruijin.record import Bound
from geo_ruijin.text import Text

#: Units of what is no sum: it says the same of a large and a small division, so divisions may be filled by it.
RATES = frozenset(
    {
        *("%", "pp", "pp/a", "m", "min", "h", "a", "°", "°C", "m/s"),
        *("m²/person", "vehicles/pile", "1/km²", "m/ha", "m³/ha", "trees/ha", "t/m³", "MWp/ha"),
        *("kWh/kWp", "kWh/m²", "kWh/m²/d", "W/m²", "kg/kWh", "kgce/t", "yuan/W", "yuan/kWh", "kWh/yuan"),
    }
)

#: Units whose classes are of equal width; others have as many divisions in each, where these are enough.
_EVEN = frozenset({"%", "pp", "pp/a"})

#: The fewest classes that are chosen, and from how many divisions on as many go into each.
_FEWEST, _ENOUGH = 4, 10

_SEQUENTIAL = {
    1: ("#7fcdbb",),
    2: ("#c7e9b4", "#2c7fb8"),
    3: ("#edf8b1", "#7fcdbb", "#2c7fb8"),
    4: ("#ffffcc", "#a1dab4", "#41b6c4", "#225ea8"),
    5: ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"),
    6: ("#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#2c7fb8", "#253494"),
    7: ("#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#0c2c84"),
}
#: From the nearest to a number to the furthest.
_MISSES = ("#feedde", "#fdd0a2", "#fdae6b", "#fd8d3c", "#f16913", "#d94801", "#8c2d04")
_KEEPS = ("#deebf7", "#c6dbef", "#9ecae1", "#6baed6", "#3182bd", "#08519c", "#08306b")

_GIVEN = Text(zh="界限由地图文件给定", en="bounds as given in the map's file")
_EQUAL = Text(zh="等距分级", en="classes of equal width")
_QUANTILES = Text(zh="按区划个数大致相等分级(界限取整)", en="about as many divisions in each class (rounded bounds)")
_ONE = Text(zh="各区划相同,不分级", en="the same everywhere: one class")


@dataclass(frozen=True)
class Classing:
    """Classes of figures.

    Attributes
    ----------
    bounds
        Between the classes, in order; a figure at a bound is of the class above it, unless `upper`.
    colours
        One a class.
    rule
        How the bounds were chosen.
    upper
        Whether a figure at a bound is of the class below it: where the plan says "at most" or "more than", so that a
        figure at the target has the colour of the side it is on.
    """

    bounds: tuple[float, ...]
    colours: tuple[str, ...]
    rule: Text
    upper: bool = False

    def rank(self, value: float) -> int | None:
        """Return the class of a figure, the lowest being 0; None where there is no figure."""
        if not math.isfinite(value):
            return None
        return bisect_left(self.bounds, value) if self.upper else bisect_right(self.bounds, value)


def is_rate(values: Sequence[float], unit: str) -> bool:
    """Return whether figures may fill their divisions; sums and counts may not, for a large division has more of all.

    Examples
    --------
    >>> is_rate([55.1], "%"), is_rate([1200], "people"), is_rate([3.0, 8.0], "1"), is_rate([0.42], "1")
    (True, False, False, True)
    """
    if unit == "1":  # a coefficient, else a count of something
        return any(math.isfinite(value) and value != int(value) for value in values)
    return unit in RATES


def classing(
    values: Sequence[float],
    unit: str,
    *,
    given: Sequence[float] | None = None,
    target: tuple[Bound, float] | None = None,
) -> Classing:
    """Return the classes of figures.

    Parameters
    ----------
    values
        Of the divisions, in `unit`; those that are not known are NaN.
    given
        Bounds that somebody chose, in order; None to choose them here.
    target
        What the plan demands, in `unit`: it is a bound, and the colours turn at it. Without one they turn at 0 where
        figures lie on either side of it.

    Examples
    --------
    >>> classing([56.1, 65.1, 85.4, 90.0, 96.3], "%").bounds
    (60.0, 70.0, 80.0, 90.0)
    """
    known = [value for value in values if math.isfinite(value)]
    if not known:
        return Classing((), _SEQUENTIAL[1], _ONE)
    if given is not None:
        bounds, rule = [float(bound) for bound in given], _GIVEN
    elif min(known) == max(known):
        bounds, rule = [], _ONE
    elif unit in _EVEN or len(known) < _ENOUGH:
        bounds, rule = _steps(min(known), max(known)), _EQUAL
    else:
        bounds, rule = _quantiles(known), _QUANTILES
    upper = target is not None and target[0] in ("at_most", "more_than")
    if upper and given is None:
        bounds = [bound for bound in bounds if bound < max(known)]  # above the last nothing would be
    pivot = target[1] if target else (0.0 if min(known) < 0 < max(known) else None)
    if pivot is not None:
        bounds = _with(bounds, pivot, exactly=given is not None)
    if pivot is None and max(known) <= 0:  # losses everywhere: the more the darker
        return Classing(tuple(bounds), tuple(reversed(_spread(_MISSES, len(bounds) + 1))), rule)
    return Classing(tuple(bounds), _colours(bounds, pivot, target), rule, upper)


def _steps(low: float, high: float) -> list[float]:
    """Return multiples of 1, 2, 2.5 or 5 (times a power of ten) between two numbers: the fewest that are enough."""
    power = math.floor(math.log10(high - low))
    steps = sorted((unit * 10.0**ten for ten in range(power - 2, power + 1) for unit in (1, 2, 2.5, 5)), reverse=True)
    for step in steps:
        first, last = math.floor(low / step) + 1, math.floor(high / step)
        if last - first + 2 >= _FEWEST:
            return [round(number * step, 12) for number in range(first, last + 1)]
    return []


def _quantiles(known: Sequence[float]) -> list[float]:
    places = -math.floor(math.log10((max(known) - min(known)) / 10))
    cuts = np.round(np.quantile(known, [0.2, 0.4, 0.6, 0.8]), places)
    return [float(cut) for cut in np.unique(cuts) if min(known) < cut <= max(known)]


def _with(bounds: Sequence[float], pivot: float, *, exactly: bool) -> list[float]:
    """Return bounds with one more; it takes the place of one that it would be hard to tell from, unless given."""
    narrow = min((b - a for a, b in itertools.pairwise(bounds)), default=0.0) / 2
    kept = [bound for bound in bounds if exactly or abs(bound - pivot) >= narrow]
    return sorted({*kept, pivot})


def _colours(bounds: Sequence[float], pivot: float | None, target: tuple[Bound, float] | None) -> tuple[str, ...]:
    if pivot is None or pivot not in bounds:
        return _SEQUENTIAL[min(len(bounds) + 1, max(_SEQUENTIAL))]
    below = list(bounds).index(pivot) + 1
    above = len(bounds) + 1 - below
    low, high = (_KEEPS, _MISSES) if target and target[0] in ("at_most", "less_than") else (_MISSES, _KEEPS)
    return (*reversed(_spread(low, below)), *_spread(high, above))


def _spread(colours: Sequence[str], count: int) -> list[str]:
    """Return some of the colours, from near to far; few of them are the middling ones."""
    first = 1 if count < len(colours) else 0
    return [colours[min(first + place, len(colours) - 1)] for place in range(count)]


def sizes(values: Sequence[float]) -> tuple[list[float], list[float]]:
    """Return the share of each figure in the largest one, and three round figures to show the scale by.

    Figures below 0 count by their size; those not known have none.

    Examples
    --------
    >>> sizes([50.0, -25.0, math.nan])
    ([1.0, 0.5, 0.0], [50.0, 20.0, 5.0])
    """
    known = [abs(value) if math.isfinite(value) else 0.0 for value in values]
    most = max(known, default=0.0)
    if not most:
        return [0.0] * len(known), []
    power = 10.0 ** math.floor(math.log10(most))
    lead = max(unit for unit in (1, 2, 5) if unit * power <= most * (1 + 1e-12))
    samples = {1: (1, 0.5, 0.1), 2: (2, 1, 0.2), 5: (5, 2, 0.5)}[lead]
    return [value / most for value in known], [round(sample * power, 12) for sample in samples]


def class_range(classes: Classing, rank: int) -> str:
    """Return the range of a class, with the sign of the side a figure at a bound is on; empty for the only one.

    Examples
    --------
    >>> [class_range(classing([-1, 0.5], "pp", given=[0, 1e6]), rank) for rank in range(3)]
    ['< 0', '0–1,000,000', '≥ 1,000,000']
    """
    low = classes.bounds[rank - 1] if rank else None
    high = classes.bounds[rank] if rank < len(classes.bounds) else None
    if low is None:
        return "" if high is None else f"{'≤' if classes.upper else '<'} {show_number(high)}"
    if high is None:
        return f"{'>' if classes.upper else '≥'} {show_number(low)}"
    dash = " – " if low < 0 else "–"  # so that no dash is taken for a sign
    return f"{show_number(low)}{dash}{show_number(high)}"
