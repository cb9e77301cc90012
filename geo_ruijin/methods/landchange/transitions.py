"""What became what between two years, in zones."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo_ruijin.methods.landchange.series import Series
from geo_ruijin.methods.landwords import UNKNOWN
from geo_ruijin.zonal.classes import class_areas
from geo_ruijin.zonal.coded import paired

Floats = NDArray[np.float64]

HECTARE = 10_000  # m²


@dataclass(frozen=True)
class Transitions:
    """Areas by the class before and after.

    Attributes
    ----------
    start, end
        The years.
    before, after
        The classes of each; `UNKNOWN` is the last one.
    areas
        On the ellipsoid [ha]: (zones, before, after).
    """

    start: int
    end: int
    before: tuple[object, ...]
    after: tuple[object, ...]
    areas: Floats

    @property
    def years(self) -> int:
        """How many years lie between."""
        return self.end - self.start

    def between(self, before: str, after: str, watched: Collection[object]) -> Floats:
        """Return the area of each zone that was and became something [ha]: (zones,).

        Parameters
        ----------
        before, after
            "watched", "other", "unknown", or "known" for either of the first two.
        watched
            The classes watched.
        """
        rows, columns = _which(self.before, before, watched), _which(self.after, after, watched)
        found: Floats = self.areas[:, rows][:, :, columns].sum(axis=(1, 2))
        return found


@dataclass(frozen=True)
class Change:
    """Gain and loss of the classes watched in zones [ha], each (zones,).

    Attributes
    ----------
    before, after
        Their area in both years where both are known.
    gain, loss
        What became one of them, what was and is none any more.
    gain_more, loss_more
        What unknown cells could add.
    unknown
        What is not known in one year or both.
    only_before, only_after
        What was one of them before, or is one after, where the other year is not known.
    """

    before: Floats
    after: Floats
    gain: Floats
    loss: Floats
    gain_more: Floats
    loss_more: Floats
    unknown: Floats
    only_before: Floats
    only_after: Floats

    @property
    def net(self) -> Floats:
        """Gain less loss."""
        return self.gain - self.loss

    @property
    def ratio_range(self) -> tuple[Floats, Floats]:
        """What the area after may be of that before [1], at least and at most; NaN or infinite where none was before.

        At least where all that may be lost is, and what is there after was there before; at most the other way round.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            least = (self.after + self.only_after) / (self.before + self.loss_more + self.only_after)
            most = (self.after + self.gain_more + self.only_before) / (self.before + self.only_before)
        return least, most


def transitions_of(series: Series, first: int, last: int, zones: gpd.GeoSeries) -> Transitions:
    """Return what became what between two years, given by their positions.

    Parameters
    ----------
    series
        The years.
    first, last
        Positions of the years.
    zones
        Polygons; what of them the rasters do not reach is unknown in both years.
    """
    before, after = series.grids[first], series.grids[last]
    found = class_areas(paired(before, after), zones)
    areas = found.areas.reshape(len(zones), len(before.classes), len(after.classes)) / HECTARE
    areas[:, -1, -1] += (found.nothing + found.beyond) / HECTARE
    return Transitions(series.years[first], series.years[last], before.classes, after.classes, areas)


def change_of(found: Transitions, watched: Collection[object]) -> Change:
    """Return gain and loss of the classes watched.

    Examples
    --------
    Of 10 ha of trees 7 stay, 2 become bare, 1 nobody knows; 4 ha of bare ground turn to trees:

    >>> areas = np.array([[[7.0, 2.0, 1.0], [4.0, 0.0, 0.0], [0.0, 0.0, 0.0]]])
    >>> classes = ("tree", "bare", UNKNOWN)
    >>> change = change_of(Transitions(2017, 2023, classes, classes, areas), {"tree"})
    >>> [float(one[0]) for one in (change.before, change.after, change.gain, change.loss, change.loss_more)]
    [9.0, 11.0, 4.0, 2.0, 1.0]
    """

    def area(before: str, after: str) -> Floats:
        return found.between(before, after, watched)

    either = area("unknown", "unknown")
    return Change(
        before=area("watched", "known"),
        after=area("known", "watched"),
        gain=area("other", "watched"),
        loss=area("watched", "other"),
        gain_more=area("other", "unknown") + area("unknown", "watched") + either,
        loss_more=area("watched", "unknown") + area("unknown", "other") + either,
        unknown=area("known", "unknown") + area("unknown", "known") + either,
        only_before=area("watched", "unknown"),
        only_after=area("unknown", "watched"),
    )


def annual_rate(before: float, after: float, years: float) -> float | None:
    """Return the mean rate of change a year, compounded without a break [% a year]; None where one area is 0.

    References
    ----------
    J.-P. Puyravaud (2003), Standardizing the calculation of the annual rate of deforestation, Forest Ecology and
    Management 177, doi:10.1016/S0378-1127(02)00335-3. FAO (1995) compounds once a year, which differs by half the
    square of the rate.

    Examples
    --------
    >>> round(annual_rate(100, 90, 10), 3)  # ln 0.9 / 10
    -1.054
    """
    return 100 * math.log(after / before) / years if before > 0 and after > 0 else None


def _which(classes: tuple[object, ...], kind: str, watched: Collection[object]) -> NDArray[np.bool_]:
    unknown = np.array([name == UNKNOWN for name in classes])
    within = np.array([name in watched for name in classes])
    kinds: dict[str, NDArray[np.bool_]] = {
        "watched": within,
        "other": ~within & ~unknown,
        "unknown": unknown,
        "known": ~unknown,
    }
    return kinds[kind]
