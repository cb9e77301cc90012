"""Which feature of one layer is which of another: one to one, by place and by name.

Rows are never counted twice, and which pairs are found does not depend on the order of rows, but where several are
equally near and alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

#: Features no further apart than this are at the same place [m].
SAME_PLACE = 1.0

#: Features of the same name no further apart than this are the same one, moved [m].
MOVED = 100.0

#: Polygons of other names are the same where this much of their union is common [1]: then no other can be so much so.
ALIKE = 0.5

#: What double arithmetic leaves of a distance in coordinates of 5,000 km, and much below what matters [m].
ROUNDING = 1e-6

#: How many neighbours are looked at first.
_FEW = 8


@dataclass(frozen=True)
class Features:
    """The features of one layer, as arrays of the same length.

    Attributes
    ----------
    shapes
        Points, or polygons, in metres.
    names
        A number a name, the same for the same name in both layers; -1 for none.
    attributes
        A number a row of attributes, likewise.
    """

    shapes: np.ndarray
    names: np.ndarray
    attributes: np.ndarray


class _Pairs:
    """The pairs found so far."""

    def __init__(self, before: int, after: int) -> None:
        self.partner = np.full(before, -1)
        self.taken = np.zeros(after, dtype=bool)

    @property
    def free(self) -> tuple[np.ndarray, np.ndarray]:
        return np.flatnonzero(self.partner < 0), np.flatnonzero(~self.taken)

    def add(self, before: np.ndarray, after: np.ndarray) -> None:
        self.partner[before] = after
        self.taken[after] = True

    def add_best(self, before: np.ndarray, after: np.ndarray, cost: np.ndarray) -> None:
        """Add candidates, the cheapest first, each as long as both sides are free."""
        for index in np.lexsort((after, before, cost)):
            if self.partner[before[index]] < 0 and not self.taken[after[index]]:
                self.add(before[index], after[index])


def match_points(before: Features, after: Features) -> np.ndarray:
    """Return for each point of `before` the row of its partner in `after`, -1 without one, shape (len(before),).

    First those alike at the same place (`SAME_PLACE`), then those of the same name there, then those of the same name
    up to `MOVED` away, then those at the same place whatever their name; of each kind the nearest first. A point
    without a name has no other of the same name.

    Examples
    --------
    >>> a = Features(shapely.points([[0, 0], [50, 0]]), np.array([0, 1]), np.array([0, 1]))
    >>> b = Features(shapely.points([[80, 0], [0, 0]]), np.array([1, 0]), np.array([1, 0]))
    >>> match_points(a, b).tolist()
    [1, 0]
    """
    pairs = _Pairs(len(before.shapes), len(after.shapes))
    here, there = shapely.get_coordinates(before.shapes), shapely.get_coordinates(after.shapes)
    pairs.add(*_equal((*here.T, before.attributes), (*there.T, after.attributes)))
    one = np.zeros(len(here)), np.zeros(len(there))
    for labels, reach in (
        ((before.attributes, after.attributes), SAME_PLACE),
        ((before.names, after.names), SAME_PLACE),
        ((before.names, after.names), MOVED),
        (one, SAME_PLACE),
    ):
        _nearest_first(pairs, here, there, labels, reach)
    return pairs.partner


def match_polygons(before: Features, after: Features) -> np.ndarray:
    """Return for each polygon of `before` the row of its partner in `after`, -1 without one, shape (len(before),).

    First those alike with the same outline, then of the same name with the same outline, then of the same name with
    the largest share of their union common, then with the same outline whatever their name, then with at least `ALIKE`
    of it common, then of the same name up to `MOVED` away.
    """
    pairs = _Pairs(len(before.shapes), len(after.shapes))
    here, there = (shapely.to_wkb(shapely.normalize(one.shapes)) for one in (before, after))
    pairs.add(*_equal((here, before.attributes), (there, after.attributes)))
    mine, theirs = pairs.free
    first, second = _near(before.shapes, after.shapes, mine, theirs, 0.0)
    common = common_share(before.shapes[first], after.shapes[second])
    outline = same_outline(before.shapes[first], after.shapes[second])
    alike = before.attributes[first] == after.attributes[second]
    named = (before.names[first] == after.names[second]) & (before.names[first] >= 0)
    for kind in (outline & alike, outline & named, named & (common > 0), outline, common >= ALIKE):
        pairs.add_best(first[kind], second[kind], -common[kind])
    mine, theirs = pairs.free
    first, second = _near(before.shapes, after.shapes, mine, theirs, MOVED)
    kind = (before.names[first] == after.names[second]) & (before.names[first] >= 0)
    first, second = first[kind], second[kind]
    pairs.add_best(first, second, shapely.distance(before.shapes[first], after.shapes[second]))
    return pairs.partner


def common_share(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the area polygons have in common over that of their union [1], pair by pair."""
    share = shapely.equals_exact(one, other).astype(np.float64)  # most are the same, and need no overlay
    rest = share == 0
    common = shapely.area(shapely.intersection(one[rest], other[rest]))
    union = shapely.area(one[rest]) + shapely.area(other[rest]) - common
    share[rest] = np.divide(common, union, out=np.zeros_like(common), where=union > 0)
    return share


def same_outline(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return whether the outlines of polygons are nowhere further apart than `SAME_PLACE`, pair by pair."""
    same = shapely.equals_exact(one, other)
    bounds = np.abs(shapely.bounds(one) - shapely.bounds(other)).reshape(-1, 4)
    likely = np.flatnonzero(~same & (bounds.max(axis=1, initial=0) <= SAME_PLACE + ROUNDING))
    lines, others = shapely.boundary(one[likely]), shapely.boundary(other[likely])
    same[likely] = shapely.hausdorff_distance(lines, others) <= SAME_PLACE + ROUNDING
    return same


def _near(
    one: np.ndarray, other: np.ndarray, mine: np.ndarray, theirs: np.ndarray, reach: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of rows among `mine` and `theirs` whose shapes are within `reach` [m]."""
    tree = shapely.STRtree(other[theirs])
    first, second = tree.query(one[mine], predicate="dwithin", distance=reach + ROUNDING)
    return mine[first], theirs[second]


def _equal(before: Iterable[np.ndarray], after: Iterable[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows whose keys are all equal, as pairs; of those that occur more often, the first with the first."""
    sides = []
    for keys in (before, after):
        side = pd.DataFrame(dict(enumerate(keys)))
        side["nth"] = side.groupby(list(side.columns), sort=False).cumcount()
        sides.append(side.assign(row=np.arange(len(side))))
    on = [name for name in sides[0].columns if name != "row"]
    found = sides[0].merge(sides[1], on=on)
    return found["row_x"].to_numpy(), found["row_y"].to_numpy()


def _nearest_first(
    pairs: _Pairs, here: np.ndarray, there: np.ndarray, labels: tuple[np.ndarray, np.ndarray], reach: float
) -> None:
    """Add pairs of the same label, none of them -1, that are within `reach`: the nearest first.

    The label is a third coordinate, so far apart that only the same ones are near one another. Points in one place are
    one stack. Only a few neighbours of a stack are looked at, and when one runs out of them, more.
    """
    few = _FEW
    while True:
        mine, theirs = (
            _Stacks(free[label[free] >= 0], place, label * 4 * reach)
            for free, place, label in zip(pairs.free, (here, there), labels, strict=True)
        )
        if not (len(mine.places) and len(theirs.places)):
            return
        few = min(few, len(theirs.places))
        nearest = np.arange(1, few + 1)
        found = KDTree(theirs.places).query(mine.places, k=nearest, distance_upper_bound=reach + ROUNDING)
        distance, other = found
        first, nth = np.nonzero(np.isfinite(distance))
        distance, second = distance[first, nth], other[first, nth]
        more = few < len(theirs.places)
        for index in np.lexsort((second, first, distance)):
            one, two = first[index], second[index]
            count = min(mine.left[one], theirs.left[two])
            if count:
                pairs.add(mine.take(one, count), theirs.take(two, count))
            if more and mine.left[one] and nth[index] == few - 1:
                break  # a nearer one than those to come may be beyond the few
        else:
            return
        few *= 4


class _Stacks:
    """Rows by their place in three dimensions, to be taken off one after the other."""

    def __init__(self, rows: np.ndarray, place: np.ndarray, height: np.ndarray) -> None:
        self.places, stack, self.left = np.unique(
            np.column_stack([place[rows], height[rows]]), axis=0, return_inverse=True, return_counts=True
        )
        self._rows = rows[np.argsort(stack.ravel(), kind="stable")]
        self._ends = np.cumsum(self.left)

    def take(self, stack: int, count: int) -> np.ndarray:
        """Return the next `count` rows of a stack."""
        start = self._ends[stack] - self.left[stack]
        self.left[stack] -= count
        return self._rows[start : start + count]
