"""Which site reaches whom, kept with an answer so that a page can tell at once what another choice would come to."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo_ruijin.text import Text

#: What a demand may stand for, unless it stands for nothing: beyond, sums would no longer be exact on a page.
LEAST_WEIGHT, MOST_WEIGHT = 1e-100, 1e100

#: Units of what has no parts of its own: it is told by small pieces, each reached whole or not at all.
_EXTENTS = frozenset({"m", "km", "m²", "km²", "ha", "mu"})


@dataclass(frozen=True, eq=False)
class Reading:
    """One way of telling how much is reached: people on foot, people by circles, land by circles.

    Attributes
    ----------
    id
        Short and telling: "people_walking", "people_circles", "area".
    title
        What is reached over what, in a few words.
    unit
        Of the weights: "people", "m²".
    weights
        What each demand stands for, 0 or more: shape (n_demand,).
    group
        The position of each demand's township among the groups: shape (n_demand,).
    reached
        Which demands each site reaches, as stored ones: shape (n_sites, n_demand).
    wanted
        The share that is asked for [%]; None where none is.
    places
        Where each demand is, as points, so that the map shows who is reached; None where it need not.

    Raises
    ------
    ValueError
        If the parts do not fit one another, or a weight is negative or no number.
    """

    id: str
    title: Text
    unit: str
    weights: NDArray[np.float64]
    group: NDArray[np.intp]
    reached: csr_array
    wanted: float | None = None
    places: gpd.GeoSeries | None = None

    def __post_init__(self) -> None:
        count = len(self.weights)
        positive = self.weights[self.weights != 0]
        lengths = {len(self.group), self.reached.shape[1], count if self.places is None else len(self.places)}
        if lengths != {count}:
            message = f"'{self.id}' has {count} weights, but groups, columns or places of {sorted(lengths)}"
            raise ValueError(message)
        if not ((positive >= LEAST_WEIGHT) & (positive <= MOST_WEIGHT)).all():
            message = f"'{self.id}' has weights that are neither 0 nor from {LEAST_WEIGHT:g} to {MOST_WEIGHT:g}"
            raise ValueError(message)

    @property
    def estimated(self) -> bool:
        """Whether shares are close to what an analysis measures, and not the same: land and roads told by pieces."""
        return self.unit in _EXTENTS


@dataclass(frozen=True, eq=False)
class WhatIf:
    """The sites one may choose among, those that stand, and whom each reaches by every reading.

    Attributes
    ----------
    sites
        A row a site, in the order of the rows of `Reading.reached`: `name`; `present`, whether it stands; `chosen`,
        whether the answer takes it; and a point. `kind` and `township`, words or texts, may be there too. Candidates
        that reach nobody are left out.
    groups
        The names of the townships.
    readings
        The first is the one the sites were chosen by.
    answer
        What the answer's own choice is worth, in a sentence: how many, and whether fewer are proven not to do.
    stand
        The input of the method whose places are the sites that stand.

    Raises
    ------
    ValueError
        If the parts do not fit one another.
    """

    sites: gpd.GeoDataFrame
    groups: tuple[str, ...]
    readings: tuple[Reading, ...]
    answer: Text | None = None
    stand: str = "facilities"

    def fill(self, **names: Text) -> WhatIf:
        """Return it with "{name}" replaced by each of `names` in its texts."""
        readings = tuple(replace(one, title=one.title.fill(**names)) for one in self.readings)
        return replace(self, readings=readings, answer=None if self.answer is None else self.answer.fill(**names))

    def __post_init__(self) -> None:
        if missing := {"name", "present", "chosen"} - set(self.sites.columns):
            message = f"the sites have no {', '.join(sorted(missing))}"
            raise ValueError(message)
        if len({reading.id for reading in self.readings}) != len(self.readings) or not self.readings:
            message = "there are no readings, or two of one name"
            raise ValueError(message)
        for reading in self.readings:
            if reading.reached.shape[0] != len(self.sites):
                message = f"'{reading.id}' has {reading.reached.shape[0]} rows, there are {len(self.sites)} sites"
                raise ValueError(message)
            if not np.isin(reading.group, np.arange(len(self.groups))).all():
                message = f"'{reading.id}' has demands of a group that is none of the {len(self.groups)}"
                raise ValueError(message)

    @property
    def present(self) -> tuple[int, ...]:
        """The numbers of the sites that stand."""
        return _numbers(self.sites["present"].to_numpy(dtype=bool))

    @property
    def chosen(self) -> tuple[int, ...]:
        """The numbers of the sites that would stand if the answer were followed."""
        held = [self.sites[key].to_numpy(dtype=bool) for key in ("present", "chosen")]
        return _numbers(np.logical_or(*held))


@dataclass(frozen=True)
class ChoiceShare:
    """What a choice of sites comes to by one reading.

    Attributes
    ----------
    covered, total
        The weight that is reached, and all of it.
    groups
        The same of each group, in order: covered and total.
    """

    covered: float
    total: float
    groups: tuple[tuple[float, float], ...]

    @property
    def share(self) -> float | None:
        """What is reached of all [%]; None where there is nothing to reach."""
        return share_of(self.covered, self.total)


def share_of(covered: float, total: float) -> float | None:
    """Return a share [%], of all of it 100 and nothing else; None of nothing.

    Examples
    --------
    >>> share_of(1.0, 4.0), share_of(0.007, 0.007), share_of(0.0, 0.0)
    (25.0, 100.0, None)
    """
    if not total:
        return None
    return 100.0 if covered == total else 100 * covered / total


def choice_share(what_if: WhatIf, reading: str, sites: Collection[int]) -> ChoiceShare:
    """Return what a choice of sites comes to, from exact sums: the page tells the same to the last bit.

    Parameters
    ----------
    what_if
        The sites, and whom they reach.
    reading
        The id of a reading.
    sites
        The numbers of all that would stand, those that stand today among them.

    Raises
    ------
    KeyError
        If there is no such reading.
    """
    read = {one.id: one for one in what_if.readings}[reading]
    covered = np.zeros(len(read.weights), dtype=bool)
    for site in sites:
        covered[read.reached.indices[read.reached.indptr[site] : read.reached.indptr[site + 1]]] = True
    groups = [
        (math.fsum(read.weights[within & covered]), math.fsum(read.weights[within]))
        for within in (read.group == number for number in range(len(what_if.groups)))
    ]
    return ChoiceShare(math.fsum(read.weights[covered]), math.fsum(read.weights), tuple(groups))


def _numbers(held: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(held.nonzero()[0].tolist())
